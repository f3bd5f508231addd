"""One way to refuse a schedule file."""

from __future__ import annotations

from riskmc.errors import Location, Problem, ScheduleFileError

__all__ = ["refuse"]


def refuse(
    file: str, what: str, *, subject: str = "", line: int | None = None, allowed: str = "", hint: str = ""
) -> ScheduleFileError:
    """Make the error for one problem of a schedule file; the caller raises it.

    Parameters
    ----------
    file : str
        Name of the file.
    what : str
        What is wrong.
    subject : str
        Which part of the file.
    line : int, optional
        Line of the file, from 1.
    allowed : str
        What would be right.
    hint : str
        What the user can do.

    Returns
    -------
    ScheduleFileError
    """
    return ScheduleFileError((Problem(Location(file, line), subject, what, allowed, hint),))
