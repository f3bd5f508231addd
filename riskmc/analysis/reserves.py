"""Reserves: how likely each is enough, what is missing where it is not, and what a wanted confidence would take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.signals import finish_minutes, planned_minutes
from riskmc.model.contingency import WHOLE, Reserve
from riskmc.result.amounts import SAME_AMOUNT
from riskmc.result.estimates import (
    CONFIDENCE,
    ProbabilityEstimate,
    order_statistic_interval,
    proportion_interval,
    quantile_rank,
)
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import SAME_INSTANT

__all__ = ["NEED_LEVELS", "Need", "ReserveOutcome", "Shortfall", "reserve_outcomes"]

NEED_LEVELS: Final = (0.5, 0.8, 0.9)
"""Confidences for which it is said what they take."""


@dataclass(frozen=True, slots=True)
class Need:
    """What it takes to be so sure that it is enough.

    Attributes
    ----------
    level : float
    value, low, high : float
        Working days or money beyond the plan, below 0 where the plan itself is safer; with its interval.
    """

    level: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is missing on the average where a reserve is not enough (conditional tail expectation).

    Attributes
    ----------
    mean : float
        Working days or money; nan where the reserve is always enough.
    low, high : float
        Its interval; nan with fewer than two iterations.
    iterations : int
        In how many iterations it is not enough.
    """

    mean: float
    low: float
    high: float
    iterations: int


@dataclass(frozen=True, slots=True)
class ReserveOutcome:
    """What a run says of a reserve.

    Attributes
    ----------
    reserve : Reserve
    unit : {"days", "money"}
    amount : float
        Working days of the project's calendar, or money.
    before : str
        What it lies before, in words; empty for money.
    base : float
        Reserves for the same that are drawn on first.
    touched : ProbabilityEstimate
        Chance that it is drawn on.
    enough : ProbabilityEstimate
        Chance that it, and those that are drawn on first, are enough together.
    shortfall : Shortfall
    needs : tuple of Need
        What all of them together would have to be, for `NEED_LEVELS`.
    """

    reserve: Reserve
    unit: str
    amount: float
    before: str
    base: float
    touched: ProbabilityEstimate
    enough: ProbabilityEstimate
    shortfall: Shortfall
    needs: tuple[Need, ...]


def reserve_outcomes(result: SimulationResult, confidence: float = CONFIDENCE) -> tuple[ReserveOutcome, ...]:
    """Judge the reserves of a plan, in its order.

    What is needed is what an iteration takes beyond the plan's own date or cost. Contingency is drawn on before
    management reserve, and among those of one kind in the order of the plan. Reserves of which the result holds no
    samples are left out.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    return tuple(_outcomes(result, confidence))


def _outcomes(result: SimulationResult, confidence: float) -> Iterator[ReserveOutcome]:
    calendar, reserves = result.project.working_calendar, result.project.contingency.reserves
    for place, reserve in enumerate(reserves):
        found = _needed(result, reserve)
        if found is None:
            continue
        needed, unit, slack = found
        amounts = [
            item.amount.value if item.of == "cost" else calendar.minutes(item.amount) / calendar.minutes_per_day
            for item in reserves
        ]
        first = [
            amounts[other]
            for other, item in enumerate(reserves)
            if (item.of, item.before) == (reserve.of, reserve.before)
            and (item.kind == "management", other) < (reserve.kind == "management", place)
        ]
        yield _judged(reserve, needed, unit, slack, amounts[place], sum(first), _before(result, reserve), confidence)


def _needed(result: SimulationResult, reserve: Reserve) -> tuple[Floats, str, float] | None:
    """Return what is needed beyond the plan in every iteration, its unit, and what counts as nothing."""
    if reserve.of == "cost":
        cost, planned = getattr(result, "cost", None), getattr(result.deterministic, "cost", None)
        if cost is None or planned is None:
            return None
        return cost.amounts - planned, "money", SAME_AMOUNT * max(float(np.abs(cost.amounts).max()), 1.0)
    finishes = finish_minutes(result, reserve.before)
    if finishes is None:
        return None
    per_day = result.project.working_calendar.minutes_per_day
    return (finishes - planned_minutes(result, reserve.before)) / per_day, "days", SAME_INSTANT / per_day


def _before(result: SimulationResult, reserve: Reserve) -> str:
    if reserve.of == "cost":
        return ""
    project = result.project
    return "the project's finish" if reserve.before == WHOLE else project.tasks[project.task_index[reserve.before]].name


def _judged(
    reserve: Reserve,
    needed: Floats,
    unit: str,
    slack: float,
    amount: float,
    base: float,
    before: str,
    confidence: float,
) -> ReserveOutcome:
    n = needed.size
    touched = proportion_interval(int((needed > base + slack).sum()), n, confidence)
    enough = proportion_interval(int((needed <= base + amount + slack).sum()), n, confidence)
    missing = needed[needed > base + amount + slack] - base - amount
    ordered = np.sort(needed)
    needs = tuple(_need(ordered, level, confidence) for level in NEED_LEVELS)
    return ReserveOutcome(
        reserve, unit, amount, before, base, touched, enough, shortfall_of(missing, confidence), needs
    )


def shortfall_of(missing: Floats, confidence: float = CONFIDENCE) -> Shortfall:
    """Return the mean of what is missing with its interval.

    Parameters
    ----------
    missing : ndarray(float64), shape (n,)
        Of the iterations in which something is missing; they are a sample of that tail, whatever their number.
    confidence : float
        In (0, 1).

    Examples
    --------
    >>> shortfall_of(np.array([2.0, 4.0])).mean, shortfall_of(np.zeros(0)).iterations
    (3.0, 0)
    """
    from scipy.special import stdtrit

    if missing.size == 0:
        return Shortfall(math.nan, math.nan, math.nan, 0)
    mean = float(missing.mean())
    if missing.size == 1:
        return Shortfall(mean, math.nan, math.nan, 1)
    error = float(missing.std(ddof=1)) / math.sqrt(missing.size)
    reach = float(stdtrit(missing.size - 1, 0.5 + confidence / 2.0)) * error
    return Shortfall(mean, max(mean - reach, 0.0), mean + reach, int(missing.size))


def _need(ordered: Floats, level: float, confidence: float) -> Need:
    low, high = order_statistic_interval(ordered.size, level, confidence)
    return Need(level, *(float(ordered[rank]) for rank in (quantile_rank(ordered.size, level), low, high)))
