"""One way to refuse a schedule file, or to collect what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from riskmc.errors import Location, Problem, ScheduleFileError
from riskmc.model.validation import LIMITS

__all__ = ["ProblemBook", "check_number", "refuse", "shown_problems"]

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
        if self.problems:
            raise ScheduleFileError(shown_problems(self.file, self.problems))


def shown_problems(file: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems in the order of their lines, and how many there are beyond the first hundred.

    Examples
    --------
    >>> problems = [Problem(Location("a.xer", line), what="no duration") for line in range(1, 301)]
    >>> print(shown_problems("a.xer", problems)[-1])
    a.xer: there are 200 more problems (mend the first ones first)
    """
    ordered = tuple(sorted(problems, key=lambda problem: problem.where.line or 10**9))
    more = len(ordered) - _PROBLEMS_SHOWN
    if more <= 0:
        return ordered
    rest = Problem(Location(file), "", f"there are {more:,} more problems", "", "mend the first ones first")
    return (*ordered[:_PROBLEMS_SHOWN], rest)


def check_number(file: str, n_activities: int) -> None:
    """Refuse a schedule with more activities than a plan may have, before much is made of them.

    Parameters
    ----------
    file : str
        Name of the file.
    n_activities : int

    Raises
    ------
    ScheduleFileError
    """
    if n_activities > LIMITS["tasks"]:
        allowed = f"at most {LIMITS['tasks']:,} are read"
        raise refuse(file, f"the project has {n_activities:,} activities", allowed=allowed)
