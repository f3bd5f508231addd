"""Amounts of money in the words of a report."""

from __future__ import annotations

import math

from riskmc.result.replicates import Measured

__all__ = ["amount_text", "measured_amount_text", "measured_parts", "step_of"]

_PARTS = 10.0
"""An amount is told to a power of ten that fits its interval at least so often."""


def amount_text(amount: float, currency: str | None = None, step: float = 1.0) -> str:
    """Write an amount in whole units of its currency; below ten, with two decimals.

    Parameters
    ----------
    amount : float
    currency : str, optional
    step : float
        To which it is rounded, such as 1,000.

    Examples
    --------
    >>> amount_text(1234.5, "EUR"), amount_text(-20.0), amount_text(0.0, "EUR"), amount_text(2.5, "EUR")
    ('1,234 EUR', '−20', '0 EUR', '2.50 EUR')
    >>> amount_text(2_380_017.0, "EUR", 1_000.0)
    '2,380,000 EUR'
    """
    decimals = 2 if step <= 1.0 and 0.005 <= abs(amount) < 9.995 and amount != round(amount) else 0
    text = f"{round(amount / step) * step if step > 1.0 else amount:,.{decimals}f}"
    text = "0" if text in ("-0", "0") else text.replace("-", "−")
    return f"{text} {currency}" if currency else text


def step_of(low: float, high: float) -> float:
    """Return the power of ten to which an amount deserves to be told that lies between two ends.

    Examples
    --------
    >>> step_of(673_771.0, 693_716.0), step_of(100.0, 104.0), step_of(5.0, 5.0)
    (1000.0, 1.0, 1.0)
    """
    width = (high - low) / _PARTS
    return 10.0 ** math.floor(math.log10(width)) if math.isfinite(width) and width >= 1.0 else 1.0


def measured_amount_text(amount: Measured, currency: str | None = None) -> str:
    """Write an amount with its interval, to the digits that the interval supports.

    Examples
    --------
    >>> measured_amount_text(Measured(683_680.0, 673_771.0, 693_716.0), "EUR")
    '684,000 EUR (674,000–694,000)'
    >>> measured_amount_text(Measured(-5.0, -9.0, 2.0))
    '−5 (−9 to 2)'
    """
    step = step_of(amount.low, amount.high)
    value = amount_text(amount.value, currency, step)
    if math.isnan(amount.low):
        return value
    low, high = amount_text(amount.low, None, step), amount_text(amount.high, None, step)
    return f"{value} ({low} to {high})" if low.startswith("−") else f"{value} ({low}–{high})"


def measured_parts(amount: Measured, currency: str | None = None) -> tuple[str, str]:
    """Write an amount, and its interval by itself.

    Examples
    --------
    >>> measured_parts(Measured(683_680.0, 673_771.0, 693_716.0), "EUR")
    ('684,000 EUR', '674,000–694,000')
    """
    value, _, interval = measured_amount_text(amount, currency).partition(" (")
    return value, interval.removesuffix(")")
