"""What one chunk costs: carrier by carrier, line by line, then the sums over iterations.

On one task the amounts add up; then the cost factors of the risks that struck it multiply, those in series all, of the
parallel ones the largest. What does not exist costs nothing.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES, SUM_LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Events, Network, Streams, Workspace
from riskmc.kernels.calendars import Calendars, to_positions
from riskmc.kernels.cost_arrays import (
    CARRIER_RISK,
    CARRIER_TASK,
    ESCALATION,
    FACTOR_EVENT,
    FACTOR_MEETING,
    FACTOR_PARALLEL,
    FACTOR_ROW,
    LINE_BEGIN,
    LINE_END,
    LINE_FROM,
    LINE_INDEX,
    LINE_MEASURE,
    LINE_PART,
    LINE_QUANTITY,
    LINE_ROW,
    LINE_SAME,
    LINE_SCALE,
    LINE_SPREAD,
    LINE_TO,
    LINE_WORKED,
    LINEAR,
    MINUTE,
    N_PARTS,
    ONCE,
    RISK_INDEX,
    RISKS,
    SPANNED,
    SPANNED_BY_TASK,
    TASK_CALENDAR,
    CostOutput,
    CostRoom,
    Costs,
)
from riskmc.kernels.cost_spans import edge_instants, edge_positions, mean_levels, span_of_line, span_of_tasks
from riskmc.kernels.marginals import Marginals
from riskmc.kernels.sampling import sample_row

_FOLDS = (np.uint64(8), np.uint64(4), np.uint64(2), np.uint64(1))


@kernel
def measure_line(line: int, costs: Costs, calendars: Calendars, work: Workspace, room: Floats, minutes: Floats) -> None:
    """Write how many minutes a line lasts, from its beginning to its end.

    Parameters
    ----------
    line : int
        One that lasts as long as its dates say.
    costs : Costs
    calendars : Calendars
    work : Workspace
    room : ndarray(float64, ndim=2), shape (2, LANES)
        Scratch.
    minutes : ndarray(float64), shape (LANES,), written
    """
    start: int = np.int64(0)  # type: ignore[assignment]
    finish: int = np.int64(1)  # type: ignore[assignment]
    codes = costs.line_codes[line]
    begin = costs.line_numbers[line, LINE_BEGIN]
    end = costs.line_numbers[line, LINE_END]
    source = codes[LINE_FROM]
    target = codes[LINE_TO]
    measure = codes[LINE_MEASURE]
    if measure == SPANNED:
        edge_positions(source, start, begin, costs, calendars, work, room[0])
        edge_positions(target, finish, end, costs, calendars, work, minutes)
    else:
        edge_instants(source, start, begin, costs, calendars, work, room[1], room[0])
        edge_instants(target, finish, end, costs, calendars, work, room[1], minutes)
        if measure == SPANNED_BY_TASK:
            calendar = costs.tasks[source, TASK_CALENDAR]
            to_positions(calendar, calendars, room[0], room[0])
            to_positions(calendar, calendars, minutes, minutes)
    for i in range(np.uint64(0), np.uint64(LANES)):
        length = minutes[i] - room[0, i]
        minutes[i] = length if length > 0.0 else 0.0


@inlined
def amounts_of_line(
    line: int, costs: Costs, calendars: Calendars, work: Workspace, room: Floats, amounts: Floats
) -> None:
    """Write what a line comes to before cost factors and rising prices.

    Parameters
    ----------
    line : int
    costs : Costs
    calendars : Calendars
    work : Workspace
    room : ndarray(float64, ndim=2), shape (2, LANES)
        Scratch.
    amounts : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    measure = costs.line_codes[line, LINE_MEASURE]
    row = costs.line_codes[line, LINE_ROW]
    quantity = costs.line_codes[line, LINE_QUANTITY]
    scale = costs.line_numbers[line, LINE_SCALE]
    worked = costs.line_numbers[line, LINE_WORKED]
    if measure == ONCE:
        for i in range(np.uint64(0), lanes):
            amounts[i] = scale
    elif measure != MINUTE:
        measure_line(line, costs, calendars, work, room, amounts)
        for i in range(np.uint64(0), lanes):
            amounts[i] = scale * (worked + amounts[i])
    else:
        t = np.uint64(costs.line_codes[line, LINE_FROM]) * lanes
        for i in range(np.uint64(0), lanes):
            amounts[i] = scale * (worked + work.durations[t + i])
    if row >= 0:
        for i in range(np.uint64(0), lanes):
            amounts[i] *= work.magnitudes[row, i]
    if quantity >= 0:
        for i in range(np.uint64(0), lanes):
            amounts[i] *= work.magnitudes[quantity, i]


