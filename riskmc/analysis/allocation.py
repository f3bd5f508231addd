"""Who needs the contingency: shares of it that add up, by how each part lies beyond the plan and varies with the whole.

The rule is the covariance principle (J. Dhaene, A. Tsanakas, E. A. Valdez and S. Vanduffel, "Optimal capital allocation
principles", Journal of Risk and Insurance 79, 2012, section 3): a part gets what its mean lies beyond its planned
value, and of what the percentile lies beyond the mean its share of the variance, Cov(part, whole) / Var(whole). The
shares add up to the contingency to the last digit, whatever goes together with what.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.schedule_contingency import planned_minutes
from riskmc.analysis.wording import days_text, share_text
from riskmc.model.network import topological_order
from riskmc.result import SimulationResult
from riskmc.result.estimates import CONFIDENCE, quantile_rank
from riskmc.result.replicates import Measured, measured

__all__ = [
    "AllocatedPart",
    "allocate",
    "allocated_legs",
    "allocated_parts",
    "milestone_chain",
    "reason_of",
    "spread_text",
]


@dataclass(frozen=True, slots=True)
class AllocatedPart:
    """What one part of a plan gets of a contingency.

    Attributes
    ----------
    id, name : str
    amount : Measured
        Its share; the shares add up to the whole contingency. Negative where the part hedges the others, or finishes
        early as a rule.
    beyond_plan : float
        What its mean lies beyond its planned value.
    variance_share : float
        Cov(part, whole) / Var(whole); 0 where nothing varies.
    reason : str
        Both, in words.
    """

    id: str
    name: str
    amount: Measured
    beyond_plan: float
    variance_share: float
    reason: str


def allocate(parts: Floats, planned: Sequence[float] | Floats, level: float) -> Floats:
    """Share out the contingency of a sum among its parts.

    Parameters
    ----------
    parts : ndarray(float64, ndim=2), shape (k, iterations)
        What each part takes in each iteration; the whole is their sum.
    planned : sequence of float
        What each takes in the plan.
    level : float
        Percentile of the whole that is held, in (0, 1).

    Returns
    -------
    ndarray(float64, ndim=2), shape (3, k)
        Shares, means beyond the plan, and shares of the variance. The first add up to the percentile of the sum less
        the sum of the plan.

    Examples
    --------
    >>> parts = np.random.default_rng(0).normal([[10.0], [20.0]], [[3.0], [4.0]], (2, 50_000))
    >>> shares, beyond, variance = allocate(parts, [10.0, 20.0], 0.8)
    >>> variance.round(2).tolist(), shares.round(1).tolist()
    ([0.36, 0.64], [1.5, 2.7])
    """
    whole = parts.sum(axis=0)
    means = parts.mean(axis=1)
    rank = quantile_rank(whole.size, level)
    percentile = np.partition(whole, rank)[rank]
    spread = whole - whole.mean()
    variance = float(spread @ spread)
    # Of a sum that never varies the percentile is the mean: nothing is left to share.
    shares = (parts - means[:, None]) @ spread / variance if variance > 0.0 else np.zeros(len(parts))
    beyond = means - np.asarray(planned, float)
    return np.array([beyond + shares * (percentile - whole.mean()), beyond, shares])


def allocated_legs(result: SimulationResult, level: float, confidence: float = CONFIDENCE) -> tuple[AllocatedPart, ...]:
    """Share out the schedule contingency of the project among the legs of its way, from milestone to milestone.

    A leg is the time from one milestone of a chain to the next; the legs add up to the finish in every iteration.

    Parameters
    ----------
    result : SimulationResult
    level : float
        How sure, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    tuple of AllocatedPart
        In the order of the way, amounts in working days.
    """
    stops = milestone_chain(result)
    finishes = [result.milestones[stop].minutes for stop in stops] + [result.finish_minutes]
    ends = [planned_minutes(result, stop) for stop in stops] + [result.deterministic.finish]
    legs = np.diff(np.array([np.zeros_like(result.finish_minutes), *finishes]), axis=0)
    planned = np.diff(np.array([0.0, *ends]))
    per_day = 1.0 / result.timeline.calendar.minutes_per_day
    return allocated_parts(legs * per_day, planned * per_day, _leg_names(result, stops), days_text, level, confidence)


def _leg_names(result: SimulationResult, stops: Sequence[str]) -> list[tuple[str, str]]:
    tasks, index = result.project.tasks, result.project.task_index
    names = [tasks[index[stop]].name for stop in stops]
    if not names:
        return [("project", "from the start to the finish")]
    first = [(stops[0], f"up to {names[0]}")]
    middle = [
        (stop, f"from {before} to {name}") for stop, before, name in zip(stops[1:], names, names[1:], strict=False)
    ]
    return [*first, *middle, ("project", f"from {names[-1]} to the finish of the project")]


def allocated_parts(
    parts: Floats,
    planned: Floats,
    names: Sequence[tuple[str, str]],
    write: Callable[[float], str],
    level: float,
    confidence: float = CONFIDENCE,
) -> tuple[AllocatedPart, ...]:
    """Share out the contingency of a sum, with intervals and reasons.

    Parameters
    ----------
    parts : ndarray(float64, ndim=2), shape (k, iterations)
    planned : ndarray(float64), shape (k,)
    names : sequence of (str, str)
        Id and name of each part.
    write : callable
        Writes an amount with its unit.
    level, confidence : float
        In (0, 1).
    """
    amounts, _ = measured(lambda some: allocate(some, planned, level)[0], parts, level, confidence)
    _, beyond, shares = allocate(parts, planned, level)
    return tuple(
        AllocatedPart(identity, name, amount, float(b), float(s), reason_of(float(b), float(s), write))
        for (identity, name), amount, b, s in zip(names, amounts, beyond, shares, strict=True)
    )


def reason_of(beyond: float, share: float, write: Callable[[float], str], verb: str = "takes") -> str:
    """Say why a part gets what it gets.

    Parameters
    ----------
    beyond : float
        What its mean lies beyond the plan.
    share : float
        Of the variance of the whole.
    write : callable
        Writes an amount with its unit.
    verb : str
        What a part does with an amount.

    Examples
    --------
    >>> reason_of(3.1, 0.42, days_text)
    'it takes 3.1 working days more than planned on average, and 42 % of the spread of the whole comes from it'
    >>> reason_of(-1.0, -0.05, days_text)
    'it takes 1 working day less than planned on average, and it evens out 5 % of the spread of the whole'
    """
    size = write(abs(beyond))
    if size == write(0.0):
        first = f"it {verb} what is planned on average"
    else:
        first = f"it {verb} {size} {'more' if beyond > 0 else 'less'} than planned on average"
    if abs(share) < 0.005:
        return f"{first}, and it adds nothing to the spread of the whole"
    if share < 0.0:
        return f"{first}, and it evens out {spread_text(-share)} of the spread of the whole"
    return f"{first}, and {spread_text(share)} of the spread of the whole comes from it"


def spread_text(share: float, decimals: int = 0) -> str:
    """Write a share of the spread of a whole, which rounding has left a little beside 0 or 1.

    Examples
    --------
    >>> spread_text(1.0 - 1e-13), spread_text(-1e-14), spread_text(-0.05), spread_text(0.62)
    ('100 %', '0 %', '−5 %', '62 %')
    """
    return share_text(round(share, 9) + 0.0, decimals).replace("-", "−")


def milestone_chain(result: SimulationResult) -> tuple[str, ...]:
    """Name the milestones on the way to the finish, each of which waits for the one before: as many as there are.

    Those that are the same instant in every iteration, or always the finish of the project itself, are left out.
    """
    project = result.project
    index = project.task_index
    followed = [
        identity
        for identity, minutes in zip(result.milestone_ids, result.milestone_minutes, strict=True)
        if np.ptp(minutes) > 0.0
        and not (minutes == result.finish_minutes).all()
        and project.tasks[index[identity]].state != "finished"
    ]
    wanted = {index[identity] for identity in followed}
    best = _longest_chain(result, wanted)
    return tuple(project.tasks[task].id for task in best)


def _longest_chain(result: SimulationResult, wanted: set[int]) -> tuple[int, ...]:
    """Return the longest chain of wanted tasks along links; of several, the one that reaches furthest."""
    project, finish = result.project, result.deterministic.early_finish
    chains: dict[int, tuple[int, ...]] = {}
    for task in _in_order(result):
        arriving = [
            chains[project.task_index[link.predecessor]]
            for link in project.tasks[task].after
            if project.task_index[link.predecessor] in chains
        ]
        before = max(arriving, key=lambda chain: (len(chain), finish[chain[-1]] if chain else 0.0), default=())
        chains[task] = (*before, task) if task in wanted else before
    return max(chains.values(), key=lambda chain: (len(chain), finish[chain[-1]] if chain else 0.0), default=())


def _in_order(result: SimulationResult) -> tuple[int, ...]:
    tasks = result.project.tasks
    links = [(link.predecessor, task.id) for task in tasks if task.span is None for link in task.after]
    return topological_order([task.id for task in tasks], links)
