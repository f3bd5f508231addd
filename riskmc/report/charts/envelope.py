"""How far a percentile of the finish moves where the inputs are otherwise."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import signed_days_text
from riskmc.report.charts._layout import (
    HOVER_LIMIT,
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    figure,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

_KINDS = {
    "shape": ("diamond", LIGHT.second),
    "correlation": ("circle", LIGHT.curve),
    "seed": ("square", LIGHT.muted),
}
"""Symbol and colour of each kind of change."""


def envelope_chart(frame: pd.DataFrame, percentile: str) -> go.Figure:
    """Draw the moves of a percentile, each with its interval.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.envelope_frame`, with ``name``, how each row is called.
    percentile : str
        Such as P80.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    traces = [
        _trace(frame[frame["kind"] == kind], symbol, colour)
        for kind, (symbol, colour) in _KINDS.items()
        if (frame["kind"] == kind).any()
    ]
    return figure(
        traces,
        height=80 + 28 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        xaxis=axis(ticksuffix=" d", nticks=8, zeroline=True, zerolinecolor=LIGHT.muted),
        yaxis=names_axis(names),
        annotations=[caption(f"{percentile} moves by, working days")],
        showlegend=False,
    )


def _trace(rows: pd.DataFrame, symbol: str, colour: str) -> go.Scatter:
    is_seed = rows["kind"] == "seed"
    # The interval of a seed is what the run allows, around no move at all.
    middle = rows["days"].where(~is_seed, 0.0)
    words = [
        [plotly_text(name, HOVER_LIMIT), signed_days_text(days)]
        for name, days in zip(rows["name"], rows["days"], strict=True)
    ]
    return go.Scatter(
        x=rows["days"].tolist(),
        y=rows.index.tolist(),
        mode="markers",
        marker={"symbol": symbol, "color": colour, "size": 10},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (rows["high_days"] - middle).where(~is_seed, 0.0).fillna(0.0).tolist(),
            "arrayminus": (middle - rows["low_days"]).where(~is_seed, 0.0).fillna(0.0).tolist(),
            "color": LIGHT.ink,
            "thickness": 1.4,
            "width": 4,
        },
        customdata=words,
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )
