"""Primavera P6 XER files: one project of the file becomes a schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.encoding import DecodedText, decode_xer
from riskmc.io.schedule_files.problems import check_number, refuse
from riskmc.io.schedule_files.records import Activity, NoticeBook, Schedule
from riskmc.io.schedule_files.xer_activities import read_activities, settle_spans
from riskmc.io.schedule_files.xer_calendars import read_calendars
from riskmc.io.schedule_files.xer_context import XerContext
from riskmc.io.schedule_files.xer_costs import activity_costs
from riskmc.io.schedule_files.xer_counts import compare_counts
from riskmc.io.schedule_files.xer_links import read_links
from riskmc.io.schedule_files.xer_notices import note_unhonoured
from riskmc.io.schedule_files.xer_options import read_options
from riskmc.io.schedule_files.xer_own_dates import with_causes
from riskmc.io.schedule_files.xer_project import choose_project
from riskmc.io.schedule_files.xer_resources import resource_work
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables, read_tables

__all__ = ["read_xer"]

_ESSENTIAL: Final = ("PROJECT", "CALENDAR", "PROJWBS", "SCHEDOPTIONS", "TASK", "TASKPRED")
_WANTED: Final = (*_ESSENTIAL, "TASKRSRC", "RSRC", "RSRCLEVELLIST", "PROJCOST")
_REQUIRED: Final = {
    "PROJECT": ("proj_id",),
    "TASK": ("task_id", "proj_id", "task_code", "task_name", "task_type", "status_code", "target_drtn_hr_cnt"),
    "TASKPRED": ("task_id", "pred_task_id", "pred_type", "lag_hr_cnt"),
}


def read_xer(data: bytes, file: str, project: str | None = None) -> Schedule:
    """Read one project of an XER file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    project : str, optional
        Short name or number of the project that is wanted; needed where several hold activities.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Where the file is broken or cut off, or holds no activities.
    UsageError
        Where it must be said which project is meant.
    """
    decoded = decode_xer(data)
    tables = read_tables(decoded.text, file, _WANTED)
    notices = NoticeBook()
    _check_tables(tables, notices)
    context = _context(tables, choose_project(tables, project, notices), notices)
    works = resource_work(context)
    other_calendars = {
        key: work.calendar for key, work in works.items() if work.calendar != context.calendar_key(context.by_key[key])
    }
    links = read_links(context, other_calendars)
    activities = read_activities(context, works, settle_spans(context, links.spans), links.imposed)
    if not activities:
        what = "the project holds no activities"
        raise refuse(file, what, subject=_project_name(context), line=context.project.line)
    note_unhonoured(context)
    _note_encoding(decoded, activities, notices)
    activities, stale = with_causes(activities, context)
    costs = activity_costs(context)
    activities = tuple(replace(activity, cost=costs.get(activity.key)) for activity in activities)
    return Schedule(
        file=file,
        name=_project_name(context),
        start=_start(context, activities),
        status_date=context.project.moment("last_recalc_date"),
        currency=_currency(tables),
        calendar=context.default_calendar,
        calendars=context.calendars,
        activities=activities,
        relationships=tuple(links.relationships),
        notices=notices,
        scheduling=context.options.scheduling,
        tool="Primavera P6",
        counts=compare_counts(decoded.text, context, activities, links.read),
        stale=stale,
    )


def _context(tables: XerTables, project: XerRow, notices: NoticeBook) -> XerContext:
    rows = tuple(row for row in tables.rows("TASK") if row.text("proj_id") == project.text("proj_id"))
    check_number(tables.file, len(rows))
    default_calendar, calendars = read_calendars(tables, project, notices)
    data_date = project.moment("last_recalc_date") or project.moment("plan_start_date")
    if data_date is None:
        raise refuse(
            project.file,
            "the project has neither a data date nor a planned start",
            subject="PROJECT",
            line=project.line,
            hint="give the project a planned start in P6 and export it again",
        )
    options = read_options(tables, project, notices)
    return XerContext(tables, project, rows, calendars, default_calendar, options, data_date, notices)


def _start(context: XerContext, activities: Sequence[Activity]) -> datetime:
    """Where the project began: P6 plans no unfinished work before the later of planned start and data date."""
    begin = max(context.project.moment("plan_start_date") or context.data_date, context.data_date)
    actual = [activity.actual_start for activity in activities if activity.actual_start is not None]
    is_under_way = begin == context.data_date and actual
    return min(begin, *actual) if is_under_way else begin


def _check_tables(tables: XerTables, notices: NoticeBook) -> None:
    """Refuse a file that was cut off or lacks columns."""
    last = next(reversed(tables.tables.values()), None)
    if not tables.has_end_mark:
        if last is None or last.name in _ESSENTIAL or "TASKPRED" not in tables.tables:
            where = f"in table {last.name}" if last else "at its first line"
            raise refuse(
                tables.file,
                f"the file ends {where}, without its %E line",
                line=last.rows[-1].line if last and last.rows else None,
                hint="it was cut off; export it again from P6",
            )
        what = f"the file has no end mark %E; it may be cut off in table {last.name}, behind the links"
        notices.add("file", what, count=1)
    for name, columns in _REQUIRED.items():
        table = tables.tables.get(name)
        missing = [column for column in columns if table is not None and column not in table.columns]
        if table is not None and missing:
            raise refuse(
                tables.file,
                f"the columns {', '.join(missing)} are missing",
                subject=name,
                line=table.line + 1,
                hint="export the file again from P6 as XER",
            )


def _project_name(context: XerContext) -> str:
    project = context.project
    nodes = [row for row in context.tables.rows("PROJWBS") if row.text("proj_id") == project.text("proj_id")]
    for row in nodes:
        if row.text("proj_node_flag") == "Y" and row.text("wbs_name"):
            return row.text("wbs_name")
    return project.text("proj_short_name") or project.text("proj_id")


def _currency(tables: XerTables) -> str | None:
    name = tables.header[8].strip() if len(tables.header) > 8 else ""
    return name if len(name) == 3 and name.isascii() and name.isupper() else None


def _note_encoding(decoded: DecodedText, activities: Sequence[Activity], notices: NoticeBook) -> None:
    accented = [activity.label for activity in activities if not activity.label.isascii()]
    if not decoded.is_certain:
        notices.add("text encoding", f"the file does not say its code page; {decoded.encoding} was taken", accented)
