"""What a run adds up of money, and the indices that come of it.

As the sums of :mod:`riskmc.result.sums`, these are taken around the planned values, and each complete block is a
replicate whose scatter gives standard errors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from riskmc._typing import Floats
from riskmc.result.sums import FEWEST_REPLICATES

COST_INDICES = ("mean", "sd", "covariance_share", "finish_correlation")
"""Indices of what costs, in the order of the replicate sums."""

COST_PARTS = ("time_independent", "time_dependent", "standing", "risks", "responses", "escalation")
"""What a cost is made of: the parts before prices rise, and what the rise adds."""


@dataclass(frozen=True)
class CostSums:
    """Sums of money over the iterations of a run.

    Attributes
    ----------
    carriers : ndarray(float64, ndim=2), shape (n_carriers, 4)
        Sums over all iterations of the deviation of what each carrier costs from its planned value, of its square, and
        of its products with those of the total and of the finish.
    total : ndarray(float64), shape (2,)
        Sum and sum of squares of the deviation of the total.
    replicate_sums, replicate_squares : ndarray(float64, ndim=2), shape (n_carriers, 4)
        Sums of COST_INDICES of each complete block, and of their squares.
    complete_carriers, complete_total
        As ``carriers`` and ``total`` over the complete blocks alone.
    """

    carriers: Floats
    total: Floats
    replicate_sums: Floats
    replicate_squares: Floats
    complete_carriers: Floats
    complete_total: Floats

    @classmethod
    def empty(cls, n_carriers: int) -> CostSums:
        """Return the sums of no iteration."""
        four = (n_carriers, 4)
        return cls(np.zeros(four), np.zeros(2), np.zeros(four), np.zeros(four), np.zeros(four), np.zeros(2))

    def complete(self) -> CostSums:
        """Return the sums of the complete blocks alone."""
        return replace(self, carriers=self.complete_carriers, total=self.complete_total)


@dataclass(frozen=True)
class RunCosts:
    """What a run knows of money.

    Attributes
    ----------
    carriers : tuple of str
        What costs: ``task:piling`` in plan order, then ``cost:site``, ``risk:R1`` and ``response:R1.1``.
    planned : ndarray(float64), shape (n_carriers + 1,)
        What each costs as planned: planned durations, most likely amounts, no risks. The last is the total.
    planned_parts : ndarray(float64), shape (6,)
        COST_PARTS of the planned total.
    total : ndarray(float64), shape (iterations,)
        What each iteration cost, with prices as they rose.
    parts : ndarray(float64, ndim=2), shape (6, iterations)
        COST_PARTS of each.
    sums : CostSums
    """

    carriers: tuple[str, ...]
    planned: Floats
    planned_parts: Floats
    total: Floats
    parts: Floats
    sums: CostSums


def cost_indices(n: int, sums: Floats, total: Floats, finish: Floats, planned: Floats) -> Floats:
    """Turn sums into indices.

    Parameters
    ----------
    n : int
        Iterations in the sums.
    sums : ndarray(float64, ndim=2), shape (n_carriers, 4)
    total, finish : ndarray(float64), shape (2,)
        Sum and sum of squares of the deviations of the total cost and of the finish.
    planned : ndarray(float64), shape (n_carriers + 1,)
        What the sums were taken around.

    Returns
    -------
    ndarray(float64, ndim=2), shape (n_carriers, 4)
        Mean and standard deviation (n - 1); Cov(X, total) / Var(total), which add up to 1 over all carriers (nan where
        the total is certain); and the correlation with the project's finish (nan where either is certain).

    Examples
    --------
    >>> import numpy as np
    >>> sums = np.array([[2.0, 2.0, 2.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    >>> cost_indices(4, sums, np.array([2.0, 2.0]), np.zeros(2), np.array([10.0, 5.0, 15.0]))[:, :3].round(3).tolist()
    [[10.5, 0.577, 1.0], [5.0, 0.0, 0.0]]
    """
    mean = sums[:, 0] / n
    square = np.maximum(sums[:, 1] - n * mean**2, 0.0)
    # A spread that is rounding noise of its own scale is none.
    square = np.where(square <= n * (1e-9 * (np.abs(planned[:-1]) + 1.0)) ** 2, 0.0, square)
    with_total = np.where(square > 0.0, sums[:, 2] - mean * total[0], 0.0)
    with_finish = sums[:, 3] - mean * finish[0]
    total_square = _square(n, total, float(planned[-1]))
    finish_square = _square(n, finish, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = with_total / total_square
        correlation = np.clip(with_finish / np.sqrt(square * finish_square), -1.0, 1.0)
    return np.column_stack([planned[:-1] + mean, np.sqrt(square / max(n - 1, 1)), share, correlation])


def _square(n: int, sums: Floats, scale: float) -> float:
    square = float(sums[1] - sums[0] ** 2 / n)
    return square if square > n * (1e-9 * (abs(scale) + 1.0)) ** 2 else 0.0


def cost_errors(n: int, blocks: int, sums: CostSums, indices: Floats) -> Floats:
    """Return standard errors of the indices: ndarray(float64, ndim=2), shape (n_carriers, 4).

    From the scatter between blocks; where there are too few of them sd / sqrt(n) of a mean and, by normal theory,
    sd / sqrt(2 n) of a standard deviation and (1 - r^2) / sqrt(n) of a correlation; of a share it is not known (nan).

    Parameters
    ----------
    n, blocks : int
        Iterations, and complete blocks among them.
    sums : CostSums
    indices : ndarray(float64, ndim=2), shape (n_carriers, 4)
    """
    if blocks < FEWEST_REPLICATES:
        sd, correlation = indices[:, 1], indices[:, 3]
        unknown = np.full_like(sd, np.nan)
        return np.column_stack([sd / n**0.5, sd / (2.0 * n) ** 0.5, unknown, (1.0 - correlation**2) / n**0.5])
    means = sums.replicate_sums / blocks
    variance = np.maximum(sums.replicate_squares / blocks - means**2, 0.0) * blocks / (blocks - 1)
    variance = np.where(variance <= (1e-9 * (np.abs(means) + 1e-6)) ** 2, 0.0, variance)
    errors: Floats = np.sqrt(variance / blocks)
    return errors
