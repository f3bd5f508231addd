"""What is wrong between the tasks of a plan: links that lead nowhere, circles, and spans that reach over nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Path
from riskmc.model.network import Link, find_cycles
from riskmc.model.selection import Selection
from riskmc.model.tasks import Task

Suggest = Callable[[str], str]


def find_network_faults(parts: Parts, selection: Selection, suggest: Suggest) -> Iterator[Fault]:
    """Find the faults of links and spans.

    Parameters
    ----------
    parts : Parts
    selection : Selection
        Of its tasks.
    suggest : callable
        Words a suggestion for an unknown id.

    Yields
    ------
    Fault
    """
    tasks = {task.id: task for _, task in parts.tasks}
    for position, task in parts.tasks:
        for index, link in enumerate(task.after):
            path = ("tasks", position, "after", index)
            yield from _link_faults(path, task, link, tasks, parts, suggest)
        if task.span is not None:
            for key, links in (("from", task.span.from_), ("to", task.span.to)):
                for index, link in enumerate(links):
                    yield from _end_faults(("tasks", position, "span", key, index), task, link, tasks, parts, suggest)
            yield from _cover_faults(position, task, selection, parts)
    yield from _cycle_faults(parts, selection)


def _link_faults(
    path: Path, task: Task, link: Link, tasks: dict[str, Task], parts: Parts, suggest: Suggest
) -> Iterator[Fault]:
    subject = f"task {task.id!r}"
    predecessor = tasks.get(link.predecessor)
    if link.predecessor == task.id:
        yield Fault(path, subject, "the task comes after itself", "", "take the link out")
    elif predecessor is None and link.predecessor not in parts.other_ids:
        what = f"comes after {link.predecessor!r}, and there is no such task"
        yield Fault(path, subject, what, "", suggest(link.predecessor))
    elif predecessor is not None and predecessor.span is not None:
        what = f"comes after {link.predecessor!r}, which only reaches over other tasks and holds nothing up"
        yield Fault(path, subject, what, "", "link it to the tasks that are reached over")


def _end_faults(
    path: Path, task: Task, link: Link, tasks: dict[str, Task], parts: Parts, suggest: Suggest
) -> Iterator[Fault]:
    if link.predecessor == task.id:
        yield Fault(path, f"task {task.id!r}", "the task reaches over itself", "", "take it out of its span")
    elif link.predecessor not in tasks and link.predecessor not in parts.other_ids:
        what = f"reaches to {link.predecessor!r}, and there is no such task"
        yield Fault(path, f"task {task.id!r}", what, "", suggest(link.predecessor))


def _cover_faults(position: int, task: Task, selection: Selection, parts: Parts) -> Iterator[Fault]:
    over = () if task.span is None else task.span.over
    is_judged = parts.is_whole and over and all(selection.find(selector) for selector in over)
    if is_judged and next(selection.covered(task), None) is None:
        what = "reaches over no task but itself, and tasks that reach over others"
        yield Fault(("tasks", position, "span", "over"), f"task {task.id!r}", what)


def _cycle_faults(parts: Parts, selection: Selection) -> Iterator[Fault]:
    tasks = {task.id: (position, task) for position, task in reversed(parts.tasks)}
    spans = {task.id for _, task in parts.tasks if task.span is not None}
    ids = list(dict.fromkeys(task.id for _, task in parts.tasks))
    pairs = [
        (predecessor, task.id)
        for _, task in parts.tasks
        for predecessor, _ in _predecessors(task, selection, parts, spans)
        if predecessor != task.id
    ]
    for cycle in find_cycles(ids, pairs):
        position, first = tasks[cycle[0]]
        places = dict(reversed(list(_predecessors(first, selection, parts, spans))))
        yield Fault(
            ("tasks", position, *places.get(cycle[-2], ())),
            f"task {first.id!r}",
            f"tasks wait for each other in a circle: {' -> '.join(cycle)}",
            "",
            "take out one of these links",
        )


def _predecessors(task: Task, selection: Selection, parts: Parts, spans: Set[str]) -> Iterator[tuple[str, Path]]:
    """Name what must be dated before a task, and where in the task the plan says so."""
    for index, link in enumerate(task.after):
        if link.predecessor not in spans:
            yield link.predecessor, ("after", index)
    if task.span is None:
        return
    for key, links in (("from", task.span.from_), ("to", task.span.to)):
        for index, link in enumerate(links):
            yield link.predecessor, ("span", key, index)
    for index, found in selection.covered(task):
        yield parts.tasks[found][1].id, ("span", "over", index)
