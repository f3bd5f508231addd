"""Laws on schedules that MS Project and Primavera P6 saved: nothing is lost, and their own dates come out again."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files import read_schedule
from riskmc.io.schedule_files.identifiers import identifier
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import Side
from riskmc.simulation.deterministic import planned_schedule

XER = [
    "MultiprojectWithExternal.xer",
    "PredecessorCalendar.xer",
    "ProjectDefaultCalendar.xer",
    "SuccessorCalendar.xer",
    "TwentyFourHourCalendar.xer",
    "airport_terminal.xer",
    "ashspace_sample.xer",
    "baseline.xer",
    "construction_51.xer",
    "encoding1251.xer",
    "invalid_calendar.xer",
    "ocec_roads_utilities.xer",
    "update.xer",
    "xernative_sample.xer",
    "xernative_wk2.xer",
]
MSPDI = ["mspdirelations.xml", "mspdisplittask.xml", "task-links-project2019-mspdi.xml"]
REFUSED = {
    "p6/ScheduleOptions.xer": "no project of the file holds activities: NEWPROJ, NEWPROJ-1, NEWPROJ-2, NEWPROJ-3",
}


@pytest.fixture
def schedules(shared_data: Path) -> Path:
    folder = shared_data / "schedules"
    if not folder.is_dir():
        pytest.skip("the schedules of ../shared/data are absent")
    return folder


def read(schedules: Path, name: str) -> Project:
    return read_schedule(schedules / ("p6" if name.endswith(".xer") else "ms_project") / name)


def own_rows(schedules: Path, name: str, kind: str) -> list[dict[str, str]]:
    with (schedules / "own_dates" / f"{name}.{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key(row: dict[str, str]) -> str:
    return row["code"] or f"uid{row['uid']}"


def is_in_network(row: dict[str, str]) -> bool:
    return row["activity_type"] not in ("LEVEL_OF_EFFORT", "WBS_SUMMARY")


def lag_minutes(project: Project, task: Task, link: Link) -> float:
    predecessor = project.tasks[project.task_index[link.predecessor]]
    name = link.calendar or project.scheduling.lag_calendar
    names = {"predecessor": predecessor.calendar, "successor": task.calendar, "project": ""}
    return project.calendar_named(names.get(name, name)).minutes(link.lag)


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_activities_are_those_of_the_tool(schedules, name):
    rows = own_rows(schedules, name, "tasks")
    assert {task.id for task in read(schedules, name).tasks} == {key(row) for row in rows}


@pytest.mark.parametrize("name", XER)
def test_levels_of_effort_and_summaries_reach_over_others(schedules, name):
    rows = own_rows(schedules, name, "tasks")
    spans = {task.id for task in read(schedules, name).tasks if task.span is not None}
    assert spans == {key(row) for row in rows if not is_in_network(row) and not row["actual_finish"]}


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_milestones_are_those_of_the_tool(schedules, name):
    rows = own_rows(schedules, name, "tasks")
    milestones = {task.id for task in read(schedules, name).tasks if task.milestone}
    assert milestones == {key(row) for row in rows if row["milestone"] == "1"}


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_links_have_the_ends_types_and_lags_of_the_tool(schedules, name):
    project = read(schedules, name)
    old_minute = any("a minute more" in notice.what for notice in project.notices)
    rows = own_rows(schedules, name, "tasks")
    codes = {row["uid"]: key(row) for row in rows}
    in_network = {row["uid"] for row in rows if is_in_network(row)}
    calendar = project.working_calendar
    factors = {"h": 60.0, "d": calendar.minutes_per_day, "w": calendar.minutes_per_week, "m": 1.0}
    expected = Counter(
        (codes[row["pred_uid"]], codes[row["succ_uid"]], row["type"], float(row["lag"]) * factors[row["lag_unit"]])
        for row in own_rows(schedules, name, "links")
        if {row["pred_uid"], row["succ_uid"]} <= in_network
    )
    found = Counter(
        (link.predecessor, task.id, link.kind, lag_minutes(project, task, link) - (link.kind == "SF") * old_minute)
        for task in project.tasks
        for link in task.after
    )
    assert found == expected


@pytest.mark.parametrize("name", XER)
def test_the_counts_of_the_raw_file_agree_with_what_was_read(schedules, name):
    project = read(schedules, name)
    assert project.origin is not None
    counts = {count.what: count for count in project.origin.counts}
    assert counts["activities"].read == counts["activities"].in_file == len(project.tasks)
    assert all(count.reason for count in counts.values() if count.read != count.in_file)


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_durations_are_those_that_the_tool_still_has_to_work(schedules, name):
    project = read(schedules, name)
    elsewhere = {item for n in project.notices if "is not yet honoured" in n.what for item in n.items}
    calendar = project.working_calendar
    rows = {key(row): row for row in own_rows(schedules, name, "tasks")}
    factors = {"h": 60.0, "d": calendar.minutes_per_day, "w": calendar.minutes_per_week}
    for task in project.tasks:
        row = rows[task.id]
        if f"{task.id} {task.name}" not in elsewhere and task.duration is not None:
            minutes = 0.0 if row["actual_finish"] else float(row["rem_dur"]) * factors[row["rem_unit"]]
            assert calendar.minutes(project.effective_duration(task).value) == pytest.approx(minutes), task.id


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_calendar_of_the_project_is_that_of_the_tool(schedules, name):
    project = read(schedules, name)
    told = json.loads((schedules / "own_dates" / f"{name}.cal.json").read_text(encoding="utf-8"))
    own = next(calendar for calendar in told["calendars"] if identifier(calendar["name"]) == project.calendar)

    def minutes(text: str, is_finish: bool) -> int:
        hours, rest = text.split(":")
        total = int(hours) * 60 + int(rest)
        return 1440 if is_finish and total == 0 else total

    week = sum(minutes(end, True) - minutes(start, False) for day in own["week"].values() for start, end in day)
    calendar = project.working_calendar
    assert calendar.minutes_per_week == week
    timeline = project.timeline()
    for first, last, shifts in own["exceptions"]:
        if first != last:
            continue
        day = datetime.fromisoformat(first)
        worked = timeline.minutes_at(day.replace(hour=23, minute=59)) - timeline.minutes_at(day)
        assert worked == pytest.approx(sum(minutes(b, True) - minutes(a, False) for a, b in shifts), abs=1), first


def dates(project: Project) -> dict[str, list[datetime]]:
    """Early and late dates of each task when nothing is uncertain."""
    timeline, schedule = project.timeline(), planned_schedule(project)
    sides: list[Side] = ["finish"] * 4 if timeline.trace else ["start", "finish", "start", "finish"]
    columns = [schedule.early_start, schedule.early_finish, schedule.late_start, schedule.late_finish]
    return {
        task.id: [timeline.date_of(float(column[index]), side) for column, side in zip(columns, sides, strict=True)]
        for index, task in enumerate(project.tasks)
    }


@pytest.mark.parametrize("name", XER)
def test_early_and_late_dates_and_floats_are_those_of_p6_to_the_minute(schedules, name):
    project = read(schedules, name)
    assert project.origin is not None
    floats = dict(zip((task.id for task in project.tasks), planned_schedule(project).total_float, strict=True))
    found = dates(project)
    differ = set()
    for task in project.tasks:
        own = project.origin.own[task.id]
        if task.state != "finished":
            moments = [own.start, own.finish, own.late_start, own.late_finish]
            is_same = all(a == b for a, b in zip(moments, found[task.id], strict=True) if a is not None)
            is_same &= own.total_float is None or abs(own.total_float - floats[task.id]) < 0.5
            differ |= set() if is_same else {task.id}
    assert differ == set()


@pytest.mark.parametrize("name", ["mspdirelations.xml", "task-links-project2019-mspdi.xml"])
def test_where_everything_is_honoured_the_dates_of_ms_project_come_out_again(schedules, name):
    """On one of the two sides of a pause."""
    project = read(schedules, name)
    timeline, found = project.timeline(), dates(project)
    compared = [row for row in own_rows(schedules, name, "tasks") if row["finish"] and not row["actual_finish"]]
    assert compared
    for row in compared:
        own = timeline.minutes_at(datetime.fromisoformat(row["finish"]))
        assert timeline.minutes_at(found[key(row)][1]) == pytest.approx(own, abs=1), row["name"]


@pytest.mark.parametrize("path", list(REFUSED))
def test_what_this_version_does_not_read_is_refused_with_a_sentence(schedules, path):
    with pytest.raises(ScheduleFileError, match=REFUSED[path]):
        read_schedule(schedules / path)


def test_every_xer_and_xml_file_is_either_read_or_known_to_be_refused(schedules):
    files = [path for pattern in ("*/*.xer", "*/*.xml") for path in schedules.glob(pattern)]
    names = {f"{path.parent.name}/{path.name}" for path in files}
    known = {f"p6/{name}" for name in (*XER, "PrimaveraProject.xml")} | {f"ms_project/{name}" for name in MSPDI}
    assert names <= known | set(REFUSED)


def test_names_in_other_scripts_are_read(schedules):
    assert [task.name for task in read(schedules, "encoding1251.xer").tasks] == ["Задача 1", "Тест2"]
    assert "Rückfahrt" in {task.name for task in read(schedules, "ashspace_sample.xer").tasks}


def test_a_calendar_that_no_activity_uses_may_be_broken(schedules):
    notices = read(schedules, "invalid_calendar.xer").notices
    assert [notice.items for notice in notices if notice.subject == "calendars"] == [("Test - Invalid",)]
