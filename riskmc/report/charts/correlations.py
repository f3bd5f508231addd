"""What correlations were asked for, and what the samples attain."""

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


def correlation_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw the rank correlation that each group and pair should have, and that of its samples.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.correlation.correlation_frame`; rows whose samples were compared.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    rows = list(range(len(frame)))
    words = [
        [plotly_text(name, HOVER_LIMIT), f"{target:.3f}", f"{attained:.3f} ± {half:.3f}"]
        for name, target, attained, half in zip(names, frame["target"], frame["attained"], frame["half"], strict=True)
    ]
    hover = "<b>%{customdata[0]}</b><br>wanted %{customdata[1]}, attained %{customdata[2]}<extra></extra>"
    dots = go.Scatter(
        x=frame["attained"].tolist(),
        y=rows,
        mode="markers",
        marker={"symbol": "circle", "color": LIGHT.curve, "size": 7},
        error_x=error_bars(frame["half"]),
        customdata=words,
        hovertemplate=hover,
        name="attained by the samples",
    )
    rings = go.Scatter(
        x=[None if pd.isna(value) else float(value) for value in frame["target"]],
        y=rows,
        mode="markers",
        marker={"symbol": "circle-open", "color": LIGHT.plan, "size": 15, "line": {"width": 2}},
        customdata=words,
        hovertemplate=hover,
        name="wanted",
    )
    values = [*frame["attained"].dropna(), *frame["target"].dropna()]
    low = -1.05 if min(values, default=0.0) < 0.0 else -0.05
    return figure(
        [rings, dots],
        height=110 + 30 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 5},
        xaxis=axis(range=[low, 1.05], nticks=9, zeroline=True, zerolinecolor=LIGHT.muted),
        yaxis=names_axis(names),
        annotations=[caption("Rank correlation")],
        legend=legend_below(),
    )
