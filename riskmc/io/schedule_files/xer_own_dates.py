"""What an XER file says of its own dates."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.records import Activity, Relationship, State
from riskmc.io.schedule_files.xer_context import XerContext, whole_minutes
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.origin import OwnDates

__all__ = ["own_dates", "with_causes"]

_FIRST_VERSION_WITHOUT_MINUTE: Final = 7.0
_PINS: Final = frozenset(("must_start_on", "must_finish_on"))


def own_dates(row: XerRow, state: State, *, has_own_float: bool) -> OwnDates:
    """Return the dates that P6 shows of an activity.

    Parameters
    ----------
    row : XerRow
        The activity.
    state : {"planned", "started", "finished"}
        Of a started activity the dates of what is left count.
    has_own_float : bool
        Whether the file counts its float on the calendar that the activity is worked on here.

    Returns
    -------
    OwnDates
    """
    if state == "finished":
        return OwnDates(start=row.moment("act_start_date"), finish=row.moment("act_end_date"))
    hours = row.number("total_float_hr_cnt")
    return OwnDates(
        start=row.moment("restart_date") or row.moment("early_start_date"),
        finish=row.moment("reend_date") or row.moment("early_end_date"),
        late_start=row.moment("late_start_date"),
        late_finish=row.moment("late_end_date"),
        total_float=whole_minutes(hours) if hours is not None and has_own_float else None,
    )


def with_causes(
    activities: Sequence[Activity], relationships: Sequence[Relationship], context: XerContext
) -> tuple[tuple[Activity, ...], str]:
    """Say why P6 would schedule activities otherwise today, or counts otherwise.

    Parameters
    ----------
    activities : sequence of Activity
        With their own dates.
    relationships : sequence of Relationship
        Links of the network.
    context : XerContext
        The project.

    Returns
    -------
    activities : tuple[Activity, ...]
        With the causes that are known.
    stale : str
        Why the file as a whole is not as P6 would schedule it; empty where nothing says so.
    """
    unfinished = [activity for activity in activities if activity.state != "finished"]
    early = {a.key for a in unfinished if _is_planned_too_early(a, context.data_date)}
    undated = [a for a in unfinished if a.own is not None and a.own.start is None]
    counted = _behind_a_minute(relationships, context)
    causes = dict.fromkeys(counted, "P6 before version 7 counts a minute on a link from start to finish")
    causes |= dict.fromkeys(early, "planned before the data date: not scheduled since the data date was moved")
    stale = ""
    if unfinished and len(undated) == len(unfinished):
        stale = "the file has no early dates: P6 has not scheduled the project"
    elif early:
        what = "activities are" if len(early) > 1 else "activity is"
        stale = f"{len(early):,} {what} planned before the data date: P6 has not scheduled since it was moved"
    return tuple(_with_cause(activity, causes) for activity in activities), stale


def _with_cause(activity: Activity, causes: Mapping[str, str]) -> Activity:
    if activity.own is None or activity.key not in causes:
        return activity
    return replace(activity, own=replace(activity.own, cause=causes[activity.key]))


def _is_planned_too_early(activity: Activity, data_date: datetime) -> bool:
    if activity.own is None or activity.own.start is None or activity.is_milestone or activity.span is not None:
        return False
    is_pinned = any(constraint.kind in _PINS for constraint in activity.constraints)
    return activity.own.start < data_date and not is_pinned


def _behind_a_minute(relationships: Iterable[Relationship], context: XerContext) -> set[str]:
    """Activities that links from start to finish date, in files of versions that add a minute to these."""
    if _version(context) >= _FIRST_VERSION_WITHOUT_MINUTE:
        return set()
    after: dict[str, list[str]] = {}
    before: set[str] = set()
    waiting: deque[str] = deque()
    for link in relationships:
        after.setdefault(link.predecessor, []).append(link.successor)
        if link.kind == "SF":
            before.add(link.predecessor)
            waiting.append(link.successor)
    behind: set[str] = set()
    while waiting:
        key = waiting.popleft()
        if key not in behind:
            behind.add(key)
            waiting += after.get(key, ())
    return behind | before


def _version(context: XerContext) -> float:
    header = context.tables.header
    parts = header[1].split(".") if len(header) > 1 else []
    return float(parts[0]) if parts and parts[0].isdecimal() else _FIRST_VERSION_WITHOUT_MINUTE
