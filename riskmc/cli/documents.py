"""What the JSON objects of several commands write alike."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskmc.result import ProbabilityEstimate, QuantileEstimate
    from riskmc.result.amounts import AmountEstimate

__all__ = ["Document", "amount", "chance", "instant", "percentiles", "quantile", "without_nan"]

Document = dict[str, Any]


def instant(when: date | datetime) -> str:
    """Write a date in ISO 8601, an instant to the nearest minute.

    Examples
    --------
    >>> instant(datetime(2028, 4, 3, 11, 9, 31)), instant(date(2028, 3, 31))
    ('2028-04-03T11:10', '2028-03-31')
    """
    if not isinstance(when, datetime):
        return when.isoformat()
    return (when + timedelta(seconds=30)).isoformat(timespec="minutes")


def percentiles(estimates: Iterable[QuantileEstimate]) -> Document:
    """Write percentiles by their level in %."""
    return {f"{100 * estimate.probability:g}": quantile(estimate) for estimate in estimates}


def quantile(estimate: QuantileEstimate) -> Document:
    """Write a percentile with its interval."""
    return {
        "value": instant(estimate.value),
        "days": estimate.days,
        "low": instant(estimate.low),
        "high": instant(estimate.high),
        "low_days": estimate.low_days,
        "high_days": estimate.high_days,
    }


def amount(estimate: AmountEstimate) -> Document:
    """Write a percentile of an amount of money with its interval."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def chance(estimate: ProbabilityEstimate) -> Document:
    """Write a probability with its interval."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def without_nan(value: Any) -> Any:
    """Write None where a number is none, at any depth; JSON has no word for it.

    Examples
    --------
    >>> without_nan({"sd": float("nan"), "days": (1.5, float("inf"))})
    {'sd': None, 'days': [1.5, None]}
    """
    if isinstance(value, dict):
        return {key: without_nan(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
