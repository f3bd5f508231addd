"""From when to when money is spent."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.calendars import FINISH_SIDE, START_SIDE, Calendars, to_instants, to_positions
from riskmc.kernels.cost_arrays import (
    IS_DATED,
    LINE_BEGIN,
    LINE_END,
    LINE_FROM,
    LINE_TO,
    START_INSTANT,
    START_POSITION,
    TASK_POINT,
    Costs,
)


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


@inlined
def place_span(line: int, costs: Costs, calendars: Calendars, work: Workspace, room: Floats) -> None:
    """Write into the first two rows of the room from when to when a line is spent, as :func:`span_of_line`.

    Where dates are minutes of the project's timeline, that of a task is found without a call, which costs more than it.
    """
    task = costs.line_codes[line, LINE_FROM]
    is_plain = costs.rules[IS_DATED] == 0 and task >= 0 and task == costs.line_codes[line, LINE_TO]
    if is_plain and max(costs.line_numbers[line, LINE_BEGIN], costs.line_numbers[line, LINE_END]) == NEVER:
        t = np.uint64(task) * np.uint64(LANES)
        zero = costs.line[START_POSITION]
        for i in range(np.uint64(0), np.uint64(LANES)):
            begin = zero + work.starts[t + i]
            end = zero + work.finishes[t + i]
            room[0, i] = begin
            room[1, i] = end if end > begin else begin
    else:
        span_of_line(line, costs, calendars, work, room[0], room[1])


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
