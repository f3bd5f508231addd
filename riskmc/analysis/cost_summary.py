"""What a run says of the cost of the project, each number with its error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from riskmc.analysis.joint_confidence import JointConfidence, joint_confidence
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.wording import chance_text, date_text, level_text
from riskmc.model.costs import Budget
from riskmc.result.amounts import AmountEstimate, CostSamples
from riskmc.result.estimates import CONFIDENCE, ProbabilityEstimate
from riskmc.result.replicates import Measured
from riskmc.result.sums import block_means

if TYPE_CHECKING:
    from riskmc.result import SimulationResult

__all__ = [
    "BudgetOutcome", "CostPart", "CostSummary", "budget_sentence", "cost_sentences", "joint_sentences",
    "summarise_costs",
]  # fmt: skip

COST_LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Percentiles of the cost in a summary."""

CONTINGENCY_LEVEL = 0.8

JOINT_LEVEL = 0.7
"""Joint confidence that NASA asks of its projects, and that is told first."""

PART_WORDS = {
    "time_independent": "Lump sums and material",
    "time_dependent": "Paid by time",
    "standing": "Costs of the project",
    "risks": "Risks",
    "responses": "Responses to risks",
    "escalation": "Rising prices",
}
"""What the parts of a cost are called."""


@dataclass(frozen=True, slots=True)
class BudgetOutcome:
    """What a run says of one budget.

    Attributes
    ----------
    id : str
    amount : float
        What the project is to cost at most.
    wanted : float
        Confidence that is wanted, in (0, 1).
    chance : ProbabilityEstimate
        Of costing no more.
    met : bool
        Whether the estimated chance is at least what is wanted.
    is_certain : bool
        Whether the interval of the chance leaves no doubt of it.
    attained : AmountEstimate
        The budget that can be promised with the wanted confidence.
    """

    id: str
    amount: float
    wanted: float
    chance: ProbabilityEstimate
    met: bool
    is_certain: bool
    attained: AmountEstimate


@dataclass(frozen=True, slots=True)
class CostPart:
    """What one kind of cost comes to.

    Attributes
    ----------
    kind : str
        ``time_independent``, ``time_dependent``, ``standing``, ``risks``, ``responses`` or ``escalation``.
    name : str
        The same in words.
    mean, p80 : float
    share : float
        Of the mean cost.
    """

    kind: str
    name: str
    mean: float
    p80: float
    share: float


@dataclass(frozen=True, slots=True)
class CostSummary:
    """What a run says of the cost of the project.

    Attributes
    ----------
    currency : str
        Empty where the plan names none.
    planned : float
        Cost of the plan's own schedule: planned durations, most likely amounts, no risks.
    planned_chance : ProbabilityEstimate
        Of costing no more than that.
    mean, mean_se, sd : float
        Mean cost with its standard error, and the standard deviation; nan for a single iteration.
    least, most : float
        Of all iterations.
    percentiles : tuple of AmountEstimate
        At COST_LEVELS in rising order.
    level : float
        Of the contingency, 0.8.
    contingency : Measured
        From the planned cost to that percentile; negative where the plan is dearer.
    parts : tuple of CostPart
        What the cost is made of, without what is nothing.
    budgets : tuple of BudgetOutcome
        In plan order.
    joint : JointConfidence
        Finish and cost together.
    """

    currency: str
    planned: float
    planned_chance: ProbabilityEstimate
    mean: float
    mean_se: float
    sd: float
    least: float
    most: float
    percentiles: tuple[AmountEstimate, ...]
    level: float
    contingency: Measured
    parts: tuple[CostPart, ...]
    budgets: tuple[BudgetOutcome, ...]
    joint: JointConfidence

    @property
    def is_certain(self) -> bool:
        """Whether the cost is the same in every iteration."""
        return self.least == self.most

    def percentile(self, level: float) -> AmountEstimate:
        """Return one of the percentiles, 0.8 for P80.

        Raises
        ------
        KeyError
            Where the summary does not hold it.
        """
        for estimate in self.percentiles:
            if abs(estimate.probability - level) < 1e-9:
                return estimate
        raise KeyError(f"P{100 * level:g} is not in the summary; ask result.cost.estimate({level!r}) for it")


def summarise_costs(result: SimulationResult, confidence: float = CONFIDENCE) -> CostSummary | None:
    """Summarise what a run says of cost; None where nothing costs money.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of all intervals, in (0, 1).
    """
    samples, joint = result.cost, joint_confidence(result, confidence)
    if samples is None or joint is None:
        return None
    planned = result.deterministic.cost or 0.0
    estimate = samples.estimate(CONTINGENCY_LEVEL, confidence)
    return CostSummary(
        currency=samples.currency,
        planned=planned,
        planned_chance=samples.probability_within(planned, confidence),
        mean=samples.mean,
        mean_se=_mean_error(samples),
        sd=samples.sd,
        least=samples.quantile(0.0),
        most=samples.quantile(1.0),
        percentiles=tuple(samples.estimate(level, confidence) for level in COST_LEVELS),
        level=CONTINGENCY_LEVEL,
        contingency=Measured(estimate.value - planned, estimate.low - planned, estimate.high - planned),
        parts=_parts(result, samples.mean),
        budgets=tuple(_judged(budget, samples, confidence) for budget in result.project.budgets),
        joint=joint,
    )


