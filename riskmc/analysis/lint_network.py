"""What is odd about the network of a plan: loose ends, leads, links that are seldom meant."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.lint_records import PlanWarning, about_task
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity

__all__ = ["dangling", "odd_links", "open_ends"]


def open_ends(project: Project) -> Iterator[PlanWarning]:
    """Find tasks that wait for nothing, or that nothing waits for, where there are several of them."""
    starts = [task for task in project.tasks if not task.after and task.span is None and task.state == "not_started"]
    if len(starts) > 1:
        for task in starts:
            effect = "only its constraint holds it" if task.constraint else "it starts with the project"
            yield about_task("open-start", task, f"waits for nothing, so that {effect}")
    followed = {link.predecessor for task in project.tasks for link in task.after}
    ends = [t for t in project.tasks if t.id not in followed and t.span is None and t.state != "finished"]
    if len(ends) > 1:
        for task in ends:
            message = "nothing waits for it, so that its delays move the finish only when it is the last"
            yield about_task("open-end", task, message)


def dangling(project: Project) -> Iterator[PlanWarning]:
    """Find tasks of which only one end is linked."""
    for task in project.tasks:
        if task.after and all(link.kind in ("FF", "SF") for link in task.after):
            message = "only its finish is linked (FF, SF), so that nothing holds its start"
            yield about_task("dangling-start", task, message)
    kinds: dict[str, set[str]] = {}
    for task in project.tasks:
        for link in task.after:
            kinds.setdefault(link.predecessor, set()).add(link.kind)
    for task in project.tasks:
        if not task.milestone and kinds.get(task.id) and kinds[task.id] <= {"SS", "SF"}:
            message = "only its start is linked (SS, SF), so that its own delays move no other task"
            yield about_task("dangling-finish", task, message)


def odd_links(project: Project) -> Iterator[PlanWarning]:
    """Find leads, and links from a start to a finish."""
    for task in project.tasks:
        for link in task.after:
            quantities = [link.lag] if isinstance(link.lag, Quantity) else link.lag.quantities()
            if any(quantity.value < 0 for quantity in quantities):
                message = f"the link '{link}' has a lead (a negative lag); split the earlier task where they overlap"
                yield about_task("lead", task, message)
            if link.kind == "SF":
                message = f"the link '{link}' goes from a start to a finish, which is seldom meant"
                yield about_task("start-to-finish", task, message)
