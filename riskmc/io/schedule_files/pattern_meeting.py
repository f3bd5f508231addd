"""Where two calendars both work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from riskmc.io.schedule_files.records import CREDIBLE_YEARS
from riskmc.io.schedule_files.work_pattern import WorkPattern, merge_shifts
from riskmc.model.calendars import MINUTES_OF_DAY, Shift

__all__ = ["meet"]

_DAY = timedelta(days=1)


def meet(first: WorkPattern, second: WorkPattern) -> WorkPattern:
    """Return the calendar that works when two calendars both do.

    Parameters
    ----------
    first, second : WorkPattern

    Returns
    -------
    WorkPattern
        Days count hours as the first calendar does. Its shifts end at midnight at the latest.

    Examples
    --------
    >>> early = WorkPattern("Early", {0: (Shift(360, 840),)})
    >>> late = WorkPattern("Late", {0: (Shift(780, 1320),)})
    >>> meet(early, late).week[0]
    (Shift(start=780, finish=840),)
    """
    weeks = [
        [_pieces(pattern.week.get(day, ()), pattern.week.get((day - 1) % 7, ())) for day in range(7)]
        for pattern in (first, second)
    ]
    week = {day: _common(weeks[0][day], weeks[1][day]) for day in range(7)}
    days = {day for pattern in (first, second) for day in pattern.exceptions if day.year in CREDIBLE_YEARS}
    changed = days | {day + _DAY for day in days}
    exceptions = {day: _common(_pieces_of_date(first, day), _pieces_of_date(second, day)) for day in sorted(changed)}
    name = f"{first.name} and {second.name}"
    return WorkPattern(name, week, exceptions, first.hours_per_day, first.days_per_month)


def _pieces_of_date(pattern: WorkPattern, day: date) -> tuple[Shift, ...]:
    """Return what is worked on a date, midnight to midnight."""
    return _pieces(*(pattern.exceptions.get(when, pattern.week.get(when.weekday(), ())) for when in (day, day - _DAY)))


def _pieces(shifts: Sequence[Shift], before: Sequence[Shift]) -> tuple[Shift, ...]:
    """Return what is worked from midnight to midnight, by the shifts of the day and of the day before."""
    own = [Shift(shift.start, min(shift.finish, MINUTES_OF_DAY)) for shift in shifts]
    over = [Shift(0, shift.finish - MINUTES_OF_DAY) for shift in before if shift.finish > MINUTES_OF_DAY]
    return merge_shifts([*over, *own])


def _common(first: Sequence[Shift], second: Sequence[Shift]) -> tuple[Shift, ...]:
    overlaps = [
        Shift(max(a.start, b.start), min(a.finish, b.finish))
        for a in first
        for b in second
        if max(a.start, b.start) < min(a.finish, b.finish)
    ]
    return merge_shifts(overlaps)
