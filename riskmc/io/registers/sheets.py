"""The sheets of a file: CSV in any encoding and with any separator, and workbooks by way of the extra ``excel``."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from riskmc.errors import Location, MissingExtraError, PlanError, Problem
from riskmc.io.registers.decoding import decode_table
from riskmc.io.registers.records import Grid
from riskmc.io.workbooks import unpacks_too_large
from riskmc.io.yaml_marks import SIZE_LIMIT

__all__ = ["REGISTER_SUFFIXES", "is_register_file", "read_sheets"]

REGISTER_SUFFIXES: Final = frozenset((".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))
"""Extensions of tables."""

_TEXT_SUFFIXES: Final = frozenset((".csv", ".tsv", ".tab", ".txt"))
_UNPACKED: Final = 200 * 2**20
_CELLS: Final = 3_000_000
_SHEETS: Final = 60
_SNIFFED_ROWS: Final = 300
_SEPARATORS: Final = (",", ";", "\t", "|")


def is_register_file(path: str | Path) -> bool:
    """Tell by its extension whether a path is meant as a table.

    Examples
    --------
    >>> is_register_file("Risks.XLSX"), is_register_file("plan.yaml")
    (True, False)
    """
    return Path(path).suffix.lower() in REGISTER_SUFFIXES


def read_sheets(path: str | Path) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Read all sheets of a file.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    sheets : tuple of Grid
    notices : tuple of str
        What had to be guessed.

    Raises
    ------
    riskmc.errors.PlanError
        Where the file cannot be read, is empty or too large.
    riskmc.errors.MissingExtraError
        Where it is a workbook and the package python-calamine is not installed.
    """
    place = Path(path)
    data = _load(place)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or (
        place.suffix.lower() not in _TEXT_SUFFIXES and data.startswith(b"PK")
    ):
        return _workbook_sheets(data, str(path)), ()
    return _text_sheet(data, str(path))


def _refuse(file: str, what: str, allowed: str = "", hint: str = "") -> PlanError:
    return PlanError([Problem(Location(file), "", what, allowed, hint)])


def _load(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise _refuse(str(path), "the table is larger than 20 MiB", hint="keep only the sheet of the register")
        data = path.read_bytes()
    except OSError as error:
        raise _refuse(str(path), f"the table can not be read: {(error.strerror or str(error)).lower()}") from None
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise _refuse(
            str(path), "the table is empty", "a row that names the columns, and a row for each risk, are read"
        )
    return data


def _text_sheet(data: bytes, file: str) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    text, encoding = decode_table(data)
    if text.lstrip("\ufeff \t\r\n")[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table", "<meta")):
        hint = "open it in a spreadsheet program and save it as .xlsx or .csv"
        raise _refuse(file, "this is a web page or XML, not a table", "", hint)
    if text.count("\ufffd") > 0.05 * len(text) + 10 or text.count("\0") > 5:
        raise _refuse(file, "this is binary data, not a table", "CSV files and workbooks (.xlsx, .xls, .ods) are read")
    head, _, rest = text.lstrip("\ufeff").partition("\n")
    named = head.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) == 5:
        separator, text, first = named[4], rest, 1
    else:
        text, first = text.lstrip("\ufeff"), 0
        separator = max(_SEPARATORS, key=lambda sign: _tableness(text, sign))
    rows, lines = _records(text, separator, file)
    if sum(map(len, rows)) > _CELLS:
        raise _refuse(file, "the table has too many cells", f"at most {_CELLS:,} are read")
    guessed = encoding not in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    notices = (f"the file names no encoding and is not UTF-8; read as {encoding}",) if guessed else ()
    return (Grid("", rows, lines=tuple(line + first for line in lines)),), notices


def _tableness(text: str, separator: str) -> float:
    """Score how regular the rows are that a separator gives."""
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=separator)
    widths: Counter[int] = Counter()
    try:
        for row in reader:
            widths[len(row)] += any(cell.strip() for cell in row)
            if widths.total() >= _SNIFFED_ROWS:
                break
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    usual = max(wide, key=lambda width: (wide[width] * min(width, 12), width))
    return wide[usual] / max(widths.total(), 1) * min(usual, 12)


def _records(text: str, separator: str, file: str) -> tuple[tuple[tuple[Any, ...], ...], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[tuple[Any, ...]] = []
    lines: list[int] = []
    try:
        before = 0
        for row in reader:
            rows.append(tuple(cell if cell.strip() else None for cell in row))
            lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise PlanError([Problem(Location(file, reader.line_num), "", f"this is not CSV: {error}")]) from None
    return tuple(rows), lines


def _workbook_sheets(data: bytes, file: str) -> tuple[Grid, ...]:
    try:
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
    except ImportError:
        raise MissingExtraError("excel", f"reading {file}") from None
    too_large = _binary_workbook(data) or unpacks_too_large(data, unpacked_limit=_UNPACKED, cell_limit=_CELLS)
    if too_large:
        raise _refuse(file, too_large, "", "keep only the table, from its upper left cell, in an .xlsx file")
    with _as_problems(file):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for meta in workbook.sheets_metadata[:_SHEETS]:
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = workbook.get_sheet_by_name(meta.name)
                rows = sheet.to_python(skip_empty_area=False)
                merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
                cells = tuple(tuple(map(_cell, row)) for row in rows)
                found.append(Grid(meta.name, cells, merged, meta.visible != SheetVisibleEnum.Visible))
    return tuple(found)


def _binary_workbook(data: bytes) -> str:
    """Refuse workbooks whose extent can not be looked at beforehand."""
    return "this is an .xlsb workbook, which is not read" if b"xl/workbook.bin" in data[-65_536:] else ""


@contextmanager
def _as_problems(file: str) -> Iterator[None]:
    """Word whatever the reader of workbooks ends with, its panics too."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError, PlanError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        what = str(error).strip().splitlines()
        raise _refuse(file, f"this is not a workbook: {what[0] if what else type(error).__name__}") from None


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def filled(row: Sequence[Any]) -> list[int]:
    """Return the columns of a row that hold anything."""
    return [index for index, cell in enumerate(row) if cell is not None]
