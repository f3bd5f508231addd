"""Small estimates that several analyses share."""

from __future__ import annotations

import math

from riskmc.result import FinishSamples, ProbabilityEstimate, SimulationResult, proportion_interval
from riskmc.result.estimates import fewest_for_interval as fewest_for_interval
from riskmc.result.sums import block_means


def chance_at(samples: FinishSamples, minutes: float, confidence: float) -> ProbabilityEstimate:
    """Return the chance of a finish at or before a working minute, with its binomial interval.

    Parameters
    ----------
    samples : FinishSamples
    minutes : float
        Working minutes from the project's start.
    confidence : float
        In (0, 1).
    """
    successes = round(samples.share_by(minutes) * samples.iterations)
    return proportion_interval(successes, samples.iterations, confidence)


def mean_error_days(result: SimulationResult) -> float:
    """Return the standard error of the mean finish, in working days; nan for a single iteration.

    From the scatter of the means of blocks of 1,024 iterations where there are at least eight of them, which is honest
    with Latin hypercube sampling; else the standard deviation over the root of the iterations.
    """
    finish = result.finish_minutes
    if finish.size < 2:
        return math.nan
    means = block_means(finish)
    if means is not None:
        return result.timeline.days(float(means.std(ddof=1)) / math.sqrt(means.size))
    return result.finish.sd_days / math.sqrt(finish.size)


def half_width(standard_error: float, confidence: float) -> float:
    """Return half the width of a normal interval.

    Examples
    --------
    >>> round(half_width(1.0, 0.95), 2)
    1.96
    """
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2.0)) * standard_error
