"""When money is spent, and by how much prices have risen by then."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.calendars import FINISH_SIDE, START_SIDE, Calendars, to_instants, to_positions
from riskmc.kernels.cost_arrays import (
    AREA,
    AREA_OF_AREA,
    AT_FINISH,
    AT_START,
    BACK,
    FRONT,
    IS_DATED,
    LEVEL,
    LEVEL_STEP,
    LINE_BEGIN,
    LINE_END,
    LINE_FROM,
    LINE_TO,
    N_CELLS,
    SLOPE,
    START_INSTANT,
    START_POSITION,
    TASK_POINT,
    Costs,
)

SHORT = 10.0
"""Minutes below which money is spent at one instant: averages over less would be lost in rounding."""


@kernel
def edge_instants(
    task: int, is_end: int, fact: float, costs: Costs, calendars: Calendars, work: Workspace, scratch: Floats,
    instants: Floats,
) -> None:  # fmt: skip
    """Write the instants at which a task starts or finishes, or at which the project does.

    Parameters
    ----------
    task : int
        -1 for the project.
    is_end : int
        1 for the finish.
    fact : float
        An instant that stands for all of them, or NEVER.
    costs : Costs
    calendars : Calendars
        The project's is the first.
    work : Workspace
        As the forward pass left it.
    scratch : ndarray(float64), shape (LANES,)
    instants : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    if fact > NEVER:
        for i in range(np.uint64(0), lanes):
            instants[i] = fact
        return
    start = costs.line[START_INSTANT]
    if task < 0 and is_end == 0:
        for i in range(np.uint64(0), lanes):
            instants[i] = start
        return
    t = np.uint64(max(task, 0)) * lanes
    dates = work.starts[t : t + lanes]
    if is_end > 0:
        dates = work.finishes[t : t + lanes]
    if task < 0:
        dates = work.lanes[0]
    if costs.rules[IS_DATED] > 0:
        for i in range(np.uint64(0), lanes):
            instants[i] = dates[i]
        return
    for i in range(np.uint64(0), lanes):
        scratch[i] = dates[i] + costs.line[START_POSITION]
    margin = FINISH_SIDE
    if is_end == 0 and costs.tasks[task, TASK_POINT] == 0:
        margin = START_SIDE
    to_instants(0, calendars, margin, scratch, instants)
    for i in range(np.uint64(0), lanes):
        instants[i] = instants[i] if instants[i] > start else start


@kernel
def edge_positions(
    task: int, is_end: int, fact: float, costs: Costs, calendars: Calendars, work: Workspace, positions: Floats
) -> None:
    """Do as :func:`edge_instants`, in working minutes of the project's calendar from the origin."""
    lanes = np.uint64(LANES)
    if costs.rules[IS_DATED] > 0 or fact > NEVER:
        edge_instants(task, is_end, fact, costs, calendars, work, positions, positions)
        to_positions(0, calendars, positions, positions)
        return
    zero = costs.line[START_POSITION]
    if task < 0 and is_end == 0:
        for i in range(np.uint64(0), lanes):
            positions[i] = zero
    elif task < 0:
        for i in range(np.uint64(0), lanes):
            positions[i] = zero + work.lanes[0, i]
    else:
        t = np.uint64(task) * lanes
        for i in range(np.uint64(0), lanes):
            positions[i] = zero + (work.finishes[t + i] if is_end > 0 else work.starts[t + i])


@kernel
def span_of_line(line: int, costs: Costs, calendars: Calendars, work: Workspace, begins: Floats, ends: Floats) -> None:
    """Write from when to when a line is spent, as positions on the project's calendar; none ends before it begins."""
    start: int = np.int64(0)  # type: ignore[assignment]
    finish: int = np.int64(1)  # type: ignore[assignment]
    codes = costs.line_codes[line]
    numbers = costs.line_numbers[line]
    edge_positions(codes[LINE_FROM], start, numbers[LINE_BEGIN], costs, calendars, work, begins)
    edge_positions(codes[LINE_TO], finish, numbers[LINE_END], costs, calendars, work, ends)
    for i in range(np.uint64(0), np.uint64(LANES)):
        ends[i] = ends[i] if ends[i] > begins[i] else begins[i]


