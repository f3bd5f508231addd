"""Laws of the links of an MS Project file: those of summaries, of other projects, and their lags."""

from __future__ import annotations

from datetime import datetime

import pytest

from riskmc.io.schedule_files.mspdi import read_mspdi
from riskmc.io.schedule_files.records import ELAPSED, Schedule
from riskmc.model.constraints import Constraint
from tests.io.schedule_files.mspdi_files import assignment, calendar, link, mspdi, resource, summary, task

FF, FS, SF, SS = 0, 1, 2, 3


def read(*tasks: str, **rest: str) -> Schedule:
    return read_mspdi(mspdi(*tasks, calendars=calendar(2, "Six days", range(6)), **rest), "plan.xml")


def links(schedule: Schedule) -> set[str]:
    return {f"{found.predecessor}>{found.successor} {found.kind}" for found in schedule.relationships}


def notices(schedule: Schedule) -> dict[str, tuple[str, ...]]:
    return {notice.what: notice.items for notice in schedule.notices.notices()}


def phase(uid: int, *inner: str, after: str = "") -> tuple[str, ...]:
    return (summary(uid, after), *inner)


def test_a_link_to_a_summary_reaches_the_tasks_that_nothing_else_inside_holds():
    first, second, third = task(11, level=2), task(12, 8, link(11), level=2), task(13, level=2)
    schedule = read(task(1), *phase(10, first, second, third, after=link(1)))
    assert links(schedule) == {"11>12 FS", "1>11 FS", "1>13 FS"}


def test_a_link_from_a_summary_comes_from_the_tasks_that_nothing_else_inside_follows():
    first, second, third = task(11, level=2), task(12, 8, link(11), level=2), task(13, level=2)
    schedule = read(*phase(10, first, second, third), task(1, 8, link(10)))
    assert links(schedule) == {"11>12 FS", "12>1 FS", "13>1 FS"}


def test_a_lead_inside_a_summary_holds_nothing_back():
    schedule = read(task(1), *phase(10, task(11, level=2), task(12, 8, link(11, FS, -4800), level=2), after=link(1)))
    assert {"1>11 FS", "1>12 FS"} <= links(schedule)


@pytest.mark.parametrize(
    "values",
    [
        {"Manual": 1, "Start": "2027-01-05T08:00:00", "Finish": "2027-01-05T17:00:00"},
        {"ConstraintType": 2, "ConstraintDate": "2027-01-05T08:00:00"},
        {"ConstraintType": 7, "ConstraintDate": "2027-01-05T17:00:00"},
        {"PercentComplete": 50, "ActualStart": "2027-01-04T08:00:00"},
    ],
)
def test_what_is_not_moved_by_links_passes_none_on(values):
    inside = task(11, level=2, **values), task(12, 8, link(11), level=2)
    schedule = read(task(1), *phase(10, *inside, after=link(1)))
    assert {"1>11 FS", "1>12 FS"} <= links(schedule)


def test_links_between_summaries_inside_a_summary_count_as_well():
    inner = (
        summary(20, level=2), task(21, level=3), task(22, level=3),
        summary(30, link(20), level=2), task(31, level=3), task(32, level=3),
    )  # fmt: skip
    schedule = read(task(1), *phase(10, *inner, after=link(1)))
    assert links(schedule) == {"1>21 FS", "1>22 FS", "21>31 FS", "21>32 FS", "22>31 FS", "22>32 FS"}


def test_a_milestone_stands_for_the_finish_of_a_summary_that_many_tasks_wait_for():
    before = [task(uid, level=2) for uid in (11, 12, 13)]
    after = [task(uid, level=2) for uid in (21, 22)]
    last = task(31)
    schedule = read(
        *phase(10, *before), *phase(20, *after, after=link(10, FS, 4800)), *phase(30, last, task(32), after=link(10))
    )
    finish = next(activity for activity in schedule.activities if activity.is_milestone)
    assert (finish.code, finish.name, finish.group, finish.own) == (
        "uid10-finish", "Task 10: finish", ("Task_10",), None,
    )  # fmt: skip
    lags = {found.successor: found.lag_minutes for found in schedule.relationships if found.predecessor == finish.key}
    assert lags == {"21": 480, "22": 480}
    assert {f"{uid}>{finish.key} FS" for uid in (11, 12, 13)} <= links(schedule)
    assert notices(schedule)["milestones stand for the finish of summary tasks that many tasks wait for"] == (
        "uid10-finish Task 10: finish",
    )


