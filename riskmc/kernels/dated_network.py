"""The passes through a network whose tasks keep calendars, constraints and progress of their own.

Dates are instants: elapsed minutes from the origin of the plan. Work is done on the calendar of each task, and a date
lies on the side of a pause on which planners see it: work starts at the start of a shift and finishes at the finish of
one.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import (
    BY_DATE,
    BY_FINISH,
    BY_HAND,
    BY_START,
    CALENDAR,
    DEAD,
    EXPECTED,
    EXPECTED_WORK,
    FF,
    FINISH_CAP,
    FINISH_FLOOR,
    FINISH_LIMIT,
    FINISH_MILESTONE,
    FINISH_PIN,
    FLOOR,
    FS,
    HAS_CAPS,
    HELD,
    LATE_ROW,
    LINK_BASE,
    LINK_CALENDAR,
    LINK_LATE_USED,
    LINK_LIVE,
    LINK_STARTS,
    LINK_USED,
    LINKED,
    LIVE,
    MILESTONE,
    MODE,
    OPEN_END,
    PAUSE,
    POINT,
    PUT_OFF,
    SPAN,
    SS,
    START_CAP,
    START_LIMIT,
    START_MILESTONE,
    START_PIN,
    DatedWorkspace,
    Network,
    Restraints,
    Workspace,
)
from riskmc.kernels.calendars import (
    FINISH_SIDE,
    START_SIDE,
    Calendars,
    add_work,
    to_instants,
    to_line,
    to_positions,
    touch_work,
)

NEVER = -1e12
"""An instant before all others: no restraint."""

ALWAYS = 1e12
"""An instant after all others: no restraint."""


@inlined
def lag_left(lag: float, used: float) -> float:
    """Return what is left of a lag that began to run; ``used`` is below 0 where it has not."""
    left = lag - used
    return lag if used < 0.0 else (left if left > 0.0 else 0.0)


@inlined
def is_plain(link: int, used: float, network: Network) -> bool:
    """Tell whether a link has no lag."""
    return network.link_row[link] < 0 and lag_left(network.link_lag[link], used) == 0.0


@kernel
def link_date(
    link: int, sign: float, used: float, network: Network, restraints: Restraints, calendars: Calendars, lags: Floats,
    dates: Floats, room: Floats, found: Floats,
) -> None:  # fmt: skip
    """Write dates at the far end of a link: a lag after them, or a lag before them.

    Parameters
    ----------
    link : int
    sign : float
        1 for after, -1 for before.
    used : float
        Working minutes of the lag that have run, below 0 where it has not begun.
    network : Network
    restraints : Restraints
    calendars : Calendars
    lags : ndarray(float64, ndim=2), shape (n_lags, LANES)
    dates : ndarray(float64), shape (LANES,)
    room : ndarray(float64, ndim=2), shape (3, LANES)
        Scratch.
    found : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    row = network.link_row[link]
    fixed = lag_left(network.link_lag[link], used)
    if row < 0 and fixed == 0.0:
        for i in range(np.uint64(0), lanes):
            found[i] = dates[i]
        return
    work = room[2]
    for i in range(np.uint64(0), lanes):
        work[i] = sign * (fixed if row < 0 else lag_left(lags[row, i], used))
    add_work(restraints.link_codes[link, LINK_CALENDAR], calendars, work, dates, room, found)


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
def link_reach(
    link: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, room: Floats,
    found: Floats,
) -> None:  # fmt: skip
    """Write the date that one link demands of its successor, of its start (FS, SS) or of its finish (FF, SF).

    Parameters
    ----------
    link : int
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
        With the early dates of the predecessor.
    room : ndarray(float64, ndim=2), shape (3, LANES)
        Scratch.
    found : ndarray(float64), shape (LANES,), written
    """
    lanes = np.uint64(LANES)
    kind = network.link_kind[link]
    base = restraints.links[link, LINK_BASE]
    p = np.uint64(network.link_from[link]) * lanes
    if base > NEVER:
        for i in range(np.uint64(0), lanes):
            found[i] = base
    elif kind in (FS, FF):
        for i in range(np.uint64(0), lanes):
            found[i] = work.finishes[p + i]
    else:
        for i in range(np.uint64(0), lanes):
            found[i] = work.starts[p + i]
    link_date(
        link, 1.0, restraints.links[link, LINK_USED], network, restraints, calendars, work.lags, found, room, found
    )
    if restraints.link_codes[link, LINK_STARTS] > 0:
        to_positions(restraints.link_codes[link, LINK_CALENDAR], calendars, found, room[0])
        to_instants(restraints.link_codes[link, LINK_CALENDAR], calendars, START_SIDE, room[0], found)


