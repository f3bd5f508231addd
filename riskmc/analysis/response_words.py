"""Responses in words: what they change of their risks, what they buy and what they cost."""

from __future__ import annotations

import math
from collections.abc import Sequence

from riskmc.analysis.comparison_words import shift_text
from riskmc.analysis.differences import Difference
from riskmc.analysis.money_words import measured_amount_text
from riskmc.analysis.wording import count_text, counted_text, level_text
from riskmc.model._task_faults import describe
from riskmc.model.impacts import Impact
from riskmc.model.quantities import Quantity
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.model.scenarios import SCENARIO_NAMES
from riskmc.result.replicates import Measured
from riskmc.result.response_worth import ResponseWorth, Worths

__all__ = [
    "bought_text",
    "chance_change",
    "chance_words",
    "impact_change",
    "impact_words",
    "mean_bought_text",
    "mean_saved_text",
    "money_text",
    "response_words",
    "saved_text",
    "worth_notes",
    "worth_sentence",
]  # fmt: skip


def chance_words(given: Risk | Response) -> str:
    """Word how often a risk happens, or how often it still does with a response; empty where that says nothing.

    Examples
    --------
    >>> chance_words(Risk(id="R1", probability="15%")), chance_words(Risk(id="R2", occurrences=1.5))
    ('15 %', '1.5 times on average')
    """
    if isinstance(given, Risk) and given.systemic:
        return "always acts"
    if given.occurrences is not None:
        return f"{given.occurrences:g} times on average"
    if given.probability is None:
        return "0 %" if isinstance(given, Response) and given.strategy == "avoid" else ""
    return level_text(given.probability) if isinstance(given.probability, float) else describe(given.probability)


def impact_words(impact: Impact) -> str:
    """Word what an impact does, and to which tasks.

    Examples
    --------
    >>> impact_words(Impact(on="dig", delay="5d", cost_factor=1.2))
    'delay 5d and cost factor 1.2 on dig'
    """
    keys = ("delay", "factor", "cost", "cost_factor")
    effects = [(key.replace("_", " "), getattr(impact, key)) for key in keys]
    words = " and ".join(f"{name} {describe(value)}" for name, value in effects if value is not None)
    each = ", drawn for each task" if impact.draw == "each_task" else ""
    return f"{words} on {', '.join(impact.on) or 'no task'}{each}"


def chance_change(risk: Risk, response: Response) -> str:
    """Word the chance of a risk before a response and after it.

    Examples
    --------
    >>> risk = Risk(id="R1", probability="15%", response={"probability": "5%"})
    >>> chance_change(risk, risk.responses[0])
    '15 % to 5 %'
    """
    before, after = chance_words(risk), chance_words(response)
    return f"{before} to {after}" if after and after != before else before


def impact_change(risk: Risk, response: Response) -> str:
    """Word the impacts of a risk before a response and after it; empty where the response leaves them as they are."""
    if response.impacts is None:
        return ""
    before, after = ("; ".join(map(impact_words, items)) or "none" for items in (risk.impacts, response.impacts))
    return f"{before} to {after}" if before != after else ""


def money_text(cost: Quantity | None, currency: str | None) -> str:
    """Write an amount of money; a dash where none is given.

    Examples
    --------
    >>> money_text(Quantity(60_000), "EUR"), money_text(None, "EUR")
    ('60,000 EUR', '–')
    """
    if cost is None:
        return "–"
    decimals = 0 if cost.value == round(cost.value) else 2
    return f"{cost.value:,.{decimals}f} {currency or ''}".strip()


def response_words(response: Response) -> str:
    """Word what a response is, how far it is, and what it leaves of its risk.

    Examples
    --------
    >>> response_words(Response(id="R1.1", strategy="mitigate", probability="5%", cost="60k"))
    'R1.1 (mitigate, planned, cost 60000, probability 5 %)'
    """
    impacts = "; ".join(map(impact_words, response.impacts or ()))
    parts = (
        response.strategy or "",
        response.status.replace("_", " "),
        "" if response.cost is None else f"cost {response.cost}",
        f"probability {chance_words(response)}" if chance_words(response) else "",
        f"impacts {impacts or 'none'}" if response.impacts is not None else "",
    )
    return f"{response.id} ({', '.join(filter(None, parts))})"


def bought_text(row: ResponseWorth) -> str:
    """Write by how much later the percentile lies without a response, with the paired error."""
    return _days(row.days, row.low_days, row.high_days)


def saved_text(row: ResponseWorth) -> str:
    """Write what a response saves at the percentile of the cost, with the interval; nothing where none is known."""
    if math.isnan(row.amount):
        return ""
    return measured_amount_text(Measured(row.amount, row.low_amount, row.high_amount))


def mean_saved_text(row: ResponseWorth) -> str:
    """Write what a response saves on average, with the interval; nothing where none is known."""
    if math.isnan(row.mean_amount):
        return ""
    return measured_amount_text(Measured(row.mean_amount, row.mean_low_amount, row.mean_high_amount))


def mean_bought_text(row: ResponseWorth) -> str:
    """Write by how much later the mean finish lies without a response, with the paired error."""
    return _days(row.mean_days, row.mean_low_days, row.mean_high_days)


def _days(value: float, low: float, high: float) -> str:
    return shift_text(Difference(value, low, high))


def worth_sentence(worths: Worths) -> str:
    """Say which response buys most.

    Parameters
    ----------
    worths : Worths
    """
    percentile = f"P{100 * worths.level:g}"
    if not worths.rows:
        return ""
    best, least = worths.rows[0], worths.rows[-1]
    if not best.low_days > 0.0 and least.high_days < 0.0:
        sooner = _days(-least.days, -least.high_days, -least.low_days).removeprefix("+")
        return f"No response brings {percentile} forward; without {_named(least)} it lies {sooner} earlier."
    if not best.low_days > 0.0:
        return f"No response moves {percentile} by more than chance explains; more iterations may tell."
    later = _days(best.days, best.low_days, best.high_days).removeprefix("+")
    return f"{_named(best)} buys most: without it {percentile} lies {later} later."


def _named(row: ResponseWorth) -> str:
    return f"{row.response.id} ({row.response.action})" if row.response.action else row.response.id


def worth_notes(worths: Worths) -> tuple[str, ...]:
    """Say what the numbers mean, and what they leave out.

    Parameters
    ----------
    worths : Worths
    """
    notes = [
        f"A response buys what would be lost without it while all others of {SCENARIO_NAMES[worths.scenario]} stay,"
        f" on the same random numbers, over {count_text(worths.iterations)} iterations. What two responses buy together"
        " is not the sum of what each buys."
    ]
    if worths.scenario == "post":
        notes.append("Post-mitigation credits planned responses as if they worked as stated.")
    idle = [row.response.id for row in worths.rows if row.is_idle]
    if idle:
        verb = "changes" if len(idle) == 1 else "change"
        notes.append(f"{_listed(idle)} {verb} nothing that is simulated.")
    if any(row.days < 0.0 and row.is_sure for row in worths.rows):
        notes.append("A response below zero costs time: what it adds takes longer than what it saves.")
    if any(not math.isnan(row.amount) for row in worths.rows):
        notes.append(
            "What a response saves is the money by which the project would be dearer without it; its own cost, and that"
            " of its tasks, is counted against it. Below zero it costs more than it saves."
        )
    if worths.left:
        notes.append(f"{counted_text(len(worths.left), 'response')} not tried, as the work was interrupted.")
    return tuple(notes)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
