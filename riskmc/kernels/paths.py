"""Which links hold the schedule back, and along which paths the finish is reached.

Both look at a chunk as the forward pass left it, before the backward pass overwrites the early starts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Floats, Integers, PackedWords
from riskmc.kernels._constants import LANES, MOST_PATHS
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import FF, FS, Network, Workspace
from riskmc.kernels.network import push_start, push_start_by_lags

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_MOST_TRIED = 64 * MOST_PATHS
"""Ways that are walked in a lane: many are one path where they differ in tasks that do not exist."""


class PathScratch(NamedTuple):
    """The path that is being walked, from its end back to its start; each shape (n_tasks + 1,).

    Attributes
    ----------
    task : ndarray(int64)
    link : ndarray(int64)
        The link into the task that is tried next.
    room : ndarray(float64)
        Slack that the path may still use up, working minutes.
    key : ndarray(uint64)
        Key of the path from its end up to here; tasks that do not exist are no part of it.
    extended : ndarray(int64)
        1 where the path went on from here.
    """

    task: Integers
    link: Integers
    room: Floats
    key: PackedWords
    extended: Integers


class FoundPaths(NamedTuple):
    """The paths of one chunk.

    Attributes
    ----------
    keys : ndarray(uint64), shape (LANES * MOST_PATHS,)
        Keys of the paths, lane by lane.
    lanes : ndarray(int64), shape (LANES * MOST_PATHS,)
        The lane of each.
    counts : ndarray(int64), shape (3,)
        Paths found; lanes that have more than MOST_PATHS; tasks of the path that was wanted.
    """

    keys: PackedWords
    lanes: Integers
    counts: Integers


def path_scratch(n_tasks: int) -> PathScratch:
    """Allocate room for walking a path.

    Examples
    --------
    >>> path_scratch(3).room.shape
    (4,)
    """
    n = n_tasks + 1
    return PathScratch(
        np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n), np.zeros(n, np.uint64), np.zeros(n, np.int64)
    )


def found_paths() -> FoundPaths:
    """Allocate room for the paths of a chunk.

    Examples
    --------
    >>> found_paths().counts.tolist()
    [0, 0, 0]
    """
    slots = LANES * MOST_PATHS
    return FoundPaths(np.zeros(slots, np.uint64), np.zeros(slots, np.int64), np.zeros(3, np.int64))


@kernel
def link_slacks(network: Network, work: Workspace, slacks: Floats) -> None:
    """Write the slack of each link: how much later its predecessor could be without moving its successor's early start.

    Parameters
    ----------
    network : Network
    work : Workspace
        As the forward pass left it.
    slacks : ndarray(float64), shape (n_links * LANES,), written
        Working minutes.
    """
    reach = work.lanes[2]
    starts = work.starts
    pred_ptr = network.pred_ptr
    for task in range(pred_ptr.shape[0] - 1):
        t = np.uint64(task) * np.uint64(LANES)
        for link in range(pred_ptr[task], pred_ptr[task + 1]):
            for i in range(np.uint64(0), np.uint64(LANES)):
                reach[i] = -np.inf
            source = network.link_from[link]
            kind = network.link_kind[link]
            row = network.link_row[link]
            if row < 0:
                lag = network.link_lag[link]
                push_start(kind, source, task, lag, starts, work.finishes, work.durations, reach)
            else:
                push_start_by_lags(kind, source, task, work.lags[row], starts, work.finishes, work.durations, reach)
            at = np.uint64(link) * np.uint64(LANES)
            for i in range(np.uint64(0), np.uint64(LANES)):
                slacks[at + i] = starts[t + i] - reach[i]


@kernel
def add_link_slacks(valid: int, tolerance: float, slacks: Floats, sums: Floats) -> None:
    """Add one chunk to the sums of each link: its slack, the square of it, and whether it drives its successor.

    Parameters
    ----------
    valid : int
        Lanes that count.
    tolerance : float
        Slack at or below which a link drives, working minutes.
    slacks : ndarray(float64), shape (n_links * LANES,)
        As :func:`link_slacks` wrote them.
    sums : ndarray(float64, ndim=2), shape (n_links, 3), added to
    """
    for link in range(sums.shape[0]):
        at = np.uint64(link) * np.uint64(LANES)
        total = 0.0
        square = 0.0
        driving = 0.0
        for i in range(np.uint64(0), np.uint64(valid)):
            slack = slacks[at + i]
            total += slack
            square += slack * slack
            driving += 1.0 if slack <= tolerance else 0.0
        sums[link, 0] += total
        sums[link, 1] += square
        sums[link, 2] += driving


@inlined
def ends_path(task: int, lane: int, tolerance: float, network: Network, work: Workspace, slacks: Floats) -> bool:
    """Tell whether no link leads on from the finish of a task to a later end of a path within the tolerance."""
    project = work.lanes[0, lane]
    is_end = True
    for outgoing in range(network.succ_ptr[task], network.succ_ptr[task + 1]):
        link = network.succ_link[outgoing]
        if network.link_kind[link] in (FS, FF):
            successor = network.link_to[link]
            behind = project - work.finishes[successor * LANES + lane]
            if slacks[link * LANES + lane] + behind <= tolerance:
                is_end = False
    return is_end


@inlined
def next_key(key: np.uint64, task: int) -> np.uint64:
    """Return the key of a path that goes on at a task."""
    mixed = (key ^ np.uint64(task + 1)) * _FACTOR
    return mixed ^ (mixed >> _SHIFT)


@inlined
def is_there(task: int, lane: int, network: Network, work: Workspace) -> bool:
    """Tell whether a task exists in a lane."""
    row = network.existence[task]
    return bool(row < 0 or work.exists[row, lane] > 0.0)


@inlined
def is_new(key: np.uint64, first: int, total: int, found: FoundPaths) -> bool:
    """Tell whether the key of a path is none of those from the first of its lane on; one without tasks is no path."""
    differs = bool(key != 0)
    for place in range(first, total):
        if found.keys[place] == key:
            differs = False
    return differs


@inlined
def reach_task(
    depth: int, task: int, room: float, key: np.uint64, lane: int, network: Network, work: Workspace,
    scratch: PathScratch,
) -> None:  # fmt: skip
    """Put a task onto the path that is being walked."""
    scratch.task[depth] = task
    scratch.link[depth] = network.pred_ptr[task]
    scratch.room[depth] = room
    scratch.key[depth] = next_key(key, task) if is_there(task, lane, network, work) else key
    scratch.extended[depth] = 0


@kernel
def trace_paths(
    valid: int, tolerance: float, ends: Integers, wanted: np.uint64, network: Network, work: Workspace, slacks: Floats,
    scratch: PathScratch, found: FoundPaths, path: Integers,
) -> None:  # fmt: skip
    """Find the paths of each lane whose length falls short of the project's finish by no more than a tolerance.

    A path leads over links from a task that nothing holds back to a task that finishes last. With ties a lane has
    several; MOST_PATHS of them are found at most. A path leads through tasks that do not exist, and leaves them out.

    Parameters
    ----------
    valid : int
        Lanes that count.
    tolerance : float
        Working minutes.
    ends : ndarray(int64), shape (n,)
        Tasks at which a path may end: all others have a successor that finishes no earlier.
    wanted : uint64
        Key of the path whose tasks are to be written down; 0 for none.
    network : Network
    work : Workspace
        Early dates in minutes of one timeline.
    slacks : ndarray(float64), shape (n_links * LANES,)
    scratch : PathScratch
    found : FoundPaths, written
    path : ndarray(int64), shape (n_tasks,), written
        The tasks of the path that was wanted, from its end to its start.
    """
    total = 0
    found.counts[1] = 0
    found.counts[2] = 0
    for lane in range(valid):
        here = 0
        tried = 0
        is_full = False
        for position in range(ends.shape[0]):
            end = ends[position]
            room = tolerance - (work.lanes[0, lane] - work.finishes[end * LANES + lane])
            if room < 0.0 or is_full or not ends_path(end, lane, tolerance, network, work, slacks):
                continue
            reach_task(0, end, room, np.uint64(0), lane, network, work, scratch)
            depth = 1
            while depth > 0:
                top = depth - 1
                task = scratch.task[top]
                link = scratch.link[top]
                if link < network.pred_ptr[task + 1]:
                    scratch.link[top] = link + 1
                    left = scratch.room[top] - slacks[link * LANES + lane]
                    if left >= 0.0:
                        scratch.extended[top] = 1
                        reach_task(depth, network.link_from[link], left, scratch.key[top], lane, network, work, scratch)
                        depth += 1
                    continue
                if scratch.extended[top] == 0:
                    if here == MOST_PATHS or tried == _MOST_TRIED:
                        is_full = True
                        break
                    tried += 1
                    key = scratch.key[top]
                    if is_new(key, total - here, total, found):
                        found.keys[total] = key
                        found.lanes[total] = lane
                        total += 1
                        here += 1
                    if key == wanted:
                        count = 0
                        for place in range(depth):
                            if is_there(scratch.task[place], lane, network, work):
                                path[count] = scratch.task[place]
                                count += 1
                        found.counts[2] = count
                depth -= 1
        found.counts[1] += 1 if is_full else 0
    found.counts[0] = total
