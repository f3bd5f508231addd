"""Charts of money: the S-curve of the cost, what makes it uncertain, finish against cost, and the cash flow."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.cost_summary import CostSummary
from riskmc.analysis.joint_confidence import JointConfidence
from riskmc.analysis.money_words import amount_text
from riskmc.analysis.wording import chance_text, date_text, level_text, share_text
from riskmc.report.charts._layout import (
    NARROW_LABEL_LIMIT,
    axis,
    caption,
    error_bars,
    figure,
    iso,
    legend_below,
    names_axis,
    row_labels,
)
from riskmc.report.escaping import plotly_text
from riskmc.report.palette import LIGHT

_RINGS = (0.1, 0.5, 0.8, 0.9)
_LEGEND_LIMIT = 24
_DASHES = {0.5: "dot", 0.7: "solid", 0.8: "dash"}


def cost_chart(curve: pd.DataFrame, bins: pd.DataFrame, summary: CostSummary) -> go.Figure:
    """Draw the chance of costing no more than each amount, and how the costs are spread.

    Parameters
    ----------
    curve : DataFrame
        From `riskmc.analysis.cost_frames.cost_curve`.
    bins : DataFrame
        From `riskmc.analysis.cost_frames.cost_histogram`.
    summary : CostSummary
    """
    unit = summary.currency
    marks = [(0.0, summary.planned, "plan", summary.planned_chance)]
    marks += [(0.0, budget.amount, budget.id, budget.chance) for budget in summary.budgets]
    width = amount_text(float(bins.attrs["width"]), unit)
    return figure(
        [*_band(curve), _curve(curve, unit), _bars(bins, unit), *_promises(marks, unit), _rings(summary)],
        height=520,
        narrow={"xaxis.nticks": 4, "height": 560},
        barmode="overlay",
        bargap=0.06,
        xaxis=axis(anchor="y2", nticks=9, showgrid=True, ticksuffix=f" {unit}" if unit else "", tickformat=",.3~s"),
        yaxis=axis(range=[0, 101], domain=[0.34, 1.0], ticksuffix=" %", dtick=20),
        yaxis2=axis(domain=[0.0, 0.24], ticksuffix=" %", rangemode="tozero", nticks=4, anchor="x"),
        legend=legend_below(),
        annotations=[
            caption("Chance of costing no more than the amount"),
            caption(f"Share of the iterations in each {width}", y=0.24),
            *_labels(summary),
        ],
    )


def _band(curve: pd.DataFrame) -> list[go.Scatter]:
    shared: dict[str, Any] = {
        "x": curve["amount"].to_numpy(), "mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"},
    }  # fmt: skip
    upper = {"fill": "tonexty", "fillcolor": LIGHT.band, "name": "confidence band"}
    return [
        go.Scatter(y=100 * curve["low"].to_numpy(), showlegend=False, **shared),
        go.Scatter(y=100 * curve["high"].to_numpy(), **upper, **shared),
    ]


def _curve(curve: pd.DataFrame, unit: str) -> go.Scatter:
    words = [
        [share_text(chance, 1), share_text(low, 1), share_text(high, 1), amount_text(amount, unit)]
        for amount, chance, low, high in curve[["amount", "probability", "low", "high"]].itertuples(index=False)
    ]
    hover = "<b>%{customdata[0]}</b> up to %{customdata[3]}<br>%{customdata[1]} to %{customdata[2]}<extra></extra>"
    return go.Scatter(
        x=curve["amount"].to_numpy(),
        y=100 * curve["probability"].to_numpy(),
        mode="lines" if len(curve) > 2 else "lines+markers",
        line={"color": LIGHT.curve, "width": 2.5, "shape": "hv"},
        customdata=words,
        hovertemplate=hover,
        name="chance",
        showlegend=False,
    )


def _bars(bins: pd.DataFrame, unit: str) -> go.Bar:
    words = [
        [share_text(share, 1), f"{amount_text(start)} to {amount_text(end, unit)}"]
        for start, end, share in bins[["start", "end", "share"]].itertuples(index=False)
    ]
    return go.Bar(
        x=(0.5 * (bins["start"] + bins["end"])).to_numpy(),
        y=100 * bins["share"].to_numpy(),
        width=(bins["end"] - bins["start"]).to_numpy(),
        yaxis="y2",
        marker={"color": LIGHT.bar, "line": {"color": LIGHT.paper, "width": 1}},
        customdata=words,
        hovertemplate="<b>%{customdata[0]}</b> of the iterations<br>%{customdata[1]}<extra></extra>",
        name="share of the iterations",
        showlegend=False,
    )


def _promises(marks: list[Any], unit: str) -> list[go.Scatter]:
    traces = []
    for place, (_, amount, label, chance) in enumerate(marks):
        words = f"{plotly_text(label, _LEGEND_LIMIT)}, {amount_text(amount, unit)}: {chance_text(chance)}"
        colour, dash = (LIGHT.plan, "dash") if place == 0 else (LIGHT.objective, "dashdot")
        line = {"color": colour, "width": 2, "dash": dash}
        traces.append(go.Scatter(x=[amount] * 2, y=[0, 100], mode="lines", line=line, name=words, hoverinfo="name"))
    return traces


def _rings(summary: CostSummary) -> go.Scatter:
    found = [summary.percentile(level) for level in _RINGS]
    words = [
        [f"P{100 * one.probability:g}", amount_text(one.value, summary.currency),
         f"{amount_text(one.low)} and {amount_text(one.high, summary.currency)}"]
        for one in found
    ]  # fmt: skip
    return go.Scatter(
        x=[one.value for one in found],
        y=[100 * one.probability for one in found],
        mode="markers",
        marker={"color": LIGHT.paper, "size": 9, "line": {"color": LIGHT.curve, "width": 2.5}},
        cliponaxis=False,
        customdata=words,
        hovertemplate="<b>%{customdata[0]}</b> %{customdata[1]}<br>between %{customdata[2]}<extra></extra>",
        name="percentiles",
        showlegend=False,
    )


def _labels(summary: CostSummary) -> list[dict[str, Any]]:
    labels = []
    for level in _RINGS:
        amount = summary.percentile(level).value
        side = {"xanchor": "right", "xshift": -8} if level >= 0.7 else {"xanchor": "left", "xshift": 8}
        height = {"yanchor": "bottom", "yshift": 2} if level >= 0.7 else {"yanchor": "top", "yshift": -2}
        words = f"<b>P{100 * level:g}</b> {amount_text(amount, summary.currency)}"
        font = {"size": 12, "color": LIGHT.ink}
        place = {"x": amount, "y": 100 * level, "showarrow": False, "bgcolor": LIGHT.paper, "borderpad": 1}
        labels.append({"text": words, "font": font, **place, **side, **height})
    return labels


def cost_driver_chart(drivers: pd.DataFrame, unit: str) -> go.Figure:
    """Draw which tasks, risks and costs make the cost uncertain.

    Parameters
    ----------
    drivers : DataFrame
        From `riskmc.analysis.cost_frames.cost_driver_frame`.
    unit : str
        Currency.
    """
    names = list(drivers["name"])
    words = [
        [plotly_text(name, 120), share_text(share, 1), amount_text(mean, unit), kind]
        for name, share, mean, kind in drivers[["name", "share", "mean", "kind"]].itertuples(index=False)
    ]
    hover = (
        "<b>%{customdata[0]}</b> (%{customdata[3]})<br>%{customdata[1]} of the variance, %{customdata[2]} on average"
    )
    bars = go.Bar(
        x=100 * drivers["share"].to_numpy(),
        y=list(range(len(names))),
        orientation="h",
        marker={
            "color": [LIGHT.second if kind == "risk" else LIGHT.first for kind in drivers["kind"]],
            "pattern": {"shape": ["/" if kind == "risk" else "" for kind in drivers["kind"]], "solidity": 0.25},
        },
        error_x=error_bars(100 * drivers["half"]),
        customdata=words,
        hovertemplate=f"{hover}<extra></extra>",
        showlegend=False,
    )
    narrow = {
        "yaxis.ticktext": row_labels(names, NARROW_LABEL_LIMIT),
        "annotations.0.text": "Share of the variance (hatched: risks)",
    }
    return figure(
        [bars],
        height=120 + 26 * len(names),
        narrow=narrow,
        xaxis=axis(ticksuffix=" %", nticks=7, zeroline=True, zerolinecolor=LIGHT.muted),
        yaxis=names_axis(names),
        annotations=[caption("Share of the variance of the cost (hatched: risks)")],
        bargap=0.35,
    )


def joint_chart(
    points: pd.DataFrame, frontiers: pd.DataFrame, joint: JointConfidence, plan: tuple[datetime, float], unit: str
) -> go.Figure:
    """Draw finish against cost, and the pairs of date and budget that are together as sure as wanted.

    Parameters
    ----------
    points : DataFrame
        From `riskmc.analysis.cost_frames.joint_points`.
    frontiers : DataFrame
        From `riskmc.analysis.cost_frames.frontier_frame`.
    joint : JointConfidence
    plan : (datetime, float)
        When the plan finishes, and what it costs.
    unit : str
        Currency.
    """
    top = float(points["amount"].max()) * 1.02
    traces = [_cloud(points, unit), *_frontiers(frontiers, unit, top), *_limits(points, joint, unit), _plan(plan, unit)]
    return figure(
        traces,
        height=560,
        narrow={"xaxis.nticks": 4, "height": 600, **_narrow_words(joint)},
        xaxis=axis(type="date", nticks=9, showgrid=True),
        yaxis=axis(nticks=8, showgrid=True, tickformat=",.3~s", ticksuffix=f" {unit}" if unit else ""),
        legend=legend_below(),
        annotations=[caption("Each dot an iteration: when it finishes, and what it costs"), *_quadrants(joint)],
    )


def _cloud(points: pd.DataFrame, unit: str) -> go.Scattergl | go.Scatter:
    words = [
        [date_text(when), amount_text(amount, unit), f"{iteration:,}"]
        for iteration, when, amount in points[["iteration", "date", "amount"]].itertuples(index=False)
    ]
    return go.Scatter(
        x=iso(points["date"]),
        y=points["amount"].to_numpy(),
        mode="markers",
        marker={"color": LIGHT.first, "size": 4, "opacity": 0.45},
        customdata=words,
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<br>iteration %{customdata[2]}<extra></extra>",
        name="iterations",
        showlegend=False,
    )


def _frontiers(frontiers: pd.DataFrame, unit: str, top: float) -> list[go.Scatter]:
    traces = []
    for level, part in frontiers.groupby("level"):
        found = float(str(level))
        words = [
            [date_text(when), amount_text(amount, unit), level_text(found)]
            for when, amount in part[["date", "amount"]].itertuples(index=False)
        ]
        hover = "<b>%{customdata[2]}</b> sure of both<br>by %{customdata[0]} for %{customdata[1]}<extra></extra>"
        traces.append(
            go.Scatter(
                x=iso(part["date"]),
                y=np.minimum(part["amount"].to_numpy(), top),
                mode="lines",
                line={"color": LIGHT.ink, "width": 2, "dash": _DASHES.get(found, "solid"), "shape": "hv"},
                customdata=words,
                hovertemplate=hover,
                name=f"{level_text(found)} sure of both",
            )
        )
    return traces


def _plan(plan: tuple[datetime, float], unit: str) -> go.Scatter:
    when, amount = plan
    return go.Scatter(
        x=iso([when]),
        y=[amount],
        mode="markers",
        marker={"color": LIGHT.plan, "size": 13, "symbol": "diamond", "line": {"color": LIGHT.paper, "width": 1.5}},
        name=f"plan, {date_text(when, short=True)}, {amount_text(amount, unit)}",
        hoverinfo="name",
    )


def _limits(points: pd.DataFrame, joint: JointConfidence, unit: str) -> list[go.Scatter]:
    first, last = min(points["date"].min(), joint.by), max(points["date"].max(), joint.by)
    low, high = min(points["amount"].min(), joint.amount), max(points["amount"].max(), joint.amount)
    line = {"color": LIGHT.objective, "width": 2, "dash": "dashdot"}
    when, budget = date_text(_shown(joint.by), short=True), amount_text(joint.amount, unit)
    shared: dict[str, Any] = {"mode": "lines", "line": line, "hoverinfo": "name"}
    return [
        go.Scatter(x=iso([joint.by, joint.by]), y=[low, high], name=f"{joint.promise or 'P80'}, {when}", **shared),
        go.Scatter(x=iso([first, last]), y=[joint.amount] * 2, name=f"{joint.budget or 'P80'}, {budget}", **shared),
    ]


def _shown(deadline: datetime) -> datetime:
    """Return the day of a deadline that may be the midnight after it."""
    return deadline - pd.Timedelta(seconds=1).to_pytimedelta()


def _quadrants(joint: JointConfidence) -> list[dict[str, Any]]:
    """Write in each corner how many iterations keep what."""
    both = joint.chance
    corners = (
        (0.01, 0.03, "left", "bottom", f"<b>{share_text(both.both.value, 1)}</b> keep both"),
        (0.99, 0.03, "right", "bottom", f"{share_text(both.budget_alone, 1)} the budget alone"),
        (0.01, 0.97, "left", "top", f"{share_text(both.time_alone, 1)} the date alone"),
        (0.99, 0.97, "right", "top", f"{share_text(both.neither, 1)} neither"),
    )
    font = {"size": 13, "color": LIGHT.ink}
    return [
        {"text": text, "xref": "paper", "yref": "paper", "x": x, "y": y, "xanchor": side, "yanchor": end,
         "showarrow": False, "font": font, "bgcolor": LIGHT.paper, "borderpad": 2}
        for x, y, side, end, text in corners
    ]  # fmt: skip


def _narrow_words(joint: JointConfidence) -> dict[str, str]:
    """Return what caption and corners say where there is little room, in the order of the annotations."""
    both = joint.chance
    corners = (
        f"<b>{share_text(both.both.value, 1)}</b> both",
        f"{share_text(both.budget_alone, 1)} budget",
        f"{share_text(both.time_alone, 1)} date",
        f"{share_text(both.neither, 1)} neither",
    )
    return {f"annotations.{i}.text": text for i, text in enumerate(("Finish and cost of iterations", *corners))}


def cash_chart(cash: pd.DataFrame, unit: str) -> go.Figure:
    """Draw what is spent by the end of each month, and in it.

    Parameters
    ----------
    cash : DataFrame
        From `riskmc.analysis.cost_frames.cash_frame`.
    unit : str
        Currency.
    """
    ends = iso(cash["month"] + pd.offsets.MonthBegin(1))
    words = [
        [f"{month:%B %Y}", *(amount_text(value, unit) for value in values)]
        for month, *values in cash[["month", "p10", "p50", "p80", "planned"]].itertuples(index=False)
    ]
    hover = (
        "<b>by the end of %{customdata[0]}</b><br>P10 %{customdata[1]}<br>P50 %{customdata[2]}<br>P80 %{customdata[3]}"
        "<br>plan %{customdata[4]}<extra></extra>"
    )
    none: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0}}
    middle = {"color": LIGHT.curve, "width": 2.5}
    planned = {"color": LIGHT.plan, "width": 2, "dash": "dash"}
    traces = [
        go.Scatter(x=ends, y=cash["p10"].to_numpy(), showlegend=False, **none),
        go.Scatter(x=ends, y=cash["p80"].to_numpy(), fill="tonexty", fillcolor=LIGHT.band, name="P10 to P80", **none),
        go.Scatter(x=ends, y=cash["p50"].to_numpy(), line=middle, mode="lines", name="P50", customdata=words,
                   hovertemplate=hover),
        go.Scatter(x=ends, y=cash["planned"].to_numpy(), line=planned, mode="lines", name="plan", hoverinfo="skip"),
        *_months(cash, unit),
    ]  # fmt: skip
    money = {"tickformat": ",.3~s", "ticksuffix": f" {unit}" if unit else ""}
    return figure(
        traces,
        height=540,
        narrow={"xaxis.nticks": 4, "height": 580},
        xaxis=axis(type="date", anchor="y2", nticks=9, showgrid=True),
        yaxis=axis(domain=[0.42, 1.0], rangemode="tozero", nticks=6, **money),
        yaxis2=axis(domain=[0.0, 0.32], rangemode="tozero", nticks=4, anchor="x", **money),
        legend=legend_below(),
        annotations=[
            caption("Spent by the end of each month"),
            caption("Spent in each month: P50, and up to P80", y=0.32),
        ],
    )


def _months(cash: pd.DataFrame, unit: str) -> list[go.Bar | go.Scatter]:
    middle = iso(cash["month"] + pd.Timedelta(days=15))
    above = (cash["month_p80"] - cash["month_p50"]).to_numpy()
    words = [
        [f"{month:%B %Y}", *(amount_text(value, unit) for value in values)]
        for month, *values in cash[["month", "month_p10", "month_p50", "month_p80"]].itertuples(index=False)
    ]
    hover = "<b>in %{customdata[0]}</b><br>P10 %{customdata[1]}<br>P50 %{customdata[2]}<br>P80 %{customdata[3]}"
    return [
        go.Bar(
            x=middle,
            y=cash["month_p50"].to_numpy(),
            yaxis="y2",
            marker={"color": LIGHT.bar},
            error_y={"type": "data", "array": above, "arrayminus": np.zeros(len(cash)), "symmetric": False,
                     "color": LIGHT.ink, "thickness": 1.4, "width": 4},
            customdata=words,
            hovertemplate=f"{hover}<extra></extra>",
            showlegend=False,
        )
    ]  # fmt: skip
