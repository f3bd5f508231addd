"""Dates of many iterations at once; one at a time, :class:`riskmc.model.timeline.WorkingTimeline` tells the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np

from riskmc._typing import AnyArray, Floats, Integers
from riskmc.model.timeline import WorkingTimeline

_EPOCH: Final = datetime(1970, 1, 1).toordinal() * 86_400


def seconds_of(timeline: WorkingTimeline, minutes: Floats) -> Floats:
    """Return the instants at which numbers of working minutes have been worked, as finishes.

    Parameters
    ----------
    timeline : WorkingTimeline
    minutes : ndarray(float64, ndim=1)
        Working minutes from the start of the timeline, finite.

    Returns
    -------
    ndarray(float64), shape as `minutes`
        Seconds of the calendar since 1 January 1970, to the second.

    Examples
    --------
    >>> from riskmc.model.calendars import Calendar
    >>> monday = WorkingTimeline(Calendar(), datetime(2027, 1, 4, 8))
    >>> as_dates(seconds_of(monday, np.array([480.0, 481.0]))).astype(str).tolist()
    ['2027-01-04T17:00:00', '2027-01-05T08:01:00']
    """
    if minutes.size == 0:
        return np.zeros(0)
    ends = [timeline.date_of(float(np.min(minutes))), timeline.date_of(float(np.max(minutes)))]
    starts, _, worked = _intervals(timeline, *ends)
    seconds = np.rint(minutes * 60.0).astype(np.int64)
    # The start of the project is where work begins, not where the work before it ended.
    index = np.searchsorted(worked, seconds, side="left") - 1
    index = np.where(seconds == 0, np.searchsorted(worked, seconds, side="right") - 1, index)
    return np.asarray(starts[index] + seconds - worked[index], np.float64)


def minutes_of(timeline: WorkingTimeline, seconds: Floats) -> Floats:
    """Return the working minutes from the start of a timeline to instants; the inverse of :func:`seconds_of`.

    Parameters
    ----------
    timeline : WorkingTimeline
    seconds : ndarray(float64, ndim=1)
        Of the calendar since 1 January 1970.

    Returns
    -------
    ndarray(float64), shape as `seconds`
        Negative before the start.
    """
    if seconds.size == 0:
        return np.zeros(0)
    first, last = (datetime(1970, 1, 1) + timedelta(seconds=float(end)) for end in (np.min(seconds), np.max(seconds)))
    starts, finishes, worked = _intervals(timeline, first, last)
    seconds = np.maximum(seconds, starts[0])
    index = np.searchsorted(starts, seconds, side="right") - 1
    minutes: Floats = (worked[index] + np.minimum(seconds, finishes[index]) - starts[index]) / 60.0
    return minutes


def as_dates(seconds: Floats) -> AnyArray:
    """Return seconds since 1 January 1970 as ndarray(datetime64[s]) of the same shape."""
    return np.rint(seconds).astype("datetime64[s]")


def _intervals(timeline: WorkingTimeline, first: datetime, last: datetime) -> tuple[Integers, Integers, Integers]:
    starts, finishes, worked = (np.array(part, np.int64) for part in timeline.intervals(first, last))
    return starts - _EPOCH, finishes - _EPOCH, worked
