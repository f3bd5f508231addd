"""What is wrong with a single task though each of its fields is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from riskmc.model._record import Fault
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.distributions import Distribution
from riskmc.model.quantities import Quantity

if TYPE_CHECKING:
    from riskmc.model.tasks import Task

DURATION_ALLOWED: Final = "write an amount of time in min, h, d, w or mo"
_OF_WORK: Final = (
    "duration", "planned", "milestone", "side", "after", "constraint", "expected_finish", "remaining", "delay",
    "pauses",
)  # fmt: skip
"""Fields that have no meaning for a task that reaches over others."""


def describe(value: Quantity | Distribution | str) -> str:
    """Describe a quantity, a distribution or a level in a line."""
    return value.describe() if isinstance(value, Distribution) else str(value)


def find_task_faults(task: Task) -> Iterator[Fault]:
    """Find what does not go together in a task.

    Parameters
    ----------
    task : Task

    Yields
    ------
    Fault
        With a path inside the task.
    """
    if task.span is not None:
        yield from _span_faults(task)
    elif task.milestone:
        yield from _milestone_faults(task)
    else:
        yield from _duration_faults(task)
        if task.side:
            yield Fault(("side",), "", f"side {task.side} is given for a task that is no milestone", "", "take it out")
    yield from _progress_faults(task)
    if task.exists is not None and (task.span is not None or task.actual_start is not None):
        state = "reaches over others" if task.span is not None else "is started"
        yield Fault(("exists",), "", f"whether it exists is open, and the task {state}", "", "take exists out")
    for key in ("remaining", "delay"):
        value = getattr(task, key)
        if value is not None:
            yield from time_faults(key, value)


def _span_faults(task: Task) -> Iterator[Fault]:
    for key in _OF_WORK:
        if getattr(task, key):
            what = f"a task with a span has {key}"
            yield Fault((key,), "", what, "its dates come from what it reaches over", f"take out {key} or span")


def _milestone_faults(task: Task) -> Iterator[Fault]:
    for key in ("duration", "planned", "remaining"):
        value = getattr(task, key)
        if value is not None and value != Quantity(0.0, getattr(value, "unit", "")):
            yield Fault((key,), "", f"a milestone has the {key} {describe(value)}", "a milestone takes no time")
    if task.pauses:
        yield Fault(("pauses",), "", "a milestone has pauses", "a milestone takes no time")


def _duration_faults(task: Task) -> Iterator[Fault]:
    if task.planned is not None:
        yield from time_faults("planned", task.planned)
    if task.duration is None:
        if task.actual_finish is None and task.remaining is None:
            yield Fault(("duration",), "", "duration is missing", DURATION_ALLOWED, "write one, or milestone: true")
    elif task.duration.kind == "percent":
        yield from negative_faults("duration", task.duration)
        if task.planned is None:
            what = f"duration {describe(task.duration)} is relative, and nothing says to what"
            yield Fault(("duration",), "", what, "write the planned duration too, as planned: 20d")
    else:
        yield from time_faults("duration", task.duration)


def _progress_faults(task: Task) -> Iterator[Fault]:
    if task.state == "finished":
        yield from _finished_faults(task)
    elif task.state == "started":
        if not (task.milestone or task.span or task.remaining is not None or task.percent_complete is not None):
            what = "the task is started, and nothing says how much is left"
            yield Fault(("actual_start",), "", what, "write remaining: 5d, or percent_complete: 40%")
    else:
        for key in ("remaining", "percent_complete"):
            if getattr(task, key):
                yield Fault((key,), "", f"{key} is given for a task that is not started", "", "write actual_start too")
    if task.suspended is not None and task.resume is not None and midnight(task.resume) < midnight(task.suspended):
        yield Fault(("resume",), "", f"resume {task.resume} is before suspended {task.suspended}")


def _finished_faults(task: Task) -> Iterator[Fault]:
    start, finish, done = task.actual_start, task.actual_finish, task.percent_complete
    if start is None:
        yield Fault(("actual_finish",), "", "is finished and never started", "write actual_start too")
    elif finish is not None and _is_before(finish, start):
        yield Fault(("actual_finish",), "", f"actual_finish {finish} is before actual_start {start}")
    hint = "take it out, or take out actual_finish"
    if task.remaining is not None and task.remaining != Quantity(0.0, getattr(task.remaining, "unit", "")):
        what = f"is finished, and {describe(task.remaining)} are left"
        yield Fault(("remaining",), "", what, "nothing is left of finished work", hint)
    if done is not None and done < 1:
        what = f"is finished, and {100 * done:g}% complete"
        yield Fault(("percent_complete",), "", what, "nothing is left of finished work", hint)


def _is_before(finish: date, start: date) -> bool:
    """Tell whether a finish, which at a date is the end of that day, is before a start, which is its beginning."""
    if isinstance(finish, datetime):
        return finish < midnight(start)
    return end_of_day(finish) <= midnight(start)


def time_faults(key: str, value: Quantity | Distribution) -> Iterator[Fault]:
    """Find out whether a value is not a duration."""
    if value.kind == "time":
        yield from negative_faults(key, value)
        return
    what = f"{key} {describe(value)} {'has no unit' if value.kind == 'number' else 'is not an amount of time'}"
    hint = f"did you mean {value}d?" if isinstance(value, Quantity) and value.kind == "number" else ""
    yield Fault((key,), "", what, DURATION_ALLOWED, hint)


def negative_faults(key: str, value: Quantity | Distribution) -> Iterator[Fault]:
    """Find out whether a value states anything below zero."""
    if isinstance(value, Quantity):
        if value.value < 0:
            yield Fault((key,), "", f"{key} {value} is negative", "write 0 or more")
        return
    negative = next((quantity for quantity in value.quantities() if quantity.value < 0), None)
    if negative is not None:
        yield Fault((key,), "", f"{key} {value.describe()} has the negative value {negative}", "write 0 or more")
