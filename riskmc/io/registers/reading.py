"""Reading a risk register: the sheet, its header, its columns, its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from riskmc.errors import Location, PlanError, Problem
from riskmc.io.registers.columns import tell_columns
from riskmc.io.registers.entries import EntryBuilder
from riskmc.io.registers.exported import read_exported
from riskmc.io.registers.header import block_at, find_block
from riskmc.io.registers.mapping import RegisterMapping, apply_mapping
from riskmc.io.registers.names import language_of, parse_name
from riskmc.io.registers.numerals import Decimal, decimal_sign
from riskmc.io.registers.records import Block, Column, Entry, Grid, Reading
from riskmc.io.registers.refusal import NEEDED, unfit
from riskmc.io.registers.rows import classified, cleaned, is_blank
from riskmc.io.registers.scales import Scale, common_levels, scale_of
from riskmc.io.registers.sheets import read_sheets
from riskmc.io.registers.units import currency_of
from riskmc.io.registers.words import words_of
from riskmc.model.validation import LIMITS

__all__ = ["read_register"]

_WORTH_READING: Final = 2.0
_ASIDE: Final = frozenset(
    words_of(
        "closed archive archived example examples instructions instruction lists list lookup guide "
        "guidance readme beispiel anleitung ejemplo exemple esempio scale scales matrix template"
    )
)
_EMPTY: Final = RegisterMapping()


def read_register(path: str | Path, *, mapping: RegisterMapping | None = None, sheet: str | None = None) -> Reading:
    """Read a risk register of a workbook or a text table.

    Parameters
    ----------
    path : str or Path
        CSV in any encoding and with any separator, or a workbook (.xlsx, .xlsm, .xls, .ods).
    mapping : RegisterMapping, optional
        What the columns hold, where that is known; then nothing is refused for what its columns are named.
    sheet : str, optional
        Name of the sheet; by default the one that looks most like a risk register.

    Returns
    -------
    Reading

    Raises
    ------
    riskmc.errors.PlanError
        Where it cannot be read, or is no risk register.
    riskmc.errors.MissingExtraError
        Where it is a workbook and the extra ``excel`` is not installed.
    """
    told = mapping or _EMPTY
    grids, notices = read_sheets(path)
    exported = read_exported(grids, str(path)) if mapping is None and sheet is None else None
    if exported is not None and exported.entries:
        return exported
    chosen = _named_sheet(grids, sheet or told.sheet, str(path)) if sheet or told.sheet else grids
    readings: list[tuple[float, Reading]] = []
    reasons: list[tuple[float, str, str]] = []
    for grid in chosen:
        reading, score, why = _read_grid(grid, str(path), told, decided=len(chosen) == 1)
        if reading is not None and not why:
            readings.append((score, reading))
        elif why:
            reasons.append((score, grid.name, why))
    if not readings:
        raise _refused(str(path), reasons)
    best = max(readings, key=lambda item: item[0])[1]
    others = [reading.grid.name for _, reading in readings if reading is not best]
    aside = tuple(
        f"sheet '{name}' looks like a register too and was not read; --sheet \"{name}\" reads it" for name in others
    )
    return replace(best, notices=(*notices, *best.notices, *aside))


def _named_sheet(grids: Sequence[Grid], name: str, file: str) -> tuple[Grid, ...]:
    found = [grid for grid in grids if grid.name == name] or [
        grid for grid in grids if grid.name.lower() == name.lower()
    ]
    if not found:
        names = ", ".join(repr(grid.name) for grid in grids if grid.name)
        allowed = f"its sheets are {names}" if names else "it is a text file, which has no sheets"
        raise PlanError([Problem(Location(file), "", f"there is no sheet {name!r}", allowed)])
    return (found[0],)


def _refused(file: str, reasons: Sequence[tuple[float, str, str]]) -> PlanError:
    ordered = sorted(reasons, key=lambda item: -item[0])
    hint = "where it is one, say which column holds what: --map MAPPING.yaml"
    if not ordered:
        return PlanError([Problem(Location(file), "", "this is no risk register: it has no filled sheet", NEEDED)])
    _, sheet, why = ordered[0]
    where = f"sheet '{sheet}'" if sheet else ""
    more = len(ordered) - 1
    problems = [Problem(Location(file), where, f"this is no risk register: {why}", NEEDED, hint)]
    problems += [
        Problem(Location(file), f"sheet '{name}'", f"no risk register either: {reason}")
        for _, name, reason in ordered[1:6]
    ]
    if more > 5:
        problems.append(Problem(Location(file), "", f"nor is any of its {more - 5} other sheets"))
    return PlanError(problems)


def _read_grid(grid: Grid, file: str, told: RegisterMapping, *, decided: bool) -> tuple[Reading | None, float, str]:
    """Read a sheet: what was read, how much it looks like a register, and why it is none."""
    if not any(cell is not None for row in grid.rows for cell in row):
        return None, -9.0, "it is empty"
    if told.header is not None:
        first, last = told.header[0] - 1, told.header[-1] - 1
        if last >= len(grid.rows):
            raise PlanError(
                [Problem(Location(file), "", f"there is no row {last + 1}, where the mapping has the header")]
            )
        block, score = block_at(grid, first, last), 99.0
    else:
        found, score = find_block(grid)
        if found is None:
            return None, score, "no row names columns"
        block = found
    score += _bonus(grid)
    if score < _WORTH_READING and not decided and not told.columns:
        return None, score, unfit(block, (), None, grid.name) or "no column is named as those of a risk register are"
    reading = _read_block(grid, block, file, told)
    why = "" if told.columns and reading.entries else unfit(block, reading.columns, reading.entries, grid.name)
    return reading, score + 0.2 * min(len(reading.entries), 25), why


def _bonus(grid: Grid) -> float:
    words = set(grid.name.lower().replace("_", " ").split())
    bonus = 2.0 if "risk" in parse_name(grid.name).usual() or "register" in words else 0.0
    return bonus - (6.0 if grid.is_hidden else 0.0) - (3.0 if words & _ASIDE else 0.0)


def _read_block(grid: Grid, block: Block, file: str, told: RegisterMapping) -> Reading:
    cells = {index: _column_cells(grid, block, index) for index in block.names}
    decimal = told.decimal or _decimal(block, cells)
    columns, notices = tell_columns(block, cells, decimal)
    columns = apply_mapping(columns, told, file, width=max(map(len, grid.rows), default=0))
    scales = _scales(columns, cells, told)
    n_levels = min(told.scale, 5) or common_levels(tuple(scales.values()))
    american = language_of(block.names.values()) == "en" and _currency(columns, cells) == "USD"
    builder = EntryBuilder(
        grid, columns, scales, n_levels or (5 if _wants_levels(columns) else 0), decimal, told.is_american(american)
    )
    for row in classified(grid, block, columns):
        builder.add(row)
        if len(builder.entries) > LIMITS["risks"]:
            raise PlanError([Problem(Location(file), "", f"the register has more than {LIMITS['risks']:,} risks")])
    notices += _notices(columns, scales, builder, n_levels)
    return Reading(
        file,
        grid,
        block,
        columns,
        tuple(builder.entries),
        tuple(builder.notes),
        notices,
        n_levels=(n_levels or 5) if _uses_levels(builder.entries) else 0,
        currency=_currency(columns, cells),
        distribution=told.distribution or _family(builder),
    )


def _column_cells(grid: Grid, block: Block, index: int) -> list[Any]:
    cells = (cleaned(row[index]) for row in grid.rows[block.last + 1 :] if index < len(row))
    return [cell for cell in cells if not is_blank(cell)]


def _decimal(block: Block, cells: Mapping[int, Sequence[Any]]) -> Decimal:
    """Tell the decimal sign from short texts with numbers, or from the language of the header."""
    texts = [
        cell
        for column in cells.values()
        for cell in column
        if isinstance(cell, str) and len(cell) <= 30 and any(map(str.isdigit, cell))
    ]
    amounts = [
        text for text in texts if sum(sign.isalpha() for sign in text) <= 8 and text.count(".") + text.count("-") <= 3
    ]
    return decimal_sign([text for text in amounts if not _is_code(text)])


def _is_code(text: str) -> bool:
    """Tell numbers of a work breakdown, versions and dates from amounts."""
    return (
        text.count(".") >= 2
        or text.count("/") >= 2
        or text.count("-") >= 2
        or (text[:1].isdigit() and len(text) <= 4 and text.count(".") == 1 and "," not in text)
    )


def _scales(columns: Sequence[Column], cells: Mapping[int, Sequence[Any]], told: RegisterMapping) -> dict[str, Scale]:
    """Tell the scale of each column of levels; a scale after the responses is that before them."""
    found: dict[str, Scale] = {}
    for column in columns:
        if column.field and column.how == "levels":
            key = column.field if column.field.endswith("probability") else f"{column.field}#level"
            scale = scale_of(column.header, cells.get(column.index, ()))
            found[key] = replace(scale, top=told.scale) if told.scale and scale.top else scale
    tops = {key.removeprefix("residual."): 0 for key in found}
    for key, scale in found.items():
        tops[key.removeprefix("residual.")] = max(tops[key.removeprefix("residual.")], scale.top)
    numbered = [scale.top for scale in found.values() if scale.top and not scale.notice]
    most = max(numbered, default=0)
    widened = {}
    for key, scale in found.items():
        top = max(tops[key.removeprefix("residual.")], most if scale.notice else 0)
        widened[key] = (
            replace(scale, top=top, notice="" if top > scale.top else scale.notice)
            if scale.top and top in (3, 4, 5, 10)
            else scale
        )
    return widened


def _wants_levels(columns: Sequence[Column]) -> bool:
    return any(column.field.endswith("probability") for column in columns)


def _uses_levels(entries: Sequence[Entry]) -> bool:
    return any(
        entry.levels
        or entry.residual_levels
        or any(one and one.level for one in (entry.probability, entry.residual_probability))
        for entry in entries
    )


def _currency(columns: Sequence[Column], cells: Mapping[int, Sequence[Any]]) -> str:
    for column in columns:
        if column.how == "money":
            texts = (str(cell) for cell in cells.get(column.index, ())[:50])
            found = next((sign for text in (column.header, *texts) if (sign := currency_of(text))), "")
            if found:
                return found
    return ""


def _family(builder: EntryBuilder) -> str:
    named = builder.distribution_words - {""}
    return named.pop() if len(named) == 1 else "triangular"


def _notices(
    columns: Sequence[Column], scales: Mapping[str, Scale], builder: EntryBuilder, n_levels: int
) -> tuple[str, ...]:
    found = []
    for key, scale in scales.items():
        name = key.removesuffix("#level")
        if scale.notice:
            found.append(f"{name}: {scale.notice}")
        if scale.is_reversed:
            found.append(f"{name}: its numbers fall as its words rise; 1 was taken as the highest")
        if scale.top == 10:
            found.append(f"{name}: ten levels were taken two by two as five")
    if any(
        "impact" in entry.levels
        and "schedule" not in entry.levels
        and not any(strike.spreads for strike in entry.strikes)
        for entry in builder.entries
    ):
        found.append(
            "the register rates one impact for all kinds; it was taken for the schedule as well, as delay: LEVEL"
        )
    if builder.unknown_states:
        words = ", ".join(f"'{word[:40]}' ({count})" for word, count in list(builder.unknown_states.items())[:6])
        found.append(f"states that are not known count as open: {words}")
    if n_levels == 4:
        found.append("its four levels have bands that were assumed; write your own under scoring:")
    return tuple(found)
