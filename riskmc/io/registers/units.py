"""Units of time, factors of money and currencies, by the words and signs that registers use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from riskmc.io.registers.words import fold

__all__ = ["CURRENCIES", "CURRENCY_SIGN", "MULTIPLIERS", "TIME_WORDS", "Measure", "currency_of", "header_unit"]

Measure = Literal["time", "money"]

_TIMES: Final = (
    ("h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren", 1.0, "h"),
    (
        "d day days wd workday workdays working tag tage tagen at arbeitstag arbeitstage werktage jour jours j dia "
        "dias giorno giorni gg dag dagen werkdag werkdagen bd dd",
        1.0,
        "d",
    ),
    ("w wk wks week weeks woche wochen kw semaine semaines sem semana semanas settimana settimane weken", 1.0, "w"),
    ("mo mos mth mths month months m monat monate monaten mois mes meses mese mesi maand maanden", 1.0, "mo"),
    ("quarter quarters quartal quartale trimestre trimestres trimestri kwartaal kwartalen", 3.0, "mo"),
    ("y yr yrs year years jahr jahre jahren an ans annee annees ano anos anni anno jaar jaren", 12.0, "mo"),
)

TIME_WORDS: Final[Mapping[str, tuple[float, str]]] = {
    word: (factor, unit) for words, factor, unit in _TIMES for word in words.split()
}
"""Units of time by their folded words, as a number of a unit of plans."""

_FACTORS: Final = (
    ("k t th thousand thousands tsd tausend mila mille milliers dzd duizend milhares miles teur keur kusd kgbp", 1e3),
    ("lakh lakhs lac lacs", 1e5),
    (
        "m mm mn mio mln mi mill million millions millionen millon millones milhao milhoes milione milioni miljoen "
        "meur musd mgbp",
        1e6,
    ),
    ("crore crores cr", 1e7),
    ("b bn bi billion billions mrd md mld milliard milliards miliardi miljard bilhao bilhoes", 1e9),
)

MULTIPLIERS: Final[Mapping[str, float]] = {word: factor for words, factor in _FACTORS for word in words.split()}
"""Factors of money by their folded words; ``mil`` is told apart by the currency."""

_CURRENCY_WORDS: Final = (
    "r$=BRL us$=USD usd=USD a$=AUD au$=AUD aud=AUD c$=CAD ca$=CAD cad=CAD nz$=NZD nzd=NZD hk$=HKD s$=SGD sgd=SGD "
    "mx$=MXN mxn=MXN $=USD €=EUR eur=EUR euro=EUR euros=EUR £=GBP gbp=GBP ¥=JPY jpy=JPY cny=CNY rmb=CNY ₹=INR inr=INR "
    "rs=INR chf=CHF sfr=CHF brl=BRL sek=SEK nok=NOK dkk=DKK pln=PLN zł=PLN czk=CZK huf=HUF aed=AED sar=SAR qar=QAR "
    "zar=ZAR ars=ARS cop=COP clp=CLP pen=PEN ₺=TRY krw=KRW ₩=KRW rub=RUB ₽=RUB dollars=USD dollar=USD "
    "pounds=GBP reais=BRL teur=EUR keur=EUR meur=EUR kusd=USD musd=USD"
)

CURRENCIES: Final[Mapping[str, str]] = dict(pair.split("=") for pair in _CURRENCY_WORDS.split())
"""Codes of currencies by signs and words."""

CURRENCY_SIGN: Final = r"(?:R\$|US\$|AU?\$|CA?\$|NZ\$|HK\$|S\$|MX\$|[€£¥₹₺₩₽$])"

_SIGN = re.compile(CURRENCY_SIGN)
_CODE: Final = r"(?:[€£$]|eur|usd|gbp|chf)"
_ANY_CODE: Final = (
    rf"(?:{CURRENCY_SIGN}|\b(?:eur|euros?|usd|gbp|chf|aud|cad|nzd|sek|nok|dkk|brl|inr|pln|aed|sar|zar)\b)"
)
_MILLION: Final = r"(?:m|mm|mn|mi|mio\.?|mln|million|millions|millionen|millones|milhoes|milhões|milioni|miljoen)"
_HEADER_FACTORS: Final = (
    (
        r"\(?\s*[$€£]?\s*['’]?000s?\b|\bin 000|\bx ?1[.,]?000\b|\bthousands?\b|\btsd\b|\btausend\b|\bmilliers\b"
        r"|\bmiles\b|\bmilhares\b|\bmigliaia\b|\bduizend",
        "1000",
    ),
    (
        rf"(?:\b|_){_MILLION}\s*{_CODE}|[€£$]\s*{_MILLION}\b|\bmillion|\bmillones\b|\bmilh|\bmilioni\b|\bmiljoen|\bmio\b"
        r"|\bmeur\b|\bmusd\b",
        "1000000",
    ),
    (rf"{_ANY_CODE}[\s,']*{_MILLION}(?=\W|$)", "1000000"),
    (rf"{_ANY_CODE}[\s,']*[kt]\b|(?:\b|_)[kt]\s*{_CODE}|[€£$]\s*k\b|\(k\)|\bteur\b|\bkeur\b|\bkusd\b", "1000"),
)
_UNIT_IN_BRACKETS = re.compile(r"[(\[]\s*(?:in\s+)?([a-zA-Z]+)\s*[)\]]")
_CALENDAR_DAYS = re.compile(
    r"\b(calendar|kalender)[- ]?(days?|tage)|jours calendaires|d[ií]as (corridos|naturales|calendario)|\bcd\b",
    re.IGNORECASE,
)
_NO_UNITS: Final = frozenset(("working", "ano", "ore"))


def currency_of(text: str) -> str:
    """Find the currency that a text names.

    Examples
    --------
    >>> currency_of("Cost impact (k€)"), currency_of("Cost_Exposure_USD"), currency_of("Cost")
    ('EUR', 'USD', '')
    """
    found = _SIGN.search(text.upper().replace("_", " "))
    if found:
        return CURRENCIES[found[0].lower()]
    return next((CURRENCIES[word] for word in fold(text).split() if word in CURRENCIES), "")


def header_unit(header: str, measure: Measure) -> str:
    """Find the unit that a header gives to bare numbers: of time, or the factor of money.

    Parameters
    ----------
    header : str
    measure : {"time", "money"}

    Returns
    -------
    str
        ``d``, ``w``, ``mo``, ``h``, or ``cd`` for calendar days; or the factor, such as ``1000``; empty where it says
        none.

    Examples
    --------
    >>> header_unit("Delay (weeks)", "time"), header_unit("Cost impact (k€)", "money"), header_unit("Cost", "money")
    ('w', '1000', '')
    >>> header_unit("Cost (USD m)", "money"), header_unit("Kosten [EUR, Mio.]", "money"), header_unit("CHF k", "money")
    ('1000000', '1000000', '1000')
    """
    if measure == "money":
        return next((factor for pattern, factor in _HEADER_FACTORS if re.search(pattern, header, re.IGNORECASE)), "")
    in_brackets = _UNIT_IN_BRACKETS.search(header)
    words = [fold(in_brackets[1])] if in_brackets else []
    words += [word for word in fold(header).split() if len(word) > 2 or word in ("wd", "wk", "mo")]
    if _CALENDAR_DAYS.search(header):
        return "cd"
    found = next((TIME_WORDS[word] for word in words if word in TIME_WORDS and word not in _NO_UNITS), None)
    return "" if found is None or found[0] != 1 else found[1]
