"""What is odd about the dates of a plan: its progress, constraints, deadlines and pauses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import permutations
from typing import Literal

from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.constraints import Constraint
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task

__all__ = ["DateFinding", "DateRule", "date_findings"]

DateRule = Literal[
    "no-status-date", "future-actual", "done-not-finished", "idle-suspension", "early-deadline", "no-date-between",
    "late-pause",
]  # fmt: skip

DateFinding = tuple[DateRule, Task | None, str]
"""Rule, the task where it is one's, and what is odd."""


def date_findings(project: Project) -> Iterator[DateFinding]:
    """Find dates that are legal in a plan and yet worth a second look.

    Parameters
    ----------
    project : Project

    Yields
    ------
    tuple
        Rule, task and message.

    Examples
    --------
    >>> task = {"id": "dig", "duration": "3d", "actual_start": "2027-01-04", "remaining": "1d"}
    >>> [rule for rule, _, _ in date_findings(Project(name="Shed", start="2027-01-04", tasks=[task]))]
    ['no-status-date']
    """
    yield from _status_date(project)
    for task in project.tasks:
        yield from _progress(task, project.status_date)
        if task.state != "finished":
            yield from _limits(task, project.start)
            yield from _pauses(task, project)
    finish = project.scheduling.must_finish_by
    if finish is not None and end_of_day(finish) <= project.start:
        yield "early-deadline", None, f"must_finish_by {finish} lies before the start of the project"


def _status_date(project: Project) -> Iterator[DateFinding]:
    begun = sum(task.state != "not_started" for task in project.tasks)
    if begun and project.status_date is None and project.scheduling.remaining_work == "after_status_date":
        tasks = "1 task has" if begun == 1 else f"{begun:,} tasks have"
        message = f"{tasks} progress, and no status_date says up to when; the start of the project stands for it"
        yield "no-status-date", None, message


def _progress(task: Task, status_date: date | datetime | None) -> Iterator[DateFinding]:
    for key in ("actual_start", "actual_finish"):
        when = getattr(task, key)
        if when is not None and status_date is not None and _is_later(when, status_date):
            message = f"{key} {when} lies after the status date {status_date}, so that it is no fact yet"
            yield "future-actual", task, message
    if task.state == "started" and not (task.milestone or task.span):
        left = task.remaining if task.remaining is not None else Quantity(1.0 - (task.percent_complete or 0.0), "d")
        if isinstance(left, Quantity) and left.value == 0:
            yield "done-not-finished", task, "nothing is left of it, and it has no actual_finish"
    given = [key for key in ("suspended", "resume") if getattr(task, key) is not None]
    if given and task.state != "started":
        message = f"{' and '.join(given)} count for started tasks; this one is {task.state.replace('_', ' ')}"
        yield "idle-suspension", task, message


def _is_later(when: date | datetime, status_date: date | datetime) -> bool:
    if isinstance(when, datetime) and isinstance(status_date, datetime):
        return when > status_date
    return midnight(when).date() > midnight(status_date).date()


def _limits(task: Task, start: datetime) -> Iterator[DateFinding]:
    if task.deadline is not None and end_of_day(task.deadline) <= start:
        yield "early-deadline", task, f"its deadline {task.deadline} lies before the start of the project"
    for earliest, latest in permutations(task.constraint, 2):
        if _leaves_nothing(earliest, latest):
            message = f"{earliest.kind} {earliest.when} and {latest.kind} {latest.when} leave no date between them"
            yield "no-date-between", task, message
            break


def _leaves_nothing(earliest: Constraint, latest: Constraint) -> bool:
    """Tell whether one constraint begins only after another has ended."""
    if earliest.instant is None or latest.instant is None:
        return False
    if earliest.kind.endswith("no_later_than") or latest.kind.endswith("no_earlier_than"):
        return False
    if "finish" in earliest.kind and "start" in latest.kind:
        return False
    if "start" in earliest.kind and "finish" in latest.kind:
        return earliest.instant >= latest.instant
    return earliest.instant > latest.instant


def _pauses(task: Task, project: Project) -> Iterator[DateFinding]:
    whole = task.planned or task.duration
    if not task.pauses or not isinstance(whole, Quantity) or whole.kind != "time":
        return
    minutes = project.calendar_of(task).minutes
    for pause in task.pauses:
        if minutes(pause.after) >= minutes(whole):
            yield "late-pause", task, f"a pause comes after {pause.after} of work, and the task has only {whole}"
