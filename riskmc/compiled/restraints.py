"""Calendars, constraints and progress of a plan become arrays of instants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import numpy as np

from riskmc._typing import Flags, Floats
from riskmc.compiled.calendars import calendar_tables
from riskmc.kernels.arrays import (
    AS_EARLY,
    BY_FREE_FLOAT,
    BY_HAND,
    BY_TOTAL_FLOAT,
    DEAD,
    EARLY_ONLY,
    FINISH_MILESTONE,
    HAS_CAPS,
    HELD,
    LINKED,
    LIVE,
    MILESTONE,
    POINT,
    SPAN,
    START_MILESTONE,
    WORK,
    Network,
    Restraints,
)
from riskmc.kernels.calendars import Calendars
from riskmc.kernels.dated_network import ALWAYS, NEVER
from riskmc.model.calendars import Calendar, always, end_of_day, midnight
from riskmc.model.constraints import Constraint
from riskmc.model.network import ELAPSED, Link
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task
from riskmc.model.timeline import TRACE, Side, WorkingTimeline

_BEFORE = timedelta(days=3 * 366)
"""How long before the first date of a plan its calendars are tabled: late dates may lie there."""
_AFTER = timedelta(days=10 * 366)
_SPANS_AFTER = 3
_LONGEST = timedelta(days=20 * 366)
_LAST = datetime(9990, 1, 1)
"""How long after the last date calendars are tabled: ten years, and three times the length of the plan."""
_NOT_BEGUN = -1.0

_MODES = {"": MILESTONE, "start": START_MILESTONE, "finish": FINISH_MILESTONE, "linked": LINKED}


@dataclass(frozen=True)
class Clockwork:
    """The calendars of a plan, and its instants as elapsed minutes from one origin.

    Attributes
    ----------
    project : Project
    origin : datetime
    """

    project: Project
    origin: datetime

    def minutes(self, when: date | datetime) -> float:
        """Return an instant in elapsed minutes from the origin."""
        return (midnight(when) - self.origin) / timedelta(minutes=1)

    @cached_property
    def _timelines(self) -> dict[str, WorkingTimeline]:
        return {}

    def _timeline(self, calendar: str) -> WorkingTimeline:
        if calendar not in self._timelines:
            self._timelines[calendar] = WorkingTimeline(self.project.calendar_named(calendar), self.origin)
        return self._timelines[calendar]

    def worked(self, calendar: str, since: date | datetime, until: date | datetime) -> float:
        """Return the working minutes of a calendar between two instants; 0 where the second is the earlier."""
        timeline = self._timeline(calendar)
        return max(timeline.minutes_at(midnight(until)) - timeline.minutes_at(midnight(since)), 0.0)

    def after(self, calendar: str, since: date | datetime, minutes: float) -> datetime:
        """Return the instant at which some minutes of a calendar have been worked."""
        timeline = self._timeline(calendar)
        start = timeline.minutes_at(midnight(since))
        return timeline.date_of(start + minutes) if minutes > 0 else midnight(since)

    def start_on(self, calendar: str, when: date | datetime) -> float:
        """Return the instant at which work starts on a day, or its midnight where nothing is worked."""
        return self._within(calendar, when, midnight(when), "start")

    def finish_on(self, calendar: str, when: date | datetime) -> float:
        """Return the instant at which work finishes on a day, or the midnight after where nothing is worked."""
        return self._within(calendar, when, end_of_day(when), "finish")

    def _within(self, calendar: str, when: date | datetime, edge: datetime, side: Side) -> float:
        if isinstance(when, datetime):
            return self.minutes(when)
        timeline = self._timeline(calendar)
        found = timeline.date_of(timeline.minutes_at(edge), side)
        return self.minutes(found if found.date() == when or found == end_of_day(when) else edge)


def lag_calendar(project: Project, link: Link, successor: Task) -> str:
    """Return the name of the calendar that the lag of a link runs on."""
    name = link.calendar or project.scheduling.lag_calendar
    if name == "predecessor":
        return project.tasks[project.task_index[link.predecessor]].calendar or project.calendar
    if name == "successor":
        return successor.calendar or project.calendar
    return project.calendar if name == "project" else name


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
    clock = Clockwork(project, _origin(project))
    names, calendars = _calendars(project, links)
    tables = calendar_tables(calendars, clock.origin, _horizon(project, clock.origin, planned))
    rows = [_TaskRestraints(project, project.tasks[index], clock) for index in order]
    linked = [_LinkRestraints(project, link, project.tasks[source], project.tasks[target], clock)
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
    )
    link_codes = [
        (-1 if row.calendar == ELAPSED else names[row.calendar], row.passes, row.passes_on_starts) for row in linked
    ]
    restraints = Restraints(
        dates=np.array([(*row.dates, work) for row, work in zip(rows, planned, strict=True)], np.float64),
        codes=np.stack([np.asarray(column, np.int64) for column in codes], axis=1),
        links=np.array([(row.used, row.late_used, row.base) for row in linked], np.float64).reshape(-1, 3),
        link_codes=np.array(link_codes, np.int64).reshape(-1, 3),
        line=_line(project, clock),
        rules=np.array([_lateness(project, bool(is_late.any())), 0], np.int64),
    )
    return restraints, tables


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
    used += [lag_calendar(project, link, project.tasks[target]) for _, target, link in links]
    for name in dict.fromkeys(used):
        if name not in names:
            calendar = always() if name == ELAPSED else project.calendar_named(name)
            if calendar not in calendars:
                calendars.append(calendar)
            names[name] = calendars.index(calendar)
    return names, calendars


def _open_ends(
    project: Project, network: Network, rows: Sequence[_TaskRestraints], linked: Sequence[_LinkRestraints]
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


def _line(project: Project, clock: Clockwork) -> Floats:
    """Return the instant and the position of the project's start, the trace of its timeline, and its late finish."""
    # On the first day of the tables all calendars work without a pause.
    first = clock.origin + timedelta(days=1)
    position = 1440.0 + clock.worked("", first, project.start)
    by = project.scheduling.must_finish_by
    late_finish = ALWAYS if by is None else clock.minutes(end_of_day(by))
    return np.array([clock.minutes(project.start), position, TRACE, late_finish])


