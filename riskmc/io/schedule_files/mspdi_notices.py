"""What of an MS Project file did not come through as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskmc.io.schedule_files.mspdi_tasks import MspdiTask
from riskmc.io.schedule_files.mspdi_work import Work
from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.xml_tree import XmlElement

__all__ = ["note_rows", "note_work"]


def note_rows(root: XmlElement, rows: Sequence[MspdiTask], notices: NoticeBook) -> None:
    """Note rows that are left out, constraints and deadlines of summaries, and the way the project is scheduled.

    Parameters
    ----------
    root : XmlElement
        The element Project.
    rows : sequence of MspdiTask
        All task rows.
    notices : NoticeBook
        Receives the notices.
    """
    leaves = [task for task in rows if not task.is_summary]
    inactive = [task.label for task in leaves if task.fields.get("Active") in ("0", "false")]
    notices.add("inactive tasks", "inactive tasks are left out", inactive)
    external = [task.label for task in leaves if task.is_set("ExternalTask")]
    notices.add("external tasks", "tasks of other projects are left out", external)
    summaries = [task for task in rows if task.is_summary]
    held = [task.label for task in summaries if task.fields.get("ConstraintType") in ("4", "7")]
    notices.add("constraints", "constraints of summary tasks hold the tasks below them", held)
    deadlines = [f"{task.label} ({deadline:%Y-%m-%d})" for task in summaries if (deadline := task.moment("Deadline"))]
    notices.add("deadlines", "deadlines of summary tasks limit no dates", deadlines)
    if root.value("ScheduleFromStart") in ("0", "false"):
        what = "the project is scheduled from its finish: its tasks are as late as its finish date allows"
        notices.add("scheduling", what, count=1)


def note_work(tasks: Sequence[MspdiTask], works: Mapping[str, Work], notices: NoticeBook) -> None:
    """Note how tasks are worked where that is not plain.

    Parameters
    ----------
    tasks : sequence of MspdiTask
        Those that are scheduled.
    works : mapping of str to Work
        By UID.
    notices : NoticeBook
        Receives the notices.
    """
    unfinished = [task for task in tasks if task.state != "finished"]
    notices.add(
        "manual scheduling",
        "tasks dated by hand start and finish on their dates, whatever their links say",
        [task.label for task in unfinished if task.is_manual and task.is_set("Manual")],
    )
    undated = [task.label for task in unfinished if task.is_set("Manual") and not task.is_manual]
    notices.add("manual scheduling", "manually scheduled tasks without dates are dated by their links", undated)
    inserted = [task.label for task in unfinished if task.is_set("IsSubproject")]
    notices.add("inserted projects", "inserted projects are tasks with the dates of the file", inserted)
    flagged = [task.label for task in unfinished if task.is_set("Milestone") and task.minutes("Duration")]
    notices.add("milestones", "tasks marked as milestones have a duration and keep it", flagged)
    sentences = {
        "assignments": "resources of a task keep different calendars: it is worked on that of the last to finish",
        "unplaced pause": "tasks that the file plans over more time than their duration pause midway",
        "contradiction": "in the file the finish of these tasks is not their start and their duration; here it is",
    }
    for how, sentence in sentences.items():
        notices.add("work", sentence, [task.label for task in unfinished if works[task.uid].how == how])
