"""What a saved result holds of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from riskmc._typing import AnyArray, Floats
from riskmc.model.project import Project
from riskmc.result.cost_sums import COST_INDICES, COST_PARTS, CostSums, RunCosts

_SUMS = tuple(field.name for field in fields(CostSums))
_OWN = ("planned", "planned_parts", "total", "parts")


def stored_cost_arrays(costs: RunCosts | None) -> dict[str, AnyArray]:
    """Return the arrays that are stored, by their names; none where nothing costs money."""
    if costs is None:
        return {}
    own = {f"cost_{name}": getattr(costs, name) for name in _OWN}
    return own | {f"cost_sums_{name}": getattr(costs.sums, name) for name in _SUMS}


def read_costs(document: Mapping[str, Any], arrays: Mapping[str, AnyArray], n: int) -> RunCosts | None:
    """Read what a result knows of money.

    Parameters
    ----------
    document : mapping
        With ``cost_carriers``, or none.
    arrays : mapping of str to ndarray
    n : int
        Iterations of the run.

    Raises
    ------
    ValueError
        Where arrays do not fit one another.
    """
    carriers = document.get("cost_carriers")
    if carriers is None:
        return None
    rows, columns, parts = len(carriers), len(COST_INDICES), len(COST_PARTS)
    expected = {"planned": (rows + 1,), "planned_parts": (parts,), "total": (n,), "parts": (parts, n)}
    expected |= {f"sums_{name}": (2,) if name.endswith("total") else (rows, columns) for name in _SUMS}
    for name, shape in expected.items():
        found = arrays[f"cost_{name}"]
        if found.shape != shape or found.dtype != np.float64:
            raise ValueError(f"cost_{name} has the shape {found.shape} where {shape} belongs")
    if not all(isinstance(carrier, str) for carrier in carriers):
        raise ValueError("what costs is not named")
    sums = CostSums(**{name: arrays[f"cost_sums_{name}"] for name in _SUMS})
    return RunCosts(tuple(carriers), **{name: arrays[f"cost_{name}"] for name in _OWN}, sums=sums)


def planned_task_costs(costs: RunCosts | None, project: Project) -> dict[str, Any]:
    """Return the fields of the planned schedule that tell of money: the total, and that of each task in plan order."""
    if costs is None:
        return {}
    by_carrier = dict(zip(costs.carriers, costs.planned.tolist(), strict=False))
    found: Floats = np.array([by_carrier.get(f"task:{task.id}", 0.0) for task in project.tasks])
    found.flags.writeable = False
    return {"cost": float(costs.planned[-1]), "task_costs": found}
