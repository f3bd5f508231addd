"""The rules by which the dates of a plan are worked out, where planners and their tools differ."""

from __future__ import annotations

from typing import ClassVar, Literal

from riskmc.model._record import Record
from riskmc.model.tasks import Instant

__all__ = ["FloatMeasure", "LagCalendar", "ProgressRule", "Scheduling"]

ProgressRule = Literal["retained_logic", "progress_override", "actual_dates"]
LagCalendar = Literal["predecessor", "successor", "project", "24h"]
FloatMeasure = Literal["finish", "start", "smallest"]


class Scheduling(Record):
    """How dates are worked out.

    Parameters
    ----------
    progress : {"retained_logic", "progress_override", "actual_dates"}
        What becomes of work that was started out of sequence: the rest of it waits for its unfinished predecessors, or
        goes on from the status date, or is bound by actual dates alone.
    lag_calendar : {"predecessor", "successor", "project", "24h"}
        Calendar on which the lags of links run that name none.
    total_float : {"finish", "start", "smallest"}
        Late finish less early finish, late start less early start, or the smaller of the two; in working time of the
        task's own calendar.
    hard_constraints : {"honour", "relax"}
        Whether ``must_start_on`` and ``must_finish_on`` break the logic, or give way to it as ``start_on`` and
        ``finish_on`` do.
    start_lag_from : {"actual_start", "early_start"}
        From where the lag of a start-to-start link of a started predecessor runs.
    late_constraints : {"float", "dates"}
        Whether ``start_no_later_than`` and ``finish_no_later_than`` limit the late dates alone, or hold the task there
        even where its links demand more.
    as_late_as_possible : {"free_float", "total_float"}
        How late such a task is dated: as its successors' early dates leave it, or at its late dates.
    remaining_work : {"after_status_date", "where_planned"}
        Whether work that is not done is moved behind the status date, or stays where the plan has it.
    open_ends : {"project", "task"}
        Late finish of a task without successors: the project's finish, or its own early finish.
    must_finish_by : date or datetime, optional
        The project's late finish, where it is given; a date means the end of that day.

    Examples
    --------
    >>> Scheduling(lag_calendar="successor").progress
    'retained_logic'
    """

    noun: ClassVar[str] = "scheduling"

    progress: ProgressRule = "retained_logic"
    lag_calendar: LagCalendar = "predecessor"
    total_float: FloatMeasure = "finish"
    hard_constraints: Literal["honour", "relax"] = "honour"
    late_constraints: Literal["float", "dates"] = "float"
    as_late_as_possible: Literal["free_float", "total_float"] = "free_float"
    start_lag_from: Literal["actual_start", "early_start"] = "actual_start"
    remaining_work: Literal["after_status_date", "where_planned"] = "after_status_date"
    open_ends: Literal["project", "task"] = "project"
    must_finish_by: Instant | None = None
