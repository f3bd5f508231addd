"""What was understood of a risk register: one JSON object, ``riskmc.import/1``, and the same for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from riskmc._version import __version__
from riskmc.cli.layout import table
from riskmc.io.registers import Reading, Targets
from riskmc.io.registers.register_text import is_whole

__all__ = ["SCHEMA", "counted", "register_document", "register_lines"]

SCHEMA = "riskmc.import/1"

_NOTES_SHOWN = 40


def register_document(reading: Reading, written: Sequence[Path], targets: Targets) -> dict[str, Any]:
    """Say what was understood of a register.

    Parameters
    ----------
    reading : Reading
    written : sequence of Path
    targets : Targets
        The tasks that it names.

    Returns
    -------
    dict
        ``riskmc.import/1``, as ``schemas/import.schema.json`` describes it.
    """
    return {
        "schema": SCHEMA,
        "version": __version__,
        "kind": "register",
        "file": reading.file,
        "written": [str(path) for path in written],
        "sheet": reading.grid.name,
        "header_rows": [reading.block.first + 1, reading.block.last + 1],
        "risks": len(reading.entries),
        "closed": sum(entry.is_closed for entry in reading.entries),
        "incomplete": [entry.id for entry in reading.entries if not is_whole(entry)],
        "unmapped": [entry.id for entry in reading.entries if not _selectors(entry, targets)],
        "levels": reading.n_levels,
        "currency": reading.currency,
        "columns": [_column(column) for column in reading.columns],
        "notices": list(reading.notices),
        "problems": [{"row": n.row, "column": n.column, "risk": n.entry, "what": n.what} for n in reading.notes],
    }


def _column(column: Any) -> dict[str, Any]:
    found = asdict(column)
    return {
        "column": column.letters,
        "header": column.header,
        "field": column.field or None,
        "as": column.how,
        "unit": column.unit,
        "sure": round(column.sure, 2),
        "why": column.why,
        "examples": list(found["examples"]),
    }


def _selectors(entry: Any, targets: Targets) -> list[str]:
    return targets.selectors([task for strike in entry.strikes for task in strike.tasks])


def counted(reading: Reading, targets: Targets) -> str:
    """Count the risks in a sentence.

    Parameters
    ----------
    reading : Reading
    targets : Targets
    """
    entries = reading.entries
    closed = sum(entry.is_closed for entry in entries)
    unmapped = sum(not _selectors(entry, targets) for entry in entries)
    incomplete = sum(not is_whole(entry) for entry in entries)
    parts = [f"{len(entries):,} risk{'' if len(entries) == 1 else 's'}"]
    if closed:
        parts.append(f"{closed:,} of them closed")
    if unmapped:
        parts.append(f"{unmapped:,} name{'s' if unmapped == 1 else ''} no task")
    if incomplete:
        parts.append(f"{incomplete:,} written as comments, for want of a probability")
    return ", ".join(parts)


def register_lines(reading: Reading, targets: Targets, width: int) -> Iterator[str]:
    """Say for people what was understood of a register, and what was not.

    Parameters
    ----------
    reading : Reading
    targets : Targets
    width : int
        Columns of the terminal.
    """
    first, last = reading.block.first, reading.block.last
    rows = (
        f"row {reading.grid.line(last)}"
        if first == last
        else f"rows {reading.grid.line(first)} to {reading.grid.line(last)}"
    )
    sheet = f"sheet '{reading.grid.name}', " if reading.grid.name else ""
    yield f"{Path(reading.file).name}: {sheet}header in {rows}"
    used = [column for column in reading.columns if column.field]
    cells = [
        [
            column.letters,
            column.header,
            column.field,
            _reading(column),
            f"{100 * column.sure:.0f} %",
            "; ".join(column.examples),
        ]
        for column in used
    ]
    head = ["col", "header", "holds", "read as", "sure", "examples"]
    for row in cells:
        row[1] = row[1] if len(row[1]) <= 32 else f"{row[1][:29]}..."
    yield from table(head, cells, align="lllllr"[:5] + "l", width=width, text_column=5)
    unused = [column for column in reading.columns if not column.field and column.examples]
    if unused:
        yield "Not used:"
        for column in unused:
            yield f"  {column.letters} {column.header}{f': {column.why}' if column.why else ''}"
    if reading.notices:
        yield "Decided:"
        yield from (f"  - {notice}" for notice in reading.notices)
    yield from _problem_lines(reading, targets)


def _reading(column: Any) -> str:
    if column.how == "time":
        return f"time, in {column.unit or 'd'}"
    return f"money x {column.unit}" if column.how == "money" and column.unit else str(column.how)


def _problem_lines(reading: Reading, targets: Targets) -> Iterator[str]:
    notes = reading.notes
    if notes:
        yield "Rows with a doubt:"
        for note in notes[:_NOTES_SHOWN]:
            risk = f" ({note.entry})" if note.entry else ""
            yield f"  row {note.row}{f', column {note.column}' if note.column else ''}{risk}: {note.what}"
        if len(notes) > _NOTES_SHOWN:
            yield f"  and {len(notes) - _NOTES_SHOWN:,} more; --json lists them all"
    unknown = targets.unknown([task for entry in reading.entries for strike in entry.strikes for task in strike.tasks])
    if unknown:
        more = f" and {len(unknown) - 8} more" if len(unknown) > 8 else ""
        how = "not in the plan" if targets.is_known else "no ids; --plan PLAN finds them by name"
        yield f"Tasks that were not found: {', '.join(unknown[:8])}{more} ({how})"
