"""The unit of work: one block of iterations, the same function on every executor."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from riskmc._typing import Flags, Sampling, Words
from riskmc.compiled.project import CompiledProject, frozen
from riskmc.errors import UsageError
from riskmc.kernels import BLOCK_CHUNKS, BLOCK_ITERATIONS, LANES
from riskmc.kernels.arrays import LHS, RANDOM, SOBOL, BlockOutput, Streams, Workspace, block_output, workspace
from riskmc.kernels.block import run_chunks
from riskmc.kernels.cost_arrays import CostOutput, CostRoom, cost_output, cost_room
from riskmc.kernels.cost_block import run_cost_chunks
from riskmc.kernels.dated_arrays import dated_workspace
from riskmc.kernels.marginals import FIXED
from riskmc.kernels.sampling import prepare_block
from riskmc.kernels.sobol import digital_shifts
from riskmc.simulation.dating import work_chunk
from riskmc.simulation.drawing import correlate

_CODES: dict[Sampling, int] = {"lhs": LHS, "random": RANDOM, "sobol": SOBOL}
_SLICE_SECONDS = 0.1
_SECONDS_PER_TASK_CHUNK = 20e-9 * LANES
"""A generous cost of one task in one chunk, for cutting work small enough to be interrupted."""

SOBOL_DIMENSIONS = 21_201


@dataclass(frozen=True)
class BlockPlan:
    """Everything a block needs but its number.

    Attributes
    ----------
    compiled : CompiledProject
    streams : Streams
    iterations : int
        Of the whole run.
    keep_samples : bool
    first_block : int
        Block that is worked first; those before it were worked in an earlier run.
    """

    compiled: CompiledProject
    streams: Streams
    iterations: int
    keep_samples: bool
    first_block: int = 0

    @property
    def n_blocks(self) -> int:
        """Number of blocks: a function of the iterations alone."""
        return -(-self.iterations // BLOCK_ITERATIONS)

    def block_iterations(self, block: int) -> int:
        """Return how many iterations of a block count."""
        return min(BLOCK_ITERATIONS, self.iterations - block * BLOCK_ITERATIONS)


class Costing(NamedTuple):
    """Where the costs of a block are worked.

    Attributes
    ----------
    place : CostRoom
    output : CostOutput
    """

    place: CostRoom
    output: CostOutput


class WorkedBlock(NamedTuple):
    """What a block leaves behind.

    Attributes
    ----------
    output : BlockOutput
    costs : CostOutput or None
        None where nothing costs money.
    """

    output: BlockOutput
    costs: CostOutput | None


class Stopped(Exception):
    """A block was given up because the run is being stopped."""


def streams_of(compiled: CompiledProject, seed: int, sampling: Sampling) -> Streams:
    """Address the streams of a compiled project.

    Raises
    ------
    UsageError
        Where a Sobol sequence is asked for more dimensions than there are direction numbers.
    """
    key = np.array([seed & 0xFFFFFFFF, seed >> 32], np.uint32)
    directions = np.zeros((1, 32), np.uint32)
    shifts = np.zeros(1, np.uint32)
    if sampling == "sobol":
        directions = _directions(compiled)
        shifts = np.zeros(compiled.low.size, np.uint32)
        digital_shifts(shifts, compiled.low, compiled.high, key[0], key[1])
    code = np.array([_CODES[sampling]])
    return frozen(Streams(compiled.low, compiled.high, key, code, directions, shifts, compiled.copula))


def _directions(compiled: CompiledProject) -> Words:
    """Return the direction numbers of each stream; what is certain takes no dimension."""
    from scipy.stats import qmc

    is_random = np.concatenate([_are_first(compiled), compiled.marginals.tables[:, 0] != FIXED])
    is_random = np.concatenate([is_random, np.ones(compiled.low.size - is_random.size, bool)])
    dimensions = int(is_random.sum())
    if dimensions > SOBOL_DIMENSIONS:
        raise UsageError(
            f"the plan has {dimensions:,} random quantities, and Sobol sequences have {SOBOL_DIMENSIONS:,} dimensions; "
            "use --sampling lhs"
        )
    directions = np.zeros((is_random.size, 32), np.uint32)
    if dimensions:
        # Amounts of money take the last dimensions, so that other draws are the same without them.
        first = compiled.marginals.tables.shape[0] - compiled.n_amounts + compiled.n_events
        is_amount = np.zeros(is_random.size, bool)
        is_amount[first : first + compiled.n_amounts] = True
        rows = np.flatnonzero(is_random)
        rows = rows[np.argsort(is_amount[rows], kind="stable")]
        directions[rows] = qmc.Sobol(dimensions, scramble=False, bits=32)._sv
    # One draw that is measured on several calendars stands in several rows, and so does one that several events share.
    streams = np.stack([compiled.low, compiled.high], axis=1)
    _, first, row = np.unique(streams, axis=0, return_index=True, return_inverse=True)
    return np.ascontiguousarray(directions[first[row.ravel()]])


def _are_first(compiled: CompiledProject) -> Flags:
    """Tell which events are the first of their stream: ndarray(bool), shape (n_events,)."""
    streams = np.stack([compiled.low, compiled.high], axis=1)[: compiled.n_events]
    is_first = np.zeros(compiled.n_events, bool)
    is_first[np.unique(streams, axis=0, return_index=True)[1]] = True
    return is_first


def run_block(plan: BlockPlan, block: int, work: Workspace, is_stopped: Callable[[], bool]) -> WorkedBlock:
    """Work one block.

    Parameters
    ----------
    plan : BlockPlan
    block : int
        0 .. n_blocks - 1.
    work : Workspace
    is_stopped : callable
        Asked every tenth of a second or so.

    Raises
    ------
    Stopped
        Where `is_stopped` said so.
    """
    compiled = plan.compiled
    output = block_output(
        compiled.n_tasks, compiled.network.milestones.size, compiled.n_risks, keep_samples=plan.keep_samples
    )
    costing = costing_of(compiled)
    step = max(1, min(BLOCK_CHUNKS, int(_SLICE_SECONDS / (compiled.n_tasks * _SECONDS_PER_TASK_CHUNK))))
    iterations = plan.block_iterations(block)
    for begin in range(0, BLOCK_CHUNKS, step):
        if is_stopped():
            raise Stopped
        end = min(begin + step, BLOCK_CHUNKS)
        if compiled.restraints is not None:
            _run_dated_chunks(plan, block, begin, end, work, output, costing)
        elif costing is not None:
            _run_cost_chunks(plan, block, begin, end, work, output, costing)
        elif plan.streams.copula.stream.size:
            _run_correlated_chunks(plan, block, begin, end, work, output)
        else:
            run_chunks(
                block, begin, end, iterations, compiled.network, compiled.marginals, compiled.events, plan.streams,
                work, output,
            )  # fmt: skip
    return WorkedBlock(output, None if costing is None else costing.output)


def costing_of(compiled: CompiledProject) -> Costing | None:
    """Allocate what the costs of a block take; None where nothing costs money."""
    if compiled.costs is None:
        return None
    n_carriers = len(compiled.costs.carriers)
    return Costing(cost_room(n_carriers), cost_output(n_carriers))


def _run_cost_chunks(
    plan: BlockPlan, block: int, begin: int, end: int, work: Workspace, output: BlockOutput, costing: Costing
) -> None:
    """Work chunks of a block of a plan with costs, in which some draws may go together."""
    compiled, iterations = plan.compiled, plan.block_iterations(block)
    assert compiled.costs is not None
    is_correlated = plan.streams.copula.stream.size > 0
    if begin == 0:
        prepare_block(block, plan.streams, work)
    last = min(end, -(-iterations // LANES))
    for position in range(begin, last) if is_correlated else (begin,):
        if is_correlated:
            correlate(block * BLOCK_CHUNKS + position, compiled.n_tasks, plan.streams, work)
        run_cost_chunks(
            block, position, position + 1 if is_correlated else last, iterations, compiled.network, compiled.marginals,
            compiled.events, plan.streams, compiled.costs.arrays, compiled.costs.calendars, work, costing.place, output,
            costing.output,
        )  # fmt: skip


def _run_correlated_chunks(
    plan: BlockPlan, block: int, begin: int, end: int, work: Workspace, output: BlockOutput
) -> None:
    """Work chunks of a block of a plan in which some draws go together."""
    compiled, iterations = plan.compiled, plan.block_iterations(block)
    if begin == 0:
        prepare_block(block, plan.streams, work)
    for position in range(begin, min(end, -(-iterations // LANES))):
        correlate(block * BLOCK_CHUNKS + position, compiled.n_tasks, plan.streams, work)
        run_chunks(
            block, position, position + 1, iterations, compiled.network, compiled.marginals, compiled.events,
            plan.streams, work, output,
        )  # fmt: skip


def _run_dated_chunks(
    plan: BlockPlan, block: int, begin: int, end: int, work: Workspace, output: BlockOutput, costing: Costing | None
) -> None:
    """Work chunks of a block of a plan with calendars, constraints or progress."""
    dated = dated_workspace(plan.compiled.n_late)
    iterations = plan.block_iterations(block)
    if begin == 0:
        prepare_block(block, plan.streams, work)
    for position in range(begin, end):
        first = position * LANES
        valid = min(iterations - first, LANES)
        if valid > 0:
            work_chunk(
                block * BLOCK_CHUNKS + position, first, valid, plan.compiled, plan.streams, work, dated, output, costing
            )  # fmt: skip


def workspace_of(compiled: CompiledProject) -> Workspace:
    """Allocate the room that a chunk of a compiled project is worked in."""
    return workspace(
        compiled.n_tasks, compiled.n_lags, compiled.n_magnitudes, compiled.n_events, compiled.n_uncertain,
        compiled.n_meetings, compiled.n_bases, compiled.copula,
    )  # fmt: skip


_of_thread = threading.local()


def thread_workspace(compiled: CompiledProject) -> Workspace:
    """Return this thread's workspace for a compiled project, made at its first use."""
    if getattr(_of_thread, "owner", None) is not compiled:
        _of_thread.owner = compiled
        _of_thread.work = workspace_of(compiled)
    work: Workspace = _of_thread.work
    return work
