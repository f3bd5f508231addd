"""From the schedule of a file to the validated project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from riskmc.errors import Location, PlanError, Problem, ScheduleFileError
from riskmc.io.schedule_files.identifiers import Identifiers, identifier
from riskmc.io.schedule_files.problems import check_number, shown_problems
from riskmc.io.schedule_files.records import ELAPSED, LAG_WORDS, Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK, STANDARD_WEEK_TEXT, WorkPattern
from riskmc.model.calendars import Calendar, always
from riskmc.model.costs import ProjectCost
from riskmc.model.network import ELAPSED as ELAPSED_NAME
from riskmc.model.network import Link
from riskmc.model.origin import Origin
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Pause, Span, Task, Template
from riskmc.model.timeline import WorkingTimeline

__all__ = ["build_project"]

_HINT: Final = "mend it in the tool that wrote the file, and export it again"
_RESERVED_NAMES: Final = (ELAPSED_NAME, *LAG_WORDS)


def build_project(schedule: Schedule, template: Template | None = None) -> Project:
    """Build the project of a schedule.

    Parameters
    ----------
    schedule : Schedule
        What the file holds.
    template : Template, optional
        Range for the durations.

    Returns
    -------
    Project
        Each activity on its own calendar, with its constraints and its progress; `origin` holds what the file says of
        its own dates.

    Raises
    ------
    ScheduleFileError
        Where the model finds problems, such as a cycle; each names the file.
    """
    check_number(schedule.file, len(schedule.activities))
    try:
        return _build(schedule, template)
    except PlanError as error:
        problems = [_placed(problem, schedule) for problem in error.problems]
        raise ScheduleFileError(shown_problems(schedule.file, problems)) from None


def _build(schedule: Schedule, template: Template | None) -> Project:
    notices = schedule.notices
    calendars = _calendars(schedule)
    ids = _ids(schedule.activities, notices)
    _note_splits(schedule, calendars)
    return Project(
        name=schedule.name,
        start=schedule.start,
        status_date=schedule.status_date,
        scheduling=schedule.scheduling,
        currency=schedule.currency,
        calendars=calendars.by_name,
        calendar=calendars.names[schedule.calendar],
        tasks=_tasks(schedule, _Units(schedule, calendars), ids),
        costs=_standing(schedule),
        templates=(template,) if template else (),
        source=schedule.file,
        notices=notices.notices(),
        origin=_origin(schedule, ids),
    )


def _origin(schedule: Schedule, ids: Mapping[str, str]) -> Origin | None:
    if not schedule.tool:
        return None
    own = {ids[activity.key]: activity.own for activity in schedule.activities if activity.own is not None}
    return Origin(schedule.tool, schedule.file, schedule.counts, own, schedule.stale)


@dataclass(frozen=True)
class _Calendars:
    """The calendars of the model, by the keys of the file.

    Attributes
    ----------
    names : dict[str, str]
        Key of the file to name in the plan.
    by_name : dict[str, Calendar]
        The project's first.
    project : str
        Key of the project's calendar.
    """

    names: dict[str, str]
    by_name: dict[str, Calendar]
    project: str

    def calendar(self, key: str) -> Calendar:
        """Return a calendar by its key; the project's for a key that is not in the file."""
        return always() if key == ELAPSED else self.by_name[self.name(key)]

    def name(self, key: str) -> str:
        """Return the name in the plan; the project's for a key that is not in the file."""
        return ELAPSED_NAME if key == ELAPSED else self.names.get(key, self.names[self.project])


def _calendars(schedule: Schedule) -> _Calendars:
    """Make the calendars that something runs on, and note those that are not in the file."""
    links = [*schedule.relationships, *_span_links(schedule.activities)]
    used = dict.fromkeys(activity.calendar for activity in schedule.activities)
    used |= dict.fromkeys(activity.float_calendar for activity in schedule.activities if activity.float_calendar)
    used |= dict.fromkeys(link.lag_calendar for link in links if link.lag_minutes)
    identifiers = Identifiers(_RESERVED_NAMES)
    names: dict[str, str] = {}
    by_name: dict[str, Calendar] = {}
    for key in (schedule.calendar, *used):
        pattern = schedule.calendars.get(key)
        if key == schedule.calendar and pattern is None:
            pattern = WorkPattern("standard", STANDARD_WEEK)
        if pattern is not None and key not in names:
            names[key] = identifiers.unique(pattern.name)
            by_name[names[key]] = _calendar(pattern, schedule.notices)
    _note_unknown_calendars(schedule, names)
    return _Calendars(names, by_name, schedule.calendar)


