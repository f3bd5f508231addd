"""The page of a comparison: S-curves overlaid, differences with their intervals, and what differs between the plans."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc._version import __version__
from riskmc.analysis.comparison_records import Comparison
from riskmc.analysis.comparison_words import comparison_sentences, pairing_notes, shift_text, step_sentence
from riskmc.analysis.plan_changes import PlanChange
from riskmc.analysis.response_words import worth_notes, worth_sentence
from riskmc.analysis.scurve import s_curve
from riskmc.io.whole_file import write_whole_files
from riskmc.report import comparison_tables as tables
from riskmc.report.browser import Format
from riskmc.report.charts.comparison import difference_chart, overlay_chart
from riskmc.report.response_tables import worth_table
from riskmc.report.scaffold import ChartView, render_page
from riskmc.report.series import SERIES
from riskmc.result.response_worth import Worths

CHARTS = ("curves", "differences")
"""Names of the charts."""

MOST_CHANGES = 200
"""Changes of a plan that the page lists."""


def write_comparison(
    comparison: Comparison, changes: Mapping[str, Sequence[PlanChange]], path: str | Path, *, force: bool = False
) -> Path:
    """Write the page of a comparison to one HTML file, whole or not at all.

    Parameters
    ----------
    comparison : Comparison
    changes : mapping of str to sequence of PlanChange
        By the name of a run, what its plan has otherwise than that of the first.
    path : str or Path
        By custom it ends in ``.html``.
    force : bool
        Replace a file that is there.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    OutputExistsError
        Where the file exists and `force` is false.
    """
    return write_comparison_with_pictures(comparison, changes, path, (), force=force)[0]


def write_comparison_with_pictures(
    comparison: Comparison,
    changes: Mapping[str, Sequence[PlanChange]],
    path: str | Path,
    formats: Sequence[Format],
    *,
    worths: Worths | None = None,
    force: bool = False,
) -> list[Path]:
    """Do as :func:`write_comparison`, and draw its charts and the page beside it; all files or none.

    Raises
    ------
    MissingExtraError, BrowserError
        Where formats are asked for and there is nothing to draw them with.
    """
    page, html = Path(path), render_comparison(comparison, changes, worths)
    contents = {page: html.encode()}
    if formats:
        from riskmc.report.pictures import draw_pictures

        titles = {"curves": _title(comparison), "differences": f"Working days from {comparison.first.name}"}
        figures = {name: (titles[name], figure) for name, figure in comparison_charts(comparison).items()}
        note = f"{comparison_sentences(comparison)[0]}"
        contents |= draw_pictures(figures, page, formats, html, note)
    write_whole_files(contents, force=force)
    return list(contents)


def _title(comparison: Comparison) -> str:
    return f"{comparison.first.name} and {', '.join(run.name for run in comparison.runs[1:])}"


def render_comparison(
    comparison: Comparison, changes: Mapping[str, Sequence[PlanChange]], worths: Worths | None = None
) -> str:
    """Draw the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
    changes : mapping of str to sequence of PlanChange
    worths : Worths, optional
        What the responses buy, where scenarios are compared.

    Returns
    -------
    str
        HTML with everything in it: it loads nothing, and its content security policy forbids it to.
    """
    figures = comparison_charts(comparison)
    behind = {
        "curves": ("S-curves: chance of finishing by each date, one curve a run", tables.percentile_table(comparison)),
        "differences": (
            "Differences: working days from the first run, with their intervals",
            tables.difference_table(comparison),
        ),
    }
    charts = {
        name: ChartView(name, *behind[name], int(figure.layout.height)) for name, figure in figures.items()
    }  # fmt: skip
    sentences = comparison_sentences(comparison)
    return render_page(
        "comparison.html.j2",
        figures,
        version=__version__,
        title=_title(comparison),
        answer=sentences[0],
        sentences=[*sentences[1:], *([step_sentence(comparison)] if len(comparison.runs) > 2 else [])],
        notes=pairing_notes(comparison),
        hidden=[run.name for run in comparison.runs[len(SERIES) :]],
        charts=charts,
        runs=tables.run_table(comparison),
        bridge=tables.bridge_table(comparison) if len(comparison.runs) > 2 else None,
        worths=None if worths is None else _worths(worths, comparison.first.result.project.currency),
        chances=tables.chance_table(comparison),
        milestones=tables.milestone_table(comparison) if comparison.milestones else None,
        changes=[
            (name, len(found), tables.change_table(name, found[:MOST_CHANGES])) for name, found in changes.items()
        ],
        first=comparison.first.name,
        most_changes=MOST_CHANGES,
    )  # fmt: skip


def _worths(worths: Worths, currency: str | None) -> dict[str, Any]:
    return {
        "table": worth_table(worths, currency),
        "sentence": worth_sentence(worths),
        "notes": worth_notes(worths),
    }


def comparison_charts(comparison: Comparison) -> dict[str, go.Figure]:
    """Draw the charts of a comparison, by their names."""
    shown = comparison.runs[: len(SERIES)]
    curves = [(run.name, s_curve(run.result.finish, comparison.confidence)) for run in shown]
    return {
        "curves": overlay_chart(curves, comparison.level),
        "differences": difference_chart(difference_frame(comparison), comparison.first.name),
    }


def difference_frame(comparison: Comparison) -> pd.DataFrame:
    """Build the frame behind the chart of differences: a row for each run but the first and each statistic."""
    rows = [
        (item.name, number, statistic, found.value, found.low, found.high, shift_text(found))
        for number, item in enumerate(comparison.differences[: len(SERIES) - 1], start=1)
        for statistic, found in (
            *((f"P{100 * level.level:g}", level.days) for level in item.levels),
            ("mean", item.mean),
        )
        if not math.isnan(found.value)
    ]
    return pd.DataFrame(rows, columns=["run", "series", "statistic", "days", "low", "high", "words"])
