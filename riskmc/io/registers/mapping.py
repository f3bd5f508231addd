"""What the columns of a register hold, as a file that a person corrects and gives back with ``--map``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from riskmc.errors import Location, PlanError, Problem
from riskmc.io.plan_text import scalar
from riskmc.io.registers.columns import FIELDS
from riskmc.io.registers.numerals import Decimal
from riskmc.io.registers.records import Column, How, Reading, letters_of
from riskmc.io.registers.words import fold
from riskmc.io.yaml_marks import MarkedData, read_marked

__all__ = ["RegisterMapping", "apply_mapping", "mapping_text", "read_mapping"]

_HOWS: Final = ("text", "levels", "percent", "fraction", "time", "money", "date", "words")
_UNITS: Final = ("d", "w", "mo", "h", "cd")
_KEYS: Final = ("register", "sheet", "header", "columns", "scale", "distribution", "decimal", "dates")
_COLUMN_KEYS: Final = ("column", "header", "field", "as", "unit")
_DEFAULT_HOW: Final[Mapping[str, How]] = {
    "probability": "levels",
    "residual.probability": "levels",
    "status": "words",
    "kind": "words",
    "response.status": "words",
    "response.strategy": "words",
    "response.cost": "money",
    "identified": "date",
    "review": "date",
    "response.due": "date",
    "window.from": "date",
    "window.to": "date",
}


@dataclass(frozen=True)
class ToldColumn:
    """A column as a mapping has it; what it leaves out is None or nothing."""

    index: int | None
    header: str
    field: str
    how: How | None = None
    unit: str = ""


@dataclass(frozen=True)
class RegisterMapping:
    """What a person says of a register.

    Attributes
    ----------
    sheet : str
    header : tuple of int or None
        First and last row of the header, as a person counts.
    columns : tuple of ToldColumn
    scale : int
        Levels of its scales: 3, 4, 5 or 10; 0 to be told from the cells.
    distribution : str
    decimal : {".", ",", ""}
    dates : str
        ``dmy`` or ``mdy``.
    """

    sheet: str = ""
    header: tuple[int, ...] | None = None
    columns: tuple[ToldColumn, ...] = ()
    scale: int = 0
    distribution: str = ""
    decimal: Decimal = ""
    dates: str = ""

    def is_american(self, usual: bool) -> bool:
        """Whether the month comes before the day."""
        return usual if not self.dates else self.dates == "mdy"


def apply_mapping(columns: Sequence[Column], told: RegisterMapping, file: str, *, width: int) -> tuple[Column, ...]:
    """Correct what was told of the columns by what a person says.

    A column is found by its name, and where that is not there, or comes twice, by its letters.

    Parameters
    ----------
    columns : sequence of Column
    told : RegisterMapping
    file : str
        Name of the register.
    width : int
        Columns of the sheet.

    Raises
    ------
    riskmc.errors.PlanError
        Where the register has no such column.
    """
    if not told.columns:
        return tuple(columns)
    found = {column.index: column for column in columns}
    problems = []
    for one in told.columns:
        index = _find(one, columns, width)
        if index is None:
            what = f"the register has no column {one.header or letters_of(one.index or 0)!r}, which the mapping names"
            names = ", ".join(column.header for column in columns[:12])
            problems.append(Problem(Location(file), "", what, f"its columns are {names}"))
            continue
        before = found.get(index) or Column(index, one.header)
        found[index] = _told(before, one)
    if problems:
        raise PlanError(problems)
    named = {_find(one, columns, width) for one in told.columns}
    return tuple(
        column for index, column in sorted(found.items()) if index in named or not _is_taken(column, found, named)
    )


def _is_taken(column: Column, found: Mapping[int, Column], named: set[int | None]) -> bool:
    """Tell whether a field that was guessed is one that the mapping gives to another column."""
    return bool(column.field) and any(
        other.field == column.field and index in named and index != column.index and other.how == column.how
        for index, other in found.items()
    )


def _find(one: ToldColumn, columns: Sequence[Column], width: int) -> int | None:
    alike = [column.index for column in columns if one.header and fold(column.header) == fold(one.header)]
    if one.index in alike or (
        len(alike) != 1 and one.index is not None and one.index < width and (alike or not one.header)
    ):
        return one.index
    if len(alike) >= 1:
        return alike[0]
    return None


def _told(column: Column, one: ToldColumn) -> Column:
    if not one.field:
        return replace(column, field="", how="unused", sure=1.0, why="the mapping leaves it out")
    how = one.how or (column.how if column.field == one.field and column.how != "unused" else _usual_how(one.field))
    is_kept = column.field == one.field and column.how == how
    unit = one.unit or (column.unit if is_kept else "d" if how == "time" else "")
    return replace(column, field=one.field, how=how, sure=1.0, unit=unit, why="the mapping says so")


def _usual_how(field: str) -> How:
    if field in _DEFAULT_HOW:
        return _DEFAULT_HOW[field]
    base, _, point = field.removeprefix("residual.").partition(".")
    if base in ("schedule", "cost") and point:
        return "time" if base == "schedule" else "money"
    is_rated = (
        base in ("impact", "schedule", "cost")
        or field.startswith("residual.")
        or base
        in (
            "quality",
            "scope",
            "performance",
            "safety",
            "environment",
            "reputation",
            "legal",
        )
    )
    return "levels" if is_rated else "text"


def read_mapping(path: str | Path) -> RegisterMapping:
    """Read a mapping.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    RegisterMapping

    Raises
    ------
    riskmc.errors.PlanError
        With all its problems.
    """
    from riskmc.io.plan_file import read_text

    name = str(path)
    marked = read_marked(read_text(Path(path), "mapping"), name)
    reader = _MappingReader(name, marked, list(marked.problems))
    mapping = reader.read()
    if reader.problems:
        raise PlanError(reader.problems)
    return mapping


@dataclass
class _MappingReader:
    """Reads a mapping and collects what is wrong with it."""

    file: str
    marked: MarkedData
    problems: list[Problem]

    def read(self) -> RegisterMapping:
        data = self.marked.data
        if not isinstance(data, Mapping):
            self._note((), "this is no mapping", f"write {', '.join(_KEYS)}")
            return RegisterMapping()
        self._check_keys((), data, _KEYS)
        columns = data.get("columns") or []
        if not isinstance(columns, list):
            self._note(("columns",), "columns is no list", "write one entry for each column")
            columns = []
        return RegisterMapping(
            sheet=str(data.get("sheet") or ""),
            header=self._header(data.get("header")),
            columns=tuple(self._columns(columns)),
            scale=self._one_of(data, "scale", (3, 4, 5, 10), 0),
            distribution=self._one_of(data, "distribution", ("triangular", "pert", "uniform"), ""),
            decimal=self._one_of(data, "decimal", (".", ","), ""),
            dates=self._one_of(data, "dates", ("dmy", "mdy"), ""),
        )

    def _header(self, value: Any) -> tuple[int, ...] | None:
        if value is None:
            return None
        rows = value if isinstance(value, list) else [value]
        if (
            not rows
            or not all(isinstance(row, int) and not isinstance(row, bool) and 1 <= row <= 1_000_000 for row in rows)
            or rows != sorted(rows)
            or rows[-1] - rows[0] > 9
        ):
            self._note(
                ("header",),
                f"header {value!r} is no row",
                "write the row of the names of columns, or the first and the last one",
            )
            return None
        return tuple(rows)

    def _columns(self, entries: Sequence[Any]) -> Iterator[ToldColumn]:
        taken: dict[str, int] = {}
        for place, entry in enumerate(entries):
            path: tuple[str | int, ...] = ("columns", place)
            if not isinstance(entry, Mapping):
                self._note(path, "the entry is no mapping", "write {column: A, header: ..., field: ...}")
                continue
            self._check_keys(path, entry, _COLUMN_KEYS)
            index = self._letters((*path, "column"), entry.get("column"))
            header = str(entry.get("header") or "")
            if index is None and not header:
                self._note(path, "the entry names no column", "write column: A, or header: the name of the column")
                continue
            field = self._field((*path, "field"), entry.get("field"))
            how = self._one_of(entry, "as", _HOWS, None, path)
            key = f"{field} as {how}" if how == "levels" else field
            if field and key in taken:
                self._note(
                    (*path, "field"),
                    f"the field {field!r} is that of an earlier column",
                    "give each field to one column",
                )
            taken[key] = place
            yield ToldColumn(index, header, field, how, self._unit((*path, "unit"), entry.get("unit"), how))

    def _letters(self, path: tuple[str | int, ...], value: Any) -> int | None:
        if value is None:
            return None
        text = str(value).strip().upper()
        if not (text.isascii() and text.isalpha() and len(text) <= 3):
            self._note(path, f"column {value!r} is not named by letters", "write A, B, ... AA, as a workbook does")
            return None
        number = 0
        for letter in text:
            number = 26 * number + ord(letter) - 64
        return number - 1

    def _field(self, path: tuple[str | int, ...], value: Any) -> str:
        if value is None or value in ("none", "unused", "ignore", ""):
            return ""
        if value in FIELDS:
            return str(value)
        close = get_close_matches(str(value), FIELDS, n=1, cutoff=0.6)
        hint = f"did you mean {close[0]}?" if close else ""
        self._note(path, f"there is no field {value!r}", f"write one of {', '.join(FIELDS[:16])}, ... or none", hint)
        return ""

    def _unit(self, path: tuple[str | int, ...], value: Any, how: Any) -> str:
        if value is None:
            return ""
        if value in _UNITS:
            return str(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1e9:
            return f"{value:g}" if value != int(value) else str(int(value))
        self._note(
            path,
            f"unit {value!r} is none",
            "write d, w, mo, h or cd (calendar days) for times, or a factor such as 1000 for money",
        )
        return ""

    def _one_of(
        self, data: Mapping[str, Any], key: str, allowed: Sequence[Any], usual: Any, path: tuple[str | int, ...] = ()
    ) -> Any:
        value = data.get(key)
        if value is None:
            return usual
        if value in allowed and not isinstance(value, bool):
            return value
        self._note((*path, key), f"{key} is {value!r}", f"write one of {', '.join(map(str, allowed))}")
        return usual

    def _check_keys(self, path: tuple[str | int, ...], data: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in data:
            if key not in known:
                close = get_close_matches(str(key), known, n=1, cutoff=0.6)
                self._note(
                    (*path, key),
                    f"unknown key {key!r}",
                    f"write one of {', '.join(known)}",
                    f"did you mean {close[0]}?" if close else "",
                    is_key=True,
                )

    def _note(
        self, path: tuple[str | int, ...], what: str, allowed: str = "", hint: str = "", *, is_key: bool = False
    ) -> None:
        self.problems.append(Problem(self.marked.locate(path, is_key), "", what, allowed, hint))


def mapping_text(reading: Reading) -> str:
    """Write what was understood of a register as a mapping, to be corrected.

    Parameters
    ----------
    reading : Reading
    """
    first, last = reading.block.first + 1, reading.block.last + 1
    lines = [
        "# What the columns of a register hold. Correct it, and read the register again with --map.",
        "# field: none leaves a column out. as: " + ", ".join(_HOWS) + ".",
        "register: 1",
    ]
    if reading.grid.name:
        lines.append(f"sheet: {scalar(reading.grid.name)}")
    lines.append(f"header: {first}" if first == last else f"header: [{first}, {last}]")
    if reading.n_levels:
        lines.append(f"# scale: {reading.n_levels}            # levels of its scales: 3, 4, 5 or 10")
    lines += [f"distribution: {reading.distribution}   # of ranges on three points: triangular or pert", "columns:"]
    lines += [_column_line(column) for column in reading.columns]
    return "\n".join([*lines, ""])


def _column_line(column: Column) -> str:
    parts = [f"column: {column.letters}", f"header: {scalar(column.header)}", f"field: {column.field or 'none'}"]
    if column.field:
        parts.append(f"as: {column.how}")
    if column.field and column.unit:
        parts.append(f"unit: {column.unit}")
    told = "; ".join(_plain(text)[:30] for text in column.examples)
    return f"  - {{{', '.join(parts)}}}" + (f"   # {told}" if told else "")


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)
