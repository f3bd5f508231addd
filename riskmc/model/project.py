"""The project: everything that a plan says, checked as a whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Self

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, model_validator

from riskmc.model._canonical import canonical
from riskmc.model._readable import readable_parts, subject_of
from riskmc.model._record import Fault, Record, Text, fault, faults_of, raise_faults
from riskmc.model.branches import Branch
from riskmc.model.calendars import Calendar, always, as_instant, midnight
from riskmc.model.contingency import Contingency
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.costs import Budget, Escalation, ExchangeRates, ProjectCost, Resource
from riskmc.model.distributions import Distribution, Fixed
from riskmc.model.goals import Goal
from riskmc.model.in_force import InForce, absent_tasks, put_in_force
from riskmc.model.linting import Linter
from riskmc.model.network import ELAPSED, Link
from riskmc.model.origin import Origin
from riskmc.model.quantities import Quantity
from riskmc.model.responses import Scenario
from riskmc.model.risks import Risk
from riskmc.model.scheduling import Scheduling
from riskmc.model.scoring import Scoring
from riskmc.model.selection import Selection
from riskmc.model.spending import each_spending
from riskmc.model.tasks import Instant, Objective, Task, Template
from riskmc.model.timeline import TRACE, WorkingTimeline
from riskmc.model.validation import find_faults, find_problems

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

__all__ = ["Notice", "Project"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of a plan must be told, such as what a schedule file says and riskmc does not honour.

    Parameters
    ----------
    subject : str
        What it is about, such as ``constraints``.
    what : str
        What was done, in a sentence.
    count : int
        How often.
    items : tuple of str
        The tasks concerned, or the first of them.
    """

    subject: str
    what: str
    count: int = 1
    items: tuple[str, ...] = ()


def _as_records(value: object) -> object:
    return () if value is None else value


def _as_calendars(value: object) -> object:
    if isinstance(value, Mapping) and not value:
        raise fault("calendars is empty", "write at least one calendar, or leave the key out")
    return value


def _or_usual(value: object) -> object:
    return {} if value is None else value


def _as_start(value: object) -> datetime:
    return midnight(as_instant(value))


