"""Errors of statistics that have no formula: the scatter between groups of iterations, or between resamples."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from riskmc._typing import Floats
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.sums import FEWEST_REPLICATES, REPLICATE_SIZE

__all__ = [
    "LEAST_BEYOND", "RESAMPLES", "RESAMPLING_SEED", "Measured", "Method", "measured", "normal_quantile",
    "replicate_size", "student_quantile",
]  # fmt: skip

LEAST_BEYOND: Final = 10
"""Iterations of a replicate that lie beyond its percentile, on the nearer side, before it is a replicate of use."""

RESAMPLES: Final = 1_000
RESAMPLING_SEED: Final = 0

_MOST_RESAMPLES, _FEWEST_RESAMPLES = 400, 100
_RESAMPLED_NUMBERS: Final = 4e7
"""Numbers that the resamples of a statistic hold together, as far as there are enough resamples."""

Method = Literal["replicates", "bootstrap", "none"]
"""How an interval was made: from groups of 1,024 iterations, from resamples, or not at all."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that a run estimates, with its confidence interval.

    Attributes
    ----------
    value, low, high : float
        In one unit; the ends are nan where the run is too short for any.
    """

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Measured:
        """Return the same in another unit, `factor` of which make one of this; above 0.

        Examples
        --------
        >>> Measured(480.0, 240.0, 720.0).scaled(1 / 480)
        Measured(value=1.0, low=0.5, high=1.5)
        """
        return Measured(self.value * factor, self.low * factor, self.high * factor)


def measured(
    statistic: Callable[[Floats], Floats], samples: Floats, probability: float, confidence: float = CONFIDENCE
) -> tuple[tuple[Measured, ...], Method]:
    """Return statistics of joint samples with their intervals.

    From :data:`riskmc.result.sums.FEWEST_REPLICATES` groups of 1,024 iterations on, the scatter between groups gives
    Student intervals around the statistics of all iterations (sectioning: S. Asmussen and P. W. Glynn, Stochastic
    Simulation, 2007, section III.5); groups are independent with Latin hypercube sampling, too. A shorter run has the
    percentile interval of a bootstrap with a seed of its own (B. Efron and R. J. Tibshirani, An Introduction to the
    Bootstrap, 1993, section 13.3).

    Parameters
    ----------
    statistic : callable
        Takes samples, shape (rows, any number of iterations), and returns its numbers, shape (k,).
    samples : ndarray(float64, ndim=2), shape (rows, iterations)
        What belongs to one iteration stands in one column.
    probability : float
        Percentile that the statistic looks at, in (0, 1), by which the size of the groups is chosen.
    confidence : float
        In (0, 1).

    Returns
    -------
    (tuple of Measured, {"replicates", "bootstrap", "none"})

    Examples
    --------
    >>> samples = np.random.default_rng(1).normal(100.0, 10.0, (1, 20_000))
    >>> (mean,), how = measured(lambda part: part.mean(axis=1), samples, 0.5)
    >>> mean.low < 100.0 < mean.high, how
    (True, 'replicates')
    """
    n = samples.shape[1]
    whole = np.asarray(statistic(samples), float)
    if n == 1:
        return tuple(Measured(float(value), math.nan, math.nan) for value in whole), "none"
    size = replicate_size(n, probability)
    if size == 0:
        low, high = _resampled(statistic, samples, confidence)
        low, high = np.minimum(low, whole), np.maximum(high, whole)
    else:
        groups = np.array([statistic(samples[:, i : i + size]) for i in range(0, n - size + 1, size)], float)
        half = student_quantile(len(groups) - 1, confidence) * groups.std(axis=0, ddof=1) * math.sqrt(size / n)
        low, high = whole - half, whole + half
    found = tuple(Measured(float(v), float(a), float(b)) for v, a, b in zip(whole, low, high, strict=True))
    return found, "replicates" if size else "bootstrap"


def _resampled(statistic: Callable[[Floats], Floats], samples: Floats, confidence: float) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(RESAMPLING_SEED)
    n = samples.shape[1]
    count = int(np.clip(_RESAMPLED_NUMBERS / samples.size, _FEWEST_RESAMPLES, _MOST_RESAMPLES))
    found = np.array([statistic(samples[:, generator.integers(0, n, n)]) for _ in range(count)])
    tail = 0.5 * (1.0 - confidence)
    low, high = np.quantile(found, [tail, 1.0 - tail], axis=0)
    return low, high


def replicate_size(n: int, probability: float) -> int:
    """Return how many iterations make a replicate: whole groups of 1,024, or 0 where there are too few for any."""
    most = n // (FEWEST_REPLICATES * REPLICATE_SIZE)
    groups = math.ceil(LEAST_BEYOND / (min(probability, 1.0 - probability) * REPLICATE_SIZE))
    return REPLICATE_SIZE * min(groups, most)


def student_quantile(freedom: int, confidence: float) -> float:
    """Return the half-width of a Student interval, in standard errors."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 * (1.0 + confidence)))


def normal_quantile(confidence: float) -> float:
    """Return the half-width of a normal interval, in standard errors."""
    from scipy.special import ndtri

    return float(ndtri(0.5 * (1.0 + confidence)))
