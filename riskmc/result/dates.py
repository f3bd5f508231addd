"""Dates of many iterations at once; one at a time, :class:`riskmc.model.timeline.WorkingTimeline` tells the same."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np

from riskmc._typing import AnyArray, Floats, Integers
from riskmc.model.calendars import midnight
from riskmc.model.project import Project
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
    if timeline.trace:
        return _traced_seconds(timeline, minutes)
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
    work = np.asarray(worked[index] + np.minimum(seconds, finishes[index]) - starts[index], np.float64)
    begin = timeline.start.toordinal() * 86_400 - _EPOCH + (timeline.start - midnight(timeline.start.date())).seconds
    minutes: Floats = (work + timeline.trace * (seconds - begin - work)) / 60.0
    return minutes


def _traced_seconds(timeline: WorkingTimeline, minutes: Floats) -> Floats:
    """Do as :func:`seconds_of` on a timeline that tells all instants apart."""
    ends = [timeline.date_of(float(np.min(minutes))), timeline.date_of(float(np.max(minutes)))]
    starts, finishes, worked = _intervals(timeline, *ends)
    begin = timeline.start.toordinal() * 86_400 - _EPOCH + (timeline.start - midnight(timeline.start.date())).seconds
    places = worked + timeline.trace * (starts - begin - worked)
    targets = minutes * 60.0
    index = np.maximum(np.searchsorted(places, targets, side="right") - 1, 0)
    into = targets - places[index]
    lengths = finishes[index] - starts[index]
    at_work = starts[index] + into
    at_rest = finishes[index] + (into - lengths) / timeline.trace
    return np.rint(np.where(into <= lengths, at_work, at_rest))


def task_days(project: Project) -> Floats:
    """Return the working minutes of a day on each task's own calendar: ndarray(float64), shape (n_tasks,)."""
    return np.array([project.calendar_of(task).minutes_per_day for task in project.tasks], np.float64)


def float_days(project: Project) -> Floats:
    """Return the working minutes of a day on the calendar of each task's total float: ndarray(float64), (n_tasks,)."""
    return np.array([project.float_calendar_of(task).minutes_per_day for task in project.tasks], np.float64)


def as_dates(seconds: Floats) -> AnyArray:
    """Return seconds since 1 January 1970 as ndarray(datetime64[s]) of the same shape."""
    return np.rint(seconds).astype("datetime64[s]")


def _intervals(timeline: WorkingTimeline, first: datetime, last: datetime) -> tuple[Integers, Integers, Integers]:
    starts, finishes, worked = (np.array(part, np.int64) for part in timeline.intervals(first, last))
    return starts - _EPOCH, finishes - _EPOCH, worked
