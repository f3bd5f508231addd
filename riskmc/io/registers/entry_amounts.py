"""The amounts of a risk: one cell each, or one cell for each of three points."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from riskmc.io.registers.amounts import Amount, read_amount
from riskmc.io.registers.numerals import Decimal
from riskmc.io.registers.records import Column, Entry, Spread
from riskmc.io.registers.rows import Row, is_blank
from riskmc.io.registers.vocabulary import KIND_CONCEPTS
from riskmc.io.registers.words import fold, words_of

__all__ = ["AmountCells", "shown_cell", "spoken", "why_not"]

_DAYS: Final = {"h": 1 / 8, "d": 1.0, "w": 5.0, "mo": 20.0, "": 1.0, "%": 1.0}
_PERCENTILE = re.compile(r"(?<![^\W_])[Pp](\d{1,2})(?!\d)")
_PENDING: Final = frozenset(
    words_of(
        "tbc tbd tba unknown unbekannt offen inconnu desconocido desconhecido sconosciuto onbekend unclear pending x"
    )
)

_MILLION: Final = "1000000"
_LARGEST_IN_MILLIONS: Final = 10_000.0
"""No risk costs ten thousand millions: who writes that in a column of millions, forgot its unit."""


@dataclass(frozen=True)
class AmountCells:
    """Reads the cells of amounts.

    Parameters
    ----------
    columns : mapping of str to Column
        By field.
    decimal : {".", ",", ""}
    note : callable
        Takes in what is wrong with a cell: the risk, the row, the field, and words.
    """

    columns: Mapping[str, Column]
    decimal: Decimal
    note: Callable[[Entry, Row, str, str], None]

    def spreads(self, entry: Entry, row: Row, prefix: str) -> dict[str, Spread]:
        """Read the amounts of a row, by kind of impact.

        Parameters
        ----------
        entry : Entry
        row : Row
        prefix : str
            ``residual.`` for those after the responses, else nothing.
        """
        found = {}
        for kind in ("schedule", "cost"):
            spread = self._points(entry, row, f"{prefix}{kind}") or self._single(entry, row, f"{prefix}{kind}")
            if spread is not None and any(value for value, _ in spread.points):
                found[kind] = self._mirrored(entry, spread)
        return found

    def _mirrored(self, entry: Entry, spread: Spread) -> Spread:
        """Write what an opportunity gains as less than nothing."""
        if entry.kind != "opportunity" or any(value < 0 for value, _ in spread.points):
            return spread
        mirrored = tuple((-value if value else 0.0, unit) for value, unit in reversed(spread.points))
        return Spread(mirrored, tuple(100 - percent for percent in reversed(spread.percents)))

    def _single(self, entry: Entry, row: Row, key: str) -> Spread | None:
        amount = self._amount(entry, row, key)
        if amount is None:
            return None
        return self._ordered(entry, row, key, self._in_units(amount, self.columns[key]))

    def _points(self, entry: Entry, row: Row, key: str) -> Spread | None:
        """Read an amount from three columns."""
        read: list[tuple[float, str]] = []
        for point in ("low", "mode", "high"):
            amount = self._amount(entry, row, f"{key}.{point}")
            if amount is not None:
                spread = self._in_units(amount, self.columns[f"{key}.{point}"])
                read.append(spread.points[-1 if point == "high" else 0])
        if not read or (len(read) == 1 and key in row.cells):
            return None
        percents = self._percents(key) if len(read) == 3 else ()
        where = f"{key}.{'low' if f'{key}.low' in self.columns else 'mode'}"
        return self._ordered(entry, row, where, Spread(tuple(read), percents))

    def _percents(self, key: str) -> tuple[int, ...]:
        """Return the percentiles that three columns name, such as P10, P50 and P90; nothing where they do not."""
        columns = [self.columns.get(f"{key}.{point}") for point in ("low", "mode", "high")]
        named = [_PERCENTILE.search(column.header) for column in columns if column is not None]
        found = tuple(int(match[1]) for match in named if match is not None)
        return found if len(found) == 3 and found == tuple(sorted(set(found))) and found[0] > 0 else ()

    def _amount(self, entry: Entry, row: Row, key: str) -> Amount | None:
        cell, column = row.cells.get(key), self.columns.get(key)
        if column is None or is_blank(cell):
            return None
        amount = read_amount(cell, "time" if "schedule" in key else "money", self.decimal)
        if amount is None or any(unit == "%" for _, unit in amount.points) or (amount.has_unit and "cost" in key):
            is_share = amount is not None and any(unit == "%" for _, unit in amount.points)
            why = ": of what it is a share is not said" if is_share else why_not(cell)
            self.note(entry, row, key, f"{spoken(key)} {shown_cell(cell)} is not read{why}")
            return None
        for doubt in amount.doubts:
            self.note(entry, row, key, f"{spoken(key)} {shown_cell(cell)}: {doubt}")
        if column.unit == _MILLION and not amount.scaled and amount.points[-1][0] >= _LARGEST_IN_MILLIONS:
            self.note(entry, row, key, f"{spoken(key)} {shown_cell(cell)} stands among millions; read as it is written")
            return replace(amount, scaled=True)
        return amount

    def _in_units(self, amount: Amount, column: Column) -> Spread:
        if column.how == "time" and column.unit == "cd" and not amount.has_unit:
            return Spread(tuple((round(value / 7, 2), "w") for value, _ in amount.points))
        if column.how == "time":
            return amount.in_unit(column.unit.replace("cd", "d") or "d")
        return amount.in_unit("", float(column.unit or 1))

    def _ordered(self, entry: Entry, row: Row, key: str, spread: Spread) -> Spread | None:
        days = [value * _DAYS[unit] for value, unit in spread.points]
        if days != sorted(days):
            self.note(
                entry,
                row,
                key,
                (
                    f"{spoken(key)}: {' / '.join(f'{value:g}{unit}' for value, unit in spread.points)} does "
                    f"not rise from low to high; it was left out"
                ),
            )
            return None
        return spread


def spoken(key: str) -> str:
    """Word a field.

    Examples
    --------
    >>> spoken("residual.schedule.high")
    'residual highest delay'
    """
    base = key.removesuffix("#level").removeprefix("residual.")
    kind, _, point = base.partition(".")
    name = {"schedule": "delay" if "#level" not in key else "impact on the schedule", "cost": "cost"}.get(kind, kind)
    if kind in KIND_CONCEPTS and kind not in ("schedule", "cost"):
        name = f"impact on {kind}"
    words = {"low": "lowest ", "mode": "most likely ", "high": "highest "}.get(point, "") + name
    return f"residual {words}" if key.startswith("residual.") else words


def shown_cell(cell: Any) -> str:
    """Quote a cell, shortened."""
    text = " ".join(str(f"{cell:g}" if isinstance(cell, float) else cell).split())
    return f"'{text[:60]}{'...' if len(text) > 60 else ''}'"


def why_not(cell: Any) -> str:
    """Say of a cell that is still to be filled in that it is."""
    return " (still to be filled in)" if fold(str(cell)) in _PENDING else ""
