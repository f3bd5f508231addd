"""Schedules of single cases, by the same kernels as the simulation."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.compiled.project import CompiledProject
from riskmc.kernels import LANES
from riskmc.kernels.arrays import TASK_STATISTICS, Workspace, workspace
from riskmc.kernels.network import backward_pass, forward_pass
from riskmc.result.schedule import Schedule


def schedule_of(compiled: CompiledProject, durations: Floats, lags: Floats) -> Schedule:
    """Schedule given durations and random lags.

    Parameters
    ----------
    compiled : CompiledProject
    durations : ndarray(float64), shape (n_tasks,)
        Working minutes, in topological order.
    lags : ndarray(float64), shape (n_lags,)

    Returns
    -------
    Schedule
        In topological order; put it in plan order with :func:`in_plan_order`.
    """
    work = workspace(compiled.n_tasks, compiled.n_lags, 0, 0)
    work.durations[:] = np.repeat(durations, LANES)
    work.lags[:] = lags[:, None]
    return lane_schedule(compiled, work, 0)


def lane_schedule(compiled: CompiledProject, work: Workspace, lane: int) -> Schedule:
    """Schedule the durations and lags of a workspace, and take out one lane; in topological order."""
    forward_pass(compiled.network, work)
    durations, early_start, early_finish = (
        rows[lane::LANES].copy() for rows in (work.durations, work.starts, work.finishes)
    )
    finish = float(work.lanes[0, lane])
    backward_pass(1, compiled.network, work, np.zeros((compiled.n_tasks, len(TASK_STATISTICS))))
    late_start = work.starts[lane::LANES].copy()
    return Schedule(durations, early_start, early_finish, late_start, late_start + durations, finish)


def in_plan_order(schedule: Schedule, order: Integers) -> Schedule:
    """Put a schedule in plan order; ``order`` holds the index in the plan of each task."""
    return Schedule(
        duration=placed(schedule.duration, order),
        early_start=placed(schedule.early_start, order),
        early_finish=placed(schedule.early_finish, order),
        late_start=placed(schedule.late_start, order),
        late_finish=placed(schedule.late_finish, order),
        finish=schedule.finish,
    )


def placed(values: Floats, order: Integers) -> Floats:
    """Put rows in plan order, read-only."""
    out = np.empty_like(values)
    out[order] = values
    out.flags.writeable = False
    return out
