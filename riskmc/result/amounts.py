"""Amounts of money, over all iterations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from riskmc._typing import Floats
from riskmc.result.estimates import (
    CONFIDENCE,
    ProbabilityEstimate,
    order_statistic_interval,
    proportion_interval,
    quantile_rank,
)

SAME_AMOUNT = 1e-9
"""Two amounts that differ by less than this share of the larger are the same: sums round."""


@dataclass(frozen=True, slots=True)
class AmountEstimate:
    """A percentile of an amount, with its confidence interval.

    Attributes
    ----------
    probability : float
        0.8 for P80.
    value, low, high : float
        The attained amount at that percentile, and the ends of the interval.
    confidence : float
        Of the interval, 0.95 for 95 %.
    """

    probability: float
    value: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True)
class CostSamples:
    """What one thing cost in every iteration.

    Attributes
    ----------
    amounts : ndarray(float64), shape (iterations,)
        Money, by iteration; read-only.
    currency : str
        Code of the currency, empty where the plan names none.

    Examples
    --------
    >>> costs = CostSamples(np.array([120.0, 90.0, 150.0, 100.0]), "EUR")
    >>> costs.mean, costs.quantile(0.5), costs.iteration_at(0.5)
    (115.0, 100.0, 3)
    """

    amounts: Floats
    currency: str = ""

    @cached_property
    def sorted_amounts(self) -> Floats:
        """The amounts in rising order: ndarray(float64), shape (iterations,)."""
        ordered: Floats = np.sort(self.amounts)
        ordered.flags.writeable = False
        return ordered

    @property
    def iterations(self) -> int:
        """Number of iterations."""
        return int(self.amounts.size)

    @property
    def mean(self) -> float:
        """Mean amount."""
        return float(self.amounts.mean())

    @property
    def sd(self) -> float:
        """Standard deviation (n - 1); nan for a single iteration."""
        return float(self.amounts.std(ddof=1)) if self.iterations > 1 else math.nan

    def quantile(self, probability: float) -> float:
        """Return the amount that a share of the iterations does not exceed: one that an iteration attained.

        Parameters
        ----------
        probability : float
            In [0, 1]; 0.8 gives P80.

        Raises
        ------
        ValueError
            Where it is not.
        """
        _check_probability(probability)
        return float(self.sorted_amounts[quantile_rank(self.iterations, probability)])

    def iteration_at(self, probability: float) -> int:
        """Return an iteration that attained a percentile: the first, where several did.

        Parameters
        ----------
        probability : float
            In [0, 1].
        """
        return int(np.argmax(self.amounts == self.quantile(probability)))

    def estimate(self, probability: float, confidence: float = CONFIDENCE) -> AmountEstimate:
        """Return a percentile with its order-statistic interval.

        Parameters
        ----------
        probability, confidence : float
            In (0, 1).
        """
        value = self.quantile(probability)
        low, high = order_statistic_interval(self.iterations, probability, confidence)
        ordered = self.sorted_amounts
        return AmountEstimate(probability, value, float(ordered[low]), float(ordered[high]), confidence)

    def share_within(self, amount: float) -> float:
        """Return the share of iterations that cost at most an amount."""
        return self._count_within(amount) / self.iterations

    def probability_within(self, amount: float, confidence: float = CONFIDENCE) -> ProbabilityEstimate:
        """Return the chance to cost at most an amount, with its binomial interval.

        Parameters
        ----------
        amount : float
        confidence : float
            In (0, 1).
        """
        return proportion_interval(self._count_within(amount), self.iterations, confidence)

    def _count_within(self, amount: float) -> int:
        return int(np.searchsorted(self.sorted_amounts, amount + SAME_AMOUNT * abs(amount), side="right"))


def _check_probability(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability {probability!r} is not between 0 and 1; write 0.8 for P80")
