"""Trigger points as tables: the chance of an objective against its signal, and all points on one line of time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.signals import planned_minutes
from riskmc.analysis.trigger_points import Triggers, Watch
from riskmc.analysis.trigger_words import plan_title
from riskmc.result.run_result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["chance_frame", "histogram_frame", "time_frame"]

POINTS: Final = 81
"""Values of the signal at which the chance is shown: about every eightieth of the iterations."""

BINS: Final = 40
TAIL: Final = 0.0005
"""Share of the iterations at each end that is not shown."""


def signal_axis(result: SimulationResult, watch: Watch, values: Floats) -> list[datetime] | list[float]:
    """Return values of a signal as a chart shows them: dates of a finish, else numbers (shares in %)."""
    if watch.signal.kind == "finish":
        return [result.timeline.date_of(float(value)) for value in values]
    return [float(value) * (100.0 if watch.signal.kind == "buffer" else 1.0) for value in values]


def shown_range(watch: Watch) -> tuple[float, float]:
    """Return the ends of what is shown of a signal."""
    low, high = np.quantile(watch.signal.values, [TAIL, 1.0 - TAIL], method="inverted_cdf")
    return float(low), float(high)


def chance_frame(result: SimulationResult, watch: Watch, confidence: float) -> pd.DataFrame:
    """Return the chance of an objective at values of a signal.

    Parameters
    ----------
    result : SimulationResult
    watch : Watch
    confidence : float
        Of the band, in (0, 1).

    Returns
    -------
    DataFrame
        ``value`` (dates of a finish, % of a reserve, money, 0 and 1 of a risk), ``chance``, ``low``, ``high`` given
        that the signal comes just there, and ``beyond``: the chance given that it lies anywhere beyond.
    """
    import pandas as pd

    low, high = shown_range(watch)
    ordered = np.sort(watch.signal.values)
    first, last = np.searchsorted(ordered, [low, high])
    values = np.unique(ordered[np.linspace(first, last, POINTS).round().astype(int)])
    found = [watch.curve.at(float(value), confidence) for value in values]
    return pd.DataFrame(
        {
            "value": signal_axis(result, watch, values),
            "chance": [estimate.value for estimate in found],
            "low": [estimate.low for estimate in found],
            "high": [estimate.high for estimate in found],
            "beyond": [_beyond(watch, float(value)) for value in values],
        }
    )


def _beyond(watch: Watch, value: float) -> float:
    curve = watch.curve
    chosen = curve.values > value if curve.falls else curve.values < value
    count = int(curve.counts[chosen].sum())
    return float(curve.met[chosen].sum() / count) if count else float("nan")


def histogram_frame(result: SimulationResult, watch: Watch) -> pd.DataFrame:
    """Return the share of the iterations in equal steps of a signal: ``start``, ``end``, ``share``."""
    import pandas as pd

    low, high = shown_range(watch)
    if watch.signal.kind == "risk":
        values, counts = np.unique(watch.signal.values, return_counts=True)
        ends = values
    else:
        counts, edges = np.histogram(watch.signal.values, BINS, (low, high if high > low else low + 1.0))
        values, ends = edges[:-1], edges[1:]
    return pd.DataFrame(
        {
            "start": signal_axis(result, watch, values),
            "end": signal_axis(result, watch, ends),
            "share": counts / watch.signal.values.size,
        }
    )


def time_frame(triggers: Triggers) -> pd.DataFrame:
    """Return the trigger points that are dates, one row each, with what leads up to them and what follows.

    Returns
    -------
    DataFrame
        ``name``, ``level``, ``decide`` (NaT where there is no lead time), ``date``, ``low``, ``high`` (an open end is
        that of what the signal took in the run), ``first``, ``middle``, ``last`` (P10, P50 and P90 of the signal
        itself), ``planned``, ``deadline`` (NaT for cost), ``reached``.
    """
    import pandas as pd

    rows = [row for watch in triggers.watches for row in _rows(triggers.result, watch)]
    columns = [
        "name", "level", "decide", "date", "low", "high", "first", "middle", "last", "planned", "deadline", "reached",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _rows(result: SimulationResult, watch: Watch) -> list[tuple[object, ...]]:
    signal = watch.signal
    if signal.kind not in ("finish", "buffer"):
        return []
    timeline, project = result.timeline, result.project
    ends = np.quantile(signal.known, [0.0, 0.1, 0.5, 0.9, 1.0], method="inverted_cdf")
    lowest, first, middle, last, highest = (timeline.date_of(float(end)) for end in ends)
    task = signal.subject
    if signal.kind == "buffer":
        reserve = project.contingency.reserve(signal.subject)
        task = task if reserve is None else reserve.before
    planned = timeline.date_of(planned_minutes(result, task))
    due = timeline.date_of(watch.target.deadline) if watch.target.kind == "finish" else None
    return [
        (
            signal.name if watch.plan is None else plan_title(watch), point.level,
            None if point.decide_by == point.date else point.decide_by, point.date, point.low_date or lowest,
            point.high_date or highest, first, middle, last, planned, due, point.alarm.reached.value,
        )
        for point in watch.points
        if point.crossing.place == "crossed"
    ]  # fmt: skip
