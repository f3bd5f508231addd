"""From the schedule of a file to the validated project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskmc.errors import Location, PlanError, Problem, ScheduleFileError
from riskmc.io.schedule_files.identifiers import Identifiers, identifier
from riskmc.io.schedule_files.progress import settle_progress
from riskmc.io.schedule_files.records import ELAPSED, Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.work_pattern import ALWAYS, STANDARD_WEEK, STANDARD_WEEK_TEXT, WorkPattern
from riskmc.model.calendars import Calendar
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task, Template
from riskmc.model.timeline import WorkingTimeline

__all__ = ["build_project"]

_HINT = "mend it in the tool that wrote the file, and export it again"


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

    Raises
    ------
    ScheduleFileError
        Where the model finds problems, such as a cycle; each names the file.
    """
    try:
        return _build(schedule, template)
    except PlanError as error:
        raise ScheduleFileError(_placed(problem, schedule) for problem in error.problems) from None


def _build(schedule: Schedule, template: Template | None) -> Project:
    notices = schedule.notices
    pattern = schedule.calendars.get(schedule.calendar) or WorkPattern("standard", STANDARD_WEEK)
    calendar = _calendar(pattern, notices)
    pace = _Pace(schedule, calendar)
    activities = [replace(a, minutes=pace.convert(a.minutes, a.calendar)) for a in schedule.activities]
    links = [replace(r, lag_minutes=pace.convert(r.lag_minutes, r.lag_calendar)) for r in schedule.relationships]
    timeline = WorkingTimeline(calendar, schedule.start)
    links = list(settle_progress(activities, links, timeline, notices))
    _note_calendars(schedule, pace)
    _note_lags(schedule)
    _note_splits(activities, timeline, notices)
    calendar_id = identifier(pattern.name)
    return Project(
        name=schedule.name,
        start=schedule.start,
        status_date=schedule.status_date,
        currency=schedule.currency,
        calendars={calendar_id: calendar},
        calendar=calendar_id,
        tasks=_tasks(activities, links, calendar.minutes_per_day, notices),
        templates=(template,) if template else (),
        source=schedule.file,
        notices=notices.notices(),
    )


class _Pace:
    """Working minutes of the project's calendar for one minute of another calendar, over an ordinary week."""

    def __init__(self, schedule: Schedule, calendar: Calendar) -> None:
        self._project_week = calendar.minutes_per_week
        self._weeks = {key: float(pattern.minutes_per_week) for key, pattern in schedule.calendars.items()}
        self._weeks[ELAPSED] = float(ALWAYS.minutes_per_week)
        self._weeks[schedule.calendar] = self._project_week

    def of(self, key: str) -> float:
        """Return the pace of a calendar; 1 for an unknown one."""
        return self._project_week / (self._weeks.get(key) or self._project_week)

    def convert(self, minutes: float, key: str) -> float:
        """Convert minutes of a calendar, to whole minutes where the paces differ."""
        pace = self.of(key)
        return minutes if pace == 1 else float(round(minutes * pace))


def _calendar(pattern: WorkPattern, notices: NoticeBook) -> Calendar:
    try:
        return pattern.calendar()
    except PlanError as error:
        what = f"the project's calendar {pattern.name!r} is not usable ({error}); {STANDARD_WEEK_TEXT} stands for it"
        notices.add("calendars", what, [pattern.name])
        return WorkPattern("standard", STANDARD_WEEK).calendar()


def _tasks(
    activities: Sequence[Activity], links: Sequence[Relationship], minutes_per_day: float, notices: NoticeBook
) -> tuple[Task, ...]:
    ids = _ids(activities, notices)
    after: dict[str, list[Link]] = {}
    for link in links:
        lag = _quantity(link.lag_minutes, minutes_per_day)
        after.setdefault(link.successor, []).append(Link(predecessor=ids[link.predecessor], kind=link.kind, lag=lag))
    tasks: list[Task] = []
    problems: list[Problem] = []
    for index, activity in enumerate(activities):
        try:
            tasks.append(_task(activity, ids[activity.key], after.get(activity.key, ()), minutes_per_day))
        except PlanError as error:
            problems += (replace(problem, where=Location(path=f"tasks[{index}]")) for problem in error.problems)
    if problems:
        raise PlanError(problems)
    return tuple(tasks)


def _task(activity: Activity, task_id: str, after: Sequence[Link], minutes_per_day: float) -> Task:
    return Task(
        id=task_id,
        name=activity.name,
        group=".".join(identifier(level, dots=False) for level in activity.group),
        duration=None if activity.is_milestone else _quantity(activity.minutes, minutes_per_day),
        milestone=activity.is_milestone,
        after=tuple(after),
    )


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


def _quantity(minutes: float, minutes_per_day: float) -> Quantity:
    """Days where they are whole, hours where they are a multiple of a quarter, else minutes."""
    if minutes % minutes_per_day == 0 and minutes_per_day.is_integer():
        return Quantity(minutes / minutes_per_day, "d")
    return Quantity(minutes / 60, "h") if minutes % 15 == 0 else Quantity(minutes, "min")


def _note_calendars(schedule: Schedule, pace: _Pace) -> None:
    found: dict[str, list[str]] = {}
    for activity in schedule.activities:
        if activity.calendar not in (schedule.calendar, ELAPSED) and activity.state != "finished":
            found.setdefault(activity.calendar, []).append(activity.label)
    elapsed = [a.label for a in schedule.activities if a.calendar == ELAPSED and a.minutes]
    what = "elapsed durations became working time: a week by the clock is a week of the project's calendar"
    schedule.notices.add("durations", what, elapsed)
    for key, items in found.items():
        pattern = schedule.calendars.get(key)
        name = repr(pattern.name) if pattern else f"{key!r}, which is not in the file,"
        what = f"calendar {name} is not yet honoured: its activities run on the project's calendar"
        if pace.of(key) != 1:
            what += f", their durations multiplied by {pace.of(key):.4g} so that they take as many weeks"
        schedule.notices.add("calendars", what, items)


def _note_lags(schedule: Schedule) -> None:
    codes = {activity.key: activity.code for activity in schedule.activities}
    elapsed: list[str] = []
    others: list[str] = []
    for link in schedule.relationships:
        if link.lag_minutes and link.lag_calendar != schedule.calendar:
            label = f"{codes[link.predecessor]} -> {codes[link.successor]}"
            (elapsed if link.lag_calendar == ELAPSED else others).append(label)
    what = "elapsed lags became working time: a week by the clock is a week of the project's calendar"
    schedule.notices.add("lags", what, elapsed)
    what = "lags on other calendars became working time of the project's calendar, as many weeks long"
    schedule.notices.add("lags", what, others)


def _note_splits(activities: Sequence[Activity], timeline: WorkingTimeline, notices: NoticeBook) -> None:
    stretched = []
    for activity in activities:
        if activity.planned_span:
            start, finish = activity.planned_span
            if timeline.minutes_at(finish) - timeline.minutes_at(start) > activity.minutes + 1:
                stretched.append(activity.label)
    what = "tasks that the file plans over more time than their duration (split, or waiting) run without the gaps"
    notices.add("splits", what, stretched)


def _placed(problem: Problem, schedule: Schedule) -> Problem:
    """Put the file and the line of the activity to a problem."""
    head = problem.where.path.partition("]")[0]
    index = head.removeprefix("tasks[")
    line = schedule.activities[int(index)].line or None if head != index and index.isdigit() else None
    return replace(problem, where=Location(schedule.file, line), hint=problem.hint or _HINT)
