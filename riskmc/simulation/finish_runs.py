"""Runs that are like a result but for the plan or the seed, of which the finish alone is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject
from riskmc.errors import UsageError
from riskmc.model.project import Project
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule
from riskmc.simulation.blocks import BlockPlan, streams_of
from riskmc.simulation.engine import Progress, compiled_with_schedule, work_blocks
from riskmc.simulation.executors import available_processors
from riskmc.simulation.gather import Gathered
from riskmc.simulation.replay import play

__all__ = ["FinishRuns", "check_shares"]


def check_shares(**shares: float) -> None:
    """Refuse a level or a confidence that is no share between 0 and 1.

    Raises
    ------
    UsageError
    """
    for name, value in shares.items():
        if not 0.0 < value < 1.0:
            raise UsageError(f"{name} {value!r} is not between 0 and 1; give 0.8 for 80 %")


class FinishRuns:
    """Runs with the sampling and the iterations of a result, of which the finish alone is kept.

    Parameters
    ----------
    result : SimulationResult
    count : int
        How many runs there will be, for the progress.
    jobs, executor, progress
        As for :func:`riskmc.simulate`; progress counts the iterations of all runs together.

    Raises
    ------
    SimulationError
        Where another version of riskmc or of its libraries made the result, so that nothing is paired with it.
    """

    def __init__(
        self, result: SimulationResult, count: int, jobs: int | None, executor: Any, progress: Progress | None
    ) -> None:
        self.result = result
        self.total = count * result.provenance.iterations
        self.threads = jobs or available_processors()
        self.executor = executor
        self.progress = progress
        self.done = 0
        _check_repeats(result)

    def finish(self, project: Project) -> Floats:
        """Return the finishes of a plan with the seed of the result: ndarray(float64), shape (iterations,), minutes."""
        (minutes,) = self.finishes(project, [self.result.provenance.seed])
        return minutes

    def outcome(self, project: Project) -> tuple[Floats, Floats | None]:
        """Return finishes and, where anything costs money, costs of a plan with the seed of the result."""
        compiled, schedule = compiled_with_schedule(project, self.result.critical_float)
        gathered = self._worked(compiled, schedule, self.result.provenance.seed)
        return gathered.finish, None if gathered.costs is None else gathered.costs.total

    def finishes(self, project: Project, seeds: Iterable[int]) -> Iterator[Floats]:
        """Yield the finishes of a plan with one seed after the other, in working minutes."""
        compiled, schedule = compiled_with_schedule(project, self.result.critical_float)
        for seed in seeds:
            yield self.finish_compiled(compiled, schedule, seed)

    def finish_compiled(self, compiled: CompiledProject, schedule: Schedule, seed: int) -> Floats:
        """Return the finishes of a compiled plan: ndarray(float64), shape (iterations,), working minutes."""
        return self._worked(compiled, schedule, seed).finish

    def _worked(self, compiled: CompiledProject, schedule: Schedule, seed: int) -> Gathered:
        run = self.result.provenance
        plan = BlockPlan(compiled, streams_of(compiled, seed, run.sampling), run.iterations, keep_samples=False)
        gathered = Gathered.start(plan, schedule, self.result.project, seed, run.sampling)
        work_blocks(gathered, self.threads, self.executor, self._tell)
        self.done += run.iterations
        return gathered

    def _tell(self, done: int, _: int) -> None:
        if self.progress is not None:
            self.progress(self.done + done, self.total)


def _check_repeats(result: SimulationResult) -> None:
    """Refuse a result whose random numbers this version does not draw again."""
    run = result.provenance
    compiled, _ = compiled_with_schedule(result.project, result.critical_float)
    play(result, compiled, streams_of(compiled, run.seed, run.sampling), 0)
