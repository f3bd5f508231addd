"""What is done with one chunk of a plan with calendars, constraints or progress, once it is dated."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.kernels._constants import ALWAYS, LANES, NEVER
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.accumulators import add_task_sums, add_uncertain_task_sums, add_valid_task_sums
from riskmc.kernels.arrays import FS, SS, BlockOutput, Network, Workspace
from riskmc.kernels.calendars import START_SIDE, Calendars, to_instants, to_line, to_positions
from riskmc.kernels.dated_arrays import (
    CALENDAR,
    DEAD,
    FACT_FINISH,
    FINISH_PIN,
    FLOAT_CALENDAR,
    FLOOR,
    HAS_CAPS,
    HELD,
    LATE_FINISH,
    LATE_ROW,
    LINK_LIVE,
    MODE,
    POINT,
    SPAN,
    START_MILESTONE,
    START_PIN,
    WORK,
    DatedWorkspace,
    Restraints,
)
from riskmc.kernels.dated_early import settle_span
from riskmc.kernels.dated_late import late_dates, settle_late
from riskmc.kernels.dated_links import allow_over_links, link_reach, reach_over_links

LOOSE = 1e9
"""Slack of a link that cannot hold its successor up: longer than any plan."""


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


@inlined
def set_limit(restraints: Restraints, work: Workspace, dated: DatedWorkspace) -> None:
    """Write the project's late finish: the date by which it must finish, else its early finish."""
    for i in range(np.uint64(0), np.uint64(LANES)):
        is_given = restraints.rules[HAS_CAPS] > 0 and restraints.line[LATE_FINISH] < ALWAYS
        dated.limit[i] = restraints.line[LATE_FINISH] if is_given else work.lanes[0, i]


