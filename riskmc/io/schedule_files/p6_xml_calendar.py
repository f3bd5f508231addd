"""Calendars of Primavera P6 XML files, as the text in which an XER file keeps a calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["calendar_text"]

_EPOCH: Final = date(1899, 12, 30)
_SUNDAY_FIRST: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")
_OFFICE_DAY: Final = (("08:00", "12:00"), ("13:00", "17:00"))
_WHOLE_DAY: Final = (("00:00", "00:00"),)


def calendar_text(calendar: XmlElement) -> str:
    """Return the text of a calendar.

    Parameters
    ----------
    calendar : XmlElement
        The element Calendar.

    Returns
    -------
    str
        Empty where the calendar has no week.

    Examples
    --------
    >>> calendar_text(XmlElement("Calendar", 1))
    ''
    """
    week = calendar.child("StandardWorkWeek")
    if week is None:
        return ""
    hours = {element.value("DayOfWeek"): element for element in week.all("StandardWorkHours")}
    days = []
    for number, name in enumerate(_SUNDAY_FIRST, start=1):
        element = hours.get(name, hours.get(str(number)))
        shifts = (_OFFICE_DAY if 1 < number < 7 else ()) if element is None else _shifts(element)
        days.append(_node(str(number), "", _lines(shifts)))
    exceptions = [
        _node(str(number), f"d|{(day - _EPOCH).days}", _lines(shifts))
        for number, (day, shifts) in enumerate(_exceptions(calendar))
    ]
    children = _node("DaysOfWeek", "", days) + _node("Exceptions", "", exceptions)
    return _node("CalendarData", "", [children])


def _node(name: str, values: str, children: Iterable[str]) -> str:
    return f"(0||{name}({values})({''.join(children)}))"


def _lines(shifts: Iterable[tuple[str, str]]) -> list[str]:
    return [_node(str(number), f"s|{start}|f|{finish}", ()) for number, (start, finish) in enumerate(shifts)]


def _shifts(element: XmlElement) -> tuple[tuple[str, str], ...]:
    """Return the shifts of a day; P6 writes the last minute of a shift for its finish, 15:59 for 16:00."""
    shifts = []
    for work in element.all("WorkTime"):
        start, finish = _CLOCK.fullmatch(work.value("Start")), _CLOCK.fullmatch(work.value("Finish"))
        if start and finish:
            minutes = (int(finish[1]) * 60 + int(finish[2]) + 1) % 1440
            shifts.append((f"{int(start[1]):02}:{start[2]}", f"{minutes // 60:02}:{minutes % 60:02}"))
    return tuple(shifts)


def _exceptions(calendar: XmlElement) -> Iterable[tuple[date, tuple[tuple[str, str], ...]]]:
    for element in calendar.all("HolidayOrExceptions", "HolidayOrException"):
        try:
            day = date.fromisoformat(element.value("Date")[:10])
        except ValueError:
            continue
        shifts = _shifts(element)
        # P6 takes an exception of the whole day for a day off.
        yield day, () if shifts == _WHOLE_DAY else shifts
