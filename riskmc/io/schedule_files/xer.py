"""Primavera P6 XER files: one project of the file becomes a schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, cast

from riskmc.io.schedule_files.encoding import DecodedText, decode_xer
from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ELAPSED, Activity, NoticeBook, Relationship, Schedule, State
from riskmc.io.schedule_files.xer_calendars import read_calendars
from riskmc.io.schedule_files.xer_notices import note_unhonoured
from riskmc.io.schedule_files.xer_project import choose_project
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables, read_tables
from riskmc.model.network import LinkKind

__all__ = ["read_xer"]

_ESSENTIAL: Final = ("PROJECT", "CALENDAR", "PROJWBS", "SCHEDOPTIONS", "TASK", "TASKPRED")
_WANTED: Final = (*_ESSENTIAL, "TASKRSRC")
_REQUIRED: Final = {
    "PROJECT": ("proj_id",),
    "TASK": ("task_id", "proj_id", "task_code", "task_name", "task_type", "status_code", "target_drtn_hr_cnt"),
    "TASKPRED": ("task_id", "pred_task_id", "pred_type", "lag_hr_cnt"),
}
_MILESTONES: Final = ("TT_Mile", "TT_FinMile")
_SUMMARIES: Final = {"TT_LOE": "level of effort", "TT_WBS": "WBS summary"}
_STATES: Final[Mapping[str, State]] = {"TK_NotStart": "planned", "TK_Active": "started", "TK_Complete": "finished"}
_LAG_CALENDARS: Final = ("rcal_Predecessor", "rcal_Successor", "rcal_ProjDefault", "rcal_24Hour")


def read_xer(data: bytes, file: str, project: str | None = None) -> Schedule:
    """Read one project of an XER file.

    Parameters
    ----------
    data : bytes
        Content of the file.
    file : str
        Its name, for messages.
    project : str, optional
        Short name or number of the project that is wanted; needed where several hold activities.

    Returns
    -------
    Schedule

    Raises
    ------
    ScheduleFileError
        Where the file is broken or cut off, or holds no activities.
    UsageError
        Where it must be said which project is meant.
    """
    decoded = decode_xer(data)
    tables = read_tables(decoded.text, file, _WANTED)
    notices = NoticeBook()
    _check_tables(tables, notices)
    row = choose_project(tables, project, notices)
    default_calendar, calendars = read_calendars(tables, row, notices)
    task_rows = [task for task in tables.rows("TASK") if task.text("proj_id") == row.text("proj_id")]
    network_rows = [task for task in task_rows if task.text("task_type") not in _SUMMARIES]
    groups = _groups(tables)
    activities = tuple(_activity(task, groups, default_calendar) for task in network_rows)
    if not activities:
        raise refuse(file, "the project holds no activities", subject=_project_name(tables, row), line=row.line)
    _note_summaries(task_rows, notices)
    lag_calendar = _lag_calendar(tables, row, notices)
    relationships = _relationships(tables, task_rows, activities, lag_calendar, default_calendar, notices)
    start, status_date = _start(row, activities)
    note_unhonoured(tables, row, network_rows, notices)
    _note_encoding(decoded, activities, notices)
    return Schedule(
        file=file,
        name=_project_name(tables, row),
        start=start,
        status_date=status_date,
        currency=_currency(tables),
        calendar=default_calendar,
        calendars=calendars,
        activities=activities,
        relationships=relationships,
        notices=notices,
    )


def _check_tables(tables: XerTables, notices: NoticeBook) -> None:
    """Refuse a file that was cut off or lacks columns."""
    last = next(reversed(tables.tables.values()), None)
    if not tables.has_end_mark:
        if last is None or last.name in _ESSENTIAL or "TASKPRED" not in tables.tables:
            where = f"in table {last.name}" if last else "at its first line"
            raise refuse(
                tables.file,
                f"the file ends {where}, without its %E line",
                line=last.rows[-1].line if last and last.rows else None,
                hint="it was cut off; export it again from P6",
            )
        what = f"the file has no end mark %E; it may be cut off in table {last.name}, behind the links"
        notices.add("file", what, count=1)
    for name, columns in _REQUIRED.items():
        table = tables.tables.get(name)
        missing = [column for column in columns if table is not None and column not in table.columns]
        if table is not None and missing:
            raise refuse(
                tables.file,
                f"the columns {', '.join(missing)} are missing",
                subject=name,
                line=table.line + 1,
                hint="export the file again from P6 as XER",
            )


def _activity(row: XerRow, groups: Mapping[str, tuple[str, ...]], default_calendar: str) -> Activity:
    if not row.text("task_id") or not row.text("task_code"):
        raise refuse(row.file, "the activity has no task_id or no task_code", subject="TASK", line=row.line)
    state = _STATES.get(row.text("status_code") or "TK_NotStart")
    if state is None:
        raise refuse(
            row.file,
            f"status_code is {row.text('status_code')!r}",
            allowed=f"allowed are {', '.join(_STATES)}",
            subject=f"activity {row.text('task_code')}",
            line=row.line,
        )
    is_milestone = row.text("task_type") in _MILESTONES
    return Activity(
        key=row.text("task_id"),
        code=row.text("task_code"),
        name=row.text("task_name"),
        group=groups.get(row.text("wbs_id"), ()),
        minutes=0.0 if is_milestone or state == "finished" else _hours_to_do(row) * 60,
        is_milestone=is_milestone,
        calendar=row.text("clndr_id") or default_calendar,
        state=state,
        actual_start=row.moment("act_start_date"),
        actual_finish=row.moment("act_end_date"),
        line=row.line,
    )


def _hours_to_do(row: XerRow) -> float:
    remaining = row.number("remain_drtn_hr_cnt")
    hours = row.number("target_drtn_hr_cnt") if remaining is None else remaining
    if hours is None or hours < 0:
        raise refuse(
            row.file,
            "the duration is missing" if hours is None else f"the duration is {hours:g} hours",
            allowed="remain_drtn_hr_cnt or target_drtn_hr_cnt must hold 0 or more hours",
            subject=f"activity {row.text('task_code')}",
            line=row.line,
        )
    return hours


def _groups(tables: XerTables) -> dict[str, tuple[str, ...]]:
    """Map each WBS node to its path of short names, without the project's own node."""
    nodes = {row.text("wbs_id"): row for row in tables.rows("PROJWBS")}
    paths: dict[str, tuple[str, ...]] = {}
    for wbs_id in nodes:
        path: list[str] = []
        seen: set[str] = set()
        current = wbs_id
        while current in nodes and current not in seen and nodes[current].text("proj_node_flag") != "Y":
            seen.add(current)
            path.append(nodes[current].text("wbs_short_name") or nodes[current].text("wbs_name"))
            current = nodes[current].text("parent_wbs_id")
        paths[wbs_id] = tuple(reversed(path))
    return paths


