"""MS Project XML files (MSPDI): the file becomes a schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from riskmc.io.schedule_files.calendar_book import CalendarBook
from riskmc.io.schedule_files.mspdi_calendar import MspdiCalendars
from riskmc.io.schedule_files.mspdi_costs import costs_of_summaries, costs_of_tasks
from riskmc.io.schedule_files.mspdi_counts import raw_counts
from riskmc.io.schedule_files.mspdi_dates import breaks_limit, constraints, levelling_delay, own_dates
from riskmc.io.schedule_files.mspdi_links import Links, read_links
from riskmc.io.schedule_files.mspdi_notices import note_rows, note_work
from riskmc.io.schedule_files.mspdi_resources import read_assignments, read_segments
from riskmc.io.schedule_files.mspdi_tasks import MspdiTask, parse_moment, read_tasks
from riskmc.io.schedule_files.mspdi_work import Work, base_calendar, plan_work
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ELAPSED, LAG_WORDS, Activity, NoticeBook, Schedule
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK_TEXT
from riskmc.io.schedule_files.xml_tree import XmlElement, parse_xml
from riskmc.model.scheduling import Scheduling

__all__ = ["read_mspdi"]

_SKIPPED: Final = (
    "TimephasedData", "Baseline", "ExtendedAttribute", "OutlineCode", "Notes", "Views", "Rates", "AvailabilityPeriods",
)  # fmt: skip
_NO: Final = ("0", "false")


def read_mspdi(data: bytes, file: str, *, is_converted: bool = False) -> Schedule:
    """Read an MS Project XML file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    is_converted : bool
        Whether the library that reads files of other formats wrote the XML, and not MS Project.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Where the XML is broken or unsafe, or holds no tasks.
    """
    root = parse_xml(data, file, _SKIPPED)
    notices = NoticeBook()
    rows = read_tasks(root, file)
    network = {task.uid: task for task in rows if _is_in_network(task)}
    if not network:
        raise refuse(file, "the file holds no tasks", hint="export a project that has tasks")
    start = _start(root, list(network.values()), file)
    calendars = MspdiCalendars(root)
    book = CalendarBook(calendars.pattern, start)
    default = _default_calendar(root, calendars, notices)
    honours = _honours_constraints(root, list(network.values()), book, default, is_converted=is_converted)
    scheduling = _scheduling(root, honours=honours)
    assignments = read_assignments(root)
    works = plan_work(list(network.values()), assignments, book, default, partial(read_segments, data, file))
    links = read_links(rows, network, book, default, works, notices, limits_pull=honours)
    reader = _Activities(root, {task.uid: task for task in rows}, works, links, book, default, honours)
    activities = (*(reader.activity(task) for task in network.values()), *links.milestones.values())
    activities = _standing_free(activities, links, book, book.key(default), start)
    costs = costs_of_tasks(root, list(network.values()), works, notices)
    activities = tuple(replace(activity, cost=costs.get(activity.key)) for activity in activities)
    note_rows(root, rows, notices)
    note_work(list(network.values()), works, notices)
    notices.add("constraints", "of more than two constraints on a task the others were left out", reader.crowded)
    notices.add("calendars", "parts of calendars are not readable and were left out", calendars.unread)
    of_activities = {key for a in activities for key in (a.calendar, a.float_calendar or a.calendar)}
    used = {book.key(default), *of_activities, *(r.lag_calendar for r in links.relationships)} - set(LAG_WORDS)
    patterns = book.patterns(used)
    currency = root.value("CurrencyCode")
    return Schedule(
        file=file,
        name=root.value("Title") or root.value("Name").removesuffix(".xml") or "project",
        start=start,
        status_date=parse_moment(root.value("StatusDate")),
        currency=currency if len(currency) == 3 and currency.isascii() and currency.isupper() else None,
        calendar=book.key(default),
        calendars=patterns,
        activities=activities,
        relationships=tuple(links.relationships),
        notices=notices,
        scheduling=scheduling,
        tool="MS Project",
        counts=raw_counts(data, len(network), links.kinds, links.n_lags, len(patterns), reader.n_constraints),
        standing=costs_of_summaries(rows, notices),
    )


def _is_in_network(task: MspdiTask) -> bool:
    return not (task.is_summary or task.fields.get("Active") in _NO or task.is_set("ExternalTask"))


def _default_calendar(root: XmlElement, calendars: MspdiCalendars, notices: NoticeBook) -> str:
    key = root.value("CalendarUID")
    if key not in calendars:
        notices.add(
            "calendars",
            f"the file has no calendar for the project; {STANDARD_WEEK_TEXT} was taken",
            count=1,
        )
    return key


def _scheduling(root: XmlElement, *, honours: bool) -> Scheduling:
    """Return how MS Project works dates out, with the options of the file."""
    is_from_finish = root.value("ScheduleFromStart") in _NO
    return Scheduling(
        progress="progress_override" if root.value("SplitsInProgressTasks") in _NO else "retained_logic",
        lag_calendar="successor",
        total_float="smallest",
        late_constraints="dates" if honours else "float",
        as_late_as_possible="total_float",
        remaining_work="where_planned",
        open_ends="task" if root.value("MultipleCriticalPaths") in ("1", "true") else "project",
        must_finish_by=parse_moment(root.value("FinishDate")) if is_from_finish else None,
    )


def _honours_constraints(
    root: XmlElement, tasks: Sequence[MspdiTask], book: CalendarBook, default: str, *, is_converted: bool
) -> bool:
    """Return whether constraints go before links.

    MS Project writes HonorConstraints as 0 while the option is on. Its own dates tell: where one lies behind the limit
    that a constraint sets, the option is off.
    """
    if is_converted:
        return root.value("HonorConstraints") not in _NO
    return not any(breaks_limit(task, base_calendar(task, default, book), book) for task in tasks)


def _start(root: XmlElement, tasks: Sequence[MspdiTask], file: str) -> datetime:
    start = parse_moment(root.value("StartDate"))
    start = start or min((moment for task in tasks if (moment := task.moment("Start"))), default=None)
    if start is None:
        raise refuse(file, "the project has no StartDate", hint="set it in MS Project and export the file again")
    return start


def _standing_free(
    activities: Sequence[Activity], links: Links, book: CalendarBook, project: str, start: datetime
) -> tuple[Activity, ...]:
    """Let milestones stand in time off and where work starts, if anything but finishing work can put them there."""
    calendars = {activity.calendar for activity in activities if not activity.is_milestone} - {project}
    milestones = {activity.key for activity in activities if activity.is_milestone}
    all_may = (
        bool(calendars)
        or book.rests_at(project, start)
        or any(
            (link.lag_minutes and link.lag_calendar == ELAPSED)
            or (link.successor in milestones and (link.kind in ("SS", "SF") or link.lag_minutes < 0))
            for link in links.relationships
        )
    )
    return tuple(
        replace(activity, side="linked") if activity.is_milestone and (all_may or activity.constraints) else activity
        for activity in activities
    )


@dataclass
class _Activities:
    """Makes activities of tasks, and counts what it meets.

    Attributes
    ----------
    crowded : list[str]
        Tasks with more constraints than a task can have.
    n_constraints : int
        Constraints of tasks that came through.
    """

    root: XmlElement
    known: Mapping[str, MspdiTask]
    works: Mapping[str, Work]
    links: Links
    book: CalendarBook
    default: str
    honours: bool

    def __post_init__(self) -> None:
        self.crowded: list[str] = []
        self.n_constraints = 0
        self._per_day = _number(self.root.value("MinutesPerDay"), 480.0)
        self._per_week = _number(self.root.value("MinutesPerWeek"), 2400.0)
        self._days_per_month = _number(self.root.value("DaysPerMonth"), 20.0)

    def activity(self, task: MspdiTask) -> Activity:
        """Return the activity of a task."""
        work = self.works[task.uid]
        base = base_calendar(task, self.default, self.book)
        delay = levelling_delay(task, self._per_day, self._per_week, self._days_per_month)
        held = constraints(task, self.known, self.links, honours=self.honours)
        if len(held) > _MOST_CONSTRAINTS:
            self.crowded.append(task.label)
        self.n_constraints += task.fields.get("ConstraintType", "0") in _CONSTRAINTS
        is_milestone = not work.planned
        actual_start = task.moment("ActualStart") or (task.moment("Start") if task.state != "planned" else None)
        actual_finish = task.moment("ActualFinish") or (task.moment("Finish") if task.state == "finished" else None)
        return Activity(
            key=task.uid,
            code=f"uid{task.uid}",
            name=task.fields.get("Name") or f"task {task.label}",
            group=task.group,
            minutes=work.minutes,
            is_milestone=is_milestone,
            calendar=work.calendar,
            state=task.state,
            actual_start=actual_start,
            actual_finish=actual_finish,
            line=task.line,
            planned_minutes=None if task.state == "planned" else work.planned,
            constraints=held[:_MOST_CONSTRAINTS],
            deadline=None if task.state == "finished" else task.moment("Deadline"),
            resume=None if is_milestone else work.resume,
            delay=delay,
            pauses=work.pauses,
            float_calendar=ELAPSED if task.is_elapsed else base,
            own=own_dates(task, work, ELAPSED if task.is_elapsed else base, delay, self.book),
        )


_MOST_CONSTRAINTS: Final = 2
_CONSTRAINTS: Final = frozenset("1234567")


def _number(text: str, usual: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return usual
    return value if 0 < value < 1e6 else usual
