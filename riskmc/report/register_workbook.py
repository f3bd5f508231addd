"""The risk register as a workbook: what the plan says, its scores, what the simulation says, and a heatmap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from riskmc.analysis.scoring_records import Position, ScoredRisk
from riskmc.analysis.simulated_matrix import SimulatedMatrix
from riskmc.errors import MissingExtraError
from riskmc.io.plan_document import plan_document
from riskmc.io.plan_text import flow_text
from riskmc.io.registers.export_rows import MARK, SHEET, ExportColumn, export_columns, export_rows
from riskmc.report.register_heatmap import GAIN_COLOURS, TOLERANCE_COLOURS, write_heatmap

if TYPE_CHECKING:
    from riskmc.result import SimulationResult

__all__ = ["REGISTER_SHEET", "register_workbook"]

REGISTER_SHEET: Final = "Risk register"

_HEADER_ROW: Final = 4
_FIRST: Final = _HEADER_ROW + 1
_PLAN, _SCORE, _RUN = "#dce6f1", "#f3ead7", "#dcefe6"
"""Colours of the heads: what the plan says, what follows by its scoring scheme, and what the run says."""


@dataclass(frozen=True)
class _Computed:
    """A column that is not read back."""

    header: str
    key: str
    width: int
    form: str = ""
    colour: str = _SCORE


_SCORES: Final = (
    _Computed("Chance", "chance", 9, "0 %"),
    _Computed("Level of probability", "probability", 12),
    _Computed("Level of impact", "impact", 12),
    _Computed("Decided by", "decided_by", 11),
    _Computed("Score", "score", 8, "0.##"),
    _Computed("Tolerance", "tolerance", 10),
    _Computed("Rank by score", "rank", 8, "0"),
    _Computed("Score before responses", "before", 10, "0.##"),
    _Computed("Score after responses", "after", 10, "0.##"),
    _Computed("No score because", "left_out", 20),
)


def register_workbook(
    result: SimulationResult, scored: Sequence[ScoredRisk], simulated: SimulatedMatrix | None
) -> bytes:
    """Write the register of a plan as a workbook.

    Parameters
    ----------
    result : SimulationResult
    scored : sequence of ScoredRisk
        In the order of the plan.
    simulated : SimulatedMatrix, optional
        None where nothing was run without each risk.

    Returns
    -------
    bytes
        An .xlsx file. Its sheets are the register, the heatmap, and a hidden one by which riskmc knows its columns.

    Raises
    ------
    MissingExtraError
        Where xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise MissingExtraError("excel", "writing a workbook") from None
    file = BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    document = plan_document(result.project)
    book.set_properties({"title": f"{result.project.name}: risk register", "comments": provenance_words(result)})
    _RegisterSheet(book, result, document, scored, simulated).write()
    write_heatmap(book, result, scored, simulated)
    _write_key(book, document)
    book.close()
    return file.getvalue()


def provenance_words(result: SimulationResult) -> str:
    """Say where the numbers come from."""
    told = result.provenance
    return (
        f"riskmc {told.version}: {told.iterations:,} iterations, seed {told.seed}, scenario "
        f"{result.project.scenario.replace('_', '-')}"
    )


def _write_key(book: Any, document: Mapping[str, Any]) -> None:
    """Write the hidden sheet by which the workbook is read back."""
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, MARK)
    sheet.write_string(1, 0, REGISTER_SHEET)
    if document.get("scoring"):
        sheet.write_string(2, 0, flow_text(document["scoring"]))
    sheet.hide()


