"""The passes through the network: early dates forward, late dates backward.

An activity is worked contiguously, so that under FF and SF links its early start is the link's date less its duration.
Nothing starts before the project's start, and nothing finishes after the project's finish: open ends are late at the
project's finish.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.accumulators import add_task_sums, add_uncertain_task_sums, add_valid_task_sums
from riskmc.kernels.arrays import FF, FS, SS, Network, Workspace


@inlined
def push_start(
    kind: int, source: int, target: int, lag: float, starts: Floats, finishes: Floats, durations: Floats, reach: Floats
) -> None:
    """Raise the early starts in ``reach`` to what one link with a fixed lag demands.

    Parameters
    ----------
    kind : int
        FS, SS, FF or SF.
    source, target : int
        Tasks that the link joins.
    lag : float
        Working minutes, negative for a lead.
    starts, finishes, durations : ndarray(float64), shape (n_tasks * LANES,)
    reach : ndarray(float64), shape (LANES,), raised
    """
    lanes = np.uint64(LANES)
    p = np.uint64(source) * lanes
    t = np.uint64(target) * lanes
    if kind == FS:
        for i in range(np.uint64(0), lanes):
            earliest = finishes[p + i] + lag
            reach[i] = earliest if earliest > reach[i] else reach[i]
    elif kind == SS:
        for i in range(np.uint64(0), lanes):
            earliest = starts[p + i] + lag
            reach[i] = earliest if earliest > reach[i] else reach[i]
    elif kind == FF:
        for i in range(np.uint64(0), lanes):
            earliest = finishes[p + i] + lag - durations[t + i]
            reach[i] = earliest if earliest > reach[i] else reach[i]
    else:
        for i in range(np.uint64(0), lanes):
            earliest = starts[p + i] + lag - durations[t + i]
            reach[i] = earliest if earliest > reach[i] else reach[i]


@inlined
def push_start_by_lags(
    kind: int, source: int, target: int, lags: Floats, starts: Floats, finishes: Floats, durations: Floats,
    reach: Floats,
) -> None:  # fmt: skip
    """Do as :func:`push_start` with a lag of its own in each lane."""
    lanes = np.uint64(LANES)
    p = np.uint64(source) * lanes
    t = np.uint64(target) * lanes
    for i in range(np.uint64(0), lanes):
        earliest = (finishes[p + i] if kind in (FS, FF) else starts[p + i]) + lags[i]
        if kind not in (FS, SS):
            earliest -= durations[t + i]
        reach[i] = earliest if earliest > reach[i] else reach[i]


@kernel
def forward_pass(network: Network, work: Workspace) -> None:
    """Write early starts and finishes of all tasks, and the project's finish into the first of ``lanes``."""
    pred_ptr = network.pred_ptr
    link_from = network.link_from
    link_kind = network.link_kind
    link_lag = network.link_lag
    link_row = network.link_row
    durations = work.durations
    starts = work.starts
    finishes = work.finishes
    lags = work.lags
    project = work.lanes[0]
    reach = work.lanes[2]
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        project[i] = 0.0
    for task in range(pred_ptr.shape[0] - 1):
        for i in range(np.uint64(0), lanes):
            reach[i] = 0.0
        for link in range(pred_ptr[task], pred_ptr[task + 1]):
            row = link_row[link]
            if row < 0:
                push_start(link_kind[link], link_from[link], task, link_lag[link], starts, finishes, durations, reach)
            else:
                push_start_by_lags(
                    link_kind[link], link_from[link], task, lags[row], starts, finishes, durations, reach
                )
        t = np.uint64(task) * lanes
        for i in range(np.uint64(0), lanes):
            starts[t + i] = reach[i]
            finish = reach[i] + durations[t + i]
            finishes[t + i] = finish
            project[i] = finish if finish > project[i] else project[i]


