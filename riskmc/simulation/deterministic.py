"""Schedules of single cases, by the same kernels as the simulation."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.compiled.project import CompiledProject, compile_project
from riskmc.kernels import LANES
from riskmc.kernels.arrays import workspace
from riskmc.model.levels import Level
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Risk
from riskmc.result.schedule import Schedule
from riskmc.simulation.dating import lane_schedule


def schedule_of(compiled: CompiledProject, durations: Floats, lags: Floats) -> Schedule:
    """Schedule given durations and random lags.

    Parameters
    ----------
    compiled : CompiledProject
    durations : ndarray(float64), shape (n_tasks,)
        Working minutes of each task's calendar, in topological order.
    lags : ndarray(float64), shape (n_lags,)

    Returns
    -------
    Schedule
        In topological order; put it in plan order with :func:`in_plan_order`.
    """
    work = workspace(compiled.n_tasks, compiled.n_lags, 0, 0, compiled.n_uncertain)
    uncertain = compiled.events.existence_task
    work.exists[:] = (compiled.is_planned | (durations > 0.0))[uncertain, None]
    work.durations[:] = np.repeat(durations, LANES)
    work.lags[:] = lags[:, None]
    return lane_schedule(compiled, work, 0, has_caps=True)


def planned_schedule(project: Project) -> Schedule:
    """Schedule a plan as it stands: planned durations and lags, no risks.

    Parameters
    ----------
    project : Project

    Returns
    -------
    Schedule
        In plan order.

    Examples
    --------
    >>> tasks = [{"id": "dig", "duration": "3d"}, {"id": "build", "duration": "5d", "after": ["dig"]}]
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=tasks)
    >>> plan.timeline().date_of(planned_schedule(plan).finish)
    datetime.datetime(2027, 1, 13, 17, 0)
    """
    compiled = compile_project(settle_levels(project))
    return in_plan_order(schedule_of(compiled, compiled.planned, compiled.planned_lags), compiled.order)


def settle_levels(project: Project) -> Project:
    """Return a project whose levels all have numbers: it knows its planned length where a scale is a share of it.

    Parameters
    ----------
    project : Project

    Returns
    -------
    Project
        The same where no number waits for its planned length.

    Examples
    --------
    >>> task = {"id": "dig", "duration": "100d"}
    >>> risk = {"id": "R1", "probability": "low", "impacts": [{"on": "dig", "delay": "high"}]}
    >>> plan = settle_levels(Project(name="Shed", start="2027-01-04", tasks=[task], risks=[risk]))
    >>> str(plan.planned_length), plan.risks_in_force[0].impacts[0].delay.describe()
    ('100d', 'uniform 10d to 20d')
    """
    waits = any(isinstance(impact.delay, Level) for risk in project.risks_in_force for impact in risk.impacts)
    if project.planned_length is not None or not waits:
        return project
    bare = tuple(_without_impacts(risk) for risk in project.risks)
    finish = planned_schedule(project.model_copy(update={"risks": bare})).finish
    days = round(project.timeline().days(finish), 6)
    return project.model_copy(update={"planned_length": Quantity(days, "d")})


def _without_impacts(risk: Risk) -> Risk:
    responses = tuple(response.model_copy(update={"impacts": None}) for response in risk.responses)
    return risk.model_copy(update={"impacts": (), "responses": responses})


def in_plan_order(schedule: Schedule, order: Integers) -> Schedule:
    """Put a schedule in plan order; ``order`` holds the index in the plan of each task."""
    return Schedule(
        duration=placed(schedule.duration, order),
        early_start=placed(schedule.early_start, order),
        early_finish=placed(schedule.early_finish, order),
        late_start=placed(schedule.late_start, order),
        late_finish=placed(schedule.late_finish, order),
        total_float=placed(schedule.total_float, order),
        finish=schedule.finish,
        cost=schedule.cost,
        task_costs=None if schedule.task_costs is None else placed(schedule.task_costs, order),
    )


def placed(values: Floats, order: Integers) -> Floats:
    """Put rows in plan order, read-only."""
    out = np.empty_like(values)
    out[order] = values
    out.flags.writeable = False
    return out
