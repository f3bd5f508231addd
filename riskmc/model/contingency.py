"""Contingency: reserves that are set aside, and plans that lie ready, each with the signal that calls for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator
from pydantic_core import PydanticCustomError

from riskmc.model._record import Fault, Record, Text, did_you_mean, fault, raise_faults, shown
from riskmc.model.calendars import as_instant
from riskmc.model.network import TaskId, as_task_id
from riskmc.model.quantities import Quantity, as_fraction, as_quantity
from riskmc.model.responses import Strategy
from riskmc.model.tasks import Instant

__all__ = ["Contingency", "ContingencyPlan", "ContingencyResponse", "Protects", "Reserve", "Signal"]

ReserveKind = Literal["contingency", "management"]
ReserveOf = Literal["schedule", "cost"]
SignalKind = Literal["finish", "buffer", "cost", "risk", "words"]

WHOLE: Final = "project"
"""The project's finish, where a task could stand."""

PROTECTED: Final = ("objective", "task", "risk")
"""What a contingency plan can protect, beside the project."""

_TIME_OR_MONEY: Final[dict[str, tuple[str, str]]] = {
    "schedule": ("time", "write working time such as 30d"),
    "cost": ("number", "write an amount of money such as 350k"),
}


def _as_word(value: object) -> object:
    return value.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else value


def _or_none(value: object) -> str:
    return "" if value in (None, "") else as_task_id(value)


def _as_protected(value: object) -> str:
    """Read what a plan protects: an id, with ``objective:``, ``task:`` or ``risk:`` before it where ids agree."""
    if isinstance(value, str) and ":" in value:
        kind, _, identity = value.partition(":")
        if kind.strip() not in PROTECTED:
            hint = did_you_mean(kind.strip(), PROTECTED)
            raise fault(f"{{here}} {shown(value)} is not known", "write objective:ID, task:ID, risk:ID or an id", hint)
        return f"{kind.strip()}:{as_task_id(identity.strip())}"
    return _or_none(value)


def _as_level(value: object) -> float | None:
    if value is None:
        return None
    level = as_fraction(value, "chance")
    if not 0.0 < level < 1.0:
        raise fault(f"{{here}} {shown(value)} calls for the plan always or never", "write such as 50%")
    return level


def _as_threshold(value: object) -> date | datetime | Quantity | None:
    if value is None:
        return None
    if isinstance(value, date) or (isinstance(value, str) and value.strip()[4:5] == "-"):
        return as_instant(value)
    try:
        return as_quantity(value)
    except PydanticCustomError as error:
        hint = str((error.context or {}).get("hint", ""))
        raise fault(f"{{here}} {shown(value)} is neither a date nor an amount", _THRESHOLDS, hint) from None


_THRESHOLDS: Final = "write a date, working time such as 10d, a share such as 60%, or an amount of money such as 2.1M"

Protects = Annotated[str, PlainValidator(_as_protected)]
OptionalId = Annotated[str, PlainValidator(_or_none)]


class Reserve(Record):
    """Time or money that is set aside.

    Parameters
    ----------
    id : str
    title, owner : str
        The owner decides what it is spent on.
    of : {"schedule", "cost"}
    kind : {"contingency", "management"}
        For what is in the register and the ranges, or for what nobody thought of.
    amount : Quantity
        Working time of the project's calendar, or money in its currency; above 0.
    before : str
        Of a reserve of time: the id of the milestone or task that it lies before; by default ``project``, its finish.

    Examples
    --------
    >>> reserve = Reserve(id="float", of="schedule", amount="30d", before="handover", owner="Project manager")
    >>> reserve.kind, str(reserve.amount)
    ('contingency', '30d')
    """

    noun: ClassVar[str] = "reserve"

    id: TaskId
    title: Text = ""
    of: Annotated[ReserveOf, BeforeValidator(_as_word)]
    kind: Annotated[ReserveKind, BeforeValidator(_as_word)] = "contingency"
    amount: Quantity
    before: Annotated[TaskId, Field()] = WHOLE
    owner: Text = ""

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults: list[Fault] = []
        kind, allowed = _TIME_OR_MONEY[self.of]
        if self.amount.kind != kind:
            what = f"amount {self.amount} is no {'time' if self.of == 'schedule' else 'money'}, and the reserve is one"
            faults.append(Fault(("amount",), "", what, allowed))
        elif self.amount.value <= 0:
            faults.append(Fault(("amount",), "", f"amount {self.amount} is not above 0", allowed))
        if self.of == "cost" and self.before != WHOLE:
            what = f"a reserve of money lies before no task, and before is {self.before!r}"
            faults.append(Fault(("before",), "", what, "", "take out before"))
        if faults:
            raise_faults(faults)
        return self

    @property
    def name(self) -> str:
        """What it is called: its title, else its id."""
        return self.title or self.id


