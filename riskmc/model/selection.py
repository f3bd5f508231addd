"""Selectors: how templates and risks name the tasks that they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from riskmc.errors import PlanError
from riskmc.model._record import Fault, did_you_mean, problem_of
from riskmc.model.tasks import Task

__all__ = ["Selection", "select"]

KINDS = ("task", "group", "tag")


class Selection:
    """Tasks by id, by group and by tag.

    Parameters
    ----------
    tasks : sequence of Task
        In plan order.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        self._found: dict[str, dict[str, list[int]]] = {kind: {} for kind in KINDS}
        self._tasks = tasks
        for index, task in enumerate(tasks):
            self._found["task"].setdefault(task.id, []).append(index)
            for tag in dict.fromkeys(task.tags):
                self._found["tag"].setdefault(tag, []).append(index)
            for group in _paths(task.group):
                self._found["group"].setdefault(group, []).append(index)

    def find(self, selector: str) -> Sequence[int]:
        """Return the positions of the tasks that a selector means, in plan order; none if it matches nothing.

        Parameters
        ----------
        selector : str
            ``"piling"`` or ``"task:piling"``, ``"group:civil"`` (and below), ``"tag:marine"``, ``"all"``.

        Returns
        -------
        sequence of int
        """
        if selector == "all":
            return range(len(self._tasks))
        kind, name = _split(selector)
        return self._found.get(kind, {}).get(name, ())

    def covered(self, task: Task) -> Iterator[tuple[int, int]]:
        """Yield what the span of a task covers: which of its selectors does, and the position of the covered task.

        Of a group, of a tag and of ``all`` those tasks are covered that have no span themselves.
        """
        selectors = () if task.span is None else task.span.over
        for place, selector in enumerate(selectors):
            is_one = _split(selector)[0] == "task" and selector != "all"
            for index in self.find(selector):
                covered = self._tasks[index]
                if covered is not task and (is_one or covered.span is None):
                    yield place, index

    def explain(self, selector: str, suggest: bool = True) -> Fault:
        """Word the fault of a selector that matches nothing."""
        kind, name = _split(selector)
        if kind not in KINDS:
            what = f"the selector {selector!r} is not known"
            return Fault((), "", what, "write a task, 'group:...', 'tag:...' or 'all'", did_you_mean(kind, KINDS))
        hint = did_you_mean(name, self._found[kind]) if suggest else ""
        return Fault((), "", f"there is no {kind} {name!r}", "", hint or self._other_kind(kind, name))

    def _other_kind(self, kind: str, name: str) -> str:
        others = [other for other in KINDS if other != kind and name in self._found[other]]
        return f"did you mean '{others[0]}:{name}'?" if others else ""


def select(tasks: Sequence[Task], selectors: Sequence[str]) -> tuple[int, ...]:
    """Return the positions of the tasks that any of the selectors means.

    Parameters
    ----------
    tasks : sequence of Task
        In plan order.
    selectors : sequence of str
        ``"piling"`` or ``"task:piling"``, ``"group:civil"`` (that group and below), ``"tag:marine"``, ``"all"``.

    Returns
    -------
    tuple of int
        In plan order, each once.

    Raises
    ------
    riskmc.errors.PlanError
        If a selector matches nothing.

    Examples
    --------
    >>> tasks = [Task(id="a", group="civil.piles", duration="5d"), Task(id="b", tags=["marine"], duration="5d")]
    >>> select(tasks, ["tag:marine", "group:civil"])
    (0, 1)
    """
    selection = Selection(tasks)
    problems = [problem_of(selection.explain(selector)) for selector in selectors if not selection.find(selector)]
    if problems:
        raise PlanError(problems)
    return tuple(sorted({index for selector in selectors for index in selection.find(selector)}))


def _split(selector: str) -> tuple[str, str]:
    kind, colon, name = selector.partition(":")
    return (kind.strip(), name.strip()) if colon else ("task", kind)


def _paths(group: str) -> list[str]:
    parts = group.split(".") if group else []
    return [".".join(parts[: length + 1]) for length in range(len(parts))]
