"""What of costs differs between two plans, as fields in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from riskmc.model._task_faults import describe
from riskmc.model.assignments import Assignment
from riskmc.model.costs import ProjectCost, Resource, Steps
from riskmc.model.project import Project
from riskmc.model.tasks import Task

__all__ = ["price_fields", "resource_fields", "standing_fields", "task_cost_fields"]

_AMOUNTS: Final = (
    "fixed", "per_day", "per_hour", "per_calendar_day", "per_month", "per_unit", "per_use", "actual",
)  # fmt: skip


def price_fields(project: Project) -> dict[str, str]:
    """Return in which money a project is told, and how its prices rise."""
    rising = project.escalation
    indices = (f"{name} {_steps(steps)}" for name, steps in rising.indices.items())
    whole = (f"{100 * rising.rate:g} %" if rising.rate else "", f"base {rising.base}" if rising.base else "")
    return {
        "currency": project.currency or "",
        "exchange rates": "; ".join(f"{name} {rate:g}" for name, rate in project.currencies.items()),
        "escalation": "; ".join(text for text in (*whole, *indices) if text),
    }


def _steps(steps: Steps) -> str:
    return ", ".join(f"{100 * rate:g} %" + (f" from {begin}" if begin else "") for begin, rate in steps)


def task_cost_fields(project: Project, task: Task) -> dict[str, str]:
    """Return what a task costs and uses, with the range that templates give it."""
    share = project.cost_range_of(task)
    ranged = "" if share is None or task.cost is None else f"; {describe(share)} of single amounts"
    return {
        "cost": "" if task.cost is None else _amounts(task.cost) + ranged,
        "resources": "; ".join(map(_use, task.resources)),
    }


def resource_fields(resource: Resource) -> dict[str, str]:
    """Return what a resource costs."""
    available = "" if resource.available is None else f"{resource.available:g}"
    return {"price": _amounts(resource), "available": available, "name": resource.name}


def standing_fields(cost: ProjectCost) -> dict[str, str]:
    """Return what a project costs beside its tasks, and for how long."""
    return {
        "amount": _amounts(cost), "from": cost.from_, "to": cost.to, "name": cost.name, "group": cost.group,
    }  # fmt: skip


def _amounts(cost: Any) -> str:
    """Word the amounts of a record, how they are spent, and in which money."""
    return "; ".join((*_stated(cost), *_manner(cost)))


def _stated(cost: Any) -> Iterator[str]:
    for key in _AMOUNTS:
        value = getattr(cost, key, None)
        if value is not None:
            yield f"{key.replace('_', ' ')} {describe(value)}"


def _manner(cost: Any) -> Iterable[str]:
    fields: Mapping[str, str] = {"spread": "linear", "currency": "", "index": ""}
    for key, usual in fields.items():
        value = getattr(cost, key, usual)
        if value != usual:
            yield f"{key} {value}"


def _use(used: Assignment) -> str:
    units = "" if used.units == 1.0 else f" x{used.units:g}"
    quantity = "" if used.quantity is None else f" = {describe(used.quantity)}"
    return f"{used.resource}{units}{quantity}"
