"""Risks: events that happen or not, and what they do to tasks."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, fault, raise_faults
from riskmc.model._task_faults import describe, negative_faults
from riskmc.model.network import TaskId
from riskmc.model.quantities import as_fraction
from riskmc.model.spelling import MaybeUncertain
from riskmc.model.tasks import Selectors

__all__ = ["Impact", "Risk"]

Draw = Literal["once", "each_task"]


def _as_probability(value: object) -> float:
    if isinstance(value, str) and value.strip().lower().replace("_", " ") in _LEVELS:
        hint = "write the percentage that it stands for"
        raise fault(f"the level {value!r} is not read by this version of riskmc", "write a number such as 15%", hint)
    return as_fraction(value)


_LEVELS = frozenset(("very low", "low", "medium", "moderate", "high", "very high"))

Probability = Annotated[float, PlainValidator(_as_probability)]


class Impact(Record):
    """What a risk does to the tasks that it strikes.

    Parameters
    ----------
    on : tuple of str
        Selectors: ids of tasks, ``group:...``, ``tag:...``, ``all``.
    delay : Quantity or Distribution, optional
        Working time that is added to the duration; negative for an opportunity.
    factor : Quantity or Distribution, optional
        Factor on the duration, ``1.2`` or ``120%``, not negative. With both, the factor comes before the delay.
    draw : {"once", "each_task"}
        One draw of the impact for all the tasks that it hits, or one for each.
    number : int, optional
        Addresses its random numbers; by default its place among the impacts of the risk. Where an impact is taken out,
        those after it keep their draws by it.

    Examples
    --------
    >>> impact = Impact(on=["piling", "group:marine"], delay={"triangular": ["5d", "15d", "40d"]})
    >>> impact.delay.describe()
    'triangular 5d / 15d / 40d'
    """

    noun: ClassVar[str] = "impact"
    later_keys: ClassVar[frozenset[str]] = frozenset(("cost", "cost_factor"))

    on: Selectors
    delay: MaybeUncertain = None
    factor: MaybeUncertain = None
    draw: Draw = "once"
    number: Annotated[int, Field(strict=True, ge=1)] | None = None

    @model_validator(mode="after")
    def _check_effects(self) -> Self:
        faults: list[Fault] = []
        if self.delay is None and self.factor is None:
            faults.append(Fault((), "", "the impact does nothing", "write a delay or a factor"))
        if self.delay is not None and self.delay.kind != "time":
            what = f"delay {describe(self.delay)} is not an amount of time"
            hint = "write a share of the duration as a factor" if self.delay.kind == "percent" else ""
            faults.append(Fault(("delay",), "", what, "write a delay in min, h, d, w or mo, such as 5d", hint))
        if self.factor is not None and self.factor.kind == "time":
            what = f"factor {describe(self.factor)} is an amount of time"
            faults.append(Fault(("factor",), "", what, "write a factor such as 1.2 or 120%", "did you mean delay?"))
        elif self.factor is not None:
            faults += negative_faults("factor", self.factor)
        if faults:
            raise_faults(faults)
        return self


class Risk(Record):
    """An event that happens or not in an iteration, then has its impacts.

    Parameters
    ----------
    id : str
    title, cause, event, effect, category, owner : str
        Words of the risk register.
    probability : float
        In 0..1; ``"15%"`` is read.
    impacts : tuple of Impact
        At least one.
    strikes : {"once", "each_task"}
        Whether the event happens once for all the tasks that it hits, or independently at each.

    Examples
    --------
    >>> risk = Risk(id="R1", probability="15%", impacts=[{"on": "piling", "delay": "10d"}])
    >>> risk.probability, risk.impacts[0].on
    (0.15, ('piling',))
    """

    noun: ClassVar[str] = "risk"
    later_keys: ClassVar[frozenset[str]] = frozenset(
        ("response", "requires", "excludes", "window", "trigger", "fallback", "contingency", "status", "cost", "costs")
    )

    id: TaskId
    title: Text = ""
    cause: Text = ""
    event: Text = ""
    effect: Text = ""
    category: Text = ""
    owner: Text = ""
    probability: Probability
    impacts: tuple[Impact, ...] = Field(min_length=1)
    strikes: Draw = "once"

    @model_validator(mode="after")
    def _check_numbers(self) -> Self:
        numbers = self.impact_numbers
        again = [place for place, number in enumerate(numbers) if number in numbers[:place]]
        if again:
            what = f"the number {numbers[again[0]]} is that of an earlier impact"
            raise_faults([Fault(("impacts", again[0], "number"), "", what, "give each impact a number of its own")])
        return self

    @property
    def impact_numbers(self) -> tuple[int, ...]:
        """The numbers that address the draws of the impacts: those that are given, else their places from 1."""
        return tuple(impact.number or place for place, impact in enumerate(self.impacts, start=1))
