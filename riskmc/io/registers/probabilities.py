"""Probabilities as registers write them: ``30 %``, ``0,3``, ``10-30%``, ``<10%``, ``1 in 20``."""

from __future__ import annotations

import re
from typing import Any, Final

from riskmc.io.registers.numerals import Decimal, read_number
from riskmc.io.registers.records import Probability

__all__ = ["has_percent", "read_probability"]

_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*%?\s*(?:-|–|—|−|to|bis|a|à|and|und|et|y|e|hasta|ate|até|tot|\.\.+)\s*({_NUMBER})\s*(%?)"
)
_SINGLE = re.compile(rf"({_NUMBER})\s*(%?)")
_ODDS = re.compile(rf"({_NUMBER})\s*(?:in|:|/|out of|von|sur|de|su|op)\s*({_NUMBER})")
_UPPER = re.compile(
    (
        r"^(?:<|≤|less than|below|under|up to|bis|unter|weniger als|moins de|jusqu|menos de|ate|"
        r"até|hasta|meno di|fino a|minder dan|tot)"
    ),
    re.IGNORECASE,
)
_LOWER = re.compile(
    (
        r"^(?:>|≥|more than|over|above|at least|uber|über|mehr als|plus de|mas de|más de|mais de|"
        r"piu di|più di|meer dan)|\+$"
    ),
    re.IGNORECASE,
)
_NOISE = re.compile(
    (
        r"^(?:~|≈|ca\.?|approx\.?|approximately|about|around|circa|etwa|rund|env\.?|environ|"
        r"aprox\.?|between|zwischen|entre|de|da|von|p\s*=|prob\.?)\s*"
    ),
    re.IGNORECASE,
)
_PERCENT_WORDS = re.compile(
    r"\s*(?:percent|per cent|pct|prozent|pour ?cent|por ?ciento|por ?cento|per ?cento|procent)\b\.?", re.IGNORECASE
)


def has_percent(cell: Any) -> bool:
    """Tell whether a cell is a text with a percentage.

    Examples
    --------
    >>> has_percent("10-30 %"), has_percent(30)
    (True, False)
    """
    return isinstance(cell, str) and re.search(r"\d\s*%", _PERCENT_WORDS.sub("%", cell)) is not None


def read_probability(cell: Any, *, is_percent: bool, decimal: Decimal = "") -> Probability | None:
    """Read a probability that is a number or a range.

    Parameters
    ----------
    cell : Any
    is_percent : bool
        Whether a bare number counts percents.
    decimal : {".", ",", ""}

    Returns
    -------
    Probability or None
        None where it is none.

    Examples
    --------
    >>> read_probability("10-30%", is_percent=False)
    Probability(low=0.1, high=0.3, level='')
    >>> read_probability("1 in 20", is_percent=True).low, read_probability(30, is_percent=True).low
    (0.05, 0.3)
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _checked(float(cell), float(cell), is_percent)
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    text = _PERCENT_WORDS.sub("%", cell.strip().replace("\u00a0", " "))
    text = re.sub(r"\s*[(\[].*[)\]]\s*$", "", text) or text.strip("()[]")
    is_upper, is_lower = bool(_UPPER.search(text)), bool(_LOWER.search(text))
    text = _NOISE.sub("", _UPPER.sub("", _LOWER.sub("", text).strip()).strip()).strip()
    return _from_text(text, is_upper, is_lower, is_percent, decimal)


def _from_text(text: str, is_upper: bool, is_lower: bool, is_percent: bool, decimal: Decimal) -> Probability | None:
    found = _RANGE.fullmatch(text)
    if found:
        low, high = read_number(found[1], decimal or "."), read_number(found[2], decimal or ".")
        return None if low is None or high is None else _checked(low, high, is_percent or bool(found[3]))
    odds = _ODDS.fullmatch(text)
    if odds:
        return _from_odds(text, odds, decimal)
    single = _SINGLE.fullmatch(text)
    value = read_number(single[1], decimal or ".") if single else None
    if single is None or value is None:
        return None
    top = 100.0 if is_percent or single[2] else 1.0
    low, high = (0.0, value) if is_upper else (value, top) if is_lower else (value, value)
    return _checked(low, high, top == 100)


def _from_odds(text: str, odds: re.Match[str], decimal: Decimal) -> Probability | None:
    one, of = read_number(odds[1], decimal or "."), read_number(odds[2], decimal or ".")
    if one is None or not of:
        return None
    if "/" in text and one + of == 100:
        return _checked(one, one, True)
    return _checked(one / of, one / of, False)


def _checked(low: float, high: float, is_percent: bool) -> Probability | None:
    scale = 100 if is_percent else 1
    low, high = round(low / scale, 12), round(high / scale, 12)
    return Probability(low, high) if 0 <= low <= high <= 1 else None
