"""The answer in plain language."""

from __future__ import annotations

from riskmc.analysis.estimates import half_width
from riskmc.analysis.objectives import ObjectiveOutcome
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    date_text,
    days_range_text,
    days_text,
    estimate_text,
    instant_text,
    share_text,
    signed_days_text,
)

__all__ = ["contingency_sentence", "headline", "merge_bias_text", "objective_sentence", "opening_sentences"]


def headline(summary: RunSummary) -> tuple[str, ...]:
    """Say in a few sentences what a run found, each number with its unit and its error.

    Parameters
    ----------
    summary : RunSummary

    Returns
    -------
    tuple of str
        The opening sentences, and one for each objective.
    """
    objectives = (objective_sentence(objective, summary) for objective in summary.objectives)
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
    if abs(shift) < 0.05:
        beside = "which is the plan's own date"
    else:
        side = "later" if shift > 0 else "earlier"
        beside = f"{days_text(abs(shift))} {side} than the plan's own date, {date_text(summary.planned.date)}"
    return (
        f"{summary.project} finishes on {date_text(summary.earliest, weekday=True)} in all"
        f" {count_text(summary.iterations)} iterations, {beside}.",
        "Nothing that is uncertain in the plan moves its finish.",
    )


def _promise(summary: RunSummary) -> str:
    level = summary.contingency.level
    p80 = summary.percentile(level)
    return (
        f"There is {_article(level)} {share_text(level)} chance that {summary.project} is finished by"
        f" {date_text(p80.value, weekday=True)} ({estimate_text(p80)} at {share_text(summary.confidence)} confidence)."
    )


def _plan(summary: RunSummary) -> str:
    chance = summary.planned.chance
    plan = date_text(summary.planned.date)
    if chance.value == 0.0:
        return (
            f"The plan's own date, {plan}, was met in none of {count_text(summary.iterations)} iterations: its chance"
            f" is at most {share_text(chance.high, 2)}."
        )
    if chance.value == 1.0:
        return (
            f"The plan's own date, {plan}, was met in all of {count_text(summary.iterations)} iterations: its chance is"
            f" at least {share_text(chance.low, 2)}."
        )
    return f"The plan's own date, {plan}, has {_article(chance.value)} {_share_first(summary)}."


def _share_first(summary: RunSummary) -> str:
    value, interval = chance_text(summary.planned.chance).split(" (", 1)
    return f"{value} chance ({interval}"


def contingency_sentence(summary: RunSummary) -> str:
    """Say how many working days must be added to the plan.

    Parameters
    ----------
    summary : RunSummary
    """
    need = summary.contingency
    sure = f"{share_text(need.level)} sure"
    if abs(need.days) < 0.05:
        return f"To be {sure}, no day must be added to the plan ({_range(need.low_days, need.high_days)})."
    if need.days < 0:
        spare = days_text(-need.days)
        verb = "lies" if spare.startswith("1 ") else "lie"
        return (
            f"To be {sure}, nothing must be added to the plan: {spare} ({_range(-need.high_days, -need.low_days)})"
            f" {verb} between that date and the plan's."
        )
    text = days_text(need.days)
    return f"To be {sure}, {text} ({_range(need.low_days, need.high_days)}) must be added to the plan."


def _range(low: float, high: float) -> str:
    text = days_range_text(low, high)
    return text if "–" in text or " to " in text else f"{text}, to a tenth of a day"


def objective_sentence(objective: ObjectiveOutcome, summary: RunSummary) -> str:
    """Say whether an objective is met.

    Parameters
    ----------
    objective : ObjectiveOutcome
    summary : RunSummary
    """
    what = "the project" if objective.finish == "project" else objective.name
    promise = f"{what} by {instant_text(objective.by)} with {share_text(objective.wanted)} confidence"
    verdict = "met" if objective.met else "missed"
    if not objective.is_certain:
        verdict = f"too close to call, and counts as {verdict}"
    text = (
        f"Objective {objective.id} ({promise}) is {verdict}: the chance is"
        f" {_chance_in_words(objective, summary.iterations)}."
    )
    if objective.met:
        return text
    return f"{text} {share_text(objective.wanted)} is reached on {date_text(objective.attained.value)}."


def _chance_in_words(objective: ObjectiveOutcome, iterations: int) -> str:
    chance = objective.chance
    if chance.value == 1.0:
        return f"at least {share_text(chance.low, 2)} (it is met in all of {count_text(iterations)} iterations)"
    if chance.value == 0.0:
        return f"at most {share_text(chance.high, 2)} (it is met in none of {count_text(iterations)} iterations)"
    return chance_text(chance)


def _article(share: float) -> str:
    """Return the article before a share in percent: an 8 %, an 11 %, an 18 %, an 80 %; a 12 %."""
    text = share_text(share)
    return "an" if text.startswith("8") or text in ("11 %", "18 %") else "a"


def merge_bias_text(summary: RunSummary) -> str:
    """Write the merge bias, such as ``+3.2 ± 0.4 d``.

    Parameters
    ----------
    summary : RunSummary
    """
    return signed_days_text(summary.merge_bias_days, half_width(summary.merge_bias_days_se, summary.confidence))
