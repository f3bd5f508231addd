"""How much of what is spent in one chunk has been spent by given dates."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Events, Network, Workspace
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.cost_arrays import (
    AREA,
    AREA_OF_AREA,
    AT_FINISH,
    AT_START,
    BACK,
    CARRIER_RISK,
    CARRIER_TASK,
    FRONT,
    LEVEL,
    LEVEL_STEP,
    LINE_INDEX,
    LINE_SPREAD,
    LINEAR,
    N_CELLS,
    RISK_INDEX,
    SLOPE,
    CostRoom,
    Costs,
)
from riskmc.kernels.cost_spans import SHORT, cell_of, mean_levels, span_of_line, span_of_tasks
from riskmc.kernels.costs import amounts_of_line, amounts_of_risk, factors_of_task


@inlined
def area_at(first: int, position: float, step: float, n_cells: int, levels: Floats) -> float:
    """Return the area under the level of prices from the project's start to a position."""
    cell = cell_of(position, 1.0 / step, n_cells)
    u = position - np.float64(cell) * step
    row = first + cell
    area: float = levels[row, AREA] + u * (levels[row, LEVEL] + 0.5 * levels[row, SLOPE] * u)
    return area


@inlined
def area_of_area_at(first: int, position: float, step: float, n_cells: int, levels: Floats) -> float:
    """Return the area under that area."""
    cell = cell_of(position, 1.0 / step, n_cells)
    u = position - np.float64(cell) * step
    row = first + cell
    half = 0.5 * levels[row, SLOPE] * u
    whole: float = levels[row, AREA_OF_AREA] + u * (levels[row, AREA] + u * (0.5 * levels[row, LEVEL] + half / 3.0))
    return whole


@inlined
def first_after(begin: float, end: float, edges: Floats) -> int:
    """Return the first of rising dates by which anything is spent of what begins and ends at given positions."""
    low = 0
    high = edges.shape[0]
    while low < high:
        middle = (low + high) // 2
        if edges[middle] < end and edges[middle] <= begin:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def add_spent(
    index: int, spread: int, edges: Floats, costs: Costs, begins: Floats, ends: Floats, bare: Floats, raised: Floats,
    spent: Floats,
) -> None:  # fmt: skip
    """Add what is spent up to each date since the one before.

    Of the time b to e a share (x - b) / (e - b) = u has passed at the date x; evenly spent is u, with the density
    2 (1 - u) it is 1 - (1 - u)**2, with 2 u it is u**2. Where prices rise, the density is weighted with their level: by
    parts, as in :func:`riskmc.kernels.cost_spans.mean_levels`.

    Parameters
    ----------
    index : int
        Number of the index of prices, -1 where they do not change.
    spread : int
        LINEAR, FRONT, BACK, AT_START or AT_FINISH.
    edges : ndarray(float64), shape (n_dates,)
        Positions on the project's calendar, rising.
    costs : Costs
    begins, ends : ndarray(float64), shape (LANES,)
        Positions.
    bare, raised : ndarray(float64), shape (LANES,)
        The amounts, before prices rose and after.
    spent : ndarray(float64, ndim=2), shape (n_dates, LANES), added to
    """
    step = costs.line[LEVEL_STEP]
    n_cells = costs.rules[N_CELLS]
    first = max(index, 0) * n_cells
    for i in range(LANES):
        begin = begins[i]
        end = ends[i]
        length = end - begin
        is_instant = spread in (AT_START, AT_FINISH) or length < SHORT
        # A date in time off has the position at which work starts again: what is spent then is not spent by then.
        is_at_start = spread == AT_START and length > 0.0
        before = 0.0
        for edge in range(first_after(begin, end, edges), edges.shape[0]):
            x = edges[edge]
            by_now = 0.0
            if x >= end or (is_at_start and x > begin):
                spent[edge, i] += raised[i] - before
                break
            if is_instant:
                continue
            if index < 0:
                u = (x - begin) / length
                share = u
                if spread == FRONT:
                    share = 1.0 - (1.0 - u) * (1.0 - u)
                elif spread == BACK:
                    share = u * u
                by_now = raised[i] * share
            else:
                low = area_at(first, begin, step, n_cells, costs.levels)
                even = area_at(first, x, step, n_cells, costs.levels) - low
                found = even / length
                if spread in (FRONT, BACK):
                    below = area_of_area_at(first, x, step, n_cells, costs.levels)
                    below -= area_of_area_at(first, begin, step, n_cells, costs.levels)
                    # The integral of (t - b) x level from b to x, by parts.
                    moment = (x - begin) * (even + low) - below
                    late = 2.0 * moment / (length * length)
                    found = late if spread == BACK else 2.0 * even / length - late
                by_now = bare[i] * found
            spent[edge, i] += by_now - before
            before = by_now


