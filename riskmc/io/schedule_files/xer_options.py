"""How Primavera P6 schedules a project: its options, and its date to finish by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from riskmc.io.schedule_files.records import NoticeBook
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables
from riskmc.model.scheduling import FloatMeasure, LagCalendar, ProgressRule, Scheduling

__all__ = ["XerOptions", "read_options"]

_LAG_CALENDARS: Final[Mapping[str, LagCalendar]] = {
    "": "predecessor",
    "rcal_Predecessor": "predecessor",
    "rcal_Successor": "successor",
    "rcal_ProjDefault": "project",
    "rcal_24Hour": "24h",
}
_FLOATS: Final[Mapping[str, FloatMeasure]] = {"": "finish", "FT_FF": "finish", "FT_SS": "start", "FT_Min": "smallest"}


@dataclass(frozen=True)
class XerOptions:
    """The options of a project.

    Attributes
    ----------
    scheduling : Scheduling
        Those that the model knows.
    uses_expected_finish : bool
        Whether expected finish dates set the remaining durations.
    heeds_other_projects : bool
        Whether links with other projects, and the dates that stand for them, count.
    """

    scheduling: Scheduling
    uses_expected_finish: bool
    heeds_other_projects: bool


def read_options(tables: XerTables, project: XerRow, notices: NoticeBook) -> XerOptions:
    """Read the table SCHEDOPTIONS; without it P6's own defaults hold.

    Parameters
    ----------
    tables : XerTables
        The file.
    project : XerRow
        The project that is read.
    notices : NoticeBook
        Receives values that are not known.

    Returns
    -------
    XerOptions
    """
    rows = [row for row in tables.rows("SCHEDOPTIONS") if row.text("proj_id") == project.text("proj_id")]
    row = rows[0] if rows else None

    def text(column: str) -> str:
        return "" if row is None else row.text(column)

    if row is None:
        what = "the file has no scheduling options; retained logic, lags on the predecessor's calendar and finish float"
        notices.add("scheduling", f"{what} were taken, which are the defaults of P6", count=1)
    lag_calendar, total_float = text("sched_calendar_on_relationship_lag"), text("sched_float_type")
    if lag_calendar not in _LAG_CALENDARS:
        what = f"the lag calendar {lag_calendar!r} is unknown; lags run on the predecessor's calendar"
        notices.add("lags", what, count=1)
    if total_float not in _FLOATS:
        what = f"the float type {total_float!r} is unknown; total float is late finish less early finish"
        notices.add("scheduling", what, count=1)
    scheduling = Scheduling(
        progress=_progress(text("sched_retained_logic"), text("sched_progress_override")),
        lag_calendar=_LAG_CALENDARS.get(lag_calendar, "predecessor"),
        total_float=_FLOATS.get(total_float, "finish"),
        start_lag_from="actual_start" if text("sched_lag_early_start_flag") == "N" else "early_start",
        open_ends="task" if text("sched_open_critical_flag") == "Y" else "project",
        must_finish_by=project.moment("plan_end_date"),
    )
    return XerOptions(
        scheduling,
        uses_expected_finish=text("sched_use_expect_end_flag") != "N",
        heeds_other_projects=text("sched_outer_depend_type") != "SD_None",
    )


def _progress(retained: str, override: str) -> ProgressRule:
    if override == "Y":
        return "progress_override"
    return "actual_dates" if retained == "N" else "retained_logic"
