"""Safe and aggressive durations of the tasks, and the schedule of the aggressive ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject
from riskmc.errors import UsageError
from riskmc.kernels import LANES
from riskmc.kernels.marginals import FIXED, lane_scratch, quantile_lane
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.run_result import SimulationResult
from riskmc.result.task_estimates import TaskEstimates
from riskmc.simulation.deterministic import in_plan_order, placed, schedule_of
from riskmc.simulation.engine import compiled_with_schedule

__all__ = ["AGGRESSIVE_LEVEL", "SAFE_LEVEL", "task_estimates"]

AGGRESSIVE_LEVEL: Final = 0.5
SAFE_LEVEL: Final = 0.9

_SPREAD_LANES: Final = 16
"""Lanes of evenly spaced chances from which a standard deviation is taken."""


def task_estimates(
    result: SimulationResult, aggressive: float | None = AGGRESSIVE_LEVEL, safe: float = SAFE_LEVEL
) -> TaskEstimates:
    """Return what each task of a run takes with and without its safety.

    Both are percentiles of the range that the plan states for the task, templates included. Risks of the register are
    not in them: the buffer methods of the critical chain know no register.

    Parameters
    ----------
    result : SimulationResult
    aggressive : float, optional
        Percentile, in (0, 1); None for the plan's own durations: single values and most likely ones.
    safe : float
        Percentile, above `aggressive`.

    Raises
    ------
    UsageError
        Where the percentiles do not rise.

    Examples
    --------
    >>> from riskmc.model import Project
    >>> from riskmc.simulation import simulate
    >>> tasks = [{"id": "a", "duration": {"uniform": ["10d", "20d"]}}]
    >>> found = task_estimates(simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=100))
    >>> found.aggressive.round(3).tolist(), found.safe.round(3).tolist(), found.sd.round(2).tolist()
    ([15.0], [19.0], [2.89])
    """
    if not 0.0 < (aggressive or 0.01) < safe < 1.0:
        raise UsageError("the aggressive estimate must lie below the safe one, such as P50 and P90")
    compiled, _ = compiled_with_schedule(result.project, result.critical_float)
    minutes = _Minutes(compiled)
    lean = minutes.planned() if aggressive is None else minutes.at(aggressive)
    schedule = in_plan_order(schedule_of(compiled, lean, compiled.planned_lags), compiled.order)
    factor = _days_per_minute(result)
    return TaskEstimates(
        aggressive_level=aggressive,
        safe_level=safe,
        aggressive=_frozen(placed(lean, compiled.order) * factor),
        safe=_frozen(placed(minutes.at(safe), compiled.order) * factor),
        sd=_frozen(placed(minutes.spread(), compiled.order) * factor),
        schedule=schedule,
    )


def _frozen(values: Floats) -> Floats:
    values.flags.writeable = False
    return values


class _Minutes:
    """Durations of the tasks in topological order, working minutes; nothing of what the plan does not count on."""

    def __init__(self, compiled: CompiledProject) -> None:
        self._compiled = compiled
        self._is_random = (compiled.marginals.tables[: compiled.n_tasks, 0] != FIXED) & compiled.is_planned
        self._fixed = np.where(compiled.is_planned, compiled.marginals.parameters[: compiled.n_tasks, 0], 0.0)

    def planned(self) -> Floats:
        """Return those of the plan."""
        return self._compiled.planned.copy()

    def at(self, level: float) -> Floats:
        """Return a percentile of each."""
        out = self._fixed.copy()
        for task in np.flatnonzero(self._is_random).tolist():
            out[task] = self._quantiles(task, np.full(LANES, level))[0]
        return np.maximum(out, 0.0)

    def spread(self) -> Floats:
        """Return the standard deviation of each."""
        out = np.zeros(self._compiled.n_tasks)
        n = _SPREAD_LANES * LANES
        levels = ((np.arange(n) + 0.5) / n).reshape(_SPREAD_LANES, LANES)
        for task in np.flatnonzero(self._is_random).tolist():
            out[task] = np.concatenate([self._quantiles(task, lane) for lane in levels]).std()
        return out

    def _quantiles(self, task: int, levels: Floats) -> Floats:
        scratch, out = lane_scratch(), np.empty(LANES)
        scratch.words[:] = np.rint(levels * 2.0**32 - 0.5)
        parameters, tables, coefficients, steps = self._compiled.marginals
        quantile_lane(task, parameters, tables, coefficients, steps, *scratch, out)
        return out


def _days_per_minute(result: SimulationResult) -> Floats:
    """Return the days of the project's calendar that a working minute of each task stands for, in plan order."""
    project = result.project
    end = result.timeline.date_of(max(result.deterministic.finish, 1.0))
    own = project.working_calendar.minutes_per_day
    worked: dict[str, float] = {}
    for task in project.tasks:
        name = task.calendar or project.calendar
        if name not in worked:
            worked[name] = WorkingTimeline(project.calendar_named(name), project.start).minutes_at(end)
    whole = worked.get(project.calendar) or WorkingTimeline(project.working_calendar, project.start).minutes_at(end)
    shares = {name: whole / minutes if minutes > 0.0 else 1.0 for name, minutes in worked.items()}
    return np.array([shares[task.calendar or project.calendar] / own for task in project.tasks])
