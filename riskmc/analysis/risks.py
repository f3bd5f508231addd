"""Risks: how often each struck, and how much later the project then finished."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from riskmc.analysis.estimates import half_width
from riskmc.model.project import Project
from riskmc.model.risks import Risk
from riskmc.result import ProbabilityEstimate, SimulationResult, proportion_interval
from riskmc.result.frames import risk_columns

if TYPE_CHECKING:
    import pandas as pd


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
    table = risk_columns(result)
    outcomes = [
        RiskOutcome(
            id=risk.id,
            title=risk.title or risk.event or risk.id,
            owner=risk.owner,
            probability=risk.chance,
            strikes=risk.strikes,
            n_tasks=_tasks_struck(result.project, risk),
            occurred=proportion_interval(round(float(result.sums.risks[index, 0])), n, confidence),
            shift_days=float(table["finish_shift_days"][index]),
            shift_days_se=float(table["finish_shift_days_se"][index]),
        )
        for index, risk in enumerate(result.project.risks_in_force)
    ]
    return tuple(sorted(outcomes, key=_weight, reverse=True))


def _tasks_struck(project: Project, risk: Risk) -> int:
    selectors = {selector for impact in risk.impacts for selector in impact.on}
    return len({index for selector in selectors for index in project.selection.find(selector)})


def _weight(outcome: RiskOutcome) -> float:
    weight = abs(outcome.expected_days)
    return 0.0 if math.isnan(weight) else weight


def risk_shift_frame(result: SimulationResult, top: int = 15, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind the chart of risks.

    Parameters
    ----------
    result : SimulationResult
    top : int
        How many risks at most; those that always or never occurred are left out, as there is nothing to compare.
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        Indexed by risk id, the one that moves the mean finish most first: ``name``, ``occurred`` (share),
        ``shift_days`` with the half-width of its interval ``shift_half``, and ``expected_days`` (working days).
    """
    import pandas as pd

    outcomes = [outcome for outcome in risk_outcomes(result, confidence) if not math.isnan(outcome.shift_days)][:top]
    columns: dict[str, object] = {
        "name": [outcome.title for outcome in outcomes],
        "occurred": [outcome.occurred.value for outcome in outcomes],
        "shift_days": [outcome.shift_days for outcome in outcomes],
        "shift_half": [half_width(outcome.shift_days_se, confidence) for outcome in outcomes],
        "expected_days": [outcome.expected_days for outcome in outcomes],
    }
    return pd.DataFrame(columns, index=pd.Index([outcome.id for outcome in outcomes], name="id", dtype=object))
