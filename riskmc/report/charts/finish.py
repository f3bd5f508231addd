"""The S-curve of the finish above its histogram."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import count_text, date_text, period_text, range_text, share_text
from riskmc.report.charts._layout import HOVER_LIMIT, axis, caption, figure, iso, legend_below
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

_DASHES = {"plan": "dash", "objective": "dashdot"}
_COLOURS = {"plan": LIGHT.plan, "objective": LIGHT.objective}
_LEGEND_LIMIT = 24
_LEAST_ROOM = timedelta(days=3)
_CURVE_HOVER = "<b>%{customdata[0]}</b> by %{customdata[3]}<br>%{customdata[1]} to %{customdata[2]}"
_BAR_HOVER = "<b>%{customdata[0]}</b> of the iterations<br>%{customdata[1]}"


def finish_chart(
    curve: pd.DataFrame, bins: pd.DataFrame, percentiles: pd.DataFrame, promises: pd.DataFrame
) -> go.Figure:
    """Draw the chance of finishing by each date, and how the finishes are spread.

    Parameters
    ----------
    curve : DataFrame
        From `riskmc.analysis.s_curve`.
    bins : DataFrame
        From `riskmc.analysis.finish_histogram`.
    percentiles : DataFrame
        From `riskmc.analysis.percentile_frame`.
    promises : DataFrame
        From `riskmc.analysis.promised_dates`.

    Returns
    -------
    Figure
    """
    traces = [*_band(curve), _curve(curve), _bars(bins), *_promises(promises), _marks(percentiles)]
    return figure(
        traces,
        height=520,
        narrow={"xaxis.nticks": 4, "height": 560},
        barmode="overlay",
        bargap=0.06,
        xaxis=axis(type="date", anchor="y2", nticks=9, showgrid=True, range=_range(bins, promises)),
        yaxis=axis(range=[0, 101], domain=[0.34, 1.0], ticksuffix=" %", dtick=20),
        yaxis2=axis(domain=[0.0, 0.24], ticksuffix=" %", rangemode="tozero", nticks=4, anchor="x"),
        legend=legend_below(),
        annotations=[
            caption("Chance of finishing by the date"),
            caption(f"Share of the iterations that finish in each {bins.attrs['width']}{_beyond(bins)}", y=0.24),
            *_labels(percentiles),
        ],
    )


def _beyond(bins: pd.DataFrame) -> str:
    """Say how many finishes are too far out to be on the chart."""
    earlier, later = bins.attrs["earlier"], bins.attrs["later"]
    parts = [
        f"{count_text(part.iterations)} {word}, {until} {date_text(part.date, short=True)}"
        for part, word, until in ((earlier, "earlier", "from"), (later, "later", "until"))
        if part
    ]
    return f" (off the chart: {'; '.join(parts)})" if parts else ""


def _range(bins: pd.DataFrame, promises: pd.DataFrame) -> list[str]:
    """Return the ends of the axis of dates, with room for labels where all dates are close together."""
    first = min(bins["start"].min(), promises["date"].min())
    last = max(bins["end"].max(), promises["date"].max())
    room = max(0.02 * (last - first), _LEAST_ROOM if last - first < 2 * _LEAST_ROOM else timedelta(0))
    return iso([first - room, last + room])


def _band(curve: pd.DataFrame) -> list[go.Scatter]:
    dates = iso(curve["date"])
    shared: dict[str, Any] = {"x": dates, "mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"}}
    return [
        go.Scatter(y=100 * curve["low"].to_numpy(), showlegend=False, **shared),
        go.Scatter(
            y=100 * curve["high"].to_numpy(), fill="tonexty", fillcolor=LIGHT.band, name="confidence band", **shared
        ),
    ]


def _curve(curve: pd.DataFrame) -> go.Scatter:
    words = [
        [share_text(chance, 1), share_text(low, 1), share_text(high, 1), date_text(when, weekday=True)]
        for chance, low, high, when in zip(
            curve["probability"], curve["low"], curve["high"], curve["date"], strict=True
        )
    ]
    return go.Scatter(
        x=iso(curve["date"]),
        y=100 * curve["probability"].to_numpy(),
        mode="lines" if len(curve) > 2 else "lines+markers",
        line={"color": LIGHT.curve, "width": 2.5, "shape": "hv"},
        customdata=words,
        hovertemplate=f"{_CURVE_HOVER}<extra></extra>",
        name="chance of finishing",
        showlegend=False,
    )


def _bars(bins: pd.DataFrame) -> go.Bar:
    middle = [start + (end - start) / 2 for start, end in zip(bins["start"], bins["end"], strict=True)]
    widths = [(end - start).total_seconds() * 1000 for start, end in zip(bins["start"], bins["end"], strict=True)]
    words = [
        [share_text(share, 1), period_text(start, end)]
        for share, start, end in zip(bins["share"], bins["start"], bins["end"], strict=True)
    ]
    return go.Bar(
        x=iso(middle),
        y=100 * bins["share"].to_numpy(),
        width=widths,
        yaxis="y2",
        marker={"color": LIGHT.bar, "line": {"color": LIGHT.paper, "width": 1}},
        customdata=words,
        hovertemplate=f"{_BAR_HOVER}<extra></extra>",
        name="share of the iterations",
        showlegend=False,
    )


def _promises(promises: pd.DataFrame) -> list[go.Scatter]:
    traces = []
    for kind, label, when, chance in promises[["kind", "label", "date", "chance"]].itertuples(index=False):
        name = f"{plotly_text(label, _LEGEND_LIMIT)}, {date_text(when, short=True)}: {chance}"
        whole = f"<b>{plotly_text(label, HOVER_LIMIT)}</b><br>{date_text(when)}: {chance}"
        line = {"color": _COLOURS[kind], "width": 2, "dash": _DASHES[kind]}
        shared = {"x": [when.isoformat()] * 2, "mode": "lines", "line": line, "legendgroup": f"{kind} {label}"}
        traces.append(go.Scatter(y=[0, 100], name=name, text=whole, hoverinfo="text", **shared))
    return traces


def _marks(percentiles: pd.DataFrame) -> go.Scatter:
    dates = [date_text(when, short=True) for when in percentiles["date"]]
    ranges = [range_text(low, high) for low, high in zip(percentiles["low"], percentiles["high"], strict=True)]
    return go.Scatter(
        x=iso(percentiles["date"]),
        y=100 * percentiles["level"].to_numpy(),
        mode="markers",
        marker={"color": LIGHT.paper, "size": 9, "line": {"color": LIGHT.curve, "width": 2.5}},
        cliponaxis=False,
        customdata=[list(row) for row in zip(_levels(percentiles), dates, ranges, strict=True)],
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]}<br>between %{customdata[2]}<extra></extra>",
        name="percentiles",
        showlegend=False,
    )


def _levels(percentiles: pd.DataFrame) -> list[str]:
    return [f"P{100 * level:g}" for level in percentiles["level"]]


def _labels(percentiles: pd.DataFrame) -> list[dict[str, Any]]:
    """Name the rings, on a ground of their own that keeps lines of dates out of the words."""
    labels = []
    for name, level, when in zip(_levels(percentiles), percentiles["level"], percentiles["date"], strict=True):
        side = {"xanchor": "right", "xshift": -8} if level >= 0.7 else {"xanchor": "left", "xshift": 8}
        height = {"yanchor": "bottom", "yshift": 2} if level >= 0.7 else {"yanchor": "top", "yshift": -2}
        words = f"<b>{name}</b> {date_text(when, short=True)}"
        font = {"size": 12, "color": LIGHT.ink}
        place = {"x": when.isoformat(), "y": 100 * level, "showarrow": False, "bgcolor": LIGHT.paper, "borderpad": 1}
        labels.append({"text": words, "font": font, **place, **side, **height})
    return labels
