"""The words that tell causes apart."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["excluded_words", "telling_words", "tells_a_delay"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_CLAUSE = re.compile(r"[,;.()\n]")
_ENDINGS: Final = ("ings", "ing", "ies", "ers", "es", "ed", "er", "en", "s", "e", "y", "n")
_STEM: Final = 4
"""Letters that are left of a word at least when its ending is taken off."""

LITTLE: Final = frozenset(
    """
    about above after again all also and any are because been before being below between both but can cannot could
    did does done down during each either few for from further get gets given goes had has have having her here
    his how into its itself just less made make makes many may might more most must need needed needs nor not
    nothing off once one only onto other our out over own per put same shall she should since some still such than
    that the their them then there these they this those through too two under until upon use used using very was
    way well were what when where which while who whom whose why will with within without would yet you your three
    none aber alle als auch auf aus bei bis das dass dem den der des die durch ein eine einem einen einer für hat
    ihr ist kann mit nach nicht noch nur oder sein sich sie sind über und von vor war wenn werden wird zum zur aan
    dat deze die door een het niet nog ook op over te tot uit van voor wordt zijn aux avec ces dans des elle est
    les leur mais nous par pas plus pour que qui sans ses son sont sur une como con del desde donde el entre hasta
    las los más muy para pero por que se sin sobre son una
    """.split()  # noqa: SIM905
)
"""Words that tell nothing in the languages of registers."""

OF_DELAY: Final = frozenset(
    """
    activities activity behind cost costs day days delay delayed delays duration durations estimate estimated
    estimates event events exceed exceeds expected extended extension extra finish good finished hour hours impact
    impacts increase increased issue issues late later lateness likely long longer lot misses missed month months
    optimistic overrun overruns package pessimistic phase plan planned poor problem problems productivity project
    range ranges rate risk risks schedule slip slippage slips slow slower stage start started starts takes task
    tasks than time timely times uncertain uncertainty underestimated usual variation wait waiting week weeks work
    works worse year years verzögerung verspätung aufgabe dauer risiko vertraging retard risque tâche retraso
    riesgo atraso risco
    """.split()  # noqa: SIM905
)
"""Words by which every delay is told, whatever it comes from."""

_EXCLUDING: Final = frozenset(
    ("without", "excluding", "excludes", "excluded", "except", "excl", "not", "no", "beyond", "ohne", "außer", "hors",
     "sauf", "sin", "zonder")
)  # fmt: skip


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that tell one cause from another, without their endings.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> sorted(telling_words("Piling is delayed: boulders in the ground")), sorted(telling_words("a boulder"))
    (['bould', 'ground', 'pil'], ['bould'])
    """
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(stem for word in words if word not in LITTLE and (stem := _stem(word)) not in _STEMS_OF_DELAY)


def tells_a_delay(text: str) -> bool:
    """Tell whether a text holds a word by which every delay is told.

    Examples
    --------
    >>> tells_a_delay("The permit is late"), tells_a_delay("Boulders in the ground")
    (True, False)
    """
    return any(_stem(word.lower()) in _STEMS_OF_DELAY for word in _WORD.findall(text))


def excluded_words(text: str) -> tuple[str, str]:
    """Part a text into what it names, and what it names as left out.

    Parameters
    ----------
    text : str

    Returns
    -------
    (str, str)
        The clauses without, and those with a word such as ``without`` or ``not``.

    Examples
    --------
    >>> excluded_words("ground as surveyed, without boulders")
    ('ground as surveyed', 'without boulders')
    """
    held: list[str] = []
    left_out: list[str] = []
    for clause in _CLAUSE.split(text):
        words = {word.lower() for word in re.findall(r"\w+", clause)}
        (left_out if words & _EXCLUDING else held).append(clause.strip())
    return "; ".join(filter(None, held)), "; ".join(filter(None, left_out))


def _stem(word: str) -> str:
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _STEM - (len(ending) > 2):
                word, is_shorter = word[: -len(ending)], True
                break
    return word


_STEMS_OF_DELAY: Final = frozenset(map(_stem, OF_DELAY))