@dataclass(frozen=True)
class _TaskRestraints:
    """What holds one task, in elapsed minutes from the origin."""

    project: Project
    task: Task
    clock: Clockwork

    @property
    def dates(self) -> tuple[float, ...]:
        """The columns of ``Restraints.dates`` but the last."""
        return (
            self.floor, self.finish_floor, self.fact_start, self.fact_finish, self.start_pin, self.finish_pin,
            self.start_limit, self.finish_limit, self.start_cap, self.finish_cap, self.delay, self.pause, self.expected,
        )  # fmt: skip

    @cached_property
    def mode(self) -> int:
        """Code of how it is dated."""
        task, rules = self.task, self.project.scheduling
        if task.span is not None:
            return SPAN
        if task.state == "finished":
            stays = rules.remaining_work == "where_planned" or rules.progress == "actual_dates"
            return HELD if stays else POINT
        if self.start_pin > NEVER and self.finish_pin > NEVER:
            return BY_HAND
        return _MODES[task.side] if task.milestone else WORK

    @cached_property
    def status(self) -> float:
        """Status date behind which open work lies."""
        when, rules = self.project.status_date, self.project.scheduling
        if when is None or rules.remaining_work == "where_planned":
            return NEVER
        return self.clock.minutes(when)

    @cached_property
    def floor(self) -> float:
        """Earliest start."""
        task, minutes = self.task, self.clock.minutes
        start = minutes(self.project.start)
        if self.mode == HELD and task.actual_start is not None:
            return self.clock.start_on(task.calendar, task.actual_start)
        if task.state == "finished":
            return self.status if self.status > NEVER else minutes(end_of_day(task.actual_finish or self.project.start))
        if task.state == "started":
            return self._rest_floor()
        has_links = bool(task.after) and self.status > NEVER
        floors = [self.status if has_links else max(start, self.status)]
        floors += (self._instant(kind) for kind in ("start_no_earlier_than", "start_on"))
        if self.project.scheduling.hard_constraints == "relax":
            floors.append(self._instant("must_start_on"))
        return max(floors)

    def _rest_floor(self) -> float:
        """Return the earliest instant at which what is left of a started task is gone on with."""
        task, rules = self.task, self.project.scheduling
        begun = task.actual_start
        assert begun is not None
        floors = [self.status]
        if task.resume is not None:
            floors.append(self.clock.minutes(task.resume))
        elif self.status == NEVER:
            whole = task.planned or task.duration
            calendar = self.project.calendar_of(task)
            left = self.project.planned_duration(task)
            done = 0.0
            if isinstance(whole, Quantity) and left is not None:
                done = max(calendar.minutes(whole) - calendar.minutes(left), 0.0)
            floors.append(self.clock.minutes(self.clock.after(task.calendar, begun, done)))
        if rules.progress == "actual_dates":
            floors.append(self.clock.minutes(begun))
        return max(floors)

    @cached_property
    def finish_floor(self) -> float:
        """Earliest finish."""
        task = self.task
        if self.mode == HELD and task.actual_finish is not None:
            return self.clock.finish_on(task.calendar, task.actual_finish)
        if task.state == "started" and self.project.scheduling.remaining_work == "where_planned":
            return self._instant("finish_no_earlier_than")
        if task.state != "not_started":
            return NEVER
        floors = [self._instant(kind) for kind in ("finish_no_earlier_than", "finish_on")]
        if self.project.scheduling.hard_constraints == "relax":
            floors.append(self._instant("must_finish_on"))
        return max(floors)

    @property
    def fact_start(self) -> float:
        """Actual start of finished work that passes on logic."""
        begun = self.task.actual_start
        is_told = begun is not None and self.mode == POINT
        return self.clock.start_on(self.task.calendar, begun) if is_told and begun is not None else NEVER

    @property
    def fact_finish(self) -> float:
        """Actual finish of finished work that passes on logic."""
        done = self.task.actual_finish
        is_told = done is not None and self.mode == POINT
        return self.clock.finish_on(self.task.calendar, done) if is_told and done is not None else NEVER

    @cached_property
    def start_pin(self) -> float:
        """Start that holds whatever the links say."""
        is_hard = self.project.scheduling.hard_constraints == "honour" and self.task.state == "not_started"
        return self._instant("must_start_on") if is_hard else NEVER

    @cached_property
    def finish_pin(self) -> float:
        """Finish that holds whatever the links say."""
        is_hard = self.project.scheduling.hard_constraints == "honour" and self.task.state == "not_started"
        return self._instant("must_finish_on") if is_hard else NEVER

    @cached_property
    def start_limit(self) -> float:
        """Latest early start."""
        return self._limit("start_no_later_than")

    @cached_property
    def finish_limit(self) -> float:
        """Latest early finish."""
        return self._limit("finish_no_later_than")

    def _limit(self, kind: str) -> float:
        holds = self.project.scheduling.late_constraints == "dates" and self.task.state == "not_started"
        found = self._instant(kind) if holds else NEVER
        return found if found > NEVER else ALWAYS

    @cached_property
    def start_cap(self) -> float:
        """Latest late start."""
        if self.task.state != "not_started":
            return ALWAYS
        if self.mode == BY_HAND:
            return ALWAYS
        found = [self._instant(kind) for kind in ("start_no_later_than", "start_on", "must_start_on")]
        return min([cap for cap in found if cap > NEVER], default=ALWAYS)

    @cached_property
    def finish_cap(self) -> float:
        """Latest late finish."""
        if self.task.state == "finished":
            return ALWAYS
        kinds = () if self.mode == BY_HAND else ("finish_no_later_than", "finish_on", "must_finish_on")
        found = [self._instant(kind) for kind in kinds]
        if self.task.deadline is not None:
            found.append(self.clock.minutes(end_of_day(self.task.deadline)))
        return min([cap for cap in found if cap > NEVER], default=ALWAYS)

    @property
    def is_by_date(self) -> bool:
        """Whether a delay, a pin or a limit moves its early dates."""
        is_pinned = max(self.start_pin, self.finish_pin) > NEVER
        return is_pinned or self.delay > 0.0 or min(self.start_limit, self.finish_limit) < ALWAYS

    @property
    def delay(self) -> float:
        """Elapsed minutes by which the start is put off."""
        delay = self.task.delay
        return 0.0 if delay is None or self.task.state != "not_started" else always().minutes(delay)

    @property
    def pause(self) -> float:
        """Working minutes that the work is interrupted."""
        calendar = self.project.calendar_of(self.task)
        return sum(calendar.minutes(pause.lasting) for pause in self.task.pauses)

    @property
    def expected(self) -> float:
        """Instant to which the work stretches."""
        when = self.task.expected_finish
        is_open = when is not None and self.task.state != "finished" and not self.task.milestone
        return self.clock.minutes(end_of_day(when)) if is_open and when is not None else NEVER

    @property
    def is_late(self) -> bool:
        """Whether it is to be as late as possible."""
        is_wanted = self.task.constrained("as_late_as_possible") is not None
        return is_wanted and self.task.state == "not_started"

    def _instant(self, kind: str) -> float:
        found: Constraint | None = self.task.constrained(kind)
        if found is None or found.when is None:
            return NEVER
        if "finish" in kind:
            return self.clock.finish_on(self.task.calendar, found.when)
        return self.clock.minutes(found.when)