def test_the_start_of_a_summary_is_that_of_its_first_task():
    inside = (
        task(11, level=2, Start="2027-01-06T08:00:00"),
        task(12, level=2, Start="2027-01-04T08:00:00"),
    )
    schedule = read(*phase(10, *inside), task(1, 8, link(10, SS)))
    assert links(schedule) == {"12>1 SS"}


def test_a_link_that_the_file_has_anyway_is_not_made_again():
    schedule = read(task(1), *phase(10, task(11, 8, link(1, FS, 4800), level=2), after=link(1)))
    assert [found.lag_minutes for found in schedule.relationships] == [480]


def test_a_summary_without_tasks_passes_no_links_on():
    schedule = read(task(1), summary(10, link(1)), task(2, 8, link(10), link(1)))
    assert links(schedule) == {"1>2 FS"}


@pytest.mark.parametrize(
    ("kind", "lag", "constraint"),
    [
        (FS, 0, Constraint("start_no_earlier_than", datetime(2027, 1, 6, 17))),
        (FS, 4800, Constraint("start_no_earlier_than", datetime(2027, 1, 7, 17))),
        (FS, -4800, Constraint("start_no_earlier_than", datetime(2027, 1, 6, 8))),
        (SS, 0, Constraint("start_no_earlier_than", datetime(2027, 1, 5, 8))),
        (FF, 0, Constraint("finish_no_earlier_than", datetime(2027, 1, 6, 17))),
        (SF, 2400, Constraint("finish_no_earlier_than", datetime(2027, 1, 5, 12))),
    ],
)
def test_a_task_of_another_project_holds_its_successors_by_its_dates(kind, lag, constraint):
    outside = task(9, 16, ExternalTask=1, Start="2027-01-05T08:00:00", Finish="2027-01-06T17:00:00")
    schedule = read(outside, task(1, 8, link(9, kind, lag)))
    assert [activity.key for activity in schedule.activities] == ["1"]
    assert schedule.activities[0].constraints == (constraint,)
    assert any("from tasks of other projects" in what for what in notices(schedule))


def test_links_to_other_projects_and_unknown_tasks_are_named():
    schedule = read(task(1), task(9, 8, link(1), ExternalTask=1), task(2, 8, link(77)))
    assert links(schedule) == set()
    assert notices(schedule)["links to tasks of other projects are not honoured"] == ("uid1 Task 1 -> uid9 Task 9",)
    assert notices(schedule)["links with tasks that are not in the file are not honoured"] == (
        "(unknown) -> uid2 Task 2",
    )


def test_a_lag_runs_on_the_calendar_of_the_successor_not_on_that_of_its_resource():
    schedule = read(
        task(1),
        task(2, 8, link(1, FS, 4800), CalendarUID=2),
        task(3, 8, link(1, FS, 4800)),
        task(4, 8, link(1, FS, 4800)),
        task(5, 8, link(1, FS, 4800, 8)),
        resources=resource(11, 2),
        assignments=assignment(1, 4, 11),
    )
    assert {found.successor: found.lag_calendar for found in schedule.relationships} == {
        "2": "successor", "3": "successor", "4": schedule.calendar, "5": ELAPSED,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("predecessor", "lag_format", "minutes", "calendar_key"),
    [
        (task(1, 16), 19, -480, "successor"),
        (task(1, 48, DurationFormat=8), 19, -1440, ELAPSED),
        (task(1, 16), 20, -480, ELAPSED),
    ],
)
def test_a_lag_in_percent_is_a_share_of_the_predecessors_duration(predecessor, lag_format, minutes, calendar_key):
    (found,) = read(predecessor, task(2, 8, link(1, FS, -50, lag_format))).relationships
    assert (found.lag_minutes, found.lag_calendar) == (minutes, calendar_key)


def test_the_counts_of_the_raw_text_stand_against_what_was_read():
    schedule = read(
        task(1, ConstraintType=4, ConstraintDate="2027-01-05T08:00:00"),
        task(2, 8, link(1), link(1, SS, 4800)),
        task(3, 8, link(2, FF, 0), Active=0),
        *phase(10, task(11, level=2), after=link(2)),
    )
    counts = {count.what: (count.in_file, count.read, bool(count.reason)) for count in schedule.counts}
    assert counts == {
        "rows of tasks": (5, 3, True), "links FS": (2, 2, False), "links SS": (1, 1, False), "links FF": (1, 0, True),
        "lags": (1, 1, False), "calendars": (2, 1, True), "constraints": (1, 1, False),
    }  # fmt: skip