class Project(Record):
    """A plan: tasks and their links, calendars, objectives, templates and risks.

    Parameters
    ----------
    name : str
    start : datetime
        A date means its midnight; work begins at the first working instant from then on.
    status_date : date or datetime, optional
        Up to when progress is recorded; what is left to do lies after it.
    scheduling : Scheduling
        How dates are worked out, where tools differ.
    currency : str, optional
        In which all money is told.
    currencies : mapping of str to float
        What one unit of other currencies is worth in that of the project.
    escalation : Escalation
        How prices rise.
    calendars : mapping of str to Calendar
        By default one, ``standard``: Monday to Friday, 08:00-12:00 and 13:00-17:00.
    calendar : str
        Name of the calendar of all tasks that name none; by default the first.
    objectives : tuple of Objective or Budget
        :attr:`promises` are those of dates, :attr:`budgets` those of money.
    resources : tuple of Resource
    costs : tuple of ProjectCost
        Of the project, beside its tasks.
    tasks : tuple of Task
        At least one.
    templates : tuple of Template
    risks : tuple of Risk
        As the register has them; :attr:`risks_in_force` are those that are simulated.
    branches : tuple of Branch
    correlations : tuple of Correlation
    correlation_settings : CorrelationSettings
    contingency : Contingency
        Reserves, and contingency plans with the signals that call for them.
    scenario : {"as_is", "pre", "post"}
        Which responses count: those that are done, none, or all but the cancelled ones. No part of a plan file.
    planned_length : Quantity, optional
        Planned duration of the project, from which scales of impact in % get their amounts. No part of a plan file.
    scoring : Scoring
        Levels of probability and impact, and the scores of their pairs.
    linter : Linter
        What the linter leaves unsaid.
    source : str, optional
        The file that it was read from.
    notices : tuple of Notice
        What a reader must be told.
    origin : Origin, optional
        What the schedule file that it was read from says of itself.

    Raises
    ------
    riskmc.errors.PlanError
        With all problems of the project, each with its path in it.

    Examples
    --------
    >>> project = Project(
    ...     name="Shed",
    ...     start="2027-01-04",
    ...     tasks=[Task(id="dig", duration="3d"), Task(id="build", duration="5d", after=["dig"])],
    ... )
    >>> project.timeline().date_of(8 * 480)
    datetime.datetime(2027, 1, 13, 17, 0)
    >>> Project(name="Shed", start="2027-01-04", tasks=[Task(id="dig", duration="3d", after=["survey"])])
    Traceback (most recent call last):
    ...
    riskmc.errors.PlanError: tasks[0].after[0]: task 'dig': comes after 'survey', and there is no such task
    """

    later_keys: ClassVar[frozenset[str]] = frozenset(("stakeholders",))

    name: Text
    start: Annotated[datetime, PlainValidator(_as_start)]
    status_date: Instant | None = None
    scheduling: Scheduling = Scheduling()
    currency: Text | None = None
    currencies: ExchangeRates = Field(default_factory=dict)
    escalation: Annotated[Escalation, BeforeValidator(_or_usual)] = Escalation()
    calendars: Annotated[dict[str, Calendar], BeforeValidator(_as_calendars)]
    calendar: Text
    objectives: Annotated[tuple[Goal, ...], BeforeValidator(_as_records)] = ()
    resources: Annotated[tuple[Resource, ...], BeforeValidator(_as_records)] = ()
    costs: Annotated[tuple[ProjectCost, ...], BeforeValidator(_as_records)] = ()
    tasks: Annotated[tuple[Task, ...], Field(min_length=1)]
    templates: Annotated[tuple[Template, ...], BeforeValidator(_as_records)] = ()
    risks: Annotated[tuple[Risk, ...], BeforeValidator(_as_records)] = ()
    branches: Annotated[tuple[Branch, ...], BeforeValidator(_as_records)] = ()
    correlations: Annotated[tuple[Correlation, ...], BeforeValidator(_as_records)] = ()
    correlation_settings: Annotated[CorrelationSettings, BeforeValidator(_or_usual)] = CorrelationSettings()
    contingency: Annotated[Contingency, BeforeValidator(_or_usual)] = Contingency()
    scenario: Scenario = "as_is"
    planned_length: Quantity | None = None
    scoring: Annotated[Scoring, BeforeValidator(_or_usual)] = Scoring()
    linter: Annotated[Linter, BeforeValidator(_or_usual)] = Linter()
    source: str | None = None
    notices: tuple[Notice, ...] = ()
    origin: Origin | None = None

    @model_validator(mode="before")
    @classmethod
    def _choose_calendar(cls, data: Any) -> Any:
        return _with_calendar(data) if isinstance(data, Mapping) else data

    @model_validator(mode="wrap")
    @classmethod
    def _check_whole(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            project = handler(data)
        except ValidationError as error:
            faults = _all_faults(data, faults_of(error))
        else:
            faults = list(find_problems(project))
        if faults:
            raise_faults(sorted(faults, key=_place_in_plan), "Project")
        return project

    @property
    def working_calendar(self) -> Calendar:
        """The calendar that is worked where a task names no other."""
        return self.calendar_named(self.calendar)

    def timeline(self) -> WorkingTimeline:
        """Return the working time of the project from its start.

        Where the tasks keep calendars, constraints or progress of their own, each instant has a number of its own, so
        that a date in the time off of the project's calendar can be told.
        """
        return WorkingTimeline(self.working_calendar, self.start, TRACE if self.is_dated else 0.0)

    @cached_property
    def is_dated(self) -> bool:
        """Whether more than links and one calendar decide on dates: other calendars, constraints, progress, spans."""
        if self.scheduling.must_finish_by is not None:
            return True
        if self.status_date is not None and midnight(self.status_date) > self.start:
            return True
        if self.scheduling != Scheduling() and any(link.kind == "SF" for task in self.tasks for link in task.after):
            # Other tools show a finish where such a link puts it, even where a shift starts.
            return True
        if any(risk.window is not None for risk in self.risks):
            return True
        return any(_is_dated(task, self.calendar, self.scheduling.lag_calendar) for task in self.tasks)

    @cached_property
    def _in_force(self) -> InForce:
        return put_in_force(self)

    @property
    def risks_in_force(self) -> tuple[Risk, ...]:
        """The risks that are simulated: with the responses of the scenario, and with numbers in place of levels.

        In the order of `risks`, and as many; one that is closed, or is secondary to a response that does not count, has
        the probability 0. A level of a scale in % of the project stays a level until `planned_length` is known.
        """
        return self._in_force.risks

    @property
    def from_levels(self) -> frozenset[tuple[str, str]]:
        """Numbers of risks in force that stand for a level: id of the risk and field, such as ``probability``."""
        return self._in_force.from_levels

    @cached_property
    def absent_tasks(self) -> frozenset[str]:
        """Ids of tasks that belong to responses of which none counts in the scenario."""
        return absent_tasks(self)

    @property
    def promises(self) -> tuple[Objective, ...]:
        """The objectives that are dates."""
        return tuple(goal for goal in self.objectives if isinstance(goal, Objective))

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """The objectives that are amounts of money."""
        return tuple(goal for goal in self.objectives if isinstance(goal, Budget))

    @cached_property
    def has_costs(self) -> bool:
        """Whether anything in it costs money: tasks, resources, the project, responses that count, or risks."""
        impacts = (impact for risk in self.risks_in_force for impact in risk.impacts)
        return any(True for _ in each_spending(self)) or any(impact.cost is not None for impact in impacts)

    def exchange_rate(self, currency: str) -> float:
        """Return what one unit of a currency is worth in that of the project; 1 for an empty name, or its own."""
        return 1.0 if currency in ("", self.currency) else self.currencies[currency]

    def calendar_named(self, name: str) -> Calendar:
        """Return a calendar by its name: the project's for an empty one, and ``24h``, which every plan has."""
        wanted = name or self.calendar
        return always() if wanted == ELAPSED else self.calendars[wanted]

    def float_calendar_of(self, task: Task) -> Calendar:
        """Return the calendar on which the total float of a task is counted."""
        return self.calendar_named(task.float_calendar or task.calendar)

    def calendar_of(self, task: Task) -> Calendar:
        """Return the calendar that a task is worked on."""
        return self.calendar_named(task.calendar)

    @cached_property
    def task_index(self) -> dict[str, int]:
        """Position of each task by its id."""
        return {task.id: index for index, task in enumerate(self.tasks)}

    @cached_property
    def selection(self) -> Selection:
        """Tasks by id, group and tag."""
        return Selection(self.tasks)

    @cached_property
    def _range_of_task(self) -> dict[tuple[str, int], Template]:
        """The last template that selects each task and has a duration, and the last that has a cost."""
        return {
            (key, index): template
            for template in self.templates
            for key in ("duration", "cost")
            if getattr(template, key) is not None
            for selector in template.for_
            for index in self.selection.find(selector)
        }

    def template_of(self, task: Task) -> Template | None:
        """Return the template that gives a task its range where it states a single value: the last that selects it."""
        return self._range_of_task.get(("duration", self.task_index[task.id]))

    def cost_range_of(self, task: Task) -> Distribution | None:
        """Return the range, in %, that templates give the single amounts of a task's cost; none of finished work."""
        template = self._range_of_task.get(("cost", self.task_index[task.id]))
        return None if template is None or task.state == "finished" else template.cost

    def effective_duration(self, task: Task) -> Distribution:
        """Return the distribution of a task's duration, with templates and planned values applied.

        Parameters
        ----------
        task : Task
            Of this project.

        Returns
        -------
        Distribution
            In units of time; `Fixed` for a single value, and for a milestone. Of a started task what is left; 0 of a
            finished one.
        """
        if task.milestone or task.span is not None or task.state == "finished":
            return _fixed(Quantity(0.0, "d"))
        stated: Quantity | Distribution | None = task.duration if task.remaining is None else task.remaining
        if stated is None:
            return _fixed(Quantity(0.0, "d"))
        found = stated if isinstance(stated, Distribution) else _fixed(stated)
        if found.kind == "percent" and task.planned is not None:
            found = found.scaled_by(task.planned)
        elif isinstance(stated, Quantity):
            template = self.template_of(task)
            share = None if template is None else template.duration
            found = found if share is None else share.scaled_by(stated)
        if task.state == "started" and task.remaining is None and task.percent_complete is not None:
            return found.times(1.0 - task.percent_complete)
        return found

    def planned_duration(self, task: Task) -> Quantity | None:
        """Return the deterministic duration of a task, or nothing where only the mean of its distribution could serve.

        Parameters
        ----------
        task : Task
            Of this project.

        Returns
        -------
        Quantity or None
            In units of time: the planned duration, else the single value, else the most likely value; of a started task
            what is left of it.
        """
        if task.state == "not_started" and task.planned is not None:
            return task.planned
        if task.state == "not_started" and isinstance(task.duration, Quantity):
            return task.duration
        if isinstance(task.remaining, Quantity) and task.remaining.kind == "time":
            return task.remaining
        if task.state == "started" and task.remaining is None and task.percent_complete is not None:
            whole = task.planned or (task.duration if isinstance(task.duration, Quantity) else None)
            if whole is not None:
                return Quantity(whole.value * (1.0 - task.percent_complete), whole.unit)
        return self.effective_duration(task).planned()

    def digest(self) -> str:
        """Return a fingerprint of what the plan means.

        Returns
        -------
        str
            SHA-256, in hex, of the canonical JSON of all fields but `source`, `notices`, `origin` and `linter`, without
            those that have their usual values.
        """
        content = {name: canonical(value) for name, value in self.items() if name not in _NOT_MEANT}
        for name, usual in _LEFT_OUT:
            if getattr(self, name) == usual:
                del content[name]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


_DATED: Final = (
    "side", "constraint", "deadline", "expected_finish", "actual_start", "resume", "delay", "pauses", "span",
    "float_calendar",
)  # fmt: skip


def _is_dated(task: Task, calendar: str, lag_calendar: str) -> bool:
    if task.calendar not in ("", calendar) or any(getattr(task, name) for name in _DATED):
        return True
    own = {"predecessor", "successor", "project", calendar}
    return any((link.calendar or lag_calendar) not in own and not _is_zero(link) for link in task.after)


def _is_zero(link: Link) -> bool:
    return isinstance(link.lag, Quantity) and link.lag.value == 0.0


def _fixed(value: Quantity) -> Fixed:
    return Fixed.model_construct(value=value)


_LEFT_OUT: Final[tuple[tuple[str, Any], ...]] = (
    ("scheduling", Scheduling()), ("scoring", Scoring()), ("branches", ()), ("scenario", "as_is"),
    ("correlations", ()), ("correlation_settings", CorrelationSettings()), ("contingency", Contingency()),
    ("currencies", {}), ("escalation", Escalation()), ("resources", ()), ("costs", ()),
)  # fmt: skip
"""Fields of a project that its fingerprint leaves out where they have their usual values."""

_NOT_MEANT = frozenset(("source", "notices", "origin", "linter", "planned_length"))
"""Fields that tell where a plan came from, and what is said of it, not what it means."""


def _with_calendar(data: Mapping[str, Any]) -> dict[str, Any]:
    calendars = data.get("calendars")
    if calendars is None:
        calendars = {"standard": Calendar()}
    chosen = data.get("calendar")
    if chosen is None and isinstance(calendars, Mapping):
        chosen = next(iter(calendars), "standard")
    return {**data, "calendars": calendars, "calendar": chosen}


def _all_faults(data: Any, faults: list[Fault]) -> list[Fault]:
    """Name the records of faults, and add what is wrong between the records that can be read nevertheless."""
    faults = [item if item.subject else item._replace(subject=subject_of(item.path, data)) for item in faults]
    if isinstance(data, Mapping):
        faults += find_faults(readable_parts(_with_calendar(data), faults))
    return faults


def _place_in_plan(item: Fault) -> tuple[int, int]:
    names = list(Project.model_fields)
    section = names.index(str(item.path[0])) if item.path and item.path[0] in names else -1
    position = item.path[1] if len(item.path) > 1 and isinstance(item.path[1], int) else -1
    return section, position
