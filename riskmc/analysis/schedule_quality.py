"""The quality of a schedule before it is simulated, in the manner of the DCMA 14-point assessment.

Thresholds are those of DCMA-EA PAM 200.1 (2012) where it has them; docs/explanation/schedule-quality.md tells which are
our own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from riskmc.analysis.driving_path import broken_links, driving_path
from riskmc.analysis.own_dates import task_dates
from riskmc.analysis.quality_records import (
    QualityCheck,
    QualityItem,
    QualityLimits,
    QualityRule,
    ScheduleQuality,
)
from riskmc.analysis.wording import count_text, instant_text
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.constraints import ConstraintKind
from riskmc.model.distributions import Distribution
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule

__all__ = ["quality_of", "schedule_quality"]

HARD: frozenset[ConstraintKind] = frozenset((
    "must_start_on", "must_finish_on", "start_on", "finish_on", "start_no_later_than", "finish_no_later_than",
))  # fmt: skip
"""Constraints that keep the network from moving a task, or its float from being true."""


def quality_of(result: SimulationResult, limits: QualityLimits | None = None) -> ScheduleQuality:
    """Assess the plan of a run."""
    return schedule_quality(result.project, result.deterministic, result.timeline, limits)


def schedule_quality(
    project: Project, schedule: Schedule, timeline: WorkingTimeline, limits: QualityLimits | None = None
) -> ScheduleQuality:
    """Assess a schedule before it is simulated.

    Parameters
    ----------
    project : Project
    schedule : Schedule
        Without uncertainty, in plan order.
    timeline : WorkingTimeline
        That the schedule counts on.
    limits : QualityLimits, optional

    Examples
    --------
    >>> import numpy as np
    >>> tasks = [{"id": "dig", "duration": "60d"}, {"id": "pour", "duration": "2d", "after": ["dig FS-1d"]}]
    >>> project = Project(name="Shed", start="2027-01-04", tasks=tasks)
    >>> start, finish = np.array([0.0, 59.0]) * 480.0, np.array([60.0, 61.0]) * 480.0
    >>> schedule = Schedule(finish - start, start, finish, start, finish, 0.0 * start, 61.0 * 480.0)
    >>> [(check.rule, check.count, check.of) for check in schedule_quality(project, schedule, project.timeline()).poor]
    [('leads', 1, 1), ('long-tasks', 1, 2)]
    """
    plan = _Plan(project, schedule, timeline, limits or QualityLimits())
    return ScheduleQuality(tuple(check(plan) for check in _CHECKS))


class _Plan:
    """A plan with what several checks ask of it."""

    def __init__(self, project: Project, schedule: Schedule, timeline: WorkingTimeline, limits: QualityLimits) -> None:
        self.project = project
        self.schedule = schedule
        self.timeline = timeline
        self.limits = limits
        self._lines: dict[str, WorkingTimeline] = {}

    @cached_property
    def open(self) -> tuple[tuple[int, Task], ...]:
        """The tasks with work of their own that are not finished."""
        tasks = enumerate(self.project.tasks)
        return tuple((i, task) for i, task in tasks if task.state != "finished" and task.span is None)

    @cached_property
    def links(self) -> tuple[tuple[Task, Link], ...]:
        """The links that hold work that is not finished, with the task that they hold."""
        return tuple((task, link) for _, task in self.open for link in task.after)

    @cached_property
    def kinds_after(self) -> Mapping[str, set[str]]:
        """The kinds of the links that leave each task."""
        found: dict[str, set[str]] = {}
        for task in self.project.tasks:
            for link in task.after:
                found.setdefault(link.predecessor, set()).add(link.kind)
        return found

    def dates(self, index: int) -> tuple[datetime, datetime]:
        """Return the start and the finish that a reader sees: the file's own, else those of the schedule."""
        task = self.project.tasks[index]
        start, finish = task_dates(task, self.schedule, index, self.timeline)
        own = self.project.origin.own.get(task.id) if self.project.origin is not None else None
        return (start, finish) if own is None else (own.start or start, own.finish or finish)

    def is_earlier(self, task: Task, when: datetime, limit: datetime) -> bool:
        """Tell whether working time of the task lies between two instants."""
        if task.calendar not in self._lines:
            self._lines[task.calendar] = WorkingTimeline(self.project.calendar_of(task), self.project.start)
        line = self._lines[task.calendar]
        return when < limit and line.minutes_at(limit) - line.minutes_at(when) >= 1.0

    def float_days(self, index: int) -> float:
        """Return the total float in working days of the task's calendar."""
        calendar = self.project.float_calendar_of(self.project.tasks[index])
        return float(self.schedule.total_float[index]) / calendar.minutes_per_day

    def lag_days(self, task: Task, link: Link) -> float:
        """Return the lag in days of the calendar that it runs on; of a range the planned value."""
        lag = link.lag.planned() if isinstance(link.lag, Distribution) else link.lag
        if lag is None:
            return math.nan
        before = self.project.tasks[self.project.task_index[link.predecessor]]
        name = link.calendar or self.project.scheduling.lag_calendar
        named = {"predecessor": before.calendar, "successor": task.calendar, "project": ""}
        calendar = self.project.calendar_named(named.get(name, name))
        return calendar.minutes(lag) / calendar.minutes_per_day


