"""The simulated matrix as a picture: how often each risk occurred, and what it did to the finish."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from riskmc.analysis.heatmap_words import places_text
from riskmc.analysis.simulated_matrix import Inversion, SimulatedMatrix, SimulatedRisk
from riskmc.report.charts._matrix_layout import Box
from riskmc.report.charts._svg import clip_text, element, svg_text, text, text_width, wrap_text
from riskmc.report.charts.heatmap import slide_box, slide_frame

__all__ = ["BubblePicture", "bubble_svg"]

_PLOT_SHARE, _WIDE_SHARE = 0.62, 0.8
"""Share of the width of a slide that the bubbles take beside the list, and where the list is empty."""

_AXIS_LEFT, _AXIS_BELOW = 62.0, 44.0
_EDGE: Final = 12.0
"""Pixels right of the axis, where its last label reaches."""

_LEGEND_LINE: Final = 20.0
_SMALLEST, _LARGEST = 4.5, 20.0
_LABEL: Final = 12.0
_TITLE_ROOMS: Final = (215.0, 110.0)
_APART: Final = 14.0
"""Pixels that titles keep from the bubbles of other risks."""

_FEW: Final = 5
"""Inversions up to which two reasons of each are told."""

_TITLED: Final = 12
"""Risks that have their title beside them, where there is room; the others their id."""


@dataclass(frozen=True, slots=True)
class BubblePicture:
    """What a picture of the simulated matrix shows.

    Attributes
    ----------
    matrix : SimulatedMatrix
    title, subtitle, note : str
        Of the slide.
    tips : mapping of str to str
        By the id of a risk, what is told where one points at it.
    """

    matrix: SimulatedMatrix
    title: str = ""
    subtitle: str = ""
    note: str = ""
    tips: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis: values from `low` to `high` lie between two pixels."""

    low: float
    high: float
    first: float
    last: float
    step: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.first + (value - self.low) / (self.high - self.low) * (self.last - self.first)

    def ticks(self) -> list[float]:
        """Return the values of the lines of the grid."""
        first = math.ceil(self.low / self.step - 1e-9)
        return [n * self.step for n in range(first, math.floor(self.high / self.step + 1e-9) + 1)]


def bubble_svg(picture: BubblePicture, width: int = 1280, height: int = 720, *, is_slide: bool = True) -> str:
    """Draw the simulated matrix, on a slide with the inversions beside it.

    Parameters
    ----------
    picture : BubblePicture
    width, height : int
        Pixels.
    is_slide : bool
        Whether it stands alone: with a title, a note, a white ground and the inversions.

    Returns
    -------
    str
        The elements inside an ``svg``.
    """
    outer = slide_box(width, height) if is_slide else Box(4.0, 8.0, width - 8.0, height - 12.0)
    share = 1.0 if not is_slide else _PLOT_SHARE if picture.matrix.inversions else _WIDE_SHARE
    whole = outer.width * share
    lines = _legend_lines(picture.matrix, whole)
    room = 10.0 + _LEGEND_LINE * len(lines)
    plot = Box(outer.x + _AXIS_LEFT, outer.y + 8, whole - _AXIS_LEFT - _EDGE, outer.height - _AXIS_BELOW - room - 8)
    parts = list(_plot(picture, plot))
    parts += _legend(lines, outer.x, outer.bottom - room + 6)
    if is_slide:
        left = plot.right + 34
        parts += _inversions(picture.matrix, Box(left, outer.y, outer.right - left, outer.height))
        return "".join([*slide_frame(picture.title, picture.subtitle, picture.note, width, height), *parts])
    return "".join(parts)


