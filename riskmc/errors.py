"""The one exception tree of riskmc; every error knows where, what, what is allowed, and what to do.

::

    RiskmcError
    |-- InputError              an input has problems; all of them are listed       exit status 2
    |   |-- PlanError           a plan file, or a project built in code
    |   |-- ScheduleFileError   a schedule file of another tool
    |   `-- ResultFileError     a saved result
    |-- UsageError              a call or a command that asks for the impossible    exit status 2
    |-- MissingExtraError       an optional part of riskmc is not installed         exit status 2
    |-- BrowserError            the browser that draws pictures is missing or fails exit status 2
    |-- OutputExistsError       an output is there already and is not overwritten   exit status 2
    `-- SimulationError         a run failed                                        exit status 70
        |-- DurationError       a duration of the plan reaches beyond any number     exit status 2
        `-- StaleResultError    a result of another version cannot be played again  exit status 2
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

__all__ = [
    "BrowserError",
    "DurationError",
    "InputError",
    "Location",
    "MissingExtraError",
    "OutputExistsError",
    "PlanError",
    "Problem",
    "ResultFileError",
    "RiskmcError",
    "ScheduleFileError",
    "SimulationError",
    "StaleResultError",
    "UsageError",
]


@dataclass(frozen=True, slots=True)
class Location:
    """The place of a problem: a position in a file, a path inside the data, or both.

    Parameters
    ----------
    file : str, optional
        Name of the file as the user gave it.
    line, column : int, optional
        Position in the file, both counted from 1. In a table the line is the row.
    path : str
        Path inside the data, such as ``tasks[3].duration``.

    Examples
    --------
    >>> str(Location("plan.yaml", 14, 5)), str(Location(path="tasks[3].duration"))
    ('plan.yaml:14:5', 'tasks[3].duration')
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str = ""

    def __str__(self) -> str:
        if self.file is None:
            return self.path
        if self.line is None:
            return f"{self.file}: {self.path}" if self.path else self.file
        position = f"{self.file}:{self.line}"
        return position if self.column is None else f"{position}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    where : Location
        Where it is.
    subject : str
        Whose problem it is, such as ``task 'foundation'``; may be empty.
    what : str
        What is wrong, with the value that was found.
    allowed : str
        What would be right.
    hint : str
        What to do about it.

    Examples
    --------
    >>> print(Problem(Location("plan.yaml", 14, 5), "task 'piling'", "unknown key 'durration'", hint="duration?"))
    plan.yaml:14:5: task 'piling': unknown key 'durration' (duration?)
    """

    where: Location = field(default_factory=Location)
    subject: str = ""
    what: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        head = ": ".join(part for part in (str(self.where), self.subject, self.what) if part)
        allowed = f"; {self.allowed}" if self.allowed else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{head}{allowed}{hint}"


class RiskmcError(Exception):
    """Base of every error that riskmc raises on purpose.

    Attributes
    ----------
    exit_code : int
        Exit status with which the command line ends on this error.
    """

    exit_code: ClassVar[int] = 70


class InputError(RiskmcError):
    """An input has problems, and all of them are listed.

    Parameters
    ----------
    problems : iterable of Problem
        At least one problem, in the order of the input.

    Attributes
    ----------
    problems : tuple of Problem

    Examples
    --------
    >>> error = InputError([Problem(what="the file is empty"), Problem(what="and so is this one")])
    >>> print(error)
    the file is empty
    and so is this one
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class PlanError(InputError):
    """A plan file, or a project that was built in code, has problems."""


class ScheduleFileError(InputError):
    """A schedule file of another tool cannot be read."""


class ResultFileError(InputError):
    """A saved result cannot be read."""


class UsageError(RiskmcError):
    """A call or a command asks for something that does not exist or cannot be done."""

    exit_code: ClassVar[int] = 2


class MissingExtraError(RiskmcError):
    """An optional part of riskmc is needed and is not installed.

    Parameters
    ----------
    extra : str
        Name of the extra that brings it.
    what : str
        What needs it.

    Examples
    --------
    >>> print(MissingExtraError("excel", "reading tasks.xlsx"))
    reading tasks.xlsx needs the extra 'excel': pip install 'riskmc[excel]'
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, extra: str, what: str) -> None:
        self.extra = extra
        self.what = what
        super().__init__(extra, what)

    def __str__(self) -> str:
        return f"{self.what} needs the extra '{self.extra}': pip install 'riskmc[{self.extra}]'"


class BrowserError(RiskmcError):
    """Pictures are drawn by a browser, and there is none, or it is broken or does not answer."""

    exit_code: ClassVar[int] = 2


class OutputExistsError(RiskmcError):
    """An output is there already and would be overwritten.

    Parameters
    ----------
    path : str
        The output.

    Examples
    --------
    >>> print(OutputExistsError("report.html"))
    report.html exists already; choose another name or ask for it to be overwritten
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, path: object) -> None:
        self.path = str(path)
        super().__init__(self.path)

    def __str__(self) -> str:
        return f"{self.path} exists already; choose another name or ask for it to be overwritten"


class SimulationError(RiskmcError):
    """A run failed; the message names the task and the iteration where they are known."""


class DurationError(SimulationError):
    """A task took a duration that is no number, or so large that sums of it are none."""

    exit_code: ClassVar[int] = 2


class StaleResultError(SimulationError):
    """A result was made by another version of riskmc or of its libraries, and its numbers are not those of this one."""

    exit_code: ClassVar[int] = 2
