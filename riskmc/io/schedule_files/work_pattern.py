"""Working time as schedule files state it: shifts of the week, and days that differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from riskmc.model.calendars import WEEKDAYS, Calendar, CalendarException, Shift

__all__ = ["ALWAYS", "STANDARD_WEEK", "STANDARD_WEEK_TEXT", "WorkPattern", "merge_shifts"]


def merge_shifts(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Sort shifts, and join those that touch or overlap.

    Parameters
    ----------
    shifts : iterable of Shift
        Shifts of one day, in any order.

    Returns
    -------
    tuple[Shift, ...]
        Shifts in order, with a gap between each two.

    Examples
    --------
    >>> [str(shift) for shift in merge_shifts([Shift(720, 960), Shift(480, 720), Shift(1020, 1080)])]
    ['08:00-16:00', '17:00-18:00']
    """
    merged: list[Shift] = []
    for shift in sorted(shifts):
        if merged and shift.start <= merged[-1].finish:
            merged[-1] = Shift(merged[-1].start, max(merged[-1].finish, shift.finish))
        else:
            merged.append(shift)
    return tuple(merged)


STANDARD_WEEK_TEXT = "Monday to Friday 08:00-12:00 and 13:00-17:00"
_OFFICE_DAY = (Shift(480, 720), Shift(780, 1020))
STANDARD_WEEK: Mapping[int, tuple[Shift, ...]] = {day: _OFFICE_DAY if day < 5 else () for day in range(7)}


@dataclass(frozen=True)
class WorkPattern:
    """One calendar of a schedule file.

    Attributes
    ----------
    name : str
        Name in the file.
    week : mapping of int to tuple[Shift, ...]
        Weekday (Monday 0) to its shifts; a missing day is a day off.
    exceptions : mapping of datetime.date to tuple[Shift, ...]
        Days that differ from the week.
    hours_per_day : float or None
        Hours that the file counts as one day.
    days_per_month : float or None
        Days that the file counts as one month.
    """

    name: str
    week: Mapping[int, tuple[Shift, ...]]
    exceptions: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)
    hours_per_day: float | None = None
    days_per_month: float | None = None

    @property
    def minutes_per_week(self) -> int:
        """Working minutes of an ordinary week."""
        return sum(shift.finish - shift.start for shifts in self.week.values() for shift in shifts)

    @property
    def effective_exceptions(self) -> dict[date, tuple[Shift, ...]]:
        """The exceptions that change something, in order of date."""
        return {
            day: self.exceptions[day]
            for day in sorted(self.exceptions)
            if self.exceptions[day] != self.week.get(day.weekday(), ())
        }

    def calendar(self) -> Calendar:
        """Return the calendar of the model.

        Returns
        -------
        Calendar

        Raises
        ------
        riskmc.errors.PlanError
            Where shifts run into those of the next day, or there is no working time.
        """
        exceptions: list[CalendarException] = []
        for day, shifts in self.effective_exceptions.items():
            previous = exceptions[-1] if exceptions else None
            if previous and previous.to == day - timedelta(days=1) and previous.work == shifts:
                exceptions[-1] = CalendarException(from_=previous.from_, to=day, work=shifts)
            else:
                exceptions.append(CalendarException(from_=day, to=day, work=shifts))
        week = {WEEKDAYS[day]: shifts for day, shifts in self.week.items()}
        settings: dict[str, float] = {}
        if self.hours_per_day is not None and 0 < self.hours_per_day <= 24:
            settings["hours_per_day"] = self.hours_per_day
        if self.days_per_month is not None and 0 < self.days_per_month <= 31:
            settings["days_per_month"] = self.days_per_month
        return Calendar(week=week, exceptions=exceptions, **settings)


ALWAYS = WorkPattern("elapsed time", dict.fromkeys(range(7), (Shift(0, 1440),)))
"""The calendar that never rests."""
