"""What of a P6 project this version does not honour."""

from __future__ import annotations

from riskmc.io.schedule_files.xer_context import XerContext

__all__ = ["note_unhonoured"]


def note_unhonoured(context: XerContext) -> None:
    """Note resource assignments, and activities that stand still although their pause is over.

    Parameters
    ----------
    context : XerContext
        The project; its notices receive what was found.
    """
    number = context.project.text("proj_id")
    n_assignments = sum(row.text("proj_id") in ("", number) for row in context.tables.rows("TASKRSRC"))
    what = "levelling of resources is not read; what they cost is"
    context.notices.add("resources", what, count=n_assignments)
    started = [row for row in context.rows if row.text("status_code") == "TK_Active"]
    suspended = [row.label for row in started if row.text("suspend_date") and not row.text("resume_date")]
    what = "suspended activities without a date to resume go on from the data date"
    context.notices.add("progress", what, suspended)
