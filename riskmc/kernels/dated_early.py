"""The forward pass through a network whose tasks keep calendars, constraints and progress of their own.

Dates are instants: elapsed minutes from the origin of the plan. Work is done on the calendar of each task, and a date
lies on the side of a pause on which planners see it: work starts at the start of a shift and finishes at the finish of
one.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Network, Workspace
from riskmc.kernels.calendars import FINISH_SIDE, START_SIDE, Calendars, add_work, to_instants, to_positions, touch_work
from riskmc.kernels.dated_arrays import (
    BY_DATE,
    BY_FINISH,
    BY_HAND,
    CALENDAR,
    EXPECTED,
    EXPECTED_WORK,
    FINISH_FLOOR,
    FINISH_LIMIT,
    FINISH_MILESTONE,
    FINISH_PIN,
    FLOOR,
    HELD,
    LINKED,
    MILESTONE,
    MODE,
    PAUSE,
    POINT,
    PUT_OFF,
    SPAN,
    START_LIMIT,
    START_MILESTONE,
    START_PIN,
    WORK,
    DatedWorkspace,
    Restraints,
)
from riskmc.kernels.dated_links import raise_over_links, reach_over_links


@kernel
def settle_by_date(task: int, restraints: Restraints, calendars: Calendars, room: Floats, starts: Floats) -> None:
    """Move what is demanded of a task by its delay, by the dates that pin it, and by those that limit it.

    Parameters
    ----------
    task : int
    restraints : Restraints
    calendars : Calendars
    room : ndarray(float64, ndim=2), shape (5, LANES)
        As in :func:`settle_early`, with less than no work in the third row. Where a date overrules what is demanded of
        the finish, that becomes NEVER.
    starts : ndarray(float64), shape (LANES,)
        Scratch.
    """
    lanes = np.uint64(LANES)
    calendar = restraints.codes[task, CALENDAR]
    start_pin = restraints.dates[task, START_PIN]
    finish_pin = restraints.dates[task, FINISH_PIN]
    delay = restraints.dates[task, PUT_OFF]
    work = room[2]
    reach = room[3]
    reach_finish = room[4]
    if delay > 0.0:
        to_positions(calendar, calendars, reach, room[0])
        to_instants(calendar, calendars, START_SIDE, room[0], room[1])
        for i in range(np.uint64(0), lanes):
            reach[i] = (room[1, i] if work[i] < 0.0 else reach[i]) + delay
    if start_pin > NEVER or finish_pin > NEVER:
        for i in range(np.uint64(0), lanes):
            reach[i] = finish_pin
            reach_finish[i] = NEVER
        touch_work(calendar, calendars, FINISH_SIDE, START_SIDE, reach, room)
        add_work(calendar, calendars, work, reach, room, reach)
        for i in range(np.uint64(0), lanes):
            reach[i] = start_pin if start_pin > NEVER else reach[i]
    if restraints.dates[task, START_LIMIT] < ALWAYS or restraints.dates[task, FINISH_LIMIT] < ALWAYS:
        start_limit = restraints.dates[task, START_LIMIT]
        for i in range(np.uint64(0), lanes):
            starts[i] = restraints.dates[task, FINISH_LIMIT]
        add_work(calendar, calendars, work, starts, room, starts)
        for i in range(np.uint64(0), lanes):
            limit = start_limit if start_limit < starts[i] else starts[i]
            reach_finish[i] = NEVER if limit < reach[i] else reach_finish[i]
            reach[i] = limit if limit < reach[i] else reach[i]


@inlined
def stretch_work(
    task: int, restraints: Restraints, calendars: Calendars, durations: Floats, positions: Floats, work: Floats
) -> None:
    """Write the work of a task that starts at some positions of its calendar, pauses in it included.

    What is planned of it stretches, or shrinks, to the date at which the task is expected to finish.
    """
    pause = restraints.dates[task, PAUSE]
    expected = restraints.dates[task, EXPECTED]
    planned = restraints.dates[task, EXPECTED_WORK]
    if expected > NEVER:
        for i in range(np.uint64(0), np.uint64(LANES)):
            work[i] = expected
        to_positions(restraints.codes[task, CALENDAR], calendars, work, work)
    for i in range(np.uint64(0), np.uint64(LANES)):
        room = work[i] - positions[i]
        stretched = (room if room > 0.0 else 0.0) - planned if expected > NEVER else 0.0
        whole = stretched + durations[i] + (pause if durations[i] > 0.0 else 0.0)
        work[i] = 0.0 if whole < 0.0 else whole


@kernel
def settle_early(
    task: int, restraints: Restraints, calendars: Calendars, durations: Floats, room: Floats, starts: Floats,
    finishes: Floats,
) -> None:  # fmt: skip
    """Turn what links and restraints demand of a task into its early start and finish.

    Parameters
    ----------
    task : int
    restraints : Restraints
    calendars : Calendars
    durations : ndarray(float64), shape (LANES,)
        Working minutes of its own calendar.
    room : ndarray(float64, ndim=2), shape (5, LANES)
        Scratch; the fourth row holds the earliest start that is demanded, the fifth the earliest finish.
    starts, finishes : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    calendar = restraints.codes[task, CALENDAR]
    mode = restraints.codes[task, MODE]
    pause = restraints.dates[task, PAUSE]
    positions = room[0]
    work = room[2]
    reach = room[3]
    reach_finish = room[4]
    if mode == POINT:
        for i in range(np.uint64(0), lanes):
            latest = reach[i] if reach[i] > reach_finish[i] else reach_finish[i]
            starts[i] = latest
            finishes[i] = latest
        return
    if restraints.codes[task, BY_FINISH] > 0 or restraints.codes[task, BY_DATE] > 0:
        for i in range(np.uint64(0), lanes):
            work[i] = -(durations[i] + (pause if durations[i] > 0.0 else 0.0))
    if restraints.codes[task, BY_FINISH] > 0:
        touch_work(calendar, calendars, FINISH_SIDE, START_SIDE, reach_finish, room)
        add_work(calendar, calendars, work, reach_finish, room, starts)
        for i in range(np.uint64(0), lanes):
            reach[i] = starts[i] if starts[i] > reach[i] else reach[i]
    if restraints.codes[task, BY_DATE] > 0:
        settle_by_date(task, restraints, calendars, room, starts)
    if mode == MILESTONE:
        touch_work(calendar, calendars, FINISH_SIDE, START_SIDE, reach, room)
    to_positions(calendar, calendars, reach, positions)
    if mode in (FINISH_MILESTONE, MILESTONE, LINKED):
        for i in range(np.uint64(0), lanes):
            starts[i] = reach[i]
    else:
        to_instants(calendar, calendars, START_SIDE, positions, starts)
    stretch_work(task, restraints, calendars, durations, positions, work)
    for i in range(np.uint64(0), lanes):
        positions[i] += work[i]
    to_instants(calendar, calendars, FINISH_SIDE, positions, finishes)
    finish_pin = restraints.dates[task, FINISH_PIN] if mode != START_MILESTONE else NEVER
    for i in range(np.uint64(0), lanes):
        finish = finishes[i] if finishes[i] > starts[i] else starts[i]
        finish = reach_finish[i] if reach_finish[i] > finish and mode != START_MILESTONE else finish
        finishes[i] = finish_pin if finish_pin > NEVER else finish
    if mode == WORK:
        leave_idle(calendar, calendars, finish_pin, room, starts, finishes)


