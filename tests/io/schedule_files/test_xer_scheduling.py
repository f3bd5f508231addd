"""Laws of reading how Primavera P6 schedules: calendars, constraints, progress, spans, options, other projects."""

from __future__ import annotations

from datetime import datetime

import pytest

from riskmc.model.constraints import Constraint
from riskmc.model.project import Project
from riskmc.model.tasks import Task

OPTIONS = "sched_calendar_on_relationship_lag\tsched_use_expect_end_flag\r\n%R\t1\t100\tY\tN\trcal_Predecessor\tY"


def task(project: Project, task_id: str) -> Task:
    return project.tasks[project.task_index[task_id]]


def with_options(columns: str, values: str) -> tuple[str, str]:
    """Give the project more scheduling options."""
    head, row = OPTIONS.split("\r\n")
    return OPTIONS, f"{head}\t{columns}\r\n{row}\t{values}"


def with_columns(*columns: str, **values: str) -> list[tuple[str, str]]:
    """Give activities, named by code as in the file, values of more columns."""
    changes = [("\tsuspend_date\r\n", "\tsuspend_date\t" + "\t".join(columns) + "\r\n")]
    rows = {
        "C20": ("Piling\t24\t40\t\t\t2027-01-13 08:00\t\t2027-01-29 17:00\t\r\n"),
        "C30": "Deck\t80\t80\t\t\t\t\t\t\r\n",
    }
    return changes + [
        (rows[code], rows[code].removesuffix("\r\n") + f"\t{value}\r\n") for code, value in values.items()
    ]


# Calendars


def test_every_activity_runs_on_the_calendar_that_it_names(read_fixture):
    project = read_fixture("footbridge.xer")
    assert project.calendar == "Office_5_days"
    assert list(project.calendars) == ["Office_5_days", "Ferry_7_days"]
    assert {t.id: t.calendar for t in project.tasks if t.calendar} == {"C50": "Ferry_7_days"}
    assert project.calendar_of(task(project, "C50")).minutes(task(project, "C50").duration) == 168 * 60


def test_calendars_of_the_same_name_keep_apart(read_changed):
    project = read_changed("footbridge.xer", ("Ferry 7 days", "Office 5 days"))
    assert list(project.calendars) == ["Office_5_days", "Office_5_days-2"]


