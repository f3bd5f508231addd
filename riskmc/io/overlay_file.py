"""Reading overlays: YAML files with ranges, costs, risks and objectives that are kept beside a schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, ClassVar

from riskmc.errors import Location, PlanError, Problem
from riskmc.io.plan_file import Reading, collector_paused, read_text
from riskmc.io.yaml_marks import MarkedData, read_marked
from riskmc.model._record import Fault
from riskmc.model.overlay import Overlay
from riskmc.model.overlaying import apply_overlay
from riskmc.model.project import Project

__all__ = ["OVERLAY_HEAD_KEYS", "OVERLAY_KEYS", "overlay", "read_overlay"]

OVERLAY_KEYS = (
    "riskmc",
    "overlay",
    "project",
    "scheduling",
    "currencies",
    "escalation",
    "ranges",
    "task_costs",
    "task_resources",
    "objectives",
    "resources",
    "costs",
    "templates",
    "risks",
    "correlations",
    "correlation_settings",
    "contingency",
    "scoring",
    "linter",
)
OVERLAY_HEAD_KEYS = ("name", "currency")
_OF_THE_PLAN = frozenset(("tasks", "calendars"))


def read_overlay(path: str | PathLike[str]) -> Overlay:
    r"""Read an overlay.

    Parameters
    ----------
    path : str or path
        A YAML file; its risks may be kept in a table beside it.

    Returns
    -------
    Overlay

    Raises
    ------
    riskmc.errors.PlanError
        With all its problems, each with file, line and column.
    """
    file = Path(path)
    with collector_paused():
        return _OverlayReading(file, read_marked(read_text(file, "overlay"), str(file))).read(Overlay)


def overlay(project: Project, path: str | PathLike[str]) -> Project:
    r"""Lay an overlay over a project, such as a schedule that was read: ranges, risks and objectives kept beside it.

    Parameters
    ----------
    project : Project
    path : str or path
        The overlay.

    Returns
    -------
    Project
        Its notices tell what the overlay says of tasks that are finished, or not in the project.

    Raises
    ------
    riskmc.errors.PlanError
        Where the overlay has problems, or nothing of it fits the project.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "ranges.yaml")
    ...     _ = file.write_text("riskmc: 1\nranges: {dig: {pert: [80%, 100%, 200%]}}\n", encoding="utf-8")
    ...     ranged = overlay(plan, file)
    >>> ranged.effective_duration(ranged.tasks[0]).describe()
    'PERT 2.4d / 3d / 6d'
    """
    found = read_overlay(path)
    name = str(path)
    try:
        laid = apply_overlay(project, found)
    except PlanError as error:
        raise PlanError(_placed(problem, name) for problem in error.problems) from None
    source = f"{project.source} with {name}" if project.source else name
    return laid.model_copy(update={"source": source})


def _placed(problem: Problem, file: str) -> Problem:
    return replace(problem, where=Location(file, path=problem.where.path))


@dataclass
class _OverlayReading(Reading):
    """One overlay on its way from marked data to a record."""

    what: ClassVar[str] = "overlay"
    keys: ClassVar[Sequence[str]] = OVERLAY_KEYS
    head_keys: ClassVar[Sequence[str]] = OVERLAY_HEAD_KEYS
    example_keys: ClassVar[str] = "ranges: and risks:"
    needs_head: ClassVar[bool] = False

    marked: MarkedData

    def _check_keys(self, data: Mapping[str, Any]) -> None:
        super()._check_keys(data)
        if data.get("overlay", True) is not True:
            self._add_at_top(Fault(("overlay",), "", "overlay is not true", "write overlay: true, or leave it out"))
        if not data.keys() & set(OVERLAY_KEYS[2:]):
            self._add_at_top(Fault((), "", "the overlay says nothing", f"write one of {', '.join(OVERLAY_KEYS[3:])}"))

    def _unknown_key(self, key: str) -> Fault:
        item = super()._unknown_key(key)
        if key in _OF_THE_PLAN:
            what = f"an overlay has no {key}: they are those of the plan or schedule that it is laid over"
            return item._replace(what=what, allowed="", hint="to read this file by itself, name it as the plan")
        return item