def _relationships(
    tables: XerTables,
    task_rows: Sequence[XerRow],
    activities: Sequence[Activity],
    lag_calendar: str,
    default_calendar: str,
    notices: NoticeBook,
) -> tuple[Relationship, ...]:
    """Read the links between activities of the network, and note the others."""
    network = {activity.key: activity for activity in activities}
    own = {row.text("task_id") for row in task_rows}
    codes = {row.text("task_id"): row.text("task_code") for row in tables.rows("TASK")}
    links: list[Relationship] = []
    to_summaries: list[str] = []
    to_others: list[str] = []
    dangling: list[str] = []
    for row in tables.rows("TASKPRED"):
        ends = {row.text("pred_task_id"), row.text("task_id")}
        label = " -> ".join(codes.get(row.text(end), f"({row.text(end)})") for end in ("pred_task_id", "task_id"))
        if ends <= network.keys():
            links.append(_relationship(row, network, lag_calendar, default_calendar))
        elif ends <= own:
            to_summaries.append(label)
        elif ends & own:
            is_known = ends <= codes.keys() or row.text("pred_proj_id") != row.text("proj_id")
            (to_others if is_known else dangling).append(label)
    notices.add("links", "links of level-of-effort and WBS summary activities are left out with them", to_summaries)
    notices.add("links", "links with activities of other projects are not honoured", to_others)
    notices.add("links", "links with activities that are not in the file are not honoured", dangling)
    return tuple(links)


