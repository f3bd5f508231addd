"""What a schedule must keep, as it is written on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from riskmc.errors import PlanError, UsageError
from riskmc.model._record import did_you_mean
from riskmc.model.quantities import Quantity

if TYPE_CHECKING:
    from riskmc.analysis.certificate import Tolerance
    from riskmc.analysis.quality_records import QualityLimits

__all__ = ["parse_limits", "parse_tolerance"]

_LENGTHS = {"high-float": "float_days", "long-tasks": "task_days", "long-lags": "lag_days"}


def parse_tolerance(text: str | None) -> Tolerance:
    """Read the tolerance of the certificate: of dates and floats, or one for both.

    Examples
    --------
    >>> parse_tolerance("99/95"), parse_tolerance("100%")
    (Tolerance(dates=0.99, floats=0.95), Tolerance(dates=1.0, floats=1.0))
    """
    from riskmc.analysis.certificate import Tolerance

    if text is None:
        return Tolerance()
    shares = [_percent(part) for part in text.split("/")]
    if len(shares) > 2 or None in shares:
        advice = "write percentages of the dates and of the floats that must be exact, such as 99.5/98, or one for both"
        raise UsageError(f"--tolerance {text!r} is not readable; {advice}")
    return Tolerance(shares[0] or 0.0, shares[-1] or 0.0)


def parse_limits(texts: Iterable[str]) -> QualityLimits:
    """Read limits of the checks of quality: a share, or a length in days where the check has one.

    Examples
    --------
    >>> limits = parse_limits(["lags=10%", "high-float=66d"])
    >>> limits.share("lags"), limits.float_days, limits.share("leads")
    (0.1, 66.0, 0.0)
    """
    from riskmc.analysis.quality_records import QUALITY_RULES, QualityLimits, QualityRule

    shares: dict[QualityRule, float] = {}
    lengths: dict[str, float] = {}
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        rule = next((known for known in QUALITY_RULES if known == name), None)
        if rule is None:
            hint = did_you_mean(name, QUALITY_RULES)
            raise UsageError(f"--limit {text!r}: there is no check {name!r}{f' ({hint})' if hint else ''}")
        days = _days(value) if rule in _LENGTHS else None
        share = _percent(value) if days is None else None
        if days is None and share is None:
            lengths_too = ", or a length such as 66d" if rule in _LENGTHS else ""
            raise UsageError(f"--limit {text!r} is not readable; write the largest share, {name}=10%{lengths_too}")
        if days is not None:
            lengths[_LENGTHS[rule]] = days
        elif share is not None:
            shares[rule] = share
    return QualityLimits(shares, **lengths)


def _percent(text: str) -> float | None:
    try:
        percent = float(text.strip().removesuffix("%").strip())
    except ValueError:
        return None
    return percent / 100 if 0 <= percent <= 100 else None


def _days(text: str) -> float | None:
    try:
        quantity = Quantity.parse(text)
    except PlanError:
        return None
    return quantity.value if quantity.unit == "d" and quantity.value >= 0 else None
