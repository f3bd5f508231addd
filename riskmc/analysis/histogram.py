"""The histogram of finishes, in bins of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from riskmc.analysis.scurve import binomial_band
from riskmc.result import FinishSamples
from riskmc.result.estimates import quantile_rank

if TYPE_CHECKING:
    import pandas as pd

_MONDAY = datetime(2001, 1, 1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
WIDTHS: tuple[tuple[str, timedelta], ...] = (
    ("hour", _HOUR), ("4 hours", 4 * _HOUR), ("day", _DAY), ("week", _WEEK), ("2 weeks", 2 * _WEEK),
    ("4 weeks", 4 * _WEEK), ("13 weeks", 13 * _WEEK), ("26 weeks", 26 * _WEEK), ("52 weeks", 52 * _WEEK),
)  # fmt: skip
"""Widths of bins that a reader of a calendar knows."""

MOST_BINS = 60

FAR_OUT = 0.25
"""A tail beyond P0.1 or P99.9 is left out where it is longer than this share of what lies between them."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """Finishes that lie too far out to be shown with the others.

    Attributes
    ----------
    iterations : int
        How many.
    share : float
        Of all iterations.
    date : datetime
        The farthest of them.
    """

    iterations: int
    share: float
    date: datetime


def finish_histogram(samples: FinishSamples, confidence: float = 0.95) -> pd.DataFrame:
    """Build the frame behind a histogram of finishes.

    A bin takes finishes after its start and up to its end, so that the end of Friday's work counts as Friday.

    Parameters
    ----------
    samples : FinishSamples
        Of the project or a milestone.
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        ``start``, ``end`` (dates; all bins have the same width, weeks begin on Monday), ``iterations`` and ``share`` of
        all iterations; the chance ``probability`` of finishing by the end of the bin, with its binomial interval
        ``low``, ``high``. ``attrs["width"]`` names the width, such as ``"week"``. Where a few finishes lie so far out
        that all others would be pressed into a corner, they have no bin: ``attrs["earlier"]`` and ``attrs["later"]``
        are the :class:`Beyond` of them, or None.
    """
    import pandas as pd

    timeline = samples.timeline
    first, last = (timeline.date_of(minutes) for minutes in shown_span(samples))
    name, width = bin_width(first, last)
    edges = bin_edges(first, last, width)
    minutes = np.array([timeline.minutes_at(edge) for edge in edges])
    # A finish is told to the second: rounding must not carry it over an edge.
    below = np.searchsorted(samples.sorted_minutes, minutes + 0.5 / 60.0, side="right")
    earlier, later = _beyond(samples, edges[0], edges[-1])
    below[0] = earlier.iterations if earlier else 0
    below[-1] = samples.iterations - (later.iterations if later else 0)
    iterations = np.diff(below)
    low, high = binomial_band(below[1:].astype(np.float64), samples.iterations, confidence)
    frame = pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "iterations": iterations,
            "share": iterations / samples.iterations,
            "probability": below[1:] / samples.iterations,
            "low": low,
            "high": high,
        }
    )
    frame.attrs.update(width=name, earlier=earlier, later=later)
    return frame


def shown_span(samples: FinishSamples) -> tuple[float, float]:
    """Return from where to where finishes are shown, in working minutes: all of them, or P0.1 to P99.9 of a far tail.

    Parameters
    ----------
    samples : FinishSamples
    """
    ordered = samples.sorted_minutes
    ends = float(ordered[0]), float(ordered[-1])
    low, high = (float(ordered[quantile_rank(ordered.size, level)]) for level in (0.001, 0.999))
    room = FAR_OUT * (high - low)
    if room == 0.0:
        return ends
    return (low if low - ends[0] > room else ends[0]), (high if ends[1] - high > room else ends[1])


def _beyond(samples: FinishSamples, first: datetime, last: datetime) -> tuple[Beyond | None, Beyond | None]:
    """Describe what lies before and after the bins; a finish is told to the second."""
    timeline, ordered = samples.timeline, samples.sorted_minutes
    ends = timeline.date_of(float(ordered[0])), timeline.date_of(float(ordered[-1]))
    edges = [timeline.minutes_at(edge) + 0.5 / 60.0 for edge in (first, last)]
    counts = np.searchsorted(ordered, edges, side="right")
    before, after = int(counts[0]), int(ordered.size - counts[1])
    earlier = Beyond(before, before / ordered.size, ends[0]) if before and ends[0] <= first else None
    later = Beyond(after, after / ordered.size, ends[1]) if after and ends[1] > last else None
    return earlier, later


def bin_width(first: datetime, last: datetime) -> tuple[str, timedelta]:
    """Choose the narrowest width of WIDTHS that needs no more than MOST_BINS bins; beyond, whole years.

    Examples
    --------
    >>> bin_width(datetime(2028, 1, 3), datetime(2028, 9, 1))
    ('week', datetime.timedelta(days=7))
    """
    for name, width in WIDTHS:
        if (last - first) / width <= MOST_BINS - 2:
            return name, width
    years = int((last - first) / (52 * _WEEK) / (MOST_BINS - 2)) + 1
    return f"{52 * years} weeks", 52 * years * _WEEK


def bin_edges(first: datetime, last: datetime, width: timedelta) -> list[datetime]:
    """Return edges around two instants, at whole multiples of the width from a Monday; the bins hold (start, end]."""
    count = -((_MONDAY - first) // width) - 1
    edges = [_MONDAY + width * count]
    while edges[-1] < last:
        edges.append(edges[-1] + width)
    return edges
