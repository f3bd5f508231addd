"""The S-curve: the chance of finishing by each date."""

from __future__ import annotations

from datetime import datetime
from itertools import compress, pairwise
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.summary import HEADLINE_LEVELS, RunSummary
from riskmc.analysis.wording import chance_text
from riskmc.model.calendars import end_of_day
from riskmc.result import FinishSamples

if TYPE_CHECKING:
    import pandas as pd

POINTS = 240
"""Points of a curve: more than a screen resolves."""


def s_curve(samples: FinishSamples, confidence: float = 0.95, points: int = POINTS) -> pd.DataFrame:
    """Build the frame behind an S-curve.

    Parameters
    ----------
    samples : FinishSamples
        Of the project or a milestone.
    confidence : float
        Of the band, in (0, 1). It holds at each date on its own, not for the whole curve at once.
    points : int
        How many at most, at least 2; they are spread evenly over the chances, with the earliest and the latest finish.

    Returns
    -------
    DataFrame
        ``date``, ``days`` (working days from the project's start), ``probability`` of finishing by then, and its
        binomial interval ``low``, ``high``. Dates are ones that iterations attained, and rise strictly.
    """
    import pandas as pd

    ordered = samples.sorted_minutes
    n = ordered.size
    ranks = np.unique(np.linspace(0, n - 1, min(points, n)).round().astype(np.int64))
    minutes = np.unique(ordered[ranks])
    dates = [samples.timeline.date_of(float(m)) for m in minutes]
    # Finishes that are told as the same second are one point.
    is_last = np.array([*(now != then for now, then in pairwise(dates)), True])
    minutes = minutes[is_last]
    counts = np.searchsorted(ordered, minutes, side="right").astype(np.float64)
    low, high = binomial_band(counts, n, confidence)
    return pd.DataFrame(
        {
            "date": list(compress(dates, is_last)),
            "days": minutes / samples.timeline.calendar.minutes_per_day,
            "probability": counts / n,
            "low": low,
            "high": high,
        }
    )


def binomial_band(counts: Floats, n: int, confidence: float) -> tuple[Floats, Floats]:
    """Return exact binomial intervals of many shares (C. J. Clopper and E. S. Pearson, Biometrika 26, 1934).

    Parameters
    ----------
    counts : ndarray(float64, ndim=1)
        Successes, 0 .. n.
    n : int
    confidence : float
        In (0, 1).

    Returns
    -------
    (ndarray(float64), ndarray(float64))
        Ends of the intervals, shape as `counts`.

    Examples
    --------
    >>> low, high = binomial_band(np.array([0.0, 50.0, 100.0]), 100, 0.95)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.398, 0.964], [0.036, 0.602, 1.0])
    """
    from scipy.special import betaincinv

    tail = (1.0 - confidence) / 2.0
    low = np.where(counts > 0, betaincinv(np.maximum(counts, 1.0), n - counts + 1.0, tail), 0.0)
    high = np.where(counts < n, betaincinv(counts + 1.0, np.maximum(n - counts, 1.0), 1.0 - tail), 1.0)
    return low, high


def percentile_frame(summary: RunSummary, levels: tuple[float, ...] = HEADLINE_LEVELS) -> pd.DataFrame:
    """Build the frame of the percentiles that are marked on the S-curve.

    Returns
    -------
    DataFrame
        ``level`` in (0, 1), ``date`` and the ends of its interval ``low``, ``high``.
    """
    import pandas as pd

    estimates = [summary.percentile(level) for level in levels]
    return pd.DataFrame(
        {
            "level": [estimate.probability for estimate in estimates],
            "date": [estimate.value for estimate in estimates],
            "low": [estimate.low for estimate in estimates],
            "high": [estimate.high for estimate in estimates],
        }
    )


def promised_dates(summary: RunSummary) -> pd.DataFrame:
    """Build the frame of the dates that are marked on the S-curve: the plan's own, and objectives of the project.

    Returns
    -------
    DataFrame
        ``kind`` (``"plan"`` or ``"objective"``), ``label``, ``date``, the ``chance`` of it in words.
    """
    import pandas as pd

    rows: list[tuple[str, str, datetime, str]] = [
        ("plan", "Plan", summary.planned.date, chance_text(summary.planned.chance, interval=False))
    ]
    rows += [
        ("objective", objective.id, end_of_day(objective.by), chance_text(objective.chance, interval=False))
        for objective in summary.objectives
        if objective.is_project
    ]
    return pd.DataFrame(rows, columns=["kind", "label", "date", "chance"])
