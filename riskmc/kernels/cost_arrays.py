"""The array records of costs. What costs is a carrier: a task, a cost of the project, a risk, a response."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Floats, Integers, Words
from riskmc.kernels._constants import BLOCK_ITERATIONS, LANES

TIME_INDEPENDENT, TIME_DEPENDENT, STANDING, RISKS, RESPONSES, ESCALATION = range(6)
"""Rows of the parts that a cost is made of."""

N_PARTS = 6

ONCE, MINUTE, SPANNED, ELAPSED, SPANNED_BY_TASK = range(5)
"""Codes of what an amount is multiplied by: nothing, the work of its task, the minutes that the project's calendar
works from its beginning to its end, the minutes of the clock between them, or those of its task's calendar."""

LINEAR, FRONT, BACK, AT_START, AT_FINISH = range(5)
"""Codes of how money is spent: evenly, with a density 2 (1 - x) or 2 x over the time, or all of it at one end."""

CARRIER_TASK, CARRIER_RISK, CARRIER_PLAIN = range(3)
LINE_MEASURE, LINE_SPREAD, LINE_INDEX, LINE_PART, LINE_ROW, LINE_QUANTITY, LINE_FROM, LINE_TO, LINE_SAME = range(9)
LINE_SCALE, LINE_WORKED, LINE_BEGIN, LINE_END = range(4)
FACTOR_EVENT, FACTOR_ROW, FACTOR_PARALLEL, FACTOR_MEETING = range(4)
TASK_CALENDAR, TASK_POINT = range(2)
LEVEL, SLOPE, AREA, AREA_OF_AREA = range(4)
START_INSTANT, START_POSITION, LEVEL_STEP = range(3)
IS_DATED, RISK_INDEX, N_CELLS, FIRST_AMOUNT = range(4)
"""Columns of :class:`Costs`."""

COST_STATISTICS = ("amount", "amount_square", "amount_total", "amount_finish")
"""What is summed for each carrier, in the order of the sums."""


class Costs(NamedTuple):
    """What costs, and how much becomes of it. A line is one amount of a carrier; its task may be -1 for the project.

    Positions are working minutes of the project's calendar, instants elapsed minutes, both from the plan's origin.

    Attributes
    ----------
    carrier_ptr : ndarray(int64), shape (n_carriers + 1,)
        Lines of carrier c.
    carrier_codes : ndarray(int64, ndim=2), shape (n_carriers, 3)
        CARRIER_TASK, CARRIER_RISK: the task whose existence and cost factors count, and the risk whose costs are meant,
        or -1. CARRIER_PLAIN: 1 where nothing but draws, the work of its task and prices decides, and all its lines are
        spent at the same times.
    line_codes : ndarray(int64, ndim=2), shape (n_lines, 9)
        LINE_MEASURE: ONCE, MINUTE .. SPANNED_BY_TASK. LINE_SPREAD: LINEAR .. AT_FINISH. LINE_INDEX: number of the
        index of prices, -1 where they do not change. LINE_PART: TIME_INDEPENDENT .. RESPONSES. LINE_ROW, LINE_QUANTITY:
        rows of the magnitudes that multiply the scale, or -1. LINE_FROM, LINE_TO: tasks from whose start, and to whose
        finish, it runs; -1 the project's. LINE_SAME: 1 where prices rise as they do for the line before.
    line_numbers : ndarray(float64, ndim=2), shape (n_lines, 4)
        LINE_SCALE: amount, or what a drawn one is multiplied by. LINE_WORKED: minutes beside those that are simulated,
        0 for ONCE.
        LINE_BEGIN, LINE_END: instants at which it begins and ends where these are facts, else NEVER.
    factor_ptr : ndarray(int64), shape (n_tasks + 1,)
        Cost factors of task t, those in series first.
    factor_codes : ndarray(int64, ndim=2), shape (n_factors, 4)
        FACTOR_EVENT, FACTOR_ROW: the event that must occur, and the row of the magnitude. FACTOR_PARALLEL: 1 where the
        largest of them counts. FACTOR_MEETING: the meeting that must take place, or -1.
    risk_task_ptr : ndarray(int64), shape (n_costs + 1,)
        Tasks at which each cost of ``Events.cost_ptr`` arises; none for the project.
    risk_task : ndarray(int64)
    tasks : ndarray(int64, ndim=2), shape (n_tasks, 2)
        TASK_CALENDAR: number of the task's calendar. TASK_POINT: 1 where a task without work lies at its finish.
    levels : ndarray(float64, ndim=2), shape (n_indices * n_cells, 4)
        Of each cell of LEVEL_STEP working minutes of the project's calendar from the origin: LEVEL of prices at its
        start and its SLOPE; AREA under the level from the project's start to the cell, and AREA_OF_AREA under that.
    line : ndarray(float64), shape (3,)
        START_INSTANT and START_POSITION of the first work of the project, LEVEL_STEP.
    rules : ndarray(int64), shape (4,)
        IS_DATED: 1 where dates are instants, 0 where they are minutes of the project's timeline. RISK_INDEX: number of
        the index of what risks cost, or -1. N_CELLS of each index. FIRST_AMOUNT: row of
        the first random amount among the magnitudes.
    reference : ndarray(float64), shape (n_carriers + 1,)
        Planned amounts that sums are taken around; the last is the total.
    """

    carrier_ptr: Integers
    carrier_codes: Integers
    line_codes: Integers
    line_numbers: Floats
    factor_ptr: Integers
    factor_codes: Integers
    risk_task_ptr: Integers
    risk_task: Integers
    tasks: Integers
    levels: Floats
    line: Floats
    rules: Integers
    reference: Floats


