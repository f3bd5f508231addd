"""`riskmc buffer` sizes contingency and buffers, and says what each method gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from riskmc import read_plan, simulate
from tests.constants import Z

Invoke = Callable[..., Result]

PLAN = """\
riskmc: 1
project: {name: Quay <i>wall</i>, start: 2027-01-04, currency: EUR}
objectives:
  - {id: whole, finish: project, by: 2027-06-30, confidence: 80%}
tasks:
  - {id: dig, name: Dig, duration: {pert: [25d, 30d, 60d]}}
  - {id: dug, name: "Dug <script>alert(1)</script>", milestone: true, after: [dig]}
  - {id: order, name: Order the steel, duration: {triangular: [20d, 30d, 50d]}}
  - {id: wall, name: Wall, duration: {triangular: [35d, 40d, 70d]}, after: [dug, order]}
  - {id: open, name: Open, milestone: true, after: [wall]}
risks:
  - {id: R1, probability: 30%, impacts: [{on: wall, delay: {uniform: [5d, 20d]}}]}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "quay.yaml"
    file.write_text(PLAN, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(files("riskmc.cli").joinpath("schemas", "buffer.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_contingency_methods_and_what_is_eaten_are_shown(invoke: Invoke, plan: Path) -> None:
    shown = invoke("buffer", plan, "-n", "2000", "--joint", "all", "--delay-cost", "12k", "--buffer-cost", "3k")
    assert shown.exit_code == 0, shown.stderr
    text = shown.stdout
    assert text.startswith("Quay <i>wall</i>: contingency and buffers\n2,000 iterations, seed 0; intervals at 95 %\n")
    for words in (
        "To be 80 % sure, promise ",
        "A management reserve of another ",
        "To hold all of them at once with 80 %, each has to stand at ",
        "root square error",
        "The critical chain has 4 tasks",
        "more than it has in ",
        "At 12,000 EUR a working day of delay and 3,000 EUR a working day of buffer the cheapest buffer has ",
        "Where the contingency is needed",
    ):
        assert words in " ".join(text.split()), words
    lines = text.splitlines()
    head = next(line for line in lines if line.lstrip().startswith("Contingency "))
    assert head.split() == [
        "Contingency", "plan", "holds", "in", "80", "%", "sure", "working", "days", "calendar", "95", "%", "sure",
        "reserve",
    ]  # fmt: skip
    assert all(len(line) <= 100 for line in lines)


def test_one_object_is_printed_that_the_schema_describes(invoke: Invoke, plan: Path, validator) -> None:
    prices = ["--delay-cost", "12k", "--buffer-cost", "3k"]
    cases = (
        [], ["--no-trial"], ["--joint", "dug,open", *prices], ["-n", "1"], ["--reserve-to", "none"],
        ["--confidence", "99.99%", "-n", "50"], ["--aggressive", "plan", "--safe", "0.95"],
    )  # fmt: skip
    for more in cases:
        shown = invoke("buffer", plan, "--json", *(["-n", "2000"] if "-n" not in more else []), *more)
        assert shown.exit_code == 0, shown.stderr
        validator.validate(json.loads(shown.stdout))
    document = json.loads(invoke("buffer", plan, "--json", "-n", "2000", "--joint", "all", *prices).stdout)
    assert (document["confidence"], document["reserve_to"], document["trial_seed"]) == (0.8, 0.95, 1)
    assert document["schedule"] == document["milestones"]["open"]
    assert sum(part["days"] for part in document["allocation"]["schedule"]) == pytest.approx(
        document["schedule"]["days"]
    )
    assert document["critical_chain"]["tasks"][0]["id"] == "dig"
    shares = document["consumption"][0]["shares"]
    assert sum(share["value"] for share in shares.values()) == pytest.approx(1.0)
    assert document["choice"]["level"] == 0.75
    assert document["joint"]["level"]["value"] > 0.8
    simulated = next(row for row in document["methods"] if row["name"] == "simulated")
    assert simulated["coverage"] == pytest.approx(1.0 - document["consumption"][0]["shares"]["over"]["value"], abs=0.15)


def test_a_saved_run_gives_the_same_numbers(invoke: Invoke, plan: Path) -> None:
    assert invoke("run", plan, "-n", "2000", "--save", "quay.riskmc").exit_code == 0
    fresh = json.loads(invoke("buffer", plan, "-n", "2000", "--json", "--joint", "all").stdout)
    saved = json.loads(invoke("buffer", "quay.riskmc", "--json", "--joint", "all").stdout)
    assert fresh == saved
    refused = invoke("buffer", "quay.riskmc", "-n", "500")
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_the_plan_with_its_buffers_is_written_and_promises_what_was_said(invoke: Invoke, plan: Path) -> None:
    document = json.loads(invoke("buffer", plan, "-n", "2000", "--json", "--out", "buffered.yaml").stdout)
    buffered = read_plan("buffered.yaml")
    assert {"project-buffer", "project-promised", "dug-buffer", "dug-promised"} <= set(buffered.task_index)
    run = json.loads(invoke("run", "buffered.yaml", "-n", "2000", "--seed", "1", "--json").stdout)
    assert run["finish"]["deterministic"][:16] == document["schedule"]["date"][:16]
    again = invoke("buffer", plan, "-n", "2000", "--out", "buffered.yaml")
    assert again.exit_code == 2
    assert "buffered.yaml" in again.stderr
    assert invoke("buffer", plan, "-n", "2000", "--out", "buffered.yaml", "--force").exit_code == 0
    assert invoke("buffer", plan, "-n", "2000", "--out", plan, "--force").exit_code == 2


def test_a_page_without_a_network_is_written(invoke: Invoke, plan: Path) -> None:
    prices = ["--delay-cost", "12k", "--buffer-cost", "3k"]
    assert invoke("buffer", plan, "-n", "2000", "--html", "buffer.html", "--joint", "all", *prices).exit_code == 0
    page = Path("buffer.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script>alert(1)" not in page
    assert "<i>wall</i>" not in page
    for section in ("contingency", "joint", "methods", "feeding", "eaten", "cheapest", "where"):
        assert f'<section id="{section}"' in page, section
    again = invoke("buffer", plan, "-n", "2000", "--html", "other.html", "--joint", "all", *prices)
    assert again.exit_code == 0
    assert Path("other.html").read_text(encoding="utf-8") == page


def test_a_page_without_trial_or_prices_says_what_it_can(invoke: Invoke, plan: Path) -> None:
    shown = invoke("buffer", plan, "-n", "500", "--html", "buffer.html", "--no-trial")
    assert shown.exit_code == 0
    assert "No date was tried on other iterations" in shown.stdout
    page = Path("buffer.html").read_text(encoding="utf-8")
    assert '<section id="eaten"' not in page
    assert "not tried" in page


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--confidence", "120%"], "--confidence 120% is not above 0 and below 100%"),
        (["--confidence", "80"], "did you mean 80%?"),
        (["--confidence", "lots"], "--confidence 'lots' is not a share"),
        (["--reserve-to", "70%"], "--reserve-to 70% is not above --confidence, which is 80%"),
        (["--safe", "P40"], "--aggressive P50 is not below --safe P40"),
        (["--delay-cost", "5k"], "give --buffer-cost too"),
        (["--delay-cost", "5d", "--buffer-cost", "0"], "--delay-cost 5d is not an amount of money above 0"),
        (["--joint", "dgu"], "there is no open milestone 'dgu'; did you mean dug?"),
        (["--joint", ","], "name milestones, as a,b,c, or all"),
        (["--place", "guess"], "--place 'guess' is no method that sizes a buffer; write one of simulated, cut-"),
        (["--place", "adaptive-tightness"], "that method sizes no buffer for this plan"),
        (["--out", "plan.txt"], "give it a name that ends in .yaml"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_can(invoke: Invoke, plan: Path, more: list[str], words: str) -> None:
    shown = invoke("buffer", plan, "-n", "300", *more)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert words in shown.stderr


def test_all_that_is_wrong_is_said_at_once(invoke: Invoke, plan: Path) -> None:
    shown = invoke("buffer", plan, "--confidence", "0", "--safe", "x", "--bias", "-1", "--delay-cost", "3k")
    assert shown.exit_code == 2
    for name in ("--confidence", "--safe", "--bias", "--buffer-cost"):
        assert name in shown.stderr


def test_a_plan_that_needs_no_buffer_says_so_and_writes_none(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "safe.yaml"
    text = "riskmc: 1\nproject: {name: Safe, start: 2027-01-04}\ntasks:\n"
    file.write_text(text + "  - {id: a, duration: {uniform: [5d, 9d]}, planned: 20d}\n", encoding="utf-8")
    shown = invoke("buffer", file, "-n", "300")
    assert shown.exit_code == 0
    assert "No contingency is needed to be 80 % sure" in shown.stdout
    refused = invoke("buffer", file, "-n", "300", "--out", "safe-buffered.yaml")
    assert refused.exit_code == 2
    assert "no date of the plan needs a buffer" in refused.stderr
    assert not Path("safe-buffered.yaml").exists()


@pytest.mark.parametrize("call", [2, 3])
def test_an_interrupt_leaves_nothing_written(
    invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    from riskmc import simulation

    simulate, calls = simulation.simulate, []

    def stop_at_a_trial(*arguments: object, **options: object) -> object:
        calls.append(options)
        if len(calls) == call:
            raise simulation.Interrupted(0, None)
        return simulate(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("riskmc.simulation.simulate", stop_at_a_trial)
    stopped = invoke("buffer", plan, "-n", "500", "--html", "page.html", "--out", "buffered.yaml")
    assert (stopped.exit_code, stopped.stdout) == (130, "")
    assert "Interrupted: the dates were not tried." in stopped.stderr
    assert not Path("page.html").exists()
    assert not Path("buffered.yaml").exists()


def test_a_finished_plan_has_no_chain_and_no_buffer(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "done.yaml"
    file.write_text(
        "riskmc: 1\nproject: {name: Done, start: 2027-01-04, status_date: 2027-02-01}\ntasks:\n"
        "  - {id: a, duration: 5d, actual_start: 2027-01-04, actual_finish: 2027-01-08}\n",
        encoding="utf-8",
    )
    shown = invoke("buffer", file, "-n", "300", "--html", "done.html", "--delay-cost", "2k", "--buffer-cost", "1k")
    assert shown.exit_code == 0, shown.stderr
    assert "All work is finished: there is no critical chain." in shown.stdout


COSTS = """\
resources:
  - {id: crane, name: Crane, per_day: {pert: [10k, 12k, 18k]}, available: 1}
costs:
  - {id: site, name: Site office, group: overhead, per_day: 4k}
"""


def test_the_cost_contingency_is_sized_and_shared_out(invoke: Invoke, tmp_path: Path, validator) -> None:
    file = tmp_path / "costs.yaml"
    text = PLAN.replace(
        "{id: wall, name: Wall,", "{id: wall, name: Wall, cost: {pert: [100k, 120k, 200k]}, resources: [crane],"
    )
    text = text.replace("impacts: [{on: wall,", "impacts: [{on: wall, cost: 90k,")
    file.write_text(text + COSTS, encoding="utf-8")
    shown = invoke("buffer", file, "-n", "9000", "--json", "--out", "buffered.yaml")
    assert shown.exit_code == 0, shown.stderr
    document = json.loads(shown.stdout)
    validator.validate(document)
    cost, shares = document["cost"], document["allocation"]["cost"]
    assert cost["value"] - cost["planned"] == pytest.approx(cost["amount"])
    assert sum(share["amount"] for share in shares) == pytest.approx(cost["amount"])
    assert sum(share["amount"] for share in document["allocation"]["cost_groups"]) == pytest.approx(cost["amount"])
    assert {share["id"] for share in shares} == {"wall", "R1", "site"}
    assert cost["coverage"]["value"] == pytest.approx(0.8, abs=Z * (2 * 0.16 / 9_000) ** 0.5)
    assert "adaptive_tightness" in {row["name"] for row in document["methods"]}
    table = invoke("buffer", file, "-n", "2000").stdout
    assert "To be 80 % sure to keep the budget, hold " in table
    # What stands until the finish ends with the work, so that the buffers cost nothing.
    plain, buffered = (simulate(read_plan(plan), iterations=1_024) for plan in (file, Path("buffered.yaml")))
    assert plain.cost is not None and buffered.cost is not None
    assert buffered.cost.mean == pytest.approx(plain.cost.mean, rel=1e-5)
