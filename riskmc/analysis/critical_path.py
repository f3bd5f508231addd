"""The critical paths of one schedule, task by task, through the links that decide its dates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from riskmc.model.network import Link
from riskmc.result import Replay

__all__ = ["CriticalPath", "CriticalPaths", "critical_paths"]

SAME_MINUTE = 1e-3
"""Dates within this, in working minutes, are equal: what differs less is rounding."""

MOST = 5

_MOST_WALKED = 10_000
"""Chains that are told apart where some lead through tasks that do not exist."""


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """One chain of tasks that decides the finish of the project.

    Attributes
    ----------
    tasks : tuple of str
        Ids, from the first task to the last.
    links : tuple of str
        How each task but the first depends on the one before it, such as ``"FS"`` or ``"SS+2d"``, or, where logic
        passes through tasks that do not exist, ``"through rework"``; one fewer.
    """

    tasks: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriticalPaths:
    """The critical paths of a schedule.

    Attributes
    ----------
    count : int
        How many there are; ties at merge points multiply.
    paths : tuple of CriticalPath
        The first of them, in the order of the plan.
    """

    count: int
    paths: tuple[CriticalPath, ...]


def critical_paths(replay: Replay, most: int = MOST) -> CriticalPaths:
    """Walk back from the project's finish through the links that hold each start where it is.

    A link drives its task where the task starts exactly when the link lets it. A path begins with a task that no link
    drives: it starts with the project, or where a constraint or progress puts it.

    Parameters
    ----------
    replay : Replay
    most : int
        The most paths to list; all are counted.

    Returns
    -------
    CriticalPaths

    Examples
    --------
    >>> import riskmc
    >>> tasks = [
    ...     {"id": "dig", "duration": "3d"}, {"id": "order", "duration": "2d"},
    ...     {"id": "build", "duration": "5d", "after": ["dig", "order"]},
    ... ]
    >>> project = riskmc.Project(name="Shed", start="2027-01-04", tasks=tasks)
    >>> found = critical_paths(riskmc.replay(riskmc.simulate(project, iterations=100), 0))
    >>> found.count, found.paths[0].tasks
    (1, ('dig', 'build'))
    """
    drivers = _drivers(replay)
    absent = {replay.project.task_index[identity] for identity in replay.absent}
    finish = replay.schedule.finish
    last = [task for task, when in enumerate(replay.schedule.early_finish.tolist()) if finish - when <= SAME_MINUTE]
    last = _ends(last, drivers)
    if not absent:
        count = sum(_counts(last, drivers)[task] for task in last)
        chains = islice(_chains(last, drivers), most)
        return CriticalPaths(count, tuple(_path(replay, chain, absent) for chain in chains))
    # What differs in tasks that do not exist alone is one path.
    walked = (_path(replay, chain, absent) for chain in islice(_chains(last, drivers), _MOST_WALKED))
    paths = {path.tasks: path for path in walked if path.tasks}
    return CriticalPaths(len(paths), tuple(paths.values())[:most])


_Step = tuple[int, Link | None]
"""A task, and the link by which it drives the next one."""


def _drivers(replay: Replay) -> list[list[tuple[int, Link]]]:
    """List for each task the predecessors whose links hold its start where it is, with these links."""
    index = replay.project.task_index
    slacks = iter(replay.link_slacks.tolist())
    return [
        [(index[link.predecessor], link) for link in task.after if next(slacks) <= SAME_MINUTE]
        for task in replay.project.tasks
    ]


def _ends(last: Sequence[int], drivers: Sequence[Sequence[tuple[int, Link]]]) -> list[int]:
    """Leave out a last task whose finish drives another last one, such as the task before a closing milestone."""
    driving = {source for task in last for source, link in drivers[task] if link.kind in ("FS", "FF")}
    return [task for task in last if task not in driving]


def _counts(last: Sequence[int], drivers: Sequence[Sequence[tuple[int, Link]]]) -> dict[int, int]:
    """Count the paths that lead to each task, without recursion."""
    counts: dict[int, int] = {}
    waiting = list(last)
    while waiting:
        task = waiting[-1]
        missing = [source for source, _ in drivers[task] if source not in counts]
        if missing:
            waiting += missing
            continue
        counts[task] = sum(counts[source] for source, _ in drivers[task]) or 1
        waiting.pop()
    return counts


def _chains(last: Sequence[int], drivers: Sequence[Sequence[tuple[int, Link]]]) -> Iterator[tuple[_Step, ...]]:
    """Give the paths one by one, from the first task to the last, without recursion."""
    waiting: list[tuple[_Step, ...]] = [((task, None),) for task in reversed(last)]
    while waiting:
        chain = waiting.pop()
        driving = drivers[chain[0][0]]
        if not driving:
            yield chain
        waiting += [((source, link), *chain) for source, link in reversed(driving)]


def _path(replay: Replay, chain: Sequence[_Step], absent: Collection[int]) -> CriticalPath:
    """Name the tasks of a chain, and its links; logic passes through tasks that do not exist."""
    ids = [task.id for task in replay.project.tasks]
    tasks: list[str] = []
    links: list[str] = []
    passed: list[str] = []
    before: Link | None = None
    for task, link in chain:
        if task in absent:
            passed.append(ids[task])
        else:
            if tasks:
                links.append(f"through {', '.join(passed)}" if passed else _link_text(before))
            tasks.append(ids[task])
            passed = []
        before = link
    return CriticalPath(tuple(tasks), tuple(links))


def _link_text(link: Link | None) -> str:
    return "FS" if link is None else str(link).removeprefix(link.predecessor).strip() or "FS"