def test_an_activity_on_a_calendar_that_is_not_in_the_file_runs_on_that_of_the_project(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\t2\t11\tTT_Task", "\t2\t99\tTT_Task"))
    assert task(project, "C50").calendar == ""
    assert notice_of(project, "calendar '99' is not in the file").items == ("C50 Cure deck",)


@pytest.mark.parametrize(
    ("option", "calendar", "lag"),
    [
        ("rcal_Predecessor", "predecessor", "C50 FS-8h"),
        ("rcal_Successor", "successor", "C50 FS-1d"),
        ("rcal_ProjDefault", "project", "C50 FS-1d"),
        ("rcal_24Hour", "24h", "C50 FS-8h"),
    ],
)
def test_lags_run_on_the_calendar_that_the_options_name(read_changed, option, calendar, lag):
    project = read_changed("footbridge.xer", ("rcal_Predecessor", option))
    assert project.scheduling.lag_calendar == calendar
    link = task(project, "M9").after[1]
    assert (str(link), link.calendar) == (lag, "")


def test_durations_and_lags_are_whole_minutes(read_changed):
    project = read_changed("footbridge.xer", ("52.5\t52.5", "52.333333\t52.5"), ("PR_SS\t16", "PR_SS\t0.008333"))
    assert str(task(project, "C20").duration) == "3140min"
    assert str(task(project, "C20").after[0]) == "C_10 SS"


# Constraints


@pytest.mark.parametrize(
    ("code", "constraint"),
    [
        ("CS_MSO", Constraint("start_on", datetime(2027, 2, 1, 8))),
        ("CS_MSOA", Constraint("start_no_earlier_than", datetime(2027, 2, 1, 8))),
        ("CS_MSOB", Constraint("start_no_later_than", datetime(2027, 2, 1, 8))),
        ("CS_MEO", Constraint("finish_on", datetime(2027, 2, 1, 8))),
        ("CS_MEOA", Constraint("finish_no_earlier_than", datetime(2027, 2, 1, 8))),
        ("CS_MEOB", Constraint("finish_no_later_than", datetime(2027, 2, 1, 8))),
        ("CS_MANDSTART", Constraint("must_start_on", datetime(2027, 2, 1, 8))),
        ("CS_MANDFIN", Constraint("must_finish_on", datetime(2027, 2, 1, 8))),
        ("CS_ALAP", Constraint("as_late_as_possible")),
    ],
)
def test_each_kind_of_constraint_comes_with_its_date(read_changed, code, constraint):
    project = read_changed("footbridge.xer", ("CS_MSOA", code))
    assert task(project, "C20").constraint == (constraint,)


def test_an_activity_has_a_second_constraint(read_changed):
    columns = with_columns("cstr_type2", "cstr_date2", C30="CS_MEOB\t2027-03-31 17:00")
    project = read_changed("footbridge.xer", *columns)
    assert task(project, "C30").constraint == (Constraint("finish_no_later_than", datetime(2027, 3, 31, 17)),)


def test_constraints_without_a_date_or_of_an_unknown_kind_are_named(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("2027-02-01 08:00\tCS_MSOA", "\tCS_MSOA"), ("CS_MEOB", "CS_NEW"))
    assert notice_of(project, "without a date").items == ("C20 Piling",)
    assert notice_of(project, "'CS_NEW' are unknown").items == ("C40 Railings",)


def test_the_project_must_finish_by_its_date(read_fixture):
    assert read_fixture("footbridge.xer").scheduling.must_finish_by == datetime(2027, 4, 30)
    assert read_fixture("footbridge_update.xer").scheduling.must_finish_by is None


def test_constraints_of_finished_activities_concern_nobody(read_fixture):
    project = read_fixture("footbridge_update.xer")
    assert task(project, "C10").constraint == ()
    assert [count.reason for count in project.origin.counts if count.what == "constraints"] == [
        "those of finished activities hold nothing any more"
    ]


# Options


def test_the_scheduling_options_come_through(read_changed):
    more = with_options(
        "sched_float_type\tsched_open_critical_flag\tsched_lag_early_start_flag", "FT_Min\tY\tN"
    )  # fmt: skip
    scheduling = read_changed("footbridge_update.xer", more).scheduling
    assert (scheduling.total_float, scheduling.open_ends, scheduling.start_lag_from) == (
        "smallest",
        "task",
        "actual_start",
    )


def test_without_options_the_defaults_of_p6_hold_and_are_named(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("%T\tSCHEDOPTIONS", "%T\tOLDOPTIONS"))
    scheduling = project.scheduling
    assert (scheduling.progress, scheduling.lag_calendar, scheduling.total_float, scheduling.start_lag_from) == (
        "retained_logic",
        "predecessor",
        "finish",
        "early_start",
    )
    assert notice_of(project, "no scheduling options").count == 1


@pytest.mark.parametrize(
    ("flags", "progress"),
    [("Y\tN", "retained_logic"), ("N\tY", "progress_override"), ("N\tN", "actual_dates")],
)
def test_the_rule_for_work_out_of_sequence_comes_from_the_options(read_changed, flags, progress):
    project = read_changed("footbridge_update.xer", ("100\tY\tN\trcal", f"100\t{flags}\trcal"))
    assert project.scheduling.progress == progress


def test_unknown_options_are_named(read_changed, notice_of):
    more = with_options("sched_float_type", "FT_New")
    project = read_changed("footbridge.xer", more, ("rcal_Predecessor", "rcal_Moon"))
    assert notice_of(project, "lag calendar 'rcal_Moon' is unknown").count == 1
    assert notice_of(project, "float type 'FT_New' is unknown").count == 1


# Progress


def test_a_project_under_way_began_with_its_first_activity(read_fixture):
    project = read_fixture("footbridge_update.xer")
    assert (project.start, project.status_date) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 18, 8))


