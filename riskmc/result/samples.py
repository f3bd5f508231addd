"""The finishes of a project or a milestone, over all iterations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.model.calendars import end_of_day
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.estimates import (
    CONFIDENCE,
    ProbabilityEstimate,
    QuantileEstimate,
    order_statistic_interval,
    proportion_interval,
    quantile_rank,
)

if TYPE_CHECKING:
    import pandas as pd

SAME_INSTANT = 1.0 / 60.0
"""Two finishes within a second, in minutes, are the same instant: dates are told to the second."""


@dataclass(frozen=True)
class FinishSamples:
    """The finish of one thing in every iteration.

    Attributes
    ----------
    minutes : ndarray(float64), shape (iterations,)
        Working minutes from the project's start, by iteration; read-only.
    timeline : WorkingTimeline
        Turns working minutes into dates.
    """

    minutes: Floats
    timeline: WorkingTimeline

    @cached_property
    def sorted_minutes(self) -> Floats:
        """The finishes in rising order: ndarray(float64), shape (iterations,), working minutes."""
        ordered: Floats = np.sort(self.minutes)
        ordered.flags.writeable = False
        return ordered

    @property
    def iterations(self) -> int:
        """Number of iterations."""
        return int(self.minutes.size)

    @property
    def mean_days(self) -> float:
        """Mean, in working days from the project's start."""
        return self.timeline.days(float(self.minutes.mean()))

    @property
    def sd_days(self) -> float:
        """Standard deviation (n - 1), in working days; nan for a single iteration."""
        return self.timeline.days(float(self.minutes.std(ddof=1))) if self.iterations > 1 else math.nan

    @property
    def mean(self) -> datetime:
        """Mean, as a date of the project's calendar."""
        return self.timeline.date_of(float(self.minutes.mean()))

    def frame(self) -> pd.DataFrame:
        """Return the finishes as a table, with units and labels in its ``attrs``.

        Returns
        -------
        DataFrame
            Indexed by ``iteration``: ``minutes`` and ``days`` of work from the project's start, ``date``.
        """
        from riskmc.result.columns import describe
        from riskmc.result.sample_frames import finish_frame

        return describe(finish_frame(self), "Finish in each iteration")

    def quantile_minutes(self, probability: float) -> float:
        """Return the percentile in working minutes from the project's start."""
        _check_probability(probability)
        return float(self.sorted_minutes[quantile_rank(self.iterations, probability)])

    def quantile(self, probability: float) -> datetime:
        """Return the date at or before which a share of the iterations finishes.

        Parameters
        ----------
        probability : float
            In [0, 1]; 0.8 gives P80.

        Returns
        -------
        datetime
            A date that an iteration attained.
        """
        return self.timeline.date_of(self.quantile_minutes(probability))

    def iteration_at(self, probability: float) -> int:
        """Return an iteration that attained a percentile: the first, where several did.

        Parameters
        ----------
        probability : float
            In [0, 1].
        """
        return int(np.argmax(self.minutes == self.quantile_minutes(probability)))

    def estimate(self, probability: float, confidence: float = CONFIDENCE) -> QuantileEstimate:
        """Return a percentile with its order-statistic interval.

        Parameters
        ----------
        probability, confidence : float
            In (0, 1).
        """
        _check_probability(probability)
        low, high = order_statistic_interval(self.iterations, probability, confidence)
        minutes = [self.quantile_minutes(probability), *(float(self.sorted_minutes[rank]) for rank in (low, high))]
        value, low_date, high_date = (self.timeline.date_of(m) for m in minutes)
        days, low_days, high_days = (self.timeline.days(m) for m in minutes)
        return QuantileEstimate(probability, value, low_date, high_date, days, low_days, high_days, confidence)

    def share_by(self, minutes: float) -> float:
        """Return the share of iterations that finish at or before a working minute."""
        return self._count_by(minutes) / self.iterations

    def probability_by(self, when: date | datetime, confidence: float = CONFIDENCE) -> ProbabilityEstimate:
        """Return the chance of a finish at or before a date, with its binomial interval.

        Parameters
        ----------
        when : date or datetime
            A plain date means the end of that day.
        confidence : float
            In (0, 1).
        """
        successes = self._count_by(self.timeline.minutes_at(end_of_day(when)))
        return proportion_interval(successes, self.iterations, confidence)

    def _count_by(self, minutes: float) -> int:
        return int(np.searchsorted(self.sorted_minutes, minutes + SAME_INSTANT, side="right"))


def _check_probability(probability: float) -> None:
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"probability {probability!r} is not between 0 and 1; write 0.8 for P80")
