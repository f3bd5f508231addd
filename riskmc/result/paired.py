"""How far a percentile moves between two runs that share their random numbers, and how sure that is."""

from __future__ import annotations

import math

import numpy as np

from riskmc._typing import Floats
from riskmc.result.estimates import CONFIDENCE, quantile_rank
from riskmc.result.replicates import (
    RESAMPLES,
    RESAMPLING_SEED,
    normal_quantile,
    replicate_size,
    student_quantile,
)
from riskmc.result.sums import block_means


def paired_quantile_difference(
    first_minutes: Floats, second_minutes: Floats, probability: float, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Return how much later a percentile lies in the second run than in the first, with its interval.

    Iteration i of both runs has the same random numbers, so that most of the scatter of one run is that of the other
    and cancels in the difference. From :data:`riskmc.result.sums.FEWEST_REPLICATES` groups of 1,024 iterations on, the
    scatter of the difference between groups gives a Student interval around the difference over all iterations
    (sectioning: S. Asmussen and P. W. Glynn, Stochastic Simulation, 2007, section III.5). Groups are independent
    replicates with Latin hypercube sampling, too. A shorter run has the percentile interval of a paired bootstrap with
    a seed of its own (B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3), which takes
    iterations for independent and is conservative with Latin hypercube sampling.

    Parameters
    ----------
    first_minutes, second_minutes : ndarray(float64), shape (iterations,)
        One number an iteration, in one unit, such as working minutes; in the order of iterations, not sorted.
    probability : float
        In (0, 1); 0.8 for P80.
    confidence : float
        Of the interval, in (0, 1).

    Returns
    -------
    difference, low, high : float
        Second less first, in the unit of the numbers. The ends are nan where there is one iteration.

    Raises
    ------
    ValueError
        Where the runs differ in length or are empty, or a chance is not inside (0, 1).

    Examples
    --------
    >>> first = np.random.default_rng(1).normal(100.0, 10.0, 10_000)
    >>> difference, low, high = paired_quantile_difference(first, 1.1 * first, 0.5)
    >>> low < 10.0 < high
    True
    """
    _check(first_minutes, second_minutes, probability, confidence)
    n = first_minutes.size
    difference = _difference(first_minutes[None], second_minutes[None], probability)[0]
    if n == 1:
        return float(difference), math.nan, math.nan
    size = replicate_size(n, probability)
    if size == 0:
        low, high = _bootstrap_interval(first_minutes, second_minutes, probability, confidence)
        return float(difference), min(low, float(difference)), max(high, float(difference))
    count = n // size
    first, second = (run[: count * size].reshape(count, size) for run in (first_minutes, second_minutes))
    scatter = float(_difference(first, second, probability).std(ddof=1))
    half = student_quantile(count - 1, confidence) * scatter * math.sqrt(size / n)
    return float(difference), float(difference - half), float(difference + half)


def paired_mean_difference(
    first_minutes: Floats, second_minutes: Floats, confidence: float = CONFIDENCE
) -> tuple[float, float, float]:
    """Return how much later the mean lies in the second run than in the first, with its interval.

    Parameters
    ----------
    first_minutes, second_minutes : ndarray(float64), shape (iterations,)
        As for :func:`paired_quantile_difference`.
    confidence : float
        Of the interval, in (0, 1).

    Returns
    -------
    difference, low, high : float
        Second less first. The ends are nan where there is one iteration.

    Examples
    --------
    >>> run = np.arange(1_000.0)
    >>> paired_mean_difference(run, run + 2.0)
    (2.0, 2.0, 2.0)
    """
    return mean_interval(second_minutes - first_minutes, confidence)


def mean_interval(values: Floats, confidence: float) -> tuple[float, float, float]:
    """Return the mean of a number of each iteration, with its interval.

    The error comes from the scatter between blocks of 1,024 iterations where there are at least eight of them, as a
    Student interval; else from that between iterations.

    Parameters
    ----------
    values : ndarray(float64), shape (iterations,)
    confidence : float
        In (0, 1).
    """
    mean = float(values.mean())
    if values.size < 2:
        return mean, math.nan, math.nan
    means = block_means(values)
    if means is None:
        half = normal_quantile(confidence) * float(values.std(ddof=1)) / math.sqrt(values.size)
    else:
        half = student_quantile(means.size - 1, confidence) * float(means.std(ddof=1)) / math.sqrt(means.size)
    return mean, mean - half, mean + half


def _check(first: Floats, second: Floats, probability: float, confidence: float) -> None:
    if first.shape != second.shape or first.ndim != 1 or first.size == 0:
        raise ValueError(f"runs of the shapes {first.shape} and {second.shape} are not pairs of iterations")
    for name, value in (("probability", probability), ("confidence", confidence)):
        if not 0.0 < value < 1.0:
            raise ValueError(f"{name} {value!r} is not inside 0 and 1; write 0.8 for 80 %")


def _difference(first: Floats, second: Floats, probability: float) -> Floats:
    """Return the difference of the percentiles of each row: ndarray(float64), shape (rows,)."""
    rank = quantile_rank(first.shape[1], probability)
    return np.asarray(np.partition(second, rank, axis=1)[:, rank] - np.partition(first, rank, axis=1)[:, rank])


def _bootstrap_interval(first: Floats, second: Floats, probability: float, confidence: float) -> tuple[float, float]:
    generator = np.random.default_rng(RESAMPLING_SEED)
    differences = np.empty(RESAMPLES)
    for resample in range(RESAMPLES):
        chosen = generator.integers(0, first.size, first.size)
        differences[resample] = _difference(first[chosen][None], second[chosen][None], probability)[0]
    tail = 0.5 * (1.0 - confidence)
    low, high = np.quantile(differences, [tail, 1.0 - tail])
    return float(low), float(high)
