"""Working time as a line: from working minutes to dates and back, exactly and quickly.

All arithmetic is in whole seconds, so that an instant at the end of a shift stays there whatever the rounding of
the minutes that lead to it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from riskmc.errors import Location, MissingExtraError, PlanError, Problem
from riskmc.model.calendars import Calendar, CountryHolidays, Shift

__all__ = ["Side", "WorkingTimeline"]

Side = Literal["start", "finish"]

_SECONDS_OF_DAY = 86_400
_STEP_DAYS = 366
_LAST_DAY = date.max.toordinal()


TRACE = 2.0**-20
"""Minutes that a minute of rest counts on a timeline that tells all instants apart: too few to be seen as work."""


class WorkingTimeline:
    """The working time of a calendar, counted in minutes from a start.

    Parameters
    ----------
    calendar : Calendar
    start : datetime
        Where minute 0 is; it may lie outside working time. Fractions of a second are dropped.
    trace : float
        Minutes that a minute of rest counts. With 0 all instants of a pause have the same number, and a date needs its
        side; with `TRACE` each instant has a number of its own, for plans whose tasks keep other calendars too.

    Raises
    ------
    riskmc.errors.PlanError
        If the calendar has no working time within a year, or a date leaves the years 1 to 9999.
    riskmc.errors.MissingExtraError
        If the calendar has the holidays of a country and the package ``holidays`` is not installed.

    Examples
    --------
    >>> timeline = WorkingTimeline(Calendar(), datetime(2027, 1, 4, 8))
    >>> timeline.date_of(480, "finish"), timeline.date_of(480, "start")
    (datetime.datetime(2027, 1, 4, 17, 0), datetime.datetime(2027, 1, 5, 8, 0))
    >>> timeline.minutes_at(datetime(2027, 1, 5, 9)), timeline.days(720)
    (540.0, 1.5)
    """

    def __init__(self, calendar: Calendar, start: datetime, trace: float = 0.0) -> None:
        self.calendar = calendar
        self.trace = trace
        self.start = start.replace(microsecond=0)
        # A shift of the day before may reach into the first day.
        self._first_day = self._next_day = max(self.start.toordinal() - 1, 1)
        self._starts: list[int] = []
        self._finishes: list[int] = []
        self._before: list[int] = []
        self._total = 0
        self._zero = 0
        while self._next_day <= self.start.toordinal():
            self._extend_forward()
        self._zero = self._worked_by(_second(self.start))

    def date_of(self, minutes: float, side: Side = "finish") -> datetime:
        """Return the instant at which a number of working minutes has been worked.

        Parameters
        ----------
        minutes : float
            Working minutes from the start; negative before it.
        side : {"start", "finish"}
            At a pause, on a timeline without a trace: the instant at which the next work starts, or the one at which
            the last work finished. Minute 0 is the first working instant at or after the start on either side.

        Returns
        -------
        datetime
            To the nearest second.
        """
        if not math.isfinite(minutes):
            raise ValueError(f"{minutes} working minutes have no date")
        if self.trace:
            return _instant(self._traced_second(minutes))
        seconds = round(minutes * 60)
        target = self._zero + seconds
        if side == "start" or seconds == 0:
            while self._total <= target:
                self._extend_forward()
            while target < 0:
                target += self._extend_backward()
            index = bisect_right(self._before, target) - 1
        else:
            while self._total < target:
                self._extend_forward()
            while target <= 0:
                target += self._extend_backward()
            index = bisect_left(self._before, target) - 1
        return _instant(self._starts[index] + target - self._before[index])

    def minutes_at(self, when: datetime) -> float:
        """Return the working minutes from the start to an instant; negative before the start.

        Parameters
        ----------
        when : datetime

        Returns
        -------
        float
            Working minutes.
        """
        day = when.toordinal()
        while self._next_day <= day:
            self._extend_forward()
        while self._first_day >= day and self._first_day > 1:
            self._extend_backward()
        worked = self._worked_by(_second(when)) - self._zero + self._fraction(when)
        if self.trace:
            elapsed = _second(when) + when.microsecond / 1e6 - _second(self.start)
            return (worked + self.trace * (elapsed - worked)) / 60
        return worked / 60

    def intervals(self, first: datetime, last: datetime) -> tuple[list[int], list[int], list[int]]:
        """Return the working intervals around a stretch of time, for arithmetic on many instants at once.

        Parameters
        ----------
        first, last : datetime

        Returns
        -------
        (list of int, list of int, list of int)
            For each interval in rising order: the second in which it starts and finishes, counted from the midnight
            that begins 31 December of the year 0, and the working seconds from the start of the timeline to its
            start. No work lies between `first` or `last` and the nearest of them, if they lie outside.
        """
        for when in (first, last):
            self.minutes_at(when)
        return list(self._starts), list(self._finishes), [worked - self._zero for worked in self._before]

    def days(self, minutes: float) -> float:
        """Convert working minutes from the start, or between instants, to working days of the calendar."""
        if self.trace and minutes:
            second = self._traced_second(minutes)
            minutes -= self.trace * (second - _second(self.start) - (self._worked_by(second) - self._zero)) / 60
        return minutes / self.calendar.minutes_per_day

    def _traced_second(self, minutes: float) -> int:
        """Return the second of a number of minutes on a timeline with a trace."""
        target = minutes * 60
        while self._traced(len(self._starts) - 1) <= target:
            self._extend_forward()
        while self._traced(0) > target:
            self._extend_backward()
        index = bisect_right(range(len(self._starts)), target, key=self._traced) - 1
        into = target - self._traced(index)
        length = self._finishes[index] - self._starts[index]
        if into <= length:
            return self._starts[index] + round(into)
        return self._finishes[index] + round((into - length) / self.trace)

    def _traced(self, index: int) -> float:
        """Return where the start of an interval lies, in seconds on a timeline with a trace."""
        worked = self._before[index] - self._zero
        return worked + self.trace * (self._starts[index] - _second(self.start) - worked)

    def _worked_by(self, second: int) -> int:
        index = bisect_right(self._starts, second) - 1
        if index < 0:
            return 0
        return self._before[index] + min(second, self._finishes[index]) - self._starts[index]

    def _fraction(self, when: datetime) -> float:
        index = bisect_right(self._starts, _second(when)) - 1
        is_working = index >= 0 and _second(when) < self._finishes[index]
        return when.microsecond / 1e6 if is_working else 0.0

    def _extend_forward(self) -> None:
        if self._next_day > _LAST_DAY:
            raise _out_of_time("after the year 9999")
        last = min(self._next_day + _STEP_DAYS, _LAST_DAY + 1)
        starts, finishes = _intervals(self.calendar, self._next_day, last)
        if not starts and last - self._next_day == _STEP_DAYS:
            raise _idle(max(self._next_day, self.start.toordinal()))
        self._next_day = last
        lengths = [finish - start for start, finish in zip(starts, finishes, strict=True)]
        *before, total = accumulate(lengths, initial=self._total)
        self._starts += starts
        self._finishes += finishes
        self._before += before
        self._total = total

    def _extend_backward(self) -> int:
        if self._first_day <= 1:
            raise _out_of_time("before the year 1")
        first = max(self._first_day - _STEP_DAYS, 1)
        starts, finishes = _intervals(self.calendar, first, self._first_day)
        if not starts and self._first_day - first == _STEP_DAYS:
            raise _idle(first)
        self._first_day = first
        lengths = [finish - start for start, finish in zip(starts, finishes, strict=True)]
        *before, added = accumulate(lengths, initial=0)
        self._starts = starts + self._starts
        self._finishes = finishes + self._finishes
        self._before = before + [value + added for value in self._before]
        self._total += added
        self._zero += added
        return added


def _intervals(calendar: Calendar, first: int, last: int) -> tuple[list[int], list[int]]:
    """List the working intervals that start on the days `first` <= day < `last`, in seconds, without overlap."""
    changed = {day: _seconds(shifts) for day, shifts in _changed_days(calendar, first - 1, last).items()}
    week = [_seconds(shifts) for shifts in calendar.shifts_by_weekday]
    starts: list[int] = []
    finishes: list[int] = []
    worked_until = 0
    for day in range(max(first - 1, 1), last):
        midnight = day * _SECONDS_OF_DAY
        for opens, closes in changed[day] if day in changed else week[(day - 1) % 7]:
            start = midnight + opens
            finish = midnight + closes
            if start < worked_until:
                start = worked_until
            if finish > start:
                worked_until = finish
                if day >= first:
                    starts.append(start)
                    finishes.append(finish)
    return starts, finishes


def _seconds(shifts: Sequence[Shift]) -> list[tuple[int, int]]:
    return [(shift.start * 60, shift.finish * 60) for shift in shifts]


def _changed_days(calendar: Calendar, first: int, last: int) -> dict[int, tuple[Shift, ...]]:
    """Map the days `first` <= day < `last` that are not worked as the week says to their shifts."""
    changed: dict[int, tuple[Shift, ...]] = {}
    for holiday in calendar.holidays:
        if isinstance(holiday, CountryHolidays):
            years = range(date.fromordinal(max(first, 1)).year, date.fromordinal(last - 1).year + 1)
            for year in years:
                changed.update(dict.fromkeys(_country_days(holiday.country, holiday.subdivision, year), ()))
        else:
            changed[holiday.toordinal()] = ()
    for exception in calendar.exceptions:
        days = range(max(exception.from_.toordinal(), first), min(exception.to.toordinal() + 1, last))
        changed.update(dict.fromkeys(days, exception.work))
    return changed


@lru_cache(maxsize=1024)
def _country_days(country: str, subdivision: str | None, year: int) -> tuple[int, ...]:
    try:
        import holidays
    except ImportError:
        raise MissingExtraError("calendars", f"a calendar with the holidays of {country}") from None
    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=year)
    except NotImplementedError:
        place = country if subdivision is None else f"{country}, {subdivision}"
        raise PlanError([Problem(what=f"the holidays of {place!r} are not known")]) from None
    return tuple(day.toordinal() for day in found)


def _second(when: datetime) -> int:
    return when.toordinal() * _SECONDS_OF_DAY + when.hour * 3600 + when.minute * 60 + when.second


def _instant(second: int) -> datetime:
    day, rest = divmod(second, _SECONDS_OF_DAY)
    if day > _LAST_DAY:
        raise _out_of_time("after the year 9999")
    return datetime.fromordinal(day) + timedelta(seconds=rest)


def _idle(day: int) -> PlanError:
    what = f"nothing is worked for a year from {date.fromordinal(day)}"
    return PlanError([Problem(Location(), "calendar", what, "a calendar needs working time in every year")])


def _out_of_time(when: str) -> PlanError:
    hint = "look for a duration that is far too long"
    return PlanError([Problem(Location(), "calendar", f"a date would lie {when}", "", hint)])
