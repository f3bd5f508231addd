"""Laws of ``riskmc import`` of a risk register: it is understood, told, written whole, and corrected by a mapping."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from riskmc.io.overlay_file import read_overlay

PLAN = """\
riskmc: 1
project: {name: Bridge, start: 2027-01-04}
tasks:
  - {id: A10, name: Drive piles, duration: 20d}
  - {id: A20, name: Cast deck, duration: 30d, after: [A10], group: civil.deck}
"""
REGISTER = """\
ID;Risk;Probability;Delay (days);Activities affected;Score;Owner
R1;Boulders;40 %;10;Drive piles;16;Ann
R2;Frost;20 %;5-15;A20;4;
R3;Strike;TBC;20;Paint the rails;;Bob
"""


@pytest.fixture(scope="module")
def schema() -> dict[str, object]:
    return json.loads(files("riskmc.cli").joinpath("schemas", "import.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.csv"
    file.write_text(REGISTER, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return file


def test_what_was_understood_is_told_and_the_place_printed(invoke, register, tmp_path):
    result = invoke("import", register, "--out", "risks.yaml", "--plan", "plan.yaml")
    assert result.exit_code == 0
    assert result.stdout == "risks.yaml\n"
    assert "header in row 1" in result.stderr
    assert "time, in d" in result.stderr
    assert "F Score: a score, which follows from probability and impact" in result.stderr
    assert "row 4, column C (R3): probability 'TBC' is not read (still to be filled in)" in result.stderr
    assert "Tasks that were not found: Paint the rails (not in the plan)" in result.stderr
    assert "3 risks, 1 names no task, 1 written as comments" in result.stderr
    assert str(tmp_path) not in (tmp_path / "risks.yaml").read_text(encoding="utf-8")


def test_the_overlay_runs_with_the_plan_and_moves_its_finish(invoke, register, tmp_path):
    assert invoke("import", register, "--out", "risks.yaml", "--plan", "plan.yaml").exit_code == 0
    without = json.loads(invoke("run", "plan.yaml", "-n", 500, "--json").stdout)
    run = invoke("run", "plan.yaml", "--with", "risks.yaml", "-n", 500, "--json")
    assert run.exit_code == 0
    found = json.loads(run.stdout)
    assert {risk["id"] for risk in found["risks"]} == {"R1", "R2"}
    assert found["finish"]["percentiles"]["80"]["days"] > without["finish"]["percentiles"]["80"]["days"]


def test_tasks_are_found_by_name_and_id(invoke, register, tmp_path):
    invoke("import", register, "--out", "risks.yaml", "--plan", "plan.yaml")
    risks = read_overlay(tmp_path / "risks.yaml").risks
    assert [risk.impacts[0].on for risk in risks] == [("A10",), ("A20",)]


def test_an_entry_without_a_probability_stands_there_as_a_comment(invoke, register, tmp_path):
    invoke("import", register, "--out", "risks.yaml")
    text = (tmp_path / "risks.yaml").read_text(encoding="utf-8")
    assert "# row 4, column C: probability 'TBC' is not read" in text
    assert "  # - id: R3" in text
    assert "# row 4: tasks as the register names them: Paint the rails" in text


def test_json_is_one_object_of_the_schema(invoke, register, schema):
    result = invoke("import", register, "--out", "risks.yaml", "--map-out", "map.yaml", "--json")
    document = json.loads(result.stdout)
    jsonschema.validate(document, schema)
    assert document["written"] == ["risks.yaml", "map.yaml"]
    assert document["incomplete"] == ["R3"]
    assert [c["field"] for c in document["columns"]] == [
        "id", "title", "probability", "schedule", "tasks", None, "owner",
    ]  # fmt: skip


def test_json_of_a_schedule_is_of_the_schema_too(invoke, schema):
    fixtures = Path(__file__).resolve().parents[1] / "io" / "schedule_files" / "fixtures"
    document = json.loads(invoke("import", fixtures / "footbridge.xer", "--json").stdout)
    jsonschema.validate(document, schema)
    assert (document["tasks"], document["links"], document["calendars"]) == (8, 10, 2)


def test_a_mapping_that_was_written_reads_the_same(invoke, register, tmp_path):
    invoke("import", register, "--out", "a.yaml", "--map-out", "map.yaml")
    assert invoke("import", register, "--out", "b.yaml", "--map", "map.yaml").exit_code == 0
    first, second = (read_overlay(tmp_path / name) for name in ("a.yaml", "b.yaml"))
    assert first.risks == second.risks


def test_a_corrected_mapping_counts(invoke, register, tmp_path):
    invoke("import", register, "--out", "a.yaml", "--map-out", "map.yaml")
    text = (tmp_path / "map.yaml").read_text(encoding="utf-8")
    text = text.replace("field: schedule, as: time, unit: d", "field: schedule, as: time, unit: w")
    text = text.replace("header: Owner, field: owner, as: text", "header: Owner, field: category, as: text")
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    invoke("import", register, "--out", "b.yaml", "--map", "map.yaml")
    risk = read_overlay(tmp_path / "b.yaml").risks[0]
    assert str(risk.impacts[0].delay) == "10w"
    assert (risk.category, risk.owner) == ("Ann", "")


def test_a_mapping_reads_a_table_whose_names_say_nothing(invoke, tmp_path, command):
    (tmp_path / "odd.csv").write_text("a,b,c\nR1,Something breaks,30\nR2,Something else,10\n", encoding="utf-8")
    refused = command("import", "odd.csv")
    assert refused.returncode == 2
    assert "this is no risk register" in refused.stderr
    (tmp_path / "map.yaml").write_text(
        "header: 1\ncolumns:\n  - {header: a, field: id}\n  - {column: B, field: title}\n"
        "  - {column: C, field: probability, as: percent}\n",
        encoding="utf-8",
    )
    assert command("import", "odd.csv", "--map", "map.yaml").returncode == 0
    assert [(risk.id, risk.probability) for risk in read_overlay(tmp_path / "odd.yaml").risks] == [
        ("R1", 0.3),
        ("R2", 0.1),
    ]


def test_all_problems_of_a_mapping_are_told_at_once(command, register, tmp_path):
    (tmp_path / "map.yaml").write_text(
        "sheets: A\nheader: none\ncolumns:\n  - {column: 7, field: id}\n  - {header: Risk, field: titel}\n"
        "  - {header: Owner, field: owner, as: money5}\n  - {field: title}\n",
        encoding="utf-8",
    )
    result = command("import", register, "--map", "map.yaml")
    assert result.returncode == 2
    for words in (
        "map.yaml:1:1: unknown key 'sheets'", "map.yaml:2:9: header 'none' is no row",
        "column 7 is not named by letters",
        "there is no field 'titel'", "did you mean title?", "as is 'money5'", "the entry names no column",
    ):  # fmt: skip
        assert words in result.stderr
    assert not (tmp_path / "register.yaml").exists()


def test_a_column_that_is_not_there_is_told(command, register, tmp_path):
    (tmp_path / "map.yaml").write_text("columns: [{header: Likelyhood, field: probability}]\n", encoding="utf-8")
    result = command("import", register, "--map", "map.yaml")
    assert result.returncode == 2
    assert "the register has no column 'Likelyhood', which the mapping names" in result.stderr


def test_nothing_is_written_where_an_output_is_there(command, register, tmp_path):
    (tmp_path / "map.yaml").write_text("mine", encoding="utf-8")
    refused = command("import", register, "--out", "risks.yaml", "--map-out", "map.yaml")
    assert refused.returncode == 2
    assert not (tmp_path / "risks.yaml").exists()
    assert (tmp_path / "map.yaml").read_text(encoding="utf-8") == "mine"
    assert command("import", register, "--out", "risks.yaml", "--map-out", "map.yaml", "--force").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--template", "90/100/130"), "--template is for the other kind of file"),
        (("--tables",), "--tables is for the other kind of file"),
        (("--sheet", "Risks"), "there is no sheet 'Risks'"),
        (("--out", "risks.json"), "is no YAML file"),
    ],
)
def test_options_that_do_not_fit_are_refused(command, register, arguments, words):
    result = command("import", register, *arguments)
    assert result.returncode == 2
    assert words in result.stderr


def test_a_register_that_is_to_be_run_is_told_how(command, register):
    result = command("run", register)
    assert result.returncode == 2
    assert f"{register} is a table, not a plan; a risk register becomes an overlay with: riskmc import" in result.stderr
    assert "Traceback" not in result.stderr


def test_options_of_registers_do_not_go_with_schedules(command):
    fixtures = Path(__file__).resolve().parents[1] / "io" / "schedule_files" / "fixtures"
    result = command("import", fixtures / "footbridge.xer", "--map", "map.yaml")
    assert result.returncode == 2
    assert "--map is for the other kind of file" in result.stderr
