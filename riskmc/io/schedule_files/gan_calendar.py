"""The calendar of a GanttProject file: whole days, of which a day of eight hours is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from riskmc.io.schedule_files.records import CREDIBLE_YEARS, NoticeBook
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK, WorkPattern
from riskmc.io.schedule_files.xml_tree import XmlElement
from riskmc.model.calendars import Shift

__all__ = ["read_calendar"]

_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORK: Final = STANDARD_WEEK[0]
_YEARS_AFTER: Final = 20


def read_calendar(root: XmlElement, years: range, notices: NoticeBook) -> WorkPattern:
    """Read the working days.

    Parameters
    ----------
    root : XmlElement
        The element project.
    years : range
        Years of the tasks; days that return each year are taken for these and `20` more.
    notices : NoticeBook
        Receives what is not in the file.

    Returns
    -------
    WorkPattern
        A working day is 08:00-12:00 and 13:00-17:00, as the file knows days only.
    """
    calendars = root.child("calendars")
    week = dict(STANDARD_WEEK)
    exceptions: dict[date, tuple[Shift, ...]] = {}
    unread: list[str] = []
    if calendars is not None:
        week = _week(calendars, week)
        for element in calendars.all("date"):
            kind = element.attributes.get("type") or "HOLIDAY"
            days = tuple(_days(element, years))
            if not days or kind not in ("HOLIDAY", "WORKING_DAY", "NEUTRAL"):
                unread.append(" ".join(str(value) for value in element.attributes.values())[:100])
            elif kind != "NEUTRAL":
                exceptions.update(dict.fromkeys(days, () if kind == "HOLIDAY" else _WORK))
        base = calendars.attributes.get("base-id", "")
        what = f"the holidays of {base!r} are a part of GanttProject and not of the file: write them into the plan"
        notices.add("calendars", what, count=1 if base else 0)
    notices.add("calendars", "days of the calendar are no dates and were left out", unread)
    return WorkPattern("GanttProject", week, exceptions, hours_per_day=8.0)


def _week(calendars: XmlElement, week: dict[int, tuple[Shift, ...]]) -> dict[int, tuple[Shift, ...]]:
    for types in calendars.all("day-types"):
        shown = types.child("only-show-weekends")
        if shown is not None and shown.attributes.get("value") == "true":
            return dict.fromkeys(range(7), _WORK)
        default = types.child("default-week")
        if default is not None:
            return {day: () if default.attributes.get(name) == "1" else _WORK for day, name in enumerate(_WEEKDAYS)}
    return week


def _days(element: XmlElement, years: range) -> Iterable[date]:
    """Yield the one day that an element names, or the same day of each year where it names none."""
    texts = [element.attributes.get(name, "").strip() for name in ("year", "month", "date")]
    if any(text and not (text.isascii() and text.isdigit() and len(text) < 5) for text in texts):
        return
    year, month, day = (int(text or 0) for text in texts)
    for one in (year,) if texts[0] else range(years.start, years.stop + _YEARS_AFTER):
        if one in CREDIBLE_YEARS:
            try:
                yield date(one, month, day)
            except ValueError:
                continue
