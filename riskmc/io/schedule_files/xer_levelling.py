"""Traces that levelling of resources leaves in an XER file, which does not say whether P6 levelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from riskmc.io.schedule_files.xer_context import XerContext
from riskmc.io.schedule_files.xer_tables import XerRow

__all__ = ["levelled_activities"]


def levelled_activities(context: XerContext) -> dict[str, str]:
    """Find activities that may wait for a resource, as P6 was told to level it and it never works on two at a time.

    Parameters
    ----------
    context : XerContext
        The project.

    Returns
    -------
    dict[str, str]
        The cause to name, by the key of the activity.
    """
    chosen = _chosen(context)
    if not chosen:
        return {}
    names = {
        row.text("rsrc_id"): row.text("rsrc_short_name") or row.text("rsrc_name") for row in context.tables.rows("RSRC")
    }
    work: dict[str, list[XerRow]] = {}
    for row in context.tables.rows("TASKRSRC"):
        activity = context.by_key.get(row.text("task_id"))
        if row.text("rsrc_id") in chosen and activity is not None and activity.text("status_code") != "TK_Complete":
            work.setdefault(row.text("rsrc_id"), []).append(row)
    return {
        row.text("task_id"): f"levelled by resources: it may wait for {names.get(resource) or resource}"
        for resource, rows in work.items()
        if _is_one_at_a_time(rows)
        for row in rows
    }


def _chosen(context: XerContext) -> set[str]:
    """Resources that the options name for levelling; none where they name all, which is P6's default."""
    for row in context.tables.rows("SCHEDOPTIONS"):
        if row.text("proj_id") == context.project.text("proj_id") and row.text("level_all_rsrc_flag") == "N":
            key = row.text("schedoptions_id")
            rows = context.tables.rows("RSRCLEVELLIST")
            return {other.text("rsrc_id") for other in rows if key and other.text("schedoptions_id") == key}
    return set()


def _is_one_at_a_time(rows: Iterable[XerRow]) -> bool:
    spans: list[tuple[datetime, datetime]] = []
    for row in rows:
        start, finish = row.moment("restart_date"), row.moment("reend_date")
        if start is None or finish is None:
            return False
        spans.append((start, finish))
    spans.sort()
    return len(spans) > 1 and all(before[1] <= after[0] for before, after in pairwise(spans))
