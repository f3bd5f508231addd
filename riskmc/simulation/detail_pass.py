"""A closer look at the first iterations of a run: they are played again, and all dates and paths are kept for once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats, Floats32, Integers, PackedWords
from riskmc.compiled.project import CRITICAL_FLOAT, CompiledProject
from riskmc.kernels import BLOCK_CHUNKS, BLOCK_ITERATIONS, LANES
from riskmc.kernels.arrays import FF, FS, Workspace
from riskmc.kernels.marginals import FIXED
from riskmc.kernels.paths import add_link_slacks, found_paths, path_scratch, trace_paths
from riskmc.kernels.sampling import prepare_block
from riskmc.result.detail import DETAIL_LEVELS, MOST_PATHS_KEPT, CriticalPath, RunDetail
from riskmc.result.estimates import quantile_rank
from riskmc.simulation.blocks import BlockPlan, Stopped, thread_workspace
from riskmc.simulation.dating import date_early
from riskmc.simulation.deterministic import placed
from riskmc.simulation.drawing import draw_chunk
from riskmc.simulation.executors import map_in_order

_TASK_ITERATIONS = 2**21
"""Large plans are looked at for a single block."""

_ROOM = 2**20
"""Dates of single tasks and iterations that one piece of work holds at a time, 8 bytes each; a piece plays all anew."""


@dataclass(frozen=True)
class _Followed:
    """Paths and links, followed through the iterations.

    Attributes
    ----------
    paths : tuple of CriticalPath
        The most frequent ones.
    distinct_paths, truncated : int
    link_slacks : ndarray(float64, ndim=2), shape (n_links, 3)
    """

    paths: tuple[CriticalPath, ...]
    distinct_paths: int
    truncated: int
    link_slacks: Floats


def detail_iterations(n_tasks: int, iterations: int) -> int:
    """Return how many iterations are looked at closer: whole blocks that fit the room, one at least.

    Examples
    --------
    >>> [detail_iterations(n_tasks, 10_000) for n_tasks in (30, 300, 3_000)]
    [10000, 6144, 1024]
    """
    blocks = max(_TASK_ITERATIONS // (max(n_tasks, 1) * BLOCK_ITERATIONS), 1)
    return min(iterations, blocks * BLOCK_ITERATIONS)


def look_closer(plan: BlockPlan, done: int, milestones: Floats, jobs: int) -> RunDetail:
    """Play the first iterations of a run again, and keep what is too much to keep of all.

    Parameters
    ----------
    plan : BlockPlan
    done : int
        Iterations of the run that were done.
    milestones : ndarray(float64, ndim=2), shape (n_milestones, done)
        Their finishes in all iterations, in the order of the compiled plan.
    jobs : int
        Threads.

    Returns
    -------
    RunDetail
    """
    compiled = plan.compiled
    n = detail_iterations(compiled.n_tasks, done)
    ends = _possible_ends(compiled)
    rows = max(_ROOM // n, 1)
    n_slabs = -(-compiled.n_tasks // rows)

    def work_piece(piece: int, is_stopped: Callable[[], bool]) -> tuple[Floats, Floats, _Followed | None]:
        end = min((piece + 1) * rows, compiled.n_tasks)
        dates = _Dates(piece * rows, end, n, is_exact=compiled.restraints is not None)
        trail = None if piece else _Trail(plan, ends)
        slacks = None if trail is None else trail.slacks
        for begin, valid, work in _chunks(plan, n, slacks, is_stopped):
            dates.add(begin, valid, work)
            if trail is not None:
                trail.add(begin, valid, work)
        return *dates.percentiles(), None if trail is None else trail.followed()

    pieces = list(map_in_order(work_piece, n_slabs, jobs))
    starts, finishes = (np.concatenate([piece[which] for piece in pieces]) for which in (0, 1))
    followed = pieces[0][2]
    assert followed is not None
    _take_milestones(compiled, milestones, starts, finishes)
    return RunDetail(
        iterations=n,
        starts=placed(starts, compiled.order),
        finishes=placed(finishes, compiled.order),
        paths=followed.paths,
        distinct_paths=followed.distinct_paths,
        truncated=followed.truncated,
        link_slacks=placed(followed.link_slacks, compiled.link_order)[: compiled.n_plan_links],
    )


def _possible_ends(compiled: CompiledProject) -> Integers:
    """Return the tasks without a successor that is sure to finish no earlier, in topological order."""
    network = compiled.network
    if compiled.restraints is not None:
        return np.arange(compiled.n_tasks)
    follows = np.isin(network.link_kind, (FS, FF)) & (network.link_row < 0) & (network.link_lag >= 0.0)
    is_end = np.ones(compiled.n_tasks, bool)
    is_end[network.link_from[follows]] = False
    return np.flatnonzero(is_end)


def _chunks(
    plan: BlockPlan, n: int, slacks: Floats | None, is_stopped: Callable[[], bool]
) -> Iterator[tuple[int, int, Workspace]]:
    """Play chunk after chunk again; yield the first iteration of each, how many lanes count, and what it left."""
    work = thread_workspace(plan.compiled)
    for chunk in range(-(-n // LANES)):
        if is_stopped():
            raise Stopped
        if chunk % BLOCK_CHUNKS == 0:
            prepare_block(chunk // BLOCK_CHUNKS, plan.streams, work)
        _play_chunk(plan, chunk, work, slacks)
        yield chunk * LANES, min(LANES, n - chunk * LANES), work


def _play_chunk(plan: BlockPlan, chunk: int, work: Workspace, slacks: Floats | None) -> None:
    compiled = plan.compiled
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, plan.streams, work)
    date_early(compiled, work, slacks)


class _Dates:
    """The starts and finishes of some tasks in all iterations that are looked at.

    Single precision tells working minutes apart to a few seconds; a timeline with a trace needs all digits.
    """

    def __init__(self, first: int, end: int, n: int, *, is_exact: bool) -> None:
        self._tasks = slice(first, end)
        self._minutes = np.empty((2, end - first, n), np.float64 if is_exact else np.float32)

    def add(self, begin: int, valid: int, work: Workspace) -> None:
        """Take in one chunk."""
        for rows, minutes in zip(self._minutes, (work.starts, work.finishes), strict=True):
            rows[:, begin : begin + valid] = minutes.reshape(-1, LANES)[self._tasks, :valid]

    def percentiles(self) -> tuple[Floats, Floats]:
        """Return DETAIL_LEVELS of the starts and of the finishes."""
        return _percentiles(self._minutes[0]), _percentiles(self._minutes[1])


class _Trail:
    """The critical paths and the slacks of the links, followed from chunk to chunk."""

    def __init__(self, plan: BlockPlan, ends: Integers) -> None:
        compiled = plan.compiled
        self._plan, self._ends = plan, ends
        self._sums = np.zeros((compiled.link_order.size, 3))
        self.slacks = np.zeros(compiled.link_order.size * LANES)
        self._scratch, self._found = path_scratch(compiled.n_tasks), found_paths()
        self._keys: list[PackedWords] = []
        self._iterations: list[Integers] = []
        self._truncated = 0

    def add(self, begin: int, valid: int, work: Workspace) -> None:
        """Take in one chunk."""
        add_link_slacks(valid, CRITICAL_FLOAT, self.slacks, self._sums)
        self._trace(valid, np.uint64(0), work)
        count = int(self._found.counts[0])
        self._keys.append(self._found.keys[:count].copy())
        self._iterations.append(begin + self._found.lanes[:count])
        self._truncated += int(self._found.counts[1])

    def _trace(self, valid: int, wanted: np.uint64, work: Workspace) -> Integers:
        """Find the paths of a chunk; return the tasks of the one that is wanted, from its end."""
        network = self._plan.compiled.network
        path = np.empty(self._plan.compiled.n_tasks, np.int64)
        tolerance = float(network.critical_float[0])
        trace_paths(valid, tolerance, self._ends, wanted, network, work, self.slacks, self._scratch, self._found, path)
        return path[: self._found.counts[2]]

    def followed(self) -> _Followed:
        """Count the paths, and play the iterations that the most frequent ones were first met in once more."""
        plan = self._plan
        distinct, first, counts = np.unique(np.concatenate(self._keys), return_index=True, return_counts=True)
        # Equally frequent paths stand in the order in which they were met.
        chosen = np.lexsort((first, -counts))[:MOST_PATHS_KEPT]
        chunk_of = np.concatenate(self._iterations)[first[chosen]] // LANES
        work = thread_workspace(plan.compiled)
        tasks: dict[int, tuple[int, ...]] = {}
        for chunk in np.unique(chunk_of):
            prepare_block(int(chunk) // BLOCK_CHUNKS, plan.streams, work)
            _play_chunk(plan, int(chunk), work, self.slacks)
            for row in chosen[chunk_of == chunk]:
                backwards = plan.compiled.order[self._trace(LANES, distinct[row], work)]
                tasks[int(row)] = tuple(int(task) for task in backwards[::-1])
        paths = tuple(CriticalPath(tasks[int(row)], int(counts[row])) for row in chosen)
        return _Followed(paths, int(distinct.size), self._truncated, self._sums)


def _percentiles(rows: Floats32 | Floats) -> Floats:
    """Return DETAIL_LEVELS of each row: ndarray(float64), shape (n_rows, 3). The rows are sorted."""
    rows.sort(axis=1)
    return rows[:, [quantile_rank(rows.shape[1], level) for level in DETAIL_LEVELS]].astype(np.float64)


def _take_milestones(compiled: CompiledProject, milestones: Floats, starts: Floats, finishes: Floats) -> None:
    """Put in the percentiles of milestones over all iterations, so that a milestone has one P80 everywhere."""
    if not milestones.size:
        return
    exact = np.concatenate([_percentiles(row[None].copy()) for row in milestones])
    rows = compiled.network.milestones
    finishes[rows] = exact
    marginals = compiled.marginals
    is_struck = (np.diff(compiled.events.effect_ptr)[rows] > 0) | (compiled.network.existence[rows] >= 0)
    is_instant = (marginals.tables[rows, 0] == FIXED) & (marginals.parameters[rows, 0] == 0.0) & ~is_struck
    starts[rows[is_instant]] = exact[is_instant]
