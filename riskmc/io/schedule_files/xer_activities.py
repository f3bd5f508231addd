"""The activities of an XER project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import Activity, ActivitySpan, Relationship, State
from riskmc.io.schedule_files.xer_constraints import read_constraints
from riskmc.io.schedule_files.xer_context import LEVEL_OF_EFFORT, WBS_SUMMARY, XerContext, whole_minutes
from riskmc.io.schedule_files.xer_own_dates import own_dates
from riskmc.io.schedule_files.xer_resources import ResourceWork
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.constraints import Constraint

__all__ = ["read_activities", "settle_spans"]

_SIDES: Final[Mapping[str, Literal["start", "finish"]]] = {"TT_Mile": "start", "TT_FinMile": "finish"}
_STATES: Final[Mapping[str, State]] = {"TK_NotStart": "planned", "TK_Active": "started", "TK_Complete": "finished"}


def read_activities(
    context: XerContext,
    works: Mapping[str, ResourceWork],
    spans: Mapping[str, ActivitySpan],
    imposed: Mapping[str, Sequence[Constraint]],
) -> tuple[Activity, ...]:
    """Make the activities.

    Parameters
    ----------
    context : XerContext
        The project.
    works : mapping of str to ResourceWork
        Calendar and work of resource-dependent activities.
    spans : mapping of str to ActivitySpan
        What levels of effort and WBS summaries reach over, from `settle_spans`.
    imposed : mapping of str to sequence of Constraint
        Dates that other projects impose.

    Returns
    -------
    tuple[Activity, ...]
        In the order of the file, without levels of effort and summaries that reach over nothing.

    Raises
    ------
    ScheduleFileError
        Where an activity has no key, an unknown state or no duration.
    """
    groups = _groups(context)
    activities = []
    for row in context.rows:
        state = _state(row)
        if row.text("task_type") in (LEVEL_OF_EFFORT, WBS_SUMMARY) and state != "finished":
            if row.text("task_id") not in spans:
                continue
            activity = _basis(row, state, groups, context)
        else:
            activity = _with_work(_basis(row, state, groups, context), row, works, context)
        span = spans.get(row.text("task_id"))
        constraints, resume = read_constraints(row, state, span, imposed.get(row.text("task_id"), ()), context)
        own = own_dates(row, state, activity.calendar, context)
        activity = replace(activity, span=span, constraints=constraints, resume=resume, own=own)
        activities.append(_with_dates_in_order(activity, context))
    return tuple(activities)


def _state(row: XerRow) -> State:
    if not row.text("task_id") or not row.text("task_code"):
        raise refuse(row.file, "the activity has no task_id or no task_code", subject="TASK", line=row.line)
    state = _STATES.get(row.text("status_code") or "TK_NotStart")
    if state is None:
        raise refuse(
            row.file,
            f"status_code is {row.text('status_code')!r}",
            allowed=f"allowed are {', '.join(_STATES)}",
            subject=f"activity {row.text('task_code')}",
            line=row.line,
        )
    return state


def _basis(row: XerRow, state: State, groups: Mapping[str, tuple[str, ...]], context: XerContext) -> Activity:
    """Return the activity without its work."""
    finish = row.moment("act_end_date") if state == "finished" else None
    return Activity(
        key=row.text("task_id"),
        code=row.text("task_code"),
        name=row.text("task_name"),
        group=groups.get(row.text("wbs_id"), ()),
        minutes=0.0,
        is_milestone=row.text("task_type") in _SIDES,
        calendar=context.calendar_key(row),
        state=state,
        actual_start=None if state == "planned" else row.moment("act_start_date") or finish,
        actual_finish=finish,
        line=row.line,
        suspended=row.moment("suspend_date") if state == "started" else None,
        side=_SIDES.get(row.text("task_type"), ""),
    )


def _with_work(activity: Activity, row: XerRow, works: Mapping[str, ResourceWork], context: XerContext) -> Activity:
    if activity.is_milestone:
        return activity
    planned = row.number("target_drtn_hr_cnt")
    planned_minutes = None if planned is None or planned < 0 else whole_minutes(planned)
    if activity.state == "finished":
        return replace(activity, planned_minutes=planned_minutes)
    minutes = whole_minutes(_hours_to_do(row))
    work = works.get(activity.key)
    if work is not None:
        pace = work.minutes / minutes if minutes else 1.0
        planned_minutes = None if planned_minutes is None else float(round(planned_minutes * pace))
        activity = replace(activity, calendar=work.calendar, float_calendar=activity.calendar)
        minutes = work.minutes
    expected = row.moment("expect_end_date") if context.options.uses_expected_finish else None
    return replace(
        activity,
        minutes=minutes,
        planned_minutes=planned_minutes if activity.state == "started" else None,
        expected_finish=expected,
    )


def _hours_to_do(row: XerRow) -> float:
    remaining = row.number("remain_drtn_hr_cnt")
    hours = row.number("target_drtn_hr_cnt") if remaining is None else remaining
    if hours is None or hours < 0:
        raise refuse(
            row.file,
            "the duration is missing" if hours is None else f"the duration is {hours:g} hours",
            allowed="remain_drtn_hr_cnt or target_drtn_hr_cnt must hold 0 or more hours",
            subject=f"activity {row.text('task_code')}",
            line=row.line,
        )
    return hours


def _with_dates_in_order(activity: Activity, context: XerContext) -> Activity:
    """Note progress whose dates are missing or contradict each other, and take the later date of a contradiction."""
    start, finish = activity.actual_start, activity.actual_finish
    if activity.span is None and (
        (activity.state == "finished" and not finish) or (activity.state != "planned" and not start)
    ):
        what = "progress without an actual date is dated at the data date"
        context.notices.add_item("progress", what, activity.label)
    if start and finish and finish < start:
        what = "activities with an actual start after their actual finish count as started when they finished"
        context.notices.add_item("progress", what, activity.label)
    suspended, resume = activity.suspended, activity.resume
    return replace(activity, suspended=None if suspended and resume and resume < suspended else suspended)


def _groups(context: XerContext) -> dict[str, tuple[str, ...]]:
    """Map each WBS node to its path of short names, without the project's own node."""
    nodes = {row.text("wbs_id"): row for row in context.tables.rows("PROJWBS")}
    return {
        wbs_id: tuple(
            reversed([nodes[key].text("wbs_short_name") or nodes[key].text("wbs_name") for key in _path(wbs_id, nodes)])
        )
        for wbs_id in nodes
    }


