"""The result that a command looks at: a saved one, or that of a plan that is run for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.exits import INTERRUPTED
from riskmc.cli.options import RunOptions, given_options

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.result.run_result import SimulationResult

__all__ = ["checked_result", "result_of", "status_of"]

_OF_A_RUN = (
    "template", "project", "with_", "scenario", "iterations", "seed", "sampling", "jobs", "scheduler", "critical_float",
    "envelope", "heatmap",
)  # fmt: skip


def result_of(
    source: Path,
    options: RunOptions,
    *,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path] = (),
    scenario: str | None = None,
) -> SimulationResult:
    """Read a saved result, or run a plan.

    Parameters
    ----------
    source : Path
        A saved result, a plan, or a schedule file of another tool.
    options : RunOptions
        How a plan is run.
    template, project : str, optional
        What a schedule file does not say.
    overlays : sequence of Path
        Laid over the plan.
    scenario : {"pre", "post", "as-is"}, optional
        Which responses count.

    Raises
    ------
    UsageError
        Where options of a run were written, and there is nothing to run.
    """
    from riskmc.cli.inputs import kind_of, load_project

    if kind_of(source) != "result":
        from riskmc.cli.running import run_plan

        content = load_project(
            source, template=template, project=project, overlays=overlays, scenario=scenario
        )  # fmt: skip
        return run_plan(content, options)
    given = given_options(_OF_A_RUN)
    if given:
        from riskmc.errors import UsageError

        raise UsageError(f"{source} is a saved result and is not run again; leave {', '.join(given)} away")
    from riskmc.result import read_result

    return read_result(source)


def checked_result(
    source: Path,
    options: RunOptions,
    check: Callable[[Project], None],
    unfinished: str,
    *,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path],
    scenario: str | None,
) -> SimulationResult | None:
    """Read a saved result, or run a plan once it is known to have what is asked for; None at an interrupt.

    Parameters
    ----------
    source : Path
        A saved result, a plan, or a schedule file of another tool.
    options : RunOptions
        How a plan is run.
    check : callable
        Refuses a project that does not have what is asked for.
    unfinished : str
        What is said where the run is interrupted.
    template, project, overlays, scenario
        As for :func:`result_of`.

    Raises
    ------
    UsageError
        As `check` says; or where options of a run were written, and there is nothing to run.
    """
    from riskmc.cli.inputs import kind_of, load_project

    if kind_of(source) == "result":
        saved = result_of(source, options, template=template, project=project, overlays=overlays, scenario=scenario)
        check(saved.project)
        return saved
    from riskmc.cli.running import run_plan
    from riskmc.cli.terminal import message

    content = load_project(source, template=template, project=project, overlays=overlays, scenario=scenario)
    check(content)
    result = run_plan(content, options)
    if result.provenance.is_complete:
        return result
    message(unfinished)
    return None


def status_of(result: SimulationResult, source: Path) -> int:
    """Return the exit status: that of an interrupt where the plan was run just now, and not to its end."""
    from riskmc.cli.inputs import kind_of

    is_cut_short = not result.provenance.is_complete and kind_of(source) != "result"
    return INTERRUPTED if is_cut_short else 0
