"""Amounts of time and money as registers write them: ``2-4 weeks``, ``R$ 50 mil``, ``1.234.567,89 €``, ``50/120/600k``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from riskmc.io.registers.numerals import NUMBER, Decimal, read_number
from riskmc.io.registers.records import Spread
from riskmc.io.registers.words import fold

__all__ = ["CURRENCIES", "Amount", "currency_of", "header_unit", "read_amount"]

Measure = Literal["time", "money"]

TIME_WORDS: Final[Mapping[str, tuple[float, str]]] = {
    word: unit
    for words, unit in (
        ("h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren", (1.0, "h")),
        (
            "d day days wd workday workdays working tag tage tagen at arbeitstag arbeitstage werktage jour jours j dia "
            "dias giorno giorni gg dag dagen werkdag werkdagen bd dd",
            (1.0, "d"),
        ),
        (
            "w wk wks week weeks woche wochen kw semaine semaines sem semana semanas settimana settimane weken",
            (1.0, "w"),
        ),
        (
            "mo mos mth mths month months m monat monate monaten mois mes meses mese mesi maand maanden",
            (1.0, "mo"),
        ),
        ("quarter quarters quartal quartale trimestre trimestres trimestri kwartaal kwartalen", (3.0, "mo")),
        ("y yr yrs year years jahr jahre jahren an ans annee annees ano anos anni anno jaar jaren", (12.0, "mo")),
    )
    for word in words.split()
}
"""Units of time by their folded words, as a number of a unit of plans."""

MULTIPLIERS: Final[Mapping[str, float]] = {
    word: factor
    for words, factor in (
        ("k thousand thousands tsd tausend mila mille milliers dzd t th duizend milhares miles teur keur kusd kgbp", 1e3),
        (
            "m mm mn mio mln mill million millions millionen millon millones milhao milhoes milione milioni miljoen mi meur musd "
            "mgbp mpound",
            1e6,
        ),
        ("b bn billion billions mrd md mld milliard milliards miliardi miljard bi bilhao bilhoes", 1e9),
        ("lakh lakhs lac lacs", 1e5),
        ("crore crores cr", 1e7),
    )
    for word in words.split()
}
"""Factors of money by their folded words; `mil` is told apart by the currency."""

CURRENCIES: Final[Mapping[str, str]] = {
    "r$": "BRL", "us$": "USD", "usd": "USD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "c$": "CAD", "ca$": "CAD", "cad": "CAD", "nz$": "NZD",
    "nzd": "NZD", "hk$": "HKD", "s$": "SGD", "sgd": "SGD", "mx$": "MXN", "mxn": "MXN", "$": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP", "¥": "JPY", "jpy": "JPY", "cny": "CNY", "rmb": "CNY", "₹": "INR", "inr": "INR", "rs": "INR", "chf": "CHF", "fr.": "CHF", "sfr": "CHF", "brl": "BRL",
    "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "zł": "PLN", "czk": "CZK", "huf": "HUF", "aed": "AED", "sar": "SAR", "qar": "QAR", "zar": "ZAR", "ars": "ARS",
    "cop": "COP", "clp": "CLP", "pen": "PEN", "s/": "PEN", "try": "TRY", "₺": "TRY", "krw": "KRW", "₩": "KRW", "rub": "RUB", "₽": "RUB", "dollars": "USD", "dollar": "USD", "pounds": "GBP",
    "reais": "BRL", "teur": "EUR", "keur": "EUR", "meur": "EUR", "kusd": "USD", "musd": "USD",
}  # fmt: skip
"""Signs and words of currencies."""

_MIL_IS_A_MILLION: Final = frozenset(("USD", "GBP", "AUD", "CAD", "NZD", "SGD"))
_SIGN = r"(?:R\$|US\$|AU?\$|CA?\$|NZ\$|HK\$|S\$|MX\$|[€£¥₹₺₩₽$])"
_TOKEN = re.compile(rf"(?P<number>{NUMBER})|(?P<sign>{_SIGN})|(?P<word>[^\W\d_]+\.?)|(?P<mark>[-–—−/()<>≤≥+%~])")
_NOISE: Final = frozenset(
    "approx approximately about around circa ca etwa rund env environ aprox approssimativamente min max minimum maximum likely most ml low high "
    "best worst case delay delays verzug retard atraso retraso ritardo vertraging cost costs up to bis jusqu hasta ate fino tot less than more over under at least weniger als mehr moins plus de a menos mas mais "
    "between and zwischen und entre et y e tra per of in each the or oder ou o additional extra impact each von from schedule slip slippage calendar kalendertage business working work ouvres uteis lavorativi laborables".split()
)
_RANGE_WORDS: Final = frozenset("to bis a hasta ate tot and und et y e".split())
_UPPER: Final = frozenset("up bis jusqu hasta ate fino max maximum less under weniger moins menos unter <≤".split()) | {"<", "≤"}
_LOWER: Final = frozenset("over more mehr plus least ueber uber mas mais".split()) | {">", "≥"}
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


def currency_of(text: str) -> str:
    """Find the currency that a text names.

    Examples
    --------
    >>> currency_of("Cost impact (k€)"), currency_of("Cost_Exposure_USD"), currency_of("Cost")
    ('EUR', 'USD', '')
    """
    signs = re.findall(_SIGN, text.upper().replace("_", " "))
    if signs:
        return CURRENCIES[signs[0].lower()]
    return next((CURRENCIES[word] for word in fold(text).split() if word in CURRENCIES and word != "try"), "")


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
    if isinstance(cell, bool) or isinstance(cell, date) or cell is None:
        return None
    if isinstance(cell, int | float):
        return Amount(((float(cell), ""),)) if abs(cell) < 1e12 else None
    return _read_text(str(cell), measure, decimal) if len(str(cell)) <= 200 else None


def _read_text(text: str, measure: Measure, decimal: Decimal) -> Amount | None:
    bare = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    is_negative = bool(re.match(rf"^\(\s*{_SIGN}?\s*\d[^)]*\)$", bare)) or bool(re.match(rf"^[-−–]\s*{_SIGN}?\s*\d", bare))
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
    unknown = [word for word in others if word not in _NOISE and word.upper() not in CURRENCIES.values() and word not in CURRENCIES]
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


_HEADER_FACTORS: Final = (
    (re.compile(r"\(?\s*[$€£]?\s*['’]?000s?\b|\bin 000|\bx ?1[.,]?000\b|\bthousands?\b|\btsd\b|\btausend\b|\bmilliers\b|\bmiles\b|\bmilhares\b|\bmigliaia\b|\bduizend", re.IGNORECASE), 1e3),
    (re.compile(r"(?:\b|_)(?:m|mio\.?|mn|mln|mm|mi|million|millions|millionen|millones|milhoes|milhões|milioni|miljoen)\s*(?:[€£$]|eur|usd|gbp|chf)|[€£$]\s*(?:m|mm|mn|mio|million|millions)\b|\bmillion|\bmillionen|\bmillones|\bmilh|\bmilioni\b|\bmiljoen|\bmio\b|\bmeur\b|\bmusd\b", re.IGNORECASE), 1e6),
    (re.compile(r"(?:\b|_)[kt]\s*(?:[€£$]|eur|usd|gbp|chf)|[€£$]\s*k\b|\(k\)|\bteur\b|\bkeur\b|\bkusd\b", re.IGNORECASE), 1e3),
)  # fmt: skip
_UNIT_LETTERS = re.compile(r"[(\[]\s*(?:in\s+)?([a-zA-Z]+)\s*[)\]]")


def header_unit(header: str, measure: Measure) -> str:
    """Find the unit that a header gives to bare numbers: of time, or the factor of money.

    Parameters
    ----------
    header : str
    measure : {"time", "money"}

    Returns
    -------
    str
        ``d``, ``w``, ``mo`` or ``h``; or the factor, such as ``1000``; empty where it says none.

    Examples
    --------
    >>> header_unit("Delay (weeks)", "time"), header_unit("Cost impact (k€)", "money"), header_unit("Cost", "money")
    ('w', '1000', '')
    """
    if measure == "money":
        return next((f"{factor:.0f}" for pattern, factor in _HEADER_FACTORS if pattern.search(header)), "")
    in_brackets = _UNIT_LETTERS.search(header)
    words = [fold(in_brackets[1])] if in_brackets else []
    words += [word for word in fold(header).split() if len(word) > 2 or word in ("wd", "wk", "mo")]
    found = next((TIME_WORDS[word] for word in words if word in TIME_WORDS and word not in ("working", "ano", "ore")), None)
    return "" if found is None or found[0] != 1 else found[1]