def test_without_progress_work_starts_at_the_later_of_planned_start_and_data_date(read_changed):
    later = read_changed("footbridge.xer", ("2027-01-04 00:00\t2027-01-04 00:00", "2027-02-01 00:00\t2027-01-04 00:00"))
    earlier = read_changed("footbridge.xer", ("2027-01-04 00:00\t2027-01-04 00:00", "\t2027-01-04 00:00"))
    assert (later.start, earlier.start) == (datetime(2027, 2, 1), datetime(2027, 1, 4))


def test_finished_activities_are_facts(read_fixture):
    done = task(read_fixture("footbridge_update.xer"), "C10")
    assert (done.actual_start, done.actual_finish) == (datetime(2027, 1, 4, 8), datetime(2027, 1, 15, 17))
    assert (str(done.duration), done.remaining) == ("5d", None)


def test_of_a_started_activity_only_the_remaining_duration_is_left(read_fixture):
    started = task(read_fixture("footbridge_update.xer"), "C20")
    assert (started.actual_start, started.actual_finish) == (datetime(2027, 1, 13, 8), None)
    assert (str(started.duration), str(started.remaining)) == ("5d", "3d")


def test_lags_stay_as_the_file_has_them_whatever_the_progress(read_fixture):
    project = read_fixture("footbridge_update.xer")
    assert {t.id: [str(link) for link in t.after] for t in project.tasks} == {
        "M0": [],
        "C10": ["M0"],
        "C20": ["C10 SS+2d"],
        "C30": ["C10 FS+5d", "C20"],
        "C40": ["C20 SS+5d"],
        "C50": ["C30 FS+1d", "C40 FS-1d"],
    }


def test_a_suspended_activity_rests_until_it_is_resumed(read_changed, notice_of):
    resumed = read_changed("footbridge_update.xer", *with_columns("resume_date", C20="2027-01-25 08:00"),
                           ("2027-01-29 17:00\t", "2027-01-29 17:00\t2027-01-15 17:00"))  # fmt: skip
    piling = task(resumed, "C20")
    assert (piling.suspended, piling.resume) == (datetime(2027, 1, 15, 17), datetime(2027, 1, 25, 8))
    still = read_changed("footbridge_update.xer", ("2027-01-29 17:00\t", "2027-01-29 17:00\t2027-01-15 17:00"))
    assert notice_of(still, "without a date to resume").items == ("C20 Piling",)


def test_expected_finish_dates_hold_only_where_the_options_use_them(read_fixture, read_changed):
    expected = task(read_fixture("footbridge_update.xer"), "C20").expected_finish
    unused = read_changed("footbridge_update.xer", ("rcal_Predecessor\tY", "rcal_Predecessor\tN"))
    assert (expected, task(unused, "C20").expected_finish) == (datetime(2027, 1, 29, 17), None)


def test_progress_without_an_actual_date_is_dated_at_the_data_date(read_changed, notice_of):
    project = read_changed(
        "footbridge_update.xer",
        ("\t2027-01-13 08:00\t", "\t\t"),
        ("2027-01-04 08:00\t2027-01-15 17:00", "2027-01-04 08:00\t"),
    )
    assert task(project, "C20").actual_start == datetime(2027, 1, 18, 8)
    assert task(project, "C10").actual_finish == datetime(2027, 1, 4, 8)
    assert notice_of(project, "without an actual date").items == ("C10 Excavate", "C20 Piling")


def test_actual_dates_that_contradict_each_other_are_named(read_changed, notice_of):
    project = read_changed(
        "footbridge_update.xer", ("2027-01-04 08:00\t2027-01-15 17:00", "2027-01-16 08:00\t2027-01-15 17:00")
    )
    assert task(project, "C10").actual_start == datetime(2027, 1, 15, 17)
    assert notice_of(project, "after their actual finish").items == ("C10 Excavate",)