def _relationship(
    row: XerRow, network: Mapping[str, Activity], lag_calendar: str, default_calendar: str
) -> Relationship:
    kind = row.text("pred_type").removeprefix("PR_")
    if kind not in ("FS", "SS", "FF", "SF"):
        what = f"pred_type is {row.text('pred_type')!r}"
        raise refuse(row.file, what, allowed="allowed are PR_FS, PR_SS, PR_FF and PR_SF", line=row.line)
    predecessor, successor = row.text("pred_task_id"), row.text("task_id")
    calendar = {
        "rcal_Predecessor": network[predecessor].calendar,
        "rcal_Successor": network[successor].calendar,
        "rcal_24Hour": ELAPSED,
    }.get(lag_calendar, default_calendar)
    return Relationship(
        predecessor=predecessor,
        successor=successor,
        kind=cast(LinkKind, kind),
        lag_minutes=(row.number("lag_hr_cnt") or 0.0) * 60,
        lag_calendar=calendar,
        line=row.line,
    )


def _lag_calendar(tables: XerTables, project: XerRow, notices: NoticeBook) -> str:
    options = [row for row in tables.rows("SCHEDOPTIONS") if row.text("proj_id") == project.text("proj_id")]
    calendar = options[0].text("sched_calendar_on_relationship_lag") if options else ""
    if calendar and calendar not in _LAG_CALENDARS:
        what = f"the lag calendar {calendar!r} is unknown; lags run on the predecessor's calendar"
        notices.add("lags", what, count=1)
    return calendar if calendar in _LAG_CALENDARS else "rcal_Predecessor"


def _start(project: XerRow, activities: Sequence[Activity]) -> tuple[datetime, datetime | None]:
    """Where the work still to do begins, and the data date.

    P6 never plans unfinished work before the data date, so that it is the start as soon as there is progress.
    """
    planned, data_date = project.moment("plan_start_date"), project.moment("last_recalc_date")
    if any(activity.state != "planned" for activity in activities):
        start = data_date or planned
    else:
        start = max((moment for moment in (planned, data_date) if moment), default=None)
    if start is None:
        raise refuse(
            project.file,
            "the project has neither a data date nor a planned start",
            subject="PROJECT",
            line=project.line,
            hint="give the project a planned start in P6 and export it again",
        )
    return start, data_date


def _project_name(tables: XerTables, project: XerRow) -> str:
    nodes = [row for row in tables.rows("PROJWBS") if row.text("proj_id") == project.text("proj_id")]
    for row in nodes:
        if row.text("proj_node_flag") == "Y" and row.text("wbs_name"):
            return row.text("wbs_name")
    return project.text("proj_short_name") or project.text("proj_id")


def _currency(tables: XerTables) -> str | None:
    name = tables.header[8].strip() if len(tables.header) > 8 else ""
    return name if len(name) == 3 and name.isascii() and name.isupper() else None


def _note_summaries(task_rows: Sequence[XerRow], notices: NoticeBook) -> None:
    for task_type, name in _SUMMARIES.items():
        notices.add(
            f"{name} activities",
            f"{name} activities follow the others and drive nothing; they are left out",
            [row.label for row in task_rows if row.text("task_type") == task_type],
        )


def _note_encoding(decoded: DecodedText, activities: Sequence[Activity], notices: NoticeBook) -> None:
    accented = [activity.label for activity in activities if not activity.label.isascii()]
    if not decoded.is_certain:
        notices.add("text encoding", f"the file does not say its code page; {decoded.encoding} was taken", accented)
