"""Where the names of the columns stand: the rows of a sheet that look most like the header of a risk register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from riskmc.io.registers.names import guesses, parse_name
from riskmc.io.registers.records import Block, Grid
from riskmc.io.registers.vocabulary import KIND_CONCEPTS, PHASE_CONCEPTS, POINT_CONCEPTS
from riskmc.io.registers.words import fold

__all__ = ["block_at", "find_block", "score_names"]

_FILLED_ROWS: Final = 45
_DEEPEST: Final = 3
_LONGEST_NAME: Final = 120
_KNOWN: Final = 0.6
_WEIGHTS: Final[Mapping[str, float]] = {
    "probability": 3.0,
    "title": 2.0,
    "description": 2.0,
    "impact": 2.0,
    "event": 1.5,
    "score": 1.5,
    "impact.low": 0.2,
    "impact.mode": 0.2,
    "impact.high": 0.2,
}
_GROUPING: Final = frozenset((*PHASE_CONCEPTS, *KIND_CONCEPTS, *POINT_CONCEPTS, "impact", "probability", "action"))


def find_block(grid: Grid) -> tuple[Block | None, float]:
    """Find the header of a sheet.

    Parameters
    ----------
    grid : Grid

    Returns
    -------
    block : Block or None
    score : float
        How much it looks like that of a risk register.
    """
    spans = _spans(grid)
    best: tuple[float, Block] | None = None
    seen = 0
    for last, row in enumerate(grid.rows):
        if not any(cell is not None for cell in row):
            continue
        seen += 1
        if seen > _FILLED_ROWS:
            break
        for first in range(last, max(last - _DEEPEST, -1), -1):
            names = _names(grid, spans, first, last)
            if names is None:
                break
            score = score_names(names) - 0.6 * (last - first) - 0.01 * last
            if best is None or score > best[0] + 1e-9:
                best = score, Block(first, last, names)
    return (None, 0.0) if best is None else (best[1], best[0])


def block_at(grid: Grid, first: int, last: int) -> Block:
    """Take some rows, counted from 0, as the header."""
    return Block(first, last, _names(grid, _spans(grid), first, last, is_told=True) or {})


def score_names(names: Mapping[int, str]) -> float:
    """Score how much the names of columns look like those of a risk register."""
    fields: dict[tuple[str, str], float] = {}
    known = 0
    for name in names.values():
        found = guesses(name)
        if found and found[0].sure >= _KNOWN:
            known += 1
            key = (found[0].field, found[0].phase)
            fields[key] = max(fields.get(key, 0.0), found[0].sure * _WEIGHTS.get(found[0].field, 1.0))
        elif not found and parse_name(name).known >= _KNOWN:
            known += 1
    unknown = len(names) - known
    return sum(fields.values()) + 0.25 * max(known - len(fields), 0) - 0.15 * unknown


def _spans(grid: Grid) -> dict[tuple[int, int], Any]:
    """Return what merged cells show, by each cell that they cover, except the one that holds it."""
    covered: dict[tuple[int, int], Any] = {}
    for top, left, bottom, right in grid.merged[:5_000]:
        if top >= len(grid.rows) or left >= len(grid.rows[top]) or grid.rows[top][left] is None:
            continue
        for row in range(top, min(bottom, top + 60) + 1):
            for column in range(left, min(right, left + 200) + 1):
                if (row, column) != (top, left):
                    covered[row, column] = grid.rows[top][left]
    return covered


def _names(
    grid: Grid, spans: Mapping[tuple[int, int], Any], first: int, last: int, *, is_told: bool = False
) -> dict[int, str] | None:
    """Name the columns by the rows of a header, or return None where these are no names."""
    if not is_told and not all(_may_name(grid.rows[row]) for row in range(first, last + 1)):
        return None
    width = max((len(grid.rows[row]) for row in range(first, last + 1)), default=0)
    groups = [_spread(grid, spans, row, width) for row in range(first, last)]
    names = {}
    for column in range(width):
        own = _text(_at(grid, last, column))
        above = [group[column] for group in groups if column in group]
        if not own:
            told = [_text(_at(grid, row, column)) for row in range(first, last)]
            own = next((text for text in reversed(told) if text), "")
            above = [text for text in above if text != own]
        if own:
            names[column] = _joined(above, own)
    if not is_told and len(names) < 2:
        return None
    return names


def _may_name(row: tuple[Any, ...]) -> bool:
    """Tell whether the cells of a row may be names: few numbers or dates, no long texts."""
    cells = [cell for cell in row if cell is not None]
    if not cells:
        return False
    odd = sum(not isinstance(cell, str) or fold(cell).isdigit() for cell in cells)
    return odd <= 0.2 * len(cells) and max(len(str(cell)) for cell in cells) <= _LONGEST_NAME


def _spread(grid: Grid, spans: Mapping[tuple[int, int], Any], row: int, width: int) -> dict[int, str]:
    """Let the names of groups stand over all the columns of the group."""
    filled = [column for column in range(width) if _text(_at(grid, row, column))]
    texts: dict[int, str] = {}
    current, is_merged = "", False
    for column in range(width):
        own = _text(_at(grid, row, column))
        if own:
            current, is_merged = own, (row, column + 1) in spans
        elif (row, column) in spans:
            texts[column] = _text(spans[row, column])
            continue
        elif is_merged or len(filled) < 2:
            current = ""
        if current and parse_name(current).usual() & _GROUPING:
            texts[column] = current
    return texts


def _joined(above: list[str], own: str) -> str:
    """Put the names of groups before that of a column, where they say more."""
    parts = [text for text in dict.fromkeys(above) if text != own and parse_name(text).usual() & _GROUPING]
    found = guesses(own)
    if found and found[0].field in ("owner", "status", "id", "title", "category") and not _responds(parts):
        return own
    return " ".join([*parts, own])


def _responds(parts: list[str]) -> bool:
    return any("action" in parse_name(part).usual() for part in parts)


def _at(grid: Grid, row: int, column: int) -> Any:
    cells = grid.rows[row]
    return cells[column] if column < len(cells) else None


def _text(cell: Any) -> str:
    """Return the name in a cell, with its lines."""
    lines = (" ".join(line.split()) for line in str(cell).splitlines()) if cell is not None else ()
    return "\n".join(line for line in lines if line)


def data_rows(grid: Grid, block: Block) -> Iterator[int]:
    """Yield the rows below a header."""
    yield from range(block.last + 1, len(grid.rows))
