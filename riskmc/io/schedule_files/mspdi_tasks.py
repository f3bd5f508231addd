"""The task rows of an MS Project XML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.identifiers import Identifiers
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import CREDIBLE_YEARS, State
from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["ELAPSED_FORMATS", "PERCENT_FORMATS", "MspdiTask", "parse_moment", "read_tasks"]

ELAPSED_FORMATS: Final = frozenset({"4", "6", "8", "10", "12", "20", "36", "38", "40", "42", "44", "52"})
"""Formats of durations and lags that run by the clock on the wall."""

PERCENT_FORMATS: Final = frozenset({"19", "20", "51", "52"})
"""Formats of lags that are a share of the predecessor's duration."""

_MAX_LEVELS: Final = 100

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True)
class MspdiTask:
    """One row that is a task.

    Attributes
    ----------
    fields : mapping of str to str
        Text of each simple element by name.
    links : tuple of mappings of str to str
        Fields of each of its predecessor links.
    is_summary : bool
        Whether others lie below it in the outline.
    group : tuple[str, ...]
        Ids of the summary tasks above it, outermost first.
    above : tuple[str, ...]
        UIDs of the same.
    file : str
        Name of the file.
    line : int
        Line of the file.
    """

    fields: Mapping[str, str]
    links: tuple[Mapping[str, str], ...]
    is_summary: bool
    group: tuple[str, ...]
    above: tuple[str, ...]
    file: str
    line: int

    @property
    def uid(self) -> str:
        """The number that stays with the task when rows move."""
        return self.fields.get("UID", "")

    @property
    def label(self) -> str:
        """Id and name."""
        return f"uid{self.uid} {self.fields.get('Name', '')}".strip()

    @property
    def share_done(self) -> float:
        """Share of the duration that is complete, 0 to 1."""
        try:
            percent = float(self.fields.get("PercentComplete") or 0)
        except ValueError:
            percent = 0.0
        return min(max(percent / 100, 0.0), 1.0)

    @property
    def state(self) -> State:
        """Progress of the task."""
        if self.share_done == 1 or self.moment("ActualFinish"):
            return "finished"
        return "started" if self.share_done > 0 or self.moment("ActualStart") else "planned"

    @property
    def is_elapsed(self) -> bool:
        """Whether the duration runs by the clock on the wall."""
        return self.fields.get("DurationFormat", "") in ELAPSED_FORMATS

    @property
    def has_own_calendar(self) -> bool:
        """Whether the task names a calendar."""
        return self.fields.get("CalendarUID", "-1") not in ("", "-1")

    @property
    def is_manual(self) -> bool:
        """Whether it is dated by hand: links and calendars do not move it."""
        is_dated = self.moment("Start") is not None or self.moment("Finish") is not None
        return (self.is_set("Manual") or self.is_set("IsSubproject")) and is_dated

    @property
    def total_minutes(self) -> float:
        """Working minutes of the whole task.

        Raises
        ------
        ScheduleFileError
            Where it has no duration, and is neither a milestone nor a place held by hand.
        """
        total = self.minutes("Duration")
        if total is None and not (self.is_set("Milestone") or self.is_set("Manual")):
            raise refuse(self.file, "the task has no Duration", subject=f"task {self.label}", line=self.line)
        return total or 0.0

    @property
    def remaining_minutes(self) -> float:
        """Working minutes that are still to be done."""
        total = self.total_minutes
        if self.state == "planned" or not total:
            return total
        if self.state == "finished":
            return 0.0
        remaining = self.minutes("RemainingDuration")
        return total * (1 - self.share_done) if remaining is None else remaining

    def is_set(self, name: str) -> bool:
        """Return whether a yes-or-no field says yes."""
        return self.fields.get(name, "") in ("1", "true")

    def moment(self, name: str) -> datetime | None:
        """Return a date field, or None where it is absent or no date."""
        return parse_moment(self.fields.get(name, ""))

    def minutes(self, name: str) -> float | None:
        """Return a duration field in minutes, or None where it is absent.

        Raises
        ------
        ScheduleFileError
            Where it is not like ``PT8H0M0S``.
        """
        text = self.fields.get(name, "")
        if not text:
            return None
        found = _DURATION.fullmatch(text)
        if not found:
            raise refuse(
                self.file,
                f"{name} is {text!r}",
                allowed="a duration is written like PT8H0M0S and is not negative",
                subject=f"task {self.label}",
                line=self.line,
            )
        days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return days * 1440 + hours * 60 + minutes + seconds / 60


def parse_moment(text: str) -> datetime | None:
    """Return the date that a text holds, or None.

    Examples
    --------
    >>> parse_moment("2027-01-04T08:00:00"), parse_moment("NA")
    (datetime.datetime(2027, 1, 4, 8, 0), None)
    """
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment if moment.year in CREDIBLE_YEARS else None


def read_tasks(root: XmlElement, file: str) -> list[MspdiTask]:
    """Read the task rows, without blank rows and the summary of the whole project.

    Parameters
    ----------
    root : XmlElement
        The element Project.
    file : str
        Name of the file, for messages.

    Returns
    -------
    list[MspdiTask]
        In the order of the file.

    Raises
    ------
    ScheduleFileError
        Where a row has no UID or two have the same.
    """
    elements = [(element, element.values()) for element in root.all("Tasks", "Task")]
    rows = [(element, fields) for element, fields in elements if fields.get("IsNull") not in ("1", "true")]
    levels = [_level(fields) for _, fields in rows]
    namers: dict[tuple[str, ...], Identifiers] = {}
    path: list[tuple[int, str, str]] = []
    tasks: dict[str, MspdiTask] = {}
    for index, (element, fields) in enumerate(rows):
        uid, level = fields.get("UID", ""), levels[index]
        if not uid or uid in tasks:
            what = f"the UID {uid} is used twice" if uid else "the task has no UID"
            raise refuse(file, what, subject=f"task {fields.get('Name', '')!r}", line=element.line)
        while path and path[-1][0] >= level:
            path.pop()
        if len(path) > _MAX_LEVELS:
            what = f"the outline is deeper than {_MAX_LEVELS} levels"
            raise refuse(file, what, subject=f"task {fields.get('Name', '')!r}", line=element.line)
        group, above = tuple(name for _, name, _ in path), tuple(parent for _, _, parent in path)
        has_rows_below = index + 1 < len(rows) and levels[index + 1] > level
        is_inserted = fields.get("IsSubproject") in ("1", "true")
        is_summary = has_rows_below or (fields.get("Summary") in ("1", "true") and not is_inserted)
        links = tuple(link.values() for link in element.all("PredecessorLink"))
        if level == 0 and is_summary:
            continue
        tasks[uid] = MspdiTask(fields, links, is_summary, group, above, file, element.line)
        if is_summary:
            namer = namers.setdefault(group, Identifiers())
            path.append((level, namer.unique(fields.get("Name", "") or uid, dots=False), uid))
    return list(tasks.values())


def _level(fields: Mapping[str, str]) -> int:
    """Level of the outline: 0 for the whole project, 1 for its first level."""
    text = fields.get("OutlineLevel", "")
    if text.isdecimal() and len(text) < 10:
        return int(text)
    number = fields.get("OutlineNumber", "")
    return 0 if number == "0" else number.count(".") + 1
