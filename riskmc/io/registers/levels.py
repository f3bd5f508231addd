"""Levels in words and numbers: ``Likely``, ``4 - Probable``, ``High (3)``, ``VH``, ``P4``, and their languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from riskmc.io.registers.words import fold, words_of

__all__ = ["FIVE_LEVELS", "THREE_LEVELS", "LevelCell", "letter_ranks", "level_name", "read_level"]

THREE_LEVELS: Final = ("low", "medium", "high")
FIVE_LEVELS: Final = ("very low", "low", "medium", "high", "very high")

_PLAIN: Final[Mapping[int, str]] = {
    2: """
        low, l, lo, gering, niedrig, tief, klein, faible, bas, basse, bajo, baja, baixo, baixa, basso, bassa, laag,
        limitado, limitada, b,
        lag, lav, niskie, niski, niska, liten""",
    3: """
        medium, m, med, moderate, mod, mid, average, mittel, moyen, moyenne, modere, moderee, medio, media,
        moderado, moderada, moderato, moderata, gemiddeld, middel, middelmatig, matig, normal, midden,
        medel, middels, srednie, sredni, srednia, mellan""",
    4: """
        high, h, hi, hoch, eleve, elevee, haut, haute, fort, forte, alto, alta, elevado, elevada, elevato, elevata,
        hoog, groot,
        hog, hoy, hoj, wysokie, wysoki, wysoka""",
}
"""Words of scales with three levels, which scales with five use as well."""

_FINE: Final[Mapping[int, str]] = {
    1: """
        very low, vl, v low, rare, rarely, remote, very unlikely, highly unlikely, extremely unlikely, very small,
        insignificant, negligible, trivial, minimal, none, extremely low, very rare, incredible, sehr gering, sehr
        niedrig, sehr tief, sehr klein, sehr unwahrscheinlich, selten, sehr selten, unbedeutend, vernachlassigbar,
        unwesentlich, tres faible, tres improbable, exceptionnel, negligeable, insignifiant, insignifiante, tres
        bas, tres rare, muy bajo, muy baja, raro, rara, remoto, remota, insignificante, despreciable, muy
        improbable, muito baixo, muito baixa, desprezivel, muito improvavel, molto basso, molto bassa, trascurabile,
        insignificante, molto improbabile, remoto, zeer laag, zeer klein, verwaarloosbaar, zeer onwaarschijnlijk,
        zelden, zeldzaam, onbeduidend,
        mycket lag, svaert lav, meget lav, bardzo niskie, bardzo niskie, osannolik""",
    2: """
        unlikely, minor, small, marginal, improbable, seldom, slight, limited, fairly low, unwahrscheinlich,
        geringfugig, begrenzt, peu probable, mineur, mineure, limite, menor, leve, poco probable, improvavel, pouco
        provavel, pequeno, pequena, improbabile, poco probabile, minore, lieve, limitato, limitata, marginale,
        onwaarschijnlijk, beperkt, klein, bb""",
    3: """
        possible, occasional, occasionally, fair, tolerable, moglich, gelegentlich, massig, spurbar, moderat,
        occasionnel, occasionnelle, posible, ocasional, possivel, possibile, occasionale, mogelijk, soms, likely as
        not, even, even chance, even chances, as likely as not, fifty fifty""",
    4: """
        likely, probable, probably, major, serious, significant, considerable, large, wahrscheinlich, haufig, gross,
        erheblich, bedeutend, wesentlich, schwer, vraisemblable, majeur, majeure, important, importante,
        significatif, significative, grave, mayor, considerable, significativo, provavel, maior, grande, probabile,
        maggiore, rilevante, significativa, waarschijnlijk, ernstig, aanzienlijk, good chance""",
    5: """
        very high, vh, v high, almost certain, certain, near certain, nearly certain, near certainty, virtually
        certain, very likely, highly likely, extremely likely, frequent, expected, extreme, catastrophic, severe,
        critical, very large, very severe, extremely high, disastrous, crit, sehr hoch, sehr wahrscheinlich, fast
        sicher, nahezu sicher, sicher, sehr haufig, katastrophal, kritisch, existenzbedrohend, extrem, sehr gross,
        bestandsgefahrdend, tres eleve, tres elevee, quasi certain, quasi certaine, presque certain, presque
        certaine, certaine, tres probable, frequent, frequente, catastrophique, critique, tres fort, tres forte, muy
        alto, muy alta, casi seguro, casi cierto, casi segura, muy probable, frecuente, catastrofico, catastrofica,
        critico, critica, extremo, extrema, severo, severa, muy grave, seguro, muito alto, muito alta, quase certo,
        quase certa, muito provavel, frequente, certo, molto alto, molto alta, quasi certo, quasi certa, molto
        probabile, estremo, estrema, altissimo, gravissimo, zeer hoog, zeer groot, vrijwel zeker, bijna zeker,
        zeker, zeer waarschijnlijk, catastrofaal, kritiek, extreem, zeer ernstig,
        mycket hog, svaert hoy, meget hoy, meget hoj, bardzo wysokie, bardzo wysoki""",
}
"""Words that only scales with more than three levels use."""


def _ranks(lists: Mapping[int, str]) -> dict[str, int]:
    return {" ".join(word.split()): rank for rank, text in lists.items() for word in text.split(",")}


_PLAIN_RANKS: Final = _ranks(_PLAIN)
_RANKS: Final = {**_ranks(_FINE), **_PLAIN_RANKS}
_LONGEST: Final = max(len(word.split()) for word in _RANKS)
_LETTERS: Final = frozenset(word for word in _RANKS if len(word) <= 2)
_NUMBER_FIRST = re.compile(
    (
        r"^\s*[([]?\s*(?:level|stufe|niveau|nivel|livello|"
        r"[pliscw])?\s*(\d{1,2})(?:[.,]0+)?\s*(?:[)\]]|[-–—:=./|]|\s|$)(?!\s*[\d%])"
    ),
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(r"[\s([=:–—-]\s*(\d{1,2})(?:[.,]0+)?\s*[)\]]?\s*$")
_LETTER_FIRST = re.compile(r"^\s*[A-Fa-f]\s*[-–—.:)]\s+(?=[^\W\d_]{3})")
_OF_FIVE = re.compile(r"^\s*(\d{1,2})\s*(?:/|of|von|de|di|van)\s*(3|4|5|10)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class LevelCell:
    """What a cell says of a level.

    Attributes
    ----------
    rank : int
        1 to 5 by its word; 0 where it has none.
    number : int or None
        Its number on the register's own scale.
    is_plain : bool
        Whether its word is one of a scale with three levels.
    words : tuple of str
        Its words of levels; two where it lies between two.
    """

    rank: int = 0
    number: int | None = None
    is_plain: bool = True
    words: tuple[str, ...] = ()


_LETTER_SCALES: Final = tuple(
    (dict(zip(letters.split(), ranks, strict=True)), frozenset(telling.split()))
    for letters, ranks, telling in (
        ("mb b m a ma", (1, 2, 3, 4, 5), "a ma mb"),
        ("sg g m h sh", (1, 2, 3, 4, 5), "g sg sh"),
        ("tf f m e te", (1, 2, 3, 4, 5), "tf te"),
        ("e d c b a", (1, 2, 3, 4, 5), "c d e"),
    )
)
"""Scales whose letters mean what they mean beside each other alone, each with those that tell it: muy bajo to muy alto,
sehr gering to sehr hoch, tres faible to tres eleve, and E (rare) to A (almost certain)."""


def letter_ranks(cells: Iterable[object]) -> Mapping[str, int]:
    """Return what the letters of a column mean, where it has nothing but letters of one scale.

    Examples
    --------
    >>> letter_ranks(["MA", "B", "A"])["a"], letter_ranks(["A", "C"])["a"], letter_ranks(["A", "red"])
    (4, 5, {})
    """
    texts = {fold(str(cell)) for cell in cells if cell is not None} - {""}
    for ranks, telling in _LETTER_SCALES:
        if texts & telling and texts <= ranks.keys():
            return ranks
    return {}


def read_level(cell: object) -> LevelCell | None:
    """Read a level.

    Parameters
    ----------
    cell : object

    Returns
    -------
    LevelCell or None
        None where the cell is no level.

    Examples
    --------
    >>> read_level("4 - Probable"), read_level("Alta").rank, read_level(3.0).number, read_level("P4").number
    (LevelCell(rank=4, number=4, is_plain=False, words=('probable',)), 4, 3, 4)
    >>> read_level("Revise the design") is None
    True
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return LevelCell(number=int(cell)) if float(cell).is_integer() and 0 <= cell <= 10 else None
    text = str(cell).strip()
    if len(text) > 60:
        return None
    return _level_of(text) or (_level_of(re.sub(r"\s*[(\[][^)\]]*[)\]]\s*$", "", text)) if "(" in text else None)


