"""Charts of trigger points: the chance of an objective against its signal, and the points on a line of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.money_words import amount_text
from riskmc.analysis.wording import date_text, level_text, share_text
from riskmc.report.charts._layout import (
    HOVER_LIMIT,
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    date_range,
    figure,
    interval_lines,
    iso,
    legend_below,
    milliseconds,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

__all__ = ["Mark", "chance_chart", "time_chart"]

Mark = tuple[float, Any, Any, Any, str]
"""Level, value, ends of the interval (None where open) and words of a trigger point."""


def chance_chart(
    curve: pd.DataFrame, bins: pd.DataFrame, marks: Sequence[Mark], own: tuple[Any, str] | None, unit: str, what: str
) -> go.Figure:
    """Draw the chance of an objective against its signal, with the trigger points, above what the signal took.

    Parameters
    ----------
    curve : DataFrame
        From `riskmc.analysis.trigger_frames.chance_frame`.
    bins : DataFrame
        From `riskmc.analysis.trigger_frames.histogram_frame`.
    marks : sequence of Mark
        The trigger points.
    own : (value, words), optional
        The owner's threshold.
    unit : {"date", "share", "money", "event"}
        Of the signal.
    what : str
        What the signal is, for the caption.

    Returns
    -------
    Figure
    """
    is_date = unit == "date"
    values = iso(curve["value"]) if is_date else list(curve["value"])
    traces = [*_band(curve, values), _beyond(curve, values), _curve(curve, values, unit), _bars(bins, unit)]
    traces += [_interval(mark, values, is_date=is_date) for mark in marks]
    if marks:
        traces.append(_points(marks, is_date=is_date))
    if own is not None:
        traces.append(_own(own, is_date=is_date))
    style: dict[str, Any] = {"type": "date", "nticks": 9} if is_date else {"nticks": 9}
    if unit == "share":
        style["ticksuffix"] = " %"
    if unit == "event":
        style = {"tickmode": "array", "tickvals": [0, 1], "ticktext": ["does not strike", "strikes"]}
    return figure(
        traces,
        height=460,
        narrow={"xaxis.nticks": 4},
        bargap=0.06,
        xaxis=axis(anchor="y2", showgrid=True, **style),
        yaxis=axis(range=[0, 101], domain=[0.3, 1.0], ticksuffix=" %", dtick=20),
        yaxis2=axis(domain=[0.0, 0.19], ticksuffix=" %", rangemode="tozero", nticks=3, anchor="x"),
        legend=legend_below(),
        annotations=[
            caption("Chance of the objective, without the response"),
            caption(f"Share of the iterations, by {what}", y=0.19),
            *_labels(marks, is_date=is_date),
        ],
    )


def _band(curve: pd.DataFrame, values: list[Any]) -> list[go.Scatter]:
    shared: dict[str, Any] = {"x": values, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    return [
        go.Scatter(y=100 * curve["low"].to_numpy(), showlegend=False, **shared),
        go.Scatter(y=100 * curve["high"].to_numpy(), fill="tonexty", fillcolor=LIGHT.band, name="its band", **shared),
    ]


def _curve(curve: pd.DataFrame, values: list[Any], unit: str) -> go.Scatter:
    words = [
        f"<b>{_value_words(value, unit)}</b><br>{share_text(chance)} ({share_text(low)} to {share_text(high)})<br>"
        f"anywhere beyond: {share_text(beyond)}"
        for value, chance, low, high, beyond in zip(
            curve["value"], curve["chance"], curve["low"], curve["high"], curve["beyond"], strict=True
        )
    ]
    return go.Scatter(
        x=values,
        y=100 * curve["chance"].to_numpy(),
        mode="lines" if len(curve) > 8 else "lines+markers",
        line={"color": LIGHT.curve, "width": 2.5},
        text=words,
        hoverinfo="text",
        name="if the signal comes just there",
    )


def _value_words(value: Any, unit: str) -> str:
    if unit == "date":
        return date_text(value, weekday=True)
    if unit == "share":
        return f"{value:.0f} % used up"
    if unit == "event":
        return "strikes" if value else "does not strike"
    return amount_text(value, None)


def _beyond(curve: pd.DataFrame, values: list[Any]) -> go.Scatter:
    shares = [None if math.isnan(share) else 100 * share for share in curve["beyond"]]
    line = {"color": LIGHT.muted, "width": 1.6, "dash": "dot"}
    return go.Scatter(x=values, y=shares, mode="lines", line=line, hoverinfo="skip", name="if it comes anywhere beyond")


def _bars(bins: pd.DataFrame, unit: str) -> go.Bar:
    shared: dict[str, Any] = {
        "y": 100 * bins["share"].to_numpy(), "yaxis": "y2", "hoverinfo": "skip", "showlegend": False,
        "marker": {"color": LIGHT.bar, "line": {"color": LIGHT.paper, "width": 1}},
    }  # fmt: skip
    if unit == "date":
        middle = [start + (end - start) / 2 for start, end in zip(bins["start"], bins["end"], strict=True)]
        return go.Bar(x=iso(middle), width=milliseconds(bins["start"], bins["end"]), **shared)
    if unit == "event":
        return go.Bar(x=list(bins["start"]), width=0.2, **shared)
    return go.Bar(x=list((bins["start"] + bins["end"]) / 2), width=list(bins["end"] - bins["start"]), **shared)


def _shown(value: Any, *, is_date: bool) -> Any:
    return value.isoformat() if is_date and isinstance(value, datetime) else value


def _interval(mark: Mark, values: list[Any], *, is_date: bool) -> go.Scatter:
    """Draw the interval of a trigger point; an open end reaches to the end of the chart."""
    level, _, low, high, _ = mark
    ends = [values[0] if low is None else _shown(low, is_date=is_date),
            values[-1] if high is None else _shown(high, is_date=is_date)]  # fmt: skip
    line = {"color": LIGHT.critical, "width": 4}
    return go.Scatter(x=ends, y=[100 * level] * 2, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _points(marks: Sequence[Mark], *, is_date: bool) -> go.Scatter:
    marker = {"symbol": "diamond", "size": 11, "color": LIGHT.paper, "line": {"color": LIGHT.critical, "width": 2.5}}
    return go.Scatter(
        x=[_shown(mark[1], is_date=is_date) for mark in marks],
        y=[100 * mark[0] for mark in marks],
        mode="markers",
        marker=marker,
        text=[plotly_text(f"below {level_text(mark[0])} {mark[4]}", HOVER_LIMIT) for mark in marks],
        hoverinfo="text",
        name="trigger points",
    )


def _own(own: tuple[Any, str], *, is_date: bool) -> go.Scatter:
    value, words = own
    return go.Scatter(
        x=[_shown(value, is_date=is_date)] * 2,
        y=[0, 100],
        mode="lines",
        line={"color": LIGHT.plan, "width": 2, "dash": "dash"},
        hoverinfo="skip",
        name=plotly_text(f"the owner's threshold, {words}", HOVER_LIMIT),
    )


def _labels(marks: Sequence[Mark], *, is_date: bool) -> list[dict[str, Any]]:
    labels = []
    for level, value, _, _, words in marks:
        text = f"<b>{level_text(level)}</b> {plotly_text(words, HOVER_LIMIT)}"
        place = {"x": _shown(value, is_date=is_date), "y": 100 * level, "xanchor": "left", "xshift": 10}
        labels.append(
            {"text": text, **place, "yanchor": "bottom", "yshift": 3, "showarrow": False, "bgcolor": LIGHT.paper,
             "borderpad": 1, "font": {"size": 12, "color": LIGHT.ink}}
        )  # fmt: skip
    return labels


def time_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw trigger points on a line of time: when to decide, the point with its interval, the signal, what is promised.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.trigger_frames.time_frame`, at least a row.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    rows = list(range(len(frame)))
    dues = frame["deadline"].dropna()
    traces: list[Any] = [
        go.Bar(
            base=iso(frame["first"]), x=milliseconds(frame["first"], frame["last"]), y=rows, orientation="h", width=0.5,
            marker={"color": LIGHT.bar}, hoverinfo="skip", name="the signal, P10 to P90",
        ),
        interval_lines(frame, rows, LIGHT.critical, 4),
        _row_marks(frame, "planned", rows, "the plan's date of the signal", "line-ns-open", LIGHT.plan, 17),
        _row_marks(frame, "date", rows, "trigger point", "diamond", LIGHT.critical, 11),
    ]  # fmt: skip
    if frame["decide"].notna().any():
        traces.append(_row_marks(frame, "decide", rows, "decide by", "triangle-right", LIGHT.second, 13))
    if len(dues):
        traces.append(_row_marks(frame, "deadline", rows, "what is promised", "star", LIGHT.objective, 13))
    columns = ("first", "last", "decide", "date", "low", "high", "planned")
    dates = [*(when for name in columns for when in frame[name].dropna()), *dues]
    return figure(
        traces,
        height=118 + 38 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        barmode="overlay",
        xaxis=axis(type="date", nticks=9, range=date_range(dates)),
        yaxis=names_axis(names),
        legend=legend_below(),
        annotations=[_reached(frame, row, min(dates) + _LATE * (max(dates) - min(dates))) for row in rows],
    )


def _row_marks(
    frame: pd.DataFrame, column: str, rows: Sequence[int], name: str, symbol: str, colour: str, size: int
) -> go.Scatter:
    known = [(row, when) for row, when in zip(rows, frame[column], strict=True) if not pd.isna(when)]
    width = 3 if symbol.endswith("open") else 1
    return go.Scatter(
        x=[when.isoformat() for _, when in known],
        y=[row for row, _ in known],
        mode="markers",
        marker={"symbol": symbol, "size": size, "color": colour, "line": {"width": width, "color": colour}},
        text=[f"{name}: {date_text(when, weekday=True)}" for _, when in known],
        hoverinfo="text",
        name=name,
    )


_LATE = 0.75
"""Share of the line of time from which words stand left of their mark, where there is room."""


def _reached(frame: pd.DataFrame, row: int, late: Any) -> dict[str, Any]:
    """Write how often a trigger point is reached beside it."""
    item = frame.iloc[row]
    text = f"below {level_text(item['level'])}: in {share_text(item['reached'])}"
    first, last = min(item["date"], item["low"]), max(item["date"], item["high"])
    side: dict[str, Any] = {"x": last.isoformat(), "xanchor": "left", "xshift": 12}
    if last > late:
        side = {"x": first.isoformat(), "xanchor": "right", "xshift": -12}
    return {
        "text": text,
        **side,
        "y": row,
        "showarrow": False,
        "font": {"size": 11, "color": LIGHT.muted},
        "yshift": -18,
    }
