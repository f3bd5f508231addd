"""Charts of contingency and buffers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.buffer_words import ZONE_TITLES
from riskmc.analysis.consumption import ZONES
from riskmc.analysis.wording import date_text, days_text, share_text
from riskmc.report.charts._layout import (
    HOVER_LIMIT,
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    figure,
    interval_lines,
    iso,
    legend_above,
    legend_below,
    milliseconds,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import CRITICALITY_BANDS, LIGHT

__all__ = ["consumption_chart", "contingency_chart", "fever_chart", "method_chart"]

_ZONE_COLOURS: Final[dict[str, str]] = dict(zip(ZONES, [band.light for band in CRITICALITY_BANDS], strict=True))
_ZONE_WORDS: Final = ("to a third: carry on", "to two thirds: plan how to win it back", "beyond: act", "all is eaten")


def contingency_chart(frame: pd.DataFrame, level: str, reserve: str | None) -> go.Figure:
    """Draw the dates of the plan, the contingency beyond them, and the reserve beyond that.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.schedule_contingency.contingency_frame`, at least a row.
    level : str
        How sure with the contingency, such as ``"80 %"``.
    reserve : str, optional
        How sure with the reserve.

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    rows = list(range(len(frame)))
    late = frame["held"] > frame["planned"]
    traces: list[Any] = [
        _period(frame[late], "planned", "held", LIGHT.first, f"contingency, to be {level} sure", rows, late)
    ]
    if reserve is not None:
        every = pd.Series(data=True, index=frame.index)
        traces.append(
            _period(frame, "held", "reserved", LIGHT.bar, f"management reserve, to be {reserve} sure", rows, every)
        )
    traces += [
        interval_lines(frame, rows, LIGHT.ink, 2),
        _mark(frame, "planned", rows),
        _mark(frame, "held", rows, is_promise=True),
    ]
    dates = [*frame["planned"], *frame["held"], *(frame["reserved"].dropna())]
    labels = _days_labels(frame)
    return figure(
        traces,
        height=124 + 38 * len(frame),
        narrow=_narrow(names, [f"{days:+.0f} d".replace("-", "−") for days in frame["days"]], labels),
        barmode="overlay",
        bargap=0.45,
        xaxis=axis(type="date", nticks=9, range=_room_for_days(dates)),
        yaxis=names_axis(names),
        legend=legend_below(),
        annotations=labels,
    )


def _narrow(names: Sequence[str], labels: Sequence[str], written: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return how a chart of rows looks on a telephone: with short names, and short labels beside the marks."""
    short = [{**label, "text": text} for label, text in zip(written, labels, strict=True)]
    return {"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4, "annotations": short}


def _room_for_days(dates: Sequence[datetime]) -> list[str]:
    first, last = min(dates), max(dates)
    whole = max(last - first, timedelta(days=1))
    return iso([first - 0.02 * whole, last + 0.22 * whole])


def _period(
    frame: pd.DataFrame, first: str, last: str, colour: str, name: str, rows: Sequence[int], shown: pd.Series[bool]
) -> go.Bar:
    return go.Bar(
        base=iso(frame[first]),
        x=milliseconds(frame[first], frame[last]),
        y=[row for row, is_shown in zip(rows, shown, strict=True) if is_shown],
        orientation="h",
        marker={"color": colour},
        hoverinfo="skip",
        name=name,
    )


def _mark(frame: pd.DataFrame, column: str, rows: Sequence[int], *, is_promise: bool = False) -> go.Scatter:
    name = "the promised date" if is_promise else "the plan's date"
    marker: dict[str, Any] = {"symbol": "line-ns-open", "size": 17, "color": LIGHT.plan, "line": {"width": 3}}
    if is_promise:
        marker = {"symbol": "diamond", "size": 10, "color": LIGHT.paper, "line": {"color": LIGHT.curve, "width": 2.5}}
    words = [
        f"<b>{plotly_text(str(title), HOVER_LIMIT)}</b><br>{name}: {date_text(when, weekday=True)}"
        for title, when in zip(frame["name"], frame[column], strict=True)
    ]
    return go.Scatter(x=iso(frame[column]), y=list(rows), mode="markers", marker=marker, name=name, text=words,
                      hoverinfo="text", showlegend=True)  # fmt: skip


def _days_labels(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Write the working days beside each bar."""
    labels = []
    columns = (frame[name] for name in ("planned", "held", "reserved", "days", "reserve_days"))
    for row, (planned, held, reserved, days, reserve) in enumerate(zip(*columns, strict=True)):
        words = f"{days:+.1f} d".replace("-", "−") + (f", +{reserve:.1f} d" if reserve > 0.0 else "")
        last = max(planned, held if pd.isna(reserved) else reserved)
        place = {"x": last.isoformat(), "y": row, "xref": "x", "yref": "y", "xanchor": "left", "xshift": 8}
        labels.append({"text": words, **place, "showarrow": False, "font": {"size": 12, "color": LIGHT.muted}})
    return labels


def method_chart(frame: pd.DataFrame, level: float) -> go.Figure:
    """Draw how often the date of each method holds, beside what is wanted.

    Parameters
    ----------
    frame : DataFrame
        A row for each method: ``name``, ``words`` (its buffer and its date), ``coverage``, ``low``, ``high``.
    level : float
        What is wanted, in (0, 1).

    Returns
    -------
    Figure
    """
    names = [str(name) for name in frame["name"]]
    rows = list(range(len(frame)))
    marks = go.Scatter(
        x=100 * frame["coverage"],
        y=rows,
        mode="markers",
        marker={"color": LIGHT.curve, "size": 11},
        error_x={
            "type": "data", "symmetric": False, "array": 100 * (frame["high"] - frame["coverage"]),
            "arrayminus": 100 * (frame["coverage"] - frame["low"]), "color": LIGHT.curve, "thickness": 2, "width": 5,
        },
        text=[
            f"<b>{name}</b><br>{words}<br>holds in {share_text(share, 1)}"
            for name, words, share in zip(names, frame["words"], frame["coverage"], strict=True)
        ],
        hoverinfo="text",
        showlegend=False,
    )  # fmt: skip
    labels = [
        _beside(row, 100 * float(share), str(words))
        for row, (share, words) in enumerate(zip(frame["coverage"], frame["words"], strict=True))
    ]
    wanted = go.Scatter(
        x=[100 * level] * 2, y=[-0.5, len(frame) - 0.5], mode="lines", hoverinfo="skip",
        line={"color": LIGHT.objective, "width": 2, "dash": "dash"}, name=f"wanted: {share_text(level)}",
    )  # fmt: skip
    return figure(
        [wanted, marks],
        height=104 + 40 * len(frame),
        narrow=_narrow(names, [str(words).split(",")[0] for words in frame["words"]], labels),
        xaxis=axis(range=[-3, 103], ticksuffix=" %", dtick=20),
        yaxis=names_axis(names),
        legend=legend_above(),
        annotations=labels,
    )


def _beside(row: int, place: float, words: str) -> dict[str, Any]:
    is_left = place > 55.0
    return {
        "text": words, "x": place, "y": row, "xref": "x", "yref": "y", "showarrow": False,
        "xanchor": "right" if is_left else "left", "xshift": -14 if is_left else 14, "bgcolor": LIGHT.paper,
        "borderpad": 1, "font": {"size": 12, "color": LIGHT.muted},
    }  # fmt: skip


def fever_chart(frame: pd.DataFrame, days: float) -> go.Figure:
    """Draw what is eaten of a buffer along its chain, over the thirds by which one acts.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.consumption.fever_frame`.
    days : float
        Size of the buffer, working days.

    Returns
    -------
    Figure
    """
    progress = 100 * frame["progress"]
    top = max(1.15, float(frame["p90"].max()) + 0.08)
    bottom = min(-0.08, float(frame["p10"].min()) - 0.05)
    traces = [*_fan(progress, frame), _median(progress, frame, days)]
    edges = [bottom, 1 / 3, 2 / 3, 1.0, top]
    zones = [_zone_label(low, high, words) for (low, high), words in zip(pairwise(edges), _ZONE_WORDS, strict=True)]
    return figure(
        traces,
        height=460,
        narrow={"xaxis.nticks": 4, "annotations": [caption(f"Share of {days_text(days)} of buffer eaten"), *zones]},
        xaxis=axis(range=[0, 102], ticksuffix=" %", dtick=20, showgrid=False),
        yaxis=axis(range=[100 * bottom, 100 * top], ticksuffix=" %", nticks=8, showgrid=False, zeroline=True,
                   zerolinecolor=LIGHT.muted),
        legend=legend_below(),
        shapes=[_zone(*pair, zone) for pair, zone in zip(pairwise(edges), ZONES[1:], strict=True)],
        annotations=[
            caption(f"Share of the buffer of {days_text(days)} that is eaten, by progress along the chain"),
            *zones,
        ],
    )  # fmt: skip


def _zone(low: float, high: float, zone: str) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": 100 * low, "y1": 100 * high,
        "fillcolor": _ZONE_COLOURS[zone], "opacity": 0.28, "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _zone_label(low: float, high: float, words: str) -> dict[str, Any]:
    return {
        "text": words, "xref": "paper", "x": 0.006, "y": 100 * high - 1.0, "yref": "y", "xanchor": "left",
        "yanchor": "top", "showarrow": False, "font": {"size": 11, "color": LIGHT.muted},
        "visible": high - max(low, 0.0) > 0.07,
    }  # fmt: skip


def _fan(progress: pd.Series[float], frame: pd.DataFrame) -> list[go.Scatter]:
    shared: dict[str, Any] = {"x": progress, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    return [
        go.Scatter(y=100 * frame["p10"], showlegend=False, **shared),
        go.Scatter(y=100 * frame["p90"], fill="tonexty", fillcolor=LIGHT.band, name="P10 to P90", **shared),
    ]


def _median(progress: pd.Series[float], frame: pd.DataFrame, days: float) -> go.Scatter:
    columns = (frame[name] for name in ("name", "p10", "p50", "p90"))
    words = [
        f"<b>{plotly_text(str(name), HOVER_LIMIT)}</b><br>P50: {_eaten(middle)} of the buffer eaten by then"
        f" ({days * middle:.1f} d)<br>P10 to P90: {_eaten(low)} to {_eaten(high)}"
        for name, low, middle, high in zip(*columns, strict=True)
    ]
    return go.Scatter(
        x=progress, y=100 * frame["p50"], mode="lines+markers", line={"color": LIGHT.curve, "width": 2.5},
        marker={"color": LIGHT.curve, "size": 7}, text=words, hoverinfo="text", name="P50, at the finish of each task",
    )  # fmt: skip


def _eaten(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")


def consumption_chart(frame: pd.DataFrame) -> go.Figure:
    """Draw the share of the iterations that eat nothing, up to thirds, all, or more than there is of each buffer.

    Parameters
    ----------
    frame : DataFrame
        From `riskmc.analysis.consumption.consumption_frame`.

    Returns
    -------
    Figure
    """
    names = [f"{name}, {days:.1f} d" for name, days in zip(frame["name"], frame["days"], strict=True)]
    return figure(
        [_zone_bars(frame, zone) for zone in ZONES],
        height=104 + 40 * len(frame),
        narrow={"yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        barmode="stack",
        bargap=0.35,
        uniformtext={"minsize": 10, "mode": "hide"},
        xaxis=axis(range=[0, 100], ticksuffix=" %", dtick=20),
        yaxis=names_axis(names),
        legend={**legend_above(), "traceorder": "normal"},
    )


def _zone_bars(frame: pd.DataFrame, zone: str) -> go.Bar:
    title = ZONE_TITLES[zone]
    texts = [share_text(share) if share >= 0.05 else "" for share in frame[zone]]
    return go.Bar(
        x=100 * frame[zone],
        y=list(range(len(frame))),
        orientation="h",
        marker={"color": _ZONE_COLOURS[zone], "line": {"color": LIGHT.paper, "width": 1}},
        text=texts,
        textposition="inside",
        textangle=0,
        insidetextanchor="middle",
        insidetextfont={"size": 12},
        customdata=[
            [plotly_text(str(name), HOVER_LIMIT), share_text(share, 1)]
            for name, share in zip(frame["name"], frame[zone], strict=True)
        ],
        hovertemplate=f"<b>%{{customdata[0]}}</b><br>{title} eaten: %{{customdata[1]}}<extra></extra>",
        name=title,
    )