# Level of effort and WBS summary


def spans(project: Project, task_id: str) -> tuple[list[str], list[str]]:
    span = task(project, task_id).span
    assert span is not None
    return [str(link) for link in span.from_], [str(link) for link in span.to]


def test_a_level_of_effort_reaches_from_its_predecessors_to_its_successors(read_fixture):
    assert spans(read_fixture("footbridge.xer"), "H1") == (["M0 SS"], ["M9 FF"])


@pytest.mark.parametrize(
    ("kind", "lag", "ends"),
    [
        ("PR_SS", "8", (["M0 SS", "M9 SS-1d"], ["M0 SF", "M9 SF-1d"])),
        ("PR_FS", "8", (["M0 SS"], ["M9 SF-1d"])),
        ("PR_FF", "-8", (["M0 SS"], ["M9 FF+1d"])),
        ("PR_SF", "0", (["M0 SS", "M9"], ["M0 SF", "M9 FF"])),
    ],
)
def test_a_link_to_a_successor_gives_the_level_of_effort_its_start_or_its_finish(read_changed, kind, lag, ends):
    project = read_changed("footbridge.xer", ("8\t7\t100\t100\tPR_FF\t0", f"8\t7\t100\t100\t{kind}\t{lag}"))
    assert spans(project, "H1") == ends


def test_a_level_of_effort_with_links_on_one_side_only_is_named(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("8\t7\t100\t100\tPR_FF\t0\r\n", "8\t5\t100\t100\tPR_FF\t0\r\n"))
    assert spans(project, "H1") == (["M0 SS"], ["M0 SF"])
    assert notice_of(project, "on one side only").items == ("H1 Site management",)


def test_a_level_of_effort_without_links_is_left_out_by_name(read_changed, notice_of):
    project = read_changed(
        "footbridge.xer", ("8\t7\t100\t100\tPR_FF\t0", "8\t5\t100\t100\tPR_FF\t0"), ("%R\t11\t7\t1\t", "%R\t11\t8\t1\t")
    )
    assert "H1" not in project.task_index
    assert notice_of(project, "without links are left out").items == ("H1 Site management",)
    counted = {count.what: (count.in_file, count.read) for count in project.origin.counts}
    assert counted["level of effort activities"] == (1, 0)


def test_levels_of_effort_that_only_reach_to_one_without_links_go_with_it(read_changed, notice_of):
    """H1 begins with C50, which is a level of effort now and has no other links that date it."""
    project = read_changed(
        "footbridge.xer",
        ("\t11\tTT_Task", "\t11\tTT_LOE"),
        ("%R\t7\t6\t4\t", "%R\t7\t8\t4\t"),
        ("%R\t9\t8\t6\t100\t100\tPR_FS\t-8", "%R\t9\t7\t6\t100\t100\tPR_SS\t0"),
        ("%R\t11\t7\t1\t", "%R\t11\t8\t1\t"),
        ("%R\t12\t8\t7\t", "%R\t12\t8\t5\t"),
    )
    assert notice_of(project, "without links are left out").items == ("C50 Cure deck", "H1 Site management")


def test_a_level_of_effort_may_follow_another(read_changed):
    project = read_changed("footbridge.xer", ("\t11\tTT_Task", "\t11\tTT_LOE"), ("%R\t11\t7\t1\t", "%R\t11\t7\t6\t"))
    assert spans(project, "H1") == (["C50 SS"], ["M9 FF"])
    assert spans(project, "C50") == (["C30"], ["M9 SF+8h"])


