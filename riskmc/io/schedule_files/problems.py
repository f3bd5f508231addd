"""One way to refuse a schedule file, or to collect what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from riskmc.errors import Location, Problem, ScheduleFileError

__all__ = ["ProblemBook", "refuse"]

_PROBLEMS_SHOWN = 100


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


@dataclass
class ProblemBook:
    """Collects the problems of one file, so that all are reported in one go."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, what: str, *, line: int | None = None, subject: str = "", allowed: str = "", hint: str = "") -> None:
        """Note one problem; `line` counts from 1."""
        self.problems.append(Problem(Location(self.file, line), subject, what, allowed, hint))

    def raise_any(self) -> None:
        """Raise what was noted, if anything was, in the order of the lines.

        Raises
        ------
        ScheduleFileError
        """
        if not self.problems:
            return
        ordered = sorted(self.problems, key=lambda problem: problem.where.line or 10**9)
        more = len(ordered) - _PROBLEMS_SHOWN
        if more > 0:
            rest = Problem(
                Location(self.file), "", f"there are {more:,} more problems", "", "mend the first ones first"
            )
            ordered = [*ordered[:_PROBLEMS_SHOWN], rest]
        raise ScheduleFileError(ordered)
