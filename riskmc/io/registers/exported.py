"""Reading a register that riskmc exported, as its user edited it since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from riskmc.io.registers.export_cells import UnreadableCell, plan_value
from riskmc.io.registers.export_rows import MARK, SHEET, column_named, read_rows
from riskmc.io.registers.records import Block, Column, Entry, Grid, Reading, RowNote, Strike, letters_of
from riskmc.io.registers.scales import LEVEL_NAMES

__all__ = ["read_exported"]


def read_exported(grids: Sequence[Grid], file: str) -> Reading | None:
    """Read a workbook that riskmc exported; None where it is none.

    Parameters
    ----------
    grids : sequence of Grid
    file : str
    """
    told = next((grid for grid in grids if grid.name == SHEET), None)
    if told is None or _at(told, 0, 0) != MARK:
        return None
    grid = next((one for one in grids if one.name == _at(told, 1, 0)), None)
    first = None if grid is None else next((row for row, cells in enumerate(grid.rows) if "ID" in cells[:1]), None)
    if grid is None or first is None:
        return None
    scoring = _scoring(_at(told, 2, 0))
    rows = [(grid.line(row), grid.rows[row]) for row in range(first + 1, len(grid.rows))]
    found, problems = read_rows(grid.rows[first], rows, _level_names(scoring))
    notes = tuple(RowNote(row, letters_of(column), what, identity) for row, column, identity, what in problems)
    entries = tuple(_entry(row, document, notes) for row, document in found)
    names = {index: str(cell) for index, cell in enumerate(grid.rows[first]) if cell is not None}
    columns = tuple(_column(index, name) for index, name in names.items())
    notices = ("the register was exported by riskmc; its columns are known",)
    return Reading(file, grid, Block(first, first, names), columns, entries, notes, notices, scoring=scoring)


def _column(index: int, name: str) -> Column:
    known = column_named(name)
    if known is None:
        return Column(index, name, why="it follows from the others")
    return Column(index, name, ".".join(known.path), "text", 1.0, why="riskmc exported it")


def _at(grid: Grid, row: int, column: int) -> Any:
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else None


def _scoring(text: Any) -> dict[str, Any]:
    try:
        found = plan_value(str(text)) if text else {}
    except UnreadableCell:
        return {}
    return found if isinstance(found, dict) else {}


def _level_names(scoring: dict[str, Any]) -> Sequence[str]:
    levels = scoring.get("levels", 5)
    return LEVEL_NAMES.get(levels, ()) if isinstance(levels, int) else [str(level) for level in levels]


def _entry(row: int, document: dict[str, Any], notes: Sequence[RowNote]) -> Entry:
    if len(document.get("response", ())) == 1:
        document = {**document, "response": document["response"][0]}
    strikes = [Strike([str(name) for name in impact.get("on", [])]) for impact in document.get("impacts", [])]
    return Entry(
        str(document["id"]), row, kind=document.get("kind", "threat"), is_closed=document.get("status") == "closed",
        strikes=strikes, notes=[note for note in notes if note.entry == document["id"]], document=document,
    )  # fmt: skip
