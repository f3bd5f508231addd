"""``riskmc heatmap``: the risks by probability and impact, and by what they did in the simulation."""

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
    from riskmc.report.heatmap_page import Heatmap

EPILOG = """\b
Examples:
  riskmc heatmap plan.yaml
  riskmc heatmap plan.yaml --png heatmap.png --before-after
  riskmc heatmap plan.yaml --by schedule --html heatmap.html --pdf heatmap.pdf
  riskmc heatmap plan.riskmc --csv risks.csv --json
"""


@click.command("heatmap", epilog=EPILOG, short_help="Risks by probability and impact, and by what they did.")
@click.argument("source", metavar="PLAN|RESULT", type=PATH)
@click.option("--by", default="overall", show_default=True, metavar="KIND",
              help="What the score is of: schedule, cost, another kind of impact, or the worst of all.")  # fmt: skip
@click.option("--before-after", is_flag=True, help="Show arrows from before the responses to after all planned ones.")
@click.option("--percentile", type=click.FloatRange(0, 100, min_open=True, max_open=True), default=80.0,
              show_default=True, metavar="P", help="Of the finish, by which the risks are simulated.")  # fmt: skip
@click.option("--no-simulation", is_flag=True, help="Show the scores alone; nothing is run without each risk.")
@click.option("--png", type=PATH, metavar="FILE.png", help="Draw the slides: FILE.png and FILE-simulated.png.")
@click.option("--svg", type=PATH, metavar="FILE.svg", help="Draw the slides: FILE.svg and FILE-simulated.svg.")
@click.option("--pdf", type=PATH, metavar="FILE.pdf", help="Draw the slides, as pages of one file.")
@click.option("--html", type=PATH, metavar="FILE.html", help="Write a page with both, the reasons and the table.")
@click.option("--csv", "table", type=PATH, metavar="FILE.csv", help="Write the table of all risks.")
@confidence_option
@force_option
@json_option
@scenario_option
@input_options
@run_options
def command(
    source: Path,
    by: str,
    before_after: bool,
    percentile: float,
    no_simulation: bool,
    png: Path | None,
    svg: Path | None,
    pdf: Path | None,
    html: Path | None,
    table: Path | None,
    confidence: str,
    force: bool,
    as_json: bool,
    scenario: str | None,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    **options: Any,
) -> int:
    """Show the risks of a plan by probability and impact, and what each of them did to the finish.

    The plan is run with all risks and without each of them, on the same random numbers. Where score and simulation rank
    a risk differently, beyond the errors of the run, the reason is told. PNG and PDF are drawn by Chromium and need the
    extra 'images'; SVG needs nothing.
    """
    from riskmc.cli.heatmaps import Outputs, heatmap_for, removals_for, result_for
    from riskmc.result.statistic import parse_confidence

    share, level = parse_confidence(confidence), round(percentile / 100.0, 12)
    outputs = Outputs(png=png, svg=svg, pdf=pdf, html=html, table=table)
    outputs.check(force=force, sources=[source, *with_], has_simulated=not no_simulation)
    how = RunOptions(**options)
    result = result_for(source, how, by, scenario=scenario, template=template, project=project, overlays=with_)
    if result is None:
        return INTERRUPTED
    removals = None if no_simulation else removals_for(result, how, level, share)
    if removals is None and not no_simulation:
        return INTERRUPTED
    heatmap = heatmap_for(result, removals, by, moves=before_after)
    outputs.write(heatmap, force=force)
    _print(heatmap, as_json=as_json)
    return 0


def _print(heatmap: Heatmap, *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.cli.heatmap_document import heatmap_document

        write_json(heatmap_document(heatmap))
        return
    from riskmc.cli.heatmap_table import heatmap_lines

    for text in heatmap_lines(heatmap, width()):
        line(text)
