"""The cash flow of a run: how much is spent in each month, and by its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from riskmc._typing import AnyArray, Floats

CASH_LEVELS: Final = (0.1, 0.5, 0.8)
"""Percentiles of what is spent."""


@dataclass(frozen=True)
class CashFlow:
    """What is spent, month by month, in money of its time.

    All arrays are read-only.

    Attributes
    ----------
    iterations : int
        The first iterations of the run, from which it comes.
    confidence : float
        Of the intervals.
    months : tuple of date
        The first day of each month, from the first in which anything can be spent to the last.
    by_end, in_month : ndarray(float64), shape (n_months, 3, 3)
        Percentiles CASH_LEVELS of what is spent by the end of each month, and in it: value, low and high end of the
        interval. Percentiles of months do not add up.
    mean_by_end, mean_in_month : ndarray(float64), shape (n_months,)
    planned_by_end, planned_in_month : ndarray(float64), shape (n_months,)
        What the plan itself spends.
    """

    iterations: int
    confidence: float
    months: tuple[date, ...]
    by_end: Floats
    in_month: Floats
    mean_by_end: Floats
    mean_in_month: Floats
    planned_by_end: Floats
    planned_in_month: Floats


_ARRAYS: Final = (
    "by_end", "in_month", "mean_by_end", "mean_in_month", "planned_by_end", "planned_in_month",
)  # fmt: skip


def stored_cash_arrays(cash: CashFlow | None) -> dict[str, AnyArray]:
    """Return the arrays that are stored, by their names; none where nothing costs money."""
    return {} if cash is None else {f"cash_{name}": getattr(cash, name) for name in _ARRAYS}


def cash_document(cash: CashFlow | None) -> dict[str, Any] | None:
    """Return what is stored beside the arrays."""
    if cash is None:
        return None
    months = [month.isoformat() for month in cash.months]
    return {"iterations": cash.iterations, "confidence": cash.confidence, "months": months}


def read_cash(document: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> CashFlow | None:
    """Read a stored cash flow.

    Raises
    ------
    ValueError
        Where arrays do not fit one another.
    """
    content = document.get("cash")
    if content is None:
        return None
    months = tuple(date.fromisoformat(month) for month in content["months"])
    for name in _ARRAYS:
        shape = (len(months), len(CASH_LEVELS), 3) if name in ("by_end", "in_month") else (len(months),)
        found = arrays[f"cash_{name}"]
        if found.shape != shape or found.dtype != np.float64:
            raise ValueError(f"cash_{name} has the shape {found.shape} where {shape} belongs")
    stored = {name: arrays[f"cash_{name}"] for name in _ARRAYS}
    return CashFlow(content["iterations"], content["confidence"], months, **stored)
