"""Sums over iterations, in an order that never changes.

In each chunk of LANES iterations a statistic of a task has SUM_LANES partial sums: partial sum j takes lanes j, j + 16,
j + 32, ... . These are folded in half until one is left, which is added to the block's sum. That vectorises without
reordering anything at run time. In the last, incomplete chunk of a run the lanes are added one after the other.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES, SUM_LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import TASK_STATISTICS, Events, Workspace

_DURATION = np.uint64(0)
_SQUARE = np.uint64(SUM_LANES)
_PRODUCT = np.uint64(2 * SUM_LANES)
_CRITICAL = np.uint64(3 * SUM_LANES)
_SIGNIFICANCE = np.uint64(4 * SUM_LANES)
_FLOAT = np.uint64(5 * SUM_LANES)
_FINISH = np.uint64(6 * SUM_LANES)
_FOLDS = (np.uint64(8), np.uint64(4), np.uint64(2), np.uint64(1))
_N_STATISTICS = np.uint64(len(TASK_STATISTICS))


@kernel
def add_task_sums(
    durations: Floats, finishes: Floats, lanes: Floats, reference: Floats, critical_float: float, partial: Floats,
    sums: Floats,
) -> None:  # fmt: skip
    """Add one chunk of one task to its sums.

    Parameters
    ----------
    durations, finishes : ndarray(float64), shape (LANES,)
        The task's durations and early finishes, working minutes.
    lanes : ndarray(float64, ndim=2), shape (4, LANES)
        Project finish, its deviation from the reference, and the task's late finish.
    reference : ndarray(float64), shape (2,)
        Duration and finish that sums are taken around.
    critical_float : float
        Total float at or below which the task is critical.
    partial : ndarray(float64), shape (7 * SUM_LANES,) or more
        Scratch.
    sums : ndarray(float64), shape (7,), added to
        In the order of TASK_STATISTICS. The significance is duration / (duration + total float), 1 where critical,
        times the project's finish (M. Vanhoucke, Measuring Time, 2009, section 5.2).
    """
    reference_duration = reference[0]
    reference_finish = reference[1]
    project = lanes[0]
    deviation = lanes[1]
    late = lanes[2]
    for j in range(np.uint64(0), np.uint64(SUM_LANES)):
        duration_sum = 0.0
        square_sum = 0.0
        product_sum = 0.0
        critical_sum = 0.0
        significance_sum = 0.0
        float_sum = 0.0
        finish_sum = 0.0
        for k in range(np.uint64(0), np.uint64(LANES), np.uint64(SUM_LANES)):
            duration = durations[k + j]
            finish = finishes[k + j]
            difference = duration - reference_duration
            total_float = late[k + j] - finish
            is_critical = total_float <= critical_float
            ratio = duration / (duration + total_float)
            duration_sum += difference
            square_sum += difference * difference
            product_sum += difference * deviation[k + j]
            critical_sum += 1.0 if is_critical else 0.0
            significance_sum += (1.0 if is_critical else ratio) * project[k + j]
            float_sum += total_float
            finish_sum += finish - reference_finish
        partial[_DURATION + j] = duration_sum
        partial[_SQUARE + j] = square_sum
        partial[_PRODUCT + j] = product_sum
        partial[_CRITICAL + j] = critical_sum
        partial[_SIGNIFICANCE + j] = significance_sum
        partial[_FLOAT + j] = float_sum
        partial[_FINISH + j] = finish_sum
    for statistic in range(np.uint64(0), _N_STATISTICS):
        first = statistic * np.uint64(SUM_LANES)
        for width in _FOLDS:
            for j in range(np.uint64(0), width):
                partial[first + j] += partial[first + width + j]
        sums[statistic] += partial[first]


@inlined
def add_valid_task_sums(
    valid: int, durations: Floats, finishes: Floats, lanes: Floats, reference: Floats, critical_float: float,
    sums: Floats,
) -> None:  # fmt: skip
    """Do as :func:`add_task_sums` for the first ``valid`` lanes alone, in the last chunk of a run."""
    for lane in range(valid):
        duration = durations[lane]
        difference = duration - reference[0]
        total_float = lanes[2, lane] - finishes[lane]
        is_critical = total_float <= critical_float
        sums[0] += difference
        sums[1] += difference * difference
        sums[2] += difference * lanes[1, lane]
        sums[3] += 1.0 if is_critical else 0.0
        sums[4] += (1.0 if is_critical else duration / (duration + total_float)) * lanes[0, lane]
        sums[5] += total_float
        sums[6] += finishes[lane] - reference[1]


@inlined
def add_uncertain_task_sums(
    valid: int, exists: Floats, durations: Floats, finishes: Floats, lanes: Floats, reference: Floats,
    critical_float: float, sums: Floats,
) -> None:  # fmt: skip
    """Do as :func:`add_valid_task_sums` for a task that is critical and significant only where it exists.

    Parameters
    ----------
    valid : int
        Lanes that count.
    exists : ndarray(float64), shape (LANES,)
        1 where the task exists, else 0.
    durations, finishes, lanes, reference, critical_float, sums
        See :func:`add_task_sums`.
    """
    for lane in range(valid):
        duration = durations[lane]
        difference = duration - reference[0]
        total_float = lanes[2, lane] - finishes[lane]
        is_critical = total_float <= critical_float
        sums[0] += difference
        sums[1] += difference * difference
        sums[2] += difference * lanes[1, lane]
        if exists[lane] > 0.0:
            sums[3] += 1.0 if is_critical else 0.0
            sums[4] += (1.0 if is_critical else duration / (duration + total_float)) * lanes[0, lane]
        sums[5] += total_float
        sums[6] += finishes[lane] - reference[1]


@kernel
def add_risk_sums(valid: int, events: Events, work: Workspace, deviation: Floats, sums: Floats) -> None:
    """Add one chunk to the sums of all risks.

    Parameters
    ----------
    valid : int
        Lanes that count.
    events : Events
    work : Workspace
    deviation : ndarray(float64), shape (LANES,)
        Project finish less the reference.
    sums : ndarray(float64, ndim=2), shape (n_risks, 4), added to
        In the order of RISK_STATISTICS: in how many lanes any of its events occurred, the finish there, how many of its
        events occurred, and what they cost.
    """
    occurred = work.occurred
    for risk in range(events.risk_ptr.shape[0] - 1):
        occurred_sum = sums[risk, 0]
        finish_sum = sums[risk, 1]
        count_sum = sums[risk, 2]
        for lane in range(valid):
            struck = 0.0
            count = 0.0
            for event in range(events.risk_ptr[risk], events.risk_ptr[risk + 1]):
                struck = occurred[event, lane] if occurred[event, lane] > struck else struck
                count += occurred[event, lane]
            occurred_sum += struck
            finish_sum += struck * deviation[lane]
            count_sum += count
        sums[risk, 0] = occurred_sum
        sums[risk, 1] = finish_sum
        sums[risk, 2] = count_sum
        for cost in range(events.cost_ptr[risk], events.cost_ptr[risk + 1]):
            event = events.cost_event[cost]
            row = events.cost_row[cost]
            existence = events.cost_existence[cost]
            meeting = events.cost_meeting[cost]
            if work.hits[event] == 0:
                continue
            for lane in range(valid):
                is_spared = existence >= 0 and work.exists[existence, lane] == 0.0
                is_missed = meeting >= 0 and work.met[meeting, lane] == 0.0
                arises = occurred[event, lane] > 0.0 and not is_spared and not is_missed
                sums[risk, 3] += work.magnitudes[row, lane] if arises else 0.0
