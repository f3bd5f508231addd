"""Working calendars: shifts of a week, holidays, exceptions, and what a day or a month of work means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from typing import Annotated, Any, ClassVar, NamedTuple, Self

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from riskmc.model._record import Fault, Record, Text, did_you_mean, fault, faults_below, raise_faults, shown
from riskmc.model.quantities import Quantity

__all__ = ["WEEKDAYS", "Calendar", "CalendarException", "CountryHolidays", "Shift", "always", "as_date", "as_instant"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_OF_DAY = 24 * 60

_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHIFT = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_SHIFT_ALLOWED = "write shifts as '08:00-12:00', in quotes, from 00:00 to 24:00"
_DAYS_ALLOWED = "write days as mon, tue, wed, thu, fri, sat, sun, or ranges such as mon-fri"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")


class Shift(NamedTuple):
    """A stretch of working time, in minutes from the midnight at which its day starts.

    A shift that crosses midnight belongs to the day on which it starts; its finish is then above 1440.

    Examples
    --------
    >>> Shift.parse("22:00-06:00")
    Shift(start=1320, finish=1800)
    >>> str(Shift(480, 720))
    '08:00-12:00'
    """

    start: int
    finish: int

    @classmethod
    def parse(cls, text: object) -> Shift:
        """Read ``"08:00-12:00"``; a problem is raised as a fault."""
        match = _SHIFT.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise fault(f"{{here}} {shown(text)} is not a shift", _SHIFT_ALLOWED)
        first_hour, first_minute, last_hour, last_minute = (int(part) for part in match.groups())
        start, finish = first_hour * 60 + first_minute, last_hour * 60 + last_minute
        if max(first_minute, last_minute) > 59 or start >= MINUTES_OF_DAY or finish > MINUTES_OF_DAY:
            raise fault(f"{{here}} {shown(text)} is not a time of day", _SHIFT_ALLOWED)
        if start == finish:
            raise fault(f"{{here}} {shown(text)} is an empty shift", "write 00:00-24:00 for a whole day")
        return cls(start, finish if finish > start else finish + MINUTES_OF_DAY)

    def __str__(self) -> str:
        finish = self.finish if self.finish <= MINUTES_OF_DAY else self.finish - MINUTES_OF_DAY
        return f"{self.start // 60:02}:{self.start % 60:02}-{finish // 60:02}:{finish % 60:02}"


def as_date(value: object) -> date:
    """Read a date inside a validator."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise fault(f"{{here}} {shown(value)} is not a day of the calendar", "write a date as 2027-01-31") from None
    raise fault(f"{{here}} {shown(value)} is not a date", "write a date as 2027-01-31")


def as_instant(value: object) -> date | datetime:
    """Read a date, or a date with a local time of day, inside a validator."""
    allowed = "write 2027-01-31, or 2027-01-31T08:00 in the project's local time"
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise fault(f"{{here}} {value.isoformat()} has a time zone", allowed)
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value.strip()):
        return as_date(value)
    if isinstance(value, str) and _INSTANT.fullmatch(value.strip()):
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            raise fault(f"{{here}} {shown(value)} is not a day and time of the calendar", allowed) from None
    raise fault(f"{{here}} {shown(value)} is not a date", allowed)


