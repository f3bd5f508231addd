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
from riskmc.kernels.cost_lines import end_of_group, factors_of_task, write_lines
from riskmc.kernels.cost_spans import place_span, span_of_tasks
from riskmc.kernels.costs import amounts_of_risk
from riskmc.kernels.price_levels import (
    SHORT,
    cell_of,
    mean_levels_of_span,
)


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
def first_edge(position: float, edges: Floats) -> int:
    """Return the first of rising dates that lies at or after a position."""
    low = 0
    high = edges.shape[0]
    while low < high:
        middle = (low + high) // 2
        if edges[middle] < position:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def first_and_last(begins: Floats, ends: Floats) -> tuple[float, float]:
    """Return when the first of the lanes begins, and when the last one ends."""
    first = begins[0]
    last = ends[0]
    for i in range(np.uint64(1), np.uint64(LANES)):
        first = begins[i] if begins[i] < first else first
        last = ends[i] if ends[i] > last else last
    return first, last


@inlined
def write_shares(spread: int, x: float, begins: Floats, ends: Floats, shares: Floats) -> None:
    """Write what share of the money is spent by a position within the time, where prices do not change."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        u = (x - begins[i]) / (ends[i] - begins[i])
        share = u
        if spread == FRONT:
            share = 1.0 - (1.0 - u) * (1.0 - u)
        elif spread == BACK:
            share = u * u
        shares[i] = share


@inlined
def write_raised_shares(
    spread: int, x: float, area: float, whole: float, begins: Floats, ends: Floats, room: Floats, shares: Floats
) -> None:
    """Write by what the bare amount is multiplied to give what is spent by a position, as prices rise.

    Parameters
    ----------
    spread : int
    x : float
        The position.
    area, whole : float
        Area under the level of prices up to it, and the area under that.
    begins, ends : ndarray(float64), shape (LANES,)
    room : ndarray(float64, ndim=2)
        Rows 10 and 12 hold both areas where the lanes begin.
    shares : ndarray(float64), shape (LANES,), written
    """
    for i in range(np.uint64(0), np.uint64(LANES)):
        low = room[10, i]
        length = ends[i] - begins[i]
        even = area - low
        share = even / length
        if spread in (FRONT, BACK):
            below = whole - room[12, i]
            # The integral of (t - b) x level from b to x, by parts.
            moment = (x - begins[i]) * (even + low) - below
            late = 2.0 * moment / (length * length)
            share = late if spread == BACK else 2.0 * even / length - late
        shares[i] = share


@kernel
def add_spent(
    first: int, n_cells: int, step: float, spread: int, edges: Floats, levels: Floats, room: Floats, spent: Floats
) -> None:
    """Add what is spent up to each date since the one before.

    Of the time b to e a share (x - b) / (e - b) = u has passed at the date x; evenly spent is u, with the density
    2 (1 - u) it is 1 - (1 - u)**2, with 2 u it is u**2. Where prices rise, the density is weighted with their level: by
    parts, as in :func:`riskmc.kernels.price_levels.mean_levels`.

    Parameters
    ----------
    first : int
        Row in which the table of the index of prices begins; -1 where they do not change.
    n_cells : int
        Of the table.
    step : float
        Working minutes of a cell.
    spread : int
        LINEAR, FRONT, BACK, AT_START or AT_FINISH.
    edges : ndarray(float64), shape (n_dates,)
        Positions on the project's calendar, rising.
    levels : ndarray(float64, ndim=2)
        As in :class:`riskmc.kernels.cost_arrays.Costs`.
    room : ndarray(float64, ndim=2), shape (14, LANES)
        The first two rows hold from when to when, as positions; row 5 the amounts before prices rose, row 8 those
        after; rows 10 and 12 what :func:`riskmc.kernels.price_levels.mean_levels` left there. Rows 11 and 13 are
        scratch.
    spent : ndarray(float64, ndim=2), shape (n_dates, LANES), added to
    """
    lanes = np.uint64(LANES)
    begins = room[0]
    ends = room[1]
    bare = room[5]
    raised = room[8]
    shares = room[11]
    before = room[13]
    begin, end = first_and_last(begins, ends)
    is_at_end = spread in (AT_START, AT_FINISH)
    for i in range(np.uint64(0), lanes):
        before[i] = 0.0
        shares[i] = 0.0
    for edge in range(first_edge(begin, edges), min(first_edge(end, edges) + 1, edges.shape[0])):
        x = edges[edge]
        if not is_at_end and first < 0:
            write_shares(spread, x, begins, ends, shares)
        elif not is_at_end:
            area = area_at(first, x, step, n_cells, levels)
            whole = area_of_area_at(first, x, step, n_cells, levels)
            write_raised_shares(spread, x, area, whole, begins, ends, room, shares)
        for i in range(np.uint64(0), lanes):
            length = ends[i] - begins[i]
            now = (raised[i] if first < 0 else bare[i]) * shares[i]
            now = 0.0 if length < SHORT or x <= begins[i] else now
            # A date in time off has the position at which work starts again: what is spent then is not spent by then.
            is_paid = x >= ends[i] or (spread == AT_START and length > 0.0 and x > begins[i])
            now = raised[i] if is_paid else now
            spent[edge, i] += now - before[i]
            before[i] = now


@inlined
def raise_and_spend(index: int, spread: int, edges: Floats, costs: Costs, place: CostRoom, spent: Floats) -> None:
    """Let prices rise by the third row of the room on the amounts in row 5, and add what is spent by each date."""
    n_cells = costs.rules[N_CELLS]
    for i in range(np.uint64(0), np.uint64(LANES)):
        place.room[8, i] = place.room[5, i] * (place.room[2, i] if index >= 0 else 1.0)
    first = index * n_cells if index >= 0 else -1
    add_spent(first, n_cells, costs.line[LEVEL_STEP], spread, edges, costs.levels, place.room, spent)


@inlined
def spend_lines(
    carrier: int, edges: Floats, network: Network, costs: Costs, calendars: Calendars, work: Workspace,
    place: CostRoom, spent: Floats,
) -> None:  # fmt: skip
    """Add what the lines of a carrier spend by each date; those that are spent at the same times go together."""
    task = costs.carrier_codes[carrier, CARRIER_TASK]
    existence = -1 if task < 0 else network.existence[task]
    is_struck = task >= 0 and costs.factor_ptr[task] < costs.factor_ptr[task + 1]
    if is_struck:
        factors_of_task(task, costs, work, place.room[5], place.room[4])
    line = costs.carrier_ptr[carrier]
    while line < costs.carrier_ptr[carrier + 1]:
        end = end_of_group(line, costs.carrier_ptr[carrier + 1], costs)
        write_lines(line, end, existence, is_struck, costs, calendars, work, place)
        index = costs.line_codes[line, LINE_INDEX]
        spread = costs.line_codes[line, LINE_SPREAD]
        place_span(line, costs, calendars, work, place.room)
        if index >= 0:
            mean_levels_of_span(index, spread, costs, place)
        raise_and_spend(index, spread, edges, costs, place, spent)
        line = end


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
    index = costs.rules[RISK_INDEX]
    spent[:] = 0.0
    for carrier in range(costs.carrier_codes.shape[0]):
        risk = costs.carrier_codes[carrier, CARRIER_RISK]
        if risk < 0:
            spend_lines(carrier, edges, network, costs, calendars, work, place, spent)
            continue
        for cost in range(events.cost_ptr[risk], events.cost_ptr[risk + 1]):
            if work.hits[events.cost_event[cost]] == 0:
                continue
            span_of_tasks(
                costs.risk_task_ptr[cost], costs.risk_task_ptr[cost + 1], costs, calendars, work,
                place.room[4:6], place.room[0], place.room[1],
            )  # fmt: skip
            amounts_of_risk(cost, events, work, place.room[5])
            if index >= 0:
                mean_levels_of_span(index, linear, costs, place)
            raise_and_spend(index, linear, edges, costs, place, spent)
    for edge in range(1, edges.shape[0]):
        for i in range(np.uint64(0), lanes):
            spent[edge, i] += spent[edge - 1, i]
