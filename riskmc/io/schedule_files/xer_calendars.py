"""The calendars of an XER file."""

from __future__ import annotations

from riskmc.io.schedule_files.p6_calendar import CalendarTextError, parse_calendar_text, read_exceptions, read_week
from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK, STANDARD_WEEK_TEXT, WorkPattern
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables

__all__ = ["read_calendars"]

_MAX_INHERITANCE = 20


def read_calendars(tables: XerTables, project: XerRow, notices: NoticeBook) -> tuple[str, dict[str, WorkPattern]]:
    """Read the calendars, except those of resources that nothing runs on.

    A calendar that cannot be read becomes a standard week, which is noted.

    Parameters
    ----------
    tables : XerTables
        The file.
    project : XerRow
        The project that is read.
    notices : NoticeBook
        Receives what could not be read.

    Returns
    -------
    default : str
        Key of the project's default calendar.
    calendars : dict[str, WorkPattern]
        Calendars by key, the default one included.
    """
    used = {row.text("clndr_id") for row in tables.rows("TASK")} | _of_resources(tables)
    rows = {
        row.text("clndr_id"): row
        for row in tables.rows("CALENDAR")
        if row.text("clndr_type") != "CA_Rsrc" or row.text("clndr_id") in used
    }
    calendars = {}
    for key, row in rows.items():
        try:
            calendars[key] = _pattern(row, rows)
        except CalendarTextError as error:
            calendars[key] = WorkPattern(_name(row), STANDARD_WEEK)
            used_by = _n_activities(tables, project, key)
            notices.add(
                "calendars",
                f"calendar {_name(row)!r} (line {row.line}, {used_by} activities) is not readable: {error}; "
                f"{STANDARD_WEEK_TEXT} stands for it",
                [_name(row)],
            )
    return _default(rows, calendars, project, notices), calendars


def _of_resources(tables: XerTables) -> set[str]:
    """Calendars of the resources of resource-dependent activities."""
    dependent = {row.text("task_id") for row in tables.rows("TASK") if row.text("task_type") == "TT_Rsrc"}
    resources = {row.text("rsrc_id") for row in tables.rows("TASKRSRC") if row.text("task_id") in dependent}
    return {row.text("clndr_id") for row in tables.rows("RSRC") if row.text("rsrc_id") in resources}


def _pattern(row: XerRow, rows: dict[str, XerRow]) -> WorkPattern:
    """Read a calendar: its own week, and its exceptions on top of those of the calendars it is based on."""
    tree = parse_calendar_text(row.text("clndr_data"))
    exceptions = read_exceptions(tree)
    seen = {row.text("clndr_id")}
    base = row.text("base_clndr_id")
    while base in rows and base not in seen and len(seen) < _MAX_INHERITANCE:
        seen.add(base)
        exceptions = read_exceptions(parse_calendar_text(rows[base].text("clndr_data"))) | exceptions
        base = rows[base].text("base_clndr_id")
    hours = row.number("day_hr_cnt")
    pattern = WorkPattern(_name(row), read_week(tree), exceptions, hours if hours and 0 < hours <= 24 else None)
    if pattern.minutes_per_week == 0:
        raise CalendarTextError("its week has no working time")
    return pattern


def _default(rows: dict[str, XerRow], calendars: dict[str, WorkPattern], project: XerRow, notices: NoticeBook) -> str:
    key = project.text("clndr_id")
    if key in calendars:
        return key
    flagged = [key for key, row in rows.items() if row.text("default_flag") == "Y"]
    if flagged:
        what = "the project names no calendar; the default one of the file was taken"
        notices.add("calendars", what, [calendars[flagged[0]].name])
        return flagged[0]
    calendars[""] = WorkPattern("standard", STANDARD_WEEK)
    notices.add("calendars", f"the file has no calendar for the project; {STANDARD_WEEK_TEXT} was taken", count=1)
    return ""


def _name(row: XerRow) -> str:
    return row.text("clndr_name") or f"calendar {row.text('clndr_id')}"


def _n_activities(tables: XerTables, project: XerRow, key: str) -> int:
    return sum(
        row.text("clndr_id") == key and row.text("proj_id") == project.text("proj_id") for row in tables.rows("TASK")
    )
