"""Working time before and after a date, on the project's calendar alone."""

from __future__ import annotations

from datetime import datetime

from riskmc.model.calendars import midnight
from riskmc.model.project import Project
from riskmc.model.timeline import WorkingTimeline

__all__ = ["days_between", "now_of", "shifted"]


def shifted(project: Project, when: datetime, minutes: float) -> datetime:
    """Return the instant so much working time of the project's calendar after a date, or before it.

    Parameters
    ----------
    project : Project
    when : datetime
    minutes : float
        Working minutes; negative for an earlier instant, 0 for the date itself.

    Examples
    --------
    >>> shed = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}])
    >>> shifted(shed, datetime(2027, 1, 14), -5 * 480)
    datetime.datetime(2027, 1, 6, 17, 0)
    """
    if minutes == 0.0:
        return when
    timeline = _timeline(project)
    return timeline.date_of(timeline.minutes_at(when) + minutes)


def days_between(project: Project, first: datetime, last: datetime) -> float:
    """Return the working days of the project's calendar from one date to another; below 0 where it lies earlier."""
    timeline = _timeline(project)
    return timeline.days(timeline.minutes_at(last) - timeline.minutes_at(first))


def now_of(project: Project) -> datetime:
    """Return the status date, or the start of the project where there is none, or it lies earlier."""
    return project.start if project.status_date is None else max(project.start, midnight(project.status_date))


def _timeline(project: Project) -> WorkingTimeline:
    return WorkingTimeline(project.working_calendar, project.start)
