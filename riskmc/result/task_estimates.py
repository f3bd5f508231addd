"""What each task is expected to take: with its safety, and without it."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Floats
from riskmc.result.schedule import Schedule

__all__ = ["TaskEstimates"]


@dataclass(frozen=True)
class TaskEstimates:
    """Safe and aggressive durations, of the ranges that the plan states; risks of the register are not in them.

    Attributes
    ----------
    aggressive_level : float or None
        Percentile of the aggressive durations, 0.5 for P50; None where they are those of the plan.
    safe_level : float
        Percentile of the safe durations.
    aggressive, safe, sd : ndarray(float64), shape (n_tasks,)
        Working days of the project's calendar, in plan order: what a task takes without and with its safety, and the
        standard deviation of its range. Time of other calendars counts by the share that each works of the plan's time.
    schedule : Schedule
        Of the aggressive durations, in plan order.
    """

    aggressive_level: float | None
    safe_level: float
    aggressive: Floats
    safe: Floats
    sd: Floats
    schedule: Schedule