class Signal(Record):
    """What is watched, so that one knows when to reach for a contingency plan; exactly one of its kinds.

    Parameters
    ----------
    finish : str
        Id of a milestone or task: the date on which it finishes.
    buffer : str
        Id of a reserve of time: the share of it that is used up when what it lies before has finished.
    cost : {"total"}, optional
        The money that is spent up to the date `on`.
    on : date or datetime, optional
        Of a signal of cost; a date means the end of that day.
    risk : str
        Id of a risk: that it has struck.
    words : str
        What people watch and the simulation does not know; a text in place of the mapping.

    Examples
    --------
    >>> Signal(finish="steel-delivered").kind, Signal(cost="total", on="2027-09-01").kind
    ('finish', 'cost')
    """

    noun: ClassVar[str] = "signal"

    finish: OptionalId = ""
    buffer: OptionalId = ""
    cost: Literal["total"] | None = None
    on: Instant | None = None
    risk: OptionalId = ""
    words: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, data: Any) -> Any:
        return {"words": data} if isinstance(data, str) else data

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        given = [key for key in ("finish", "buffer", "cost", "risk", "words") if getattr(self, key)]
        faults: list[Fault] = []
        if not given:
            faults.append(Fault((), "", "the signal says nothing that could be watched", _SIGNALS))
        for key in given[1:]:
            what = f"both {given[0]} and {key} are watched"
            faults.append(Fault((key,), "", what, "write one signal", "a plan for each signal, or the earlier one"))
        if self.cost is not None and self.on is None:
            faults.append(Fault(("cost",), "", "the date on which the cost is looked at is missing", _COST))
        if self.on is not None and self.cost is None:
            faults.append(Fault(("on",), "", f"on {self.on} belongs to a signal of cost", _COST))
        if faults:
            raise_faults(faults)
        return self

    @property
    def kind(self) -> SignalKind:
        """Which of its kinds it is."""
        for name in ("finish", "buffer", "risk", "words"):
            if getattr(self, name):
                return name
        return "cost"

    @property
    def subject(self) -> str:
        """Id of the task, reserve or risk that is watched; ``total`` of cost, and the text of mere words."""
        return str(getattr(self, self.kind))


_SIGNALS: Final = "write {finish: TASK}, {buffer: RESERVE}, {cost: total, on: 2027-09-01} or {risk: RISK}"
_COST: Final = "write {cost: total, on: 2027-09-01}"


class ContingencyResponse(Record):
    """What is done when a contingency plan is called for.

    Parameters
    ----------
    strategy : str, optional
        As that of a response to a risk, such as ``mitigate`` or ``transfer``.
    action, owner : str
    cost : Quantity, optional
        Money, in the currency of the project; it is spent only where the plan is called for.
    lead_time : Quantity, optional
        Working time of the project's calendar from the decision until it takes effect.

    Examples
    --------
    >>> response = ContingencyResponse(action="Charter a second barge", cost="60k", lead_time="20d")
    >>> str(response.lead_time)
    '20d'
    """

    noun: ClassVar[str] = "response"

    strategy: Annotated[Strategy | None, BeforeValidator(_as_word)] = None
    action: Text = ""
    owner: Text = ""
    cost: Quantity | None = None
    lead_time: Quantity | None = None

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults: list[Fault] = []
        if self.cost is not None and (self.cost.kind != "number" or self.cost.value < 0):
            faults.append(Fault(("cost",), "", f"cost {self.cost} is not an amount of money", "write one such as 60k"))
        if self.lead_time is not None and (self.lead_time.kind != "time" or self.lead_time.value < 0):
            what = f"lead_time {self.lead_time} is no working time"
            faults.append(Fault(("lead_time",), "", what, "write such as 20d, or 0d where it works at once"))
        if faults:
            raise_faults(faults)
        return self