def _plot(picture: BubblePicture, box: Box) -> Iterator[str]:
    rows = picture.matrix.rows
    across = _across(rows, box)
    up = _up(rows, box)
    yield from _grid(picture.matrix, across, up, box)
    biggest = max((abs(row.removal.mean_days) for row in rows), default=0.0) or 1.0
    drawn = sorted(rows, key=lambda row: -abs(row.removal.mean_days))
    places = {row.risk.id: (across(row.removal.occurred), up(row.removal.days)) for row in rows}
    radii = {row.risk.id: _radius(row, biggest) for row in rows}
    for row in drawn:
        yield _bubble(picture, row, *places[row.risk.id], radii[row.risk.id], up)
    disputed = {inversion.ranked.risk.id for inversion in picture.matrix.inversions}
    ordered = sorted(
        rows, key=lambda row: (-abs(row.removal.days), row.risk.id not in disputed, -abs(row.removal.mean_days))
    )
    yield from _labels(
        ordered, places, radii, [Box(box.x, up(0.0) - 1, box.width, 2), *_error_boxes(rows, places, up)], box
    )


def _error_boxes(rows: Sequence[SimulatedRisk], places: Mapping[str, tuple[float, float]], up: Scale) -> Iterator[Box]:
    """Yield where the lines of the intervals are."""
    for row in rows:
        low, high = row.removal.low_days, row.removal.high_days
        if math.isfinite(low) and high > low:
            yield Box(places[row.risk.id][0] - 2, up(high), 4, up(low) - up(high))


def _across(rows: Sequence[SimulatedRisk], box: Box) -> Scale:
    most = max((row.removal.occurred for row in rows), default=0.1)
    step = 0.2 if most > 0.5 else 0.1 if most > 0.2 else 0.05 if most > 0.08 else 0.02
    high = min(math.ceil((most * 1.06) / step) * step, 1.0)
    return Scale(-0.02 * high, high * 1.02, box.x, box.right, step)


def _up(rows: Sequence[SimulatedRisk], box: Box) -> Scale:
    ends = [end for row in rows for end in (row.removal.days, row.removal.low_days, row.removal.high_days)]
    known = [end for end in ends if math.isfinite(end)] or [0.0]
    low, high = min(0.0, *known), max(0.0, *known)
    span = max(high - low, 1e-9)
    step = _nice(span / 6)
    return Scale(low - 0.06 * span, high + 0.08 * span, box.bottom, box.y, step)


