"""What single cases cost, by the same kernels as the simulation: the plan itself, or one iteration."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject, frozen
from riskmc.kernels import BLOCK_CHUNKS, LANES
from riskmc.kernels.arrays import Events, Streams, Workspace, workspace
from riskmc.kernels.cost_arrays import CostRoom, cost_room
from riskmc.kernels.costs import draw_amounts
from riskmc.kernels.sampling import prepare_block
from riskmc.result.schedule import Schedule
from riskmc.simulation.blocks import workspace_of
from riskmc.simulation.dating import cost_dated, date_forward
from riskmc.simulation.drawing import draw_chunk


@dataclass(frozen=True)
class LaneCosts:
    """What one case costs.

    Attributes
    ----------
    carriers : ndarray(float64), shape (n_carriers,)
        In the order of ``CompiledCosts.carriers``.
    parts : ndarray(float64), shape (6,)
        COST_PARTS of the total.
    total : float
    """

    carriers: Floats
    parts: Floats
    total: float


def planned_costs(compiled: CompiledProject) -> LaneCosts:
    """Return what a plan costs as it stands: planned durations, most likely amounts, no risks.

    Parameters
    ----------
    compiled : CompiledProject
        With costs.
    """
    return _lane(costed(compiled, planned_work(compiled)), 0)


def planned_work(compiled: CompiledProject) -> Workspace:
    """Return the plan as it stands in every lane, dated: planned durations, most likely amounts, no risks.

    Parameters
    ----------
    compiled : CompiledProject
        With costs.
    """
    costs = compiled.costs
    assert costs is not None
    work = workspace(
        compiled.n_tasks, compiled.n_lags, compiled.n_magnitudes, compiled.n_events, compiled.n_uncertain
    )  # fmt: skip
    work.exists[:] = compiled.is_planned[compiled.events.existence_task, None]
    work.durations[:] = np.repeat(compiled.planned, LANES)
    work.lags[:] = compiled.planned_lags[:, None]
    work.magnitudes[costs.first_row :] = costs.planned[:, None]
    date_forward(compiled, work)
    return work


def iteration_costs(compiled: CompiledProject, events: Events, streams: Streams, iteration: int) -> LaneCosts:
    """Return what one iteration costs.

    Parameters
    ----------
    compiled : CompiledProject
        With costs.
    events : Events
        Those of the compiled project, or some of them.
    streams : Streams
    iteration : int
    """
    costs = compiled.costs
    assert costs is not None
    work = workspace_of(compiled)
    chunk, lane = divmod(iteration, LANES)
    prepare_block(chunk // BLOCK_CHUNKS, streams, work)
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, events, streams, work)
    date_forward(compiled, work)
    draw_amounts(chunk, costs.first_row, compiled.n_tasks, compiled.marginals, streams, work)
    return _lane(costed(compiled, work), lane)


def costed(compiled: CompiledProject, work: Workspace) -> CostRoom:
    """Cost a chunk that has been dated; see :func:`riskmc.simulation.dating.cost_dated`."""
    assert compiled.costs is not None
    place = cost_room(len(compiled.costs.carriers))
    cost_dated(compiled, work, place)
    return place


def with_planned_costs(compiled: CompiledProject, schedule: Schedule) -> tuple[CompiledProject, Schedule]:
    """Take sums around what the plan costs, and tell that in its own schedule.

    Parameters
    ----------
    compiled : CompiledProject
    schedule : Schedule
        Of the plan itself, in topological order.
    """
    costs = compiled.costs
    if costs is None:
        return compiled, schedule
    planned = planned_costs(compiled)
    reference = np.append(planned.carriers, planned.total)
    arrays = frozen(costs.arrays._replace(reference=reference))
    schedule = replace(schedule, cost=planned.total, task_costs=task_costs(compiled, planned))
    return replace(compiled, costs=replace(costs, arrays=arrays, planned_parts=planned.parts)), schedule


def task_costs(compiled: CompiledProject, costs: LaneCosts) -> Floats:
    """Return what each task costs: ndarray(float64), shape (n_tasks,), in topological order."""
    assert compiled.costs is not None
    found = np.zeros(compiled.n_tasks)
    tasks = compiled.costs.arrays.carrier_codes[:, 0]
    found[tasks[tasks >= 0]] = costs.carriers[tasks >= 0]
    found.flags.writeable = False
    return found


def _lane(place: CostRoom, lane: int) -> LaneCosts:
    return LaneCosts(place.amounts[:, lane].copy(), place.parts[:, lane].copy(), float(place.total[lane]))
