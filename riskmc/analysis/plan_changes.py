"""What differs between two plans, by the ids of what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from riskmc.analysis.cost_changes import price_fields, resource_fields, standing_fields, task_cost_fields
from riskmc.analysis.response_words import chance_words, impact_words, response_words
from riskmc.analysis.wording import instant_text, level_text
from riskmc.model.calendars import Calendar
from riskmc.model.correlation import Correlation
from riskmc.model.costs import Budget
from riskmc.model.project import Project
from riskmc.model.risks import Risk, Window
from riskmc.model.tasks import Objective, Task, describe

__all__ = ["PlanChange", "change_text", "plan_changes"]

Kind = Literal["project", "calendar", "objective", "resource", "cost", "task", "link", "risk", "correlation"]

Fields = Mapping[str, str]

_LISTS = frozenset(
    (
        "holidays", "exceptions", "week", "impacts", "scheduling", "constraints", "correlations", "exchange rates",
        "escalation", "resources",
    )
)  # fmt: skip
"""Fields of which only the parts that differ are told."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that differs between two plans.

    Attributes
    ----------
    kind : {"project", "calendar", "objective", "resource", "cost", "task", "link", "risk", "correlation"}
    change : {"added", "removed", "changed"}
    id, name : str
        Of what differs; the name is empty where it says no more than the id.
    field : str
        What of it has changed, such as ``duration``; empty where it was added or removed.
    before, after : str
        In words; empty where there was or is none.
    """

    kind: Kind
    change: Literal["added", "removed", "changed"]
    id: str
    name: str = ""
    field: str = ""
    before: str = ""
    after: str = ""


def plan_changes(first: Project, second: Project) -> tuple[PlanChange, ...]:
    """List what the second plan has otherwise than the first.

    Durations are those that are simulated, with templates applied: a template that changes shows at its tasks.

    Parameters
    ----------
    first, second : Project

    Examples
    --------
    >>> def plan(days: str) -> Project:
    ...     return Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": days}])
    >>> [change_text(change) for change in plan_changes(plan("3d"), plan("5d"))]
    ['task dig: duration 3d -> 5d']
    """
    one, other = _parts(first), _parts(second)
    names = {**_names(second), **_names(first)}
    return tuple(change for kind in one for change in _changes(kind, one[kind], other[kind], names))


def change_text(change: PlanChange) -> str:
    """Write a change in a line.

    Parameters
    ----------
    change : PlanChange

    Examples
    --------
    >>> change_text(PlanChange("risk", "removed", "R7", "Late switchgear"))
    'risk R7 (Late switchgear) removed'
    """
    head = f"{change.kind} {change.id}".strip() + (f" ({change.name})" if change.name else "")
    if change.change != "changed":
        return f"{head} {change.change}"
    return f"{head}: {change.field} {change.before or 'none'} -> {change.after or 'none'}"


def _parts(plan: Project) -> dict[Kind, dict[str, Fields]]:
    """Return what a plan holds, by kind and id, as fields in words."""
    return {
        "project": {"": _project_fields(plan)},
        "calendar": {name: _calendar_fields(calendar) for name, calendar in plan.calendars.items()},
        "objective": {goal.id: _objective_fields(goal) for goal in plan.objectives},
        "resource": {resource.id: resource_fields(resource) for resource in plan.resources},
        "cost": {cost.id: standing_fields(cost) for cost in plan.costs},
        "task": {task.id: _task_fields(plan, task) for task in plan.tasks},
        "link": _links(plan),
        "risk": {risk.id: _risk_fields(risk) for risk in plan.risks_in_force},
        "correlation": {one.title: _correlation_fields(one) for one in plan.correlations},
    }


def _names(plan: Project) -> dict[tuple[Kind, str], str]:
    """Return the names that say more than the ids."""
    names: dict[tuple[Kind, str], str] = {("task", task.id): task.name for task in plan.tasks if task.name != task.id}
    names |= {("resource", one.id): one.name for one in plan.resources if one.name not in ("", one.id)}
    names |= {("cost", one.id): one.name for one in plan.costs if one.name not in ("", one.id)}
    return names | {("risk", risk.id): risk.title for risk in plan.risks if risk.title}


def _changes(
    kind: Kind, first: Mapping[str, Fields], second: Mapping[str, Fields], names: Mapping[tuple[Kind, str], str]
) -> Iterator[PlanChange]:
    for identity in first:
        if identity not in second:
            yield PlanChange(kind, "removed", identity, names.get((kind, identity), ""))
    for identity, fields in second.items():
        name = names.get((kind, identity), "")
        if identity not in first:
            yield PlanChange(kind, "added", identity, name)
            continue
        for field, after in fields.items():
            before = first[identity][field]
            if before != after:
                words = _without_common(before, after) if field in _LISTS else (before, after)
                yield PlanChange(kind, "changed", identity, name, field, *words)


def _without_common(before: str, after: str) -> tuple[str, str]:
    """Leave out of two lists what both have."""
    one, other = before.split("; "), after.split("; ")
    return "; ".join(item for item in one if item not in other), "; ".join(item for item in other if item not in one)


def _project_fields(project: Project) -> Fields:
    return {
        "name": project.name,
        "start": instant_text(project.start),
        "status date": "" if project.status_date is None else instant_text(project.status_date),
        "calendar": project.calendar,
        "correlations": _listed(f"{key} {value}" for key, value in project.correlation_settings.items()),
        "scheduling": _listed(f"{key} {value}" for key, value in project.scheduling.items() if value is not None),
        **price_fields(project),
    }


def _calendar_fields(calendar: Calendar) -> Fields:
    week = "; ".join(f"{day} {', '.join(map(str, shifts))}" for day, shifts in calendar.week.items())
    return {
        "week": week,
        "hours a day": f"{calendar.minutes_per_day / 60:g}",
        "holidays": _listed(calendar.holidays),
        "exceptions": _listed(
            f"{item.from_} to {item.to} {', '.join(map(str, item.work)) or 'no work'}" for item in calendar.exceptions
        ),
    }


def _listed(items: Any) -> str:
    return "; ".join(str(item) for item in items)


def _objective_fields(goal: Objective | Budget) -> Fields:
    if isinstance(goal, Budget):
        return {"finish": "", "date": "", "budget": str(goal.at_most), "confidence": level_text(goal.confidence)}
    return {
        "finish": goal.finish,
        "date": instant_text(goal.by),
        "budget": "",
        "confidence": level_text(goal.confidence),
    }


def _task_fields(project: Project, task: Task) -> Fields:
    duration = describe(project.effective_duration(task)).removeprefix("fixed ")
    return {
        "exists": _existence(project, task),
        "duration": "milestone" if task.milestone else duration,
        "planned duration": str(task.planned or ""),
        "progress": "" if task.state == "not_started" else task.state,
        "calendar": task.calendar,
        "constraints": _listed(
            f"{item.kind.replace('_', ' ')} {'' if item.when is None else instant_text(item.when)}".strip()
            for item in task.constraint
        ),
        "deadline": "" if task.deadline is None else instant_text(task.deadline),
        **task_cost_fields(project, task),
        "name": task.name,
        "group": task.group,
        "basis": task.basis,
        "owner": task.owner,
    }


def _existence(project: Project, task: Task) -> str:
    if task.id in project.absent_tasks:
        return "never"
    exists = task.exists
    return level_text(exists) if isinstance(exists, float) else str(exists or "always")


def _links(project: Project) -> dict[str, Fields]:
    links: dict[str, Fields] = {}
    for task in project.tasks:
        for link in task.after:
            on = f" on {link.calendar}" if link.calendar else ""
            links[f"{link.predecessor} {link.kind} {task.id}"] = {"lag": describe(link.lag) + on}
    return links


def _risk_fields(risk: Risk) -> Fields:
    return {
        "probability": chance_words(risk) or "0 %",
        "impacts": "; ".join(map(impact_words, risk.impacts)),
        "strikes": risk.strikes.replace("_", " "),
        "combine": risk.combine,
        "window": "" if risk.window is None else _window(risk.window),
        "requires": ", ".join(risk.requires),
        "excludes": ", ".join(risk.excludes),
        "responses": "; ".join(response_words(response) for response in risk.responses),
        "status": risk.status,
        "kind": risk.kind,
        "title": risk.title,
        "owner": risk.owner,
    }


def _correlation_fields(correlation: Correlation) -> Fields:
    return {
        "rho": f"{correlation.value:g} of {'ranks' if correlation.is_rank else 'normal scores'}",
        "members": ", ".join(correlation.group or correlation.between or ()),
    }


def _window(window: Window) -> str:
    if window.while_:
        return f"while {', '.join(window.while_)}"
    ends = (("from", window.from_), ("to", window.to))
    return " ".join(f"{word} {instant_text(when)}" for word, when in ends if when is not None)
