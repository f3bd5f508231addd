"""The sheet of a workbook that shows the risks in their cells, and a native chart of what the simulation says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

from riskmc.analysis.risk_matrix import MatrixCell, RiskMatrix, risk_matrix
from riskmc.analysis.scoring_records import ScoredRisk
from riskmc.analysis.simulated_matrix import SimulatedMatrix, SimulatedRisk

if TYPE_CHECKING:
    from riskmc.result import SimulationResult

__all__ = ["GAIN_COLOURS", "HEATMAP_SHEET", "TOLERANCE_COLOURS", "write_heatmap"]

HEATMAP_SHEET: Final = "Heatmap"

TOLERANCE_COLOURS: Final = {"low": "#e3f1ea", "medium": "#f8d57e", "high": "#ef8d78"}
"""Cells of threats by their band of tolerance; the word stands in each, for those who do not tell the colours apart."""

GAIN_COLOURS: Final = {"low": "#e8eff7", "medium": "#b4d3ef", "high": "#74aee0"}
"""Cells of opportunities."""

_MARKERS: Final = {"low": ("circle", "#3d8577"), "medium": ("diamond", "#b7791f"), "high": ("square", "#b3123f")}
_IDS_SHOWN: Final = 24
_CHART_COLUMN: Final = 8
_CELL_HEIGHT: Final = 62


def write_heatmap(
    book: Any, result: SimulationResult, scored: Sequence[ScoredRisk], simulated: SimulatedMatrix | None
) -> None:
    """Add the sheet to a workbook.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    result : SimulationResult
    scored : sequence of ScoredRisk
    simulated : SimulatedMatrix, optional
        Without it the chart is left out.
    """
    sheet = book.add_worksheet(HEATMAP_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, max(len(result.project.scoring.names), 5), 18)
    row = 0
    kinds: tuple[Literal["threat", "opportunity"], ...] = ("threat", "opportunity")
    for kind in kinds:
        matrix = risk_matrix(scored, result.project.scoring, kind=kind)
        if kind == "threat" or matrix.count:
            row = _write_matrix(book, sheet, matrix, row) + 2
    if simulated is not None and simulated.rows:
        _write_chart(book, sheet, simulated, row)


def _write_matrix(book: Any, sheet: Any, matrix: RiskMatrix, row: int) -> int:
    """Write a matrix, the highest probability first; return the row below it."""
    colours = TOLERANCE_COLOURS if matrix.kind == "threat" else GAIN_COLOURS
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    noun = "Threats" if matrix.kind == "threat" else "Opportunities"
    sheet.write_string(row, 0, f"{noun}: {matrix.count} by probability and impact ({matrix.by})", title)
    sheet.write_string(row + 1, 0, "Probability \\ Impact", head)
    for column, name in enumerate(matrix.names, start=1):
        sheet.write_string(row + 1, column, name, head)
    for place, cells in enumerate(reversed(matrix.cells), start=row + 2):
        sheet.set_row(place, _CELL_HEIGHT)
        sheet.write_string(place, 0, cells[0].probability, head)
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(place, column, _cell_text(cell), _cell_format(book, cell, colours))
    below = row + 2 + len(matrix.cells)
    sheet.write_string(below, 0, "In each cell: ids, count, score and tolerance. A thick edge: beyond the appetite.")
    return below


def _cell_text(cell: MatrixCell) -> str:
    ids = [risk.id for risk in cell.risks]
    shown = ", ".join(ids[:_IDS_SHOWN]) + (f" and {len(ids) - _IDS_SHOWN} more" if len(ids) > _IDS_SHOWN else "")
    told = f"score {cell.score:g}, {cell.tolerance}"
    return f"{shown}\n{len(ids)} risk{'' if len(ids) == 1 else 's'}; {told}" if ids else told


def _cell_format(book: Any, cell: MatrixCell, colours: dict[str, str]) -> Any:
    look = {"text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": colours[cell.tolerance]}
    look |= {"border": 2 if cell.is_beyond_appetite else 1, "border_color": "#586673"}
    look |= {"bold": True} if cell.risks else {"font_color": "#586673"}
    return book.add_format(look)


def _write_chart(book: Any, sheet: Any, simulated: SimulatedMatrix, row: int) -> None:
    """Write the numbers of the chart below the matrix, and the chart beside it."""
    level = f"P{100 * simulated.level:g}"
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    share, days = book.add_format({"num_format": "0.0 %"}), book.add_format({"num_format": "0.0"})
    names = ("ID", "Share of iterations", f"Moves {level}, working days", "Score", "Tolerance", "Title")
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, head)
    order = {"high": 0, "medium": 1, "low": 2}
    rows = sorted(simulated.rows, key=lambda one: (order[_band(one)], -abs(one.removal.days)))
    spans: dict[str, list[int]] = {}
    for place, one in enumerate(rows, start=row + 1):
        sheet.write_string(place, 0, one.risk.id)
        sheet.write_number(place, 1, one.removal.occurred, share)
        sheet.write_number(place, 2, one.removal.days if math.isfinite(one.removal.days) else 0.0, days)
        sheet.write_number(place, 3, one.risk.now.score if one.risk.now else 0.0)
        sheet.write_string(place, 4, _band(one))
        sheet.write_string(place, 5, one.risk.title)
        spans.setdefault(_band(one), []).append(place)
    sheet.insert_chart(0, _CHART_COLUMN, _chart(book, spans, rows, row, level))


def _band(one: SimulatedRisk) -> str:
    return one.risk.now.tolerance if one.risk.now is not None else "low"


def _chart(book: Any, spans: dict[str, list[int]], rows: Sequence[SimulatedRisk], row: int, level: str) -> Any:
    chart = book.add_chart({"type": "scatter"})
    for band, places in spans.items():
        first, last = places[0], places[-1]
        shape, colour = _MARKERS[band]
        labels = [{"value": rows[place - row - 1].risk.id} for place in places]
        chart.add_series({
            "name": f"score {band}",
            "categories": [HEATMAP_SHEET, first, 1, last, 1],
            "values": [HEATMAP_SHEET, first, 2, last, 2],
            "marker": {"type": shape, "size": 9, "fill": {"color": colour}, "border": {"color": "#ffffff"}},
            "data_labels": {"custom": labels, "value": True, "position": "right"},
        })  # fmt: skip
    chart.set_title({"name": "What the simulation says", "name_font": {"size": 13}, "overlay": False})
    chart.set_x_axis({
        "name": "Share of the iterations in which it occurred", "num_format": "0 %", "min": 0, "max": 1,
        "major_gridlines": {"visible": True, "line": {"color": "#e1e6eb"}}, "label_position": "low",
    })  # fmt: skip
    chart.set_y_axis({
        "name": f"Moves {level} of the finish, working days", "num_format": "0",
        "major_gridlines": {"visible": True, "line": {"color": "#e1e6eb"}}, "label_position": "low",
    })  # fmt: skip
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 480})
    return chart
