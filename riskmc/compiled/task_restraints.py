"""What holds one task: constraints, progress, and what a planner set."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from riskmc.compiled.clockwork import Clockwork
from riskmc.kernels._constants import ALWAYS, NEVER
from riskmc.kernels.dated_arrays import (
    BY_HAND,
    FINISH_MILESTONE,
    HELD,
    LINKED,
    MILESTONE,
    POINT,
    SPAN,
    START_MILESTONE,
    WORK,
)
from riskmc.model.calendars import always, end_of_day
from riskmc.model.constraints import Constraint
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Task

_MODES = {"": MILESTONE, "start": START_MILESTONE, "finish": FINISH_MILESTONE, "linked": LINKED}


@dataclass(frozen=True)
class TaskRestraints:
    """What holds one task, in elapsed minutes from the origin."""

    project: Project
    task: Task
    clock: Clockwork

    @property
    def dates(self) -> tuple[float, ...]:
        """The columns of ``Restraints.dates`` but the last."""
        return (
            self.floor, self.finish_floor, self.fact_start, self.fact_finish, self.start_pin, self.finish_pin,
            self.start_limit, self.finish_limit, self.start_cap, self.finish_cap, self.delay, self.pause, self.expected,
        )  # fmt: skip

    @cached_property
    def mode(self) -> int:
        """Code of how it is dated."""
        task, rules = self.task, self.project.scheduling
        if task.span is not None:
            return SPAN
        if task.state == "finished":
            stays = rules.remaining_work == "where_planned" or rules.progress == "actual_dates"
            return HELD if stays else POINT
        if self.start_pin > NEVER and self.finish_pin > NEVER:
            return BY_HAND
        return _MODES[task.side] if task.milestone else WORK

    @cached_property
    def status(self) -> float:
        """Status date behind which open work lies."""
        when, rules = self.project.status_date, self.project.scheduling
        if when is None or rules.remaining_work == "where_planned":
            return NEVER
        return self.clock.minutes(when)

    @cached_property
    def floor(self) -> float:
        """Earliest start."""
        task, minutes = self.task, self.clock.minutes
        start = minutes(self.project.start)
        if self.mode == HELD and task.actual_start is not None:
            return self.clock.start_on(task.calendar, task.actual_start)
        if task.state == "finished":
            return self.status if self.status > NEVER else minutes(end_of_day(task.actual_finish or self.project.start))
        if task.state == "started":
            return self._rest_floor()
        has_links = bool(task.after) and self.status > NEVER
        floors = [self.status if has_links else max(start, self.status)]
        floors += (self._instant(kind) for kind in ("start_no_earlier_than", "start_on"))
        if self.project.scheduling.hard_constraints == "relax":
            floors.append(self._instant("must_start_on"))
        return max(floors)

    def _rest_floor(self) -> float:
        """Return the earliest instant at which what is left of a started task is gone on with."""
        task, rules = self.task, self.project.scheduling
        begun = task.actual_start
        assert begun is not None
        floors = [self.status]
        if task.resume is not None:
            floors.append(self.clock.minutes(task.resume))
        elif self.status == NEVER:
            whole = task.planned or task.duration
            calendar = self.project.calendar_of(task)
            left = self.project.planned_duration(task)
            done = 0.0
            if isinstance(whole, Quantity) and left is not None:
                done = max(calendar.minutes(whole) - calendar.minutes(left), 0.0)
            floors.append(self.clock.minutes(self.clock.after(task.calendar, begun, done)))
        if rules.progress == "actual_dates":
            floors.append(self.clock.minutes(begun))
        return max(floors)

    @cached_property
    def finish_floor(self) -> float:
        """Earliest finish."""
        task = self.task
        if self.mode == HELD and task.actual_finish is not None:
            return self.clock.finish_on(task.calendar, task.actual_finish)
        if task.state == "started" and self.project.scheduling.remaining_work == "where_planned":
            return self._instant("finish_no_earlier_than")
        if task.state != "not_started":
            return NEVER
        floors = [self._instant(kind) for kind in ("finish_no_earlier_than", "finish_on")]
        if self.project.scheduling.hard_constraints == "relax":
            floors.append(self._instant("must_finish_on"))
        return max(floors)

    @property
    def fact_start(self) -> float:
        """Actual start of finished work that passes on logic."""
        begun = self.task.actual_start
        is_told = begun is not None and self.mode == POINT
        return self.clock.start_on(self.task.calendar, begun) if is_told and begun is not None else NEVER

    @property
    def fact_finish(self) -> float:
        """Actual finish of finished work that passes on logic."""
        done = self.task.actual_finish
        is_told = done is not None and self.mode == POINT
        return self.clock.finish_on(self.task.calendar, done) if is_told and done is not None else NEVER

    @cached_property
    def start_pin(self) -> float:
        """Start that holds whatever the links say."""
        is_hard = self.project.scheduling.hard_constraints == "honour" and self.task.state == "not_started"
        return self._instant("must_start_on") if is_hard else NEVER

    @cached_property
    def finish_pin(self) -> float:
        """Finish that holds whatever the links say."""
        is_hard = self.project.scheduling.hard_constraints == "honour" and self.task.state == "not_started"
        return self._instant("must_finish_on") if is_hard else NEVER

    @cached_property
    def start_limit(self) -> float:
        """Latest early start."""
        return self._limit("start_no_later_than")

    @cached_property
    def finish_limit(self) -> float:
        """Latest early finish."""
        return self._limit("finish_no_later_than")

    def _limit(self, kind: str) -> float:
        holds = self.project.scheduling.late_constraints == "dates" and self.task.state == "not_started"
        found = self._instant(kind) if holds else NEVER
        return found if found > NEVER else ALWAYS

    @cached_property
    def start_cap(self) -> float:
        """Latest late start."""
        if self.task.state != "not_started":
            return ALWAYS
        if self.mode == BY_HAND:
            return ALWAYS
        found = [self._instant(kind) for kind in ("start_no_later_than", "start_on", "must_start_on")]
        return min([cap for cap in found if cap > NEVER], default=ALWAYS)

    @cached_property
    def finish_cap(self) -> float:
        """Latest late finish."""
        if self.task.state == "finished":
            return ALWAYS
        kinds = () if self.mode == BY_HAND else ("finish_no_later_than", "finish_on", "must_finish_on")
        found = [self._instant(kind) for kind in kinds]
        if self.task.deadline is not None:
            found.append(self.clock.minutes(end_of_day(self.task.deadline)))
        return min([cap for cap in found if cap > NEVER], default=ALWAYS)

    @property
    def is_by_date(self) -> bool:
        """Whether a delay, a pin or a limit moves its early dates."""
        is_pinned = max(self.start_pin, self.finish_pin) > NEVER
        return is_pinned or self.delay > 0.0 or min(self.start_limit, self.finish_limit) < ALWAYS

    @property
    def delay(self) -> float:
        """Elapsed minutes by which the start is put off."""
        delay = self.task.delay
        return 0.0 if delay is None or self.task.state != "not_started" else always().minutes(delay)

    @property
    def pause(self) -> float:
        """Working minutes that the work is interrupted."""
        calendar = self.project.calendar_of(self.task)
        return sum(calendar.minutes(pause.lasting) for pause in self.task.pauses)

    @property
    def expected(self) -> float:
        """Instant to which the work stretches."""
        when = self.task.expected_finish
        is_open = when is not None and self.task.state != "finished" and not self.task.milestone
        return self.clock.minutes(end_of_day(when)) if is_open and when is not None else NEVER

    @property
    def is_late(self) -> bool:
        """Whether it is to be as late as possible."""
        is_wanted = self.task.constrained("as_late_as_possible") is not None
        return is_wanted and self.task.state == "not_started"

    def _instant(self, kind: str) -> float:
        found: Constraint | None = self.task.constrained(kind)
        if found is None or found.when is None:
            return NEVER
        if "finish" in kind:
            return self.clock.finish_on(self.task.calendar, found.when)
        return self.clock.minutes(found.when)