def test_a_finished_level_of_effort_is_a_fact(read_changed, notice_of):
    project = read_changed(
        "footbridge.xer",
        ("TT_LOE\tTK_NotStart", "TT_LOE\tTK_Complete"),
        ("Site management\t0\t0\t\t\t\t\t", "Site management\t0\t0\t\t\t2027-01-04 08:00\t2027-01-04 17:00\t"),
    )
    done = task(project, "H1")
    assert (done.span, done.actual_finish) == (None, datetime(2027, 1, 4, 17))
    assert notice_of(project, "links of finished levels of effort").count == 2


def test_a_wbs_summary_covers_the_open_activities_below_its_node(read_changed):
    project = read_changed("footbridge.xer", ("TT_LOE", "TT_WBS"))
    span = task(project, "H1").span
    assert span is not None
    assert span.over == ("C_10", "C20", "C30", "C40", "C50")


def test_a_wbs_summary_without_open_activities_is_left_out_by_name(read_changed, notice_of):
    project = read_changed("footbridge.xer", ("\t2\t10\tTT_LOE", "\t7\t10\tTT_WBS"))
    assert notice_of(project, "without open activities").items == ("H1 Site management",)
    assert notice_of(project, "links of WBS summary").items == ("M0 -> H1", "H1 -> M9")


# Resource-dependent work

RESOURCES = (
    "%T\tRSRC\r\n%F\trsrc_id\tclndr_id\trsrc_type\r\n%R\t71\t11\tRT_Labor\r\n%R\t72\t10\tRT_Equip\r\n"
    "%R\t73\t11\tRT_Mat\r\n"
)  # fmt: skip


def with_resources(*assignments: str) -> list[tuple[str, str]]:
    """Make the deck resource dependent, and give it assignments: resource, remaining hours, hours an hour, lag."""
    columns = "taskrsrc_id\ttask_id\tproj_id\trsrc_id\tremain_qty\tremain_qty_per_hr\trelag_drtn_hr_cnt"
    rows = "".join(f"%R\t{number}\t4\t100\t{row}\r\n" for number, row in enumerate(assignments))
    return [
        ("TT_Task\tTK_NotStart\tC30", "TT_Rsrc\tTK_NotStart\tC30"),
        ("%F\ttaskrsrc_id\ttask_id\tproj_id\r\n%R\t1\t2\t100\r\n%R\t2\t4\t100\r\n", f"%F\t{columns}\r\n{rows}"),
        ("%E", f"{RESOURCES}%E"),
    ]


def test_resource_dependent_work_is_done_when_its_resource_works(read_changed):
    project = read_changed("footbridge.xer", *with_resources("71\t96\t2\t0"))
    deck = task(project, "C30")
    assert (deck.calendar, str(deck.duration)) == ("Ferry_7_days", "2d")
    assert deck.float_calendar == "Office_5_days"


def test_the_lag_of_an_assignment_counts(read_changed):
    project = read_changed("footbridge.xer", *with_resources("71\t96\t2\t24"))
    assert str(task(project, "C30").duration) == "3d"


def test_of_several_resources_the_one_that_needs_longest_counts_and_is_named(read_changed, notice_of):
    """30 hours of an office week of 40 are longer than 48 of a week of 168."""
    project = read_changed("footbridge.xer", *with_resources("71\t96\t2\t0", "72\t30\t1\t0"))
    deck = task(project, "C30")
    assert (deck.calendar, deck.float_calendar, str(deck.duration)) == ("", "", "30h")
    assert notice_of(project, "resources on several calendars").items == ("C30 Deck",)


@pytest.mark.parametrize("assignment", ["73\t96\t2\t0", "71\t96\t0\t0", "71\t96\t0.0000001\t0"])
def test_resources_that_do_not_work_by_the_hour_leave_the_duration_alone(read_changed, assignment):
    deck = task(read_changed("footbridge.xer", *with_resources(assignment)), "C30")
    assert (deck.calendar, str(deck.duration)) == ("", "10d")


def test_lags_run_on_the_calendar_of_the_activity_even_where_its_resource_works_otherwise(read_changed):
    project = read_changed("footbridge.xer", *with_resources("71\t96\t2\t0"))
    link = task(project, "C40").after[0]
    assert (str(link), link.calendar) == ("C30 SS+3d", "Office_5_days")


