"""Words of headers and cells, folded so that accents, case, plural and punctuation do not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "split_words", "words_of"]

_CAMEL = re.compile(r"(?<=[a-z\u00e0-\u00ff])(?=[A-Z])")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Fold a text: small letters without accents, words apart by one space, no punctuation.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> fold("Eintrittswahrscheinlichkeit (%)"), fold("PostMitProb_1-5"), fold("Qualité de l'air")
    ('eintrittswahrscheinlichkeit', 'post mit prob 1 5', 'qualite de l air')
    """
    plain = unicodedata.normalize("NFKD", _CAMEL.sub(" ", text[:2_000]).translate(_LIGATURES))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters.casefold()).split())


def split_words(text: str) -> list[str]:
    """Return the folded words of a text.

    Examples
    --------
    >>> split_words("Risk_ID")
    ['risk', 'id']
    """
    return fold(text).split()


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a list that is written as one text.

    Examples
    --------
    >>> words_of("due termin")
    ('due', 'termin')
    """
    return tuple(text.split())
