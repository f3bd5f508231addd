"""How far two runs lie apart, and how sure that is: with random numbers in common, or with numbers of their own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from riskmc._typing import AnyArray, Floats
from riskmc.analysis.estimates import fewest_for_interval, half_width
from riskmc.result.estimates import order_statistic_interval, proportion_interval, quantile_rank
from riskmc.result.paired import mean_interval, paired_quantile_difference

__all__ = ["Difference", "chance_difference", "mean_difference", "quantile_difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one run has than another.

    Attributes
    ----------
    value, low, high : float
        Second less first, and the ends of the interval; nan where there are too few iterations for one.
    """

    value: float
    low: float
    high: float

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return 0.5 * (self.high - self.low)

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves no doubt of the sign."""
        return self.low > 0.0 or self.high < 0.0

    def scaled(self, factor: float) -> Difference:
        """Return the difference in another unit; the factor is above 0."""
        return Difference(self.value * factor, self.low * factor, self.high * factor)


def quantile_difference(
    first: Floats, second: Floats, probability: float, confidence: float, *, is_paired: bool
) -> Difference:
    """Return how much later a percentile lies in the second run.

    Parameters
    ----------
    first, second : ndarray(float64, ndim=1)
        Finishes by iteration; of the same length where they are paired.
    probability, confidence : float
        In (0, 1).
    is_paired : bool
        Whether iteration i of both has the same random numbers. The interval is then that of
        :func:`riskmc.result.paired.paired_quantile_difference`. Else the arms of the two order-statistic intervals are
        put together by the root of the sum of their squares (G. Y. Zou and A. Donner, "Construction of confidence
        limits about effect measures: a general approach", Statistics in Medicine 27, 2008).

    Examples
    --------
    >>> run = np.arange(1_000.0)
    >>> quantile_difference(run, run + 2.0, 0.8, 0.95, is_paired=True)
    Difference(value=2.0, low=2.0, high=2.0)
    >>> apart = quantile_difference(run, run + 2.0, 0.8, 0.95, is_paired=False)
    >>> apart.value, apart.low < -30.0, apart.high > 30.0
    (2.0, True, True)
    """
    has_interval = min(first.size, second.size) >= fewest_for_interval(probability, confidence)
    if is_paired:
        value, low, high = paired_quantile_difference(first, second, probability, confidence)
        return Difference(value, low, high) if has_interval else Difference(value, math.nan, math.nan)
    one, other = (_quantile(run, probability, confidence) for run in (first, second))
    difference = _apart(one, other)
    return difference if has_interval else Difference(difference.value, math.nan, math.nan)


def _quantile(run: Floats, probability: float, confidence: float) -> tuple[float, float, float]:
    ranks = (quantile_rank(run.size, probability), *order_statistic_interval(run.size, probability, confidence))
    value, low, high = np.partition(run, sorted(set(ranks)))[list(ranks)]
    return float(value), float(low), float(high)


def _apart(first: tuple[float, float, float], second: tuple[float, float, float]) -> Difference:
    """Put the intervals of two independent estimates (value, low, high) together."""
    value = second[0] - first[0]
    below = math.hypot(second[0] - second[1], first[2] - first[0])
    above = math.hypot(second[2] - second[0], first[0] - first[1])
    return Difference(value, value - below, value + above)


def mean_difference(first: Floats, second: Floats, confidence: float, *, is_paired: bool) -> Difference:
    """Return how much later the mean lies in the second run.

    The errors come from the scatter between blocks of 1,024 iterations where there are at least eight of them, as a
    Student interval; else from that between iterations.

    Parameters
    ----------
    first, second : ndarray(float64, ndim=1)
        Finishes by iteration; of the same length where they are paired.
    confidence : float
        In (0, 1).
    is_paired : bool
        Whether iteration i of both has the same random numbers.

    Examples
    --------
    >>> run = np.arange(1_000.0)
    >>> mean_difference(run, run + 2.0, 0.95, is_paired=True)
    Difference(value=2.0, low=2.0, high=2.0)
    """
    if is_paired:
        return Difference(*mean_interval(second - first, confidence))
    return _apart(mean_interval(first, confidence), mean_interval(second, confidence))


def chance_difference(first: AnyArray, second: AnyArray, confidence: float, *, is_paired: bool) -> Difference:
    """Return how much likelier something is in the second run.

    Parameters
    ----------
    first, second : ndarray(bool, ndim=1)
        Whether it happened, by iteration; of the same length where they are paired.
    confidence : float
        In (0, 1).
    is_paired : bool
        Whether iteration i of both has the same random numbers. The interval is then that of A. Agresti and Y. Min
        ("Simple improved confidence intervals for comparing matched proportions", Statistics in Medicine 24, 2005),
        which claims no certainty where no iteration differs. Else the arms of the two binomial intervals are put
        together by the root of the sum of their squares.

    Examples
    --------
    >>> happened = np.arange(1_000) < 800
    >>> chance = chance_difference(happened, np.arange(1_000) < 790, 0.95, is_paired=True)
    >>> [round(end, 4) for end in (chance.value, chance.low, chance.high)]
    [-0.01, -0.0164, -0.0035]
    """
    if not is_paired:
        shares = [proportion_interval(int(run.sum()), run.size, confidence) for run in (first, second)]
        one, other = ((share.value, share.low, share.high) for share in shares)
        return _apart(one, other)
    gained, lost = int((second & ~first).sum()), int((first & ~second).sum())
    value = (gained - lost) / first.size
    n = first.size + 2
    centre = (gained - lost) / n
    half = half_width(math.sqrt(gained + lost + 1 - (gained - lost) ** 2 / n) / n, confidence)
    return Difference(value, min(max(centre - half, -1.0), value), max(min(centre + half, 1.0), value))
