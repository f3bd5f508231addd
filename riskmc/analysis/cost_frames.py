"""The frames behind the charts of cost: curve, histogram, drivers, finish against cost, cash flow."""

from __future__ import annotations

import math
from datetime import datetime, time
from typing import TYPE_CHECKING, Final

import numpy as np

from riskmc.analysis.estimates import half_width
from riskmc.analysis.joint_confidence import JCL_LEVELS, frontier
from riskmc.analysis.objectives import samples_of
from riskmc.analysis.scurve import POINTS, binomial_band
from riskmc.result.amounts import CostSamples
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "cash_frame", "cost_curve", "cost_driver_frame", "cost_histogram", "frontier_frame", "joint_points",
    "joint_samples",
]  # fmt: skip

MOST_BINS: Final = 50
MOST_POINTS: Final = 1_500
"""Iterations in the cloud of finish and cost: more would hide each other."""


def cost_curve(samples: CostSamples, confidence: float = CONFIDENCE, points: int = POINTS) -> pd.DataFrame:
    """Build the frame behind the S-curve of a cost.

    Parameters
    ----------
    samples : CostSamples
    confidence : float
        Of the band, in (0, 1); it holds at each amount on its own.
    points : int

    Returns
    -------
    DataFrame
        ``amount``, ``probability`` of costing no more, and its binomial interval ``low``, ``high``.
    """
    import pandas as pd

    ordered = samples.sorted_amounts
    n = ordered.size
    ranks = np.unique(np.linspace(0, n - 1, min(points, n)).round().astype(np.int64))
    amounts = np.unique(ordered[ranks])
    counts = np.searchsorted(ordered, amounts, side="right").astype(np.float64)
    low, high = binomial_band(counts, n, confidence)
    return pd.DataFrame({"amount": amounts, "probability": counts / n, "low": low, "high": high})


def cost_histogram(samples: CostSamples) -> pd.DataFrame:
    """Build the frame behind a histogram of costs, in bins of round amounts.

    Returns
    -------
    DataFrame
        ``start``, ``end`` of each bin, and ``share`` of the iterations in it; a bin takes amounts after its start and
        up to its end. The attribute ``width`` is the width of the bins.
    """
    import pandas as pd

    ordered = samples.sorted_amounts
    low, high = float(ordered[0]), float(ordered[-1])
    width = _round_width((high - low) / MOST_BINS) if high > low else max(abs(high) / 100.0, 1.0)
    first = math.ceil(low / width) - 1
    edges = np.arange(first, math.ceil(high / width) + 1) * width
    counts = np.diff(np.searchsorted(ordered, edges, side="right"))
    frame = pd.DataFrame({"start": edges[:-1], "end": edges[1:], "share": counts / ordered.size})
    frame.attrs["width"] = width
    return frame


def _round_width(width: float) -> float:
    """Round a width up to 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> _round_width(1_340.0), _round_width(0.03)
    (2000.0, 0.05)
    """
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= width * (1.0 - 1e-9))


def cost_driver_frame(result: SimulationResult, most: int = 15, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Build the frame of what makes the cost uncertain, the largest share first.

    Parameters
    ----------
    result : SimulationResult
        With costs.
    most : int
        Rows.
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        ``name``, ``kind`` (task, cost, risk, response), ``planned`` and ``mean`` amount, ``share`` of the variance of
        the total (its covariance with it over that variance), with half its interval ``half``. All shares add up to 1.
    """
    rows = result.costs
    found = rows.assign(
        name=[name or identity for name, identity in zip(rows["name"], rows["id"], strict=True)],
        share=rows["covariance_share"],
        half=half_width(1.0, confidence) * rows["covariance_share_se"],
    )
    order = found["share"].abs().sort_values(ascending=False, kind="stable").index
    columns = ["id", "name", "kind", "planned", "mean", "share", "half"]
    return found.loc[order, columns].head(most).reset_index(drop=True)


def joint_samples(result: SimulationResult) -> FinishSamples:
    """Return the finishes that are held against the cost: of the first objective's task, else of the project."""
    from riskmc.analysis.joint_confidence import joint_promise

    promise = joint_promise(result)
    return result.finish if promise is None else samples_of(result, promise.finish)


def joint_points(result: SimulationResult, most: int = MOST_POINTS) -> pd.DataFrame:
    """Build the cloud of finish and cost: iterations spread evenly over the run.

    Returns
    -------
    DataFrame
        ``iteration``, ``date`` and ``amount``.
    """
    import pandas as pd

    assert result.cost is not None
    samples = joint_samples(result)
    n = samples.iterations
    chosen = np.unique(np.linspace(0, n - 1, min(most, n)).round().astype(np.int64))
    dates = [samples.timeline.date_of(float(minutes)) for minutes in samples.minutes[chosen]]
    return pd.DataFrame({"iteration": chosen, "date": dates, "amount": result.cost.amounts[chosen]})


def frontier_frame(result: SimulationResult, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Build the lines of date and budget that are together as sure as wanted.

    Returns
    -------
    DataFrame
        ``level``, ``date``, ``amount`` and its interval ``low``, ``high`` (infinite where no amount is sure).
    """
    import pandas as pd

    assert result.cost is not None
    samples = joint_samples(result)
    rows = [
        (level, samples.timeline.date_of(point.minutes), point.amount, point.low, point.high)
        for level in JCL_LEVELS
        for point in frontier(samples.minutes, result.cost.amounts, level, confidence)
    ]
    return pd.DataFrame(rows, columns=["level", "date", "amount", "low", "high"])


def cash_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the frame of the cash flow, a row a month.

    Returns
    -------
    DataFrame
        ``month`` (its first day); ``p10``, ``p50``, ``p80`` with ``p80_low``, ``p80_high``, ``mean`` and ``planned`` of
        what is spent by its end; the same with ``month_`` before them of what is spent in it.
    """
    import pandas as pd

    cash = result.cash
    assert cash is not None
    columns: dict[str, object] = {"month": [datetime.combine(month, time()) for month in cash.months]}
    for prefix, levels, mean, planned in (
        ("", cash.by_end, cash.mean_by_end, cash.planned_by_end),
        ("month_", cash.in_month, cash.mean_in_month, cash.planned_in_month),
    ):
        columns |= {f"{prefix}p{level}": levels[:, row, 0] for row, level in enumerate((10, 50, 80))}
        columns |= {f"{prefix}p80_low": levels[:, 2, 1], f"{prefix}p80_high": levels[:, 2, 2]}
        columns |= {f"{prefix}mean": mean, f"{prefix}planned": planned}
    return pd.DataFrame(columns)
