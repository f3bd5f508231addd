"""Late dates of tasks that keep calendars, constraints and progress of their own, as instants."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Network, Workspace
from riskmc.kernels.calendars import FINISH_SIDE, START_SIDE, Calendars, to_instants, to_positions, touch_work
from riskmc.kernels.dated_arrays import (
    BY_HAND,
    BY_START,
    CALENDAR,
    EXPECTED,
    FINISH_CAP,
    FINISH_PIN,
    HAS_CAPS,
    HELD,
    LINKED,
    MODE,
    OPEN_END,
    POINT,
    SPAN,
    START_CAP,
    START_MILESTONE,
    START_PIN,
    DatedWorkspace,
    Restraints,
)
from riskmc.kernels.dated_early import stretch_work
from riskmc.kernels.dated_links import allow_over_links


@kernel
def settle_late(
    task: int, restraints: Restraints, calendars: Calendars, durations: Floats, room: Floats, starts: Floats,
    finishes: Floats,
) -> None:  # fmt: skip
    """Turn what successors and restraints allow a task into its late start and finish.

    Parameters
    ----------
    task : int
    restraints : Restraints
    calendars : Calendars
    durations : ndarray(float64), shape (LANES,)
    room : ndarray(float64, ndim=2), shape (5, LANES)
        Scratch; the fourth row holds the latest finish that is allowed, the fifth the latest start.
    starts : ndarray(float64), shape (LANES,), written
        With the early starts.
    finishes : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    calendar = restraints.codes[task, CALENDAR]
    mode = restraints.codes[task, MODE]
    positions = room[0]
    work = room[2]
    late = room[3]
    late_start = room[4]
    if mode in (POINT, SPAN):
        for i in range(np.uint64(0), lanes):
            is_earlier = mode == POINT and late_start[i] < late[i]
            finishes[i] = late_start[i] if is_earlier else late[i]
            starts[i] = finishes[i]
        return
    if restraints.dates[task, EXPECTED] > NEVER:
        to_positions(calendar, calendars, starts, positions)
    stretch_work(task, restraints, calendars, durations, positions, work)
    if restraints.codes[task, BY_START] > 0 and mode != BY_HAND:
        touch_work(calendar, calendars, START_SIDE, FINISH_SIDE, late_start, room)
        to_positions(calendar, calendars, late_start, positions)
        for i in range(np.uint64(0), lanes):
            positions[i] += work[i]
        to_instants(calendar, calendars, FINISH_SIDE, positions, finishes)
        for i in range(np.uint64(0), lanes):
            finish = finishes[i] if work[i] > 0.0 else late_start[i]
            late[i] = finish if finish < late[i] else late[i]
    to_positions(calendar, calendars, late, positions)
    to_instants(calendar, calendars, FINISH_SIDE, positions, finishes)
    for i in range(np.uint64(0), lanes):
        positions[i] -= work[i]
        finishes[i] = late[i] if mode in (LINKED, BY_HAND) else finishes[i]
    to_instants(calendar, calendars, START_SIDE, positions, starts)
    for i in range(np.uint64(0), lanes):
        start = starts[i] if work[i] > 0.0 or mode == START_MILESTONE else finishes[i]
        starts[i] = start if start < late_start[i] or mode == BY_HAND else late_start[i]
        finishes[i] = starts[i] if mode == START_MILESTONE and work[i] == 0.0 else finishes[i]


@inlined
def restrain_late(task: int, restraints: Restraints, limit: Floats, finishes: Floats, room: Floats) -> bool:
    """Write what the late restraints of a task allow into rows 3 and 4 of the room; tell whether links count too."""
    has_caps = restraints.rules[HAS_CAPS] > 0
    is_by_hand = restraints.codes[task, MODE] == BY_HAND
    start_pin = NEVER if is_by_hand or not has_caps else restraints.dates[task, START_PIN]
    finish_pin = NEVER if is_by_hand or not has_caps else restraints.dates[task, FINISH_PIN]
    finish_cap = restraints.dates[task, FINISH_CAP] if has_caps else ALWAYS
    start_cap = restraints.dates[task, START_CAP] if has_caps else ALWAYS
    is_pinned = start_pin > NEVER or finish_pin > NEVER
    is_open = has_caps and restraints.codes[task, OPEN_END] > 0
    for i in range(np.uint64(0), np.uint64(LANES)):
        latest = finishes[i] if is_open else limit[i]
        latest = finish_cap if finish_cap < latest else latest
        latest = ALWAYS if is_pinned else latest
        room[3, i] = finish_pin if finish_pin > NEVER else latest
        start = ALWAYS if is_pinned else start_cap
        room[4, i] = start_pin if start_pin > NEVER else start
    return not is_pinned


@kernel
def late_dates(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write the late dates of a task over its early ones; those of its successors have been written.

    Parameters
    ----------
    task : int
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
    dated : DatedWorkspace
        Its ``limit`` is the project's late finish.
    """
    lanes = np.uint64(LANES)
    if restraints.codes[task, MODE] == HELD:
        return
    t = np.uint64(task) * lanes
    if restrain_late(task, restraints, dated.limit, work.finishes[t : t + lanes], dated.room):
        allow_over_links(task, network, restraints, calendars, work, dated)
    settle_late(
        task, restraints, calendars, work.durations[t : t + lanes], dated.room, work.starts[t : t + lanes],
        work.finishes[t : t + lanes],
    )  # fmt: skip
    if network.existence[task] >= 0:
        pass_late(task, network, restraints, calendars, work, dated)


@kernel
def pass_late(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Date a task, where it does not exist, at the latest instant that its links leave it.

    Parameters
    ----------
    task : int
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
    dated : DatedWorkspace
        Its ``limit`` is the project's late finish.
    """
    lanes = np.uint64(LANES)
    t = np.uint64(task) * lanes
    late = dated.room[3]
    late_start = dated.room[4]
    exists = work.exists[network.existence[task]]
    for i in range(np.uint64(0), lanes):
        late[i] = dated.limit[i]
        late_start[i] = ALWAYS
    allow_over_links(task, network, restraints, calendars, work, dated)
    for i in range(np.uint64(0), lanes):
        instant = late[i] if late[i] < late_start[i] else late_start[i]
        work.starts[t + i] = work.starts[t + i] if exists[i] > 0.0 else instant
        work.finishes[t + i] = work.finishes[t + i] if exists[i] > 0.0 else instant