@kernel
def leave_idle(
    calendar: int, calendars: Calendars, finish_pin: float, room: Floats, starts: Floats, finishes: Floats
) -> None:
    """Put a task back to the instant where its links put it, where it takes no time: there is no work to wait for.

    Parameters
    ----------
    calendar : int
    calendars : Calendars
    finish_pin : float
        Its finish, where that is a fact, else NEVER.
    room : ndarray(float64, ndim=2), shape (5, LANES)
        As :func:`settle_early` leaves it, with the work in the third row; the first two are scratch.
    starts, finishes : ndarray(float64), shape (LANES,), changed
    """
    lanes = np.uint64(LANES)
    work = room[2]
    reach = room[3]
    n_idle = 0
    for i in range(np.uint64(0), lanes):
        n_idle += 1 if work[i] == 0.0 else 0
    if n_idle == 0:
        return
    touch_work(calendar, calendars, FINISH_SIDE, START_SIDE, reach, room)
    for i in range(np.uint64(0), lanes):
        finish = room[4, i] if room[4, i] > reach[i] else reach[i]
        finish = finish_pin if finish_pin > NEVER else finish
        finishes[i] = finish if work[i] == 0.0 else finishes[i]
        starts[i] = reach[i] if work[i] == 0.0 else starts[i]