@kernel
def spend_chunk(
    edges: Floats, network: Network, events: Events, costs: Costs, calendars: Calendars, work: Workspace,
    place: CostRoom, spent: Floats,
) -> None:  # fmt: skip
    """Write how much has been spent by given dates, with prices as they rise.

    Parameters
    ----------
    edges : ndarray(float64), shape (n_dates,)
        Positions on the project's calendar, rising.
    network : Network
    events : Events
    costs : Costs
    calendars : Calendars
        The project's is the first.
    work : Workspace
        As the forward pass left it, with the amounts drawn; windows are settled.
    place : CostRoom
        Its room is scratch.
    spent : ndarray(float64, ndim=2), shape (n_dates, LANES), written
    """
    lanes = np.uint64(LANES)
    linear: int = np.int64(LINEAR)  # type: ignore[assignment]
    amounts = place.room[3]
    raised = place.room[8]
    spent[:] = 0.0
    for carrier in range(costs.carrier_codes.shape[0]):
        risk = costs.carrier_codes[carrier, CARRIER_RISK]
        if risk >= 0:
            for cost in range(events.cost_ptr[risk], events.cost_ptr[risk + 1]):
                if work.hits[events.cost_event[cost]] == 0:
                    continue
                amounts_of_risk(cost, events, work, amounts)
                span_of_tasks(
                    costs.risk_task_ptr[cost], costs.risk_task_ptr[cost + 1], costs, calendars, work,
                    place.room[4:6], place.room[0], place.room[1],
                )  # fmt: skip
                rise(costs.rules[RISK_INDEX], linear, costs, place, raised)
                add_spent(
                    costs.rules[RISK_INDEX], linear, edges, costs, place.room[0], place.room[1], amounts, raised, spent
                )
            continue
        task = costs.carrier_codes[carrier, CARRIER_TASK]
        existence = -1 if task < 0 else network.existence[task]
        is_struck = task >= 0 and costs.factor_ptr[task] < costs.factor_ptr[task + 1]
        if is_struck:
            factors_of_task(task, costs, work, place.room[5], place.room[4])
        for line in range(costs.carrier_ptr[carrier], costs.carrier_ptr[carrier + 1]):
            amounts_of_line(line, costs, calendars, work, place.room[6:8], amounts)
            for i in range(np.uint64(0), lanes):
                exists = existence < 0 or work.exists[existence, i] > 0.0
                amounts[i] = amounts[i] * (place.room[4, i] if is_struck else 1.0) if exists else 0.0
            span_of_line(line, costs, calendars, work, place.room[0], place.room[1])
            index = costs.line_codes[line, LINE_INDEX]
            spread = costs.line_codes[line, LINE_SPREAD]
            rise(index, spread, costs, place, raised)
            add_spent(index, spread, edges, costs, place.room[0], place.room[1], amounts, raised, spent)
    for edge in range(1, edges.shape[0]):
        for i in range(np.uint64(0), lanes):
            spent[edge, i] += spent[edge - 1, i]


@kernel
def rise(index: int, spread: int, costs: Costs, place: CostRoom, raised: Floats) -> None:
    """Write the amounts in the fourth row of the room, with prices as they rose by then."""
    if index >= 0:
        mean_levels(index, spread, costs, place.room[0], place.room[1], place.room[2])
    for i in range(np.uint64(0), np.uint64(LANES)):
        raised[i] = place.room[3, i] * (place.room[2, i] if index >= 0 else 1.0)
