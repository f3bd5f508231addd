"""Pictures in SVG, written by hand where every line of text must fit its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from riskmc.report.escaping import without_direction

__all__ = ["FONT", "clip_text", "element", "svg_document", "svg_text", "text", "text_width", "wrap_text"]

FONT: Final = "Arial, 'Liberation Sans', 'Helvetica Neue', Helvetica, sans-serif"

_ROOM: Final = 1.03
"""Letters are taken for this much wider than they are: fonts differ."""

_BOLD: Final = 1.075
_OTHER: Final = 0.62
_WIDTHS: Final = dict(
    zip(
        map(chr, range(32, 127)),
        (
            278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
            556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
            500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
            556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
            278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
        ),
        strict=True,
    )
)  # fmt: skip
"""Thousandths of the size of the type: the metrics of Helvetica, which Arial and Liberation Sans share."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def svg_text(value: str) -> str:
    r"""Escape text from a plan for elements and attributes of an SVG.

    Examples
    --------
    >>> svg_text('<script> & "x"\x07')
    '&lt;script&gt; &amp; &quot;x&quot; '
    """
    harmless = without_direction(_CONTROL.sub(" ", value))
    return "".join(_ESCAPES.get(character, character) for character in harmless)


@lru_cache(maxsize=65_536)
def text_width(value: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is drawn, rather too much than too little.

    Examples
    --------
    >>> 30 < text_width("Piling", 12) < 36
    True
    """
    units = sum(_units(character) for character in value)
    return units * size * _ROOM * (_BOLD if bold else 1.0)


def _units(character: str) -> float:
    known = _WIDTHS.get(character)
    if known is not None:
        return known / 1000.0
    if unicodedata.combining(character):
        return 0.0
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTHS:
        return _WIDTHS[base] / 1000.0
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else _OTHER if character.islower() else 0.78


def clip_text(value: str, size: float, room: float, *, bold: bool = False) -> str:
    """Shorten a text to a width, with an ellipsis.

    Examples
    --------
    >>> clip_text("Unexploded ordnance", 12, 80)
    'Unexploded…'
    """
    value = " ".join(value.split())
    if text_width(value, size, bold=bold) <= room:
        return value
    low, high = 0, len(value)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_width(value[:middle].rstrip() + "…", size, bold=bold) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    return value[:low].rstrip() + "…"


_WORDS = re.compile(r"(?:\d\S* (?=[%d](?:\W|$)))?\S+\s*")
"""Words, and numbers with the unit behind them, which stay on one line."""


def wrap_text(value: str, size: float, room: float, *, first: float = 0.0, lines: int = 99) -> list[str]:
    """Break a text into lines of a width; what is left after the last line is cut with an ellipsis.

    Parameters
    ----------
    value : str
    size : float
        Of the type.
    room : float
        Width of a line.
    first : float
        What the first line has less.
    lines : int
        The most lines.

    Examples
    --------
    >>> wrap_text("Permit for night work comes late", 12, 100)
    ['Permit for night', 'work comes late']
    >>> wrap_text("critical in 85 % of the iterations", 12, 75)
    ['critical in', '85 % of the', 'iterations']
    """
    found: list[str] = []
    rest = " ".join(value.split())
    while rest:
        width = room - (0.0 if found else first)
        if len(found) == lines - 1 or text_width(rest, size) <= width:
            found.append(clip_text(rest, size, width))
            break
        head = _head(rest, size, width)
        found.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return found


def _head(rest: str, size: float, width: float) -> str:
    """Return what fits a line: whole words, or a part of a word that is wider than the line."""
    end = 0
    for match in _WORDS.finditer(rest):
        if text_width(rest[: match.end()].rstrip(), size) > width:
            break
        end = match.end()
    if end:
        return rest[:end]
    length = 1
    while length < len(rest) and text_width(rest[: length + 1], size) <= width:
        length += 1
    return rest[:length]


def element(name: str, content: str | Iterable[str] = "", **attributes: object) -> str:
    """Write an element; a name of an attribute is written with ``-`` for ``_``, and None leaves it away.

    Values are escaped, the content is not: it is markup.

    Examples
    --------
    >>> element("rect", x=1.25, class_="cell", data_tip="a < b")
    '<rect x="1.25" class="cell" data-tip="a &lt; b"/>'
    """
    words = (
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = content if isinstance(content, str) else "".join(content)
    head = f"<{name}{''.join(words)}"
    return f"{head}>{inner}</{name}>" if inner else f"{head}/>"


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return svg_text(str(value))


def text(x: float, y: float, words: str | Sequence[str], size: float, class_: str = "hm-ink", **more: object) -> str:
    """Write a line of text; markup where it is given as a list, else text that is escaped."""
    content = svg_text(words) if isinstance(words, str) else "".join(words)
    return element("text", content, x=float(x), y=float(y), font_size=float(size), class_=class_, **more)


def svg_document(content: str, width: int, height: int, style: str, label: str) -> str:
    """Write a whole picture, which needs nothing beside it."""
    return element(
        "svg", [element("title", svg_text(label)), element("style", style), content],
        xmlns="http://www.w3.org/2000/svg", width=width, height=height, viewBox=f"0 0 {width} {height}", role="img",
        font_family=FONT,
    )  # fmt: skip
