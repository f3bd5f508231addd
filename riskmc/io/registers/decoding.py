"""The text of a table whose encoding is written nowhere in it."""

from __future__ import annotations

import codecs
from typing import Final

__all__ = ["decode_table"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES: Final = ("cp1252", "mac_roman", "cp1250", "cp850", "cp1251", "cp437")
_SAMPLE: Final = 200_000
_USUAL: Final = frozenset("€£–—’‘“”…•«»°§²³½ªº¿¡·×±µ\u00a0")


def decode_table(data: bytes) -> tuple[str, str]:
    """Decode the bytes of a table.

    A byte-order mark and valid UTF-8 are sure; of the code pages the one counts whose accented letters stand where
    letters of words stand.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    text, encoding : str

    Examples
    --------
    >>> decode_table("Qualité".encode("mac_roman")), decode_table("Qualité".encode("cp1252"))
    (('Qualité', 'mac_roman'), ('Qualité', 'cp1252'))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    wide = _wide(data[:_SAMPLE])
    if wide:
        return data.decode(wide, errors="replace"), wide
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    best = max(_CODE_PAGES, key=lambda page: _likeness(sample.decode(page, errors="replace")))
    return data.decode(best, errors="replace"), best


def _wide(sample: bytes) -> str:
    """Tell UTF-16 without a mark by the zeros of its Latin letters."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if odd > 0.6 * half and even < 0.2 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.2 * half else ""


def _likeness(text: str) -> float:
    """Score how much the letters beyond ASCII look like those of words."""
    score = 0.0
    for place, sign in enumerate(text):
        if sign.isascii():
            continue
        before = text[place - 1] if place else " "
        after = text[place + 1] if place + 1 < len(text) else " "
        inside = before.isalpha() or after.isalpha()
        if sign == "\ufffd" or not (sign.isprintable() or sign == "\u00a0"):
            score -= 5
        elif sign.isalpha():
            is_odd_capital = sign.isupper() and (before.islower() or (after.islower() and before.isalpha()))
            score += -3 if is_odd_capital or not inside else 1 if sign <= "ÿ" else 0.5 if sign < "\u0370" else -0.5
        else:
            score += 0.5 if sign in _USUAL and not (before.isalpha() and after.isalpha() and sign != "’") else -2
    return score
