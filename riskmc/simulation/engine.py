"""The engine: from a project to a result."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any, Literal, get_args

import numpy as np

from riskmc._typing import Sampling
from riskmc.compiled.project import CRITICAL_FLOAT, CompiledProject, compile_project, frozen
from riskmc.errors import PlanError, UsageError
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.simulation.blocks import BlockPlan, streams_of
from riskmc.simulation.cluster import ClusterExecutor
from riskmc.simulation.cost_pass import with_planned_costs
from riskmc.simulation.deterministic import schedule_of, settle_levels
from riskmc.simulation.executors import Executor, SerialExecutor, ThreadExecutor, available_processors
from riskmc.simulation.gather import Gathered
from riskmc.simulation.interrupt import offering_what_is_done
from riskmc.simulation.replay import play

Progress = Callable[[int, int], None]
"""Told how many iterations are done, and of how many."""

MOST_ITERATIONS = 2**33


def simulate(
    project: Project,
    *,
    iterations: int = 10_000,
    seed: int = 0,
    sampling: Sampling = "lhs",
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    keep_samples: bool = False,
    critical_float: Quantity | str | None = None,
    progress: Progress | None = None,
) -> SimulationResult:
    """Simulate a project.

    The result depends on the project, the seed, the sampling and the number of iterations alone: not on threads or
    executors.

    Parameters
    ----------
    project : Project
    iterations : int
        At least 1.
    seed : int
        0 .. 2**64 - 1; every seed, 0 too, is one.
    sampling : {"lhs", "random", "sobol"}
        Latin hypercube in groups of 1,024 iterations, independent draws, or a Sobol sequence with a digital shift.
    jobs : int, optional
        Threads; by default one for each processor.
    executor : {"serial", "threads"} or distributed.Client
        Where blocks are worked.
    keep_samples : bool
        Keep the durations and finishes of all tasks: 16 bytes a task and iteration.
    critical_float : Quantity or str, optional
        Count a task as critical up to this total float, such as ``"1d"``; by default only at zero float.
    progress : callable, optional
        Called with (iterations done, iterations) after each block.

    Returns
    -------
    SimulationResult

    Raises
    ------
    UsageError
        Where an argument is out of its range.
    PlanError
        Where a distribution cannot be simulated.
    DurationError
        Where a duration is not finite; it names the task and the iteration.
    Interrupted
        At Ctrl-C, with the result of the blocks that were complete.

    Examples
    --------
    >>> task = {"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}
    >>> plan = Project(name="x", start="2027-01-04", tasks=[task])
    >>> result = simulate(plan, iterations=2_000)
    >>> str(result.finish.quantile(0.5))[:10]
    '2027-01-18'
    """
    gathered = begin_run(
        project, iterations=iterations, seed=seed, sampling=sampling, jobs=jobs, keep_samples=keep_samples,
        critical_float=critical_float,
    )  # fmt: skip
    return _finish(gathered, jobs, executor, progress)


def extend(
    result: SimulationResult,
    iterations: int,
    *,
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    progress: Progress | None = None,
) -> SimulationResult:
    """Continue a run: the result is that of one run of all iterations, to the bit.

    Parameters
    ----------
    result : SimulationResult
        From a run, also an interrupted one, or read from a file. Task samples go on being kept where they were.
    iterations : int
        How many to add, at least 1.
    jobs, executor, progress
        As for :func:`simulate`; progress counts from the first iteration of the whole run.

    Returns
    -------
    SimulationResult
        A new one; `result` is as it was.

    Raises
    ------
    UsageError
        Where an argument is out of its range.
    SimulationError
        Where another version of riskmc or of its libraries made the result, so that its numbers are not those of this.
    Interrupted
        At Ctrl-C, with the result of the blocks that were complete.

    Examples
    --------
    >>> task = {"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}
    >>> plan = Project(name="x", start="2027-01-04", tasks=[task])
    >>> longer = extend(simulate(plan, iterations=1_500), 500)
    >>> bool((longer.finish_minutes == simulate(plan, iterations=2_000).finish_minutes).all())
    True
    """
    if iterations < 1:
        raise UsageError(f"iterations {iterations!r} is out of range; give a number from 1")
    gathered = continue_run(result, result.provenance.iterations + iterations, jobs=jobs)
    return _finish(gathered, jobs, executor, progress)


def begin_run(
    project: Project,
    *,
    iterations: int,
    seed: int,
    sampling: Sampling,
    jobs: int | None,
    keep_samples: bool,
    critical_float: Quantity | str | None,
) -> Gathered:
    """Check what is asked for, and make room for it; the parameters are those of :func:`simulate`."""
    _check(iterations, seed, sampling, jobs)
    project = settle_levels(project)
    float_minutes = _critical_minutes(project, critical_float)
    compiled, schedule = compiled_with_schedule(project, float_minutes)
    plan = BlockPlan(compiled, streams_of(compiled, seed, sampling), iterations, keep_samples)
    return Gathered.start(plan, schedule, project, seed, sampling)


def continue_run(result: SimulationResult, total: int, *, jobs: int | None) -> Gathered:
    """Take over a run, and make room for one of `total` iterations."""
    run = result.provenance
    _check(total, run.seed, run.sampling, jobs)
    compiled, schedule = compiled_with_schedule(result.project, result.critical_float)
    streams = streams_of(compiled, run.seed, run.sampling)
    play(result, compiled, streams, 0)
    plan = BlockPlan(compiled, streams, total, result.kept_durations.size > 0, result.sums.blocks)
    return Gathered.resume(plan, schedule, result)


def compiled_with_schedule(project: Project, critical_float: float) -> tuple[CompiledProject, Schedule]:
    """Compile a project, with its own schedule as the reference of the sums."""
    compiled = compile_project(project, critical_float=critical_float)
    schedule = schedule_of(compiled, compiled.planned, compiled.planned_lags)
    return with_planned_costs(_with_reference(compiled, schedule), schedule)


def _finish(
    gathered: Gathered, jobs: int | None, executor: Literal["serial", "threads"] | Any, progress: Progress | None
) -> SimulationResult:
    """Work the blocks of a plan, and sum them up."""
    threads = jobs or available_processors()
    with offering_what_is_done(gathered, threads):
        work_blocks(gathered, threads, executor, progress)
    return gathered.result(threads)


def work_blocks(
    gathered: Gathered, threads: int, executor: Literal["serial", "threads"] | Any, progress: Progress | None
) -> None:
    """Work the blocks of a plan that are not done yet."""
    plan = gathered.plan
    with closing(_executor(executor, threads).blocks(plan)) as blocks:
        for block, output in enumerate(blocks, start=plan.first_block):
            gathered.add(block, output)
            if progress is not None:
                progress(gathered.sums.iterations, plan.iterations)


def _check(iterations: int, seed: int, sampling: str, jobs: int | None) -> None:
    if not 1 <= iterations <= MOST_ITERATIONS:
        raise UsageError(f"iterations {iterations!r} is out of range; give a number from 1 to {MOST_ITERATIONS:,}")
    if not 0 <= seed < 2**64:
        raise UsageError(f"seed {seed!r} is out of range; give a whole number from 0 to 2**64 - 1")
    if sampling not in get_args(Sampling):
        raise UsageError(f"sampling {sampling!r} is not known; give one of {', '.join(get_args(Sampling))}")
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs {jobs!r} is out of range; give a whole number from 1")


def _critical_minutes(project: Project, critical_float: Quantity | str | None) -> float:
    if critical_float is None:
        return CRITICAL_FLOAT
    allowed = f"critical float {critical_float} is not an amount of time; give one such as 1d"
    try:
        quantity = Quantity.parse(critical_float)
    except (ValueError, PlanError):
        raise UsageError(allowed) from None
    if quantity.kind != "time" or quantity.value < 0:
        raise UsageError(allowed)
    return max(project.working_calendar.minutes(quantity), CRITICAL_FLOAT)


def _executor(executor: Literal["serial", "threads"] | Any, threads: int) -> Executor:
    if executor == "serial":
        return SerialExecutor()
    if executor == "threads":
        return SerialExecutor() if threads == 1 else ThreadExecutor(threads)
    if isinstance(executor, str):
        raise UsageError(f"executor {executor!r} is not known; give serial, threads or a Dask client")
    return ClusterExecutor(executor)


def _with_reference(compiled: CompiledProject, schedule: Schedule) -> CompiledProject:
    reference = np.empty((compiled.n_tasks + 1, 2))
    reference[:-1, 0] = schedule.duration
    reference[:-1, 1] = schedule.early_finish
    reference[-1] = (0.0, schedule.finish)
    return replace(compiled, network=frozen(compiled.network._replace(reference=reference)))
