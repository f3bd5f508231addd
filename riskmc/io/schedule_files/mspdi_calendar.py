"""The calendars of an MS Project XML file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from riskmc.io.schedule_files.mspdi_recurrence import Recurrence, UnknownRecurrenceError, recurring_dates
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK, WorkPattern, merge_shifts
from riskmc.io.schedule_files.xml_tree import XmlElement
from riskmc.model.calendars import Shift

__all__ = ["MspdiCalendars"]

_SUNDAY_FIRST = {"1": 6, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}
_MAX_INHERITANCE = 20
_MAX_DAYS = 1_000_000
"""Days of exceptions of all calendars together that are read."""

_Days = dict[date, tuple[Shift, ...]]


class MspdiCalendars:
    """The calendars of a file, each with what it inherits from its base calendar.

    Parameters
    ----------
    root : XmlElement
        The element Project.

    Attributes
    ----------
    unread : list[str]
        What of the calendars that were asked for could not be read: one sentence each.
    """

    def __init__(self, root: XmlElement) -> None:
        self._elements = {calendar.value("UID"): calendar for calendar in root.all("Calendars", "Calendar")}
        self._hours_per_day = _number(root.value("MinutesPerDay"), 60.0)
        self._days_per_month = _number(root.value("DaysPerMonth"), 1.0)
        self.unread: list[str] = []
        self._n_days = 0

    def __contains__(self, uid: object) -> bool:
        return uid in self._elements

    def name(self, uid: str) -> str:
        """Return the name of a calendar, or its number where it has none."""
        element = self._elements.get(uid)
        return (element.value("Name") if element else "") or f"calendar {uid}"

    def pattern(self, uid: str) -> WorkPattern:
        """Return the working time of a calendar, with what it inherits.

        Parameters
        ----------
        uid : str
            Number of the calendar in the file; an unknown one gives the standard week.

        Returns
        -------
        WorkPattern
        """
        week = dict(STANDARD_WEEK)
        exceptions: _Days = {}
        for element in reversed(self._ancestry(uid)):
            week.update(self._week(element))
            exceptions.update(self._old_exceptions(element))
            exceptions.update(self._work_weeks(element))
            exceptions.update(self._exceptions(element))
        return WorkPattern(self.name(uid), week, exceptions, self._hours_per_day, self._days_per_month)

    def _ancestry(self, uid: str) -> list[XmlElement]:
        """List the calendar, its base calendar, and so on."""
        chain: list[XmlElement] = []
        while uid in self._elements and self._elements[uid] not in chain and len(chain) < _MAX_INHERITANCE:
            chain.append(self._elements[uid])
            uid = chain[-1].value("BaseCalendarUID")
        return chain

    def _week(self, calendar: XmlElement) -> dict[int, tuple[Shift, ...]]:
        return {
            _SUNDAY_FIRST[day.value("DayType")]: self._shifts(day, calendar)
            for day in calendar.all("WeekDays", "WeekDay")
            if day.value("DayType") in _SUNDAY_FIRST
        }

    def _old_exceptions(self, calendar: XmlElement) -> _Days:
        """Exceptions as files of before 2007 hold them: weekdays of type 0 with a period."""
        days: _Days = {}
        for entry in calendar.all("WeekDays", "WeekDay"):
            period = _period(entry)
            if entry.value("DayType") == "0" and period:
                days.update(dict.fromkeys(recurring_dates(Recurrence(*period)), self._shifts(entry, calendar)))
        return days

    def _work_weeks(self, calendar: XmlElement) -> _Days:
        days: _Days = {}
        for entry in calendar.all("WorkWeeks", "WorkWeek"):
            period, week = _period(entry), self._week(entry)
            for day in recurring_dates(Recurrence(*period)) if period else ():
                if day.weekday() in week:
                    days[day] = week[day.weekday()]
        return days

    def _exceptions(self, calendar: XmlElement) -> _Days:
        days: _Days = {}
        for entry in calendar.all("Exceptions", "Exception"):
            period = _period(entry)
            if period is None:
                self._note(calendar, f"exception {entry.value('Name')!r} has no readable period")
                continue
            try:
                dates = recurring_dates(_rule(entry, *period))
            except UnknownRecurrenceError as error:
                self._note(calendar, f"exception {entry.value('Name')!r} repeats in a way that is not read ({error})")
                continue
            self._n_days += len(dates)
            if self._n_days > _MAX_DAYS:
                self._note(calendar, f"exceptions beyond {_MAX_DAYS:,} days of all calendars together")
                break
            days.update(dict.fromkeys(dates, self._shifts(entry, calendar)))
        return days

    def _shifts(self, day: XmlElement, calendar: XmlElement) -> tuple[Shift, ...]:
        if day.value("DayWorking") in ("0", "false"):
            return ()
        shifts = []
        for entry in day.all("WorkingTimes", "WorkingTime"):
            start, finish = _clock(entry.value("FromTime")), _clock(entry.value("ToTime"))
            if start is None or finish is None:
                times = f"{entry.value('FromTime')!r} to {entry.value('ToTime')!r}"
                self._note(calendar, f"working time {times} is not readable")
            else:
                shifts.append(Shift(start, finish if finish > start else finish + 1440))
        if not shifts:
            self._note(calendar, "a working day without working times is taken as a day off")
        return merge_shifts(shifts)

    def _note(self, calendar: XmlElement, what: str) -> None:
        sentence = f"{calendar.value('Name') or 'calendar'}: {what}"
        if sentence not in self.unread:
            self.unread.append(sentence)


def _rule(entry: XmlElement, first: date, last: date) -> Recurrence:
    def integer(tag: str, default: int) -> int:
        text = entry.value(tag)
        return int(text) if text.isdecimal() and len(text) < 10 else default

    return Recurrence(
        first,
        last,
        kind=integer("Type", 1),
        period=max(integer("Period", 1), 1),
        occurrences=integer("Occurrences", 0) if integer("Type", 1) not in (0, 1, 7, 9) else 0,
        weekdays=integer("DaysOfWeek", 0),
        month=integer("Month", 0) % 12,
        month_day=integer("MonthDay", 1),
        month_item=integer("MonthItem", 0),
        month_position=integer("MonthPosition", 0),
    )


def _period(entry: XmlElement) -> tuple[date, date] | None:
    period = entry.child("TimePeriod")
    if period is None:
        return None
    try:
        first = datetime.fromisoformat(period.value("FromDate"))
        last = datetime.fromisoformat(period.value("ToDate"))
    except ValueError:
        return None
    if last.time() == time(0) and last > first:
        last -= timedelta(days=1)
    return first.date(), last.date()


def _clock(text: str) -> int | None:
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        return 0 if text.startswith("24:00") else None
    return clock.hour * 60 + clock.minute


def _number(text: str, divisor: float) -> float | None:
    try:
        value = float(text) / divisor
    except ValueError:
        return None
    return value if 0 < value < 1e6 else None
