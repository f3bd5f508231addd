"""The instants of a plan as elapsed minutes from one origin, and the work between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.network import Link
from riskmc.model.project import Project
from riskmc.model.tasks import Task
from riskmc.model.timeline import Side, WorkingTimeline


@dataclass(frozen=True)
class Clockwork:
    """The calendars of a plan, and its instants as elapsed minutes from one origin.

    Attributes
    ----------
    project : Project
    origin : datetime
    """

    project: Project
    origin: datetime

    def minutes(self, when: date | datetime) -> float:
        """Return an instant in elapsed minutes from the origin."""
        return (midnight(when) - self.origin) / timedelta(minutes=1)

    @cached_property
    def _timelines(self) -> dict[str, WorkingTimeline]:
        return {}

    def _timeline(self, calendar: str) -> WorkingTimeline:
        if calendar not in self._timelines:
            self._timelines[calendar] = WorkingTimeline(self.project.calendar_named(calendar), self.origin)
        return self._timelines[calendar]

    def worked(self, calendar: str, since: date | datetime, until: date | datetime) -> float:
        """Return the working minutes of a calendar between two instants; 0 where the second is the earlier."""
        timeline = self._timeline(calendar)
        return max(timeline.minutes_at(midnight(until)) - timeline.minutes_at(midnight(since)), 0.0)

    def after(self, calendar: str, since: date | datetime, minutes: float) -> datetime:
        """Return the instant at which some minutes of a calendar have been worked."""
        timeline = self._timeline(calendar)
        start = timeline.minutes_at(midnight(since))
        return timeline.date_of(start + minutes) if minutes > 0 else midnight(since)

    def start_on(self, calendar: str, when: date | datetime) -> float:
        """Return the instant at which work starts on a day, or its midnight where nothing is worked."""
        return self._within(calendar, when, midnight(when), "start")

    def finish_on(self, calendar: str, when: date | datetime) -> float:
        """Return the instant at which work finishes on a day, or the midnight after where nothing is worked."""
        return self._within(calendar, when, end_of_day(when), "finish")

    def _within(self, calendar: str, when: date | datetime, edge: datetime, side: Side) -> float:
        if isinstance(when, datetime):
            return self.minutes(when)
        timeline = self._timeline(calendar)
        found = timeline.date_of(timeline.minutes_at(edge), side)
        return self.minutes(found if found.date() == when or found == end_of_day(when) else edge)


def lag_calendar(project: Project, link: Link, successor: Task) -> str:
    """Return the name of the calendar that the lag of a link runs on."""
    name = link.calendar or project.scheduling.lag_calendar
    if name == "predecessor":
        return project.tasks[project.task_index[link.predecessor]].calendar or project.calendar
    if name == "successor":
        return successor.calendar or project.calendar
    return project.calendar if name == "project" else name
