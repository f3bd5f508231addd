"""The plan with its buffers in place.

A buffer before a date is two tasks, and a milestone where its work ends if the plan has none there. Another milestone,
the promise, follows the work and is never earlier than the date that is promised; a hammock, the buffer itself, lies
between the finish of the work and the promise. In the plan's own schedule the hammock is as long as the buffer; in an
iteration it is what the work has left of it, and where the work finishes after the promise, the promise moves with it.
Buffers hold no work up: what follows a milestone goes on following it, not its promise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from riskmc.analysis.objectives import PROJECT
from riskmc.model.contingency import Contingency, ContingencyPlan, Reserve
from riskmc.model.costs import Budget, ProjectCost
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Objective, Task

__all__ = ["BufferedPlan", "PlacedBuffer", "last_tasks", "with_buffers"]

GROUP = "buffers"
"""Group of the tasks that are added."""


@dataclass(frozen=True, slots=True)
class PlacedBuffer:
    """One buffer of a plan.

    Attributes
    ----------
    target : str
        Id of the milestone that it protects, or ``"project"``.
    name : str
        Of that milestone, or of the project.
    work, buffer, promise : str
        Ids of the milestone whose delay eats it, of the hammock, and of the milestone that is promised.
    promised : datetime
    """

    target: str
    name: str
    work: str
    buffer: str
    promise: str
    promised: datetime


@dataclass(frozen=True, slots=True)
class BufferedPlan:
    """A plan with its buffers.

    Attributes
    ----------
    project : Project
    buffers : tuple of PlacedBuffer
    """

    project: Project
    buffers: tuple[PlacedBuffer, ...]


def with_buffers(
    project: Project, promises: Mapping[str, datetime], days: Mapping[str, float] | None = None
) -> BufferedPlan:
    """Put buffers before dates of a plan; all else stays as it is, draws of random numbers too.

    What the plan says of its finish, in objectives, reserves, contingency plans and standing costs, goes on meaning its
    work.

    Parameters
    ----------
    project : Project
    promises : mapping of str to datetime
        The date that is promised for each milestone, or for ``"project"``.
    days : mapping of str to float, optional
        Working days of each buffer; with them, each stands among the reserves of the plan too, as contingency before
        the end of the work, where the plan has no reserve of time there.

    Returns
    -------
    BufferedPlan

    Examples
    --------
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=[{"id": "build", "duration": "5d"}])
    >>> buffered = with_buffers(plan, {"project": datetime(2027, 1, 13, 17)})
    >>> for task in buffered.project.tasks[1:]:
    ...     print(task.id, "=", task.name)
    project-done = Shed: work done
    project-promised = Shed: promised
    project-buffer = Buffer before Shed
    """
    taken = set(project.task_index)
    tasks: list[Task] = []
    buffers: list[PlacedBuffer] = []
    for target, promised in promises.items():
        added, placed = _buffer(project, target, promised, taken)
        tasks += added
        buffers.append(placed)
        taken.update(task.id for task in added)
    work = next((buffer.work for buffer in buffers if buffer.target == PROJECT), PROJECT)
    changed = {
        "tasks": (*project.tasks, *tasks),
        "objectives": _of_the_work(project, work),
        "contingency": _contingency(project.contingency, work, buffers, days or {}),
        "costs": tuple(_until(cost, work) for cost in project.costs),
    }
    return BufferedPlan(Project.model_validate({**dict(project.items()), **changed}), tuple(buffers))


def _of_the_work(project: Project, work: str) -> tuple[Objective | Budget, ...]:
    """Return the objectives of the plan: those that mean the finish of the project mean its work, not the promise."""
    return tuple(
        goal.model_copy(update={"finish": work}) if isinstance(goal, Objective) and goal.finish == PROJECT else goal
        for goal in project.objectives
    )


def _until(cost: ProjectCost, work: str) -> ProjectCost:
    """Let what stands until the finish of the project end with its work: an unused buffer costs nothing."""
    return cost if cost.to or work == PROJECT else cost.model_copy(update={"to": work})


def _contingency(
    stated: Contingency, work: str, buffers: Sequence[PlacedBuffer], days: Mapping[str, float]
) -> Contingency:
    """Return the reserves and contingency plans of the plan, which mean its work, with the buffers."""
    reserves = [
        reserve.model_copy(update={"before": work})
        if reserve.of == "schedule" and reserve.before == PROJECT
        else reserve
        for reserve in stated.reserves
    ]
    before = {reserve.before for reserve in reserves if reserve.of == "schedule"}
    taken = {reserve.id for reserve in reserves}
    for buffer in buffers:
        size = round(days.get(buffer.target, 0.0), 1)
        if size > 0.0 and buffer.work not in before:
            amount = Quantity(size, "d")
            identity, title = _free(buffer.buffer, taken), f"Buffer before {buffer.name}"
            reserves.append(Reserve(id=identity, title=title, of="schedule", amount=amount, before=buffer.work))
    return Contingency(reserves=tuple(reserves), plans=tuple(_watching(plan, work) for plan in stated.plans))


def _watching(plan: ContingencyPlan, work: str) -> ContingencyPlan:
    means_work = plan.protects == PROJECT and work != PROJECT
    return plan.model_copy(update={"protects": f"task:{work}"}) if means_work else plan


def _buffer(project: Project, target: str, promised: datetime, taken: set[str]) -> tuple[list[Task], PlacedBuffer]:
    added: list[Task] = []
    name = project.name if target == PROJECT else project.tasks[project.task_index[target]].name
    ends = last_tasks(project) if target == PROJECT else (target,)
    work = ends[0]
    if len(ends) > 1 or not project.tasks[project.task_index[work]].milestone:
        work = _free(f"{target}-done", taken)
        added.append(_milestone(work, f"{name}: work done", ends))
    promise, buffer = _free(f"{target}-promised", taken), _free(f"{target}-buffer", taken)
    when = promised + timedelta(seconds=1) if promised.microsecond else promised
    added.append(_milestone(promise, f"{name}: promised", (work,), when.replace(microsecond=0)))
    added.append(
        Task(
            id=buffer,
            name=f"Buffer before {name}",
            group=GROUP,
            span={"from": (Link(predecessor=work),), "to": (Link(predecessor=promise, kind="FF"),)},
        )
    )
    return added, PlacedBuffer(target, name, work, buffer, promise, promised)


def _milestone(identity: str, name: str, after: tuple[str, ...], not_before: datetime | None = None) -> Task:
    more = {} if not_before is None else {"constraint": {"start_no_earlier_than": not_before}}
    return Task(
        id=identity,
        name=name,
        group=GROUP,
        milestone=True,
        side="finish",
        after=tuple(Link(predecessor=before) for before in after),
        **more,
    )


def _free(identity: str, taken: set[str]) -> str:
    """Return an id that no task has."""
    found, number = identity, 2
    while found in taken:
        found, number = f"{identity}-{number}", number + 1
    return found


def last_tasks(project: Project) -> tuple[str, ...]:
    """Name the tasks that may finish last: no other is sure to finish later. Spans follow others and are left out."""
    followed = {
        link.predecessor
        for task in project.tasks
        if task.span is None
        for link in task.after
        if link.kind in ("FS", "FF") and isinstance(link.lag, Quantity) and link.lag.value >= 0.0
    }
    open_ends = [task.id for task in project.tasks if task.span is None and task.id not in followed]
    return tuple(open_ends) or (project.tasks[-1].id,)
