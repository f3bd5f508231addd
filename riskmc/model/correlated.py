"""What the correlations of a plan join: groups and pairs of tasks, impacts and occurrences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from riskmc.model.correlation import NAMED, Correlation, CorrelationSettings
from riskmc.model.selection import Selection
from riskmc.model.tasks import Task

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["WITHIN", "Group", "Pair", "correlated_tasks", "groups_of", "pairs_of"]

WITHIN: Final = "within "
"""How the names of the correlations inside groups of tasks begin."""


@dataclass(frozen=True, slots=True)
class Group:
    """Members each two of which have one correlation.

    Attributes
    ----------
    position : int
        Its place among the correlations of the plan; -1 where it is a group of tasks (``within_groups``).
    name : str
    members : tuple of str
        Ids of tasks, ``risk:ID``, ``occurs:ID``, ``cost:ID``, ``resource:ID``; each once.
    value : float
    is_rank : bool
        Whether `value` is a rank correlation, not one of normal scores.
    """

    position: int
    name: str
    members: tuple[str, ...]
    value: float
    is_rank: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members and their correlation; the attributes are those of :class:`Group`."""

    position: int
    name: str
    members: tuple[str, str]
    value: float
    is_rank: bool


def groups_of(
    correlations: Sequence[tuple[int, Correlation]], settings: CorrelationSettings, tasks: Sequence[Task],
    selection: Selection,
) -> Iterator[Group]:  # fmt: skip
    """Yield the groups of a plan, those of ``within_groups`` last.

    Parameters
    ----------
    correlations : sequence of (int, Correlation)
        With their places in the plan.
    settings : CorrelationSettings
    tasks : sequence of Task
    selection : Selection
        Of the tasks.
    """
    for position, correlation in correlations:
        if correlation.group is not None:
            members = tuple(_members(correlation.group, tasks, selection))
            yield Group(position, correlation.title, members, correlation.value, correlation.is_rank)
    if settings.within:
        inside: dict[str, list[str]] = {}
        for task in tasks:
            if task.group:
                inside.setdefault(task.group, []).append(task.id)
        for group, ids in inside.items():
            if len(ids) > 1:
                yield Group(-1, f"{WITHIN}{group}", tuple(ids), settings.within, settings.within_groups != "default")


def _members(selectors: Sequence[str], tasks: Sequence[Task], selection: Selection) -> dict[str, None]:
    found: dict[str, None] = {}
    for selector in selectors:
        if selector.startswith(NAMED):
            found[selector] = None
        else:
            found |= {tasks[index].id: None for index in selection.find(selector)}
    return found


def pairs_of(correlations: Sequence[tuple[int, Correlation]]) -> Iterator[Pair]:
    """Yield the pairs of a plan."""
    for position, correlation in correlations:
        if correlation.between is not None:
            first, second = correlation.between
            yield Pair(position, correlation.title, (first, second), correlation.value, correlation.is_rank)


def correlated_tasks(project: Project) -> frozenset[str]:
    """Return the ids of the tasks whose durations any correlation touches.

    Examples
    --------
    >>> from riskmc.model.project import Project
    >>> tasks = [{"id": identity, "duration": "5d"} for identity in "abc"]
    >>> pairs = [{"between": ["a", "b"], "rho": 0.5}]
    >>> sorted(correlated_tasks(Project(name="x", start="2027-01-04", tasks=tasks, correlations=pairs)))
    ['a', 'b']
    """
    correlations = tuple(enumerate(project.correlations))
    found = groups_of(correlations, project.correlation_settings, project.tasks, project.selection)
    joined: list[Group | Pair] = [*(group for group in found if len(group.members) > 1), *pairs_of(correlations)]
    members = {member for one in joined if one.value for member in one.members}
    return frozenset(members & project.task_index.keys())
