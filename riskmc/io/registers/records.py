"""What is read of a risk register, before it is written as a plan speaks of risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

__all__ = [
    "Block",
    "Column",
    "Entry",
    "Grid",
    "How",
    "Probability",
    "Reading",
    "RowNote",
    "Spread",
    "Strike",
    "letters_of",
]

How = Literal["text", "levels", "percent", "fraction", "time", "money", "date", "words", "unused"]
"""How the cells of a column are read."""

Cell = Any


@dataclass(frozen=True)
class Grid:
    """A sheet of cells as its file holds them.

    Attributes
    ----------
    name : str
        Of the sheet; empty for a text file.
    rows : tuple of tuple
        Cells: text, number, truth, date, time, or None. The first is row 1, column A.
    merged : tuple of (int, int, int, int)
        First row, first column, last row, last column of merged cells, counted from 0.
    is_hidden : bool
    lines : tuple of int
        Line of the file where each row begins, where that is not its number.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    lines: tuple[int, ...] = ()

    def line(self, row: int) -> int:
        """Return the number by which a person finds a row."""
        return self.lines[row] if row < len(self.lines) else row + 1


@dataclass(frozen=True)
class Block:
    """Rows that name the columns.

    Attributes
    ----------
    first, last : int
        Rows, counted from 0.
    names : mapping of int to str
        Full name by column: what stands over it, and its own.
    """

    first: int
    last: int
    names: Mapping[int, str]


@dataclass(frozen=True)
class Column:
    """A column and what it is taken for.

    Attributes
    ----------
    index : int
        From 0.
    header : str
        Its name, as it stands there.
    field : str
        What it is taken for; empty where it is not used.
    how : str
        How its cells are read.
    sure : float
        How sure that is, in 0..1.
    unit : str
        Of bare numbers: ``d``, ``w``, ``mo``, ``h`` of time; the factor of money, such as ``1000``.
    why : str
        What decided.
    examples : tuple of str
        Some of its cells.
    """

    index: int
    header: str
    field: str = ""
    how: How = "unused"
    sure: float = 0.0
    unit: str = ""
    why: str = ""
    examples: tuple[str, ...] = ()

    @property
    def letters(self) -> str:
        """The name of the column in a workbook."""
        return letters_of(self.index)


def letters_of(index: int) -> str:
    """Name a column as workbooks do.

    Examples
    --------
    >>> letters_of(0), letters_of(27)
    ('A', 'AB')
    """
    text = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        text = chr(65 + letter) + text
    return text


@dataclass(frozen=True)
class Probability:
    """A probability as it was written: one number, a range, or a level.

    Attributes
    ----------
    low, high : float
        In 0..1; the same for one number.
    level : str
        Name of the level; then the numbers say nothing.
    """

    low: float = 0.0
    high: float = 0.0
    level: str = ""


@dataclass(frozen=True)
class Spread:
    """An amount with its range: one to three points, each with its unit.

    Attributes
    ----------
    points : tuple of (float, str)
        Value and unit: ``d``, ``w``, ``mo``, ``h``, ``%``, or nothing for money.
    percents : tuple of int
        The percentiles that the points are, where their columns say so, such as 10, 50, 90.
    """

    points: tuple[tuple[float, str], ...]
    percents: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowNote:
    """What could not be read of a row, or was read with a doubt.

    Attributes
    ----------
    row : int
        As a person counts.
    column : str
        Letters of the column, or nothing.
    what : str
    entry : str
        Id of the risk, or nothing.
    """

    row: int
    column: str
    what: str
    entry: str = ""


@dataclass
class Strike:
    """What a risk does to some tasks, as one row of the register says it.

    Attributes
    ----------
    tasks : list of str
        As they are written there.
    spreads, residual : dict of str to Spread
        Amounts by kind of impact, ``schedule`` and ``cost``, before and after the responses.
    """

    tasks: list[str] = field(default_factory=list)
    spreads: dict[str, Spread] = field(default_factory=dict)
    residual: dict[str, Spread] = field(default_factory=dict)


@dataclass
class Entry:
    """A risk of the register.

    Attributes
    ----------
    id : str
    row : int
        Where it stands, as a person counts.
    texts : dict of str to str
        Words by field: title, cause, event and so on.
    dates : dict of str to date
    strikes : list of Strike
        One for each row; the first may be empty.
    probability, residual_probability : Probability or None
    levels, residual_levels : dict of str to str
        Level by kind of impact.
    responses : list of dict
        Words, dates and costs of the responses.
    document : dict or None
        The risk as a plan spells it, of a register that riskmc exported.
    """

    id: str
    row: int
    kind: str = "threat"
    is_closed: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)
    strikes: list[Strike] = field(default_factory=list)
    probability: Probability | None = None
    residual_probability: Probability | None = None
    levels: dict[str, str] = field(default_factory=dict)
    residual_levels: dict[str, str] = field(default_factory=dict)
    responses: list[dict[str, Any]] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    document: dict[str, Any] | None = None


@dataclass(frozen=True)
class Reading:
    """A register that was read.

    Attributes
    ----------
    file : str
    grid : Grid
    block : Block
        The header.
    columns : tuple of Column
    entries : tuple of Entry
    notes : tuple of RowNote
        Problems of rows, in their order.
    notices : tuple of str
        What was decided for the whole table.
    n_levels : int
        Levels of its scale: 3, 4 or 5; 0 where it has none.
    currency : str
        The one that it names, or nothing.
    distribution : str
        Family of ranges on three points.
    scoring : mapping
        The scoring scheme of a register that riskmc exported.
    """

    file: str
    grid: Grid
    block: Block
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    notes: tuple[RowNote, ...]
    notices: tuple[str, ...]
    n_levels: int = 0
    currency: str = ""
    distribution: str = "triangular"
    scoring: Mapping[str, Any] = field(default_factory=dict)
