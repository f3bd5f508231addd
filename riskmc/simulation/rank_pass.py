"""How durations go with the finish, by ranks: the first durations of a run are drawn again, a few tasks at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats, Floats32
from riskmc.kernels import BLOCK_CHUNKS, BLOCK_ITERATIONS, KENDALL_ITERATIONS, LANES
from riskmc.kernels.marginals import FIXED
from riskmc.kernels.ranks import Other, rank_products
from riskmc.kernels.sampling import prepare_block
from riskmc.result.ranks import TAIL, RankMeasures
from riskmc.simulation.blocks import BlockPlan, Stopped, thread_workspace
from riskmc.simulation.dating import date_early
from riskmc.simulation.deterministic import placed
from riskmc.simulation.drawing import draw_chunk
from riskmc.simulation.executors import map_in_order

_TASKS_AT_A_TIME = 128
_TASK_ITERATIONS = 2**20
_FEWEST_BLOCKS = 4
_FEWEST_IN_TAIL = 10.0
"""With fewer iterations in a tenth neither its mean nor the error of it says anything."""

_STATISTICS = 8


@dataclass(frozen=True)
class _Finish:
    """The finish, ready to be ranked against; ``square`` and ``untied`` are 0 where it is constant."""

    other: Other
    square: float
    untied: float


def ranked_iterations(n_tasks: int, iterations: int) -> int:
    """Return how many iterations are ranked: all of them in small plans, the first 4,096 in large ones.

    Examples
    --------
    >>> [ranked_iterations(n_tasks, 10_000) for n_tasks in (30, 300, 3_000)]
    [10000, 4096, 4096]
    """
    blocks = max(_TASK_ITERATIONS // (max(n_tasks, 1) * BLOCK_ITERATIONS), _FEWEST_BLOCKS)
    return min(iterations, blocks * BLOCK_ITERATIONS)


def rank_measures(plan: BlockPlan, finish: Floats, jobs: int) -> RankMeasures:
    """Rank each task's duration against the finish.

    Durations that are equal in single precision are ties.

    Parameters
    ----------
    plan : BlockPlan
    finish : ndarray(float64), shape (iterations,)
        Project finishes of the run.
    jobs : int
        Threads.

    Returns
    -------
    RankMeasures
        In plan order, over the first iterations of the run: see :func:`ranked_iterations`; Kendall's over 1,024.
    """
    compiled = plan.compiled
    ranked = _ranked(finish[: ranked_iterations(compiled.n_tasks, finish.size)])
    n, n_pairs = ranked.other.deviations.size, ranked.other.order.size
    sums = np.zeros((compiled.n_tasks, _STATISTICS))
    if ranked.square > 0.0:
        slabs = list(_slabs(plan))

        def work_slab(number: int, is_stopped: Callable[[], bool]) -> Floats:
            return _slab_sums(plan, *slabs[number], ranked.other, is_stopped)

        for (first, end), found in zip(slabs, map_in_order(work_slab, len(slabs), jobs), strict=True):
            sums[first:end] = found
    tail = TAIL * n
    means = sums[:, [2, 4]] / tail
    variances = np.maximum(sums[:, [3, 5]] / tail - means**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spearman = sums[:, 0] / np.sqrt(sums[:, 1] * ranked.square)
        kendall = sums[:, 6] / np.sqrt(sums[:, 7] * ranked.untied)
    is_unknown = np.isnan(spearman) | (tail < _FEWEST_IN_TAIL)
    means[is_unknown] = np.nan
    variances[is_unknown] = np.nan
    order = compiled.order
    return RankMeasures(
        n, placed(spearman, order), placed(kendall, order), n_pairs, placed(means, order),
        placed(np.sqrt(variances / tail), order),
    )  # fmt: skip


def _ranked(finish: Floats) -> _Finish:
    ranks = mean_ranks(finish)
    centred = ranks - ranks.mean()
    _, order, counts = np.unique(finish[:KENDALL_ITERATIONS], return_inverse=True, return_counts=True)
    untied = (order.size * (order.size - 1) - int((counts * (counts - 1)).sum())) // 2
    other = Other(centred, finish - finish.mean(), order.astype(np.int64), np.array([TAIL * finish.size]))
    return _Finish(other, float(centred @ centred), float(untied))


def _slabs(plan: BlockPlan) -> Iterator[tuple[int, int]]:
    """Yield runs of tasks whose durations vary, not too many at a time."""
    compiled = plan.compiled
    is_open = (np.diff(compiled.events.effect_ptr) > 0) | (compiled.network.existence >= 0)
    varies = (compiled.marginals.tables[: compiled.n_tasks, 0] != FIXED) | is_open
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


def _slab_sums(plan: BlockPlan, first: int, end: int, other: Other, is_stopped: Callable[[], bool]) -> Floats:
    n = other.deviations.size
    values = _durations(plan, first, end, n, is_stopped)
    sums = np.zeros((end - first, _STATISTICS))
    scratch = np.empty((2, n), np.uint64)
    counts, tree = np.empty(2048, np.int64), np.empty(other.order.size + 1, np.int64)
    rank_products(values.view(np.uint32), other, scratch[0], scratch[1], counts, tree, sums)
    return sums


def _durations(plan: BlockPlan, first: int, end: int, n: int, is_stopped: Callable[[], bool]) -> Floats32:
    """Draw the durations of a few tasks again, in single precision."""
    compiled, streams = plan.compiled, plan.streams
    work = thread_workspace(compiled)
    rows = work.durations.reshape(-1, LANES)
    # Risks with windows strike once the tasks before are dated.
    lanes = rows[first:end] if compiled.n_meetings else rows[: end - first]
    values = np.empty((end - first, n), np.float32)
    for chunk in range(-(-n // LANES)):
        if is_stopped():
            raise Stopped
        if chunk % BLOCK_CHUNKS == 0:
            prepare_block(chunk // BLOCK_CHUNKS, streams, work)
        if compiled.n_meetings:
            draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
            date_early(compiled, work)
        else:
            draw_chunk(chunk, first, end, compiled.marginals, compiled.events, streams, work)
        begin = chunk * LANES
        values[:, begin : begin + LANES] = lanes[:, : min(LANES, n - begin)]
    return values


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