@kernel
def settle_by_hand(
    task: int, restraints: Restraints, calendars: Calendars, durations: Floats, room: Floats, starts: Floats,
    finishes: Floats,
) -> None:  # fmt: skip
    """Date a task whose dates a planner set; one that takes more or less time than planned finishes as much later.

    Parameters
    ----------
    task : int
    restraints : Restraints
        With both pins of the task, and its planned duration as ``expected_work``.
    calendars : Calendars
    durations : ndarray(float64), shape (LANES,)
    room : ndarray(float64, ndim=2), shape (1, LANES)
        Scratch.
    starts, finishes : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    planned = restraints.dates[task, EXPECTED_WORK]
    finish = restraints.dates[task, FINISH_PIN]
    calendar = restraints.codes[task, CALENDAR]
    for i in range(np.uint64(0), lanes):
        starts[i] = restraints.dates[task, START_PIN]
        room[0, i] = finish
    to_positions(calendar, calendars, room[0], room[0])
    for i in range(np.uint64(0), lanes):
        room[0, i] += durations[i] - planned
    to_instants(calendar, calendars, FINISH_SIDE, room[0], finishes)
    for i in range(np.uint64(0), lanes):
        moved = finish if durations[i] == planned else finishes[i]
        finishes[i] = moved if moved > starts[i] else starts[i]


@kernel
def settle_span(
    task: int, restraints: Restraints, calendars: Calendars, room: Floats, starts: Floats, finishes: Floats
) -> None:
    """Date a task that reaches from the first of some dates to the last of others.

    Parameters
    ----------
    task : int
    restraints : Restraints
        ``floor`` is the date before which it cannot start.
    calendars : Calendars
    room : ndarray(float64, ndim=2), shape (5, LANES)
        As in :func:`settle_early`.
    starts, finishes : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    calendar = restraints.codes[task, CALENDAR]
    floor = restraints.dates[task, FLOOR]
    reach = room[3]
    reach_finish = room[4]
    for i in range(np.uint64(0), lanes):
        reach[i] = floor if reach[i] < floor or reach[i] >= ALWAYS else reach[i]
        reach_finish[i] = reach[i] if reach_finish[i] < reach[i] else reach_finish[i]
    to_positions(calendar, calendars, reach, room[0])
    to_instants(calendar, calendars, START_SIDE, room[0], starts)
    to_positions(calendar, calendars, reach_finish, room[0])
    to_instants(calendar, calendars, FINISH_SIDE, room[0], finishes)
    for i in range(np.uint64(0), lanes):
        finishes[i] = finishes[i] if finishes[i] > starts[i] else starts[i]


@inlined
def date_task(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write the early start and finish of a task; those before it have theirs."""
    lanes = np.uint64(LANES)
    t = np.uint64(task) * lanes
    starts = work.starts[t : t + lanes]
    finishes = work.finishes[t : t + lanes]
    mode = restraints.codes[task, MODE]
    if mode == HELD:
        for i in range(np.uint64(0), lanes):
            starts[i] = restraints.dates[task, FLOOR]
            finishes[i] = restraints.dates[task, FINISH_FLOOR]
    elif mode == BY_HAND:
        settle_by_hand(task, restraints, calendars, work.durations[t : t + lanes], dated.room, starts, finishes)
    else:
        reach_over_links(task, network, restraints, calendars, work, dated)
        if mode == SPAN:
            settle_span(task, restraints, calendars, dated.room, starts, finishes)
        else:
            settle_early(task, restraints, calendars, work.durations[t : t + lanes], dated.room, starts, finishes)
    if network.existence[task] >= 0:
        pass_early(task, network, restraints, calendars, work, dated)


@kernel
def pass_early(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Date a task, where it does not exist, at the instant that its links pass on: nothing else holds it.

    Parameters
    ----------
    task : int
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
    dated : DatedWorkspace
    """
    lanes = np.uint64(LANES)
    t = np.uint64(task) * lanes
    reach = dated.room[3]
    reach_finish = dated.room[4]
    exists = work.exists[network.existence[task]]
    for i in range(np.uint64(0), lanes):
        reach[i] = restraints.line[0]
        reach_finish[i] = restraints.line[0]
    raise_over_links(task, network, restraints, calendars, work, dated.room)
    for i in range(np.uint64(0), lanes):
        instant = reach[i] if reach[i] > reach_finish[i] else reach_finish[i]
        work.starts[t + i] = work.starts[t + i] if exists[i] > 0.0 else instant
        work.finishes[t + i] = work.finishes[t + i] if exists[i] > 0.0 else instant


@kernel
def dated_forward_pass(
    network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write early starts and finishes of all tasks, and the project's finish into the first of ``lanes``, as instants.

    Parameters
    ----------
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
    dated : DatedWorkspace
        Its ``held`` puts off tasks that are to be as late as possible.
    """
    project = work.lanes[0]
    for i in range(np.uint64(0), np.uint64(LANES)):
        project[i] = NEVER
    for task in range(network.pred_ptr.shape[0] - 1):
        date_task(task, network, restraints, calendars, work, dated)
        t = np.uint64(task) * np.uint64(LANES)
        for i in range(np.uint64(0), np.uint64(LANES)):
            project[i] = work.finishes[t + i] if work.finishes[t + i] > project[i] else project[i]
