"""Laws of tables of tasks and risks."""
# ruff: noqa: E501

import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from riskmc.errors import MissingExtraError, PlanError
from riskmc.io.plan_file import read_plan
from riskmc.io.plan_tables import tasks_table
from riskmc.io.tables import COLUMNS, read_table
from riskmc.model import Quantity
from riskmc.model.assignments import Assignment
from riskmc.model.costs import TaskCost

PLAN = "riskmc: 1\nproject: {name: Harbour, start: 2027-01-04}\ntasks: tasks.csv\n"
TASKS = """\
id,name,group,tags,Optimistic,Most likely,Pessimistic,Distribution,duration,after,milestone,owner
survey,Site survey,,,,,,,10d,,,Ann
101,Design,,,20d,30d,55d,,,survey,,
piling,,civil.foundation,marine; night,15d,20d,40d,triangular,,"101; survey FS+5d",,

steel,,civil,,,,,,"{normal: {p10: 8d, p90: 14d}}",piling,no,
done,,,,,,,,,steel,yes,
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a plan that names a table of tasks."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(PLAN)
    Path("tasks.csv").write_text(TASKS)
    return tmp_path


def problems(path="."):
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_with_a_table_of_tasks_is_read(folder):
    project = read_plan(".")
    described = {task.id: project.effective_duration(task).describe() for task in project.tasks}
    assert described == {
        "survey": "10d",
        "101": "PERT 20d / 30d / 55d",
        "piling": "triangular 15d / 20d / 40d",
        "steel": "normal P10 8d, P90 14d",
        "done": "0d",
    }
    piling = project.tasks[2]
    assert piling.tags == ("marine", "night")
    assert [str(link) for link in piling.after] == ["101", "survey FS+5d"]
    assert (project.tasks[0].owner, project.tasks[4].milestone, project.source) == ("Ann", True, "plan.yaml")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_columns_too(folder, separator):
    Path("tasks.csv").write_text(f"\ufeffid{separator}duration\na{separator}5d\n", encoding="utf-8")
    assert read_plan(".").tasks[0].duration == Quantity(5, "d")


def test_a_table_of_risks_is_read(folder):
    Path("plan.yaml").write_text(PLAN + "risks: risks.csv\n")
    Path("risks.csv").write_text(
        "id,title,probability,on,optimistic,most likely,pessimistic,factor\n"
        'R1,Ordnance,15%,piling,5d,15d,40d,\nR2,Weather,0.3,"group:civil, tag:marine",,,,120%\n'
    )
    first, second = read_plan(".").risks
    assert (first.probability, first.impacts[0].delay.describe()) == (0.15, "PERT 5d / 15d / 40d")
    assert (second.impacts[0].on, second.impacts[0].factor) == (("group:civil", "tag:marine"), Quantity(120, "%"))


def test_problems_of_a_table_have_row_and_column(folder):
    Path("tasks.csv").write_text(
        "id,duration,optimistic,most_likely,pessimistic,after,costs,durration,id\n"
        "a,5,,,,,,,\n"
        "b,,9d,8d,20d,,,,\n"
        "c,5d,,,,zzz,,,\n"
        "d,5d,1d,2d,3d,,,,\n"
        "e,{pert: [1d,,,,,,,\n"
        ",5d,,,,,,,,more\n"
    )
    allowed = f"known keys are {', '.join(COLUMNS['tasks'])}"
    assert problems() == [
        f"tasks.csv:1:7: unknown column 'costs'; {allowed} (did you mean 'cost'?)",
        f"tasks.csv:1:8: unknown column 'durration'; {allowed} (did you mean 'duration'?)",
        "tasks.csv:1:9: the column 'id' comes twice",
        "tasks.csv:2:2: task 'a': duration 5 has no unit; write an amount of time in min, h, d, w or mo (did you mean 5d?)",
        "tasks.csv:3:3: task 'b': optimistic 9d is above most likely 8d; write optimistic <= most likely <= pessimistic",
        "tasks.csv:4:6: task 'c': comes after 'zzz', and there is no such task",
        "tasks.csv:5:2: the row has a duration and optimistic to pessimistic values too; write one or the other",
        "tasks.csv:6:2: this is not YAML: while parsing a flow sequence did not find expected ',' or ']' "
        "(look for a missing comma or bracket before this place)",
        "tasks.csv:7:1: task 6: id is missing",
        "tasks.csv:7:10: the value 'more' has no column; name each column in the first row",
    ]


def test_an_empty_table_is_refused(folder):
    Path("tasks.csv").write_text("\n")
    assert problems() == ["tasks.csv: the table is empty; the first row names the columns"]
    Path("tasks.csv").write_text("id,duration\n")
    assert problems() == ["tasks.csv: tasks has 0 entries; at least 1 are needed"]


def test_a_table_that_is_not_text_is_refused(folder):
    Path("tasks.csv").write_bytes(b"id,name\na,M\xfcller\n")
    assert problems() == ["tasks.csv:2:4: the file is not UTF-8: byte 0xfc; save it as UTF-8"]


def test_a_workbook_is_read_like_a_table(folder):
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    Path("plan.yaml").write_text(PLAN.replace("csv", "xlsx"))
    workbook = xlsxwriter.Workbook("tasks.xlsx")
    sheet = workbook.add_worksheet()
    for number, row in enumerate(
        [["id", "duration", "after", "milestone"], [101, "5d", "", ""], ["b", "", 101, True], ["c", 5, "", ""]]
    ):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    workbook.close()
    assert problems() == [
        "tasks.xlsx:4:2: task 'c': duration 5 has no unit; write an amount of time in min, h, d, w or mo (did you mean 5d?)"
    ]


DATED = """\
id,duration,calendar,start no earlier than,finish_no_later_than,as_late_as_possible,deadline,actual_start,percent_complete,pauses
a,5d,24h,,,,,2027-01-04T08:00,40%,
b,5d,,2027-02-01,2027-03-01,,2027-03-05 12:00,,,
c,5d,,,,x,,,,"[{after: 2d, lasting: 1w}]"
d,5d,,,,no,,,,
"""


def test_each_constraint_has_a_column_and_dates_stand_in_cells(folder):
    Path("tasks.csv").write_text(DATED)
    a, b, c, d = read_plan(".").tasks
    assert (a.calendar, a.actual_start, a.percent_complete) == ("24h", datetime(2027, 1, 4, 8), 0.4)
    assert dict(b.constraint) == {"start_no_earlier_than": date(2027, 2, 1), "finish_no_later_than": date(2027, 3, 1)}
    assert b.deadline == datetime(2027, 3, 5, 12)
    assert (dict(c.constraint), c.pauses[0].lasting) == ({"as_late_as_possible": None}, Quantity(1, "w"))
    assert d.constraint == ()


def test_a_constraint_may_be_written_as_in_a_plan_and_not_twice(folder):
    Path("tasks.csv").write_text(
        "id,duration,constraint,start_on\n"
        "a,5d,{must_start_on: 2027-02-01},\n"
        "b,5d,{must_start_on: 2027-02-01},2027-02-01\n"
        "c,5d,,2027-2-1\n"
        "d,5d,{must_start: 2027-02-01},\n"
    )
    kinds = "write one or two of start_no_earlier_than, start_no_later_than, finish_no_earlier_than, "
    assert [problem.partition(kinds)[0] for problem in problems()] == [
        "tasks.csv:3:3: the row has a constraint and start_on too; write all constraints in one column, or each in its own",
        "tasks.csv:4:4: task 'c': start_on '2027-2-1' is not a date; write 2027-01-31, or 2027-01-31T08:00 in the project's local time",
        "tasks.csv:5:3: task 'd': 'must_start' is not a kind of constraint; ",
    ]


def test_dates_of_a_workbook_are_dates_with_a_time_where_they_have_one(folder):
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    Path("plan.yaml").write_text(PLAN.replace("csv", "xlsx"))
    workbook = xlsxwriter.Workbook("tasks.xlsx")
    sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["id", "duration", "deadline", "actual_start", "percent_complete"])
    sheet.write_row(1, 0, ["a", "5d"])
    sheet.write_datetime(1, 2, date(2027, 5, 3), day)
    sheet.write_datetime(1, 3, datetime(2027, 1, 4, 8), day)
    sheet.write(1, 4, 0.25, workbook.add_format({"num_format": "0%"}))
    workbook.close()
    task = read_plan(".").tasks[0]
    assert (task.deadline, task.actual_start, task.percent_complete) == (
        date(2027, 5, 3), datetime(2027, 1, 4, 8), 0.25,
    )  # fmt: skip


def test_a_missing_workbook_reader_names_the_extra(folder, monkeypatch):
    Path("plan.yaml").write_text(PLAN.replace("csv", "xlsx"))
    Path("tasks.xlsx").write_bytes(b"PK")
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(
        MissingExtraError, match=r"^reading tasks\.xlsx needs the extra 'excel': pip install 'riskmc\[excel\]'$"
    ):
        read_plan(".")


def test_what_is_not_a_workbook_is_refused(folder):
    pytest.importorskip("python_calamine")
    Path("plan.yaml").write_text(PLAN.replace("csv", "xlsx"))
    Path("tasks.xlsx").write_bytes(b"PK nothing")
    assert problems()[0].startswith("tasks.xlsx: this is not a workbook: ")


def _workbook(path: Path, sheet: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        ('<row r="1"><c r="A1"/><c t="n" r="XFD1048576"/></row>', "reaches over 1,048,576 rows and 16,384 columns"),
        ('<row r="1048576"><c r="ZZ1"/></row>', "reaches over 1,048,576 rows and 702 columns"),
        ("<row>" + "<c/>" * 30 + '</row><row r="1000000"/>', "reaches over 1,000,000 rows and 30 columns"),
        (" " * (401 * 2**20), "the workbook unpacks to more than 400 MiB"),
    ],
    ids=["far cell", "far row", "cells without names", "much padding"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, sheet: str, message: str) -> None:
    _workbook(tmp_path / "tasks.xlsx", sheet)
    with pytest.raises(PlanError, match=message):
        read_table(tmp_path / "tasks.xlsx", "tasks", "tasks.xlsx")


COSTS = """\
currencies: {USD: 0.9}
escalation: {indices: {steel: 5%}}
resources: [{id: crane, per_day: 12k}, {id: crew, per_day: 3k}, {id: steel, per_unit: 80, index: steel}]
"""


def test_costs_have_a_column_for_each_of_their_parts(folder):
    Path("plan.yaml").write_text(PLAN.replace("04}", "04, currency: EUR}") + COSTS)
    Path("tasks.csv").write_text(
        "id,duration,cost,Cost per day,cost_per_hour,actual cost,spread,currency,index,resources,actual_start,remaining\n"
        'a,5d,120k,"{pert: [7k, 8k, 11k]}",,,front,USD,steel,"crane; crew x2, steel = 120",\n'
        'b,5d,"{triangular: [1, 2, 3]}",,,,,,,,\n'
        'c,5d,"{fixed: 5k, per_hour: 40}",,,3k,,EUR,,crew x50%,2027-01-04,3d\n'
        "d,5d,,,,,,EUR,steel,,\n"
        "e,5d,,,,,back,,,crane,\n"
        "f,5d,,,40,,,,,,\n"
    )
    a, b, c, d, e, f = read_plan(".").tasks
    assert a.cost == TaskCost(
        fixed="120k", per_day={"pert": ["7k", "8k", "11k"]}, spread="front", currency="USD", index="steel"
    )
    assert [(one.resource, one.units, one.quantity) for one in a.resources] == [
        ("crane", 1.0, None), ("crew", 2.0, None), ("steel", 1.0, Quantity(120, "")),
    ]  # fmt: skip
    assert b.cost == TaskCost(fixed={"triangular": [1, 2, 3]})
    assert c.cost == TaskCost(fixed="5k", per_hour=40, actual="3k", currency="EUR")
    assert c.resources == (Assignment(resource="crew", units="50%"),)
    assert d.cost is None
    assert e.cost == TaskCost(fixed=0, spread="back")
    assert f.cost == TaskCost(per_hour=40)


def test_problems_of_costs_have_row_and_column(folder):
    Path("plan.yaml").write_text(PLAN + COSTS)
    Path("tasks.csv").write_text(
        "id,duration,cost,cost_per_day,actual_cost,spread,index,resources\n"
        "a,5d,5d,,,,,crane x2 of them\n"
        "b,5d,{fixed: 5k},-3,9,,,\n"
        "c,5d,,3k,,,labour,crw x2\n"
        "f,5d,,3k,,even,,\n"
        'd,5d,"{fixed: 5k, per_day: 1}",3k,,,,steel\n'
        'e,5d,"{fixd: 5k}",3k,,,,\n'
    )
    told = [text.split("; ")[0] for text in problems() if "currencies" not in text]
    assert told == [
        "tasks.csv:2:3: task 'a': cost 5d is not an amount of money",
        "tasks.csv:2:8: task 'a': 'crane x2 of them' is not a resource",
        "tasks.csv:3:4: task 'b': per_day -3 is negative",
        "tasks.csv:4:7: task 'c': there is no index 'labour'",
        "tasks.csv:4:8: task 'c': there is no resource 'crw' (did you mean 'crew'?)",
        "tasks.csv:5:6: task 'f': spread 'even' is not known",
        "tasks.csv:6:4: the row gives per_day in the column cost too",
        "tasks.csv:6:8: task 'd': 'steel' has a price per unit, and no quantity is given (write {id: steel, quantity: 120})",
        "tasks.csv:7:3: task 'e': unknown distribution 'fixd'",
    ]


def test_costs_of_a_workbook_are_numbers(folder):
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    Path("plan.yaml").write_text(PLAN.replace("csv", "xlsx") + "resources: [{id: crew, per_day: 1}]\n")
    workbook = xlsxwriter.Workbook("tasks.xlsx")
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["id", "duration", "cost", "cost_per_day", "resources"])
    sheet.write_row(1, 0, ["a", "5d", 120000, 1250.5, "crew x2"])
    workbook.close()
    (task,) = read_plan(".").tasks
    assert task.cost == TaskCost(fixed="120k", per_day=1250.5)


def test_a_table_of_tasks_is_written_with_its_costs(folder):
    Path("plan.yaml").write_text(PLAN.replace("04}", "04, currency: EUR}") + COSTS)
    Path("tasks.csv").write_text(
        "id,duration,cost,cost_per_day,spread,resources\n"
        'a,5d,120k,"{uniform: [7k, 8k]}",front,"crane; crew x2, steel = 120"\n'
        'b,5d,"{triangular: [1, 2, 3]}",,,crane\n'
    )
    project = read_plan(".")
    text = tasks_table(project)
    assert text.splitlines()[0] == "id,duration,cost,resources,cost_per_day,spread"
    Path("tasks.csv").write_text(text)
    assert read_plan(".").digest() == project.digest()
