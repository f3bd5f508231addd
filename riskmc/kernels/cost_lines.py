"""What the lines of a carrier come to: amount by amount, with cost factors and rising prices.

On one task the amounts add up; then the cost factors of the risks that struck it multiply, those in series all, of the
parallel ones the largest. What does not exist costs nothing.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Network, Workspace
from riskmc.kernels.calendars import Calendars, to_positions
from riskmc.kernels.cost_arrays import (
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
    MINUTE,
    ONCE,
    RISKS,
    SPANNED,
    SPANNED_BY_TASK,
    TASK_CALENDAR,
    CostRoom,
    Costs,
)
from riskmc.kernels.cost_spans import edge_instants, edge_positions, place_span
from riskmc.kernels.price_levels import mean_levels_of_span


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


@kernel
def raise_prices(levels: Floats, amounts: Floats, escalation: Floats, found: Floats) -> None:
    """Add amounts as prices rose, and to the escalation what that adds to them.

    Parameters
    ----------
    levels : ndarray(float64), shape (LANES,)
        Mean level of prices while they are spent.
    amounts : ndarray(float64), shape (LANES,)
    escalation, found : ndarray(float64), shape (LANES,), added to
    """
    for i in range(np.uint64(0), np.uint64(LANES)):
        raised = amounts[i] * levels[i]
        escalation[i] += raised - amounts[i]
        found[i] += raised


@inlined
def write_amounts(
    line: int, existence: int, is_struck: bool, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom
) -> None:
    """Write what a line comes to before prices rise into the fourth row of the room, as :func:`write_lines`."""
    lanes = np.uint64(LANES)
    amounts = place.room[3]
    part = place.parts[costs.line_codes[line, LINE_PART]]
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


@kernel
def write_lines(
    first: int, end: int, existence: int, is_struck: bool, costs: Costs, calendars: Calendars, work: Workspace,
    place: CostRoom,
) -> None:  # fmt: skip
    """Write what lines come to together before prices rise: where their task exists, with cost factors.

    Parameters
    ----------
    first, end : int
        The first line, and one past the last.
    existence : int
        Row of ``exists`` of their task, or -1.
    is_struck : bool
        Whether cost factors stand in the fifth row of the room.
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        The sixth row of its room is written, and its parts are added to.
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        place.room[5, i] = 0.0
    for line in range(first, end):
        write_amounts(line, existence, is_struck, costs, calendars, work, place)
        for i in range(np.uint64(0), lanes):
            place.room[5, i] += place.room[3, i]


@inlined
def end_of_group(line: int, end: int, costs: Costs) -> int:
    """Return the line after those that are spent at the same times as a line, at most ``end``."""
    found = line + 1
    while found < end and costs.line_codes[found, LINE_SAME] > 0:
        found += 1
    return found


@inlined
def minutes_of_line(line: int, costs: Costs, work: Workspace, ones: Floats) -> Floats:
    """Return the simulated minutes that an amount is multiplied by; ones where it is spent once."""
    t = np.uint64(max(costs.line_codes[line, LINE_FROM], 0)) * np.uint64(LANES)
    minutes = work.durations[t : t + np.uint64(LANES)]
    return minutes if costs.line_codes[line, LINE_MEASURE] == MINUTE else ones


@inlined
def magnitudes_of_line(line: int, costs: Costs, work: Workspace, ones: Floats) -> Floats:
    """Return the draws that an amount is multiplied by; ones where it is certain."""
    row = costs.line_codes[line, LINE_ROW]
    return work.magnitudes[row] if row >= 0 else ones


