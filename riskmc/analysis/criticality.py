"""Criticality and sensitivity: which tasks the finish depends on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.analysis.estimates import half_width
from riskmc.result import SimulationResult
from riskmc.result.frames import task_columns

if TYPE_CHECKING:
    import pandas as pd

_INDICES = ("criticality", "cruciality", "ssi")


@dataclass(frozen=True, slots=True)
class TaskDriver:
    """How much the finish depends on one task.

    Attributes
    ----------
    id, name : str
    criticality, criticality_se : float
        Share of the iterations in which the task is critical, and its standard error.
    cruciality, cruciality_se : float
        Spearman's rank correlation of the task's duration with the project's finish, in [-1, 1], and its standard
        error; nan where the task or the finish does not vary.
    ssi, ssi_se : float
        Schedule sensitivity index, criticality x sd of the task / sd of the finish, and its standard error; 0 where
        the task or the finish does not vary.
    mean_days, mean_days_se : float
        Mean duration in working days of the project's calendar, and its standard error.
    """

    id: str
    name: str
    criticality: float
    criticality_se: float
    cruciality: float
    cruciality_se: float
    ssi: float
    ssi_se: float
    mean_days: float
    mean_days_se: float


def task_drivers(result: SimulationResult, top: int | None = None) -> tuple[TaskDriver, ...]:
    """Rank the tasks, without milestones, by schedule sensitivity index, then criticality, then plan order.

    Parameters
    ----------
    result : SimulationResult
    top : int, optional
        How many to return; all by default.
    """
    table = task_columns(result)
    columns = {
        "criticality": "criticality",
        "cruciality": "cruciality_spearman",
        "ssi": "ssi",
        "mean_days": "mean_days",
    }
    values = {
        f"{name}{suffix}": table[f"{column}{suffix}"] for name, column in columns.items() for suffix in ("", "_se")
    }
    return tuple(
        TaskDriver(
            id=result.project.tasks[index].id,
            name=result.project.tasks[index].name,
            **{name: float(column[index]) for name, column in values.items()},
        )
        for index in _ranked_work(result, table)[:top]
    )


def ranking(size: Floats, criticality: Floats) -> Integers:
    """Return the places of tasks, the largest first, then the most critical, then in the order of the plan.

    Parameters
    ----------
    size, criticality : ndarray(float64), shape (n,)
        nan counts as 0; differences in the thirteenth decimal are rounding.

    Returns
    -------
    ndarray(int64), shape (n,)

    Examples
    --------
    >>> ranking(np.array([0.1, np.nan, 0.1]), np.array([0.2, 1.0, 0.3])).tolist()
    [2, 0, 1]
    """
    keys = (np.nan_to_num(values).round(12) for values in (criticality, size))
    order: Integers = np.lexsort((np.arange(size.size), *(-key for key in keys)))
    return order


def _ranked_work(result: SimulationResult, table: Mapping[str, Floats]) -> Integers:
    order = ranking(table["ssi"], table["criticality"])
    is_work = np.array([not task.milestone for task in result.project.tasks], bool)
    ranked: Integers = order[is_work[order]]
    return ranked


def criticality_frame(result: SimulationResult, top: int = 15, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind the chart of the tasks that the finish depends on.

    Parameters
    ----------
    result : SimulationResult
    top : int
        How many tasks at most; tasks that are never critical are left out.
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        Indexed by task id, the most sensitive first: ``name``, then ``criticality``, ``cruciality`` and ``ssi``, each
        with the half-width of its interval ``..._half``.
    """
    import pandas as pd

    drivers = [driver for driver in task_drivers(result, top) if driver.criticality > 0]
    columns: dict[str, object] = {"name": [driver.name for driver in drivers]}
    for name in _INDICES:
        columns[name] = np.array([getattr(driver, name) for driver in drivers], float)
        errors = np.array([getattr(driver, f"{name}_se") for driver in drivers], float)
        columns[f"{name}_half"] = half_width(1.0, confidence) * errors
    return pd.DataFrame(columns, index=pd.Index([driver.id for driver in drivers], name="id", dtype=object))
