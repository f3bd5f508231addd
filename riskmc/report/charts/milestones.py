"""Milestones: dot and whisker from P10 to P90, beside the plan's dates."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import date_text
from riskmc.report.charts._layout import (
    HOVER_LIMIT,
    NARROW_LABEL_LIMIT,
    axis,
    figure,
    iso,
    legend_above,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT


def milestone_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw when each milestone is reached.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.milestone_frame`.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    symbols = [
        _symbols(frame, "planned", "the plan's date", "line-ns-open", LIGHT.plan, 15, 3.0),
        _symbols(frame, "p50", "P50", "circle", LIGHT.curve, 10, 0.0),
        _symbols(frame, "p80", "P80", "diamond-open", LIGHT.curve, 11, 2.0),
    ]
    return figure(
        [_whiskers(frame), *symbols],
        height=96 + 34 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        xaxis=axis(type="date", nticks=9),
        yaxis=names_axis(names),
        legend=legend_above(),
    )


def _whiskers(frame: pd.DataFrame) -> go.Scatter:
    dates: list[str | None] = []
    rows: list[int | None] = []
    for row, (low, high) in enumerate(zip(iso(frame["p10"]), iso(frame["p90"]), strict=True)):
        dates += [low, high, None]
        rows += [row, row, None]
    line = {"color": LIGHT.bar, "width": 7}
    return go.Scatter(x=dates, y=rows, mode="lines", line=line, name="P10 to P90", hoverinfo="skip")


def _symbols(frame: pd.DataFrame, column: str, name: str, symbol: str, colour: str, size: int, line: float) -> Any:
    words = [
        [plotly_text(str(label), HOVER_LIMIT), date_text(when, weekday=True)]
        for label, when in zip(frame["name"], frame[column], strict=True)
    ]
    return go.Scatter(
        x=iso(frame[column]),
        y=list(range(len(frame))),
        mode="markers",
        marker={"symbol": symbol, "color": colour, "size": size, "line": {"color": colour, "width": line}},
        customdata=words,
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{name}: %{{customdata[1]}}<extra></extra>",
        name=name,
    )
