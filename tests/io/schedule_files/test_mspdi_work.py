"""Laws of when a task of an MS Project file is worked: calendars, resources, pauses, levelling."""

from __future__ import annotations

from datetime import datetime

import pytest

from riskmc.io.schedule_files.mspdi import read_mspdi
from riskmc.io.schedule_files.records import ELAPSED, Activity, Schedule
from tests.io.schedule_files.mspdi_files import assignment, calendar, mspdi, resource, task

MONDAY = "2027-01-04T08:00:00"
SIX_DAYS = calendar(2, "Six days", range(6))
MORNINGS = calendar(3, "Mornings", range(5), [("08:00:00", "12:00:00")])
WEEKEND = calendar(4, "Weekend", (5, 6))
SAME = calendar(5, "Anna", base=1)
HOLIDAYS = calendar(6, "Bert", base=1, holidays=["2027-01-05"])
CALENDARS = SIX_DAYS + MORNINGS + WEEKEND + SAME + HOLIDAYS


def read(*tasks: str, **rest: str) -> Schedule:
    return read_mspdi(mspdi(*tasks, calendars=CALENDARS, **rest), "plan.xml")


def worked(activity: Activity, schedule: Schedule) -> tuple[str, float]:
    """Return the name of the calendar, and the minutes."""
    key = activity.calendar
    return "elapsed" if key == ELAPSED else schedule.calendars[key].name, activity.minutes


def notices(schedule: Schedule) -> dict[str, tuple[str, ...]]:
    return {notice.what: notice.items for notice in schedule.notices.notices()}


@pytest.mark.parametrize(
    ("who", "values", "expected"),
    [
        ((), {}, "Standard"),
        ((), {"CalendarUID": 2}, "Six days"),
        ((2,), {}, "Six days"),
        ((5,), {}, "Standard"),
        ((3,), {"CalendarUID": 2}, "Mornings"),
        ((4,), {"CalendarUID": 2}, "Six days and Weekend"),
        ((3,), {"CalendarUID": 2, "IgnoreResourceCalendar": 1}, "Six days"),
        ((3,), {"IgnoreResourceCalendar": 1}, "Mornings"),
        ((3,), {"Type": 1}, "Standard"),
        ((4,), {"CalendarUID": 1}, "Standard"),
        ((6,), {}, "Bert"),
    ],
)
def test_a_task_is_worked_on_its_own_calendar_and_that_of_its_resource(who, values, expected):
    resources = "".join(resource(10 + number, number) for number in who)
    assignments = "".join(assignment(number, 1, 10 + number) for number in who)
    schedule = read(task(1, 8, **values), resources=resources, assignments=assignments)
    assert worked(schedule.activities[0], schedule) == (expected, 480)


def test_the_assignment_that_finishes_last_decides():
    schedule = read(
        task(1, 16, Start=MONDAY, Finish="2027-01-07T12:00:00"),
        resources=resource(11, 2) + resource(12, 3),
        assignments=assignment(1, 1, 11, Start=MONDAY, Finish="2027-01-04T17:00:00")
        + assignment(2, 1, 12, Start=MONDAY, Finish="2027-01-07T12:00:00"),
    )
    assert worked(schedule.activities[0], schedule) == ("Mornings", 960)


def test_a_duration_that_is_none_of_the_last_assignment_gives_way_to_its_work():
    schedule = read(
        task(1, 32, Start=MONDAY, Finish="2027-01-07T12:00:00"),
        resources=resource(11, 2) + resource(12, 3),
        assignments=assignment(1, 1, 11, Start=MONDAY, Finish="2027-01-06T17:00:00")
        + assignment(2, 1, 12, Start=MONDAY, Finish="2027-01-07T12:00:00"),
    )
    assert worked(schedule.activities[0], schedule) == ("Mornings", 960)
    what = "resources of a task keep different calendars: it is worked on that of the last to finish"
    assert notices(schedule)[what] == ("uid1 Task 1",)


def test_a_calendar_that_fits_the_dates_of_the_file_goes_before_the_usual_one():
    schedule = read(
        task(1, 16, Start=MONDAY, Finish="2027-01-07T12:00:00", Type=1),
        resources=resource(12, 3),
        assignments=assignment(2, 1, 12, Start=MONDAY, Finish="2027-01-07T12:00:00"),
    )
    assert worked(schedule.activities[0], schedule) == ("Mornings", 960)


@pytest.mark.parametrize(
    "who",
    [
        resource(11, 3, kind=0),
        resource(11, 3, IsCostResource=1),
        resource(11, -1),
        "",
    ],
)
def test_material_costs_and_people_without_a_calendar_do_not_decide(who):
    schedule = read(task(1), resources=who, assignments=assignment(1, 1, 11))
    assert worked(schedule.activities[0], schedule) == ("Standard", 480)


def test_an_assignment_without_units_does_not_decide():
    schedule = read(
        task(1), resources=resource(11, 3), assignments=assignment(1, 1, 11).replace("<Units>1", "<Units>0")
    )
    assert worked(schedule.activities[0], schedule) == ("Standard", 480)


def test_an_elapsed_duration_runs_by_the_clock():
    schedule = read(task(1, 48, DurationFormat=8), resources=resource(11, 3), assignments=assignment(1, 1, 11))
    assert worked(schedule.activities[0], schedule) == ("elapsed", 2880)


def test_only_calendars_that_are_used_come_through():
    schedule = read(task(1, CalendarUID=2), task(2))
    assert {pattern.name for pattern in schedule.calendars.values()} == {"Standard", "Six days"}


SPLIT = {"Start": MONDAY, "Finish": "2027-01-11T17:00:00"}


