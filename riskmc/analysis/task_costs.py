"""What tasks cost on average, before risks: for scores and tables that come before a run."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import TYPE_CHECKING

from riskmc.model.means import mean_of
from riskmc.model.quantities import Quantity
from riskmc.model.spending import Spending, spendings

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["mean_task_costs"]


def mean_task_costs(project: Project, tasks: Collection[str]) -> dict[str, float]:
    """Return what tasks cost at mean prices and planned durations, in the currency of the project, at today's prices.

    Parameters
    ----------
    project : Project
    tasks : collection of str
        Their ids.

    Examples
    --------
    >>> from riskmc.model.project import Project
    >>> task = {"id": "dig", "duration": "3d", "cost": {"fixed": {"uniform": ["1k", "3k"]}, "per_day": 400}}
    >>> mean_task_costs(Project(name="Shed", start="2027-01-04", tasks=[task]), ["dig"])
    {'dig': 3200.0}
    """
    parts: dict[str, list[float]] = {identity: [] for identity in tasks}
    for spending in spendings(project):
        if spending.task in parts:
            parts[spending.task].append(_mean(project, spending))
    return {identity: math.fsum(found) for identity, found in parts.items()}


def _mean(project: Project, spending: Spending) -> float:
    amount = mean_of(spending.amount, _plain) * spending.scale
    if spending.quantity is not None:
        amount *= mean_of(spending.quantity, _plain)
    if spending.measure != "minute":
        return amount
    task = project.tasks[project.task_index[spending.task]]
    planned = project.planned_duration(task) or project.effective_duration(task)
    return amount * (spending.worked + mean_of(planned, project.calendar_of(task).minutes))


def _plain(quantity: Quantity) -> float:
    return quantity.value
