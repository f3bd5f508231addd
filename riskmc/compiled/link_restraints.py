"""What progress leaves of one link, and on which calendar its lag runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from riskmc.compiled.clockwork import Clockwork, lag_calendar
from riskmc.kernels._constants import ALWAYS, NEVER
from riskmc.kernels.dated_arrays import DEAD, EARLY_ONLY, LIVE
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.network import ELAPSED, Link
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task

_NOT_BEGUN = -1.0


@dataclass(frozen=True)
class LinkRestraints:
    """What progress leaves of one link."""

    project: Project
    link: Link
    source: Task
    target: Task
    clock: Clockwork

    @cached_property
    def calendar(self) -> str:
        """Name of the calendar of the lag."""
        return lag_calendar(self.project, self.link, self.target)

    @property
    def passes(self) -> int:
        """Code of the passes in which it holds: progress may override it, and facts need not give way to anything."""
        rules = self.project.scheduling
        is_overridden = rules.progress == "progress_override"
        if is_overridden and self.target.state != "not_started" and self.source.state != "finished":
            return DEAD
        has_begun = self.source.state == "started" and self.link.kind in ("SS", "SF")
        is_fact = self._stands and (self.target.state == "finished" or has_begun)
        return EARLY_ONLY if is_fact else LIVE

    @property
    def _stands(self) -> bool:
        return self.project.scheduling.remaining_work == "where_planned"

    @property
    def _is_held(self) -> bool:
        return self._stands or self.project.status_date is None

    @property
    def used(self) -> float:
        """Minutes of the lag that have run by the status date; below 0 where it has not begun."""
        begun = self.source.actual_finish if self.link.kind in ("FS", "FF") else self.source.actual_start
        if begun is None or self._is_held or self.target.span is not None:
            return _NOT_BEGUN
        status = self.project.status_date
        assert status is not None
        rules = self.project.scheduling
        if self.source.state == "finished" and rules.progress == "actual_dates":
            return _NOT_BEGUN
        if self.target.state == "finished" or (self.link.kind == "FS" and self.target.state == "started"):
            return ALWAYS
        since = end_of_day(begun) if self.link.kind in ("FS", "FF") else midnight(begun)
        if self.link.kind == "SS" and self.source.state == "started" and rules.start_lag_from == "early_start":
            return self._work_done(since, status)
        return self.clock.worked(self.calendar, since, status)

    @property
    def late_used(self) -> float:
        """Minutes of the lag that have run, for late dates; all of it where these are not those of the successor."""
        is_done = self.target.state == "finished" and self.link.kind == "FS"
        return ALWAYS if is_done or self.target.span is not None else self.used

    def _work_done(self, since: datetime, status: date | datetime) -> float:
        """Return the work of a started predecessor by the status date, without its pause."""
        task = self.source
        if task.suspended is None or midnight(task.suspended) > midnight(status):
            return self.clock.worked(task.calendar, since, status)
        if task.resume is None or midnight(task.resume) >= midnight(status):
            return self.clock.worked(task.calendar, since, task.suspended)
        pause = self.clock.worked(task.calendar, task.suspended, task.resume)
        return max(self.clock.worked(task.calendar, since, status) - pause, 0.0)

    @property
    def base(self) -> float:
        """Instant that the lag runs from, where it is a fact."""
        source, rules, clock = self.source, self.project.scheduling, self.clock
        if self.link.kind in ("FS", "FF"):
            is_end = self.target.span is not None and source.actual_finish is not None
            return clock.finish_on(source.calendar, source.actual_finish) if is_end and source.actual_finish else NEVER
        if source.actual_start is None:
            return NEVER
        if self.target.span is not None or self._is_held:
            is_rest = self._is_covered and not self._is_held and source.state == "started"
            return NEVER if is_rest else clock.start_on(source.calendar, source.actual_start)
        is_fact = source.state == "finished" and rules.progress == "actual_dates"
        if rules.start_lag_from == "actual_start" and self.link.kind == "SS" and self.target.state != "finished":
            assert self.project.status_date is not None
            return NEVER if is_fact else clock.minutes(self.project.status_date)
        return NEVER

    @property
    def passes_on_starts(self) -> bool:
        """Whether it passes on the start of work on its calendar: P6 does so from start to start, without a lag."""
        link = self.link
        is_plain = link.kind == "SS" and isinstance(link.lag, Quantity) and link.lag.value == 0.0
        is_planned = self.source.state == "not_started" and self.target.span is None
        return is_plain and is_planned and not self._stands and self.calendar != ELAPSED

    @property
    def _is_covered(self) -> bool:
        """Whether its successor reaches over its predecessor, rather than from it or to it."""
        span = self.target.span
        return span is not None and not any(self.link is end for end in (*span.from_, *span.to))
