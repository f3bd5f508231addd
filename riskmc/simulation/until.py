"""Runs that go on until a statistic is known well enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from riskmc._typing import Floats, Sampling
from riskmc.errors import UsageError
from riskmc.model.followed import followed_tasks
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples
from riskmc.result.statistic import PROJECT, samples_of
from riskmc.simulation.engine import MOST_ITERATIONS, Progress, begin_run, continue_run, work_blocks
from riskmc.simulation.executors import available_processors
from riskmc.simulation.gather import Gathered
from riskmc.simulation.interrupt import offering_what_is_done
from riskmc.simulation.precision import (
    FEWEST_ITERATIONS,
    Precision,
    PrecisionOutcome,
    most_iterations_of,
    next_look,
)

Looked = Callable[[PrecisionOutcome], None]
"""Told of each look."""


@dataclass(frozen=True, slots=True)
class PreciseRun:
    """A run that went on until a statistic was known well enough, or no more was allowed.

    Attributes
    ----------
    result : SimulationResult
        That of :func:`simulate` with as many iterations, to the bit.
    precision : PrecisionOutcome
        What was wanted and what was reached.
    """

    result: SimulationResult
    precision: PrecisionOutcome


def simulate_until(
    project: Project,
    precision: Precision | Quantity | str,
    *,
    iterations: int = 10_000,
    most_iterations: int | None = None,
    seed: int = 0,
    sampling: Sampling = "lhs",
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    keep_samples: bool = False,
    critical_float: Quantity | str | None = None,
    progress: Progress | None = None,
    on_look: Looked | None = None,
) -> PreciseRun:
    """Simulate a project until a statistic is known well enough.

    The interval is looked at after the first iterations, and again whenever the blocks that should suffice, by its
    present width, were added. Each look takes 1.1 to 10 times the iterations of the one before.

    Parameters
    ----------
    project : Project
    precision : Precision or str
        Such as ``Precision.parse("1d", of="P80(handover)", confidence="95%")``; ``"1d"`` alone is of P80 at 95 %.
    iterations : int
        When the interval is looked at first; at fewer than 1,024 iterations it is not.
    most_iterations : int, optional
        The most that are worked; by default 10,000,000, or fewer where their samples take more than 2 GiB.
    seed, sampling, jobs, executor, keep_samples, critical_float
        As for :func:`simulate`.
    progress : callable, optional
        Called with (iterations done, iterations at the next look) after each block.
    on_look : callable, optional
        Called with the :class:`PrecisionOutcome` of each look.

    Returns
    -------
    PreciseRun
        Its ``precision.is_reached`` is false where more iterations were needed than were allowed.

    Raises
    ------
    UsageError
        Where an argument is out of its range, or the statistic is of what the plan does not have.
    PlanError, SimulationError, Interrupted
        As for :func:`simulate`.

    Examples
    --------
    >>> task = {"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}
    >>> plan = Project(name="x", start="2027-01-04", tasks=[task])
    >>> run = simulate_until(plan, "1h", iterations=2_000)
    >>> print(run.precision)
    P80 is known to ±0.12 working days at 95 % after 10,240 iterations (2 looks)
    >>> run.result.provenance.iterations
    10240
    """
    search = _search(precision, project, most_iterations, on_look, keep_samples=keep_samples)
    gathered = begin_run(
        project, iterations=_first_look(iterations, search.most), seed=seed, sampling=sampling, jobs=jobs,
        keep_samples=keep_samples, critical_float=critical_float,
    )  # fmt: skip
    return _go_on(gathered, search, 0, jobs or available_processors(), executor, progress)


def extend_until(
    result: SimulationResult,
    precision: Precision | Quantity | str,
    *,
    most_iterations: int | None = None,
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    progress: Progress | None = None,
    on_look: Looked | None = None,
) -> PreciseRun:
    """Continue a run until a statistic is known well enough; the run so far is the first look.

    Parameters
    ----------
    result : SimulationResult
        From a run, also an interrupted one, or read from a file.
    precision, most_iterations, jobs, executor, progress, on_look
        As for :func:`simulate_until`; iterations are counted from the first of the whole run.

    Returns
    -------
    PreciseRun
        With `result` itself where that is precise enough.

    Raises
    ------
    UsageError, SimulationError, Interrupted
        As for :func:`extend` and :func:`simulate_until`.

    Examples
    --------
    >>> from riskmc.simulation import simulate
    >>> task = {"id": "a", "duration": {"triangular": ["5d", "8d", "20d"]}}
    >>> plan = Project(name="x", start="2027-01-04", tasks=[task])
    >>> extend_until(simulate(plan, iterations=2_000), "1h").precision.iterations
    10240
    """
    keeps = result.kept_durations.size > 0
    search = _search(precision, result.project, most_iterations, on_look, keep_samples=keeps)
    subject = search.precision.of.subject
    outcome = search.look(samples_of(subject, result), result.project, 1)
    target = next_look(outcome, result.provenance.sampling)
    if target is None:
        return PreciseRun(result, outcome)
    gathered = continue_run(result, target, jobs=jobs)
    return _go_on(gathered, search, 1, jobs or available_processors(), executor, progress)


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for, and how far.

    Attributes
    ----------
    precision : Precision
    most : int
        Iterations that are allowed.
    on_look : callable or None
    """

    precision: Precision
    most: int
    on_look: Looked | None

    def look(self, samples: FinishSamples, project: Project, looks: int) -> PrecisionOutcome:
        """Look at the interval, and tell of it."""
        outcome = self.precision.outcome(samples, project, looks, self.most)
        if self.on_look is not None:
            self.on_look(outcome)
        return outcome


def _search(
    precision: Precision | Quantity | str,
    project: Project,
    most_iterations: int | None,
    on_look: Looked | None,
    *,
    keep_samples: bool,
) -> _Search:
    wanted = precision if isinstance(precision, Precision) else Precision.parse(precision)
    wanted.check(project)
    return _Search(wanted, _most(most_iterations, project, keep_samples=keep_samples), on_look)


def _go_on(
    gathered: Gathered,
    search: _Search,
    looks: int,
    threads: int,
    executor: Literal["serial", "threads"] | Any,
    progress: Progress | None,
) -> PreciseRun:
    """Work and look in turns; what is costly is summed up once, at the end."""
    timeline = gathered.project.timeline()
    with offering_what_is_done(gathered, threads):
        while True:
            work_blocks(gathered, threads, executor, progress)
            looks += 1
            samples = FinishSamples(_minutes(gathered, search.precision.of.subject), timeline)
            outcome = search.look(samples, gathered.project, looks)
            target = next_look(outcome, gathered.sampling)
            if target is None:
                break
            gathered.grow(target)
    return PreciseRun(gathered.result(threads), outcome)


def _first_look(iterations: int, most: int) -> int:
    """Return at how many iterations the first look is taken; what is no number of iterations stays so."""
    return iterations if iterations < 1 else min(max(iterations, FEWEST_ITERATIONS), most)


def _minutes(gathered: Gathered, subject: str) -> Floats:
    if subject == PROJECT:
        return gathered.finish
    row: Floats = gathered.milestones[gathered.plan.compiled.milestone_ids.index(subject)]
    return row


def _most(most_iterations: int | None, project: Project, *, keep_samples: bool) -> int:
    if most_iterations is None:
        return most_iterations_of(8 * (1 + len(followed_tasks(project))) + 16 * len(project.tasks) * keep_samples)
    if not 1 <= most_iterations <= MOST_ITERATIONS:
        allowed = f"give a number from 1 to {MOST_ITERATIONS:,}"
        raise UsageError(f"most_iterations {most_iterations!r} is out of range; {allowed}")
    return most_iterations
