"""Writes an XER file as Primavera P6 would write the same project as XML; it takes nothing from the reader of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

NAMESPACE = "http://xmlns.oracle.com/Primavera/P6/V21.12/API/BusinessObjects"
_TYPES = {"TT_Task": "Task Dependent", "TT_Rsrc": "Resource Dependent", "TT_LOE": "Level of Effort",
          "TT_Mile": "Start Milestone", "TT_FinMile": "Finish Milestone", "TT_WBS": "WBS Summary"}  # fmt: skip
_STATES = {"TK_NotStart": "Not Started", "TK_Active": "In Progress", "TK_Complete": "Completed"}
_CONSTRAINTS = {"CS_MSO": "Start On", "CS_MSOB": "Start On or Before", "CS_MSOA": "Start On or After",
                "CS_MEO": "Finish On", "CS_MEOB": "Finish On or Before", "CS_MEOA": "Finish On or After",
                "CS_ALAP": "As Late As Possible", "CS_MANDSTART": "Mandatory Start",
                "CS_MANDFIN": "Mandatory Finish", "": ""}  # fmt: skip
_LINKS = {
    "PR_FS": "Finish to Start",
    "PR_SS": "Start to Start",
    "PR_FF": "Finish to Finish",
    "PR_SF": "Start to Finish",
}
_LAGS = {"rcal_Predecessor": "Predecessor Activity Calendar", "rcal_Successor": "Successor Activity Calendar",
         "rcal_ProjDefault": "Project Default Calendar", "rcal_24Hour": "24 Hour Calendar", "": ""}  # fmt: skip
_CALENDARS = {"CA_Base": "Global", "CA_Project": "Project", "CA_Rsrc": "Resource"}
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_ACTIVITY = (
    ("ActualFinishDate", "act_end_date"), ("ActualStartDate", "act_start_date"), ("CalendarObjectId", "clndr_id"),
    ("ExpectedFinishDate", "expect_end_date"), ("Id", "task_code"), ("Name", "task_name"), ("ObjectId", "task_id"),
    ("PlannedDuration", "target_drtn_hr_cnt"), ("PrimaryConstraintDate", "cstr_date"), ("ProjectObjectId", "proj_id"),
    ("RemainingDuration", "remain_drtn_hr_cnt"), ("RemainingEarlyFinishDate", "early_end_date"),
    ("RemainingEarlyStartDate", "early_start_date"), ("RemainingLateFinishDate", "late_end_date"),
    ("RemainingLateStartDate", "late_start_date"), ("ResumeDate", "resume_date"),
    ("SecondaryConstraintDate", "cstr_date2"), ("SuspendDate", "suspend_date"), ("WBSObjectId", "wbs_id"),
)  # fmt: skip


def as_p6_xml(xer: str, comma: str = ".") -> str:
    """Return the XML of the projects of an XER file; numbers are written with a decimal comma where one is given."""
    tables = _tables(xer)
    parts = [f'<?xml version="1.0" encoding="utf-8"?><APIBusinessObjects xmlns="{NAMESPACE}">']
    parts += ["<Currency>", _leaf("Id", "EUR"), "</Currency>"]
    parts += [_calendar(row) for row in tables["CALENDAR"] if row.get("clndr_type") != "CA_Project"]
    for project in tables["PROJECT"]:
        parts += _project(project, tables, comma)
    return "\n".join((*parts, "</APIBusinessObjects>"))


def _tables(xer: str) -> dict[str, list[dict[str, str]]]:
    tables: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("CALENDAR", "PROJWBS", "TASK", "TASKPRED", "SCHEDOPTIONS")
    }
    name, columns = "", [""]
    for line in xer.splitlines():
        mark, *fields = line.split("\t")
        if mark == "%T":
            name = fields[0]
            tables.setdefault(name, [])
        elif mark == "%F":
            columns = fields
        elif mark == "%R":
            tables[name].append(dict(zip(columns, fields, strict=False)))
    return tables


def _project(project: dict[str, str], tables: dict[str, list[dict[str, str]]], comma: str) -> Iterator[str]:
    number = project["proj_id"]
    own = {name: [row for row in rows if row.get("proj_id") == number] for name, rows in tables.items()}
    top = next((row for row in own["PROJWBS"] if row.get("proj_node_flag") == "Y"), {})
    yield "<Project>"
    yield _leaf("ActivityDefaultCalendarObjectId", project["clndr_id"])
    yield _leaf("DataDate", _date(project.get("last_recalc_date", "")))
    yield _leaf("Id", project["proj_short_name"])
    yield _leaf("MustFinishByDate", _date(project.get("plan_end_date", "")))
    yield _leaf("Name", top.get("wbs_name", ""))
    yield _leaf("ObjectId", number)
    yield _leaf("PlannedStartDate", _date(project["plan_start_date"]))
    yield _leaf("WBSObjectId", top.get("wbs_id", ""))
    yield from (_calendar(row) for row in own["CALENDAR"])
    for row in own["PROJWBS"]:
        if row is not top:
            parent = "" if row["parent_wbs_id"] == top.get("wbs_id") else row["parent_wbs_id"]
            fields = {"Code": row["wbs_short_name"], "Name": row["wbs_name"], "ObjectId": row["wbs_id"]}
            yield _element("WBS", {**fields, "ParentObjectId": parent, "ProjectObjectId": number})
    for row in own["TASK"]:
        yield _element("Activity", _activity(row, top.get("wbs_id", ""), comma))
    for row in own["TASKPRED"]:
        ends = {"PredecessorActivityObjectId": row["pred_task_id"], "SuccessorActivityObjectId": row["task_id"]}
        kind = _LINKS.get(row["pred_type"], row["pred_type"])
        yield _element("Relationship", {"Lag": row["lag_hr_cnt"].replace(".", comma), **ends, "Type": kind})
    for row in own["SCHEDOPTIONS"]:
        rule = "Progress Override" if row.get("sched_progress_override") == "Y" else "Retained Logic"
        lag_calendar = _LAGS[row.get("sched_calendar_on_relationship_lag", "")]
        expected = "1" if row.get("sched_use_expect_end_flag") == "Y" else "0"
        options = {"OutOfSequenceScheduleType": rule, "RelationshipLagCalendar": lag_calendar}
        yield _element("ScheduleOptions", {**options, "UseExpectedFinishDates": expected})
    yield "</Project>"


def _activity(row: dict[str, str], top: str, comma: str) -> dict[str, str]:
    fields = {}
    for name, column in _ACTIVITY:
        text = row.get(column, "")
        is_number = name.endswith("Duration")
        fields[name] = _date(text) if name.endswith("Date") else text.replace(".", comma) if is_number else text
    fields["PrimaryConstraintType"] = _CONSTRAINTS[row.get("cstr_type", "")]
    fields["SecondaryConstraintType"] = _CONSTRAINTS[row.get("cstr_type2", "")]
    fields["Status"] = _STATES[row["status_code"]]
    fields["Type"] = _TYPES[row["task_type"]]
    fields["WBSObjectId"] = "" if fields["WBSObjectId"] == top else fields["WBSObjectId"]
    return fields


def _calendar(row: dict[str, str]) -> str:
    text = row.get("clndr_data", "")
    days = re.split(r"\(0\|\|([1-7])\(\)\(", text.partition("Exceptions")[0])[1:]
    week = dict(zip(days[::2], days[1::2], strict=True))
    hours = "".join(
        f"<StandardWorkHours>{_leaf('DayOfWeek', name)}{_shifts(week[str(number)])}</StandardWorkHours>"
        for number, name in enumerate(_DAYS, 1)
        if str(number) in week
    )
    exceptions = re.split(r"\(d\|(\d+)\)", text.partition("Exceptions")[2])[1:]
    others = "".join(
        f"<HolidayOrException>{_leaf('Date', _serial(day))}{_shifts(work)}</HolidayOrException>"
        for day, work in zip(exceptions[::2], exceptions[1::2], strict=True)
    )
    fields = {
        "BaseCalendarObjectId": row["base_clndr_id"],
        "HoursPerDay": row["day_hr_cnt"],
        "IsDefault": "1" if row["default_flag"] == "Y" else "0",
        "Name": row["clndr_name"],
        "ObjectId": row["clndr_id"],
        "Type": _CALENDARS[row["clndr_type"]],
    }
    inside = "".join(_leaf(*field) for field in fields.items())
    if text:
        inside += f"<StandardWorkWeek>{hours}</StandardWorkWeek>"
        inside += f"<HolidayOrExceptions>{others}</HolidayOrExceptions>"
    return f"<Calendar>{inside}</Calendar>"


def _shifts(text: str) -> str:
    found = [(dict(pair), pair) for pair in (re.findall(r"([sf])\|(\d\d:\d\d)", part) for part in text.split("(0||"))]
    shifts = [
        _element("WorkTime", {"Start": f"{at['s']}:00", "Finish": _last_minute(at["f"])}) for at, _ in found if at
    ]
    return "".join(shifts) or '<WorkTime xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'


def _last_minute(clock: str) -> str:
    minutes = (int(clock[:2]) * 60 + int(clock[3:]) - 1) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def _serial(day: str) -> str:
    from datetime import date, timedelta

    return f"{date(1899, 12, 30) + timedelta(days=int(day))}T00:00:00"


def _date(text: str) -> str:
    return f"{text.replace(' ', 'T')}:00" if text else ""


def _leaf(name: str, text: str) -> str:
    nil = ' xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f"<{name}>{escape(text)}</{name}>" if text else f"<{name}{nil}/>"


def _element(name: str, fields: dict[str, str]) -> str:
    inside = "".join(f"\n{_leaf(*field)}" for field in fields.items())
    return f"<{name}>{inside}\n</{name}>"
