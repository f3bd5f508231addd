"""Tables of tasks and risks that a plan names: CSV, and XLSX with the extra ``excel``.

A row becomes the same mapping that a plan file would hold, so that the same checks and the same words apply; each
cell keeps its place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from riskmc.errors import Location, MissingExtraError, PlanError, Problem
from riskmc.io.table_costs import MORE_COLUMNS, cost_column, gather_cost
from riskmc.io.workbooks import unpacks_too_large
from riskmc.io.yaml_marks import SIZE_LIMIT, not_utf8, read_marked
from riskmc.model._record import Record, unknown_key
from riskmc.model.constraints import CONSTRAINT_KINDS
from riskmc.model.risks import Risk
from riskmc.model.tasks import Task

__all__ = ["COLUMNS", "Table", "read_table"]

_THREE_POINTS = ("optimistic", "most_likely", "pessimistic")

_OF_IMPACT = ("on", "delay", "factor", "cost", "cost_factor", "draw")

COLUMNS: dict[str, tuple[str, ...]] = {
    "tasks": (*Task.known_keys(), *MORE_COLUMNS, *CONSTRAINT_KINDS, *_THREE_POINTS, "distribution"),
    "risks": (
        *(key for key in Risk.known_keys() if key != "impacts"), *_OF_IMPACT, *_THREE_POINTS, "distribution",
    ),
}  # fmt: skip
"""Columns by kind of table."""

_RECORDS: dict[str, type[Record]] = {"tasks": Task, "risks": Risk}
LIST_COLUMNS = frozenset(("after", "tags", "on", "requires", "excludes", "resources"))
"""Columns that hold lists, separated by commas or semicolons."""

TEXT_COLUMNS = frozenset(
    (
        "id", "name", "group", "basis", "owner", "calendar", "side", "title", "cause", "event", "effect", "category",
        "kind", "status", "trigger", "contingency", "fallback", "spread", "currency", "index",
    )
)  # fmt: skip
"""Columns that hold words alone, even where these begin with a bracket."""

_TRUTHS = frozenset(("milestone", "systemic", "as_late_as_possible"))
_TRUE = frozenset(("true", "yes", "x", "1"))
_FALSE = frozenset(("false", "no", "0"))

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Table:
    """The rows of a table as mappings of a plan, and where their cells are.

    Attributes
    ----------
    file : str
    records : list of dict
    problems : tuple of Problem
        What is wrong with the table itself.
    """

    file: str
    records: list[dict[str, Any]]
    problems: tuple[Problem, ...]
    _rows: tuple[int, ...]
    _columns: Mapping[str, int]
    _pointed: frozenset[int]

    def locate(self, path: Sequence[str | int]) -> Location:
        """Return the cell of a path that starts with the number of the record."""
        if not path or not isinstance(path[0], int) or path[0] >= len(self._rows):
            return Location(self.file)
        if tuple(path[1:2]) == ("cost",):
            column = cost_column(path[2:], self._columns)
        else:
            column = _column_of(path[1:], self._columns, path[0] in self._pointed)
        return Location(self.file, self._rows[path[0]], None if column is None else column + 1)


def read_table(path: Path, kind: str, name: str) -> Table:
    """Read a table.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 (with commas, semicolons or tabs) or XLSX (its first sheet); the first row names the columns.
    kind : {"tasks", "risks"}
    name : str
        Name of the file for problems.

    Returns
    -------
    Table

    Raises
    ------
    riskmc.errors.PlanError
        If the file cannot be read at all.
    riskmc.errors.MissingExtraError
        If it is XLSX and the package python-calamine is not installed.
    """
    try:
        rows = _excel_rows(path, name) if path.suffix.lower() == ".xlsx" else _csv_rows(path, name)
    except OSError as error:
        what = f"the table can not be read: {(error.strerror or str(error)).lower()}"
        raise PlanError([Problem(Location(name), "", what)]) from None
    header = next((index for index, row in enumerate(rows) if any(_is_filled(cell) for cell in row)), None)
    if header is None:
        raise PlanError([Problem(Location(name), "", "the table is empty", "the first row names the columns")])
    return _Reader(name, kind, rows, header).read()


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, file: str, kind: str, rows: Rows, header: int) -> None:
        self.file = file
        self.kind = kind
        self.rows = rows
        self.header = header
        self.problems: list[Problem] = []
        self.pointed: set[int] = set()

    def read(self) -> Table:
        columns = self._read_header()
        records: list[dict[str, Any]] = []
        numbers: list[int] = []
        for number, row in enumerate(self.rows[self.header + 1 :], start=self.header + 2):
            cells = {name: row[index] for name, index in columns.items() if index < len(row) and _is_filled(row[index])}
            self._check_width(number, row)
            if cells:
                if not cells.keys().isdisjoint(_THREE_POINTS):
                    self.pointed.add(len(records))
                records.append(self._record(number, cells, columns))
                numbers.append(number)
        return Table(self.file, records, tuple(self.problems), tuple(numbers), columns, frozenset(self.pointed))

    def _read_header(self) -> dict[str, int]:
        known, later = COLUMNS[self.kind], _RECORDS[self.kind].later_keys
        columns: dict[str, int] = {}
        for index, cell in enumerate(self.rows[self.header]):
            name = str(cell).strip().lower().replace(" ", "_") if _is_filled(cell) else ""
            if name in columns:
                self._note(self.header + 1, index, f"the column {name!r} comes twice")
            elif name in known:
                columns[name] = index
            elif name:
                item = unknown_key(name, known, later)
                self._note(self.header + 1, index, item.what.replace("key", "column"), item.allowed, item.hint)
        return columns

    def _check_width(self, number: int, row: Sequence[Any]) -> None:
        head = self.rows[self.header]
        for index, cell in enumerate(row):
            if _is_filled(cell) and (index >= len(head) or not _is_filled(head[index])):
                self._note(number, index, f"the value {cell!r} has no column", "name each column in the first row")

    def _record(self, number: int, cells: dict[str, Any], columns: Mapping[str, int]) -> dict[str, Any]:
        record = {name: self._value(number, columns[name], name, cell) for name, cell in cells.items()}
        points = [record.pop(name) for name in _THREE_POINTS if name in record]
        family = str(record.pop("distribution", "pert")).strip().lower()
        target = "duration" if self.kind == "tasks" else "delay"
        if points and target in record:
            what = f"the row has a {target} and optimistic to pessimistic values too"
            self._note(number, columns[target], what, "write one or the other")
        elif points:
            record[target] = {family: points}
        self._gather_constraints(number, record, columns)
        if self.kind == "tasks":
            for column, what in gather_cost(record):
                self._note(number, columns[column], what, "write it once")
        if self.kind == "risks":
            impact = {key: record.pop(key) for key in _OF_IMPACT if key in record}
            record["impacts"] = [impact] if impact else []
        return record

    def _gather_constraints(self, number: int, record: dict[str, Any], columns: Mapping[str, int]) -> None:
        """Put the constraints that have a column each into one mapping."""
        found = {kind: record.pop(kind) for kind in CONSTRAINT_KINDS if kind in record}
        if found and "constraint" in record:
            what = f"the row has a constraint and {next(iter(found))} too"
            self._note(number, columns["constraint"], what, "write all constraints in one column, or each in its own")
        elif found:
            record["constraint"] = found

    def _value(self, number: int, index: int, name: str, cell: Any) -> Any:
        if isinstance(cell, datetime | date):
            return cell.isoformat()
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if name in _TRUTHS:
            return _truth(cell)
        if not isinstance(cell, str):
            return str(cell) if name not in ("probability", "factor", "duration", "delay", *_THREE_POINTS) else cell
        text = cell.strip()
        if text.startswith(("{", "[")) and name not in TEXT_COLUMNS:
            return self._flow(number, index, text)
        if name in LIST_COLUMNS:
            return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
        return text

    def _flow(self, number: int, index: int, text: str) -> Any:
        try:
            marked = read_marked(text, self.file)
        except PlanError as error:
            self._note(number, index, error.problems[0].what, "", error.problems[0].hint)
            return None
        for problem in marked.problems:
            self._note(number, index, problem.what, problem.allowed, problem.hint)
        return marked.data

    def _note(self, row: int, index: int, what: str, allowed: str = "", hint: str = "") -> None:
        self.problems.append(Problem(Location(self.file, row, index + 1), "", what, allowed, hint))


def _csv_rows(path: Path, name: str) -> Rows:
    content = path.read_bytes()
    if len(content) > SIZE_LIMIT:
        raise PlanError([Problem(Location(name), "", "the table is larger than 20 MiB")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(error, name) from None
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise PlanError([Problem(Location(name), "", f"this is not CSV: {error}")]) from None


def _excel_rows(path: Path, name: str) -> Rows:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError("excel", f"reading {name}") from None
    if path.stat().st_size > SIZE_LIMIT:
        raise PlanError([Problem(Location(name), "", "the table is larger than 20 MiB")])
    too_large = unpacks_too_large(path)
    if too_large:
        raise PlanError([Problem(Location(name), "", too_large, "", "keep only the table, from its upper left cell")])
    try:
        rows: Rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise PlanError([Problem(Location(name), "", f"this is not a workbook: {error}")]) from None
    return rows


def _is_filled(cell: Any) -> bool:
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def _truth(cell: Any) -> Any:
    word = str(cell).strip().lower()
    return True if word in _TRUE else False if word in _FALSE else cell


def _column_of(path: Sequence[str | int], columns: Mapping[str, int], is_pointed: bool) -> int | None:
    """Find the column that a path inside a record comes from."""
    keys = [part for part in path if isinstance(part, str)]
    if keys[:1] == ["constraint"] and keys[-1] in columns:
        return columns[keys[-1]]
    for key in ("duration", "delay"):
        if key in keys[:-1] and is_pointed:
            last = path[-1]
            return columns.get(_THREE_POINTS[last] if isinstance(last, int) and last < 3 else "distribution")
    return next((columns[key] for key in keys if key in columns), None)