def test_a_split_task_pauses_where_its_work_does():
    pieces = [
        (MONDAY, "2027-01-05T17:00:00", "PT16H0M0S"),
        ("2027-01-05T17:00:00", "2027-01-07T17:00:00", "PT0H0M0S"),
        ("2027-01-07T17:00:00", "2027-01-08T17:00:00", "PT8H0M0S"),
        ("2027-01-08T17:00:00", "2027-01-11T17:00:00", "PT8H0M0S"),
    ]
    schedule = read(task(1, 32, **SPLIT), assignments=assignment(7, 1, -65535, *pieces))
    (activity,) = schedule.activities
    assert (activity.minutes, activity.pauses) == (1920, ((960, 960),))


def test_an_assignment_that_begins_later_pauses_the_task_between():
    schedule = read(
        task(1, 16, **SPLIT),
        resources=resource(11, 1) + resource(12, 1),
        assignments=assignment(1, 1, 11, Start=MONDAY, Finish="2027-01-04T17:00:00")
        + assignment(2, 1, 12, Start="2027-01-11T08:00:00", Finish="2027-01-11T17:00:00"),
    )
    assert schedule.activities[0].pauses == ((480, 4 * 480),)


def test_a_pause_that_the_file_does_not_place_lies_midway_and_is_named():
    schedule = read(task(1, 32, **SPLIT))
    (activity,) = schedule.activities
    assert activity.pauses == ((960, 960),)
    assert activity.own is not None and "does not say where it pauses" in activity.own.cause
    assert notices(schedule)["tasks that the file plans over more time than their duration pause midway"]


def test_a_task_that_its_own_dates_contradict_keeps_its_duration_and_is_named():
    schedule = read(task(1, 32, Start=MONDAY, Finish="2027-01-05T17:00:00"))
    (activity,) = schedule.activities
    assert (activity.minutes, activity.pauses) == (1920, ())
    assert activity.own is not None and activity.own.cause == "in the file its finish is not its start and its duration"


def test_the_clock_of_tasks_in_time_off_is_no_pause():
    schedule = read(task(1, 8, Start="2027-01-08T13:00:00", Finish="2027-01-11T12:00:00"))
    assert schedule.activities[0].pauses == ()


@pytest.mark.parametrize(
    ("delay", "unit", "minutes"),
    [(14400, 8, 1440), (4800, 7, 1440), (24000, 9, 10080), (600, 5, 60), (0, 8, 0), (96000, 11, 43200), ("soon", 8, 0)],
)
def test_a_levelling_delay_is_elapsed_time_whatever_its_unit(delay, unit, minutes):
    schedule = read(task(1, LevelingDelay=delay, LevelingDelayFormat=unit, Start=MONDAY))
    (activity,) = schedule.activities
    assert activity.delay == minutes
    assert activity.own is not None
    assert activity.own.cause == ("put off by the levelling of resources" if minutes else "")


DONE = {"ActualStart": MONDAY, "PercentComplete": 25}


@pytest.mark.parametrize(
    ("values", "minutes", "resume"),
    [
        ({"RemainingDuration": "PT12H0M0S", "Resume": "2027-01-06T08:00:00"}, 720, datetime(2027, 1, 6, 8)),
        ({"RemainingDuration": "PT12H0M0S", "Stop": "2027-01-04T12:00:00"}, 720, datetime(2027, 1, 4, 12)),
        ({"ActualDuration": "PT4H0M0S"}, 720, datetime(2027, 1, 4, 12)),
        ({}, 720, datetime(2027, 1, 4, 12)),
    ],
)
def test_of_a_started_task_the_rest_is_worked_from_where_it_resumes(values, minutes, resume):
    schedule = read(task(1, 16, **DONE | values))
    (activity,) = schedule.activities
    found = (activity.state, activity.minutes, activity.planned_minutes, activity.resume, activity.actual_start)
    assert found == ("started", minutes, 960, resume, datetime(2027, 1, 4, 8))


def test_a_pause_in_the_rest_of_a_started_task_is_kept():
    values = {"RemainingDuration": "PT12H0M0S", "Resume": "2027-01-04T13:00:00", "Finish": "2027-01-06T17:00:00"}
    schedule = read(task(1, 16, Start=MONDAY, **DONE | values))
    (activity,) = schedule.activities
    assert sum(lasting for _, lasting in activity.pauses) == 480


def test_a_finished_task_has_its_dates_and_nothing_left():
    schedule = read(task(1, 16, ActualStart=MONDAY, ActualFinish="2027-01-06T17:00:00", PercentComplete=100))
    (activity,) = schedule.activities
    assert (activity.state, activity.minutes, activity.planned_minutes) == ("finished", 0, 960)
    assert (activity.actual_start, activity.actual_finish) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17))


def test_progress_leaves_the_start_of_the_project():
    schedule = read(task(1, 16, **DONE), StatusDate="2027-01-05T17:00:00")
    assert (schedule.start, schedule.status_date) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 5, 17))


def test_calendars_that_list_a_million_days_are_read_up_to_there():
    long = (
        "<Exception><TimePeriod><FromDate>1985-01-01T00:00:00</FromDate><ToDate>2080-01-{:02}T23:59:00</ToDate>"
        "</TimePeriod><Type>1</Type><DayWorking>0</DayWorking></Exception>"
    )
    calendars = "".join(
        calendar(100 + number, f"Rest {number}", base=1).replace(
            "</Exceptions>", long.format(number + 1) + "</Exceptions>"
        )
        for number in range(31)
    )
    resources = "".join(resource(200 + number, 100 + number) for number in range(31))
    assignments = "".join(assignment(number, 1, 200 + number) for number in range(31))
    schedule = read_mspdi(mspdi(task(1), calendars=calendars, resources=resources, assignments=assignments), "plan.xml")
    assert any("beyond 1,000,000 days" in item for items in notices(schedule).values() for item in items)
