"""The critical chain: the longest chain of the schedule without safety, and the paths that join it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from riskmc._typing import Floats
from riskmc.analysis.driving_path import Walk
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.schedule import Schedule
from riskmc.result.task_estimates import TaskEstimates

__all__ = ["Chain", "CriticalChain", "FeedingChain", "Overbooked", "critical_chain"]

_SAME_MINUTE = 1.0
"""Working minutes by which one task may begin before another is done that hands its resource on."""


@dataclass(frozen=True)
class Chain:
    """Tasks in a row, each of which waits for the one before.

    Attributes
    ----------
    tasks : tuple of int
        Indices in plan order, from first to last.
    aggressive, safe, sd : ndarray(float64), shape (n_tasks,)
        Working days of those tasks whose own duration is on the path, from start to finish; 0 of the others, such as a
        task after whose start the next one follows.
    network_tasks, network_links : int
        Tasks of the network that feeds its buffer, and links among them; milestones and finished work are not counted.
    tightness : float or None
        Largest share of a resource's time along the chain that its tasks need; None where no resource of it says how
        many there are.
    scarcest : str
        Id of that resource.
    """

    tasks: tuple[int, ...]
    aggressive: Floats
    safe: Floats
    sd: Floats
    network_tasks: int
    network_links: int
    tightness: float | None = None
    scarcest: str = ""

    @property
    def days(self) -> float:
        """Length without safety, working days."""
        return float(self.aggressive.sum())

    @property
    def safe_days(self) -> float:
        """Length with the safety of every task, working days."""
        return float(self.safe.sum())


@dataclass(frozen=True)
class FeedingChain:
    """A path that joins the critical chain.

    Attributes
    ----------
    chain : Chain
        From where it leaves the critical chain, or from its own start, to its last task.
    joins : int
        Index of the task of the critical chain that waits for it.
    link : int
        Index in the plan of the link by which it does: those of the first task, then those of the second, and so on.
    float_days : float
        Working days that the join leaves it, in the schedule without safety.
    """

    chain: Chain
    joins: int
    link: int
    float_days: float


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A resource that is wanted more often at once than there is of it.

    Attributes
    ----------
    resource : str
        Its id.
    wanted, available : float
        Units at the worst instant, and those that there are.
    """

    resource: str
    wanted: float
    available: float


@dataclass(frozen=True)
class CriticalChain:
    """The critical chain of a plan.

    Attributes
    ----------
    chain : Chain
    feeding : tuple of FeedingChain
        In the order of the tasks that they join.
    is_whole : bool
        Whether it begins with the project or with work under way, and not with a date that holds its first task.
    overbooked : tuple of Overbooked
        Resources of which more are wanted at once than there are, in the schedule without safety.
    """

    chain: Chain
    feeding: tuple[FeedingChain, ...]
    is_whole: bool
    overbooked: tuple[Overbooked, ...] = ()


def critical_chain(project: Project, estimates: TaskEstimates, timeline: WorkingTimeline) -> CriticalChain | None:
    """Walk back from the last task of the aggressive schedule along the links that hold it where it is.

    The chain is that of the logic and the dates of the plan. Where two tasks of it want one resource at the same time,
    the critical chain of the literature would have them wait for each other; here the plan says so by a link, or not.

    Parameters
    ----------
    project : Project
    estimates : TaskEstimates
    timeline : WorkingTimeline
        That the schedule of the estimates counts on.

    Returns
    -------
    CriticalChain or None
        None where all work is finished.
    """
    walk = Walk(project, estimates.schedule, timeline)
    last = walk.last()
    if last is None:
        return None
    path = _walked(walk, last, frozenset())
    indices = [index for index, _ in path]
    chain = _chain(project, estimates, path, frozenset(indices))
    feeding = tuple(_feeding(project, estimates, walk, indices))
    return CriticalChain(chain, feeding, _is_whole(project, indices[0]), _overbooked(project, estimates.schedule))


_Step = tuple[int, Link | None]
"""A task, and the link by which it holds the next one."""


def _walked(walk: Walk, last: int, stop: frozenset[int]) -> list[_Step]:
    """Walk back along what holds each task where it is, up to tasks that are not wanted."""
    path: list[_Step] = [(last, None)]
    while True:
        found = walk.driver(path[-1][0])
        if found is None or found[0] in stop:
            return path[::-1]
        path.append(found)


