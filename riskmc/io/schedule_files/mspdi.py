"""MS Project XML files (MSPDI): the file becomes a schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.mspdi_calendar import MspdiCalendars
from riskmc.io.schedule_files.mspdi_notices import note_unhonoured
from riskmc.io.schedule_files.mspdi_tasks import ELAPSED_FORMATS, PERCENT_FORMATS, MspdiTask, parse_moment, read_tasks
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ELAPSED, Activity, NoticeBook, Relationship, Schedule
from riskmc.io.schedule_files.work_pattern import STANDARD_WEEK_TEXT
from riskmc.io.schedule_files.xml_tree import XmlElement, parse_xml
from riskmc.model.network import LinkKind

__all__ = ["read_mspdi"]

_SKIPPED: Final = ("TimephasedData", "Baseline", "ExtendedAttribute", "OutlineCode", "Notes", "Resources", "Views")
_KINDS: Final[Mapping[str, LinkKind]] = {"0": "FF", "1": "FS", "2": "SF", "3": "SS"}


def read_mspdi(data: bytes, file: str) -> Schedule:
    """Read an MS Project XML file.

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
        Where the XML is broken or unsafe, or holds no tasks.
    """
    root = parse_xml(data, file, _SKIPPED)
    notices = NoticeBook()
    rows = read_tasks(root, file)
    network = {task.uid: task for task in rows if _is_in_network(task)}
    if not network:
        raise refuse(file, "the file holds no tasks", hint="export a project that has tasks")
    calendars = MspdiCalendars(root)
    default_calendar = _default_calendar(root, calendars, notices)
    activities = tuple(_activity(task, default_calendar) for task in network.values())
    relationships = _relationships(rows, network, default_calendar, notices)
    start, status_date = _start(root, list(network.values()), file, notices)
    note_unhonoured(root, rows, list(network.values()), notices)
    used = {default_calendar, *(a.calendar for a in activities), *(r.lag_calendar for r in relationships)} - {ELAPSED}
    patterns = {key: calendars.pattern(key) for key in sorted(used)}
    notices.add("calendars", "parts of calendars are not readable and were left out", calendars.unread)
    currency = root.value("CurrencyCode")
    return Schedule(
        file=file,
        name=root.value("Title") or root.value("Name").removesuffix(".xml") or "project",
        start=start,
        status_date=status_date,
        currency=currency if len(currency) == 3 and currency.isascii() and currency.isupper() else None,
        calendar=default_calendar,
        calendars=patterns,
        activities=activities,
        relationships=relationships,
        notices=notices,
    )


def _is_in_network(task: MspdiTask) -> bool:
    return not (task.is_summary or task.fields.get("Active") in ("0", "false") or task.is_set("ExternalTask"))


def _default_calendar(root: XmlElement, calendars: MspdiCalendars, notices: NoticeBook) -> str:
    key = root.value("CalendarUID")
    if key not in calendars:
        notices.add(
            "calendars",
            f"the file has no calendar for the project; {STANDARD_WEEK_TEXT} was taken",
            count=1,
        )
    return key


def _activity(task: MspdiTask, default_calendar: str) -> Activity:
    minutes = _minutes_to_do(task)
    own_calendar = task.fields["CalendarUID"] if task.has_own_calendar else default_calendar
    start, finish = task.moment("Start"), task.moment("Finish")
    tells_span = task.state == "planned" and not task.is_elapsed and not task.has_own_calendar
    return Activity(
        key=task.uid,
        code=f"uid{task.uid}",
        name=task.fields.get("Name") or f"task {task.label}",
        group=task.group,
        minutes=minutes,
        is_milestone=task.is_set("Milestone") and not task.minutes("Duration"),
        calendar=ELAPSED if task.is_elapsed else own_calendar,
        state=task.state,
        actual_start=task.moment("ActualStart"),
        actual_finish=task.moment("ActualFinish"),
        planned_span=(start, finish) if tells_span and start and finish else None,
        line=task.line,
    )


def _minutes_to_do(task: MspdiTask) -> float:
    total = task.minutes("Duration")
    if total is None and not task.is_set("Milestone"):
        raise refuse(task.file, "the task has no Duration", subject=f"task {task.label}", line=task.line)
    if task.state == "planned" or not total:
        return total or 0.0
    if task.state == "finished":
        return 0.0
    remaining = task.minutes("RemainingDuration")
    return total * (1 - task.share_done) if remaining is None else remaining


def _relationships(
    rows: Sequence[MspdiTask], network: Mapping[str, MspdiTask], default_calendar: str, notices: NoticeBook
) -> tuple[Relationship, ...]:
    """Read the links between tasks of the network, and note the others."""
    known = {task.uid: task for task in rows}
    links: list[Relationship] = []
    to_summaries: list[str] = []
    to_left_out: list[str] = []
    to_others: list[str] = []
    percent_lags: list[str] = []
    for task in rows:
        for link in task.links:
            predecessor = known.get(link.get("PredecessorUID", ""))
            label = f"{predecessor.label if predecessor else '(unknown)'} -> {task.label}"
            if predecessor is None or link.get("CrossProject") == "1" or predecessor.is_set("ExternalTask"):
                to_others.append(label)
            elif predecessor.uid in network and task.uid in network:
                links.append(_relationship(link, predecessor, task, default_calendar))
                if links[-1].lag_minutes and link.get("LagFormat") in PERCENT_FORMATS:
                    percent_lags.append(label)
            elif predecessor.is_summary or task.is_summary:
                to_summaries.append(label)
            else:
                to_left_out.append(label)
    notices.add("links", "links of summary tasks are not honoured", to_summaries)
    notices.add("links", "links of inactive and external tasks are left out with them", to_left_out)
    notices.add("links", "links with tasks of other projects are not honoured", to_others)
    notices.add("lags", "lags in percent became a fixed lag from the predecessor's planned duration", percent_lags)
    return tuple(links)


def _relationship(
    link: Mapping[str, str], predecessor: MspdiTask, task: MspdiTask, default_calendar: str
) -> Relationship:
    kind = _KINDS.get(link.get("Type", "1"))
    lag_text, lag_format = link.get("LinkLag") or "0", link.get("LagFormat", "")
    try:
        lag = float(lag_text)
    except ValueError:
        lag = float("nan")
    if kind is None or not abs(lag) < 1e12:
        what = f"the link type is {link.get('Type')!r}" if kind is None else f"LinkLag is {lag_text!r}"
        allowed = "Type is 0 (FF), 1 (FS), 2 (SF) or 3 (SS), and LinkLag a number of tenths of a minute"
        raise refuse(task.file, what, allowed=allowed, subject=f"task {task.label}", line=task.line)
    own_calendar = task.fields["CalendarUID"] if task.has_own_calendar else default_calendar
    minutes, calendar = lag / 10, ELAPSED if lag_format in ELAPSED_FORMATS else own_calendar
    if lag_format in PERCENT_FORMATS:
        minutes = (predecessor.minutes("Duration") or 0.0) * lag / 100
        calendar = ELAPSED if predecessor.is_elapsed else own_calendar
    return Relationship(predecessor.uid, task.uid, kind, minutes, calendar, task.line)


def _start(
    root: XmlElement, tasks: Sequence[MspdiTask], file: str, notices: NoticeBook
) -> tuple[datetime, datetime | None]:
    """Where the work still to do begins, and the status date.

    Unfinished work cannot lie before the status date; a file with progress but without one tells by its last
    actual date how far the work had come.
    """
    status_date = parse_moment(root.value("StatusDate"))
    if any(task.state != "planned" for task in tasks):
        if status_date is None:
            actuals = (task.moment(name) for task in tasks for name in ("ActualFinish", "Stop", "ActualStart"))
            status_date = max((moment for moment in actuals if moment), default=None)
            what = f"the file has progress but no status date; its last actual date {status_date} was taken"
            notices.add("progress", what, count=1 if status_date else 0)
        if status_date is not None:
            return status_date, status_date
    start = parse_moment(root.value("StartDate"))
    start = start or min((moment for task in tasks if (moment := task.moment("Start"))), default=None)
    if start is None:
        raise refuse(file, "the project has no StartDate", hint="set it in MS Project and export the file again")
    return start, status_date