# Other projects

FINISHED = "early_start_date\tearly_end_date\tlate_start_date\tlate_end_date"


def with_dates(before: str, dates: str) -> list[tuple[str, str]]:
    """Give the only activity of the project FB dates."""
    return [
        ("\tsuspend_date\r\n", f"\tsuspend_date\t{FINISHED}\r\n"),
        (f"{before}\r\n", f"{before}\t{dates}\r\n"),
    ]


DIG = "A10\tDig\t40\t40\t\t\t\t\t\t"
DIG_DATES = "2027-02-08 08:00\t2027-02-12 17:00\t2027-02-15 08:00\t2027-02-19 17:00"


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("PR_FS\t0", Constraint("start_no_earlier_than", datetime(2027, 2, 12, 17))),
        ("PR_FS\t8", Constraint("start_no_earlier_than", datetime(2027, 2, 15, 17))),
        ("PR_FS\t-8", Constraint("start_no_earlier_than", datetime(2027, 2, 12, 8))),
        ("PR_SS\t0", Constraint("start_no_earlier_than", datetime(2027, 2, 8, 8))),
        ("PR_FF\t0", Constraint("finish_no_earlier_than", datetime(2027, 2, 12, 17))),
        ("PR_SF\t0", Constraint("finish_no_earlier_than", datetime(2027, 2, 8, 8))),
    ],
)
def test_a_predecessor_in_another_project_holds_at_the_dates_of_the_file(read_changed, notice_of, kind, constraint):
    changes = [*with_dates(DIG, DIG_DATES), ("%R\t2\t2\t1\t200\t100\tPR_FS\t0", f"%R\t2\t2\t1\t200\t100\t{kind}")]
    project = read_changed("two_projects.xer", *changes, project="ROAD")
    assert task(project, "A10").constraint == (constraint,)
    assert notice_of(project, "of other projects hold").items == ("A10 -> A10",)


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [
        ("PR_FS\t0", Constraint("finish_no_later_than", datetime(2027, 2, 15, 8))),
        ("PR_FS\t8", Constraint("finish_no_later_than", datetime(2027, 2, 12, 8))),
        ("PR_SS\t0", Constraint("start_no_later_than", datetime(2027, 2, 15, 8))),
        ("PR_FF\t0", Constraint("finish_no_later_than", datetime(2027, 2, 19, 17))),
    ],
)
def test_a_successor_in_another_project_holds_at_the_late_dates_of_the_file(read_changed, kind, constraint):
    changes = [*with_dates(DIG, DIG_DATES), ("%R\t2\t2\t1\t200\t100\tPR_FS\t0", f"%R\t2\t1\t3\t100\t200\t{kind}")]
    changes.append(("\t12\tTT_Task\tTK_NotStart\tA20", "\t10\tTT_Task\tTK_NotStart\tA20"))
    project = read_changed("two_projects.xer", *changes, project="ROAD")
    assert task(project, "A20").constraint == (constraint,)


def test_links_with_other_projects_do_not_hold_where_the_options_say_so(read_changed, notice_of):
    options = "%T\tSCHEDOPTIONS\r\n%F\tproj_id\tsched_outer_depend_type\r\n%R\t200\tSD_None\r\n%T\tPROJWBS"
    changes = [*with_dates(DIG, DIG_DATES), ("%T\tPROJWBS", options)]
    project = read_changed("two_projects.xer", *changes, project="ROAD")
    assert task(project, "A10").constraint == ()
    assert notice_of(project, "do not hold: the scheduling options say so").items == ("A10 -> A10",)


