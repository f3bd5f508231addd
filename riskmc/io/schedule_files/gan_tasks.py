"""The task rows of a GanttProject file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from riskmc.io.schedule_files.identifiers import Identifiers
from riskmc.io.schedule_files.problems import ProblemBook
from riskmc.io.schedule_files.records import CREDIBLE_YEARS
from riskmc.io.schedule_files.xml_tree import XmlElement
from riskmc.model.network import LinkKind

__all__ = ["MAX_DAYS", "GanLink", "GanTask", "parse_day", "read_tasks"]

MAX_DAYS: Final = 100_000
"""Longest duration and lag that is believed, in working days."""

_KINDS: Final[Mapping[str, LinkKind]] = {"1": "SS", "2": "FS", "3": "FF", "4": "SF"}
_EARLIEST_BEGIN: Final = "1"


@dataclass(frozen=True)
class GanLink:
    """One dependency, as written in its predecessor.

    Attributes
    ----------
    predecessor, successor : str
        Numbers of the tasks.
    kind : {"FS", "SS", "FF", "SF"}
    days : int
        Lag in working days; a lead is negative.
    pulls : bool
        Whether the successor starts exactly where the link lets it (``Strong``), or is only pushed (``Rubber``).
    line : int
        Line of the file.
    """

    predecessor: str
    successor: str
    kind: LinkKind
    days: int
    pulls: bool
    line: int


@dataclass(frozen=True)
class GanTask:
    """One row.

    Attributes
    ----------
    number : str
        Its number in GanttProject.
    name : str
    start : date
        First day.
    days : int
        Working days, 0 for a milestone.
    percent : float
        Share complete, 0 to 1.
    earliest : date or None
        Day before which it may not begin.
    cost : float or None
        What the file says it costs; None where that is worked out from who works on it.
    group : tuple[str, ...]
        Ids of the rows above it, outermost first.
    parents : tuple[str, ...]
        Numbers of the rows above it, outermost first.
    is_summary : bool
    line : int
        Line of the file.
    """

    number: str
    name: str
    start: date
    days: int
    percent: float
    earliest: date | None
    cost: float | None
    group: tuple[str, ...]
    parents: tuple[str, ...]
    is_summary: bool
    line: int

    @property
    def code(self) -> str:
        """What becomes its id."""
        return f"id{self.number}"

    @property
    def label(self) -> str:
        """Id and name."""
        return f"{self.code} {self.name}".strip()


def parse_day(text: str) -> date | None:
    """Return the day that a text holds, or None.

    Examples
    --------
    >>> parse_day("2027-01-04"), parse_day("04/01/2027")
    (datetime.date(2027, 1, 4), None)
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in CREDIBLE_YEARS else None


def read_tasks(root: XmlElement, problems: ProblemBook) -> tuple[dict[str, GanTask], list[GanLink]]:
    """Read the rows and their dependencies.

    Parameters
    ----------
    root : XmlElement
        The element project.
    problems : ProblemBook
        Receives what is wrong.

    Returns
    -------
    tuple of a mapping of str to GanTask, and a list of GanLink
        In the order of the file; rows and dependencies with problems are left out.
    """
    rows = root.child("tasks")
    reading = _Reading(problems, rows is not None and rows.attributes.get("empty-milestones") == "true")
    if rows is not None:
        reading.read(rows.children, (), ())
    return reading.tasks, reading.links


@dataclass
class _Reading:
    """What was read so far."""

    problems: ProblemBook
    milestones_are_empty: bool
    tasks: dict[str, GanTask] = field(default_factory=dict)
    links: list[GanLink] = field(default_factory=list)

    def read(self, elements: Sequence[XmlElement], group: tuple[str, ...], parents: tuple[str, ...]) -> None:
        """Read the rows among some elements, and those below them."""
        namer = Identifiers()
        for element in elements:
            if element.tag != "task":
                continue
            task = self._task(element, group, parents)
            number = element.attributes.get("id", "")
            level = namer.unique(task.name if task else number, dots=False) if task is None or task.is_summary else ""
            if task is not None:
                self.tasks[number] = task
            for child in element.children:
                if child.tag == "depend":
                    self._link(child, number)
            if task is None or task.is_summary:
                self.read(element.children, (*group, level), (*parents, number))

    def _task(self, element: XmlElement, group: tuple[str, ...], parents: tuple[str, ...]) -> GanTask | None:
        fields = element.attributes
        number, name = fields.get("id", ""), " ".join(fields.get("name", "").split())
        start = parse_day(fields.get("start", ""))
        n_before = len(self.problems.problems)
        subject = f"task {name or number!r}"
        if not number or number in self.tasks:
            what = f"the id {number} is used twice" if number else "the task has no id"
            self.problems.add(what, line=element.line, subject=subject)
        if start is None:
            self._refuse(element, subject, "start", "a date is written like 2027-01-04")
        days = self._number(element, subject, "duration", 0, MAX_DAYS)
        percent = self._number(element, subject, "complete", 0, 100)
        if len(self.problems.problems) > n_before or start is None:
            return None
        is_milestone = fields.get("meeting") == "true" and self.milestones_are_empty
        return GanTask(
            number=number,
            name=name or f"task {number}",
            start=start,
            days=0 if is_milestone else days,
            percent=percent / 100,
            earliest=self._earliest(element, start),
            cost=self._cost(element, subject),
            group=group,
            parents=parents,
            is_summary=element.child("task") is not None,
            line=element.line,
        )

    def _cost(self, element: XmlElement, subject: str) -> float | None:
        """Return the sum that was written for a task; None where GanttProject works it out."""
        if element.attributes.get("cost-calculated", "true") != "false":
            return None
        try:
            cost = float(element.attributes.get("cost-manual-value", "") or 0)
        except ValueError:
            cost = -1.0
        if not 0.0 <= cost < 1e12:
            self._refuse(element, subject, "cost-manual-value", "it is a number of 0 or more")
        return cost

    def _earliest(self, element: XmlElement, start: date) -> date | None:
        fields = element.attributes
        if fields.get("fixed-start") == "true":
            return start
        is_set = fields.get("thirdDate-constraint") == _EARLIEST_BEGIN
        return parse_day(fields.get("thirdDate", "")) if is_set else None

    def _link(self, element: XmlElement, predecessor: str) -> None:
        fields = element.attributes
        subject = f"dependency of task {predecessor!r}"
        kind = _KINDS.get(fields.get("type", "2"))
        if kind is None:
            self._refuse(element, subject, "type", "it is 1 (SS), 2 (FS), 3 (FF) or 4 (SF)")
            return
        days = self._number(element, subject, "difference", -MAX_DAYS, MAX_DAYS)
        pulls = fields.get("hardness", "Strong") != "Rubber"
        self.links.append(GanLink(predecessor, fields.get("id", ""), kind, days, pulls, element.line))

    def _number(self, element: XmlElement, subject: str, name: str, least: int, most: int) -> int:
        text = element.attributes.get(name, "0").strip()
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and least <= int(text) <= most):
            self._refuse(element, subject, name, f"it is a whole number from {least:,} to {most:,}")
            return 0
        return int(text)

    def _refuse(self, element: XmlElement, subject: str, name: str, allowed: str) -> None:
        what = f"{name} is {element.attributes.get(name, '')[:60]!r}"
        self.problems.add(what, line=element.line, subject=subject, allowed=allowed)