def _item(task: Task, detail: str = "") -> QualityItem:
    return QualityItem(task.id, task.name, detail)


def _check(
    plan: _Plan, rule: QualityRule, title: str, meaning: str, items: Iterable[QualityItem], of: int, noun: str = "task"
) -> QualityCheck:
    found, limit = tuple(items), plan.limits.share(rule)
    if not of and not found:
        nothing = f"there are no {noun}s"
        return QualityCheck(rule, title, meaning, 0, noun, limit, (), "not_assessed", nothing)
    share = len(found) / max(of, len(found))
    return QualityCheck(rule, title, meaning, of, noun, limit, found, "poor" if share > limit else "good")


def _missing_predecessors(plan: _Plan) -> QualityCheck:
    starts = [i for i, task in enumerate(plan.project.tasks) if not task.after and task.span is None]
    first = min(starts, key=lambda i: plan.schedule.early_start[i], default=None)
    others = set(starts) - {first}
    found = (task for i, task in plan.open if i in others and task.state == "not_started")
    meaning = "nothing that is late upstream moves them; one, the first to start, is as it should be"
    return _check(plan, "missing-predecessors", "Missing predecessors", meaning, map(_item, found), len(plan.open))


def _missing_successors(plan: _Plan) -> QualityCheck:
    ends = [i for i, task in enumerate(plan.project.tasks) if task.id not in plan.kinds_after and task.span is None]
    last = max(ends, key=lambda i: (plan.schedule.early_finish[i], i), default=None)
    others = set(ends) - {last}
    found = (task for i, task in plan.open if i in others)
    meaning = "their delays move nothing, so the finish looks surer than it is; one, the last, is as it should be"
    return _check(plan, "missing-successors", "Missing successors", meaning, map(_item, found), len(plan.open))


def _dangling_ends(plan: _Plan) -> QualityCheck:
    def items() -> Iterator[QualityItem]:
        for _, task in plan.open:
            if task.state == "not_started" and task.after and all(link.kind[1] == "F" for link in task.after):
                yield _item(task, "nothing holds its start: only FF or SF links lead to it")
            kinds = plan.kinds_after.get(task.id)
            if kinds and not task.milestone and all(kind[0] == "S" for kind in kinds):
                yield _item(task, "its finish holds nothing: only SS or SF links leave it")

    meaning = "a longer duration moves nothing, or a start floats free"
    return _check(plan, "dangling-ends", "Dangling starts and finishes", meaning, items(), len(plan.open))


def _leads(plan: _Plan) -> QualityCheck:
    found = (_item(task, str(link)) for task, link in plan.links if plan.lag_days(task, link) < 0)
    meaning = "work starts on a date that nobody knows yet: so long before another ends"
    return _check(plan, "leads", "Leads", meaning, found, len(plan.links), "link")


def _lags(plan: _Plan) -> QualityCheck:
    found = (_item(task, str(link)) for task, link in plan.links if plan.lag_days(task, link) > 0)
    meaning = "a lag is work or waiting without a name, an owner or a range"
    return _check(plan, "lags", "Lags", meaning, found, len(plan.links), "link")


