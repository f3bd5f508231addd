"""The key numbers at the head of the report."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc.analysis.cost_summary import BudgetOutcome, CostSummary
from riskmc.analysis.estimates import fewest_for_interval, half_width
from riskmc.analysis.money_words import measured_parts
from riskmc.analysis.objectives import ObjectiveOutcome
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    date_text,
    days_range_text,
    days_text,
    estimate_text,
    level_text,
    signed_days_text,
)
from riskmc.result.replicates import Measured

TOO_FEW = "too few iterations for an interval"


@dataclass(frozen=True, slots=True)
class Card:
    """One key number.

    Attributes
    ----------
    title, value, note : str
        What it is, the number with its unit, and its error or meaning.
    """

    title: str
    value: str
    note: str


def key_numbers(summary: RunSummary) -> tuple[Card, ...]:
    """Choose the numbers that a reader sees first.

    Parameters
    ----------
    summary : RunSummary
    """
    if summary.iterations == 1:
        return _of_one_iteration(summary)
    cards = [_finish(summary), _plan(summary), _contingency(summary), _mean(summary), _merge_bias(summary)]
    if summary.cost is not None and not summary.cost.is_certain:
        cards += _money(summary.cost)
    if summary.objectives or (summary.cost is not None and summary.cost.budgets):
        cards.append(_objectives(summary))
    return tuple(cards)


def _of_one_iteration(summary: RunSummary) -> tuple[Card, ...]:
    return (
        Card("Finish in the one iteration", date_text(summary.earliest, short=True), "says nothing about chances"),
        Card("The plan's date", date_text(summary.planned.date, short=True), "planned durations and no risks"),
    )


def _finish(summary: RunSummary) -> Card:
    p80 = summary.percentile(summary.contingency.level)
    interval = estimate_text(p80, short=True) if _has_interval(summary) else TOO_FEW
    title = f"{level_text(p80.probability)} sure to finish by"
    return Card(title, date_text(p80.value, short=True), f"P{100 * p80.probability:g}; {interval}")


def _has_interval(summary: RunSummary) -> bool:
    return summary.iterations >= fewest_for_interval(summary.contingency.level, summary.confidence)


def _plan(summary: RunSummary) -> Card:
    chance = summary.planned.chance
    value = chance_text(chance, interval=False)
    words = chance_text(chance)
    return Card("Chance of the plan's date", value, f"{date_text(summary.planned.date)}; {words.split('(', 1)[1][:-1]}")


def _contingency(summary: RunSummary) -> Card:
    need = summary.contingency
    title = f"Contingency to be {level_text(need.level)} sure"
    level = f"P{100 * need.level:g}"
    interval = days_range_text(need.low_days, need.high_days) if _has_interval(summary) else TOO_FEW
    note = f"{interval}; working days from the plan's date to {level}"
    return Card(title, signed_days_text(need.days), note)


def _mean(summary: RunSummary) -> Card:
    mean = summary.mean
    date = date_text(mean.date, short=True)
    error = days_text(half_width(mean.days_se, summary.confidence))
    return Card("Mean finish", date, f"± {error}; standard deviation {days_text(mean.sd_days)}")


def _merge_bias(summary: RunSummary) -> Card:
    error = half_width(summary.merge_bias_days_se, summary.confidence)
    meaning = "working days from the finish with every task at its mean to the mean finish"
    note = f"± {days_text(error, 'day')}; {meaning}"
    return Card("Merge bias", signed_days_text(summary.merge_bias_days), note)


def _money(cost: CostSummary) -> list[Card]:
    p80, sure = cost.percentile(cost.level), level_text(cost.level)
    most, spread = measured_parts(Measured(p80.value, p80.low, p80.high), cost.currency)
    needed, between = measured_parts(cost.contingency, cost.currency)
    joint = chance_text(cost.joint.chance.both)
    names = " and ".join(filter(None, (cost.joint.promise, cost.joint.budget))) or "P80 of finish and of cost"
    return [
        Card(f"{sure} sure to cost at most", most, f"P{100 * cost.level:g}; {spread}"),
        Card(f"Money to add, to be {sure} sure", needed, f"{between} beyond the plan's cost"),
        Card("Date and budget together", joint.split(" (")[0], f"{names}; {joint.split('(', 1)[1][:-1]}"),
    ]


def _objectives(summary: RunSummary) -> Card:
    outcomes: list[ObjectiveOutcome | BudgetOutcome] = [*summary.objectives]
    outcomes += summary.cost.budgets if summary.cost is not None else ()
    met = sum(outcome.met for outcome in outcomes)
    close = sum(not outcome.is_certain for outcome in outcomes)
    note = f"{count_text(close)} too close to call" if close else "none too close to call"
    return Card("Objectives met", f"{count_text(met)} of {count_text(len(outcomes))}", note)
