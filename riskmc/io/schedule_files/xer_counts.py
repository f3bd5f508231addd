"""What an XER file holds, counted in its raw text, against what was read of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from riskmc.io.schedule_files.records import Activity
from riskmc.io.schedule_files.xer_context import XerContext
from riskmc.model.origin import RawCount

__all__ = ["compare_counts", "count_raw"]

_LINKS: Final = ("FS", "SS", "FF", "SF")
_CONSTRAINTS: Final = ("cstr_type", "cstr_type2")
_OTHER_TYPES: Final = "activities of other types"
_OTHERS: Final = ("lags", "calendars of activities", "constraints")
_TYPES: Final = {
    "TT_Task": "task-dependent activities",
    "TT_Rsrc": "resource-dependent activities",
    "TT_Mile": "start milestones",
    "TT_FinMile": "finish milestones",
    "TT_LOE": "level of effort activities",
    "TT_WBS": "WBS summary activities",
}


def count_raw(text: str, project: str) -> Counter[str]:
    r"""Count the activities, links, lags, calendars and constraints of a project, line by line.

    Parameters
    ----------
    text : str
        The whole file.
    project : str
        Its number.

    Returns
    -------
    Counter[str]
        By the names that people read.

    Examples
    --------
    >>> lines = ["%T\tTASK", "%F\ttask_id\tproj_id\ttask_type", "%R\t1\t9\tTT_Mile", "%R\t2\t8\tTT_Mile"]
    >>> count_raw("\n".join(lines), "9")["start milestones"]
    1
    """
    counts: Counter[str] = Counter()
    calendars: set[str] = set()
    table = ""
    columns: list[str] = []
    for line in text.split("\n"):
        mark, *fields = line.rstrip("\r").split("\t")
        if mark == "%T":
            table = fields[0].strip() if fields else ""
        elif mark == "%F":
            columns = [column.strip() for column in fields]
        elif mark == "%R" and table in ("TASK", "TASKPRED"):
            row = dict(zip(columns, (field.strip() for field in fields), strict=False))
            if row.get("proj_id", project) == project:
                counts.update(_of_activity(row) if table == "TASK" else _of_link(row))
                calendars.add(row.get("clndr_id", "") if table == "TASK" else "")
    counts["calendars of activities"] = len(calendars - {""})
    return counts


def _of_activity(row: Mapping[str, str]) -> Iterable[str]:
    yield "activities"
    yield _TYPES.get(row.get("task_type", ""), _OTHER_TYPES)
    yield from ("constraints" for column in _CONSTRAINTS if row.get(column))


def _of_link(row: Mapping[str, str]) -> Iterable[str]:
    yield f"links {row.get('pred_type', '').removeprefix('PR_')}"
    if row.get("lag_hr_cnt", "").strip("0.,-"):
        yield "lags"


def compare_counts(
    text: str, context: XerContext, activities: Sequence[Activity], links: Counter[str]
) -> tuple[RawCount, ...]:
    """Hold what was read against the raw text.

    Parameters
    ----------
    text : str
        The whole file.
    context : XerContext
        The project, with all its notices.
    activities : sequence of Activity
        What became a task.
    links : Counter[str]
        Links by kind, and lags, that came through, named as in `count_raw`.

    Returns
    -------
    tuple[RawCount, ...]
    """
    raw = count_raw(text, context.project.text("proj_id"))
    read = Counter(links)
    types = {key: row.text("task_type") for key, row in context.by_key.items()}
    read["activities"] = len(activities)
    read.update(_TYPES.get(types[activity.key], _OTHER_TYPES) for activity in activities)
    named = {row.text("clndr_id") for row in context.rows} - {""}
    read["calendars of activities"] = len(named & context.calendars.keys())
    read["constraints"] = sum(
        min(len(activity.constraints), sum(bool(context.by_key[activity.key].text(column)) for column in _CONSTRAINTS))
        for activity in activities
    )
    names = ["activities", *_TYPES.values(), _OTHER_TYPES, *(f"links {kind}" for kind in _LINKS), *_OTHERS]
    return tuple(
        RawCount(name, raw[name], read[name], _reason(name, context) if read[name] < raw[name] else "")
        for name in names
        if raw[name]
    )


def _reason(name: str, context: XerContext) -> str:
    subject = name.split()[0] if name.startswith(("links", "lags", "constraints")) else "activities"
    subject = "links" if subject == "lags" else subject
    told = [notice.what for notice in context.notices.notices() if notice.subject.split()[-1] == subject]
    told = [what for what in told if "left out" in what or "not honoured" in what or "do not hold" in what]
    if name == "constraints":
        told.insert(0, "those of finished activities hold nothing any more")
    return "; ".join(told)