def _long_lags(plan: _Plan) -> QualityCheck:
    longest = plan.limits.lag_days
    found = (_item(task, str(link)) for task, link in plan.links if plan.lag_days(task, link) > longest)
    meaning = "what takes so long is a task, and has a range"
    title = f"Lags of more than {longest:g} days"
    return _check(plan, "long-lags", title, meaning, found, len(plan.links), "link")


def _link_types(plan: _Plan) -> QualityCheck:
    found = (_item(task, str(link)) for task, link in plan.links if link.kind != "FS")
    meaning = "SS, FF and SF links hold one end of a task only, and are easily wrong when durations move"
    return _check(plan, "link-types", "Links other than finish-to-start", meaning, found, len(plan.links), "link")


def _summary_logic(plan: _Plan) -> QualityCheck:
    named = [
        (name, notice.what)
        for notice in plan.project.notices
        if "summar" in notice.what.lower() and "link" in f"{notice.subject} {notice.what}".lower()
        for name in notice.items or ("",) * notice.count
    ]
    once = {(name or str(index)): QualityItem(name, "", what) for index, (name, what) in enumerate(named)}
    meaning = "it holds whole groups back, or is lost: only tasks with work of their own belong in the network"
    return _check(plan, "summary-logic", "Logic on summaries", meaning, once.values(), len(plan.links), "link")


def _hard_constraints(plan: _Plan) -> QualityCheck:
    found = (_item(task, _held(task)) for _, task in plan.open if any(part.kind in HARD for part in task.constraint))
    meaning = "they hold dates where the network would move them, so a delay upstream does not show"
    return _check(plan, "hard-constraints", "Hard constraints", meaning, found, len(plan.open))


def _held(task: Task) -> str:
    hard = (part for part in task.constraint if part.kind in HARD and part.when is not None)
    return ", ".join(f"{part.kind.replace('_', ' ')} {instant_text(part.when)}" for part in hard if part.when)


def _broken_logic(plan: _Plan) -> QualityCheck:
    found = (
        _item(task, f"{_constraints(task)}, {days:,.1f} d before {before} lets it")
        for task, before, days in broken_links(plan.project, plan.schedule, plan.timeline)
    )
    meaning = "work starts before what it waits for is done; relax them with scheduling: {hard_constraints: relax}"
    return _check(plan, "broken-logic", "Constraints that break the logic", meaning, found, len(plan.open))


def _high_float(plan: _Plan) -> QualityCheck:
    most = plan.limits.float_days
    floats = ((task, plan.float_days(i)) for i, task in plan.open)
    found = (_item(task, f"{days:,.1f} d") for task, days in floats if days > most)
    meaning = "so much float often means a link that is missing"
    return _check(plan, "high-float", f"Total float of more than {most:g} days", meaning, found, len(plan.open))


def _negative_float(plan: _Plan) -> QualityCheck:
    floats = ((task, plan.float_days(i)) for i, task in plan.open)
    found = (_item(task, f"{days:,.1f} d".replace("-", "−")) for task, days in floats if days < -1e-6)
    meaning = "the plan misses its own dates before anything is uncertain"
    return _check(plan, "negative-float", "Negative float", meaning, found, len(plan.open))


def _long_tasks(plan: _Plan) -> QualityCheck:
    most = plan.limits.task_days
    work = [(i, task) for i, task in plan.open if not task.milestone]
    lengths = ((task, _length(plan, i, task)) for i, task in work)
    found = (_item(task, f"{days:,.1f} d") for task, days in lengths if days > most)
    meaning = "what is in them cannot be seen, followed or given a range that means anything"
    return _check(plan, "long-tasks", f"Tasks of more than {most:g} days", meaning, found, len(work))


def _length(plan: _Plan, index: int, task: Task) -> float:
    calendar = plan.project.calendar_of(task)
    planned = plan.project.planned_duration(task)
    minutes = float(plan.schedule.duration[index]) if planned is None else calendar.minutes(planned)
    return minutes / calendar.minutes_per_day


