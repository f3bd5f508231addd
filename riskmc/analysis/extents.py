"""How far ranges reach, as they are stated: enough to judge a plan by, and no more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from riskmc.model import distributions as d
from riskmc.model._distribution import Measure
from riskmc.model.quantities import Quantity

__all__ = ["Extent", "extent_of", "is_certain"]

Z90: Final = 1.2815515655446004
"""P90 of the standard normal distribution."""


@dataclass(frozen=True, slots=True)
class Extent:
    """From where to where a range reaches.

    Attributes
    ----------
    low, middle, high : float
        The optimistic, the most likely (or mean) and the pessimistic value; of families without ends P10 and P90.
    """

    low: float
    middle: float
    high: float

    @property
    def spread(self) -> float:
        """How far the further end lies from the middle, as a share of it; nan of a middle of zero."""
        arm = max(self.middle - self.low, self.high - self.middle)
        return arm / abs(self.middle) if self.middle else math.nan


def is_certain(distribution: d.Distribution) -> bool:
    """Tell whether a distribution has one value only."""
    values = {quantity.value for quantity in distribution.quantities()}
    return isinstance(distribution, d.Fixed) or (len(values) == 1 and len(distribution.quantities()) > 1)


def extent_of(value: Quantity | d.Distribution, measure: Measure) -> Extent:
    """Return how far a range reaches, by what it states.

    Parameters
    ----------
    value : Quantity or Distribution
    measure : callable
        Puts its quantities on one scale, such as working minutes.

    Examples
    --------
    >>> extent_of(d.Triangular(low="8d", mode="10d", high="15d"), lambda quantity: quantity.value).spread
    0.5
    """
    if isinstance(value, Quantity):
        return _point(measure(value))
    match value:
        case d.Fixed():
            return _point(measure(value.value))
        case d.Uniform():
            low, high = measure(value.low), measure(value.high)
            return Extent(low, 0.5 * (low + high), high)
        case d.ThreePoint():
            return Extent(measure(value.low), measure(value.mode), measure(value.high))
        case d.Beta():
            low, high = measure(value.low), measure(value.high)
            return Extent(low, low + (high - low) * value.alpha / (value.alpha + value.beta), high)
        case d.Normal() | d.Lognormal() | d.Gamma():
            return _by_moments(value, measure)
        case d.Weibull():
            return _weibull(value.shape, measure(value.scale), measure(value.location))
        case d.Exponential():
            return _weibull(1.0, measure(value.mean) - measure(value.location), measure(value.location))
    return _of_values(value, measure)


def _point(value: float) -> Extent:
    return Extent(value, value, value)


def _by_moments(value: d.Normal | d.Lognormal | d.Gamma, measure: Measure) -> Extent:
    if isinstance(value, d.Gamma) and value.shape is not None and value.scale is not None:
        mean = value.shape * measure(value.scale)
        arm = Z90 * mean / math.sqrt(value.shape)
        return Extent(mean - arm, mean, mean + arm)
    if value.mean is not None and value.sd is not None:
        mean, arm = measure(value.mean), Z90 * measure(value.sd)
        return Extent(mean - arm, mean, mean + arm)
    if isinstance(value, d.Lognormal) and value.mode is not None and value.low is not None and value.high is not None:
        return Extent(measure(value.low), measure(value.mode), measure(value.high))
    return _of_values(value, measure)


def _weibull(shape: float, scale: float, location: float) -> Extent:
    low, middle, high = (location + scale * (-math.log(1.0 - chance)) ** (1.0 / shape) for chance in (0.1, 0.5, 0.9))
    return Extent(low, middle, high)


def _of_values(value: d.Distribution, measure: Measure) -> Extent:
    """Return the least, the middle and the largest of the values that a distribution lists."""
    if isinstance(value, d.Discrete):
        pairs = sorted((measure(one), chance) for one, chance in zip(value.values, value.probabilities, strict=True))
        middle = sum(one * chance for one, chance in pairs)
        return Extent(pairs[0][0], middle, pairs[-1][0])
    values = sorted(measure(quantity) for quantity in value.quantities())
    return Extent(values[0], values[len(values) // 2], values[-1])
