"""Any iteration of a run again, from the addresses of its random numbers."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject, compile_project
from riskmc.errors import SimulationError, UsageError
from riskmc.kernels import BLOCK_CHUNKS, LANES
from riskmc.kernels.arrays import Streams, workspace
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.sampling import prepare_block
from riskmc.result.replay import Replay
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.simulation.blocks import streams_of
from riskmc.simulation.deterministic import in_plan_order, lane_schedule


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
    SimulationError
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
    schedule, occurred = play(result, compiled, streams_of(compiled, run.seed, run.sampling), iteration)
    return Replay(
        iteration,
        result.project,
        in_plan_order(schedule, compiled.order),
        result.deterministic,
        _struck(result, compiled, occurred),
        result.critical_float,
    )


def play(
    result: SimulationResult, compiled: CompiledProject, streams: Streams, iteration: int
) -> tuple[Schedule, Floats]:
    """Work the chunk that holds an iteration, take out its lane, and hold it against what the run saw.

    Returns
    -------
    (Schedule, ndarray(float64)), shape (n_events,)
        In topological order; and 1 for each event that occurred, else 0.

    Raises
    ------
    SimulationError
        Where the finish is not that of the run.
    """
    work = workspace(compiled.n_tasks, compiled.n_lags, compiled.n_magnitudes, compiled.n_events)
    chunk, lane = divmod(iteration, LANES)
    prepare_block(chunk // BLOCK_CHUNKS, streams, work)
    sample_chunk(chunk, 0, compiled.n_tasks, compiled.marginals, compiled.events, streams, work)
    schedule = lane_schedule(compiled, work, lane)
    run = result.provenance
    if schedule.finish != float(result.finish_minutes[iteration]):
        made = ", ".join(f"{name} {version}" for name, version in run.libraries)
        raise SimulationError(
            f"iteration {iteration} finishes at minute {schedule.finish!r} and finished at "
            f"{float(result.finish_minutes[iteration])!r} in the run: the result was made by riskmc {run.version} with "
            f"{made}; run the plan again with this version"
        )
    return schedule, work.occurred[:, lane]


def _struck(result: SimulationResult, compiled: CompiledProject, occurred: Floats) -> dict[str, tuple[str, ...]]:
    """Tell which risks occurred, and which tasks each struck, in plan order."""
    events = compiled.events
    task_of_effect = np.repeat(np.arange(compiled.n_tasks), np.diff(events.effect_ptr))
    struck: dict[str, tuple[str, ...]] = {}
    for row, risk in enumerate(result.project.risks):
        begin, end = events.risk_ptr[row], events.risk_ptr[row + 1]
        mine = (events.effect_event >= begin) & (events.effect_event < end)
        hit = mine & (occurred[events.effect_event] > 0.0) if mine.any() else mine
        positions = sorted({int(compiled.order[task]) for task in task_of_effect[hit]})
        if positions:
            struck[risk.id] = tuple(result.project.tasks[position].id for position in positions)
    return struck
