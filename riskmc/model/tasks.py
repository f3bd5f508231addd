"""Tasks, the objectives they serve, and templates that give whole groups their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, fault, raise_faults, shown
from riskmc.model._task_faults import describe, find_task_faults, negative_faults, time_faults
from riskmc.model.assignments import Assignments
from riskmc.model.calendars import as_instant, end_of_day
from riskmc.model.constraints import Constraint, Constraints
from riskmc.model.costs import MaybeCost
from riskmc.model.distributions import Distribution, Fixed
from riskmc.model.network import Links, TaskId, as_task_id
from riskmc.model.quantities import Quantity, as_fraction
from riskmc.model.spelling import MaybeUncertain, as_uncertain

__all__ = ["Instant", "Objective", "Pause", "Selectors", "Span", "Task", "Template", "describe"]

Instant = Annotated[date | datetime, PlainValidator(as_instant)]


def _as_texts(value: object) -> object:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def as_selectors(value: object) -> tuple[str, ...]:
    """Read selectors inside a validator: one, or a list of at least one."""
    items = value if isinstance(value, list | tuple) else [value]
    if not items:
        raise fault("{here} selects nothing", "write a task, 'group:...', 'tag:...' or 'all'")
    return tuple(_as_selector(item) for item in items)


def _as_selector(item: object) -> str:
    if isinstance(item, str) and item.strip():
        return item.strip()
    if isinstance(item, int | float):
        return as_task_id(item)
    raise fault(f"{{here}} {shown(item)} is not a selector", "write a task, 'group:...', 'tag:...' or 'all'")


def _as_existence(value: object) -> float | str | None:
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return as_fraction(value)
    if isinstance(value, str):
        text = value.strip()
        if text.endswith("%") or text.replace(".", "", 1).isdigit():
            return as_fraction(text)
        return as_task_id(text.removeprefix("risk:").strip())
    raise fault(f"{{here}} {shown(value)} is neither a probability nor a risk", "write 40%, or the id of a risk")


def _as_share_done(value: object) -> float:
    return as_fraction(value, "share")


Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_texts)]
Selectors = Annotated[tuple[str, ...], PlainValidator(as_selectors)]
State = Literal["not_started", "started", "finished"]
Side = Literal["", "start", "finish", "linked"]


class Pause(Record):
    """A pause in the work of a task that is split.

    Parameters
    ----------
    after : Quantity
        Work of the task that is done before it, working time.
    lasting : Quantity
        How long nothing is done, working time of the task's calendar.
    """

    noun: ClassVar[str] = "pause"

    after: Quantity
    lasting: Quantity

    @model_validator(mode="after")
    def _check_times(self) -> Self:
        faults = [item for key, value in self.items() for item in time_faults(key, value)]
        if faults:
            raise_faults(faults)
        return self


class Span(Record):
    """What a task reaches over that has no duration of its own: a hammock, a level of effort, a summary.

    It holds no other task up. It runs from the earliest date that `from_` or `over` give to the latest of `to` or
    `over`.

    Parameters
    ----------
    from_ : tuple of Link
        In a plan file ``from``: ``a SS`` begins with the start of a, ``a`` (FS) with its finish.
    to : tuple of Link
        ``b FF`` ends with the finish of b, ``b SF`` with its start.
    over : tuple of str
        Selectors of tasks that it covers from the first start to the last finish.
    """

    noun: ClassVar[str] = "span"

    from_: Links = Field(default=(), alias="from")
    to: Links = ()
    over: Annotated[tuple[str, ...], PlainValidator(as_selectors)] = ()

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        if not self.over and not (self.from_ and self.to):
            raise_faults([Fault((), "", "the span has no ends", "write over: group:..., or both from and to")])
        return self


class Task(Record):
    """A piece of work, or a milestone.

    Parameters
    ----------
    id : str
        Letters, digits, ``_``, ``-`` and ``.``.
    name : str
        By default the id.
    group : str
        Place in the work breakdown, as a dotted path such as ``civil.foundation``.
    tags : tuple of str
        Words by which templates and risks select tasks.
    duration : Quantity or Distribution, optional
        Working time, not negative; or in % of `planned`. None only for a milestone.
    planned : Quantity, optional
        Planned duration; needed where the duration is in %, otherwise the deterministic value of a range.
    milestone : bool
        A task of duration 0.
    side : {"", "start", "finish", "linked"}
        Where a milestone lies that falls on a pause of its calendar: at the start of the next work, at the finish of
        the last, or wherever its links and dates put it. By default it stays at the edges of a pause, and moves out of
        its inside to the next work.
    after : tuple of Link
        What it waits for; texts such as ``"permit FS+5d"`` are read.
    calendar : str
        Name of the calendar that it is worked on; by default the project's. ``24h`` never rests.
    float_calendar : str
        Name of the calendar on which its total float is counted; by default its own.
    constraint : tuple of Constraint
        At most two, in a plan file a mapping such as ``{start_no_earlier_than: 2027-05-03}``.
    deadline : date or datetime, optional
        Date by which it should be finished; it limits the late finish and moves nothing.
    expected_finish : date or datetime, optional
        Date to which the rest of the work stretches, whatever its duration.
    actual_start, actual_finish : date or datetime, optional
        Facts; a date means its midnight, and for a finish the end of the day.
    remaining : Quantity or Distribution, optional
        Work left of a started task, working time; only this is uncertain.
    percent_complete : float, optional
        Share of the duration that is done, where `remaining` is not given.
    suspended, resume : date or datetime, optional
        From when a started task is not worked, and the date before which it is not gone on with.
    delay : Quantity, optional
        Elapsed time by which the start is put off beyond what holds it otherwise, as by levelling of resources.
    pauses : tuple of Pause
        Where the work is split.
    span : Span, optional
        Makes it a hammock, a level of effort or a summary.
    basis : str
        What its duration and range rest on, and which causes of delay they hold.
    owner : str
    exists : float or str
        A probability, where it is not sure that the task has to be done at all; or the id of a risk, where it is done
        only if that risk happens. Where it does not exist it takes no time, and logic passes through it.
    cost : TaskCost, optional
        What it costs beside its resources; an amount alone does not hang on the duration.
    resources : tuple of Assignment
        What it uses; in a plan file ids, or mappings with units and quantities.

    Examples
    --------
    >>> task = Task(id="piling", duration={"pert": ["15d", "20d", "40d"]}, after=["design", "permit FS+5d"])
    >>> task.duration.describe(), [str(link) for link in task.after]
    ('PERT 15d / 20d / 40d', ['design', 'permit FS+5d'])
    """

    noun: ClassVar[str] = "task"

    id: TaskId
    name: Text = ""
    group: Text = ""
    tags: Texts = ()
    duration: MaybeUncertain = None
    planned: Quantity | None = None
    milestone: Annotated[bool, Field(strict=True)] = False
    side: Side = ""
    after: Links = ()
    calendar: Text = ""
    float_calendar: Text = ""
    constraint: Constraints = ()
    deadline: Instant | None = None
    expected_finish: Instant | None = None
    actual_start: Instant | None = None
    actual_finish: Instant | None = None
    remaining: MaybeUncertain = None
    percent_complete: Annotated[float, PlainValidator(_as_share_done)] | None = None
    suspended: Instant | None = None
    resume: Instant | None = None
    delay: Quantity | None = None
    pauses: tuple[Pause, ...] = ()
    span: Span | None = None
    basis: Text = ""
    owner: Text = ""
    exists: Annotated[float | str | None, PlainValidator(_as_existence)] = None
    cost: MaybeCost = None
    resources: Assignments = ()

    @model_validator(mode="before")
    @classmethod
    def _name_by_id(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and not data.get("name") and data.get("id") is not None:
            return {**data, "name": str(data["id"])}
        return data

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = list(find_task_faults(self))
        if faults:
            raise_faults(faults)
        return self

    @property
    def state(self) -> State:
        """``not_started``, ``started`` or ``finished``."""
        if self.actual_finish is not None:
            return "finished"
        return "not_started" if self.actual_start is None else "started"

    @property
    def has_work_left(self) -> bool:
        """Whether it takes working time that is still to come: no milestone, no span, not finished."""
        return not self.milestone and self.span is None and self.actual_finish is None

    def constrained(self, *kinds: str) -> Constraint | None:
        """Return the first constraint of these kinds, if it has one."""
        return next((constraint for constraint in self.constraint if constraint.kind in kinds), None)


class Objective(Record):
    """A date that is promised, with the confidence that is wanted.

    Parameters
    ----------
    id : str
    finish : str
        Id of a task, or ``"project"``.
    by : date or datetime
        A date means the end of that day.
    confidence : float
        Wanted probability, above 0 and below 1; ``"80%"`` is read.

    Examples
    --------
    >>> Objective(id="on-time", finish="handover", by="2028-03-31", confidence="80%").deadline
    datetime.datetime(2028, 4, 1, 0, 0)
    """

    noun: ClassVar[str] = "objective"

    id: TaskId
    finish: TaskId
    by: Instant
    confidence: Annotated[float, PlainValidator(as_fraction)]

    @property
    def deadline(self) -> datetime:
        """The last instant that still meets the objective; the end of a day is the midnight after it."""
        return end_of_day(self.by)

    @model_validator(mode="after")
    def _check_confidence(self) -> Self:
        if not 0 < self.confidence < 1:
            what = f"confidence {100 * self.confidence:g}% can not be promised"
            raise_faults([Fault(("confidence",), "", what, "write a percentage above 0% and below 100%")])
        return self


def _as_share(value: object) -> Distribution | None:
    if value is None:
        return None
    uncertain = as_uncertain(value)
    return uncertain if isinstance(uncertain, Distribution) else Fixed(value=uncertain)


MaybeShare = Annotated[Distribution | None, PlainValidator(_as_share)]


class Template(Record):
    """A range, in %, for tasks whose duration, or whose cost, is a single value.

    Parameters
    ----------
    for_ : tuple of str
        Selectors (in a plan file ``for``): ``group:...``, ``tag:...``, ids of tasks, ``all``.
    duration : Distribution, optional
        In % of the planned duration. Of several templates for a task the last that has one counts.
    cost : Distribution, optional
        In % of the single amounts of the task's own cost: the fixed one, and those for its time. Of several templates
        for a task the last that has one counts.
    basis : str
        What the range rests on, and which causes of delay it holds.

    Examples
    --------
    >>> template = Template(for_="group:electrical", duration={"triangular": ["90%", "100%", "140%"]})
    >>> template.for_, template.duration.describe()
    (('group:electrical',), 'triangular 90% / 100% / 140%')
    """

    noun: ClassVar[str] = "template"

    for_: Selectors = Field(alias="for")
    duration: MaybeShare = None
    cost: MaybeShare = None
    basis: Text = ""

    @model_validator(mode="after")
    def _check_ranges(self) -> Self:
        if self.duration is None and self.cost is None:
            raise_faults([Fault(("duration",), "", "duration is missing", "write duration, cost or both")])
        faults: list[Fault] = []
        for key, share, whole in (("duration", self.duration, "duration"), ("cost", self.cost, "amount")):
            if share is not None and share.kind != "percent":
                what = f"{key} {share.describe()} is not relative"
                faults.append(Fault((key,), "", what, f"write percentages of the planned {whole}, such as 90%"))
            elif share is not None:
                faults += negative_faults(key, share)
        if faults:
            raise_faults(faults)
        return self