@kernel
def factors_of_task(task: int, costs: Costs, work: Workspace, best: Floats, factors: Floats) -> None:
    """Write by what the risks that struck a task multiply its cost.

    Parameters
    ----------
    task : int
    costs : Costs
    work : Workspace
    best : ndarray(float64), shape (LANES,)
        Scratch.
    factors : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        factors[i] = 1.0
        best[i] = -np.inf
    for factor in range(costs.factor_ptr[task], costs.factor_ptr[task + 1]):
        event = costs.factor_codes[factor, FACTOR_EVENT]
        row = costs.factor_codes[factor, FACTOR_ROW]
        meeting = costs.factor_codes[factor, FACTOR_MEETING]
        if work.hits[event] == 0:
            continue
        is_parallel = costs.factor_codes[factor, FACTOR_PARALLEL] > 0
        for i in range(np.uint64(0), lanes):
            acts = work.occurred[event, i] > 0.0 and (meeting < 0 or work.met[meeting, i] > 0.0)
            magnitude = work.magnitudes[row, i]
            if acts and is_parallel:
                # What is not a number is not hidden.
                best[i] = magnitude if magnitude > best[i] or magnitude != magnitude else best[i]
            elif acts:
                factors[i] *= magnitude
    for i in range(np.uint64(0), lanes):
        factors[i] *= 1.0 if best[i] == -np.inf else best[i]


@inlined
def raise_prices(levels: Floats, amounts: Floats, escalation: Floats) -> None:
    """Multiply amounts by the mean level of prices while they are spent, and add what that adds to the escalation."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        raised = amounts[i] * levels[i]
        escalation[i] += raised - amounts[i]
        amounts[i] = raised


@inlined
def amounts_of_risk(cost: int, events: Events, work: Workspace, amounts: Floats) -> None:
    """Write what one cost of a risk comes to before prices rise: where it occurred, at a task that exists and is met.

    Parameters
    ----------
    cost : int
        Whose event occurred in some lane.
    events : Events
    work : Workspace
    amounts : ndarray(float64), shape (LANES,), written
    """
    event = events.cost_event[cost]
    row = events.cost_row[cost]
    existence = events.cost_existence[cost]
    meeting = events.cost_meeting[cost]
    for i in range(np.uint64(0), np.uint64(LANES)):
        is_spared = existence >= 0 and work.exists[existence, i] == 0.0
        is_missed = meeting >= 0 and work.met[meeting, i] == 0.0
        arises = work.occurred[event, i] > 0.0 and not is_spared and not is_missed
        amounts[i] = work.magnitudes[row, i] if arises else 0.0


@kernel
def cost_of_risk(
    risk: int, events: Events, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom, found: Floats
) -> None:
    """Add what a risk costs, evenly spent while the tasks that it strikes are at work.

    Parameters
    ----------
    risk : int
    events : Events
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), added to
    """
    linear: int = np.int64(LINEAR)  # type: ignore[assignment]
    lanes = np.uint64(LANES)
    amounts = place.room[3]
    for cost in range(events.cost_ptr[risk], events.cost_ptr[risk + 1]):
        if work.hits[events.cost_event[cost]] == 0:
            continue
        amounts_of_risk(cost, events, work, amounts)
        for i in range(np.uint64(0), lanes):
            place.parts[RISKS, i] += amounts[i]
        if costs.rules[RISK_INDEX] >= 0:
            span_of_tasks(
                costs.risk_task_ptr[cost], costs.risk_task_ptr[cost + 1], costs, calendars, work, place.room[4:6],
                place.room[0], place.room[1],
            )  # fmt: skip
            mean_levels(costs.rules[RISK_INDEX], linear, costs, place.room[0], place.room[1], place.room[2])
            raise_prices(place.room[2], amounts, place.parts[ESCALATION])
        for i in range(np.uint64(0), lanes):
            found[i] += amounts[i]


