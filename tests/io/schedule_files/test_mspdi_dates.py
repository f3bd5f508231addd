"""Laws of the dates that an MS Project file holds its tasks to, and of those that it gives them."""

from __future__ import annotations

from datetime import datetime

import pytest

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files.mspdi import read_mspdi
from riskmc.io.schedule_files.records import Activity, Schedule
from riskmc.model.constraints import Constraint
from tests.io.schedule_files.mspdi_files import assignment, calendar, link, mspdi, resource, summary, task

WHEN = datetime(2027, 1, 6, 8)
TEXT = "2027-01-06T08:00:00"


def read(*tasks: str, is_converted: bool = False, **rest: object) -> Schedule:
    calendars = calendar(2, "Mornings", range(5), [("08:00:00", "12:00:00")])
    return read_mspdi(mspdi(*tasks, calendars=calendars, **rest), "plan.xml", is_converted=is_converted)


def only(schedule: Schedule) -> Activity:
    (activity,) = schedule.activities
    return activity


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (2, "must_start_on"), (3, "must_finish_on"), (4, "start_no_earlier_than"), (5, "start_no_later_than"),
        (6, "finish_no_earlier_than"), (7, "finish_no_later_than"),
    ],
)  # fmt: skip
def test_each_constraint_comes_with_its_date(code, kind):
    assert only(read(task(1, ConstraintType=code, ConstraintDate=TEXT))).constraints == (Constraint(kind, WHEN),)


def test_as_late_as_possible_has_no_date():
    assert only(read(task(1, ConstraintType=1))).constraints == (Constraint("as_late_as_possible"),)


def test_a_constraint_without_its_date_holds_nothing():
    assert only(read(task(1, ConstraintType=4))).constraints == ()


@pytest.mark.parametrize(
    ("above", "own", "expected"),
    [
        (4, {}, [("start_no_earlier_than", WHEN)]),
        (7, {}, [("finish_no_later_than", WHEN)]),
        (2, {}, []),
        (4, {"ConstraintType": 4, "ConstraintDate": "2027-01-08T08:00:00"},
         [("start_no_earlier_than", datetime(2027, 1, 8, 8))]),
        (4, {"ConstraintType": 4, "ConstraintDate": "2027-01-05T08:00:00"}, [("start_no_earlier_than", WHEN)]),
        (4, {"ConstraintType": 1}, [("as_late_as_possible", None), ("start_no_earlier_than", WHEN)]),
        (4, {"ConstraintType": 2, "ConstraintDate": "2027-01-05T08:00:00"},
         [("must_start_on", datetime(2027, 1, 5, 8))]),
    ],
)  # fmt: skip
def test_a_constraint_of_a_summary_holds_the_tasks_below_it(above, own, expected):
    schedule = read(summary(10, ConstraintType=above, ConstraintDate=TEXT), task(1, level=2, **own))
    assert list(only(schedule).constraints) == [Constraint(*each) for each in expected]


def test_more_constraints_than_two_are_named():
    rows = (
        summary(10, ConstraintType=4, ConstraintDate=TEXT),
        summary(11, level=2, ConstraintType=7, ConstraintDate=TEXT),
        task(1, level=3, ConstraintType=6, ConstraintDate=TEXT),
    )
    schedule = read(*rows)
    assert len(only(schedule).constraints) == 2
    assert any(
        "more than two" in notice.what and notice.items == ("uid1 Task 1",) for notice in schedule.notices.notices()
    )


def test_a_deadline_comes_through():
    assert only(read(task(1, Deadline=TEXT))).deadline == WHEN


def test_a_task_dated_by_hand_must_start_and_finish_on_its_dates():
    schedule = read(task(1, Manual=1, Start=TEXT, Finish="2027-01-09T12:00:00", ConstraintType=4, ConstraintDate=TEXT))
    activity = only(schedule)
    assert activity.constraints == (
        Constraint("must_start_on", WHEN), Constraint("must_finish_on", datetime(2027, 1, 9, 12)),
    )  # fmt: skip
    assert activity.own is not None and activity.own.cause == "dated by hand"


def test_a_place_held_by_hand_takes_its_duration_from_its_dates_and_without_dates_follows_its_links():
    held = read(task(1, None, Manual=1, Start=TEXT, Finish="2027-01-07T17:00:00"))
    assert only(held).minutes == 960
    bare = read(task(1, None, Manual=1, Milestone=0))
    assert only(bare).constraints == ()
    assert any("without dates" in notice.what for notice in bare.notices.notices())


def test_only_a_task_dated_by_hand_may_have_no_duration():
    with pytest.raises(ScheduleFileError, match="task uid1 Task 1: the task has no Duration"):
        read(task(1, None))


def test_a_started_task_keeps_the_limits_of_its_finish_alone():
    done = {"ActualStart": "2027-01-04T08:00:00", "PercentComplete": 50, "ConstraintDate": TEXT}
    found = {code: only(read(task(1, ConstraintType=code, **done))).constraints for code in (2, 3, 4, 6, 7)}
    assert found == {
        2: (), 3: (Constraint("finish_no_later_than", WHEN),), 4: (),
        6: (Constraint("finish_no_earlier_than", WHEN),), 7: (Constraint("finish_no_later_than", WHEN),),
    }  # fmt: skip


def test_an_inserted_project_keeps_the_dates_of_the_file():
    schedule = read(task(1, Summary=1, IsSubproject=1, Start=TEXT, Finish="2027-01-07T17:00:00"))
    assert [constraint.kind for constraint in only(schedule).constraints] == ["must_start_on", "must_finish_on"]


