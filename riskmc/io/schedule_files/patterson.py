"""Networks in Patterson's format (`.rcp`), such as RG300: nothing but whole numbers, wrapped anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from riskmc.io.schedule_files.activity_network import (
    NUMBER_ALLOWED,
    ActivityNetwork,
    Job,
    check_successors,
    decoded,
    network_schedule,
    whole_number,
)
from riskmc.io.schedule_files.problems import ProblemBook, refuse
from riskmc.io.schedule_files.records import Schedule

__all__ = ["read_patterson"]

_LAYOUT: Final = (
    "the file holds the number of jobs and of resources, what there is of each resource, and for each job its "
    "duration, its need of each resource, the number of its successors, and these"
)


def read_patterson(data: bytes, file: str) -> Schedule:
    r"""Read a network in Patterson's format.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        With all problems; where numbers are missing or too many, what follows them cannot be told.

    Examples
    --------
    >>> schedule = read_patterson(b"3 1\n5\n0 0 1 2\n4 2 1 3\n0 0 0\n", "three.rcp")
    >>> [(activity.code, activity.minutes) for activity in schedule.activities]
    [('1', 0.0), ('2', 1920.0), ('3', 0.0)]
    """
    problems = ProblemBook(file)
    numbers = _Numbers(file, tuple(_numbers(decoded(data), problems)))
    problems.raise_any()
    n_jobs = numbers.take("the number of jobs")
    if n_jobs == 0:
        raise refuse(file, "the file says that it has no jobs", line=1, allowed=_LAYOUT)
    n_resources = numbers.take("the number of resources")
    for resource in range(n_resources):
        numbers.take(f"what there is of resource {resource + 1} of {n_resources:,}")
    jobs = [_job(number, n_jobs, n_resources, numbers) for number in range(1, n_jobs + 1)]
    numbers.finish(n_jobs)
    check_successors(jobs, problems)
    problems.raise_any()
    resources = (f"{n_resources} renewable",) if n_resources else ()
    return network_schedule(ActivityNetwork(file, tuple(jobs), resources))


def _numbers(text: str, problems: ProblemBook) -> Iterator[tuple[int, int]]:
    """Yield each number with its line."""
    for line, content in enumerate(text.split("\n"), 1):
        for word in content.split():
            number = whole_number(word)
            if number is None:
                problems.add(f"{word[:40]!r} is not a duration, a count or a job", line=line, allowed=NUMBER_ALLOWED)
            else:
                yield number, line


@dataclass
class _Numbers:
    """The numbers of a file, taken one after the other."""

    file: str
    numbers: tuple[tuple[int, int], ...]
    position: int = 0

    @property
    def line(self) -> int:
        """Line of the number that comes next, or of the last one."""
        if not self.numbers:
            return 1
        return self.numbers[min(self.position, len(self.numbers) - 1)][1]

    def take(self, what: str) -> int:
        """Return the next number."""
        if self.position == len(self.numbers):
            hint = "it was cut off, or a count before this place is too large"
            raise refuse(self.file, f"the file ends where {what} is expected", line=self.line, hint=hint)
        self.position += 1
        return self.numbers[self.position - 1][0]

    def finish(self, n_jobs: int) -> None:
        """Refuse numbers that nothing explains."""
        more = len(self.numbers) - self.position
        if more:
            what = f"after job {n_jobs:,}, the last, the file has {more:,} more number{'s' if more > 1 else ''}"
            hint = "a count before this place is too small"
            raise refuse(self.file, what, line=self.line, allowed=_LAYOUT, hint=hint)


def _job(number: int, n_jobs: int, n_resources: int, numbers: _Numbers) -> Job:
    line = numbers.line
    periods = numbers.take(f"the duration of job {number:,} of {n_jobs:,}")
    demands = tuple(numbers.take(f"a need of job {number:,} of {n_jobs:,}") for _ in range(n_resources))
    n_successors = numbers.take(f"the number of successors of job {number:,} of {n_jobs:,}")
    if n_successors >= n_jobs:
        what = f"the job has {n_successors:,} successors, and the file {n_jobs:,} jobs"
        hint = "a number before this place is missing or too many"
        raise refuse(numbers.file, what, subject=f"job {number:,}", line=line, allowed=_LAYOUT, hint=hint)
    successors = tuple(numbers.take(f"a successor of job {number:,} of {n_jobs:,}") for _ in range(n_successors))
    return Job(number, line, periods, successors, demands)
