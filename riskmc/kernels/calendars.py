"""Working time and instants, converted lane by lane with tables of the calendars.

An instant is elapsed minutes from the origin of a plan, before which and after whose horizon every calendar works
without a pause. A position is the working minutes of a calendar from the origin. Position and instant are the same
thing while work goes on; over a pause many instants have one position, and the position has two instants: the *finish*,
at which the last work ended, and the *start*, at which the next begins.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Floats, Integers, ShortIntegers
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel

SAME_POSITION = 1e-6
"""Minutes within which a position lies at the boundary of a shift: rounding must not carry work over a night."""

START_SIDE = SAME_POSITION
FINISH_SIDE = -SAME_POSITION
"""Which instant of a position at a pause is meant: where the next work starts, or where the last finished."""


class Calendars(NamedTuple):
    """Tables of the calendars of a plan.

    Attributes
    ----------
    cell : ndarray(float64), shape (n_calendars,)
        Minutes of an elapsed cell: a shift starts and finishes only between cells.
    cell_ptr : ndarray(int64), shape (n_calendars + 1,)
        Elapsed cells of calendar c are ``cell_ptr[c]`` to ``cell_ptr[c + 1] - 1``; one value more closes them.
    worked : ndarray(int32), shape (cell_ptr[-1],)
        Working minutes from the origin to the start of each cell.
    step : ndarray(float64), shape (n_calendars,)
        Minutes of a working cell: a pause lies only between them.
    step_ptr : ndarray(int64), shape (n_calendars + 1,)
    rested : ndarray(int32), shape (step_ptr[-1],)
        Minutes of rest from the origin to each working cell.
    """

    cell: Floats
    cell_ptr: Integers
    worked: ShortIntegers
    step: Floats
    step_ptr: Integers
    rested: ShortIntegers


@inlined
def position_at(instant: float, first: int, last: int, cell: float, per_cell: float, worked: ShortIntegers) -> float:
    """Return the position of one instant on the calendar whose cells begin at ``first`` and whose last is ``last``."""
    index = np.int64(instant * per_cell)
    index = max(np.int64(0), min(index, np.int64(last)))
    place = np.uint64(first + index)
    before = np.float64(worked[place])
    after = np.float64(worked[place + np.uint64(1)])
    into = instant - np.float64(index) * cell
    return before + (into if after > before else 0.0)


@kernel
def to_positions(calendar: int, calendars: Calendars, instants: Floats, positions: Floats) -> None:
    """Write the positions of one lane of instants on a calendar.

    Parameters
    ----------
    calendar : int
    calendars : Calendars
    instants : ndarray(float64), shape (LANES,)
    positions : ndarray(float64), shape (LANES,), written
        May be `instants`.
    """
    worked = calendars.worked
    cell = calendars.cell[calendar]
    per_cell = 1.0 / cell
    first = calendars.cell_ptr[calendar]
    last = calendars.cell_ptr[calendar + 1] - first - 2
    for i in range(np.uint64(0), np.uint64(LANES)):
        positions[i] = position_at(instants[i], first, last, cell, per_cell, worked)


@kernel
def to_line(line: Floats, calendars: Calendars, instants: Floats, minutes: Floats) -> None:
    """Write one lane of instants as minutes of a timeline of the first calendar, on which rest leaves a trace.

    Parameters
    ----------
    line : ndarray(float64), shape (3,)
        Instant and position at which the timeline starts, and its trace.
    calendars : Calendars
    instants : ndarray(float64), shape (LANES,)
    minutes : ndarray(float64), shape (LANES,), written
        May be `instants`.
    """
    worked = calendars.worked
    cell = calendars.cell[0]
    per_cell = 1.0 / cell
    last = calendars.cell_ptr[1] - 2
    start = line[0]
    zero = line[1]
    trace = line[2]
    for i in range(np.uint64(0), np.uint64(LANES)):
        work = position_at(instants[i], 0, last, cell, per_cell, worked) - zero
        minutes[i] = work + trace * (instants[i] - start - work)


@kernel
def to_instants(calendar: int, calendars: Calendars, margin: float, positions: Floats, instants: Floats) -> None:
    """Write the instants of one lane of positions on a calendar.

    Parameters
    ----------
    calendar : int
    calendars : Calendars
    margin : float
        START_SIDE or FINISH_SIDE.
    positions : ndarray(float64), shape (LANES,)
    instants : ndarray(float64), shape (LANES,), written
    """
    rested = calendars.rested
    per_step = 1.0 / calendars.step[calendar]
    first = calendars.step_ptr[calendar]
    last = calendars.step_ptr[calendar + 1] - first - 1
    for i in range(np.uint64(0), np.uint64(LANES)):
        index = max(np.int64(0), min(np.int64((positions[i] + margin) * per_step), last))
        instants[i] = positions[i] + np.float64(rested[np.uint64(first + index)])


@kernel
def add_work(
    calendar: int, calendars: Calendars, work: Floats, instants: Floats, scratch: Floats, found: Floats
) -> None:
    """Write the instants that lie some working time after others: finishes forward, starts backward.

    Parameters
    ----------
    calendar : int
        Below 0 the clock, which never rests.
    calendars : Calendars
    work : ndarray(float64), shape (LANES,)
        Working minutes; where it is 0 the instant stays where it is, in a pause as well.
    instants : ndarray(float64), shape (LANES,)
    scratch : ndarray(float64, ndim=2), shape (2, LANES)
    found : ndarray(float64), shape (LANES,), written
        May be `instants`.
    """
    if calendar < 0:
        for i in range(np.uint64(0), np.uint64(LANES)):
            found[i] = instants[i] + work[i]
        return
    positions = scratch[0]
    starts = scratch[1]
    to_positions(calendar, calendars, instants, positions)
    for i in range(np.uint64(0), np.uint64(LANES)):
        positions[i] += work[i]
        starts[i] = instants[i]
    to_instants(calendar, calendars, FINISH_SIDE, positions, found)
    for i in range(np.uint64(0), np.uint64(LANES)):
        found[i] = found[i] if work[i] > 0.0 else starts[i]
    to_instants(calendar, calendars, START_SIDE, positions, starts)
    for i in range(np.uint64(0), np.uint64(LANES)):
        found[i] = starts[i] if work[i] < 0.0 else found[i]


@kernel
def touch_work(calendar: int, calendars: Calendars, near: float, far: float, instants: Floats, scratch: Floats) -> None:
    """Move instants that lie inside a pause to its edge; those that touch work on either side stay.

    Parameters
    ----------
    calendar : int
    calendars : Calendars
    near, far : float
        FINISH_SIDE, START_SIDE to move on to the next start; START_SIDE, FINISH_SIDE to move back to the last finish.
    instants : ndarray(float64), shape (LANES,), moved
    scratch : ndarray(float64, ndim=2), shape (2, LANES)
    """
    positions = scratch[0]
    edges = scratch[1]
    to_positions(calendar, calendars, instants, positions)
    to_instants(calendar, calendars, near, positions, edges)
    for i in range(np.uint64(0), np.uint64(LANES)):
        is_inside = abs(edges[i] - instants[i]) > SAME_POSITION
        instants[i] = np.nan if is_inside else instants[i]
    to_instants(calendar, calendars, far, positions, edges)
    for i in range(np.uint64(0), np.uint64(LANES)):
        instants[i] = edges[i] if instants[i] != instants[i] else instants[i]
