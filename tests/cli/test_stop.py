"""`riskmc run` stops at a precision, continues a saved run to the bit, and shows all intervals at one confidence."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import Result

import riskmc
from riskmc.result.storage import save_result
from riskmc.simulation import Interrupted
from tests.cli.test_run import run_schema

Invoke = Callable[..., Result]


def stored(path: Path) -> dict[str, bytes]:
    with np.load(path) as arrays:
        return {name: arrays[name].tobytes() for name in arrays.files}


@pytest.fixture
def saved(invoke: Invoke, plan: Path, tmp_path: Path) -> Path:
    assert invoke("run", plan, "--iterations", "1500", "--seed", "3", "--save", "shed.riskmc").exit_code == 0
    return tmp_path / "shed.riskmc"


# -- precision --------------------------------------------------------------------------------------------------------


def test_a_run_says_how_well_the_percentile_is_known_and_what_it_took(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--precision", "0.1d", "--iterations", "1500", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    jsonschema.validate(document, run_schema())
    found = document["precision"]
    p80 = document["finish"]["percentiles"]["80"]
    assert found["half_width"] == max(p80["days"] - p80["low_days"], p80["high_days"] - p80["days"]) <= 0.1
    assert (found["of"], found["wanted"], found["unit"], found["confidence"]) == ("P80", 0.1, "days", 0.95)
    assert found["reached"] is True
    assert found["iterations"] == found["iterations_needed"] == document["iterations"] > 1_500
    words = f"after {found['iterations']:,} iterations ({found['looks']} looks)\n"
    assert re.search(r"P80 is known to ±0\.\d+ working days at 95 % " + re.escape(words), result.stderr)


def test_what_is_printed_is_what_one_run_of_as_many_iterations_prints(invoke: Invoke, plan: Path) -> None:
    stopped = invoke("run", plan, "--precision", "0.1d", "--iterations", "1500", "--save", "a.riskmc")
    count = riskmc.read_result("a.riskmc").provenance.iterations
    whole = invoke("run", plan, "--iterations", count, "--save", "b.riskmc")
    assert stopped.stdout == whole.stdout
    assert stored(Path("a.riskmc")) == stored(Path("b.riskmc"))


def test_a_milestone_and_a_chance_can_be_watched(invoke: Invoke, plan: Path) -> None:
    for of, precision, unit in (("P90(roof)", "0.1d", "days"), ("P(roof <= 2027-01-29)", "0.7%", "share")):
        result = invoke("run", plan, "-n", "1500", "--precision", precision, "--precision-of", of, "--json")
        found = json.loads(result.stdout)["precision"]
        assert (found["of"], found["unit"], found["reached"]) == (of, unit, True)
        assert f"{of} is known to ±" in result.stderr


def test_at_the_most_iterations_it_is_said_that_the_precision_was_not_reached(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "-n", "1500", "--precision", "1min", "--most-iterations", "4096", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    jsonschema.validate(document, run_schema())
    assert document["precision"]["reached"] is False
    assert document["precision"]["iterations"] == 4096 < document["precision"]["iterations_needed"]
    assert document["complete"] is True
    text = r"not to ±1min as was wanted: that takes about [\d,]+\. No more than 4,096 are allowed; "
    assert re.search(text + "--most-iterations allows more", result.stderr)


def test_without_a_precision_there_is_none(invoke: Invoke, plan: Path) -> None:
    assert json.loads(invoke("run", plan, "-n", "200", "--json").stdout)["precision"] is None


def test_a_width_that_is_not_known_is_null(invoke: Invoke, plan: Path) -> None:
    call = ("run", plan, "-n", "1024", "--precision", "1d", "--precision-of", "P99.9", "--most-iterations", "1024")
    result = invoke(*call, "--json")
    document = json.loads(result.stdout, parse_constant=pytest.fail)
    jsonschema.validate(document, run_schema())
    assert document["precision"]["half_width"] is document["precision"]["iterations_needed"] is None
    assert "P99.9 is not known at 95 % after 1,024 iterations (1 look)" in result.stderr


def test_verbose_tells_of_each_look(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "-n", "1500", "--precision", "0.1d", "--verbose")
    looks = re.findall(r"P80 is known to .* after ([\d,]+) iterations \(\d looks?\)", result.stderr)
    assert looks[0] == "1,500"
    assert len(looks) >= 3  # each look, and the last again as what was reached
    assert looks[-1] == looks[-2]


def test_an_interrupted_search_says_how_far_it_came(
    invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partial = riskmc.simulate(riskmc.read_plan(plan), iterations=2_048)

    def interrupted(*_: object, **__: object) -> None:
        raise Interrupted(2_048, lambda: partial)

    monkeypatch.setattr("riskmc.simulation.simulate_until", interrupted)
    result = invoke("run", plan, "--precision", "1min", "--json")
    assert "P80 is known to ±" in result.stderr
    assert "No more than" not in result.stderr or partial.provenance.is_complete
    assert json.loads(result.stdout)["precision"]["reached"] is False


# -- confidence -------------------------------------------------------------------------------------------------------


def test_one_confidence_is_that_of_all_intervals(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    gates = ("--gate", "P80 <= 2027-02-26", "--gate", "criticality(walls) <= 100%")
    result = invoke(
        "run", plan, "-n", "2000", "--confidence", "80%", "--json", *gates, "--gate", "P(roof <= 2027-01-29) >= 5%"
    )
    document = json.loads(result.stdout)
    simulated = riskmc.simulate(riskmc.read_plan(plan), iterations=2_000)
    p80 = simulated.finish.estimate(0.8, 0.8)
    roof = simulated.milestones["roof"].estimate(0.8, 0.8)
    assert document["confidence"] == 0.8
    assert document["finish"]["percentiles"]["80"]["low_days"] == p80.low_days
    assert document["milestones"]["roof"]["percentiles"]["80"]["high_days"] == roof.high_days
    chance = simulated.milestones["roof"].probability_by(simulated.project.objectives[0].by, 0.8)
    assert (document["objectives"][0]["low"], document["objectives"][0]["high"]) == (chance.low, chance.high)
    assert document["gates"][2]["low"] == chance.low
    frost = next(risk for risk in document["risks"] if risk["id"] == "R1")
    assert frost["occurred_high"] - frost["occurred_low"] < 2.6 * np.sqrt(0.3 * 0.7 / 2000) + 1 / 2000

    text = invoke("run", plan, "-n", "2000", "--confidence", "80%", *gates, "--report", "shed.html").stdout
    assert "intervals at 80 %" in text
    assert "sure at 80 %" in text
    assert "95 %" not in text
    page = (tmp_path / "shed.html").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "80 % interval" in page
    assert "95 % interval" not in page


def test_the_confidence_is_that_of_the_precision(invoke: Invoke, plan: Path) -> None:
    counts = [
        json.loads(invoke("run", plan, "-n", "1024", "--precision", "0.1d", "--confidence", c, "--json").stdout)
        for c in ("80%", "0.99")
    ]
    assert [document["precision"]["confidence"] for document in counts] == [0.8, 0.99]
    assert counts[0]["iterations"] < counts[1]["iterations"]


# -- bad use ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--precision", "0d"], "the precision 0d is not above zero"),
        (["--precision", "-1d"], "the precision -1d is not above zero"),
        (["--precision", "5x"], "the precision '5x' is not an amount"),
        (["--precision", "1"], "the precision 1 has no unit; did you mean 1d?"),
        (["--precision", "1%"], "the precision 1% is a share, and P80 is a date"),
        (["--precision", "1d", "--precision-of", "P(finish <= 2027-03-01)"], "the precision 1d is a time, and P("),
        (["--precision", "1d", "--precision-of", "P80(handovr)"], "did you mean handover?"),
        (["--precision", "1d", "--precision-of", "P80(walls)"], "'walls' is a task without an objective"),
        (["--precision", "1d", "--precision-of", "mean"], "'mean' is not understood; write one of"),
        (["--precision", "1d", "--precision-of", "P100"], "write a percentile above P0 and below P100"),
        (["--precision-of", "P90"], "--precision-of says nothing without --precision"),
        (["--most-iterations", "5000"], "--most-iterations says nothing without --precision"),
        (["--precision", "1d", "--most-iterations", "0"], "write a whole number from 1"),
        (["--precision", "1d", "--add", "100"], "--add and --precision both say how far"),
        (["--add", "100"], "--add continues a saved result, and"),
        (["--confidence", "0"], "the confidence 0 is not above 0 and below 100%"),
        (["--confidence", "100"], "the confidence 100 is not above 0"),
        (["--confidence", "1.5"], "the confidence 1.5 is not above 0"),
        (["--confidence", "95"], "did you mean 95%?"),
        (["--confidence", "sure"], "the confidence 'sure' is not a share"),
    ],
)
def test_bad_use_is_answered_before_anything_is_run(
    invoke: Invoke, plan: Path, arguments: list[str], words: str
) -> None:
    result = invoke("run", plan, "--iterations", 2**33, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


# -- continuing -------------------------------------------------------------------------------------------------------


def test_a_saved_run_is_continued_to_the_bytes_of_one_run(invoke: Invoke, plan: Path, saved: Path) -> None:
    added = invoke("run", saved, "--add", "2000", "--save", "more.riskmc", "--json")
    whole = invoke("run", plan, "--iterations", "3500", "--seed", "3", "--save", "whole.riskmc", "--json")
    assert added.exit_code == 0
    assert added.stdout == whole.stdout
    assert stored(Path("more.riskmc")) == stored(Path("whole.riskmc"))
    assert f"Continued {saved} from 1,500 to 3,500 iterations." in added.stderr
    assert riskmc.read_result(saved).provenance.iterations == 1_500


def test_a_saved_run_takes_its_own_place_only_with_force(invoke: Invoke, saved: Path) -> None:
    refused = invoke("run", saved, "--add", "100", "--save", saved)
    assert refused.exit_code == 2
    assert "exists already; choose another name, or add --force" in refused.stderr
    for _ in range(2):
        assert invoke("run", saved, "--add", "100", "--save", saved, "--force").exit_code == 0
    assert riskmc.read_result(saved).provenance.iterations == 1_700


def test_the_report_never_takes_the_place_of_the_result(invoke: Invoke, saved: Path) -> None:
    for more in ([], ["--save", "other.riskmc"], ["--save", saved]):
        result = invoke("run", saved, "--add", "100", "--report", saved, "--force", *more)
        assert result.exit_code == 2
        assert riskmc.read_result(saved).provenance.iterations == 1_500


def test_kept_samples_go_on_being_kept(invoke: Invoke, plan: Path) -> None:
    invoke("run", plan, "-n", "1500", "--keep-samples", "--save", "a.riskmc")
    invoke("run", "a.riskmc", "--add", "600", "--save", "b.riskmc")
    assert riskmc.read_result("b.riskmc").task_durations("walls").size == 2_100


def test_a_saved_run_is_continued_to_a_precision(invoke: Invoke, saved: Path, plan: Path) -> None:
    result = invoke("run", saved, "--precision", "0.1d", "--json", "--save", "more.riskmc")
    document = json.loads(result.stdout)
    assert document["precision"]["reached"] is True
    count = document["iterations"]
    assert f"from 1,500 to {count:,} iterations" in result.stderr
    invoke("run", plan, "-n", count, "--seed", "3", "--save", "whole.riskmc")
    assert stored(Path("more.riskmc")) == stored(Path("whole.riskmc"))


def test_nothing_is_added_where_the_precision_is_there(invoke: Invoke, saved: Path) -> None:
    result = invoke("run", saved, "--precision", "5d")
    assert result.exit_code == 0
    assert f"Nothing was added to the 1,500 iterations of {saved}." in result.stderr


def test_gates_are_judged_on_the_continued_run(invoke: Invoke, saved: Path) -> None:
    assert invoke("run", saved, "--add", "100", "--gate", "P80 <= 2027-01-05").exit_code == 1
    result = invoke("run", saved, "--add", "100", "--gate", "P80(handovr) <= 2027-01-05")
    assert (result.exit_code, "did you mean handover?" in result.stderr) == (2, True)


def test_an_interrupted_run_is_brought_to_its_end(invoke: Invoke, plan: Path) -> None:
    def stop(done: int, of: int) -> None:
        if done >= 2_048:
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as caught:
        riskmc.simulate(riskmc.read_plan(plan), iterations=5_000, seed=3, progress=stop)
    assert caught.value.result is not None
    save_result(caught.value.result, Path("part.riskmc"))
    rest = 5_000 - caught.value.iterations
    ended = invoke("run", "part.riskmc", "--add", rest, "--json")
    assert ended.exit_code == 0
    assert ended.stdout == invoke("run", plan, "-n", "5000", "--seed", "3", "--json").stdout


def test_a_saved_run_alone_is_answered_with_what_can_be_done(invoke: Invoke, saved: Path) -> None:
    result = invoke("run", saved)
    assert result.exit_code == 2
    for words in (f"riskmc run {saved} --add 90000", "--precision 1d", f"riskmc report {saved} draws it"):
        assert words in result.stderr


@pytest.mark.parametrize(
    "option",
    ["--iterations=5", "--seed=0", "--sampling=lhs", "--critical-float=1d", "--keep-samples", "--template=90/100/130",
     "--project=x"],
)  # fmt: skip
def test_what_a_saved_run_has_settled_is_refused(invoke: Invoke, saved: Path, option: str) -> None:
    result = invoke("run", saved, "--add", "100", option)
    assert result.exit_code == 2
    assert f"goes on as it was begun; leave {option.partition('=')[0]} away" in result.stderr


def test_a_damaged_result_is_refused(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "x.riskmc").write_text("nothing")
    result = invoke("run", "x.riskmc", "--add", "100")
    assert result.exit_code == 2
    assert "is no saved result" in result.stderr


def test_a_saved_result_is_no_plan_to_check(invoke: Invoke, saved: Path) -> None:
    result = invoke("check", saved)
    assert result.exit_code == 2
    assert (
        f"riskmc report {saved} draws it, and riskmc run {saved} --add 90000 continues it"
        in result.stdout + result.stderr
    )
