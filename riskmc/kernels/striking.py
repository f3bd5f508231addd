"""What the risks that occurred do to durations.

On one task series factors multiply; of the parallel factors that occurred the largest multiplies; series delays add;
of the parallel delays that occurred the largest is added; and none falls below 0. A task that does not exist takes no
time.
"""

from __future__ import annotations

import numpy as np

from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined
from riskmc.kernels.arrays import DELAY, FACTOR, PARALLEL_DELAY, PARALLEL_FACTOR, Events, Workspace


@inlined
def raise_best(begins: bool, strikes: bool, row: int, meeting: int, work: Workspace) -> None:
    """Raise the largest of a task's parallel effects so far, in the last of ``lanes``, to one more of them.

    Parameters
    ----------
    begins : bool
        Whether it is the first of them.
    strikes : bool
        Whether its event occurred in any lane.
    row, meeting : int
        Its magnitude, and the meeting that must take place, or -1.
    work : Workspace
    """
    best = work.lanes[3]
    if begins:
        for i in range(np.uint64(0), np.uint64(LANES)):
            best[i] = -np.inf
    if strikes:
        magnitudes = work.magnitudes
        for i in range(np.uint64(0), np.uint64(LANES)):
            acts = meeting < 0 or work.met[meeting, i] > 0.0
            magnitude = magnitudes[row, i] if acts else -np.inf
            # What is not a number is not hidden.
            best[i] = magnitude if magnitude > best[i] or magnitude != magnitude else best[i]


@inlined
def strike_at_once(effect: int, end: int, events: Events, work: Workspace) -> bool:
    """Tell whether four effects from one on are in series, of one kind, without windows, of events that occurred."""
    if effect + 4 > end or events.effect_kind[effect] not in (FACTOR, DELAY):
        return False
    for other in range(effect, effect + 4):
        if events.effect_kind[other] != events.effect_kind[effect] or events.effect_meeting[other] >= 0:
            return False
        if work.hits[events.effect_event[other]] == 0:
            return False
    return True


@inlined
def strike_task(task: int, base: np.uint64, events: Events, work: Workspace) -> None:
    """Strike the duration of one task.

    Parameters
    ----------
    task : int
    base : uint64
        Where its lanes stand in ``durations``.
    events : Events
    work : Workspace
    """
    durations = work.durations
    magnitudes = work.magnitudes
    best = work.lanes[3]
    lanes = np.uint64(LANES)
    begin = events.effect_ptr[task]
    end = events.effect_ptr[task + 1]
    struck_until = begin
    for effect in range(begin, end):
        if effect < struck_until:
            continue
        kind = events.effect_kind[effect]
        row = events.effect_row[effect]
        if strike_at_once(effect, end, events, work):
            # The same operations in the same order, with the duration in a register.
            struck_until = effect + 4
            first = magnitudes[row]
            second = magnitudes[events.effect_row[effect + 1]]
            third = magnitudes[events.effect_row[effect + 2]]
            fourth = magnitudes[events.effect_row[effect + 3]]
            if kind == FACTOR:
                for i in range(np.uint64(0), lanes):
                    durations[base + i] = durations[base + i] * first[i] * second[i] * third[i] * fourth[i]
            else:
                for i in range(np.uint64(0), lanes):
                    durations[base + i] = durations[base + i] + first[i] + second[i] + third[i] + fourth[i]
            continue
        meeting = events.effect_meeting[effect]
        strikes = work.hits[events.effect_event[effect]] > 0
        if kind in (PARALLEL_FACTOR, PARALLEL_DELAY):
            raise_best(effect == begin or events.effect_kind[effect - 1] != kind, strikes, row, meeting, work)
            is_last = effect + 1 == end or events.effect_kind[effect + 1] != kind
            if is_last and kind == PARALLEL_FACTOR:
                for i in range(np.uint64(0), lanes):
                    durations[base + i] *= 1.0 if best[i] == -np.inf else best[i]
            elif is_last:
                for i in range(np.uint64(0), lanes):
                    durations[base + i] += 0.0 if best[i] == -np.inf else best[i]
        elif not strikes:
            continue
        elif meeting >= 0:
            met = work.met
            for i in range(np.uint64(0), lanes):
                if kind == FACTOR:
                    durations[base + i] *= magnitudes[row, i] if met[meeting, i] > 0.0 else 1.0
                else:
                    durations[base + i] += magnitudes[row, i] if met[meeting, i] > 0.0 else 0.0
        elif kind == FACTOR:
            for i in range(np.uint64(0), lanes):
                durations[base + i] *= magnitudes[row, i]
        else:
            for i in range(np.uint64(0), lanes):
                durations[base + i] += magnitudes[row, i]
    for i in range(np.uint64(0), lanes):
        duration = durations[base + i]
        durations[base + i] = 0.0 if duration < 0.0 else duration


@inlined
def strike_durations(first_task: int, end_task: int, events: Events, work: Workspace) -> None:
    """Strike the durations of tasks ``first_task`` to ``end_task``, which stand in ``durations`` from its start.

    What waits for a window is left to the pass that dates the task; its duration before any risk is kept for that.
    """
    durations = work.durations
    for task in range(first_task, end_task):
        base = np.uint64(task - first_task) * np.uint64(LANES)
        row = events.base_row[task]
        if row >= 0:
            for i in range(np.uint64(0), np.uint64(LANES)):
                work.bases[row, i] = durations[base + i]
            ignore_windows(task, events, work)
        if events.effect_ptr[task] == events.effect_ptr[task + 1]:
            continue
        strike_task(task, base, events, work)


@inlined
def ignore_windows(task: int, events: Events, work: Workspace) -> None:
    """Let no meeting of a task take place."""
    for effect in range(events.effect_ptr[task], events.effect_ptr[task + 1]):
        meeting = events.effect_meeting[effect]
        if meeting >= 0:
            for i in range(np.uint64(0), np.uint64(LANES)):
                work.met[meeting, i] = 0.0


@inlined
def drop_absent(first_task: int, end_task: int, events: Events, work: Workspace) -> None:
    """Let tasks that do not exist take no time."""
    for row in range(events.existence_task.shape[0]):
        task = events.existence_task[row]
        if first_task <= task < end_task:
            base = np.uint64(task - first_task) * np.uint64(LANES)
            for i in range(np.uint64(0), np.uint64(LANES)):
                work.durations[base + i] = work.durations[base + i] if work.exists[row, i] > 0.0 else 0.0
