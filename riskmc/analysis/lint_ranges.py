"""What is odd about durations, their ranges and the templates that give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from riskmc.analysis.extents import extent_of, is_certain
from riskmc.analysis.lint_records import PlanWarning, about_task
from riskmc.model.correlated import correlated_tasks
from riskmc.model.distributions import Distribution
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task, Template

__all__ = ["durations", "idle_templates", "on_their_own", "token_ranges", "uncorrelated"]

TOKEN: Final = 0.05
"""Share of the most likely value up to which a range to both sides is a token."""

FEWEST: Final = 10
"""Ranges that must vary on their own before it is told."""

NAMED: Final = 4
"""Tasks that a message names."""


def durations(project: Project) -> Iterator[PlanWarning]:
    """Find tasks that take no time, and tasks without a range."""
    work = [task for task in project.tasks if task.has_work_left]
    for task in work:
        if isinstance(task.duration, Quantity) and task.duration.value == 0:
            yield about_task("no-duration", task, "takes no time; write milestone: true instead")
    work = [task for task in work if task.state == "not_started" or not _is_nothing(project.effective_duration(task))]
    certain = [task for task in work if is_certain(project.effective_duration(task))]
    if work and len(certain) == len(work):
        message = "no task has a range, so that only risks make iterations differ; add ranges or a template"
        yield PlanWarning("no-range", "", message)
        return
    for task in certain:
        value = project.effective_duration(task).describe()
        yield about_task("no-range", task, f"takes exactly {value} in every iteration; give it a range")


def _is_nothing(distribution: Distribution) -> bool:
    return not any(quantity.value for quantity in distribution.quantities())


def idle_templates(project: Project) -> Iterator[PlanWarning]:
    """Find templates that give no task its range, of its duration or of its cost."""
    for number, template in enumerate(project.templates, start=1):
        tasks = [task for task in _tasks_of(project, template) if task.has_work_left]
        paid = [task for task in _tasks_of(project, template) if task.state != "finished" and task.cost is not None]
        own, part = "", "duration"
        if template.duration is not None and not any(map(_has_single_duration, tasks)):
            own = "all of these tasks have ranges of their own" if tasks else "none of these tasks has work left"
        elif template.cost is not None and not any(map(_has_single_amount, paid)):
            own = "the costs of these tasks have ranges of their own" if paid else "none of these tasks has a cost left"
            part = "cost"
        if own:
            what = "nothing" if template.duration is None or template.cost is None else f"no {part}"
            message = f"for {', '.join(template.for_)} changes {what}: {own}"
            yield PlanWarning("idle-template", f"template {number}", message, (f"template:{number}",))


def _has_single_duration(task: Task) -> bool:
    return isinstance(task.duration if task.remaining is None else task.remaining, Quantity)


def _has_single_amount(task: Task) -> bool:
    cost = task.cost
    return cost is not None and any(isinstance(value, Quantity) for value in (cost.fixed, cost.per_day, cost.per_hour))


def _tasks_of(project: Project, template: Template) -> list[Task]:
    chosen = {index for selector in template.for_ for index in project.selection.find(selector)}
    return [project.tasks[index] for index in sorted(chosen)]


def token_ranges(project: Project) -> Iterator[PlanWarning]:
    """Find ranges of a few percent: of templates, then of tasks that have one of their own."""
    for number, template in enumerate(project.templates, start=1):
        duration = template.duration
        if duration is not None and _is_token(duration, lambda quantity: quantity.value):
            message = f"its range, {duration.describe()}, {_SO_SURE}"
            yield PlanWarning("token-range", f"template {number}", message, (f"template:{number}",))
    for task in project.tasks:
        stated = task.duration if task.remaining is None else task.remaining
        if task.has_work_left and isinstance(stated, Distribution):
            minutes = project.calendar_of(task).minutes
            if _is_token(project.effective_duration(task), minutes):
                yield about_task("token-range", task, f"its range, {stated.describe()}, {_SO_SURE}")


def uncorrelated(project: Project) -> Iterator[PlanWarning]:
    """Find ranges that neither a correlation nor a factor that tasks share ties to others, task by task.

    :func:`on_their_own` makes one warning of them.
    """
    touched = correlated_tasks(project) | _sharing(project)
    ranged = [
        task
        for task in project.tasks
        if task.has_work_left and task.id not in touched and not is_certain(project.effective_duration(task))
    ]
    if len(ranged) >= FEWEST:
        yield from (about_task("uncorrelated-range", task, "varies on its own") for task in ranged)


def _sharing(project: Project) -> frozenset[str]:
    """Return the ids of tasks that share the draw of a factor that always acts."""
    shared: set[int] = set()
    for risk in project.risks_in_force:
        for impact in risk.impacts if risk.chance == 1.0 else ():
            hit = {index for selector in impact.on for index in project.selection.find(selector)}
            if impact.draw == "once" and len(hit) > 1:
                shared |= hit
    return frozenset(project.tasks[index].id for index in shared)


def on_their_own(project: Project, found: Sequence[PlanWarning]) -> PlanWarning:
    """Make one warning of all ranges that vary on their own."""
    entries = tuple(entry for item in found for entry in item.entries)
    names = ", ".join(entry.partition(":")[2] for entry in entries[:NAMED])
    more = f" and {len(entries) - NAMED:,} more" if len(entries) > NAMED else ""
    message = (
        f"{len(entries):,} ranges ({names}{more}) vary on their own, so that they cancel out and the finish looks surer"
        " than it is; write correlations, or a systemic risk that the tasks share"
    )
    return PlanWarning("uncorrelated-range", "", message, entries)


_SO_SURE: Final = "stays within 5 % of the most likely value, and nobody knows a duration so well"


def _is_token(distribution: Distribution, measure) -> bool:  # type: ignore[no-untyped-def]
    return not is_certain(distribution) and extent_of(distribution, measure).spread <= TOKEN * (1.0 + 1e-9)