def _calendar(pattern: WorkPattern, notices: NoticeBook) -> Calendar:
    try:
        return pattern.calendar()
    except PlanError as error:
        what = f"calendar {pattern.name!r} is not usable ({error}); {STANDARD_WEEK_TEXT} stands for it"
        notices.add("calendars", what, [pattern.name])
        return WorkPattern("standard", STANDARD_WEEK).calendar()


def _note_unknown_calendars(schedule: Schedule, names: Mapping[str, str]) -> None:
    found: dict[str, list[str]] = {}
    for activity in schedule.activities:
        if activity.calendar not in (ELAPSED, *names):
            found.setdefault(activity.calendar, []).append(activity.label)
    for key, items in found.items():
        what = f"calendar {key!r} is not in the file: its activities run on the project's calendar"
        schedule.notices.add("calendars", what, items)


def _span_links(activities: Iterable[Activity]) -> Iterable[Relationship]:
    for activity in activities:
        if activity.span is not None:
            yield from activity.span.starts
            yield from activity.span.finishes


class _Units:
    """Minutes of the file to quantities of the plan, which mean the same minutes on the calendar concerned."""

    def __init__(self, schedule: Schedule, calendars: _Calendars) -> None:
        self.calendars = calendars
        self._calendar_of_activity = {activity.key: activity.calendar for activity in schedule.activities}
        self._usual_lag_calendar = schedule.scheduling.lag_calendar
        self._days = {key: calendars.calendar(key).minutes_per_day for key in (*calendars.names, ELAPSED)}

    def work(self, minutes: float, key: str) -> Quantity:
        """Return working time of the calendar of that key."""
        return _quantity(minutes, self._days.get(key) or self._days[self.calendars.project])

    def link(self, link: Relationship, ids: Mapping[str, str]) -> Link:
        """Return the link with its lag on the calendar that it runs on."""
        key = link.lag_calendar
        lag = self.work(link.lag_minutes, self._lag_key(link))
        calendar = key if key in LAG_WORDS else self.calendars.name(key)
        if not link.lag_minutes or calendar == self._usual_lag_calendar:
            calendar = ""
        return Link(predecessor=ids[link.predecessor], kind=link.kind, lag=lag, calendar=calendar)

    def _lag_key(self, link: Relationship) -> str:
        ends = {"predecessor": link.predecessor, "successor": link.successor}
        if link.lag_calendar in ends:
            return self._calendar_of_activity.get(ends[link.lag_calendar], self.calendars.project)
        return self.calendars.project if link.lag_calendar == "project" else link.lag_calendar


def _quantity(minutes: float, minutes_per_day: float) -> Quantity:
    """Days where they are whole, hours where they are a multiple of a quarter, else minutes."""
    if minutes % minutes_per_day == 0 and minutes_per_day.is_integer():
        return Quantity(minutes / minutes_per_day, "d")
    return Quantity(minutes / 60, "h") if minutes % 15 == 0 else Quantity(minutes, "min")


def _tasks(schedule: Schedule, units: _Units, ids: Mapping[str, str]) -> tuple[Task, ...]:
    after: dict[str, list[Link]] = {}
    for link in schedule.relationships:
        after.setdefault(link.successor, []).append(units.link(link, ids))
    tasks: list[Task] = []
    problems: list[Problem] = []
    for index, activity in enumerate(schedule.activities):
        fields = _fields(activity, units, ids) | _progress(activity, units, schedule.status_date or schedule.start)
        try:
            tasks.append(Task(after=tuple(after.get(activity.key, ())), **fields))
        except PlanError as error:
            problems += (replace(problem, where=Location(path=f"tasks[{index}]")) for problem in error.problems)
    if problems:
        raise PlanError(problems)
    return tuple(tasks)


def _fields(activity: Activity, units: _Units, ids: Mapping[str, str]) -> dict[str, Any]:
    calendar = units.calendars.name(activity.calendar)
    counted = units.calendars.name(activity.float_calendar) if activity.float_calendar else ""
    return {
        "id": ids[activity.key],
        "name": activity.name,
        "group": ".".join(identifier(level, dots=False) for level in activity.group),
        "milestone": activity.is_milestone,
        "side": activity.side,
        "calendar": "" if calendar == units.calendars.name(units.calendars.project) else calendar,
        "float_calendar": "" if counted in ("", calendar) else counted,
        "constraint": activity.constraints,
        "deadline": activity.deadline,
        "expected_finish": activity.expected_finish,
        "suspended": activity.suspended,
        "resume": activity.resume,
        "delay": units.work(activity.delay, ELAPSED) if activity.delay else None,
        "pauses": tuple(
            Pause(after=units.work(after, activity.calendar), lasting=units.work(lasting, activity.calendar))
            for after, lasting in activity.pauses
        ),
        "span": _span(activity, units, ids),
        "cost": _cost(activity),
    }