def _nice(step: float) -> float:
    """Round a step up to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step)) if step > 0 else 1.0
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= step * 0.999)


def _radius(row: SimulatedRisk, biggest: float) -> float:
    return max(_SMALLEST, _LARGEST * math.sqrt(abs(row.removal.mean_days) / biggest))


def _grid(matrix: SimulatedMatrix, across: Scale, up: Scale, box: Box) -> Iterator[str]:
    for value in up.ticks():
        y = up(value)
        is_zero = abs(value) < 1e-12
        yield element("path", d=f"M{box.x:.1f} {y:.1f}H{box.right:.1f}", class_="hm-zero" if is_zero else "hm-grid")
        words = f"{value:+g}".replace("-", "−") if not is_zero else "0"
        yield text(box.x - 8, y + 4, words, 12, "hm-muted", text_anchor="end")
    for value in across.ticks():
        x = across(value)
        yield element("path", d=f"M{x:.1f} {box.y:.1f}V{box.bottom:.1f}", class_="hm-grid")
        yield text(x, box.bottom + 17, f"{100 * value:g} %", 12, "hm-muted", text_anchor="middle")
    words = "Share of the iterations in which it occurred →"
    yield text(box.x + box.width / 2, box.bottom + 36, words, 12, "hm-muted", text_anchor="middle")
    x, y = box.x - 48, box.y + box.height / 2
    words = f"P{100 * matrix.level:g} of the finish moves by, working days →"
    yield text(x, y, words, 12, "hm-muted", text_anchor="middle", transform=f"rotate(-90 {x:.1f} {y:.1f})")


def _bubble(picture: BubblePicture, row: SimulatedRisk, x: float, y: float, radius: float, up: Scale) -> str:
    parts = [element("title", svg_text(picture.tips.get(row.risk.id, row.risk.title)))]
    low, high = row.removal.low_days, row.removal.high_days
    if math.isfinite(low) and high > low:
        parts.append(element("path", d=f"M{x:.1f} {up(low):.1f}V{up(high):.1f}", class_="hm-error"))
    parts.append(_shape(row, x, y, radius))
    return element("g", parts, class_="hm-risk", data_risk=row.risk.id)


def _shape(row: SimulatedRisk, x: float, y: float, radius: float) -> str:
    """Draw a bubble; its shape tells the band of the score as its colour does."""
    band = _band(row)
    class_ = f"hm-bubble hm-{'gain-' if row.risk.kind == 'opportunity' else ''}{band}"
    return _mark(band, class_, x, y, radius)


def _band(row: SimulatedRisk) -> str:
    return row.risk.now.tolerance if row.risk.now is not None else "low"


def _mark(band: str, class_: str, x: float, y: float, radius: float) -> str:
    if band == "low":
        return element("circle", cx=x, cy=y, r=radius, class_=class_)
    if band == "medium":
        side = radius * 1.77
        return element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, rx=1.5, class_=class_)
    half = radius * 1.25
    path = f"M{x:.1f} {y - half:.1f}L{x + half:.1f} {y:.1f}L{x:.1f} {y + half:.1f}L{x - half:.1f} {y:.1f}Z"
    return element("path", d=path, class_=class_)


def _labels(
    rows: Sequence[SimulatedRisk],
    places: Mapping[str, tuple[float, float]],
    radii: Mapping[str, float],
    lines: Sequence[Box],
    box: Box,
) -> Iterator[str]:
    """Write ids and titles where nothing else is, no line either; the rows that come first are served first."""
    bubbles = {
        name: Box(x - radii[name], y - radii[name], 2 * radii[name], 2 * radii[name]) for name, (x, y) in places.items()
    }
    labels: list[Box] = []
    for number, row in enumerate(rows):
        x, y = places[row.risk.id]
        clipped = [clip_text(row.risk.title, _LABEL, room) for room in _TITLE_ROOMS] if number < _TITLED else []
        taken = [*bubbles.values(), *labels]
        # No title begins at the bubble of another risk; but rather an id on a line than a bubble without one.
        near = [_widened(bubble) for name, bubble in bubbles.items() if name != row.risk.id]
        for title, others in [*((title, [*taken, *lines, *near]) for title in (*clipped, "")), ("", taken)]:
            width = text_width(row.risk.id, _LABEL, bold=True) + (text_width(title, _LABEL) + 4 if title else 0)
            where = _free(x, y, _reach(row, radii[row.risk.id]), width, others, box)
            if where is not None:
                labels.append(where)
                name = element("tspan", svg_text(row.risk.id), class_="hm-bold")
                tail = svg_text(f" {title}") if title else ""
                yield text(where.x, where.bottom - 3, [name, tail], _LABEL, "hm-ink hm-label")
                break


def _widened(bubble: Box) -> Box:
    return Box(bubble.x - _APART, bubble.y - _APART, bubble.width + 2 * _APART, bubble.height + 2 * _APART)


def _reach(row: SimulatedRisk, radius: float) -> float:
    """Return how far a bubble reaches to the side: diamonds further."""
    return 1.25 * radius if _band(row) == "high" else radius


def _free(x: float, y: float, radius: float, width: float, taken: Sequence[Box], box: Box) -> Box | None:
    """Find room beside, above or below a bubble; None where there is none."""
    height, gap = _LABEL * 1.15, radius + 3
    candidates = [
        Box(x + gap, y - height / 2, width, height), Box(x - gap - width, y - height / 2, width, height),
        Box(x + 0.7 * gap, y - 0.8 * gap - height, width, height), Box(x + 0.7 * gap, y + 0.8 * gap, width, height),
        Box(x - width / 2, y - gap - height, width, height), Box(x - width / 2, y + gap, width, height),
        Box(x - 0.7 * gap - width, y - 0.8 * gap - height, width, height),
    ]  # fmt: skip
    for candidate in candidates:
        if _is_inside(candidate, box) and not any(_meet(candidate, other) for other in taken):
            return candidate
    return None


def _is_inside(one: Box, whole: Box) -> bool:
    return one.x >= whole.x and one.right <= whole.right and one.y >= whole.y and one.bottom <= whole.bottom


def _meet(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def _legend_lines(matrix: SimulatedMatrix, room: float) -> list[list[tuple[float, str, str]]]:
    """Break the legend into lines: of each item its place, its sign and its words."""
    lines: list[list[tuple[float, str, str]]] = [[]]
    x = 0.0
    for sign, words in _legend_items(matrix):
        width = (18 if sign else 0) + text_width(words, 12)
        if lines[-1] and x + width > room:
            lines.append([])
            x = 0.0
        lines[-1].append((x, sign, words))
        x += width + 14
    return lines


def _legend(lines: Sequence[Sequence[tuple[float, str, str]]], left: float, top: float) -> Iterator[str]:
    for number, line in enumerate(lines):
        y = top + 15 + number * _LEGEND_LINE
        for place, sign, words in line:
            x = left + place
            yield element("g", sign, transform=f"translate({x + 7:.1f} {y - 4:.1f})") if sign else ""
            yield text(x + (18 if sign else 0), y, words, 12, "hm-ink" if sign else "hm-muted")


def _legend_items(matrix: SimulatedMatrix) -> Iterator[tuple[str, str]]:
    """Yield signs and what they mean."""
    yield "", "By score:"
    shown = {(row.risk.kind, _band(row)) for row in matrix.rows}
    for kind in dict.fromkeys(row.risk.kind for row in matrix.rows):
        gain = "gain-" if kind == "opportunity" else ""
        for band in ("low", "medium", "high"):
            if (kind, band) in shown:
                yield _mark(band, f"hm-bubble hm-{gain}{band}", 0, 0, 6.0), f"{band}{' gain' if gain else ''}"
    yield "", "area: effect on the mean finish"
    yield "", f"line: {100 * matrix.confidence:g} % interval"


def _inversions(matrix: SimulatedMatrix, box: Box) -> Iterator[str]:
    """List the risks that score and simulation place differently, as many as there is room for."""
    if not matrix.inversions:
        words = "Score and simulation rank the risks alike, within the errors of the run."
        for number, line in enumerate(wrap_text(words, 12.5, box.width)):
            yield text(box.x, box.y + 14 + 17 * number, line, 12.5, "hm-muted")
        return
    yield text(box.x, box.y + 14, "Where score and simulation disagree", 15, "hm-ink hm-bold")
    y = box.y + 36
    for number, inversion in enumerate(matrix.inversions):
        lines = _inversion_lines(inversion, box.width, 2 if len(matrix.inversions) <= _FEW else 1)
        if y + 16 * len(lines) > box.bottom - 18:
            rest = len(matrix.inversions) - number
            yield text(box.x, min(y + 4, box.bottom - 4), f"and {rest} more", 12, "hm-muted")
            return
        for words, class_ in lines:
            yield text(box.x, y, words, 12.5 if "bold" in class_ else 11.5, class_)
            y += 15.5
        y += 9


def _inversion_lines(inversion: Inversion, width: float, reasons: int) -> list[tuple[str, str]]:
    row = inversion.ranked
    head = clip_text(f"{row.risk.id} {row.risk.title}", 12.5, width - 4, bold=True)
    sign = "▼" if inversion.is_overrated else "▲"
    words = f"{sign} by score {places_text(row.by_score)}, simulated {places_text(row.by_effect)}"
    texts = [reason.text[:1].upper() + reason.text[1:] for reason in inversion.reasons[:reasons]]
    return [
        (head, "hm-ink hm-bold"),
        (words, "hm-muted"),
        *((line, "hm-ink") for text in texts for line in wrap_text(text, 11.5, width - 4, lines=3)),
    ]
