"""What is wrong with a whole plan though each of its records is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from riskmc.model._record import Fault, Path, Record, did_you_mean
from riskmc.model.calendars import Calendar, CountryHolidays
from riskmc.model.distributions import Distribution
from riskmc.model.network import find_cycles
from riskmc.model.risks import Risk
from riskmc.model.selection import Selection
from riskmc.model.tasks import Objective, Task, Template

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["LIMITS", "Parts", "find_faults", "find_problems"]

LIMITS = {"tasks": 100_000, "risks": 10_000, "links": 1_000_000}
RESERVED_IDS = frozenset(("all", "project"))
SUGGESTIONS = 25
"""Suggestions for unknown ids are looked up this often: each compares with every id of the plan."""


@dataclass(frozen=True)
class Parts:
    """The records of a plan that could be read, with their positions in it.

    Attributes
    ----------
    tasks, risks, objectives, templates : sequences of (int, record)
        Position in the plan, and the record.
    calendars : mapping of str to Calendar
    calendar : str, optional
        Name of the project's calendar; None when it could not be read.
    other_ids : frozenset of str
        Ids of tasks that could not be read; they count as known.
    is_whole : bool
        Whether every task could be read, so that a group or a tag that matches nothing is a fault.
    """

    tasks: Sequence[tuple[int, Task]] = ()
    risks: Sequence[tuple[int, Risk]] = ()
    objectives: Sequence[tuple[int, Objective]] = ()
    templates: Sequence[tuple[int, Template]] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar: str | None = None
    other_ids: frozenset[str] = frozenset()
    is_whole: bool = True


def find_problems(project: Project) -> tuple[Fault, ...]:
    """Find all problems of a project that lie between its records.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of Fault
        Each with path, subject, what, allowed and hint, in the order of the plan; none for a valid project.
    """
    return tuple(
        find_faults(
            Parts(
                tasks=tuple(enumerate(project.tasks)),
                risks=tuple(enumerate(project.risks)),
                objectives=tuple(enumerate(project.objectives)),
                templates=tuple(enumerate(project.templates)),
                calendars=project.calendars,
                calendar=project.calendar,
            )
        )
    )


def find_faults(parts: Parts) -> Iterator[Fault]:
    """Find the faults between the records that could be read.

    Parameters
    ----------
    parts : Parts

    Yields
    ------
    Fault
    """
    yield from _size_faults(parts)
    yield from _calendar_faults(parts)
    for key in ("objectives", "tasks", "risks"):
        yield from _id_faults(key, getattr(parts, key))
    suggest = _suggester(parts)
    yield from _link_faults(parts, suggest)
    yield from _cycle_faults(parts)
    yield from _unit_faults(parts)
    yield from _objective_faults(parts, suggest)
    yield from _selector_faults(parts)


def _size_faults(parts: Parts) -> Iterator[Fault]:
    counts = {
        "tasks": len(parts.tasks),
        "risks": len(parts.risks),
        "links": sum(len(task.after) for _, task in parts.tasks),
    }
    for key, count in counts.items():
        if count > LIMITS[key]:
            path = ("tasks",) if key == "links" else (key,)
            yield Fault(path, "", f"the plan has {count:,} {key}", f"at most {LIMITS[key]:,} are allowed")


def _calendar_faults(parts: Parts) -> Iterator[Fault]:
    if parts.calendar is not None and parts.calendar not in parts.calendars:
        names = ", ".join(parts.calendars) or "none"
        hint = did_you_mean(parts.calendar, parts.calendars)
        yield Fault(("calendar",), "", f"there is no calendar {parts.calendar!r}", f"calendars are {names}", hint)
    for name, calendar in parts.calendars.items():
        for index, holiday in enumerate(calendar.holidays):
            if isinstance(holiday, CountryHolidays):
                what = _unknown_country(holiday.country, holiday.subdivision)
                path = ("calendars", name, "holidays", index)
                if what:
                    yield Fault(path, f"calendar {name!r}", what, "write ISO codes such as NL, or DE with BY")


@lru_cache(maxsize=256)
def _unknown_country(country: str, subdivision: str | None) -> str:
    try:
        from holidays import list_supported_countries
    except ImportError:
        return ""
    countries = list_supported_countries(include_aliases=True)
    if country not in countries:
        return f"the holidays of the country {country!r} are not known"
    if subdivision is not None and subdivision not in countries[country]:
        return f"{country} has no subdivision {subdivision!r} with holidays of its own"
    return ""


def _id_faults(key: str, records: Sequence[tuple[int, Any]]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, record in records:
        subject = f"{record.noun} {record.id!r}"
        if first.setdefault(record.id, position) != position:
            what = f"the id is used already by {record.noun} number {first[record.id] + 1}"
            yield Fault((key, position, "id"), subject, what, f"give each {record.noun} an id of its own")
        if key == "tasks" and record.id in RESERVED_IDS:
            what = f"{record.id!r} is a word of the plan format"
            yield Fault((key, position, "id"), subject, what, "", "choose another id")


def _suggester(parts: Parts) -> Callable[[str], str]:
    ids = [task.id for _, task in parts.tasks] + sorted(parts.other_ids)
    left = SUGGESTIONS

    def suggest(identity: str) -> str:
        nonlocal left
        left -= 1
        return did_you_mean(identity, ids) if left >= 0 else ""

    return suggest


def _link_faults(parts: Parts, suggest: Callable[[str], str]) -> Iterator[Fault]:
    known = {task.id for _, task in parts.tasks} | parts.other_ids
    for position, task in parts.tasks:
        for index, link in enumerate(task.after):
            path = ("tasks", position, "after", index)
            if link.predecessor == task.id:
                yield Fault(path, f"task {task.id!r}", "the task comes after itself", "", "take the link out")
            elif link.predecessor not in known:
                what = f"comes after {link.predecessor!r}, and there is no such task"
                yield Fault(path, f"task {task.id!r}", what, "", suggest(link.predecessor))


def _cycle_faults(parts: Parts) -> Iterator[Fault]:
    tasks = {task.id: (position, task) for position, task in reversed(parts.tasks)}
    ids = list(dict.fromkeys(task.id for _, task in parts.tasks))
    pairs = [
        (link.predecessor, task.id) for _, task in parts.tasks for link in task.after if link.predecessor != task.id
    ]
    for cycle in find_cycles(ids, pairs):
        position, first = tasks[cycle[0]]
        index = next((i for i, link in enumerate(first.after) if link.predecessor == cycle[-2]), 0)
        yield Fault(
            ("tasks", position, "after", index),
            f"task {first.id!r}",
            f"tasks wait for each other in a circle: {' -> '.join(cycle)}",
            "",
            "take out one of these links",
        )


def _unit_faults(parts: Parts) -> Iterator[Fault]:
    """Find values of unlike units, such as days and weeks, that a calendar puts in the wrong order."""
    calendar = parts.calendars.get(parts.calendar or "")
    if calendar is None:
        return
    for path, record, value in _distributions(parts):
        if value.has_one_unit() or value.kind != "time":
            continue
        for _, what, allowed in value.find_faults(calendar.minutes):
            yield Fault(path, f"{record.noun} {getattr(record, 'id', '')!r}", what, allowed)


def _distributions(parts: Parts) -> Iterator[tuple[Path, Record, Distribution]]:
    for position, task in parts.tasks:
        if isinstance(task.duration, Distribution):
            yield ("tasks", position, "duration"), task, task.duration
        for index, link in enumerate(task.after):
            if isinstance(link.lag, Distribution):
                yield ("tasks", position, "after", index, "lag"), task, link.lag
    for position, risk in parts.risks:
        for index, impact in enumerate(risk.impacts):
            if isinstance(impact.delay, Distribution):
                yield ("risks", position, "impacts", index, "delay"), risk, impact.delay


def _objective_faults(parts: Parts, suggest: Callable[[str], str]) -> Iterator[Fault]:
    known = {task.id for _, task in parts.tasks} | parts.other_ids | {"project"}
    for position, objective in parts.objectives:
        if objective.finish not in known:
            path, subject = ("objectives", position, "finish"), f"objective {objective.id!r}"
            what = f"there is no task {objective.finish!r}"
            yield Fault(path, subject, what, "write the id of a task, or project", suggest(objective.finish))


def _selector_faults(parts: Parts) -> Iterator[Fault]:
    selection = Selection([task for _, task in parts.tasks])
    left = SUGGESTIONS
    for path, subject, selectors in _selectors(parts):
        for index, selector in enumerate(selectors):
            if not selection.find(selector) and _may_be_judged(selector, parts):
                left -= 1
                found = selection.explain(selector, left >= 0)
                yield found._replace(path=(*path, index), subject=subject)


def _may_be_judged(selector: str, parts: Parts) -> bool:
    if parts.is_whole:
        return True
    kind, colon, name = selector.rpartition(":")
    return (kind.strip() == "task" or not colon) and name.strip() not in parts.other_ids


def _selectors(parts: Parts) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for position, template in parts.templates:
        yield ("templates", position, "for"), f"template {position + 1}", template.for_
    for position, risk in parts.risks:
        for index, impact in enumerate(risk.impacts):
            yield ("risks", position, "impacts", index, "on"), f"risk {risk.id!r}", impact.on
