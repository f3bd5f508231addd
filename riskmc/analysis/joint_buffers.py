"""Buffers that hold several milestones together: each at its own date, all at once with one confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.schedule_contingency import planned_minutes
from riskmc.result import ProbabilityEstimate, SimulationResult, proportion_interval
from riskmc.result.estimates import CONFIDENCE, quantile_rank
from riskmc.result.replicates import Measured, Method, measured
from riskmc.result.samples import SAME_INSTANT

__all__ = ["JointBuffer", "JointBuffers", "chance_of_all", "joint_buffers", "joint_level"]


@dataclass(frozen=True, slots=True)
class JointBuffer:
    """The buffer of one of the milestones.

    Attributes
    ----------
    id, name : str
    minutes : float
        Date that is promised, in minutes of the timeline.
    days : Measured
        Working days from the plan's date to it.
    """

    id: str
    name: str
    minutes: float
    days: Measured


@dataclass(frozen=True, slots=True)
class JointBuffers:
    """Buffers that hold milestones together.

    Attributes
    ----------
    confidence : float
        With which all are held at once.
    level : Measured
        The percentile at which each of them has to stand for that, the same for all.
    together : ProbabilityEstimate
        The chance that all are held where each stands at `confidence` by itself.
    buffers : tuple of JointBuffer
    method : {"replicates", "bootstrap", "none"}
        How the intervals of `level` and of the buffers were made.
    """

    confidence: float
    level: Measured
    together: ProbabilityEstimate
    buffers: tuple[JointBuffer, ...]
    method: Method


def joint_buffers(
    result: SimulationResult, milestones: Sequence[str], level: float, confidence: float = CONFIDENCE
) -> JointBuffers:
    """Find the smallest common percentile at which the dates of all milestones hold together.

    Every milestone has the same chance of its own, so that no date is softer than another.

    Parameters
    ----------
    result : SimulationResult
    milestones : sequence of str
        Ids of milestones, at least one.
    level : float
        Wanted chance that all hold at once, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1).
    """
    rows = [result.milestone_ids.index(identity) for identity in milestones]
    minutes = result.milestone_minutes[rows]
    found, method = measured(lambda part: _statistics(part, level), minutes, level, confidence)
    (common, *dates), project = found, result.project
    common = Measured(common.value, max(common.low, 0.0), min(common.high, 1.0))
    per_day, buffers = 1.0 / result.timeline.calendar.minutes_per_day, []
    for identity, date in zip(milestones, dates, strict=True):
        planned = planned_minutes(result, identity)
        days = Measured(date.value - planned, date.low - planned, date.high - planned).scaled(per_day)
        buffers.append(JointBuffer(identity, project.tasks[project.task_index[identity]].name, date.value, days))
    alone = [np.partition(row, quantile_rank(row.size, level))[quantile_rank(row.size, level)] for row in minutes]
    return JointBuffers(level, common, chance_of_all(minutes, alone, confidence), tuple(buffers), method)


def _statistics(minutes: Floats, level: float) -> Floats:
    common = joint_level(minutes, level)
    rank = quantile_rank(minutes.shape[1], common)
    return np.array([common, *np.partition(minutes, rank, axis=1)[:, rank]])


def joint_level(minutes: Floats, level: float) -> float:
    """Return the common percentile at which a share `level` of the iterations holds every date.

    The rank of an iteration among the finishes of a milestone is the percentile from which on the milestone's date
    holds in it; the largest of its ranks is the one from which on all of them do. Milestones that are independent need
    the m-th root of the level, those that always move together no more than the level itself.

    Parameters
    ----------
    minutes : ndarray(float64, ndim=2), shape (m, iterations)
    level : float
        In (0, 1).

    Examples
    --------
    >>> together = np.array([np.arange(1000.0), np.arange(1000.0)])
    >>> joint_level(together, 0.8)
    0.8
    """
    n = minutes.shape[1]
    needed = np.zeros(n, np.int64)
    for values in minutes:
        order = np.argsort(values)
        is_new = np.diff(values[order], prepend=-np.inf) > 0.0
        # Finishes at the same instant have the rank of the first of them.
        ranks = np.maximum.accumulate(np.where(is_new, np.arange(1, n + 1), 0))
        needed[order] = np.maximum(needed[order], ranks)
    rank = quantile_rank(n, level)
    return int(np.partition(needed, rank)[rank]) / int(n)


def chance_of_all(minutes: Floats, dates: Sequence[float], confidence: float = CONFIDENCE) -> ProbabilityEstimate:
    """Return the chance that every milestone is reached by its date.

    Parameters
    ----------
    minutes : ndarray(float64, ndim=2), shape (m, iterations)
    dates : sequence of float
        In minutes of the timeline, one a milestone.
    confidence : float
        In (0, 1).
    """
    held = (minutes <= np.asarray(dates)[:, None] + SAME_INSTANT).all(axis=0)
    return proportion_interval(int(held.sum()), held.size, confidence)
