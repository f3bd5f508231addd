"""The schedule with its risks, as a picture: the plan, the median dates, P10 to P90 of the finish, and criticality."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.wording import share_text
from riskmc.report.charts._layout import (
    axis,
    date_line,
    date_range,
    figure,
    headed_labels,
    iso,
    legend_above,
    milliseconds,
    names_axis,
)
from riskmc.report.palette import CRITICALITY_BANDS, LIGHT, Band

_BAR = 0.42
_PLAN_BAR = 0.16
"""Heights of bars, in rows."""

_ROW = 24


def schedule_chart(rows: pd.DataFrame, planned_finish: datetime, promised: datetime) -> go.Figure:
    """Draw when each task will be worked, beside the plan, as a picture that stands alone.

    Parameters
    ----------
    rows : DataFrame
        A row each, from the top: ``name``, ``heading`` (True for the name of a group, which has nothing else),
        ``milestone`` (bool), ``planned_start``, ``planned_finish``, ``start_p50``, ``finish_p10``, ``finish_p50``,
        ``finish_p90`` (dates) and ``criticality`` (share).
    planned_finish, promised : datetime
        Of the project: in the plan, and P80.

    Returns
    -------
    Figure
    """
    rows = rows.reset_index(drop=True)
    shown = rows[~rows["heading"]]
    tasks, milestones = shown[~shown["milestone"]], shown[shown["milestone"]]
    traces = [
        _bars(tasks, "planned_start", "planned_finish", _PLAN_BAR, 0.32, LIGHT.paper, "as planned"),
        *(_bars(_within(tasks, band), "start_p50", "finish_p50", _BAR, -0.06, band.light, f"critical: {band.label}")
          for band in CRITICALITY_BANDS),
        _whiskers(shown),
        _criticality_words(shown),
        *_diamonds(milestones),
        date_line(planned_finish, len(rows), LIGHT.plan, "dash", "plan"),
        date_line(promised, len(rows), LIGHT.curve, "solid", "P80"),
    ]  # fmt: skip
    names = [str(name) for name in rows["name"]]
    return figure(
        [trace for trace in traces if trace is not None],
        height=150 + _ROW * len(rows),
        margin={"l": 8, "r": 16, "t": 96, "b": 8},
        barmode="overlay",
        xaxis=axis(type="date", nticks=9, side="bottom", range=_range(shown, planned_finish, promised)),
        yaxis={**names_axis(names), "ticktext": headed_labels(names, rows["heading"])},
        legend=legend_above(),
    )


def _within(tasks: pd.DataFrame, band: Band) -> pd.DataFrame:
    lower = max((other.upper for other in CRITICALITY_BANDS if other.upper < band.upper), default=-1.0)
    return tasks[(tasks["criticality"] >= lower) & (tasks["criticality"] < band.upper)]


def _range(shown: pd.DataFrame, planned_finish: datetime, promised: datetime) -> list[str]:
    columns = ("planned_start", "start_p50", "planned_finish", "finish_p90")
    return date_range([*(date for column in columns for date in shown[column]), planned_finish, promised])


def _bars(
    tasks: pd.DataFrame, start: str, finish: str, height: float, offset: float, colour: str, name: str
) -> go.Bar | None:
    if tasks.empty:
        return None
    return go.Bar(
        base=iso(tasks[start]),
        x=milliseconds(tasks[start], tasks[finish]),
        y=[row + offset for row in tasks.index],
        width=height,
        orientation="h",
        marker={"color": colour, "line": {"color": LIGHT.muted, "width": 1}},
        hoverinfo="skip",
        name=name,
    )


def _whiskers(shown: pd.DataFrame) -> go.Scatter:
    """Draw P10 to P90 of the finish, with a cap at each end; error bars know no dates."""
    dates: list[str | None] = []
    rows: list[float | None] = []
    for row, early, late in zip(shown.index, iso(shown["finish_p10"]), iso(shown["finish_p90"]), strict=True):
        dates += [early, late, None]
        rows += [row - 0.06, row - 0.06, None]
    return go.Scatter(
        x=dates,
        y=rows,
        mode="lines+markers",
        line={"color": LIGHT.ink, "width": 1.6},
        marker={"symbol": "line-ns", "size": 7, "line": {"color": LIGHT.ink, "width": 1.6}},
        hoverinfo="skip",
        name="finish: P10 to P90",
    )


def _diamonds(milestones: pd.DataFrame) -> list[go.Scatter]:
    if milestones.empty:
        return []
    colours = [next(b.light for b in CRITICALITY_BANDS if share < b.upper) for share in milestones["criticality"]]
    edge = {"width": 1.5, "color": LIGHT.ink}
    return [
        _symbols(milestones, "planned_finish", "diamond-open", LIGHT.muted, {"width": 1.5, "color": LIGHT.muted}),
        _symbols(milestones, "finish_p50", "diamond", colours, edge),
    ]


def _symbols(
    rows: pd.DataFrame, column: str, symbol: str, colour: str | list[str], edge: dict[str, object]
) -> go.Scatter:
    is_plan = column == "planned_finish"
    return go.Scatter(
        x=iso(rows[column]), y=[row + (0.3 if is_plan else -0.06) for row in rows.index], mode="markers",
        marker={"symbol": symbol, "color": colour, "size": 7 if is_plan else 10, "line": edge},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _criticality_words(shown: pd.DataFrame) -> go.Scatter:
    """Write the criticality of each row behind its whisker, since colours alone tell nothing to some readers."""
    return go.Scatter(
        x=iso(shown["finish_p90"]), y=list(shown.index), mode="text",
        text=[f" {share_text(share)}" for share in shown["criticality"]], textposition="middle right",
        textfont={"size": 10, "color": LIGHT.muted}, hoverinfo="skip", showlegend=False, cliponaxis=False,
    )  # fmt: skip
