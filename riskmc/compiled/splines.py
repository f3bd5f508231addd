"""Quantile tables: quadratic B-splines over the quantile axis, with a stated error.

A table interpolates a quantile function at both ends of the axis and at the middle of each segment. What is promised,
as a share of the distance from P1 to P99: 1e-4 between P1 and P99, 1e-3 in the tails beyond, 1e-6 for the mean and 1e-5
for the standard deviation, with the end points exact to single precision. 64 segments suffice for all common shapes; a
shape that is not known to be smooth is checked, and gets more.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from riskmc._typing import Floats, Floats32
from riskmc.kernels.axis import AXIS_END, tail_probability

Quantile: TypeAlias = Callable[[Floats, Floats], Floats]
"""``quantile(tail, side)``: the value with probability ``tail`` below it where side < 0, above it where side >= 0."""

SEGMENTS: Final = 64
MOST_SEGMENTS: Final = 16384
CENTRE_ERROR: Final = 1e-4
TAIL_ERROR: Final = 1e-3
MEAN_ERROR: Final = 1e-6
SD_ERROR: Final = 1e-5

_P1 = 0.01


def knots_of(segments: int) -> Floats:
    """Return the places where a table is fitted: both ends and the middle of each segment."""
    edges = np.linspace(-AXIS_END, AXIS_END, segments + 1)
    return np.concatenate([edges[:1], 0.5 * (edges[:-1] + edges[1:]), edges[-1:]])


@functools.cache
def _tails(segments: int) -> tuple[Floats, Floats]:
    knots = knots_of(segments)
    return tail_probability(knots), knots


def values_at_knots(quantile: Quantile, segments: int) -> Floats:
    """Return a quantile function at the knots: ndarray(float64), shape (segments + 2,)."""
    return quantile(*_tails(segments))


@functools.cache
def solver(segments: int) -> Floats:
    """Return the inverse of the matrix that takes coefficients to values at the knots."""
    n = segments + 2
    matrix = np.zeros((n, n))
    matrix[0, :2] = matrix[-1, -2:] = 0.5
    rows = np.arange(1, n - 1)
    matrix[rows, rows - 1] = matrix[rows, rows + 1] = 0.125
    matrix[rows, rows] = 0.75
    inverse: Floats = np.asarray(np.linalg.inv(matrix), np.float64)
    return inverse


def coefficients_of(values: Floats, segments: int) -> Floats32:
    """Return the coefficients of tables that take given values at the knots.

    Parameters
    ----------
    values : ndarray(float64), shape (..., segments + 2)
        Quantiles at :func:`knots_of`.

    Returns
    -------
    ndarray(float32), same shape
    """
    return np.asarray(values @ solver(segments).T, np.float32)


def spline_at(coefficients: Floats32, axis: Floats) -> Floats:
    """Evaluate one table at places of the axis, in double precision.

    Examples
    --------
    >>> table = coefficients_of(knots_of(64), 64)
    >>> spline_at(table, np.array([-1.0, 2.5])).round(6).tolist()
    [-1.0, 2.5]
    """
    segments = coefficients.size - 2
    place = (axis + AXIS_END) * (segments / (2.0 * AXIS_END))
    knot = np.clip(place.astype(np.int64), 0, segments - 1)
    t = place - knot
    a, b, c = (coefficients[knot + k].astype(np.float64) for k in range(3))
    value: Floats = 0.5 * ((a + b) + t * (2.0 * (b - a) + t * (a - 2.0 * b + c)))
    return value


@functools.cache
def quadrature() -> tuple[Floats, Floats]:
    """Return places of the axis and probability weights that integrate smooth functions of the axis.

    Returns
    -------
    (ndarray(float64), ndarray(float64)), shape (4100,)
        Five-point Gauss-Legendre nodes in equal cells; the weights add up to 1 less 3e-10 of either tail.
    """
    cells = 820
    nodes, weights = np.polynomial.legendre.leggauss(5)
    width = AXIS_END / cells
    centres = np.linspace(-AXIS_END, AXIS_END, 2 * cells + 1)[1::2]
    places = (centres[:, None] + width * nodes).ravel()
    square = places**2
    density = np.log(2.0) * np.abs(places) * np.exp2(-square) / (2.0 * np.sqrt(-np.expm1(-square * np.log(2.0))))
    return places, density * np.tile(weights * width, cells)


def moments(quantile: Quantile) -> tuple[float, float]:
    """Return mean and standard deviation of a quantile function, by quadrature over the axis."""
    places, weights = quadrature()
    values = quantile(tail_probability(places), places)
    mean = float(weights @ values)
    return mean, math.sqrt(max(float(weights @ (values - mean) ** 2), 0.0))


def errors_of(coefficients: Floats32, quantile: Quantile) -> tuple[float, float, float, float]:
    """Measure a table against its quantile function.

    Returns
    -------
    (float, float, float, float)
        Largest error between P1 and P99 and beyond, error of mean and of standard deviation, as shares of P99 - P1.
    """
    places, weights = quadrature()
    tails = tail_probability(places)
    truth = quantile(tails, places)
    table = spline_at(coefficients, places)
    ends = quantile(np.array([_P1, _P1]), np.array([-1.0, 1.0]))
    span = float(ends[1] - ends[0]) or 1.0
    error = np.abs(table - truth)
    is_central = tails >= _P1
    means = weights @ truth, weights @ table
    sds = [math.sqrt(max(float(weights @ (v - m) ** 2), 0.0)) for v, m in zip((truth, table), means, strict=True)]
    return (
        float(error[is_central].max()) / span, float(error[~is_central].max()) / span,
        abs(float(means[1] - means[0])) / span, abs(sds[1] - sds[0]) / span,
    )  # fmt: skip


def keeps_promise(errors: tuple[float, float, float, float]) -> bool:
    """Tell whether the errors of a table are within what is promised."""
    return all(e <= bound for e, bound in zip(errors, (CENTRE_ERROR, TAIL_ERROR, MEAN_ERROR, SD_ERROR), strict=True))


def fit(quantile: Quantile) -> Floats32 | None:
    """Fit a table to a quantile function, as small as keeps the promise.

    Parameters
    ----------
    quantile : callable

    Returns
    -------
    ndarray(float32), shape (segments + 2,), or None
        None where even 16,384 segments do not keep the promise.
    """
    segments = SEGMENTS
    while segments <= MOST_SEGMENTS:
        # Coefficients that never fall make a curve that never falls, also where the quantile function has a kink.
        coefficients = np.maximum.accumulate(coefficients_of(values_at_knots(quantile, segments), segments))
        if keeps_promise(errors_of(coefficients, quantile)):
            return coefficients
        segments *= 2
    return None
