"""Names of the charts of buffers, and of the files that they go to."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["CHARTS", "picture_path"]

CHARTS: Final = ("contingency", "methods", "fever", "eaten", "cost", "where", "money")
"""The names of the charts that a study of buffers may have; the first goes to the file that is named."""


def picture_path(path: Path, name: str) -> Path:
    """Return the file that a chart goes to.

    Examples
    --------
    >>> picture_path(Path("buffer.png"), "contingency").name, picture_path(Path("buffer.png"), "fever").name
    ('buffer.png', 'buffer-fever.png')
    """
    return path if name == CHARTS[0] else path.with_name(f"{path.stem}-{name}{path.suffix}")
