"""Schedules of single cases, by the same kernels as the simulation."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.compiled.project import CompiledProject
from riskmc.kernels import LANES
from riskmc.kernels.arrays import workspace
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
    n = compiled.n_tasks
    work = workspace(n, compiled.n_lags, 0, 0)
    work.durations[:] = np.repeat(durations, LANES)
    work.lags[:] = lags[:, None]
    forward_pass(compiled.network, work)
    early_start = work.starts[::LANES].copy()
    early_finish = work.finishes[::LANES].copy()
    finish = float(work.lanes[0, 0])
    backward_pass(1, compiled.network, work, np.zeros((n, 7)))
    late_start = work.starts[::LANES].copy()
    return Schedule(durations, early_start, early_finish, late_start, late_start + durations, finish)


def in_plan_order(schedule: Schedule, order: Integers) -> Schedule:
    """Put a schedule in plan order; ``order`` holds the index in the plan of each task."""

    def placed(values: Floats) -> Floats:
        out = np.empty_like(values)
        out[order] = values
        out.flags.writeable = False
        return out

    return Schedule(
        placed(schedule.duration), placed(schedule.early_start), placed(schedule.early_finish),
        placed(schedule.late_start), placed(schedule.late_finish), schedule.finish,
    )  # fmt: skip
