"""What can be shown: widths, encodings, terminals, and the bar that shows progress."""

from __future__ import annotations

import json
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import click

__all__ = [
    "clipped",
    "columns",
    "is_shown_live",
    "line",
    "message",
    "padded",
    "printable",
    "progress_bar",
    "tolerant_streams",
    "width",
    "write_json",
]

_ASCII_TWINS = str.maketrans({"–": "-", "−": "-", "±": "+/-", "…": "...", "≤": "<=", "≥": ">=", "×": "x"})
_NARROWEST, _WIDEST = 40, 120
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
"""Classes of the characters that set the direction of what follows."""


def tolerant_streams() -> None:
    """Show a mark for a character that the encoding of a stream does not have, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def printable(text: str) -> str:
    r"""Replace control characters, by which a text of a plan could play with the terminal, or turn the line around.

    Examples
    --------
    >>> printable("crane\x1b[2J"), printable("\u202egnp.exe")
    ('crane?[2J', '?gnp.exe')
    """
    return "".join("?" if _is_control(character) else character for character in text)


def _is_control(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) == "Cc" or unicodedata.bidirectional(character) in _TURNING


def line(text: str = "") -> None:
    """Print a line on stdout."""
    click.echo(_encodable(printable(text), sys.stdout))


def message(text: str) -> None:
    """Print a line on stderr."""
    click.echo(_encodable(printable(text), sys.stderr), err=True)


def _encodable(text: str, stream: TextIO) -> str:
    """Write dashes and signs in ASCII where the encoding of a stream does not have them."""
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return text.translate(_ASCII_TWINS)
    return text


def write_json(document: Mapping[str, Any]) -> None:
    """Print one object on stdout, and nothing else; NaN in it is a defect."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, ensure_ascii=True, indent=2, allow_nan=False)
    click.echo(text)


def width() -> int:
    """Return how many columns may be printed; 100 where stdout is no terminal."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal.

    Examples
    --------
    >>> columns("crane"), columns("起重机")
    (5, 6)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clipped(text: str, limit: int) -> str:
    """Shorten a text to a number of columns, and show that it was.

    Examples
    --------
    >>> clipped("Foundation piling", 10)
    'Foundat...'
    """
    text = printable(text).replace("\n", " ").replace("\t", " ")
    if columns(text) <= limit:
        return text
    kept = ""
    for character in text:
        if columns(kept + character) > limit - 3:
            break
        kept += character
    return kept.rstrip() + "..."


def padded(text: str, size: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of columns.

    Examples
    --------
    >>> padded("P80", 6) + "|", padded("12.5", 6, right=True)
    ('P80   |', '  12.5')
    """
    space = " " * max(size - columns(text), 0)
    return space + text if right else text + space


def is_shown_live() -> bool:
    """Tell whether somebody watches stderr."""
    return sys.stderr.isatty()


@contextmanager
def progress_bar(label: str | Callable[[], str]) -> Iterator[Callable[[int, int], None]]:
    """Show progress on stderr, where it is a terminal.

    Parameters
    ----------
    label : str or callable
        What goes on; asked again at each step where it changes.

    Yields
    ------
    callable
        To be called with the count that is done and the count that is to be done.
    """
    words = label if callable(label) else lambda: label
    with click.progressbar(length=1, label=words(), file=sys.stderr, hidden=not is_shown_live()) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.label = words()
            bar.update(done - bar.pos)

        yield show
