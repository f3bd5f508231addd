"""The probability-impact matrix as a picture: each risk in its cell, whatever their number, for a slide or a page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, get_args

from riskmc.analysis.risk_matrix import MatrixCell, RiskMatrix
from riskmc.analysis.scoring_records import OVERALL, ScoredRisk
from riskmc.model.scoring import ToleranceBand
from riskmc.report.charts._matrix_arrows import arrows, bundle_counts, ghosts_of, is_bundled
from riskmc.report.charts._matrix_layout import (
    Box,
    Chip,
    Grid,
    cell_title_size,
    chip_type,
    chips,
    list_layout,
    title_lines,
    title_size,
)
from riskmc.report.charts._svg import clip_text, element, svg_text, text, text_width

__all__ = ["MatrixPicture", "matrix_svg", "slide_frame"]

HEAD: Final = 82.0
"""Pixels of a slide above the picture, for title and subtitle."""

MARGIN: Final = 30.0
_LEGEND: Final = 30.0
_AXIS: Final = 46.0
"""Pixels below a grid for its levels and the name of the axis."""

_HEADING: Final = 24.0
_LARGER: Final = 2.0
"""By how much the type of a cell may be larger than that of the fullest."""

_SPLIT: Final = 0.5
"""Share of the width that a single matrix takes beside its list."""

_GRID_SHARE: Final = 0.6
"""The least share of the height that two matrices take above their list."""

_LIST_HEAD, _LIST_ROW = 30.0, 18.0
"""Pixels above the list, and of a row of four titles."""


@dataclass(frozen=True, slots=True)
class MatrixPicture:
    """What a picture of the matrix shows.

    Attributes
    ----------
    matrices : tuple of RiskMatrix
        Of threats; and of opportunities, where there are any.
    before : tuple of RiskMatrix
        The same before the responses, where arrows are to be drawn; else none.
    title, subtitle, note : str
        Of the slide.
    key : str
        Begins the names inside the picture, so that several stand on one page.
    probability_bands, impact_bands : mapping of str to str
        The band behind each level, in words.
    tips : mapping of str to str
        By the id of a risk, what is told where one points at it.
    scores : mapping of str to str
        By the id of a risk, its score in words, ``20 to 8`` where it moves.
    """

    matrices: tuple[RiskMatrix, ...]
    before: tuple[RiskMatrix, ...] = ()
    title: str = ""
    subtitle: str = ""
    note: str = ""
    probability_bands: Mapping[str, str] = field(default_factory=dict)
    impact_bands: Mapping[str, str] = field(default_factory=dict)
    tips: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, str] = field(default_factory=dict)
    key: str = "hm"


def matrix_svg(
    picture: MatrixPicture, width: int = 1280, height: int = 720, *, is_slide: bool = True, has_list: bool = True
) -> str:
    """Draw the matrix.

    Parameters
    ----------
    picture : MatrixPicture
    width, height : int
        Pixels.
    is_slide : bool
        Whether it stands alone: with a title, a note and a white ground.
    has_list : bool
        Whether titles that have no room in the cells stand beside them.

    Returns
    -------
    str
        The elements inside an ``svg``.
    """
    outer = slide_box(width, height) if is_slide else Box(4.0, 4.0, width - 8.0, height - 8.0)
    room = _LEGEND * (1 if is_slide else _legend_lines(picture, outer.width))
    inner = Box(outer.x, outer.y, outer.width, outer.height - room)
    grids = _grids(picture, inner, has_list=False)
    size = None if picture.before else title_size(grids)
    parts: list[str] = []
    if size is None:
        grids = _grids(picture, inner, has_list=has_list)
        moves = list(arrows(grids, picture.before, picture.key)) if picture.before else []
        parts += _grounds(grids)
        parts += moves
        parts += _ids(picture, grids)
        parts += _list(picture, grids, inner) if has_list else ()
        parts += bundle_counts(grids) if moves and is_bundled(picture.matrices) else ()
    else:
        parts += (piece for grid in grids for piece in _with_titles(picture, grid, size))
    parts += (piece for grid in grids for piece in _axes(picture, grid, has_two=len(grids) > 1))
    parts += (piece for grid in grids for piece in _appetite(grid))
    parts += _legend(picture, Box(outer.x, outer.bottom - room + 6, outer.width, room - 6))
    return "".join(
        [*(slide_frame(picture.title, picture.subtitle, picture.note, width, height) if is_slide else ()), *parts]
    )


def slide_box(width: float, height: float) -> Box:
    """Return the room of a slide between its title and its note."""
    return Box(MARGIN, HEAD, width - 2 * MARGIN, height - HEAD - 34.0)


def slide_frame(title: str, subtitle: str, note: str, width: float, height: float) -> Iterator[str]:
    """Draw the ground, the title and the note of a slide."""
    yield element("rect", x=0, y=0, width=width, height=height, class_="hm-ground")
    room = width - 2 * MARGIN
    yield text(MARGIN, 41, clip_text(title, 25, room, bold=True), 25, "hm-ink hm-bold")
    yield text(MARGIN, 66, clip_text(subtitle, 14, room), 14, "hm-muted")
    yield text(MARGIN, height - 13, clip_text(note, 10.5, room), 10.5, "hm-muted")


def _grids(picture: MatrixPicture, box: Box, *, has_list: bool) -> list[Grid]:
    """Place the grids: one with its levels to the left, or two back to back."""
    names = picture.matrices[0].names
    words = [*names, *(picture.probability_bands.get(name, "") for name in names)]
    label = 34.0 + max(text_width(word, 12.5, bold=True) for word in words)
    if len(picture.matrices) == 1:
        width = box.width * (_SPLIT if has_list else 1.0) - label
        area = Box(box.x + label, box.y + 4, width, box.height - _AXIS - 4)
        return [Grid(picture.matrices[0], area, picture.matrices[0].kind == "opportunity")]
    width = 0.5 * box.width - label - 8
    count = sum(matrix.count for matrix in picture.matrices)
    share = max(_GRID_SHARE, 1.0 - (_LIST_HEAD + _LIST_ROW * math.ceil(count / 4)) / box.height) if has_list else 1.0
    height = box.height * share - _AXIS - _HEADING
    left = Box(box.x + label, box.y + _HEADING, width, height)
    right = Box(box.right - label - width, box.y + _HEADING, width, height)
    threats, gains = picture.matrices
    return [Grid(threats, left), Grid(gains, right, is_mirrored=True)]


def _cells(grid: Grid) -> Iterator[tuple[MatrixCell, Box]]:
    for row, cells in enumerate(grid.matrix.cells):
        for column, cell in enumerate(cells):
            yield cell, grid.cell_box(row, column)


def _ground(cell: MatrixCell, box: Box, kind: str) -> Iterator[str]:
    """Draw a cell, with its count and its score at its foot."""
    colour = f"hm-{'gain-' if kind == 'opportunity' else ''}{cell.tolerance}"
    inner = Box(box.x + 1.5, box.y + 1.5, box.width - 3, box.height - 3)
    yield element(
        "rect", x=inner.x, y=inner.y, width=inner.width, height=inner.height, rx=3, class_=f"hm-cell {colour}"
    )
    y = inner.bottom - 5
    score = f"{cell.score:g}"
    yield text(inner.right - 5, y, score, 10.5, "hm-score", text_anchor="end")
    yield _mark(inner.right - 5 - text_width(score, 10.5) - 9, y - 3.6, cell.tolerance)
    if cell.risks and box.width > 54:
        count = len(cell.risks)
        words = f"{count} risk{'s' if count > 1 else ''}" if box.width > 84 else f"{count}"
        yield text(inner.x + 6, y, words, 10.5, "hm-score hm-bold")


def _mark(x: float, y: float, tolerance: str) -> str:
    """Draw the sign of a band of tolerance, which tells it without colour: an empty, half or full disc."""
    ring = element("circle", cx=x, cy=y, r=3.6, class_="hm-mark")
    if tolerance == "low":
        return ring
    if tolerance == "high":
        return element("circle", cx=x, cy=y, r=3.6, class_="hm-mark hm-full")
    half = f"M{x:.2f} {y - 3.6:.2f}A3.6 3.6 0 0 1 {x:.2f} {y + 3.6:.2f}Z"
    return ring + element("path", d=half, class_="hm-mark hm-full")


def _risk(picture: MatrixPicture, risk: ScoredRisk, content: str) -> str:
    tip = picture.tips.get(risk.id, risk.title)
    return element("g", [element("title", svg_text(tip)), content], class_="hm-risk", data_risk=risk.id)


def _with_titles(picture: MatrixPicture, grid: Grid, size: float) -> Iterator[str]:
    for cell, box in _cells(grid):
        yield from _ground(cell, box, grid.matrix.kind)
        own = min(cell_title_size(cell, box) or size, size + _LARGER)
        by_risk: dict[str, list[str]] = {}
        risks = {risk.id: risk for risk in cell.risks}
        for line in title_lines(cell, box, own):
            head = [element("tspan", svg_text(line.risk.id), class_="hm-bold"), " "] if line.has_id else []
            by_risk.setdefault(line.risk.id, []).append(text(line.x, line.y, [*head, svg_text(line.words)], own))
        for identity, lines in by_risk.items():
            yield _risk(picture, risks[identity], "".join(lines))


def _grounds(grids: Sequence[Grid]) -> Iterator[str]:
    for grid in grids:
        for cell, box in _cells(grid):
            yield from _ground(cell, box, grid.matrix.kind)


def _ids(picture: MatrixPicture, grids: Sequence[Grid]) -> Iterator[str]:
    for number, grid in enumerate(grids):
        earlier = None if is_bundled(picture.matrices) or not picture.before else picture.before[number]
        for row, cells in enumerate(grid.matrix.cells):
            for column, cell in enumerate(cells):
                ghosts = [] if earlier is None else ghosts_of(earlier, row, column)
                yield from (_chip(picture, chip) for chip in chips(cell.risks, grid.cell_box(row, column), ghosts))


def _chip(picture: MatrixPicture, chip: Chip) -> str:
    box, size = chip.box, chip_type(chip.box)
    state = "hm-more" if chip.risk is None else "hm-ghost" if chip.is_ghost else "hm-chip"
    label = clip_text(chip.label, size, box.width - 4, bold=True)
    drawn = element(
        "rect", x=box.x, y=box.y, width=box.width, height=box.height, rx=box.height / 3.4, class_=state
    ) + text(
        box.x + box.width / 2, box.y + box.height / 2 + 0.36 * size, label, size, f"hm-bold {state}-text",
        text_anchor="middle",
    )  # fmt: skip
    return drawn if chip.risk is None else _risk(picture, chip.risk, drawn)


def _list(picture: MatrixPicture, grids: Sequence[Grid], box: Box) -> Iterator[str]:
    """Write the titles, beside one matrix or below two."""
    if len(grids) == 1:
        left = grids[0].box.right + 26
        area = Box(left, box.y + 22, box.right - left, box.height - 24)
    else:
        top = grids[0].box.bottom + _AXIS + 26
        area = Box(box.x, top, box.width, box.bottom - top)
    risks = [risk for grid in grids for risk in grid.matrix.risks]
    indent = 22 + max((text_width(risk.id, 13, bold=True) for risk in risks), default=0.0)
    tail = 8 + max((text_width(picture.scores.get(risk.id, ""), 13) for risk in risks), default=0.0)
    layout = list_layout(risks, area, min(indent, 120.0), tail)
    yield text(area.x, area.y - 9, "Highest score first", 11.5, "hm-muted")
    marks = {risk.id: cell.tolerance for grid in grids for cell, _ in _cells(grid) for risk in cell.risks}
    for number, column in enumerate(layout.columns):
        x, y = area.x + number * (layout.width + 16), area.y
        for risk, words in column:
            base, size, score = y + 0.78 * layout.line, layout.size, picture.scores.get(risk.id, "")
            lines = [
                _mark(x + 5, y + 0.62 * layout.line, marks[risk.id]),
                text(x + 15, base, clip_text(risk.id, size, 98, bold=True), size, "hm-ink hm-bold"),
                text(x + layout.width, base, score, size, "hm-muted", text_anchor="end"),
            ]
            for part in words:
                y += layout.line
                lines.append(text(x + min(indent, 120.0), y - 0.22 * layout.line, part, layout.size))
            yield _risk(picture, risk, "".join(lines))
    if layout.hidden:
        yield text(area.x, area.bottom, f"and {layout.hidden} more: see the table", layout.size, "hm-muted")


def _axes(picture: MatrixPicture, grid: Grid, *, has_two: bool) -> Iterator[str]:
    box, names = grid.box, grid.matrix.names
    is_left = not (has_two and grid.is_mirrored)
    x, anchor = (box.x - 10, "end") if is_left else (box.right + 10, "start")
    for row, name in enumerate(names):
        where = grid.cell_box(row, 0)
        y = where.y + where.height / 2
        band = picture.probability_bands.get(name, "")
        yield text(x, y + (-1 if band else 4), name, 12.5, "hm-ink hm-bold", text_anchor=anchor)
        if band:
            yield text(x, y + 14, band, 11.5, "hm-muted", text_anchor=anchor)
    for column, name in enumerate(names):
        where = grid.cell_box(0, column)
        middle = where.x + where.width / 2
        level = clip_text(name, 12.5, where.width, bold=True)
        yield text(middle, box.bottom + 16, level, 12.5, "hm-ink hm-bold", text_anchor="middle")
        band = clip_text(picture.impact_bands.get(name, ""), 11.5, where.width)
        yield text(middle, box.bottom + 30, band, 11.5, "hm-muted", text_anchor="middle")
    yield from _axis_names(grid, is_left=is_left, has_two=has_two, has_bands=any(picture.impact_bands.values()))


def _axis_names(grid: Grid, *, is_left: bool, has_two: bool, has_bands: bool) -> Iterator[str]:
    box, by = grid.box, grid.matrix.by
    what = "Impact, worst of all kinds" if by == OVERALL else f"Impact on {by}"
    if grid.matrix.kind == "opportunity":
        what = what.replace("worst", "best").replace("Impact", "Gain")
    words = f"← {what}" if grid.is_mirrored else f"{what} →"
    middle, base = box.x + box.width / 2, box.bottom + (44 if has_bands else 33)
    yield text(middle, base, words, 12, "hm-muted", text_anchor="middle")
    if is_left:
        left, y = _leftmost(grid), box.y + box.height / 2
        turned = f"rotate(-90 {left:.1f} {y:.1f})"
        yield text(left, y, "Probability →", 12, "hm-muted", text_anchor="middle", transform=turned)
    if has_two:
        heading = "Threats" if grid.matrix.kind == "threat" else "Opportunities"
        yield text(box.x, box.y - 8, f"{heading}: {grid.matrix.count}", 14, "hm-ink hm-bold")


def _leftmost(grid: Grid) -> float:
    widest = max(text_width(name, 12.5, bold=True) for name in grid.matrix.names)
    return grid.box.x - 22 - max(widest, 48.0)


def _appetite(grid: Grid) -> Iterator[str]:
    """Draw the line between what is accepted and what is not."""
    count = len(grid.matrix.names)
    flags = [[cell.is_beyond_appetite for cell in row] for row in grid.matrix.cells]
    steps: list[str] = []
    for row in range(count):
        for column in range(count):
            box = grid.cell_box(row, column)
            if column + 1 < count and flags[row][column] != flags[row][column + 1]:
                x = box.x if grid.is_mirrored else box.right
                steps.append(f"M{x:.2f} {box.y:.2f}V{box.bottom:.2f}")
            if row + 1 < count and flags[row][column] != flags[row + 1][column]:
                steps.append(f"M{box.x:.2f} {box.y:.2f}H{box.right:.2f}")
    if steps:
        path = "".join(steps)
        yield element("path", d=path, class_="hm-appetite-halo") + element("path", d=path, class_="hm-appetite")


def _legend_lines(picture: MatrixPicture, width: float) -> int:
    """Return how many lines the legend takes."""
    return 1 + max((line for line, *_ in _placed_legend(picture, width)), default=0)


def _placed_legend(picture: MatrixPicture, width: float) -> Iterator[tuple[int, float, Legend]]:
    """Put the items of the legend into lines."""
    line, x = 0, 0.0
    for item in _legend_items(picture):
        needed = item.sign_width + 6 + text_width(item.words, 12)
        if x > 0 and x + needed > width:
            line, x = line + 1, 0.0
        yield line, x, item
        x += needed + 18


def _legend(picture: MatrixPicture, box: Box) -> Iterator[str]:
    """Explain colours, signs, the line of appetite, and arrows."""
    for line, x, item in _placed_legend(picture, box.width):
        y = box.y + 15 + line * _LEGEND * 0.8
        yield element("g", item.sign, transform=f"translate({box.x + x:.1f} {y - 4:.1f})")
        yield text(box.x + x + item.sign_width + 6, y, item.words, 12)


@dataclass(frozen=True, slots=True)
class Legend:
    """A sign, drawn around the middle of its left edge, and what it means."""

    sign: str
    sign_width: float
    words: str


def _legend_items(picture: MatrixPicture) -> Iterator[Legend]:
    for matrix in picture.matrices:
        gain = "gain-" if matrix.kind == "opportunity" else ""
        for band in get_args(ToleranceBand):
            ground = element("rect", x=0, y=-7, width=20, height=14, rx=3, class_=f"hm-cell hm-{gain}{band}")
            words = f"{band}{' gain' if gain else ''}: {matrix.count_of(band)}"
            yield Legend(ground + _mark(10, 0, band), 20, words)
    line = element("path", d="M0 0h26", class_="hm-appetite")
    yield Legend(line, 26, "limit of what is accepted (appetite)")
    if picture.before and is_bundled(picture.matrices):
        start = element("circle", cx=3, cy=0, r=3.4, class_="hm-flow-start")
        flow = element("path", d="M3 0h30", class_="hm-flow", stroke_width=3.3, marker_end=f"url(#{picture.key}-flow)")
        yield Legend(start + flow, 42, "risks that their responses move; ids stand after them")
    elif picture.before:
        ghost = element("rect", x=0, y=-8, width=24, height=15, rx=4, class_="hm-ghost")
        arrow = element("path", d="M26 0h22", class_="hm-arrow", marker_end=f"url(#{picture.key}-head)")
        chip = element("rect", x=56, y=-8, width=24, height=15, rx=4, class_="hm-chip")
        yield Legend(ghost + arrow + chip, 80, "before and after the responses")
