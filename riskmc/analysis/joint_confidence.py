"""Joint confidence: how likely date and budget are kept together, and which pairs of both are kept as surely as wanted.

That is the joint confidence level (JCL) of NASA's cost estimating policy (NASA Cost Estimating Handbook, version 4.0,
2015, appendix J): the chance that neither is overrun, counted over the same iterations. It is below each of both
chances, and below their product only where cost falls with time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats, Integers
from riskmc.analysis.objectives import PROJECT, samples_of
from riskmc.analysis.ranks import average_ranks
from riskmc.model.calendars import end_of_day
from riskmc.model.project import Project
from riskmc.model.tasks import Objective
from riskmc.result.estimates import (
    CONFIDENCE,
    ProbabilityEstimate,
    order_statistic_interval,
    proportion_interval,
    quantile_rank,
)
from riskmc.result.samples import SAME_INSTANT

if TYPE_CHECKING:
    from riskmc.result import SimulationResult

__all__ = [
    "JCL_LEVELS", "FrontierPoint", "JointChance", "JointConfidence", "JointPair", "balanced_pair", "frontier",
    "joint_chance", "joint_confidence", "joint_promise",
]  # fmt: skip

JCL_LEVELS = (0.5, 0.7, 0.8)
"""Joint confidence levels that are told."""

FRONTIER_POINTS = 41


@dataclass(frozen=True, slots=True)
class JointChance:
    """How often a date and a budget are kept.

    Attributes
    ----------
    both, in_time, in_budget : ProbabilityEstimate
        Chance of keeping both, the date, the budget.
    time_alone, budget_alone, neither : float
        Shares of the iterations in which only the date, only the budget, or none of both is kept.
    """

    both: ProbabilityEstimate
    in_time: ProbabilityEstimate
    in_budget: ProbabilityEstimate
    time_alone: float
    budget_alone: float
    neither: float


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A date, and the smallest budget that keeps both as surely as wanted.

    Attributes
    ----------
    minutes : float
        The date, working minutes from the project's start.
    amount, low, high : float
        The budget and its interval; infinite where no budget of the iterations is sure to be enough.
    """

    minutes: float
    amount: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class JointPair:
    """A date and a budget that are alike sure, and together as sure as wanted.

    Attributes
    ----------
    level : float
        The joint confidence that is wanted.
    each : float
        The percentile at which both are set, such as 0.78 for a joint confidence of 0.7.
    minutes : float
        The date, working minutes from the project's start.
    amount : float
        The budget.
    chance : ProbabilityEstimate
        Of keeping both.
    """

    level: float
    each: float
    minutes: float
    amount: float
    chance: ProbabilityEstimate


@dataclass(frozen=True, slots=True)
class JointConfidence:
    """What a run says of finish and cost together.

    Attributes
    ----------
    promise, budget : str
        Ids of the objectives that are meant; empty where the plan has none, and P80 of each stands for it.
    name : str
        Of what is finished: the task of that objective, or the project.
    by : datetime
        The date that is to be kept.
    minutes : float
        The same in working minutes from the project's start.
    amount : float
        The budget that is to be kept.
    chance : JointChance
        Of both.
    pairs : tuple of JointPair
        For JCL_LEVELS.
    dates : tuple of datetime
        Of the pairs.
    correlation : float
        Rank correlation (Spearman) of finish and cost; nan where one of both never changes.
    """

    promise: str
    budget: str
    name: str
    by: datetime
    minutes: float
    amount: float
    chance: JointChance
    pairs: tuple[JointPair, ...]
    dates: tuple[datetime, ...]
    correlation: float


def joint_chance(
    minutes: Floats, amounts: Floats, by: float, budget: float, confidence: float = CONFIDENCE
) -> JointChance:
    """Count how often a date and a budget are kept.

    Parameters
    ----------
    minutes, amounts : ndarray(float64), shape (iterations,)
        Finish and cost of each iteration.
    by, budget : float
        Kept where finish and cost are at most that.
    confidence : float
        Of the intervals, in (0, 1).

    Examples
    --------
    >>> found = joint_chance(np.array([1.0, 2.0, 3.0, 4.0]), np.array([4.0, 1.0, 3.0, 2.0]), 3.0, 3.0)
    >>> found.both.value, found.in_time.value, found.time_alone, found.neither
    (0.5, 0.75, 0.25, 0.0)
    """
    in_time = minutes <= by + SAME_INSTANT
    in_budget = amounts <= budget
    n = minutes.size
    both = int((in_time & in_budget).sum())
    punctual, cheap = int(in_time.sum()), int(in_budget.sum())
    estimates = [proportion_interval(count, n, confidence) for count in (both, punctual, cheap)]
    return JointChance(
        estimates[0], estimates[1], estimates[2], (punctual - both) / n, (cheap - both) / n,
        (n - punctual - cheap + both) / n,
    )  # fmt: skip


