"""Laws of reading MS Project XML files."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from riskmc.errors import UsageError
from riskmc.model.constraints import Constraint
from riskmc.model.project import Notice


def tally(notice: Notice) -> tuple[int, tuple[str, ...]]:
    return notice.count, notice.items


def test_tasks_come_with_ids_names_groups_durations_and_milestones(read_fixture):
    project = read_fixture("kiosk.xml")
    rows = [(task.id, task.name, task.group, str(task.duration or ""), task.milestone) for task in project.tasks]
    assert rows == [
        ("uid2", "Sketch", "Design", "2d", False),
        ("uid3", "Drawings", "Design", "20.5h", False),
        ("uid5", "Frame", "Build", "5d", False),
        ("uid6", "Paint", "Build", "2d", False),
        ("uid7", "Dry", "Build", "2d", False),
        ("uid9", "Night works", "Build", "2d", False),
        ("uid10", "Open", "", "", True),
    ]


def test_links_come_with_type_and_lag(read_fixture):
    links = {task.id: [str(link) for link in task.after] for task in read_fixture("kiosk.xml").tasks}
    assert links == {
        "uid2": [],
        "uid3": ["uid2"],
        "uid5": ["uid3 FS+1d", "uid2 SS-4h"],
        "uid6": ["uid5 FS+20h", "uid5 FF"],
        "uid7": ["uid6 FS+1d"],
        "uid9": ["uid5 SF", "uid3"],
        "uid10": ["uid7", "uid9"],
    }


def test_name_start_and_currency_come_from_the_file(read_fixture):
    project = read_fixture("kiosk.xml")
    assert (project.name, project.start, project.currency) == ("Kiosk", datetime(2027, 1, 4, 8), "EUR")
    assert project.status_date is None


def test_the_project_calendar_inherits_from_its_base_calendar(read_fixture):
    calendar = read_fixture("kiosk.xml").working_calendar
    assert calendar.minutes_per_week == 4 * 480 + 240
    assert (calendar.hours_per_day, calendar.days_per_month) == (8, 20)
    assert [(e.from_, e.to, [str(shift) for shift in e.work]) for e in calendar.exceptions] == [
        (date(2027, 1, 1), date(2027, 1, 1), []),
        (date(2027, 1, 16), date(2027, 1, 16), ["08:00-12:00"]),
        (date(2027, 3, 29), date(2027, 3, 30), []),
        (date(2028, 12, 25), date(2028, 12, 25), []),
        (date(2029, 12, 25), date(2029, 12, 25), []),
    ]


def test_tasks_keep_calendars_constraints_and_deadlines(read_fixture):
    tasks = {task.id: task for task in read_fixture("kiosk.xml").tasks}
    assert (tasks["uid7"].calendar, tasks["uid9"].calendar, tasks["uid2"].calendar) == ("24h", "Night", "")
    assert tasks["uid5"].constraint == (Constraint("start_no_earlier_than", datetime(2027, 2, 1, 8)),)
    assert tasks["uid5"].deadline == datetime(2027, 3, 1, 17)
    assert {link.predecessor: link.calendar for link in tasks["uid7"].after} == {"uid6": ""}


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("links of summary tasks", ("uid1 Design -> uid4 Build",)),
        ("left out with them", ("uid5 Frame -> uid8 Spare roof", "uid8 Spare roof -> uid10 Open")),
        ("lags in percent", ("uid5 Frame -> uid6 Paint",)),
        ("inactive tasks are left out", ("uid8 Spare roof",)),
        ("manually scheduled tasks without dates", ("uid6 Paint",)),
    ],
)
def test_what_did_not_come_through_as_it_is_is_listed_with_its_items(read_fixture, notice_of, words, items):
    notice = notice_of(read_fixture("kiosk.xml"), words)
    assert tally(notice) == (len(items), items)


def test_every_link_of_the_file_is_counted(read_fixture, fixture_text):
    origin = read_fixture("kiosk.xml").origin
    assert (origin.tool, origin.file.endswith("kiosk.xml")) == ("MS Project", True)
    links = [count for count in origin.counts if count.what.startswith("links")]
    assert sum(count.in_file for count in links) == fixture_text("kiosk.xml").count("<PredecessorLink>")
    assert [(count.what, count.in_file - count.read) for count in links if count.reason] == [("links FS", 2)]


def done(percent: int, actuals: str) -> tuple[str, str]:
    """Give the task Sketch some progress."""
    before = "<UID>2</UID><ID>2</ID><Name>Sketch</Name>"
    return before, f"{before}<PercentComplete>{percent}</PercentComplete>{actuals}"


def test_progress_leaves_what_remains_where_it_is_planned(read_changed):
    project = read_changed(
        "kiosk.xml",
        ("<CurrencyCode>", "<StatusDate>2027-01-06T17:00:00</StatusDate><CurrencyCode>"),
        done(50, "<ActualStart>2027-01-05T08:00:00</ActualStart><RemainingDuration>PT12H0M0S</RemainingDuration>"),
    )
    sketch = project.tasks[0]
    assert (project.start, project.status_date) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17))
    assert (str(sketch.duration), str(sketch.remaining)) == ("2d", "12h")
    assert (sketch.actual_start, sketch.resume) == (datetime(2027, 1, 5, 8), datetime(2027, 1, 5, 12))


def test_a_finished_task_has_its_actual_dates(read_changed):
    actuals = "<ActualStart>2027-01-05T08:00:00</ActualStart><ActualFinish>2027-01-07T17:00:00</ActualFinish>"
    sketch = read_changed("kiosk.xml", done(100, actuals)).tasks[0]
    assert (sketch.state, sketch.actual_finish) == ("finished", datetime(2027, 1, 7, 17))


def test_a_remaining_duration_that_is_missing_follows_from_the_percentage(read_changed):
    project = read_changed("kiosk.xml", done(25, "<ActualStart>2027-01-05T08:00:00</ActualStart>"))
    assert str(project.tasks[0].remaining) == "12h"


def test_a_milestone_with_a_duration_stays_a_task(read_changed, notice_of):
    project = read_changed("kiosk.xml", ("<ID>6</ID>", "<ID>6</ID><Milestone>1</Milestone>"))
    assert project.tasks[2].milestone is False
    assert tally(notice_of(project, "marked as milestones")) == (1, ("uid5 Frame",))


def test_a_file_scheduled_from_its_finish_says_so(read_changed, notice_of):
    project = read_changed("kiosk.xml", ("FromStart>1<", "FromStart>0<"))
    assert notice_of(project, "scheduled from its finish").count == 1


def test_summaries_are_told_by_the_outline_where_the_file_does_not_mark_them(read_changed, read_fixture):
    changed = read_changed("kiosk.xml", ("<Summary>1</Summary>", "<Summary>0</Summary>"))
    assert [task.id for task in changed.tasks] == [task.id for task in read_fixture("kiosk.xml").tasks]


def test_links_from_other_files_and_external_tasks_are_noted(read_changed, notice_of):
    external = "<UID>9</UID><ID>10</ID><ExternalTask>1</ExternalTask>"
    project = read_changed("kiosk.xml", ("<UID>9</UID><ID>10</ID>", external))
    assert "uid9" not in project.task_index
    assert notice_of(project, "tasks of other projects are left out").items == ("uid9 Night works",)
    assert notice_of(project, "links from tasks of other projects").items == ("uid9 Night works -> uid10 Open",)


def test_a_project_can_not_be_chosen_in_a_file_that_holds_one(read_fixture):
    with pytest.raises(UsageError, match="holds one project"):
        read_fixture("kiosk.xml", project="KIOSK")


def test_a_calendar_that_is_not_in_the_file_becomes_the_standard_one(read_changed, notice_of):
    project = read_changed("kiosk.xml", ("<CalendarUID>2</CalendarUID>", "<CalendarUID>77</CalendarUID>"))
    assert project.working_calendar.minutes_per_week == 2400
    assert notice_of(project, "no calendar for the project").count == 1


def test_parts_of_a_calendar_that_cannot_be_read_are_listed(read_changed, notice_of):
    project = read_changed(
        "kiosk.xml", ("<Name>Christmas</Name><Type>2</Type>", "<Name>Christmas</Name><Type>8</Type>")
    )
    notice = notice_of(project, "parts of calendars")
    assert notice.items == ("Kiosk: exception 'Christmas' repeats in a way that is not read (kind 8)",)


def test_work_weeks_replace_the_ordinary_week_for_their_period(read_changed):
    week = (
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2027-02-01T00:00:00</FromDate><ToDate>2027-02-07T23:59:00</ToDate>"
        "</TimePeriod><WeekDays><WeekDay><DayType>2</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></WorkWeek>"
        "</WorkWeeks></Calendar>\n<Calendar><UID>3</UID>"
    )
    project = read_changed("kiosk.xml", ("</Calendar>\n<Calendar><UID>3</UID>", week))
    assert date(2027, 2, 1) in {exception.from_ for exception in project.working_calendar.exceptions}
