"""Which signals tell most of what becomes of an objective, how early they do, and which are worth watching."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from riskmc._typing import Flags, Floats
from riskmc.analysis.ranks import average_ranks
from riskmc.analysis.signals import SignalSamples, Target, finish_signal, targets_of
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.run_result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AreaUnderCurve", "RankedSignal", "area_under_curve", "proposed", "ranked_signals", "ranking_frame"]

WORTH_WATCHING: Final = 0.6
"""A signal whose area is surely below this is not proposed: one that tells nothing has 0.5."""

SOON_ENOUGH: Final = 0.1
"""Nor one that in more than this share of the iterations comes only when the objective is decided."""


@dataclass(frozen=True, slots=True)
class AreaUnderCurve:
    """How well a signal tells whether an objective is met: the area under its receiver operating characteristic.

    Attributes
    ----------
    value : float
        Chance that the signal is higher in an iteration that misses the objective than in one that meets it (the same
        counts half): 1 tells all, 0.5 nothing; below 0.5 a high signal is the good one. nan where all meet it, or all
        miss it.
    error : float
        Standard error.
    low, high : float
        Ends of its interval, in [0, 1].
    """

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class RankedSignal:
    """A milestone as a signal for an objective.

    Attributes
    ----------
    signal : SignalSamples
    target : Target
    telling : AreaUnderCurve
    lead_days : float
        Working days from the P50 of the signal's date to the deadline of the objective.
    late_share : float
        Share of the iterations in which it comes only when the objective is decided.
    is_milestone : bool
        A milestone is cheap to watch: its date stands in every progress report. A task must be asked for.
    is_best : bool
        Whether no other signal for the objective tells as much, or more, as early, or earlier.
    """

    signal: SignalSamples
    target: Target
    telling: AreaUnderCurve
    lead_days: float
    late_share: float
    is_milestone: bool
    is_best: bool = False


def area_under_curve(signal: Floats, met: Flags, confidence: float = CONFIDENCE) -> AreaUnderCurve:
    """Measure how well a signal tells whether something is missed.

    The error is that of E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or more
    correlated receiver operating characteristic curves", Biometrics 44, 1988; the interval is normal on the logit.

    Parameters
    ----------
    signal : ndarray(float64), shape (iterations,)
    met : ndarray(bool), shape (iterations,)
    confidence : float
        In (0, 1).

    Examples
    --------
    >>> area = area_under_curve(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), np.array([True, True, False, True, False]))
    >>> round(area.value, 4)
    0.8333
    """
    from scipy.special import ndtri

    n_met, n_missed = int(met.sum()), int(met.size - met.sum())
    if n_met == 0 or n_missed == 0:
        return AreaUnderCurve(math.nan, math.nan, math.nan, math.nan)
    ranks = average_ranks(signal)
    above = (ranks[~met] - average_ranks(signal[~met])) / n_met
    below = 1.0 - (ranks[met] - average_ranks(signal[met])) / n_missed
    area = float(above.mean())
    spread = [float(part.var(ddof=1)) / part.size if part.size > 1 else 0.25 for part in (above, below)]
    error = math.sqrt(sum(spread))
    if not 0.0 < area < 1.0:
        return AreaUnderCurve(area, error, area, area)
    reach = float(ndtri(0.5 + confidence / 2.0)) * error / (area * (1.0 - area))
    centre = math.log(area / (1.0 - area))
    low, high = (1.0 / (1.0 + math.exp(-(centre + step))) for step in (-reach, reach))
    return AreaUnderCurve(area, error, low, high)


def ranked_signals(result: SimulationResult, confidence: float = CONFIDENCE) -> tuple[RankedSignal, ...]:
    """Rank the milestones of a project by how well they tell what becomes of each of its objectives.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    tuple of RankedSignal
        By objective, then the most telling first; without what never varies, and what the objective itself is about.
    """
    found: list[RankedSignal] = []
    for target in targets_of(result):
        ranked = sorted(_of_target(result, target, confidence), key=lambda item: -item.telling.value)
        found += _marked(ranked)
    return tuple(found)


def _of_target(result: SimulationResult, target: Target, confidence: float) -> Iterator[RankedSignal]:
    project = result.project
    if target.met.all() or not target.met.any():
        return
    for identity in result.milestone_ids:
        signal = finish_signal(result, identity)
        if identity == target.subject or signal is None or np.ptp(signal.values) == 0.0:
            continue
        if target.kind == "finish" and _is_its_end(result, target, signal):
            continue
        telling = area_under_curve(signal.values, target.met, confidence)
        due = target.deadline if target.kind == "finish" else float(np.median(target.decided))
        lead = result.timeline.days(due - float(np.median(signal.known)))
        late = float(np.mean(signal.known >= target.decided))
        is_milestone = project.tasks[project.task_index[identity]].milestone
        yield RankedSignal(signal, target, telling, lead, late, is_milestone)


def _is_its_end(result: SimulationResult, target: Target, signal: SignalSamples) -> bool:
    """Tell whether a signal is the finish that the objective is about, under another name."""
    own = result.milestones.get(target.subject, result.finish).minutes
    return bool((signal.values >= own).all())


def _marked(ranked: Sequence[RankedSignal]) -> list[RankedSignal]:
    """Mark the signals that no other beats both in what it tells and in how early it comes."""
    earliest = -math.inf
    marked: list[RankedSignal] = []
    for item in ranked:
        is_best = item.lead_days > earliest and item.late_share <= SOON_ENOUGH and item.telling.high >= WORTH_WATCHING
        earliest = max(earliest, item.lead_days)
        marked.append(replace(item, is_best=is_best))
    return marked


def proposed(ranked: Sequence[RankedSignal], most: int) -> tuple[RankedSignal, ...]:
    """Choose the signals that are worth watching: of those that no other beats, those that tell most for their time.

    Parameters
    ----------
    ranked : sequence of RankedSignal
    most : int
        For each objective.

    Returns
    -------
    tuple of RankedSignal
        In the order of `ranked`. What counts is (2 area - 1) times the lead in working days.
    """
    kept: list[RankedSignal] = []
    for target in dict.fromkeys(item.target.id for item in ranked):
        best = [item for item in ranked if item.target.id == target and item.is_best and item.lead_days > 0.0]
        best.sort(key=lambda item: -(2.0 * item.telling.value - 1.0) * item.lead_days)
        kept += best[:most]
    return tuple(item for item in ranked if any(item is other for other in kept))


def ranking_frame(ranked: Sequence[RankedSignal]) -> pd.DataFrame:
    """Return ranked signals as a table, one row each.

    Parameters
    ----------
    ranked : sequence of RankedSignal

    Returns
    -------
    DataFrame
        ``objective``, ``signal``, ``name``, ``area``, ``low``, ``high``, ``lead_days``, ``late_share``, ``best``.
    """
    import pandas as pd

    rows = [
        (item.target.id, item.signal.label, item.signal.name, item.telling.value, item.telling.low, item.telling.high,
         item.lead_days, item.late_share, item.is_best)
        for item in ranked
    ]  # fmt: skip
    columns = ["objective", "signal", "name", "area", "low", "high", "lead_days", "late_share", "best"]
    return pd.DataFrame(rows, columns=columns)
