"""The answer in plain language."""

from __future__ import annotations

import math

from riskmc.analysis.cost_summary import budget_sentence, cost_sentences
from riskmc.analysis.estimates import fewest_for_interval, half_width
from riskmc.analysis.objectives import ObjectiveOutcome
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import (
    bound_text,
    chance_text,
    count_text,
    date_text,
    day_of_finish,
    days_range_text,
    days_text,
    estimate_text,
    instant_text,
    level_text,
    share_text,
    signed_days_text,
)
from riskmc.result import ProbabilityEstimate

__all__ = ["contingency_sentence", "headline", "merge_bias_text", "objective_sentence", "opening_sentences"]


def headline(summary: RunSummary) -> tuple[str, ...]:
    """Say in a few sentences what a run found, each number with its unit and its error.

    Parameters
    ----------
    summary : RunSummary

    Returns
    -------
    tuple of str
        The opening sentences, one for each objective, and what the project costs.
    """
    objectives = [objective_sentence(objective, summary) for objective in summary.objectives]
    if summary.cost is not None:
        objectives += cost_sentences(summary.cost)
        objectives += (budget_sentence(budget, summary.cost.currency) for budget in summary.cost.budgets)
    return (*opening_sentences(summary), *objectives)


def opening_sentences(summary: RunSummary) -> tuple[str, ...]:
    """Say when the project finishes, what the plan's own date is worth, and how much contingency it takes.

    Parameters
    ----------
    summary : RunSummary
    """
    if summary.iterations == 1:
        return _single(summary)
    if summary.is_certain:
        return _certain(summary)
    return _promise(summary), _plan(summary), contingency_sentence(summary)


def _single(summary: RunSummary) -> tuple[str, ...]:
    return (
        f"In the one iteration that was run, {summary.project} finishes on"
        f" {date_text(summary.earliest, weekday=True)}; the plan's own date is {date_text(summary.planned.date)}.",
        "One iteration says nothing about chances.",
    )


def _certain(summary: RunSummary) -> tuple[str, ...]:
    shift = summary.contingency.days
    if day_of_finish(summary.earliest) == day_of_finish(summary.planned.date):
        beside = "which is the plan's own date"
    else:
        side = "later" if shift > 0 else "earlier"
        amount = "less than a tenth of a working day" if abs(shift) < 0.05 else days_text(abs(shift))
        beside = f"{amount} {side} than the plan's own date, {date_text(summary.planned.date)}"
    return (
        f"{summary.project} finishes on {date_text(summary.earliest, weekday=True)} in all"
        f" {count_text(summary.iterations)} iterations, {beside}.",
        "Nothing that is uncertain in the plan moved its finish.",
    )


def _promise(summary: RunSummary) -> str:
    level = summary.contingency.level
    p80 = summary.percentile(level)
    interval = f"{estimate_text(p80)} at {level_text(summary.confidence)} confidence"
    if not _has_interval(summary):
        interval = f"from {count_text(summary.iterations)} iterations, too few for an interval"
    sure = level_text(level)
    return (
        f"There is {_article(sure)} {sure} chance that {summary.project} is finished by"
        f" {date_text(p80.value, weekday=True)} ({interval})."
    )


def _has_interval(summary: RunSummary) -> bool:
    return summary.iterations >= fewest_for_interval(summary.contingency.level, summary.confidence)


def _plan(summary: RunSummary) -> str:
    chance = summary.planned.chance
    plan = date_text(summary.planned.date)
    if chance.value == 0.0:
        return (
            f"The plan's own date, {plan}, was met in none of {count_text(summary.iterations)} iterations: its chance"
            f" is at most {bound_text(chance.high, is_upper=True)}."
        )
    if chance.value == 1.0:
        return (
            f"The plan's own date, {plan}, was met in all of {count_text(summary.iterations)} iterations: its chance is"
            f" at least {bound_text(chance.low, is_upper=False)}."
        )
    value, interval = chance_text(chance).split(" (", 1)
    return f"The plan's own date, {plan}, has {_article(value)} {value} chance ({interval}."


