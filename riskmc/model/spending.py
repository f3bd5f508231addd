"""Everything that can cost money, in one list: what the engine compiles.

Risks are not in it: what they cost is drawn with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from riskmc.model.assignments import Assignment
from riskmc.model.calendars import Calendar, end_of_day, midnight
from riskmc.model.costs import DAYS_PER_YEAR, Part, ProjectCost, Resource, Spread, TaskCost
from riskmc.model.distributions import Distribution
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task
from riskmc.model.timeline import WorkingTimeline

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["Measure", "Spending", "each_spending", "spendings"]

Measure = Literal["once", "minute", "elapsed_minute"]
"""What an amount is multiplied by: nothing, working minutes, or minutes of the clock."""

_MINUTES_PER_DAY = 1440.0


class Spending(NamedTuple):
    """One amount of money, and what decides how much becomes of it.

    It comes to amount x scale, for each minute of what it lasts where it is measured by time.

    Attributes
    ----------
    carrier : str
        What costs: ``task:piling``, ``cost:site`` or ``response:R1.1``.
    part : Part
    measure : {"once", "minute", "elapsed_minute"}
        Working minutes of the task's calendar; of a carrier without a task, of the project's.
    amount : Quantity or Distribution
        Plain numbers. Single amounts of tasks have the range of the template that counts.
    scale : float
        In the currency of the project: exchange rate x units / minutes of the unit.
    stream : str
        Identity of the random amount. Spendings that share it have the same draw.
    quantity : Quantity, Distribution or None
        By which the amount is multiplied further, where it is the price of a material; drawn from `quantity_stream`.
    quantity_stream : str
    task : str
        The task that it belongs to, whose work and existence decide; or empty.
    from_, to : str
        Of a carrier without a task: from the start of the one task to the finish of the other; empty for the start and
        the finish of the project.
    worked : float
        Minutes that are known already, beside those that are simulated.
    spread : Spread
    price_index : str or None
        By which prices rise, empty for the one of all costs; None where the amount is known in money of its time.
    begins, ends : datetime or None
        When it is spent, where that is known: actual costs, and responses at their due date.
    planned : Quantity or None
        The amount that the plan states, where its range is that of a template.
    """

    carrier: str
    part: Part
    measure: Measure
    amount: Quantity | Distribution
    scale: float
    stream: str
    quantity: Quantity | Distribution | None = None
    quantity_stream: str = ""
    task: str = ""
    from_: str = ""
    to: str = ""
    worked: float = 0.0
    spread: Spread = "linear"
    price_index: str | None = ""
    begins: datetime | None = None
    ends: datetime | None = None
    planned: Quantity | None = None


def spendings(project: Project) -> tuple[Spending, ...]:
    """List what can cost money: of each task in plan order, of the project, of the responses that count.

    Parameters
    ----------
    project : Project

    Examples
    --------
    >>> from riskmc.model.project import Project
    >>> task = {"id": "dig", "duration": "3d", "cost": {"fixed": "2k", "per_day": 400}}
    >>> [(one.stream, one.measure) for one in spendings(Project(name="Shed", start="2027-01-04", tasks=[task]))]
    [('task:dig/cost/fixed', 'once'), ('task:dig/cost/per_day', 'minute')]
    """
    return tuple(each_spending(project))


def each_spending(project: Project) -> Iterator[Spending]:
    """Yield what :func:`spendings` lists."""
    resources = {resource.id: resource for resource in project.resources}
    for task in project.tasks:
        if task.cost is not None or task.resources:
            yield from _of_task(project, task, resources)
    for cost in project.costs:
        yield from _of_project(project, cost)
    yield from _of_responses(project)


def _of_task(project: Project, task: Task, resources: dict[str, Resource]) -> Iterator[Spending]:
    calendar = project.calendar_of(task)
    cost = task.cost if task.cost is not None else TaskCost.model_construct(**_EMPTY)
    # Where actual costs are known, everything else is what is left to spend.
    worked = 0.0 if cost.actual is not None else worked_minutes(project, task)
    carrier = f"task:{task.id}"
    common: dict[str, Any] = {"carrier": carrier, "task": task.id, "spread": cost.spread}
    rate = project.exchange_rate(cost.currency)
    if cost.actual is not None:
        begins, ends = _actual_span(project, task)
        yield Spending(
            **common, part="time_independent", measure="once", amount=cost.actual, scale=rate,
            stream=f"{carrier}/cost/actual", price_index=None, begins=begins, ends=ends,
        )  # fmt: skip
    if cost.fixed is not None:
        yield Spending(
            **common, **_in_range(project, task, cost.fixed), part="time_independent", measure="once", scale=rate,
            stream=f"{carrier}/cost/fixed", price_index=cost.index,
        )  # fmt: skip
    for key, minutes in _working_rates(calendar):
        amount = getattr(cost, key)
        if amount is not None:
            yield Spending(
                **common, **_in_range(project, task, amount), part="time_dependent", measure="minute",
                scale=rate / minutes, stream=f"{carrier}/cost/{key}", worked=worked, price_index=cost.index,
            )  # fmt: skip
    for assignment in task.resources:
        if assignment.resource in resources:
            yield from _of_assignment(project, task, assignment, resources[assignment.resource], worked, cost.spread)


def _in_range(project: Project, task: Task, amount: Quantity | Distribution) -> dict[str, Any]:
    """Give a single amount the range that a template has for it."""
    share = project.cost_range_of(task)
    if share is None or isinstance(amount, Distribution):
        return {"amount": amount}
    return {"amount": share.scaled_by(amount), "planned": amount}


_EMPTY = {name: info.get_default(call_default_factory=True) for name, info in TaskCost.model_fields.items()}


def _of_assignment(
    project: Project, task: Task, assignment: Assignment, resource: Resource, worked: float, spread: Spread
) -> Iterator[Spending]:
    carrier = f"task:{task.id}"
    common: dict[str, Any] = {"carrier": carrier, "task": task.id, "spread": spread, "price_index": resource.index}
    scale = assignment.units * project.exchange_rate(resource.currency)
    for key, minutes in _working_rates(project.calendar_of(task)):
        amount = getattr(resource, key)
        if amount is not None:
            yield Spending(
                **common, part="time_dependent", measure="minute", amount=amount, scale=scale / minutes,
                stream=f"resource:{resource.id}/{key}", worked=worked,
            )  # fmt: skip
    if resource.per_use is not None:
        yield Spending(
            **common, part="time_independent", measure="once", amount=resource.per_use, scale=scale,
            stream=f"resource:{resource.id}/per_use",
        )  # fmt: skip
    if resource.per_unit is not None and assignment.quantity is not None:
        yield Spending(
            **common, part="time_independent", measure="once", amount=resource.per_unit, scale=scale,
            stream=f"resource:{resource.id}/per_unit", quantity=assignment.quantity,
            quantity_stream=f"{carrier}/resource:{resource.id}/quantity",
        )  # fmt: skip


def _of_project(project: Project, cost: ProjectCost) -> Iterator[Spending]:
    carrier = f"cost:{cost.id}"
    common: dict[str, Any] = {
        "carrier": carrier, "part": "standing", "from_": cost.from_, "to": cost.to, "spread": cost.spread,
        "price_index": cost.index,
    }  # fmt: skip
    rate = project.exchange_rate(cost.currency)
    if cost.fixed is not None:
        yield Spending(**common, measure="once", amount=cost.fixed, scale=rate, stream=f"{carrier}/fixed")
    for key, minutes in _working_rates(project.working_calendar):
        amount = getattr(cost, key)
        if amount is not None:
            yield Spending(**common, measure="minute", amount=amount, scale=rate / minutes, stream=f"{carrier}/{key}")
    for key, days in (("per_calendar_day", 1.0), ("per_month", DAYS_PER_YEAR / 12.0)):
        amount = getattr(cost, key)
        if amount is not None:
            scale = rate / (days * _MINUTES_PER_DAY)
            yield Spending(**common, measure="elapsed_minute", amount=amount, scale=scale, stream=f"{carrier}/{key}")


def _of_responses(project: Project) -> Iterator[Spending]:
    for risk in project.risks:
        for response in risk.responses:
            counts = risk.status == "open" and response.counts_in(project.scenario)
            if counts and response.cost is not None:
                when = project.start if response.due is None else end_of_day(response.due)
                yield Spending(
                    carrier=f"response:{response.id}", part="responses", measure="once", amount=response.cost,
                    scale=1.0, stream=f"response:{response.id}/cost", price_index=None, begins=when, ends=when,
                )  # fmt: skip


def _working_rates(calendar: Calendar) -> tuple[tuple[str, float], ...]:
    """Return the keys of rates by working time, and the minutes of their units."""
    return ("per_day", calendar.minutes_per_day), ("per_hour", 60.0)


def worked_minutes(project: Project, task: Task) -> float:
    """Return the working minutes from the actual start of a task to its finish, or to the status date.

    Parameters
    ----------
    project : Project
    task : Task
        Of this project.
    """
    if task.actual_start is None:
        return 0.0
    begins, ends = _actual_span(project, task)
    if begins is None or ends is None or ends <= begins:
        return 0.0
    return max(WorkingTimeline(project.calendar_of(task), begins, 0.0).minutes_at(ends), 0.0)


def _actual_span(project: Project, task: Task) -> tuple[datetime | None, datetime | None]:
    """Return from when to when a task has been worked so far."""
    if task.actual_start is None:
        return None, None
    begins = midnight(task.actual_start)
    ends = [end_of_day(when) for when in (task.actual_finish, task.suspended) if when is not None]
    if task.actual_finish is None:
        ends.append(midnight(project.status_date) if project.status_date is not None else project.start)
    return begins, min(ends)
