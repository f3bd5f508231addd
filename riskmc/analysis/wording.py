"""Numbers and dates in the words of a report: always with their unit, never rounded into a lie."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

from riskmc.model.calendars import midnight
from riskmc.result.estimates import ProbabilityEstimate, QuantileEstimate

__all__ = [
    "bound_text", "chance_text", "count_text", "counted_text", "date_text", "day_of_finish", "days_range_text",
    "days_text", "estimate_text", "instant_text", "level_text", "period_text", "range_text", "share_text",
    "signed_days_text",
]  # fmt: skip

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def day_of_finish(when: date | datetime) -> date:
    """Return the day on which something finishes: midnight closes the day before it.

    Examples
    --------
    >>> day_of_finish(datetime(2028, 4, 1, 0, 0)), day_of_finish(datetime(2028, 4, 3, 11, 10))
    (datetime.date(2028, 3, 31), datetime.date(2028, 4, 3))
    """
    if not isinstance(when, datetime):
        return when
    return (when - timedelta(microseconds=1)).date()


def date_text(when: date | datetime, *, weekday: bool = False, short: bool = False) -> str:
    """Write the day of a finish.

    Parameters
    ----------
    when : date or datetime
        Midnight means the end of the day before.
    weekday : bool
        Whether the weekday comes first.
    short : bool
        Whether the month is cut to three letters.

    Examples
    --------
    >>> date_text(datetime(2028, 4, 3, 11, 10), weekday=True), date_text(date(2028, 2, 11), short=True)
    ('Mon 3 April 2028', '11 Feb 2028')
    """
    day = day_of_finish(when)
    month = _MONTHS[day.month - 1]
    name = f"{_WEEKDAYS[day.weekday()]} " if weekday else ""
    return f"{name}{day.day} {month[:3] if short else month} {day.year}"


def instant_text(when: date | datetime) -> str:
    """Write a date, with its time of day where it has one.

    Examples
    --------
    >>> instant_text(date(2028, 3, 31)), instant_text(datetime(2028, 3, 31, 12))
    ('31 March 2028', '31 March 2028 12:00')
    """
    day = when.date() if isinstance(when, datetime) else when
    clock = f" {when:%H:%M}" if isinstance(when, datetime) else ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}{clock}"


def range_text(low: date | datetime, high: date | datetime, *, short: bool = False) -> str:
    """Write the days of an interval, naming the month and the year once where they are the same.

    Examples
    --------
    >>> range_text(date(2028, 3, 31), date(2028, 4, 5)), range_text(date(2028, 12, 30), date(2029, 1, 2))
    ('31 March and 5 April 2028', '30 December 2028 and 2 January 2029')
    >>> range_text(date(2028, 4, 3), date(2028, 4, 5))
    '3 and 5 April 2028'
    """
    first, last = day_of_finish(low), day_of_finish(high)
    start = date_text(first, short=short)
    if (first.year, first.month) == (last.year, last.month):
        start = str(first.day)
    elif first.year == last.year:
        start = start.removesuffix(f" {first.year}")
    return f"{start} and {date_text(last, short=short)}"


def period_text(start: datetime, end: datetime) -> str:
    """Write a period between two instants: whole days by their dates, less than a day by the clock.

    Examples
    --------
    >>> period_text(datetime(2028, 4, 3), datetime(2028, 4, 10))
    '3 to 9 April 2028'
    >>> period_text(datetime(2028, 4, 3), datetime(2028, 4, 4))
    'Mon 3 April 2028'
    >>> period_text(datetime(2028, 4, 3, 8), datetime(2028, 4, 3, 12))
    'Mon 3 April 2028 08:00 to 12:00'
    """
    if end - start < timedelta(days=1):
        close = "24:00" if end == midnight(end.date()) else f"{end:%H:%M}"
        return f"{date_text(start.date(), weekday=True)} {start:%H:%M} to {close}"
    if end - start == timedelta(days=1):
        return date_text(start.date(), weekday=True)
    return range_text(start.date(), end).replace(" and ", " to ")


def estimate_text(estimate: QuantileEstimate, *, short: bool = False) -> str:
    """Write the interval of a percentile's date, or that it lies within a day.

    Examples
    --------
    >>> day = datetime(2028, 4, 3, 11)
    >>> estimate_text(QuantileEstimate(0.8, day, day, day, 300.0, 300.0, 300.0, 0.95))
    'within that day'
    """
    if day_of_finish(estimate.low) == day_of_finish(estimate.high):
        return "within that day"
    return f"between {range_text(estimate.low, estimate.high, short=short)}"


def count_text(number: int) -> str:
    """Write a count with its thousands apart.

    Examples
    --------
    >>> count_text(10000)
    '10,000'
    """
    return f"{number:,}"


def counted_text(number: int, noun: str, plural: str = "") -> str:
    """Write a count and what is counted.

    Parameters
    ----------
    number : int
    noun : str
        Of one.
    plural : str
        Of many; by default the noun with an s.

    Examples
    --------
    >>> counted_text(1, "risk"), counted_text(2000, "risk"), counted_text(0, "risk")
    ('1 risk', '2,000 risks', '0 risks')
    """
    return f"{count_text(number)} {noun if number == 1 else plural or f'{noun}s'}"


def level_text(share: float) -> str:
    """Write a share that somebody chose, with all its digits.

    Examples
    --------
    >>> level_text(0.8), level_text(0.975), level_text(0.29), level_text(0.9999999)
    ('80 %', '97.5 %', '29 %', '99.99999 %')
    """
    return f"{100 * share:.10g} %"


def bound_text(share: float, *, is_upper: bool) -> str:
    """Write a bound of a share in percent, rounded to the side on which it stays true.

    Parameters
    ----------
    share : float
        In [0, 1].
    is_upper : bool
        Whether it is the most that the share may be, and not the least.

    Examples
    --------
    >>> bound_text(0.000332, is_upper=True), bound_text(0.999969, is_upper=False), bound_text(0.0000034, is_upper=True)
    ('0.04 %', '99.996 %', '0.0004 %')
    """
    if share in (0.0, 1.0):
        return share_text(share)
    decimals = len(share_text(share, 2).removesuffix(" %").partition(".")[2])
    step = 10**decimals
    percent = (math.ceil if is_upper else math.floor)(100.0 * share * step) / step
    return f"{percent:.{decimals}f} %"


def share_text(share: float, decimals: int = 0) -> str:
    """Write a share in percent; only what is exactly none or all is written as 0 % or 100 %.

    Examples
    --------
    >>> share_text(0.8), share_text(0.9996), share_text(0.00002), share_text(1.0), share_text(math.nan)
    ('80 %', '99.96 %', '0.002 %', '100 %', '–')
    """
    if math.isnan(share):
        return "–"
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", " %")
    text = f"{100 * share:.{decimals}f}"
    while float(text) in (0.0, 100.0) and decimals < 12:
        decimals += 1
        text = f"{100 * share:.{decimals}f}"
    return f"{text} %"


def _decimals(width: float) -> int:
    """Return the decimals of a percentage that its interval, as a share, deserves."""
    if width >= 0.01:
        return 0
    return 1 if width >= 0.001 else 2


def chance_text(chance: ProbabilityEstimate, *, interval: bool = True) -> str:
    """Write a probability with its interval, rounded to what the interval supports.

    Examples
    --------
    >>> chance_text(ProbabilityEstimate(0.1204, 0.1141, 0.1269, 0.95))
    '12 % (11–13 %)'
    >>> chance_text(ProbabilityEstimate(0.0, 0.0, 0.00037, 0.95))
    '0 % (0–0.04 %)'
    """
    decimals = _decimals(chance.high - chance.low)
    value = share_text(chance.value, decimals)
    if not interval:
        return value
    low, high = share_text(chance.low, decimals), share_text(chance.high, decimals)
    return f"{value} ({low.removesuffix(' %')}–{high})"


def days_text(days: float, unit: str = "working day") -> str:
    """Write an amount of working days, to a tenth of a day.

    Examples
    --------
    >>> days_text(37.04), days_text(1.0), days_text(-0.01), days_text(1234.4)
    ('37 working days', '1 working day', '0 working days', '1,234.4 working days')
    """
    text = _number(days)
    noun = unit if text in ("1", "-1", "−1") else f"{unit}s"
    return f"{text} {noun}"


def signed_days_text(days: float, error: float = math.nan) -> str:
    """Write a shift in working days with its sign and, where it is known, the half-width of its interval.

    Examples
    --------
    >>> signed_days_text(12.34, 0.52), signed_days_text(-3.0), signed_days_text(math.nan)
    ('+12.3 ± 0.5 d', '−3 d', '–')
    >>> signed_days_text(15.2841, 0.0123)
    '+15.28 ± 0.01 d'
    """
    if math.isnan(days):
        return "–"
    # An error is shown to its first digit at least: none is as small as nothing.
    decimals = 1
    while 0.0 < error < 0.5 * 10.0**-decimals and decimals < _MOST_DECIMALS:
        decimals += 1
    number = _number(days, decimals)
    sign = "+" if days > 0 and number != "0" else ""
    return f"{sign}{number} d" if math.isnan(error) else f"{sign}{number} ± {_number(error, decimals)} d"


def days_range_text(low: float, high: float) -> str:
    """Write the two ends of an interval in working days.

    Examples
    --------
    >>> days_range_text(35.2, 39.0), days_range_text(-1.0, 2.0), days_range_text(3.0, 3.0)
    ('35.2–39', '−1 to 2', '3')
    """
    first, last = _number(low), _number(high)
    if first == last:
        return first
    return f"{first} to {last}" if first.startswith("−") else f"{first}–{last}"


_MOST_DECIMALS = 4


def _number(value: float, decimals: int = 1) -> str:
    text = f"{value:,.{decimals}f}".removesuffix(".0")
    return "0" if text in ("-0", "0") else text.replace("-", "−")
