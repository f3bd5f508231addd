"""A schedule of another tool as a plan to be edited: what is in it, and where ranges, objectives and risks go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskmc.io.plan_tables import fits_table, tasks_table
from riskmc.io.plan_text import flow_text, plan_text
from riskmc.model.origin import Origin
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity

__all__ = ["LONGEST_LIST", "group_suggestions", "import_files"]

LONGEST_LIST: Final = 1_000
"""Tasks up to which a plan is one file; more go to a table."""

_GROUPS_SHOWN: Final = 24
_RANGE: Final = {"triangular": ["90%", "100%", "130%"]}


def import_files(
    project: Project, place: Path, comments: Sequence[str] = (), *, as_table: bool | None = None
) -> dict[Path, bytes]:
    """Write a project as the files of a plan, with places for what a schedule does not say.

    Parameters
    ----------
    project : Project
    place : Path
        The plan file.
    comments : sequence of str
        Paragraphs for its head.
    as_table : bool, optional
        Whether the tasks go to a table beside it; by default where there are more than `LONGEST_LIST`.

    Returns
    -------
    dict of Path to bytes
        The files and what they hold.
    """
    wants_table = len(project.tasks) > LONGEST_LIST if as_table is None else as_table
    end = tuple(_suggestions(project))
    if not (wants_table and fits_table(project)):
        return {place: plan_text(project, comments, end=end).encode()}
    table = place.with_name("tasks.csv" if place.stem == "plan" else f"{place.stem}-tasks.csv")
    text = plan_text(project, comments, tasks_table=table.name, end=end)
    return {place: text.encode(), table: tasks_table(project).encode()}


@dataclass(frozen=True)
class _Group:
    selector: str
    tasks: int
    days: float


def group_suggestions(project: Project) -> list[str]:
    """Suggest a template for each group at the first level of the work breakdown that has several, in lines.

    Parameters
    ----------
    project : Project
    """
    groups = _groups(project)
    shown = groups[:_GROUPS_SHOWN]
    entries = [(flow_text({"for": group.selector, "duration": _RANGE}), group) for group in shown]
    width = max((len(entry) for entry, _ in entries), default=0)
    lines = [f"  - {entry:{width}}   # {_size(group)}" for entry, group in entries]
    left = len(groups) - len(shown)
    return [*lines, f"  # and {left:,} more groups"] if left else lines


def _groups(project: Project) -> list[_Group]:
    work = [task for task in project.tasks if task.has_work_left]
    paths = [task.group.split(".") if task.group else [] for task in work]
    depth = 1
    while paths and all(len(path) > depth for path in paths) and len({tuple(path[:depth]) for path in paths}) == 1:
        depth += 1
    found: dict[str, list[float]] = {}
    for task, path in zip(work, paths, strict=True):
        if path:
            left = project.planned_duration(task) or Quantity(0.0, "d")
            calendar = project.calendar_of(task)
            days = calendar.minutes(left) / calendar.minutes_per_day
            found.setdefault(".".join(path[:depth]), []).append(days)
    return [_Group(f"group:{name}", len(days), sum(days)) for name, days in found.items()]


def _size(group: _Group) -> str:
    return f"{group.tasks:,} task{'' if group.tasks == 1 else 's'}, {group.days:,.0f} d of work left"


def _suggestions(project: Project) -> Iterator[str]:
    """Write the end of the plan: ranges, objectives and risks, commented out and ready to be edited."""
    yield "## What the schedule does not say is yours to write: take away the '# ' in front of lines, and edit them."
    yield ""
    yield "## Ranges of groups, in % of the planned duration or of what is left: optimistic, most likely, pessimistic."
    yield "## Of several templates for a task the last counts. A task may have a range of its own as its duration, such"
    yield "## as {pert: [8d, 10d, 20d]}, which no template changes."
    if project.templates:
        yield "## These go under the templates: above."
    else:
        yield "# templates:"
        yield f"#   - {flow_text({'for': 'all', 'duration': _RANGE})}"
    yield from (f"# {line}" for line in group_suggestions(project))
    if not project.objectives:
        yield ""
        yield "## Dates that are promised, with the confidence that is wanted."
        yield "# objectives:"
        yield f"#   - {{id: on-time, finish: project, by: {_promised(project)}, confidence: 80%}}"
    if not project.risks:
        target = next((task.id for task in project.tasks if task.has_work_left), project.tasks[0].id)
        yield ""
        yield "## What may happen, how likely it is, and what it does to which tasks or groups."
        yield "# risks:"
        yield "#   - id: R1"
        yield "#     title: Ground worse than surveyed"
        yield "#     probability: 15%"
        yield f"#     impacts: [{flow_text({'on': target, 'delay': {'triangular': ['5d', '15d', '40d']}})}]"


def _promised(project: Project) -> str:
    """Return the date by which the schedule has the project finished, as far as it says."""
    if project.scheduling.must_finish_by is not None:
        return project.scheduling.must_finish_by.isoformat()[:10]
    own = project.origin or Origin("", "")
    finishes = [dates.finish for dates in own.own.values() if dates.finish is not None]
    return max(finishes).date().isoformat() if finishes else project.start.date().isoformat()