class ContingencyPlan(Record):
    """A plan that lies ready: what it protects, by what signal it is called for, and what is done then.

    Parameters
    ----------
    id : str
    title : str
    protects : str
        Id of an objective, of a milestone or task, or of a risk, with ``objective:``, ``task:`` or ``risk:`` before it
        where ids agree; or ``project``, which is what it protects by default.
    signal : Signal, optional
        What is watched.
    threshold : date, datetime or Quantity, optional
        The trigger that its owner set: of a finish a date (its end of day counts as in time) or the working time behind
        the plan's date, of a buffer a share or working time, of cost an amount.
    level : float, optional
        Chance of what it protects, above 0 and below 1, below which the plan is to be called for.
    response : ContingencyResponse, optional
    fallback : str
        What is done if the response does not help.

    Examples
    --------
    >>> plan = ContingencyPlan(
    ...     id="CP1", protects="on-time", signal={"finish": "steel-delivered"}, threshold="2027-08-14",
    ...     response={"action": "Charter a second barge", "owner": "Marine lead", "cost": "60k", "lead_time": "20d"},
    ... )
    >>> plan.signal.subject, plan.threshold.isoformat()
    ('steel-delivered', '2027-08-14')
    """

    noun: ClassVar[str] = "contingency plan"

    id: TaskId
    title: Text = ""
    protects: Protects = WHOLE
    signal: Signal | None = None
    threshold: Annotated[date | datetime | Quantity | None, PlainValidator(_as_threshold)] = None
    level: Annotated[float | None, PlainValidator(_as_level)] = None
    response: ContingencyResponse | None = None
    fallback: Text = ""

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = list(_threshold_faults(self))
        if faults:
            raise_faults(faults)
        return self

    @property
    def name(self) -> str:
        """What it is called: its title, else its id."""
        return self.title or self.id

    @property
    def lead_time(self) -> Quantity:
        """Working time from the decision until the response takes effect; none where it is not said."""
        given = None if self.response is None else self.response.lead_time
        return Quantity(0.0, "d") if given is None else given


_ALLOWED_THRESHOLDS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "finish": (("date", "time"), "write a date, or the working time behind the plan's date, such as 10d"),
    "buffer": (("percent", "time"), "write the share that is used up, such as 60%, or working time"),
    "cost": (("number",), "write an amount of money such as 2.1M"),
}


def _threshold_faults(plan: ContingencyPlan) -> Iterator[Fault]:
    if plan.threshold is None:
        return
    kind = "" if plan.signal is None else plan.signal.kind
    if kind not in _ALLOWED_THRESHOLDS:
        reason = {"": "no signal is given", "risk": "a risk strikes or does not"}.get(
            kind, "the signal is known in words alone"
        )
        yield Fault(("threshold",), "", f"there is nothing to hold the threshold against: {reason}", "", "take it out")
        return
    got = plan.threshold.kind if isinstance(plan.threshold, Quantity) else "date"
    kinds, allowed = _ALLOWED_THRESHOLDS[kind]
    if got not in kinds:
        yield Fault(("threshold",), "", f"threshold {plan.threshold} does not fit a signal of {kind}", allowed)
    elif isinstance(plan.threshold, Quantity) and plan.threshold.value < 0:
        yield Fault(("threshold",), "", f"threshold {plan.threshold} is below 0", allowed)


def as_reserves(value: object) -> object:
    """Spell the short form ``{schedule: 30d, cost: 350k}`` as a list of reserves; other values stay as they are."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        return value
    if "amount" in value or "id" in value:
        raise fault("{here} is a mapping", "write a list of reserves, or {schedule: 30d, cost: 350k}", "put it in [ ]")
    unknown = [key for key in value if key not in _TIME_OR_MONEY]
    if unknown:
        hint = did_you_mean(str(unknown[0]), _TIME_OR_MONEY)
        what = f"unknown key {str(unknown[0])!r} of reserves"
        raise fault(what, "write {schedule: 30d, cost: 350k}, or a list of reserves", hint)
    return [{"id": key, "of": key, "amount": amount} for key, amount in value.items() if amount is not None]


def _as_records(value: object) -> object:
    return () if value is None else value


class Contingency(Record):
    """What is held ready for what may come: reserves and contingency plans.

    Parameters
    ----------
    reserves : tuple of Reserve
        In a plan file also ``{schedule: 30d, cost: 350k}``.
    plans : tuple of ContingencyPlan

    Examples
    --------
    >>> contingency = Contingency(reserves={"schedule": "30d", "cost": "350k"})
    >>> [(reserve.id, str(reserve.amount)) for reserve in contingency.reserves]
    [('schedule', '30d'), ('cost', '350000')]
    """

    noun: ClassVar[str] = "contingency"

    reserves: Annotated[tuple[Reserve, ...], BeforeValidator(as_reserves)] = ()
    plans: Annotated[tuple[ContingencyPlan, ...], BeforeValidator(_as_records)] = ()

    def reserve(self, identity: str) -> Reserve | None:
        """Return a reserve by its id, or nothing."""
        return next((reserve for reserve in self.reserves if reserve.id == identity), None)

    @property
    def watched_tasks(self) -> Sequence[str]:
        """Ids of the tasks whose finishes the signals and reserves are about, once each, without ``project``."""
        watched = [plan.signal.finish for plan in self.plans if plan.signal is not None]
        watched += [reserve.before for reserve in self.reserves]
        return list(dict.fromkeys(name for name in watched if name and name != WHOLE))

    def __bool__(self) -> bool:
        return bool(self.reserves or self.plans)
