"""The cost of a task in a table: a column for each of its parts, or all of them in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from riskmc.model.costs import TaskCost

__all__ = ["COST_COLUMNS", "MORE_COLUMNS", "cost_cells", "cost_column", "gather_cost"]

COST_COLUMNS: Final = {
    "fixed": "cost", "per_day": "cost_per_day", "per_hour": "cost_per_hour", "spread": "spread",
    "actual": "actual_cost", "currency": "currency", "index": "index",
}  # fmt: skip
"""Columns by the parts of a task's cost."""

MORE_COLUMNS: Final = tuple(column for column in COST_COLUMNS.values() if column != "cost")
"""Columns beside those that are keys of a task."""

_AMOUNTS: Final = ("cost", "cost_per_day", "cost_per_hour", "actual_cost")


def gather_cost(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Put the cost columns of a row into one mapping.

    Without an amount, currency and index say nothing: they may be filled all the way down. What is spread without an
    amount of its own is the cost of the resources.

    Parameters
    ----------
    record : dict
        By columns; it is changed.

    Yields
    ------
    (str, str)
        Column, and what is wrong with it.
    """
    found = {key: record.pop(column) for key, column in COST_COLUMNS.items() if column in record}
    stated = found.pop("fixed", None)
    if isinstance(stated, Mapping) and not stated.keys().isdisjoint(TaskCost.known_keys()):
        yield from (
            (COST_COLUMNS[key], f"the row gives {key} in the column cost too") for key in found if key in stated
        )
        found |= stated
    elif stated is not None:
        found = {"fixed": stated, **found}
    if found.keys() <= {"currency", "index", "spread"}:
        found = {"fixed": 0, "spread": found["spread"]} if "spread" in found and "resources" in record else {}
    if found:
        is_short = found.keys() == {"fixed"} and not _is_certain(found["fixed"])
        record["cost"] = found["fixed"] if is_short else found


def _is_certain(value: Any) -> bool:
    """Tell whether a value is written as a distribution of one value, which no template changes."""
    return isinstance(value, Mapping) and "fixed" in value


def cost_cells(cost: Any) -> dict[str, Any]:
    """Return the values of the cost columns for a cost as a plan document spells it.

    Examples
    --------
    >>> cost_cells({"fixed": 500, "per_day": {"uniform": [90, 110]}})
    {'cost': 500, 'cost_per_day': {'uniform': [90, 110]}}
    """
    if not isinstance(cost, Mapping) or cost.keys().isdisjoint(TaskCost.known_keys()):
        return {"cost": cost}
    cells = {COST_COLUMNS[key]: value for key, value in cost.items()}
    return {**cells, "cost": {"fixed": cost["fixed"]}} if _is_certain(cost.get("fixed")) else cells


def cost_column(path: Sequence[str | int], columns: Mapping[str, int]) -> int | None:
    """Find the column of a path inside the cost of a task."""
    part = COST_COLUMNS.get(str(path[0]), "cost") if path else "cost"
    return next((columns[name] for name in (part, *_AMOUNTS) if name in columns), None)
