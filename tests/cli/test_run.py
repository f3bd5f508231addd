"""`riskmc run` prints what was found, writes what was asked for, and keeps stdout for results."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result

import riskmc
from riskmc.analysis import summarise
from riskmc.cli.documents import instant

from .conftest import ROOT

Invoke = Callable[..., Result]


@pytest.fixture
def document(invoke: Invoke, plan: Path) -> dict:
    result = invoke("run", plan, "--json", "--iterations", "3000", "--seed", "7")
    assert result.exit_code == 0
    return json.loads(result.stdout)


@pytest.fixture
def simulated(plan: Path) -> riskmc.SimulationResult:
    return riskmc.simulate(riskmc.read_plan(plan), iterations=3000, seed=7)


def run_schema() -> dict:
    return json.loads(files("riskmc.cli").joinpath("schemas", "run.schema.json").read_text(encoding="utf-8"))


def test_the_document_follows_its_schema(document: dict) -> None:
    jsonschema.Draft202012Validator.check_schema(run_schema())
    jsonschema.validate(document, run_schema())


@pytest.mark.parametrize("break_it", [{"seed": -1}, {"iterations": "10"}, {"schema": "riskmc.run/2"}, {"more": 1}])
def test_the_schema_refuses_other_documents(document: dict, break_it: dict) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, **break_it}, run_schema())


def test_the_document_says_what_python_says(document: dict, simulated: riskmc.SimulationResult) -> None:
    p80 = simulated.finish.estimate(0.8)
    assert document["finish"]["percentiles"]["80"] == {
        "value": instant(p80.value),
        "days": p80.days,
        "low": instant(p80.low),
        "high": instant(p80.high),
        "low_days": p80.low_days,
        "high_days": p80.high_days,
    }
    assert document["digest"] == simulated.provenance.digest
    goal = simulated.finish.probability_by(datetime(2027, 2, 27))
    assert document["objectives"][1]["probability"] == goal.value
    walls = next(task for task in document["tasks"] if task["id"] == "walls")
    assert walls["criticality"] == simulated.tasks.loc["walls", "criticality"]
    assert document["risks"][0]["occurred"] == simulated.risks.loc["R1", "occurred"]


def test_percentiles_are_keyed_by_fives_and_rise(document: dict) -> None:
    percentiles = document["finish"]["percentiles"]
    assert list(percentiles) == [str(level) for level in range(5, 100, 5)]
    days = [quantile["days"] for quantile in percentiles.values()]
    assert days == sorted(days)
    for quantile in percentiles.values():
        assert quantile["low_days"] <= quantile["days"] <= quantile["high_days"]


def test_dates_have_minutes(document: dict) -> None:
    assert re.fullmatch(r"2027-\d\d-\d\dT\d\d:\d\d", document["finish"]["deterministic"])
    assert document["finish"]["deterministic"] == "2027-01-22T17:00"
    assert document["start"] == "2027-01-04T08:00"


def test_milestones_and_the_tasks_of_objectives_are_in_the_document(document: dict) -> None:
    assert set(document["milestones"]) == {"roof", "handover"}
    assert document["milestones"]["handover"]["percentiles"] == document["finish"]["percentiles"]


def test_what_is_not_a_number_is_null(invoke: Invoke, tmp_path: Path) -> None:
    plan = tmp_path / "fixed.yaml"
    plan.write_text("riskmc: 1\nproject: {name: x, start: 2027-01-04}\ntasks: [{id: a, duration: 3d}]\n")
    result = invoke("run", plan, "--json", "--iterations", "1")
    document = json.loads(result.stdout, parse_constant=pytest.fail)
    assert document["finish"]["sd_days"] is None
    assert document["tasks"][0]["cruciality"] is None
    jsonschema.validate(document, run_schema())


def test_the_same_call_prints_the_same_document(invoke: Invoke, plan: Path) -> None:
    first, second = (invoke("run", plan, "--json", "--iterations", "2000", "--jobs", jobs) for jobs in (1, 2))
    assert first.stdout == second.stdout


def test_another_seed_gives_other_numbers(invoke: Invoke, plan: Path) -> None:
    first, second = (invoke("run", plan, "--json", "--iterations", "2000", "--seed", seed) for seed in (0, 1))
    assert json.loads(first.stdout)["finish"]["mean_days"] != json.loads(second.stdout)["finish"]["mean_days"]


def test_the_table_names_seed_iterations_and_the_numbers_of_the_summary(
    invoke: Invoke, plan: Path, simulated: riskmc.SimulationResult
) -> None:
    text = invoke("run", plan, "--iterations", "3000", "--seed", "7").stdout
    summary = summarise(simulated)
    assert text.startswith("Garden shed\n3,000 iterations (Latin hypercube), seed 7; intervals at 95 %\n")
    for level in (0.1, 0.5, 0.8, 0.9):
        row = next(line for line in text.splitlines() if line.startswith(f"  P{100 * level:g} "))
        assert f"{summary.percentile(level).days:,.1f}" in row
    assert "as planned  Fri 22 Jan 2027" in text
    assert f"{summary.contingency.days:.1f}".rstrip("0").rstrip(".") in text
    assert re.search(r"roofed: Roof +29 Jan 2027", text)
    assert re.search(r"done +26 Feb 2027 .* 80 %  met", text)
    assert re.search(r"walls: Walls and windows +100 %", text)
    assert re.search(r"R1: Frost +3\d %", text)


def test_a_missed_objective_is_said_with_the_date_that_can_be_promised(invoke: Invoke, plan: Path) -> None:
    plan.write_text(plan.read_text().replace("by: 2027-02-26", "by: 2027-01-20"))
    text = invoke("run", plan, "--iterations", "2000").stdout
    assert re.search(r"done +20 Jan 2027 .* MISSED", text)
    assert re.search(r"To be 80 % sure of done, promise \d+ (January|February) 2027\.", text)


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_the_table_fits_the_terminal(invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    plan.write_text(
        plan.read_text().replace("Walls and windows", "Walls and windows and a great many other things " * 4)
    )
    monkeypatch.setenv("COLUMNS", str(columns))
    text = invoke("run", plan, "--iterations", "500").stdout
    rows = [line for line in text.splitlines() if line.startswith("  walls")]
    assert rows
    assert all(len(row) <= max(columns, 64) for row in rows)


def test_results_come_on_stdout_and_notes_on_stderr(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--iterations", "200", "--save", "out/shed.riskmc")
    assert result.exit_code == 0
    assert "The run is small" in result.stderr
    assert "Result saved in out/shed.riskmc" in result.stderr
    assert "small" not in result.stdout
    assert "saved" not in result.stdout


def test_a_saved_result_holds_the_numbers_that_were_printed(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    result = invoke("run", plan, "--iterations", "2000", "--json", "--save", "shed.riskmc", "--keep-samples")
    saved = riskmc.read_result(tmp_path / "shed.riskmc")
    assert json.loads(result.stdout)["finish"]["mean_days"] == saved.finish.mean_days
    assert saved.task_durations("walls").size == 2000


def test_a_report_is_written_where_it_was_asked_for(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    result = invoke("run", plan, "--iterations", "1000", "--report", "deep/er/shed.html")
    assert result.exit_code == 0
    assert "Garden shed" in (tmp_path / "deep/er/shed.html").read_text(encoding="utf-8")
    assert list((tmp_path / "deep/er").iterdir()) == [tmp_path / "deep/er/shed.html"]


def test_nothing_is_overwritten_without_force_and_nothing_is_run(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    there = tmp_path / "shed.riskmc"
    there.write_text("mine")
    result = invoke("run", plan, "--save", "shed.riskmc", "--iterations", 2**33)
    assert result.exit_code == 2
    assert "shed.riskmc exists already; choose another name, or add --force" in result.stderr
    assert there.read_text() == "mine"
    assert invoke("run", plan, "--save", "shed.riskmc", "--iterations", "200", "--force").exit_code == 0
    assert riskmc.read_result(there).provenance.iterations == 200


def test_outputs_that_cannot_be_written_are_refused_before_the_run(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    for output, words in (
        ("folder", "folder is a folder; name a file"),
        ("file/x.riskmc", "is a file, not a folder"),
        (plan, "is the input of this command"),
    ):
        result = invoke("run", plan, "--save", output, "--force", "--iterations", 2**33)
        assert result.exit_code == 2
        assert words in result.stderr
    result = invoke("run", plan, "--save", "x", "--report", "./x", "--iterations", 2**33)
    assert "is named for two outputs" in result.stderr


def test_a_bad_plan_leaves_no_output(invoke: Invoke, bad_plan: Path, tmp_path: Path) -> None:
    result = invoke("run", bad_plan, "--save", "new/bad.riskmc", "--report", "new/bad.html")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{bad_plan}:4:" in result.stderr
    assert f"{bad_plan}:5:" in result.stderr
    assert "2 problems; nothing was run or written." in result.stderr
    assert list(tmp_path.iterdir()) == [bad_plan]


def test_a_missing_plan_is_answered_with_one_that_is_near(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan.with_name("shedd.yaml"))
    assert result.exit_code == 2
    assert "there is no such file or folder; did you mean" in result.stderr
    assert str(plan) in result.stderr


def test_a_folder_with_a_plan_can_be_run(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    plan.rename(tmp_path / "folder" / "plan.yaml")
    assert invoke("run", "folder", "--iterations", "200").stdout.startswith("Garden shed")


def test_a_saved_result_cannot_be_run_and_report_is_named(invoke: Invoke, plan: Path) -> None:
    invoke("run", plan, "--iterations", "200", "--save", "shed.riskmc")
    result = invoke("run", "shed.riskmc")
    assert result.exit_code == 2
    assert "riskmc report shed.riskmc draws it" in result.stderr


@pytest.mark.parametrize("option", ["--template=90/100/130", "--project=x"])
def test_options_for_schedule_files_are_refused_with_a_plan(invoke: Invoke, plan: Path, option: str) -> None:
    result = invoke("run", plan, option)
    assert result.exit_code == 2
    assert option.partition("=")[0] in result.stderr


def test_a_schedule_file_is_told_by_its_content_whatever_its_name(invoke: Invoke, tmp_path: Path) -> None:
    fixture = ROOT / "tests" / "io" / "schedule_files" / "fixtures" / "footbridge.xer"
    (tmp_path / "bridge.txt").write_bytes(fixture.read_bytes())
    result = invoke("run", "bridge.txt", "--template", "90/100/130", "--iterations", "1000", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["finish"]["sd_days"] > 0
    jsonschema.validate(document, run_schema())


@pytest.mark.parametrize(
    ("name", "tasks"),
    [("p6/airport_terminal.xer", 66), ("p6/ocec_roads_utilities.xer", 1193), ("ms_project/mspdirelations.xml", 5)],
)
def test_a_real_schedule_is_run_and_what_is_not_honoured_is_said(
    invoke: Invoke, shared_data: Path, name: str, tasks: int
) -> None:
    file = shared_data / "schedules" / name
    result = invoke("run", file, "--template", "90/100/130", "--iterations", "1500", "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    jsonschema.validate(document, run_schema())
    checked = invoke("check", file)
    assert f"ok: {tasks:,} tasks" in checked.stdout
    assert document["finish"]["sd_days"] > 0
    assert document["finish"]["percentiles"]["95"]["days"] > document["finish"]["deterministic_days"]
    for warning in document["warnings"]:
        assert f"Note: {warning['message']}" in result.stderr


def test_verbose_tells_how_long_it_took(invoke: Invoke, plan: Path) -> None:
    result = invoke("run", plan, "--iterations", "1000", "--verbose")
    assert re.search(r"5 tasks x 1,000 iterations in \d+\.\d\d s", result.stderr)


def test_control_characters_of_a_plan_do_not_reach_the_terminal(invoke: Invoke, plan: Path) -> None:
    plan.write_text(plan.read_text().replace("name: Garden shed", 'name: "Shed\\e[2J\\e]0;x\\a"'))
    text = invoke("run", plan, "--iterations", "200").stdout
    assert text.startswith("Shed?[2J?]0;x?\n")
