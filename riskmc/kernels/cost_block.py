"""The block of a plan with costs, where links and one calendar decide on all dates."""

from __future__ import annotations

import numpy as np

from riskmc.kernels._constants import BLOCK_CHUNKS, LANES
from riskmc.kernels._jit import kernel
from riskmc.kernels.accumulators import add_risk_sums
from riskmc.kernels.arrays import BlockOutput, Events, Network, Streams, Workspace
from riskmc.kernels.block import sample_chunk, store_samples
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.cost_arrays import FIRST_AMOUNT, CostOutput, CostRoom, Costs
from riskmc.kernels.costs import add_cost_sums, cost_chunk, draw_amounts
from riskmc.kernels.marginals import Marginals
from riskmc.kernels.network import backward_pass, forward_pass
from riskmc.kernels.sampling import prepare_block


@kernel
def run_cost_chunks(
    block: int, begin: int, end: int, iterations: int, network: Network, marginals: Marginals, events: Events,
    streams: Streams, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom, output: BlockOutput,
    cost_output: CostOutput,
) -> None:  # fmt: skip
    """Do as :func:`riskmc.kernels.block.run_chunks`, and cost each chunk between its early and its late dates.

    Parameters
    ----------
    block, begin, end, iterations
        As there.
    network, marginals, events, streams, costs, calendars
        Read.
    work : Workspace
    place : CostRoom
    output : BlockOutput, added to
    cost_output : CostOutput, added to
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
        draw_amounts(
            block * BLOCK_CHUNKS + position, costs.rules[FIRST_AMOUNT], n_tasks, marginals, streams, work
        )  # fmt: skip
        cost_chunk(network, events, costs, calendars, work, place)
        add_cost_sums(valid, first, work.lanes[1], costs, place, cost_output)
        backward_pass(valid, network, work, output.task_sums)
        add_risk_sums(valid, events, work, work.lanes[1], output.risk_sums)