@pytest.mark.parametrize(
    ("start", "is_honoured"),
    [("2027-01-06T08:00:00", True), ("2027-01-05T08:00:00", True), ("2027-01-07T08:00:00", False)],
)
def test_dates_behind_a_limit_tell_that_constraints_give_way(start, is_honoured):
    schedule = read(task(1, ConstraintType=5, ConstraintDate=TEXT, Start=start), HonorConstraints=0)
    assert schedule.scheduling.late_constraints == ("dates" if is_honoured else "float")


def test_a_limit_in_time_off_is_kept_by_the_next_working_time():
    schedule = read(task(1, ConstraintType=2, ConstraintDate="2027-01-09T08:00:00", Start="2027-01-11T08:00:00"))
    assert only(schedule).constraints == (Constraint("must_start_on", datetime(2027, 1, 9, 8)),)


@pytest.mark.parametrize(("flag", "kind"), [(1, "must_start_on"), (0, "start_on")])
def test_the_option_of_a_converted_file_is_taken_at_its_word(flag, kind):
    row = task(1, ConstraintType=2, ConstraintDate=TEXT)
    assert only(read(row, is_converted=True, HonorConstraints=flag)).constraints == (Constraint(kind, WHEN),)


def test_dates_set_by_hand_hold_whatever_becomes_of_constraints():
    by_hand = task(1, Manual=1, Start=TEXT, Finish="2027-01-06T17:00:00")
    schedule = read(by_hand, is_converted=True, HonorConstraints=0)
    assert [constraint.kind for constraint in only(schedule).constraints] == ["must_start_on", "must_finish_on"]
    assert schedule.scheduling.hard_constraints == "honour"


def test_the_options_of_the_file_are_those_of_ms_project():
    rules = read(task(1)).scheduling
    assert (rules.lag_calendar, rules.total_float, rules.as_late_as_possible) == (
        "successor",
        "smallest",
        "total_float",
    )
    assert (rules.progress, rules.remaining_work, rules.open_ends) == ("retained_logic", "where_planned", "project")
    others = read(task(1), SplitsInProgressTasks=0, MultipleCriticalPaths=1).scheduling
    assert (others.progress, others.open_ends) == ("progress_override", "task")


def test_a_project_scheduled_from_its_finish_ends_there():
    schedule = read(task(1, ConstraintType=1), ScheduleFromStart=0, FinishDate="2027-02-01T17:00:00")
    assert schedule.scheduling.must_finish_by == datetime(2027, 2, 1, 17)
    assert any("from its finish" in notice.what for notice in schedule.notices.notices())


DATES = {
    "Start": "2027-01-04T08:00:00", "Finish": "2027-01-04T17:00:00", "EarlyStart": "2027-01-04T08:00:00",
    "EarlyFinish": "2027-01-04T17:00:00", "LateStart": "2027-01-06T08:00:00", "LateFinish": "2027-01-06T17:00:00",
    "TotalSlack": 9600,
}  # fmt: skip


def test_the_dates_of_the_file_come_with_its_slack_in_minutes():
    own = only(read(task(1, **DATES))).own
    assert own is not None
    assert (own.start, own.late_finish, own.total_float) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17), 960)


def test_slack_is_told_as_in_the_file_on_the_calendar_that_it_is_counted_on():
    dates = DATES | {"Finish": "2027-01-05T12:00:00", "EarlyFinish": "2027-01-05T12:00:00"}
    schedule = read(
        task(1, **dates | {"LateFinish": "2027-01-07T12:00:00"}),
        resources=resource(11, 2),
        assignments=assignment(1, 1, 11),
    )
    activity = only(schedule)
    assert activity.own is not None and activity.own.total_float == 960
    assert activity.float_calendar == schedule.calendar != activity.calendar


def test_slack_that_the_file_does_not_tell_follows_from_its_early_and_late_dates():
    own = only(read(task(1, **DATES | {"TotalSlack": None}))).own
    assert own is not None and own.total_float == 960


def test_a_task_that_the_file_does_not_date_has_no_dates_of_its_own():
    assert only(read(task(1))).own is None


def test_a_task_without_a_duration_is_a_milestone_whatever_it_is_called():
    schedule = read(task(1, 0, Milestone=0), task(2, 8, link(1), Milestone=1))
    assert [activity.is_milestone for activity in schedule.activities] == [True, False]


@pytest.mark.parametrize(
    ("rows", "start", "side"),
    [
        ((task(1, 0), task(2, 8)), "2027-01-04T08:00:00", ""),
        ((task(1, 0), task(2, 8)), "2027-01-03T08:00:00", "linked"),
        ((task(1, 0, link(2, 1, 4800, 8)), task(2, 8)), "2027-01-04T08:00:00", "linked"),
        ((task(1, 0), task(2, 8, CalendarUID=2)), "2027-01-04T08:00:00", "linked"),
        ((task(1, 0, ConstraintType=4, ConstraintDate="2027-01-09T08:00:00"),), "2027-01-04T08:00:00", "linked"),
    ],
)
def test_a_milestone_stands_in_time_off_where_something_may_put_it_there(rows, start, side):
    assert read(*rows, StartDate=start).activities[0].side == side


def test_an_outline_of_too_many_levels_is_refused():
    rows = [summary(uid, level=uid) for uid in range(1, 103)]
    with pytest.raises(ScheduleFileError, match="deeper than 100 levels"):
        read(*rows, task(200, level=103))
