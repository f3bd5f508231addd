"""How many charts of trigger points there are, and the files that they go to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["MOST_CHARTS", "picture_path"]

MOST_CHARTS: Final = 8
"""Signals of which the curve is drawn, beside the line of time; the table has all."""


def picture_path(path: Path, number: int) -> Path:
    """Return the file that a chart goes to.

    Parameters
    ----------
    path : Path
        That of the first chart.
    number : int
        0 for the first, up to MOST_CHARTS.

    Examples
    --------
    >>> picture_path(Path("t.png"), 0).name, picture_path(Path("t.png"), 2).name
    ('t.png', 't-2.png')
    """
    return path.with_name(f"{path.stem}-{number}{path.suffix}") if number else path
