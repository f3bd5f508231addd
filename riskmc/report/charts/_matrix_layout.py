"""Where everything of a risk matrix goes: grids, cells, and what of each cell's risks has room in it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from riskmc.analysis.risk_matrix import MatrixCell, RiskMatrix
from riskmc.analysis.scoring_records import ScoredRisk
from riskmc.report.charts._svg import text_width, wrap_text

SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0)
"""Of the type of titles in cells, the largest that fits all cells."""

LEAST_SIZE: Final = 9.5
LINE: Final = 1.22
FOOT: Final = 16.0
"""Pixels at the foot of a cell for its count and score."""

PAD: Final = 6.0
CHIP_SIZE: Final = 11.0
CHIP_HEIGHT: Final = 17.0
CHIP_GAP: Final = 4.0
_LIST_SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.5, LEAST_SIZE)
_COST_OF_SMALLNESS: Final = 1.5
"""As many titles may be cut as make up for a pixel more of type."""

LIST_LINE: Final = 1.38
_NARROWEST: Final = 210.0
"""Pixels of a column of titles."""

_SCALES: Final = (1.15, 1.0, 0.9, 0.8)

Mode = Literal["titles", "ids"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels of the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one matrix.

    Attributes
    ----------
    matrix : RiskMatrix
    box : Box
        Of all cells together.
    is_mirrored : bool
        Whether impact rises to the left.
    """

    matrix: RiskMatrix
    box: Box
    is_mirrored: bool = False

    def cell_box(self, row: int, column: int) -> Box:
        """Return where a cell lies; the highest probability is at the top."""
        count = len(self.matrix.names)
        width, height = self.box.width / count, self.box.height / count
        place = count - 1 - column if self.is_mirrored else column
        return Box(self.box.x + place * width, self.box.y + (count - 1 - row) * height, width, height)