@kernel
def reach_over_links(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write the earliest start and finish that links and restraints demand of a task into rows 3 and 4 of the room.

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
    is_span = restraints.codes[task, MODE] == SPAN
    room = dated.room
    reach = room[3]
    reach_finish = room[4]
    held = dated.held[restraints.codes[task, LATE_ROW]]
    for i in range(np.uint64(0), lanes):
        floor = restraints.dates[task, FLOOR] if restraints.dates[task, FLOOR] > held[i] else held[i]
        reach[i] = ALWAYS if is_span else floor
        reach_finish[i] = restraints.dates[task, FINISH_FLOOR]
    for link in range(network.pred_ptr[task], network.pred_ptr[task + 1]):
        kind = network.link_kind[link]
        if restraints.link_codes[link, LINK_LIVE] == DEAD:
            continue
        is_base = restraints.links[link, LINK_BASE] > NEVER or restraints.link_codes[link, LINK_STARTS] > 0
        if is_plain(link, restraints.links[link, LINK_USED], network) and not is_base:
            p = np.uint64(network.link_from[link]) * lanes
            dates = work.finishes[p : p + lanes] if kind in (FS, FF) else work.starts[p : p + lanes]
        else:
            link_reach(link, network, restraints, calendars, work, room, room[5])
            dates = room[5]
        if kind not in (FS, SS):
            for i in range(np.uint64(0), lanes):
                reach_finish[i] = dates[i] if dates[i] > reach_finish[i] else reach_finish[i]
        elif is_span:
            for i in range(np.uint64(0), lanes):
                reach[i] = dates[i] if dates[i] < reach[i] else reach[i]
        else:
            for i in range(np.uint64(0), lanes):
                reach[i] = dates[i] if dates[i] > reach[i] else reach[i]


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
    lanes = np.uint64(LANES)
    project = work.lanes[0]
    for i in range(np.uint64(0), lanes):
        project[i] = NEVER
    for task in range(network.pred_ptr.shape[0] - 1):
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
        for i in range(np.uint64(0), lanes):
            project[i] = finishes[i] if finishes[i] > project[i] else project[i]


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


@kernel
def allow_over_links(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write the latest finish and start that the successors of a task leave it into rows 3 and 4 of the room.

    Parameters
    ----------
    task : int
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
        ``starts`` and ``finishes`` of the successors are those that bind.
    dated : DatedWorkspace
        Rows 3 and 4 of its room hold what is allowed without the links.
    """
    lanes = np.uint64(LANES)
    room = dated.room
    late = room[3]
    late_start = room[4]
    for outgoing in range(network.succ_ptr[task], network.succ_ptr[task + 1]):
        link = network.succ_link[outgoing]
        kind = network.link_kind[link]
        successor = network.link_to[link]
        is_idle = restraints.link_codes[link, LINK_LIVE] != LIVE or (
            restraints.codes[successor, MODE] == SPAN and kind in (FS, SS)
        )
        is_loose = restraints.rules[HAS_CAPS] == 0 and (
            restraints.dates[successor, START_PIN] > NEVER
            or restraints.dates[successor, FINISH_PIN] > NEVER
            or restraints.codes[successor, MODE] == HELD
        )
        if is_idle or is_loose:
            continue
        s = np.uint64(successor) * lanes
        dates = work.starts[s : s + lanes] if kind in (FS, SS) else work.finishes[s : s + lanes]
        if not is_plain(link, restraints.links[link, LINK_LATE_USED], network):
            used = restraints.links[link, LINK_LATE_USED]
            link_date(link, -1.0, used, network, restraints, calendars, work.lags, dates, room, room[5])
            dates = room[5]
        if kind in (FS, FF):
            for i in range(np.uint64(0), lanes):
                late[i] = dates[i] if dates[i] < late[i] else late[i]
        else:
            for i in range(np.uint64(0), lanes):
                late_start[i] = dates[i] if dates[i] < late_start[i] else late_start[i]


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


@kernel
def measure(restraints: Restraints, calendars: Calendars, fact: float, instants: Floats, minutes: Floats) -> None:
    """Write instants as minutes of the project's timeline, on which rest leaves a trace.

    Parameters
    ----------
    restraints : Restraints
        Its ``line`` is the instant and the position of the project's start, and the trace.
    calendars : Calendars
        The project's is the first.
    fact : float
        An instant that stands for all of them, or NEVER.
    instants : ndarray(float64), shape (LANES,)
        May be `minutes`.
    minutes : ndarray(float64), shape (LANES,), written
    """
    if fact > NEVER:
        for i in range(np.uint64(0), np.uint64(LANES)):
            minutes[i] = fact
        to_line(restraints.line, calendars, minutes, minutes)
    else:
        to_line(restraints.line, calendars, instants, minutes)
