"""Risks: how much later the project finishes where each occurs."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import share_text, signed_days_text
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


def risk_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw the shift of the finish where each risk occurs, and what that adds to the mean finish.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.risk_shift_frame`.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    words = [
        [plotly_text(name, HOVER_LIMIT), signed_days_text(shift, half), share_text(occurred), signed_days_text(added)]
        for name, shift, half, occurred, added in zip(
            names, frame["shift_days"], frame["shift_half"], frame["occurred"], frame["expected_days"], strict=True
        )
    ]
    hover = (
        "<b>%{customdata[0]}</b><br>%{customdata[1]} where it occurs (%{customdata[2]})<br>mean finish %{customdata[3]}"
    )
    bars = go.Bar(
        x=frame["expected_days"].tolist(),
        y=list(range(len(frame))),
        orientation="h",
        marker={"color": LIGHT.first, "line": {"width": 0}},
        customdata=words,
        hovertemplate=f"{hover}<extra></extra>",
        name="added to the mean finish",
    )
    dots = go.Scatter(
        x=frame["shift_days"].tolist(),
        y=list(range(len(frame))),
        mode="markers",
        marker={"symbol": "circle-open", "color": LIGHT.ink, "size": 9, "line": {"width": 2}},
        error_x=error_bars(frame["shift_half"]),
        customdata=words,
        hovertemplate=f"{hover}<extra></extra>",
        name="later where it occurs",
    )
    return figure(
        [bars, dots],
        height=110 + 30 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        bargap=0.35,
        xaxis=axis(ticksuffix=" d", nticks=8, zeroline=True, zerolinecolor=LIGHT.muted),
        yaxis=names_axis(names),
        annotations=[caption("Working days")],
        legend=legend_below(),
    )
