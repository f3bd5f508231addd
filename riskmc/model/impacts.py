"""Impacts: what a risk does to the tasks that it strikes, in time and in money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, raise_faults
from riskmc.model._task_faults import describe, negative_faults
from riskmc.model.levels import AmountOrLevel, Level
from riskmc.model.spelling import MaybeUncertain
from riskmc.model.tasks import as_selectors

__all__ = ["Draw", "Impact"]

Draw = Literal["once", "each_task"]


def _as_optional_selectors(value: object) -> tuple[str, ...]:
    return () if value is None or value == () else as_selectors(value)


class Impact(Record):
    """What a risk does to the tasks that it strikes.

    Parameters
    ----------
    on : tuple of str
        Selectors: ids of tasks, ``group:...``, ``tag:...``, ``all``. Empty where it is not known yet which tasks are
        hit: then it changes no date.
    delay : Quantity, Distribution or Level, optional
        Working time that is added to the duration; negative for an opportunity. A level takes its number from the
        schedule scale of the scoring scheme.
    factor : Quantity or Distribution, optional
        Factor on the duration, ``1.2`` or ``120%``, not negative. With both, the factor comes before the delay.
    cost : Quantity, Distribution or Level, optional
        Money that is added, in the currency of the project; negative for a saving.
    cost_factor : Quantity or Distribution, optional
        Factor on the cost of the tasks.
    draw : {"once", "each_task"}
        One draw of the impact for all the tasks that it hits, or one for each.
    number : int, optional
        Addresses its random numbers; by default its place among the impacts of the risk. Where an impact is taken out,
        those after it keep their draws by it.

    Examples
    --------
    >>> impact = Impact(on=["piling", "group:marine"], delay={"triangular": ["5d", "15d", "40d"]}, cost="60k")
    >>> impact.delay.describe(), str(impact.cost)
    ('triangular 5d / 15d / 40d', '60000')
    """

    noun: ClassVar[str] = "impact"

    on: Annotated[tuple[str, ...], PlainValidator(_as_optional_selectors)] = ()
    delay: AmountOrLevel = None
    factor: MaybeUncertain = None
    cost: AmountOrLevel = None
    cost_factor: MaybeUncertain = None
    draw: Draw = "once"
    number: Annotated[int, Field(strict=True, ge=1)] | None = None

    @model_validator(mode="after")
    def _check_effects(self) -> Self:
        faults = list(_faults(self))
        if faults:
            raise_faults(faults)
        return self


def _faults(impact: Impact) -> Iterator[Fault]:
    if all(getattr(impact, key) is None for key in ("delay", "factor", "cost", "cost_factor")):
        yield Fault((), "", "the impact does nothing", "write a delay, a factor or a cost")
    delay, cost = impact.delay, impact.cost
    if delay is not None and not isinstance(delay, Level) and delay.kind != "time":
        what = f"delay {describe(delay)} is not an amount of time"
        hint = "write a share of the duration as a factor" if delay.kind == "percent" else ""
        yield Fault(("delay",), "", what, "write a delay in min, h, d, w or mo, such as 5d", hint)
    if cost is not None and not isinstance(cost, Level) and cost.kind != "number":
        hint = "write a share of the cost as a cost_factor" if cost.kind == "percent" else "did you mean delay?"
        yield Fault(("cost",), "", f"cost {describe(cost)} is not an amount of money", "write one such as 120k", hint)
    for key in ("factor", "cost_factor"):
        value = getattr(impact, key)
        if value is not None and value.kind == "time":
            hint = "did you mean delay?" if key == "factor" else ""
            what = f"{key} {describe(value)} is an amount of time"
            yield Fault((key,), "", what, "write a factor such as 1.2 or 120%", hint)
        elif value is not None:
            yield from negative_faults(key, value)
