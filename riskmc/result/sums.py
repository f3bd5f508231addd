"""What a run adds up, and the indices that come of it.

The sums are taken around the planned values, so that nothing cancels. Each complete block of 1,024 iterations is also a
replicate: the scatter of an index between blocks gives its standard error without a formula, honest with Latin
hypercube sampling too, where blocks are independent and iterations are not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats

TASK_STATISTICS = (
    "duration", "duration_square", "duration_finish", "critical", "significance", "total_float", "early_finish",
)  # fmt: skip
"""Columns of the task sums."""

RISK_STATISTICS = ("occurred", "occurred_finish", "count", "cost")
"""Columns of the risk sums."""

REPLICATED = ("mean", "sd", "criticality", "pearson", "significance", "ssi", "total_float", "early_finish")
"""Indices whose scatter between blocks is followed, in the order of the replicate sums."""

REPLICATE_SIZE = 1024
"""Iterations of a Latin hypercube, and of the blocks whose scatter gives standard errors."""

FEWEST_REPLICATES = 8
"""With fewer complete blocks than this, standard errors come from formulas for independent iterations."""


@dataclass(frozen=True)
class RunSums:
    """Sums over the iterations of a run.

    Attributes
    ----------
    iterations : int
        Iterations in the sums.
    tasks : ndarray(float64, ndim=2), shape (n_tasks, 7)
        Sums of TASK_STATISTICS over all iterations, around the references.
    risks : ndarray(float64, ndim=2), shape (n_risks, 4)
        Sums of RISK_STATISTICS: in how many iterations each risk occurred, the sum of the finish's deviation where it
        did, how many of its events occurred, and what they cost.
    finish : ndarray(float64), shape (2,)
        Sum and sum of squares of the finish's deviation from the reference.
    blocks : int
        Complete blocks.
    replicate_sums, replicate_squares : ndarray(float64, ndim=3), shape (n_tasks, 8)
        Sums of the indices REPLICATED of each complete block, and of their squares.
    complete_tasks, complete_risks, complete_finish
        As ``tasks``, ``risks`` and ``finish`` over the complete blocks alone: where a continued run goes on.
    """

    iterations: int
    tasks: Floats
    risks: Floats
    finish: Floats
    blocks: int
    replicate_sums: Floats
    replicate_squares: Floats
    complete_tasks: Floats
    complete_risks: Floats
    complete_finish: Floats


def task_indices(
    n: int, tasks: Floats, finish: Floats, reference_duration: Floats, reference_finish: Floats, project_finish: float
) -> Floats:
    """Turn sums into indices.

    Parameters
    ----------
    n : int
        Iterations in the sums.
    tasks : ndarray(float64, ndim=2), shape (n_tasks, 7)
        Sums of TASK_STATISTICS.
    finish : ndarray(float64), shape (2,)
        Sum and sum of squares of the finish's deviation.
    reference_duration, reference_finish : ndarray(float64), shape (n_tasks,)
        What the sums were taken around.
    project_finish : float
        Reference of the finish.

    Returns
    -------
    ndarray(float64, ndim=2), shape (n_tasks, 8)
        Mean and standard deviation of the duration (n - 1), criticality index, Pearson cruciality (signed; nan where
        the duration or the finish is constant), significance index, schedule sensitivity index, mean total float, mean
        early finish. Definitions: M. Vanhoucke, Measuring Time (2009), section 5.2.

    Examples
    --------
    >>> import numpy as np
    >>> sums = np.array([[2.0, 2.0, 2.0, 4.0, 44.0, 0.0, 2.0]])
    >>> task_indices(4, sums, np.array([2.0, 2.0]), np.array([10.0]), np.array([10.0]), 10.0)[0, :4].round(3).tolist()
    [10.5, 0.577, 1.0, 1.0]
    """
    mean_deviation = tasks[:, 0] / n
    finish_mean = finish[0] / n
    square = np.maximum(tasks[:, 1] - n * mean_deviation**2, 0.0)
    finish_square = max(float(finish[1] - n * finish_mean**2), 0.0)
    product = tasks[:, 2] - n * mean_deviation * finish_mean
    # A spread that is rounding noise of its own scale is none.
    square = np.where(square <= n * (1e-9 * (np.abs(reference_duration) + 1.0)) ** 2, 0.0, square)
    if finish_square <= n * (1e-9 * (abs(project_finish) + 1.0)) ** 2:
        finish_square = 0.0
    freedom = max(n - 1, 1)
    sd = np.sqrt(square / freedom)
    finish_sd = np.sqrt(finish_square / freedom)
    criticality = tasks[:, 3] / n
    with np.errstate(divide="ignore", invalid="ignore"):
        pearson = np.clip(product / np.sqrt(square * finish_square), -1.0, 1.0)
        significance = tasks[:, 4] / n / (project_finish + finish_mean)
        ssi = np.where((sd > 0.0) & (finish_sd > 0.0), sd * criticality / finish_sd, 0.0)
    return np.column_stack(
        [
            reference_duration + mean_deviation, sd, criticality, pearson, significance, ssi,
            tasks[:, 5] / n, reference_finish + tasks[:, 6] / n,
        ]
    )  # fmt: skip


def block_means(values: Floats) -> Floats | None:
    """Return the means of the complete blocks of a run, or None where there are too few to tell their scatter.

    Parameters
    ----------
    values : ndarray(float64), shape (iterations,)
        In the order of iterations.

    Returns
    -------
    ndarray(float64), shape (n_blocks,), or None
    """
    blocks = values.size // REPLICATE_SIZE
    if blocks < FEWEST_REPLICATES:
        return None
    means: Floats = values[: blocks * REPLICATE_SIZE].reshape(blocks, REPLICATE_SIZE).mean(axis=1)
    return means


def replicate_errors(sums: RunSums) -> Floats:
    """Return standard errors of the indices from the scatter between blocks: shape (n_tasks, 8), columns REPLICATED."""
    count = sums.blocks
    means = sums.replicate_sums / count
    variance = np.maximum(sums.replicate_squares / count - means**2, 0.0) * count / (count - 1)
    # Rounding leaves a trace of scatter where the blocks agree.
    variance = np.where(variance <= (1e-9 * (np.abs(means) + 1e-6)) ** 2, 0.0, variance)
    errors: Floats = np.sqrt(variance / count)
    return errors


def formula_errors(n: int, indices: Floats) -> Floats:
    """Return standard errors of the indices for independent iterations: shape (n_tasks, 8), columns REPLICATED.

    Mean sd / sqrt(n); sd by normal theory sd / sqrt(2 n); criticality binomial; Pearson (1 - r^2) / sqrt(n) by normal
    theory; significance by the bound m (1 - m) on the variance of a share; SSI by the delta method with independent
    factors; float and early finish unknown (nan), as their squares are not summed.
    """
    sd, criticality, pearson, significance, ssi = indices[:, 1], *indices[:, 2:6].T
    root = np.sqrt(n)
    with np.errstate(divide="ignore", invalid="ignore"):
        ssi_error = ssi * np.sqrt(np.where(criticality > 0, (1 - criticality) / criticality, 0.0) + 1.0) / root
    unknown = np.full_like(sd, np.nan)
    share = np.clip(significance, 0.0, 1.0)
    return np.column_stack(
        [
            sd / root, sd / np.sqrt(2.0 * n), np.sqrt(criticality * (1 - criticality)) / root, (1 - pearson**2) / root,
            np.sqrt(share * (1 - share)) / root, ssi_error, unknown, unknown,
        ]
    )  # fmt: skip
