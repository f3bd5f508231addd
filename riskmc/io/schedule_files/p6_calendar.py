"""The nested text in which Primavera P6 keeps a calendar (`clndr_data`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from riskmc.io.schedule_files.work_pattern import merge_shifts
from riskmc.model.calendars import Shift

__all__ = ["CalendarNode", "CalendarTextError", "parse_calendar_text", "read_exceptions", "read_week"]

_EPOCH = date(1899, 12, 30)
_MAX_DEPTH = 20
_OPEN = re.compile(r"\(\s*[^|()]*\|\|\s*([^()]*?)\s*\(([^()]*)\)\s*\(\s*")
_CLOSE = re.compile(r"\s*\)\s*\)\s*")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})\s*([AaPp])?")
_SUNDAY_FIRST = {"1": 6, "2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5}


class CalendarTextError(ValueError):
    """The calendar text does not follow the format; the message says where."""


@dataclass(frozen=True)
class CalendarNode:
    """One bracket of the calendar text: `(0||name(values)(children))`.

    Attributes
    ----------
    name : str
        Word behind the double bar, such as ``DaysOfWeek`` or the number of a weekday.
    values : dict[str, str]
        The pairs of the first bracket: ``s|08:00|f|12:00`` gives start and finish, ``d|43650`` a day number.
    children : tuple[CalendarNode, ...]
        The brackets inside.
    """

    name: str
    values: dict[str, str]
    children: tuple[CalendarNode, ...]

    def child(self, name: str) -> CalendarNode | None:
        """Return the first child of that name, or None."""
        return next((node for node in self.children if node.name == name), None)


def parse_calendar_text(text: str) -> CalendarNode:
    """Read the nested brackets of a P6 calendar.

    Parameters
    ----------
    text : str
        Content of `clndr_data`; the control characters that P6 puts for line ends are skipped.

    Returns
    -------
    CalendarNode
        The outermost bracket.

    Raises
    ------
    CalendarTextError
        Where brackets do not close, nest too deeply or text is left over.

    Examples
    --------
    >>> tree = parse_calendar_text("(0||CalendarData()((0||DaysOfWeek()((0||2()((0||0(s|08:00|f|16:00)())))))))")
    >>> tree.children[0].children[0].children[0].values
    {'s': '08:00', 'f': '16:00'}
    """
    text = re.sub(r"[\x00-\x1f\x7f]", " ", text).strip()
    stack: list[tuple[str, dict[str, str], list[CalendarNode]]] = []
    position = 0
    while True:
        opened = _OPEN.match(text, position)
        if opened:
            if len(stack) >= _MAX_DEPTH:
                raise CalendarTextError(f"brackets nest deeper than {_MAX_DEPTH}")
            stack.append((opened[1], _pairs(opened[2]), []))
            position = opened.end()
            continue
        closed = _CLOSE.match(text, position)
        if not closed or not stack:
            raise CalendarTextError(_where(text, position))
        name, values, children = stack.pop()
        node = CalendarNode(name, values, tuple(children))
        position = closed.end()
        if stack:
            stack[-1][2].append(node)
        elif position < len(text):
            raise CalendarTextError(_where(text, position))
        else:
            return node


def _where(text: str, position: int) -> str:
    if position >= len(text):
        return "the calendar text ends inside a bracket"
    return f"the calendar text is not understood at character {position + 1}: {text[position : position + 20]!r}"


def _pairs(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split("|")]
    return dict(zip(parts[::2], parts[1::2], strict=False))


def read_week(tree: CalendarNode) -> dict[int, tuple[Shift, ...]]:
    """Read the shifts of each weekday.

    Parameters
    ----------
    tree : CalendarNode
        What `parse_calendar_text` returned.

    Returns
    -------
    dict[int, tuple[Shift, ...]]
        Weekday (Monday 0 to Sunday 6) to its shifts, in minutes since midnight.

    Raises
    ------
    CalendarTextError
        Where the part ``DaysOfWeek`` is absent or a shift is not understood.
    """
    days = tree.child("DaysOfWeek")
    if days is None:
        raise CalendarTextError("the calendar text has no DaysOfWeek")
    week = {}
    for day in days.children:
        if day.name not in _SUNDAY_FIRST:
            raise CalendarTextError(f"weekday {day.name!r} is not one of 1 (Sunday) to 7 (Saturday)")
        week[_SUNDAY_FIRST[day.name]] = _shifts(day)
    return week


def read_exceptions(tree: CalendarNode) -> dict[date, tuple[Shift, ...]]:
    """Read the days that differ from the week.

    Parameters
    ----------
    tree : CalendarNode
        What `parse_calendar_text` returned.

    Returns
    -------
    dict[datetime.date, tuple[Shift, ...]]
        Day to its shifts; no shifts is a day off.

    Raises
    ------
    CalendarTextError
        Where a day number or a shift is not understood.
    """
    days: dict[date, tuple[Shift, ...]] = {}
    exceptions = tree.child("Exceptions")
    for node in exceptions.children if exceptions else ():
        try:
            day = _EPOCH + timedelta(days=int(float(node.values["d"])))
        except (KeyError, ValueError, OverflowError):
            raise CalendarTextError(f"exception {node.name} has no readable day number") from None
        days[day] = _shifts(node)
    return days


def _shifts(day: CalendarNode) -> tuple[Shift, ...]:
    shifts = []
    for node in day.children:
        if "s" not in node.values or "f" not in node.values:
            raise CalendarTextError(f"shift {node.name} of day {day.name} lacks its start or finish")
        start, finish = _clock(node.values["s"]), _clock(node.values["f"])
        shifts.append(Shift(start, finish if finish > start else finish + 1440))
    return merge_shifts(shifts)


def _clock(text: str) -> int:
    """Minutes since midnight; ``12:00 AM`` is midnight."""
    found = _CLOCK.fullmatch(text.rstrip("mM .")) or _CLOCK.match(text)
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        raise CalendarTextError(f"time of day {text!r} is not like 08:00")
    hours, minutes = int(found[1]), int(found[2])
    if found[3]:
        hours = hours % 12 + (12 if found[3] in "Pp" else 0)
    return (hours * 60 + minutes) % 1440
