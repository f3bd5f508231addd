"""What of a P6 project this version does not honour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables

__all__ = ["note_unhonoured"]

_CONSTRAINTS: Final = {
    "CS_ALAP": "as late as possible",
    "CS_MEO": "finish on",
    "CS_MEOA": "finish on or after",
    "CS_MEOB": "finish on or before",
    "CS_MSO": "start on",
    "CS_MSOA": "start on or after",
    "CS_MSOB": "start on or before",
    "CS_MANDFIN": "mandatory finish",
    "CS_MANDSTART": "mandatory start",
}
_DATES: Final = {
    "suspend_date": "the pause of suspended activities is not honoured",
    "external_early_start_date": "the early start that another project imposes is not honoured",
    "external_late_end_date": "the late finish that another project imposes is not honoured",
}


def note_unhonoured(tables: XerTables, project: XerRow, rows: Sequence[XerRow], notices: NoticeBook) -> None:
    """Note constraints, imposed dates, resources and scheduling options.

    Parameters
    ----------
    tables : XerTables
        The file.
    project : XerRow
        The project that is read.
    rows : sequence of XerRow
        The activities that are in the network.
    notices : NoticeBook
        Receives the notices.
    """
    open_rows = [row for row in rows if row.text("status_code") != "TK_Complete"]
    _note_constraints(open_rows, notices)
    if project.text("plan_end_date"):
        what = f"the project's date 'must finish by' {project.text('plan_end_date')} is not honoured"
        notices.add("constraints", what, count=1)
    for column, sentence in _DATES.items():
        notices.add("imposed dates", sentence, [row.label for row in open_rows if row.text(column)])
    options = [row for row in tables.rows("SCHEDOPTIONS") if row.text("proj_id") == project.text("proj_id")]
    if not options or options[0].text("sched_use_expect_end_flag") != "N":
        notices.add(
            "imposed dates",
            "expected finish dates are not honoured; the remaining duration counts",
            [f"{row.label} ({row.text('expect_end_date')})" for row in open_rows if row.text("expect_end_date")],
        )
    notices.add(
        "resources",
        "resource-dependent activities run on the calendar of the activity, not on those of their resources",
        [row.label for row in open_rows if row.text("task_type") == "TT_Rsrc"],
    )
    n_assignments = sum(row.text("proj_id") in ("", project.text("proj_id")) for row in tables.rows("TASKRSRC"))
    notices.add("resources", "resource assignments, their costs and levelling are not read", count=n_assignments)
    if options and any(row.text("status_code") == "TK_Active" for row in rows):
        _note_progress_mode(options[0], notices)


def _note_constraints(rows: Sequence[XerRow], notices: NoticeBook) -> None:
    found: dict[str, list[str]] = {}
    for row in rows:
        for column, date_column in (("cstr_type", "cstr_date"), ("cstr_type2", "cstr_date2")):
            kind = row.text(column)
            if kind:
                when = row.text(date_column)
                found.setdefault(kind, []).append(f"{row.label} ({when})" if when else row.label)
    for kind, items in found.items():
        notices.add("constraints", f"constraints '{_CONSTRAINTS.get(kind, kind)}' are not yet honoured", items)


def _note_progress_mode(options: XerRow, notices: NoticeBook) -> None:
    if options.text("sched_retained_logic") == "N":
        mode = "progress override" if options.text("sched_progress_override") == "Y" else "actual dates"
        what = f"P6 schedules this project by {mode}; here started work waits for its predecessors"
        notices.add("progress", what, count=1)
