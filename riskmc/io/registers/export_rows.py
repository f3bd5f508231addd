"""The risks of a plan as rows of a register, and such a register read back: nothing that the user wrote is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from riskmc.io.registers.export_cells import CellKind, UnreadableCell, from_cell, to_cell

__all__ = ["MARK", "SHEET", "ExportColumn", "column_named", "export_columns", "export_rows", "read_rows"]

MARK: Final = "riskmc register/1"
"""What the first cell of the hidden sheet says."""

SHEET: Final = "riskmc"
"""Name of the hidden sheet."""

MORE: Final = "More, as in a plan"
_LEVEL: Final = "Impact: "
_RESIDUAL_LEVEL: Final = "Residual impact: "


@dataclass(frozen=True)
class ExportColumn:
    """A column of an exported register.

    Attributes
    ----------
    header : str
    path : tuple of str
        Where its values are in a risk: of its first part ``risk``, ``impact``, ``response`` or ``residual``.
    kind : CellKind
    width : int
        Of the column, in characters.
    """

    header: str
    path: tuple[str, ...]
    kind: CellKind
    width: int = 14


_HEAD: Final = (
    ExportColumn("ID", ("risk", "id"), "text", 9),
    ExportColumn("Threat/opportunity", ("risk", "kind"), "word", 12),
    ExportColumn("Title", ("risk", "title"), "text", 36),
    ExportColumn("Cause", ("risk", "cause"), "text", 28),
    ExportColumn("Event", ("risk", "event"), "text", 28),
    ExportColumn("Effect", ("risk", "effect"), "text", 28),
    ExportColumn("Category", ("risk", "category"), "text"),
    ExportColumn("Owner", ("risk", "owner"), "text"),
    ExportColumn("Status", ("risk", "status"), "word", 9),
    ExportColumn("Date identified", ("risk", "identified"), "date", 12),
    ExportColumn("Review date", ("risk", "review"), "date", 12),
    ExportColumn("Probability", ("risk", "probability"), "probability", 12),
)
_IMPACTS: Final = (
    ExportColumn("Tasks affected", ("impact", "on"), "names", 20),
    ExportColumn("Delay", ("impact", "delay"), "time", 16),
    ExportColumn("Cost impact", ("impact", "cost"), "money", 18),
)
_RESPONSES: Final = (
    ExportColumn("Response strategy", ("response", "strategy"), "word", 11),
    ExportColumn("Response", ("response", "action"), "text", 36),
    ExportColumn("Response owner", ("response", "owner"), "text"),
    ExportColumn("Response cost", ("response", "cost"), "money", 12),
    ExportColumn("Response due date", ("response", "due"), "date", 12),
    ExportColumn("Response status", ("response", "status"), "word", 12),
    ExportColumn("Residual probability", ("response", "probability"), "probability", 12),
)
_LEFT: Final = (
    ExportColumn("Residual delay", ("residual", "delay"), "time", 16),
    ExportColumn("Residual cost impact", ("residual", "cost"), "money", 18),
)
_TAIL: Final = (
    ExportColumn("Trigger", ("risk", "trigger"), "text", 24),
    ExportColumn("Contingency plan", ("risk", "contingency"), "text", 24),
    ExportColumn("Fallback plan", ("risk", "fallback"), "text", 24),
)
_LAST: Final = ExportColumn(MORE, ("more",), "plan", 24)
_USUAL: Final[Mapping[tuple[str, ...], str]] = {
    ("risk", "kind"): "threat",
    ("risk", "status"): "open",
    ("response", "status"): "planned",
}


def export_columns(risks: Sequence[Mapping[str, Any]]) -> tuple[tuple[ExportColumn, ...], tuple[ExportColumn, ...]]:
    """List the columns of a register: those that the user fills, and those that come last.

    Parameters
    ----------
    risks : sequence of mapping
        As a plan document spells them.
    """
    kinds = dict.fromkeys(kind for risk in risks for kind in risk.get("levels", {}))
    left = dict.fromkeys(
        kind for risk in risks for one in _responses(risk) for kind in one.get("levels", {}) if kind != "probability"
    )
    levels = tuple(_level_column(kind) for kind in kinds)
    residual = tuple(_residual_column(kind) for kind in left)
    return (*_HEAD, *levels, *_IMPACTS, *_RESPONSES, *residual, *_LEFT, *_TAIL), (_LAST,)


def _level_column(kind: str) -> ExportColumn:
    return ExportColumn(f"{_LEVEL}{kind}", ("level", kind), "level", 12)


def _residual_column(kind: str) -> ExportColumn:
    return ExportColumn(f"{_RESIDUAL_LEVEL}{kind}", ("residual_level", kind), "level", 12)


def _responses(risk: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = risk.get("response", [])
    return [found] if isinstance(found, Mapping) else list(found)


def export_rows(risk: Mapping[str, Any]) -> Iterator[dict[tuple[str, ...], Any]]:
    """Write a risk as rows: one for each of its impacts and responses, side by side.

    Parameters
    ----------
    risk : mapping
        As a plan document spells it.

    Yields
    ------
    dict of path to cell
    """
    impacts, responses = list(risk.get("impacts", [])), _responses(risk)
    for place in range(max(len(impacts), len(responses), 1)):
        impact = impacts[place] if place < len(impacts) else None
        response = responses[place] if place < len(responses) else None
        yield _row(risk, impact, response, place)


def _row(
    risk: Mapping[str, Any], impact: Mapping[str, Any] | None, response: Mapping[str, Any] | None, place: int
) -> dict[tuple[str, ...], Any]:
    cells: dict[tuple[str, ...], Any] = {("risk", "id"): str(risk["id"])}
    more: dict[str, Any] = {}
    if place == 0:
        usual = {"kind": "threat", "status": "open", **risk}
        rest = _fill(cells, "risk", usual, (*_HEAD, *_TAIL))
        more = {key: value for key, value in rest.items() if key not in ("impacts", "response", "levels")}
        for kind, level in risk.get("levels", {}).items():
            cells["level", kind] = str(level)
    if impact is not None:
        rest = _fill(cells, "impact", impact, _IMPACTS)
        if rest:
            more["impact"] = rest
    if response is not None:
        rest = _fill_response(cells, str(risk["id"]), impact, response, place)
        if rest:
            more["response"] = rest
    if more:
        cells["more",] = to_cell("plan", more)
    return cells


def _fill(
    cells: dict[tuple[str, ...], Any], part: str, record: Mapping[str, Any], columns: Sequence[ExportColumn]
) -> dict[str, Any]:
    """Fill the columns of a part of a risk; return what has none."""
    named = {column.path[1]: column for column in columns if column.path[0] == part}
    for key, column in named.items():
        if record.get(key) not in (None, ""):
            cells[part, key] = to_cell(column.kind, record[key])
    return {key: value for key, value in record.items() if key not in named}


def _fill_response(
    cells: dict[tuple[str, ...], Any],
    identity: str,
    impact: Mapping[str, Any] | None,
    response: Mapping[str, Any],
    place: int,
) -> dict[str, Any]:
    rest = _fill(cells, "response", {"status": "planned", **response}, _RESPONSES)
    if rest.get("id") == f"{identity}.{place + 1}":
        del rest["id"]
    levels = dict(rest.pop("levels", {}))
    for kind in [kind for kind in levels if kind != "probability"]:
        cells["residual_level", kind] = str(levels.pop(kind))
    if levels:
        rest["levels"] = levels
    left = rest.get("impacts")
    if left and len(left) == 1 and _is_simple(left[0], impact):
        _fill(cells, "residual", left[0], _LEFT)
        del rest["impacts"]
    return rest


def _is_simple(left: Mapping[str, Any], impact: Mapping[str, Any] | None) -> bool:
    """Tell whether what is left of an impact strikes the same tasks, by a delay and a cost alone."""
    return left.keys() <= {"on", "delay", "cost"} and left.get("on") == (impact or {}).get("on")


def read_rows(
    header: Sequence[Any], rows: Sequence[tuple[int, Sequence[Any]]], levels: Sequence[str]
) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[int, int, str, str]]]:
    """Read the rows of an exported register back.

    Parameters
    ----------
    header : sequence
        Names of the columns.
    rows : sequence of (int, sequence)
        Number and cells of each row.
    levels : sequence of str
        Names of the levels of its scoring scheme.

    Returns
    -------
    risks : list of (int, dict)
        Row and plan document of each risk.
    problems : list of (int, int, str, str)
        Row, column, id of the risk, and what is wrong with the cell.
    """
    columns = {index: column for index, name in enumerate(header) if (column := column_named(name)) is not None}
    found: list[tuple[int, dict[str, Any]]] = []
    problems: list[tuple[int, int, str, str]] = []
    for number, cells in rows:
        values: dict[tuple[str, ...], Any] = {}
        for index, column in columns.items():
            if index < len(cells) and cells[index] is not None:
                try:
                    values[column.path] = from_cell(column.kind, cells[index], levels)
                except UnreadableCell as error:
                    problems.append(
                        (
                            number,
                            index,
                            str(values.get(("risk", "id"), "")),
                            f"{column.header.lower()} '{str(cells[index])[:60]}' is not read: {error}",
                        )
                    )
        if values:
            _take(found, number, values)
    return found, problems


def column_named(name: Any) -> ExportColumn | None:
    """Find the column of an exported register that has a name; None for those that are computed."""
    text = str(name).strip() if name is not None else ""
    if text.startswith(_RESIDUAL_LEVEL):
        return _residual_column(text.removeprefix(_RESIDUAL_LEVEL))
    if text.startswith(_LEVEL):
        return _level_column(text.removeprefix(_LEVEL))
    fixed = (*_HEAD, *_IMPACTS, *_RESPONSES, *_LEFT, *_TAIL, _LAST)
    return next((column for column in fixed if column.header == text), None)


def _take(found: list[tuple[int, dict[str, Any]]], number: int, values: Mapping[tuple[str, ...], Any]) -> None:
    """Take in a row: a risk, or more impacts and responses of the one above."""
    identity = values.get(("risk", "id"))
    more = values.get(("more",), {})
    more = dict(more) if isinstance(more, Mapping) else {}
    is_new = identity is not None and (not found or found[-1][1]["id"] != identity)
    if is_new or not found:
        parts = {path[1]: value for path, value in values.items() if path[0] == "risk" and value != _USUAL.get(path)}
        levels = {path[1]: value for path, value in values.items() if path[0] == "level"}
        parts["id"] = identity or f"R{number}"
        rest = {key: value for key, value in more.items() if key not in ("impact", "response")}
        found.append((number, {**parts, **rest, **({"levels": levels} if levels else {})}))
    risk = found[-1][1]
    impact = {path[1]: value for path, value in values.items() if path[0] == "impact"} | dict(more.get("impact") or {})
    if impact:
        risk.setdefault("impacts", []).append(impact)
    response = _response(values, more, impact)
    if response is not None:
        risk.setdefault("response", []).append(response)


def _response(
    values: Mapping[tuple[str, ...], Any], more: Mapping[str, Any], impact: Mapping[str, Any]
) -> dict[str, Any] | None:
    told = {path[1]: value for path, value in values.items() if path[0] == "response"}
    left = {path[1]: value for path, value in values.items() if path[0] == "residual"}
    levels = {path[1]: value for path, value in values.items() if path[0] == "residual_level"}
    if not (told or left or levels or "response" in more):
        return None
    found = {key: value for key, value in told.items() if value != _USUAL.get(("response", key))}
    if left:
        found["impacts"] = [{**({"on": impact["on"]} if "on" in impact else {}), **left}]
    rest = dict(more.get("response") or {})
    levels |= dict(rest.pop("levels", {}))
    return {**found, **rest, **({"levels": levels} if levels else {})}
