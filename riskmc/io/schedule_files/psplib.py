"""Networks of PSPLIB, the project scheduling problem library: its single-mode files (`.sm`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

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

__all__ = ["is_psplib", "read_psplib"]

_INFORMATION: Final = "PROJECT INFORMATION"
_PRECEDENCE: Final = "PRECEDENCE RELATIONS"
_REQUESTS: Final = "REQUESTS/DURATIONS"
_AVAILABLE: Final = "RESOURCEAVAILABILITIES"
_SECTIONS: Final = (_INFORMATION, _PRECEDENCE, _REQUESTS, _AVAILABLE)
_KINDS: Final = ("renewable", "nonrenewable", "doubly constrained")
_ENTRIES: Final = ("projects", "jobs", *_KINDS)
_TITLES: Final = ("pronr.", "jobnr.", "R ", "N ", "D ")
_RULE = re.compile(r"[\s*-]*")
_MARKS: Final = ("jobs (incl. supersource/sink", f"{_PRECEDENCE}:")


class _Row(NamedTuple):
    """One line of numbers; None stands for a word that is none, which is a problem already."""

    line: int
    numbers: tuple[int, ...] | None


class _Entry(NamedTuple):
    """One number of the head, such as that of ``jobs (incl. supersource/sink ):  32``."""

    line: int
    number: int


@dataclass
class _Sections:
    """The lines of a file by the section that they stand in.

    Attributes
    ----------
    head : dict of str to _Entry
        The first lines, by what is written before the colon.
    rows : dict of str to list of _Row
        The rows of each section that is there.
    lines : dict of str to int
        The line at which each section begins.
    """

    head: dict[str, _Entry] = field(default_factory=dict)
    rows: dict[str, list[_Row]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def is_sound(self, *names: str) -> bool:
        """Tell whether all rows of some sections are there and are numbers."""
        return all(name in self.rows and all(row.numbers is not None for row in self.rows[name]) for name in names)


def is_psplib(head: str) -> bool:
    """Tell by the first lines of a text whether it is a file of PSPLIB.

    Examples
    --------
    >>> is_psplib("jobs (incl. supersource/sink ):  32")
    True
    """
    return any(mark in head for mark in _MARKS)


def read_psplib(data: bytes, file: str) -> Schedule:
    """Read a single-mode network of PSPLIB.

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
        With all problems of the file: its sections, counts, numbers, successors and cycles.
    """
    problems = ProblemBook(file)
    sections = _split(decoded(data), problems)
    _refuse_other_kinds(sections, file)
    for name in _SECTIONS:
        if name not in sections.rows:
            hint = "it was cut off, or is no PSPLIB file"
            problems.add(f"the section {name} is missing", allowed=f"there are {', '.join(_SECTIONS)}", hint=hint)
    resources = {kind: sections.head[kind].number for kind in _KINDS if kind in sections.head}
    n_resources = sum(resources.values()) if len(resources) == len(_KINDS) else None
    _check_counts(sections, problems)
    jobs = _jobs(sections, n_resources, problems)
    _check_availabilities(sections, n_resources, problems)
    information = _information(sections, len(jobs), problems)
    problems.raise_any()
    scarce = tuple(f"{number} {kind}" for kind, number in resources.items() if number)
    release, due, length = information
    return network_schedule(ActivityNetwork(file, jobs, scarce, length, release, due))


def _split(text: str, problems: ProblemBook) -> _Sections:
    """Sort the lines into the sections."""
    sections = _Sections()
    rows: list[_Row] | None = None
    for line, content in enumerate(text.split("\n"), 1):
        title = content.strip().rstrip(":").rstrip().upper()
        if title in _SECTIONS:
            if title in sections.rows:
                first = sections.lines[title]
                problems.add(f"the section {title} comes twice, first in line {first}", line=line, hint="take one out")
            rows = sections.rows.setdefault(title, [])
            sections.lines.setdefault(title, line)
        elif _RULE.fullmatch(content) or content.lstrip().startswith(_TITLES):
            continue
        elif rows is None:
            _read_entry(line, content, sections, problems)
        else:
            rows.append(_row(line, content, problems))
    return sections


def _read_entry(line: int, content: str, sections: _Sections, problems: ProblemBook) -> None:
    name, colon, value = (part.strip() for part in content.partition(":"))
    key = name.lstrip("- ").partition("(")[0].strip()
    if key not in _ENTRIES:
        return
    number = whole_number((value.split() or [""])[0])
    if number is None or not colon:
        problems.add(f"{value[:40]!r} is not a number of {key}", line=line, allowed=NUMBER_ALLOWED)
    else:
        sections.head[key] = _Entry(line, number)


def _row(line: int, content: str, problems: ProblemBook) -> _Row:
    words = content.split()
    numbers = tuple(number for number in map(whole_number, words) if number is not None)
    if len(numbers) == len(words):
        return _Row(line, numbers)
    for word in words:
        if whole_number(word) is None:
            problems.add(f"{word[:40]!r} is not a whole number", line=line, allowed=NUMBER_ALLOWED)
    return _Row(line, None)


def _refuse_other_kinds(sections: _Sections, file: str) -> None:
    """Refuse files with several modes or projects, which have all the sections and mean something else."""
    projects = sections.head.get("projects")
    if projects is not None and projects.number != 1:
        what = f"the file holds {projects.number:,} projects, and only files of one are read"
        raise refuse(file, what, line=projects.line)
    for row in sections.rows.get(_PRECEDENCE, ()):
        if row.numbers is not None and len(row.numbers) > 2 and row.numbers[1] > 1:
            raise refuse(
                file,
                f"the job can be done in {row.numbers[1]:,} modes, and files of several modes are not read",
                subject=f"job {row.numbers[0]}",
                line=row.line,
                allowed="single-mode files (.sm) are read",
                hint="choose a mode for each job, and state it in a plan file",
            )


def _check_counts(sections: _Sections, problems: ProblemBook) -> None:
    """Hold the number of jobs in the head against the rows."""
    declared = sections.head.get("jobs")
    if declared is None:
        what = "the head does not say how many jobs there are"
        problems.add(what, allowed="write it as 'jobs (incl. supersource/sink ):  32'")
        return
    for name in (_PRECEDENCE, _REQUESTS):
        if name in sections.rows and len(sections.rows[name]) != declared.number:
            what = f"the head says {declared.number:,} jobs, and {name} has {len(sections.rows[name]):,} rows"
            problems.add(what, line=declared.line, hint="the file was cut off, or one of the two is wrong")


def _jobs(sections: _Sections, n_resources: int | None, problems: ProblemBook) -> tuple[Job, ...]:
    """Join the two rows of each job; empty where the rows are not sound."""
    before = len(problems.problems)
    links = _by_job(_PRECEDENCE, sections, problems)
    needs = _by_job(_REQUESTS, sections, problems)
    for row in links.values():
        _check_links(row, problems)
    for row in needs.values():
        _check_needs(row, n_resources, problems)
    is_sound = sections.is_sound(_PRECEDENCE, _REQUESTS)
    if is_sound:
        _check_numbering(links, needs, problems)
    if not is_sound or len(problems.problems) > before:
        return ()
    jobs = tuple(_job(links[number], needs[number]) for number in sorted(links))
    check_successors(jobs, problems)
    return jobs


def _by_job(name: str, sections: _Sections, problems: ProblemBook) -> dict[int, _Row]:
    found: dict[int, _Row] = {}
    for row in sections.rows.get(name, ()):
        if not row.numbers:
            continue
        number = row.numbers[0]
        if number in found:
            what = f"the job has two rows in {name}, the first in line {found[number].line}"
            problems.add(what, line=row.line, subject=f"job {number}", hint="files of several modes are not read")
        found.setdefault(number, row)
    return found


def _check_links(row: _Row, problems: ProblemBook) -> None:
    numbers = row.numbers or ()
    subject = f"job {numbers[0]}"
    if len(numbers) < 3:
        what = f"the row has {len(numbers)} numbers"
        problems.add(what, line=row.line, subject=subject, allowed="job, modes, number of successors, successors")
    elif len(numbers) != 3 + numbers[2]:
        what = f"the row says {numbers[2]:,} successors and names {len(numbers) - 3:,}"
        problems.add(what, line=row.line, subject=subject, allowed="job, modes, number of successors, successors")


def _check_needs(row: _Row, n_resources: int | None, problems: ProblemBook) -> None:
    numbers = row.numbers or ()
    if n_resources is not None and len(numbers) != 3 + n_resources:
        what = f"the row has {len(numbers)} numbers"
        allowed = f"job, mode, duration, and a need of each of the {n_resources:,} resources of the head"
        problems.add(what, line=row.line, subject=f"job {numbers[0]}", allowed=allowed)
    elif len(numbers) < 3:
        problems.add("the row has no duration", line=row.line, subject=f"job {numbers[0]}")


def _check_numbering(links: Mapping[int, _Row], needs: Mapping[int, _Row], problems: ProblemBook) -> None:
    """Find jobs that stand in one section alone, and numbers that do not run from 1 on."""
    for here, there, name in ((links, needs, _REQUESTS), (needs, links, _PRECEDENCE)):
        for number, row in here.items():
            if number not in there:
                problems.add(f"the job has no row in {name}", line=row.line, subject=f"job {number}")
    for number, row in links.items():
        if not 1 <= number <= len(links):
            problems.add(
                f"there is a job {number:,}", line=row.line, allowed=f"{len(links):,} jobs are numbered from 1 on"
            )


def _job(links: _Row, needs: _Row) -> Job:
    link_numbers, need_numbers = links.numbers or (), needs.numbers or ()
    return Job(link_numbers[0], links.line, need_numbers[2], link_numbers[3:], need_numbers[3:])


def _check_availabilities(sections: _Sections, n_resources: int | None, problems: ProblemBook) -> None:
    if n_resources is None or not sections.is_sound(_AVAILABLE):
        return
    found = sum(len(row.numbers or ()) for row in sections.rows[_AVAILABLE])
    if found != n_resources:
        what = f"{_AVAILABLE} has {found:,} numbers, and the head says {n_resources:,} resources"
        problems.add(what, line=sections.lines[_AVAILABLE], hint="the file was cut off, or one of the two is wrong")


def _information(sections: _Sections, n_jobs: int, problems: ProblemBook) -> tuple[int | None, int | None, int | None]:
    """Read the release date, the due date and the length of the critical path."""
    rows = sections.rows.get(_INFORMATION, [])
    if not sections.is_sound(_INFORMATION):
        return None, None, None
    numbers = rows[0].numbers or () if rows else ()
    if len(rows) != 1 or len(numbers) != 6:
        what = f"{_INFORMATION} has {len(rows)} rows" if len(rows) != 1 else f"the row has {len(numbers)} numbers"
        allowed = "one row: pronr., #jobs, rel.date, duedate, tardcost, MPM-Time"
        problems.add(what, line=sections.lines[_INFORMATION], allowed=allowed)
        return None, None, None
    if n_jobs and numbers[1] != n_jobs - 2:
        what = f"{_INFORMATION} says {numbers[1]:,} jobs, and there are {n_jobs - 2:,} beside source and sink"
        problems.add(what, line=rows[0].line)
    return numbers[2], numbers[3], numbers[5]
