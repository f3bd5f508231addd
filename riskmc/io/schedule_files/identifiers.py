"""Ids that the plan format allows, made of the codes and names of other tools."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Identifiers", "identifier"]

_UNFIT = re.compile(r"[^\w.\-]+")
_UNFIT_IN_LEVEL = re.compile(r"[^\w\-]+")
_MAX_LENGTH = 100
_RESERVED = ("all", "project")


def identifier(text: str, *, dots: bool = True) -> str:
    """Make an id of a text: what is neither letter nor digit becomes an underscore.

    Parameters
    ----------
    text : str
        Any text.
    dots : bool
        Whether dots may stay; in a level of a group they may not.

    Returns
    -------
    str
        Letters, digits, ``_``, ``-`` and, where they may stay, dots; never empty.

    Examples
    --------
    >>> identifier("A 100/Größe"), identifier("1.2", dots=False)
    ('A_100_Größe', '1_2')
    """
    return (_UNFIT if dots else _UNFIT_IN_LEVEL).sub("_", text).strip("_.")[:_MAX_LENGTH] or "x"


class Identifiers:
    """Hands out ids, each only once, and none that is a word of the plan format.

    Parameters
    ----------
    reserved : iterable of str
        Words that are never handed out.

    Examples
    --------
    >>> ids = Identifiers()
    >>> ids.unique("A 1"), ids.unique("A_1"), ids.unique("A-1")
    ('A_1', 'A_1-2', 'A-1')
    """

    def __init__(self, reserved: Iterable[str] = _RESERVED) -> None:
        self._used = set(reserved)
        self._next: dict[str, int] = {}

    def unique(self, text: str, *, dots: bool = True) -> str:
        """Return an id for the text that was not handed out before."""
        base = candidate = identifier(text, dots=dots)
        number = self._next.get(base, 2)
        while candidate in self._used:
            candidate = f"{base}-{number}"
            number += 1
        self._next[base] = number
        self._used.add(candidate)
        return candidate
