"""Numbers that know their error: percentiles with order-statistic intervals, probabilities with binomial intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

CONFIDENCE = 0.95
"""Confidence of every interval, unless another is asked for."""


@dataclass(frozen=True, slots=True)
class QuantileEstimate:
    """A percentile of a finish, with its confidence interval.

    Attributes
    ----------
    probability : float
        0.8 for P80.
    value, low, high : datetime
        Dates of the project's calendar: the attained date at that percentile, and the ends of the interval.
    days, low_days, high_days : float
        The same in working days of the project's calendar from its start.
    confidence : float
        Of the interval, 0.95 for 95 %.
    """

    probability: float
    value: datetime
    low: datetime
    high: datetime
    days: float
    low_days: float
    high_days: float
    confidence: float


@dataclass(frozen=True, slots=True)
class ProbabilityEstimate:
    """A probability, with its confidence interval.

    Attributes
    ----------
    value, low, high : float
        In [0, 1].
    confidence : float
        Of the interval.
    """

    value: float
    low: float
    high: float
    confidence: float


def quantile_rank(n: int, probability: float) -> int:
    """Return which order statistic is the percentile: the smallest attained value that a share p lies at or below.

    This is the inverse of the empirical distribution function (definition 1 of R. J. Hyndman and Y. Fan, "Sample
    quantiles in statistical packages", The American Statistician 50, 1996), so that a percentile of dates is a date
    that an iteration attained.

    Parameters
    ----------
    n : int
        Size of the sample, at least 1.
    probability : float
        In [0, 1].

    Returns
    -------
    int
        From 0 for the smallest to n - 1.

    Examples
    --------
    >>> quantile_rank(10, 0.8)
    7
    """
    # The product may round up past a whole number, as 0.07 * 100 does.
    return min(max(math.ceil(n * probability * (1.0 - 1e-14)) - 1, 0), n - 1)


def order_statistic_interval(n: int, probability: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return the order statistics between which a true percentile lies with at least the confidence.

    For independent iterations the number of values below the true percentile is binomial, whatever the distribution
    (W. J. Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2). With Latin hypercube sampling the
    number varies less, so that the interval is then conservative.

    Parameters
    ----------
    n : int
        Size of the sample, at least 1.
    probability : float
        In (0, 1).
    confidence : float
        In (0, 1).

    Returns
    -------
    (int, int)
        Ranks of the ends, 0 for the smallest value. Where the sample is too small for the confidence, an end is the
        smallest or the largest value.

    Examples
    --------
    >>> order_statistic_interval(10_000, 0.8)
    (7920, 8078)
    """
    from scipy.special import bdtr

    def at_most(count: int) -> float:
        return float(bdtr(count, n, probability)) if count >= 0 else 0.0

    tail = (1.0 - confidence) / 2.0
    spread = math.sqrt(n * probability * (1.0 - probability))
    low = _first(lambda k: at_most(k) > tail, n * probability, spread, n)
    high = _first(lambda k: at_most(k) >= 1.0 - tail, n * probability, spread, n)
    # X_(low) <= true: at least `low` values lie below it except with the tail probability.
    return max(low - 1, 0), min(high, n - 1)


def fewest_for_interval(level: float, confidence: float) -> int:
    """Return from how many independent iterations on a percentile has an interval of that confidence.

    With fewer, the percentile lies beyond all of them with a chance of more than (1 - confidence) / 2, so that no two
    of them bracket it as surely.

    Examples
    --------
    >>> fewest_for_interval(0.8, 0.95), fewest_for_interval(0.5, 0.95)
    (17, 6)
    """
    tail = (1.0 - confidence) / 2.0
    return math.ceil(math.log(tail) / math.log(max(level, 1.0 - level)))


def _first(is_reached, centre: float, spread: float, n: int) -> int:  # type: ignore[no-untyped-def]
    """Return the smallest count in 0..n at which a rising condition holds."""
    below = max(int(centre - 8.0 * spread) - 8, -1)
    above = min(int(centre + 8.0 * spread) + 8, n)
    if below >= 0 and is_reached(below):
        below = -1
    if not is_reached(above):
        above = n
    while above - below > 1:
        middle = (above + below) // 2
        if is_reached(middle):
            above = middle
        else:
            below = middle
    return above


def proportion_interval(successes: int, n: int, confidence: float = CONFIDENCE) -> ProbabilityEstimate:
    """Return a share with its exact binomial interval (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934).

    Parameters
    ----------
    successes : int
        0 .. n.
    n : int
        At least 1.
    confidence : float
        In (0, 1).

    Examples
    --------
    >>> estimate = proportion_interval(0, 100)
    >>> estimate.value, estimate.low, round(estimate.high, 4)
    (0.0, 0.0, 0.0362)
    """
    from scipy.special import betaincinv

    tail = (1.0 - confidence) / 2.0
    low = 0.0 if successes == 0 else float(betaincinv(successes, n - successes + 1, tail))
    high = 1.0 if successes == n else float(betaincinv(successes + 1, n - successes, 1.0 - tail))
    return ProbabilityEstimate(successes / n, low, high, confidence)
