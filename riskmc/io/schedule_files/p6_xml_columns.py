"""Which elements of a Primavera P6 XML file hold what the columns of an XER file hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["COLUMNS", "NAMES", "Column"]


class Column(NamedTuple):
    """One column.

    Attributes
    ----------
    name : str
        Its name in an XER file.
    elements : tuple[str, ...]
        The elements that hold it; the first that is not empty counts.
    words : mapping of str to str
        Words of the XML to those of the XER file; that of an empty text stands for all others.
    """

    name: str
    elements: tuple[str, ...] = ()
    words: Mapping[str, str] = {}


_YES: Final = {"1": "Y", "true": "Y", "": "N"}
_TYPES: Final = {
    "Task Dependent": "TT_Task",
    "Resource Dependent": "TT_Rsrc",
    "Level of Effort": "TT_LOE",
    "Start Milestone": "TT_Mile",
    "Finish Milestone": "TT_FinMile",
    "WBS Summary": "TT_WBS",
}
_STATES: Final = {"Not Started": "TK_NotStart", "In Progress": "TK_Active", "Completed": "TK_Complete"}
_LINKS: Final = {
    "Finish to Start": "PR_FS",
    "Finish to Finish": "PR_FF",
    "Start to Start": "PR_SS",
    "Start to Finish": "PR_SF",
}
_CONSTRAINTS: Final = {
    "Start On": "CS_MSO",
    "Start On or Before": "CS_MSOB",
    "Start On or After": "CS_MSOA",
    "Finish On": "CS_MEO",
    "Finish On or Before": "CS_MEOB",
    "Finish On or After": "CS_MEOA",
    "As Late As Possible": "CS_ALAP",
    "Mandatory Start": "CS_MANDSTART",
    "Mandatory Finish": "CS_MANDFIN",
}
_CALENDARS: Final = {"Global": "CA_Base", "Project": "CA_Project", "Resource": "CA_Rsrc"}
_LAGS: Final = {
    "Predecessor Activity Calendar": "rcal_Predecessor",
    "Successor Activity Calendar": "rcal_Successor",
    "Project Default Calendar": "rcal_ProjDefault",
    "24 Hour Calendar": "rcal_24Hour",
}
_FLOATS: Final = {
    "Smallest of Start Float and Finish Float": "FT_Min",
    "Start Float = Late Start - Early Start": "FT_SS",
    "Finish Float = Late Finish - Early Finish": "FT_FF",
}
_RESOURCES: Final = {"Labor": "RT_Labor", "Nonlabor": "RT_Equip", "Material": "RT_Mat"}

COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "PROJECT": (
        Column("proj_id", ("ObjectId",)),
        Column("proj_short_name", ("Id",)),
        Column("clndr_id", ("ActivityDefaultCalendarObjectId",)),
        Column("plan_start_date", ("PlannedStartDate",)),
        Column("plan_end_date", ("MustFinishByDate",)),
        Column("last_recalc_date", ("DataDate",)),
        Column("scd_end_date", ("ScheduledFinishDate",)),
        Column("export_flag"),
    ),
    "CALENDAR": (
        Column("clndr_id", ("ObjectId",)),
        Column("default_flag", ("IsDefault",), _YES),
        Column("clndr_name", ("Name",)),
        Column("proj_id", ("ProjectObjectId",)),
        Column("base_clndr_id", ("BaseCalendarObjectId",)),
        Column("clndr_type", ("Type",), _CALENDARS),
        Column("day_hr_cnt", ("HoursPerDay",)),
        Column("clndr_data"),
    ),
    "PROJWBS": (
        Column("wbs_id", ("ObjectId",)),
        Column("proj_id", ("ProjectObjectId",)),
        Column("proj_node_flag"),
        Column("wbs_short_name", ("Code",)),
        Column("wbs_name", ("Name",)),
        Column("parent_wbs_id", ("ParentObjectId",)),
    ),
    "SCHEDOPTIONS": (
        Column("proj_id", ("ProjectObjectId",)),
        Column("sched_retained_logic", ("OutOfSequenceScheduleType",), {"Retained Logic": "Y", "": "N"}),
        Column("sched_progress_override", ("OutOfSequenceScheduleType",), {"Progress Override": "Y", "": "N"}),
        Column("sched_calendar_on_relationship_lag", ("RelationshipLagCalendar",), _LAGS),
        Column("sched_float_type", ("ComputeTotalFloatType",), _FLOATS),
        Column("sched_lag_early_start_flag", ("StartToStartLagCalculationType",), _YES),
        Column("sched_open_critical_flag", ("MakeOpenEndedActivitiesCritical",), _YES),
        Column("sched_use_expect_end_flag", ("UseExpectedFinishDates",), _YES),
        Column(
            "sched_outer_depend_type",
            ("IgnoreOtherProjectRelationships",),
            {"1": "SD_None", "true": "SD_None", "": "SD_Both"},
        ),
    ),
    "TASK": (
        Column("task_id", ("ObjectId",)),
        Column("proj_id", ("ProjectObjectId",)),
        Column("wbs_id", ("WBSObjectId",)),
        Column("clndr_id", ("CalendarObjectId",)),
        Column("task_code", ("Id",)),
        Column("task_name", ("Name",)),
        Column("task_type", ("Type",), _TYPES),
        Column("status_code", ("Status",), _STATES),
        Column("target_drtn_hr_cnt", ("PlannedDuration",)),
        Column("remain_drtn_hr_cnt", ("RemainingDuration",)),
        Column("total_float_hr_cnt", ("TotalFloat",)),
        Column("act_start_date", ("ActualStartDate",)),
        Column("act_end_date", ("ActualFinishDate",)),
        Column("early_start_date", ("RemainingEarlyStartDate", "StartDate")),
        Column("early_end_date", ("RemainingEarlyFinishDate", "FinishDate")),
        Column("restart_date", ("RemainingEarlyStartDate",)),
        Column("reend_date", ("RemainingEarlyFinishDate",)),
        Column("late_start_date", ("RemainingLateStartDate",)),
        Column("late_end_date", ("RemainingLateFinishDate",)),
        Column("expect_end_date", ("ExpectedFinishDate",)),
        Column("suspend_date", ("SuspendDate",)),
        Column("resume_date", ("ResumeDate",)),
        Column("external_early_start_date", ("ExternalEarlyStartDate",)),
        Column("external_late_end_date", ("ExternalLateFinishDate",)),
        Column("cstr_type", ("PrimaryConstraintType",), _CONSTRAINTS),
        Column("cstr_date", ("PrimaryConstraintDate",)),
        Column("cstr_type2", ("SecondaryConstraintType",), _CONSTRAINTS),
        Column("cstr_date2", ("SecondaryConstraintDate",)),
    ),
    "TASKPRED": (
        Column("task_pred_id", ("ObjectId",)),
        Column("task_id", ("SuccessorActivityObjectId",)),
        Column("pred_task_id", ("PredecessorActivityObjectId",)),
        Column("proj_id", ("SuccessorProjectObjectId",)),
        Column("pred_proj_id", ("PredecessorProjectObjectId",)),
        Column("pred_type", ("Type",), _LINKS),
        Column("lag_hr_cnt", ("Lag",)),
    ),
    "RSRC": (
        Column("rsrc_id", ("ObjectId",)),
        Column("clndr_id", ("CalendarObjectId",)),
        Column("rsrc_name", ("Name",)),
        Column("rsrc_type", ("ResourceType",), _RESOURCES),
    ),
    "TASKRSRC": (
        Column("taskrsrc_id", ("ObjectId",)),
        Column("task_id", ("ActivityObjectId",)),
        Column("proj_id", ("ProjectObjectId",)),
        Column("rsrc_id", ("ResourceObjectId",)),
        Column("remain_qty", ("RemainingUnits",)),
        Column("remain_qty_per_hr", ("RemainingUnitsPerTime",)),
        Column("relag_drtn_hr_cnt", ("RemainingLag",)),
        Column("target_cost", ("PlannedCost",)),
        Column("act_reg_cost", ("ActualCost",)),
        Column("remain_cost", ("RemainingCost",)),
    ),
    "PROJCOST": (
        Column("cost_item_id", ("ObjectId",)),
        Column("task_id", ("ActivityObjectId",)),
        Column("proj_id", ("ProjectObjectId",)),
        Column("target_cost", ("PlannedCost",)),
        Column("act_cost", ("ActualCost",)),
        Column("remain_cost", ("RemainingCost",)),
    ),
}
"""Tables and their columns, in the order of an XER file."""

NAMES: Final = re.compile("|".join(rf"\b{column.name}\b" for columns in COLUMNS.values() for column in columns))
"""The names of all columns, to be found in messages."""
