"""What an XER file says of its own dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from riskmc.errors import PlanError
from riskmc.io.schedule_files.records import Activity, State
from riskmc.io.schedule_files.xer_context import XerContext, whole_minutes
from riskmc.io.schedule_files.xer_levelling import levelled_activities
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.origin import OwnDates
from riskmc.model.timeline import WorkingTimeline

__all__ = ["own_dates", "with_causes"]

_MISFIT: Final = "its dates in the file do not fit its duration and calendar"
_PINS: Final = frozenset(("must_start_on", "must_finish_on"))


def own_dates(row: XerRow, state: State, calendar: str, context: XerContext) -> OwnDates:
    """Return the dates that P6 shows of an activity.

    Parameters
    ----------
    row : XerRow
        The activity.
    state : {"planned", "started", "finished"}
        Of a started activity the dates of what is left count.
    calendar : str
        Key of the calendar that it is worked on here.
    context : XerContext
        The project.

    Returns
    -------
    OwnDates
    """
    if state == "finished":
        return OwnDates(start=row.moment("act_start_date"), finish=row.moment("act_end_date"))
    hours = row.number("total_float_hr_cnt")
    return OwnDates(
        start=_shown(row, "early_start_date", "restart_date", calendar, context),
        finish=_shown(row, "early_end_date", "reend_date", calendar, context),
        late_start=row.moment("late_start_date"),
        late_finish=row.moment("late_end_date"),
        total_float=whole_minutes(hours) if hours is not None else None,
    )


def _shown(row: XerRow, early_column: str, planned_column: str, calendar: str, context: XerContext) -> datetime | None:
    """Return the early date, or the one that is planned where only that lies in working time.

    P6 changes the planned one with every edit, and the early one only when it schedules.
    """
    early, planned = row.moment(early_column), row.moment(planned_column)
    if early is None or planned is None or early == planned:
        return early or planned
    timeline = context.timeline(calendar)
    return planned if _touches_work(planned, timeline) and not _touches_work(early, timeline) else early


def _touches_work(moment: datetime, timeline: WorkingTimeline) -> bool:
    minutes = timeline.minutes_at(moment)
    return moment in (timeline.date_of(minutes, "start"), timeline.date_of(minutes, "finish"))


def with_causes(activities: Sequence[Activity], context: XerContext) -> tuple[tuple[Activity, ...], str]:
    """Say why P6 would schedule activities otherwise today.

    Parameters
    ----------
    activities : sequence of Activity
        With their own dates.
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
    misfits = _misfits(unfinished, context)
    causes = levelled_activities(context)
    causes |= dict.fromkeys(misfits, _MISFIT)
    causes |= dict.fromkeys(early, "planned before the data date: not scheduled since the data date was moved")
    stale = ""
    if unfinished and len(undated) == len(unfinished):
        stale = "the file has no early dates: P6 has not scheduled the project"
    elif early:
        what = "activities are" if len(early) > 1 else "activity is"
        stale = f"{len(early):,} {what} planned before the data date: P6 has not scheduled since it was moved"
    elif misfits:
        what = "activities have" if len(misfits) > 1 else "activity has"
        stale = f"{len(misfits):,} {what} dates that do not fit duration and calendar: P6 has not scheduled since"
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


def _misfits(activities: Iterable[Activity], context: XerContext) -> set[str]:
    """Activities whose own dates do not hold, on their calendar, the work that they have."""
    timelines: dict[str, WorkingTimeline | None] = {}
    found: set[str] = set()
    for activity in activities:
        own, key = activity.own, activity.calendar
        is_plain = activity.state == "planned" and not activity.is_milestone and activity.span is None
        if not is_plain or own is None or own.start is None or own.finish is None or activity.expected_finish:
            continue
        if key not in timelines:
            timelines[key] = _timeline(context, key)
        timeline = timelines[key]
        if timeline is not None:
            minutes = timeline.minutes_at(own.finish) - timeline.minutes_at(own.start)
            if abs(minutes - activity.minutes) > 1:
                found.add(activity.key)
    return found


def _timeline(context: XerContext, calendar: str) -> WorkingTimeline | None:
    pattern = context.calendars.get(calendar)
    try:
        return None if pattern is None else WorkingTimeline(pattern.calendar(), context.data_date)
    except PlanError:
        return None