def test_external_dates_hold_as_constraints_and_the_stricter_of_two_counts(read_changed):
    external = with_columns(
        "external_early_start_date", "external_late_end_date", C30="2027-02-20 08:00\t2027-03-31 17:00"
    )
    project = read_changed("footbridge.xer", *external)
    assert task(project, "C30").constraint == (
        Constraint("start_no_earlier_than", datetime(2027, 2, 20, 8)),
        Constraint("finish_no_later_than", datetime(2027, 3, 31, 17)),
    )
    later = read_changed(
        "footbridge.xer", *external, ("Deck\t80\t80\t\t\t", "Deck\t80\t80\t2027-02-22 08:00\tCS_MSOA\t")
    )
    assert task(later, "C30").constraint[0].when == datetime(2027, 2, 22, 8)


def test_started_work_does_not_go_on_before_its_external_date(read_changed):
    project = read_changed("footbridge_update.xer", *with_columns("external_early_start_date", C20="2027-02-20 08:00"))
    assert (task(project, "C20").resume, task(project, "C20").constraint) == (datetime(2027, 2, 20, 8), ())


def test_external_dates_beside_two_constraints_are_named(read_changed, notice_of):
    columns = ("cstr_type2", "cstr_date2", "external_late_end_date")
    values = "CS_MSOA\t2027-02-01 08:00\t2027-03-31 17:00"
    changes = [*with_columns(*columns, C30=values), ("Deck\t80\t80\t\t\t", "Deck\t80\t80\t2027-03-01 17:00\tCS_MEO\t")]
    project = read_changed("footbridge.xer", *changes)
    assert [c.kind for c in task(project, "C30").constraint] == ["start_no_earlier_than", "finish_on"]
    assert notice_of(project, "beside two constraints").items == ("C30 Deck (finish_no_later_than 2027-03-31 17:00)",)


# What the file says of itself


def test_every_activity_link_lag_calendar_and_constraint_is_counted_in_the_raw_file(read_fixture):
    counts = {count.what: (count.in_file, count.read) for count in read_fixture("footbridge.xer").origin.counts}
    assert counts == {
        "activities": (8, 8),
        "task-dependent activities": (5, 5),
        "start milestones": (1, 1),
        "finish milestones": (1, 1),
        "level of effort activities": (1, 1),
        "links FS": (6, 5),
        "links SS": (3, 3),
        "links FF": (3, 3),
        "links SF": (1, 1),
        "lags": (4, 4),
        "calendars of activities": (2, 2),
        "constraints": (2, 2),
    }


def test_a_count_that_differs_has_its_reason(read_fixture):
    reasons = {count.what: count.reason for count in read_fixture("footbridge.xer").origin.counts}
    assert reasons["links FS"] == "links with activities of projects that are not in the file are not honoured"
    assert reasons["lags"] == ""


def test_the_dates_of_the_file_are_kept_beside_the_plan(read_changed):
    columns = ("restart_date", "reend_date", "late_start_date", "late_end_date", "total_float_hr_cnt")
    dates = "2027-02-01 08:00\t2027-02-12 17:00\t2027-02-03 08:00\t2027-02-16 17:00\t-16.5"
    origin = read_changed("footbridge.xer", *with_columns(*columns, C30=dates)).origin
    own = origin.own["C30"]
    assert (own.start, own.finish) == (datetime(2027, 2, 1, 8), datetime(2027, 2, 12, 17))
    assert (own.late_start, own.late_finish) == (datetime(2027, 2, 3, 8), datetime(2027, 2, 16, 17))
    assert (own.total_float, own.cause) == (-990, "")
    assert (origin.tool, origin.stale) == ("Primavera P6", "")


def test_a_file_without_early_dates_was_never_scheduled(read_fixture):
    assert (
        read_fixture("footbridge.xer").origin.stale == "the file has no early dates: P6 has not scheduled the project"
    )


def test_work_that_is_planned_before_the_data_date_was_not_scheduled_since(read_changed):
    dates = with_columns("early_start_date", "early_end_date", C30="2027-01-05 08:00\t2027-01-18 17:00")
    origin = read_changed("footbridge_update.xer", *dates).origin
    assert origin.stale == "1 activity is planned before the data date: P6 has not scheduled since it was moved"
    assert origin.own["C30"].cause.startswith("planned before the data date")


