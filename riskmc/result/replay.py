"""One iteration of a run, as it was: durations, dates, risks that struck, critical tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from riskmc._typing import Floats
from riskmc.model.project import Project
from riskmc.result.dates import float_days, task_days
from riskmc.result.frames import start_dates
from riskmc.result.schedule import Schedule

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class RiskEffect:
    """What one risk did to one iteration: the iteration less the same iteration without this risk alone.

    All other draws stay as they were, so both are exact. The effects of several risks need not add up: two may delay
    parallel tasks, or multiply the same duration.

    Attributes
    ----------
    task_minutes : mapping of str to float
        What it added to the duration of each task that it struck, working minutes; negative for an opportunity.
    finish_minutes : float
        How much later the project finished for it, working minutes.
    """

    task_minutes: Mapping[str, float]
    finish_minutes: float


@dataclass(frozen=True)
class ReplayCosts:
    """What one iteration cost, with prices as they rose.

    Attributes
    ----------
    total : float
    carriers : mapping of str to float
        What each thing cost: ``task:piling``, ``cost:site``, ``risk:R1``, ``response:R1.1``. They add up to the total.
    parts : mapping of str to float
        What the total is made of, by the names of COST_PARTS.
    effects : mapping of str to float
        How much more the iteration cost for each risk that occurred: the iteration less the same iteration without this
        risk alone. What it delayed costs too.
    """

    total: float
    carriers: Mapping[str, float]
    parts: Mapping[str, float]
    effects: Mapping[str, float]


@dataclass(frozen=True)
class Replay:
    """One iteration of a run.

    Attributes
    ----------
    iteration : int
        0 .. iterations - 1.
    project : Project
    schedule : Schedule
        Of the iteration, in plan order.
    planned : Schedule
        The plan's own, beside it.
    struck : mapping of str to tuple of str
        Risks that occurred, in plan order, and the tasks that each struck.
    critical_float : float
        A task is critical where its total float to the project's finish is at most this, working minutes.
    link_slacks : ndarray(float64), shape (n_links,)
        How much earlier each link would have let its task start, working minutes of the task's calendar; 0 where it
        drives the task. Of the links of the first task, as its ``after`` lists them, then of the second, in plan order.
    effects : mapping of str to RiskEffect
        What each risk that struck did to the iteration.
    absent : frozenset of str
        Tasks that do not exist in it.
    costs : ReplayCosts or None
        None where nothing costs money.
    """

    iteration: int
    project: Project
    schedule: Schedule
    planned: Schedule
    struck: Mapping[str, tuple[str, ...]]
    critical_float: float
    link_slacks: Floats
    effects: Mapping[str, RiskEffect]
    absent: frozenset[str] = frozenset()
    costs: ReplayCosts | None = None

    @property
    def is_critical(self) -> NDArray[np.bool_]:
        """Which tasks are critical: ndarray(bool), shape (n_tasks,). A task that does not exist is not."""
        exists = np.array([task.id not in self.absent for task in self.project.tasks], bool)
        critical: NDArray[np.bool_] = (self.schedule.total_float <= self.critical_float) & exists
        return critical

    @property
    def struck_at(self) -> Mapping[str, datetime]:
        """When each risk struck: the start of the first task that it struck; risks that strike no task are left out."""
        starts = start_dates(self.project, self.schedule.early_start)
        index = self.project.task_index
        return {
            risk: min(starts[index[task]] for task in tasks) for risk, tasks in self.struck.items() if tasks
        }  # fmt: skip

    @property
    def tasks(self) -> pd.DataFrame:
        """One row a task, in plan order.

        Indexed by task id: ``name``, ``planned_days``, ``days`` (working days of its calendar), ``start``,
        ``finish`` (dates), ``float_days``, ``critical``, and ``risks``: the ids of those that struck the task.
        """
        import pandas as pd

        timeline = self.project.timeline()
        per_day = task_days(self.project)
        tasks = self.project.tasks
        schedule = self.schedule
        return pd.DataFrame(
            {
                "name": [task.name for task in tasks],
                "planned_days": self.planned.duration / per_day,
                "days": schedule.duration / per_day,
                "start": start_dates(self.project, schedule.early_start),
                "finish": [timeline.date_of(m) for m in schedule.early_finish],
                "float_days": schedule.total_float / float_days(self.project),
                "critical": self.is_critical,
                "risks": [
                    ", ".join(risk for risk, struck in self.struck.items() if task.id in struck) for task in tasks
                ],
            },
            index=pd.Index([task.id for task in tasks], name="id"),
        )
