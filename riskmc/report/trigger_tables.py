"""The tables of trigger points, contingency plans, reserves and signals."""

from __future__ import annotations

from riskmc.analysis.money_words import amount_text
from riskmc.analysis.trigger_points import TriggerPoint, Triggers, Watch
from riskmc.analysis.trigger_words import (
    interval_text,
    plan_title,
    point_text,
    reserve_name,
    signal_title,
    size_text,
    target_text,
)
from riskmc.analysis.wording import chance_text, date_text, level_text, range_text, share_text
from riskmc.model.calendars import midnight
from riskmc.model.contingency import ContingencyPlan, Signal
from riskmc.report.tables import Table
from riskmc.result import ProbabilityEstimate

_LARGE = 100_000.0
"""Money from which thousands are told."""

__all__ = ["plan_table", "point_table", "ranking_table", "reserve_table"]


def point_table(triggers: Triggers) -> Table:
    """Tabulate the trigger points of all plans."""
    currency = triggers.result.project.currency
    rows = [
        (
            plan_title(watch), signal_title(watch.signal), target_text(watch.target), level_text(point.level),
            point_text(watch, point, currency), interval_text(watch, point, currency), *_rates(point),
        )
        for watch in triggers.watches
        for point in watch.points
    ]  # fmt: skip
    return Table(
        f"Trigger points, with {level_text(triggers.confidence)} intervals",
        (
            ("Plan", "name"), ("Signal", "name"), ("Protects", "name"), ("Below", "number"),
            ("Trigger point", "number"), ("Interval", "number"), ("Reached", "number"), ("When", "number"),
            ("Decide by", "number"), ("False alarms", "number"), ("Misses", "number"),
        ),
        tuple(rows),
    )  # fmt: skip


def _rates(point: TriggerPoint) -> tuple[str, ...]:
    alarm = point.alarm
    if point.crossing.place != "crossed":
        return ("–",) * 5
    decide = "–" if point.decide_by is None else date_text(point.decide_by, short=True)
    when = "–"
    if alarm.when:
        when = range_text(alarm.when[0], alarm.when[-1], short=True).replace(" and ", " – ")
    return (
        chance_text(alarm.reached), when, f"{decide} (past)" if point.is_past else decide, _chance(alarm.met_beyond),
        _chance(alarm.misses),
    )  # fmt: skip


def _chance(estimate: ProbabilityEstimate | None) -> str:
    return "–" if estimate is None else chance_text(estimate)


def plan_table(triggers: Triggers) -> Table:
    """Tabulate the contingency plans as they are written."""
    project = triggers.result.project
    watched: dict[str, Watch] = {watch.plan.id: watch for watch in triggers.watches if watch.plan is not None}
    return Table(
        "Contingency plans",
        (
            ("Plan", "name"), ("Protects", "name"), ("Signal", "name"), ("Response", "name"), ("Owner", "name"),
            ("Cost", "number"), ("Lead time", "number"), ("Fallback", "name"),
        ),
        tuple(_plan(plan, watched.get(plan.id), project.currency) for plan in project.contingency.plans),
    )  # fmt: skip


def _plan(plan: ContingencyPlan, watch: Watch | None, currency: str | None) -> tuple[str, ...]:
    response = plan.response
    signal = "–" if plan.signal is None else _signal_words(plan.signal)
    action = "" if response is None else response.action
    if response is not None and response.strategy:
        action = f"{response.strategy}: {action}" if action else response.strategy
    cost = None if response is None else response.cost
    lead = None if response is None else response.lead_time
    return (
        plan.id if not plan.title else f"{plan.id}: {plan.title}",
        plan.protects if watch is None else watch.target.name,
        signal if watch is None else signal_title(watch.signal),
        action or "–",
        (response.owner if response is not None else "") or "–",
        "–" if cost is None else amount_text(cost.value, currency),
        "–" if lead is None else str(lead),
        plan.fallback or "–",
    )


def _signal_words(signal: Signal) -> str:
    if signal.kind == "cost":
        return f"money spent by {date_text(midnight(signal.on))}" if signal.on is not None else "money spent"
    words = {"words": "", "risk": "strike of ", "finish": "finish of ", "buffer": "use of "}
    return f"{words[signal.kind]}{signal.subject}"


def reserve_table(triggers: Triggers) -> Table:
    """Tabulate how likely each reserve is enough."""
    currency = triggers.result.project.currency
    rows = [
        (
            reserve_name(item), item.reserve.owner or "–", item.before or "–",
            size_text(item.amount, item.unit, currency), chance_text(item.touched), chance_text(item.enough),
            _rounded(item.shortfall.mean, item.unit, currency),
            *(_rounded(need.value, item.unit, currency) for need in item.needs),
        )
        for item in triggers.reserves
    ]  # fmt: skip
    levels = [f"For {level_text(need.level)}" for need in triggers.reserves[0].needs] if triggers.reserves else []
    return Table(
        "Reserves: how likely each is enough",
        (
            ("Reserve", "name"), ("Owner", "name"), ("Before", "name"), ("Has", "number"), ("Drawn on", "number"),
            ("Enough", "number"), ("Missing on average", "number"), *((level, "number") for level in levels),
        ),
        tuple(rows),
    )  # fmt: skip


def _rounded(value: float, unit: str, currency: str | None) -> str:
    """Write an amount as its column has room for it: money in thousands, where it is large."""
    if unit == "days" or not abs(value) >= _LARGE:
        return size_text(value, unit, currency)
    return amount_text(value, currency, 1_000.0)


def ranking_table(triggers: Triggers) -> Table:
    """Tabulate the milestones by what they tell of each objective."""
    rows = tuple(
        (
            item.signal.name, item.target.name, f"{item.telling.value:.3f}",
            f"{item.telling.low:.3f} to {item.telling.high:.3f}", f"{item.lead_days:,.1f}", share_text(item.late_share),
            "yes" if item.is_best else "",
        )
        for item in triggers.ranked
    )  # fmt: skip
    return Table(
        "Milestones by what they tell of an objective",
        (
            ("Milestone", "name"), ("Objective", "name"), ("Area under the curve", "number"), ("Interval", "number"),
            ("Working days ahead", "number"), ("Too late", "number"), ("Best for its date", "text"),
        ),
        rows,
        is_sortable=True,
    )  # fmt: skip
