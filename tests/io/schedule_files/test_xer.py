"""Laws of reading Primavera P6 XER files."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from riskmc.errors import UsageError
from riskmc.model.project import Notice


def tally(notice: Notice) -> tuple[int, tuple[str, ...]]:
    return notice.count, notice.items


def test_activities_come_with_ids_names_groups_durations_and_milestones(read_fixture):
    project = read_fixture("footbridge.xer")
    rows = [(task.id, task.name, task.group, str(task.duration or ""), task.milestone) for task in project.tasks]
    assert rows == [
        ("M0", "Notice to proceed", "", "", True),
        ("C_10", "Excavate", "CIV", "5d", False),
        ("C20", "Piling", "CIV.1_1_Piles", "52.5h", False),
        ("C30", "Deck", "CIV", "10d", False),
        ("C40", "Railings", "CIV", "2d", False),
        ("C50", "Cure deck", "CIV", "7d", False),
        ("H1", "Site management", "CIV", "", False),
        ("M9", "Open to public", "", "", True),
    ]
    assert [task.side for task in project.tasks if task.milestone] == ["start", "finish"]


def test_links_come_with_type_and_lag_and_two_between_the_same_activities_both_stay(read_fixture):
    project = read_fixture("footbridge.xer")
    links = {task.id: [str(link) for link in task.after] for task in project.tasks}
    assert links == {
        "M0": [],
        "C_10": ["M0"],
        "C20": ["C_10 SS+2d"],
        "C30": ["C20", "C20 FF+1d"],
        "C40": ["C30 SS+3d", "C30 FF"],
        "C50": ["C30"],
        "H1": [],
        "M9": ["C40", "C50 FS-8h", "C_10 SF"],
    }


def test_name_start_currency_and_source_come_from_the_file(read_fixture):
    project = read_fixture("footbridge.xer")
    assert (project.name, project.start, project.currency) == ("Footbridge", datetime(2027, 1, 4), "EUR")
    assert project.status_date == datetime(2027, 1, 4)
    assert project.source is not None
    assert project.source.endswith("footbridge.xer")


def test_the_default_calendar_has_the_shifts_exceptions_and_day_length_of_the_file(read_fixture):
    calendar = read_fixture("footbridge.xer").working_calendar
    assert calendar.minutes_per_week == 2400
    assert calendar.hours_per_day == 8
    assert [(e.from_, e.to, [str(shift) for shift in e.work]) for e in calendar.exceptions] == [
        (date(2027, 1, 1), date(2027, 1, 1), []),
        (date(2027, 1, 9), date(2027, 1, 9), ["08:00-12:00"]),
    ]


def test_a_project_calendar_inherits_the_exceptions_of_its_base_calendar(read_fixture):
    calendar = read_fixture("two_projects.xer", project="ROAD").working_calendar
    assert calendar.minutes_per_week == 2700
    assert calendar.hours_per_day == 9
    assert [exception.from_ for exception in calendar.exceptions] == [
        date(2027, 1, 1),
        date(2027, 1, 9),
        date(2027, 1, 18),
    ]


def test_a_link_to_an_activity_that_is_nowhere_is_noted(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\t999\t100\t555\t", "\t999\t100\t100\t"))
    assert tally(notice_of(project, "not in the file")) == (1, ("(999) -> C 10",))


def test_of_several_projects_the_short_name_or_the_number_chooses(read_fixture, notice_of):
    by_name, by_number = (read_fixture("two_projects.xer", project=choice) for choice in ("ROAD", "200"))
    assert by_name.digest() == by_number.digest()
    assert [task.id for task in by_name.tasks] == ["A10", "A20"]
    assert notice_of(by_name, "several projects").items == ("FB",)


def test_of_several_projects_with_activities_none_is_taken_silently(read_fixture):
    with pytest.raises(UsageError, match=r"several projects hold activities; choose one of FB \(1 act.*ROAD \(2 act"):
        read_fixture("two_projects.xer")


def test_a_project_that_is_not_there_is_refused_with_the_choices(read_fixture):
    with pytest.raises(UsageError, match=r"there is no project 'BRIDGE'; choose one of FB \(1 activities\), ROAD"):
        read_fixture("two_projects.xer", project="BRIDGE")


def test_the_exported_one_of_several_projects_is_taken_and_the_others_are_named(read_changed, notice_of):
    exported = "2027-01-04 00:00\t2027-01-04 00:00\t\t"
    project = read_changed("two_projects.xer", (exported + "Y", exported + "N"))
    assert project.name == "Access road"
    assert notice_of(project, "several projects").items == ("FB",)


def test_codes_that_differ_only_in_unfit_signs_get_different_ids(read_changed):
    project = read_changed("footbridge.xer", ("\tC20\t", "\tC_10\t"), ("\tC30\t", "\tall\t"))
    assert [task.id for task in project.tasks][1:4] == ["C_10", "C_10-2", "all-2"]


def test_a_decimal_comma_is_understood(read_changed):
    assert str(read_changed("footbridge.xer", ("52.5", "52,5")).tasks[2].duration) == "52.5h"


def test_the_default_calendar_of_the_file_stands_in_where_the_project_names_none(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\tFB\t10\t", "\tFB\t\t"))
    assert project.working_calendar.minutes_per_week == 2400
    assert notice_of(project, "the project names no calendar").items == ("Office 5 days",)


def test_a_calendar_that_cannot_be_read_is_replaced_and_named(read_changed, notice_of):
    project = read_changed(
        "footbridge.xer", ("(0||CalendarData()((0||DaysOfWeek()((0||1()())(0||2()((0||0(s|08", "(0||(")
    )
    notice = notice_of(project, "'Office 5 days' (line 10, 7 activities) is not readable")
    assert "Monday to Friday 08:00-12:00 and 13:00-17:00 stands for it" in notice.what
    assert project.working_calendar.minutes_per_week == 2400


def test_rows_may_leave_out_trailing_fields_and_hold_line_breaks(read_changed):
    project = read_changed(
        "footbridge.xer", ("\tOpen to public\t", "\tOpen\r\nto public\t"), ("Deck\t80\t80\t\t\t\t\t\t", "Deck\t80\t80")
    )
    assert [task.name for task in project.tasks][-1].split() == ["Open", "to", "public"]


@pytest.mark.parametrize(
    ("encoding", "certain"), [("utf-8", True), ("utf-8-sig", True), ("utf-16", True), ("cp1252", False)]
)
def test_the_name_of_an_activity_survives_the_code_page(read_changed, encoding, certain):
    project = read_changed("footbridge.xer", ("\tDeck\t", "\tBrückendeck\t"), encoding=encoding)
    assert project.tasks[3].name == "Brückendeck"
    assert any(notice.subject == "text encoding" for notice in project.notices) is not certain


def test_cyrillic_names_are_told_by_the_euro_sign(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\tDeck\t", "\tНастил моста\t"), encoding="cp1251")
    assert project.tasks[3].name == "Настил моста"
    assert notice_of(project, "cp1251 was taken").items == ("C30 Настил моста",)
