"""The calendars that a file needs, each once, and the working time between instants on them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

from riskmc.errors import PlanError
from riskmc.io.schedule_files.pattern_meeting import meet
from riskmc.io.schedule_files.records import ELAPSED
from riskmc.io.schedule_files.work_pattern import WorkPattern
from riskmc.model.timeline import WorkingTimeline

__all__ = ["CalendarBook"]

_MINUTE = timedelta(minutes=1)


class CalendarBook:
    """Calendars by key. Of those that mean the same working time only the first is used.

    Parameters
    ----------
    pattern : callable
        Returns the calendar of a key of the file.
    origin : datetime
        An instant about which dates lie.
    """

    def __init__(self, pattern: Callable[[str], WorkPattern], origin: datetime) -> None:
        self._pattern = pattern
        self._origin = origin
        self._patterns: dict[str, WorkPattern] = {}
        self._same: dict[str, str] = {}
        self._first: dict[Hashable, str] = {}
        self._timelines: dict[str, WorkingTimeline | None] = {}

    def key(self, uid: str) -> str:
        """Return the key under which a calendar of the file is used: that of the first that means the same."""
        if uid not in self._same:
            self._enter(uid, self._pattern(uid))
        return self._same[uid]

    def both(self, first: str, second: str) -> str | None:
        """Return the key of the time that two calendars, given by their keys, have in common; None where it is none."""
        if first == second:
            return first
        joint = f"{first} and {second}"
        if joint not in self._same:
            self._enter(joint, meet(self._patterns[first], self._patterns[second]))
        key = self._same[joint]
        return None if self._timeline(key) is None else key

    def minutes(self, key: str, start: datetime, finish: datetime) -> float:
        """Return the working minutes between two instants; not a number where the calendar never works."""
        if key == ELAPSED:
            return (finish - start).total_seconds() / 60
        timeline = self._timeline(key)
        return float("nan") if timeline is None else timeline.minutes_at(finish) - timeline.minutes_at(start)

    def rests_at(self, key: str, when: datetime) -> bool:
        """Return whether an instant lies inside a pause of a calendar, a minute or more from its edges."""
        return self.minutes(key, when - _MINUTE, when + _MINUTE) == 0

    def after(self, key: str, start: datetime, minutes: float) -> datetime:
        """Return the instant some working minutes after another, or before it where they are negative.

        At a pause it is the finish of the last work, or before it the start of the next.
        """
        if not minutes:
            return start
        if key == ELAPSED:
            return start + timedelta(minutes=minutes)
        timeline = self._timeline(key)
        if timeline is None:
            return start
        return timeline.date_of(timeline.minutes_at(start) + minutes, "finish" if minutes > 0 else "start")

    def patterns(self, keys: Iterable[str]) -> dict[str, WorkPattern]:
        """Return the calendars of keys."""
        return {key: self._patterns[key] for key in sorted(set(keys) - {ELAPSED})}

    def _enter(self, key: str, pattern: WorkPattern) -> None:
        same = self._first.setdefault(_meaning(pattern), key)
        self._same[key] = same
        self._patterns.setdefault(same, pattern)

    def _timeline(self, key: str) -> WorkingTimeline | None:
        if key not in self._timelines:
            try:
                self._timelines[key] = WorkingTimeline(self._patterns[key].calendar(), self._origin)
            except PlanError:
                self._timelines[key] = None
        return self._timelines[key]


def _meaning(pattern: WorkPattern) -> Hashable:
    week = tuple(pattern.week.get(day, ()) for day in range(7))
    return week, tuple(pattern.effective_exceptions.items())
