"""``riskmc report``: the report of a saved result, or of a plan that is run for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from riskmc.cli.exits import INTERRUPTED
from riskmc.cli.options import PATH, RunOptions, force_option, input_options, run_options

EPILOG = """\b
Examples:
  riskmc report plan.riskmc
  riskmc report plan.yaml --out reports/plan.html --iterations 50000
"""


@click.command("report", epilog=EPILOG, short_help="Write the report of a result or a plan.")
@click.argument("source", metavar="RESULT|PLAN", type=PATH)
@click.option("--out", type=PATH, metavar="FILE.html", help="Where it is written; by default NAME.html, here.")
@force_option
@input_options
@run_options
def command(
    source: Path, out: Path | None, force: bool, template: str | None, project: str | None, **options: Any
) -> int:
    """Write the report of a saved result, or of a plan that is run for it.

    The report is one page that needs no network. The options of a run are for plans alone.
    """
    from riskmc.cli.inputs import kind_of, load_project
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.running import run_plan
    from riskmc.cli.terminal import line, message
    from riskmc.errors import UsageError

    place = out or Path(f"{source.resolve().stem}.html")
    kind = kind_of(source)
    check_outputs([place], force=force, sources=[source])
    if kind == "result":
        given = _given_options()
        if given:
            raise UsageError(f"{source} is a saved result and is not run again; leave {', '.join(given)} away")
        from riskmc.result import read_result

        result = read_result(source)
    else:
        result = run_plan(load_project(source, template=template, project=project), RunOptions(**options))
    from riskmc.report import write_report

    write_report(result, place, force=force)
    line(str(place))
    if kind != "result" and not result.provenance.is_complete:
        message(f"Interrupted: the report covers the {result.provenance.iterations:,} iterations that were done.")
        return INTERRUPTED
    return 0


def _given_options() -> list[str]:
    """Name the options of a run that were written on the command line."""
    context = click.get_current_context()
    names = ("template", "project", "iterations", "seed", "sampling", "jobs", "scheduler")
    source = click.core.ParameterSource.COMMANDLINE
    return [f"--{name}" for name in names if context.get_parameter_source(name) is source]