@inlined
def add_plain_line(line: int, costs: Costs, work: Workspace, place: CostRoom, found: Floats) -> None:
    """Add what a line comes to where nothing but draws and the work of its task decides."""
    lanes = np.uint64(LANES)
    row = costs.line_codes[line, LINE_ROW]
    part = place.parts[costs.line_codes[line, LINE_PART]]
    scale = costs.line_numbers[line, LINE_SCALE]
    worked = costs.line_numbers[line, LINE_WORKED]
    is_once = costs.line_codes[line, LINE_MEASURE] == ONCE
    t = np.uint64(max(costs.line_codes[line, LINE_FROM], 0)) * lanes
    if row < 0 and is_once:
        for i in range(np.uint64(0), lanes):
            found[i] += scale
            part[i] += scale
    elif row < 0:
        for i in range(np.uint64(0), lanes):
            amount = scale * (worked + work.durations[t + i])
            found[i] += amount
            part[i] += amount
    elif is_once:
        for i in range(np.uint64(0), lanes):
            amount = scale * work.magnitudes[row, i]
            found[i] += amount
            part[i] += amount
    else:
        for i in range(np.uint64(0), lanes):
            amount = scale * (worked + work.durations[t + i]) * work.magnitudes[row, i]
            found[i] += amount
            part[i] += amount


@kernel
def add_line(
    line: int, existence: int, is_struck: bool, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom,
    found: Floats,
) -> None:  # fmt: skip
    """Add what a line comes to: where its task exists, with cost factors and rising prices.

    Parameters
    ----------
    line : int
    existence : int
        Row of ``exists`` of its task, or -1.
    is_struck : bool
        Whether cost factors stand in the fifth row of the room.
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), added to
    """
    lanes = np.uint64(LANES)
    amounts = place.room[3]
    part = place.parts[costs.line_codes[line, LINE_PART]]
    index = costs.line_codes[line, LINE_INDEX]
    amounts_of_line(line, costs, calendars, work, place.room[6:8], amounts)
    for i in range(np.uint64(0), lanes):
        amounts[i] = amounts[i] if existence < 0 or work.exists[existence, i] > 0.0 else 0.0
        part[i] += amounts[i]
    if is_struck:
        risks = place.parts[RISKS]
        factors = place.room[4]
        for i in range(np.uint64(0), lanes):
            struck = amounts[i] * factors[i]
            risks[i] += struck - amounts[i]
            amounts[i] = struck
    if index >= 0:
        if costs.line_codes[line, LINE_SAME] == 0:
            span_of_line(line, costs, calendars, work, place.room[0], place.room[1])
            spread = costs.line_codes[line, LINE_SPREAD]
            mean_levels(index, spread, costs, place.room[0], place.room[1], place.room[2])
        raise_prices(place.room[2], amounts, place.parts[ESCALATION])
    for i in range(np.uint64(0), lanes):
        found[i] += amounts[i]


@inlined
def cost_of_lines(
    carrier: int, network: Network, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom, found: Floats
) -> None:
    """Add what the lines of a carrier cost.

    Parameters
    ----------
    carrier : int
    network : Network
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), added to
    """
    task = costs.carrier_codes[carrier, CARRIER_TASK]
    existence = -1 if task < 0 else network.existence[task]
    is_struck = task >= 0 and costs.factor_ptr[task] < costs.factor_ptr[task + 1]
    if is_struck:
        factors_of_task(task, costs, work, place.room[5], place.room[4])
    for line in range(costs.carrier_ptr[carrier], costs.carrier_ptr[carrier + 1]):
        is_simple = costs.line_codes[line, LINE_INDEX] < 0 and costs.line_codes[line, LINE_QUANTITY] < 0
        is_simple = is_simple and costs.line_codes[line, LINE_MEASURE] in (ONCE, MINUTE)
        if is_simple and existence < 0 and not is_struck:
            add_plain_line(line, costs, work, place, found)
        else:
            add_line(line, existence, is_struck, costs, calendars, work, place, found)


