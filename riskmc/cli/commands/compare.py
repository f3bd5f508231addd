"""``riskmc compare``: runs side by side, and how far they lie apart."""

from __future__ import annotations

from functools import partial
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
)

if TYPE_CHECKING:
    from riskmc.analysis.comparison_records import Comparison
    from riskmc.result.response_worth import Worths

EPILOG = """\b
Examples:
  riskmc compare before.riskmc after.riskmc
  riskmc compare plan.yaml plan-without-crane.yaml --names "as planned,no crane" --out compare.html
  riskmc compare baseline.xer update.xer --template 90/100/130 --with risks.yaml --by 2028-03-31
  riskmc compare plan.yaml --scenarios pre,post --out responses.html
"""


@click.command("compare", epilog=EPILOG, short_help="Overlay runs: S-curves, percentiles, differences.")
@click.argument("sources", metavar="A B [C ...]", type=PATH, nargs=-1, required=True)
@click.option("--scenarios", metavar="pre,post", help="Compare pre, post and as-is of one plan, and each response.")
@click.option("--names", metavar="A,B,...", help="Names of the runs, with commas; by default those of the files.")
@click.option("--percentile", type=click.FloatRange(0, 100, min_open=True, max_open=True), default=80.0,
              show_default=True, metavar="P", help="The percentile that is told first.")  # fmt: skip
@click.option("--by", "dates", multiple=True, metavar="DATE", help="A date whose chance is told; may be repeated.")
@confidence_option
@click.option("--out", type=PATH, metavar="FILE.html", help="Write a page with the S-curves overlaid.")
@click.option("--png", is_flag=True, help="Draw the charts and the page beside it, as NAME-CHART.png and NAME.png.")
@click.option("--svg", is_flag=True, help="Draw the charts as NAME-CHART.svg.")
@click.option("--pdf", is_flag=True, help="Draw the charts and the page, as NAME-CHART.pdf and NAME.pdf.")
@force_option
@json_option
@input_options
@run_options
def command(
    sources: tuple[Path, ...],
    scenarios: str | None,
    names: str | None,
    percentile: float,
    dates: tuple[str, ...],
    confidence: str,
    out: Path | None,
    png: bool,
    svg: bool,
    pdf: bool,
    force: bool,
    as_json: bool,
    template: str | None,
    project: str | None,
    with_: tuple[Path, ...],
    **options: Any,
) -> int:
    """Compare runs with the first of them: saved results, or plans that are run for it.

    Runs of one seed share the random numbers of every task and risk that they share, so that their differences are
    known far better than either of them. A plan takes iterations, seed and sampling from the first saved run.

    With --scenarios, compare one plan before mitigation (pre), after it (post) and as it stands (as-is), and tell what
    each response buys and costs.
    """
    from riskmc.analysis.comparison import compare_runs
    from riskmc.analysis.plan_changes import plan_changes
    from riskmc.cli.compared import formats_of, instants_of, names_of, pictures_of, results_of
    from riskmc.cli.outputs import check_outputs
    from riskmc.cli.scenarios import parse_scenarios, run_scenarios, worths_of
    from riskmc.model.scenarios import SCENARIO_NAMES
    from riskmc.result.statistic import parse_confidence

    share = parse_confidence(confidence)
    chosen = None if scenarios is None else parse_scenarios(scenarios, sources)
    named = names_of(sources, names, None if chosen is None else [SCENARIO_NAMES[name] for name in chosen])
    days = instants_of(dates)
    formats = formats_of(out, png=png, svg=svg, pdf=pdf)
    check_outputs([out, *pictures_of(out, formats)], force=force, sources=[*sources, *with_])
    how = RunOptions(**options)
    run_all = partial(results_of, sources) if chosen is None else partial(run_scenarios, sources[0], chosen)
    results = run_all(how, template=template, project=project, overlays=with_)
    if results is None:
        return INTERRUPTED
    comparison = compare_runs(
        dict(zip(named, results, strict=True)), level=round(percentile / 100.0, 12), confidence=share, dates=days
    )
    changes = {
        run.name: plan_changes(comparison.first.result.project, run.result.project) for run in comparison.runs[1:]
    }
    worths = None if chosen is None else worths_of(results, how, level=comparison.level, confidence=share)
    if out is not None:
        _write_page(comparison, changes, worths, out, formats, force=force)
    _print(comparison, changes, worths, as_json=as_json)
    return INTERRUPTED if worths is not None and worths.left else 0


def _write_page(
    comparison: Comparison,
    changes: dict[str, Any],
    worths: Worths | None,
    out: Path,
    formats: list[Any],
    *,
    force: bool,
) -> None:
    from riskmc.cli.terminal import message
    from riskmc.report.comparison_page import write_comparison_with_pictures

    written = write_comparison_with_pictures(comparison, changes, out, formats, worths=worths, force=force)
    for place in written:
        message(f"Comparison written to {place}")


def _print(comparison: Comparison, changes: dict[str, Any], worths: Worths | None, *, as_json: bool) -> None:
    from riskmc.cli.terminal import line, width, write_json

    if as_json:
        from riskmc.analysis.comparison_words import pairing_notes
        from riskmc.cli.compare_document import compare_document

        write_json(compare_document(comparison, changes, pairing_notes(comparison), worths))
        return
    from riskmc.cli.compare_table import compare_lines

    for text in compare_lines(comparison, changes, width(), worths):
        line(text)
