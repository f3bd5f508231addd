"""Primavera P6 XML files (`.xml`, `.pmxml`): their elements become the tables of an XER file, and these a schedule.

The same objects are in both kinds of file, under other names. Nothing is lost on the way, which cannot be said of
other ways: names in all scripts, decimal commas, and all projects of the file come through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from riskmc.errors import Location, PlanError, Problem, ScheduleFileError
from riskmc.io.schedule_files.p6_xml_calendar import calendar_text
from riskmc.io.schedule_files.p6_xml_columns import COLUMNS, NAMES, Column
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.xer import read_xer
from riskmc.io.schedule_files.xml_tree import XmlElement, parse_xml
from riskmc.model.origin import OwnDates
from riskmc.model.timeline import WorkingTimeline

__all__ = ["read_p6_xml"]

_SKIPPED: Final = (
    "ActivityCode", "ActivityCodeType", "ActivityNote", "ActivityStep", "ActivityStepCreate",
    "BaselineProject", "Document", "FinancialPeriod", "NotebookTopic", "OBS", "ProjectCode", "ProjectCodeType",
    "ProjectDocument", "ProjectNote", "ResourceRate", "Role", "RoleLimit", "RoleRate", "UDF", "UDFType",
    "WBSMilestone", "CostAccount", "ExpenseCategory", "ResourceCurve", "UDFValue",
)  # fmt: skip
_ROOTS: Final = ("APIBusinessObjects", "PMXML")
_SPACE = re.compile(r"[\t\r\n]+")
_LINE = re.compile(r"(?<=\(line )\d+")
_LATEST: Final = "20.12"


def read_p6_xml(data: bytes, file: str, project: str | None = None) -> Schedule:
    """Read one project of a Primavera P6 XML file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    project : str, optional
        Id or number of the project that is wanted; needed where several hold activities.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Where the XML is broken or unsafe, or holds no activities.
    UsageError
        Where it must be said which project is meant.
    """
    root = parse_xml(data, file, _SKIPPED)
    if root.tag not in _ROOTS:
        raise refuse(file, f"the root element is {root.tag}", allowed=f"it is {' or '.join(_ROOTS)}")
    currencies = [element.value("Id") for element in root.all("Currency")]
    tables = _Tables(currencies[0] if len(currencies) == 1 else "")
    _fill(tables, root)
    try:
        schedule = read_xer("\n".join(tables.text()).encode(), file, project)
    except ScheduleFileError as error:
        raise ScheduleFileError(_named(problem, tables.line) for problem in error.problems) from None
    notices = NoticeBook()
    for notice in schedule.notices.notices():
        what = _LINE.sub(lambda found: str(tables.line(int(found[0]))), notice.what)
        notices.add(notice.subject, what, notice.items, notice.count)
    return replace(
        schedule,
        notices=notices,
        activities=_with_float(schedule, tables.line),
        relationships=_with_lines(schedule.relationships, tables.line),
    )


@dataclass
class _Tables:
    """Rows of XER tables, each with the line of the XML that it comes from."""

    currency: str
    rows: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    lines: list[int] = field(default_factory=list)

    def add(self, table: str, element: XmlElement, given: Mapping[str, str]) -> None:
        """Add the row of an element; `given` goes before what its columns say."""
        fields = element.values()
        values = (given.get(column.name) or _value(column, fields) for column in COLUMNS[table])
        self.rows[table].append((element.line, "\t".join(_SPACE.sub(" ", value).strip() for value in values)))

    def text(self) -> Iterator[str]:
        """Yield the lines of the XER file."""
        yield "\t".join(("ERMHDR", _LATEST, *[""] * 6, self.currency))
        self.lines = [1, 1]
        for name, rows in self.rows.items():
            yield f"%T\t{name}"
            yield "\t".join(("%F", *(column.name for column in COLUMNS[name])))
            self.lines += (1, 1)
            for line, row in rows:
                self.lines.append(line)
                yield f"%R\t{row}"
        yield "%E"
        self.lines.append(1)

    def line(self, number: int) -> int:
        """Return the line of the XML for a line of the XER file."""
        return self.lines[number] if 0 < number < len(self.lines) else 0


def _value(column: Column, fields: Mapping[str, str]) -> str:
    text = next((fields[name] for name in column.elements if fields.get(name)), "")
    return column.words.get(text, column.words.get("", text)) if text else ""


def _fill(tables: _Tables, root: XmlElement) -> None:
    """Add the rows of all objects that a schedule is made of."""
    for element in root.children:
        if element.tag == "Project":
            _fill_project(tables, element)
        elif element.tag in _TABLES:
            _add(tables, element, "", "")


def _fill_project(tables: _Tables, project: XmlElement) -> None:
    number = project.value("ObjectId")
    top = _top(project)
    is_read = bool(project.value("PlannedStartDate") or project.value("DataDate"))
    is_foreign = project.value("External") in ("1", "true") or not is_read
    tables.add("PROJECT", project, {"proj_id": number, "export_flag": "N" if is_foreign else "Y"})
    node = {"wbs_id": top, "proj_node_flag": "Y", "wbs_short_name": project.value("Id"), "proj_id": number}
    tables.add("PROJWBS", project, {**node, "wbs_name": project.value("Name"), "parent_wbs_id": "-"})
    for element in project.children:
        if element.tag in _TABLES and not (element.tag == "WBS" and element.value("ObjectId") == top):
            _add(tables, element, number, top)


def _top(project: XmlElement) -> str:
    """Return the number of the project's own node, which some programs write among the others."""
    tops = [node for node in project.all("WBS") if not node.value("ParentObjectId")]
    is_written = len(tops) == 1 and tops[0].value("Code") == project.value("Id")
    return project.value("WBSObjectId") or (tops[0].value("ObjectId") if is_written else f"top of {project.line}")


