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
from riskmc.model.network import topological_order
from riskmc.model.project import Project

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
ONE_CALENDAR = [
    "airport_terminal.xer",
    "ashspace_sample.xer",
    "construction_51.xer",
    "encoding1251.xer",
    "invalid_calendar.xer",
    "mspdirelations.xml",
    "task-links-project2019-mspdi.xml",
    "update.xer",
    "xernative_sample.xer",
    "xernative_wk2.xer",
]
REFUSED = {
    "p6/ScheduleOptions.xer": "no project of the file holds activities: NEWPROJ, NEWPROJ-1, NEWPROJ-2, NEWPROJ-3",
    "p6/PrimaveraProject.xml": "this is a Primavera P6 XML file, which is not read",
    "p6/percent_complete.pmxml": "this is a Primavera P6 XML file, which is not read",
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


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_activities_are_those_of_the_tool_less_what_the_notices_name(schedules, name):
    project = read(schedules, name)
    rows = own_rows(schedules, name, "tasks")
    assert {task.id for task in project.tasks} == {key(row) for row in rows if is_in_network(row)}
    noted = sum(notice.count for notice in project.notices if notice.subject.endswith(" activities"))
    assert len(project.tasks) + noted == len(rows)


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_milestones_are_those_of_the_tool(schedules, name):
    rows = own_rows(schedules, name, "tasks")
    milestones = {task.id for task in read(schedules, name).tasks if task.milestone}
    assert milestones == {key(row) for row in rows if row["milestone"] == "1"}


@pytest.mark.parametrize("name", [*XER, *MSPDI])
def test_the_links_have_the_ends_types_and_lags_of_the_tool(schedules, name):
    project = read(schedules, name)
    rows = own_rows(schedules, name, "tasks")
    codes = {row["uid"]: key(row) for row in rows}
    left_out = {row["uid"] for row in rows if not is_in_network(row)}
    calendar = project.working_calendar
    other_calendars = any(notice.subject == "lags" for notice in project.notices)
    progress = any("keep what is left" in notice.what for notice in project.notices)

    def link(predecessor: str, successor: str, kind: str, minutes: float) -> tuple[str, str, str, float]:
        return predecessor, successor, kind, 0.0 if other_calendars or progress else minutes

    own_links = own_rows(schedules, name, "links")
    factors = {"h": 60.0, "d": calendar.minutes_per_day, "w": calendar.minutes_per_week, "m": 1.0}
    expected = Counter(
        link(codes[row["pred_uid"]], codes[row["succ_uid"]], row["type"], float(row["lag"]) * factors[row["lag_unit"]])
        for row in own_links
        if not {row["pred_uid"], row["succ_uid"]} & left_out
    )
    found = Counter(
        link(after.predecessor, task.id, after.kind, calendar.minutes(after.lag))
        for task in project.tasks
        for after in task.after
    )
    assert found == expected
    noted = sum(n.count for n in project.notices if n.subject == "links" and "other projects" not in n.what)
    assert found.total() + noted == len(own_links)


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


def early_finishes(project: Project) -> dict[str, float]:
    """Working minutes at which each task finishes when nothing is uncertain."""
    calendar = project.working_calendar
    ids = [task.id for task in project.tasks]
    pairs = [(link.predecessor, task.id) for task in project.tasks for link in task.after]
    starts: dict[str, float] = {}
    finishes: dict[str, float] = {}
    for index in topological_order(ids, pairs):
        task = project.tasks[index]
        duration = 0.0 if task.duration is None else calendar.minutes(task.duration)
        bounds = [0.0]
        for link in task.after:
            anchor = starts if link.kind[0] == "S" else finishes
            bound = anchor[link.predecessor] + calendar.minutes(link.lag)
            bounds.append(bound - (duration if link.kind[1] == "F" else 0.0))
        starts[task.id] = max(bounds)
        finishes[task.id] = starts[task.id] + duration
    return finishes


@pytest.mark.parametrize("name", ONE_CALENDAR)
def test_where_everything_is_honoured_the_dates_of_the_tool_come_out_again(schedules, name):
    """Within a minute: P6 rounds its dates to minutes."""
    project = read(schedules, name)
    timeline, finishes = project.timeline(), early_finishes(project)
    n_compared = 0
    for row in own_rows(schedules, name, "tasks"):
        if is_in_network(row) and row["finish"] and not row["actual_finish"]:
            own = timeline.minutes_at(datetime.fromisoformat(row["finish"]))
            assert finishes[key(row)] == pytest.approx(own, abs=1), row["name"]
            n_compared += 1
    assert n_compared > 0


def test_work_on_other_calendars_ends_within_a_day_of_the_tool(schedules):
    project = read(schedules, "ocec_roads_utilities.xer")
    finish = project.timeline().date_of(max(early_finishes(project).values()))
    own = max(row["finish"] for row in own_rows(schedules, "ocec_roads_utilities.xer", "tasks"))
    assert abs((finish - datetime.fromisoformat(own)).total_seconds()) < 86_400


@pytest.mark.parametrize("path", list(REFUSED))
def test_what_this_version_does_not_read_is_refused_with_a_sentence(schedules, path):
    with pytest.raises(ScheduleFileError, match=REFUSED[path]):
        read_schedule(schedules / path)


def test_every_xer_and_xml_file_is_either_read_or_known_to_be_refused(schedules):
    files = [path for pattern in ("*/*.xer", "*/*.xml") for path in schedules.glob(pattern)]
    names = {f"{path.parent.name}/{path.name}" for path in files}
    assert names <= {f"p6/{name}" for name in XER} | {f"ms_project/{name}" for name in MSPDI} | set(REFUSED)


def test_names_in_other_scripts_are_read(schedules):
    assert [task.name for task in read(schedules, "encoding1251.xer").tasks] == ["Задача 1", "Тест2"]
    assert "Rückfahrt" in {task.name for task in read(schedules, "ashspace_sample.xer").tasks}


def test_a_calendar_that_no_activity_uses_may_be_broken(schedules):
    notices = read(schedules, "invalid_calendar.xer").notices
    assert [notice.items for notice in notices if notice.subject == "calendars"] == [("Test - Invalid",)]