def _path(wbs_id: str, nodes: Mapping[str, XerRow]) -> list[str]:
    """WBS nodes from a node upwards, without the project's own."""
    path: dict[str, None] = {}
    while wbs_id in nodes and wbs_id not in path and nodes[wbs_id].text("proj_node_flag") != "Y":
        path[wbs_id] = None
        wbs_id = nodes[wbs_id].text("parent_wbs_id")
    return list(path)


def settle_spans(context: XerContext, spans: Mapping[str, ActivitySpan]) -> dict[str, ActivitySpan]:
    """Complete what levels of effort reach over, and find the activities below WBS summaries.

    Parameters
    ----------
    context : XerContext
        The project.
    spans : mapping of str to ActivitySpan
        Links of each open level of effort.

    Returns
    -------
    dict[str, ActivitySpan]
        Spans that reach over something.
    """
    open_rows = [row for row in context.rows if row.text("status_code") != "TK_Complete"]
    efforts = {row.text("task_id"): row.label for row in open_rows if row.text("task_type") == LEVEL_OF_EFFORT}
    settled = _with_something_to_reach(spans, efforts)
    one_sided = [efforts[key] for key, span in settled.items() if not (span.starts and span.finishes)]
    what = "level of effort activities with links on one side only last from the first to the last of these"
    context.notices.add("level of effort activities", what, one_sided)
    lost = [label for key, label in efforts.items() if key not in settled]
    context.notices.add("level of effort activities", "level of effort activities without links are left out", lost)
    settled = {key: _two_sided(span) for key, span in settled.items()}
    return settled | _summary_spans(context, open_rows, {*efforts} - {*settled})


def _with_something_to_reach(spans: Mapping[str, ActivitySpan], efforts: Mapping[str, str]) -> dict[str, ActivitySpan]:
    """Leave out the efforts without links, then those that only reach to these, and so on."""
    kept = dict(spans)
    while True:
        lost = efforts.keys() - kept.keys()
        trimmed = {key: ActivitySpan(_known(s.starts, lost), _known(s.finishes, lost)) for key, s in kept.items()}
        remaining = {key: span for key, span in trimmed.items() if span.starts or span.finishes}
        if len(remaining) == len(kept):
            return remaining
        kept = remaining


def _known(links: tuple[Relationship, ...], lost: set[str]) -> tuple[Relationship, ...]:
    return tuple(link for link in links if link.predecessor not in lost)


def _two_sided(span: ActivitySpan) -> ActivitySpan:
    """Let a side without links reach to what the other side names."""
    starts = span.starts or tuple(replace(link, kind="SS" if link.kind[0] == "S" else "FS") for link in span.finishes)
    finishes = span.finishes or tuple(replace(link, kind="SF" if link.kind[0] == "S" else "FF") for link in span.starts)
    return ActivitySpan(starts, finishes)


def _summary_spans(context: XerContext, open_rows: Sequence[XerRow], lost: set[str]) -> dict[str, ActivitySpan]:
    nodes = {row.text("wbs_id"): row for row in context.tables.rows("PROJWBS")}
    below: dict[str, list[str]] = {}
    for row in open_rows:
        if row.text("task_type") != WBS_SUMMARY and row.text("task_id") not in lost:
            path = _path(row.text("wbs_id"), nodes)
            for wbs_id in path or [row.text("wbs_id")]:
                below.setdefault(wbs_id, []).append(row.text("task_id"))
    spans: dict[str, ActivitySpan] = {}
    empty: list[str] = []
    for row in open_rows:
        if row.text("task_type") == WBS_SUMMARY:
            over = tuple(below.get(row.text("wbs_id"), ()))
            if over:
                spans[row.text("task_id")] = ActivitySpan(over=over)
            else:
                empty.append(row.label)
    what = "WBS summary activities without open activities below them are left out"
    context.notices.add("WBS summary activities", what, empty)
    return spans
