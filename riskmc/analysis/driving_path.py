"""The driving path: the chain of tasks that gives the plan its finish, and what it begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from riskmc.analysis.own_dates import task_dates
from riskmc.model.calendars import midnight
from riskmc.model.distributions import Distribution
from riskmc.model.network import ELAPSED, Link
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.schedule import Schedule

__all__ = ["DrivingPath", "Walk", "broken_links", "driving_path"]

Beginning = Literal["start", "progress", "constraint", "gap"]
"""What a path begins with: the start of the project or its status date, work that is under way, a constraint, or
nothing that the network tells."""

_SAME = 1.0
"""Working minutes within which a link drives."""


@dataclass(frozen=True, slots=True)
class DrivingPath:
    """The chain of links without slack that ends with the last task.

    Attributes
    ----------
    tasks : tuple of int
        Indices in plan order, from first to last.
    beginning : {"start", "progress", "constraint", "gap"}
        What its first task begins with.
    late_days : float
        Working days of its first task's calendar from the start of the project, or its status date, to its start.
    """

    tasks: tuple[int, ...]
    beginning: Beginning
    late_days: float

    @property
    def is_continuous(self) -> bool:
        """Whether it reaches from the start, or from what is under way, to the finish."""
        return self.beginning in ("start", "progress")


def driving_path(
    project: Project, schedule: Schedule, timeline: WorkingTimeline, last: int | None = None
) -> DrivingPath | None:
    """Walk back from the last task along links without slack; of several, along the first.

    Parameters
    ----------
    project : Project
    schedule : Schedule
        Without uncertainty, in plan order.
    timeline : WorkingTimeline
        That the schedule counts on.
    last : int, optional
        Task from which to walk; by default the one that finishes last.

    Returns
    -------
    DrivingPath or None
        None where all work is finished.
    """
    return Walk(project, schedule, timeline).path(last)


def broken_links(project: Project, schedule: Schedule, timeline: WorkingTimeline) -> Iterator[tuple[Task, str, float]]:
    """Find the links that a date does not respect, as a constraint holds it whatever the links say.

    Yields
    ------
    (Task, str, float)
        A task that is not started, the predecessor of the link that it breaks most, and by how many working days of its
        calendar.
    """
    walk = Walk(project, schedule, timeline)
    for index, task in enumerate(project.tasks):
        if task.state != "not_started" or task.span is not None or not task.constraint:
            continue
        slacks = [slack for slack in walk.slacks(index, task) if project.tasks[slack[0]].state != "finished"]
        before, least = min(slacks, key=lambda slack: slack[1], default=(0, 0.0))
        if least < -_SAME:
            yield task, project.tasks[before].id, -least / project.calendar_of(task).minutes_per_day


class Walk:
    """The links of a schedule that has no uncertainty, with the slack that they leave.

    Parameters
    ----------
    project : Project
    schedule : Schedule
        In plan order.
    timeline : WorkingTimeline
        That the schedule counts on.
    """

    def __init__(self, project: Project, schedule: Schedule, timeline: WorkingTimeline) -> None:
        self._project = project
        self._schedule = schedule
        self._timeline = timeline
        self._timelines: dict[str, WorkingTimeline] = {}

    def path(self, last: int | None = None) -> DrivingPath | None:
        """Return the path to a task, by default to the one that finishes last."""
        index = self.last() if last is None else last
        if index is None:
            return None
        path = [index]
        while True:
            driver = self.driver(path[-1])
            if driver is None:
                return self._ended(path)
            path.append(driver[0])

    def last(self) -> int | None:
        """Find the task that finishes last; of several, one that nothing follows."""
        followed = {link.predecessor for task in self._project.tasks for link in task.after}
        finish = self._schedule.early_finish
        open_tasks = [i for i, task in enumerate(self._project.tasks) if task.state != "finished" and task.span is None]
        return max(open_tasks, key=lambda i: (finish[i], self._project.tasks[i].id not in followed), default=None)

    def driver(self, index: int) -> tuple[int, Link] | None:
        """Return the first predecessor that holds a task where it is, and the link by which it does."""
        task = self._project.tasks[index]
        if task.state != "not_started":
            return None
        return next(((before, link) for before, link, slack in self.held(index, task) if abs(slack) < _SAME), None)

    def slacks(self, index: int, task: Task) -> Iterator[tuple[int, float]]:
        """Yield each predecessor, and the working minutes of the task that its link leaves; below 0 it is broken."""
        for before, _, slack in self.held(index, task):
            yield before, slack

    def held(self, index: int, task: Task) -> Iterator[tuple[int, Link, float]]:
        """Yield each predecessor that is no span, its link, and the working minutes of the task that it leaves."""
        start, finish = self._dates(index)
        own = self._on(task.calendar)
        for link in task.after:
            before = self._project.task_index[link.predecessor]
            if self._project.tasks[before].span is None:
                held = finish if link.kind[1] == "F" else start
                bound = self._bound(before, task, link)
                if link.kind[1] == "S" and task.delay is not None:
                    minutes = self._on(ELAPSED).calendar.minutes(task.delay)
                    bound = own.date_of(own.minutes_at(bound), "start") + timedelta(minutes=minutes)
                yield before, link, own.minutes_at(held) - own.minutes_at(bound)

    def _bound(self, before: int, task: Task, link: Link) -> datetime:
        """Return the earliest instant that a link allows its end."""
        start, finish = self._dates(before)
        from_ = start if link.kind[0] == "S" else finish
        lag = link.lag.planned() if isinstance(link.lag, Distribution) else link.lag
        if lag is None or lag.value == 0:
            return from_
        line = self._on(self._lag_calendar(self._project.tasks[before], task, link))
        return line.date_of(line.minutes_at(from_) + line.calendar.minutes(lag))

    def _lag_calendar(self, before: Task, task: Task, link: Link) -> str:
        name = link.calendar or self._project.scheduling.lag_calendar
        named = {"predecessor": before.calendar, "successor": task.calendar, "project": ""}
        return named.get(name, name)

    def _dates(self, index: int) -> tuple[datetime, datetime]:
        return task_dates(self._project.tasks[index], self._schedule, index, self._timeline)

    def _on(self, calendar: str) -> WorkingTimeline:
        if calendar not in self._timelines:
            found = self._project.calendar_named(calendar)
            self._timelines[calendar] = WorkingTimeline(found, self._project.start)
        return self._timelines[calendar]

    def _ended(self, path: list[int]) -> DrivingPath:
        """Say what a path that was walked back begins with."""
        first = self._project.tasks[path[-1]]
        line = self._on(first.calendar)
        begin = self._project.start
        if self._project.status_date is not None:
            begin = max(begin, midnight(self._project.status_date))
        late = line.minutes_at(self._dates(path[-1])[0]) - line.minutes_at(begin)
        beginning: Beginning = "gap"
        if first.state != "not_started":
            beginning = "progress"
        elif late < _SAME:
            beginning = "start"
        elif first.constraint:
            beginning = "constraint"
        return DrivingPath(tuple(reversed(path)), beginning, max(line.days(late), 0.0))
