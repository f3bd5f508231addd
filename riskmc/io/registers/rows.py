"""What each row below a header is: a risk, more of the risk above, a section, a total, a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from riskmc.io.registers.columns import is_rated
from riskmc.io.registers.levels import read_level
from riskmc.io.registers.names import guesses
from riskmc.io.registers.records import Block, Column, Grid
from riskmc.io.registers.words import fold, words_of

__all__ = ["Row", "RowKind", "classified", "cleaned", "is_blank"]

RowKind = Literal["risk", "more", "section", "other"]

_BLANKS: Final = frozenset(
    (
        "",
        "-",
        "--",
        "---",
        "–",
        "—",
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "nil",
        "none",
        "null",
        "nan",
        "k.a.",
        "k. a.",
        "s.o.",
        "nvt",
        "n.v.t.",
        "entf.",
        "entfällt",
        "/",
        ".",
        "_",
    )
)
_ERRORS = re.compile(r"#(REF|DIV/0|VALUE|NAME|NUM|NULL|N/A)[!?]?$")
_TOTALS: Final = frozenset(
    words_of(
        "total totals sum summe gesamt gesamtsumme subtotal somme totale totaal totales totais average "
        "mittelwert durchschnitt moyenne promedio media count anzahl overall grand"
    )
)
_NAMED_SURELY: Final = 0.7
_TEXTS: Final = ("title", "description", "event", "cause")
_SUBSTANCE: Final = ("title", "description", "event")
_EXAMPLE = re.compile(
    r"^(e\.?g\.?\b|example\b|exemple\b|ejemplo\b|exemplo\b|esempio\b|voorbeeld\b|beispiel\b|z\.\s?b\.|<.*>$|\[.*\]$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Row:
    """A row and what it is.

    Attributes
    ----------
    index : int
        From 0.
    kind : {"risk", "more", "section", "other"}
    cells : mapping of str to Any
        Filled cells by field.
    section : str
        Heading under which it stands.
    why : str
        Why it was left out.
    """

    index: int
    kind: RowKind
    cells: Mapping[str, Any]
    section: str = ""
    why: str = ""


def is_blank(cell: Any) -> bool:
    """Tell whether a cell says nothing: empty, a dash, ``n/a``.

    Examples
    --------
    >>> is_blank("N/A"), is_blank(0), is_blank(None)
    (True, False, True)
    """
    return cell is None or (isinstance(cell, str) and cell.strip().lower() in _BLANKS)


def cleaned(cell: Any) -> Any:
    """Return a cell without spaces around, and nothing in place of an error of a formula."""
    if isinstance(cell, str):
        text = cell.replace("_x000D_", "").replace("\r\n", "\n").strip()
        return None if _ERRORS.match(text) else text
    return cell


def classified(grid: Grid, block: Block, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows below a header that hold anything, each with what it is.

    Parameters
    ----------
    grid : Grid
    block : Block
    columns : sequence of Column
    """
    used = [column for column in columns if column.field]
    spans = _vertical(grid, block)
    rows = [_row(grid, index, used, block, spans) for index in range(block.last + 1, len(grid.rows))]
    filled = [row for row in rows if row is not None]
    section = ""
    seen = False
    for place, row in enumerate(filled):
        if row.kind == "section" and not any(other.kind == "risk" for other in filled[place + 1 :]):
            row = Row(row.index, "other", row.cells, why="it is a note below the table")
        if row.kind != "other" and (
            _names_columns(grid.rows[row.index]) or (_is_apart(filled, place) and _heads_another(row, grid, used))
        ):
            what = "another table begins here; what follows was not read"
            yield Row(row.index, "other", row.cells, why=what)
            return
        if row.kind == "section":
            section = str(next(iter(row.cells.values())))
        if row.kind == "more" and not seen:
            row = Row(row.index, "other", row.cells, why="it has no title or description")
        seen = seen or row.kind == "risk"
        yield Row(row.index, row.kind, row.cells, section, row.why)


