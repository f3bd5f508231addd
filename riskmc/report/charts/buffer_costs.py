"""What a buffer costs, and who needs a contingency."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.money_words import amount_text
from riskmc.report.charts._layout import (
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    figure,
    legend_above,
    legend_below,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

__all__ = ["cost_chart", "leg_chart"]


def cost_chart(frame: pd.DataFrame, cheapest_days: float, low: float, high: float, currency: str | None) -> go.Figure:
    """Draw what a buffer costs, by its size: its own days, expected delay beyond it, and both.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.buffer_choice.cost_frame`.
    cheapest_days, low, high : float
        The cheapest buffer and its interval, working days.
    currency : str, optional

    Returns
    -------
    Figure
    """
    hover = [
        f"<b>{days:.1f} d of buffer</b><br>together {amount_text(total, currency)}: buffer"
        f" {amount_text(buffer, None)}, expected delay {amount_text(delay, None)}"
        for days, buffer, delay, total in zip(*(frame[c] for c in ("days", "buffer", "delay", "total")), strict=True)
    ]
    shared: dict[str, Any] = {"x": frame["days"], "mode": "lines"}
    thin: dict[str, Any] = {**shared, "hoverinfo": "skip", "line": {"width": 0}}
    traces = [
        go.Scatter(y=frame["low"], showlegend=False, **thin),
        go.Scatter(y=frame["high"], fill="tonexty", fillcolor=LIGHT.band, name="confidence band", **thin),
        go.Scatter(y=frame["buffer"], name="the buffer", hoverinfo="skip",
                   line={"color": LIGHT.second, "width": 2, "dash": "dash"}, **shared),
        go.Scatter(y=frame["delay"], name="expected delay beyond it", hoverinfo="skip",
                   line={"color": LIGHT.plan, "width": 2, "dash": "dot"}, **shared),
        go.Scatter(y=frame["total"], name="together", text=hover, hoverinfo="text",
                   line={"color": LIGHT.curve, "width": 3}, **shared),
    ]  # fmt: skip
    unit = "" if currency is None else f", {plotly_text(currency)}"
    cheapest = {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": low, "x1": high, "fillcolor": LIGHT.objective,
                "opacity": 0.25, "line": {"color": LIGHT.objective, "width": 1}, "layer": "below"}  # fmt: skip
    return figure(
        traces,
        height=420,
        narrow={"xaxis.nticks": 4},
        xaxis=axis(ticksuffix=" d", nticks=9, range=[0, float(frame["days"].iloc[-1])]),
        yaxis=axis(nticks=7, rangemode="tozero", tickformat=",.3~s"),
        legend=legend_below(),
        shapes=[cheapest],
        annotations=[
            caption(f"Expected cost{unit}, by working days of buffer"),
            {"text": f"<b>cheapest: {cheapest_days:.1f} d</b>", "x": cheapest_days, "xref": "x", "y": 1.0,
             "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 8, "showarrow": False,
             "bgcolor": LIGHT.paper, "font": {"size": 12, "color": LIGHT.objective}},
        ],
    )  # fmt: skip


def leg_chart(frame: pd.DataFrame, unit: str) -> go.Figure:
    """Draw who needs a contingency: shares that add up, each of what lies beyond the plan and of the spread.

    Parameters
    ----------
    frame : DataFrame
        ``name``; ``beyond`` (mean beyond the plan) and ``spread`` (share of the rest); ``words``, the amount.
    unit : str
        Of the axis, such as ``" d"``.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    rows = list(range(len(frame)))
    parts = (("beyond", "more than planned on average", LIGHT.first), ("spread", "share of the spread", LIGHT.bar))
    bars = [
        go.Bar(x=frame[column], y=rows, orientation="h", marker={"color": colour}, name=title, hoverinfo="skip")
        for column, title, colour in parts
    ]
    ends = frame["beyond"].clip(lower=0.0) + frame["spread"].clip(lower=0.0)
    least, most = min(float(frame[["beyond", "spread"]].min().min()), 0.0), max(float(ends.max()), 1e-9)
    return figure(
        bars,
        height=104 + 34 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        barmode="relative",
        bargap=0.4,
        xaxis=axis(ticksuffix=unit, tickformat="" if unit else ",.3~s", nticks=8, range=[least * 1.1, most * 1.28]),
        yaxis=names_axis(names),
        legend=legend_above(),
        annotations=[
            {"text": words, "x": float(end), "y": row, "xref": "x", "yref": "y", "xanchor": "left", "xshift": 8,
             "showarrow": False, "font": {"size": 12, "color": LIGHT.muted}}
            for row, (end, words) in enumerate(zip(ends, frame["words"], strict=True))
        ],
    )  # fmt: skip
