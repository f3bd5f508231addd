"""Risks: how often each struck, and how much later the project then finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from riskmc.model.risks import Impact
from riskmc.model.selection import select
from riskmc.result import ProbabilityEstimate, SimulationResult, proportion_interval


@dataclass(frozen=True, slots=True)
class RiskOutcome:
    """What a run says of one risk.

    Attributes
    ----------
    id, title, owner : str
    probability : float
        As the plan states it.
    strikes : {"once", "each_task"}
        Whether that is the probability of one event, or of an event at each task.
    n_tasks : int
        How many tasks it can strike.
    occurred : ProbabilityEstimate
        Share of the iterations in which it struck at least one task.
    shift_days, shift_days_se : float
        Mean finish where it occurred less mean finish where it did not, in working days, and its standard error; nan
        where it always or never occurred.
    """

    id: str
    title: str
    owner: str
    probability: float
    strikes: Literal["once", "each_task"]
    n_tasks: int
    occurred: ProbabilityEstimate
    shift_days: float
    shift_days_se: float

    @property
    def expected_days(self) -> float:
        """The shift weighted by how often it occurs: by how much the risk moves the mean finish, in working days."""
        return self.occurred.value * self.shift_days


def risk_outcomes(result: SimulationResult, confidence: float = 0.95) -> tuple[RiskOutcome, ...]:
    """Describe the risks of a plan, the one that moves the mean finish most first, then in plan order.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    n = result.sums.iterations
    table = result.risks
    outcomes = [
        RiskOutcome(
            id=risk.id,
            title=risk.title or risk.event or risk.id,
            owner=risk.owner,
            probability=risk.probability,
            strikes=risk.strikes,
            n_tasks=len({task for impact in risk.impacts for task in _struck(result, impact)}),
            occurred=proportion_interval(round(float(result.sums.risks[index, 0])), n, confidence),
            shift_days=float(table["finish_shift_days"].iloc[index]),
            shift_days_se=float(table["finish_shift_days_se"].iloc[index]),
        )
        for index, risk in enumerate(result.project.risks)
    ]
    return tuple(sorted(outcomes, key=_weight, reverse=True))


def _struck(result: SimulationResult, impact: Impact) -> tuple[int, ...]:
    return select(result.project.tasks, impact.on)


def _weight(outcome: RiskOutcome) -> float:
    weight = abs(outcome.expected_days)
    return weight if weight == weight else 0.0