def _chain(project: Project, estimates: TaskEstimates, path: Sequence[_Step], network: frozenset[int]) -> Chain:
    indices = np.array([index for index, _ in path])
    counts = np.ones(len(path))
    for place, (_, link) in enumerate(path):
        if link is not None and link.kind[0] == "S":
            counts[place] = 0.0
        if link is not None and link.kind[1] == "F":
            counts[place + 1] = 0.0
    tasks = {index for index in network if project.tasks[index].has_work_left}
    links = sum(
        1
        for index in tasks
        for link in project.tasks[index].after
        if project.task_index.get(link.predecessor, -1) in tasks
    )
    lean = estimates.aggressive[indices] * counts
    tightness, scarcest = _tightness(project, indices.tolist(), lean)
    return Chain(
        tuple(int(index) for index in indices),
        lean,
        estimates.safe[indices] * counts,
        estimates.sd[indices] * counts,
        len(tasks),
        links,
        tightness,
        scarcest,
    )


def _tightness(project: Project, indices: Sequence[int], days: Floats) -> tuple[float | None, str]:
    """Return the largest share of a resource's time along a chain that its tasks need, and whose it is."""
    available = {resource.id: resource.available for resource in project.resources if resource.available is not None}
    needed: dict[str, float] = {}
    for index, length in zip(indices, days.tolist(), strict=True):
        for item in project.tasks[index].resources:
            if item.resource in available and item.quantity is None:
                needed[item.resource] = needed.get(item.resource, 0.0) + item.units * length
    whole = float(days.sum())
    if not needed or whole <= 0.0:
        return None, ""
    shares = {resource: work / (available[resource] * whole) for resource, work in needed.items()}
    scarcest = max(shares, key=lambda resource: shares[resource])
    return shares[scarcest], scarcest


def _overbooked(project: Project, schedule: Schedule) -> tuple[Overbooked, ...]:
    """Find resources of which tasks want more at once than there are, as if no task waited for another's."""
    found = []
    for resource in project.resources:
        if resource.available is None:
            continue
        peak = _peak(project, schedule, resource.id)
        if peak > resource.available + 1e-9:
            found.append(Overbooked(resource.id, peak, resource.available))
    return tuple(found)


def _peak(project: Project, schedule: Schedule, resource: str) -> float:
    """Return how many units of a resource are wanted at once, at the worst instant."""
    changes: list[tuple[float, float]] = []
    for index, task in enumerate(project.tasks):
        units = sum(item.units for item in task.resources if item.resource == resource and item.quantity is None)
        begin, end = float(schedule.early_start[index]), float(schedule.early_finish[index])
        if units and task.has_work_left and end - begin > _SAME_MINUTE:
            changes += [(begin, units), (end - _SAME_MINUTE, -units)]
    return max(accumulate((units for _, units in sorted(changes)), initial=0.0))


def _feeding(project: Project, estimates: TaskEstimates, walk: Walk, critical: Sequence[int]) -> list[FeedingChain]:
    on_chain = frozenset(critical)
    found: list[FeedingChain] = []
    first_link = list(accumulate((len(task.after) for task in project.tasks), initial=0))
    for index in critical:
        task = project.tasks[index]
        if task.state != "not_started":
            continue
        for before, link, slack in walk.held(index, task):
            if before in on_chain or project.tasks[before].state == "finished":
                continue
            path = _walked(walk, before, on_chain)
            chain = _chain(project, estimates, path, _fed_from(project, before, on_chain))
            if chain.safe_days > 0.0:
                days = slack / project.calendar_of(task).minutes_per_day
                found.append(FeedingChain(chain, index, first_link[index] + task.after.index(link), days))
    return found


def _fed_from(project: Project, last: int, stop: frozenset[int]) -> frozenset[int]:
    """Gather what leads to a task without passing the critical chain, the task with it."""
    seen, waiting = {last}, [last]
    while waiting:
        for link in project.tasks[waiting.pop()].after:
            before = project.task_index[link.predecessor]
            if before not in seen and before not in stop and project.tasks[before].state != "finished":
                seen.add(before)
                waiting.append(before)
    return frozenset(seen)


def _is_whole(project: Project, first: int) -> bool:
    task = project.tasks[first]
    return task.state != "not_started" or not task.constraint
