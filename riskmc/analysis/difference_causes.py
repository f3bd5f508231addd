"""Why a date of the engine is not that of the file: what can be told from the plan, and from which task it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal

from riskmc.analysis.own_dates import ComparedTask, is_exact
from riskmc.errors import PlanError
from riskmc.model.calendars import midnight
from riskmc.model.network import topological_order
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import WorkingTimeline

__all__ = ["FILES_OWN", "Cause", "CauseKind", "find_causes"]

CauseKind = Literal[
    "file", "before_status_date", "same_working_time", "changed", "outside_calendar", "stale", "duration",
    "constraint", "expected_finish", "split", "span", "progress", "lag_calendar", "calendar", "project_finish",
    "open_end", "unexplained",
]  # fmt: skip

FILES_OWN: frozenset[CauseKind] = frozenset(("file", "before_status_date", "stale"))
"""Causes that lie in the file: its tool would schedule the task otherwise today."""

_NAMES_ONLY = frozenset(("ids",))
"""Subjects of notices that tell of names and move nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a task differs.

    Attributes
    ----------
    kind : str
        Of `root`, where it follows from another task.
    detail : str
        What there is to add, such as the file's own words; may be empty.
    root : int or None
        Index of the first task that differs, of which this one is a consequence; None where it differs by itself.
    """

    kind: CauseKind
    detail: str = ""
    root: int | None = None


def find_causes(project: Project, compared: Sequence[ComparedTask], finish_gap: float) -> dict[int, Cause]:
    """Tell why tasks differ.

    Parameters
    ----------
    project : Project
    compared : sequence of ComparedTask
        All of them, the exact ones too.
    finish_gap : float
        Minutes by the clock that the engine finishes the project later than the file.

    Returns
    -------
    dict of int to Cause
        By the index of each task that differs. One that follows from others has the kind of the earliest of them in
        the network, its root. A date follows from a predecessor that differs to the same side at the end that
        the link holds; a float, where the dates agree, from a successor whose float does.
    """
    return _Causes(project, compared, finish_gap).found


class _Causes:
    def __init__(self, project: Project, compared: Sequence[ComparedTask], finish_gap: float) -> None:
        self._project = project
        self._compared = {task.index: task for task in compared}
        self._finish_gap = finish_gap
        self._timelines: dict[str, WorkingTimeline] = {}
        ids = [task.id for task in project.tasks]
        links = [(link.predecessor, task.id) for task in project.tasks for link in task.after]
        self._order = topological_order(ids, links)
        self.found: dict[int, Cause] = {}
        self._explain_dates()
        self._explain_floats()

    def _explain_dates(self) -> None:
        rank = {index: position for position, index in enumerate(self._order)}
        # Spans come last: their dates come from tasks anywhere in the network.
        spans = [index for index in self._order if self._project.tasks[index].span is not None]
        others = [index for index in self._order if self._project.tasks[index].span is None]
        for index in [*others, *spans]:
            compared = self._compared.get(index)
            if compared is None or compared.date_gap == 0.0:
                continue
            cause = self._certain_cause(compared)
            if cause is None:
                roots = [self._root(before) for before, gap in self._upstream(index) if gap * compared.date_gap > 0.0]
                cause = self._following(min(roots, key=rank.__getitem__)) if roots else self._date_cause(compared)
            self.found[index] = cause

    def _explain_floats(self) -> None:
        successors = self._successors
        for index in reversed(self._order):
            compared = self._compared.get(index)
            if compared is None or index in self.found or is_exact(compared.float_gap):
                continue
            task = self._project.tasks[index]
            if compared.own.cause:
                self.found[index] = Cause("file", compared.own.cause)
                continue
            after = [
                self._compared[other]
                for other in successors.get(task.id, ())
                if other in self._compared and other in self.found
            ]
            roots = [self._root(other.index) for other in after if _same_side(other, compared)]
            cause = self._following(max(roots)) if roots else self._float_cause(task, compared)
            self.found[index] = cause

    def _root(self, index: int) -> int:
        cause = self.found.get(index)
        return index if cause is None or cause.root is None else cause.root

    def _following(self, root: int) -> Cause:
        origin = self.found.get(root, Cause("unexplained"))
        return Cause(origin.kind, origin.detail, root)

    def _upstream(self, index: int) -> Iterator[tuple[int, float]]:
        """Give the tasks that a task waits for, or reaches over, with the gap of the end that counts."""
        task = self._project.tasks[index]
        span = task.span
        for link in (*task.after, *((*span.from_, *span.to) if span is not None else ())):
            before = self._compared.get(self._project.task_index[link.predecessor])
            if before is not None:
                gap = before.start_gap if link.kind[0] == "S" else before.finish_gap
                yield before.index, 0.0 if is_exact(gap) else gap
        for selector in span.over if span is not None else ():
            for other in self._project.selection.find(selector):
                if other != index and other in self._compared:
                    yield other, self._compared[other].date_gap

    @cached_property
    def _successors(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, task in enumerate(self._project.tasks):
            for link in task.after:
                found.setdefault(link.predecessor, []).append(index)
        return found

    def _certain_cause(self, compared: ComparedTask) -> Cause | None:
        """Find a cause that is seen in the dates of the task alone, whatever else differs."""
        if compared.own.cause:
            return Cause("file", compared.own.cause)
        task = self._project.tasks[compared.index]
        if self._is_planned_in_the_past(task, compared.own.start):
            return Cause("before_status_date")
        gaps = ((compared.own.start, compared.start), (compared.own.finish, compared.finish))
        if all(own is None or self._is_same_working_time(task, own, engine) for own, engine in gaps):
            return Cause("same_working_time")
        return None

    def _is_planned_in_the_past(self, task: Task, start: datetime | None) -> bool:
        status = self._project.status_date
        if status is None or start is None or task.state != "not_started":
            return False
        is_moved = self._project.scheduling.remaining_work == "after_status_date"
        if not is_moved or task.span is not None or start >= midnight(status):
            return False
        return not self._is_same_working_time(task, start, midnight(status))

    def _is_same_working_time(self, task: Task, own: datetime, engine: datetime) -> bool:
        timeline = self._timeline(task)
        try:
            return abs(timeline.minutes_at(engine) - timeline.minutes_at(own)) < 1e-3
        except PlanError:
            return False

    def _date_cause(self, compared: ComparedTask) -> Cause:
        """Find what a difference may come from that no other task explains: the first of what sets the task apart."""
        task = self._project.tasks[compared.index]
        if task.id in self._changes:
            return Cause("changed", self._changes[task.id])
        if self._is_outside(task, compared):
            return Cause("outside_calendar", task.calendar or self._project.calendar)
        if self._project.origin is not None and self._project.origin.stale:
            return Cause("stale", self._project.origin.stale)
        return self._other_duration(task, compared) or _first_feature(task) or Cause("unexplained")

    def _other_duration(self, task: Task, compared: ComparedTask) -> Cause | None:
        """Find out whether the file has more or less working time between the dates of a task."""
        own = compared.own
        if own.start is None or own.finish is None or task.span is not None or task.pauses or task.milestone:
            return None
        line = self._timeline(task)
        try:
            file_days, engine_days = (
                line.days(line.minutes_at(finish) - line.minutes_at(start))
                for start, finish in ((own.start, own.finish), (compared.start, compared.finish))
            )
        except PlanError:
            return None
        if is_exact((engine_days - file_days) * line.calendar.minutes_per_day):
            return None
        return Cause("duration", f"{file_days:,.4g} d in the file, {engine_days:,.4g} d in riskmc")

    def _float_cause(self, task: Task, compared: ComparedTask) -> Cause:
        put_off = next((self._compared[i] for i in self._successors.get(task.id, ()) if self._is_put_off(i)), None)
        if put_off is not None:
            return Cause("file", f"{put_off.own.cause} (a task after it)")
        if task.id in self._changes:
            return Cause("changed", self._changes[task.id])
        if not is_exact(self._finish_gap) and self._finish_gap * compared.float_gap > 0.0:
            return self._of_project_finish()
        if self._project.origin is not None and self._project.origin.stale:
            return Cause("stale", self._project.origin.stale)
        if task.constraint or task.deadline is not None:
            return Cause("constraint", _constraints(task) or "deadline")
        if task.id not in self._successors:
            return Cause("open_end")
        return Cause("calendar", task.calendar) if task.calendar else Cause("unexplained")

    def _is_put_off(self, index: int) -> bool:
        """Tell whether the file has a task otherwise than its tool would schedule it."""
        return index in self._compared and bool(self._compared[index].own.cause)

    def _of_project_finish(self) -> Cause:
        """Follow the float of a task to what moved the finish of the project, where that can be told."""
        last = max(self._compared.values(), key=lambda task: task.finish)
        return self._following(self._root(last.index)) if last.index in self.found else Cause("project_finish")

    @cached_property
    def _changes(self) -> Mapping[str, str]:
        """What the notices say that was changed of each task, by its id; of a link its successor is meant."""
        found: dict[str, str] = {}
        for notice in self._project.notices:
            for item in notice.items if notice.subject not in _NAMES_ONLY else ():
                words = item.rpartition(" -> ")[2].split(maxsplit=1)
                if words and words[0] in self._project.task_index:
                    found.setdefault(words[0], f"{notice.subject}: {notice.what}".removeprefix(": "))
        return found

    def _is_outside(self, task: Task, compared: ComparedTask) -> bool:
        """Tell whether the file has the task where its calendar rests."""
        timeline = self._timeline(task)
        try:
            return any(
                when is not None
                and not is_exact(gap)
                and when not in {timeline.date_of(timeline.minutes_at(when), side) for side in ("start", "finish")}
                for when, gap in ((compared.own.start, compared.start_gap), (compared.own.finish, compared.finish_gap))
            )
        except PlanError:
            return False

    def _timeline(self, task: Task) -> WorkingTimeline:
        if task.calendar not in self._timelines:
            self._timelines[task.calendar] = WorkingTimeline(self._project.calendar_of(task), self._project.start)
        return self._timelines[task.calendar]


def _first_feature(task: Task) -> Cause | None:
    if task.constraint:
        return Cause("constraint", _constraints(task))
    if task.expected_finish is not None:
        return Cause("expected_finish")
    if task.pauses:
        return Cause("split")
    if task.span is not None:
        return Cause("span")
    if task.state == "started" or task.resume is not None:
        return Cause("progress")
    lag_calendar = next((link.calendar for link in task.after if link.calendar), "")
    if lag_calendar:
        return Cause("lag_calendar", lag_calendar)
    return Cause("calendar", task.calendar) if task.calendar else None


def _constraints(task: Task) -> str:
    return ", ".join(constraint.kind for constraint in task.constraint)


def _same_side(other: ComparedTask, compared: ComparedTask) -> bool:
    return not is_exact(other.float_gap) and other.float_gap * compared.float_gap > 0.0
