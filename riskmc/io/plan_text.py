"""A project as the text of a plan file: YAML with a line a task, as a person would write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from textwrap import wrap
from typing import Any, Final

from riskmc.io.plan_document import BODY, plain, plan_document
from riskmc.model.calendars import WEEKDAYS, Calendar, CalendarException
from riskmc.model.distributions import Pert
from riskmc.model.project import Project

__all__ = ["flow_text", "plan_text", "scalar"]

WIDTH: Final = 120
USUAL_SHAPE: Final = Pert.model_fields["shape"].default
KEPT_TOGETHER: Final = 60
"""Characters up to which a list or mapping inside a line is not broken."""

FEW_EXCEPTIONS: Final = 12
"""Exceptions of a calendar up to which each has a line."""

_TEXT = re.compile(r"[^\W\d_](?:[\w.()/%+&'\- ]*[\w.()/%+\-])?")
_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?:min|h|d|w|mo|%)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_LINK = re.compile(r"[\w.\-]*\w[\w.\-]* (?:FS|SS|FF|SF)(?:[+-][0-9.e+\-]+[a-z]+)?")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_KEY = re.compile(r"\w[\w.\-%]*")
_WORDS: Final = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_IDS: Final = frozenset(("id", "after", "task", "from", "to", "requires", "excludes", "secondary", "resources"))
"""Keys whose values are read as ids even where they are written as numbers."""
_LONE: Final = ("for", "on", "over", "while", "requires", "excludes", "secondary", "group", "resources")
"""Keys whose lists are written without brackets where they have one entry."""


def plan_text(
    project: Project, comments: Sequence[str] = (), *, tasks_table: str | None = None, end: Sequence[str] = ()
) -> str:
    r"""Write a project as a plan file; read again, it has the same digest.

    What is not part of a plan, its `source` and its `notices`, is not written.

    Parameters
    ----------
    project : Project
    comments : sequence of str
        Paragraphs for the head of the file.
    tasks_table : str, optional
        Name of the table that holds the tasks in their place.
    end : sequence of str
        Lines of comment for the end of the file.

    Returns
    -------
    str

    Examples
    --------
    >>> shed = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}])
    >>> print(plan_text(shed, ["From a sketch."]))
    # From a sketch.
    riskmc: 1
    <BLANKLINE>
    project:
      name: Shed
      start: 2027-01-04
      calendar: standard
    <BLANKLINE>
    calendars:
      standard:
        week:
          mon-fri: ["08:00-12:00", "13:00-17:00"]
    <BLANKLINE>
    tasks:
      - {id: dig, duration: 3d}
    <BLANKLINE>
    """
    document = plan_document(project)
    lines = [*_comment_lines(comments), "riskmc: 1", "", "project:"]
    lines += (f"  {key}: {scalar(_short_start(key, value))}" for key, value in document["project"].items())
    if "scheduling" in document:
        lines += ["", "scheduling:", *(f"  {key}: {scalar(value)}" for key, value in document["scheduling"].items())]
    for section in ("currencies", "escalation"):
        if section in document:
            lines += ["", f"{section}:", *_mapping_lines(document[section])]
    lines += ["", "calendars:", *(line for item in project.calendars.items() for line in _calendar_lines(*item))]
    if tasks_table is not None:
        document["tasks"] = tasks_table
    for section in BODY:
        if isinstance(document.get(section), str):
            lines += ["", f"{section}: {scalar(document[section])}"]
        elif section == "correlation_settings" and section in document:
            lines += ["", f"{section}: {flow_text(document[section])}"]
        elif isinstance(document.get(section), list):
            lines += ["", f"{section}:", *(line for item in document[section] for line in _item_lines(item))]
    if "contingency" in document:
        lines += ["", "contingency:", *_lists(document["contingency"])]
    if "scoring" in document:
        lines += ["", "scoring:", *_mapping_lines(document["scoring"])]
    if document.get("linter", {}).get("silence"):
        lines += ["", "linter:", *_lists(document["linter"])]
    lines += ["", *end] if end else []
    return "\n".join([*lines, ""])


def flow_text(value: Any, key: str = "") -> str:
    """Write a value in one line, in the flow style of YAML.

    Parameters
    ----------
    value : mapping, list, str, int, float, bool or None
    key : str
        Under which it stands.

    Examples
    --------
    >>> flow_text({"pert": ["3d", "5d", "9d"]})
    '{pert: [3d, 5d, 9d]}'
    """
    return " ".join(_pieces(value, key))


def scalar(value: Any, key: str = "") -> str:
    r"""Write one value so that a plan reads it as the same value.

    Parameters
    ----------
    value : str, int, float, bool or None
    key : str
        Under which it stands; ids may look like numbers.

    Examples
    --------
    >>> scalar("Frame, roof"), scalar("5d"), scalar("012"), scalar("12"), scalar("12", "id"), scalar(0.5)
    ('"Frame, roof"', '5d', '"012"', '"12"', '12', '0.5')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    text = str(value)
    if _TEXT.fullmatch(text) and text.lower() not in _WORDS:
        return text
    if any(pattern.fullmatch(text) for pattern in (_AMOUNT, _DATE)):
        return text
    if key in _IDS and (_NUMBER.fullmatch(text) or _LINK.fullmatch(text)):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    signs = (escapes.get(sign) or (sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in text)
    return f'"{"".join(signs)}"'


def _comment_lines(comments: Sequence[str]) -> Iterator[str]:
    for comment in comments:
        text = "".join(sign if sign.isprintable() else " " for sign in comment)
        indent = "    " if text.startswith("  ") else ""
        head = "  " if indent else ""
        yield from wrap(text.strip(), WIDTH, initial_indent=f"# {head}", subsequent_indent=f"# {indent}") or ["#"]


def _short_start(key: str, value: Any) -> Any:
    """Write the start as a date where it is a midnight."""
    return value.removesuffix("T00:00") if key == "start" else value


def _calendar_lines(name: str, calendar: Calendar) -> Iterator[str]:
    yield f"  {_key(name)}:"
    yield "    week:"
    for shifts, days in groupby(WEEKDAYS, lambda day: calendar.week.get(day, ())):
        if shifts:
            names = list(days)
            yield f"      {names[0] if len(names) == 1 else f'{names[0]}-{names[-1]}'}: {_shifts(shifts)}"
    document = _calendar_document(calendar)
    if "holidays" in document:
        yield from _filled("    holidays: ", _pieces(document["holidays"]))
    if len(calendar.exceptions) > FEW_EXCEPTIONS:
        yield from _filled("    exceptions: ", _enclosed("[]", [[_exception(item)] for item in calendar.exceptions]))
    elif calendar.exceptions:
        yield "    exceptions:"
        yield from (f"      - {_exception(exception)}" for exception in calendar.exceptions)
    for key in ("hours_per_day", "days_per_month"):
        if key in document:
            yield f"    {key}: {scalar(document[key])}"


def _calendar_document(calendar: Calendar) -> Mapping[str, Any]:
    document: Mapping[str, Any] = plain(calendar)
    return document


def _shifts(shifts: Sequence[Any]) -> str:
    return "[" + ", ".join(f'"{shift}"' for shift in shifts) + "]"


def _exception(exception: CalendarException) -> str:
    first, last = exception.from_, exception.to
    days = f"date: {_day(first)}" if first == last else f"from: {_day(first)}, to: {_day(last)}"
    return f"{{{days}, work: {_shifts(exception.work)}}}" if exception.work else f"{{{days}}}"


def _day(day: date) -> str:
    return day.isoformat()


def _item_lines(item: Mapping[str, Any]) -> Iterator[str]:
    yield from _filled("  - ", _pieces(item))


def _lists(document: Mapping[str, Any]) -> Iterator[str]:
    """Write a section that holds lists, with a line an item."""
    for key, items in document.items():
        yield f"  {key}:"
        yield from (f"  {line}" for item in items for line in _item_lines(item))


def _mapping_lines(mapping: Mapping[str, Any]) -> Iterator[str]:
    for key, value in mapping.items():
        yield from _filled(f"  {_key(key)}: ", _pieces(value, key))


def _filled(indent: str, pieces: Sequence[str]) -> Iterator[str]:
    """Put pieces into lines of at most `WIDTH` characters where they fit."""
    line, is_empty = indent, True
    for piece in pieces:
        if not is_empty and len(line) + 1 + len(piece) > WIDTH:
            yield line
            line, is_empty = " " * (len(indent) - len(indent.lstrip()) + 3), True
        line += piece if is_empty else f" {piece}"
        is_empty = False
    yield line


def _pieces(value: Any, key: str = "") -> list[str]:
    """Write a value in the flow style of YAML, as pieces between which a line may be broken."""
    if isinstance(value, Mapping):
        is_usual = "pert" in value and value.get("shape") == USUAL_SHAPE
        return _enclosed("{}", [_entry(name, part) for name, part in value.items() if name != "shape" or not is_usual])
    if isinstance(value, list | tuple):
        return _enclosed("[]", [_pieces(part, key) for part in value])
    return [scalar(value, key)]


def _entry(name: Any, value: Any) -> list[str]:
    if name in _LONE and isinstance(value, list) and len(value) == 1:
        value = value[0]
    first, *rest = _pieces(value, str(name))
    return [f"{_key(name)}: {first}", *rest]


def _key(name: Any) -> str:
    text = scalar(name) if isinstance(name, int | float) else str(name)
    return text if _KEY.fullmatch(text) else _quoted(text)


def _enclosed(brackets: str, parts: Sequence[Sequence[str]]) -> list[str]:
    """Join parts by commas; a short whole is one piece."""
    pieces = [piece for part in parts[:-1] for piece in (*part[:-1], f"{part[-1]},")]
    pieces += parts[-1] if parts else [""]
    pieces[0] = brackets[0] + pieces[0]
    pieces[-1] += brackets[1]
    whole = " ".join(pieces)
    return [whole] if len(whole) <= KEPT_TOGETHER else pieces
