"""The dates of a recurring calendar exception of MS Project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

__all__ = ["MAX_DAYS", "Recurrence", "UnknownRecurrenceError", "recurring_dates"]

MAX_DAYS = 40_000
_DAILY_TYPES = (0, 1, 7, 9)


class UnknownRecurrenceError(ValueError):
    """The kind of repetition is none that is read."""


@dataclass(frozen=True)
class Recurrence:
    """How an exception repeats, in MS Project's own numbers.

    Attributes
    ----------
    first, last : datetime.date
        Range of the exception, both included.
    kind : int
        1 daily, 2 yearly on a day, 3 yearly on a weekday, 4 monthly on a day, 5 monthly on a weekday, 6 weekly.
    period : int
        Each how many days, weeks or months; at least 1.
    occurrences : int
        Most dates that are produced; 0 for no limit.
    weekdays : int
        Sum of 1 (Sunday), 2 (Monday) to 64 (Saturday), for the weekly kind.
    month : int
        0 (January) to 11, for the yearly kinds.
    month_day : int
        Day of the month from 1, for the kinds on a day.
    month_item : int
        0 any day, 1 weekday, 2 weekend day, 3 Sunday to 9 Saturday, for the kinds on a weekday.
    month_position : int
        0 first to 3 fourth, 4 last, for the kinds on a weekday.
    """

    first: date
    last: date
    kind: int = 1
    period: int = 1
    occurrences: int = 0
    weekdays: int = 0
    month: int = 0
    month_day: int = 1
    month_item: int = 0
    month_position: int = 0


def recurring_dates(rule: Recurrence) -> list[date]:
    """List the dates of an exception, at most `MAX_DAYS` of them.

    Parameters
    ----------
    rule : Recurrence
        The exception.

    Returns
    -------
    list[datetime.date]
        In order.

    Raises
    ------
    UnknownRecurrenceError
        Where the kind is unknown.

    Examples
    --------
    >>> christmas = Recurrence(date(2027, 1, 1), date(2028, 12, 31), kind=2, month=11, month_day=25)
    >>> [str(day) for day in recurring_dates(christmas)]
    ['2027-12-25', '2028-12-25']
    """
    limit = min(rule.occurrences or MAX_DAYS, MAX_DAYS)
    dates: list[date] = []
    for day in _candidates(rule):
        if day > rule.last or len(dates) >= limit:
            break
        if day >= rule.first:
            dates.append(day)
    return dates


def _candidates(rule: Recurrence) -> Iterator[date]:
    if rule.kind in _DAILY_TYPES:
        return _daily(rule)
    if rule.kind == 6:
        return _weekly(rule)
    if rule.kind in (2, 4):
        return _monthly(rule, lambda year, month: _day_of(year, month, rule.month_day))
    if rule.kind in (3, 5):
        return _monthly(rule, lambda year, month: _positioned(year, month, rule.month_item, rule.month_position))
    raise UnknownRecurrenceError(f"kind {rule.kind}")


def _daily(rule: Recurrence) -> Iterator[date]:
    for offset in range(0, (rule.last - rule.first).days + 1, max(rule.period, 1)):
        yield rule.first + timedelta(days=offset)


def _weekly(rule: Recurrence) -> Iterator[date]:
    sunday_offset = (rule.first.weekday() + 1) % 7
    for offset in range((rule.last - rule.first).days + 1):
        day = rule.first + timedelta(days=offset)
        week = (offset + sunday_offset) // 7
        if week % max(rule.period, 1) == 0 and rule.weekdays >> ((day.weekday() + 1) % 7) & 1:
            yield day


def _monthly(rule: Recurrence, pick: Callable[[int, int], date | None]) -> Iterator[date]:
    """Pick a day of each month, or of the one month of each year where the kind is yearly."""
    is_yearly = rule.kind in (2, 3)
    month_count = rule.first.year * 12 + (rule.month if is_yearly else rule.first.month - 1)
    while month_count // 12 <= rule.last.year:
        day = pick(month_count // 12, month_count % 12 + 1)
        if day is not None:
            yield day
        month_count += 12 if is_yearly else max(rule.period, 1)


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _positioned(year: int, month: int, item: int, position: int) -> date | None:
    days = [day for number in range(1, 32) if (day := _day_of(year, month, number)) and _is_item(day, item)]
    if position == 4:
        return days[-1] if days else None
    return days[position] if 0 <= position < len(days) else None


def _is_item(day: date, item: int) -> bool:
    if item == 0:
        return True
    if item in (1, 2):
        return (day.weekday() < 5) == (item == 1)
    return (day.weekday() + 1) % 7 == item - 3