def _invalid_dates(plan: _Plan) -> QualityCheck:
    status = plan.project.status_date
    title, of = "Dates on the wrong side of the status date", len(plan.project.tasks)
    meaning = "what is done lies before it and what is not lies after it, or the network starts from a wrong place"
    if status is None:
        without = "there are actual dates, and no status date"
        found = [
            _item(task, without)
            for task in plan.project.tasks
            if task.actual_start is not None or task.actual_finish is not None
        ]
        if not found:
            note = "the plan has neither a status date nor actual dates"
            limit = plan.limits.share("invalid-dates")
            return QualityCheck("invalid-dates", title, meaning, 0, "task", limit, (), "not_assessed", note)
        return _check(plan, "invalid-dates", title, meaning, found, of)
    items = (
        _item(task, ", ".join(what))
        for i, task in enumerate(plan.project.tasks)
        if task.span is None and (what := list(_misplaced(plan, i, task, midnight(status), end_of_day(status))))
    )
    return _check(plan, "invalid-dates", title, meaning, items, of)


def _misplaced(plan: _Plan, index: int, task: Task, status: datetime, day_over: datetime) -> Iterator[str]:
    if task.actual_start is not None and end_of_day(task.actual_start) > day_over:
        yield f"started on {instant_text(task.actual_start)}"
    if task.actual_finish is not None and end_of_day(task.actual_finish) > day_over:
        yield f"finished on {instant_text(task.actual_finish)}"
    if task.state == "finished":
        return
    start, finish = plan.dates(index)
    if task.state == "not_started" and plan.is_earlier(task, start, status):
        yield f"not started, and planned to start on {instant_text(start)}"
    if plan.is_earlier(task, finish, status):
        yield f"not finished, and planned to finish on {instant_text(finish)}"


def _missed_deadlines(plan: _Plan) -> QualityCheck:
    due = [(i, task, end_of_day(task.deadline)) for i, task in plan.open if task.deadline is not None]
    found = (
        _item(task, f"finishes on {instant_text(finish)}, due on {instant_text(task.deadline)}")
        for i, task, deadline in due
        if task.deadline is not None and (finish := task_dates(task, plan.schedule, i, plan.timeline)[1]) > deadline
    )
    meaning = "the plan misses dates that it states itself"
    return _check(plan, "missed-deadlines", "Deadlines missed by the plan", meaning, found, len(due), "deadline")


def _critical_path(plan: _Plan) -> QualityCheck:
    title, meaning = "Critical path that is broken", "a delay at the start must reach the finish, task by task"
    path = driving_path(plan.project, plan.schedule, plan.timeline)
    limit = plan.limits.share("critical-path")
    if path is None:
        note = "all work is finished"
        return QualityCheck("critical-path", title, meaning, 0, "path", limit, (), "not_assessed", note)
    first = plan.project.tasks[path.tasks[0]]
    if path.is_continuous:
        note = f"it reaches over {count_text(len(path.tasks))} tasks from {first.id} to the finish"
        return QualityCheck("critical-path", title, meaning, 1, "path", limit, (), "good", note)
    held = _constraints(first) if path.beginning == "constraint" else "without a link that holds it there"
    detail = f"the path to the finish begins with it, {path.late_days:,.1f} d after work can begin, {held}"
    return QualityCheck("critical-path", title, meaning, 1, "path", limit, (_item(first, detail),), "poor")


def _constraints(task: Task) -> str:
    return "held by " + " and ".join(part.kind.replace("_", " ") for part in task.constraint)


def _not_assessed(rule: QualityRule, title: str, note: str) -> Callable[[_Plan], QualityCheck]:
    def check(plan: _Plan) -> QualityCheck:
        return QualityCheck(rule, title, "", 0, "task", 0.0, (), "not_assessed", note)

    return check


_CHECKS: Sequence[Callable[[_Plan], QualityCheck]] = (
    _missing_predecessors, _missing_successors, _dangling_ends, _leads, _lags, _long_lags, _link_types, _summary_logic,
    _hard_constraints, _broken_logic, _high_float, _negative_float, _long_tasks, _invalid_dates, _missed_deadlines,
    _critical_path,
    _not_assessed("baseline", "Missed tasks, critical path length index, BEI", "a baseline is not read"),
    _not_assessed("resources", "Tasks without resources", "resources are not read"),
)  # fmt: skip
