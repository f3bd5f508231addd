"""Plans as a reader of schedule files makes them, and schedules of them, made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from riskmc._typing import Floats
from riskmc.model import Calendar, Project
from riskmc.model.origin import Origin, OwnDates
from riskmc.model.timeline import Side, WorkingTimeline
from riskmc.result import Schedule

DAY = 480.0
"""Working minutes of a day of the standard calendar."""

MONDAY = "2027-01-04"

Row = tuple[float, float, float]
"""Start and finish of a task, and its total float, in working days from the start."""


def schedule_of(project: Project, rows: Sequence[Row]) -> Schedule:
    """Make the schedule of a project with these days, in plan order, on whatever line it counts."""
    line, office = project.timeline(), office_hours()

    def minutes(days: Sequence[float], side: Side) -> Floats:
        return np.array([line.minutes_at(office.date_of(day * DAY, side)) for day in days])

    start, finish, total_float = (list(column) for column in zip(*rows, strict=True))
    early_finish = minutes(finish, "finish")
    late_start = [day + slack for day, slack in zip(start, total_float, strict=True)]
    late_finish = [day + slack for day, slack in zip(finish, total_float, strict=True)]
    return Schedule(
        duration=DAY * (np.array(finish) - np.array(start)),
        early_start=minutes(start, "start"),
        early_finish=early_finish,
        late_start=minutes(late_start, "start"),
        late_finish=minutes(late_finish, "finish"),
        total_float=DAY * np.array(total_float),
        finish=float(early_finish.max()),
    )


def office_hours() -> WorkingTimeline:
    """The standard calendar from Monday 4 January 2027."""
    return WorkingTimeline(Calendar(), datetime(2027, 1, 4))


def own_dates(rows: Mapping[str, Row], causes: Mapping[str, str] | None = None) -> dict[str, OwnDates]:
    """Write days as the dates of a file, on the standard calendar from Monday 4 January 2027."""
    timeline = office_hours()
    return {
        task: OwnDates(
            start=timeline.date_of(start * DAY, "start"),
            finish=timeline.date_of(finish * DAY, "finish"),
            total_float=total_float * DAY,
            cause=(causes or {}).get(task, ""),
        )
        for task, (start, finish, total_float) in rows.items()
    }


def imported(tasks: Sequence[Mapping[str, Any]], own: Mapping[str, OwnDates], **more: Any) -> Project:
    """Make a project with the dates of its file; `stale` and `counts` go to the origin."""
    of_file = {key: more.pop(key) for key in ("stale", "counts") if key in more}
    origin = Origin(tool="Primavera P6", file="shed.xer", own=own, **of_file)
    return Project(**{"name": "Shed", "start": MONDAY, "tasks": list(tasks), "origin": origin, **more})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of January 2027."""
    return datetime(2027, 1, day, hour, minute)
