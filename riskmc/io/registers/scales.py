"""The scales of a register: how its numbers and words become three, four or five levels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from riskmc.io.registers.contents import number_of
from riskmc.io.registers.fitting import PMI_IMPACTS
from riskmc.io.registers.levels import LevelCell, letter_ranks, read_level
from riskmc.io.registers.words import fold

__all__ = ["LEVEL_NAMES", "Scale", "common_levels", "scale_of"]

LEVEL_NAMES: Final[Mapping[int, tuple[str, ...]]] = {
    3: ("low", "medium", "high"),
    4: ("low", "medium", "high", "very high"),
    5: ("very low", "low", "medium", "high", "very high"),
}
"""Names of levels, the lowest first."""

_OF_WORDS: Final = {3: (1, 1, 2, 3, 3), 4: (1, 1, 2, 3, 4), 5: (1, 2, 3, 4, 5)}
_OF_NUMBERS: Final = {
    (3, 3): (1, 2, 3),
    (3, 4): (1, 2, 3),
    (3, 5): (2, 3, 4),
    (4, 4): (1, 2, 3, 4),
    (4, 5): (1, 2, 4, 5),
    (5, 5): (1, 2, 3, 4, 5),
    (10, 5): (1, 1, 2, 2, 3, 3, 4, 4, 5, 5),
    (4, 3): (1, 2, 3, 3),
    (5, 3): (1, 1, 2, 3, 3),
    (5, 4): (1, 1, 2, 3, 4),
    (10, 3): (1, 1, 1, 1, 2, 2, 2, 3, 3, 3),
    (10, 4): (1, 1, 2, 2, 2, 3, 3, 3, 4, 4),
}
_RANGE_IN_NAME = re.compile(r"\b([01]) (?:to |bis |a |ate )?(2|3|4|5|10)\b")


@dataclass(frozen=True)
class Scale:
    """The scale of one column.

    Attributes
    ----------
    top : int
        Its highest number: 3, 4, 5 or 10; 0 where it has words alone.
    is_reversed : bool
        Whether 1 is the highest level.
    shift : int
        What is added to a number that counts from 0.
    is_pmi : bool
        Whether its numbers are those of the PMI's scale of impacts.
    is_fine : bool
        Whether its words are more than low, medium and high.
    notice : str
        What was decided without proof.
    letters : mapping of str to int
        What its letters mean, 1 to 5, where they are all that it has.
    """

    top: int = 0
    is_reversed: bool = False
    shift: int = 0
    is_pmi: bool = False
    is_fine: bool = False
    notice: str = ""
    letters: Mapping[str, int] = field(default_factory=dict)

    @property
    def levels(self) -> int:
        """How many levels it tells apart."""
        if self.is_pmi or self.top in (5, 10):
            return 5
        return self.top or (5 if self.is_fine else 3)

    def name(self, cell: Any, n_levels: int) -> str:
        """Name the level of a cell on a scheme of 3, 4 or 5 levels; nothing where it is none.

        Examples
        --------
        >>> Scale(top=5).name("4 - Likely", 5), Scale().name("Alta", 3), Scale(top=5).name("n/a", 5)
        ('high', 'high', '')
        """
        if self.is_pmi:
            number = number_of(cell)
            steps = [
                place
                for place, step in enumerate(PMI_IMPACTS, start=1)
                if number is not None and abs(step - number) < 1e-9
            ]
            return LEVEL_NAMES[n_levels][_OF_WORDS[n_levels][steps[0] - 1] - 1] if steps else ""
        level = LevelCell(self.letters.get(fold(str(cell)), 0)) if self.letters else read_level(cell)
        place = 0 if level is None else self._place(level, n_levels)
        return LEVEL_NAMES[n_levels][place - 1] if place else ""

    def _place(self, level: LevelCell, n_levels: int) -> int:
        if level.number is not None and self.top:
            number = level.number + self.shift
            number = self.top + 1 - number if self.is_reversed else number
            places = _OF_NUMBERS[self.top, n_levels]
            if 1 <= number <= len(places):
                return places[number - 1]
        return _OF_WORDS[n_levels][level.rank - 1] if level.rank else 0


def scale_of(header: str, cells: Sequence[Any]) -> Scale:
    """Tell the scale of a column from its name and cells.

    Examples
    --------
    >>> scale_of("Likelihood (1-5)", [2, 3]).top, scale_of("Impact", ["1 - High", "3 - Low"]).is_reversed
    (5, True)
    """
    numbers = [number_of(cell) for cell in cells]
    bare = [number for number in numbers if number is not None]
    if bare and max(bare) < 1 and all(any(abs(step - number) < 1e-9 for step in PMI_IMPACTS) for number in bare):
        return Scale(is_pmi=True)
    letters = letter_ranks(cells)
    if letters:
        is_ranked = "d" in letters
        notice = "its letters were taken as levels from E, the lowest, to A, the highest" if is_ranked else ""
        return Scale(is_fine=True, letters=letters, notice=notice)
    levels = [level for cell in cells if (level := read_level(cell)) is not None]
    numbered = [level.number for level in levels if level.number is not None]
    is_fine = any(not level.is_plain for level in levels)
    if len(numbered) < 0.6 * len(levels) or not numbered:
        return Scale(is_fine=is_fine)
    top, shift, notice = _top(header, levels, numbered)
    return Scale(top, _is_reversed(levels), shift, is_fine=is_fine, notice=notice)


def _top(header: str, levels: Sequence[LevelCell], numbers: Sequence[int]) -> tuple[int, int, str]:
    """Tell the highest number of a scale, what is added to its numbers, and what was not proven."""
    told = _RANGE_IN_NAME.search(fold(header))
    most = max(numbers)
    if told and int(told[2]) + (told[1] == "0") >= most:
        shift = 1 if told[1] == "0" else 0
        top = int(told[2]) + shift
        return (top if top in (3, 4, 5, 10) else 5), shift, ""
    shift = 1 if 0 in numbers and most <= 4 else 0
    most += shift
    if most > 5:
        return 10, shift, ""
    if most == 4 and any(level.rank == 5 and level.number == 4 for level in levels):
        return 4, shift, ""
    if most <= 3:
        is_told = any(level.rank for level in levels)
        notice = (
            ""
            if is_told
            else (
                "no number is above 3, so that three levels were taken; write scale: 5 in a mapping "
                "where there are five"
            )
        )
        fives = any(level.rank == 5 or (level.rank == 3 and level.number == 3) or level.rank == 1 for level in levels)
        return (5, shift, "") if fives and not _ends_high(levels) else (3, shift, notice)
    return 5, shift, ""


def _ends_high(levels: Sequence[LevelCell]) -> bool:
    """Tell whether the number 3 is a high level, as on a scale of three."""
    return any(level.number == 3 and level.rank >= 4 for level in levels)


def _is_reversed(levels: Sequence[LevelCell]) -> bool:
    """Tell whether higher numbers go with lower words."""
    pairs = {(level.number, level.rank) for level in levels if level.number is not None and level.rank}
    signs = [
        (one - other) * (rank - rank_other)
        for one, rank in pairs
        for other, rank_other in pairs
        if one is not None and other is not None and one > other and rank != rank_other
    ]
    return bool(signs) and sum(sign < 0 for sign in signs) > 0.5 * len(signs)


def common_levels(scales: Sequence[Scale]) -> int:
    """Return how many levels a scheme needs for some columns; 0 for none.

    Examples
    --------
    >>> common_levels([Scale(top=5), Scale()]), common_levels([Scale()]), common_levels([])
    (5, 3, 0)
    """
    wanted = {scale.levels for scale in scales}
    return max(wanted, default=0)