def _level_of(text: str) -> LevelCell | None:
    text = _LETTER_FIRST.sub("", text)
    of = _OF_FIVE.match(text)
    if of:
        return LevelCell(number=int(of[1]))
    without_percent = re.sub(r"[(\[]?\s*[<>≤≥~]?\s*\d[\d.,]*\s*%?\s*(?:[-–—]\s*\d[\d.,]*\s*)?%\s*[)\]]?", " ", text)
    words, left = _level_words(fold(without_percent).split())
    number = _number_of(without_percent)
    if left or (not words and number is None) or len(words) > 2:
        return None
    ranks = [_RANKS[word] for word in words]
    return LevelCell(max(ranks, default=0), number, all(word in _PLAIN_RANKS for word in words), tuple(words))


def _number_of(text: str) -> int | None:
    if re.search(r"\d[.,]\d", re.sub(r"\d[.,]0+\b", "0", text)):
        return None
    match = _NUMBER_FIRST.match(text) or _NUMBER_LAST.search(text)
    return int(match[1]) if match and int(match[1]) <= 10 else None


def _level_words(words: list[str]) -> tuple[list[str], list[str]]:
    """Find the words of levels in folded words, the longest first, and what else is there."""
    found: list[str] = []
    left: list[str] = []
    place = 0
    while place < len(words):
        for size in range(min(_LONGEST, len(words) - place), 0, -1):
            phrase = " ".join(words[place : place + size])
            if phrase in _RANKS and (phrase not in _LETTERS or len(words) <= 2):
                found.append(phrase)
                place += size
                break
        else:
            word = words[place]
            if not word.isdigit() and word not in _IGNORED and not re.fullmatch(r"[pliscw]\d{1,2}", word):
                left.append(word)
            place += 1
    return found, left


_IGNORED: Final = frozenset(
    words_of(
        "level stufe niveau nivel livello to bis a risk risiko risque riesgo risco probability impact of "
        "or probabilidade chance"
    )
)


def level_name(rank: int, n_levels: int) -> str:
    """Name a rank of 1 to 5 on a scale of three or five levels.

    Examples
    --------
    >>> level_name(2, 3), level_name(2, 5), level_name(5, 3)
    ('low', 'low', 'high')
    """
    return FIVE_LEVELS[rank - 1] if n_levels == 5 else THREE_LEVELS[min(max(rank - 1, 1), 3) - 1]


def distinct_words(cells: Iterable[LevelCell]) -> set[str]:
    """Return the words of levels that some cells use."""
    return {word for cell in cells for word in cell.words}
