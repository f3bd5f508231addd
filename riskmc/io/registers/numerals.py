"""Numbers as people write them: separators of thousands and decimals of several countries, signs, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

__all__ = ["NUMBER", "Decimal", "decimal_sign", "read_number"]

Decimal = Literal[".", ",", ""]
"""The decimal sign of a table, where it is known."""

NUMBER: Final = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?(?!\d)|\d[\d.,]*\d|\d"

_PARTS = re.compile(r"\d(?:[\d.,' ’\u00a0\u202f]*\d)?")


def read_number(text: str, decimal: Decimal = "") -> float | None:
    """Read an unsigned number.

    A sign that comes once before exactly three digits separates thousands, unless the table's decimal sign is known
    to be that one.

    Parameters
    ----------
    text : str
    decimal : {".", ",", ""}
        The decimal sign of the table, where other cells tell it.

    Returns
    -------
    float or None

    Examples
    --------
    >>> [read_number(text) for text in ("1.234.567,89", "1,234", "0,3", "1 234.5", "1'000")]
    [1234567.89, 1234.0, 0.3, 1234.5, 1000.0]
    >>> read_number("1.250"), read_number("1.250", ".")
    (1250.0, 1.25)
    """
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", bare) or len(bare) > 30:
        return None
    signs = [sign for sign in bare if sign in ".,"]
    if len(set(signs)) == 2:
        last = signs[-1]
        if signs.count(last) > 1:
            return None
        return float(bare.replace("," if last == "." else ".", "").replace(last, "."))
    if not signs:
        return float(bare)
    sign = signs[0]
    groups = bare.split(sign)
    is_grouped = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3 and groups[0] != "0"
    if len(signs) > 1:
        return float(bare.replace(sign, "")) if is_grouped else None
    if is_grouped and decimal != sign:
        return float(bare.replace(sign, ""))
    return float(bare.replace(sign, "."))


def decimal_sign(texts: Iterable[str]) -> Decimal:
    """Tell the decimal sign from numbers that can be read in one way only.

    Examples
    --------
    >>> decimal_sign(["1.250", "3,5"]), decimal_sign(["12.75"]), decimal_sign(["1.250"])
    (',', '.', '')
    """
    votes = {".": 0, ",": 0}
    for text in texts:
        for found in _PARTS.findall(text):
            sign = _decimal_of(found)
            if sign:
                votes[sign] += 1
    if votes["."] == votes[","]:
        return ""
    return "." if votes["."] > votes[","] else ","


def _decimal_of(number: str) -> str:
    signs = [sign for sign in number if sign in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return "," if signs[0] == "." else "."
    whole, _, digits = number.partition(signs[0])
    return signs[0] if len(digits) != 3 or whole == "0" or len(whole) > 3 else ""