def _as_shifts(value: object) -> tuple[Shift, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise fault(f"{{here}} {shown(value)} is not a list of shifts", _SHIFT_ALLOWED)
    shifts = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        try:
            shifts.append(item if isinstance(item, Shift) else Shift.parse(item))
        except PydanticCustomError as error:
            faults += faults_below((index,) if items is value else (), error)
    if faults:
        raise_faults(faults)
    shifts.sort()
    for before, after in pairwise(shifts):
        if after.start < before.finish:
            raise fault(f"{{here}} has shifts that overlap: {before} and {after}", "write shifts that do not overlap")
    return tuple(shifts)


def _weekdays(text: str) -> tuple[int, ...]:
    days: list[int] = []
    for part in text.split(","):
        ends = [_weekday(end) for end in part.split("-")]
        if len(ends) > 2 or None in ends:
            words = did_you_mean(text.strip().lower(), [*WEEKDAYS, "mon-fri", "sat-sun", "mon-sun"])
            raise fault(f"{text!r} is not a day of the week", _DAYS_ALLOWED, words, is_key=True)
        first, last = ends[0] or 0, ends[-1] or 0
        days.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(days)


def _weekday(text: str) -> int | None:
    word = text.strip().lower()
    names = WEEKDAYS if len(word) == 3 else _FULL_NAMES
    return names.index(word) if word in names else None


def _as_week(value: object) -> dict[str, tuple[Shift, ...]]:
    if not isinstance(value, Mapping):
        raise fault(f"{{here}} {shown(value)} is not a week", "write a mapping from days to shifts")
    week: dict[str, tuple[Shift, ...]] = {}
    faults: list[Fault] = []
    for key, shifts in value.items():
        try:
            days, parsed = _weekdays(str(key)), _as_shifts(shifts)
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((str(key),), error)
            continue
        for day in days:
            if WEEKDAYS[day] in week:
                faults.append(Fault((str(key),), "", f"{WEEKDAYS[day]} is given twice", "give each day once"))
            week[WEEKDAYS[day]] = parsed
    if faults:
        raise_faults(faults)
    return {day: week[day] for day in WEEKDAYS if week.get(day)}


Shifts = Annotated[tuple[Shift, ...], PlainValidator(_as_shifts)]
Day = Annotated[date, PlainValidator(as_date)]


class CountryHolidays(Record):
    """The public holidays of a country, from the package ``holidays`` (extra ``calendars``).

    Parameters
    ----------
    country : str
        ISO 3166 code such as ``NL``.
    subdivision : str, optional
        State, province or region, such as ``BY`` in ``DE``.
    """

    noun: ClassVar[str] = "holidays"

    country: Text
    subdivision: Text | None = None


class CalendarException(Record):
    """Days that are worked otherwise than the week and the holidays say; the last exception of a day counts.

    Parameters
    ----------
    from_, to : date
        First and last day (in a plan file ``from`` and ``to``, or ``date`` for a single day).
    work : tuple of Shift
        The shifts of these days; none means that nothing is worked.
    """

    noun: ClassVar[str] = "exception"

    from_: Day = Field(alias="from")
    to: Day
    work: Shifts = ()

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """Keys of an exception as a plan file spells them."""
        return ("date", "from", "to", "work")

    @model_validator(mode="before")
    @classmethod
    def _read_single_day(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "date" not in data:
            return data
        if data.keys() & {"from", "from_", "to"}:
            raise fault("has both a date and a range", "write either date, or from and to")
        rest = {key: value for key, value in data.items() if key != "date"}
        return {**rest, "from": data["date"], "to": data["date"]}

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.to < self.from_:
            raise_faults([Fault(("to",), "", f"to {self.to} is before from {self.from_}", "write from <= to")])
        return self


def _as_holidays(value: object) -> object:
    return value if isinstance(value, list | tuple) else [value]


def _as_holiday(value: object) -> object:
    if isinstance(value, CountryHolidays):
        return value
    return CountryHolidays.model_validate(value) if isinstance(value, Mapping) else as_date(value)


Holiday = Annotated[date | CountryHolidays, PlainValidator(_as_holiday)]


def _office_week() -> dict[str, tuple[Shift, ...]]:
    return dict.fromkeys(WEEKDAYS[:5], (Shift(480, 720), Shift(780, 1020)))


class Calendar(Record):
    """When work is done.

    Parameters
    ----------
    week : mapping of str to list of str
        Shifts by day of the week, such as ``{"mon-fri": ["08:00-12:00", "13:00-17:00"]}``; days without an entry are
        not worked. Kept by single days, ``"mon"`` to ``"sun"``, as tuples of `Shift`.
    holidays : list
        Dates on which nothing is worked, `CountryHolidays`, or both mixed.
    exceptions : tuple of CalendarException
        Days that are worked otherwise; they count before holidays and week.
    hours_per_day : float, optional
        Hours that ``1d`` means, above 0 and at most 24. By default the commonest total of a working day of the week.
    days_per_month : float
        Days that ``1mo`` means, above 0 and at most 31.

    Examples
    --------
    >>> calendar = Calendar(week={"mon-thu": ["08:00-12:00", "12:30-17:00"], "fri": ["08:00-12:00"]})
    >>> calendar.minutes_per_day, calendar.minutes_per_week
    (510.0, 2280.0)
    """

    noun: ClassVar[str] = "calendar"

    week: Annotated[dict[str, tuple[Shift, ...]], PlainValidator(_as_week)] = Field(default_factory=_office_week)
    holidays: Annotated[tuple[Holiday, ...], BeforeValidator(_as_holidays)] = ()
    exceptions: tuple[CalendarException, ...] = ()
    hours_per_day: Annotated[float, Field(strict=True, gt=0, le=24)] | None = None
    days_per_month: Annotated[float, Field(strict=True, gt=0, le=31)] = 20.0

    @model_validator(mode="after")
    def _check_week(self) -> Self:
        days = self.shifts_by_weekday
        faults = []
        if not any(days):
            faults.append(Fault(("week",), "", "the week has no working time", "give at least one day a shift"))
        for index, shifts in enumerate(days):
            following = days[(index + 1) % 7]
            if shifts and following and shifts[-1].finish - MINUTES_OF_DAY > following[0].start:
                day, next_day = WEEKDAYS[index], WEEKDAYS[(index + 1) % 7]
                what = f"the shift {shifts[-1]} of {day} runs into the shift {following[0]} of {next_day}"
                faults.append(Fault(("week",), "", what, "write shifts that do not overlap"))
        if faults:
            raise_faults(faults)
        return self

    @cached_property
    def shifts_by_weekday(self) -> tuple[tuple[Shift, ...], ...]:
        """Shifts of the seven days from Monday to Sunday."""
        return tuple(self.week.get(day, ()) for day in WEEKDAYS)

    @cached_property
    def minutes_per_week(self) -> float:
        """Working minutes of a week without holidays: what ``1w`` means."""
        return float(sum(shift.finish - shift.start for day in self.shifts_by_weekday for shift in day))

    @cached_property
    def minutes_per_day(self) -> float:
        """Working minutes that ``1d`` means; of equally common daily totals the longest."""
        if self.hours_per_day is not None:
            return self.hours_per_day * 60
        totals = Counter(sum(shift.finish - shift.start for shift in day) for day in self.shifts_by_weekday if day)
        return float(max(totals, key=lambda total: (totals[total], total)))

    def minutes(self, quantity: Quantity) -> float:
        """Convert a quantity of time to working minutes.

        Parameters
        ----------
        quantity : Quantity
            In min, h, d, w or mo; a plain zero is allowed.

        Returns
        -------
        float
            Working minutes; negative for a negative quantity.

        Raises
        ------
        ValueError
            If the quantity is a share or a plain number other than zero.

        Examples
        --------
        >>> Calendar().minutes(Quantity.parse("1.5mo")) / Calendar().minutes_per_day
        30.0
        """
        if quantity.kind != "time" and quantity.value != 0:
            raise ValueError(f"{quantity} is not an amount of time")
        return quantity.value * self.minutes_per_unit.get(quantity.unit, 1.0)

    @cached_property
    def minutes_per_unit(self) -> dict[str, float]:
        """Working minutes of one min, h, d, w and mo."""
        day = self.minutes_per_day
        return {"min": 1.0, "h": 60.0, "d": day, "w": self.minutes_per_week, "mo": self.days_per_month * day}


@cache
def always() -> Calendar:
    """Return the calendar on which work never stops: 24 hours on seven days, a month of 30 days.

    Examples
    --------
    >>> always().minutes_per_day
    1440.0
    """
    return Calendar(week={"mon-sun": ["00:00-24:00"]}, days_per_month=30.0)


def midnight(when: date | datetime) -> datetime:
    """Return an instant as it is, and a date as the midnight at which it starts."""
    return when if isinstance(when, datetime) else datetime(when.year, when.month, when.day)


def end_of_day(when: date | datetime) -> datetime:
    """Return an instant as it is, and a date as the midnight at which it ends."""
    return when if isinstance(when, datetime) else midnight(when) + timedelta(days=1)
