"""Running a plan while somebody watches: what is told on the way, and what is left at an interrupt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from riskmc.cli.options import RunOptions
from riskmc.cli.terminal import is_shown_live, message, progress_bar

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.result.run_result import SimulationResult

__all__ = ["announce_compilation", "kernels_are_compiled", "run_plan"]

COMPILING = "Compiling the simulator for this machine (once, about 10 s) ..."


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
    from riskmc.simulation import Interrupted, simulate

    if is_shown_live() or options.verbose:
        announce_compilation()
    started = time.perf_counter()
    with _executor(options) as executor, progress_bar("Simulating") as progress:
        try:
            result = simulate(
                project,
                iterations=options.iterations,
                seed=options.seed,
                sampling=options.sampling,
                jobs=options.jobs,
                executor=executor,
                keep_samples=keep_samples,
                critical_float=options.critical_float,
                progress=progress,
            )
        except Interrupted as stop:
            if stop.iterations:
                message(f"Interrupted after {stop.iterations:,} iterations; these are summed up.")
            if stop.result is None:
                raise
            result = stop.result
    if options.verbose:
        seconds = time.perf_counter() - started
        message(f"{len(project.tasks):,} tasks x {result.provenance.iterations:,} iterations in {seconds:.2f} s")
    return result


@contextmanager
def _executor(options: RunOptions) -> Iterator[Any]:
    if options.scheduler is None:
        yield "threads"
        return
    from riskmc.simulation.cluster import connect

    with connect(options.scheduler) as client:
        yield client


def announce_compilation() -> None:
    """Say on stderr that the kernels are compiled first, where they are."""
    if not kernels_are_compiled():
        message(COMPILING)


def kernels_are_compiled() -> bool:
    """Tell whether the kernels of this version were compiled on this machine before."""
    from pathlib import Path

    from riskmc.kernels._jit import cache_folder

    return any(Path(cache_folder()).rglob("block.run_chunks-*.nbi"))
