"""``riskmc report``: the report of a saved result, or of a plan that is run for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from riskmc.cli.exits import INTERRUPTED
from riskmc.cli.options import (
    PATH,
    RunOptions,
    confidence_option,
    envelope_option,
    force_option,
    heatmap_option,
    input_options,
    run_options,
    scenario_option,
)

if TYPE_CHECKING:
    from riskmc.report.browser import Format
    from riskmc.result.run_result import SimulationResult

EPILOG = """\b
Examples:
  riskmc report plan.riskmc
  riskmc report plan.riskmc --png --pdf
  riskmc report plan.yaml --out reports/plan.html --iterations 50000
"""


@click.command("report", epilog=EPILOG, short_help="Write the report of a result or a plan.")
@click.argument("source", metavar="RESULT|PLAN", type=PATH)
@click.option("--out", type=PATH, metavar="FILE.html", help="Where it is written; by default NAME.html, here.")
@click.option("--png", is_flag=True, help="Draw each chart and the page beside it, as NAME-CHART.png and NAME.png.")
@click.option("--svg", is_flag=True, help="Draw each chart as NAME-CHART.svg.")
@click.option("--pdf", is_flag=True, help="Draw each chart and the page, as NAME-CHART.pdf and NAME.pdf.")
@confidence_option
@force_option
@input_options
@scenario_option
@envelope_option
@heatmap_option
@run_options
def command(
    source: Path,
    out: Path | None,
    png: bool,
    svg: bool,
    pdf: bool,
    confidence: str,
    force: bool,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    scenario: str | None,
    envelope: bool,
    heatmap: bool,
    **options: Any,
) -> int:
    """Write the report of a saved result, or of a plan that is run for it.

    The report is one page that needs no network. Pictures are drawn by Chromium and need the extra 'images'. The
    options of a run are for plans alone.
    """
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.results import result_of, status_of
    from riskmc.cli.running import Played, run_envelope, with_removals
    from riskmc.cli.terminal import line, message
    from riskmc.result.statistic import parse_confidence

    level = parse_confidence(confidence)
    place = out or Path(f"{source.resolve().stem}.html")
    formats = _formats(png=png, svg=svg, pdf=pdf)
    check_outputs([place, *_pictures(place, formats)], force=force, sources=[source, *with_])
    how = RunOptions(**options)
    result = result_of(source, how, template=template, project=project, overlays=with_, scenario=scenario)
    if envelope:
        result = run_envelope(Played(result), how).result
    if heatmap:
        result = with_removals(Played(result), how, level).result
    for path in _write(result, place, formats, force=force, confidence=level):
        line(str(path))
    status = status_of(result, source)
    if status:
        message(f"Interrupted: the report covers the {result.provenance.iterations:,} iterations that were done.")
    is_short = (envelope and result.envelope is None) or (heatmap and result.removals is None)
    return INTERRUPTED if is_short else status


def _formats(**wanted: bool) -> list[Format]:
    kinds: tuple[Format, ...] = ("png", "svg", "pdf")
    return [kind for kind in kinds if wanted[kind]]


def _pictures(place: Path, formats: list[Format]) -> list[Path]:
    """List the pictures that may be written, where there is a browser to draw them."""
    if not formats:
        return []
    from riskmc.report import find_browser, picture_paths

    find_browser()
    return picture_paths(place, formats)


def _write(
    result: SimulationResult, place: Path, formats: list[Format], *, force: bool, confidence: float
) -> list[Path]:
    from riskmc.cli.terminal import is_shown_live, message
    from riskmc.report import write_report, write_report_with_pictures

    if not formats:
        return [write_report(result, place, force=force, confidence=confidence)]
    if is_shown_live():
        message("Drawing the pictures ...")
    return write_report_with_pictures(result, place, formats, force=force, confidence=confidence)
