"""Costs: of tasks, of the resources they use, of the project beside its tasks, and how prices rise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Final, Literal, Self, get_args

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from riskmc.model._record import Fault, Record, Text, fault, faults_below, raise_faults, shown
from riskmc.model._task_faults import describe, negative_faults
from riskmc.model.assignments import Units
from riskmc.model.calendars import as_instant, midnight
from riskmc.model.distributions import Distribution
from riskmc.model.network import TaskId, as_task_id
from riskmc.model.quantities import MAGNITUDE_LIMIT, Quantity, as_fraction, as_quantity
from riskmc.model.spelling import CLASSES, MaybeUncertain, as_uncertain

__all__ = [
    "DAYS_PER_YEAR", "PARTS", "Budget", "Escalation", "ExchangeRates", "MaybeCost", "Part", "ProjectCost", "Resource",
    "Spread", "Steps", "TaskCost", "money_faults",
]  # fmt: skip

Spread = Literal["linear", "front", "back", "start", "finish"]
"""How money is spent over the work: evenly; most of it early, with a density that falls to zero; most of it late; all
of it at the start, or at the finish."""

Part = Literal["time_independent", "time_dependent", "standing", "risks", "responses"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
"""What the cost of a project is made of, before prices rise."""

DAYS_PER_YEAR: Final = 365.25
_LONG_AGO: Final = date(2000, 1, 1)
MONEY_ALLOWED: Final = "write money as a plain number, such as 120k or 4.2M"
_RATES: Final = ("per_day", "per_hour")


def money_faults(key: str, value: Quantity | Distribution) -> Iterator[Fault]:
    """Find whether a value is no amount of money, or less than none.

    Parameters
    ----------
    key : str
        Of the record, where it stands.
    value : Quantity or Distribution

    Examples
    --------
    >>> [fault.what for fault in money_faults("fixed", Quantity(5, "d"))]
    ['fixed 5d is not an amount of money']
    """
    if value.kind != "number":
        yield Fault((key,), "", f"{key} {describe(value)} is not an amount of money", MONEY_ALLOWED)
    else:
        yield from negative_faults(key, value)


def _check_money(record: Record, keys: Iterable[str]) -> list[Fault]:
    return [
        item for key in keys if (value := getattr(record, key)) is not None for item in money_faults(key, value)
    ]  # fmt: skip


def _as_optional_id(value: object) -> str:
    return "" if value in (None, "") else as_task_id(value)


def _as_optional_instant(value: object) -> date | datetime | None:
    return None if value is None else as_instant(value)


OptionalId = Annotated[str, PlainValidator(_as_optional_id)]


class TaskCost(Record):
    """What a task costs beside its resources.

    Parameters
    ----------
    fixed : Quantity or Distribution, optional
        Money that does not hang on the duration.
    per_day, per_hour : Quantity or Distribution, optional
        Money for each working day or hour that the task takes; a day has the hours of the task's calendar.
    spread : {"linear", "front", "back", "start", "finish"}
        How the money is spent over the work.
    actual : Quantity, optional
        What a started task has cost up to the status date; the other amounts are then what is left to spend.
    currency : str
        By default that of the project.
    index : str
        By which its prices rise; by default that of all costs.

    Examples
    --------
    >>> cost = TaskCost(fixed="120k", per_day={"pert": ["7k", "8k", "11k"]})
    >>> str(cost.fixed), cost.per_day.describe()
    ('120000', 'PERT 7000 / 8000 / 11000')
    """

    noun: ClassVar[str] = "cost"

    fixed: MaybeUncertain = None
    per_day: MaybeUncertain = None
    per_hour: MaybeUncertain = None
    spread: Spread = "linear"
    actual: Quantity | None = None
    currency: Text = ""
    index: Text = ""

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        amounts = ("fixed", *_RATES, "actual")
        faults = _check_money(self, amounts)
        if all(getattr(self, key) is None for key in amounts):
            faults.append(Fault((), "", "the cost has no amount", "write fixed, per_day, per_hour or actual"))
        if faults:
            raise_faults(faults)
        return self

    @property
    def is_timed(self) -> bool:
        """Whether it grows with the duration."""
        return self.per_day is not None or self.per_hour is not None


def _as_task_cost(value: object) -> TaskCost | None:
    """Read the cost of a task: a mapping of its parts, or an amount alone."""
    if value is None or isinstance(value, TaskCost):
        return value
    if isinstance(value, Mapping) and not any(key in CLASSES and key != "fixed" for key in value):
        return TaskCost.model_validate(value)
    amount = as_uncertain(value)
    faults = [
        item._replace(path=(), what=item.what.replace("fixed", "{here}", 1)) for item in money_faults("fixed", amount)
    ]
    if faults:
        raise_faults(faults)
    return TaskCost.model_construct(**_fields(TaskCost, fixed=amount))


def _fields(cls: type[Record], **given: Any) -> dict[str, Any]:
    usual = {name: info.get_default(call_default_factory=True) for name, info in cls.model_fields.items()}
    return usual | given


MaybeCost = Annotated[TaskCost | None, PlainValidator(_as_task_cost)]


class Resource(Record):
    """What work is done with: people, plant, material.

    Parameters
    ----------
    id, name : str
    per_day, per_hour : Quantity or Distribution, optional
        Money for each unit and working day or hour. One price is drawn for all tasks that use it.
    per_unit : Quantity or Distribution, optional
        Price of a unit of material.
    per_use : Quantity or Distribution, optional
        Money for each unit and task that uses it, however long.
    available : float, optional
        How many of it there are, above 0.
    currency, index : str
        As of :class:`TaskCost`.

    Examples
    --------
    >>> Resource(id="crane", per_day={"pert": ["10k", "12k", "18k"]}).per_day.describe()
    'PERT 10000 / 12000 / 18000'
    """

    noun: ClassVar[str] = "resource"

    id: TaskId
    name: Text = ""
    per_day: MaybeUncertain = None
    per_hour: MaybeUncertain = None
    per_unit: MaybeUncertain = None
    per_use: MaybeUncertain = None
    available: Units | None = None
    currency: Text = ""
    index: Text = ""

    @model_validator(mode="after")
    def _check_prices(self) -> Self:
        faults = _check_money(self, (*_RATES, "per_unit", "per_use"))
        if self.per_day is not None and self.per_hour is not None:
            faults.append(Fault(("per_hour",), "", "both per_day and per_hour are given", "write one of both"))
        if faults:
            raise_faults(faults)
        return self

    @property
    def is_timed(self) -> bool:
        """Whether its cost grows with the duration of the work."""
        return self.per_day is not None or self.per_hour is not None


class ProjectCost(Record):
    """A cost of the project beside its tasks: once, or for as long as something lasts.

    Parameters
    ----------
    id, name, group : str
    fixed : Quantity or Distribution, optional
    per_day, per_hour : Quantity or Distribution, optional
        Money for each working day or hour of the project's calendar.
    per_calendar_day, per_month : Quantity or Distribution, optional
        Money for each day of the clock, worked or not; a month is a twelfth of a year.
    from_, to : str
        It runs from the start of the one task to the finish of the other, in a plan file ``from`` and ``to``; by
        default from the start to the finish of the project.
    spread, currency, index
        As of :class:`TaskCost`.

    Examples
    --------
    >>> ProjectCost(id="site", per_day="4k", **{"from": "mobilise"}).from_
    'mobilise'
    """

    noun: ClassVar[str] = "cost"

    id: TaskId
    name: Text = ""
    group: Text = ""
    fixed: MaybeUncertain = None
    per_day: MaybeUncertain = None
    per_hour: MaybeUncertain = None
    per_calendar_day: MaybeUncertain = None
    per_month: MaybeUncertain = None
    from_: OptionalId = Field(default="", alias="from")
    to: OptionalId = ""
    spread: Spread = "linear"
    currency: Text = ""
    index: Text = ""

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        amounts = ("fixed", *_RATES, "per_calendar_day", "per_month")
        faults = _check_money(self, amounts)
        if all(getattr(self, key) is None for key in amounts):
            allowed = "write fixed, per_day, per_hour, per_calendar_day or per_month"
            faults.append(Fault((), "", "the cost has no amount", allowed))
        if faults:
            raise_faults(faults)
        return self


def _as_rate(value: object) -> float:
    """Read how much prices rise in a year: ``3%``; falling prices are negative."""
    allowed = "write a percentage for a year, such as 3%"
    if isinstance(value, bool) or not isinstance(value, str | int | float | Quantity):
        raise fault(f"{{here}} {shown(value)} is no rate", allowed)
    quantity = as_quantity(value)
    if quantity.kind == "time":
        raise fault(f"{{here}} {quantity} is no rate", allowed)
    rate = quantity.value / 100.0 if quantity.unit == "%" else quantity.value
    if not -0.5 <= rate <= 1.0:
        hint = f"did you mean {quantity.value:g}%?" if quantity.unit == "" and 1 < quantity.value <= 100 else ""
        raise fault(f"{{here}} {quantity} is not between -50% and 100% for a year", allowed, hint)
    return rate


def _as_exchange_rate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value <= MAGNITUDE_LIMIT:
        allowed = "write what one unit is worth in the currency of the project, such as 0.92"
        raise fault(f"{{here}} {shown(value)} is no exchange rate", allowed)
    return float(value)


def _or_none(value: object) -> object:
    return {} if value is None else value


ExchangeRates = Annotated[dict[str, Annotated[float, PlainValidator(_as_exchange_rate)]], BeforeValidator(_or_none)]
"""What one unit of other currencies is worth in that of the project."""

Steps = tuple[tuple[date | None, float], ...]


def _as_steps(value: object) -> Steps:
    """Read an index: one rate, or rates from dates on."""
    if not isinstance(value, Mapping):
        if isinstance(value, tuple):
            return value
        return ((None, _as_rate(value)),)
    if not value:
        raise fault("{here} has no rates", "write a rate, or dates and rates: {2027-01-01: 5%, 2028-01-01: 2%}")
    faults: list[Fault] = []
    steps: list[tuple[date, float]] = []
    for key, rate in value.items():
        try:
            steps.append((midnight(as_instant(key)).date(), _as_rate(rate)))
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((str(key),), error)
    if not faults and any(one[0] >= other[0] for one, other in pairwise(steps)):
        faults.append(Fault((), "", "{here} has dates that do not rise", "write the dates in their order"))
    if faults:
        raise_faults(faults)
    return tuple(steps)


def _as_indices(value: object) -> dict[str, Steps]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise fault(f"{{here}} {shown(value)} is not a mapping", "write rates by name: {labour: 4%}")
    return {str(name): _as_steps(item) for name, item in value.items()}


class Escalation(Record):
    """How prices rise from the date for which the plan states them.

    Parameters
    ----------
    base : date or datetime, optional
        The date of the prices in the plan; by default the start of the project.
    rate : float
        Rise in a year, of all costs that name no index; ``3%`` is read.
    indices : mapping of str to rates
        By the names that costs use: one rate, or a mapping of dates to the rates that hold from then on. Before the
        first date the first rate holds.

    Examples
    --------
    >>> rising = Escalation(rate="3%", indices={"steel": {"2027-01-01": "5%", "2028-01-01": "2%"}})
    >>> round(rising.level("", date(2027, 1, 1), date(2028, 1, 1)), 4)
    1.03
    """

    noun: ClassVar[str] = "escalation"

    base: Annotated[date | datetime | None, PlainValidator(_as_optional_instant)] = None
    rate: Annotated[float, PlainValidator(_as_rate)] = 0.0
    indices: Annotated[dict[str, Steps], PlainValidator(_as_indices)] = Field(default_factory=dict)

    def steps(self, index: str) -> Steps:
        """Return the rates of an index, and the dates from which each holds; None for always."""
        return self.indices[index] if index else ((None, self.rate),)

    def is_flat(self, index: str) -> bool:
        """Whether prices of an index never change."""
        return all(rate == 0.0 for _, rate in self.steps(index))

    def level(self, index: str, base: date, when: date) -> float:
        """Return what a price of 1 at one date is at another.

        Parameters
        ----------
        index : str
            Empty for that of all costs.
        base, when : date
        """
        return math.exp(self._log_level(index, when) - self._log_level(index, base))

    def _log_level(self, index: str, when: date) -> float:
        steps = self.steps(index)
        begins = [begin or _LONG_AGO for begin, _ in steps]
        total = 0.0
        for (_, rate), begin, end in zip(steps, begins, [*begins[1:], date.max], strict=True):
            until = min(when, end)
            if until > begin or begin == begins[0]:
                total += math.log1p(rate) * (until - begin).days / DAYS_PER_YEAR
        return total


class Budget(Record):
    """An amount that the project is not to cost more than, with the confidence that is wanted.

    Parameters
    ----------
    id : str
    cost : {"total"}
        What is meant.
    at_most : Quantity
        Money, in the currency of the project.
    confidence : float
        Wanted probability, above 0 and below 1.

    Examples
    --------
    >>> Budget(id="on-budget", cost="total", at_most="4.2M", confidence="70%").amount
    4200000.0
    """

    noun: ClassVar[str] = "objective"

    id: TaskId
    cost: Literal["total"] = "total"
    at_most: Quantity
    confidence: Annotated[float, PlainValidator(as_fraction)]

    @property
    def amount(self) -> float:
        """The budget, in the currency of the project."""
        return self.at_most.value

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = list(money_faults("at_most", self.at_most))
        if not 0 < self.confidence < 1:
            what = f"confidence {100 * self.confidence:g}% can not be promised"
            faults.append(Fault(("confidence",), "", what, "write a percentage above 0% and below 100%"))
        if faults:
            raise_faults(faults)
        return self
