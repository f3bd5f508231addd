"""Calendars, constraints and progress of a plan become arrays of instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np

from riskmc._typing import Flags, Floats
from riskmc.compiled.calendars import calendar_tables
from riskmc.compiled.clockwork import Clockwork, lag_calendar
from riskmc.compiled.link_restraints import LinkRestraints
from riskmc.compiled.task_restraints import TaskRestraints
from riskmc.kernels._constants import ALWAYS, NEVER
from riskmc.kernels.arrays import Network
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.dated_arrays import AS_EARLY, BY_FREE_FLOAT, BY_TOTAL_FLOAT, HAS_CAPS, LIVE, Restraints
from riskmc.model.calendars import Calendar, always, end_of_day, midnight
from riskmc.model.network import ELAPSED, Link
from riskmc.model.project import Project
from riskmc.model.timeline import TRACE

_BEFORE = timedelta(days=3 * 366)
"""How long before the first date of a plan its calendars are tabled: late dates may lie there."""
_AFTER = timedelta(days=10 * 366)
_SPANS_AFTER = 3
_LONGEST = timedelta(days=20 * 366)
_LAST = datetime(9990, 1, 1)
"""How long after the last date calendars are tabled: ten years, and three times the length of the plan."""


def compile_restraints(
    project: Project, order: Sequence[int], links: Sequence[tuple[int, int, Link]], network: Network, planned: Floats
) -> tuple[Restraints, Calendars]:
    """Turn calendars, constraints and progress into arrays.

    Parameters
    ----------
    project : Project
    order : sequence of int
        Index in the plan of each task.
    links : sequence of (int, int, Link)
        Predecessor and successor, by their index in the plan, and the link, in the order of the network.
    network : Network
    planned : ndarray(float64), shape (n_tasks,)
        Planned durations, working minutes of each task's calendar.

    Returns
    -------
    (Restraints, Calendars)
        The project's calendar is the first.
    """
    clock = clock_of(project)
    names, calendars = _calendars(project, links)
    tables = calendar_tables(calendars, clock.origin, _horizon(project, clock.origin, planned))
    rows = [TaskRestraints(project, project.tasks[index], clock) for index in order]
    linked = [LinkRestraints(project, link, project.tasks[source], project.tasks[target], clock)
              for source, target, link in links]  # fmt: skip

    by_finish = np.array([row.finish_floor > NEVER for row in rows], np.int64)
    by_start = np.array([row.start_cap < ALWAYS or row.start_pin > NEVER for row in rows], np.int64)
    kinds = [link.kind for _, _, link in links]
    for kind, source, target in zip(kinds, network.link_from, network.link_to, strict=True):
        by_finish[target] |= kind in ("FF", "SF")
        by_start[source] |= kind in ("SS", "SF")
    is_late = np.array([row.is_late for row in rows], bool)
    codes = (
        [names[row.task.calendar or project.calendar] for row in rows],
        [row.mode for row in rows],
        by_finish,
        [row.is_by_date for row in rows],
        by_start,
        _open_ends(project, network, rows, linked),
        np.where(is_late, np.cumsum(is_late) - 1, -1),
        [names[row.task.float_calendar or row.task.calendar or project.calendar] for row in rows],
    )
    link_codes = [
        (-1 if row.calendar == ELAPSED else names[row.calendar], row.passes, row.passes_on_starts) for row in linked
    ]
    restraints = Restraints(
        dates=np.array([(*row.dates, work) for row, work in zip(rows, planned, strict=True)], np.float64),
        codes=np.stack([np.asarray(column, np.int64) for column in codes], axis=1),
        links=np.array([(row.used, row.late_used, row.base) for row in linked], np.float64).reshape(-1, 3),
        link_codes=np.array(link_codes, np.int64).reshape(-1, 3),
        line=start_of_line(project, clock),
        rules=np.array([_lateness(project, bool(is_late.any())), 0], np.int64),
    )
    return restraints, tables


def project_calendar(project: Project, clock: Clockwork, planned: Floats) -> Calendars:
    """Tabulate the calendar of a plan that has no other; the parameters are those of :func:`compile_restraints`."""
    return calendar_tables([project.working_calendar], clock.origin, _horizon(project, clock.origin, planned))


def clock_of(project: Project) -> Clockwork:
    """Return the calendars of a plan, with its instants counted from one origin."""
    return Clockwork(project, _origin(project))


def with_caps(restraints: Restraints) -> Restraints:
    """Return restraints under which late constraints and pinned dates limit the late dates."""
    rules = restraints.rules.copy()
    rules[HAS_CAPS] = 1
    rules.flags.writeable = False
    return restraints._replace(rules=rules)


def _origin(project: Project) -> datetime:
    first = min([project.start, *(midnight(when) for when in _dates(project))])
    return midnight((max(first, datetime.min + _BEFORE) - _BEFORE).date())


def _horizon(project: Project, origin: datetime, planned: Floats) -> datetime:
    """Return a midnight beyond all dates that matter."""
    last = max([project.start, *(midnight(when) for when in _dates(project))])
    week = min(project.calendar_of(task).minutes_per_week for task in project.tasks)
    days = min(float(planned.sum()) * 7 / week, _LONGEST.days)
    longest = min(max(timedelta(days=days), last - origin), _LONGEST)
    room = _AFTER + _SPANS_AFTER * longest
    return midnight((min(last, _LAST - room) + room).date())


def _dates(project: Project) -> list[date | datetime]:
    found = [project.status_date, project.scheduling.must_finish_by]
    for task in project.tasks:
        found += (task.actual_start, task.actual_finish, task.resume, task.expected_finish, task.deadline)
        found += (constraint.when for constraint in task.constraint)
    return [when for when in found if when is not None]


def _calendars(project: Project, links: Sequence[tuple[int, int, Link]]) -> tuple[dict[str, int], list[Calendar]]:
    """Give each calendar that tasks and lags use a number, by its name; the project's is the first."""
    names = {project.calendar: 0}
    calendars = [project.working_calendar]
    used = [task.calendar or project.calendar for task in project.tasks]
    used += [task.float_calendar for task in project.tasks if task.float_calendar]
    used += [lag_calendar(project, link, project.tasks[target]) for _, target, link in links]
    for name in dict.fromkeys(used):
        if name not in names:
            calendar = always() if name == ELAPSED else project.calendar_named(name)
            if calendar not in calendars:
                calendars.append(calendar)
            names[name] = calendars.index(calendar)
    return names, calendars


