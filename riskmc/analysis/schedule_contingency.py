"""Schedule contingency: how much later than the plan a date must lie to be held with a wanted confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.estimates import chance_at
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.wording import day_of_finish
from riskmc.result import FinishSamples, ProbabilityEstimate, QuantileEstimate, SimulationResult
from riskmc.result.estimates import CONFIDENCE, quantile_rank
from riskmc.result.replicates import Measured, measured

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BUFFER_LEVEL", "RESERVE_LEVEL", "BeyondPlan", "Reserve", "ScheduleContingency", "beyond_plan", "buffer_targets",
    "contingency_frame", "schedule_contingencies", "schedule_contingency",
]  # fmt: skip

BUFFER_LEVEL = 0.8
"""How sure one wants to be when nobody says it."""

RESERVE_LEVEL = 0.95
"""How sure with the management reserve on top."""


@dataclass(frozen=True, slots=True)
class BeyondPlan:
    """A percentile of a finish, counted from the date of the plan.

    Attributes
    ----------
    estimate : QuantileEstimate
        The date that is held, with its interval.
    days : Measured
        Working days of the project's calendar from the plan's finish; negative where the plan is later.
    calendar_days : Measured
        The same from day to day of the calendar, weekends and holidays included.
    """

    estimate: QuantileEstimate
    days: Measured
    calendar_days: Measured

    @property
    def level(self) -> float:
        """How sure, 0.8 for 80 %."""
        return self.estimate.probability


@dataclass(frozen=True, slots=True)
class Reserve:
    """The management reserve: what lies between the contingency and a higher level.

    Attributes
    ----------
    level : float
        How sure with it.
    until : QuantileEstimate
        The date that is then held.
    days : Measured
        Working days from the one date to the other.
    calendar_days : int
        The same in days of the calendar.
    """

    level: float
    until: QuantileEstimate
    days: Measured
    calendar_days: int


@dataclass(frozen=True, slots=True)
class ScheduleContingency:
    """What one date needs beyond the plan.

    Attributes
    ----------
    id : str
        Of the milestone, or ``"project"``.
    name : str
    planned : datetime
        Date of the plan's own schedule.
    planned_days : float
        The same in working days from the project's start.
    chance : ProbabilityEstimate
        Of finishing by then.
    contingency : BeyondPlan
    reserve : Reserve or None
        None where none is wanted.
    """

    id: str
    name: str
    planned: datetime
    planned_days: float
    chance: ProbabilityEstimate
    contingency: BeyondPlan
    reserve: Reserve | None

    @property
    def is_project(self) -> bool:
        """Whether it is of the project and not of a milestone."""
        return self.id == PROJECT


def schedule_contingencies(
    result: SimulationResult,
    level: float = BUFFER_LEVEL,
    reserve_to: float | None = RESERVE_LEVEL,
    confidence: float = CONFIDENCE,
) -> tuple[ScheduleContingency, ...]:
    """Return what the project and each of its milestones need, the project first, then by their planned dates.

    Milestones that are reached already are left out; so are those that cannot be late.

    Parameters
    ----------
    result : SimulationResult
    level : float
        How sure one wants to be, in (0, 1).
    reserve_to : float, optional
        How sure with the management reserve on top, above `level`.
    confidence : float
        Of the intervals, in (0, 1).
    """
    return tuple(
        schedule_contingency(result, identity, level, reserve_to, confidence) for identity in buffer_targets(result)
    )


def buffer_targets(result: SimulationResult) -> tuple[str, ...]:
    """Name what may have a buffer: the project, then its open milestones, and the tasks that objectives name, by date.

    What is the same instant in every iteration, such as the start of the project, has no use for one.
    """
    index, tasks, planned = result.project.task_index, result.project.tasks, result.deterministic.early_finish
    found = [
        identity
        for identity, minutes in zip(result.milestone_ids, result.milestone_minutes, strict=True)
        if tasks[index[identity]].state != "finished" and float(np.ptp(minutes)) > 0.0
    ]
    return PROJECT, *sorted(found, key=lambda identity: float(planned[index[identity]]))


def schedule_contingency(
    result: SimulationResult, identity: str, level: float, reserve_to: float | None, confidence: float
) -> ScheduleContingency:
    """Return what one finish needs; `identity` is a milestone, or ``"project"``.

    Examples
    --------
    >>> import riskmc
    >>> task = {"id": "a", "duration": {"uniform": ["10d", "20d"]}, "planned": "10d"}
    >>> result = riskmc.simulate(riskmc.Project(name="x", start="2027-01-04", tasks=[task]), iterations=10_240)
    >>> found = schedule_contingency(result, "project", 0.8, 0.9, 0.95)
    >>> round(found.contingency.days.value, 1), round(found.reserve.days.value, 1)
    (8.0, 1.0)
    """
    samples = result.milestones.get(identity, result.finish)
    planned = planned_minutes(result, identity)
    name = (
        result.project.name if identity == PROJECT else result.project.tasks[result.project.task_index[identity]].name
    )
    contingency = beyond_plan(samples, planned, level, confidence)
    return ScheduleContingency(
        id=identity,
        name=name,
        planned=samples.timeline.date_of(planned),
        planned_days=samples.timeline.days(planned),
        chance=chance_at(samples, planned, confidence),
        contingency=contingency,
        reserve=None if reserve_to is None else _reserve(samples, contingency.estimate, reserve_to, confidence),
    )


def planned_minutes(result: SimulationResult, identity: str) -> float:
    """Return the plan's own finish of a milestone or of the project, in minutes of the timeline."""
    if identity == PROJECT:
        return result.deterministic.finish
    return float(result.deterministic.early_finish[result.project.task_index[identity]])


