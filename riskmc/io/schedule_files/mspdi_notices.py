"""What of an MS Project file this version does not honour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskmc.io.schedule_files.mspdi_tasks import MspdiTask
from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["note_unhonoured"]

_CONSTRAINTS: Final = {
    "1": "as late as possible",
    "2": "must start on",
    "3": "must finish on",
    "4": "start no earlier than",
    "5": "start no later than",
    "6": "finish no earlier than",
    "7": "finish no later than",
}
_NO_RESOURCE: Final = ("", "-65535", "-1")


def note_unhonoured(
    root: XmlElement, rows: Sequence[MspdiTask], tasks: Sequence[MspdiTask], notices: NoticeBook
) -> None:
    """Note constraints, deadlines, manual scheduling, rows left out, and resources.

    Parameters
    ----------
    root : XmlElement
        The element Project.
    rows : sequence of MspdiTask
        All task rows.
    tasks : sequence of MspdiTask
        Those that are in the network.
    notices : NoticeBook
        Receives the notices.
    """
    leaves = [task for task in rows if not task.is_summary]
    inactive = [task.label for task in leaves if task.fields.get("Active") in ("0", "false")]
    notices.add("inactive tasks", "inactive tasks are left out", inactive)
    external = [task.label for task in leaves if task.is_set("ExternalTask")]
    notices.add("external tasks", "tasks of other projects are left out", external)
    open_tasks = [task for task in tasks if task.state != "finished"]
    _note_constraints(rows, open_tasks, notices)
    sentences = {
        "manual scheduling": ("manually scheduled tasks are moved by their links like all others", "Manual"),
        "levelling": ("levelling delays are not honoured", "LevelingDelay"),
    }
    for subject, (sentence, name) in sentences.items():
        found = [task.label for task in open_tasks if task.fields.get(name, "0") not in ("", "0", "false")]
        notices.add(subject, sentence, found)
    flagged = [task.label for task in open_tasks if task.is_set("Milestone") and task.minutes("Duration")]
    notices.add("milestones", "tasks marked as milestones have a duration and keep it", flagged)
    if root.value("ScheduleFromStart") in ("0", "false"):
        notices.add("scheduling", "the project is scheduled from its finish; here from its start", count=1)
    _note_resources(root, open_tasks, notices)


def _note_constraints(rows: Sequence[MspdiTask], open_tasks: Sequence[MspdiTask], notices: NoticeBook) -> None:
    summaries = [task for task in rows if task.is_summary]
    for code, name in _CONSTRAINTS.items():
        found = [
            f"{task.label} ({task.fields['ConstraintDate'][:10]})" if task.fields.get("ConstraintDate") else task.label
            for task in [*open_tasks, *summaries]
            if task.fields.get("ConstraintType") == code
        ]
        notices.add("constraints", f"constraints '{name}' are not yet honoured", found)
    deadlines = [
        f"{task.label} ({deadline:%Y-%m-%d})"
        for task in [*open_tasks, *summaries]
        if (deadline := task.moment("Deadline"))
    ]
    notices.add("deadlines", "deadlines are not read; state them as objectives in a plan file", deadlines)


def _note_resources(root: XmlElement, open_tasks: Sequence[MspdiTask], notices: NoticeBook) -> None:
    assigned = {
        assignment.value("TaskUID")
        for assignment in root.all("Assignments", "Assignment")
        if assignment.value("ResourceUID") not in _NO_RESOURCE
    }
    notices.add(
        "resources",
        "tasks with resources run on their own calendar, not on those of the resources; work and costs are not read",
        [task.label for task in open_tasks if task.uid in assigned],
    )
