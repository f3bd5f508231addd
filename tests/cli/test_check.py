"""`riskmc check` lists everything that is wrong, and what is worth a second look."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import Result

from riskmc.model import Notice, Project
from riskmc.model.origin import Origin, OwnDates, RawCount

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
    assert result.stdout.startswith(expected)
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
    document = checked(invoke("check", plan, "--json"))
    assert document.pop("quality")["failed"] == []
    assert document == {
        "schema": "riskmc.check/1",
        "plan": str(plan),
        "scenario": "as-is",
        "problems": [],
        "warnings": [],
        "silenced": [],
        "certificate": None,
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
    assert invoke("check", fixture).exit_code == 0
    rules = {warning["rule"] for warning in checked(invoke("check", fixture, "--json"))["warnings"]}
    assert "not-honoured" in rules


def test_a_file_of_an_unknown_kind_is_refused_with_advice(invoke: Invoke, tmp_path: Path) -> None:
    (tmp_path / "x.mpp").write_bytes(b"\xd0\xcf\x11\xe0 and so on")
    result = invoke("check", "x.mpp", "--json")
    assert result.exit_code == 2
    assert "MS Project .mpp file" in checked(result)["problems"][0]["message"]


@pytest.mark.parametrize("name", ["starter.yaml", "construction.yaml"])
def test_the_packaged_plans_have_no_problem(invoke: Invoke, name: str) -> None:
    assert invoke("check", ROOT / "riskmc" / "cli" / "plans" / name).exit_code == 0


OWN = {
    "dig": OwnDates(datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17), total_float=0.0),
    "build": OwnDates(datetime(2027, 1, 7, 8), datetime(2027, 1, 13, 17), total_float=0.0),
}


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch, plan: Path) -> Callable[..., None]:
    """Let every plan be one that a reader of schedule files makes."""

    def give(own: dict[str, OwnDates], tasks: list[dict] | None = None, **more: Any) -> None:
        counts = (RawCount("activities", 3, 2, "1 is a summary"), RawCount("links FS", 1, 1))
        origin = Origin("Primavera P6", "shed.xer", counts, own, more.pop("stale", ""))
        given = tasks or [{"id": "dig", "duration": "3d"}, {"id": "build", "duration": "5d", "after": ["dig"]}]
        notice = Notice("summaries", "are left out", 1, ("S1",))
        project = Project(name="Shed", start="2027-01-04", tasks=given, origin=origin, notices=(notice,), **more)
        monkeypatch.setattr("riskmc.cli.inputs.load_project", lambda path, **options: project)

    return give


def test_a_schedule_file_is_certified(
    invoke: Invoke, plan: Path, imported: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    imported(OWN)
    text = invoke("check", plan).stdout
    assert "Import certificate: PASSED" in text
    assert "riskmc gives back every date of shed.xer (Primavera P6) to the minute" in text
    assert re.search(r"not started +2 +2 of 2 \(100 %\)", text)
    monkeypatch.setenv("COLUMNS", "80")
    assert re.search(r"not started +2 +100 % +100 % +100 %", invoke("check", plan).stdout)
    assert re.search(r"activities +3 +2 +1 is a summary", text)
    assert "summaries: are left out (S1)" in text
    assert "not-honoured" not in text
    found = checked(invoke("check", plan, "--json"))["certificate"]
    assert (found["verdict"], found["compared"], found["start_exact"], found["float_exact"]) == ("pass", 2, 1.0, 1.0)
    assert found["counts"][0] == {"what": "activities", "in_file": 3, "read": 2, "reason": "1 is a summary"}
    assert found["changes"][0]["items"] == ["S1"]


def test_differences_are_listed_with_their_cause(invoke: Invoke, plan: Path, imported: Callable[..., None]) -> None:
    late = OwnDates(datetime(2027, 1, 8, 8), datetime(2027, 1, 14, 17), total_float=0.0, cause="levelled by resources")
    imported({**OWN, "build": late})
    text = invoke("check", plan).stdout
    assert "Import certificate: UNDECIDED" in text
    assert re.search(r"build +start +2027-01-08 08:00 +2027-01-07 08:00 +−1 d\n +levelled by resources", text)
    (item,) = checked(invoke("check", plan, "--json"))["certificate"]["differences"]
    assert item["file"] == {"start": "2027-01-08T08:00", "finish": "2027-01-14T17:00", "float_days": 0.0}
    assert item["days"] == {"start": -1.0, "finish": -1.0, "float": 0.0}
    assert (item["cause"], item["follows"], item["message"]) == ("file", None, "levelled by resources")


def test_all_differences_and_findings_are_written_as_tables(
    invoke: Invoke, plan: Path, tmp_path: Path, imported: Callable[..., None]
) -> None:
    many = [{"id": f"t{k}", "name": "=SUM(A1)" if k == 0 else "", "duration": "1d"} for k in range(40)]
    own = {f"t{k}": OwnDates(datetime(2027, 1, 5, 8), datetime(2027, 1, 5, 17)) for k in range(40)}
    imported(own, many)
    result = invoke("check", plan, "--differences", "d.csv", "--findings", "f.csv")
    assert (result.exit_code, result.stderr) == (0, "d.csv: 40 rows\nf.csv: 78 rows\n")
    assert "and 32 more, listed by --json and --differences FILE.csv" in result.stdout
    rows = list(csv.DictReader((tmp_path / "d.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 40
    assert (rows[0]["task"], rows[0]["name"], rows[0]["file_start"]) == ("t0", "'=SUM(A1)", "2027-01-05T08:00:00")
    found = list(csv.DictReader((tmp_path / "f.csv").read_text("utf-8").splitlines()))
    assert {row["rule"] for row in found} == {"missing-predecessors", "missing-successors"}
    again = invoke("check", plan, "--differences", "d.csv")
    assert (again.exit_code, again.stdout) == (2, "")
    assert "--force" in again.stderr


def test_differences_of_a_plan_that_comes_from_no_file_are_refused(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    result = invoke("check", plan, "--differences", "d.csv")
    assert result.exit_code == 2
    assert "comes from none" in result.stderr
    assert not (tmp_path / "d.csv").exists()


def test_only_strict_ends_with_status_1(invoke: Invoke, plan: Path, imported: Callable[..., None]) -> None:
    imported({**OWN, "build": OwnDates(datetime(2027, 1, 8, 8), datetime(2027, 1, 14, 17))})
    assert invoke("check", plan).exit_code == 0
    assert invoke("check", plan, "--strict").exit_code == 1
    imported(OWN)
    assert invoke("check", plan, "--strict").exit_code == 0
    imported(OWN, stale="it was never scheduled")
    assert invoke("check", plan, "--strict").exit_code == 0
    lagged = [{"id": "dig", "duration": "3d"}, {"id": "build", "duration": "5d", "after": ["dig FS-1d"]}]
    imported({}, lagged)
    assert invoke("check", plan, "--strict").exit_code == 1
    assert invoke("check", plan, "--strict", "--limit", "leads=100%").exit_code == 0


def test_the_tolerance_moves_the_verdict(invoke: Invoke, plan: Path, imported: Callable[..., None]) -> None:
    early = OwnDates(datetime(2027, 1, 4, 9), datetime(2027, 1, 6, 17), total_float=0.0)
    imported({**OWN, "dig": early})
    assert "Import certificate: FAILED" in invoke("check", plan).stdout
    assert "Import certificate: PASSED" in invoke("check", plan, "--tolerance", "50/98").stdout


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("--tolerance", "high", "--tolerance 'high' is not readable; write percentages"),
        ("--tolerance", "99/98/97", "not readable"),
        ("--tolerance", "101", "not readable"),
        ("--tolerance", "nan", "not readable"),
        ("--limit", "lag=5%", "there is no check 'lag' (did you mean 'lags'?)"),
        ("--limit", "lags", "write the largest share, lags=10%"),
        ("--limit", "leads=3d", "write the largest share, leads=10%"),
        ("--limit", "high-float=-1d", "write the largest share, high-float=10%, or a length such as 66d"),
    ],
)
def test_limits_that_cannot_be_read_are_refused(invoke: Invoke, plan: Path, option: str, value: str, text: str) -> None:
    result = invoke("check", plan, option, value)
    assert (result.exit_code, result.stdout) == (2, "")
    assert text in result.stderr


def test_a_hostile_name_plays_no_tricks_with_the_terminal(
    invoke: Invoke, plan: Path, imported: Callable[..., None]
) -> None:
    tasks = [{"id": "dig", "name": "\x1b[2J\u202egnp.exe", "duration": "3d"}]
    imported({"dig": OwnDates(datetime(2027, 1, 5, 8), datetime(2027, 1, 7, 17), cause="\x1b[31mlevelled")}, tasks)
    result = invoke("check", plan)
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout


def test_what_a_plan_silences_is_listed_with_its_reason(invoke: Invoke, plan: Path) -> None:
    text = plan.read_text(encoding="utf-8")
    silence = 'linter: {silence: [{rule: no-range, why: "measured twice"}, {rule: lead, entry: roof, why: "so built"}]}'
    plan.write_text(f"{text}\n{silence}\n", encoding="utf-8")
    printed = invoke("check", plan).stdout
    document = checked(invoke("check", plan, "--json"))
    by_rule = {item["rule"]: item for item in document["silenced"]}
    assert by_rule["lead"] == {"rule": "lead", "entry": "roof", "why": "so built", "warnings": []}
    assert not any(item["rule"] == "no-range" for item in document["warnings"])
    assert ("no-range: measured twice" in printed) == bool(by_rule["no-range"]["warnings"])
    assert "silence of 'lead' for 'roof': keeps nothing unsaid" in " ".join(printed.split())


def test_the_rules_are_listed_without_a_plan(invoke: Invoke) -> None:
    result = invoke("check", "--rules")
    assert result.exit_code == 0
    assert "  token-range: A range stays within 5 % of its most likely value." in result.stdout


RISKS_AT_ODDS = """
riskmc: 1
project: {name: At odds, start: 2027-01-04}
tasks:
  - {id: a, duration: 5d}
  - {id: b, duration: 5d, after: [a]}
  - {id: c, duration: 5d, after: [b]}
