"""What the activities of a P6 project cost: resources by the hour, material, expenses."""

from __future__ import annotations

from typing import Final

from riskmc.io.schedule_files.records import ActivityCost
from riskmc.io.schedule_files.xer_context import XerContext, whole_minutes
from riskmc.io.schedule_files.xer_tables import XerRow

__all__ = ["activity_costs"]

_MATERIAL: Final = "RT_Mat"


def activity_costs(context: XerContext) -> dict[str, ActivityCost]:
    """Add up what each activity has cost and what is left to spend on it.

    Labour and equipment are paid by the hour of what is left; material and expenses are not.

    Parameters
    ----------
    context : XerContext
        The project; its notices receive where the budget is another.

    Returns
    -------
    dict[str, ActivityCost]
        By the key of the activity; those that cost nothing are absent.
    """
    types = {row.text("rsrc_id"): row.text("rsrc_type") for row in context.tables.rows("RSRC")}
    known = {row.text("task_id"): row for row in context.rows}
    found: dict[str, ActivityCost] = {}
    budget = 0.0
    for table, is_expense in (("TASKRSRC", False), ("PROJCOST", True)):
        for row in context.tables.rows(table):
            activity = known.get(row.text("task_id"))
            if activity is None:
                continue
            is_timed = not is_expense and types.get(row.text("rsrc_id")) != _MATERIAL
            spent, left = _amounts(row, is_done=activity.text("status_code") == "TK_Complete")
            budget += _number(row, "target_cost")
            before = found.get(row.text("task_id"), ActivityCost(minutes=_minutes(activity)))
            found[row.text("task_id")] = before._replace(
                actual=before.actual + spent,
                fixed=before.fixed + (0.0 if is_timed else left),
                timed=before.timed + (left if is_timed else 0.0),
            )
    costs = {key: cost for key, cost in found.items() if cost.total > 0.0}
    _note(context, costs, budget)
    return costs


def _amounts(row: XerRow, *, is_done: bool) -> tuple[float, float]:
    """Return what was spent on an assignment or an expense, and what is left to spend."""
    spent = sum(_number(row, column) for column in ("act_reg_cost", "act_ot_cost", "act_cost"))
    left = row.number("remain_cost")
    if left is None:
        left = 0.0 if is_done else _number(row, "target_cost") - spent
    return max(spent, 0.0), max(left, 0.0)


def _number(row: XerRow, column: str) -> float:
    return row.number(column) or 0.0


def _minutes(activity: XerRow) -> float:
    """Return the working minutes that are left of an activity."""
    hours = activity.number("remain_drtn_hr_cnt")
    return whole_minutes((activity.number("target_drtn_hr_cnt") if hours is None else hours) or 0.0)


def _note(context: XerContext, costs: dict[str, ActivityCost], budget: float) -> None:
    total = sum(cost.total for cost in costs.values())
    if not costs:
        return
    labels = [row.label for row in context.rows if row.text("task_id") in costs]
    what = (
        f"the costs of resources and expenses come to {total:,.2f}, spent and left to spend; labour and equipment are "
        "paid by the hour"
    )
    if abs(total - budget) > 0.005:
        what += f" (the budget of the file is {budget:,.2f})"
    context.notices.add("costs", what, labels)