@inlined
def write_two_lines(first: int, second: int, costs: Costs, work: Workspace, place: CostRoom, found: Floats) -> None:
    """Write what the first two lines of a plain carrier come to before prices rise, and add to their parts.

    Parameters
    ----------
    first, second : int
        The second is the first again where there is one alone.
    costs : Costs
    work : Workspace
    place : CostRoom
        Its parts are added to. The fourth row of its room is scratch.
    found : ndarray(float64), shape (LANES,), written
    """
    scale = costs.line_numbers[first, LINE_SCALE]
    worked = costs.line_numbers[first, LINE_WORKED]
    minutes = minutes_of_line(first, costs, work, place.ones)
    magnitudes = magnitudes_of_line(first, costs, work, place.ones)
    other_scale = costs.line_numbers[second, LINE_SCALE] if second > first else 0.0
    other_worked = costs.line_numbers[second, LINE_WORKED]
    other_minutes = minutes_of_line(second, costs, work, place.ones)
    other_magnitudes = magnitudes_of_line(second, costs, work, place.ones)
    part = costs.line_codes[first, LINE_PART]
    other_part = costs.line_codes[second, LINE_PART]
    # A loop that may write the same row twice cannot take many lanes at once.
    shared = 1.0 if part == other_part else 0.0
    whole = place.parts[part]
    rest = place.room[3] if part == other_part else place.parts[other_part]
    for i in range(np.uint64(0), np.uint64(LANES)):
        one = scale * (worked + minutes[i]) * magnitudes[i]
        other = other_scale * (other_worked + other_minutes[i]) * other_magnitudes[i]
        whole[i] += one + shared * other
        rest[i] += (1.0 - shared) * other
        found[i] = one + other


@inlined
def add_simple_line(line: int, costs: Costs, work: Workspace, place: CostRoom, found: Floats) -> None:
    """Add what a line of a plain carrier comes to before prices rise."""
    scale = costs.line_numbers[line, LINE_SCALE]
    worked = costs.line_numbers[line, LINE_WORKED]
    minutes = minutes_of_line(line, costs, work, place.ones)
    magnitudes = magnitudes_of_line(line, costs, work, place.ones)
    part = place.parts[costs.line_codes[line, LINE_PART]]
    for i in range(np.uint64(0), np.uint64(LANES)):
        amount = scale * (worked + minutes[i]) * magnitudes[i]
        part[i] += amount
        found[i] += amount


@inlined
def cost_of_plain_lines(
    carrier: int, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom, found: Floats
) -> None:
    """Write what a plain carrier costs.

    Parameters
    ----------
    carrier : int
        One whose CARRIER_PLAIN is 1.
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), written
    """
    first = costs.carrier_ptr[carrier]
    last = costs.carrier_ptr[carrier + 1] - 1
    index = costs.line_codes[first, LINE_INDEX]
    bare = place.room[5] if index >= 0 else found
    write_two_lines(first, min(first + 1, last), costs, work, place, bare)
    for line in range(first + 2, last + 1):
        add_simple_line(line, costs, work, place, bare)
    if index >= 0:
        place_span(first, costs, calendars, work, place.room)
        mean_levels_of_span(index, costs.line_codes[first, LINE_SPREAD], costs, place)
        for i in range(np.uint64(0), np.uint64(LANES)):
            found[i] = 0.0
        raise_prices(place.room[2], bare, place.parts[ESCALATION], found)


@kernel
def cost_of_lines(
    carrier: int, network: Network, costs: Costs, calendars: Calendars, work: Workspace, place: CostRoom, found: Floats
) -> None:
    """Write what the lines of a carrier cost; on those that are spent at the same times, prices rise together.

    Parameters
    ----------
    carrier : int
    network : Network
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    task = costs.carrier_codes[carrier, CARRIER_TASK]
    existence = -1 if task < 0 else network.existence[task]
    is_struck = task >= 0 and costs.factor_ptr[task] < costs.factor_ptr[task + 1]
    if is_struck:
        factors_of_task(task, costs, work, place.room[5], place.room[4])
    for i in range(np.uint64(0), lanes):
        found[i] = 0.0
    line = costs.carrier_ptr[carrier]
    while line < costs.carrier_ptr[carrier + 1]:
        end = end_of_group(line, costs.carrier_ptr[carrier + 1], costs)
        write_lines(line, end, existence, is_struck, costs, calendars, work, place)
        index = costs.line_codes[line, LINE_INDEX]
        if index >= 0:
            place_span(line, costs, calendars, work, place.room)
            mean_levels_of_span(index, costs.line_codes[line, LINE_SPREAD], costs, place)
            raise_prices(place.room[2], place.room[5], place.parts[ESCALATION], found)
        else:
            for i in range(np.uint64(0), lanes):
                found[i] += place.room[5, i]
        line = end
