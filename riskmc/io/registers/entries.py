"""The risks of a register, built from its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from riskmc.io.registers.amounts import read_amount
from riskmc.io.registers.choices import (
    read_distribution,
    read_kind,
    read_response_status,
    read_risk_state,
    read_strategy,
)
from riskmc.io.registers.contents import number_of
from riskmc.io.registers.dates import DateOrder, date_order, read_date
from riskmc.io.registers.entry_amounts import AmountCells, shown_cell, spoken, why_not
from riskmc.io.registers.numerals import Decimal
from riskmc.io.registers.probabilities import has_percent, read_probability
from riskmc.io.registers.records import Column, Entry, Grid, Probability, RowNote, Strike
from riskmc.io.registers.rows import Row, is_blank
from riskmc.io.registers.scales import Scale

__all__ = ["TEXT_LIMIT", "EntryBuilder"]

TEXT_LIMIT: Final = 2_000
"""Characters of a text that a plan keeps."""

_TITLE_LENGTH: Final = 110
_TEXTS: Final = ("cause", "effect", "category", "owner", "trigger", "contingency", "fallback")
_SPLIT = re.compile(r"\s*[,;\n|]\s*|\s+(?:and|und|et|y|e|en)\s+")


@dataclass
class EntryBuilder:
    """Builds the risks of a register from its rows, in their order.

    Parameters
    ----------
    grid : Grid
    columns : sequence of Column
    scales : mapping of str to Scale
        By field, of the columns that hold levels.
    n_levels : int
    decimal : {".", ",", ""}
    is_american : bool
        Whether the month comes first where a date does not tell.
    """

    grid: Grid
    columns: Sequence[Column]
    scales: Mapping[str, Scale]
    n_levels: int
    decimal: Decimal = ""
    is_american: bool = False
    entries: list[Entry] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    unknown_states: dict[str, int] = field(default_factory=dict)
    _orders: dict[str, DateOrder] = field(default_factory=dict)
    _letters: dict[str, str] = field(default_factory=dict)
    _by_key: dict[str, Column] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _amounts: AmountCells = field(init=False)

    def __post_init__(self) -> None:
        self._amounts = AmountCells(self._by_key, self.decimal, self._note)
        for column in self.columns:
            if column.field:
                is_level = column.how == "levels" and not column.field.endswith("probability")
                key = f"{column.field}#level" if is_level else column.field
                self._letters[key] = column.letters
                self._by_key[key] = column
                if column.how == "date":
                    cells = [row[column.index] for row in self.grid.rows if column.index < len(row)]
                    self._orders[key] = date_order(cells, is_american=self.is_american)

    def add(self, row: Row) -> None:
        """Take in a row: a risk, or more of the risk above."""
        if row.kind == "other":
            if row.why:
                self.notes.append(RowNote(self.grid.line(row.index), "", f"not read: {row.why}"))
            return
        if row.kind == "risk" and not self._is_more_of_last(row):
            self.entries.append(self._entry(row))
        elif row.kind in ("risk", "more") and self.entries:
            self._add_to_last(row)

    def _is_more_of_last(self, row: Row) -> bool:
        """Tell whether a row repeats the id and title of the risk above, as one row for each task or response does."""
        if not self.entries or is_blank(row.cells.get("id")):
            return False
        last = self.entries[-1]
        same_id = _clean_id(row.cells["id"]) == last.id
        return same_id and _titled(row.cells)[0] == last.texts.get("title", "")

    def _entry(self, row: Row) -> Entry:
        line = self.grid.line(row.index)
        entry = Entry(self._identity(row, line), line)
        self._read_words(entry, row)
        self._read_state(entry, row)
        entry.probability = self._probability(entry, row, "probability")
        entry.residual_probability = self._probability(entry, row, "residual.probability")
        self._read_levels(entry, row)
        self._add_to(entry, row)
        return entry

    def _add_to_last(self, row: Row) -> None:
        self._add_to(self.entries[-1], row)

    def _add_to(self, entry: Entry, row: Row) -> None:
        strike = Strike(
            self._tasks(row), self._amounts.spreads(entry, row, ""), self._amounts.spreads(entry, row, "residual.")
        )
        if not entry.strikes or strike.tasks or strike.spreads or strike.residual:
            entry.strikes.append(strike)
        response = self._response(entry, row)
        if response and response not in entry.responses:
            entry.responses.append(response)

    def _note(self, entry: Entry, row: Row, key: str, what: str) -> None:
        note = RowNote(self.grid.line(row.index), self._letters.get(key, ""), what, entry.id)
        entry.notes.append(note)
        self.notes.append(note)

    def _identity(self, row: Row, line: int) -> str:
        wanted = _clean_id(row.cells.get("id")) or f"R{len(self.entries) + 1}"
        identity, count = wanted, 1
        while identity in self._ids:
            count += 1
            identity = f"{wanted}-{count}"
        if count > 1 and "id" in row.cells:
            self.notes.append(
                RowNote(
                    line,
                    self._letters.get("id", ""),
                    f"the id {wanted} is that of an earlier risk; {identity} was written",
                    identity,
                )
            )
        self._ids.add(identity)
        return identity

    def _read_words(self, entry: Entry, row: Row) -> None:
        title, event = _titled(row.cells)
        texts = {"title": title, "event": event}
        texts |= {name: _text(row.cells[name]) for name in _TEXTS if name in row.cells}
        if row.section and "category" not in texts:
            texts["category"] = row.section
        for name, text in texts.items():
            if len(text) > TEXT_LIMIT:
                self._note(entry, row, name, f"{name} has {len(text):,} characters; the first {TEXT_LIMIT:,} were kept")
                text = text[: TEXT_LIMIT - 3].rstrip() + "..."
            if text:
                entry.texts[name] = text

    def _read_state(self, entry: Entry, row: Row) -> None:
        kind = read_kind(_text(row.cells["kind"])) if "kind" in row.cells else ""
        entry.kind = kind or read_kind(row.section) or "threat"
        if "status" not in self._by_key and row.section:
            entry.is_closed = read_risk_state(row.section) == (True, False)
        if "status" in row.cells:
            text = _text(row.cells["status"])
            state = read_risk_state(text)
            if state is None:
                self.unknown_states[text] = self.unknown_states.get(text, 0) + 1
            elif state[1]:
                self._note(
                    entry,
                    row,
                    "status",
                    (
                        f"status {shown_cell(text)}: it is a risk no more, so it was closed; add the delay itself to "
                        f"the plan"
                    ),
                )
            entry.is_closed = bool(state and state[0])
        for name in ("identified", "review", "window.from", "window.to"):
            if name in row.cells:
                found = read_date(row.cells[name], self._orders.get(name, "dmy"))
                if found is None:
                    self._note(entry, row, name, f"{name} {shown_cell(row.cells[name])} is not read as a date")
                else:
                    entry.dates[name] = found

    def _probability(self, entry: Entry, row: Row, key: str) -> Probability | None:
        cell, column = row.cells.get(key), self._by_key.get(key)
        if cell is None or column is None:
            return None
        found = None
        if column.how == "levels" and not has_percent_alone(cell):
            level = self.scales[key].name(cell, self.n_levels)
            found = Probability(level=level) if level else None
        number = number_of(cell, self.decimal)
        is_share_of_1 = number is not None and 0 < number < 1
        if found is None and (column.how != "levels" or has_percent(cell) or is_share_of_1):
            is_share = column.how == "percent" and number is not None and 0 < number < 1
            found = read_probability(cell, is_percent=column.how == "percent" and not is_share, decimal=self.decimal)
            if is_share and found is not None:
                self._note(
                    entry,
                    row,
                    key,
                    f"{spoken(key)} {shown_cell(cell)} stands among percentages; read as {100 * found.low:g}%",
                )
            if (
                found is None
                and self.n_levels
                and not isinstance(cell, int | float)
                and number_of(cell, self.decimal) is None
            ):
                level = Scale().name(cell, self.n_levels)
                found = Probability(level=level) if level else None
        if found is None:
            self._note(entry, row, key, f"{spoken(key)} {shown_cell(cell)} is not read{why_not(cell)}")
        return found

    def _read_levels(self, entry: Entry, row: Row) -> None:
        for key, scale in self.scales.items():
            base = key.removesuffix("#level")
            if base.endswith("probability") or key not in row.cells:
                continue
            is_residual = base.startswith("residual.")
            kind = base.removeprefix("residual.")
            level = scale.name(row.cells[key], self.n_levels)
            if not level:
                self._note(
                    entry, row, key, f"{spoken(base)} {shown_cell(row.cells[key])} is not read{why_not(row.cells[key])}"
                )
                continue
            (entry.residual_levels if is_residual else entry.levels)[kind] = level

    def _tasks(self, row: Row) -> list[str]:
        cell = row.cells.get("tasks")
        if is_blank(cell):
            return []
        if isinstance(cell, int | float):
            return [f"{cell:g}"]
        parts = [part.strip(" .\u2022*") for part in _SPLIT.split(_text(cell))]
        return [part for part in parts if part and not is_blank(part)]

    def _response(self, entry: Entry, row: Row) -> dict[str, Any]:
        cells = {
            name.removeprefix("response."): cell for name, cell in row.cells.items() if name.startswith("response.")
        }
        found: dict[str, Any] = {}
        for name in ("action", "owner"):
            if not is_blank(cells.get(name)):
                found[name] = _text(cells[name])[:TEXT_LIMIT]
        self._read_strategy(entry, cells.get("strategy"), found)
        if "status" in cells:
            state = read_response_status(_text(cells["status"]))
            if state:
                found["status"] = state
            else:
                self._note(
                    entry,
                    row,
                    "response.status",
                    f"status of the response {shown_cell(cells['status'])} is not known; it counts as planned",
                )
        if "due" in cells:
            due = read_date(cells["due"], self._orders.get("response.due", "dmy"))
            if due is None:
                self._note(entry, row, "response.due", f"due date {shown_cell(cells['due'])} is not read as a date")
            else:
                found["due"] = due
        if "cost" in cells:
            amount = read_amount(cells["cost"], "money", self.decimal)
            if amount is None:
                self._note(
                    entry,
                    row,
                    "response.cost",
                    f"cost of the response {shown_cell(cells['cost'])} is not read{why_not(cells['cost'])}",
                )
            elif amount.points[-1][0]:
                found["cost"] = amount.in_unit("", float(self._by_key["response.cost"].unit or 1)).points[-1][0]
        return found if found.keys() - {"due", "status", "owner"} or (found and not entry.responses) else {}

    def _read_strategy(self, entry: Entry, cell: Any, found: dict[str, Any]) -> None:
        is_opportunity = entry.kind == "opportunity"
        if not is_blank(cell):
            strategy = read_strategy(_text(cell), is_opportunity=is_opportunity)
            if strategy:
                found["strategy"] = strategy
            elif "action" in found:
                found["action"] = f"{_text(cell)}: {found['action']}"[:TEXT_LIMIT]
            else:
                found["action"] = _text(cell)[:TEXT_LIMIT]

    @property
    def distribution_words(self) -> set[str]:
        """Families of ranges that the register names."""
        column = self._by_key.get("distribution")
        if column is None:
            return set()
        return {
            read_distribution(str(row[column.index]))
            for row in self.grid.rows
            if column.index < len(row) and row[column.index]
        }


def has_percent_alone(cell: Any) -> bool:
    """Tell whether a cell is a percentage without the word of a level."""
    return has_percent(cell) and re.search(r"[^\W\d_]{3,}", str(cell)) is None


def _clean_id(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = re.sub(r"[^\w.\-]+", "-", str(cell).strip()) if cell is not None and not is_blank(cell) else ""
    return text.strip("-.")[:100]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    lines = [" ".join(part.split()) for part in str(cell).splitlines()]
    return "\n".join(part for part in lines if part)


def _titled(cells: Mapping[str, Any]) -> tuple[str, str]:
    """Return the title of a risk, and what is said of its event beside it."""
    title = " ".join(_text(cells["title"]).split()) if "title" in cells else ""
    told = [_text(cells[name]) for name in ("event", "description") if name in cells]
    event = "\n".join(dict.fromkeys(text for text in told if text))
    if len(title) > 2 * _TITLE_LENGTH and not event:
        event = title
        title = _shortened(event)
    if not title:
        title = _shortened(event)
        event = event if event != title else ""
    return title, event if event != title else ""


def _shortened(text: str) -> str:
    """Return the first sentence of a text, or as much of it as a title holds."""
    first = re.split(r"(?<=[.;!?])\s+(?=[^\W\d_])|\n", text.strip(), maxsplit=1)[0].rstrip(".;")
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[: _TITLE_LENGTH - 3].rsplit(" ", 1)[0].rstrip(" ,;:") + "..."