def _open_ends(
    project: Project, network: Network, rows: Sequence[TaskRestraints], linked: Sequence[LinkRestraints]
) -> Flags:
    """Return the tasks whose late finish is their early one, as nothing that is dated by links follows."""
    is_open = np.full(len(rows), project.scheduling.open_ends == "task")
    is_open &= np.array([row.task.state != "finished" for row in rows], bool)
    for source, link in zip(network.link_from, linked, strict=True):
        if link.passes == LIVE and link.target.span is None:
            is_open[source] = False
    return is_open


def _lateness(project: Project, is_any: bool) -> int:
    if not is_any:
        return AS_EARLY
    return BY_FREE_FLOAT if project.scheduling.as_late_as_possible == "free_float" else BY_TOTAL_FLOAT


def start_of_line(project: Project, clock: Clockwork) -> Floats:
    """Return the instant and the position of the project's start, the trace of its timeline, and its late finish."""
    # On the first day of the tables all calendars work without a pause.
    first = clock.origin + timedelta(days=1)
    position = 1440.0 + clock.worked("", first, project.start)
    by = project.scheduling.must_finish_by
    late_finish = ALWAYS if by is None else clock.minutes(end_of_day(by))
    return np.array([clock.minutes(project.start), position, TRACE, late_finish])
