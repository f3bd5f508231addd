"""The buffer that is cheapest where each day of delay and each day of buffer have a price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from riskmc._typing import Floats
from riskmc.result import FinishSamples, ProbabilityEstimate
from riskmc.result.estimates import CONFIDENCE, order_statistic_interval, proportion_interval
from riskmc.result.paired import mean_interval
from riskmc.result.replicates import Measured
from riskmc.result.samples import SAME_INSTANT

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BufferChoice", "cheapest_buffer", "cost_frame", "total_cost"]

_POINTS: Final = 61
"""Of the curve of total cost."""


@dataclass(frozen=True, slots=True)
class BufferChoice:
    """The buffer with the smallest expected total cost.

    Attributes
    ----------
    delay_cost, buffer_cost : float
        Price of a working day by which the promised date is missed, and of a working day of buffer, used or not.
    level : float
        How sure the cheapest promise is, 1 - buffer_cost / delay_cost; 0 where a day of buffer costs as much as a day
        of delay, so that no buffer pays.
    days : Measured
        Working days of buffer from the plan's finish; none is less than 0.
    date : datetime
        That is then promised.
    attained : ProbabilityEstimate
        Chance of that date in the run; more than `level` where the plan alone is surer than that.
    cost : Measured
        Expected total cost of that buffer: what it costs and what delay beyond it costs.
    cost_without : Measured
        Of no buffer at all.
    """

    delay_cost: float
    buffer_cost: float
    level: float
    days: Measured
    date: datetime
    attained: ProbabilityEstimate
    cost: Measured
    cost_without: Measured


def cheapest_buffer(
    samples: FinishSamples, planned: float, delay_cost: float, buffer_cost: float, confidence: float = CONFIDENCE
) -> BufferChoice:
    """Find the buffer for which buffer and expected delay together cost least.

    A day more of buffer costs `buffer_cost` for certain and saves `delay_cost` where the project is later than the
    buffer reaches: it pays as long as the chance of that is above their ratio. This is the newsvendor's quantile
    (K. J. Arrow, T. Harris and J. Marschak, "Optimal inventory policy", Econometrica 19, 1951). Its interval is that of
    the percentile, by order statistics.

    Parameters
    ----------
    samples : FinishSamples
    planned : float
        The plan's finish, in minutes of the timeline.
    delay_cost, buffer_cost : float
        Of a working day, both above 0.
    confidence : float
        In (0, 1).
    """
    level = max(1.0 - buffer_cost / delay_cost, 0.0)
    minutes = _chosen_minutes(samples, planned, level, confidence)
    per_day = 1.0 / samples.timeline.calendar.minutes_per_day
    late = (samples.minutes - planned) * per_day
    days = Measured(*((value - planned) * per_day for value in minutes))
    held = int(np.searchsorted(samples.sorted_minutes, minutes[0] + SAME_INSTANT, side="right"))
    return BufferChoice(
        delay_cost=delay_cost,
        buffer_cost=buffer_cost,
        level=level,
        days=days,
        date=samples.timeline.date_of(minutes[0]),
        attained=proportion_interval(held, samples.iterations, confidence),
        cost=total_cost(late, days.value, delay_cost, buffer_cost, confidence),
        cost_without=total_cost(late, 0.0, delay_cost, buffer_cost, confidence),
    )


def _chosen_minutes(
    samples: FinishSamples, planned: float, level: float, confidence: float
) -> tuple[float, float, float]:
    """Return the promised minute and its interval; never before the plan."""
    if level <= 0.0:
        return planned, planned, planned
    ends = order_statistic_interval(samples.iterations, level, confidence)
    low, high = (float(samples.sorted_minutes[rank]) for rank in ends)
    value = samples.quantile_minutes(level)
    return max(value, planned), max(low, planned), max(high, planned)


def total_cost(
    late_days: Floats, buffer_days: float, delay_cost: float, buffer_cost: float, confidence: float = CONFIDENCE
) -> Measured:
    """Return what a buffer costs in expectation: its days, and the days of delay beyond it.

    Parameters
    ----------
    late_days : ndarray(float64), shape (iterations,)
        Working days from the plan's finish to that of each iteration.
    buffer_days : float
    delay_cost, buffer_cost : float
        Of a working day.
    confidence : float
        In (0, 1).

    Examples
    --------
    >>> total_cost(np.array([0.0, 10.0]), 4.0, 100.0, 20.0).value
    380.0
    """
    costs = buffer_cost * buffer_days + delay_cost * np.maximum(late_days - buffer_days, 0.0)
    return Measured(*mean_interval(costs, confidence))


def cost_frame(
    samples: FinishSamples, planned: float, choice: BufferChoice, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Build the frame behind the chart of total cost.

    Returns
    -------
    DataFrame
        By rising ``days`` of buffer: ``buffer`` (what it costs), ``delay`` (expected cost of delay beyond it),
        ``total`` with its interval ``low``, ``high``.
    """
    import pandas as pd

    late = (samples.minutes - planned) / samples.timeline.calendar.minutes_per_day
    last = max(float(np.quantile(late, 0.995)), 1.6 * choice.days.value, 1.0)
    days = np.linspace(0.0, last, _POINTS)
    totals = [total_cost(late, float(day), choice.delay_cost, choice.buffer_cost, confidence) for day in days]
    return pd.DataFrame(
        {
            "days": days,
            "buffer": choice.buffer_cost * days,
            "delay": [total.value - choice.buffer_cost * day for total, day in zip(totals, days, strict=True)],
            "total": [total.value for total in totals],
            "low": [total.low for total in totals],
            "high": [total.high for total in totals],
        }
    )