@kernel
def span_of_tasks(
    first: int, last: int, costs: Costs, calendars: Calendars, work: Workspace, room: Floats, begins: Floats,
    ends: Floats,
) -> None:  # fmt: skip
    """Write from when to when tasks ``risk_task[first]`` to ``risk_task[last]`` are at work; none are the project.

    Parameters
    ----------
    first, last : int
    costs : Costs
    calendars : Calendars
    work : Workspace
    room : ndarray(float64, ndim=2), shape (2, LANES)
        Scratch.
    begins, ends : ndarray(float64), shape (LANES,), written
        Positions on the project's calendar.
    """
    lanes = np.uint64(LANES)
    start: int = np.int64(0)  # type: ignore[assignment]
    finish: int = np.int64(1)  # type: ignore[assignment]
    nothing: int = np.int64(-1)  # type: ignore[assignment]
    if first == last:
        edge_positions(nothing, start, NEVER, costs, calendars, work, begins)
        edge_positions(nothing, finish, NEVER, costs, calendars, work, ends)
        return
    for i in range(np.uint64(0), lanes):
        begins[i] = ALWAYS
        ends[i] = NEVER
    for place in range(first, last):
        task = costs.risk_task[place]
        edge_positions(task, start, NEVER, costs, calendars, work, room[0])
        edge_positions(task, finish, NEVER, costs, calendars, work, room[1])
        for i in range(np.uint64(0), lanes):
            begins[i] = room[0, i] if room[0, i] < begins[i] else begins[i]
            ends[i] = room[1, i] if room[1, i] > ends[i] else ends[i]


@inlined
def cell_of(position: float, per_step: float, n_cells: int) -> int:
    """Return the cell of the tables that a position lies in; the first and the last go on beyond their ends."""
    cell: int = max(np.int64(0), min(np.int64(position * per_step), np.int64(n_cells - 1)))  # type: ignore[assignment]
    return cell


@kernel
def mean_levels(index: int, spread: int, costs: Costs, begins: Floats, ends: Floats, found: Floats) -> None:
    """Write the mean level of prices over the time in which money is spent.

    Evenly it is the area under the level over the length L; with the density 2 (1 - x) it is
    2 (area under the area - L x area at the beginning) / L**2, by parts; with 2 x it is twice the first less that.

    Parameters
    ----------
    index : int
        Number of the index.
    spread : int
        LINEAR, FRONT, BACK, AT_START or AT_FINISH.
    costs : Costs
    begins, ends : ndarray(float64), shape (LANES,)
        Positions on the project's calendar.
    found : ndarray(float64), shape (LANES,), written
    """
    levels = costs.levels
    step = costs.line[LEVEL_STEP]
    per_step = 1.0 / step
    n_cells = costs.rules[N_CELLS]
    first = index * n_cells
    for i in range(np.uint64(0), np.uint64(LANES)):
        begin = begins[i]
        length = ends[i] - begin
        if spread in (AT_START, AT_FINISH) or length < SHORT:
            place = begin + 0.5 * length
            if spread == AT_START:
                place = begin + START_SIDE
            elif spread == AT_FINISH:
                place = ends[i] + FINISH_SIDE
            elif spread == FRONT:
                place = begin + length / 3.0
            elif spread == BACK:
                place = begin + 2.0 * length / 3.0
            cell = cell_of(place, per_step, n_cells)
            row = first + cell
            found[i] = levels[row, LEVEL] + levels[row, SLOPE] * (place - np.float64(cell) * step)
            continue
        cell = cell_of(begin, per_step, n_cells)
        row = first + cell
        u = begin - np.float64(cell) * step
        half = 0.5 * levels[row, SLOPE] * u
        area = levels[row, AREA] + u * (levels[row, LEVEL] + half)
        whole = levels[row, AREA_OF_AREA] + u * (levels[row, AREA] + u * (0.5 * levels[row, LEVEL] + half / 3.0))
        cell = cell_of(ends[i], per_step, n_cells)
        row = first + cell
        u = ends[i] - np.float64(cell) * step
        half = 0.5 * levels[row, SLOPE] * u
        even = (levels[row, AREA] + u * (levels[row, LEVEL] + half) - area) / length
        if spread in (FRONT, BACK):
            whole = (
                levels[row, AREA_OF_AREA]
                + u * (levels[row, AREA] + u * (0.5 * levels[row, LEVEL] + half / 3.0))
                - whole
            )
            early = 2.0 * (whole / length - area) / length
            found[i] = early if spread == FRONT else 2.0 * even - early
        else:
            found[i] = even
