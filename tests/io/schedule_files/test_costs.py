"""What schedule files say of costs: totals come through, and work by the hour is told from lump sums."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files import read_schedule
from riskmc.model.spending import spendings
from tests.io.schedule_files.mspdi_files import assignment, mspdi, resource, summary, task
from tests.io.schedule_files.p6_xml_twin import as_p6_xml

RESOURCES = """\
%T	RSRC
%F	rsrc_id	clndr_id	rsrc_short_name	rsrc_name	rsrc_type
%R	1	10	CREW	Crew	RT_Labor
%R	2	10	RIG	Rig	RT_Equip
%R	3		STEEL	Steel	RT_Mat
%T	TASKRSRC
%F	taskrsrc_id	task_id	proj_id	rsrc_id	target_cost	act_reg_cost	act_ot_cost	remain_cost
"""
EXPENSES = "%T\tPROJCOST\n%F\tcost_item_id\tproj_id\ttask_id\ttarget_cost\tact_cost\tremain_cost\n"


def planned_cost(project):
    """Add up what the plan costs at its planned durations."""
    total = 0.0
    for spent in spendings(project):
        minutes = 0.0
        if spent.task:
            task = project.tasks[project.task_index[spent.task]]
            duration = project.planned_duration(task)
            minutes = 0.0 if duration is None else project.calendar_of(task).minutes(duration)
        total += spent.amount.value * spent.scale * (1.0 if spent.measure == "once" else minutes + spent.worked)
    return total


def cost(project, identity):
    return project.tasks[project.task_index[identity]].cost


@pytest.fixture
def read_loaded(read_changed):
    """Read an own XER file with costs."""

    def read(name, assignments, expenses=""):
        before = "%T\tTASKRSRC\n%F\ttaskrsrc_id\ttask_id\tproj_id\n%R\t1\t2\t100\n%R\t2\t4\t100\n"
        after = RESOURCES + assignments + (EXPENSES + expenses if expenses else "")
        changes = [(before, after)] if name == "footbridge.xer" else [("%E", after + "%E")]
        return read_changed(name, *((one.replace("\n", "\r\n"), other.replace("\n", "\r\n")) for one, other in changes))

    return read


def test_labour_and_plant_are_paid_by_the_hour_material_and_expenses_are_not(read_loaded, notice_of):
    rows = "%R\t1\t2\t100\t1\t4000\t0\t0\t4000\n%R\t2\t2\t100\t3\t900\t0\t0\t900\n%R\t3\t4\t100\t2\t800\t0\t0\t800\n"
    project = read_loaded("footbridge.xer", rows, "%R\t1\t100\t4\t250\t0\t250\n")
    dig, deck = cost(project, "C_10"), cost(project, "C30")
    assert (dig.per_hour.value, dig.fixed.value, dig.actual) == (pytest.approx(100), 900, None)
    assert (deck.per_hour.value, deck.fixed.value) == (pytest.approx(10), 250)
    assert planned_cost(project) == pytest.approx(5950, abs=1e-6)
    assert "5,950.00" in notice_of(project, "the costs of resources").what


def test_what_was_spent_is_told_from_what_is_left(read_loaded):
    rows = "%R\t1\t2\t100\t1\t4000\t5000\t500\t0\n%R\t2\t3\t100\t1\t4000\t1000\t0\t2400\n"
    project = read_loaded("footbridge_update.xer", rows)
    done, begun = cost(project, "C10"), cost(project, "C20")
    assert (done.actual.value, done.fixed, done.per_hour) == (5500, None, None)
    assert (begun.actual.value, begun.per_hour.value) == (1000, pytest.approx(100))
    assert planned_cost(project) == pytest.approx(8900, abs=1e-6)


def test_a_budget_that_is_another_is_told(read_loaded, notice_of):
    project = read_loaded("footbridge.xer", "%R\t1\t2\t100\t1\t4000\t0\t0\t4400\n")
    assert notice_of(project, "the costs of resources").what.endswith("(the budget of the file is 4,000.00)")


def test_cost_of_work_without_hours_is_a_lump_sum(read_loaded):
    project = read_loaded("footbridge.xer", "%R\t1\t8\t100\t1\t700\t0\t0\t700\n")
    assert (cost(project, "M9").fixed.value, cost(project, "M9").per_hour) == (700, None)


def test_what_is_left_is_the_budget_where_the_file_does_not_say(read_loaded):
    project = read_loaded("footbridge.xer", "%R\t1\t2\t100\t1\t4000\t0\t0\t\n")
    assert planned_cost(project) == pytest.approx(4000)


def test_an_amount_that_is_no_number_is_refused_with_its_line(read_loaded):
    with pytest.raises(ScheduleFileError, match="remain_cost"):
        read_loaded("footbridge.xer", "%R\t1\t2\t100\t1\t4000\t0\t0\tmuch\n")


def test_a_file_without_costs_has_none(read_fixture):
    for name in ("footbridge.xer", "kiosk.xml"):
        assert not read_fixture(name).has_costs


@pytest.mark.parametrize("comma", [".", ","])
def test_p6_xml_gives_the_costs_of_the_xer_file(fixture_text, tmp_path, comma):
    xml = as_p6_xml(fixture_text("footbridge.xer"), comma)
    rows = """\
<Resource><ObjectId>1</ObjectId><ResourceType>Labor</ResourceType></Resource>"""
    loaded = f"""\
