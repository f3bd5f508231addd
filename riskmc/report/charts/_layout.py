"""What all charts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import date_text
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LABEL_LIMIT = 34
"""Characters of a name on an axis; the whole name is in the table behind the chart, and shown on pointing at it."""

NARROW_LABEL_LIMIT = 15
"""The same on a telephone."""

HOVER_LIMIT = 120


def figure(traces: Iterable[Any], height: int, narrow: dict[str, Any] | None = None, **layout: Any) -> go.Figure:
    """Make a figure in the style of the report.

    Parameters
    ----------
    traces : iterable of traces
    height : int
        Pixels.
    narrow : dict, optional
        Changes of the layout, by attribute path, for screens of less than 560 pixels.
    **layout
        Attributes of the layout.
    """
    style: dict[str, Any] = {
        "template": {},
        "autosize": True,
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 28, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": LIGHT.ink},
        "hoverlabel": {
            "bgcolor": LIGHT.paper,
            "bordercolor": LIGHT.muted,
            "font": {"color": LIGHT.ink},
            "align": "left",
        },
        "hovermode": "closest",
        "dragmode": False,
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": LIGHT.muted, "activecolor": LIGHT.ink},
        "meta": {"narrow": narrow or {}},
    }
    return go.Figure(data=list(traces), layout={**style, **layout})


def axis(**changes: Any) -> dict[str, Any]:
    """Return an axis in the style of the report."""
    style: dict[str, Any] = {
        "gridcolor": LIGHT.grid,
        "linecolor": LIGHT.grid,
        "zeroline": False,
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": LIGHT.muted, "size": 12},
    }
    return {**style, **changes}


def names_axis(names: Sequence[str], limit: int = LABEL_LIMIT) -> dict[str, Any]:
    """Return a vertical axis with a row for each name, the first at the top."""
    return axis(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=row_labels(names, limit),
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        tickfont={"color": LIGHT.ink, "size": 12},
    )


def row_labels(names: Sequence[str], limit: int) -> list[str]:
    """Return the names as an axis shows them, with a little room before the axis."""
    return [f"{plotly_text(name, limit)} " for name in names]


def legend_above() -> dict[str, Any]:
    """Return a legend in a row above the panels."""
    return _legend(yanchor="bottom", y=1.0)


def legend_below() -> dict[str, Any]:
    """Return a legend in a row at the foot of the figure, below the axes whatever the height."""
    return _legend(yanchor="bottom", y=0.0, yref="container")


def _legend(**place: Any) -> dict[str, Any]:
    style: dict[str, Any] = {
        "orientation": "h",
        "x": 0,
        "font": {"size": 12},
        "bgcolor": "rgba(0,0,0,0)",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    return {**style, **place}


def caption(text: str, x: float = 0.0, y: float = 1.0) -> dict[str, Any]:
    """Return a caption above a panel, at its left edge (in shares of the figure)."""
    return {
        "text": text,
        "xref": "paper",
        "yref": "paper",
        "x": x,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 4,
        "showarrow": False,
        "font": {"size": 12, "color": LIGHT.muted},
    }


def iso(dates: Iterable[datetime]) -> list[str]:
    """Write dates as plotly reads them."""
    return [when.isoformat() for when in dates]


def interval_lines(frame: pd.DataFrame, rows: Sequence[int], colour: str, width: int) -> go.Scatter:
    """Draw a line from ``low`` to ``high``, two dates, in each row."""
    dates: list[str | None] = []
    places: list[int | None] = []
    for row, low, high in zip(rows, iso(frame["low"]), iso(frame["high"]), strict=True):
        dates += [low, high, None]
        places += [row, row, None]
    line = {"color": colour, "width": width}
    return go.Scatter(x=dates, y=places, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def error_bars(half_widths: pd.Series[float], thickness: float = 1.4) -> dict[str, Any]:
    """Return error bars of these half-widths; where one is not known there is none."""
    half = half_widths.fillna(0.0).tolist()
    return {"type": "data", "array": half, "color": LIGHT.ink, "thickness": thickness, "width": 4}


def headed_labels(names: Sequence[str], is_heading: Iterable[bool], limit: int = LABEL_LIMIT) -> list[str]:
    """Return the names as an axis shows them, headings in bold."""
    labels = row_labels(names, limit)
    return [f"<b>{label}</b>" if heading else label for label, heading in zip(labels, is_heading, strict=True)]


def milliseconds(starts: Iterable[datetime], finishes: Iterable[datetime]) -> list[float]:
    """Return the lengths of bars on an axis of dates."""
    return [(finish - start).total_seconds() * 1000 for start, finish in zip(starts, finishes, strict=True)]


def date_range(dates: Sequence[datetime]) -> list[str]:
    """Return the ends of an axis of dates, with room for what is written beside the last bars."""
    first, last = min(dates), max(dates)
    whole = max(last - first, timedelta(days=1))
    return iso([first - 0.01 * whole, last + 0.09 * whole])


def date_line(when: datetime, n_rows: int, colour: str, dash: str, name: str) -> go.Scatter:
    """Draw a date over all rows."""
    return go.Scatter(
        x=[when.isoformat()] * 2,
        y=[-0.5, n_rows - 0.5],
        mode="lines",
        line={"color": colour, "width": 2, "dash": dash},
        hoverinfo="skip",
        name=plotly_text(f"{name} {date_text(when, short=True)}", HOVER_LIMIT),
    )
