"""Quantile functions of the families, on a scale of their own.

Each takes the probability of the nearer tail and the side it lies on, so that both tails keep their precision.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from riskmc._typing import Floats, Floats32
from riskmc.compiled.splines import SEGMENTS, Quantile, coefficients_of, quadrature, solver, values_at_knots
from riskmc.kernels.axis import AXIS_END, tail_probability

LARGEST_CONCENTRATION: Final = 100.0
"""Largest alpha + beta - 2 of a beta distribution whose table is not fitted on its own."""

SMOOTHEST_SIGMA: Final = 0.75
"""Largest sigma of a lognormal whose smallest table is known to keep the promise."""

Z99: Final = 2.3263478740408408
"""P99 of the standard normal distribution."""


@dataclass(frozen=True)
class Standard:
    """A shape: what is left of a distribution without location and scale.

    Attributes
    ----------
    key : tuple
        Family and shape parameters: equal keys share a table.
    quantile : callable
        See :data:`riskmc.compiled.splines.Quantile`.
    mean : float
        On the standard scale.
    table : callable, optional
        Gives a table that is known to keep the promise of :mod:`riskmc.compiled.splines`; without it one is fitted to
        the quantile function and checked.
    """

    key: tuple[object, ...]
    quantile: Quantile = field(compare=False)
    mean: float = field(compare=False)
    table: Callable[[], Floats32] | None = field(default=None, compare=False)


def beta(alpha: float, beta_: float) -> Standard:
    """Return the beta distribution on [0, 1]."""
    from scipy.special import betainccinv, betaincinv

    def quantile(tail: Floats, side: Floats) -> Floats:
        out = np.empty_like(tail)
        below = side < 0
        out[below] = betaincinv(alpha, beta_, tail[below])
        out[~below] = betainccinv(alpha, beta_, tail[~below])
        return out

    concentration = alpha + beta_ - 2.0
    is_smooth = min(alpha, beta_) >= 1.0 and 0.0 < concentration <= LARGEST_CONCENTRATION
    table = functools.partial(_beta_table, concentration, (alpha - 1.0) / concentration) if is_smooth else None
    return Standard(("beta", alpha, beta_), quantile, alpha / (alpha + beta_), table)


def _beta_table(concentration: float, mode: float) -> Floats32:
    """Return the table of a beta distribution with alpha = 1 + concentration mode, beta = 1 + concentration (1 - mode).

    The quantiles are smooth in the mode, so that a few shapes, interpolated at Chebyshev points, serve them all.
    """
    family = _beta_family(concentration)
    return np.asarray(np.cos(np.arange(len(family)) * math.acos(2.0 * mode - 1.0)) @ family, np.float32)


@functools.lru_cache(maxsize=64)
def _beta_family(concentration: float) -> Floats:
    """Return the Chebyshev coefficients, over the mode, of the tables of one concentration: shape (degree, 66)."""
    degree = 24 if concentration <= 4.0 else 32 if concentration <= 20.0 else 64
    points = np.cos(np.pi * (np.arange(degree) + 0.5) / degree)
    modes = 0.5 * (points + 1.0)
    shapes = [beta(1.0 + concentration * mode, 1.0 + concentration * (1.0 - mode)).quantile for mode in modes]
    tables = np.array([values_at_knots(shape, SEGMENTS) @ solver(SEGMENTS).T for shape in shapes])
    # The discrete cosine transform turns values at Chebyshev points into coefficients.
    angles = np.arccos(points)
    transform = np.cos(np.outer(np.arange(degree), angles)) * (2.0 / degree)
    transform[0] *= 0.5
    return np.asarray(transform @ tables, np.float64)


def _normal_scores(tail: Floats, side: Floats) -> Floats:
    from scipy.special import ndtri

    scores = ndtri(tail)
    return np.asarray(np.where(side < 0, scores, -scores), np.float64)


def normal() -> Standard:
    """Return the normal distribution of mean 0 and standard deviation 1."""
    return Standard(("normal",), _normal_scores, 0.0)


def lognormal(sigma: float) -> Standard:
    """Return the exponential of a normal with mean 0 and standard deviation sigma."""
    table = functools.partial(_lognormal_table, sigma) if sigma <= SMOOTHEST_SIGMA else None
    mean = math.exp(sigma**2 / 2.0)
    return Standard(("lognormal", sigma), lambda tail, side: np.exp(sigma * _normal_scores(tail, side)), mean, table)


def _lognormal_table(sigma: float) -> Floats32:
    return coefficients_of(np.exp(sigma * _scores_at_knots()), SEGMENTS)


@functools.cache
def _scores_at_knots() -> Floats:
    return values_at_knots(_normal_scores, SEGMENTS)


def mirrored(standard: Standard) -> Standard:
    """Return the distribution of the negative of a quantity."""
    table = standard.table
    return Standard(
        ("mirrored", *standard.key),
        lambda tail, side: -standard.quantile(tail, -side),
        -standard.mean,
        None if table is None else lambda: -table()[::-1],
    )


def lognormal_through(low: float, mode: float, high: float) -> tuple[float, float, bool]:
    """Return the lognormal of three points: sigma and scale of its exponential, and whether it is mirrored.

    X = low + exp(mu + sigma Z), Z standard normal, has the least value ``low`` and the mode low + exp(mu - sigma^2).
    With ``high`` its P99, low + exp(mu + z sigma), z = 2.3263..., the ratio of the two distances is

        (high - low) / (mode - low) = exp(sigma^2 + z sigma),

    so that sigma is the positive root of sigma^2 + z sigma - L = 0, L the logarithm of the ratio, and exp(mu) = (high -
    low) exp(-z sigma). Where ``mode`` lies nearer to ``high`` the same holds of high - X, with the ends exchanged.

    Parameters
    ----------
    low, mode, high : float
        low < mode < high.

    Returns
    -------
    sigma, scale : float
        Both above 0; the scale is exp(mu).
    is_mirrored : bool
        X = high - scale exp(sigma Z), not low + scale exp(sigma Z).

    Examples
    --------
    >>> sigma, scale, is_mirrored = lognormal_through(5, 8, 20)
    >>> round(5 + scale * math.exp(-sigma**2), 9), is_mirrored
    (8.0, False)
    """
    is_mirrored = mode - low > high - mode
    near = high - mode if is_mirrored else mode - low
    log_ratio = math.log(high - low) - math.log(near)
    # The root of the quadratic without cancellation where the logarithm is small.
    sigma = 2.0 * log_ratio / (Z99 + math.sqrt(Z99**2 + 4.0 * log_ratio))
    return sigma, (high - low) * math.exp(-Z99 * sigma), is_mirrored


def log_of_lognormal(sigma: float) -> Standard:
    """Return the logarithm of :func:`lognormal`, for spreads too wide for a table of the values themselves."""
    return Standard(("log-lognormal", sigma), lambda tail, side: sigma * _normal_scores(tail, side), 0.0)


def gamma(shape: float) -> Standard:
    """Return the gamma distribution of scale 1."""
    from scipy.special import gammainccinv, gammaincinv

    def quantile(tail: Floats, side: Floats) -> Floats:
        return np.asarray(np.where(side < 0, gammaincinv(shape, tail), gammainccinv(shape, tail)), np.float64)

    return Standard(("gamma", shape), quantile, shape)


def triangular(mode: float) -> Standard:
    """Return the triangle on [0, 1], for where it is cut off; elsewhere it has a closed form."""

    def quantile(tail: Floats, side: Floats) -> Floats:
        u = np.where(side < 0, tail, 1.0 - tail)
        above = np.where(side < 0, 1.0 - tail, tail)
        return np.where(u < mode, np.sqrt(u * mode), 1.0 - np.sqrt(above * (1.0 - mode)))

    return Standard(("triangular", mode), quantile, (1.0 + mode) / 3.0)


def monotone(
    probabilities: Sequence[float], values: Sequence[float], low: float | None, high: float | None
) -> Standard:
    """Return a smooth monotone curve through percentiles.

    Source: F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984).
    The curve is drawn over the quantile axis. An end that is not stated lies where the curve's last slope leads.
    """
    from scipy.interpolate import PchipInterpolator

    p = np.array(probabilities)
    places = np.sign(p - 0.5) * np.sqrt(np.maximum(-np.log2(4.0 * p * (1.0 - p)), 0.0))
    q = np.array(values, float)
    if low is not None:
        places, q = np.append(-AXIS_END, places), np.append(low, q)
    if high is not None:
        places, q = np.append(places, AXIS_END), np.append(q, high)
    curve = PchipInterpolator(places, q, extrapolate=False)
    first, last = _end_slopes(curve, places, q)
    slopes = (first if low is None else 0.0, last if high is None else 0.0)

    def quantile(tail: Floats, side: Floats) -> Floats:
        axis = np.sign(side) * np.sqrt(np.maximum(-np.log2(4.0 * tail * (1.0 - tail)), 0.0))
        inside = curve(np.clip(axis, places[0], places[-1]))
        before = np.minimum(axis - places[0], 0.0) * slopes[0]
        after = np.maximum(axis - places[-1], 0.0) * slopes[1]
        return np.asarray(inside + before + after, np.float64)

    key = ("monotone", tuple(probabilities), tuple(values), low, high)
    return Standard(key, quantile, _mean(quantile))


def _end_slopes(curve: Callable[..., Floats], places: Floats, values: Floats) -> tuple[float, float]:
    """Return slopes that lead beyond the ends; where the curve levels out, that of the last stretch."""
    secants = np.diff(values) / np.diff(places)
    derivative = curve.derivative()  # type: ignore[attr-defined]
    first, last = float(derivative(places[0])), float(derivative(places[-1]))
    return (first if first > 0.0 else float(secants[0]), last if last > 0.0 else float(secants[-1]))


def metalog(
    probabilities: Sequence[float], values: Sequence[float], low: float | None, high: float | None
) -> Standard | None:
    """Return the metalog through percentiles.

    Source: T. W. Keelin, "The metalog distributions", Decision Analysis 13 (2016), equations 6 to 12.

    Returns
    -------
    Standard or None
        None where the curve through the percentiles is not a distribution: somewhere it falls.
    """
    p = np.array(probabilities)
    q = np.array(values, float)
    terms = p.size
    transformed = _to_unbounded(q, low, high)
    weights = np.linalg.solve(_metalog_basis(np.log(p / (1.0 - p)), p - 0.5, terms), transformed)

    def quantile(tail: Floats, side: Floats) -> Floats:
        sign = np.where(side < 0, -1.0, 1.0)
        logit = sign * (np.log1p(-tail) - np.log(tail))
        curve = _metalog_basis(logit, sign * (0.5 - tail), terms) @ weights
        return _from_unbounded(curve, low, high)

    axis = np.linspace(-AXIS_END, AXIS_END, 4001)
    if not (np.diff(quantile(tail_probability(axis), axis)) > 0.0).all():
        return None
    key = ("metalog", tuple(probabilities), tuple(values), low, high)
    return Standard(key, quantile, _mean(quantile))


def _metalog_basis(logit: Floats, centred: Floats, terms: int) -> Floats:
    """Return the metalog terms: 1, L, (y - 1/2) L, y - 1/2, (y - 1/2)^2, (y - 1/2)^2 L, ... , shape (n, terms)."""
    columns = [np.ones_like(logit), logit, centred * logit, centred]
    power = 2
    while len(columns) < terms:
        columns += [centred**power, centred**power * logit]
        power += 1
    return np.column_stack(columns[:terms])


def _to_unbounded(values: Floats, low: float | None, high: float | None) -> Floats:
    if low is not None and high is not None:
        return np.asarray(np.log((values - low) / (high - values)))
    if low is not None:
        return np.asarray(np.log(values - low))
    if high is not None:
        return np.asarray(-np.log(high - values))
    return values


def _from_unbounded(curve: Floats, low: float | None, high: float | None) -> Floats:
    if low is not None and high is not None:
        return np.asarray(low + (high - low) / (1.0 + np.exp(-curve)))
    if low is not None:
        return np.asarray(low + np.exp(curve))
    if high is not None:
        return np.asarray(high - np.exp(-curve))
    return curve


def cut_at(standard: Standard, floor: float, chance_below: float) -> Standard:
    """Cut a distribution off below ``floor``: what is left of it, made whole again.

    Parameters
    ----------
    standard : Standard
    floor : float
        On the standard scale.
    chance_below : float
        Probability below the floor, in (0, 1).
    """

    def quantile(tail: Floats, side: Floats) -> Floats:
        above = np.where(side < 0, 1.0 - tail, tail) * (1.0 - chance_below)
        below = np.where(side < 0, chance_below + tail * (1.0 - chance_below), 1.0 - above)
        is_low = below <= 0.5
        values = standard.quantile(np.where(is_low, below, above), np.where(is_low, -1.0, 1.0))
        return np.maximum(values, floor)

    return Standard(("cut", floor, *standard.key), quantile, _mean(quantile))


def chance_below(standard: Standard, value: float) -> float:
    """Return the probability below a value, by bisection of the quantile function over the axis.

    Examples
    --------
    >>> round(chance_below(normal(), -1.0), 6)
    0.158655
    """
    low, high = -AXIS_END, AXIS_END
    for _ in range(80):
        middle = 0.5 * (low + high)
        place = np.array([middle])
        if float(standard.quantile(tail_probability(place), place)[0]) < value:
            low = middle
        else:
            high = middle
    tail = float(tail_probability(np.array([low]))[0])
    return (0.0 if low <= -AXIS_END + 1e-9 else tail) if low < 0 else 1.0 - tail


def _mean(quantile: Quantile) -> float:
    places, weights = quadrature()
    return float(weights @ quantile(tail_probability(places), places)) / float(weights.sum())


def triangle_through(low: float, mode: float, high: float, first: float, last: float) -> tuple[float, float]:
    """Return the ends of the triangle with this mode that has ``low`` and ``high`` as percentiles.

    Parameters
    ----------
    low, mode, high : float
        low <= mode <= high, low < high.
    first, last : float
        Chances below ``low`` and below ``high``, 0 <= first < last <= 1.

    Returns
    -------
    (float, float)

    Examples
    --------
    >>> [round(end, 6) for end in triangle_through(10, 12, 20, 0.1, 0.9)]
    [7.033281, 24.754076]
    """
    above = 1.0 - last

    def gap(share: float) -> float:
        # share is the chance below the mode; u / (r - sqrt(p r)) is the width of the triangle seen from the left.
        left = (mode - low) * ((1.0 - share) - math.sqrt(above * (1.0 - share)))
        right = (high - mode) * (share - math.sqrt(first * share))
        return left - right

    bottom, top = first, 1.0 - above
    for _ in range(200):
        middle = 0.5 * (bottom + top)
        if gap(middle) > 0.0:
            bottom = middle
        else:
            top = middle
    share = 0.5 * (bottom + top)
    left = share - math.sqrt(first * share)
    right = (1.0 - share) - math.sqrt(above * (1.0 - share))
    width = (mode - low) / left if left > right else (high - mode) / right
    return mode - share * width, mode + (1.0 - share) * width