def beyond_plan(samples: FinishSamples, planned: float, level: float, confidence: float = CONFIDENCE) -> BeyondPlan:
    """Count a percentile from the plan's own finish.

    Parameters
    ----------
    samples : FinishSamples
    planned : float
        Minutes of the timeline.
    level, confidence : float
        In (0, 1).
    """
    estimate = samples.estimate(level, confidence)
    days = samples.timeline.days(planned)
    start = samples.timeline.date_of(planned)
    return BeyondPlan(
        estimate,
        Measured(estimate.days - days, estimate.low_days - days, estimate.high_days - days),
        Measured(*(float(_calendar_days(start, when)) for when in (estimate.value, estimate.low, estimate.high))),
    )


def _calendar_days(first: datetime, last: datetime) -> int:
    return (day_of_finish(last) - day_of_finish(first)).days


def _reserve(samples: FinishSamples, from_: QuantileEstimate, level: float, confidence: float) -> Reserve:
    until = samples.estimate(level, confidence)

    def width(part: Floats) -> Floats:
        ranks = [quantile_rank(part.shape[1], p) for p in (from_.probability, level)]
        low, high = np.partition(part[0], ranks)[ranks]
        return np.array([high - low])

    (minutes,), _ = measured(width, samples.minutes[None, :], level, confidence)
    per_day = 1.0 / samples.timeline.calendar.minutes_per_day
    value = Measured(minutes.value, max(minutes.low, 0.0), minutes.high).scaled(per_day)
    return Reserve(level, until, value, _calendar_days(from_.value, until.value))


def contingency_frame(found: Sequence[ScheduleContingency]) -> pd.DataFrame:
    """Build the frame behind the chart of contingency: a row for each date that needs one.

    Returns
    -------
    DataFrame
        Indexed by id: ``name``; dates ``planned``, ``held`` with its interval ``low``, ``high``, and ``reserved``
        (missing where there is no reserve); working ``days``, ``reserve_days``.
    """
    import pandas as pd

    reserves = [None if item.reserve is None else item.reserve for item in found]
    return pd.DataFrame(
        {
            "name": [item.name for item in found],
            "planned": [item.planned for item in found],
            "held": [item.contingency.estimate.value for item in found],
            "low": [item.contingency.estimate.low for item in found],
            "high": [item.contingency.estimate.high for item in found],
            "reserved": [None if reserve is None else reserve.until.value for reserve in reserves],
            "days": [item.contingency.days.value for item in found],
            "reserve_days": [0.0 if reserve is None else reserve.days.value for reserve in reserves],
        },
        index=pd.Index([item.id for item in found], name="id", dtype=object),
    )
