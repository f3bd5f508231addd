"""The schedule with its risks: of every task, the plan's dates beside the percentiles of its start and finish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskmc.analysis.estimates import half_width
from riskmc.result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd


def schedule_frame(result: SimulationResult, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind the risk-adjusted Gantt chart.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        Indexed by task id, in plan order: ``name``, ``group``, ``milestone``; ``planned_start``, ``planned_finish``,
        ``start_p50``, ``finish_p10``, ``finish_p50``, ``finish_p90`` (dates; over the first ``detail.iterations``
        iterations, for milestones over all); ``criticality`` (share of all iterations) with the half-width of its
        interval ``criticality_half``.
    """
    columns = [
        "name", "group", "milestone", "planned_start", "planned_finish", "start_p50", "finish_p10", "finish_p50",
        "finish_p90", "criticality",
    ]  # fmt: skip
    frame = result.tasks[columns].copy()
    frame["criticality_half"] = half_width(1.0, confidence) * result.tasks["criticality_se"]
    return frame
