"""Hypothesis strategies: projects as planners write them, with several calendars, constraints and progress."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.strategies import project_arguments

Arguments = dict[str, Any]

START = datetime(2027, 1, 4)
CALENDARS: dict[str, Any] = {
    "standard": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "holidays": ["2027-01-13"]},
    "six": {"week": {"mon-sat": ["07:00-15:30"]}},
    "night": {"week": {"mon-thu": ["22:00-06:00"]}},
    "touching": {"week": {"mon-sun": ["00:00-08:00", "08:00-16:00", "20:00-24:00"]}},
}
NAMES = (*CALENDARS, "24h")
SOFT = ("start_no_earlier_than", "finish_no_earlier_than", "start_no_later_than", "finish_no_later_than", "start_on",
        "finish_on")  # fmt: skip
HARD = ("must_start_on", "must_finish_on")


def with_calendars(arguments: Arguments) -> Arguments:
    """The same plan, in which every calendar is at hand."""
    return {**copy.deepcopy(arguments), "calendars": copy.deepcopy(CALENDARS)}


def forced(arguments: Arguments) -> Arguments:
    """The same plan, dated by the passes for several calendars: a deadline that binds nothing asks for them."""
    more = copy.deepcopy(arguments)
    more["tasks"][0]["deadline"] = "2037-12-31"
    return more


@st.composite
def moments(draw: st.DrawFn, days: int = 60) -> str:
    """A date, or an instant on the half hour, some weeks after the start."""
    when = START + timedelta(days=draw(st.integers(0, days)), minutes=30 * draw(st.integers(0, 47)))
    return when.isoformat() if draw(st.booleans()) else when.date().isoformat()


@st.composite
def calendar_arguments(
    draw: st.DrawFn, kinds: tuple[str, ...] = ("FS", "SS", "FF", "SF"), max_tasks: int = 6, with_risks: bool = True
) -> Arguments:
    """Arguments of a Project whose tasks and lags keep calendars of their own."""
    arguments = with_calendars(draw(project_arguments(kinds, max_tasks, with_risks=with_risks)))
    for task in arguments["tasks"]:
        task["calendar"] = draw(st.sampled_from(NAMES))
        for link in task["after"]:
            if draw(st.booleans()):
                link["calendar"] = draw(st.sampled_from(("predecessor", "successor", "project", *NAMES)))
    arguments["scheduling"] = {"lag_calendar": draw(st.sampled_from(("predecessor", "successor", "project", "24h")))}
    return arguments


@st.composite
def constrained_arguments(draw: st.DrawFn, max_tasks: int = 6) -> Arguments:
    """Arguments of a Project with calendars, constraints of all kinds, and a date by which it must finish."""
    arguments = draw(calendar_arguments(max_tasks=max_tasks))
    for task in arguments["tasks"]:
        kinds = draw(st.lists(st.sampled_from(SOFT), max_size=2, unique=True))
        if draw(st.integers(0, 5)) == 0:
            kinds = [draw(st.sampled_from(HARD))]
        if draw(st.integers(0, 5)) == 0:
            task["constraint"] = {"as_late_as_possible": True}
        elif kinds and draw(st.booleans()):
            task["constraint"] = {kind: draw(moments()) for kind in kinds}
        if draw(st.integers(0, 7)) == 0:
            task["deadline"] = draw(moments())
        if draw(st.integers(0, 7)) == 0:
            task["expected_finish"] = draw(moments())
    if draw(st.integers(0, 3)) == 0:
        arguments["scheduling"]["must_finish_by"] = draw(moments())
    arguments["scheduling"]["as_late_as_possible"] = draw(st.sampled_from(("free_float", "total_float")))
    arguments["scheduling"]["late_constraints"] = draw(st.sampled_from(("float", "dates")))
    return arguments


STATUS = "2027-01-20T12:00:00"


@st.composite
def progressed_arguments(draw: st.DrawFn, max_tasks: int = 6) -> Arguments:
    """Arguments of a Project some of whose tasks are started or finished, in sequence or out of it."""
    arguments = draw(constrained_arguments(max_tasks))
    arguments["status_date"] = STATUS
    arguments["scheduling"]["progress"] = draw(st.sampled_from(("retained_logic", "progress_override", "actual_dates")))
    arguments["scheduling"]["remaining_work"] = draw(st.sampled_from(("after_status_date", "where_planned")))
    for task in arguments["tasks"]:
        state = draw(st.sampled_from(("not_started", "not_started", "started", "finished")))
        if state == "not_started":
            continue
        for key in ("constraint", "expected_finish", "deadline"):
            task.pop(key, None)
        begun = START + timedelta(days=draw(st.integers(0, 10)), hours=9)
        task["actual_start"] = begun.isoformat()
        if state == "finished":
            task["actual_finish"] = (begun + timedelta(days=draw(st.integers(0, 5)), hours=3)).isoformat()
        else:
            task["remaining"] = draw(st.sampled_from(("1d", "30h", {"uniform": ["1d", "6d"]})))
            task["resume"] = "2027-01-22"
    return arguments
