"""What the tasks of an MS Project XML file cost: work by the hour, material, fixed costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from riskmc.io.schedule_files.mspdi_tasks import MspdiTask
from riskmc.io.schedule_files.mspdi_work import Work
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ActivityCost, NoticeBook
from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["costs_of_summaries", "costs_of_tasks"]

_HUNDREDTHS: Final = 100.0
"""The file writes 12.50 as 1250."""

_WORK: Final = "1"


def costs_of_tasks(
    root: XmlElement, tasks: Sequence[MspdiTask], works: Mapping[str, Work], notices: NoticeBook
) -> dict[str, ActivityCost]:
    """Read what each task has cost and what is left to spend on it.

    The costs of people and plant are paid by the time that the task takes; fixed costs and material are not.

    Parameters
    ----------
    root : XmlElement
        The element Project.
    tasks : sequence of MspdiTask
        Those that are scheduled.
    works : mapping of str to Work
        By UID.
    notices : NoticeBook
        Receives what was taken.

    Returns
    -------
    dict[str, ActivityCost]
        By UID; tasks that cost nothing are absent.
    """
    timed = _paid_by_time(root)
    found: dict[str, ActivityCost] = {}
    for task in tasks:
        actual, left = _money(task, "ActualCost"), _money(task, "RemainingCost")
        whole = _money(task, "Cost")
        if not actual and not left:
            left = whole
        by_time = min(timed.get(task.uid, 0.0), left)
        cost = ActivityCost(actual, left - by_time, by_time, works[task.uid].minutes)
        if cost.total > 0.0:
            found[task.uid] = cost
    total = sum(cost.total for cost in found.values())
    what = f"the costs of tasks come to {total:,.2f}, spent and left to spend; people and plant are paid by the hour"
    notices.add("costs", what, [task.label for task in tasks if task.uid in found])
    return found


def costs_of_summaries(rows: Sequence[MspdiTask], notices: NoticeBook) -> tuple[tuple[str, str, float], ...]:
    """Read the fixed costs that summary tasks have beside those below them.

    Parameters
    ----------
    rows : sequence of MspdiTask
        All task rows.
    notices : NoticeBook
        Receives what was taken.

    Returns
    -------
    tuple of (str, str, float)
        Code, name and money of each.
    """
    summaries = [task for task in rows if task.is_summary and _money(task, "FixedCost") > 0.0]
    notices.add("costs", "fixed costs of summary tasks are costs of the project", [task.label for task in summaries])
    return tuple((f"uid{task.uid}", task.fields.get("Name", ""), _money(task, "FixedCost")) for task in summaries)


def _paid_by_time(root: XmlElement) -> dict[str, float]:
    """Add up what is left to spend on people and plant, by the UID of the task."""
    paid = {
        resource.value("UID")
        for resource in root.all("Resources", "Resource")
        if resource.value("Type") == _WORK and resource.value("IsCostResource") not in ("1", "true")
    }
    found: dict[str, float] = {}
    for element in root.all("Assignments", "Assignment"):
        values = element.values()
        if values.get("ResourceUID", "") in paid:
            text = values.get("RemainingCost") or values.get("Cost") or "0"
            uid = values.get("TaskUID", "")
            found[uid] = found.get(uid, 0.0) + (_parsed(text) or 0.0)
    return found


def _money(task: MspdiTask, field: str) -> float:
    text = task.fields.get(field, "")
    amount = _parsed(text) if text else 0.0
    if amount is None:
        what = f"{field} is {text!r}"
        raise refuse(task.file, what, allowed="it is a number", subject=f"task {task.label}", line=task.line)
    return max(amount, 0.0)


def _parsed(text: str) -> float | None:
    try:
        amount = float(text) / _HUNDREDTHS
    except ValueError:
        return None
    return amount if abs(amount) < 1e12 else None
