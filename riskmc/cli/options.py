"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

__all__ = [
    "RunOptions",
    "confidence_option",
    "envelope_option",
    "force_option",
    "given_options",
    "heatmap_option",
    "input_options",
    "json_option",
    "plan_argument",
    "run_options",
    "scenario_option",
    "stop_options",
]

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
"""A path that the command itself looks at, so that its messages can help."""


class WholeNumber(click.ParamType[int]):
    """A whole number from a least one on; ``50_000`` and ``50,000`` are read.

    Parameters
    ----------
    least : int
    most : int, optional
    """

    name = "number"

    def __init__(self, least: int, most: int | None = None) -> None:
        self.least = least
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number."""
        allowed = f"from {self.least:,}" + ("" if self.most is None else f" to {self.most:,}")
        try:
            number = int(str(value).replace(",", "_"))
        except ValueError:
            self.fail(f"{value!r} is not a whole number; write one {allowed}", param, ctx)
        if number < self.least or (self.most is not None and number > self.most):
            self.fail(f"{value} is out of range; write a whole number {allowed}", param, ctx)
        return number


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a plan is simulated.

    Attributes
    ----------
    iterations, seed : int
    sampling : {"lhs", "random", "sobol"}
    jobs : int or None
        Threads; None for one a processor.
    scheduler : str or None
        Address of a Dask scheduler.
    critical_float : str or None
        Total float up to which a task counts as critical, such as ``"1d"``; None for zero.
    verbose : bool
        Whether progress is told where nobody watches, too.
    """

    iterations: int = 10_000
    seed: int = 0
    sampling: Literal["lhs", "random", "sobol"] = "lhs"
    jobs: int | None = None
    scheduler: str | None = None
    critical_float: str | None = None
    verbose: bool = False


def given_options(names: Iterable[str]) -> list[str]:
    """Name those options that were written on the command line.

    Parameters
    ----------
    names : iterable of str
        Parameters of the command, such as ``critical_float``.
    """
    context = click.get_current_context()
    source = click.core.ParameterSource.COMMANDLINE
    return [f"--{name.rstrip('_').replace('_', '-')}" for name in names if context.get_parameter_source(name) is source]


def plan_argument(function: AnyFunction) -> AnyFunction:
    """Take a plan file, a folder, or a schedule file of another tool."""
    return click.argument("plan", type=PATH)(function)


def force_option(function: AnyFunction) -> AnyFunction:
    """Let outputs replace files that are there."""
    return click.option("--force", is_flag=True, help="Replace outputs that are there already.")(function)


def envelope_option(function: AnyFunction) -> AnyFunction:
    """Let the plan be run again with other shapes and seeds."""
    text = "Run again with other shapes of distribution, correlations and seeds, and tell how far P80 moves."
    return click.option("--envelope", is_flag=True, help=text)(function)


def heatmap_option(function: AnyFunction) -> AnyFunction:
    """Let the plan be run again without each of its risks."""
    text = "Run again without each risk, and show what each of them does to the finish beside its score."
    return click.option("--heatmap", is_flag=True, help=text)(function)


def json_option(function: AnyFunction) -> AnyFunction:
    """Let the command print one JSON object instead of text."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout, nothing else.")(
        function
    )


def scenario_option(function: AnyFunction) -> AnyFunction:
    """Take which responses of the plan count."""
    return click.option(
        "--scenario", type=click.Choice(["pre", "post", "as-is"]),
        help="Which responses count: none, all that are planned, or those that are done (as-is, the default).",
    )(function)  # fmt: skip


def input_options(function: AnyFunction) -> AnyFunction:
    """Take what a plan or a schedule file of another tool does not say itself."""
    template = click.option(
        "--template",
        metavar="90/100/130",
        help="Range for all tasks of a schedule file: optimistic/most likely/pessimistic in %; pert:90/100/130.",
    )
    project = click.option("--project", metavar="NAME", help="Which project of a schedule file.")
    overlay = click.option(
        "--with", "with_", type=PATH, multiple=True, metavar="OVERLAY.yaml",
        help="Lay ranges, risks and objectives that are kept in a file of their own over it; may be repeated.",
    )  # fmt: skip
    return template(project(overlay(function)))


def run_options(function: AnyFunction) -> AnyFunction:
    """Take how the plan is simulated; :class:`RunOptions` has the same names."""
    default = RunOptions()
    decorators = (
        click.option(
            "--iterations", "-n", type=WholeNumber(1, 2**33), default=default.iterations, show_default=True,
            metavar="N", help="How often the plan is played.",
        ),
        click.option(
            "--seed", type=WholeNumber(0, 2**64 - 1), default=default.seed, show_default=True, metavar="N",
            help="The same seed and plan give the same numbers.",
        ),
        click.option(
            "--sampling", type=click.Choice(["lhs", "random", "sobol"]), default=default.sampling, show_default=True,
            help="Latin hypercube, independent draws, or a Sobol sequence.",
        ),
        click.option(
            "--jobs", "-j", type=WholeNumber(1), metavar="N", help="Threads; by default one for each processor."
        ),
        click.option(
            "--scheduler", metavar="tcp://HOST:PORT", help="Run on a Dask cluster (extra 'cluster'), to the same bits."
        ),
        click.option(
            "--critical-float", metavar="TIME", help="Count tasks as critical up to this total float, such as 1d."
        ),
        click.option("--verbose", "-v", is_flag=True, help="Tell on stderr what is being done."),
    )  # fmt: skip
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def confidence_option(function: AnyFunction) -> AnyFunction:
    """Take the confidence of all intervals."""
    return click.option(
        "--confidence", metavar="SHARE", default="95%", show_default=True, help="Of all intervals that are shown."
    )(function)


def stop_options(function: AnyFunction) -> AnyFunction:
    """Take how well a statistic is to be known before the run stops, or by how much a saved run is continued."""
    decorators = (
        click.option(
            "--precision", metavar="1d", help="Add iterations until the interval reaches at most this far to each side."
        ),
        click.option(
            "--precision-of", metavar="P80", help='Of what: by default P80; "P90(handover)", "P(finish <= 2028-03-31)".'
        ),
        click.option(
            "--most-iterations", type=WholeNumber(1, 2**33), metavar="N",
            help="Where --precision gives up; by default 10,000,000, or less by memory.",
        ),
        click.option(
            "--add", type=WholeNumber(1, 2**33), metavar="N", help="Continue a saved result by N iterations."
        ),
    )  # fmt: skip
    for decorate in reversed(decorators):
        function = decorate(function)
    return function
