"""Tornado: how far the finish moves with each task, in working days."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import signed_days_text
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

_COLUMN = 62
"""Pixels of each of the two columns of numbers beside the bars."""

_HOVER = (
    "<b>%{customdata[0]}</b><br>where shortest: finish %{customdata[1]}<br>where longest: finish %{customdata[2]}"
    "<extra></extra>"
)


def tornado_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw how far the mean finish moves between the iterations in which a task is short and those in which it is long.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.tornado_frame`.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    about = caption("Working days from the mean finish")
    return figure(
        [
            _bars(frame, "shorter", LIGHT.bar, "finish where the task is among its shortest tenth"),
            _bars(frame, "longer", LIGHT.first, "among its longest tenth"),
        ],
        height=110 + 30 * len(frame),
        narrow={
            "yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT),
            "xaxis.nticks": 4,
            "margin.r": 16,
            "annotations": [about],
            "height": 132 + 30 * len(frame),
        },
        margin={"l": 8, "r": 2 * _COLUMN + 16, "t": 28, "b": 8},
        barmode="overlay",
        bargap=0.35,
        xaxis=axis(
            ticksuffix=" d",
            nticks=8,
            zeroline=True,
            zerolinecolor=LIGHT.muted,
            zerolinewidth=1.5,
        ),
        yaxis=names_axis(names),
        annotations=[about, *_numbers(frame)],
        legend=legend_below(),
    )


def _bars(frame: pd.DataFrame, side: str, colour: str, name: str) -> go.Bar:
    words = [
        [plotly_text(str(label), HOVER_LIMIT), signed_days_text(*shorter), signed_days_text(*longer)]
        for label, shorter, longer in zip(frame["name"], _pairs(frame, "shorter"), _pairs(frame, "longer"), strict=True)
    ]
    return go.Bar(
        x=frame[f"{side}_days"].tolist(),
        y=list(range(len(frame))),
        orientation="h",
        marker={"color": colour, "line": {"width": 0}},
        error_x=error_bars(frame[f"{side}_half"]),
        customdata=words,
        hovertemplate=_HOVER,
        name=name,
    )


def _pairs(frame: pd.DataFrame, side: str) -> list[tuple[float, float]]:
    return list(zip(frame[f"{side}_days"].tolist(), frame[f"{side}_half"].tolist(), strict=True))


def _numbers(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Write the two ends of each bar beside it, in columns."""
    style = {"xref": "paper", "x": 1.0, "yref": "y", "xanchor": "right", "showarrow": False}
    font = {"size": 12, "color": LIGHT.muted}
    columns = (("shorter_days", _COLUMN), ("longer_days", 2 * _COLUMN))
    return [
        {**style, "xshift": shift, "y": row, "text": f"{days:+,.1f} d".replace("-", "−"), "font": font}
        for column, shift in columns
        for row, days in enumerate(frame[column])
    ]