<ResourceAssignment><ObjectId>1</ObjectId><ActivityObjectId>2</ActivityObjectId><ResourceObjectId>1</ResourceObjectId>
<PlannedCost>4000{comma}5</PlannedCost><ActualCost>0</ActualCost><RemainingCost>4000{comma}5</RemainingCost>
</ResourceAssignment><ActivityExpense><ObjectId>1</ObjectId><ActivityObjectId>4</ActivityObjectId>
<PlannedCost>250</PlannedCost><ActualCost>0</ActualCost><RemainingCost>250</RemainingCost></ActivityExpense>"""
    path = tmp_path / "footbridge.xml"
    path.write_text(xml.replace("<Project>", f"{rows}<Project>", 1).replace("</Project>", f"{loaded}</Project>", 1))
    project = read_schedule(path)
    assert (cost(project, "C_10").per_hour.value, cost(project, "C30").fixed.value) == (pytest.approx(100.0125), 250)
    assert planned_cost(project) == pytest.approx(4250.5, abs=1e-6)


def read_mspdi_file(tmp_path, *tasks, **parts):
    path = tmp_path / "plan.xml"
    path.write_bytes(mspdi(*tasks, **parts))
    return read_schedule(path)


def test_costs_of_an_ms_project_file_are_in_hundredths(tmp_path):
    project = read_mspdi_file(
        tmp_path,
        task(1, 16, Cost=250_000, FixedCost=90_000, RemainingCost=250_000),
        task(2, 8, Cost=0),
        resources=resource(1, -1) + resource(2, -1, 0),
        assignments=assignment(1, 1, 1, RemainingCost=120_000) + assignment(2, 1, 2, RemainingCost=40_000),
    )
    paid = cost(project, "uid1")
    assert (paid.per_hour.value, paid.fixed.value) == (75, 1300)
    assert cost(project, "uid2") is None
    assert planned_cost(project) == pytest.approx(2500)


def test_actual_costs_of_an_ms_project_file_are_kept(tmp_path):
    begun = {"PercentComplete": 50, "ActualStart": "2027-01-04T08:00:00", "RemainingDuration": "PT8H0M0S"}
    done = {"PercentComplete": 100, "ActualStart": "2027-01-04T08:00:00", "ActualFinish": "2027-01-04T17:00:00"}
    project = read_mspdi_file(
        tmp_path,
        task(1, 16, Cost=200_000, ActualCost=80_000, RemainingCost=120_000, **begun),
        task(2, 8, Cost=70_000, ActualCost=70_000, RemainingCost=0, **done),
        StatusDate="2027-01-05T08:00:00",
    )
    assert (cost(project, "uid1").actual.value, cost(project, "uid1").fixed.value) == (800, 1200)
    assert cost(project, "uid2").actual.value == 700


def test_fixed_costs_of_summaries_are_costs_of_the_project(tmp_path, notice_of):
    project = read_mspdi_file(
        tmp_path, summary(1, FixedCost=50_000, Cost=150_000, Name="Ground"), task(2, 8, level=2, Cost=100_000)
    )
    (standing,) = project.costs
    assert (standing.name, standing.fixed.value) == ("Ground", 500)
    assert notice_of(project, "fixed costs of summary tasks").count == 1
    assert planned_cost(project) == pytest.approx(1500)


def test_people_of_a_ganttproject_file_are_paid_by_the_day(read_changed, notice_of):
    people = '<resource id="0" name="Ann"><rate name="standard" value="200"/></resource>'
    half = '<allocation task-id="2" resource-id="0" load="50.0"/></allocations>'
    project = read_changed(
        "shed.gan", ('<resource id="0" name="Ann"/>', people), ("</allocations>", half),
    )  # fmt: skip
    assert cost(project, "id1").per_hour.value == pytest.approx(200 / 8)
    assert cost(project, "id2").per_hour.value == pytest.approx(100 / 8)
    assert (cost(project, "id9").fixed.value, cost(project, "id9").per_hour) == (120.5, None)
    assert planned_cost(project) == pytest.approx(3 * 200 + 3 * 100 + 120.5)
    assert "1,020.50" in notice_of(project, "the costs of tasks").what


def test_a_sum_of_a_ganttproject_file_that_is_no_number_is_refused(read_changed):
    with pytest.raises(ScheduleFileError, match="cost-manual-value is 'much'"):
        read_changed("shed.gan", ('cost-manual-value="120.50"', 'cost-manual-value="much"'))


@pytest.mark.parametrize(
    ("name", "project", "total"),
    [
        ("p6/construction_51.xer", None, 6_356_920.0),  # resources, all left to spend
        ("p6/xernative_wk2.xer", None, 3_700_584.0 + 3_100.0),  # resources and expenses, left to spend
        ("p6/encoding1251.xer", None, 1_570.0 + 165_798.0 + 154.0 + 103.0),  # spent and left, resources and expenses
        ("p6/PrimaveraProject.xml", "PROD00883", 270_000.0 + 146_800.0),
        ("p6/PrimaveraProject.xml", "PROD00499", 960_002.0 + 484_800.0),
        ("p6/ocec_roads_utilities.xer", None, 0.0),  # 3,575 assignments, none with a price
        ("ganttproject/HouseBuildingSample.gan", None, 0.0),  # people have rates, each task was given a sum of 0
    ],
)
def test_cost_loaded_files_give_the_totals_that_they_show(shared_data: Path, name, project, total):
    found = read_schedule(shared_data / "schedules" / name, project=project)
    assert math.isclose(planned_cost(found), total, abs_tol=1e-4)


def test_a_cost_loaded_mpp_file_gives_the_total_that_it_shows(shared_data: Path, java):
    found = read_schedule(shared_data / "schedules" / "ms_project" / "OzBuild_16_Orig.mpp")
    assert math.isclose(planned_cost(found), 49_870.0, abs_tol=1e-4)
