"""Rank correlations of durations with the finish, by drawing the first durations of a run again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels import LANES, RANK_ITERATIONS
from riskmc.kernels.marginals import FIXED
from riskmc.kernels.ranks import duration_rows, rank_products
from riskmc.simulation.blocks import BlockPlan, Stopped, thread_workspace
from riskmc.simulation.executors import map_in_order

_TASKS_AT_A_TIME = 32


def rank_correlations(plan: BlockPlan, finish: Floats, jobs: int) -> tuple[Floats, int]:
    """Return Spearman's rank correlation of each task's duration with the finish.

    Ties get the mean of their ranks. Durations that are equal in single precision are ties.

    Parameters
    ----------
    plan : BlockPlan
    finish : ndarray(float64), shape (iterations,)
        Project finishes of the run, at least as many as are ranked.
    jobs : int
        Threads.

    Returns
    -------
    (ndarray(float64), int)
        Correlations in topological order, nan where the duration or the finish is constant; and over how many
        iterations, the first of the run, 4,096 at most.
    """
    compiled = plan.compiled
    n = min(finish.size, RANK_ITERATIONS)
    ranks = mean_ranks(finish[:n])
    centred = ranks - ranks.mean()
    square = float(centred @ centred)
    correlations = np.full(compiled.n_tasks, np.nan)
    if square == 0.0 or n < 2:
        return correlations, n
    slabs = list(_slabs(plan))

    def work_slab(number: int, is_stopped: Callable[[], bool]) -> Floats:
        if is_stopped():
            raise Stopped
        return _slab_products(plan, *slabs[number], n, centred)

    for (first, end), sums in zip(slabs, map_in_order(work_slab, len(slabs), jobs), strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            correlations[first:end] = sums[:, 0] / np.sqrt(sums[:, 1] * square)
    return correlations, n


def _slabs(plan: BlockPlan) -> Iterator[tuple[int, int]]:
    """Yield runs of tasks whose durations vary, a few at a time."""
    compiled = plan.compiled
    effects = np.diff(compiled.events.effect_ptr)
    varies = (compiled.marginals.tables[: compiled.n_tasks, 0] != FIXED) | (effects > 0)
    first = 0
    while first < compiled.n_tasks:
        if not varies[first]:
            first += 1
            continue
        end = first
        while end < compiled.n_tasks and end - first < _TASKS_AT_A_TIME and varies[end]:
            end += 1
        yield first, end
        first = end


def _slab_products(plan: BlockPlan, first: int, end: int, n: int, centred: Floats) -> Floats:
    compiled = plan.compiled
    rows = np.empty((end - first, -(-n // LANES) * LANES))
    duration_rows(first, n, compiled.marginals, compiled.events, plan.streams, thread_workspace(compiled), rows)
    values = np.ascontiguousarray(rows[:, :n], np.float32)
    sums = np.zeros((end - first, 2))
    rank_products(
        values.view(np.uint32), centred, np.empty(n, np.uint64), np.empty(n, np.uint64), np.empty(2048, np.int64), sums
    )
    return sums


def mean_ranks(values: Floats) -> Floats:
    """Rank values from 0; ties get the mean of their ranks.

    Examples
    --------
    >>> mean_ranks(np.array([3.0, 1.0, 3.0])).tolist()
    [1.5, 0.0, 1.5]
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    first = np.cumsum(counts) - counts
    ranks: Floats = (first + 0.5 * (counts - 1))[inverse]
    return ranks
