"""Scenarios on the command line: each run says which it is; a comparison tells what each response buys and costs."""

# ruff: noqa: E501

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

import riskmc
from riskmc.model.scenarios import in_scenario
from riskmc.simulation import response_worth

from .conftest import SMALL_PLAN
from .test_compare import compare_schema
from .test_run import run_schema

Invoke = Callable[..., Result]

RESPONSES = """\
risks:
  - id: R1
    title: Frost
    probability: 60%
    impacts: [{on: dig, delay: {uniform: [1d, 6d]}}]
    response:
      - {strategy: mitigate, action: Tent, cost: 12.5k, owner: Ann, probability: 10%}
      - {strategy: mitigate, action: Heater, status: done, impacts: [{on: dig, delay: {uniform: [1d, 4d]}}]}
      - {strategy: accept, action: Prayer, cost: 0}
"""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The small plan, with responses to its risk."""
    file = tmp_path / "shed.yaml"
    text = SMALL_PLAN.partition("risks:")[0].replace("start: 2027-01-04}", "start: 2027-01-04, currency: EUR}")
    file.write_text(text + RESPONSES, encoding="utf-8")
    return file


def test_a_run_says_its_scenario_and_keeps_it(invoke: Invoke, plan: Path) -> None:
    notes = {
        "pre": "Scenario pre-mitigation: none of 3 responses counts",
        "post": "Scenario post-mitigation: 3 responses count as if they worked as stated",
        "as-is": "Scenario as-is: of 3 responses 1 is done and counts",
    }
    finishes = []
    for word, note in notes.items():
        result = invoke("run", plan, "--scenario", word, "--save", f"{word}.riskmc")
        assert note in result.stdout
        document = json.loads(invoke("run", plan, "--scenario", word, "--json").stdout)
        jsonschema.validate(document, run_schema())
        assert document["scenario"] == word
        finishes.append(document["finish"]["mean_days"])
        page = invoke("report", f"{word}.riskmc", "--out", f"{word}.html")
        assert page.exit_code == 0
        assert note.removeprefix("Scenario ").replace(" ", "") in Path(f"{word}.html").read_text().replace(
            "\u00a0", ""
        ).replace(" ", "")
    pre, post, as_is = finishes
    assert post < as_is < pre
    assert invoke("run", plan, "--json").stdout == invoke("run", plan, "--scenario", "as-is", "--json").stdout


@pytest.mark.parametrize("command", ["sensitivity", "replay"])
def test_other_commands_take_a_scenario_of_a_plan_and_none_of_a_result(
    invoke: Invoke, plan: Path, command: str
) -> None:
    how = ("--percentile", "80") if command == "replay" else ()
    assert "Scenario post-mitigation" in invoke(command, plan, *how, "--scenario", "post").stdout
    assert json.loads(invoke(command, plan, *how, "--scenario", "pre", "--json").stdout)["scenario"] == "pre"
    invoke("run", plan, "--save", "run.riskmc")
    refused = invoke(command, "run.riskmc", *how, "--scenario", "post")
    assert refused.exit_code == 2
    assert "leave --scenario away" in refused.stderr


def test_a_plan_without_responses_says_nothing_of_scenarios(invoke: Invoke, tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(SMALL_PLAN, encoding="utf-8")
    assert "Scenario" not in invoke("run", file).stdout
    refused = invoke("compare", file, "--scenarios", "pre,post")
    assert refused.exit_code == 2
    assert "has no response, so that all its scenarios are the same" in refused.stderr


def test_a_comparison_of_scenarios_tells_what_each_response_buys_and_costs(invoke: Invoke, plan: Path) -> None:
    result = invoke("compare", plan, "--scenarios", "pre,post")
    assert result.exit_code == 0
    assert result.stdout.startswith("In post-mitigation, P80 is ")
    table = result.stdout.partition("What each response buys")[2].partition("\n\n")[0]
    assert re.search(r"R1\.1: Tent +R1 +planned +12,500 EUR +\+[\d.]+ ± [\d.]+ d +\+[\d.]+ ± [\d.]+ d", table)
    assert re.search(r"R1\.3: Prayer +R1 +planned +0 EUR +0 d +0 d", table)
    assert re.search(r"R1\.2: Heater +R1 +done +– ", table)
    assert "risk R1 (Frost): probability 60 % -> 10 %" in result.stdout
    assert "credits planned responses as if they worked as stated" in result.stdout
    assert "R1.3 changes nothing that is simulated." in result.stdout


def test_the_document_follows_its_schema_and_says_what_python_says(invoke: Invoke, plan: Path) -> None:
    document = json.loads(invoke("compare", plan, "--scenarios", "pre,as-is,post", "--json", "-n", "3000").stdout)
    jsonschema.validate(document, compare_schema())
    assert [(run["name"], run["scenario"]) for run in document["runs"]] == [
        ("pre-mitigation", "pre"), ("as-is", "as-is"), ("post-mitigation", "post"),
    ]  # fmt: skip
    result = riskmc.simulate(in_scenario(riskmc.read_plan(plan), "post"), iterations=3000)
    found = riskmc.response_worths(result)
    bought = document["responses"]["bought"]
    assert [(item["id"], item["days"], item["low"], item["cost"]) for item in bought] == [
        (row.response.id, row.days, row.low_days, row.response.cost and row.response.cost.value) for row in found.rows
    ]
    assert document["responses"]["currency"] == "EUR"
    files = json.loads(invoke("compare", plan, plan, "--json", "-n", "1000").stdout)
    assert files["responses"] is None


def test_the_page_shows_the_table_of_responses(invoke: Invoke, plan: Path) -> None:
    assert invoke("compare", plan, "--scenarios", "pre,post", "--out", "page.html", "-n", "2000").exit_code == 0
    text = Path("page.html").read_text(encoding="utf-8")
    assert 'id="responses"' in text
    assert "12,500\u00a0EUR" in text or "12,500 EUR" in text
    assert invoke("compare", plan, plan, "--out", "files.html", "-n", "1000").exit_code == 0
    assert 'id="responses"' not in Path("files.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("PLAN", "--scenarios", "pre"), "does not name two or three different scenarios; write pre,post or pre,as-is,post"),
        (("PLAN", "--scenarios", "pre,pre"), "does not name two or three different scenarios"),
        (("PLAN", "--scenarios", "pre,pst"), "--scenarios 'pst' is not known; write pre,post or pre,as-is,post; did you mean 'post'?"),
        (("PLAN", "PLAN", "--scenarios", "pre,post"), "--scenarios compares the scenarios of one plan"),
        (("run.riskmc", "--scenarios", "pre,post"), "is a saved run of one scenario; --scenarios runs the plan anew"),
        (("PLAN", "--scenarios", "pre,post", "--names", "a"), "--names has 1 names for 2 runs"),
        (("PLAN",), "compare its scenarios with --scenarios pre,post"),
        (("PLAN", "--scenarios", "pre,post", "--out", "there.html"), "there.html exists already"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(
    invoke: Invoke, plan: Path, arguments: tuple[str, ...], message: str
) -> None:
    invoke("run", plan, "-n", "100", "--save", "run.riskmc")
    Path("there.html").write_text("mine")
    result = invoke("compare", *(plan if word == "PLAN" else word for word in arguments))
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_names_rename_the_scenarios(invoke: Invoke, plan: Path) -> None:
    result = invoke("compare", plan, "--scenarios", "pre,post", "--names", "before,after", "-n", "1000")
    assert result.stdout.startswith("In after, P80 is ")


def test_an_interrupt_keeps_the_comparison_and_what_was_tried(
    invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, count = response_worth.FinishRuns.outcome, []

    def stop(self: Any, project: Any) -> Any:
        count.append(project)
        if len(count) == 2:
            raise KeyboardInterrupt
        return finish(self, project)

    monkeypatch.setattr(response_worth.FinishRuns, "outcome", stop)
    result = invoke("compare", plan, "--scenarios", "pre,post", "-n", "1000")
    assert result.exit_code == 130
    assert "Interrupted: 2 of 3 responses were not tried." in result.stderr
    assert "R1.1: Tent" in result.stdout
    assert "R1.2: Heater" not in result.stdout
    assert "2 responses not tried, as the work was interrupted." in result.stdout


def test_sobol_runs_are_compared_without_pairs(invoke: Invoke, plan: Path) -> None:
    result = invoke("compare", plan, "--scenarios", "pre,post", "--sampling", "sobol", "-n", "1024")
    assert result.exit_code == 0
    assert "What each response buys" not in result.stdout
    assert "A Sobol sequence pairs nothing, so that no response is tried alone." in result.stderr


@pytest.mark.parametrize("columns", [60, 80])
def test_the_table_fits_the_terminal(invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    printed = invoke("compare", plan, "--scenarios", "pre,post", "-n", "1000").stdout
    table = printed.partition("What each")[2].partition("Chance of")[0]
    assert max(map(len, table.splitlines())) <= columns


def test_check_speaks_of_the_scenario_that_it_is_given(invoke: Invoke, plan: Path) -> None:
    assert invoke("check", plan, "--scenario", "post").exit_code == 0