@dataclass(frozen=True)
class _LinkRestraints:
    """What progress leaves of one link."""

    project: Project
    link: Link
    source: Task
    target: Task
    clock: Clockwork

    @cached_property
    def calendar(self) -> str:
        """Name of the calendar of the lag."""
        return lag_calendar(self.project, self.link, self.target)

    @property
    def passes(self) -> int:
        """Code of the passes in which it holds: progress may override it, and facts need not give way to anything."""
        rules = self.project.scheduling
        is_overridden = rules.progress == "progress_override"
        if is_overridden and self.target.state != "not_started" and self.source.state != "finished":
            return DEAD
        has_begun = self.source.state == "started" and self.link.kind in ("SS", "SF")
        is_fact = self._stands and (self.target.state == "finished" or has_begun)
        return EARLY_ONLY if is_fact else LIVE

    @property
    def _stands(self) -> bool:
        return self.project.scheduling.remaining_work == "where_planned"

    @property
    def _is_held(self) -> bool:
        return self._stands or self.project.status_date is None

    @property
    def used(self) -> float:
        """Minutes of the lag that have run by the status date; below 0 where it has not begun."""
        begun = self.source.actual_finish if self.link.kind in ("FS", "FF") else self.source.actual_start
        if begun is None or self._is_held or self.target.span is not None:
            return _NOT_BEGUN
        status = self.project.status_date
        assert status is not None
        rules = self.project.scheduling
        if self.source.state == "finished" and rules.progress == "actual_dates":
            return _NOT_BEGUN
        if self.target.state == "finished" or (self.link.kind == "FS" and self.target.state == "started"):
            return ALWAYS
        since = end_of_day(begun) if self.link.kind in ("FS", "FF") else midnight(begun)
        if self.link.kind == "SS" and self.source.state == "started" and rules.start_lag_from == "early_start":
            return self._work_done(since, status)
        return self.clock.worked(self.calendar, since, status)

    @property
    def late_used(self) -> float:
        """Minutes of the lag that have run, for late dates; all of it where these are not those of the successor."""
        is_done = self.target.state == "finished" and self.link.kind == "FS"
        return ALWAYS if is_done or self.target.span is not None else self.used

    def _work_done(self, since: datetime, status: date | datetime) -> float:
        """Return the work of a started predecessor by the status date, without its pause."""
        task = self.source
        if task.suspended is None or midnight(task.suspended) > midnight(status):
            return self.clock.worked(task.calendar, since, status)
        if task.resume is None or midnight(task.resume) >= midnight(status):
            return self.clock.worked(task.calendar, since, task.suspended)
        pause = self.clock.worked(task.calendar, task.suspended, task.resume)
        return max(self.clock.worked(task.calendar, since, status) - pause, 0.0)

    @property
    def base(self) -> float:
        """Instant that the lag runs from, where it is a fact."""
        source, rules, clock = self.source, self.project.scheduling, self.clock
        if self.link.kind in ("FS", "FF"):
            is_end = self.target.span is not None and source.actual_finish is not None
            return clock.finish_on(source.calendar, source.actual_finish) if is_end and source.actual_finish else NEVER
        if source.actual_start is None:
            return NEVER
        if self.target.span is not None or self._is_held:
            is_rest = self._is_covered and not self._is_held and source.state == "started"
            return NEVER if is_rest else clock.start_on(source.calendar, source.actual_start)
        is_fact = source.state == "finished" and rules.progress == "actual_dates"
        if rules.start_lag_from == "actual_start" and self.link.kind == "SS" and self.target.state != "finished":
            assert self.project.status_date is not None
            return NEVER if is_fact else clock.minutes(self.project.status_date)
        return NEVER

    @property
    def passes_on_starts(self) -> bool:
        """Whether it passes on the start of work on its calendar: P6 does so from start to start, without a lag."""
        link = self.link
        is_plain = link.kind == "SS" and isinstance(link.lag, Quantity) and link.lag.value == 0.0
        is_planned = self.source.state == "not_started" and self.target.span is None
        return is_plain and is_planned and not self._stands and self.calendar != ELAPSED

    @property
    def _is_covered(self) -> bool:
        """Whether its successor reaches over its predecessor, rather than from it or to it."""
        span = self.target.span
        return span is not None and not any(self.link is end for end in (*span.from_, *span.to))