@kernel
def draw_amounts(chunk: int, first: int, n_tasks: int, marginals: Marginals, streams: Streams, work: Workspace) -> None:
    """Draw the random amounts of money of one chunk, the last of the magnitudes.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES; its block has been prepared.
    first : int
        Row of the first amount among the magnitudes.
    n_tasks : int
    marginals : Marginals
    streams : Streams
    work : Workspace
    """
    n_lags = work.lags.shape[0]
    for row in range(n_lags + first, n_lags + work.magnitudes.shape[0]):
        sample_row(chunk, n_tasks, row, marginals, streams, work)


@kernel
def cost_chunk(
    network: Network, events: Events, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom
) -> None:
    """Write what each carrier costs in one chunk, what that is made of, and the total.

    Parameters
    ----------
    network : Network
    events : Events
    costs : Costs
    calendars : Calendars
        The project's is the first.
    work : Workspace
        As the forward pass left it; windows are settled.
    place : CostRoom, written
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        place.total[i] = 0.0
    for part in range(N_PARTS):
        for i in range(np.uint64(0), lanes):
            place.parts[part, i] = 0.0
    for carrier in range(costs.carrier_codes.shape[0]):
        found = place.amounts[carrier]
        for i in range(np.uint64(0), lanes):
            found[i] = 0.0
        risk = costs.carrier_codes[carrier, CARRIER_RISK]
        if risk >= 0:
            cost_of_risk(risk, events, costs, calendars, work, place, found)
        else:
            cost_of_lines(carrier, network, costs, calendars, work, place, found)
        for i in range(np.uint64(0), lanes):
            place.total[i] += found[i]


@kernel
def add_cost_sums(valid: int, first: int, deviation: Floats, costs: Costs, place: CostRoom, output: CostOutput) -> None:
    """Keep the total and its parts, and add one chunk of each carrier to its sums.

    A carrier has SUM_LANES partial sums in each chunk, folded in half until one is left, as those of the tasks are. In
    the last, incomplete chunk of a run the lanes that do not count add nothing.

    Parameters
    ----------
    valid : int
        Lanes that count.
    first : int
        First iteration of the chunk within its block.
    deviation : ndarray(float64), shape (LANES,)
        Project finish less the reference.
    costs : Costs
    place : CostRoom
        As :func:`cost_chunk` left it; its scratch is changed.
    output : CostOutput, added to
    """
    n_carriers = place.amounts.shape[0]
    total_reference = costs.reference[n_carriers]
    totals = place.room[0]
    finishes = place.room[1]
    partial = place.room[2]
    for lane in range(valid):
        output.total[first + lane] = place.total[lane]
        for part in range(N_PARTS):
            output.parts[part, first + lane] = place.parts[part, lane]
    for lane in range(LANES):
        totals[lane] = place.total[lane] - total_reference if lane < valid else 0.0
        finishes[lane] = deviation[lane] if lane < valid else 0.0
    for carrier in range(n_carriers):
        amounts = place.amounts[carrier]
        reference = costs.reference[carrier]
        for lane in range(valid, LANES):
            amounts[lane] = reference
        for j in range(np.uint64(0), np.uint64(SUM_LANES)):
            amount_sum = 0.0
            square_sum = 0.0
            total_sum = 0.0
            finish_sum = 0.0
            for k in range(np.uint64(0), np.uint64(LANES), np.uint64(SUM_LANES)):
                difference = amounts[k + j] - reference
                amount_sum += difference
                square_sum += difference * difference
                total_sum += difference * totals[k + j]
                finish_sum += difference * finishes[k + j]
            partial[j] = amount_sum
            partial[np.uint64(SUM_LANES) + j] = square_sum
            partial[np.uint64(2 * SUM_LANES) + j] = total_sum
            partial[np.uint64(3 * SUM_LANES) + j] = finish_sum
        for statistic in range(np.uint64(0), np.uint64(4)):
            begin = statistic * np.uint64(SUM_LANES)
            for width in _FOLDS:
                for j in range(np.uint64(0), width):
                    partial[begin + j] += partial[begin + width + j]
            output.sums[carrier, statistic] += partial[begin]