@pytest.mark.parametrize(("version", "link"), [("6.0.0", "C_10 SF+1min"), ("7.0", "C_10 SF"), ("", "C_10 SF")])
def test_links_from_start_to_finish_last_a_minute_more_in_old_versions(read_changed, version, link):
    project = read_changed("footbridge.xer", ("ERMHDR\t20.12", f"ERMHDR\t{version}"))
    assert str(task(project, "M9").after[-1]) == link
    assert any("a minute more" in notice.what for notice in project.notices) is (version == "6.0.0")


def test_the_early_date_is_shown_where_a_later_edit_moved_the_planned_one(read_changed):
    columns = ("early_start_date", "restart_date", "early_end_date", "reend_date")
    dates = "2027-02-01 08:00\t2027-02-01 07:00\t2027-02-12 17:00\t2027-02-15 17:00"
    own = read_changed("footbridge.xer", *with_columns(*columns, C30=dates)).origin.own["C30"]
    assert (own.start, own.finish) == (datetime(2027, 2, 1, 8), datetime(2027, 2, 12, 17))


def test_the_planned_date_is_shown_where_only_it_lies_in_working_time(read_changed):
    columns = ("early_start_date", "restart_date")
    own = read_changed("footbridge.xer", *with_columns(*columns, C30="2027-02-01 00:00\t2027-02-01 08:00")).origin.own[
        "C30"
    ]
    assert own.start == datetime(2027, 2, 1, 8)


def with_levelling(*spans: str) -> list[tuple[str, str]]:
    """Let P6 level one resource, which works on the excavation, the piling and the deck at the times given."""
    columns = "taskrsrc_id\ttask_id\tproj_id\trsrc_id\trestart_date\treend_date"
    rows = "".join(f"%R\t{key}\t{key}\t100\t71\t{span}\r\n" for key, span in enumerate(spans, start=2))
    return [
        with_options("level_all_rsrc_flag", "N"),
        ("%F\ttaskrsrc_id\ttask_id\tproj_id\r\n%R\t1\t2\t100\r\n%R\t2\t4\t100\r\n", f"%F\t{columns}\r\n{rows}"),
        ("%E", "%T\tRSRCLEVELLIST\r\n%F\tschedoptions_id\trsrc_id\r\n%R\t1\t71\r\n"
               "%T\tRSRC\r\n%F\trsrc_id\trsrc_short_name\r\n%R\t71\tCRANE\r\n%E"),
    ]  # fmt: skip


DIG_SPAN, PILE_SPAN = "2027-01-04 08:00\t2027-01-08 17:00", "2027-01-11 08:00\t2027-01-15 17:00"


def test_activities_that_share_a_levelled_resource_one_after_the_other_may_wait_for_it(read_changed):
    own = read_changed("footbridge.xer", *with_levelling(DIG_SPAN, PILE_SPAN)).origin.own
    assert {key for key, dates in own.items() if dates.cause == "levelled by resources: it may wait for CRANE"} == {
        "C_10",
        "C20",
    }


@pytest.mark.parametrize("spans", [(DIG_SPAN, DIG_SPAN), (DIG_SPAN, "\t"), (DIG_SPAN,)])
def test_a_resource_that_works_on_two_at_a_time_was_not_levelled(read_changed, spans):
    own = read_changed("footbridge.xer", *with_levelling(*spans)).origin.own
    assert not any("levelled" in dates.cause for dates in own.values())


def test_without_a_list_of_resources_nothing_says_that_p6_levelled(read_changed):
    levelling = with_levelling(DIG_SPAN, PILE_SPAN)
    levelling[0] = with_options("level_all_rsrc_flag", "Y")
    own = read_changed("footbridge.xer", *levelling).origin.own
    assert not any(dates.cause for dates in own.values())
