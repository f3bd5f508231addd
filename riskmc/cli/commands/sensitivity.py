"""``riskmc sensitivity``: what the finish depends on, with every measure that the field uses side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from riskmc.cli.options import PATH, RunOptions, WholeNumber, input_options, json_option, run_options, scenario_option

EPILOG = """\b
Examples:
  riskmc sensitivity plan.riskmc
  riskmc sensitivity plan.yaml --by shift --top 25
  riskmc sensitivity plan.yaml --critical-float 1d --json
"""

_TOP = 15


@click.command("sensitivity", epilog=EPILOG, short_help="Tasks, paths and merge points that the finish depends on.")
@click.argument("source", metavar="RESULT|PLAN", type=PATH)
@click.option(
    "--by", type=click.Choice(["ssi", "criticality", "cruciality", "significance", "shift"]), default="ssi",
    show_default=True, help="What the tasks are ranked by.",
)  # fmt: skip
@click.option("--top", type=WholeNumber(1), metavar="N", help=f"How many tasks; {_TOP} by default, all in --json.")
@json_option
@input_options
@scenario_option
@run_options
def command(
    source: Path,
    by: Any,
    top: int | None,
    as_json: bool,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    scenario: str | None,
    **options: Any,
) -> int:
    """Show what the finish of a saved result, or of a plan that is run for it, depends on.

    Tasks with their criticality, cruciality, significance and sensitivity; the most frequent critical paths; and what
    each merge point adds. With --critical-float, paths that are nearly critical count too.
    """
    from riskmc.cli.results import result_of, status_of
    from riskmc.cli.terminal import line, width, write_json

    result = result_of(
        source, RunOptions(**options), template=template, project=project, overlays=with_, scenario=scenario
    )
    if as_json:
        from riskmc.cli.sensitivity_document import sensitivity_document

        write_json(sensitivity_document(result, by, top))
    else:
        from riskmc.cli.sensitivity_table import sensitivity_lines

        for text in sensitivity_lines(result, by, top or _TOP, width()):
            line(text)
    return status_of(result, source)
