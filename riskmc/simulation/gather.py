"""What the blocks of a run leave behind, gathered into a result."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace

import numpy as np

from riskmc._typing import Floats, Integers, Sampling
from riskmc._version import __version__
from riskmc.errors import DurationError
from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.model.project import Project
from riskmc.result.provenance import Provenance
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.result.sums import RunSums
from riskmc.result.watched import joined
from riskmc.simulation.blocks import BlockPlan, WorkedBlock, run_block, thread_workspace
from riskmc.simulation.cash_pass import cash_flow, watch_costs
from riskmc.simulation.correlation_pass import attained_correlations
from riskmc.simulation.detail_pass import look_closer
from riskmc.simulation.deterministic import in_plan_order, placed, schedule_of
from riskmc.simulation.gather_costs import GatheredCosts
from riskmc.simulation.merge import add_block, empty_sums
from riskmc.simulation.rank_pass import rank_measures
from riskmc.simulation.watch_pass import watch_risks


@dataclass
class Gathered:
    """What the blocks so far have left behind."""

    plan: BlockPlan
    schedule: Schedule
    project: Project
    seed: int
    sampling: Sampling
    finish: Floats
    milestones: Floats
    sums: RunSums
    kept: tuple[Floats, Floats]
    costs: GatheredCosts | None = None

    @classmethod
    def start(cls, plan: BlockPlan, schedule: Schedule, project: Project, seed: int, sampling: Sampling) -> Gathered:
        """Make room for a run of which nothing is done."""
        compiled = plan.compiled
        shape = (compiled.n_tasks, plan.iterations) if plan.keep_samples else (0, 0)
        return cls(
            plan, schedule, project, seed, sampling, np.empty(plan.iterations),
            np.empty((len(compiled.milestone_ids), plan.iterations)), empty_sums(compiled.n_tasks, compiled.n_risks),
            (np.empty(shape), np.empty(shape)),
            None if compiled.costs is None else GatheredCosts.start(compiled.costs, plan.iterations),
        )  # fmt: skip

    @classmethod
    def resume(cls, plan: BlockPlan, schedule: Schedule, result: SimulationResult) -> Gathered:
        """Take over the complete blocks of an earlier run; its last, incomplete block is worked again."""
        gathered = cls.start(plan, schedule, result.project, result.provenance.seed, result.provenance.sampling)
        order = plan.compiled.order
        done = plan.first_block * BLOCK_ITERATIONS
        gathered.finish[:done] = result.finish_minutes[:done]
        rows = [result.milestone_ids.index(identity) for identity in plan.compiled.milestone_ids]
        gathered.milestones[:, :done] = result.milestone_minutes[rows, :done]
        for kept, samples in zip(gathered.kept, (result.kept_durations, result.kept_finishes), strict=True):
            if kept.size:
                kept[:, :done] = samples[order, :done]
        gathered.sums = _complete(_sums_in_topological_order(result.sums, order))
        if gathered.costs is not None and result.run_costs is not None:
            gathered.costs.resume(result.run_costs, done)
        return gathered

    def grow(self, iterations: int) -> None:
        """Make room for more iterations; an incomplete block is worked again."""
        done = self.sums.blocks * BLOCK_ITERATIONS
        finish, milestones, *kept = (
            _widened(samples, done, iterations) for samples in (self.finish, self.milestones, *self.kept)
        )
        self.finish, self.milestones, self.kept = finish, milestones, (kept[0], kept[1])
        if self.costs is not None:
            self.costs.grow(done, iterations)
        self.plan = replace(self.plan, iterations=iterations, first_block=self.sums.blocks)
        self.sums = _complete(self.sums)

    def add(self, block: int, worked: WorkedBlock) -> None:
        """Take in the next block."""
        output = worked.output
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
        if self.costs is not None and worked.costs is not None:
            self.costs.add(begin, count, worked.costs, output.finish[:count], self.schedule.finish)

    def result(self, threads: int) -> SimulationResult:
        """Sum up what was done."""
        project = self.project
        compiled = self.plan.compiled
        done = self.sums.iterations
        order = compiled.order
        finish = self.finish[:done]
        means = self.schedule.duration + self.sums.tasks[:, 0] / done
        milestone_ids = tuple(task.id for task in project.tasks if task.id in set(compiled.milestone_ids))
        rows = [compiled.milestone_ids.index(identity) for identity in milestone_ids]
        return SimulationResult(
            project=project,
            provenance=Provenance(
                done, self.plan.iterations, self.seed, self.sampling, project.digest(), __version__, _libraries()
            ),
            deterministic=in_plan_order(self.schedule, order),
            finish_minutes=_read_only(finish.copy() if done < self.finish.size else finish),
            milestone_ids=milestone_ids,
            milestone_minutes=_read_only(self.milestones[rows, :done]),
            sums=_sums_in_plan_order(self.sums, order),
            ranks=rank_measures(self.plan, finish, threads),
            detail=look_closer(self.plan, done, self.milestones[:, :done], threads),
            critical_float=float(compiled.network.critical_float[0]),
            finish_at_means=schedule_of(compiled, means, compiled.mean_lags).finish,
            kept_durations=_kept(self.kept[0][:, :done], order),
            kept_finishes=_kept(self.kept[1][:, :done], order),
            correlations=attained_correlations(self.plan, project, done),
            run_costs=None if self.costs is None else self.costs.result(done),
            watched=joined(
                watch_risks(self.plan, project, done, threads), watch_costs(self.plan, project, done, threads)
            ),
            cash=cash_flow(self.plan, project, finish, threads),
        )


def _widened(samples: Floats, done: int, iterations: int) -> Floats:
    """Copy the iterations that are done to a wider array; samples that are not kept stay none."""
    if samples.ndim == 2 and samples.shape[1] == 0:
        return samples
    wider = np.empty((*samples.shape[:-1], iterations))
    wider[..., :done] = samples[..., :done]
    return wider


def _complete(sums: RunSums) -> RunSums:
    """Return the sums of the complete blocks alone."""
    return replace(
        sums, iterations=sums.blocks * BLOCK_ITERATIONS, tasks=sums.complete_tasks, risks=sums.complete_risks,
        finish=sums.complete_finish,
    )  # fmt: skip


def _kept(samples: Floats, order: Integers) -> Floats:
    """Put kept samples in plan order; where none were kept there is nothing to place."""
    return placed(samples, order) if samples.size else _read_only(np.zeros((0, 0)))


def _read_only(array: Floats) -> Floats:
    array.flags.writeable = False
    return array


def _sums_in_plan_order(sums: RunSums, order: Integers) -> RunSums:
    return replace(
        sums,
        tasks=placed(sums.tasks, order),
        replicate_sums=placed(sums.replicate_sums, order),
        replicate_squares=placed(sums.replicate_squares, order),
        complete_tasks=placed(sums.complete_tasks, order),
    )


def _sums_in_topological_order(sums: RunSums, order: Integers) -> RunSums:
    return replace(
        sums,
        tasks=sums.tasks[order],
        replicate_sums=sums.replicate_sums[order],
        replicate_squares=sums.replicate_squares[order],
        complete_tasks=sums.complete_tasks[order],
    )


def _refuse_infinite(plan: BlockPlan, block: int) -> None:
    """Name the task and the iteration of a duration that is not a number, or so large that its square is none."""
    keeping = replace(plan, keep_samples=True)
    output = run_block(keeping, block, thread_workspace(plan.compiled), lambda: False).output
    size = np.where(np.isfinite(output.kept_durations), output.kept_durations, np.inf)
    task, iteration = np.unravel_index(np.argmax(size), size.shape)
    raise DurationError(
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
