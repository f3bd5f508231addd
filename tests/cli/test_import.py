"""Laws of ``riskmc import``: a schedule file becomes a plan that gives the same dates, or nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from riskmc.io.plan_file import read_plan
from riskmc.io.schedule_files import read_schedule

FIXTURES = Path(__file__).resolve().parents[1] / "io" / "schedule_files" / "fixtures"


def test_a_plan_is_written_here_and_its_name_printed(invoke, tmp_path):
    result = invoke("import", FIXTURES / "footbridge.xer")
    assert result.exit_code == 0
    assert result.stdout == "footbridge.yaml\n"
    assert "8 tasks, 10 links, 2 calendars. Try: riskmc run footbridge.yaml" in result.stderr
    assert "Note: links: " in result.stderr
    text = (tmp_path / "footbridge.yaml").read_text(encoding="utf-8")
    assert text.startswith("# Made from footbridge.xer by riskmc ")
    assert "#   - links: " in text
    assert str(FIXTURES) not in text


@pytest.mark.parametrize("name", ["footbridge.xer", "kiosk.xml", "pavilion.sm", "pavilion.rcp"])
def test_the_plan_runs_to_the_same_numbers_as_the_schedule_file(invoke, tmp_path, name):
    template = ("--template", "pert:80/100/150")
    out = tmp_path / "deep" / "plan.yaml"
    assert invoke("import", FIXTURES / name, *template, "--out", out).exit_code == 0
    assert read_plan(out).digest() == read_schedule(FIXTURES / name, template=template[1]).digest()
    theirs = json.loads(invoke("run", FIXTURES / name, *template, "-n", 200, "--json").stdout)
    ours = json.loads(invoke("run", out, "-n", 200, "--json").stdout)
    for key in ("digest", "finish", "tasks", "milestones"):
        assert ours[key] == theirs[key]


def test_the_head_certifies_the_dates_and_counts_what_was_read(invoke, tmp_path):
    result = invoke("import", FIXTURES / "shed.gan", "--out", "shed.yaml")
    sentence = "With no uncertainty riskmc gives back every date of shed.gan (GanttProject) to the minute."
    assert sentence in result.stderr
    head = (tmp_path / "shed.yaml").read_text(encoding="utf-8").partition("riskmc: 1\n")[0]
    assert f"# {sentence}\n" in head
    assert "# Read: " in head


def test_a_long_schedule_becomes_a_folder_with_a_table(invoke, tmp_path):
    jobs = 1_100
    rows = [f"{jobs} 0", *(f"1 {'1 ' + str(number + 1) if number < jobs else '0'}" for number in range(1, jobs + 1))]
    (tmp_path / "long.rcp").write_text("\n".join(rows), encoding="utf-8")
    result = invoke("import", "long.rcp", "--out", "long")
    assert result.stdout.split() == ["long/plan.yaml", "long/tasks.csv"]
    assert "Try: riskmc run long\n" in result.stderr
    assert read_plan(tmp_path / "long").digest() == read_schedule(tmp_path / "long.rcp").digest()
    assert invoke("import", "long.rcp", "--no-tables").stdout == "long.yaml\n"


def test_a_table_lies_beside_the_plan_and_neither_is_replaced_without_force(command, tmp_path):
    (tmp_path / "b-tasks.csv").write_text("mine", encoding="utf-8")
    refused = command("import", FIXTURES / "footbridge.xer", "--tables", "--out", "b.yaml")
    assert refused.returncode == 2
    assert not (tmp_path / "b.yaml").exists()
    assert (tmp_path / "b-tasks.csv").read_text(encoding="utf-8") == "mine"
    assert command("import", FIXTURES / "footbridge.xer", "--tables", "--out", "b.yaml", "--force").returncode == 0
    assert read_plan(tmp_path / "b.yaml").digest() == read_schedule(FIXTURES / "footbridge.xer").digest()


def test_one_project_of_several_is_chosen(invoke, tmp_path):
    assert invoke("import", FIXTURES / "two_projects.xer", "--project", "FB", "--out", "a.yaml").exit_code == 0
    assert read_plan(tmp_path / "a.yaml").tasks


def test_a_plan_that_is_there_is_replaced_only_by_force(command, tmp_path):
    (tmp_path / "pavilion.yaml").write_text("mine", encoding="utf-8")
    refused = command("import", FIXTURES / "pavilion.sm")
    assert refused.returncode == 2
    assert "add --force" in refused.stderr
    assert (tmp_path / "pavilion.yaml").read_text(encoding="utf-8") == "mine"
    assert command("import", FIXTURES / "pavilion.sm", "--force").returncode == 0
    assert len(read_plan(tmp_path / "pavilion.yaml").tasks) == 6


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("broken.sm", "projects : 1\njobs (incl. supersource/sink ): 6\n", "4 problems; nothing was run or written"),
        ("plan.yaml", "riskmc: 1\n", "is a plan already"),
        ("none.xer", None, "there is no such file"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_nothing_is_written(command, tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    refused = command("import", name, "--out", "out.yaml")
    assert refused.returncode == 2
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_network_is_run_checked_and_gated_like_any_plan(invoke):
    file = FIXTURES / "pavilion.sm"
    assert invoke("check", file).stdout.startswith(f"{file}: ok: 6 tasks (2 milestones), 7 links")
    assert invoke("run", file, "--template", "90/100/130", "-n", 100, "--gate", "P80 <= 2027-02-28").exit_code == 0
