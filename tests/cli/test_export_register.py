"""Laws of ``riskmc export register``: a workbook whole or not at all, which is read again as it was."""

from __future__ import annotations

import json

from python_calamine import CalamineWorkbook

from riskmc.io.overlay_file import read_overlay
from riskmc.io.plan_file import read_plan


def _sheet(path, name):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_the_register_of_a_plan_is_a_workbook_with_numbers_of_the_run(invoke, plan, tmp_path):
    result = invoke("export", "register", plan, "--out", "register.xlsx", "-n", 400)
    assert result.exit_code == 0
    assert result.stdout == "register.xlsx\n"
    rows = _sheet(tmp_path / "register.xlsx", "Risk register")
    head, first = rows[4], rows[5]
    assert first[head.index("Title")] == "Frost"
    assert first[head.index("Moves P80 of the finish, working days")] > 0
    assert "400 iterations, seed 0, scenario as-is" in rows[1][0]


def test_it_is_imported_again_as_it_was(invoke, plan, tmp_path):
    assert invoke("export", "register", plan, "--xlsx", "--out", "r.xlsx", "--no-simulation", "-n", 100).exit_code == 0
    result = invoke("import", "r.xlsx", "--out", "back.yaml", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["notices"] == ["the register was exported by riskmc; its columns are known"]
    assert read_overlay(tmp_path / "back.yaml").risks == read_plan(plan).risks


def test_a_saved_result_is_exported_without_a_run(invoke, plan, tmp_path):
    invoke("run", plan, "-n", 300, "--save", "saved.riskmc")
    assert invoke("export", "register", "saved.riskmc", "--out", "r.xlsx").exit_code == 0
    assert "300 iterations" in _sheet(tmp_path / "r.xlsx", "Risk register")[1][0]


def test_what_can_not_be_written_is_refused_before_the_run(command, plan, tmp_path):
    (tmp_path / "r.xlsx").write_text("mine", encoding="utf-8")
    there = command("export", "register", plan, "--out", "r.xlsx")
    assert there.returncode == 2
    assert "add --force" in there.stderr
    assert (tmp_path / "r.xlsx").read_text(encoding="utf-8") == "mine"
    named = command("export", "register", plan, "--out", "r.pdf")
    assert named.returncode == 2
    assert "is no workbook" in named.stderr


def test_a_plan_without_risks_is_refused(command, tmp_path):
    (tmp_path / "p.yaml").write_text(
        "riskmc: 1\nproject: {name: P, start: 2027-01-04}\ntasks: [{id: a, duration: 3d}]\n", encoding="utf-8"
    )
    result = command("export", "register", "p.yaml", "--out", "r.xlsx")
    assert result.returncode == 2
    assert "has no risks" in result.stderr
    assert not (tmp_path / "r.xlsx").exists()


def test_a_kind_of_impact_that_is_not_there_is_refused(command, plan):
    result = command("export", "register", plan, "--out", "r.xlsx", "--by", "shedule")
    assert result.returncode == 2
    assert "did you mean 'schedule'?" in result.stderr
