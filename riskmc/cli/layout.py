"""Tables of plain text that fit the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from riskmc.cli.terminal import clipped, columns, padded

__all__ = ["named", "paragraphs", "table"]

_GAP = "  "
_SMALLEST_TEXT = 12


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, align: str, width: int, text_column: int = 0
) -> list[str]:
    r"""Lay out a table; the column of texts gives way where the lines would be too long.

    Parameters
    ----------
    head : sequence of str
        Titles of the columns.
    rows : sequence of sequences of str
        Cells, as many as there are titles.
    align : str
        One letter a column, ``l`` or ``r``.
    width : int
        Columns of the terminal.
    text_column : int
        Which column is shortened.

    Returns
    -------
    list of str
        Lines, indented by two spaces.

    Examples
    --------
    >>> print("\n".join(table(["task", "days"], [["Piling", "12.5"], ["Design", "8"]], align="lr", width=40)))
      task    days
      Piling  12.5
      Design     8
    """
    cells = [list(head), *(list(row) for row in rows)]
    sizes = [max(columns(row[index]) for row in cells) for index in range(len(head))]
    spare = width - (sum(sizes) + len(_GAP) * len(head))
    if spare < 0:
        sizes[text_column] = max(min(sizes[text_column], _SMALLEST_TEXT), sizes[text_column] + spare)
    for row in cells:
        row[text_column] = clipped(row[text_column], sizes[text_column])
    return [
        (_GAP + _GAP.join(padded(cell, sizes[i], right=align[i] == "r") for i, cell in enumerate(row))).rstrip()
        for row in cells
    ]


def named(identity: str, name: str) -> str:
    """Write the id and the name of something, once where they are the same or there is no name.

    Examples
    --------
    >>> named("piling", "Bore 210 piles"), named("piling", "piling"), named("R1", "")
    ('piling: Bore 210 piles', 'piling', 'R1')
    """
    return identity if name in ("", identity) else f"{identity}: {name}"


def paragraphs(parts: Iterable[Iterable[str]]) -> list[str]:
    """Put an empty line between those parts of a page that have any lines.

    Examples
    --------
    >>> paragraphs([["a", "b"], [], ["c"]])
    ['a', 'b', '', 'c']
    """
    lines: list[str] = []
    for part in parts:
        found = list(part)
        lines += ["", *found] if lines and found else found
    return lines
