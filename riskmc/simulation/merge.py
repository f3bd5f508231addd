"""Adding up what blocks leave behind, in the order of the blocks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.kernels.arrays import BlockOutput
from riskmc.result.schedule import Schedule
from riskmc.result.sums import REPLICATED, RISK_STATISTICS, TASK_STATISTICS, RunSums, task_indices


def empty_sums(n_tasks: int, n_risks: int) -> RunSums:
    """Return the sums of no iteration."""
    tasks, replicates = (n_tasks, len(TASK_STATISTICS)), (n_tasks, len(REPLICATED))
    risks = (n_risks, len(RISK_STATISTICS))
    return RunSums(
        iterations=0, tasks=np.zeros(tasks), risks=np.zeros(risks), finish=np.zeros(2), blocks=0,
        replicate_sums=np.zeros(replicates), replicate_squares=np.zeros(replicates),
        complete_tasks=np.zeros(tasks), complete_risks=np.zeros(risks), complete_finish=np.zeros(2),
    )  # fmt: skip


def add_block(sums: RunSums, output: BlockOutput, iterations: int, plan: Schedule) -> RunSums:
    """Add one block to the sums.

    Parameters
    ----------
    sums : RunSums
        Of the blocks before.
    output : BlockOutput
        Tasks in the order of ``plan``.
    iterations : int
        Iterations of the block that count.
    plan : Schedule
        The references of the sums.

    Returns
    -------
    RunSums
    """
    finish = finish_sums(output.finish[:iterations], plan.finish)
    added = replace(
        sums,
        iterations=sums.iterations + iterations,
        tasks=sums.complete_tasks + output.task_sums,
        risks=sums.complete_risks + output.risk_sums,
        finish=sums.complete_finish + finish,
    )
    if iterations < BLOCK_ITERATIONS:
        return added
    indices = task_indices(iterations, output.task_sums, finish, plan.duration, plan.early_finish, plan.finish)
    return replace(
        added,
        blocks=sums.blocks + 1,
        replicate_sums=sums.replicate_sums + indices,
        replicate_squares=sums.replicate_squares + indices**2,
        complete_tasks=added.tasks,
        complete_risks=added.risks,
        complete_finish=added.finish,
    )


def finish_sums(finish: Floats, reference: float) -> Floats:
    """Return sum and sum of squares of the finish's deviation, exactly rounded: shape (2,)."""
    deviation = (finish - reference).tolist()
    return np.array([math.fsum(deviation), math.fsum(x * x for x in deviation)])
