"""Milestones: when each is reached, beside the date that the plan gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from riskmc.analysis.estimates import chance_at
from riskmc.result import FinishSamples, ProbabilityEstimate, QuantileEstimate, SimulationResult

if TYPE_CHECKING:
    import pandas as pd

MILESTONE_LEVELS = (0.1, 0.5, 0.8, 0.9)
"""Percentiles that are given for every milestone."""


@dataclass(frozen=True, slots=True)
class MilestoneOutcome:
    """What a run says of one milestone.

    Attributes
    ----------
    id, name : str
    planned : datetime
        Date of the plan's own schedule.
    planned_days : float
        The same in working days from the project's start.
    chance : ProbabilityEstimate
        Of reaching it by then.
    percentiles : tuple of QuantileEstimate
        At MILESTONE_LEVELS, in rising order.
    """

    id: str
    name: str
    planned: datetime
    planned_days: float
    chance: ProbabilityEstimate
    percentiles: tuple[QuantileEstimate, ...]


def milestone_outcomes(result: SimulationResult, confidence: float = 0.95) -> tuple[MilestoneOutcome, ...]:
    """Describe the milestones of a plan, and the tasks that its objectives name, in the order of their planned dates.

    Those that are reached already are facts, not forecasts, and left out.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    index, tasks = result.project.task_index, result.project.tasks
    outcomes = [
        _outcome(result, identity, samples, confidence)
        for identity, samples in result.milestones.items()
        if tasks[index[identity]].state != "finished"
    ]
    return tuple(sorted(outcomes, key=lambda outcome: outcome.planned_days))


def _outcome(result: SimulationResult, identity: str, samples: FinishSamples, confidence: float) -> MilestoneOutcome:
    index = result.project.task_index[identity]
    planned = float(result.deterministic.early_finish[index])
    return MilestoneOutcome(
        id=identity,
        name=result.project.tasks[index].name,
        planned=result.timeline.date_of(planned),
        planned_days=result.timeline.days(planned),
        chance=chance_at(samples, planned, confidence),
        percentiles=tuple(samples.estimate(level, confidence) for level in MILESTONE_LEVELS),
    )


def milestone_frame(result: SimulationResult, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind the chart of milestones.

    Returns
    -------
    DataFrame
        Indexed by id, in the order of the planned dates: ``name``, ``planned``, ``p10``, ``p50``, ``p80``, ``p90``
        (dates), ``chance`` of the planned date with its interval ``chance_low``, ``chance_high``.
    """
    import pandas as pd

    outcomes = milestone_outcomes(result, confidence)
    columns: dict[str, object] = {
        "name": [outcome.name for outcome in outcomes],
        "planned": [outcome.planned for outcome in outcomes],
    }
    for position, level in enumerate(MILESTONE_LEVELS):
        columns[f"p{100 * level:.0f}"] = [outcome.percentiles[position].value for outcome in outcomes]
    columns["chance"] = [outcome.chance.value for outcome in outcomes]
    columns["chance_low"] = [outcome.chance.low for outcome in outcomes]
    columns["chance_high"] = [outcome.chance.high for outcome in outcomes]
    return pd.DataFrame(columns, index=pd.Index([outcome.id for outcome in outcomes], name="id", dtype=object))
