"""The tables of an XER file, as text: `%T` names a table, `%F` its columns, `%R` is a row, `%E` the end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from riskmc.errors import ScheduleFileError
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import CREDIBLE_YEARS

__all__ = ["XerRow", "XerTable", "XerTables", "read_tables"]


@dataclass(frozen=True)
class XerRow:
    """One row.

    Attributes
    ----------
    values : dict[str, str]
        Column to text; a column that the row leaves out is absent.
    table, file : str
        Where the row stands, for messages.
    line : int
        Line of the file, from 1.
    """

    values: dict[str, str]
    table: str
    file: str
    line: int

    @property
    def label(self) -> str:
        """Code and name, of an activity."""
        return f"{self.text('task_code')} {self.text('task_name')}".strip()

    def text(self, column: str) -> str:
        """Return the text of the column, or an empty text."""
        return self.values.get(column, "").strip()

    def number(self, column: str) -> float | None:
        """Return the number of the column, or None where it is empty; a decimal comma is understood.

        Raises
        ------
        ScheduleFileError
            Where the text is no finite number.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e12:
            raise self.refusal(column, "write a number")
        return value

    def moment(self, column: str) -> datetime | None:
        """Return the date of the column, or None where it is empty.

        Raises
        ------
        ScheduleFileError
            Where the text is no date.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            moment = datetime.max
        if moment.year not in CREDIBLE_YEARS:
            raise self.refusal(column, "write a date like 2027-01-04 08:00")
        return moment

    def refusal(self, column: str, allowed: str) -> ScheduleFileError:
        """Make the error for what a column holds."""
        what = f"{column} is {self.text(column)!r}"
        return refuse(self.file, what, allowed=allowed, subject=self.label or self.table, line=self.line)


@dataclass
class XerTable:
    """One table.

    Attributes
    ----------
    name : str
        Name in the file, such as TASK.
    line : int
        Line of its `%T`.
    columns : list[str]
        Names of its `%F`.
    rows : list[XerRow]
        Its rows, empty where the caller did not ask for them.
    n_rows : int
        How many rows the file has.
    """

    name: str
    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[XerRow] = field(default_factory=list)
    n_rows: int = 0


@dataclass
class XerTables:
    """All tables of a file.

    Attributes
    ----------
    file : str
        Name of the file, for messages.
    header : list[str]
        Fields of the ERMHDR line.
    tables : dict[str, XerTable]
        Tables by name, in the order of the file.
    has_end_mark : bool
        Whether the `%E` line was seen.
    """

    file: str
    header: list[str]
    tables: dict[str, XerTable]
    has_end_mark: bool = False

    def rows(self, name: str) -> list[XerRow]:
        """Return the rows of a table, or none where the file lacks the table."""
        return self.tables[name].rows if name in self.tables else []

    def n_rows(self, name: str) -> int:
        """Return the number of rows of a table."""
        return self.tables[name].n_rows if name in self.tables else 0


def read_tables(text: str, file: str, wanted: Collection[str]) -> XerTables:
    """Split the text of an XER file into tables.

    Parameters
    ----------
    text : str
        The whole file.
    file : str
        Its name, for messages.
    wanted : collection of str
        Tables whose rows are kept; of the others only the number of rows.

    Returns
    -------
    XerTables

    Raises
    ------
    ScheduleFileError
        Where the file does not start with ERMHDR, rows have too many fields or stand outside a table.
    """
    lines = text.split("\n")
    if not lines[0].startswith("ERMHDR"):
        raise refuse(file, "the file does not start with ERMHDR", line=1, hint="export it again from P6 as XER")
    tables = XerTables(file, lines[0].rstrip("\r").split("\t"), {})
    table: XerTable | None = None
    row_text, row_line = "", 0
    for number, raw_line in enumerate([*lines[1:], "%"], start=2):
        line = raw_line.removesuffix("\r")
        if not line.startswith("%") and row_line:
            row_text += "\n" + line
            continue
        if row_line and table is not None:
            _add_row(table, row_text, row_line, file, wanted)
            row_line = 0
        mark, _, rest = line.partition("\t")
        if mark == "%T":
            table = tables.tables.setdefault(rest.strip(), XerTable(rest.strip(), number))
        elif mark == "%F" and table is not None:
            table.columns = [column.strip() for column in rest.split("\t")]
        elif mark == "%R" and table is not None and table.columns:
            row_text, row_line = rest, number
        elif mark == "%E":
            tables.has_end_mark = True
            break
        elif line.strip() and mark != "%":
            what = f"the line {line[:40]!r} is no part of a table"
            raise refuse(file, what, line=number, hint="export the file again from P6")
    return tables


def _add_row(table: XerTable, text: str, line: int, file: str, wanted: Collection[str]) -> None:
    table.n_rows += 1
    if table.name not in wanted:
        return
    fields = text.rstrip("\n").split("\t")
    if len(fields) > len(table.columns) and any(field.strip() for field in fields[len(table.columns) :]):
        raise refuse(
            file,
            f"the row has {len(fields)} fields",
            subject=table.name,
            line=line,
            allowed=f"its %F line names {len(table.columns)}",
            hint="export the file again from P6",
        )
    table.rows.append(XerRow(dict(zip(table.columns, fields, strict=False)), table.name, file, line))
