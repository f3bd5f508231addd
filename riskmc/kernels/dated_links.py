"""What the links of dated plans demand of early dates, and what they allow late ones.

Dates are instants: elapsed minutes from the origin of the plan.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import FF, FS, SS, Network, Workspace
from riskmc.kernels.calendars import START_SIDE, Calendars, add_work, to_instants, to_positions
from riskmc.kernels.dated_arrays import (
    DEAD,
    FINISH_FLOOR,
    FINISH_PIN,
    FLOOR,
    HAS_CAPS,
    HELD,
    LATE_ROW,
    LINK_BASE,
    LINK_CALENDAR,
    LINK_LATE_USED,
    LINK_LIVE,
    LINK_STARTS,
    LINK_USED,
    LIVE,
    MODE,
    PUT_OFF,
    SPAN,
    START_PIN,
    DatedWorkspace,
    Restraints,
)


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
    is_span = restraints.codes[task, MODE] == SPAN
    reach = dated.room[3]
    reach_finish = dated.room[4]
    held = dated.held[restraints.codes[task, LATE_ROW]]
    for i in range(np.uint64(0), np.uint64(LANES)):
        floor = restraints.dates[task, FLOOR] if restraints.dates[task, FLOOR] > held[i] else held[i]
        reach[i] = ALWAYS if is_span else floor
        reach_finish[i] = restraints.dates[task, FINISH_FLOOR]
    raise_over_links(task, network, restraints, calendars, work, dated.room)


@inlined
def raise_over_links(
    task: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, room: Floats
) -> None:
    """Raise the earliest start and finish in rows 3 and 4 of the room to what the links of a task demand."""
    lanes = np.uint64(LANES)
    is_span = restraints.codes[task, MODE] == SPAN
    reach = room[3]
    reach_finish = room[4]
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
        put_off = restraints.dates[successor, PUT_OFF]
        if kind in (FS, SS) and put_off > 0.0:
            # The links of a task that is put off may reach it that much earlier than it starts.
            for i in range(np.uint64(0), lanes):
                room[5, i] = dates[i] - put_off
            dates = room[5]
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