def _vertical(grid: Grid, block: Block) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the first cell of cells that are merged downwards, by those that they cover."""
    covered = {}
    for top, left, bottom, right in grid.merged[:50_000]:
        if top > block.last and bottom > top and bottom - top < 200:
            for row in range(top + 1, bottom + 1):
                for column in range(left, min(right, left + 50) + 1):
                    covered[row, column] = (top, left)
    return covered


def _row(
    grid: Grid, index: int, used: Sequence[Column], block: Block, spans: Mapping[tuple[int, int], tuple[int, int]]
) -> Row | None:
    cells = grid.rows[index]
    held = [cleaned(cell) for cell in cells]
    if not any(cell is not None and cell != "" for cell in held):
        return None
    found = {
        column.field
        if column.how != "levels" or column.field.endswith("probability")
        else f"{column.field}#level": held[column.index]
        for column in used
        if column.index < len(held) and not is_blank(held[column.index])
    }
    n_filled = sum(cell is not None and cell != "" for cell in held)
    if _is_header_again(held, block):
        return Row(index, "other", found, why="")
    texts = [str(found[field]) for field in _TEXTS if field in found]
    rated = any(not field.startswith(("id", *_TEXTS)) for field in found)
    first = next((cell for cell in held if isinstance(cell, str) and cell), "")
    if n_filled == 1 and first and len(first) <= 120 and not _is_id_alone(found):
        return Row(index, "section", {"section": first})
    if _is_total(first, texts) and (not _has_chance(found) or fold(first) in _TOTALS):
        return Row(index, "other", found, why="it is a total")
    is_continued = any((index, column.index) in spans for column in used if column.field in ("id", *_SUBSTANCE))
    if not any(field in found for field in _SUBSTANCE):
        if rated and ("id" not in found or is_continued):
            return Row(index, "more", found)
        why = "it has an id alone" if not rated and "id" in found else "it has no title or description" if rated else ""
        return Row(index, "other", found, why=why)
    return _checked_risk(index, found, n_filled, texts)


def _checked_risk(index: int, found: Mapping[str, Any], n_filled: int, texts: Sequence[str]) -> Row:
    identity = str(found.get("id", ""))
    if _EXAMPLE.match(identity) or (n_filled <= 3 and any(_EXAMPLE.match(text) for text in texts)):
        return Row(index, "other", found, why="it is an example or a hint")
    return Row(index, "risk", found)


def _is_id_alone(found: Mapping[str, Any]) -> bool:
    return (
        set(found) == {"id"} and len(str(found["id"]).split()) == 1 and any(sign.isdigit() for sign in str(found["id"]))
    )


def _has_chance(found: Mapping[str, Any]) -> bool:
    return "probability" in found


def _is_total(first: str, texts: Sequence[str]) -> bool:
    for text in (first, *texts[:1]):
        words = fold(text).split()
        if words and words[0] in _TOTALS and len(words) <= 5:
            return True
    return False


def _names_columns(cells: Sequence[Any]) -> bool:
    """Tell whether a row names the columns of another table."""
    texts = [cell for cell in cells if cell is not None]
    if not 3 <= len(texts) <= 40 or not all(isinstance(cell, str) and len(cell) <= 40 for cell in texts):
        return False
    found = [guess[0].field for text in texts if (guess := guesses(text)) and guess[0].sure >= 0.95]
    named = {field for field in found if "." not in field or field.startswith("response.")}
    return len(named) >= 3 and "id" in named and len(found) >= 0.7 * len(texts)


def _is_apart(rows: Sequence[Row], place: int) -> bool:
    """Tell whether a row stands below a heading or an empty row."""
    before = rows[place - 1] if place else None
    return before is not None and (before.kind == "section" or before.index < rows[place].index - 1)


def _heads_another(row: Row, grid: Grid, used: Sequence[Column]) -> bool:
    """Tell whether a row names columns where a rating is to stand: ``Issue, Raised by, Date``."""
    texts = [cell for cell in map(cleaned, grid.rows[row.index]) if cell is not None and cell != ""]
    if len(texts) < 2 or not all(isinstance(text, str) and len(text) <= 40 for text in texts):
        return False
    rated = [str(row.cells[column.field]) for column in used if is_rated(column.field) and column.field in row.cells]
    ratings = [text for text in rated if not any(sign.isdigit() for sign in text) and read_level(text) is None]
    if not rated or len(ratings) < len(rated):
        return False
    named = [text for text in texts if (guess := guesses(text)) and guess[0].sure >= _NAMED_SURELY]
    return any(text in ratings for text in named) and len(named) >= 0.5 * len(texts)


def _is_header_again(held: Sequence[Any], block: Block) -> bool:
    """Tell whether a row repeats the names of the columns, as prints of many pages do."""
    same = sum(
        1
        for column, name in block.names.items()
        if column < len(held)
        and isinstance(held[column], str)
        and fold(name).endswith(fold(held[column]))
        and fold(held[column])
    )
    return same >= max(3, 0.6 * len(block.names))
