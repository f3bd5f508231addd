"""`riskmc check` lists everything that is wrong, and what is worth a second look."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

from .conftest import ROOT

Invoke = Callable[..., Result]


def check_schema() -> dict:
    return json.loads(files("riskmc.cli").joinpath("schemas", "check.schema.json").read_text(encoding="utf-8"))


def checked(result: Result) -> dict:
    document = json.loads(result.stdout)
    jsonschema.validate(document, check_schema())
    return document


def test_a_plan_in_order_is_ok_with_its_counts(invoke: Invoke, plan: Path) -> None:
    result = invoke("check", plan)
    assert result.exit_code == 0
    expected = f"{plan}: ok: 5 tasks (1 milestone), 4 links, 1 risk, 2 objectives, 1 template\n"
    assert result.stdout == expected
    assert result.stderr == ""


def test_all_problems_are_listed_at_once_with_their_lines(invoke: Invoke, bad_plan: Path) -> None:
    result = invoke("check", bad_plan)
    assert result.exit_code == 2
    order, link, count = result.stdout.splitlines()
    assert order.startswith(f"{bad_plan}:4:")
    assert "pessimistic 1d is below most likely 3d" in order
    assert link.startswith(f"{bad_plan}:5:")
    assert "did you mean 'dig'?" in link
    assert count == f"{bad_plan}: 2 problems"


def test_the_document_of_a_bad_plan_names_places(invoke: Invoke, bad_plan: Path) -> None:
    result = invoke("check", bad_plan, "--json")
    assert result.exit_code == 2
    document = checked(result)
    assert [problem["line"] for problem in document["problems"]] == [4, 5]
    assert document["problems"][0]["where"] == "task 'dig'"
    assert document["problems"][0]["message"].startswith(f"{bad_plan}:4:")
    assert document["warnings"] == []


def test_the_document_of_a_plan_in_order_has_no_problems(invoke: Invoke, plan: Path) -> None:
    assert checked(invoke("check", plan, "--json")) == {
        "schema": "riskmc.check/1",
        "plan": str(plan),
        "problems": [],
        "warnings": [],
    }


def test_warnings_leave_the_status_0(invoke: Invoke, plan: Path) -> None:
    plan.write_text(plan.read_text().replace("after: [dig]", "after: []"))
    result = invoke("check", plan)
    assert result.exit_code == 0
    assert "open-start: task 'dig', task 'walls' (Walls and windows): waits for nothing" in result.stdout
    rules = [warning["rule"] for warning in checked(invoke("check", plan, "--json"))["warnings"]]
    assert rules == ["open-start", "open-start", "open-end", "open-end"]


def test_a_calendar_that_is_never_worked_is_a_problem(invoke: Invoke, plan: Path) -> None:
    closed = "exceptions: [{from: 2026-01-01, to: 2029-12-31, work: []}]"
    calendar = f'calendars: {{idle: {{week: {{mon: ["08:00-16:00"]}}, {closed}}}}}\n'
    plan.write_text(plan.read_text().replace("tasks:\n", calendar + "tasks:\n"))
    result = invoke("check", plan)
    assert result.exit_code == 2
    assert "nothing is worked for a year" in result.stdout


def test_a_schedule_file_of_another_tool_can_be_checked(invoke: Invoke) -> None:
    fixture = ROOT / "tests" / "io" / "schedule_files" / "fixtures" / "footbridge.xer"
    result = invoke("check", fixture)
    assert result.exit_code == 0
    assert "not-honoured" in result.stdout


def test_a_file_of_an_unknown_kind_is_refused_with_advice(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "x.mpp").write_bytes(b"\xd0\xcf\x11\xe0 and so on")
    result = invoke("check", "x.mpp", "--json")
    assert result.exit_code == 2
    assert "MS Project .mpp file" in checked(result)["problems"][0]["message"]


@pytest.mark.parametrize("name", ["starter.yaml", "construction.yaml"])
def test_the_packaged_plans_have_no_problem(invoke: Invoke, name: str) -> None:
    assert invoke("check", ROOT / "riskmc" / "cli" / "plans" / name).exit_code == 0
