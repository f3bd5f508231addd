"""Which risk events occur once those that others depend on are known, and which tasks exist then."""

from __future__ import annotations

import numpy as np

from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined
from riskmc.kernels.arrays import REQUIRES, Events, Workspace


@inlined
def relate_events(events: Events, work: Workspace) -> None:
    """Take back events that require what did not occur, or exclude what did.

    Parameters
    ----------
    events : Events
    work : Workspace
        ``occurred`` holds what was drawn.
    """
    occurred = work.occurred
    found = work.lanes[2]
    for relation in range(events.relation_event.shape[0]):
        for i in range(np.uint64(0), np.uint64(LANES)):
            found[i] = 0.0
        for other in range(events.relation_begin[relation], events.relation_end[relation]):
            for i in range(np.uint64(0), np.uint64(LANES)):
                found[i] = occurred[other, i] if occurred[other, i] > found[i] else found[i]
        event = events.relation_event[relation]
        if events.relation_kind[relation] == REQUIRES:
            for i in range(np.uint64(0), np.uint64(LANES)):
                occurred[event, i] *= found[i]
        else:
            for i in range(np.uint64(0), np.uint64(LANES)):
                occurred[event, i] *= 1.0 - found[i]


@inlined
def find_existing(events: Events, work: Workspace) -> None:
    """Tell in which lanes the tasks exist that need not: where an event of each of their clauses occurred.

    Parameters
    ----------
    events : Events
    work : Workspace
        ``exists`` is written.
    """
    found = work.lanes[2]
    for row in range(events.existence_task.shape[0]):
        exists = work.exists[row]
        for i in range(np.uint64(0), np.uint64(LANES)):
            exists[i] = 1.0
        for clause in range(events.existence_ptr[row], events.existence_ptr[row + 1]):
            for i in range(np.uint64(0), np.uint64(LANES)):
                found[i] = 0.0
            for part in range(events.clause_ptr[clause], events.clause_ptr[clause + 1]):
                for event in range(events.clause_begin[part], events.clause_end[part]):
                    for i in range(np.uint64(0), np.uint64(LANES)):
                        found[i] = work.occurred[event, i] if work.occurred[event, i] > found[i] else found[i]
            for i in range(np.uint64(0), np.uint64(LANES)):
                exists[i] *= found[i]