def _mean_error(samples: CostSamples) -> float:
    """Return the standard error of the mean cost, from the scatter between blocks where there are enough of them."""
    if samples.iterations < 2:
        return math.nan
    means = block_means(samples.amounts)
    if means is not None:
        return float(means.std(ddof=1)) / math.sqrt(means.size)
    return samples.sd / math.sqrt(samples.iterations)


def _parts(result: SimulationResult, mean: float) -> tuple[CostPart, ...]:
    found = []
    for kind, samples in result.cost_parts.items():
        if samples.quantile(0.0) == samples.quantile(1.0) == 0.0:
            continue
        share = samples.mean / mean if mean else math.nan
        found.append(CostPart(kind, PART_WORDS.get(kind, kind), samples.mean, samples.quantile(0.8), share))
    return tuple(found)


def _judged(budget: Budget, samples: CostSamples, confidence: float) -> BudgetOutcome:
    chance = samples.probability_within(budget.amount, confidence)
    return BudgetOutcome(
        id=budget.id,
        amount=budget.amount,
        wanted=budget.confidence,
        chance=chance,
        met=chance.value >= budget.confidence,
        is_certain=not chance.low <= budget.confidence <= chance.high,
        attained=samples.estimate(budget.confidence, confidence),
    )


def cost_sentences(summary: CostSummary) -> tuple[str, ...]:
    """Say what the project costs, how likely its plan is, and what must be added, in a few sentences.

    Parameters
    ----------
    summary : CostSummary
    """
    if summary.is_certain:
        return (f"The project costs {amount_text(summary.least, summary.currency)} in all iterations.",)
    estimate = summary.percentile(summary.level)
    sure = level_text(summary.level)
    interval = Measured(estimate.value, estimate.low, estimate.high)
    sentences = [
        f"With {sure} confidence the project costs no more than {measured_amount_text(interval, summary.currency)}.",
        f"The cost of the plan, {amount_text(summary.planned, summary.currency)}, is kept with a chance of"
        f" {chance_text(summary.planned_chance)}.",
    ]
    needed = measured_amount_text(summary.contingency, summary.currency)
    if summary.contingency.value > 0:
        sentences.append(f"To be {sure} sure, {needed} must be added to it.")
    else:
        sentences.append(f"To be {sure} sure, nothing needs to be added to it.")
    return tuple(sentences)


def budget_sentence(budget: BudgetOutcome, currency: str) -> str:
    """Say whether a budget is kept.

    Parameters
    ----------
    budget : BudgetOutcome
    currency : str
    """
    verdict = "met" if budget.met else "missed"
    if not budget.is_certain:
        verdict = f"too close to call, and counts as {verdict}"
    text = (
        f"Objective {budget.id} (at most {amount_text(budget.amount, currency)} with {level_text(budget.wanted)}"
        f" confidence) is {verdict}: the chance is {chance_text(budget.chance)}."
    )
    if budget.met:
        return text
    return f"{text} {level_text(budget.wanted)} is reached at {amount_text(budget.attained.value, currency)}."


def joint_sentences(summary: CostSummary) -> tuple[str, ...]:
    """Say how likely date and budget are kept together, and what it takes to be surer.

    Parameters
    ----------
    summary : CostSummary
    """
    joint = summary.joint
    both = joint.chance
    when = date_text(joint.by - timedelta(microseconds=1))
    sentences = [
        f"{joint.name} by {when} and a cost of at most {amount_text(joint.amount, summary.currency)} have a joint"
        f" confidence (JCL) of {chance_text(both.both)}; alone, the date has"
        f" {chance_text(both.in_time, interval=False)} and the budget {chance_text(both.in_budget, interval=False)}."
    ]
    for pair, date in zip(joint.pairs, joint.dates, strict=True):
        if pair.level != JOINT_LEVEL:
            continue
        values = f"{date_text(date)} and {amount_text(pair.amount, summary.currency)}"
        percentile = f"P{100 * pair.each:.0f}"
        text = f"To be {level_text(pair.level)} sure of both, set each at its {percentile}: {values}."
        if pair.each > pair.level + 0.005:
            text += f" Two separate P{100 * pair.level:g} are not enough."
        sentences.append(text)
    return tuple(sentences)
