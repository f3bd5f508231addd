"""When a task of an MS Project XML file is worked: on which calendar, for how long, and with which pauses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from riskmc.io.schedule_files.calendar_book import CalendarBook
from riskmc.io.schedule_files.mspdi_resources import Assignment, joined
from riskmc.io.schedule_files.mspdi_tasks import MspdiTask
from riskmc.io.schedule_files.records import ELAPSED

__all__ = ["Work", "base_calendar", "plan_work"]

_FIXED_DURATION: Final = "1"
_A_MINUTE: Final = 1.0

Pieces = Mapping[str, Sequence[tuple[datetime, datetime]]]


@dataclass(frozen=True, slots=True)
class Work:
    """How a task is worked.

    Attributes
    ----------
    calendar : str
        Key of the calendar.
    minutes : float
        Working minutes of it that are still to be done.
    planned : float
        Working minutes of the whole task.
    resume : datetime or None
        From when the rest of a started task is worked.
    pauses : tuple[tuple[float, float], ...]
        Working minutes done before each pause, and working minutes that it lasts.
    surplus : float
        Working minutes that the file plans the task over beyond its duration; negative where there are too few.
    how : {"", "assignments", "pauses", "unplaced pause", "contradiction"}
        What was made of a surplus.
    """

    calendar: str
    minutes: float
    planned: float
    resume: datetime | None = None
    pauses: tuple[tuple[float, float], ...] = ()
    surplus: float = 0.0
    how: str = ""


def base_calendar(task: MspdiTask, default: str, book: CalendarBook) -> str:
    """Return the key of the calendar of a task without its resources: its own, else the project's."""
    return book.key(task.fields["CalendarUID"] if task.has_own_calendar else default)


def plan_work(
    tasks: Sequence[MspdiTask],
    assignments: Mapping[str, tuple[Assignment, ...]],
    book: CalendarBook,
    default: str,
    segments: Callable[[Sequence[str]], Pieces],
) -> dict[str, Work]:
    """Find out how tasks are worked.

    Parameters
    ----------
    tasks : sequence of MspdiTask
        Those that are worked: no summaries.
    assignments : mapping of str to tuple of Assignment
        By the UID of the task.
    book : CalendarBook
    default : str
        UID of the project's calendar.
    segments : callable
        Returns when assignments are worked, by their UIDs; asked only where a task takes more time than its duration.

    Returns
    -------
    dict[str, Work]
        By UID.
    """
    works = {task.uid: _work(task, assignments.get(task.uid, ()), book, default) for task in tasks}
    stretched = [task for task in tasks if works[task.uid].surplus >= _A_MINUTE and not works[task.uid].how]
    asked = [assignment.uid for task in stretched for assignment in assignments.get(task.uid, ())]
    pieces = segments(asked) if asked else {}
    for task in stretched:
        works[task.uid] = _with_pauses(task, works[task.uid], assignments.get(task.uid, ()), pieces, book)
    return works


def _work(task: MspdiTask, assignments: Sequence[Assignment], book: CalendarBook, default: str) -> Work:
    base = base_calendar(task, default, book)
    total, rest = _amounts(task, book, base)
    candidates = [ELAPSED] if task.is_elapsed else _calendars(task, assignments, book, base)
    resume = _resume(task, book, candidates[0])
    work = Work(candidates[0], rest, total, resume)
    start = task.moment("Start") if task.state == "planned" else resume
    finish = task.moment("Finish")
    if task.state == "finished" or task.is_manual or not rest or start is None or finish is None:
        return work
    surpluses = {key: book.minutes(key, start, finish) - rest for key in candidates}
    fitting = next((key for key in candidates if abs(surpluses[key]) < _A_MINUTE), None)
    if fitting is not None:
        return replace(work, calendar=fitting)
    surplus = surpluses[candidates[0]]
    span = rest + surplus
    if surplus <= -_A_MINUTE and len(candidates) > 1 and span > 0:
        # Each resource keeps its own calendar, and the duration is counted where any of them works.
        planned = span if task.state == "planned" else total
        return replace(work, minutes=span, planned=planned, surplus=surplus, how="assignments")
    return replace(work, surplus=surplus, how="" if surplus >= _A_MINUTE else "contradiction")


def _amounts(task: MspdiTask, book: CalendarBook, base: str) -> tuple[float, float]:
    """Return the working minutes of the whole task, and those that are left."""
    start, finish = task.moment("Start"), task.moment("Finish")
    if task.is_manual and task.minutes("Duration") is None and start and finish and task.state == "planned":
        between = book.minutes(base, start, finish)
        return between, between
    return task.total_minutes, task.remaining_minutes


def _calendars(task: MspdiTask, assignments: Sequence[Assignment], book: CalendarBook, base: str) -> list[str]:
    """List the calendars that a task may be worked on, the one that decides in MS Project first."""
    workers = sorted(
        (assignment for assignment in assignments if assignment.has_worker),
        key=lambda assignment: assignment.finish or datetime.min,
        reverse=True,
    )
    if task.has_own_calendar and task.is_set("IgnoreResourceCalendar"):
        workers = []
    keys = [book.key(worker.calendar_uid) for worker in workers]
    if task.has_own_calendar:
        keys = [book.both(base, key) or base for key in keys]
    is_fixed = task.fields.get("Type") == _FIXED_DURATION
    return list(dict.fromkeys([base, *keys] if is_fixed else [*keys, base]))


def _resume(task: MspdiTask, book: CalendarBook, key: str) -> datetime | None:
    """Return from when the rest of a started task is worked: as the file says, else after what is done."""
    if task.state != "started":
        return None
    begun = task.moment("ActualStart") or task.moment("Start")
    told = task.moment("Resume") or task.moment("Stop")
    if told is not None or begun is None:
        return told or begun
    done = task.minutes("ActualDuration")
    return book.after(key, begun, max(task.total_minutes - task.remaining_minutes, 0.0) if done is None else done)


def _with_pauses(
    task: MspdiTask, work: Work, assignments: Sequence[Assignment], pieces: Pieces, book: CalendarBook
) -> Work:
    """Place the surplus of a task as pauses: by its pieces of work, by its assignments, else in the middle."""
    told = [piece for assignment in assignments for piece in pieces.get(assignment.uid, ())]
    spans = [(item.start, item.finish) for item in assignments if item.start and item.finish]
    start = task.moment("Start") if work.resume is None else work.resume
    for stretches in (told, spans):
        pauses = _pauses([piece for piece in joined(stretches) if start is None or piece[1] > start], work, book)
        if pauses and abs(sum(lasting for _, lasting in pauses) - work.surplus) < _A_MINUTE:
            return replace(work, pauses=pauses, how="pauses")
    return replace(work, pauses=((work.minutes / 2, work.surplus),), how="unplaced pause")


def _pauses(
    stretches: Sequence[tuple[datetime, datetime]], work: Work, book: CalendarBook
) -> tuple[tuple[float, float], ...]:
    pauses: list[tuple[float, float]] = []
    done = 0.0
    for (start, finish), following in pairwise(stretches):
        done += book.minutes(work.calendar, start, finish)
        lasting = book.minutes(work.calendar, finish, following[0])
        if lasting >= _A_MINUTE:
            pauses.append((done, lasting))
    return tuple(pauses)