def _standing(schedule: Schedule) -> tuple[ProjectCost, ...]:
    """Return the costs that are not of an activity."""
    identifiers = Identifiers()
    return tuple(
        ProjectCost(id=identifiers.unique(code), name=name, fixed=Quantity(round(money, 9)))
        for code, name, money in schedule.standing
    )


def _cost(activity: Activity) -> dict[str, float] | None:
    """Return what an activity costs: spent, left to spend, and left to spend by the hour."""
    if activity.cost is None or activity.cost.total <= 0.0:
        return None
    actual, fixed, timed, minutes = activity.cost
    if activity.state == "planned":
        actual, fixed = 0.0, fixed + actual
    if minutes <= 0.0 or activity.is_milestone or activity.state == "finished":
        fixed, timed = fixed + timed, 0.0
    if activity.state == "finished":
        actual, fixed = actual + fixed, 0.0
    amounts = {"actual": actual, "fixed": fixed, "per_hour": timed / minutes * 60.0 if timed else 0.0}
    return {key: round(amount, 9) for key, amount in amounts.items() if amount > 0.0}


def _span(activity: Activity, units: _Units, ids: Mapping[str, str]) -> Span | None:
    span = activity.span
    if span is None:
        return None
    return Span(
        from_=tuple(units.link(link, ids) for link in span.starts),
        to=tuple(units.link(link, ids) for link in span.finishes),
        **({"over": tuple(ids[key] for key in span.over)} if span.over else {}),
    )


def _progress(activity: Activity, units: _Units, status_date: datetime) -> dict[str, Any]:
    """Duration, and what is done of it.

    A state whose date the file lacks is dated at the status date.
    """
    takes_time = not activity.is_milestone and activity.span is None
    fields: dict[str, Any] = {}
    planned = activity.minutes if activity.state == "planned" else activity.planned_minutes
    if takes_time and planned is not None:
        fields["duration"] = units.work(planned, activity.calendar)
    if activity.state == "started":
        fields["actual_start"] = activity.actual_start or status_date
        if takes_time:
            fields["remaining"] = units.work(activity.minutes, activity.calendar)
    if activity.state == "finished":
        finish = activity.actual_finish or activity.actual_start or status_date
        fields["actual_start"] = min(activity.actual_start or finish, finish)
        fields["actual_finish"] = finish
    return fields


def _ids(activities: Sequence[Activity], notices: NoticeBook) -> dict[str, str]:
    identifiers = Identifiers()
    ids: dict[str, str] = {}
    for activity in activities:
        if activity.key in ids:
            problem = Problem(subject=f"activity {activity.label!r}", what=f"the key {activity.key!r} is used twice")
            raise PlanError([problem])
        ids[activity.key] = identifiers.unique(activity.code)
    changed = [f"{a.code!r} -> {ids[a.key]}" for a in activities if ids[a.key] != a.code]
    notices.add("ids", "activity codes were made fit for ids", changed)
    return ids


def _note_splits(schedule: Schedule, calendars: _Calendars) -> None:
    timelines: dict[str, WorkingTimeline] = {}
    stretched = []
    for activity in schedule.activities:
        if activity.planned_span and not activity.pauses:
            name = calendars.name(activity.calendar)
            if name not in timelines:
                timelines[name] = WorkingTimeline(calendars.calendar(activity.calendar), schedule.start)
            start, finish = (timelines[name].minutes_at(moment) for moment in activity.planned_span)
            if finish - start > activity.minutes + 1:
                stretched.append(activity.label)
    what = "tasks that the file plans over more time than their duration (split, or waiting) run without the gaps"
    schedule.notices.add("splits", what, stretched)


def _placed(problem: Problem, schedule: Schedule) -> Problem:
    """Put the file and the line of the activity to a problem."""
    head = problem.where.path.partition("]")[0]
    index = head.removeprefix("tasks[")
    line = schedule.activities[int(index)].line or None if head != index and index.isdigit() else None
    return replace(problem, where=Location(schedule.file, line), hint=problem.hint or _HINT)
