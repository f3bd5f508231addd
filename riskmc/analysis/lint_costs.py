"""What is odd about the costs of a plan: what is certain, what nobody uses, what is not paid for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import Final

from riskmc.analysis.extents import is_certain
from riskmc.analysis.lint_records import PlanWarning, about_risk, about_task
from riskmc.analysis.wording import counted_text
from riskmc.model.costs import ProjectCost, Resource, TaskCost
from riskmc.model.distributions import Distribution
from riskmc.model.linting import Rule
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.spending import Spending, spendings

__all__ = [
    "amounts", "budgets", "certain_amounts", "cost_factors", "currencies", "progress", "resources",
    "tasks_without_cost", "without_actual", "without_cost",
]  # fmt: skip

LOADED: Final = 0.5
"""Share of the tasks with work that have costs, from which on those without are told."""

SMALL: Final = 0.01
"""Share of the planned cost up to which an amount may be certain."""

NAMED: Final = 4
"""Entries that a message names."""


def amounts(project: Project) -> Iterator[PlanWarning]:
    """Find amounts of money that are certain among others that are not, and plans in which no cost hangs on time."""
    own = _own(project)
    if own and all(one.measure == "once" for one in own):
        message = "none of its costs hangs on time, so that a late finish costs nothing; write per_day where it does"
        yield PlanWarning("no-cost-of-time", "", message)
    ahead = [one for one in own if one.price_index is not None and not _is_done(project, one)]
    weights = [_planned(project, one) for one in ahead]
    sure: dict[str, float] = {}
    for one, weight in zip(ahead, weights, strict=True):
        if _is_sure(one):
            sure[_entry(one)] = sure.get(_entry(one), 0.0) + weight
    least = SMALL * sum(weight for weight in weights if weight < math.inf)
    certain = [entry for entry, weight in sure.items() if weight > least]
    if not all(map(_is_sure, ahead)):
        yield from (PlanWarning("certain-cost", "", "is certain", (entry,)) for entry in certain)
    elif certain:
        message = "no amount of money has a range, so that only time and risks make costs differ; add ranges"
        yield PlanWarning("certain-cost", "", message)


def certain_amounts(project: Project, found: Sequence[PlanWarning]) -> PlanWarning:
    """Make one warning of all amounts that are certain."""
    if not found[0].entries:
        return found[0]
    what = "what {names} costs is certain among costs that have ranges" if len(found) == 1 else ""
    what = what or f"{len(found):,} costs ({{names}}) are certain among costs that have ranges"
    return _one_of(found, what + "; give them ranges, or a template with cost")


def tasks_without_cost(project: Project) -> Iterator[PlanWarning]:
    """Find tasks without cost where most have one, task by task; :func:`without_cost` makes one warning of them."""
    work = [task for task in project.tasks if task.has_work_left and task.id not in project.absent_tasks]
    bare = [task for task in work if task.cost is None and not task.resources]
    if len(bare) < (1.0 - LOADED) * len(work):
        yield from (about_task("task-without-cost", task, "costs nothing") for task in bare)


def without_cost(project: Project, found: Sequence[PlanWarning]) -> PlanWarning:
    """Make one warning of all tasks without cost."""
    subject = "costs nothing" if len(found) == 1 else "cost nothing"
    return _one_of(found, f"{counted_text(len(found), 'task')} ({{names}}) {subject}, and the others do")


def progress(project: Project) -> Iterator[PlanWarning]:
    """Find begun work that is paid by time and of which nobody says what it has cost so far."""
    timed = {resource.id for resource in project.resources if resource.is_timed}
    for task in project.tasks:
        is_timed = task.cost is not None and task.cost.is_timed
        is_paid = is_timed or any(one.resource in timed for one in task.resources)
        if task.state != "not_started" and is_paid and (task.cost is None or task.cost.actual is None):
            yield about_task("cost-without-actual", task, "has no actual cost")


def without_actual(project: Project, found: Sequence[PlanWarning]) -> PlanWarning:
    """Make one warning of all begun tasks without actual costs."""
    what = f"of {counted_text(len(found), 'task')} at work or finished ({{names}}) nothing says what was spent, so that"
    return _one_of(found, f"{what} rates x working time stand for it; write actual, and what is left to spend")


def resources(project: Project) -> Iterator[PlanWarning]:
    """Find resources that nobody uses, and those that cost nothing where others do."""
    used = {one.resource for task in project.tasks for one in task.resources}
    has_prices = any(map(_has_price, project.resources))
    for resource in project.resources:
        if resource.id not in used:
            message = "no task uses it; take it out, or name it among the resources of a task"
            yield _about("unused-resource", resource, message)
        elif has_prices and not _has_price(resource):
            message = "is used and has no price; write per_day, per_hour, per_unit or per_use"
            yield _about("resource-without-price", resource, message)


def currencies(project: Project) -> Iterator[PlanWarning]:
    """Find money without a currency, and exchange rates and indices that no cost names."""
    if project.currency is None and _own(project):
        message = "nothing says in which currency its costs are; write project: {currency: EUR}"
        yield PlanWarning("no-currency", "", message)
    priced: list[TaskCost | Resource | ProjectCost] = [*project.resources, *project.costs]
    priced += [task.cost for task in project.tasks if task.cost is not None]
    for kind, known in (("currency", project.currencies), ("index", project.escalation.indices)):
        named = {getattr(one, kind) for one in priced}
        for name in known:
            if name not in named:
                where, message = f"{kind} {name!r}", "no cost names it, so that it changes nothing"
                yield PlanWarning("unused-rate", where, message, (f"{kind}:{name}",))


def cost_factors(project: Project) -> Iterator[PlanWarning]:
    """Find risks whose factor on cost meets tasks that cost nothing."""
    paid = {one.task for one in spendings(project) if one.task and one.part != "responses"}
    for risk in project.risks:
        hit = {
            project.tasks[index].id
            for impact in risk.impacts
            if impact.cost_factor is not None
            for selector in impact.on
            for index in project.selection.find(selector)
        }
        if risk.status == "open" and hit and hit.isdisjoint(paid):
            message = "its factor on cost meets tasks that cost nothing, and changes nothing; write cost for an amount"
            yield about_risk("idle-cost-factor", risk, message)


def budgets(project: Project) -> Iterator[PlanWarning]:
    """Find plans that cost money without a budget, and budgets of plans that cost none."""
    if _own(project) and not project.budgets:
        message = "no objective says which budget is promised, so that no result can say whether it is kept"
        yield PlanWarning("no-budget", "", message)
    for budget in project.budgets if not project.has_costs else ():
        message = "nothing in the plan costs money, so that it is always kept"
        yield PlanWarning("idle-budget", f"objective {budget.id!r}", message, (f"objective:{budget.id}",))


def _own(project: Project) -> list[Spending]:
    """Return what tasks and the project cost beside risks and responses."""
    return [one for one in spendings(project) if one.part != "responses"]


def _is_done(project: Project, one: Spending) -> bool:
    return bool(one.task) and project.tasks[project.task_index[one.task]].state == "finished"


def _is_sure(one: Spending) -> bool:
    return all(not isinstance(value, Distribution) or is_certain(value) for value in (one.amount, one.quantity))


def _planned(project: Project, one: Spending) -> float:
    """Return about what a spending comes to; of one that lasts as long as the project there is no saying."""
    money = math.prod(_middle(value) for value in (one.amount, one.quantity) if value is not None) * one.scale
    if one.measure == "once" or money == 0.0:
        return money
    if not one.task:
        return math.inf
    task = project.tasks[project.task_index[one.task]]
    left = project.planned_duration(task) or Quantity(0.0, "d")
    return money * (one.worked + project.calendar_of(task).minutes(left))


def _middle(value: Quantity | Distribution) -> float:
    if isinstance(value, Quantity):
        return value.value
    stated = value.planned()
    return fmean(quantity.value for quantity in value.quantities()) if stated is None else stated.value


def _entry(one: Spending) -> str:
    """Return what states the amount: a task, a resource, or a cost of the project."""
    return one.stream.partition("/")[0]


def _has_price(resource: Resource) -> bool:
    return any(
        value is not None for value in (resource.per_day, resource.per_hour, resource.per_unit, resource.per_use)
    )


def _about(rule: Rule, resource: Resource, message: str) -> PlanWarning:
    named = f" ({resource.name})" if resource.name not in ("", resource.id) else ""
    return PlanWarning(rule, f"resource {resource.id!r}{named}", message, (f"resource:{resource.id}",))


def _one_of(found: Sequence[PlanWarning], message: str) -> PlanWarning:
    """Make one warning of several, with the first entries named in it."""
    entries = tuple(entry for item in found for entry in item.entries)
    names = ", ".join(entry.partition(":")[2] for entry in entries[:NAMED])
    more = f" and {len(entries) - NAMED:,} more" if len(entries) > NAMED else ""
    return PlanWarning(found[0].rule, "", message.replace("{names}", names + more), entries)
