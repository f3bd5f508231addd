"""What the cells of a column look like, whatever its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from riskmc.io.registers.amounts import read_amount
from riskmc.io.registers.dates import read_date
from riskmc.io.registers.levels import LevelCell, letter_ranks, read_level
from riskmc.io.registers.numerals import Decimal, read_number
from riskmc.io.registers.probabilities import has_percent, read_probability
from riskmc.io.registers.words import fold

__all__ = ["Contents", "look_at", "number_of"]

_SAMPLE = 400


@dataclass(frozen=True)
class Contents:
    """What the cells of a column look like; counts are of the cells that are filled.

    Attributes
    ----------
    n : int
    numbers : tuple of float
        Those that are nothing but a number.
    n_percent, n_levels, n_dates, n_time, n_money, n_amounts, n_long, n_chances : int
        Texts with a percentage; levels in words; dates; times and money with their unit; amounts with or without one;
        texts of more than 40 characters; numbers that a probability may be.
    levels : tuple of LevelCell
    n_distinct : int
    words : float
        Words that a cell has on average.
    """

    n: int = 0
    numbers: tuple[float, ...] = ()
    n_percent: int = 0
    n_levels: int = 0
    n_dates: int = 0
    n_time: int = 0
    n_money: int = 0
    n_amounts: int = 0
    n_long: int = 0
    n_chances: int = 0
    levels: tuple[LevelCell, ...] = ()
    n_distinct: int = 0
    words: float = 0.0

    def share(self, count: int) -> float:
        """Return a count as a share of the filled cells."""
        return count / self.n if self.n else 0.0

    @property
    def is_numeric(self) -> bool:
        """Whether most cells are bare numbers."""
        return self.share(len(self.numbers)) > 0.6

    @property
    def are_whole(self) -> bool:
        """Whether all bare numbers are whole."""
        return all(number.is_integer() for number in self.numbers)

    @property
    def largest(self) -> float:
        """The largest bare number."""
        return max(self.numbers, default=0.0)


def number_of(cell: Any, decimal: Decimal = "") -> float | None:
    """Read a cell that is nothing but a number."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    value = read_number(text.lstrip("-−+"), decimal)
    return -value if value is not None and text[:1] in "-−" else value


def look_at(cells: Sequence[Any], decimal: Decimal = "") -> Contents:
    """Look at the cells of a column.

    Parameters
    ----------
    cells : sequence
        Empty ones too.
    decimal : {".", ",", ""}

    Returns
    -------
    Contents

    Examples
    --------
    >>> look_at(["4 - Likely", "2 - Unlikely"]).n_levels, look_at([3.0, 5.0]).largest
    (2, 5.0)
    """
    filled = [cell for cell in cells if cell is not None][:_SAMPLE]
    texts = [str(cell).strip() for cell in filled]
    numbers = tuple(value for cell in filled if (value := number_of(cell, decimal)) is not None)
    letters = letter_ranks(filled)
    if letters:
        # A cell of signs alone, such as "-", is no letter.
        ranks = (letters.get(fold(text)) for text in texts)
        levels = tuple(LevelCell(rank, None, False) for rank in ranks if rank is not None)
    else:
        levels = tuple(level for cell in filled if (level := read_level(cell)) is not None)
    times = [read_amount(cell, "time", decimal) for cell in filled]
    money = [read_amount(cell, "money", decimal) for cell in filled]
    return Contents(
        n=len(filled),
        numbers=numbers,
        n_percent=sum(map(has_percent, filled)),
        n_levels=sum(1 for level in levels if level.rank),
        n_dates=sum(
            isinstance(cell, date) or (isinstance(cell, str) and read_date(cell) is not None) for cell in filled
        ),
        n_time=sum(
            amount is not None and not amount.currency and (amount.has_unit or isinstance(cell, timedelta))
            for amount, cell in zip(times, filled, strict=True)
        ),
        n_money=sum(amount is not None and bool(amount.currency or amount.scaled) for amount in money),
        n_amounts=sum(bool(time or amount) for time, amount in zip(times, money, strict=True)),
        n_long=sum(len(text) > 40 for text in texts),
        n_chances=sum(read_probability(cell, is_percent=True, decimal=decimal) is not None for cell in filled),
        levels=levels,
        n_distinct=len(set(texts)),
        words=sum(len(text.split()) for text in texts) / len(texts) if texts else 0.0,
    )
