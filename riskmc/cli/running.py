"""Running a plan while somebody watches: what is told on the way, and what is left at an interrupt."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from riskmc.cli.options import RunOptions
from riskmc.cli.terminal import is_shown_live, message, progress_bar

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.result.removal import Removals
    from riskmc.result.response_worth import Worths
    from riskmc.result.run_result import SimulationResult
    from riskmc.simulation import Precision, PrecisionOutcome

__all__ = [
    "Played",
    "StopRule",
    "announce_compilation",
    "continue_result",
    "kernels_are_compiled",
    "play",
    "run_envelope",
    "run_plan",
    "run_removals",
    "run_trial",
    "run_worths",
    "with_removals",
]

COMPILING = "Compiling the simulator for this machine (once, about 10 s) ..."


@dataclass(frozen=True, slots=True)
class StopRule:
    """How well a statistic is to be known before a run stops.

    Attributes
    ----------
    precision : Precision
    most_iterations : int or None
        The most that are worked; None for as many as are allowed where nobody says.
    """

    precision: Precision
    most_iterations: int | None


@dataclass(frozen=True, slots=True)
class Played:
    """A run, and how well it knows what was to be known.

    Attributes
    ----------
    result : SimulationResult
        Not complete, by its provenance, where the run was interrupted after the first iterations.
    precision : PrecisionOutcome or None
        None where no precision was asked for.
    """

    result: SimulationResult
    precision: PrecisionOutcome | None = None


def run_plan(project: Project, options: RunOptions, *, keep_samples: bool = False) -> SimulationResult:
    """Simulate a project; show progress where somebody watches.

    Parameters
    ----------
    project : Project
    options : RunOptions
    keep_samples : bool
        Keep the samples of all tasks.

    Returns
    -------
    SimulationResult
        Not complete, by its provenance, where the run was interrupted after the first iterations.

    Raises
    ------
    KeyboardInterrupt
        Where the run was interrupted before anything was done.
    """
    return play(project, options, None, keep_samples=keep_samples).result


def play(project: Project, options: RunOptions, rule: StopRule | None, *, keep_samples: bool = False) -> Played:
    """Simulate a project, until a statistic is known well enough where a rule says so.

    Raises
    ------
    KeyboardInterrupt
        Where the run was interrupted before anything was done.
    """
    from riskmc.simulation import simulate, simulate_until

    how: dict[str, Any] = {
        "iterations": options.iterations, "seed": options.seed, "sampling": options.sampling,
        "keep_samples": keep_samples, "critical_float": options.critical_float,
    }  # fmt: skip
    if rule is None:
        return _watched(partial(simulate, project, **how), options, None)
    how |= {"most_iterations": rule.most_iterations}
    return _watched(partial(simulate_until, project, rule.precision, **how), options, rule)


def continue_result(result: SimulationResult, options: RunOptions, add: int | None, rule: StopRule | None) -> Played:
    """Continue a saved run by a number of iterations, or until a statistic is known well enough.

    Raises
    ------
    KeyboardInterrupt
        Where the run was interrupted before anything was done.
    """
    from riskmc.simulation import extend, extend_until

    if rule is None:
        return _watched(partial(extend, result, add or 0), options, None)
    search = partial(extend_until, result, rule.precision, most_iterations=rule.most_iterations)
    return _watched(search, options, rule)


def _watched(work: Callable[..., Any], options: RunOptions, rule: StopRule | None) -> Played:
    """Work with progress shown where somebody watches; an interrupt leaves what was done."""
    from riskmc.simulation import Interrupted

    if is_shown_live() or options.verbose:
        announce_compilation()
    started = time.perf_counter()
    looks: list[PrecisionOutcome] = []
    told = {} if rule is None else {"on_look": partial(_tell_look, looks, is_told=options.verbose)}
    label = "Simulating" if rule is None else lambda: _label(looks)
    with _executor(options) as executor, progress_bar(label) as progress:
        try:
            done = work(jobs=options.jobs, executor=executor, progress=progress, **told)
            played = Played(done) if rule is None else Played(done.result, done.precision)
        except Interrupted as stop:
            if stop.iterations:
                message(f"Interrupted after {stop.iterations:,} iterations; these are summed up.")
            if stop.result is None:
                raise
            played = Played(stop.result, None if rule is None else _reached(stop.result, rule, looks))
    if options.verbose:
        seconds = time.perf_counter() - started
        run = played.result
        message(f"{len(run.project.tasks):,} tasks x {run.provenance.iterations:,} iterations in {seconds:.2f} s")
    return played


def _tell_look(looks: list[PrecisionOutcome], outcome: PrecisionOutcome, *, is_told: bool) -> None:
    looks.append(outcome)
    if is_told:
        message(f"{outcome.found} {outcome.effort}")


def _label(looks: list[PrecisionOutcome]) -> str:
    """Say what is known so far; how long it goes on is not known before the last look."""
    return f"{looks[-1].found}; to look {len(looks) + 1}" if looks else "Simulating to the first look"


def _reached(result: SimulationResult, rule: StopRule, looks: list[PrecisionOutcome]) -> PrecisionOutcome:
    """Say how well an interrupted run knows what was to be known."""
    from riskmc.result.statistic import samples_of

    precision = rule.precision
    allowed = looks[-1].allowed if looks else result.provenance.requested_iterations
    return precision.outcome(samples_of(precision.of.subject, result), result.project, len(looks), allowed)


def run_envelope(played: Played, options: RunOptions, confidence: float = 0.95) -> Played:
    """Run a plan again with other shapes of distribution and other seeds; show progress where somebody watches.

    Parameters
    ----------
    played : Played
    options : RunOptions
        Those of the run.
    confidence : float
        Of the intervals.

    Returns
    -------
    Played
        With the envelope in its result; without one where the run was incomplete, or where it is interrupted now.
    """
    from riskmc.simulation import envelope

    result = played.result
    if not result.provenance.is_complete:
        return played
    with _executor(options) as executor, progress_bar("Other shapes and seeds") as progress:
        try:
            found = envelope(result, confidence=confidence, jobs=options.jobs, executor=executor, progress=progress)
        except KeyboardInterrupt:
            message("Interrupted: the run is complete, and what other shapes and seeds would change is left out.")
            return played
    return replace(played, result=replace(result, envelope=found))


def run_worths(result: SimulationResult, options: RunOptions, *, level: float, confidence: float) -> Worths:
    """Run a plan again without each response of its scenario; show progress where somebody watches.

    Parameters
    ----------
    result : SimulationResult
    options : RunOptions
        Those of the run.
    level : float
        The percentile that is followed.
    confidence : float
        Of the intervals.

    Returns
    -------
    Worths
        At an interrupt what was found until then.
    """
    from riskmc.simulation import response_worths

    with _executor(options) as executor, progress_bar("Without each response") as progress:
        found = response_worths(
            result, level=level, confidence=confidence, jobs=options.jobs, executor=executor, progress=progress
        )  # fmt: skip
    if found.left:
        message(f"Interrupted: {len(found.left):,} of {len(found.left) + len(found.rows):,} responses were not tried.")
    return found


def run_removals(
    result: SimulationResult, options: RunOptions, level: float = 0.8, confidence: float = 0.95
) -> Removals | None:
    """Run a plan again without each of its risks in turn; show progress where somebody watches.

    Parameters
    ----------
    result : SimulationResult
    options : RunOptions
        Those of the run.
    level : float
        The percentile of the finish that is followed.
    confidence : float
        Of the intervals.

    Returns
    -------
    Removals or None
        None where it is interrupted.
    """
    from riskmc.simulation import remove_risks

    with _executor(options) as executor, progress_bar("Without each risk") as progress:
        try:
            return remove_risks(
                result, level=level, confidence=confidence, jobs=options.jobs, executor=executor, progress=progress
            )
        except KeyboardInterrupt:
            message("Interrupted: what each risk does to the finish is not known.")
            return None


def run_trial(project: Project, result: SimulationResult, options: RunOptions, label: str) -> SimulationResult | None:
    """Run a plan on other iterations than those of a result: as many, of the next seed; show progress.

    Parameters
    ----------
    project : Project
        That of the result, or a variant of it.
    result : SimulationResult
    options : RunOptions
        Where it is worked; all else is as in the result.
    label : str
        What goes on.

    Returns
    -------
    SimulationResult or None
        None where it is interrupted.
    """
    from riskmc.simulation import Interrupted, simulate

    run = result.provenance
    seed = (run.seed + 1) % 2**64
    with _executor(options) as executor, progress_bar(label) as progress:
        try:
            return simulate(
                project, iterations=run.iterations, seed=seed, sampling=run.sampling, jobs=options.jobs,
                executor=executor, progress=progress,
            )  # fmt: skip
        except Interrupted:
            message("Interrupted: the dates were not tried.")
            return None


def with_removals(played: Played, options: RunOptions, confidence: float = 0.95) -> Played:
    """Return a run with what each risk does to its finish; as it was where it is incomplete, or interrupted now."""
    if not played.result.provenance.is_complete:
        return played
    removals = run_removals(played.result, options, confidence=confidence)
    return replace(played, result=replace(played.result, removals=removals))


@contextmanager
def _executor(options: RunOptions) -> Iterator[Any]:
    if options.scheduler is None:
        yield "threads"
        return
    from riskmc.simulation.cluster import connect

    with connect(options.scheduler) as client:
        yield client


def announce_compilation(*, is_dated: bool = False) -> None:
    """Say on stderr that the kernels are compiled first, where they are."""
    if not kernels_are_compiled(is_dated=is_dated):
        message(COMPILING)


def kernels_are_compiled(*, is_dated: bool = False) -> bool:
    """Tell whether the kernels of this version were compiled on this machine before.

    Parameters
    ----------
    is_dated : bool
        Those of plans with calendars, constraints or progress.
    """
    from pathlib import Path

    from riskmc.kernels._jit import cache_folder

    return any(
        Path(cache_folder()).rglob("dated_block.dated_backward_pass-*.nbi" if is_dated else "block.run_chunks-*.nbi")
    )
