"""Means of distributions, in closed form where there is one: what a risk does on average, for its level on a scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import NormalDist
from typing import Any, Final

from riskmc.model import distributions as d
from riskmc.model.quantities import Quantity

__all__ = ["mean_of"]

Measure = Callable[[Quantity], float]

_Z99: Final = NormalDist().inv_cdf(0.99)
_BISECTIONS: Final = 60


def mean_of(value: Quantity | d.Distribution, measure: Measure) -> float:
    """Return the mean of an amount or a distribution.

    It is that of the distribution as it is stated, not cut off at zero. Between stated percentiles, and to the ends
    where these are given, it takes the quantiles for straight lines: good enough for a level, and for nothing else.

    Parameters
    ----------
    value : Quantity or Distribution
    measure : callable
        Turns its quantities into numbers of one unit.

    Examples
    --------
    >>> mean_of(d.Triangular(low="5d", mode="15d", high="40d"), lambda quantity: quantity.value)
    20.0
    """
    if isinstance(value, Quantity):
        return measure(value)
    return float(_MEANS[type(value)](value, measure))


def _three_point(dist: d.ThreePoint, measure: Measure, weight: float) -> float:
    low, mode, high = measure(dist.low), measure(dist.mode), measure(dist.high)
    return (low + weight * mode + high) / (weight + 2.0)


def _trigen(dist: d.Trigen, measure: Measure) -> float:
    low, mode, high = measure(dist.low), measure(dist.mode), measure(dist.high)
    first, above = dist.percentiles[0] / 100.0, 1.0 - dist.percentiles[1] / 100.0
    bottom, top = first, 1.0 - above
    for _ in range(_BISECTIONS):
        share = 0.5 * (bottom + top)
        left = (mode - low) * ((1.0 - share) - math.sqrt(above * (1.0 - share)))
        right = (high - mode) * (share - math.sqrt(first * share))
        bottom, top = (share, top) if left > right else (bottom, share)
    left, right = share - math.sqrt(first * share), (1.0 - share) - math.sqrt(above * (1.0 - share))
    width = (mode - low) / left if left > right else (high - mode) / right
    return mode + width * (1.0 - 2.0 * share) / 3.0


def _scores(points: Sequence[tuple[float, Any]], values: Sequence[float]) -> tuple[float, float]:
    low, high = (NormalDist().inv_cdf(percent / 100.0) for percent, _ in points)
    sd = (values[1] - values[0]) / (high - low)
    return values[0] - sd * low, sd


def _normal(dist: d.Normal, measure: Measure) -> float:
    if dist.percentiles is None:
        return measure(_given(dist.mean))
    return _scores(dist.percentiles, [measure(value) for _, value in dist.percentiles])[0]


def _lognormal(dist: d.Lognormal, measure: Measure) -> float:
    if dist.three_points is not None:
        return _lognormal_through(*(measure(point) for point in dist.three_points))
    if dist.percentiles is None:
        return measure(_given(dist.mean))
    mu, sigma = _scores(dist.percentiles, [math.log(measure(value)) for _, value in dist.percentiles])
    return math.exp(mu + 0.5 * sigma**2)


def _lognormal_through(low: float, mode: float, high: float) -> float:
    """Return the mean of the lognormal that the engine draws for three points: the last is its P99."""
    near = min(mode - low, high - mode)
    if low == high or near == 0.0:
        return mode
    log_ratio = math.log((high - low) / near)
    sigma = 2.0 * log_ratio / (_Z99 + math.sqrt(_Z99**2 + 4.0 * log_ratio))
    away = (high - low) * math.exp(0.5 * sigma**2 - _Z99 * sigma)
    return high - away if mode - low > high - mode else low + away


def _beta(dist: d.Beta, measure: Measure) -> float:
    low, high = measure(dist.low), measure(dist.high)
    return low + (high - low) * dist.alpha / (dist.alpha + dist.beta)


def _gamma(dist: d.Gamma, measure: Measure) -> float:
    return measure(_given(dist.mean)) if dist.shape is None else dist.shape * measure(_given(dist.scale))


def _weibull(dist: d.Weibull, measure: Measure) -> float:
    return measure(dist.location) + measure(dist.scale) * math.gamma(1.0 + 1.0 / dist.shape)


def _discrete(dist: d.Discrete, measure: Measure) -> float:
    weights = dist.probabilities
    products = (measure(value) * weight for value, weight in zip(dist.values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)


def _empirical(dist: d.Empirical, measure: Measure) -> float:
    return math.fsum(measure(value) for value in dist.values) / len(dist.values)


def _percentiles(dist: d.Percentiles, measure: Measure) -> float:
    points = [(percent / 100.0, measure(value)) for percent, value in dist.points]
    first, last = points[0][1], points[-1][1]
    ends = (first if dist.low is None else measure(dist.low), last if dist.high is None else measure(dist.high))
    whole = [(0.0, ends[0]), *points, (1.0, ends[1])]
    return math.fsum(0.5 * (a[1] + b[1]) * (b[0] - a[0]) for a, b in pairwise(whole))


def _given(value: Quantity | None) -> Quantity:
    assert value is not None
    return value


_MEANS: dict[type[d.Distribution], Callable[..., float]] = {
    d.Fixed: lambda dist, measure: measure(dist.value),
    d.Uniform: lambda dist, measure: 0.5 * (measure(dist.low) + measure(dist.high)),
    d.Triangular: lambda dist, measure: _three_point(dist, measure, 1.0),
    d.Pert: lambda dist, measure: _three_point(dist, measure, dist.shape),
    d.Exponential: lambda dist, measure: measure(dist.mean),
    d.Trigen: _trigen, d.Normal: _normal, d.Lognormal: _lognormal, d.Beta: _beta, d.Gamma: _gamma,
    d.Weibull: _weibull, d.Discrete: _discrete, d.Empirical: _empirical, d.Percentiles: _percentiles,
}  # fmt: skip
