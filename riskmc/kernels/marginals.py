"""Random quantities by inverse distribution function, one lane of uniform words at a time."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from riskmc._typing import Floats, Floats32, Integers, Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.axis import AXIS_END, quantile_axis

FIXED: Final = 0
UNIFORM: Final = 1
TRIANGULAR: Final = 2
SPLINE: Final = 3
EXPONENTIAL: Final = 4
WEIBULL: Final = 5
STEPS: Final = 6
EXP_SPLINE: Final = 7

_UNIT = 2.0**-32
_AXIS_END = np.float32(AXIS_END)
_AXIS_SPAN = np.float32(2.0 * AXIS_END)
_HALF = np.float32(0.5)
_TWO = np.float32(2.0)


class Marginals(NamedTuple):
    """One entry for each random quantity ("draw"); its value is ``location + scale * standard(u)``.

    Attributes
    ----------
    parameters : ndarray(float64, ndim=2), shape (n_draws, 3)
        Location and scale in the unit of the quantity (working minutes for times), and a shape: TRIANGULAR the place of
        the mode in [0, 1], WEIBULL 1 / shape, else unused.
    tables : ndarray(int64, ndim=2), shape (n_draws, 3)
        The method (FIXED, UNIFORM, TRIANGULAR, SPLINE, EXPONENTIAL, WEIBULL, STEPS, EXP_SPLINE); the place of the first
        coefficient or step; the number of segments or steps.
    coefficients : ndarray(float32), shape (n_coefficients,)
        Quadratic B-spline coefficients over the quantile axis, number of segments + 2 a table.
    steps : ndarray(float64, ndim=2), shape (2, n_steps)
        Cumulative probabilities, rising to 1 in each table, and the values taken.
    """

    parameters: Floats
    tables: Integers
    coefficients: Floats32
    steps: Floats


class LaneScratch(NamedTuple):
    """Room for one lane of one quantity on its way from words to values.

    Attributes
    ----------
    words : ndarray(uint32), shape (LANES,)
    bits, floats : ndarray(uint32), ndarray(float32), shape (6 * LANES,)
        Two views of the same memory: working room, places on the axis, three coefficients, knots.
    """

    words: Words
    bits: Words
    floats: Floats32


def lane_scratch() -> LaneScratch:
    """Allocate the room that :func:`quantile_lane` works in.

    Examples
    --------
    >>> lane_scratch().words.shape
    (128,)
    """
    bits = np.zeros(6 * LANES, np.uint32)
    return LaneScratch(np.zeros(LANES, np.uint32), bits, bits.view(np.float32))


@inlined
def spline_lane(
    segments: int, begin: int, location: float, scale: float, coefficients: Floats32, bits: Words, floats: Floats32,
    out: Floats,
) -> None:  # fmt: skip
    """Evaluate a quadratic B-spline at the axis places of a lane.

    Parameters
    ----------
    segments, begin : int
        Size and place of the table.
    location, scale : float
        Applied to the spline's value.
    coefficients : ndarray(float32)
    bits, floats : ndarray(uint32), ndarray(float32), shape (6 * LANES,)
        The second lane of ``floats`` holds the places on the axis; the lanes from there on are overwritten.
    out : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    first = np.uint64(2 * LANES)
    second = np.uint64(3 * LANES)
    third = np.uint64(4 * LANES)
    knots = np.uint64(5 * LANES)
    base = np.uint64(begin)
    per_unit = np.float32(np.float32(segments) / _AXIS_SPAN)
    for i in range(np.uint64(0), lanes):
        place = (floats[lanes + i] + _AXIS_END) * per_unit
        knot = np.int32(place)
        floats[lanes + i] = place - np.float32(knot)
        bits[knots + i] = np.uint32(knot)
    for i in range(np.uint64(0), lanes):
        j = np.uint64(bits[knots + i]) + base
        floats[first + i] = coefficients[j]
        floats[second + i] = coefficients[j + np.uint64(1)]
        floats[third + i] = coefficients[j + np.uint64(2)]
    for i in range(np.uint64(0), lanes):
        t = floats[lanes + i]
        a = floats[first + i]
        b = floats[second + i]
        c = floats[third + i]
        value = _HALF * ((a + b) + t * (_TWO * (b - a) + t * (a - _TWO * b + c)))
        out[i] = location + scale * np.float64(value)


@inlined
def triangular_lane(words: Words, low: float, width: float, mode: float, out: Floats) -> None:
    """Write triangular values; ``mode`` is the place of the mode between 0 and 1."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        u = (np.float64(words[i]) + 0.5) * _UNIT
        is_below = u < mode
        root = math.sqrt(u * mode if is_below else (1.0 - u) * (1.0 - mode))
        out[i] = low + width * (root if is_below else 1.0 - root)


@inlined
def step_lane(words: Words, begin: int, size: int, location: float, scale: float, steps: Floats, out: Floats) -> None:
    """Write discrete values: the first whose cumulative probability is at least u."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        u = (np.float64(words[i]) + 0.5) * _UNIT
        step = begin
        count = size
        while count > 1:
            half = count // 2
            if steps[0, step + half - 1] < u:
                step += half
            count -= half
        out[i] = location + scale * steps[1, step]


@kernel
def quantile_lane(
    draw: int, parameters: Floats, tables: Integers, coefficients: Floats32, steps: Floats, words: Words, bits: Words,
    floats: Floats32, out: Floats,
) -> None:  # fmt: skip
    """Write the values of one random quantity for the words of a lane.

    Parameters
    ----------
    draw : int
        Which quantity.
    parameters, tables, coefficients, steps
        The fields of :class:`Marginals`.
    words, bits, floats
        The fields of :class:`LaneScratch`; ``words`` is read and kept.
    out : ndarray(float64), shape (LANES,), written
        In the unit of the quantity.
    """
    lanes = np.uint64(LANES)
    method = tables[draw, 0]
    location = parameters[draw, 0]
    scale = parameters[draw, 1]
    shape = parameters[draw, 2]
    begin = tables[draw, 1]
    size = tables[draw, 2]
    if method == SPLINE:
        quantile_axis(words, bits, floats)
        spline_lane(size, begin, location, scale, coefficients, bits, floats, out)
    elif method == TRIANGULAR:
        triangular_lane(words, location, scale, shape, out)
    elif method == FIXED:
        for i in range(np.uint64(0), lanes):
            out[i] = location
    elif method == UNIFORM:
        for i in range(np.uint64(0), lanes):
            out[i] = location + scale * ((np.float64(words[i]) + 0.5) * _UNIT)
    elif method == EXPONENTIAL:
        for i in range(np.uint64(0), lanes):
            out[i] = location - scale * math.log((np.float64(~words[i]) + 0.5) * _UNIT)
    elif method == WEIBULL:
        for i in range(np.uint64(0), lanes):
            hazard = -math.log((np.float64(~words[i]) + 0.5) * _UNIT)
            out[i] = location + scale * math.pow(hazard, shape)
    elif method == STEPS:
        step_lane(words, begin, size, location, scale, steps, out)
    else:
        quantile_axis(words, bits, floats)
        spline_lane(size, begin, 0.0, 1.0, coefficients, bits, floats, out)
        for i in range(np.uint64(0), lanes):
            out[i] = location + scale * math.exp(out[i])
