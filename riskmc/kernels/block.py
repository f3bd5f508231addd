"""The block: everything that one unit of work does, chunk by chunk."""

from __future__ import annotations

import numpy as np

from riskmc.kernels._constants import BLOCK_CHUNKS, LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.accumulators import add_risk_sums
from riskmc.kernels.arrays import BlockOutput, Events, Network, Streams, Workspace
from riskmc.kernels.marginals import Marginals
from riskmc.kernels.network import backward_pass, forward_pass
from riskmc.kernels.occurrence import find_existing, relate_events
from riskmc.kernels.sampling import prepare_block, sample_durations, sample_events, sample_rows
from riskmc.kernels.striking import drop_absent, strike_durations


@kernel
def sample_chunk(
    chunk: int,
    first_task: int,
    end_task: int,
    marginals: Marginals,
    events: Events,
    streams: Streams,
    work: Workspace,
) -> None:
    """Draw one chunk: events, lags, magnitudes, and the durations of some tasks as the risks leave them.

    What goes together has been drawn into ``work.linked``.
    """
    n_tasks = events.effect_ptr.shape[0] - 1
    # Numbers that are no literals, for each of which a kernel would be compiled anew.
    no: int = np.int64(0)  # type: ignore[assignment]
    yes: int = np.int64(1)  # type: ignore[assignment]
    sample_rows(chunk, n_tasks, no, marginals, events, streams, work)
    sample_events(chunk, events, streams, work)
    relate_events(events, work)
    find_existing(events, work)
    sample_rows(chunk, n_tasks, yes, marginals, events, streams, work)
    sample_durations(chunk, first_task, end_task, marginals, streams, work)
    strike_durations(first_task, end_task, events, work)
    drop_absent(first_task, end_task, events, work)


@inlined
def store_samples(valid: int, first: int, network: Network, work: Workspace, output: BlockOutput) -> None:
    """Keep the finishes of the project and its milestones, and the task samples where they are wanted."""
    finishes = work.finishes
    for lane in range(valid):
        output.finish[first + lane] = work.lanes[0, lane]
    for row in range(network.milestones.shape[0]):
        begin = network.milestones[row] * LANES
        for lane in range(valid):
            output.milestones[row, first + lane] = finishes[begin + lane]
    for task in range(output.kept_durations.shape[0]):
        begin = task * LANES
        for lane in range(valid):
            output.kept_durations[task, first + lane] = work.durations[begin + lane]
            output.kept_finishes[task, first + lane] = finishes[begin + lane]


@kernel
def run_chunks(
    block: int, begin: int, end: int, iterations: int, network: Network, marginals: Marginals, events: Events,
    streams: Streams, work: Workspace, output: BlockOutput,
) -> None:  # fmt: skip
    """Work chunks ``begin`` to ``end`` of a block, in which ``iterations`` count.

    The chunks of a block may be asked for in several calls, in order, so that an interrupt need not wait for the whole
    block; the numbers are the same.

    Parameters
    ----------
    block : int
        Number of the block.
    begin, end : int
        Chunks of the block, 0 .. BLOCK_CHUNKS.
    iterations : int
        Iterations of the block that count, 1 .. BLOCK_ITERATIONS.
    network, marginals, events, streams
        Read.
    work : Workspace
    output : BlockOutput, added to
    """
    if begin == 0:
        prepare_block(block, streams, work)
    first_task: int = np.int64(0)  # type: ignore[assignment]
    n_tasks = network.pred_ptr.shape[0] - 1
    reference_finish = network.reference[n_tasks, 1]
    for position in range(begin, end):
        first = position * LANES
        valid = min(iterations - first, LANES)
        if valid <= 0:
            break
        sample_chunk(block * BLOCK_CHUNKS + position, first_task, n_tasks, marginals, events, streams, work)
        forward_pass(network, work)
        for i in range(np.uint64(0), np.uint64(LANES)):
            work.lanes[1, i] = work.lanes[0, i] - reference_finish
        store_samples(valid, first, network, work, output)
        backward_pass(valid, network, work, output.task_sums)
        add_risk_sums(valid, events, work, work.lanes[1], output.risk_sums)
