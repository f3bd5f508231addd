"""What a workbook may unpack to, looked at before it is read."""

from __future__ import annotations

import functools
import io
import re
import zipfile
import zlib
from pathlib import Path

__all__ = ["CELL_LIMIT", "UNPACKED_LIMIT", "unpacks_too_large"]

UNPACKED_LIMIT = 400 * 2**20
"""Bytes that a workbook may unpack to."""

CELL_LIMIT = 20_000_000
"""Cells that a sheet may reach over."""

_CELL = re.compile(rb"""<c(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["'])?""")
_ROW = re.compile(rb"""<row\s[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_ODS_PART = re.compile(rb"<table:(table-row|(?:covered-)?table-cell)\b([^>]*)>")
_ODS_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})""")


def unpacks_too_large(
    source: Path | bytes, *, unpacked_limit: int = UNPACKED_LIMIT, cell_limit: int = CELL_LIMIT
) -> str:
    """Say what makes a workbook too large to be read, or nothing; the reader would set up every cell of its extent.

    Parameters
    ----------
    source : Path or bytes
        The workbook; what is no ZIP archive is not looked at.
    unpacked_limit, cell_limit : int
        Bytes of all its parts, and cells of a sheet.

    Returns
    -------
    str
    """
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > unpacked_limit:
                return f"the workbook unpacks to more than {unpacked_limit // 2**20} MiB"
            for name in archive.namelist():
                rows, columns = _part_extent(archive, name)
                if rows * columns > cell_limit:
                    return f"a sheet reaches over {rows:,} rows and {columns:,} columns"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        pass
    return ""


def _part_extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        return _extent(archive.read(name))
    return _ods_extent(archive.read(name)) if name == "content.xml" else (0, 0)


def _extent(sheet: bytes) -> tuple[int, int]:
    """Return how many rows and columns the cells of a sheet reach over."""
    cells = _CELL.findall(sheet)
    named = {(letters, int(digits)) for letters, digits in cells if digits}
    columns_named = (
        functools.reduce(lambda total, letter: 26 * total + letter - 64, c, 0) for c in {c for c, _ in named}
    )
    rows = max([1, *(row for _, row in named), *map(int, _ROW.findall(sheet))])
    # Cells without a name of their own follow one another.
    columns = max([1, len(cells) - sum(1 for _, digits in cells if digits), *columns_named])
    return rows, columns


def _ods_extent(content: bytes) -> tuple[int, int]:
    """Return how many rows and columns the filled cells of an OpenDocument sheet reach over, repeated ones unfolded."""
    rows = columns = width = pending = times = 0
    for kind, attributes in _ODS_PART.findall(content):
        repeated = _ODS_TIMES.search(attributes)
        number = int(repeated[1]) if repeated else 1
        if kind == b"table-row":
            width, pending, times = 0, 0, number
            continue
        pending += number
        if not attributes.rstrip().endswith(b"/"):
            rows, times = rows + times, 0
            width, pending = width + pending, 0
            columns = max(columns, width)
    return rows, columns
