"""The engine: from a project to a result."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, get_args

import numpy as np

from riskmc._typing import Floats, Integers, Sampling
from riskmc._version import __version__
from riskmc.compiled.project import CRITICAL_FLOAT, CompiledProject, compile_project, frozen
from riskmc.errors import PlanError, SimulationError, UsageError
from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.kernels.arrays import BlockOutput
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.result.provenance import Provenance
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.result.sums import RunSums
from riskmc.simulation.blocks import BlockPlan, run_block, streams_of, thread_workspace
from riskmc.simulation.cluster import ClusterExecutor
from riskmc.simulation.deterministic import in_plan_order, schedule_of
from riskmc.simulation.executors import Executor, SerialExecutor, ThreadExecutor, available_processors
from riskmc.simulation.interrupt import Interrupted
from riskmc.simulation.merge import add_block, empty_sums
from riskmc.simulation.rank_pass import rank_correlations

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
    SimulationError
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
    _check(iterations, seed, sampling, jobs)
    float_minutes = _critical_minutes(project, critical_float)
    compiled = compile_project(project, critical_float=float_minutes)
    schedule = schedule_of(compiled, compiled.planned, compiled.planned_lags)
    compiled = _with_reference(compiled, schedule)
    plan = BlockPlan(compiled, streams_of(compiled, seed, sampling), iterations, keep_samples)
    threads = jobs or available_processors()
    gathered = _Gathered.start(plan, schedule)
    is_interrupted = False
    blocks = _executor(executor, threads).blocks(plan)
    try:
        for block, output in enumerate(blocks):
            gathered.add(block, output)
            if progress is not None:
                progress(gathered.sums.iterations, iterations)
    except KeyboardInterrupt:
        is_interrupted = True
    finally:
        _close(blocks)
    build = partial(gathered.result, project, seed, sampling, threads)
    if is_interrupted:
        raise Interrupted(gathered.sums.iterations, build if gathered.sums.iterations else None)
    return build()


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


def _close(blocks: Iterator[BlockOutput]) -> None:
    close = getattr(blocks, "close", None)
    if close is not None:
        close()


def _with_reference(compiled: CompiledProject, schedule: Schedule) -> CompiledProject:
    reference = np.empty((compiled.n_tasks + 1, 2))
    reference[:-1, 0] = schedule.duration
    reference[:-1, 1] = schedule.early_finish
    reference[-1] = (0.0, schedule.finish)
    return replace(compiled, network=frozen(compiled.network._replace(reference=reference)))


@dataclass
class _Gathered:
    """What the blocks so far have left behind."""

    plan: BlockPlan
    schedule: Schedule
    finish: Floats
    milestones: Floats
    sums: RunSums
    kept: tuple[Floats, Floats]

    @classmethod
    def start(cls, plan: BlockPlan, schedule: Schedule) -> _Gathered:
        compiled = plan.compiled
        shape = (compiled.n_tasks, plan.iterations) if plan.keep_samples else (0, 0)
        return cls(
            plan, schedule, np.empty(plan.iterations), np.empty((len(compiled.milestone_ids), plan.iterations)),
            empty_sums(compiled.n_tasks, compiled.n_risks), (np.empty(shape), np.empty(shape)),
        )  # fmt: skip

    def add(self, block: int, output: BlockOutput) -> None:
        count = self.plan.block_iterations(block)
        if not np.isfinite(output.task_sums).all():
            _refuse_infinite(self.plan, block)
        begin = block * BLOCK_ITERATIONS
        self.finish[begin : begin + count] = output.finish[:count]
        self.milestones[:, begin : begin + count] = output.milestones[:, :count]
        for kept, samples in zip(self.kept, (output.kept_durations, output.kept_finishes), strict=True):
            if kept.size:
                kept[:, begin : begin + count] = samples[:, :count]
        self.sums = add_block(self.sums, output, count, self.schedule)

    def result(self, project: Project, seed: int, sampling: Sampling, threads: int) -> SimulationResult:
        compiled = self.plan.compiled
        done = self.sums.iterations
        order = compiled.order
        finish = self.finish[:done]
        correlations, ranked = rank_correlations(self.plan, finish, threads)
        means = self.schedule.duration + self.sums.tasks[:, 0] / done
        milestone_ids = tuple(task.id for task in project.tasks if task.id in set(compiled.milestone_ids))
        rows = [compiled.milestone_ids.index(identity) for identity in milestone_ids]
        return SimulationResult(
            project=project,
            provenance=Provenance(
                done, self.plan.iterations, seed, sampling, project.digest(), __version__, _libraries()
            ),
            deterministic=in_plan_order(self.schedule, order),
            finish_minutes=_read_only(finish.copy() if done < self.finish.size else finish),
            milestone_ids=milestone_ids,
            milestone_minutes=_read_only(self.milestones[rows, :done]),
            sums=_sums_in_plan_order(self.sums, order),
            rank_correlation=_placed(correlations, order),
            rank_iterations=ranked,
            critical_float=float(compiled.network.critical_float[0]),
            finish_at_means=schedule_of(compiled, means, compiled.mean_lags).finish,
            kept_durations=_placed(self.kept[0][:, :done], order),
            kept_finishes=_placed(self.kept[1][:, :done], order),
        )


def _placed(values: Floats, order: Integers) -> Floats:
    """Put rows in plan order; an empty array stays as it is."""
    if values.shape[0] == 0:
        return _read_only(np.zeros((0, 0)))
    out = np.empty_like(values)
    out[order] = values
    return _read_only(out)


def _read_only(array: Floats) -> Floats:
    array.flags.writeable = False
    return array


def _sums_in_plan_order(sums: RunSums, order: Integers) -> RunSums:
    return replace(
        sums,
        tasks=_placed(sums.tasks, order),
        replicate_sums=_placed(sums.replicate_sums, order),
        replicate_squares=_placed(sums.replicate_squares, order),
        complete_tasks=_placed(sums.complete_tasks, order),
    )


def _refuse_infinite(plan: BlockPlan, block: int) -> None:
    """Name the task and the iteration of a duration that is not a number, or so large that its square is none."""
    keeping = replace(plan, keep_samples=True)
    output = run_block(keeping, block, thread_workspace(plan.compiled), lambda: False)
    size = np.where(np.isfinite(output.kept_durations), output.kept_durations, np.inf)
    task, iteration = np.unravel_index(np.argmax(size), size.shape)
    raise SimulationError(
        f"task {plan.compiled.task_ids[task]!r} took {output.kept_durations[task, iteration]} working minutes in "
        f"iteration {block * BLOCK_ITERATIONS + iteration}; its distribution or its risks reach beyond any number"
    )


def _libraries() -> tuple[tuple[str, str], ...]:
    import numba
    import scipy

    return (
        ("python", platform.python_version()), ("numpy", np.__version__), ("scipy", scipy.__version__),
        ("numba", numba.__version__),
    )  # fmt: skip
