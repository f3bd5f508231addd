"""Any iteration of a run again, from the addresses of its random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from riskmc._typing import Flags, Floats, Integers
from riskmc.compiled.project import CompiledProject, compile_project, frozen
from riskmc.errors import StaleResultError, UsageError
from riskmc.kernels import BLOCK_CHUNKS, LANES
from riskmc.kernels.arrays import Events, Streams
from riskmc.kernels.sampling import prepare_block
from riskmc.kernels.windows import settle_windows
from riskmc.result.cost_sums import COST_PARTS
from riskmc.result.replay import Replay, ReplayCosts, RiskEffect
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.simulation.blocks import streams_of, workspace_of
from riskmc.simulation.cost_pass import iteration_costs
from riskmc.simulation.dating import date_early, lane_schedule
from riskmc.simulation.deterministic import in_plan_order, placed
from riskmc.simulation.drawing import draw_chunk


def replay(result: SimulationResult, iteration: int) -> Replay:
    """Play one iteration of a run again.

    Nothing of the iteration was stored but its finishes: durations, risks and dates are computed from the addresses of
    their random numbers, and are equal to the bit to what the run saw.

    Parameters
    ----------
    result : SimulationResult
        From a run, or read from a file.
    iteration : int
        0 .. iterations - 1; :meth:`FinishSamples.iteration_at` gives that of a percentile.

    Returns
    -------
    Replay

    Raises
    ------
    UsageError
        Where the run has no such iteration.
    StaleResultError
        Where the finish is not that of the run, because another version of riskmc or of its libraries made the result.

    Examples
    --------
    >>> from riskmc.model import Project
    >>> from riskmc.simulation import simulate
    >>> tasks = [{"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}]
    >>> result = simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=500)
    >>> again = replay(result, result.finish.iteration_at(0.8))
    >>> again.schedule.finish == result.finish.quantile_minutes(0.8)
    True
    """
    run = result.provenance
    if not 0 <= iteration < run.iterations:
        raise UsageError(f"iteration {iteration} is not in the run; give a number from 0 to {run.iterations - 1}")
    compiled = compile_project(result.project, critical_float=result.critical_float)
    streams = streams_of(compiled, run.seed, run.sampling)
    played = play(result, compiled, streams, iteration)
    schedule = in_plan_order(played.schedule, compiled.order)
    struck = _struck(result, compiled, played)
    return Replay(
        iteration,
        result.project,
        schedule,
        result.deterministic,
        struck,
        result.critical_float,
        placed(played.link_slacks, compiled.link_order)[: compiled.n_plan_links],
        _effects(result, compiled, streams, iteration, schedule, struck, played.drawn),
        frozenset(compiled.task_ids[task] for task in compiled.events.existence_task[played.exists == 0.0]),
        _costs(result, compiled, streams, iteration, played),
    )


def _costs(
    result: SimulationResult, compiled: CompiledProject, streams: Streams, iteration: int, played: Played
) -> ReplayCosts | None:
    """Cost the iteration again, hold the total against what the run saw, and cost it without each risk that struck."""
    if compiled.costs is None or result.run_costs is None:
        return None
    found = iteration_costs(compiled, compiled.events, streams, iteration)
    seen = float(result.run_costs.total[iteration])
    if found.total != seen:
        raise StaleResultError(
            f"iteration {iteration} costs {found.total!r} and cost {seen!r} in the run: the result was made by riskmc "
            f"{result.provenance.version}; run the plan again with this version"
        )
    carriers = dict(zip(compiled.costs.carriers, found.carriers.tolist(), strict=True))
    effects = {}
    for row, risk in enumerate(result.project.risks):
        mine = slice(compiled.events.risk_ptr[row], compiled.events.risk_ptr[row + 1])
        if played.occurred[mine].any():
            events = _without(compiled.events, row, played.drawn)
            effects[risk.id] = found.total - iteration_costs(compiled, events, streams, iteration).total
    return ReplayCosts(found.total, carriers, dict(zip(COST_PARTS, found.parts.tolist(), strict=True)), effects)


class Played(NamedTuple):
    """One lane of a chunk, in topological order.

    Attributes
    ----------
    schedule : Schedule
    drawn, occurred : ndarray(float64), shape (n_events,)
        1 for each event that occurred, else 0; in ``drawn`` whether or not it met a task in its window.
    exists : ndarray(float64), shape (n_uncertain,)
        1 for each task that exists of those that need not, else 0.
    met : ndarray(float64), shape (n_meetings,)
        1 for each meeting of a task with the window of a risk that took place, else 0.
    link_slacks : ndarray(float64), shape (n_links,)
        In the order of the compiled plan, working minutes.
    """

    schedule: Schedule
    drawn: Floats
    occurred: Floats
    exists: Floats
    met: Floats
    link_slacks: Floats


def play(result: SimulationResult, compiled: CompiledProject, streams: Streams, iteration: int) -> Played:
    """Work the chunk that holds an iteration, take out its lane, and hold it against what the run saw.

    Raises
    ------
    StaleResultError
        Where the finish is not that of the run.
    """
    played = _lane(compiled, compiled.events, streams, iteration)
    schedule = played.schedule
    run = result.provenance
    if schedule.finish != float(result.finish_minutes[iteration]):
        made = ", ".join(f"{name} {version}" for name, version in run.libraries)
        raise StaleResultError(
            f"iteration {iteration} finishes at minute {schedule.finish!r} and finished at "
            f"{float(result.finish_minutes[iteration])!r} in the run: the result was made by riskmc {run.version} with "
            f"{made}; run the plan again with this version"
        )
    return played


def _lane(compiled: CompiledProject, events: Events, streams: Streams, iteration: int) -> Played:
    """Work the chunk that holds an iteration with given events, and take out its lane."""
    work = workspace_of(compiled)
    chunk, lane = divmod(iteration, LANES)
    prepare_block(chunk // BLOCK_CHUNKS, streams, work)
    draw_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, events, streams, work)
    slacks = np.zeros(compiled.link_order.size * LANES)
    date_early(compiled, work, slacks)
    schedule = lane_schedule(compiled, work, lane, has_caps=False)
    drawn = work.occurred[:, lane].copy()
    settle_windows(compiled.windows, work)
    occurred, exists, met = (rows[:, lane].copy() for rows in (work.occurred, work.exists, work.met))
    return Played(schedule, drawn, occurred, exists, met, slacks[lane::LANES].copy())


def _effects(
    result: SimulationResult, compiled: CompiledProject, streams: Streams, iteration: int, schedule: Schedule,
    struck: Mapping[str, tuple[str, ...]], drawn: Floats,
) -> dict[str, RiskEffect]:  # fmt: skip
    """Play the iteration without each risk that struck, all other draws as they were."""
    effects = {}
    index = result.project.task_index
    rows = {risk.id: row for row, risk in enumerate(result.project.risks)}
    for risk, tasks in struck.items():
        without = _lane(compiled, _without(compiled.events, rows[risk], drawn), streams, iteration)
        spared = in_plan_order(without.schedule, compiled.order)
        added = {task: float(schedule.duration[index[task]] - spared.duration[index[task]]) for task in tasks}
        effects[risk] = RiskEffect(added, schedule.finish - spared.finish)
    return effects


def _without(events: Events, risk: int, drawn: Floats) -> Events:
    """Return events of which those of one risk never occur, nor does what it excluded in its place."""
    threshold, chance = events.threshold.copy(), events.chance.copy()
    is_out = drawn == 0.0
    is_out[events.risk_ptr[risk] : events.risk_ptr[risk + 1]] = True
    threshold[is_out], chance[is_out] = events.floor[is_out], -1
    return frozen(events._replace(threshold=threshold, chance=chance))


def _struck(result: SimulationResult, compiled: CompiledProject, played: Played) -> dict[str, tuple[str, ...]]:
    """Tell which risks occurred, and which tasks each struck, in plan order."""
    events, occurred = compiled.events, played.occurred
    task_of_effect = np.repeat(np.arange(compiled.n_tasks), np.diff(events.effect_ptr))
    strikes = (events.effect_meeting < 0) | _at(played.met, events.effect_meeting)
    existence = compiled.network.existence[task_of_effect]
    strikes &= (existence < 0) | _at(played.exists, existence)
    struck: dict[str, tuple[str, ...]] = {}
    for row, risk in enumerate(result.project.risks):
        begin, end = events.risk_ptr[row], events.risk_ptr[row + 1]
        mine = (events.effect_event >= begin) & (events.effect_event < end)
        hit = mine & (occurred[events.effect_event] > 0.0) & strikes if mine.any() else mine
        positions = sorted({int(compiled.order[task]) for task in task_of_effect[hit]})
        if positions:
            struck[risk.id] = tuple(result.project.tasks[position].id for position in positions)
    return struck


def _at(rows: Floats, index: Integers) -> Flags:
    """Tell where rows are 1; -1 is no row."""
    found: Flags = np.append(rows, 0.0)[index] > 0.0
    return found
