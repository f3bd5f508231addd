"""Who works on the tasks of an MS Project XML file, on which calendar, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.mspdi_tasks import parse_moment
from riskmc.io.schedule_files.xml_tree import XmlElement, each_element

__all__ = ["Assignment", "joined", "read_assignments", "read_segments"]

_NOBODY: Final = frozenset({"", "-65535", "-1", "0"})
_MATERIAL: Final = "0"
_WORK_TYPES: Final = ("1", "2", "3")
_NO_WORK: Final = ("", "PT0H0M0S")


@dataclass(frozen=True, slots=True)
class Assignment:
    """One resource on one task, or the task's own work where nobody is assigned.

    Attributes
    ----------
    uid : str
    calendar_uid : str
        Number of the resource's calendar; empty where nobody who keeps one is assigned.
    start, finish : datetime or None
        When it is planned to be worked.
    """

    uid: str
    calendar_uid: str
    start: datetime | None
    finish: datetime | None

    @property
    def has_worker(self) -> bool:
        """Whether somebody with a calendar is assigned: not material, not a cost, not an unnamed resource."""
        return bool(self.calendar_uid)


def read_assignments(root: XmlElement) -> dict[str, tuple[Assignment, ...]]:
    """Read the assignments that decide when a task is worked.

    Parameters
    ----------
    root : XmlElement
        The element Project.

    Returns
    -------
    dict[str, tuple[Assignment, ...]]
        By the UID of the task. Those without units are left out: they do not work.
    """
    calendars = {
        resource.value("UID"): resource.value("CalendarUID")
        for resource in root.all("Resources", "Resource")
        if resource.value("Type") != _MATERIAL and resource.value("IsCostResource") not in ("1", "true")
    }
    found: dict[str, list[Assignment]] = {}
    for element in root.all("Assignments", "Assignment"):
        values = element.values()
        resource = values.get("ResourceUID", "")
        if resource not in _NOBODY and (resource not in calendars or _is_zero(values.get("Units", "1"))):
            continue
        calendar = "" if resource in _NOBODY else calendars[resource]
        start, finish = parse_moment(values.get("Start", "")), parse_moment(values.get("Finish", ""))
        assignment = Assignment(values.get("UID", ""), "" if calendar == "-1" else calendar, start, finish)
        found.setdefault(values.get("TaskUID", ""), []).append(assignment)
    return {task: tuple(assignments) for task, assignments in found.items()}


def _is_zero(text: str) -> bool:
    try:
        return float(text or 1) <= 0
    except ValueError:
        return False


def read_segments(data: bytes, file: str, assignments: Collection[str]) -> dict[str, list[tuple[datetime, datetime]]]:
    """Read when assignments are worked, piece by piece.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    assignments : collection of str
        UIDs of the assignments.

    Returns
    -------
    dict[str, list[tuple[datetime, datetime]]]
        By UID: starts and finishes of the pieces in which there is work, in order, those that touch as one.
    """
    wanted = frozenset(assignments)
    found: dict[str, list[tuple[datetime, datetime]]] = {}

    def receive(element: XmlElement) -> None:
        values = element.values()
        uid = values.get("UID", "")
        start, finish = parse_moment(values.get("Start", "")), parse_moment(values.get("Finish", ""))
        is_work = values.get("Type") in _WORK_TYPES and values.get("Value", "") not in _NO_WORK
        if uid in wanted and is_work and start and finish:
            found.setdefault(uid, []).append((start, finish))

    each_element(data, file, "TimephasedData", receive)
    return {uid: joined(pieces) for uid, pieces in found.items()}


def joined(pieces: Collection[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Sort stretches of time, and join those that touch or overlap.

    Examples
    --------
    >>> days = [datetime(2027, 1, day) for day in (4, 5, 6, 8)]
    >>> [(a.day, b.day) for a, b in joined([(days[1], days[2]), (days[0], days[1]), (days[3], days[3])])]
    [(4, 6), (8, 8)]
    """
    whole: list[tuple[datetime, datetime]] = []
    for start, finish in sorted(pieces):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(finish, whole[-1][1]))
        else:
            whole.append((start, finish))
    return whole
