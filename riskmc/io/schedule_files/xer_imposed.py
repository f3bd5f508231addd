"""Dates that other projects impose on activities of an XER project."""

from __future__ import annotations

from datetime import datetime

from riskmc.io.schedule_files.records import ELAPSED
from riskmc.io.schedule_files.xer_context import XerContext, whole_minutes
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.constraints import Constraint

__all__ = ["imposed_by_predecessor", "imposed_by_successor", "imposed_on_activity"]


def imposed_on_activity(row: XerRow, context: XerContext) -> list[Constraint]:
    """Return the external dates of an activity, which stand for links with projects that are not in the file.

    Parameters
    ----------
    row : XerRow
        The activity.
    context : XerContext
        Its project.

    Returns
    -------
    list of Constraint
    """
    if not context.options.heeds_other_projects:
        return []
    early, late = row.moment("external_early_start_date"), row.moment("external_late_end_date")
    imposed = [Constraint("start_no_earlier_than", early)] if early else []
    return [*imposed, Constraint("finish_no_later_than", late)] if late else imposed


def imposed_by_predecessor(link: XerRow, other: XerRow, own: XerRow, context: XerContext) -> Constraint | None:
    """Return what a predecessor in another project of the file imposes: its date, and the lag behind it.

    Parameters
    ----------
    link, other, own : XerRow
        The link, the predecessor, and the activity of the project.
    context : XerContext
        The project.

    Returns
    -------
    Constraint or None
        None where the file has no date of the predecessor.
    """
    kind = link.text("pred_type").removeprefix("PR_")
    columns = ("act_start_date", "early_start_date") if kind[:1] == "S" else ("act_end_date", "early_end_date")
    moment = next((found for column in columns if (found := other.moment(column))), None)
    if moment is None:
        return None
    when = _shifted(moment, link, other, own, context, 1)
    return Constraint("start_no_earlier_than" if kind[1:] == "S" else "finish_no_earlier_than", when)


def imposed_by_successor(link: XerRow, other: XerRow, own: XerRow, context: XerContext) -> Constraint | None:
    """Return what a successor in another project of the file imposes: its late date, less the lag.

    Parameters
    ----------
    link, other, own : XerRow
        The link, the successor, and the activity of the project.
    context : XerContext
        The project.

    Returns
    -------
    Constraint or None
        None where the successor is finished, or the file has no late date of it.
    """
    kind = link.text("pred_type").removeprefix("PR_")
    moment = other.moment("late_start_date" if kind[1:] == "S" else "late_end_date")
    if moment is None or other.text("status_code") == "TK_Complete":
        return None
    when = _shifted(moment, link, own, other, context, -1)
    return Constraint("start_no_later_than" if kind[:1] == "S" else "finish_no_later_than", when)


def _shifted(
    moment: datetime, link: XerRow, predecessor: XerRow, successor: XerRow, context: XerContext, sign: int
) -> datetime:
    """Move a date by the lag, on the calendar of the lag."""
    lag = sign * whole_minutes(link.number("lag_hr_cnt") or 0.0)
    if not lag:
        return moment
    key = {
        "predecessor": context.calendar_key(predecessor),
        "successor": context.calendar_key(successor),
        "project": context.default_calendar,
    }.get(context.lag_key, ELAPSED)
    timeline = context.timeline(key)
    return timeline.date_of(timeline.minutes_at(moment) + lag, "finish" if lag > 0 else "start")
