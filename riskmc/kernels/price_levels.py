"""By how much prices have risen by the time at which money is spent.

The level of prices is tabled over the working time of the project, cell by cell. Within a cell it is a straight line,
the area under it a parabola and the area under that a cubic.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats, Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.calendars import FINISH_SIDE, START_SIDE
from riskmc.kernels.cost_arrays import (
    AREA,
    AREA_OF_AREA,
    AT_FINISH,
    AT_START,
    BACK,
    FRONT,
    LEVEL,
    LEVEL_STEP,
    N_CELLS,
    SLOPE,
    CostRoom,
    Costs,
)

SHORT = 10.0
"""Minutes below which money is spent at one instant: averages over less would be lost in rounding."""


@inlined
def cell_of(position: float, per_step: float, n_cells: int) -> int:
    """Return the cell of the tables that a position lies in; the first and the last go on beyond their ends."""
    cell: int = max(np.int64(0), min(np.int64(position * per_step), np.int64(n_cells - 1)))  # type: ignore[assignment]
    return cell


@inlined
def level_at(position: float, first: int, n_cells: int, step: float, levels: Floats) -> float:
    """Return the level of prices at a position, in the table that begins in row ``first``."""
    cell = cell_of(position, 1.0 / step, n_cells)
    row = first + cell
    level: float = levels[row, LEVEL] + levels[row, SLOPE] * (position - np.float64(cell) * step)
    return level


@inlined
def place_in_cells(positions: Floats, n_cells: int, step: float, cells: Words, into: Floats) -> None:
    """Write in which cell of the tables each lane lies, as :func:`cell_of`, and how many minutes into it."""
    per_step = 1.0 / step
    last = np.float64(n_cells - 1)
    for i in range(np.uint64(0), np.uint64(LANES)):
        reached = positions[i] * per_step
        reached = reached if reached > 0.0 else 0.0
        cell = np.int32(reached if reached < last else last)
        cells[i] = np.uint32(cell)
        into[i] = positions[i] - np.float64(cell) * step


@inlined
def write_areas(first: int, levels: Floats, cells: Words, into: Floats, found: Floats) -> None:
    """Write the area under the level of prices from the project's start to where the lanes have been placed."""
    begin = np.uint64(first)
    for i in range(np.uint64(0), np.uint64(LANES)):
        row = begin + np.uint64(cells[i])
        u = into[i]
        half = 0.5 * levels[row, np.uint64(SLOPE)] * u
        found[i] = levels[row, np.uint64(AREA)] + u * (levels[row, np.uint64(LEVEL)] + half)


@inlined
def write_areas_of_areas(first: int, levels: Floats, cells: Words, into: Floats, found: Floats) -> None:
    """Write the area under the area of :func:`write_areas`."""
    begin = np.uint64(first)
    for i in range(np.uint64(0), np.uint64(LANES)):
        row = begin + np.uint64(cells[i])
        u = into[i]
        half = 0.5 * levels[row, np.uint64(SLOPE)] * u
        inner = levels[row, np.uint64(AREA)] + u * (0.5 * levels[row, np.uint64(LEVEL)] + half / 3.0)
        found[i] = levels[row, np.uint64(AREA_OF_AREA)] + u * inner


@kernel
def mean_levels(first: int, n_cells: int, step: float, spread: int, levels: Floats, room: Floats, cells: Words) -> None:
    """Write the mean level of prices over the time in which money is spent.

    Evenly it is the area under the level over the length L; with the density 2 (1 - x) it is
    2 (area under the area - L x area at the beginning) / L**2, by parts; with 2 x it is twice the first less that.

    Parameters
    ----------
    first : int
        Row in which the table of the index begins.
    n_cells : int
        Of the table.
    step : float
        Working minutes of a cell.
    spread : int
        LINEAR, FRONT, BACK, AT_START or AT_FINISH.
    levels : ndarray(float64, ndim=2)
        As in :class:`riskmc.kernels.cost_arrays.Costs`.
    room : ndarray(float64, ndim=2), shape (14, LANES)
        The first two rows hold from when to when, as positions on the project's calendar; the third is written. Where
        money is spent over time, row 10 is left with the areas under the level up to the beginning, and where it is
        not spent evenly, row 12 with those under that. Rows 9 to 13 are scratch otherwise.
    cells : ndarray(uint32), shape (LANES,)
        Scratch.
    """
    lanes = np.uint64(LANES)
    begins = room[0]
    ends = room[1]
    found = room[2]
    into = room[9]
    n_instants = LANES
    if spread not in (AT_START, AT_FINISH):
        low = room[10]
        high = room[11]
        place_in_cells(begins, n_cells, step, cells, into)
        write_areas(first, levels, cells, into, low)
        if spread in (FRONT, BACK):
            write_areas_of_areas(first, levels, cells, into, room[12])
        place_in_cells(ends, n_cells, step, cells, into)
        write_areas(first, levels, cells, into, high)
        n_instants = 0
        for i in range(np.uint64(0), lanes):
            length = ends[i] - begins[i]
            found[i] = (high[i] - low[i]) / length
            n_instants += 1 if length < SHORT else 0
        if spread in (FRONT, BACK):
            write_areas_of_areas(first, levels, cells, into, room[13])
            for i in range(np.uint64(0), lanes):
                length = ends[i] - begins[i]
                early = 2.0 * ((room[13, i] - room[12, i]) / length - low[i]) / length
                found[i] = early if spread == FRONT else 2.0 * found[i] - early
    if n_instants > 0:
        levels_at_instants(first, n_cells, step, spread, levels, begins, ends, found)


@kernel
def levels_at_instants(
    first: int, n_cells: int, step: float, spread: int, levels: Floats, begins: Floats, ends: Floats, found: Floats
) -> None:
    """Write the level of prices where money is spent at one instant: at one end, or within a few minutes.

    Parameters
    ----------
    first, n_cells, step, spread, levels
        As in :func:`mean_levels`.
    begins, ends : ndarray(float64), shape (LANES,)
        Positions on the project's calendar.
    found : ndarray(float64), shape (LANES,), written
        Only where money is spent at one instant.
    """
    for i in range(np.uint64(0), np.uint64(LANES)):
        begin = begins[i]
        length = ends[i] - begin
        instant = begin + 0.5 * length
        if spread == AT_START:
            instant = begin + START_SIDE
        elif spread == AT_FINISH:
            instant = ends[i] + FINISH_SIDE
        elif spread == FRONT:
            instant = begin + length / 3.0
        elif spread == BACK:
            instant = begin + 2.0 * length / 3.0
        if spread in (AT_START, AT_FINISH) or length < SHORT:
            found[i] = level_at(instant, first, n_cells, step, levels)


@inlined
def mean_levels_of_span(index: int, spread: int, costs: Costs, place: CostRoom) -> None:
    """Do as :func:`mean_levels` for an index of prices, by its number."""
    n_cells = costs.rules[N_CELLS]
    mean_levels(
        index * n_cells, n_cells, costs.line[LEVEL_STEP], spread, costs.levels, place.room, place.cells
    )  # fmt: skip
