"""What is wrong with a whole plan though each of its records is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from riskmc.model._calendar_faults import find_calendar_faults, find_unit_faults
from riskmc.model._contingency_faults import find_contingency_faults
from riskmc.model._correlation_faults import find_correlation_faults
from riskmc.model._cost_faults import find_cost_faults
from riskmc.model._network_faults import find_network_faults
from riskmc.model._parts import SUGGESTIONS, Parts, repeated_id_faults, suggester
from riskmc.model._record import Fault, Path
from riskmc.model._risk_faults import find_risk_faults
from riskmc.model.selection import Selection
from riskmc.model.tasks import Objective

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["LIMITS", "Parts", "find_faults", "find_problems"]

LIMITS = {"tasks": 100_000, "risks": 10_000, "links": 1_000_000, "correlations": 100_000}
RESERVED_IDS = frozenset(("all", "project"))


def find_problems(project: Project) -> tuple[Fault, ...]:
    """Find all problems of a project that lie between its records.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of Fault
        Each with path, subject, what, allowed and hint, in the order of the plan; none for a valid project.
    """
    return tuple(
        find_faults(
            Parts(
                tasks=tuple(enumerate(project.tasks)),
                risks=tuple(enumerate(project.risks)),
                objectives=tuple(enumerate(project.objectives)),
                templates=tuple(enumerate(project.templates)),
                branches=tuple(enumerate(project.branches)),
                scoring=project.scoring,
                calendars=project.calendars,
                calendar_names=tuple(project.calendars),
                scheduling=project.scheduling,
                calendar=project.calendar,
                correlations=tuple(enumerate(project.correlations)),
                correlation_settings=project.correlation_settings,
                reserves=tuple(enumerate(project.contingency.reserves)),
                contingency_plans=tuple(enumerate(project.contingency.plans)),
                resources=tuple(enumerate(project.resources)),
                costs=tuple(enumerate(project.costs)),
                currency=project.currency,
                currencies=tuple(project.currencies),
                escalation=project.escalation,
            )
        )
    )


def find_faults(parts: Parts) -> Iterator[Fault]:
    """Find the faults between the records that could be read.

    Parameters
    ----------
    parts : Parts

    Yields
    ------
    Fault
    """
    yield from _size_faults(parts)
    yield from find_calendar_faults(parts)
    for key in ("objectives", "resources", "costs", "tasks", "risks", "branches"):
        yield from _id_faults(key, getattr(parts, key))
    suggest = suggester(parts)
    selection = Selection([task for _, task in parts.tasks])
    yield from find_network_faults(parts, selection, suggest)
    yield from find_unit_faults(parts)
    yield from _objective_faults(parts, suggest)
    yield from _selector_faults(parts, selection)
    yield from find_risk_faults(parts, selection)
    yield from find_cost_faults(parts, suggest)
    yield from find_correlation_faults(parts, selection, suggest, _may_be_judged)
    yield from find_contingency_faults(parts, suggest)


def _size_faults(parts: Parts) -> Iterator[Fault]:
    counts = {
        "tasks": len(parts.tasks),
        "risks": len(parts.risks),
        "links": sum(len(task.after) for _, task in parts.tasks),
        "correlations": len(parts.correlations),
    }
    for key, count in counts.items():
        if count > LIMITS[key]:
            path = ("tasks",) if key == "links" else (key,)
            yield Fault(path, "", f"the plan has {count:,} {key}", f"at most {LIMITS[key]:,} are allowed")


def _id_faults(key: str, records: Sequence[tuple[int, Any]]) -> Iterator[Fault]:
    yield from repeated_id_faults((key,), records)
    for position, record in records:
        if key == "tasks" and record.id in RESERVED_IDS:
            subject, what = f"{record.noun} {record.id!r}", f"{record.id!r} is a word of the plan format"
            yield Fault((key, position, "id"), subject, what, "", "choose another id")


def _objective_faults(parts: Parts, suggest: Callable[[str], str]) -> Iterator[Fault]:
    known = {task.id for _, task in parts.tasks} | parts.other_ids | {"project"}
    for position, objective in parts.objectives:
        if isinstance(objective, Objective) and objective.finish not in known:
            path, subject = ("objectives", position, "finish"), f"objective {objective.id!r}"
            what = f"there is no task {objective.finish!r}"
            yield Fault(path, subject, what, "write the id of a task, or project", suggest(objective.finish))


def _selector_faults(parts: Parts, selection: Selection) -> Iterator[Fault]:
    left = SUGGESTIONS
    for path, subject, selectors in _selectors(parts):
        for index, selector in enumerate(selectors):
            if not selection.find(selector) and _may_be_judged(selector, parts):
                left -= 1
                found = selection.explain(selector, left >= 0)
                yield found._replace(path=(*path, index), subject=subject)


def _may_be_judged(selector: str, parts: Parts) -> bool:
    if parts.is_whole:
        return True
    kind, colon, name = selector.rpartition(":")
    return (kind.strip() == "task" or not colon) and name.strip() not in parts.other_ids


def _selectors(parts: Parts) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for position, template in parts.templates:
        yield ("templates", position, "for"), f"template {position + 1}", template.for_
    for position, task in parts.tasks:
        if task.span is not None:
            yield ("tasks", position, "span", "over"), f"task {task.id!r}", task.span.over
    for position, risk in parts.risks:
        subject = f"risk {risk.id!r}"
        for index, impact in enumerate(risk.impacts):
            yield ("risks", position, "impacts", index, "on"), subject, impact.on
        for index, response in enumerate(risk.responses):
            for place, impact in enumerate(response.impacts or ()):
                yield ("risks", position, "response", index, "impacts", place, "on"), subject, impact.on
        if risk.window is not None:
            yield ("risks", position, "window", "while"), subject, risk.window.while_
    for position, branch in parts.branches:
        for index, option in enumerate(branch.options):
            yield ("branches", position, "options", index, "tasks"), f"branch {branch.id!r}", option.tasks
