"""Networks of the research field, which have jobs, whole durations and successors, and no dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from riskmc.io.schedule_files.problems import ProblemBook
from riskmc.io.schedule_files.records import Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK_TEXT
from riskmc.model.network import find_cycles, topological_order

__all__ = ["ActivityNetwork", "Job", "check_successors", "decoded", "network_schedule", "whole_number"]

MINUTES_PER_PERIOD: Final = 480.0
"""A period is a working day of eight hours."""

START: Final = datetime(2027, 1, 4)
"""A Monday: these files have no dates."""

NUMBER_ALLOWED: Final = "write a whole number from 0 to 999,999,999"

_NUMBER = re.compile(r"[0-9]{1,9}")
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Job:
    """One job of a network.

    Attributes
    ----------
    number : int
        From 1 on.
    line : int
        Line of the file.
    periods : int
        Duration, >= 0.
    successors : tuple[int, ...]
        Numbers of the jobs that wait for it.
    demands : tuple[int, ...]
        Units that it needs of each resource while it runs.
    """

    number: int
    line: int
    periods: int
    successors: tuple[int, ...]
    demands: tuple[int, ...]


@dataclass(frozen=True)
class ActivityNetwork:
    """What a file of the research field says.

    Attributes
    ----------
    file : str
        Name of the file.
    jobs : tuple[Job, ...]
        In the order of their numbers, which run from 1 without a gap.
    resources : tuple[str, ...]
        What is scarce, such as ``4 renewable``.
    stated_length : int or None
        Length of the critical path that the file states, in periods.
    release, due : int or None
        Release and due date of the project, in periods from its start.
    """

    file: str
    jobs: tuple[Job, ...]
    resources: tuple[str, ...] = ()
    stated_length: int | None = None
    release: int | None = None
    due: int | None = None


def decoded(data: bytes) -> str:
    """Decode a file of numbers; a sign that is none shows where a number is expected.

    Examples
    --------
    >>> decoded("32 4".encode("utf-16"))
    '32 4'
    """
    encoding = "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8-sig"
    return data.decode(encoding, errors="replace")


def whole_number(text: str) -> int | None:
    """Read a whole number of at most nine digits, or nothing.

    Examples
    --------
    >>> whole_number("38"), whole_number("-8"), whole_number("3.5")
    (38, None, None)
    """
    return int(text) if _NUMBER.fullmatch(text) else None


def check_successors(jobs: Sequence[Job], problems: ProblemBook) -> None:
    """Find successors that do not exist or come twice, and jobs that wait for each other.

    Parameters
    ----------
    jobs : sequence of Job
        Of different numbers.
    problems : ProblemBook
        Receives what is wrong.
    """
    lines = {job.number: job.line for job in jobs}
    for job in jobs:
        subject = f"job {job.number}"
        for successor, times in Counter(job.successors).items():
            if successor == job.number:
                problems.add("the job comes after itself", line=job.line, subject=subject, hint="take the link out")
            elif successor not in lines:
                what = f"the successor {successor} is no job of the file"
                problems.add(what, line=job.line, subject=subject, allowed=f"its jobs are 1 to {len(jobs):,}")
            elif times > 1:
                what = f"the successor {successor} is named {times} times"
                problems.add(what, line=job.line, subject=subject, hint="name it once")
    pairs = [(str(job.number), str(other)) for job in jobs for other in job.successors if other != job.number]
    for cycle in find_cycles([str(job.number) for job in jobs], pairs):
        what = f"jobs wait for each other in a circle: {' -> '.join(cycle)}"
        hint = "take out one of these links"
        problems.add(what, line=lines[int(cycle[0])], subject=f"job {cycle[0]}", hint=hint)


def critical_path_length(jobs: Sequence[Job]) -> int:
    """Return the length of the longest path, in periods.

    Parameters
    ----------
    jobs : sequence of Job
        Without cycles.

    Examples
    --------
    >>> critical_path_length([Job(1, 1, 3, (2,), ()), Job(2, 2, 4, (), ())])
    7
    """
    starts = [0] * len(jobs)
    position = {job.number: index for index, job in enumerate(jobs)}
    pairs = [(str(job.number), str(other)) for job in jobs for other in job.successors]
    length = 0
    for index in topological_order([str(job.number) for job in jobs], pairs):
        finish = starts[index] + jobs[index].periods
        length = max(length, finish)
        for successor in jobs[index].successors:
            starts[position[successor]] = max(starts[position[successor]], finish)
    return length


def network_schedule(network: ActivityNetwork) -> Schedule:
    """Make a schedule of a network: a period is a working day, and the first is Monday 4 January 2027.

    Parameters
    ----------
    network : ActivityNetwork
        Without problems.

    Returns
    -------
    Schedule
        Its notices say what was taken for what the file does not say, and what is not honoured.
    """
    return Schedule(
        file=network.file,
        name=Path(network.file).stem,
        start=START,
        status_date=None,
        currency=None,
        calendar="",
        calendars={},
        activities=tuple(_activities(network.jobs)),
        relationships=tuple(
            Relationship(str(job.number), str(successor), "FS", 0.0, "", job.line)
            for job in network.jobs
            for successor in job.successors
        ),
        notices=_notices(network),
    )


def _activities(jobs: Sequence[Job]) -> Iterable[Activity]:
    waiting = {successor for job in jobs for successor in job.successors}
    for job in jobs:
        name = f"Job {job.number}"
        if job.periods == 0 and job.number not in waiting:
            name = "Source"
        elif job.periods == 0 and not job.successors:
            name = "Sink"
        yield Activity(
            key=str(job.number),
            code=str(job.number),
            name=name,
            group=(),
            minutes=job.periods * MINUTES_PER_PERIOD,
            is_milestone=job.periods == 0,
            calendar="",
            line=job.line,
        )


def _notices(network: ActivityNetwork) -> NoticeBook:
    notices = NoticeBook()
    start = "the file has no dates: it starts on Monday 4 January 2027"
    notices.add("dates", f"{start}, and a period is a working day, {STANDARD_WEEK_TEXT}", count=1)
    asking = [f"job {job.number}" for job in network.jobs if any(job.demands)]
    scarce = ", ".join(network.resources)
    what = f"jobs ask for resources ({scarce}), which are not honoured: they start when their links let them"
    notices.add("resources", what, asking)
    if network.release:
        what = f"the release date, {network.release} periods after the start, is not honoured"
        notices.add("constraints", what, count=1)
    if network.due is not None:
        what = (
            f"the due date, {network.due} periods after the start, is not read; state it as an objective in a plan file"
        )
        notices.add("deadlines", what, count=1)
    length = critical_path_length(network.jobs)
    if network.stated_length is not None and network.stated_length != length:
        what = f"the file states {network.stated_length} periods (MPM-Time), and its jobs and links take {length}"
        notices.add("critical path", what, count=1)
    return notices
