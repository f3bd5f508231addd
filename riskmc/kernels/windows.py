"""Risks that strike at some time only: the tasks that are at work in a window, as they stand without such risks.

That is known once the task has been dated without them, so that they strike in the forward pass.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Events, Network, Windows, Workspace
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.dated_arrays import DatedWorkspace, Restraints
from riskmc.kernels.dated_early import date_task
from riskmc.kernels.striking import ignore_windows, strike_task


@inlined
def open_window(meeting: int, windows: Windows, work: Workspace, room: Floats) -> None:
    """Write begin and end of the window of a meeting into the first two rows of the room.

    While tasks are at work it is open from the first start of those that take time to the last finish of them.
    """
    lanes = np.uint64(LANES)
    begin = room[0]
    end = room[1]
    is_while = windows.during_ptr[meeting] < windows.during_ptr[meeting + 1]
    for i in range(np.uint64(0), lanes):
        begin[i] = ALWAYS if is_while else windows.meeting_dates[meeting, 0]
        end[i] = NEVER if is_while else windows.meeting_dates[meeting, 1]
    for position in range(windows.during_ptr[meeting], windows.during_ptr[meeting + 1]):
        t = np.uint64(windows.during_task[position]) * lanes
        for i in range(np.uint64(0), lanes):
            start = work.starts[t + i]
            finish = work.finishes[t + i]
            begin[i] = start if finish > start and start < begin[i] else begin[i]
            end[i] = finish if finish > start and finish > end[i] else end[i]


@inlined
def meet_windows(task: int, network: Network, windows: Windows, work: Workspace, room: Floats) -> None:
    """Tell in which lanes a task is at work in the windows of its meetings; one without work is so at its instant."""
    lanes = np.uint64(LANES)
    t = np.uint64(task) * lanes
    row = network.existence[task]
    for meeting in range(windows.meeting_ptr[task], windows.meeting_ptr[task + 1]):
        open_window(meeting, windows, work, room)
        for i in range(np.uint64(0), lanes):
            start = work.starts[t + i]
            finish = work.finishes[t + i]
            begins = finish > room[0, i] if finish > start else start >= room[0, i]
            exists = row < 0 or work.exists[row, i] > 0.0
            work.met[meeting, i] = 1.0 if begins and start < room[1, i] and exists else 0.0


@inlined
def strike_again(task: int, network: Network, events: Events, work: Workspace) -> None:
    """Strike the duration of a task anew, with the meetings that take place."""
    lanes = np.uint64(LANES)
    t = np.uint64(task) * lanes
    row = network.existence[task]
    for i in range(np.uint64(0), lanes):
        work.durations[t + i] = work.bases[events.base_row[task], i]
    strike_task(task, t, events, work)
    if row >= 0:
        for i in range(np.uint64(0), lanes):
            work.durations[t + i] = work.durations[t + i] if work.exists[row, i] > 0.0 else 0.0


@kernel
def windowed_forward_pass(
    network: Network, restraints: Restraints, calendars: Calendars, events: Events, windows: Windows, work: Workspace,
    dated: DatedWorkspace,
) -> None:  # fmt: skip
    """Do as :func:`dated_forward_pass`, and let risks with windows strike the tasks that are at work in them.

    Parameters
    ----------
    network : Network
    restraints : Restraints
    calendars : Calendars
    events : Events
    windows : Windows
    work : Workspace
        ``met`` is written, and durations are changed.
    dated : DatedWorkspace
    """
    project = work.lanes[0]
    for i in range(np.uint64(0), np.uint64(LANES)):
        project[i] = NEVER
    for task in range(network.pred_ptr.shape[0] - 1):
        t = np.uint64(task) * np.uint64(LANES)
        is_met = events.base_row[task] >= 0
        for turn in range(2 if is_met else 1):
            if turn == 1:
                meet_windows(task, network, windows, work, dated.room)
            elif is_met:
                ignore_windows(task, events, work)
            if is_met:
                strike_again(task, network, events, work)
            date_task(task, network, restraints, calendars, work, dated)
        for i in range(np.uint64(0), np.uint64(LANES)):
            project[i] = work.finishes[t + i] if work.finishes[t + i] > project[i] else project[i]


@kernel
def settle_windows(windows: Windows, work: Workspace) -> None:
    """Let events with windows count only where one of their meetings took place.

    Parameters
    ----------
    windows : Windows
    work : Workspace
        ``occurred`` is changed.
    """
    found = work.lanes[2]
    for event in range(windows.event_begin.shape[0]):
        begin = windows.event_begin[event]
        end = windows.event_end[event]
        if begin == end:
            continue
        for i in range(np.uint64(0), np.uint64(LANES)):
            found[i] = 0.0
        for position in range(begin, end):
            meeting = windows.event_meeting[position]
            for i in range(np.uint64(0), np.uint64(LANES)):
                found[i] = work.met[meeting, i] if work.met[meeting, i] > found[i] else found[i]
        for i in range(np.uint64(0), np.uint64(LANES)):
            work.occurred[event, i] *= found[i]
