"""Dates as registers write them, in the order of day and month that the column shows."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from riskmc.io.registers.words import fold

__all__ = ["DateOrder", "date_order", "read_date"]

DateOrder = Literal["dmy", "mdy"]

_MONTHS: Final = {
    "jan": 1,
    "ene": 1,
    "gen": 1,
    "janv": 1,
    "feb": 2,
    "fev": 2,
    "fevr": 2,
    "mar": 3,
    "mars": 3,
    "mrz": 3,
    "maer": 3,
    "mrt": 3,
    "maa": 3,
    "apr": 4,
    "avr": 4,
    "abr": 4,
    "may": 5,
    "mai": 5,
    "mag": 5,
    "mei": 5,
    "jun": 6,
    "juin": 6,
    "giu": 6,
    "jul": 7,
    "juil": 7,
    "lug": 7,
    "aug": 8,
    "aou": 8,
    "ago": 8,
    "sep": 9,
    "set": 9,
    "oct": 10,
    "okt": 10,
    "out": 10,
    "ott": 10,
    "nov": 11,
    "dec": 12,
    "dez": 12,
    "dic": 12,
}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})(?:[ ,T].*)?")
_WORDED = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:st|nd|rd|th)? (?:de )?([a-z]+) (?:de )?(\d{4}|\d{2})(?: .*)?")
_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})(?: .*)?")
_MONTH_ALONE = re.compile(r"([a-z]+) (\d{4}|\d{2})")
_EXCEL_DAY_0: Final = date(1899, 12, 30)


def date_order(cells: Iterable[Any], *, is_american: bool = False) -> DateOrder:
    """Tell whether the day or the month comes first.

    Parameters
    ----------
    cells : iterable
        Of a column.
    is_american : bool
        What holds where no cell tells.

    Examples
    --------
    >>> date_order(["03/04/2027", "12/25/2026"]), date_order(["03/04/2027"])
    ('mdy', 'dmy')
    """
    firsts, seconds = [0], [0]
    for cell in cells:
        found = _NUMBERS.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found:
            firsts.append(int(found[1]))
            seconds.append(int(found[2]))
    if max(firsts) > 12 or max(seconds) > 12:
        return "dmy" if max(firsts) >= max(seconds) else "mdy"
    return "mdy" if is_american else "dmy"


def read_date(cell: Any, order: DateOrder = "dmy") -> date | None:
    """Read a date.

    Parameters
    ----------
    cell : Any
        A date, a text, or the number of a day in a workbook.
    order : {"dmy", "mdy"}

    Returns
    -------
    datetime.date or None

    Examples
    --------
    >>> read_date("2027-03-04"), read_date("3. März 2027"), read_date("03/04/27", "mdy"), read_date("soon")
    (datetime.date(2027, 3, 4), datetime.date(2027, 3, 3), datetime.date(2027, 3, 4), None)
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EXCEL_DAY_0 + timedelta(days=int(cell)) if 20_000 <= cell <= 80_000 else None
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    text = cell.strip()
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        first, second = int(numbers[1]), int(numbers[2])
        day, month = (first, second) if order == "dmy" else (second, first)
        return _day(_year(numbers[3]), month, day)
    return _worded(fold(text))


def _worded(text: str) -> date | None:
    found = _WORDED.fullmatch(text)
    if found:
        return _day(_year(found[3]), _month(found[2]), int(found[1]))
    found = _MONTH_FIRST.fullmatch(text)
    if found:
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    found = _MONTH_ALONE.fullmatch(text)
    month = _month(found[1]) if found else 0
    return _day(_year(found[2]), month, monthrange(_year(found[2]), month)[1]) if found and month else None


def _month(word: str) -> int:
    return _MONTHS.get(word[:4]) or _MONTHS.get(word[:3], 0)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= 1900 else None
    except ValueError:
        return None
