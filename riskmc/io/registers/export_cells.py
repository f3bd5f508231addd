"""What a plan says of risks as cells of a workbook, and read back: in words where these say all, else as in a plan."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from riskmc.errors import PlanError
from riskmc.io.plan_text import flow_text
from riskmc.io.registers.amounts import read_amount
from riskmc.io.registers.dates import read_date
from riskmc.io.registers.numerals import read_number
from riskmc.io.registers.probabilities import read_probability
from riskmc.io.yaml_marks import read_marked
from riskmc.model.quantities import Quantity

__all__ = ["CellKind", "UnreadableCell", "from_cell", "plan_value", "to_cell"]

CellKind = Literal["text", "word", "probability", "time", "money", "date", "names", "level", "plan"]
"""What a column holds: words, one of a few words, and so on; ``plan`` is the spelling of a plan."""

_SHARE: Final = re.compile(r"0\.\d+|\d(?:\.\d+)?e-\d+")
_BETWEEN_THREE: Final = " / "
_BETWEEN_TWO: Final = " to "


class UnreadableCell(ValueError):
    """A cell does not say what its column holds."""


def to_cell(kind: CellKind, value: Any) -> Any:
    """Write a value of a plan as a cell.

    Parameters
    ----------
    kind : CellKind
    value : Any
        As a plan document spells it.

    Returns
    -------
    str, int, float or datetime.date

    Examples
    --------
    >>> to_cell("time", {"triangular": ["5d", "15d", "40d"]}), to_cell("names", ["piling", "group:civil"])
    ('5d / 15d / 40d', 'piling, group:civil')
    >>> to_cell("time", {"pert": ["5d", "15d", "40d"]})
    '{pert: [5d, 15d, 40d]}'
    """
    told = _told(kind, value)
    try:
        if _is_same(from_cell(kind, told, (told,) if isinstance(value, str) else ()), value):
            return told
    except UnreadableCell:
        pass
    return flow_text(value)


def _told(kind: CellKind, value: Any) -> Any:
    if kind == "names":
        return ", ".join(value)
    if kind == "date":
        return date.fromisoformat(value) if len(value) == 10 else value
    if kind == "plan":
        return flow_text(value)
    if kind in ("text", "word", "level"):
        return str(value).replace("_", " ") if kind == "word" else str(value)
    if isinstance(value, Mapping) and len(value) == 1:
        family, points = next(iter(value.items()))
        if family == "triangular" and isinstance(points, list) and len(points) == 3:
            return _BETWEEN_THREE.join(map(_amount_text, points))
        if family == "uniform" and isinstance(points, list) and len(points) == 2:
            return _BETWEEN_TWO.join(map(_amount_text, points))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if float(f"{value:.15g}") == value else repr(value)
    return flow_text(value) if isinstance(value, Mapping | list) else str(value)


def _amount_text(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) and abs(value) >= 10_000 else str(value)


def _is_same(read: Any, value: Any) -> bool:
    if isinstance(read, Mapping) and isinstance(value, Mapping):
        return read.keys() == value.keys() and all(_is_same(read[key], value[key]) for key in read)
    if isinstance(read, list) and isinstance(value, list):
        return len(read) == len(value) and all(map(_is_same, read, value))
    if isinstance(read, int | float) and isinstance(value, int | float):
        return float(read) == float(value)
    return (type(read) is type(value) and bool(read == value)) or (isinstance(value, str) and read == str(value))


def from_cell(kind: CellKind, cell: Any, levels: Collection[str] = frozenset()) -> Any:
    """Read a cell back as a plan spells it.

    Parameters
    ----------
    kind : CellKind
    cell : Any
        Not empty.
    levels : collection of str
        Names of levels that may stand for a number.

    Raises
    ------
    UnreadableCell

    Examples
    --------
    >>> from_cell("time", "2-4 weeks"), from_cell("probability", "30 %"), from_cell("money", 50000.0)
    ({'uniform': ['2w', '4w']}, '30%', 50000)
    """
    if kind == "text":
        return _as_text(cell)
    if kind == "word":
        return "_".join(_as_text(cell).lower().split())
    if kind == "level":
        return _as_text(cell).strip()
    if kind == "date":
        return _date(cell)
    if isinstance(cell, str) and cell.strip()[:1] in ("{", "["):
        return plan_value(cell)
    if kind == "names":
        return [part for part in (piece.strip() for piece in _as_text(cell).replace(";", ",").split(",")) if part]
    if kind == "plan":
        return plan_value(str(cell))
    if isinstance(cell, str) and cell.strip().lower() in {level.lower() for level in levels}:
        return cell.strip()
    return _probability(cell) if kind == "probability" else _amount(cell, kind == "time")


def plan_value(text: str) -> Any:
    """Read a value in the spelling of a plan."""
    try:
        marked = read_marked(text, "")
    except PlanError as error:
        raise UnreadableCell(error.problems[0].what) from None
    if marked.problems:
        raise UnreadableCell(marked.problems[0].what)
    return marked.data


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _date(cell: Any) -> str:
    if isinstance(cell, str):
        try:
            found: date | None = datetime.fromisoformat(cell.strip())
            return cell.strip()
        except ValueError:
            found = read_date(cell)
    else:
        found = cell.date() if isinstance(cell, datetime) and not (cell.hour or cell.minute) else None
        if isinstance(cell, datetime) and found is None:
            return cell.isoformat(timespec="minutes")
        found = found or read_date(cell)
    if found is None:
        raise UnreadableCell("it is no date")
    return found.isoformat()


def _probability(cell: Any) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        share = float(cell) if 0 <= cell <= 1 else float(cell) / 100
        if not 0 <= share <= 1:
            raise UnreadableCell("a probability lies between 0% and 100%")
        return share
    if isinstance(cell, str) and _SHARE.fullmatch(cell):
        return float(cell)
    found = read_probability(cell, is_percent=False) or read_probability(cell, is_percent=True)
    if found is None:
        raise UnreadableCell("it is no probability")
    ends = [f"{100 * share:.12g}%" for share in (found.low, found.high)]
    return ends[0] if ends[0] == ends[1] else {"uniform": ends}


def _amount(cell: Any, is_time: bool) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise UnreadableCell("it is no amount")
        number = int(cell) if float(cell).is_integer() else cell
        return f"{number}d" if is_time else number
    text = str(cell).strip()
    for between, family, count in ((_BETWEEN_THREE, "triangular", 3), (_BETWEEN_TWO, "uniform", 2)):
        parts = [_plain_amount(part, is_time) for part in text.split(between)]
        if len(parts) == count and all(part is not None for part in parts):
            return {family: parts}
    return _plain_amount(text, is_time) or _loose_amount(text, is_time)


def _plain_amount(text: str, is_time: bool) -> Any:
    """Read an amount as a plan spells it; None where it does not."""
    bare = text.strip()
    number = read_number(bare.lstrip("-")) if not is_time else None
    if number is not None and "," in bare:
        value = -number if bare.startswith("-") else number
        return int(value) if value.is_integer() else value
    try:
        quantity = Quantity.parse(bare)
    except PlanError:
        return None
    if (quantity.kind == "time") != is_time:
        return None
    if is_time or bare != str(quantity):
        return bare
    return int(quantity.value) if quantity.value.is_integer() else quantity.value


def _loose_amount(text: str, is_time: bool) -> Any:
    amount = read_amount(text, "time" if is_time else "money")
    if amount is None or any(unit == "%" for _, unit in amount.points):
        raise UnreadableCell("it is no amount of time" if is_time else "it is no amount of money")
    points = [
        f"{value:.12g}{unit or 'd'}" if is_time else int(value) if value.is_integer() else value
        for value, unit in amount.points
    ]
    return points[0] if len(points) == 1 else {"uniform" if len(points) == 2 else "triangular": points}
