"""What the tasks of a GanttProject file cost: the sum that was written, or the rates of who works on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from riskmc.io.schedule_files.gan_tasks import GanTask
from riskmc.io.schedule_files.records import Activity, ActivityCost, NoticeBook
from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["with_costs"]

_STANDARD = "standard"


def with_costs(
    activities: Iterable[Activity], tasks: Mapping[str, GanTask], root: XmlElement, notices: NoticeBook
) -> tuple[Activity, ...]:
    """Give activities what they cost, as GanttProject works it out.

    Parameters
    ----------
    activities : iterable of Activity
    tasks : mapping of str to GanTask
        By the key of their activities.
    root : XmlElement
        The element project.
    notices : NoticeBook
        Receives what was taken.

    Returns
    -------
    tuple of Activity
    """
    rates = _daily_rates(root)
    found = tuple(_with_cost(activity, tasks[activity.key], rates.get(activity.key, 0.0)) for activity in activities)
    total = sum(activity.cost.total for activity in found if activity.cost is not None)
    what = f"the costs of tasks come to {total:,.2f}; people are paid by the day, sums that were written are not"
    notices.add("costs", what, [tasks[one.key].label for one in found if one.cost is not None])
    return found


def _with_cost(activity: Activity, task: GanTask, rate: float) -> Activity:
    whole = rate * task.days if task.cost is None else task.cost
    if whole <= 0.0:
        return activity
    left = 1.0 - task.percent
    by_time = whole * left if task.cost is None else 0.0
    fixed = 0.0 if task.cost is None else whole * left
    return replace(activity, cost=ActivityCost(whole * task.percent, fixed, by_time, activity.minutes))


def _daily_rates(root: XmlElement) -> dict[str, float]:
    """Add up what a day of everybody costs who works on a task, by its number."""
    rates: dict[str, float] = {}
    for resource in root.all("resources", "resource"):
        for rate in resource.all("rate"):
            if rate.attributes.get("name") == _STANDARD:
                rates[resource.attributes.get("id", "")] = _number(rate.attributes.get("value", ""))
    found: dict[str, float] = {}
    for allocation in root.all("allocations", "allocation"):
        fields = allocation.attributes
        share = _number(fields.get("load", "100")) / 100.0
        task = fields.get("task-id", "")
        found[task] = found.get(task, 0.0) + share * rates.get(fields.get("resource-id", ""), 0.0)
    return found


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value < 1e12 else 0.0