class _RegisterSheet:
    """Writes the sheet of the register."""

    def __init__(
        self,
        book: Any,
        result: SimulationResult,
        document: Mapping[str, Any],
        scored: Sequence[ScoredRisk],
        simulated: SimulatedMatrix | None,
    ) -> None:
        self.book = book
        self.sheet = book.add_worksheet(REGISTER_SHEET)
        self.result = result
        self.risks: Sequence[Mapping[str, Any]] = document.get("risks", ())
        self.scored = {risk.id: risk for risk in scored}
        self.simulated = simulated
        self.columns, self.last = export_columns(self.risks)
        self.computed = (*_SCORES, *_run_columns(simulated))
        self.values = _computed_values(scored, simulated)
        self.formats: dict[tuple[str, str], Any] = {}

    def write(self) -> None:
        self._head()
        row = _FIRST
        for risk in self.risks:
            for place, cells in enumerate(export_rows(risk)):
                self._row(row, cells, str(risk["id"]) if place == 0 else "")
                row += 1
        all_columns = len(self.columns) + len(self.computed) + len(self.last)
        self.sheet.autofilter(_HEADER_ROW, 0, max(row - 1, _HEADER_ROW), all_columns - 1)
        self.sheet.freeze_panes(_FIRST, 3)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(_HEADER_ROW)

    def _format(self, form: str = "", colour: str = "", **more: Any) -> Any:
        key = (form + repr(sorted(more.items())), colour)
        if key not in self.formats:
            look: dict[str, Any] = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#c9d1d9", **more}
            if form:
                look["num_format"] = form
            if colour:
                look["bg_color"] = colour
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def _head(self) -> None:
        title = self.book.add_format({"bold": True, "font_size": 14})
        plain = self.book.add_format({"font_color": "#586673"})
        self.sheet.write_string(0, 0, f"{self.result.project.name}: risk register", title)
        self.sheet.write_string(1, 0, provenance_words(self.result), plain)
        told = "What the plan says may be edited and read again: riskmc import. What follows from it is written anew."
        self.sheet.write_string(2, 0, told, plain)
        place = 0
        for column in self.columns:
            self._name(place, column.header, column.width, _PLAN)
            place += 1
        for computed in self.computed:
            self._name(place, computed.header, computed.width, computed.colour)
            place += 1
        for column in self.last:
            self._name(place, column.header, column.width, _PLAN)
            place += 1
        self.sheet.set_row(_HEADER_ROW, 45)

    def _name(self, place: int, header: str, width: int, colour: str) -> None:
        self.sheet.write_string(_HEADER_ROW, place, header, self._format("", colour, bold=True))
        self.sheet.set_column(place, place, width)

    def _row(self, row: int, cells: Mapping[tuple[str, ...], Any], identity: str) -> None:
        for place, column in enumerate(self.columns):
            self._cell(row, place, column, cells.get(column.path))
        offset = len(self.columns)
        values = self.values.get(identity, {})
        colours = GAIN_COLOURS if identity and self.scored[identity].kind == "opportunity" else TOLERANCE_COLOURS
        for place, computed in enumerate(self.computed, start=offset):
            value = values.get(computed.key)
            is_marked = computed.key in ("score", "tolerance") and bool(values.get("tolerance"))
            colour = colours[str(values["tolerance"])] if is_marked else ""
            self._value(row, place, value, self._format(computed.form, colour))
        for place, column in enumerate(self.last, start=offset + len(self.computed)):
            self._cell(row, place, column, cells.get(column.path))

    def _cell(self, row: int, place: int, column: ExportColumn, value: Any) -> None:
        form = "yyyy-mm-dd" if isinstance(value, date) else "0.##%" if column.kind == "probability" else ""
        if column.kind == "money" and isinstance(value, int | float):
            form = "#,##0.##" if isinstance(value, float) else "#,##0"
        self._value(row, place, value, self._format(form))

    def _value(self, row: int, place: int, value: Any, form: Any) -> None:
        """Write a cell; a text is a text, whatever it begins with."""
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            self.sheet.write_blank(row, place, None, form)
        elif isinstance(value, date):
            self.sheet.write_datetime(row, place, value, form)
        elif isinstance(value, int | float):
            self.sheet.write_number(row, place, value, form)
        else:
            self.sheet.write_string(row, place, str(value), form)


def _run_columns(simulated: SimulatedMatrix | None) -> tuple[_Computed, ...]:
    if simulated is None:
        return ()
    level = f"P{100 * simulated.level:g}"
    share = f"{100 * simulated.confidence:g} %"
    return (
        _Computed("Simulated: share of iterations", "occurred", 11, "0.0 %", _RUN),
        _Computed(f"Moves {level} of the finish, working days", "days", 11, "0.0", _RUN),
        _Computed(f"from ({share})", "low_days", 9, "0.0", _RUN),
        _Computed(f"to ({share})", "high_days", 9, "0.0", _RUN),
        _Computed("Moves the mean finish, working days", "mean_days", 11, "0.0", _RUN),
        _Computed("Place by simulation", "place", 10, "0", _RUN),
        _Computed("Why score and simulation disagree", "why", 44, "", _RUN),
    )


def _computed_values(scored: Sequence[ScoredRisk], simulated: SimulatedMatrix | None) -> dict[str, dict[str, Any]]:
    """Collect what is computed of each risk, by its id and the keys of the columns."""
    from riskmc.analysis.risk_matrix import matrix_ranks

    ranks = matrix_ranks(scored)
    found: dict[str, dict[str, Any]] = {}
    for risk in scored:
        rank = ranks[risk.id].best if risk.id in ranks else None
        scores = {"before": _score(risk.before), "after": _score(risk.after), "rank": rank}
        found[risk.id] = {**_position(risk.now), **scores, "left_out": risk.left_out or None}
    if simulated is not None:
        why = {one.ranked.risk.id: "; ".join(reason.text for reason in one.reasons) for one in simulated.inversions}
        for row in simulated.rows:
            names = ("occurred", "days", "low_days", "high_days", "mean_days")
            found[row.risk.id] |= {name: getattr(row.removal, name) for name in names}
            found[row.risk.id] |= {"place": row.place, "why": why.get(row.risk.id)}
    return found


def _position(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {}
    return {
        "chance": position.chance, "probability": position.probability, "impact": position.impact,
        "decided_by": position.kind, "score": position.score, "tolerance": position.tolerance,
    }  # fmt: skip


def _score(position: Position | None) -> float | None:
    return None if position is None else position.score
