"""Amounts of time and money as registers write them: ``2-4 weeks``, ``R$ 50 mil``, ``1.234.567,89 €``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from riskmc.io.registers.numerals import NUMBER, Decimal, read_number
from riskmc.io.registers.records import Spread
from riskmc.io.registers.units import CURRENCIES, CURRENCY_SIGN, MULTIPLIERS, TIME_WORDS, Measure, currency_of
from riskmc.io.registers.words import fold, words_of

__all__ = ["Amount", "read_amount"]

_MIL_IS_A_MILLION: Final = frozenset(("USD", "GBP", "AUD", "CAD", "NZD", "SGD"))
_TOKEN = re.compile(
    rf"(?P<number>{NUMBER})|(?P<sign>{CURRENCY_SIGN})|(?P<word>[^\W\d_]+\.?)|(?P<mark>[-–—−/()<>≤≥+%~])"
)
_NOISE: Final = frozenset(
    words_of(
        "approx approximately about around circa ca etwa rund env environ aprox approssimativamente min "
        "max minimum maximum likely most ml low high best worst case delay delays verzug retard atraso "
        "retraso ritardo vertraging cost costs up to bis jusqu hasta ate fino tot less than more over "
        "under at least weniger als mehr moins plus de a menos mas mais between and zwischen und entre et "
        "y e tra per of in each the or oder ou o additional extra impact each von from schedule slip "
        "slippage calendar kalendertage business working work ouvres uteis lavorativi laborables"
    )
)
_RANGE_WORDS: Final = frozenset(words_of("to bis a hasta ate tot and und et y e"))
_UPPER: Final = frozenset(
    words_of("up bis jusqu hasta ate fino max maximum less under weniger moins menos unter <≤")
) | {
    "<",
    "≤",
}
_LOWER: Final = frozenset(words_of("over more mehr plus least ueber uber mas mais")) | {">", "≥"}
_FACTOR_FIRST = re.compile(r"^\s*(T|k|Tsd\.?|M|Mio\.?|Mn|Mrd\.?)\s*(?:€|EUR|\$|USD|£|GBP|CHF)", re.IGNORECASE)
_CALENDAR_DAYS = re.compile(r"\b(calendar|kalender|calendaires|corridos|naturales|calendario)", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """An amount as it was written.

    Attributes
    ----------
    points : tuple of (float, str)
        One to three, with the unit that stands there: of time, ``%``, or nothing.
    currency : str
    scaled : bool
        Whether a multiplier such as ``k`` stands there.
    doubts : tuple of str
        What was decided on the way.
    """

    points: tuple[tuple[float, str], ...]
    currency: str = ""
    scaled: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def has_unit(self) -> bool:
        """Whether a unit of time stands there."""
        return any(unit and unit != "%" for _, unit in self.points)

    def in_unit(self, unit: str, factor: float = 1.0) -> Spread:
        """Give bare numbers a unit or a factor."""
        is_bare = not self.has_unit and not self.scaled
        return Spread(tuple((value * factor if is_bare else value, own or unit) for value, own in self.points))


@dataclass
class _Number:
    value: float
    words: list[str]


def read_amount(cell: Any, measure: Measure, decimal: Decimal = "") -> Amount | None:
    """Read an amount of time or money: a number, a range, or three points.

    Parameters
    ----------
    cell : Any
        A text, a number, or a span of time.
    measure : {"time", "money"}
        Tells what ``m`` stands for.
    decimal : {".", ",", ""}

    Returns
    -------
    Amount or None
        None where it is no amount.

    Examples
    --------
    >>> read_amount("2-4 weeks", "time").points, read_amount("R$ 50 mil", "money").points
    (((2.0, 'w'), (4.0, 'w')), ((50000.0, ''),))
    >>> read_amount("50/120/600k", "money").points
    ((50000.0, ''), (120000.0, ''), (600000.0, ''))
    >>> read_amount("tbc", "time")
    """
    if isinstance(cell, timedelta):
        return Amount(((cell.total_seconds() / 3600, "h"),)) if measure == "time" else None
    if isinstance(cell, bool | date) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Amount(((float(cell), ""),)) if abs(cell) < 1e12 else None
    return _read_text(str(cell), measure, decimal) if len(str(cell)) <= 200 else None


def _read_text(text: str, measure: Measure, decimal: Decimal) -> Amount | None:
    bare = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    is_negative = bool(re.match(rf"^\(\s*{CURRENCY_SIGN}?\s*\d[^)]*\)$", bare)) or bool(
        re.match(rf"^[-−–]\s*{CURRENCY_SIGN}?\s*\d", bare)
    )
    numbers, others = _tokens(bare, decimal)
    if not 1 <= len(numbers) <= 3:
        return None
    if measure == "money" and _FACTOR_FIRST.match(bare):
        numbers[-1].words.append(fold(_FACTOR_FIRST.match(bare)[1]))  # type: ignore[index]
    read = [_scaled(number, measure, currency_of(bare)) for number in numbers]
    if any(item is None for item in read):
        return None
    points = _shared([item for item in read if item is not None])
    known = any(unit or scaled for _, unit, scaled in points) or currency_of(bare) != ""
    unknown = [
        word
        for word in others
        if word not in _NOISE and word.upper() not in CURRENCIES.values() and word not in CURRENCIES
    ]
    if unknown and (not known or len(unknown) > 6):
        return None
    amounts = tuple((-value if is_negative else value, unit) for value, unit, _ in points)
    found = Amount(amounts, currency_of(bare), any(scaled for *_, scaled in points))
    return _bounded(_in_working_time(found, bare), others)


def _tokens(text: str, decimal: Decimal) -> tuple[list[_Number], list[str]]:
    """Split a text into numbers, each with the words of units after it, and all other words and marks."""
    numbers: list[_Number] = []
    others: list[str] = []
    is_after_number = False
    for match in _TOKEN.finditer(text):
        if match["number"]:
            value = read_number(match["number"], decimal)
            if value is None:
                return [], []
            numbers.append(_Number(value, []))
            is_after_number = True
        elif match["sign"]:
            continue
        else:
            word = fold(match["word"]) if match["word"] else match["mark"]
            is_unit = word == "%" or word in TIME_WORDS or word in MULTIPLIERS or word == "mil" or word in CURRENCIES
            if is_after_number and is_unit and not (word in _RANGE_WORDS and numbers[-1].words):
                numbers[-1].words.append(word)
            elif match["word"] or word in "<>≤≥":
                is_after_number = is_after_number and word in _NOISE and word not in _RANGE_WORDS
                others.append(word)
    return numbers, others


def _scaled(number: _Number, measure: Measure, currency: str) -> tuple[float, str, bool] | None:
    """Apply the words after a number: value, unit, whether a multiplier was there."""
    value, unit, scaled = number.value, "", False
    for word in number.words:
        if word == "%":
            unit = "%"
        elif measure == "time" and word in TIME_WORDS:
            factor, unit = TIME_WORDS[word]
            value *= factor
        elif word == "mil":
            value, scaled = value * (1e6 if currency in _MIL_IS_A_MILLION else 1e3), True
        elif word in MULTIPLIERS and not (measure == "time" and word in TIME_WORDS):
            value, scaled = value * MULTIPLIERS[word], True
        elif word in TIME_WORDS and word not in ("a", "e", "an") and measure == "money":
            return None
    return value, unit, scaled


def _shared(read: list[tuple[float, str, bool]]) -> list[tuple[float, str, bool]]:
    """Give numbers without a unit that of the number after them: ``2-4 weeks``, ``50-120k``."""
    last_value, last_unit, last_scaled = read[-1]
    shared = []
    for value, unit, scaled in read:
        if not unit and not scaled:
            factor = _factor(last_value) if last_scaled and value < last_value and value < 1_000 else 1.0
            shared.append((value * factor, last_unit, last_scaled))
        else:
            shared.append((value, unit, scaled))
    return shared


def _factor(value: float) -> float:
    return next(factor for factor in (1e9, 1e6, 1e3, 1.0) if abs(value) >= factor or factor == 1.0)


def _in_working_time(amount: Amount, text: str) -> Amount:
    """Turn calendar days into weeks, which are the same on both."""
    if not _CALENDAR_DAYS.search(text) or not any(unit == "d" for _, unit in amount.points):
        return amount
    points = tuple((round(value / 7, 2), "w") if unit == "d" else (value, unit) for value, unit in amount.points)
    return replace(amount, points=points, doubts=("calendar days were read as weeks of 7",))


def _bounded(amount: Amount, others: list[str]) -> Amount:
    """Read ``up to 10 days`` as a range from nothing, and ``more than 10 days`` as 10 days, with a doubt."""
    if len(amount.points) > 1:
        return amount
    value, unit = amount.points[0]
    if _UPPER & set(others):
        return replace(amount, points=((0.0, unit), (value, unit)))
    if _LOWER & set(others):
        return replace(amount, doubts=(*amount.doubts, "its range has no upper end; the lower end was taken"))
    return amount