def frontier(
    minutes: Floats, amounts: Floats, level: float, confidence: float = CONFIDENCE, points: int = FRONTIER_POINTS
) -> tuple[FrontierPoint, ...]:
    """Return the pairs of date and budget that are together as sure as wanted.

    For each date the budget is the smallest that enough of the iterations keep which keep the date too: an order
    statistic of their costs. Its interval is that of a percentile, as the number of iterations that keep both is
    binomial.

    Parameters
    ----------
    minutes, amounts : ndarray(float64), shape (iterations,)
        Finish and cost of each iteration.
    level : float
        The joint confidence that is wanted, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1).
    points : int
        Dates at most, from the first at which the level can be reached to the last finish.

    Returns
    -------
    tuple of FrontierPoint
        Dates rising, budgets falling.

    Examples
    --------
    >>> line = frontier(np.arange(1.0, 101.0), np.arange(100.0, 0.0, -1.0), 0.5, points=3)
    >>> [(point.minutes, point.amount) for point in line]
    [(50.0, 100.0), (75.0, 75.0), (100.0, 50.0)]
    """
    n = minutes.size
    rank = quantile_rank(n, level)
    ranks = (rank, *order_statistic_interval(n, level, confidence))
    order = np.argsort(minutes, kind="stable")
    dates, costs = minutes[order], amounts[order]
    counts = np.unique(np.linspace(rank + 1, n, points).round().astype(np.int64))
    found: list[FrontierPoint] = []
    for count in counts:
        until = int(np.searchsorted(dates, dates[count - 1], side="right"))
        if found and dates[count - 1] == found[-1].minutes:
            continue
        kept = np.sort(costs[:until])
        amount, low, high = (float(kept[r]) if r < until else math.inf for r in ranks)
        found.append(FrontierPoint(float(dates[count - 1]), amount, low, high))
    return tuple(found)


def balanced_pair(minutes: Floats, amounts: Floats, level: float, confidence: float = CONFIDENCE) -> JointPair:
    """Return the date and the budget, both at the same percentile, that are together as sure as wanted.

    Parameters
    ----------
    minutes, amounts : ndarray(float64), shape (iterations,)
        Finish and cost of each iteration.
    level : float
        The joint confidence that is wanted, in (0, 1).
    confidence : float
        Of the interval, in (0, 1).

    Examples
    --------
    >>> pair = balanced_pair(np.arange(1.0, 101.0), np.arange(100.0, 0.0, -1.0), 0.5)
    >>> pair.each, pair.minutes, pair.amount, pair.chance.value
    (0.75, 75.0, 75.0, 0.5)
    """
    n = minutes.size
    # An iteration is kept at a rank if both of its values are among the first so many.
    worst = np.maximum(_ranks(minutes), _ranks(amounts))
    rank = int(np.partition(worst, quantile_rank(n, level))[quantile_rank(n, level)])
    by, budget = float(np.sort(minutes)[rank - 1]), float(np.sort(amounts)[rank - 1])
    chance = proportion_interval(int(((minutes <= by) & (amounts <= budget)).sum()), n, confidence)
    return JointPair(level, rank / n, by, budget, chance)


def _ranks(values: Floats) -> Integers:
    """Return how many values are at most each: ndarray(int64), shape (n,)."""
    ranks: Integers = np.searchsorted(np.sort(values), values, side="right")
    return ranks


def joint_confidence(result: SimulationResult, confidence: float = CONFIDENCE) -> JointConfidence | None:
    """Return what a run says of finish and cost together; None where nothing costs money.

    The date is that of the objective on the finish of the project, else of the first one; the budget is the first.
    Where there is none, P80 stands for it.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    if result.cost is None:
        return None
    promise = joint_promise(result)
    budget = next(iter(result.project.budgets), None)
    samples = result.finish if promise is None else samples_of(result, promise.finish)
    by: date | datetime = samples.quantile(0.8) if promise is None else promise.by
    limit = samples.quantile_minutes(0.8) if promise is None else samples.timeline.minutes_at(end_of_day(by))
    amount = result.cost.quantile(0.8) if budget is None else budget.amount
    minutes, amounts = samples.minutes, result.cost.amounts
    pairs = tuple(balanced_pair(minutes, amounts, level, confidence) for level in JCL_LEVELS)
    return JointConfidence(
        promise="" if promise is None else promise.id,
        budget="" if budget is None else budget.id,
        name=_name(result.project, promise),
        by=end_of_day(by) if promise is None else promise.deadline,
        minutes=limit,
        amount=amount,
        chance=joint_chance(minutes, amounts, limit, amount, confidence),
        pairs=pairs,
        dates=tuple(samples.timeline.date_of(pair.minutes) for pair in pairs),
        correlation=_spearman(minutes, amounts),
    )


def _name(project: Project, promise: Objective | None) -> str:
    if promise is None or promise.finish == PROJECT:
        return project.name
    return project.tasks[project.task_index[promise.finish]].name


def joint_promise(result: SimulationResult) -> Objective | None:
    """Return the objective on the finish of the project, by name or as the task that always finishes last."""
    promises = result.project.promises
    of_project = (
        promise
        for promise in promises
        if bool((samples_of(result, promise.finish).minutes == result.finish_minutes).all())
    )
    return next(of_project, promises[0] if promises else None)


def _spearman(first: Floats, second: Floats) -> float:
    one, other = average_ranks(first), average_ranks(second)
    if one.size < 2 or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])
