"""The dates of the engine held against those that the schedule file of another tool gives itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from riskmc.model.origin import OwnDates
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import Side, WorkingTimeline
from riskmc.result.schedule import Schedule

__all__ = ["ComparedTask", "compare_dates", "is_exact", "task_dates"]

_MINUTE = 1.0


@dataclass(frozen=True, slots=True)
class ComparedTask:
    """The dates of one task that is not finished: the engine's, and the file's own.

    Attributes
    ----------
    index : int
        In plan order.
    start, finish : datetime
        Of the engine; of a started task the start of what is left.
    total_float : float
        Of the engine, working minutes of the task's calendar.
    own : OwnDates
        Of the file.
    """

    index: int
    start: datetime
    finish: datetime
    total_float: float
    own: OwnDates

    @property
    def start_gap(self) -> float:
        """Minutes by the clock that the engine starts it later than the file; nan where the file does not say."""
        return _clock_minutes(self.own.start, self.start)

    @property
    def finish_gap(self) -> float:
        """Minutes by the clock that the engine finishes it later than the file; nan where the file does not say."""
        return _clock_minutes(self.own.finish, self.finish)

    @property
    def float_gap(self) -> float:
        """Working minutes of float that the engine sees more than the file; nan where the file does not say."""
        return math.nan if self.own.total_float is None else self.total_float - self.own.total_float

    @property
    def date_gap(self) -> float:
        """The gap of the start where it differs, else that of the finish; 0 where neither differs."""
        return next((gap for gap in (self.start_gap, self.finish_gap) if not is_exact(gap)), 0.0)

    @property
    def differs(self) -> bool:
        """Whether anything differs that the file says."""
        return self.date_gap != 0.0 or not is_exact(self.float_gap)


def is_exact(gap: float) -> bool:
    """Tell whether a gap is less than a minute; what the file does not say cannot differ.

    Examples
    --------
    >>> is_exact(0.4), is_exact(-60.0), is_exact(math.nan)
    (True, False, True)
    """
    return not abs(gap) >= _MINUTE


def compare_dates(project: Project, schedule: Schedule, timeline: WorkingTimeline) -> Iterator[ComparedTask]:
    """Hold the dates of the tasks that are not finished against those of their file, where it gives any.

    Parameters
    ----------
    project : Project
    schedule : Schedule
        Without uncertainty, in plan order.
    timeline : WorkingTimeline
        That the schedule counts on.

    Yields
    ------
    ComparedTask
        In plan order.
    """
    own_dates = project.origin.own if project.origin is not None else {}
    for index, task in enumerate(project.tasks):
        own = own_dates.get(task.id)
        if own is None or task.state == "finished" or (own.start is None and own.finish is None):
            continue
        start, finish = task_dates(task, schedule, index, timeline)
        yield ComparedTask(
            index=index,
            start=start,
            finish=finish,
            total_float=float(schedule.total_float[index]),
            own=own,
        )


def task_dates(task: Task, schedule: Schedule, index: int, timeline: WorkingTimeline) -> tuple[datetime, datetime]:
    """Return the early start and the early finish of a task of a schedule."""
    return (
        timeline.date_of(float(schedule.early_start[index]), _side(task, "start")),
        timeline.date_of(float(schedule.early_finish[index]), _side(task, "finish")),
    )


def _side(task: Task, side: Side) -> Side:
    """Return the side of a pause: a milestone is one instant, by default where work finishes."""
    if not task.milestone:
        return side
    return "start" if task.side == "start" else "finish"


def _clock_minutes(own: datetime | None, engine: datetime) -> float:
    return math.nan if own is None else (engine - own).total_seconds() / 60.0
