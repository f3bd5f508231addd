"""Calendars become tables of working time from one origin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from riskmc._typing import Integers
from riskmc.kernels.calendars import Calendars
from riskmc.model.calendars import Calendar
from riskmc.model.timeline import WorkingTimeline

_MINUTES_OF_DAY = 1_440


def calendar_tables(calendars: Sequence[Calendar], origin: datetime, horizon: datetime) -> Calendars:
    """Build the tables of calendars.

    Parameters
    ----------
    calendars : sequence of Calendar
    origin, horizon : datetime
        Midnights. On the first day, on the last, and beyond them all calendars work without a pause.

    Returns
    -------
    Calendars

    Examples
    --------
    >>> office = calendar_tables([Calendar()], datetime(2027, 1, 4), datetime(2027, 1, 9))
    >>> office.cell.tolist(), office.step.tolist()
    ([60.0], [240.0])
    """
    minutes = round((horizon - origin) / timedelta(minutes=1))
    edges = [_edges(calendar, origin, minutes) for calendar in calendars]
    cells = [_largest_step(edge.ravel()) for edge in edges]
    steps = [_largest_step(edge[:, 1] - edge[:, 0]) for edge in edges]
    worked = [_worked(edge, cell, minutes) for edge, cell in zip(edges, cells, strict=True)]
    rested = [_rested(edge, step) for edge, step in zip(edges, steps, strict=True)]
    return Calendars(
        cell=np.array(cells, np.float64),
        cell_ptr=_offsets(worked),
        worked=np.concatenate(worked).astype(np.int32),
        step=np.array(steps, np.float64),
        step_ptr=_offsets(rested),
        rested=np.concatenate(rested).astype(np.int32),
    )


def _edges(calendar: Calendar, origin: datetime, minutes: int) -> Integers:
    """Return starts and finishes of the working intervals from origin to horizon, minutes from the origin."""
    timeline = WorkingTimeline(calendar, origin)
    starts, finishes, _ = timeline.intervals(origin, origin + timedelta(minutes=minutes))
    found = np.array([starts, finishes], np.int64).T // 60 - origin.toordinal() * _MINUTES_OF_DAY
    found = np.clip(found, _MINUTES_OF_DAY, minutes - _MINUTES_OF_DAY)
    found = found[found[:, 1] > found[:, 0]]
    edges = np.concatenate([[[0, _MINUTES_OF_DAY]], found, [[minutes - _MINUTES_OF_DAY, minutes]]])
    pauses = edges[1:, 0] > edges[:-1, 1]
    begins = edges[np.concatenate([[True], pauses]), 0]
    ends = edges[np.concatenate([pauses, [True]]), 1]
    return np.stack([begins, ends], axis=1)


def _largest_step(values: Integers) -> int:
    return int(np.gcd.reduce(np.concatenate([values, [_MINUTES_OF_DAY]])))


def _worked(edges: Integers, cell: int, minutes: int) -> Integers:
    """Return the working minutes from the origin to the start of each cell, and to the end of the last."""
    changes = np.zeros(minutes // cell + 1, np.int64)
    np.add.at(changes, edges[:, 0] // cell, cell)
    np.add.at(changes, edges[:, 1] // cell, -cell)
    return np.concatenate([[0], np.cumsum(np.cumsum(changes)[:-1])])


def _rested(edges: Integers, step: int) -> Integers:
    """Return the minutes of rest from the origin to each working cell."""
    lengths = edges[:, 1] - edges[:, 0]
    positions = np.cumsum(lengths) - lengths
    return np.repeat(edges[:, 0] - positions, lengths // step)


def _offsets(parts: Sequence[Integers]) -> Integers:
    return np.cumsum([0, *(part.size for part in parts)]).astype(np.int64)
