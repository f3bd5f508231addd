"""The key numbers at the head of the report."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc.analysis.estimates import half_width
from riskmc.analysis.sentences import merge_bias_text
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    date_text,
    days_range_text,
    days_text,
    estimate_text,
    share_text,
)


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
    cards = [_finish(summary), _plan(summary), _contingency(summary), _mean(summary), _merge_bias(summary)]
    if summary.objectives:
        cards.append(_objectives(summary))
    return tuple(cards)


def _finish(summary: RunSummary) -> Card:
    p80 = summary.percentile(summary.contingency.level)
    title = f"{share_text(p80.probability)} sure to finish by"
    return Card(title, date_text(p80.value, short=True), f"P80; {estimate_text(p80, short=True)}")


def _plan(summary: RunSummary) -> Card:
    chance = summary.planned.chance
    value = chance_text(chance, interval=False)
    words = chance_text(chance)
    return Card("Chance of the plan's date", value, f"{date_text(summary.planned.date)}; {words.split('(', 1)[1][:-1]}")


def _contingency(summary: RunSummary) -> Card:
    need = summary.contingency
    title = f"Contingency to be {share_text(need.level)} sure"
    return Card(title, days_text(need.days), f"P80 less the plan; {days_range_text(need.low_days, need.high_days)}")


def _mean(summary: RunSummary) -> Card:
    mean = summary.mean
    date = date_text(mean.date, short=True)
    if mean.sd_days != mean.sd_days:
        return Card("Mean finish", date, "of one iteration")
    error = days_text(half_width(mean.days_se, summary.confidence))
    return Card("Mean finish", date, f"± {error}; standard deviation {days_text(mean.sd_days)}")


def _merge_bias(summary: RunSummary) -> Card:
    note = "mean finish less the finish with every task at its mean"
    return Card("Merge bias", merge_bias_text(summary), note)


def _objectives(summary: RunSummary) -> Card:
    met = sum(objective.met for objective in summary.objectives)
    close = sum(not objective.is_certain for objective in summary.objectives)
    note = f"{count_text(close)} too close to call" if close else "none too close to call"
    return Card("Objectives met", f"{count_text(met)} of {count_text(len(summary.objectives))}", note)
