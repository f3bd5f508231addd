"""Turns a plan of plain records into the arrays that the kernels of dated plans receive."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from riskmc.compiled.calendars import calendar_tables
from riskmc.kernels import dated_arrays
from riskmc.kernels._constants import ALWAYS, NEVER
from riskmc.kernels.arrays import Network, Workspace, workspace
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.dated_arrays import DatedWorkspace, Restraints, dated_workspace
from tests import naive_dated as naive
from tests.dated_strategies import DAYS, ORIGIN, DrawnPlan
from tests.kernels.plans import KIND_CODES, frozen, offsets

LANES = 128
MODE_CODES = {
    "work": dated_arrays.WORK, "start": dated_arrays.START_MILESTONE, "finish": dated_arrays.FINISH_MILESTONE,
    "milestone": dated_arrays.MILESTONE, "linked": dated_arrays.LINKED, "point": dated_arrays.POINT,
    "held": dated_arrays.HELD, "by_hand": dated_arrays.BY_HAND, "span": dated_arrays.SPAN,
}  # fmt: skip
NO_OPTION = ("point", "held", "span")
LIVE_CODES = {"none": dated_arrays.DEAD, "both": dated_arrays.LIVE, "early": dated_arrays.EARLY_ONLY}
LATENESS_CODES = {"free_float": dated_arrays.BY_FREE_FLOAT, "total_float": dated_arrays.BY_TOTAL_FLOAT}


def or_never(instant: float | None) -> float:
    return NEVER if instant is None else instant


def or_always(instant: float | None) -> float:
    return ALWAYS if instant is None else instant


def ordered(plan: naive.Plan) -> list[naive.Link]:
    """Links in the order of the network; the twin's plan is put into it as well."""
    plan.links.sort(key=lambda link: link.target)
    return plan.links


def network_of(plan: naive.Plan) -> Network:
    links, n_tasks = ordered(plan), len(plan.tasks)
    outgoing = sorted(range(len(links)), key=lambda number: links[number].source)
    return Network(
        frozen(offsets([link.target for link in links], n_tasks), np.int64),
        frozen([link.source for link in links], np.int64),
        frozen([link.target for link in links], np.int64),
        frozen([KIND_CODES[link.kind] for link in links], np.uint8),
        frozen([link.lag for link in links], np.float64),
        frozen([link.row for link in links], np.int64),
        frozen(offsets([link.source for link in links], n_tasks), np.int64),
        frozen(outgoing, np.int64),
        frozen(plan.reference or [(0.0, 0.0)] * (n_tasks + 1), np.float64),
        frozen(plan.milestones, np.int64),
        frozen([plan.critical_float], np.float64),
        frozen(existence_rows(plan), np.int64),
    )


def uncertain(plan: naive.Plan) -> list[int]:
    """Tasks that may not exist: every third that has work or is a milestone."""
    return [number for number, task in enumerate(plan.tasks) if number % 3 == 1 and task.mode not in NO_OPTION]


def existence_rows(plan: naive.Plan) -> list[int]:
    rows = {task: row for row, task in enumerate(uncertain(plan))}
    return [rows.get(number, -1) for number in range(len(plan.tasks))]


def task_dates(task: naive.Task) -> list[float]:
    return [
        task.floor, or_never(task.finish_floor), or_never(task.fact_start), or_never(task.fact_finish),
        or_never(task.start_pin), or_never(task.finish_pin), or_always(task.start_limit), or_always(task.finish_limit),
        or_always(task.start_cap), or_always(task.finish_cap), task.delay, task.pause, or_never(task.expected),
        task.planned,
    ]  # fmt: skip


def task_codes(plan: naive.Plan, number: int, late_row: int) -> list[int]:
    task = plan.tasks[number]
    by_finish = task.finish_floor is not None or any(link.kind in ("FF", "SF") for link in plan.into(number))
    by_start = task.start_cap is not None or task.start_pin is not None
    by_start = by_start or any(link.kind in ("SS", "SF") for link in plan.out_of(number))
    has_limit = task.start_limit is not None or task.finish_limit is not None
    by_date = task.is_pinned or has_limit or task.delay > 0.0
    mode, counted = MODE_CODES[task.mode], float_calendar(plan, number)
    return [task.calendar, mode, by_finish, by_date, by_start, task.is_open, late_row, counted]


def float_calendar(plan: naive.Plan, number: int) -> int:
    """The calendar on which a task's float is counted: another one than its own where there are several."""
    return (plan.tasks[number].calendar + 1) % len(plan.calendars)


def restraints_of(plan: naive.Plan, *, has_caps: bool = False) -> Restraints:
    rows = [sum(task.is_late for task in plan.tasks[:n]) if t.is_late else -1 for n, t in enumerate(plan.tasks)]
    links = ordered(plan)
    is_any = any(task.is_late for task in plan.tasks)
    begin = naive.position(plan.start, plan.calendars[0])
    used = [(or_used(link.used), or_used(link.late_used), or_never(link.base)) for link in links]
    return Restraints(
        frozen([task_dates(task) for task in plan.tasks], np.float64),
        frozen([task_codes(plan, n, rows[n]) for n in range(len(plan.tasks))], np.int64),
        frozen(used, np.float64, (-1, 3)),
        frozen([(link.calendar, LIVE_CODES[link.live], link.passes_on_starts) for link in links], np.int64, (-1, 3)),
        frozen([plan.start, begin, plan.trace, or_always(plan.must_finish_by)], np.float64),
        frozen([LATENESS_CODES[plan.lateness] if is_any else dated_arrays.AS_EARLY, has_caps], np.int64),
    )


def or_used(used: float | None) -> float:
    return -1.0 if used is None else used


def tables_of(plan: DrawnPlan) -> Calendars:
    tables = calendar_tables(plan.models, ORIGIN, ORIGIN + timedelta(days=DAYS))
    return Calendars(*(frozen(part, part.dtype) for part in tables))


def room_for(plan: naive.Plan) -> tuple[Workspace, DatedWorkspace]:
    n_lags = sum(link.row >= 0 for link in plan.links)
    n_late = sum(task.is_late for task in plan.tasks)
    dated = dated_workspace(n_late)
    dated.held[:] = NEVER
    return workspace(len(plan.tasks), n_lags, 0, 0, len(uncertain(plan))), dated
