"""The tornado: how far the finish moves with the duration of each task, in working days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from riskmc.analysis.estimates import half_width
from riskmc.analysis.names import distinct_names
from riskmc.result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd

MOST_BARS = 15
"""Tasks in a tornado: more than a meeting talks about."""


def tornado_frame(result: SimulationResult, top: int = MOST_BARS, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind the tornado.

    A task is in it where its swing is more than chance leaves open: beyond the half-width that none of so many swings
    of no task at all would exceed, with the confidence. So a plan of thousands of tasks does not fill its tornado with
    the luckiest of them.

    Parameters
    ----------
    result : SimulationResult
    top : int
        How many tasks at most.
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        Indexed by task id, the widest first: ``name`` (with the id where tasks share it); ``shorter_days`` and
        ``longer_days``: mean finish in the tenth of the iterations in which the task is shortest, and longest, less the
        mean finish, in working days of the project's calendar, with the half-widths of their intervals
        ``shorter_half`` and ``longer_half``; ``swing_days`` from the one to the other, with ``swing_half``.
    """
    import pandas as pd

    tasks = result.tasks
    tasks = tasks[~tasks["milestone"] & (tasks["sd_days"] > 0.0)]
    names = distinct_names(result.project)
    shorter, longer = tasks["shorter_shift_days"], tasks["longer_shift_days"]
    errors = tasks["shorter_shift_days_se"], tasks["longer_shift_days_se"]
    swing, swing_error = longer - shorter, np.hypot(*errors)
    frame = pd.DataFrame(
        {
            "name": [names[identity] for identity in tasks.index],
            "shorter_days": shorter,
            "shorter_half": half_width(1.0, confidence) * errors[0],
            "longer_days": longer,
            "longer_half": half_width(1.0, confidence) * errors[1],
            "swing_days": swing,
            "swing_half": half_width(1.0, confidence) * swing_error,
        },
        index=tasks.index,
    )
    by_chance = half_width(1.0, 1.0 - (1.0 - confidence) / max(len(tasks), 1)) * swing_error
    return frame[swing.abs() > by_chance].sort_values("swing_days", key=lambda days: -days.abs(), kind="stable")[:top]
