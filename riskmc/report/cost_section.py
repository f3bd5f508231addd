"""The sections of the report on money: what it costs, date and budget together, and when it is spent."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.cost_frames import (
    cash_frame,
    cost_curve,
    cost_driver_frame,
    cost_histogram,
    frontier_frame,
    joint_points,
)
from riskmc.analysis.cost_summary import CostSummary, budget_sentence, cost_sentences, joint_sentences
from riskmc.analysis.joint_confidence import joint_promise
from riskmc.analysis.money_words import amount_text, measured_parts
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import chance_text, count_text, date_text, level_text, share_text
from riskmc.report.charts.cost import cash_chart, cost_chart, cost_driver_chart, joint_chart
from riskmc.report.scaffold import ChartView
from riskmc.report.tables import Kind, Table
from riskmc.result import SimulationResult
from riskmc.result.replicates import Measured

__all__ = ["cost_section"]

MOST_DRIVERS: Final = 15


def cost_section(
    result: SimulationResult, summary: RunSummary
) -> tuple[dict[str, go.Figure], dict[str, ChartView], dict[str, Any] | None]:
    """Return the charts on money, how the page shows them, and what the template of the sections fills in.

    Parameters
    ----------
    result : SimulationResult
    summary : RunSummary
        Of that result.
    """
    cost = summary.cost
    if cost is None or result.cost is None:
        return {}, {}, None
    figures: dict[str, go.Figure] = {}
    tables: dict[str, Table] = {}
    labels: dict[str, str] = {}
    unit = cost.currency
    if not cost.is_certain:
        curve, bins = cost_curve(result.cost, summary.confidence), cost_histogram(result.cost)
        figures["cost"], tables["cost"] = cost_chart(curve, bins, cost), _bin_table(bins, unit)
        labels["cost"] = "S-curve: chance of costing no more than each amount, above the histogram of costs"
        drivers = cost_driver_frame(result, MOST_DRIVERS, summary.confidence)
        figures["cost-drivers"], tables["cost-drivers"] = cost_driver_chart(drivers, unit), _driver_table(drivers, unit)
        labels["cost-drivers"] = "What makes the cost uncertain: shares of its variance"
    if not cost.is_certain and not summary.is_certain:
        points, lines = joint_points(result), frontier_frame(result, summary.confidence)
        figures["joint"], tables["joint"] = (
            joint_chart(points, lines, cost.joint, _plan_point(result), unit),
            _frontier_table(lines, unit),
        )
        labels["joint"] = "Finish against cost, and the dates and budgets that are together as sure as wanted"
    if result.cash is not None:
        cash = cash_frame(result)
        figures["cash"], tables["cash"] = cash_chart(cash, unit), _cash_table(cash, unit)
        labels["cash"] = "Cash flow: what is spent by the end of each month, and in it"
    views = {
        name: ChartView(name, labels[name], tables[name], int(drawn.layout.height)) for name, drawn in figures.items()
    }
    parts = {
        "sentences": [*cost_sentences(cost), *(budget_sentence(budget, unit) for budget in cost.budgets)],
        "percentiles": _percentile_table(cost, summary.confidence),
        "parts": _part_table(cost),
        "joint_sentences": list(joint_sentences(cost)) if "joint" in figures else [],
        "pairs": _pair_table(cost),
        "cash_iterations": count_text(result.cash.iterations) if result.cash is not None else "",
        "rises": any(part.kind == "escalation" for part in cost.parts),
    }
    return figures, views, parts


def _plan_point(result: SimulationResult) -> tuple[datetime, float]:
    """Return when the plan itself has what the objective wants finished, and what it costs."""
    promise, plan = joint_promise(result), result.deterministic
    minutes = plan.finish
    if promise is not None and promise.finish != PROJECT:
        minutes = float(plan.early_finish[result.project.task_index[promise.finish]])
    return result.timeline.date_of(minutes), plan.cost or 0.0


def _percentile_table(cost: CostSummary, confidence: float) -> Table:
    unit = cost.currency
    columns: tuple[tuple[str, Kind], ...] = (
        ("Percentile", "text"), (f"Cost, {unit}" if unit else "Cost", "number"),
        (f"{level_text(confidence)} interval", "number"), ("Beyond the plan", "number"),
    )  # fmt: skip
    rows = []
    for one in cost.percentiles:
        value, interval = measured_parts(Measured(one.value, one.low, one.high))
        beyond, _ = measured_parts(Measured(one.value - cost.planned, one.low - cost.planned, one.high - cost.planned))
        rows.append((f"P{100 * one.probability:g}", value, interval, beyond))
    return Table("Percentiles of the cost", columns, tuple(rows))


def _part_table(cost: CostSummary) -> Table:
    unit = cost.currency
    columns: tuple[tuple[str, Kind], ...] = (
        ("Made of", "text"), (f"Mean, {unit}" if unit else "Mean", "number"), ("P80", "number"), ("Share", "number"),
    )  # fmt: skip
    rows = tuple(
        (part.name, amount_text(part.mean), amount_text(part.p80), share_text(part.share)) for part in cost.parts
    )
    return Table("What the cost is made of; the means add up, percentiles do not", columns, rows)


def _bin_table(bins: pd.DataFrame, unit: str) -> Table:
    columns: tuple[tuple[str, Kind], ...] = (
        (f"From, {unit}" if unit else "From", "number"), ("To", "number"), ("Share of the iterations", "number"),
    )  # fmt: skip
    rows = tuple(
        (amount_text(start), amount_text(end), share_text(share, 1))
        for start, end, share in bins[["start", "end", "share"]].itertuples(index=False)
    )
    return Table("How the costs are spread", columns, rows)


def _driver_table(drivers: pd.DataFrame, unit: str) -> Table:
    columns: tuple[tuple[str, Kind], ...] = (
        ("What", "name"), ("Kind", "text"), (f"Plan, {unit}" if unit else "Plan", "number"), ("Mean", "number"),
        ("Share of the variance", "number"),
    )  # fmt: skip
    rows = tuple(
        (name, kind, amount_text(planned), amount_text(mean), f"{share_text(share, 1)} ± {share_text(half, 1)}")
        for name, kind, planned, mean, share, half in drivers[
            ["name", "kind", "planned", "mean", "share", "half"]
        ].itertuples(index=False)
    )
    return Table("What makes the cost uncertain", columns, rows, is_sortable=True)


def _frontier_table(lines: pd.DataFrame, unit: str) -> Table:
    columns: tuple[tuple[str, Kind], ...] = (
        ("Sure of both", "text"), ("Date", "number"), (f"Budget, {unit}" if unit else "Budget", "number"),
        ("Interval", "number"),
    )  # fmt: skip
    rows = tuple(
        (level_text(level), date_text(when, short=True), amount_text(amount), f"{_end(low)} to {_end(high)}")
        for level, when, amount, low, high in lines.itertuples(index=False)
    )
    return Table("Dates and budgets that are together as sure as wanted", columns, rows)


def _end(amount: float) -> str:
    return amount_text(amount) if amount < float("inf") else "no limit"


def _pair_table(cost: CostSummary) -> Table:
    joint, unit = cost.joint, cost.currency
    columns: tuple[tuple[str, Kind], ...] = (
        ("To be so sure of both", "text"), ("set each at its", "number"), ("Date", "number"),
        (f"Budget, {unit}" if unit else "Budget", "number"), ("Chance of both", "number"),
    )  # fmt: skip
    rows = tuple(
        (
            level_text(pair.level), f"P{100 * pair.each:.0f}", date_text(when, short=True), amount_text(pair.amount),
            chance_text(pair.chance),
        )
        for pair, when in zip(joint.pairs, joint.dates, strict=True)
    )  # fmt: skip
    return Table("Date and budget at one percentile", columns, rows)


def _cash_table(cash: pd.DataFrame, unit: str) -> Table:
    head = f", {unit}" if unit else ""
    columns: tuple[tuple[str, Kind], ...] = (
        ("Month", "text"), (f"In the month: plan{head}", "number"), ("P50", "number"), ("P80", "number"),
        ("By its end: plan", "number"), ("P10", "number"), ("P50", "number"), ("P80", "number"),
        ("Interval of P80", "number"),
    )  # fmt: skip
    names = [
        "month", "month_planned", "month_p50", "month_p80", "planned", "p10", "p50", "p80", "p80_low", "p80_high",
    ]  # fmt: skip
    rows = tuple(
        (
            f"{month:%B %Y}",
            *(amount_text(value) for value in values[:-2]),
            f"{amount_text(values[-2])} to {amount_text(values[-1])}",
        )
        for month, *values in cash[names].itertuples(index=False)
    )
    return Table("Cash flow; percentiles of months do not add up", columns, rows)