@dataclass(frozen=True, slots=True)
class Chip:
    """An id in a cell; ``risk`` is None where it tells how many have no room.

    A ghost shows where a risk stood before its responses.
    """

    label: str
    box: Box
    risk: ScoredRisk | None
    is_ghost: bool = False


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line of a title in a cell; the first has the id before it."""

    risk: ScoredRisk
    words: str
    x: float
    y: float
    has_id: bool


def title_size(grids: Sequence[Grid]) -> float | None:
    """Return the size of type in which the titles of all cells fit them; None where there is none."""
    sizes = [cell_title_size(cell, grid.cell_box(0, 0)) for grid in grids for row in grid.matrix.cells for cell in row]
    known = [size for size in sizes if size is not None]
    return min(known) if len(known) == len(sizes) else None


def cell_title_size(cell: MatrixCell, box: Box) -> float | None:
    """Return the largest size of type in which the titles of a cell fit it; None where there is none."""
    room = box.height - FOOT - PAD
    return next((size for size in SIZES if _title_height(cell, box, size) <= room), None)


def _title_height(cell: MatrixCell, box: Box, size: float) -> float:
    return sum(len(_title(risk, box, size)) * size * LINE + PAD / 2 for risk in cell.risks)


def _title(risk: ScoredRisk, box: Box, size: float) -> list[str]:
    before = id_width(risk.id, size)
    return wrap_text(risk.title or " ", size, box.width - 2 * PAD - 4, first=before) or [" "]


def id_width(identity: str, size: float) -> float:
    """Return the room of an id and the gap behind it."""
    return text_width(identity, size, bold=True) + 0.45 * size


def title_lines(cell: MatrixCell, box: Box, size: float) -> list[TitleLine]:
    """Place the titles of a cell, one risk below the other."""
    found = []
    y = box.y + PAD
    for risk in cell.risks:
        for number, words in enumerate(_title(risk, box, size)):
            y += size * LINE
            found.append(TitleLine(risk, words, box.x + PAD + 2, y - 0.27 * size, number == 0))
        y += PAD / 2
    return found


def chips(risks: Sequence[ScoredRisk], box: Box, ghosts: Sequence[ScoredRisk] = ()) -> list[Chip]:
    """Place the ids of a cell in rows, ghosts last; risks without room are counted in the last chip, ghosts are not."""
    items = [(risk, False) for risk in risks] + [(risk, True) for risk in ghosts]
    labels = [risk.id for risk, _ in items]
    for scale in _SCALES:
        placed = _flow(labels, box, scale)
        if placed is not None:
            return [Chip(risk.id, where, risk, ghost) for (risk, ghost), where in zip(items, placed, strict=True)]
    for kept in range(len(items) - 1, -1, -1):
        hidden = sum(not ghost for _, ghost in items[kept:])
        more = [f"+{hidden}"] if hidden else []
        placed = _flow([*labels[:kept], *more], box, _SCALES[-1])
        if placed is not None:
            shown = [Chip(r.id, where, r, ghost) for (r, ghost), where in zip(items[:kept], placed, strict=False)]
            return shown + [Chip(label, placed[-1], None) for label in more]
    return [Chip(f"{len(items)}", Box(box.x + PAD, box.y + PAD / 2, 24.0, CHIP_HEIGHT * _SCALES[-1]), None)]


def _flow(labels: Sequence[str], box: Box, scale: float) -> list[Box] | None:
    """Put chips into rows; None where they do not fit."""
    size, height, gap = CHIP_SIZE * scale, CHIP_HEIGHT * scale, CHIP_GAP * scale
    x, y = box.x + PAD, box.y + PAD
    placed = []
    for label in labels:
        width = min(text_width(label, size, bold=True) + 9 * scale, box.width - 2 * PAD)
        if x > box.x + PAD and x + width > box.right - PAD:
            x, y = box.x + PAD, y + height + gap
        if y + height > box.bottom - FOOT:
            return None
        placed.append(Box(x, y, width, height))
        x += width + gap
    return placed


def chip_type(box: Box) -> float:
    """Return the size of type in a chip."""
    return CHIP_SIZE * box.height / CHIP_HEIGHT


@dataclass(frozen=True, slots=True)
class ListLayout:
    """The titles beside or below a matrix of ids.

    Attributes
    ----------
    columns : tuple of tuple of (ScoredRisk, tuple of str)
        Each risk with the lines of its title.
    size, line : float
        Of the type, and from line to line.
    width : float
        Of a column.
    hidden : int
        Risks for which there is no room.
    """

    columns: tuple[tuple[tuple[ScoredRisk, tuple[str, ...]], ...], ...]
    size: float
    line: float
    width: float
    hidden: int


def list_layout(risks: Sequence[ScoredRisk], box: Box, indent: float, tail: float, gap: float = 16.0) -> ListLayout:
    """Lay out titles in columns, in type as large as can be without cutting many of them.

    Parameters
    ----------
    risks : sequence of ScoredRisk
    box : Box
    indent, tail : float
        Room before a title for its mark and id, and behind it for its score.
    gap : float
        Between columns.
    """
    most = max(int((box.width + gap) // _NARROWEST), 1)
    best: tuple[float, ListLayout] | None = None
    for size, count, lines in product(_LIST_SIZES, range(1, most + 1), (2, 1)):
        longest = max((text_width(risk.title, size) for risk in risks), default=0.0) + indent + tail + 8
        line, width = size * LIST_LINE, min((box.width - (count - 1) * gap) / count, max(longest, _NARROWEST))
        columns = _columns(risks, int(box.height // line), count, width - indent - tail, size, lines)
        if columns is not None:
            cut = sum(words[-1].endswith("…") for column in columns for _, words in column)
            cost = cut + _COST_OF_SMALLNESS * (_LIST_SIZES[0] - size)
            if best is None or cost < best[0]:
                best = cost, ListLayout(columns, size, line, width, 0)
    if best is not None:
        return best[1]
    line, width = LEAST_SIZE * LIST_LINE, (box.width - (most - 1) * gap) / most
    rows = max(int(box.height // line) - 1, 1)
    kept = risks[: rows * most]
    columns = _columns(kept, rows, most, width - indent - tail, LEAST_SIZE, 1) or ()
    return ListLayout(columns, LEAST_SIZE, line, width, len(risks) - len(kept))


def _columns(
    risks: Sequence[ScoredRisk], rows: int, count: int, room: float, size: float, lines: int
) -> tuple[tuple[tuple[ScoredRisk, tuple[str, ...]], ...], ...] | None:
    """Fill columns one after the other; None where they do not hold all."""
    items = [(risk, tuple(wrap_text(risk.title or " ", size, room, lines=lines)) or (" ",)) for risk in risks]
    if sum(len(words) for _, words in items) > rows * count:
        return None
    share = math.ceil(sum(len(words) for _, words in items) / count)
    limit = min(rows, share + lines - 1)
    columns: list[list[tuple[ScoredRisk, tuple[str, ...]]]] = [[]]
    used = 0
    for item in items:
        if used + len(item[1]) > limit and columns[-1]:
            columns.append([])
            used = 0
        columns[-1].append(item)
        used += len(item[1])
    return None if len(columns) > count else tuple(map(tuple, columns))
