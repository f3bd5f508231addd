"""The dates that hold a task of an MS Project XML file, and those that the file gives it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.calendar_book import CalendarBook
from riskmc.io.schedule_files.mspdi_links import Links
from riskmc.io.schedule_files.mspdi_tasks import ELAPSED_FORMATS, MspdiTask
from riskmc.io.schedule_files.mspdi_work import Work
from riskmc.model.constraints import Constraint, ConstraintKind
from riskmc.model.origin import OwnDates

__all__ = ["breaks_limit", "constraints", "levelling_delay", "own_dates"]

_KINDS: Final[Mapping[str, ConstraintKind]] = {
    "1": "as_late_as_possible",
    "2": "must_start_on",
    "3": "must_finish_on",
    "4": "start_no_earlier_than",
    "5": "start_no_later_than",
    "6": "finish_no_earlier_than",
    "7": "finish_no_later_than",
}
_PINS: Final[tuple[ConstraintKind, ConstraintKind]] = ("must_start_on", "must_finish_on")
_GIVING_WAY: Final[Mapping[ConstraintKind, ConstraintKind]] = {
    "must_start_on": "start_on",
    "must_finish_on": "finish_on",
}
_OF_STARTED: Final[Mapping[str, ConstraintKind]] = {
    "must_finish_on": "finish_no_later_than",
    "finish_no_earlier_than": "finish_no_earlier_than",
    "finish_no_later_than": "finish_no_later_than",
}
"""What is left of a constraint once the task is started."""

_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d+)?")
_MINUTES_OF_DAY: Final = 1440.0
_MINUTES_OF_WEEK: Final = 10_080.0
_MINUTES_OF_MONTH: Final = 43_200.0
_DAYS: Final = ("7", "39")
_WEEKS: Final = ("9", "41")
_MONTHS: Final = ("11", "43")


def constraints(
    task: MspdiTask, known: Mapping[str, MspdiTask], links: Links, *, honours: bool = True
) -> tuple[Constraint, ...]:
    """Return what dates hold a task: its own constraint, those of the summaries above it, and other projects.

    Parameters
    ----------
    task : MspdiTask
    known : mapping of str to MspdiTask
        All rows, by UID.
    links : Links
        Its `starts` and `finishes` hold the dates for the sake of other projects.
    honours : bool
        Whether a date that must be kept goes before the links of its task; dates set by hand always do.

    Returns
    -------
    tuple[Constraint, ...]
        A task that is dated by hand must start and finish on its dates.
    """
    if task.state == "finished":
        return ()
    if task.is_manual and task.state == "planned":
        dates = zip(_PINS, (task.moment("Start"), task.moment("Finish")), strict=True)
        return tuple(Constraint(kind, when) for kind, when in dates if when is not None)
    found: dict[ConstraintKind, datetime | None] = {}
    own = _own(task)
    if own is not None:
        found[own.kind] = own.instant
    if own is not None and own.kind in _PINS and task.state == "planned":
        return (own,) if honours else (Constraint(_GIVING_WAY[own.kind], own.when),)
    for summary in (known[uid] for uid in task.above if uid in known):
        above = _own(summary)
        if above is not None and above.kind in ("start_no_earlier_than", "finish_no_later_than"):
            _tighten(found, above.kind, above.instant)
    _tighten(found, "start_no_earlier_than", links.starts.get(task.uid))
    _tighten(found, "finish_no_earlier_than", links.finishes.get(task.uid))
    if task.state == "started":
        found = {_OF_STARTED[kind]: when for kind, when in found.items() if kind in _OF_STARTED}
    return tuple(Constraint(kind, when) for kind, when in found.items())


def breaks_limit(task: MspdiTask, base: str, book: CalendarBook) -> bool:
    """Return whether the file dates a task that is not started later than its constraint allows, in working time."""
    own = _own(task)
    if own is None or own.instant is None or task.state != "planned" or task.is_manual:
        return False
    if own.kind in ("start_no_later_than", "must_start_on"):
        when = task.moment("Start")
    elif own.kind in ("finish_no_later_than", "must_finish_on"):
        when = task.moment("Finish")
    else:
        return False
    return when is not None and book.minutes(base, own.instant, when) >= 1


def _own(task: MspdiTask) -> Constraint | None:
    kind = _KINDS.get(task.fields.get("ConstraintType", ""))
    when = None if kind == "as_late_as_possible" else task.moment("ConstraintDate")
    if kind is None or (when is None and kind != "as_late_as_possible"):
        return None
    return Constraint(kind, when)


def _tighten(found: dict[ConstraintKind, datetime | None], kind: ConstraintKind, when: datetime | None) -> None:
    if when is not None:
        known = found.get(kind)
        choose = max if kind.endswith("earlier_than") else min
        found[kind] = when if known is None else choose(known, when)


def levelling_delay(task: MspdiTask, minutes_per_day: float, minutes_per_week: float, days_per_month: float) -> float:
    """Return the elapsed minutes by which levelling puts a task off.

    The delay is elapsed time whatever its unit says: a day of it is one by the clock.
    """
    try:
        minutes = float(task.fields.get("LevelingDelay") or 0) / 10
    except ValueError:
        return 0.0
    unit = task.fields.get("LevelingDelayFormat", "")
    if task.state != "planned" or task.is_manual or not 0 < minutes < 1e9:
        return 0.0
    if unit in ELAPSED_FORMATS:
        return minutes
    if unit in _DAYS:
        return minutes / minutes_per_day * _MINUTES_OF_DAY
    if unit in _WEEKS:
        return minutes / minutes_per_week * _MINUTES_OF_WEEK
    return minutes / (minutes_per_day * days_per_month) * _MINUTES_OF_MONTH if unit in _MONTHS else minutes


def own_dates(task: MspdiTask, work: Work, base: str, delay: float, book: CalendarBook) -> OwnDates | None:
    """Return what the file says of a task's dates.

    Parameters
    ----------
    task : MspdiTask
    work : Work
        How it is worked.
    base : str
        Key of the calendar that MS Project counts its slack on.
    delay : float
        Elapsed minutes that levelling puts it off.
    book : CalendarBook

    Returns
    -------
    OwnDates or None
        None where the file dates it nowhere.
    """
    if task.moment("Start") is None and task.moment("Finish") is None:
        return None
    start = work.resume if task.state == "started" else task.moment("Start")
    return OwnDates(
        start=start,
        finish=task.moment("Finish"),
        late_start=task.moment("LateStart"),
        late_finish=task.moment("LateFinish"),
        total_float=_total_float(task, base, book),
        cause=_cause(task, work, delay),
    )


def _total_float(task: MspdiTask, base: str, book: CalendarBook) -> float | None:
    """Return the total slack in working minutes of the calendar that it is counted on."""
    told = task.fields.get("TotalSlack", "")
    if _NUMBER.fullmatch(told):
        return float(told) / 10
    ends = (("EarlyStart", "LateStart"), ("EarlyFinish", "LateFinish"))
    slacks = [
        book.minutes(base, early, late)
        for early, late in ((task.moment(first), task.moment(second)) for first, second in ends)
        if early is not None and late is not None
    ]
    if task.state == "finished" or len(slacks) < len(ends):
        return None
    return slacks[1] if task.state == "started" else min(slacks)


def _cause(task: MspdiTask, work: Work, delay: float) -> str:
    """Say why MS Project may date the task otherwise."""
    if task.is_manual:
        return "dated by hand"
    if work.how == "contradiction":
        return "in the file its finish is not its start and its duration"
    if work.how == "unplaced pause":
        return "planned over more time than its duration, and the file does not say where it pauses"
    return "put off by the levelling of resources" if delay else ""