def _add(tables: _Tables, element: XmlElement, project: str, top: str) -> None:
    given = {} if element.tag in ("Calendar", "Relationship") else {"proj_id": project}
    if element.tag in ("WBS", "Activity"):
        name, parent = ("wbs_id", "WBSObjectId") if element.tag == "Activity" else ("parent_wbs_id", "ParentObjectId")
        given[name] = element.value(parent) or top
    if element.tag == "Calendar":
        given["clndr_data"] = calendar_text(element)
    tables.add(_TABLES[element.tag], element, given)


_TABLES: Final = {
    "Calendar": "CALENDAR",
    "ScheduleOptions": "SCHEDOPTIONS",
    "WBS": "PROJWBS",
    "Activity": "TASK",
    "Relationship": "TASKPRED",
    "Resource": "RSRC",
    "ResourceAssignment": "TASKRSRC",
    "ActivityExpense": "PROJCOST",
}


def _named(problem: Problem, line: Callable[[int], int]) -> Problem:
    """Say a problem of the tables in the words and with the line of the XML."""
    where = Location(problem.where.file, line(problem.where.line or 0) or None)
    what, allowed, hint = (NAMES.sub(_xml_name, text) for text in (problem.what, problem.allowed, problem.hint))
    subject = problem.subject if problem.subject not in COLUMNS else ""
    return Problem(where, subject, what, allowed, hint.replace(" as XER", ""))


def _xml_name(found: re.Match[str]) -> str:
    columns = (column for columns in COLUMNS.values() for column in columns)
    return next((column.elements[0] for column in columns if column.name == found[0] and column.elements), found[0])


def _with_lines(links: Iterable[Relationship], line: Callable[[int], int]) -> tuple[Relationship, ...]:
    return tuple(replace(link, line=line(link.line)) for link in links)


def _with_float(schedule: Schedule, line: Callable[[int], int]) -> tuple[Activity, ...]:
    """Give activities the lines of the XML, and the total float that their own early and late dates make."""
    timelines: dict[str, WorkingTimeline | None] = {}
    activities = []
    for activity in schedule.activities:
        if activity.calendar not in timelines:
            timelines[activity.calendar] = _timeline(schedule, activity.calendar)
        own, timeline = activity.own, timelines[activity.calendar]
        if own is not None and own.total_float is None and timeline is not None and activity.state != "finished":
            own = replace(own, total_float=_total_float(own, timeline, schedule.scheduling.total_float))
        span = activity.span
        if span is not None:
            span = replace(span, starts=_with_lines(span.starts, line), finishes=_with_lines(span.finishes, line))
        activities.append(replace(activity, line=line(activity.line), own=own, span=span))
    return tuple(activities)


def _timeline(schedule: Schedule, calendar: str) -> WorkingTimeline | None:
    pattern = schedule.calendars.get(calendar)
    try:
        return None if pattern is None else WorkingTimeline(pattern.calendar(), schedule.start)
    except PlanError:
        return None


def _total_float(own: OwnDates, timeline: WorkingTimeline, measure: str) -> float | None:
    pairs = {"start": (own.start, own.late_start), "finish": (own.finish, own.late_finish)}
    found = {
        side: timeline.minutes_at(late) - timeline.minutes_at(early)
        for side, (early, late) in pairs.items()
        if early and late
    }
    return min(found.values(), default=None) if measure == "smallest" else found.get(measure)
