"""Amounts of money in the words of a report."""

from __future__ import annotations

import math

from riskmc.result.replicates import Measured

__all__ = ["amount_text", "measured_amount_text"]


def amount_text(amount: float, currency: str | None = None) -> str:
    """Write an amount in whole units of its currency; below ten, with two decimals.

    Examples
    --------
    >>> amount_text(1234.5, "EUR"), amount_text(-20.0), amount_text(0.0, "EUR"), amount_text(2.5, "EUR")
    ('1,234 EUR', '−20', '0 EUR', '2.50 EUR')
    """
    decimals = 2 if 0.005 <= abs(amount) < 9.995 and amount != round(amount) else 0
    text = f"{amount:,.{decimals}f}"
    text = "0" if text in ("-0", "0") else text.replace("-", "−")
    return f"{text} {currency}" if currency else text


def measured_amount_text(amount: Measured, currency: str | None = None) -> str:
    """Write an amount with its interval.

    Examples
    --------
    >>> measured_amount_text(Measured(1200.0, 1100.0, 1300.0), "EUR")
    '1,200 EUR (1,100–1,300)'
    >>> measured_amount_text(Measured(-5.0, -9.0, 2.0))
    '−5 (−9 to 2)'
    """
    value = amount_text(amount.value, currency)
    if math.isnan(amount.low):
        return value
    low, high = amount_text(amount.low), amount_text(amount.high)
    return f"{value} ({low} to {high})" if low.startswith("−") else f"{value} ({low}–{high})"
