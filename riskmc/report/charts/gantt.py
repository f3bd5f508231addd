"""One schedule beside the plan: a bar of the plan above a bar of the schedule, task by task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.report.charts._layout import (
    NARROW_LABEL_LIMIT,
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
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

_BAR = 0.34
"""Height of a bar, in rows."""

_RISKS_LIMIT = 24
_ROW = 27
_LONG_ROW = 20
"""CSS pixels of a row, where there are few and where there are many."""

_MANY = 60


def gantt_chart(frame: pd.DataFrame, planned_finish: datetime, finish: datetime) -> go.Figure:
    """Draw when each task was worked, above it when it was planned.

    Parameters
    ----------
    frame : DataFrame
        A row each, from the top: ``name``, ``heading`` (True for the name of a group, which has nothing else),
        ``planned_start``, ``planned_finish``, ``start``, ``finish`` (dates), ``critical``, ``milestone`` (bool),
        ``risks`` (ids of those that struck) and ``words`` (shown on pointing at it).
    planned_finish, finish : datetime
        Of the project.

    Returns
    -------
    Figure
    """
    rows = frame.reset_index(drop=True)
    tasks = rows[~rows["heading"] & ~rows["milestone"]]
    milestones = rows[~rows["heading"] & rows["milestone"]]
    traces = [
        _bars(tasks, "planned_start", "planned_finish", -_BAR / 2, LIGHT.bar, "as planned"),
        _bars(tasks[~tasks["critical"]], "start", "finish", _BAR / 2, LIGHT.first, "in this iteration"),
        _bars(tasks[tasks["critical"]], "start", "finish", _BAR / 2, LIGHT.critical, "critical", pattern="/"),
        *_diamonds(milestones),
        _risks(rows),
        date_line(planned_finish, len(rows), LIGHT.plan, "dash", "plan finishes"),
        date_line(finish, len(rows), LIGHT.critical, "solid", "finishes"),
    ]
    names = [str(name) for name in rows["name"]]
    return figure(
        [trace for trace in traces if trace is not None],
        height=130 + (_ROW if len(rows) <= _MANY else _LONG_ROW) * len(rows),
        narrow={"yaxis.ticktext": headed_labels(names, rows["heading"], NARROW_LABEL_LIMIT), "xaxis.nticks": 4},
        margin={"l": 8, "r": 16, "t": 74, "b": 8},
        barmode="overlay",
        xaxis=axis(type="date", nticks=9, side="bottom", range=_range(rows, planned_finish, finish)),
        yaxis={**names_axis(names), "ticktext": headed_labels(names, rows["heading"])},
        legend=legend_above(),
    )


def _range(rows: pd.DataFrame, planned_finish: datetime, finish: datetime) -> list[str]:
    tasks = rows[~rows["heading"]]
    columns = ("planned_start", "start", "planned_finish", "finish")
    return date_range([*(date for column in columns for date in tasks[column]), planned_finish, finish])


def _bars(
    tasks: pd.DataFrame, start: str, finish: str, offset: float, colour: str, name: str, pattern: str = ""
) -> go.Bar | None:
    if tasks.empty:
        return None
    marker: dict[str, Any] = {"color": colour, "line": {"color": colour, "width": 1}}
    if pattern:
        hatching = {"shape": pattern, "fgcolor": LIGHT.paper, "size": 5, "solidity": 0.22, "fillmode": "overlay"}
        marker["pattern"] = hatching
    return go.Bar(
        base=iso(tasks[start]),
        x=milliseconds(tasks[start], tasks[finish]),
        y=[row + offset for row in tasks.index],
        width=_BAR,
        orientation="h",
        marker=marker,
        customdata=[[word] for word in tasks["words"]],
        hovertemplate="%{customdata[0]}<extra></extra>",
        name=name,
    )


def _diamonds(milestones: pd.DataFrame) -> list[go.Scatter]:
    if milestones.empty:
        return []
    colours = [LIGHT.critical if critical else LIGHT.first for critical in milestones["critical"]]
    return [
        _symbols(milestones, "planned_finish", "diamond-open", LIGHT.muted, "milestone as planned"),
        _symbols(milestones, "finish", "diamond", colours, "milestone"),
    ]


def _symbols(rows: pd.DataFrame, column: str, symbol: str, colour: str | list[str], name: str) -> go.Scatter:
    return go.Scatter(
        x=iso(rows[column]),
        y=list(rows.index),
        mode="markers",
        marker={"symbol": symbol, "color": colour, "size": 11, "line": {"width": 1.5, "color": colour}},
        customdata=[[word] for word in rows["words"]],
        hovertemplate="%{customdata[0]}<extra></extra>",
        name=name,
    )


def _risks(rows: pd.DataFrame) -> go.Scatter | None:
    struck = rows[rows["risks"] != ""]
    if struck.empty:
        return None
    return go.Scatter(
        x=iso(struck["finish"]),
        y=[row + _BAR / 2 for row in struck.index],
        mode="markers+text",
        marker={"symbol": "triangle-left", "color": LIGHT.objective, "size": 9, "standoff": 2},
        text=[f" {plotly_text(str(risks), _RISKS_LIMIT)}" for risks in struck["risks"]],
        textposition="middle right",
        textfont={"size": 11, "color": LIGHT.objective},
        hoverinfo="skip",
        cliponaxis=False,
        name="struck by risks",
    )