class CostRoom(NamedTuple):
    """Room in which one chunk is costed.

    Attributes
    ----------
    amounts : ndarray(float64, ndim=2), shape (n_carriers, LANES)
        What each carrier cost, with prices as they rose.
    parts : ndarray(float64, ndim=2), shape (6, LANES)
        What the total is made of.
    total : ndarray(float64), shape (LANES,)
    room : ndarray(float64, ndim=2), shape (14, LANES)
        Scratch.
    ones : ndarray(float64), shape (LANES,)
        All one, in place of what an amount is not multiplied by.
    cells : ndarray(uint32), shape (LANES,)
        Scratch: cells of the tables of prices.
    """

    amounts: Floats
    parts: Floats
    total: Floats
    room: Floats
    ones: Floats
    cells: Words


class CostOutput(NamedTuple):
    """What costs of a block leave behind.

    Attributes
    ----------
    total : ndarray(float64), shape (BLOCK_ITERATIONS,)
    parts : ndarray(float64, ndim=2), shape (6, BLOCK_ITERATIONS)
    sums : ndarray(float64, ndim=2), shape (n_carriers, 4)
        Sums of COST_STATISTICS.
    """

    total: Floats
    parts: Floats
    sums: Floats


def cost_room(n_carriers: int) -> CostRoom:
    """Allocate the room that a chunk is costed in.

    Examples
    --------
    >>> cost_room(3).amounts.shape
    (3, 128)
    """
    return CostRoom(
        np.zeros((n_carriers, LANES)), np.zeros((N_PARTS, LANES)), np.zeros(LANES), np.zeros((14, LANES)),
        np.ones(LANES), np.zeros(LANES, np.uint32),
    )  # fmt: skip


def cost_output(n_carriers: int) -> CostOutput:
    """Allocate what a block writes, all zero.

    Examples
    --------
    >>> cost_output(3).sums.shape
    (3, 4)
    """
    return CostOutput(
        np.zeros(BLOCK_ITERATIONS), np.zeros((N_PARTS, BLOCK_ITERATIONS)), np.zeros((n_carriers, len(COST_STATISTICS)))
    )  # fmt: skip
