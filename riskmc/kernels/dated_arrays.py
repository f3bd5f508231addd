"""The array records of plans with calendars, constraints and progress: what restrains a task, room to date it in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.kernels._constants import LANES

WORK, START_MILESTONE, FINISH_MILESTONE, MILESTONE, LINKED, POINT, HELD, BY_HAND, SPAN = 0, 1, 2, 3, 4, 5, 6, 7, 8
"""Codes of how a task is dated: by its work; as a milestone at the start of work, at its finish, where links put it
outside of pauses, or where they put it at all; as a bare instant, which finished work leaves to what follows; by facts;
by dates that a planner set; by what it reaches over."""

(
    FLOOR, FINISH_FLOOR, FACT_START, FACT_FINISH, START_PIN, FINISH_PIN, START_LIMIT, FINISH_LIMIT, START_CAP,
    FINISH_CAP, PUT_OFF, PAUSE, EXPECTED, EXPECTED_WORK,
) = range(14)  # fmt: skip
CALENDAR, MODE, BY_FINISH, BY_DATE, BY_START, OPEN_END, LATE_ROW, FLOAT_CALENDAR = range(8)
LINK_USED, LINK_LATE_USED, LINK_BASE = range(3)
LINK_CALENDAR, LINK_LIVE, LINK_STARTS = range(3)
LATE_FINISH = 3
LATENESS, HAS_CAPS = range(2)
"""Columns of :class:`Restraints`."""

DEAD, LIVE, EARLY_ONLY = 0, 1, 2
"""Codes of the passes in which a link holds: in none, in both, or in that of the early dates."""

AS_EARLY, BY_FREE_FLOAT, BY_TOTAL_FLOAT = 0, 1, 2
"""Codes of how late a task is dated that is to be as late as possible."""


class Restraints(NamedTuple):
    """What holds tasks and links beside the network: calendars, constraints and progress.

    Instants are elapsed minutes from the plan's origin; ``NEVER`` and ``ALWAYS`` of the passes where nothing holds.

    Attributes
    ----------
    dates : ndarray(float64, ndim=2), shape (n_tasks, 14)
        FLOOR, FINISH_FLOOR: earliest start and finish, or the dates themselves of a task that is held. FACT_START,
        FACT_FINISH: actual dates of finished work that passes on logic at the status date; these are shown. START_PIN,
        FINISH_PIN: dates that hold whatever the links say. START_LIMIT, FINISH_LIMIT: latest early dates. START_CAP,
        FINISH_CAP: latest late dates. PUT_OFF: elapsed minutes by which the start is delayed. PAUSE: working minutes
        that the work is interrupted. EXPECTED, EXPECTED_WORK: instant to which it stretches, and the planned work.
    codes : ndarray(int64, ndim=2), shape (n_tasks, 8)
        CALENDAR, and FLOAT_CALENDAR, on which planners count the total float. MODE: WORK, START_MILESTONE, ... SPAN.
        BY_FINISH, BY_DATE, BY_START: 1 where anything restrains the early finish, where a delay, a pin or a limit moves
        the early dates, and where anything caps the late start. OPEN_END: 1 where the late finish is the early one, as
        nothing follows. LATE_ROW: row of ``held`` of a task that is dated as late as possible, or -1.
    links : ndarray(float64, ndim=2), shape (n_links, 3)
        LINK_USED, LINK_LATE_USED: minutes of the lag that have run, for early and for late dates; -1 where it has not
        begun. LINK_BASE: instant from which it runs, where that is a fact.
    link_codes : ndarray(int64, ndim=2), shape (n_links, 3)
        LINK_CALENDAR: of the lag; -1 for the clock. LINK_LIVE: DEAD where progress has overridden the link, LIVE or
        EARLY_ONLY. LINK_STARTS: 1 where it passes on the start of work on its calendar, rather than an instant of rest.
    line : ndarray(float64), shape (4,)
        Instant and position of the project's start, the trace of its timeline, and LATE_FINISH, where it must finish
        by a date.
    rules : ndarray(int64), shape (2,)
        LATENESS: AS_EARLY where no task is as late as possible, else BY_FREE_FLOAT or BY_TOTAL_FLOAT. HAS_CAPS: 1 for
        the total float of planners, which late constraints and pinned dates limit; 0 for the float to the project's
        finish alone, which tells what is critical.
    """

    dates: Floats
    codes: Integers
    links: Floats
    link_codes: Integers
    line: Floats
    rules: Integers


class DatedWorkspace(NamedTuple):
    """More room for a chunk of a plan with calendars, constraints or progress.

    Attributes
    ----------
    room : ndarray(float64, ndim=2), shape (8, LANES)
        Scratch.
    limit : ndarray(float64), shape (LANES,)
        The project's late finish.
    held : ndarray(float64, ndim=2), shape (n_late + 1, LANES)
        Instants up to which tasks are put off that are to be as late as possible.
    measured : ndarray(float64, ndim=2), shape (4, LANES)
        In minutes of the project's timeline: its finish, the finish's deviation from the reference, a late finish, and
        room for partial sums.
    """

    room: Floats
    limit: Floats
    held: Floats
    measured: Floats


def dated_workspace(n_late: int) -> DatedWorkspace:
    """Allocate the room that a block of a plan with calendars, constraints or progress takes besides.

    Examples
    --------
    >>> dated_workspace(0).limit.shape
    (128,)
    """
    return DatedWorkspace(np.zeros((8, LANES)), np.zeros(LANES), np.zeros((n_late + 1, LANES)), np.zeros((4, LANES)))
