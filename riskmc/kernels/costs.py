"""What one chunk costs: carrier by carrier, then the sums over iterations."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES, SUM_LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Events, Network, Streams, Workspace
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.cost_arrays import (
    CARRIER_PLAIN,
    CARRIER_RISK,
    ESCALATION,
    LINEAR,
    N_PARTS,
    RISK_INDEX,
    RISKS,
    CostOutput,
    CostRoom,
    Costs,
)
from riskmc.kernels.cost_lines import cost_of_lines, cost_of_plain_lines, raise_prices
from riskmc.kernels.cost_spans import span_of_tasks
from riskmc.kernels.marginals import Marginals
from riskmc.kernels.price_levels import mean_levels_of_span
from riskmc.kernels.sampling import sample_row

_FOLDS = (np.uint64(8), np.uint64(4), np.uint64(2), np.uint64(1))


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
    """Write what a risk costs, evenly spent while the tasks that it strikes are at work.

    Parameters
    ----------
    risk : int
    events : Events
    costs : Costs
    calendars : Calendars
    work : Workspace
    place : CostRoom
        Its parts are added to.
    found : ndarray(float64), shape (LANES,), written
    """
    linear: int = np.int64(LINEAR)  # type: ignore[assignment]
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        found[i] = 0.0
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
            mean_levels_of_span(costs.rules[RISK_INDEX], linear, costs, place)
            raise_prices(place.room[2], amounts, place.parts[ESCALATION], found)
            continue
        for i in range(np.uint64(0), lanes):
            found[i] += amounts[i]


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
        risk = costs.carrier_codes[carrier, CARRIER_RISK]
        if risk >= 0:
            cost_of_risk(risk, events, costs, calendars, work, place, found)
        elif costs.carrier_codes[carrier, CARRIER_PLAIN] > 0:
            cost_of_plain_lines(carrier, costs, calendars, work, place, found)
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