@kernel
def dated_late_pass(
    network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Write late dates over the early ones, as instants; what a task reaches over gives its late dates too.

    Parameters
    ----------
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
        As the forward pass left it.
    dated : DatedWorkspace
    """
    set_limit(restraints, work, dated)
    lanes = np.uint64(LANES)
    n_tasks = network.pred_ptr.shape[0] - 1
    for position in range(n_tasks):
        late_dates(n_tasks - 1 - position, network, restraints, calendars, work, dated)
    for task in range(n_tasks):
        if restraints.codes[task, MODE] == SPAN:
            t = np.uint64(task) * lanes
            reach_over_links(task, network, restraints, calendars, work, dated)
            settle_span(
                task, restraints, calendars, dated.room, work.starts[t : t + lanes], work.finishes[t : t + lanes]
            )


@kernel
def dated_backward_pass(
    valid: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace,
    sums: Floats,
) -> None:  # fmt: skip
    """Write late dates over the early ones, and add each task to its sums while both are at hand.

    Finished work takes no time and is not critical: its sums stay zero.

    Parameters
    ----------
    valid : int
        Lanes that count.
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
        As the forward pass left it, with the finish and its deviation, in minutes of the project's timeline, in rows 0
        and 1 of ``dated.measured``.
    dated : DatedWorkspace
    sums : ndarray(float64, ndim=2), shape (n_tasks, 7), added to
    """
    lanes = np.uint64(LANES)
    measured = dated.measured
    early = dated.room[6]
    finish = dated.room[7]
    late = measured[2]
    set_limit(restraints, work, dated)
    n_tasks = network.pred_ptr.shape[0] - 1
    for position in range(n_tasks):
        task = n_tasks - 1 - position
        t = np.uint64(task) * lanes
        finishes = work.finishes[t : t + lanes]
        durations = work.durations[t : t + lanes]
        if restraints.codes[task, MODE] in (HELD, POINT):
            late_dates(task, network, restraints, calendars, work, dated)
            continue
        to_positions(restraints.codes[task, CALENDAR], calendars, finishes, early)
        measure(restraints, calendars, restraints.dates[task, FACT_FINISH], finishes, finish)
        late_dates(task, network, restraints, calendars, work, dated)
        to_positions(restraints.codes[task, CALENDAR], calendars, finishes, late)
        for i in range(np.uint64(0), lanes):
            late[i] = finish[i] + (late[i] - early[i])
        reference = network.reference[task]
        existence = network.existence[task]
        if existence >= 0:
            add_uncertain_task_sums(
                valid, work.exists[existence], durations, finish, measured, reference, network.critical_float[0],
                sums[task],
            )  # fmt: skip
        elif valid == LANES:
            add_task_sums(durations, finish, measured, reference, network.critical_float[0], measured[3], sums[task])
        else:
            add_valid_task_sums(valid, durations, finish, measured, reference, network.critical_float[0], sums[task])


@kernel
def store_dated_samples(
    valid: int, first: int, network: Network, restraints: Restraints, calendars: Calendars, work: Workspace,
    dated: DatedWorkspace, output: BlockOutput,
) -> None:  # fmt: skip
    """Keep the finishes of the project and its milestones, and the task samples where they are wanted."""
    minutes = dated.room[0]
    for lane in range(valid):
        output.finish[first + lane] = dated.measured[0, lane]
    for row in range(network.milestones.shape[0]):
        task = network.milestones[row]
        begin = np.uint64(task * LANES)
        finishes = work.finishes[begin : begin + np.uint64(LANES)]
        measure(restraints, calendars, restraints.dates[task, FACT_FINISH], finishes, minutes)
        for lane in range(valid):
            output.milestones[row, first + lane] = minutes[lane]
    for task in range(output.kept_durations.shape[0]):
        begin = np.uint64(task * LANES)
        finishes = work.finishes[begin : begin + np.uint64(LANES)]
        measure(restraints, calendars, restraints.dates[task, FACT_FINISH], finishes, minutes)
        for lane in range(valid):
            output.kept_durations[task, first + lane] = work.durations[begin + np.uint64(lane)]
            output.kept_finishes[task, first + lane] = minutes[lane]


@kernel
def hold_by_free_float(
    network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace
) -> None:
    """Put off tasks that are to be as late as possible, as far as the early dates of their successors leave them.

    Nothing else moves, and none finishes after the project.
    """
    lanes = np.uint64(LANES)
    starts = dated.room[6]
    finishes = dated.room[7]
    n_tasks = network.pred_ptr.shape[0] - 1
    for position in range(n_tasks):
        task = n_tasks - 1 - position
        if restraints.codes[task, LATE_ROW] < 0:
            continue
        t = np.uint64(task) * lanes
        for i in range(np.uint64(0), lanes):
            starts[i] = work.starts[t + i]
            dated.room[3, i] = work.lanes[0, i]
            dated.room[4, i] = ALWAYS
        allow_over_links(task, network, restraints, calendars, work, dated)
        settle_late(task, restraints, calendars, work.durations[t : t + lanes], dated.room, starts, finishes)
        if restraints.codes[task, MODE] in (WORK, START_MILESTONE):
            to_positions(restraints.codes[task, CALENDAR], calendars, starts, dated.room[0])
            to_instants(restraints.codes[task, CALENDAR], calendars, START_SIDE, dated.room[0], starts)
        for i in range(np.uint64(0), lanes):
            finish = finishes[i] if finishes[i] > starts[i] else starts[i]
            is_later = starts[i] > work.starts[t + i]
            work.starts[t + i] = starts[i] if is_later else work.starts[t + i]
            work.finishes[t + i] = finish if is_later else work.finishes[t + i]


@kernel
def write_slacks(
    network: Network, restraints: Restraints, calendars: Calendars, work: Workspace, dated: DatedWorkspace,
    slacks: Floats,
) -> None:  # fmt: skip
    """Write how much earlier each link would let its successor start than it does, in working time of the successor.

    Parameters
    ----------
    network : Network
    restraints : Restraints
    calendars : Calendars
    work : Workspace
        As the forward pass left it.
    dated : DatedWorkspace
    slacks : ndarray(float64), shape (n_links * LANES,), written
        LOOSE for a link that cannot hold its successor up, as its predecessor is done.
    """
    lanes = np.uint64(LANES)
    found = dated.room[5]
    own = dated.room[6]
    for task in range(network.pred_ptr.shape[0] - 1):
        t = np.uint64(task) * lanes
        mode = restraints.codes[task, MODE]
        calendar = restraints.codes[task, CALENDAR]
        is_held = (
            mode == HELD or restraints.dates[task, START_PIN] > NEVER or restraints.dates[task, FINISH_PIN] > NEVER
        )
        for link in range(network.pred_ptr[task], network.pred_ptr[task + 1]):
            at = np.uint64(link) * lanes
            kind = network.link_kind[link]
            is_start = kind in (FS, SS)
            if is_held or restraints.link_codes[link, LINK_LIVE] == DEAD or (mode == SPAN and is_start):
                for i in range(np.uint64(0), lanes):
                    slacks[at + i] = LOOSE
                continue
            link_reach(link, network, restraints, calendars, work, dated.room, found)
            to_positions(calendar, calendars, found, found)
            to_positions(calendar, calendars, work.finishes[t : t + lanes], own)
            if is_start:
                to_positions(calendar, calendars, work.starts[t : t + lanes], own)
            source = network.link_from[link]
            s = np.uint64(source) * lanes
            is_fact = restraints.codes[source, MODE] == HELD
            floor = restraints.dates[source, FLOOR] if restraints.codes[source, MODE] == POINT else NEVER
            for i in range(np.uint64(0), lanes):
                is_done = is_fact or work.finishes[s + i] <= floor
                slacks[at + i] = LOOSE if is_done else own[i] - found[i]


@kernel
def measure_rows(restraints: Restraints, calendars: Calendars, fact: int, rows: Floats) -> None:
    """Write the dates of all tasks as minutes of the project's timeline; facts stand for those that are known.

    Parameters
    ----------
    restraints : Restraints
    calendars : Calendars
    fact : int
        FACT_START or FACT_FINISH.
    rows : ndarray(float64), shape (n_tasks * LANES,), changed
    """
    lanes = np.uint64(LANES)
    for task in range(restraints.dates.shape[0]):
        t = np.uint64(task) * lanes
        measure(restraints, calendars, restraints.dates[task, fact], rows[t : t + lanes], rows[t : t + lanes])


@kernel
def position_rows(restraints: Restraints, calendars: Calendars, rows: Floats) -> None:
    """Write the dates of all tasks as working minutes of the calendars on which their floats are counted.

    Parameters
    ----------
    restraints : Restraints
    calendars : Calendars
    rows : ndarray(float64), shape (n_tasks * LANES,), changed
    """
    lanes = np.uint64(LANES)
    for task in range(restraints.codes.shape[0]):
        t = np.uint64(task) * lanes
        to_positions(restraints.codes[task, FLOAT_CALENDAR], calendars, rows[t : t + lanes], rows[t : t + lanes])
