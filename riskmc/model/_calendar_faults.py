"""What is wrong between the calendars of a plan and the records that are worked on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.calendars import Calendar, CountryHolidays
from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Impact
from riskmc.model.network import ELAPSED, LAG_CALENDARS, Link
from riskmc.model.tasks import Task


def find_calendar_faults(parts: Parts) -> Iterator[Fault]:
    """Find calendars that are not there, and what is wrong with those that are.

    Parameters
    ----------
    parts : Parts

    Yields
    ------
    Fault
    """
    if parts.calendar is not None:
        yield from _unknown_calendar(("calendar",), "", parts.calendar, parts)
    for name, calendar in parts.calendars.items():
        if name == ELAPSED:
            what = f"{ELAPSED!r} is the calendar that never rests, which every plan has"
            yield Fault(("calendars", name), f"calendar {name!r}", what, "", "choose another name", is_key=True)
        yield from _holiday_faults(name, calendar)
    for position, task in parts.tasks:
        for key in ("calendar", "float_calendar"):
            if name := getattr(task, key):
                yield from _unknown_calendar(("tasks", position, key), f"task {task.id!r}", name, parts)
        for path, link in _links_of(position, task):
            if link.calendar and link.calendar not in LAG_CALENDARS:
                path = (*path, "calendar")
                yield from _unknown_calendar(path, f"task {task.id!r}", link.calendar, parts, LAG_CALENDARS)


def _unknown_calendar(
    path: Path, subject: str, name: str, parts: Parts, words: tuple[str, ...] = (ELAPSED,)
) -> Iterator[Fault]:
    if parts.calendar_names is None or name in parts.calendar_names or name == ELAPSED:
        return
    known = [*parts.calendar_names, *words]
    what, allowed = f"there is no calendar {name!r}", f"calendars are {', '.join(known)}"
    yield Fault(path, subject, what, allowed, did_you_mean(name, known))


def _holiday_faults(name: str, calendar: Calendar) -> Iterator[Fault]:
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


def _links_of(position: int, task: Task) -> Iterator[tuple[Path, Link]]:
    for index, link in enumerate(task.after):
        yield ("tasks", position, "after", index), link
    if task.span is not None:
        for key, links in (("from", task.span.from_), ("to", task.span.to)):
            for index, link in enumerate(links):
                yield ("tasks", position, "span", key, index), link


def find_unit_faults(parts: Parts) -> Iterator[Fault]:
    """Find values of unlike units, such as days and weeks, that the calendar they are worked on puts in wrong order.

    Parameters
    ----------
    parts : Parts

    Yields
    ------
    Fault
    """
    for path, subject, value, calendar in _measured(parts):
        if calendar is not None and value.kind == "time" and not value.has_one_unit():
            for _, what, allowed in value.find_faults(calendar.minutes):
                yield Fault(path, subject, what, allowed)
    for position, task in parts.tasks:
        calendar = parts.calendar_named(task.calendar)
        if calendar is not None:
            yield from _pause_faults(position, task, calendar)


def _measured(parts: Parts) -> Iterator[tuple[Path, str, Distribution, Calendar | None]]:
    tasks = {task.id: task for _, task in parts.tasks}
    for position, task in parts.tasks:
        subject, own = f"task {task.id!r}", parts.calendar_named(task.calendar)
        for key in ("duration", "remaining"):
            value = getattr(task, key)
            if isinstance(value, Distribution):
                yield ("tasks", position, key), subject, value, own
        for path, link in _links_of(position, task):
            if isinstance(link.lag, Distribution):
                yield (*path, "lag"), subject, link.lag, _lag_calendar(link, tasks.get(link.predecessor), task, parts)
    for position, risk in parts.risks:
        places: list[tuple[Path, Sequence[Impact]]] = [(("risks", position, "impacts"), risk.impacts)]
        for number, response in enumerate(risk.responses):
            places.append((("risks", position, "response", number, "impacts"), response.impacts or ()))
        for path, impacts in places:
            for index, impact in enumerate(impacts):
                if isinstance(impact.delay, Distribution):
                    yield (*path, index, "delay"), f"risk {risk.id!r}", impact.delay, parts.calendar_named("")


def _lag_calendar(link: Link, predecessor: Task | None, successor: Task, parts: Parts) -> Calendar | None:
    name = link.calendar or parts.scheduling.lag_calendar
    if name == "predecessor":
        return None if predecessor is None else parts.calendar_named(predecessor.calendar)
    if name in ("successor", "project"):
        return parts.calendar_named(successor.calendar if name == "successor" else "")
    return parts.calendar_named(name)


def _pause_faults(position: int, task: Task, calendar: Calendar) -> Iterator[Fault]:
    for index, (before, after) in enumerate(pairwise(task.pauses), start=1):
        if calendar.minutes(after.after) <= calendar.minutes(before.after):
            what = f"the pause after {after.after} of work comes behind the pause after {before.after}"
            path = ("tasks", position, "pauses", index, "after")
            yield Fault(path, f"task {task.id!r}", what, "write pauses in the order of the work")
