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
        ("C50", "Cure deck", "CIV", "5d", False),
        ("M9", "Open to public", "", "", True),
    ]


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
        "M9": ["C40", "C50 FS-114min", "C_10 SF"],
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


def test_work_on_another_calendar_takes_as_many_weeks_and_is_named(read_fixture, notice_of):
    project = read_fixture("footbridge.xer")
    curing = project.tasks[project.task_index["C50"]]
    assert str(curing.duration) == "5d"
    assert tally(notice_of(project, "'Ferry 7 days' is not yet honoured")) == (1, ("C50 Cure deck",))
    assert tally(notice_of(project, "lags on other calendars")) == (1, ("C50 -> M9",))


def test_elapsed_lags_run_by_the_clock(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("rcal_Predecessor", "rcal_24Hour"), ("PR_SS\t16", "PR_SS\t168"))
    assert str(project.tasks[2].after[0]) == "C_10 SS+5d"
    assert notice_of(project, "elapsed lags").count == 4


@pytest.mark.parametrize(
    ("words", "count", "item"),
    [
        ("level of effort activities follow", 1, "H1 Site management"),
        ("links of level-of-effort", 2, "M0 -> H1"),
        ("links with activities of other projects", 1, "(999) -> C 10"),
        ("'start on or after'", 1, "C20 Piling (2027-02-01 08:00)"),
        ("'finish on or before'", 1, "C40 Railings (2027-03-01 17:00)"),
        ("resource assignments", 2, None),
        ("made fit for ids", 1, "'C 10' -> C_10"),
        ("must finish by", 1, None),
    ],
)
def test_what_is_not_honoured_is_listed_with_counts_and_items(read_fixture, notice_of, words, count, item):
    notice = notice_of(read_fixture("footbridge.xer"), words)
    assert notice.count == count
    assert notice.items == (() if item is None else notice.items)
    assert item is None or item in notice.items


def test_every_activity_and_link_of_the_file_is_read_or_noted(read_fixture, notice_of):
    project = read_fixture("footbridge.xer")
    n_links = sum(len(task.after) for task in project.tasks)
    left = [notice for notice in project.notices if notice.subject == "links"]
    assert len(project.tasks) + notice_of(project, "level of effort activities").count == 8
    assert n_links + sum(notice.count for notice in left) == 13


def test_a_link_to_an_activity_that_is_nowhere_is_noted(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\t999\t100\t555\t", "\t999\t100\t100\t"))
    assert tally(notice_of(project, "not in the file")) == (1, ("(999) -> C 10",))


def test_unfinished_work_starts_at_the_data_date(read_fixture):
    project = read_fixture("footbridge_update.xer")
    assert project.start == project.status_date == datetime(2027, 1, 18, 8)


def test_progress_leaves_the_remaining_durations(read_fixture, notice_of):
    project = read_fixture("footbridge_update.xer")
    assert [str(task.duration or "") for task in project.tasks] == ["", "0d", "3d", "10d", "2d", "1d"]
    assert tally(notice_of(project, "finished activities")) == (2, ("M0 Notice to proceed", "C10 Excavate"))
    assert tally(notice_of(project, "in progress")) == (1, ("C20 Piling",))


def test_a_lag_that_began_before_the_data_date_keeps_what_is_left_of_it(read_fixture, notice_of):
    """C20 started on Wednesday 13 January at 08:00, three working days before the data date."""
    project = read_fixture("footbridge_update.xer")
    links = {task.id: [str(link) for link in task.after] for task in project.tasks}
    assert links["C20"] == ["C10 SS"]
    assert links["C40"] == ["C20 SS+2d"]
    assert links["C30"] == ["C10 FS+5d", "C20"]
    assert links["C50"] == ["C30 FS+1d", "C40 FS-1d"]
    assert tally(notice_of(project, "keep what is left")) == (2, ("C10 -> C20", "C20 -> C40"))


def test_constraints_of_finished_activities_concern_nobody(read_fixture):
    assert not [notice for notice in read_fixture("footbridge_update.xer").notices if notice.subject == "constraints"]


def test_expected_finish_dates_are_listed_only_where_p6_uses_them(read_fixture, read_changed, notice_of):
    assert notice_of(read_fixture("footbridge_update.xer"), "expected finish").count == 1
    project = read_changed("footbridge_update.xer", ("rcal_Predecessor\tY", "rcal_Predecessor\tN"))
    assert not [notice for notice in project.notices if "expected finish" in notice.what]


def test_progress_override_is_named_as_not_honoured(read_changed, notice_of):
    project = read_changed("footbridge_update.xer", ("%R\t1\t100\tY\tN\trcal", "%R\t1\t100\tN\tY\trcal"))
    assert notice_of(project, "by progress override").count == 1


def test_without_progress_work_starts_at_the_later_of_planned_start_and_data_date(read_changed):
    later = read_changed("footbridge.xer", ("2027-01-04 00:00\t2027-01-04 00:00", "2027-02-01 00:00\t2027-01-04 00:00"))
    earlier = read_changed("footbridge.xer", ("2027-01-04 00:00\t2027-01-04 00:00", "\t2027-01-04 00:00"))
    assert (later.start, earlier.start) == (datetime(2027, 2, 1), datetime(2027, 1, 4))


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


def test_links_between_projects_are_noted(read_fixture, notice_of):
    project = read_fixture("two_projects.xer", project="ROAD")
    assert notice_of(project, "links with activities of other projects").items == ("A10 -> A10",)


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
