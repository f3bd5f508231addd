"""GanttProject files: the file becomes a schedule that gives the days GanttProject shows.

GanttProject counts whole working days. A task that a ``Strong`` dependency holds starts where the latest of its
dependencies lets it. All others stay on their day: a ``Rubber`` dependency, or one that the row above inherits to
them, pushes them later and never pulls them back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from riskmc.errors import PlanError
from riskmc.io.schedule_files.gan_calendar import read_calendar
from riskmc.io.schedule_files.gan_costs import with_costs
from riskmc.io.schedule_files.gan_links import expanded
from riskmc.io.schedule_files.gan_tasks import GanLink, GanTask, read_tasks
from riskmc.io.schedule_files.problems import ProblemBook, refuse
from riskmc.io.schedule_files.records import Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.work_pattern import WorkPattern
from riskmc.io.schedule_files.xml_tree import XmlElement, parse_xml
from riskmc.model.calendars import Calendar
from riskmc.model.constraints import Constraint
from riskmc.model.origin import OwnDates, RawCount
from riskmc.model.scheduling import Scheduling
from riskmc.model.timeline import WorkingTimeline

__all__ = ["read_gan"]

_KEY = "project"
_DAY = 480.0
_SKIPPED = ("notes", "customproperty", "taskproperties", "view", "roles", "vacations")


def read_gan(data: bytes, file: str) -> Schedule:
    """Read a GanttProject file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Where the XML is broken or unsafe, holds no tasks, or tasks and dependencies make no sense.
    """
    root = parse_xml(data, file, _SKIPPED)
    problems, notices = ProblemBook(file), NoticeBook()
    rows, raw_links = read_tasks(root, problems)
    problems.raise_any()
    tasks = {number: task for number, task in rows.items() if not task.is_summary}
    if not tasks:
        raise refuse(file, "the file holds no tasks", hint="save a project that has tasks")
    first, last = min(task.start for task in tasks.values()), max(task.start for task in tasks.values())
    pattern = read_calendar(root, range(first.year, last.year + 1), notices)
    timeline = WorkingTimeline(_calendar(pattern, file), datetime.combine(first, time()))
    links = expanded(rows, raw_links, file, notices)
    relationships = tuple(
        Relationship(link.predecessor, link.successor, link.kind, link.days * _DAY, _KEY, link.line) for link in links
    )
    _note(rows, root, notices)
    return Schedule(
        file=file,
        name=root.attributes.get("name", "").strip() or "project",
        start=datetime.combine(first, time()),
        status_date=None,
        currency=None,
        calendar=_KEY,
        calendars={_KEY: pattern},
        activities=with_costs(_activities(tasks, links, first, timeline), tasks, root, notices),
        relationships=relationships,
        notices=notices,
        scheduling=Scheduling(remaining_work="where_planned"),
        tool="GanttProject",
        counts=_counts(root, rows, tasks, raw_links),
    )


def _calendar(pattern: WorkPattern, file: str) -> Calendar:
    try:
        return pattern.calendar()
    except PlanError as error:
        raise refuse(file, f"the calendar is not usable: {error}", hint="set working days in GanttProject") from None


def _activities(
    tasks: Mapping[str, GanTask], links: Sequence[GanLink], first: date, timeline: WorkingTimeline
) -> list[Activity]:
    pulled = {link.successor for link in links if link.pulls}
    waiting = {link.successor for link in links}
    return [_activity(task, _floor(task, pulled, waiting, first), timeline) for task in tasks.values()]


def _floor(task: GanTask, pulled: set[str], waiting: set[str], first: date) -> date | None:
    """Day before which a task does not start whatever its dependencies."""
    if task.number in pulled or (task.earliest is not None and task.number not in waiting):
        return task.earliest
    floor = task.start if task.earliest is None else max(task.start, task.earliest)
    return floor if floor > first else None


def _activity(task: GanTask, floor: date | None, timeline: WorkingTimeline) -> Activity:
    start = timeline.minutes_at(datetime.combine(task.start, time()))
    minutes = task.days * _DAY
    is_finished, is_started = task.percent == 1, 0 < task.percent < 1 and task.days > 0
    left = 0.0 if is_finished else float(round(minutes * (1 - task.percent))) if is_started else minutes
    begun = timeline.date_of(start, "start")
    done = timeline.date_of(start + minutes, "finish" if minutes else "start")
    gone_on = timeline.date_of(start + minutes - left, "start") if is_started else begun
    cause = "" if begun.date() == task.start else "the file has it start on a day off"
    return Activity(
        key=task.number,
        code=task.code,
        name=task.name,
        group=task.group,
        minutes=left,
        is_milestone=task.days == 0,
        calendar=_KEY,
        state="finished" if is_finished else "started" if is_started else "planned",
        actual_start=begun if is_finished or is_started else None,
        actual_finish=done if is_finished else None,
        line=task.line,
        planned_minutes=minutes if is_finished or is_started else None,
        side="start" if task.days == 0 else "",
        constraints=() if floor is None else (Constraint("start_no_earlier_than", floor),),
        own=OwnDates(start=gone_on, finish=done, cause=cause),
    )


def _note(rows: Mapping[str, GanTask], root: XmlElement, notices: NoticeBook) -> None:
    summaries = [task.label for task in rows.values() if task.is_summary and task.earliest is not None]
    notices.add("constraints", "earliest dates of summary tasks are not honoured", summaries)
    n_assigned = sum(1 for _ in root.all("allocations", "allocation"))
    notices.add(
        "resources", "who works on what does not move tasks in GanttProject; what it costs is read", count=n_assigned
    )
    begun = [task.label for task in rows.values() if not task.is_summary and task.percent > 0]
    what = (
        "GanttProject keeps no actual dates: work that is done, wholly or in part, was taken to lie where it is planned"
    )
    notices.add("progress", what, begun)


def _counts(
    root: XmlElement, rows: Mapping[str, GanTask], tasks: Mapping[str, GanTask], links: Sequence[GanLink]
) -> tuple[RawCount, ...]:
    """Compare with the elements of the file, counted on their own."""
    n_rows, n_links = 0, {"FS": 0, "SS": 0, "FF": 0, "SF": 0}
    kinds = {"1": "SS", "2": "FS", "3": "FF", "4": "SF"}
    waiting = list(root.all("tasks", "task"))
    while waiting:
        element = waiting.pop()
        n_rows += 1
        waiting += element.all("task")
        for depend in element.all("depend"):
            n_links[kinds[depend.attributes.get("type", "2")]] += 1
    read = dict.fromkeys(n_links, 0)
    for link in links:
        read[link.kind] += link.predecessor in rows and link.successor in rows
    n_summaries = n_rows - len(tasks)
    reason = f"{n_summaries} are summary tasks, which follow those below them" if n_summaries else ""
    missing = "they name tasks that are not in the file"
    return (
        RawCount("tasks", n_rows, len(tasks), reason),
        *(
            RawCount(f"links {kind}", n_links[kind], read[kind], "" if n_links[kind] == read[kind] else missing)
            for kind in n_links
            if n_links[kind]
        ),
    )
