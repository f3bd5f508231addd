"""Which tasks' finishes are kept in every iteration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["followed_tasks"]


def followed_tasks(project: Project) -> frozenset[str]:
    """Return the ids of the tasks whose finishes a run keeps: milestones, and what objectives and contingency name.

    Parameters
    ----------
    project : Project

    Examples
    --------
    >>> from riskmc.model import Project
    >>> held = {"plans": [{"id": "CP1", "protects": "b", "signal": {"finish": "a"}}]}
    >>> tasks = [{"id": name, "duration": "3d"} for name in "abc"]
    >>> sorted(followed_tasks(Project(name="Shed", start="2027-01-04", tasks=tasks, contingency=held)))
    ['a', 'b']
    """
    named = {goal.finish for goal in project.promises}
    named |= {*project.contingency.watched_tasks}
    named |= {plan.protects.removeprefix("task:") for plan in project.contingency.plans}
    return frozenset(task.id for task in project.tasks if task.milestone or task.id in named)
