"""Where a plan came from: what the schedule file of another tool says of its own dates, to be held against ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["Origin", "OwnDates", "RawCount"]


@dataclass(frozen=True, slots=True)
class OwnDates:
    """What a schedule file says of one task.

    Attributes
    ----------
    start, finish : datetime or None
        The dates that its tool shows; of a started task the start of what is left.
    late_start, late_finish : datetime or None
    total_float : float or None
        Working minutes of the task's calendar.
    cause : str
        Why the tool would schedule it otherwise today, such as ``levelled by resources``; empty where nothing is known.
    """

    start: datetime | None = None
    finish: datetime | None = None
    late_start: datetime | None = None
    late_finish: datetime | None = None
    total_float: float | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class RawCount:
    """How many of a thing the file holds, counted in its raw text, and how many came through.

    Attributes
    ----------
    what : str
        Such as ``activities``, ``links FS``, ``lags``, ``calendars``, ``constraints``.
    in_file, read : int
    reason : str
        Why some did not come through.
    """

    what: str
    in_file: int
    read: int
    reason: str = ""


@dataclass(frozen=True)
class Origin:
    """The schedule file that a plan was read from.

    Attributes
    ----------
    tool : str
        Such as ``Primavera P6`` or ``MS Project``.
    file : str
    counts : tuple of RawCount
    own : mapping of str to OwnDates
        By task id.
    stale : str
        Why the file as a whole may not be as its tool would schedule it; empty where nothing says so.
    """

    tool: str
    file: str
    counts: tuple[RawCount, ...] = ()
    own: Mapping[str, OwnDates] = field(default_factory=dict)
    stale: str = ""
