"""From risks, uncertain tasks and branches to events: what is drawn, and how likely it is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from scipy.special import pdtrc

from riskmc.compiled.marginals import Marginal, marginal_of
from riskmc.model.distributions import Distribution
from riskmc.model.levels import share_of
from riskmc.model.project import Project
from riskmc.model.risks import Risk
from riskmc.model.tasks import Task

WORDS: Final = 2.0**32
"""How many words there are; an event of probability p occurs in p times as many."""


@dataclass(frozen=True)
class Event:
    """Something that happens or not in an iteration.

    Attributes
    ----------
    identity : str
        Of its stream. The occurrences of a risk that happens several times share one, as the options of a branch do.
    first, last : float
        It occurs where its uniform number lies between them.
    task : int, optional
        Index in the plan of the task that it strikes, where it strikes one alone.
    occurrence : int
        1 for the first time that a risk happens, 2 for the second, and so on.
    chance : str
        Identity of its probability, where that is drawn; empty where it is a number.
    """

    identity: str
    first: float
    last: float
    task: int | None = None
    occurrence: int = 1
    chance: str = ""

    @property
    def probability(self) -> float:
        """How likely it is, on average."""
        return self.last - self.first


def is_settled(task: Task) -> bool:
    """Tell whether nothing can strike a task: its dates are facts, or those of others."""
    return task.state == "finished" or task.span is not None


class Occurrences:
    """The events of a project: those of each risk in turn, then those of tasks and branches.

    Parameters
    ----------
    project : Project

    Attributes
    ----------
    events : list of Event
    risk_ptr : list of int
        Events ``risk_ptr[r]`` to ``risk_ptr[r + 1]`` belong to risk r.
    chances : dict of str to Marginal
        Probabilities that are drawn, by identity.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.events: list[Event] = []
        self.risk_ptr = [0]
        self.chances: dict[str, Marginal] = {}
        for risk in project.risks_in_force:
            self.events += self._events_of(risk)
            self.risk_ptr.append(len(self.events))
        self.events += _events_of_tasks(project)
        self.events += _events_of_branches(project)

    @cached_property
    def row(self) -> dict[tuple[str, int], int]:
        """Place of each event by its identity and occurrence; options of branches by their place."""
        return {(event.identity, event.occurrence): row for row, event in enumerate(self.events)}

    @cached_property
    def risk_index(self) -> dict[str, int]:
        """Place of each risk by its id."""
        return {risk.id: index for index, risk in enumerate(self.project.risks)}

    def risk_of(self, row: int) -> Risk:
        """Return the risk of an event."""
        return self.project.risks_in_force[bisect_right(self.risk_ptr, row) - 1]

    def range_of(self, risk: str) -> range:
        """Return the events of a risk."""
        index = self.risk_index[risk]
        return range(self.risk_ptr[index], self.risk_ptr[index + 1])

    def at_task(self, risk: str, task: int | None) -> range:
        """Return the events of a risk that strike one task alone; none where it strikes all its tasks at once."""
        return self._at_task.get((risk, task), range(0))

    def of_task(self, risk: str, task: int | None) -> list[Event]:
        """Return the occurrences of a risk that strike a task: its own where the risk strikes each by itself."""
        rows = self.at_task(risk, task) or self._at_task.get((risk, None), range(0))
        return self.events[rows.start : rows.stop]

    @cached_property
    def _at_task(self) -> dict[tuple[str, int | None], range]:
        """The events of each risk at each task, or, where they are those of all tasks, at none."""
        found: dict[tuple[str, int | None], range] = {}
        for risk in self.risk_index:
            for row in self.range_of(risk):
                key = risk, self.events[row].task
                found[key] = range(found[key].start if key in found else row, row + 1)
        return found

    def _events_of(self, risk: Risk) -> Iterator[Event]:
        name = f"risk:{risk.id}/occurs"
        tasks: list[int | None] = []
        if risk.strikes == "each_task":
            tasks += hit_tasks(self.project, risk)
        chance = ""
        if isinstance(risk.probability, Distribution) and not risk.systemic:
            chance = f"risk:{risk.id}/probability"
            subject = f"risk {risk.id!r}"
            self.chances[chance] = marginal_of(risk.probability, share_of, subject, floor=0.0)
        levels = _levels(risk, self.chances.get(chance))
        for task in tasks or [None]:
            identity = name if task is None else f"{name}/task:{self.project.tasks[task].id}"
            for occurrence, level in enumerate(levels, start=1):
                yield Event(identity, 0.0, level, task, occurrence, chance)


def _levels(risk: Risk, chance: Marginal | None) -> list[float]:
    """Return the chance that a risk happens at least once, at least twice, and so on, as far as any word tells."""
    if risk.occurrences is None:
        return [risk.chance if chance is None else chance.mean]
    found = [float(pdtrc(0, risk.occurrences))]
    while (level := float(pdtrc(len(found), risk.occurrences))) * WORDS >= 0.5:
        found.append(level)
    return found


def hit_tasks(project: Project, risk: Risk) -> list[int]:
    """Return the tasks that a risk can hit, by their index: those of its first impact in plan order, then others."""
    return list(dict.fromkeys(task for impact in risk.impacts for task in tasks_of(project, impact.on)))


def tasks_of(project: Project, selectors: tuple[str, ...]) -> list[int]:
    """Return the tasks that selectors mean, by their index, in plan order."""
    return sorted({index for selector in selectors for index in project.selection.find(selector)})


def _events_of_tasks(project: Project) -> Iterator[Event]:
    for index, task in enumerate(project.tasks):
        if isinstance(task.exists, float):
            yield Event(f"task:{task.id}/exists", 0.0, task.exists, index)


def _events_of_branches(project: Project) -> Iterator[Event]:
    """Share out one number between the options of each branch, in their order."""
    for branch in project.branches:
        first = 0.0
        for place, option in enumerate(branch.options, start=1):
            last = min(first + option.probability, 1.0)
            yield Event(f"branch:{branch.id}/option", first, last, occurrence=place)
            first = last
