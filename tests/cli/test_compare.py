"""`riskmc compare` puts runs side by side, and says how far they lie apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from .conftest import SMALL_PLAN

Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A width at which the sentences stand on one line."""
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def calm(tmp_path: Path) -> Path:
    """The small plan without its risk and with quicker walls."""
    file = tmp_path / "calm.yaml"
    text = SMALL_PLAN.partition("risks:")[0].replace("[4d, 6d, 12d]", "[4d, 5d, 8d]")
    file.write_text(text, encoding="utf-8")
    return file


def compare_schema() -> dict:
    return json.loads(files("riskmc.cli").joinpath("schemas", "compare.schema.json").read_text(encoding="utf-8"))


def test_two_plans_are_run_and_told_apart_in_a_sentence(invoke: Invoke, plan: Path, calm: Path) -> None:
    result = invoke("compare", plan, calm, "--iterations", "9000")
    assert result.exit_code == 0
    sentence = re.match(
        r"In calm, P80 is (\S+) working days earlier than in shed \((\S+) to (\S+), paired, 95 %\)\.", result.stdout
    )
    assert sentence is not None
    value, low, high = map(float, sentence.groups())
    assert low <= value <= high
    assert "risk R1 (Frost) removed" in result.stdout
    assert "task walls (Walls and windows): duration PERT 4d / 6d / 12d -> PERT 4d / 5d / 8d" in result.stdout
    assert re.search(r"roof by 29 January 2027 \(roofed\) +\d+", result.stdout)


def test_the_document_follows_its_schema_and_its_bridge_adds_up(invoke: Invoke, plan: Path, calm: Path) -> None:
    invoke("run", plan, "--iterations", "1500", "--save", "other.riskmc", "--seed", "3")
    options = ("--json", "--percentile", "90", "--by", "2027-03-01", "--seed", "0", "--iterations", "9000")
    result = invoke("compare", plan, calm, "other.riskmc", *options)
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    jsonschema.Draft202012Validator.check_schema(compare_schema())
    jsonschema.validate(document, compare_schema())
    assert document["statistic"] == "P90"
    total = sum(step["days"] for step in document["bridge"])
    assert total == pytest.approx(document["to"]["days"] - document["from"]["days"])
    assert [step["cause"] for step in document["bridge"]] == ["calm", "other"]
    assert [item["paired"] for item in document["differences"]] == [True, False]
    assert document["runs"][2]["why_not_paired"] == "seeds 0 and 3"
    assert document["chances"][-1]["by"] == "2027-03-01"
    for broken in ({"schema": "riskmc.compare/2"}, {"more": 1}, {"bridge": []}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**document, **broken}, compare_schema())


def test_runs_too_small_for_intervals_follow_the_schema(invoke: Invoke, plan: Path, calm: Path) -> None:
    result = invoke("compare", plan, calm, "-n", "1", "--json")
    document = json.loads(result.stdout)
    jsonschema.validate(document, compare_schema())
    assert document["differences"][0]["mean"]["low"] is None
    assert "too few iterations" in invoke("compare", plan, calm, "-n", "1").stdout


def test_a_plan_beside_a_saved_run_takes_its_seed_sampling_and_iterations(
    invoke: Invoke, plan: Path, calm: Path
) -> None:
    invoke("run", plan, "-n", "1500", "--seed", "5", "--sampling", "random", "--save", "shed.riskmc")
    result = invoke("compare", "shed.riskmc", calm, "--json")
    assert "Plans are run as shed.riskmc was: iterations 1,500, seed 5, sampling random." in result.stderr
    runs = json.loads(result.stdout)["runs"]
    assert [(run["seed"], run["sampling"], run["iterations"]) for run in runs] == [(5, "random", 1500)] * 2
    assert runs[1]["paired"]
    other = json.loads(invoke("compare", "shed.riskmc", calm, "--json", "--seed", "6").stdout)["runs"]
    assert (other[1]["seed"], other[1]["paired"]) == (6, False)


