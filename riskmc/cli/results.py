"""The result that a command looks at: a saved one, or that of a plan that is run for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from riskmc.cli.options import RunOptions

if TYPE_CHECKING:
    from riskmc.result.run_result import SimulationResult

__all__ = ["result_of"]

_OF_A_RUN = ("template", "project", "iterations", "seed", "sampling", "jobs", "scheduler", "critical_float")


def result_of(source: Path, options: RunOptions, *, template: str | None, project: str | None) -> SimulationResult:
    """Read a saved result, or run a plan.

    Parameters
    ----------
    source : Path
        A saved result, a plan, or a schedule file of another tool.
    options : RunOptions
        How a plan is run.
    template, project : str, optional
        What a schedule file does not say.

    Raises
    ------
    UsageError
        Where options of a run were written, and there is nothing to run.
    """
    from riskmc.cli.inputs import kind_of, load_project

    if kind_of(source) != "result":
        from riskmc.cli.running import run_plan

        return run_plan(load_project(source, template=template, project=project), options)
    given = _given_options()
    if given:
        from riskmc.errors import UsageError

        raise UsageError(f"{source} is a saved result and is not run again; leave {', '.join(given)} away")
    from riskmc.result import read_result

    return read_result(source)


def _given_options() -> list[str]:
    """Name the options of a run that were written on the command line."""
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    given = [name for name in _OF_A_RUN if context.get_parameter_source(name) is source]
    return [f"--{name.replace('_', '-')}" for name in given]
