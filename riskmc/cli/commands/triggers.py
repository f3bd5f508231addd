"""``riskmc triggers``: at which point contingency plans must be called for, and whether reserves are enough."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import INTERRUPTED
from riskmc.cli.options import (
    PATH,
    RunOptions,
    confidence_option,
    force_option,
    input_options,
    json_option,
    run_options,
    scenario_option,
)

if TYPE_CHECKING:
    from riskmc.analysis.trigger_points import Triggers

EPILOG = """\b
Examples:
  riskmc triggers plan.yaml
  riskmc triggers plan.yaml --level 50% --level 70% --html triggers.html
  riskmc triggers plan.yaml --iterations 100000 --png triggers.png
  riskmc triggers plan.riskmc --json
"""


@click.command("triggers", epilog=EPILOG, short_help="At which point contingency plans must be called for.")
@click.argument("source", metavar="PLAN|RESULT", type=PATH)
@click.option("--level", "levels", multiple=True, metavar="SHARE",
              help="Chance of the objective below which one must act; may be repeated.  [default: as the plans say, "
              "else 50% and 80%]")  # fmt: skip
@click.option("--html", type=PATH, metavar="FILE.html", help="Write a page with all of it.")
@click.option("--png", type=PATH, metavar="FILE.png", help="Draw the charts: FILE.png, FILE-1.png and so on.")
@click.option("--svg", type=PATH, metavar="FILE.svg", help="Draw the charts: FILE.svg, FILE-1.svg and so on.")
@click.option("--pdf", type=PATH, metavar="FILE.pdf", help="Draw the charts, as pages of one file.")
@confidence_option
@force_option
@json_option
@scenario_option
@input_options
@run_options
def command(
    source: Path,
    levels: tuple[str, ...],
    html: Path | None,
    png: Path | None,
    svg: Path | None,
    pdf: Path | None,
    confidence: str,
    force: bool,
    as_json: bool,
    scenario: str | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    **options: Any,
) -> int:
    """Say at which point the contingency plans of a plan must be called for, and whether its reserves are enough.

    From the iterations of a run: from which value of its signal on the chance of what a plan protects is too low, how
    often that happens, by when one must decide, and how often the alarm is false or does not come. Without contingency
    plans, the milestones are ranked by what they tell of the objectives, and signals are proposed. Responses are not
    played inside the iterations: the chances are those without them.
    """
    from riskmc.cli.trigger_outputs import Outputs
    from riskmc.cli.triggers import read_levels, result_for, triggers_for

    wanted, share = read_levels(levels, confidence)
    outputs = Outputs(html=html, png=png, svg=svg, pdf=pdf)
    outputs.check(force=force, sources=[source, *with_])
    how = RunOptions(**options)
    result = result_for(source, how, scenario=scenario, template=template, project=project, overlays=with_)
    if result is None:
        return INTERRUPTED
    found = triggers_for(result, wanted, share)
    outputs.write(found, force=force)
    _print(found, as_json=as_json)
    return 0


def _print(found: Triggers, *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.cli.trigger_document import trigger_document

        write_json(trigger_document(found))
        return
    from riskmc.cli.trigger_table import trigger_lines

    for text in trigger_lines(found, width()):
        line(text)
