"""Runs overlaid: their S-curves, and how far each lies from the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import date_text, share_text
from riskmc.report.charts._layout import HOVER_LIMIT, axis, caption, figure, iso, legend_below
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT
from riskmc.report.series import SERIES, Series

_LEGEND_LIMIT = 40
_LABEL_LIMIT = 22
_HIGHEST, _LOWEST = 0.88, 0.12


def overlay_chart(curves: Sequence[tuple[str, pd.DataFrame]], level: float) -> go.Figure:
    """Draw the chance of finishing by each date, one curve a run.

    Parameters
    ----------
    curves : sequence of (str, DataFrame)
        Names of runs, and their curves from `riskmc.analysis.s_curve`; as many as there are series, at most.
    level : float
        The percentile that is marked.

    Returns
    -------
    Figure
    """
    looks = list(zip(curves, SERIES, strict=False))
    traces = [_curve(name, curve, look) for (name, curve), look in looks]
    traces += [_mark(name, curve, look, level) for (name, curve), look in looks]
    labels = [_label(*looks[place], at, is_left) for place, at, is_left in _places(curves[: len(looks)])]
    return figure(
        traces,
        height=500 + 22 * ((len(looks) + 2) // 3),
        narrow={"xaxis.nticks": 4, "height": 480 + 24 * len(looks)},
        xaxis=axis(type="date", nticks=9, showgrid=True),
        yaxis=axis(range=[0, 101], ticksuffix=" %", dtick=20),
        legend={**legend_below(), "itemwidth": 60},
        annotations=[caption("Chance of finishing by the date"), *labels],
    )  # fmt: skip


def _places(curves: Sequence[tuple[str, pd.DataFrame]]) -> list[tuple[int, float, bool]]:
    """Return the curve, the height and the side of each label, none beside another.

    The earliest curves are labelled high and to the left, the latest low and to the right, where no others run.
    """
    medians = [curve["date"].iloc[_at(curve, 0.5)] for _, curve in curves]
    order = sorted(range(len(curves)), key=lambda place: medians[place])
    step = (_HIGHEST - _LOWEST) / max(len(curves) - 1, 1)
    return [(place, _HIGHEST - step * rank, 2 * rank < len(order) - 1) for rank, place in enumerate(order)]


def _curve(name: str, curve: pd.DataFrame, look: Series) -> go.Scatter:
    label = plotly_text(name, HOVER_LIMIT)
    words = [
        [share_text(chance, 1), date_text(when, weekday=True)]
        for chance, when in zip(curve["probability"], curve["date"], strict=True)
    ]
    return go.Scatter(
        x=iso(curve["date"]),
        y=100 * curve["probability"].to_numpy(),
        mode="lines" if len(curve) > 2 else "lines+markers",
        line={"color": look.light, "width": 2.5, "dash": look.dash, "shape": "hv"},
        marker={"color": look.light, "symbol": look.symbol},
        customdata=words,
        hovertemplate=f"<b>{label}</b><br>%{{customdata[0]}} by %{{customdata[1]}}<extra></extra>",
        name=plotly_text(name, _LEGEND_LIMIT),
        legendgroup=name,
    )


def _at(curve: pd.DataFrame, level: float) -> int:
    """Return the row at which a curve first reaches a level."""
    reached = curve["probability"].to_numpy() >= level - 1e-12
    return int(np.argmax(reached)) if reached.any() else len(curve) - 1


def _mark(name: str, curve: pd.DataFrame, look: Series, level: float) -> go.Scatter:
    row = _at(curve, level)
    return go.Scatter(
        x=[curve["date"].iloc[row].isoformat()],
        y=[100 * level],
        mode="markers",
        marker={"color": LIGHT.paper, "symbol": look.symbol, "size": 10, "line": {"color": look.light, "width": 2.5}},
        hovertemplate=f"<b>P{100 * level:g} of {plotly_text(name, HOVER_LIMIT)}</b><br>"
        f"{date_text(curve['date'].iloc[row], weekday=True)}<extra></extra>",
        showlegend=False,
    )


def _label(named: tuple[str, pd.DataFrame], look: Series, height: float, is_left: bool) -> dict[str, Any]:
    name, curve = named
    return {
        "text": f"<b>{plotly_text(name, _LABEL_LIMIT)}</b>",
        "x": curve["date"].iloc[_at(curve, height)].isoformat(),
        "y": 100 * height,
        "xref": "x",
        "yref": "y",
        "ax": -26 if is_left else 26,
        "ay": 0,
        "xanchor": "right" if is_left else "left",
        "yanchor": "middle",
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": look.light,
        "bgcolor": LIGHT.paper,
        "borderpad": 1,
        "font": {"size": 12, "color": look.light},
    }


def difference_chart(frame: pd.DataFrame, first: str) -> go.Figure:
    """Draw how much later each run finishes than the first, with the intervals.

    Parameters
    ----------
    frame : DataFrame
        ``run``, ``series`` (its number in the chart of curves), ``statistic``, ``days``, ``low``, ``high`` (nan where
        there is no interval) and ``words``; a row for each run and statistic, statistics in the order of the rows.
    first : str
        Name of the run that the others are compared with.

    Returns
    -------
    Figure
    """
    statistics = list(dict.fromkeys(frame["statistic"]))
    runs = list(dict.fromkeys(frame["run"]))
    step = 0.7 / max(len(runs), 1)
    traces = [
        _differences(frame[frame["run"] == run], statistics, SERIES[int(series)], step * (number - (len(runs) - 1) / 2))
        for number, (run, series) in enumerate(frame[["run", "series"]].drop_duplicates().itertuples(index=False))
    ]
    zero = {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": LIGHT.muted, "width": 1.5},
    }
    return figure(
        traces,
        height=110 + len(statistics) * max(34, 16 * len(runs) + 10) + 22 * ((len(runs) + 2) // 3),
        narrow={"xaxis.nticks": 5},
        xaxis=axis(ticksuffix=" d", nticks=9, rangemode="tozero"),
        yaxis=axis(
            tickmode="array",
            tickvals=list(range(len(statistics))),
            ticktext=[f"{statistic} " for statistic in statistics],
            range=[len(statistics) - 0.5, -0.5],
            showgrid=False,
            tickfont={"color": LIGHT.ink, "size": 12},
        ),
        legend=legend_below(),
        shapes=[zero],
        annotations=[caption(f"Working days from {plotly_text(first, _LABEL_LIMIT)}")],
    )  # fmt: skip


def _differences(frame: pd.DataFrame, statistics: Sequence[str], look: Series, offset: float) -> go.Scatter:
    name = str(frame["run"].iloc[0])
    hover = f"<b>{plotly_text(name, HOVER_LIMIT)}</b><br>%{{customdata[0]}}: %{{customdata[1]}}<extra></extra>"
    below, above = frame["days"] - frame["low"], frame["high"] - frame["days"]
    return go.Scatter(
        x=frame["days"].to_numpy(),
        y=[statistics.index(statistic) + offset for statistic in frame["statistic"]],
        mode="markers",
        marker={"color": look.light, "symbol": look.symbol, "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": above.fillna(0.0).to_numpy(),
            "arrayminus": below.fillna(0.0).to_numpy(),
            "color": look.light,
            "thickness": 2,
            "width": 4,
        },
        customdata=[list(row) for row in zip(frame["statistic"], frame["words"], strict=True)],
        hovertemplate=hover,
        name=plotly_text(name, _LEGEND_LIMIT),
        showlegend=True,
    )