def test_the_order_of_the_runs_is_that_of_the_command_line(invoke: Invoke, plan: Path, calm: Path) -> None:
    invoke("run", plan, "-n", "500", "--save", "b.riskmc")
    document = json.loads(invoke("compare", calm, "b.riskmc", plan, "--json").stdout)
    assert [run["name"] for run in document["runs"]] == ["calm", "b", "shed"]


def test_runs_are_named_by_their_files_and_told_apart(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "shed.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    document = json.loads(invoke("compare", "one/shed.yaml", "two/shed.yaml", plan, plan, "-n", "20", "--json").stdout)
    names = [run["name"] for run in document["runs"]]
    assert names[:2] == ["one/shed.yaml", "two/shed.yaml"]
    assert len(set(names)) == 4
    named = invoke("compare", plan, plan, "-n", "20", "--names", "before, after").stdout
    assert "after finishes at the same instant as before in all 20 iterations" in named


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{plan}"], "is one run; name two or more to compare"),
        (["{plan}", "{plan}", "--names", "a"], "--names has 1 names for 2 runs; give one for each"),
        (["{plan}", "{plan}", "--names", "a,a"], "is empty or given twice"),
        (["{plan}", "{plan}", "--by", "soon", "--by", "2027-02-30"], "--by 'soon', '2027-02-30' is no date"),
        (["{plan}", "{plan}", "--template", "90/100/130"], "--template is for schedule files of other tools"),
        (["{plan}", "{plan}", "--percentile", "100"], "100"),
        (["{plan}", "{plan}", "--png"], "name the page with --out FILE.html"),
        (["{plan}", "shedd.yaml"], "there is no such file or folder; did you mean shed.yaml?"),
        (["s.riskmc", "s.riskmc", "--seed", "1"], "are not run again; leave --seed away"),
        (["{plan}", "{plan}", "--out", "{plan}"], "is the input of this command"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_advice(
    invoke: Invoke, plan: Path, arguments: list[str], words: str
) -> None:
    invoke("run", plan, "-n", "20", "--save", "s.riskmc")
    result = invoke("compare", *(argument.replace("{plan}", str(plan)) for argument in arguments))
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_all_problems_of_a_plan_are_told_and_nothing_is_written(
    invoke: Invoke, plan: Path, bad_plan: Path, tmp_path: Path
) -> None:
    result = invoke("compare", plan, bad_plan, "--out", "c.html")
    assert result.exit_code == 2
    assert "bad.yaml:4" in result.stderr
    assert not (tmp_path / "c.html").exists()


def test_the_page_is_written_once_and_not_replaced_without_force(
    invoke: Invoke, plan: Path, calm: Path, tmp_path: Path
) -> None:
    assert invoke("compare", plan, calm, "-n", "500", "--out", "deep/c.html").exit_code == 0
    text = (tmp_path / "deep" / "c.html").read_text(encoding="utf-8")
    assert "earlier than in shed" in text
    assert invoke("compare", plan, calm, "-n", "500", "--out", "deep/c.html").exit_code == 2
    assert invoke("compare", plan, calm, "-n", "500", "--out", "deep/c.html", "--force").exit_code == 0
    assert (tmp_path / "deep" / "c.html").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("width", ["80", "100", "120"])
def test_lines_fit_the_terminal(
    invoke: Invoke, plan: Path, calm: Path, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    lines = invoke("compare", plan, calm, plan, "-n", "900", "--names", "a,b,c").stdout.splitlines()
    assert max(map(len, lines)) <= int(width)


def test_two_versions_of_a_real_schedule_are_compared_across_their_starts(invoke: Invoke, shared_data: Path) -> None:
    folder = shared_data / "schedules" / "p6"
    sources = (folder / "baseline.xer", folder / "update.xer")
    document = json.loads(invoke("compare", *sources, "--template", "90/100/130", "-n", "2000", "--json").stdout)
    jsonschema.validate(document, compare_schema())
    assert document["differences"][0]["percentiles"]["80"]["calendar_days"] > 20
    assert any("another start" in note for note in document["notes"])
    assert {change["kind"] for change in document["changes"]["update"]} >= {"task", "link", "project"}
