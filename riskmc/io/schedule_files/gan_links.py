"""Dependencies of GanttProject between tasks, those of summary tasks passed on to the tasks below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from riskmc.io.schedule_files.gan_tasks import GanLink, GanTask
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import NoticeBook

__all__ = ["expanded"]

_MAX_LINKS: Final = 200_000


def expanded(rows: Mapping[str, GanTask], links: Sequence[GanLink], file: str, notices: NoticeBook) -> list[GanLink]:
    """Return the links between tasks that are no summaries.

    A summary task finishes with the last of the tasks below it, so that what waits for it waits for each of them;
    what it waits for pushes each of them and pulls none. Links that another one implies are left out.

    Parameters
    ----------
    rows : mapping of str to GanTask
        By number, summary tasks included.
    links : sequence of GanLink
        As the file has them.
    file : str
        Name of the file, for messages.
    notices : NoticeBook
        Receives what was changed and left out.

    Returns
    -------
    list[GanLink]

    Raises
    ------
    ScheduleFileError
        Where summary tasks are linked so densely that there is no end of it.
    """
    known = [link for link in links if link.predecessor in rows and link.successor in rows]
    inside = [link for link in known if _is_inside(rows, link)]
    passed_on = [link for link in known if _is_of_summary(rows, link) and not _is_inside(rows, link)]
    plain = dict.fromkeys(link for link in known if not _is_of_summary(rows, link))
    unknown = [link for link in links if link.predecessor not in rows or link.successor not in rows]
    from_starts = [rows[link.predecessor] for link in passed_on if link.kind[0] == "S"]
    notices.add("links", "links of summary tasks were passed on to the tasks below them", _labels(rows, passed_on))
    what = "links from the start of a summary task were taken from the task below it that the file starts first"
    notices.add("links", what, [task.label for task in from_starts if task.is_summary])
    what = "links between a summary task and a task below it are left out"
    notices.add("links", what, _labels(rows, inside))
    what = "links with tasks that are not in the file are left out"
    notices.add("links", what, [f"{link.predecessor} -> {link.successor}" for link in unknown])
    return _passed_on(rows, plain, passed_on, file)


def _passed_on(
    rows: Mapping[str, GanTask], plain: Iterable[GanLink], of_summaries: Iterable[GanLink], file: str
) -> list[GanLink]:
    """Return the plain links, and those of summary tasks between the tasks below them."""
    leaves = _leaves(rows)
    found = list(plain)
    followed, follows = _neighbours(found)
    ends = {(link.predecessor, link.successor, link.kind, link.days) for link in found}
    for link in of_summaries:
        before, after = leaves[link.predecessor], leaves[link.successor]
        before = _outermost(before, followed) if link.kind[0] == "F" else _first(rows, before)
        after = _outermost(after, follows) if link.kind[1] == "S" else after
        if len(found) + len(before) * len(after) > _MAX_LINKS:
            what = f"the dependencies of summary tasks stand for more than {_MAX_LINKS:,} between tasks"
            raise refuse(file, what, line=link.line, hint="link their first and last tasks instead")
        pulls = link.pulls and not rows[link.successor].is_summary
        for predecessor, successor in product(before, after):
            end = (predecessor, successor, link.kind, link.days)
            if end not in ends:
                ends.add(end)
                found.append(replace(link, predecessor=predecessor, successor=successor, pulls=pulls))
    return found


def _labels(rows: Mapping[str, GanTask], links: Iterable[GanLink]) -> list[str]:
    return [f"{rows[link.predecessor].label} -> {rows[link.successor].label}" for link in links]


def _is_of_summary(rows: Mapping[str, GanTask], link: GanLink) -> bool:
    return rows[link.predecessor].is_summary or rows[link.successor].is_summary


def _is_inside(rows: Mapping[str, GanTask], link: GanLink) -> bool:
    return link.predecessor in rows[link.successor].parents or link.successor in rows[link.predecessor].parents


def _leaves(rows: Mapping[str, GanTask]) -> dict[str, list[str]]:
    """Numbers of the tasks below each row that are no summaries; of such a task, its own."""
    leaves: dict[str, list[str]] = {number: [] for number in rows}
    for task in rows.values():
        if not task.is_summary:
            for number in (*task.parents, task.number):
                leaves.setdefault(number, []).append(task.number)
    return leaves


def _neighbours(links: Sequence[GanLink]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Tasks that finish no earlier than a task, and tasks that start no later, as links without leads say."""
    followed: dict[str, set[str]] = {}
    follows: dict[str, set[str]] = {}
    for link in links:
        if link.days >= 0:
            if link.kind in ("FS", "FF"):
                followed.setdefault(link.predecessor, set()).add(link.successor)
            if link.kind in ("FS", "SS"):
                follows.setdefault(link.successor, set()).add(link.predecessor)
    return followed, follows


def _outermost(numbers: Sequence[str], neighbours: Mapping[str, set[str]]) -> list[str]:
    """Leave out the tasks of a group that another of it goes beyond; none where they wait in a circle."""
    group = set(numbers)
    return [number for number in numbers if not neighbours.get(number, set()) & group] or list(numbers)


def _first(rows: Mapping[str, GanTask], numbers: Sequence[str]) -> list[str]:
    return [min(numbers, key=lambda number: rows[number].start)] if numbers else []
