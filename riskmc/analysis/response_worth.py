"""What each response buys: the run with it against the run without it, on the same random numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from riskmc.analysis.comparison import why_not_paired
from riskmc.analysis.differences import Difference, mean_difference, quantile_difference
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.result import SimulationResult

__all__ = ["NOTHING", "ResponseWorth", "Worths", "gather_worths", "worth_of"]

NOTHING = Difference(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class ResponseWorth:
    """What one response buys.

    Attributes
    ----------
    risk : Risk
        As the plan has it.
    response : Response
    days : Difference
        By how many working days the chosen percentile lies later without it.
    mean : Difference
        By how many the mean finish does.
    same : float
        Share of the iterations in which the project finishes at the same instant without it; nan where the two runs are
        not paired.
    is_idle : bool
        Whether it changes nothing of what is simulated, so that no run was needed to know it.
    """

    risk: Risk
    response: Response
    days: Difference
    mean: Difference
    same: float
    is_idle: bool = False


@dataclass(frozen=True)
class Worths:
    """What the responses of a scenario buy.

    Attributes
    ----------
    scenario : str
        Against which each is held: all its responses but the one.
    level, confidence : float
        The percentile, and that of the intervals.
    items : tuple of ResponseWorth
        What buys most comes first.
    left : int
        Responses that were not tried, because the work was interrupted.
    together : Difference or None
        What all of them buy: the scenario without any response less this one. None where that was not run.
    """

    scenario: str
    level: float
    confidence: float
    items: tuple[ResponseWorth, ...]
    left: int = 0
    together: Difference | None = None


def worth_of(
    risk: Risk,
    response: Response,
    with_: SimulationResult,
    without: SimulationResult,
    *,
    level: float = 0.8,
    confidence: float = 0.95,
) -> ResponseWorth:
    """Hold the run of a scenario against the run of the same scenario without one response.

    Parameters
    ----------
    risk : Risk
    response : Response
    with_, without : SimulationResult
        Runs of one seed, so that they share their random numbers.
    level : float
        The percentile, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    ResponseWorth
    """
    is_paired = not why_not_paired(with_, without)
    n = min(with_.finish_minutes.size, without.finish_minutes.size) if is_paired else None
    one, other = with_.finish_minutes[:n], without.finish_minutes[:n]
    to_days = 1.0 / with_.timeline.calendar.minutes_per_day
    shared = float((np.abs(one - other) <= 1.0 / 60.0).mean()) if is_paired else float("nan")
    return ResponseWorth(
        risk,
        response,
        quantile_difference(one, other, level, confidence, is_paired=is_paired).scaled(to_days),
        mean_difference(one, other, confidence, is_paired=is_paired).scaled(to_days),
        shared,
    )


def gather_worths(
    scenario: str,
    items: Iterable[ResponseWorth],
    *,
    level: float,
    confidence: float,
    left: int = 0,
    together: Difference | None = None,
) -> Worths:
    """Put what the responses buy in order, the most first; those that are told apart from nothing before the others."""
    ordered = sorted(items, key=lambda item: (not item.days.low > 0.0, -item.days.value, -item.mean.value))
    return Worths(scenario, level, confidence, tuple(ordered), left, together)
