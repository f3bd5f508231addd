"""Cost contingency: how much more than planned a budget must hold to be kept as surely as wanted, and who needs it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.allocation import reason_of
from riskmc.analysis.money_words import amount_text
from riskmc.analysis.wording import counted_text
from riskmc.result import ProbabilityEstimate
from riskmc.result.amounts import AmountEstimate, CostSamples
from riskmc.result.estimates import CONFIDENCE, quantile_rank
from riskmc.result.replicates import Measured, measured, normal_quantile

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CostContingency", "CostReserve", "CostShare", "CostStudy", "cost_contingency", "cost_shares", "shares_by_group",
    "study_costs",
]  # fmt: skip

NO_GROUP = "no group"


@dataclass(frozen=True, slots=True)
class CostReserve:
    """The management reserve of money.

    Attributes
    ----------
    level : float
        How sure with it.
    until : AmountEstimate
        The budget that is then kept.
    amount : Measured
        From the one budget to the other.
    """

    level: float
    until: AmountEstimate
    amount: Measured


@dataclass(frozen=True, slots=True)
class CostContingency:
    """What a budget needs beyond the planned cost.

    Attributes
    ----------
    currency : str
        Empty where the plan names none.
    planned : float
        Cost of the plan: planned durations, most likely amounts, no risks.
    chance : ProbabilityEstimate
        Of costing no more than that.
    estimate : AmountEstimate
        The budget that is kept.
    amount : Measured
        That budget less the planned cost; negative where the plan is dearer.
    reserve : CostReserve or None
        None where none is wanted.
    coverage : ProbabilityEstimate or None
        Chance of the budget on other iterations; None where there were none.
    """

    currency: str
    planned: float
    chance: ProbabilityEstimate
    estimate: AmountEstimate
    amount: Measured
    reserve: CostReserve | None
    coverage: ProbabilityEstimate | None


def cost_contingency(
    samples: CostSamples,
    planned: float,
    level: float,
    reserve_to: float | None = None,
    confidence: float = CONFIDENCE,
    fresh: CostSamples | None = None,
) -> CostContingency:
    """Return what a budget needs beyond the planned cost.

    Parameters
    ----------
    samples : CostSamples
    planned : float
        Cost of the plan's own schedule.
    level : float
        How sure one wants to be, in (0, 1).
    reserve_to : float, optional
        How sure with the management reserve on top.
    confidence : float
        Of the intervals, in (0, 1).
    fresh : CostSamples, optional
        Of other iterations, on which the budget is tried.

    Examples
    --------
    >>> samples = CostSamples(np.linspace(1.0, 1000.0, 1000), "EUR")
    >>> found = cost_contingency(samples, 500.0, 0.8, 0.95)
    >>> found.amount.value, found.chance.value, found.reserve.amount.value
    (300.0, 0.5, 150.0)
    """
    estimate = samples.estimate(level, confidence)
    return CostContingency(
        currency=samples.currency,
        planned=planned,
        chance=samples.probability_within(planned, confidence),
        estimate=estimate,
        amount=Measured(estimate.value - planned, estimate.low - planned, estimate.high - planned),
        reserve=None if reserve_to is None else _reserve(samples, level, reserve_to, confidence),
        coverage=None if fresh is None else fresh.probability_within(estimate.value, confidence),
    )


def _reserve(samples: CostSamples, level: float, reserve_to: float, confidence: float) -> CostReserve:
    def width(part: Floats) -> Floats:
        ranks = [quantile_rank(part.shape[1], p) for p in (level, reserve_to)]
        low, high = np.partition(part[0], ranks)[ranks]
        return np.array([high - low])

    (amount,), _ = measured(width, samples.amounts[None, :], reserve_to, confidence)
    floored = Measured(amount.value, max(amount.low, 0.0), amount.high)
    return CostReserve(reserve_to, samples.estimate(reserve_to, confidence), floored)


@dataclass(frozen=True, slots=True)
class CostShare:
    """What one thing that costs money gets of the cost contingency.

    Attributes
    ----------
    id, kind, name, group : str
        Kind is that of the frame of costs, such as ``"task"`` or ``"risk"``; of a sum over a group, ``"group"``.
    amount : Measured
        Its share; the shares add up to the whole contingency.
    beyond_plan : float
        What its mean lies beyond its planned cost.
    variance_share : float
        Cov(part, total) / Var(total).
    reason : str
        Both, in words.
    """

    id: str
    kind: str
    name: str
    group: str
    amount: Measured
    beyond_plan: float
    variance_share: float
    reason: str


def cost_shares(
    costs: pd.DataFrame, samples: CostSamples, level: float, confidence: float = CONFIDENCE
) -> tuple[CostShare, ...]:
    """Share out the cost contingency among all that costs money, by the covariance principle.

    Parameters
    ----------
    costs : DataFrame
        A row for each: ``id``, ``kind``, ``name``, ``group``, ``planned``, ``mean``, ``mean_se``, ``covariance_share``,
        ``covariance_share_se``.
    samples : CostSamples
        Of their total.
    level : float
        How sure, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1); they come from the errors of the mean, of the share and of the percentile.

    Returns
    -------
    tuple of CostShare
        The largest first. They add up to the percentile of the total less the sum of the planned costs.
    """
    estimate = samples.estimate(level, confidence)
    rest, rest_error = estimate.value - samples.mean, 0.5 * (estimate.high - estimate.low)
    half = normal_quantile(confidence)
    texts = zip(*(costs[name].astype(str) for name in ("id", "kind", "name", "group")), strict=True)
    numbers = zip(
        *(costs[name].to_numpy(float) for name in ("planned", "mean", "mean_se", *_SHARES)), strict=True
    )  # fmt: skip
    found = []
    for (identity, kind, name, group), (planned, mean, mean_se, share, share_se) in zip(texts, numbers, strict=True):
        # Of a total that never varies nothing is left to share.
        share = 0.0 if math.isnan(share) else share
        value = mean - planned + share * rest
        error = math.hypot(half * mean_se, half * share_se * rest, share * rest_error)
        amount = Measured(value, value - error, value + error)
        reason = _reason(mean - planned, share, samples.currency)
        found.append(CostShare(identity, kind, name or identity, group, amount, mean - planned, share, reason))
    return tuple(sorted(found, key=lambda part: -part.amount.value))


_SHARES = ("covariance_share", "covariance_share_se")


def _reason(beyond: float, share: float, currency: str) -> str:
    return reason_of(beyond, share, lambda amount: amount_text(amount, currency or None), "costs")


@dataclass(frozen=True, slots=True)
class CostStudy:
    """What a run says of the cost contingency.

    Attributes
    ----------
    contingency : CostContingency
    shares : tuple of CostShare
        Of each task, standing cost, risk and response, the largest first.
    groups : tuple of CostShare
        Of each group, the largest first.
    """

    contingency: CostContingency
    shares: tuple[CostShare, ...]
    groups: tuple[CostShare, ...]


def study_costs(
    samples: CostSamples,
    planned: float,
    costs: pd.DataFrame,
    level: float,
    reserve_to: float | None,
    confidence: float = CONFIDENCE,
    fresh: CostSamples | None = None,
) -> CostStudy:
    """Size the cost contingency, and share it out; the parameters are those of the parts."""
    shares = cost_shares(costs, samples, level, confidence)
    contingency = cost_contingency(samples, planned, level, reserve_to, confidence, fresh)
    return CostStudy(contingency, shares, shares_by_group(shares))


def shares_by_group(shares: Iterable[CostShare]) -> tuple[CostShare, ...]:
    """Add up shares: of tasks and standing costs by the first part of their group, of risks by their category.

    The intervals add up as those of parts that are independent, which is rough.

    Parameters
    ----------
    shares : iterable of CostShare

    Returns
    -------
    tuple of CostShare
        The largest first.
    """
    groups: dict[str, list[CostShare]] = {}
    for share in shares:
        groups.setdefault(_group(share), []).append(share)
    found = [_sum(name, parts) for name, parts in groups.items()]
    return tuple(sorted(found, key=lambda part: -part.amount.value))


def _group(share: CostShare) -> str:
    if share.kind == "response":
        return "responses"
    if share.kind == "risk":
        return f"risks: {share.group}" if share.group else "risks"
    return share.group.split(".")[0] or NO_GROUP


def _sum(name: str, parts: Sequence[CostShare]) -> CostShare:
    value = sum(part.amount.value for part in parts)
    error = math.sqrt(sum((part.amount.high - part.amount.value) ** 2 for part in parts))
    beyond, share = sum(part.beyond_plan for part in parts), sum(part.variance_share for part in parts)
    amount = Measured(value, value - error, value + error)
    return CostShare(name, "group", name, name, amount, beyond, share, f"{counted_text(len(parts), 'part')}")
