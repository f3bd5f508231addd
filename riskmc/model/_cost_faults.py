"""What is wrong between costs, resources, currencies and the tasks that bear them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.costs import ProjectCost, Resource, TaskCost
from riskmc.model.tasks import Task


def find_cost_faults(parts: Parts, suggest: Callable[[str], str]) -> Iterator[Fault]:
    """Find what costs name that is not there or can not be.

    Parameters
    ----------
    parts : Parts
    suggest : callable
        Suggests a task for an unknown id.

    Yields
    ------
    Fault
    """
    if parts.currencies and parts.currency is None:
        what = "other currencies are given, and nothing says in which the project is told"
        yield Fault(("currencies",), "", what, "", "write the currency of the project: project: {currency: EUR}")
    elif parts.currencies and parts.currency is not None and parts.currency in parts.currencies:
        what = f"{parts.currency} is the currency of the project itself"
        yield Fault(("currencies", parts.currency), "", what, "", "take it out", is_key=True)
    resources = {resource.id: resource for _, resource in parts.resources}
    for position, resource in parts.resources:
        yield from _named_faults(("resources", position), f"resource {resource.id!r}", resource, parts)
    known = {task.id for _, task in parts.tasks} | parts.other_ids
    for position, cost in parts.costs:
        subject = f"cost {cost.id!r}"
        yield from _named_faults(("costs", position), subject, cost, parts)
        for key, identity in (("from", cost.from_), ("to", cost.to)):
            if identity and identity not in known:
                what = f"there is no task {identity!r}"
                yield Fault(("costs", position, key), subject, what, "write the id of a task", suggest(identity))
    for position, task in parts.tasks:
        yield from _task_faults(position, task, resources, parts)


def _named_faults(
    path: Path, subject: str, cost: TaskCost | Resource | ProjectCost, parts: Parts
) -> Iterator[Fault]:  # fmt: skip
    """Find whether a cost names a currency or an index that is not there."""
    currencies = parts.currencies
    if cost.currency not in ("", parts.currency) and currencies is not None and cost.currency not in currencies:
        known = ", ".join(filter(None, (parts.currency, *currencies))) or "none"
        what = f"currency {cost.currency!r} has no exchange rate"
        hint = did_you_mean(cost.currency, currencies) or f"write it as currencies: {{{cost.currency}: 0.92}}"
        yield Fault((*path, "currency"), subject, what, f"known are {known}", hint)
    if cost.index and parts.escalation is not None and cost.index not in parts.escalation.indices:
        indices = parts.escalation.indices
        what = f"there is no index {cost.index!r}"
        hint = did_you_mean(cost.index, indices) or f"write escalation: {{indices: {{{cost.index}: 3%}}}}"
        yield Fault((*path, "index"), subject, what, f"known are {', '.join(indices) or 'none'}", hint)


def _task_faults(position: int, task: Task, resources: dict[str, Resource], parts: Parts) -> Iterator[Fault]:
    path: Path = ("tasks", position)
    subject = f"task {task.id!r}"
    cost = task.cost
    if cost is not None:
        yield from _named_faults((*path, "cost"), subject, cost, parts)
        if task.milestone and cost.is_timed:
            what = "a milestone has a cost for its time"
            yield Fault((*path, "cost"), subject, what, "a milestone takes no time", "write it as fixed")
        if cost.actual is not None and task.state == "not_started":
            what = "actual costs are given for a task that is not started"
            yield Fault((*path, "cost", "actual"), subject, what, "", "write actual_start too, or take it out")
    seen: set[str] = set()
    for index, assignment in enumerate(task.resources):
        place: Path = (*path, "resources", index)
        resource = resources.get(assignment.resource)
        if assignment.resource in seen:
            yield Fault(place, subject, f"uses {assignment.resource!r} twice", "", "write one entry, with units")
        seen.add(assignment.resource)
        if resource is None:
            if assignment.resource not in parts.other_resource_ids:
                what = f"there is no resource {assignment.resource!r}"
                yield Fault(place, subject, what, "", did_you_mean(assignment.resource, resources))
        elif assignment.quantity is not None and resource.per_unit is None:
            what = f"a quantity of {resource.id!r} is given, and it has no price per unit"
            yield Fault((*place, "quantity"), subject, what, "", "write per_unit for the resource, or units here")
        elif resource.per_unit is not None and assignment.quantity is None and not resource.is_timed:
            what = f"{resource.id!r} has a price per unit, and no quantity is given"
            yield Fault(place, subject, what, "", f"write {{id: {resource.id}, quantity: 120}}")
