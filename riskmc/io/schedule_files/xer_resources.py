"""Resource-dependent activities of an XER file, which are worked when their resources work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from riskmc.io.schedule_files.work_pattern import WorkPattern
from riskmc.io.schedule_files.xer_context import XerContext
from riskmc.io.schedule_files.xer_tables import XerRow

__all__ = ["ResourceWork", "resource_work"]

_WORKS_BY_TIME: Final = ("RT_Labor", "RT_Equip")
_LEAST_PACE: Final = 1e-5
"""Hours of work an hour; P6 writes tiny amounts where it shows none."""


class ResourceWork(NamedTuple):
    """What is left of a resource-dependent activity.

    Attributes
    ----------
    calendar : str
        Key of the calendar of the resource that needs longest.
    minutes : float
        Working minutes of that calendar.
    """

    calendar: str
    minutes: float


def resource_work(context: XerContext) -> dict[str, ResourceWork]:
    """Find the calendar and the remaining work of resource-dependent activities.

    Where several resources work on one on different calendars, the one that needs most weeks counts, which is noted.

    Parameters
    ----------
    context : XerContext
        The project.

    Returns
    -------
    dict[str, ResourceWork]
        By the key of the activity; those without resources that work by the hour are absent.
    """
    wanted = {
        row.text("task_id"): row
        for row in context.rows
        if row.text("task_type") == "TT_Rsrc" and row.text("status_code") != "TK_Complete"
    }
    resources = {row.text("rsrc_id"): row for row in context.tables.rows("RSRC")}
    runs: dict[str, list[ResourceWork]] = {}
    for assignment in context.tables.rows("TASKRSRC"):
        activity = wanted.get(assignment.text("task_id"))
        resource = resources.get(assignment.text("rsrc_id"))
        if activity is not None and resource is not None and resource.text("clndr_id") in context.calendars:
            runs.setdefault(assignment.text("task_id"), []).extend(_run(assignment, resource))
    found = {key: max(items, key=lambda item: _weeks(item, context.calendars)) for key, items in runs.items() if items}
    several = [wanted[key].label for key in found if len({run.calendar for run in runs[key]}) > 1]
    what = "resource-dependent activities have resources on several calendars; the one that needs longest counts"
    context.notices.add("resources", what, several)
    return found


def _run(assignment: XerRow, resource: XerRow) -> list[ResourceWork]:
    """Lag and work of one assignment, or nothing where it takes no time."""
    pace = assignment.number("remain_qty_per_hr") or 0.0
    if resource.text("rsrc_type") not in _WORKS_BY_TIME or pace < _LEAST_PACE:
        return []
    hours = (assignment.number("remain_qty") or 0.0) / pace + (assignment.number("relag_drtn_hr_cnt") or 0.0)
    return [ResourceWork(resource.text("clndr_id"), float(max(round(hours * 60), 0)))]


def _weeks(work: ResourceWork, calendars: Mapping[str, WorkPattern]) -> float:
    return work.minutes / calendars[work.calendar].minutes_per_week
