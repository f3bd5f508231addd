"""Arrows of a risk matrix: from where risks stood before their responses to where they stand after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from riskmc.analysis.risk_matrix import RiskMatrix
from riskmc.analysis.scoring_records import ScoredRisk
from riskmc.report.charts._matrix_layout import Box, Grid, chips
from riskmc.report.charts._svg import element, text

MOST_SINGLE: Final = 14
"""Risks up to which each has an arrow of its own; of more, those between the same cells share one."""


_WIDTH: Final = 1.5
_ASIDE: Final = 0.1


def _head(name: str, size: float, tip: float, class_: str) -> str:
    """Define the head of an arrow, whose tip is that far along it."""
    return element(
        "marker", element("path", d="M0 0L10 5L0 10Z", class_=class_), id=name, viewBox="0 0 10 10", refX=tip, refY=5,
        markerWidth=size, markerHeight=size, orient="auto", markerUnits="userSpaceOnUse",
    )  # fmt: skip


def arrows(grids: Sequence[Grid], before: Sequence[RiskMatrix], key: str) -> Iterator[str]:
    """Draw the moves of all risks.

    Parameters
    ----------
    grids : sequence of Grid
        After the responses.
    before : sequence of RiskMatrix
        Of the same kinds, before them.
    key : str
        Begins the names of the heads of the arrows.
    """
    yield element("defs", [_head(f"{key}-head", 9, 8, "hm-head"), _head(f"{key}-flow", 12, 3, "hm-flow-head")])
    has_bundles = is_bundled(before)
    for grid, earlier in zip(grids, before, strict=True):
        yield from _bundled(grid, key) if has_bundles else _single(grid, earlier, key)


def is_bundled(matrices: Sequence[RiskMatrix]) -> bool:
    """Tell whether so many risks move that those between the same cells share an arrow."""
    return sum(len(matrix.moves) for matrix in matrices) > MOST_SINGLE


def ghosts_of(earlier: RiskMatrix, row: int, column: int) -> list[ScoredRisk]:
    """Return the risks that stood in a cell and have left it."""
    return [risk for risk in earlier.cells[row][column].risks if risk.has_moved]


def _single(grid: Grid, earlier: RiskMatrix, key: str) -> Iterator[str]:
    """Draw an arrow for each risk, from its ghost to its chip."""
    starts: dict[str, Box] = {}
    ends: dict[str, Box] = {}
    for row, cells in enumerate(grid.matrix.cells):
        for column, cell in enumerate(cells):
            box = grid.cell_box(row, column)
            ghosts = ghosts_of(earlier, row, column)
            middle = Box(box.x + box.width / 2 - 4, box.y + box.height / 2 - 4, 8.0, 8.0)
            starts |= {risk.id: middle for risk in ghosts}
            ends |= {risk.id: middle for risk in cell.risks}
            for chip in chips(cell.risks, box, ghosts):
                if chip.risk is not None:
                    (starts if chip.is_ghost else ends)[chip.risk.id] = chip.box
    for identity in (risk.id for risk in grid.matrix.moves if risk.id in starts and risk.id in ends):
        yield _arrow(_middle(starts[identity]), _middle(ends[identity]), starts[identity], ends[identity], key)


def _bundles(grid: Grid) -> Iterator[tuple[tuple[float, float], tuple[float, float], int]]:
    """Yield the ends of the arrow between each pair of cells, and how many risks go along it."""
    counts: dict[tuple[tuple[str, str], tuple[str, str]], int] = {}
    for risk in grid.matrix.moves:
        if risk.before is not None and risk.after is not None:
            key = (risk.before.cell, risk.after.cell)
            counts[key] = counts.get(key, 0) + 1
    names = grid.matrix.names
    for cells, count in sorted(counts.items()):
        rows, columns = zip(*((names.index(chance), names.index(impact)) for chance, impact in cells), strict=True)
        boxes = [grid.cell_box(row, column) for row, column in zip(rows, columns, strict=True)]
        (x1, y1), (x2, y2) = (_middle(box) for box in boxes)
        # Beside the line between the middles, the further the longer, so that ways along one line are told apart.
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        share = _ASIDE * max(abs(rows[1] - rows[0]), abs(columns[1] - columns[0]))
        aside_x, aside_y = -(y2 - y1) / length * share * boxes[0].width, (x2 - x1) / length * share * boxes[0].height
        yield (x1 + aside_x, y1 + aside_y), (x2 + aside_x, y2 + aside_y), count


def _bundled(grid: Grid, key: str) -> Iterator[str]:
    """Draw the arrows under the ids of the cells, the wider the more risks go along them."""
    for start, end, count in _bundles(grid):
        path = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
        width = 2.0 + 1.3 * min(count - 1, 6)
        yield element("path", d=path, class_="hm-flow", stroke_width=width, marker_end=f"url(#{key}-flow)")
        yield element("circle", cx=start[0], cy=start[1], r=width / 2 + 1.8, class_="hm-flow-start")


def bundle_counts(grids: Sequence[Grid]) -> Iterator[str]:
    """Write on each arrow of several risks how many they are, where it leaves a cell: there are no ids there."""
    for grid in grids:
        for start, end, count in _bundles(grid):
            if count > 1:
                share = _crossing(grid, start, end)
                x, y = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
                yield element("circle", cx=x, cy=y, r=7.0, class_="hm-count")
                yield text(x, y + 3.4, f"{count}", 9.5, "hm-bold hm-count-text", text_anchor="middle")


def _crossing(grid: Grid, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return how far along an arrow it crosses the border between two cells, nearest to its middle."""
    count, box = len(grid.matrix.names), grid.box
    lines = [(0, box.x + n * box.width / count) for n in range(1, count)]
    lines += [(1, box.y + n * box.height / count) for n in range(1, count)]
    shares = [(line - start[axis]) / (end[axis] - start[axis]) for axis, line in lines if end[axis] != start[axis]]
    return min((share for share in shares if 0.0 < share < 1.0), key=lambda share: abs(share - 0.5), default=0.5)


def _middle(box: Box) -> tuple[float, float]:
    return box.x + box.width / 2, box.y + box.height / 2


def _arrow(start: tuple[float, float], end: tuple[float, float], first: Box, last: Box, key: str) -> str:
    x1, y1 = _edge(start, end, first)
    x2, y2 = _edge(end, start, last)
    path = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    halo = element("path", d=path, class_="hm-arrow-halo", stroke_width=_WIDTH + 2.5)
    return halo + element("path", d=path, class_="hm-arrow", stroke_width=_WIDTH, marker_end=f"url(#{key}-head)")


def _edge(start: tuple[float, float], end: tuple[float, float], box: Box) -> tuple[float, float]:
    """Return where the line from the middle of a box leaves it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if dx == dy == 0.0:
        return start
    share = min(
        (box.width / 2 + 2) / abs(dx) if dx else math.inf, (box.height / 2 + 2) / abs(dy) if dy else math.inf, 0.5
    )
    return start[0] + share * dx, start[1] + share * dy