def contingency_sentence(summary: RunSummary) -> str:
    """Say how many working days must be added to the plan.

    Parameters
    ----------
    summary : RunSummary
    """
    need = summary.contingency
    sure = f"To be {level_text(need.level)} sure"
    if abs(need.days) < 0.05:
        spread = _range(summary, need.low_days, need.high_days, " working days")
        return f"{sure}, nothing needs to be added to the plan ({spread})."
    if need.days < 0:
        percentile = f"P{level_text(need.level).removesuffix(' %')}"
        spread = _range(summary, -need.high_days, -need.low_days)
        return (
            f"{sure}, nothing needs to be added to the plan: {percentile} lies {days_text(-need.days)} ({spread})"
            " before the plan's own date."
        )
    spread = _range(summary, need.low_days, need.high_days)
    return f"{sure}, {days_text(need.days)} ({spread}) must be added to the plan."


def _range(summary: RunSummary, low: float, high: float, unit: str = "") -> str:
    if not _has_interval(summary):
        return "too few iterations for an interval"
    text = days_range_text(low, high)
    is_interval = "–" in text or " to " in text
    return f"{text}{unit}" if is_interval else f"{text}{unit}, to a tenth of a day"


def objective_sentence(objective: ObjectiveOutcome, summary: RunSummary) -> str:
    """Say whether an objective is met.

    Parameters
    ----------
    objective : ObjectiveOutcome
    summary : RunSummary
    """
    what = "the project" if objective.finish == "project" else objective.name
    promise = f"{what} by {instant_text(objective.by)} with {level_text(objective.wanted)} confidence"
    verdict = "met" if objective.met else "missed"
    if not objective.is_certain:
        verdict = f"too close to call, and counts as {verdict}"
    text = (
        f"Objective {objective.id} ({promise}) is {verdict}: the chance is"
        f" {_chance_in_words(objective, summary.iterations)}."
    )
    if objective.met:
        return text
    reached = objective.attained.value
    is_that_day = day_of_finish(reached) == day_of_finish(objective.by)
    when = f"at {reached:%H:%M} that day" if is_that_day else f"on {date_text(reached)}"
    return f"{text} {level_text(objective.wanted)} is reached {when}."


def _chance_in_words(objective: ObjectiveOutcome, iterations: int) -> str:
    chance = objective.chance
    if chance.value == 1.0:
        met = "met in the one iteration" if iterations == 1 else f"met in all of {count_text(iterations)} iterations"
        return f"at least {bound_text(chance.low, is_upper=False)} (it is {met})"
    if chance.value == 0.0:
        met = (
            "not met in the one iteration" if iterations == 1 else f"met in none of {count_text(iterations)} iterations"
        )
        return f"at most {bound_text(chance.high, is_upper=True)} (it is {met})"
    return _chance_beside(chance, objective.wanted)


def _chance_beside(chance: ProbabilityEstimate, wanted: float) -> str:
    """Write a chance with enough decimals to stand on its own side of what is wanted."""
    value, interval = chance_text(chance).split(" (", 1)
    decimals = 1
    while decimals < 9 and _side(float(value.removesuffix(" %")), wanted) != _side(100.0 * chance.value, wanted):
        value = share_text(chance.value, decimals)
        decimals += 1
    return f"{value} ({interval}"


def _side(percent: float, wanted: float) -> int:
    if math.isclose(percent, 100.0 * wanted, rel_tol=1e-12):
        return 0
    return 1 if percent > 100.0 * wanted else -1


def _article(text: str) -> str:
    """Return the article before a share in percent: an 8 %, an 11 %, an 18.2 %, an 80 %; a 12 %, a 0.8 %."""
    whole = text.removesuffix(" %").partition(".")[0]
    return "an" if whole.startswith("8") or whole in ("11", "18") else "a"


def merge_bias_text(summary: RunSummary) -> str:
    """Write the merge bias, such as ``+3.2 ± 0.4 d``.

    Parameters
    ----------
    summary : RunSummary
    """
    return signed_days_text(summary.merge_bias_days, half_width(summary.merge_bias_days_se, summary.confidence))
