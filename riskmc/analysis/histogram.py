"""The histogram of finishes, in bins of the calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from riskmc.analysis.scurve import binomial_band
from riskmc.result import FinishSamples

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
        ``low``, ``high``. ``attrs["width"]`` names the width, such as ``"week"``.
    """
    import pandas as pd

    timeline = samples.timeline
    first = timeline.date_of(float(samples.sorted_minutes[0]))
    last = timeline.date_of(float(samples.sorted_minutes[-1]))
    name, width = bin_width(first, last)
    edges = bin_edges(first, last, width)
    minutes = np.array([timeline.minutes_at(edge) for edge in edges])
    # A finish is told to the second: rounding must not carry it over an edge.
    below = np.searchsorted(samples.sorted_minutes, minutes + 0.5 / 60.0, side="right")
    below[0], below[-1] = 0, samples.iterations
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
    frame.attrs["width"] = name
    return frame


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
