"""Criticality beside the sensitivity of the finish, task by task."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from riskmc.report.charts._layout import (
    HOVER_LIMIT,
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    error_bars,
    figure,
    legend_below,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

_GAP = 0.54
"""Where the second panel begins, as a share of the width."""


def criticality_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw which tasks the finish depends on.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.criticality_frame`.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    return figure(
        [
            _bars(frame, "criticality", 100.0, LIGHT.first, "x"),
            _bars(frame, "ssi", 1.0, LIGHT.second, "x2"),
            _dots(frame),
        ],
        height=110 + 30 * len(frame),
        narrow={
            "yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT),
            "xaxis.nticks": 3,
            "xaxis2.nticks": 3,
            "annotations": [caption("Criticality"), caption("SSI", x=_GAP)],
        },
        bargap=0.35,
        xaxis=axis(domain=[0.0, _GAP - 0.08], ticksuffix=" %", rangemode="tozero", nticks=5, anchor="y"),
        xaxis2=axis(domain=[_GAP, 1.0], rangemode="tozero", nticks=5, anchor="y"),
        yaxis=names_axis(names),
        annotations=[
            caption("Criticality index"),
            caption("Sensitivity index (SSI)", x=_GAP),
        ],
        legend=legend_below(),
    )


def _words(frame: pd.DataFrame, column: str, scale: float, unit: str) -> list[list[str]]:
    return [
        [
            plotly_text(str(name), HOVER_LIMIT),
            f"{scale * value:.{1 if unit else 3}f} ± {scale * half:.{1 if unit else 3}f}{unit}",
        ]
        for name, value, half in zip(frame["name"], frame[column], frame[f"{column}_half"], strict=True)
    ]


def _bars(frame: pd.DataFrame, column: str, scale: float, colour: str, xaxis: str) -> go.Bar:
    label = "criticality index" if column == "criticality" else "SSI"
    return go.Bar(
        x=(scale * frame[column]).tolist(),
        y=list(range(len(frame))),
        orientation="h",
        xaxis=xaxis,
        marker={"color": colour, "line": {"width": 0}},
        error_x=error_bars(scale * frame[f"{column}_half"]),
        customdata=_words(frame, column, scale, " %" if scale == 100.0 else ""),
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{label} %{{customdata[1]}}<extra></extra>",
        name=label,
        showlegend=False,
    )


def _dots(frame: pd.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=[None if value != value else abs(value) for value in frame["cruciality"]],
        y=list(range(len(frame))),
        xaxis="x2",
        mode="markers",
        marker={"symbol": "circle-open", "color": LIGHT.ink, "size": 9, "line": {"width": 2}},
        error_x=error_bars(frame["cruciality_half"], thickness=1.0),
        customdata=_words(frame, "cruciality", 1.0, ""),
        hovertemplate="<b>%{customdata[0]}</b><br>cruciality %{customdata[1]}<extra></extra>",
        name="cruciality: rank correlation of duration and finish",
    )