@inlined
def pull_finish(
    kind: int, source: int, target: int, lag: float, late_starts: Floats, durations: Floats, late: Floats
) -> None:
    """Lower the late finishes in ``late`` to what one link with a fixed lag allows.

    Parameters
    ----------
    kind : int
        FS, SS, FF or SF.
    source, target : int
        Tasks that the link joins; ``late`` belongs to the source.
    lag : float
        Working minutes.
    late_starts, durations : ndarray(float64), shape (n_tasks * LANES,)
    late : ndarray(float64), shape (LANES,), lowered
    """
    lanes = np.uint64(LANES)
    s = np.uint64(target) * lanes
    t = np.uint64(source) * lanes
    if kind == FS:
        for i in range(np.uint64(0), lanes):
            latest = late_starts[s + i] - lag
            late[i] = latest if latest < late[i] else late[i]
    elif kind == SS:
        for i in range(np.uint64(0), lanes):
            latest = late_starts[s + i] - lag + durations[t + i]
            late[i] = latest if latest < late[i] else late[i]
    elif kind == FF:
        for i in range(np.uint64(0), lanes):
            latest = late_starts[s + i] + durations[s + i] - lag
            late[i] = latest if latest < late[i] else late[i]
    else:
        for i in range(np.uint64(0), lanes):
            latest = late_starts[s + i] + durations[s + i] - lag + durations[t + i]
            late[i] = latest if latest < late[i] else late[i]


@inlined
def pull_finish_by_lags(
    kind: int, source: int, target: int, lags: Floats, late_starts: Floats, durations: Floats, late: Floats
) -> None:
    """Do as :func:`pull_finish` with a lag of its own in each lane."""
    lanes = np.uint64(LANES)
    s = np.uint64(target) * lanes
    t = np.uint64(source) * lanes
    for i in range(np.uint64(0), lanes):
        latest = late_starts[s + i]
        if kind not in (FS, SS):
            latest += durations[s + i]
        latest -= lags[i]
        if kind not in (FS, FF):
            latest += durations[t + i]
        late[i] = latest if latest < late[i] else late[i]


@kernel
def backward_pass(valid: int, network: Network, work: Workspace, sums: Floats) -> None:
    """Write late starts over the early ones, and add each task to its sums while its floats are at hand.

    Parameters
    ----------
    valid : int
        Lanes that count; all of them but in the last chunk of a run.
    network : Network
    work : Workspace
        As the forward pass left it, with the finish's deviation in the second of ``lanes``.
    sums : ndarray(float64, ndim=2), shape (n_tasks, 7), added to
    """
    succ_ptr = network.succ_ptr
    succ_link = network.succ_link
    link_to = network.link_to
    link_kind = network.link_kind
    link_lag = network.link_lag
    link_row = network.link_row
    reference = network.reference
    critical_float = network.critical_float[0]
    durations = work.durations
    starts = work.starts
    finishes = work.finishes
    lags = work.lags
    lanes = work.lanes
    project = lanes[0]
    late = lanes[2]
    n_lanes = np.uint64(LANES)
    n_tasks = succ_ptr.shape[0] - 1
    for position in range(n_tasks):
        task = n_tasks - 1 - position
        for i in range(np.uint64(0), n_lanes):
            late[i] = project[i]
        for outgoing in range(succ_ptr[task], succ_ptr[task + 1]):
            link = succ_link[outgoing]
            row = link_row[link]
            if row < 0:
                pull_finish(link_kind[link], task, link_to[link], link_lag[link], starts, durations, late)
            else:
                pull_finish_by_lags(link_kind[link], task, link_to[link], lags[row], starts, durations, late)
        t = np.uint64(task) * n_lanes
        for i in range(np.uint64(0), n_lanes):
            starts[t + i] = late[i] - durations[t + i]
        end = t + n_lanes
        existence = network.existence[task]
        if existence >= 0:
            add_uncertain_task_sums(
                valid, work.exists[existence], durations[t:end], finishes[t:end], lanes, reference[task],
                critical_float, sums[task],
            )  # fmt: skip
        elif valid == LANES:
            add_task_sums(
                durations[t:end], finishes[t:end], lanes, reference[task], critical_float, lanes[3], sums[task]
            )
        else:
            add_valid_task_sums(
                valid, durations[t:end], finishes[t:end], lanes, reference[task], critical_float, sums[task]
            )