risks:
  - {id: R1, probability: 60%, impacts: [{on: a, delay: 5d}], excludes: [R2]}
  - {id: R2, probability: 60%, impacts: [{on: b, delay: 5d}]}
  - {id: R3, probability: 70%, impacts: [{on: a, delay: 5d}], excludes: [R4]}
  - id: R4
    probability: 70%
    impacts: [{on: b, delay: 5d}]
  - {id: R5, probability: 20%, impacts: [{on: a, delay: 5d}], window: {while: [c]}}
"""


def test_what_is_found_in_compiling_is_told_at_once_with_file_and_line(invoke: Invoke, tmp_path: Path) -> None:
    plan = tmp_path / "odds.yaml"
    plan.write_text(RISKS_AT_ODDS.lstrip(), encoding="utf-8")
    result = invoke("check", plan)
    assert result.exit_code == 2
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{plan}:9:27: risk 'R2': it is to happen with up to 60%, never together with R1")
    assert lines[1].startswith(f"{plan}:12:18: risk 'R4': it is to happen with up to 70%, never together with R3")
    assert lines[2].startswith(f"{plan}:14:79: risk 'R5': its window is open while tasks are at work that come after")
    assert lines[3] == f"{plan}: 3 problems"
    run = invoke("run", plan)
    assert run.exit_code == 2
    assert run.stderr.splitlines()[:3] == lines[:3]


def test_what_is_found_in_compiling_stands_in_the_overlay_or_table_that_said_it(invoke: Invoke, tmp_path: Path) -> None:
    head, risks = RISKS_AT_ODDS.lstrip().split("risks:\n")
    plan, laid = tmp_path / "plan.yaml", tmp_path / "risks.yaml"
    plan.write_text(head + "  - {id: d, duration: 1d}\n", encoding="utf-8")
    laid.write_text("riskmc: 1\nrisks:\n" + "\n".join(risks.splitlines()[:2]), encoding="utf-8")
    assert f"{laid}:4:27: risk 'R2'" in invoke("check", plan, "--with", laid).stdout
    table = tmp_path / "risks.csv"
    rows = ["id,probability,on,delay,excludes", "R1,60%,a,5d,R2", "R2,60%,b,5d,"]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    plan.write_text(head + "risks: risks.csv\n", encoding="utf-8")
    assert f"{table}:3:2: risk 'R2'" in invoke("check", plan).stdout


def test_an_overlay_without_scoring_leaves_its_levels_to_be_warned_of(invoke: Invoke, tmp_path: Path) -> None:
    plan, laid = tmp_path / "plan.yaml", tmp_path / "risks.yaml"
    plan.write_text(RISKS_AT_ODDS.lstrip().split("risks:\n")[0], encoding="utf-8")
    laid.write_text("riskmc: 1\nrisks:\n  - {id: R1, probability: high, impacts: [{on: a, delay: 3d}]}\n")
    assert "levels-without-scoring: 1 risk (R1)" in invoke("check", plan, "--with", laid).stdout
    laid.write_text(laid.read_text() + "scoring: {levels: 5}\n")
    assert "levels-without-scoring" not in invoke("check", plan, "--with", laid).stdout


@pytest.mark.parametrize("scenario", ["pre", "post", "as-is"])
def test_the_document_of_a_check_names_the_scenario(invoke: Invoke, plan: Path, scenario: str) -> None:
    document = json.loads(invoke("check", plan, "--json", "--scenario", scenario).stdout)
    assert document["scenario"] == scenario
