"""Risks: events that happen or not, and what they do to tasks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, raise_faults
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Draw, Impact
from riskmc.model.levels import Level, Levels, Probability, share_of
from riskmc.model.means import mean_of
from riskmc.model.network import TaskId
from riskmc.model.responses import Ids, Response
from riskmc.model.tasks import Instant, as_selectors

__all__ = ["Impact", "Risk", "Window"]

MOST_OCCURRENCES = 100.0


def _as_optional_selectors(value: object) -> tuple[str, ...]:
    return () if value is None or value == () else as_selectors(value)


class Window(Record):
    """When a risk can strike: only tasks that are at work in the window are hit.

    Parameters
    ----------
    from_, to : date or datetime, optional
        In a plan file ``from``; a date means its midnight, for the end the end of the day.
    while_ : tuple of str
        In a plan file ``while``: selectors of tasks; the window reaches from their first start to their last finish.

    Examples
    --------
    >>> Window(**{"from": "2027-11-01", "to": "2028-03-31"}).to.isoformat()
    '2028-03-31'
    """

    noun: ClassVar[str] = "window"

    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None
    while_: Annotated[tuple[str, ...], PlainValidator(_as_optional_selectors)] = Field(default=(), alias="while")

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        allowed = "write {from: 2027-11-01, to: 2028-03-31} or {while: [piling]}"
        faults: list[Fault] = []
        if self.from_ is None and self.to is None and not self.while_:
            faults.append(Fault((), "", "the window is empty", allowed))
        elif self.while_ and (self.from_ is not None or self.to is not None):
            faults.append(Fault((), "", "the window has both dates and tasks", allowed))
        if self.from_ is not None and self.to is not None and end_of_day(self.to) <= midnight(self.from_):
            faults.append(Fault(("to",), "", f"the window ends {self.to}, before it begins {self.from_}"))
        if faults:
            raise_faults(faults)
        return self


def _as_responses(value: object) -> object:
    if value is None:
        return ()
    return (value,) if isinstance(value, Mapping | Response) else value


def _as_number(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Risk(Record):
    """An event that happens or not in an iteration, then has its impacts.

    Parameters
    ----------
    id : str
    title, cause, event, effect, category, owner : str
        Words of the risk register.
    kind : {"threat", "opportunity"}
    status : {"open", "closed"}
        A closed risk stays in the register and never happens.
    identified, review : date or datetime, optional
    probability : float, Distribution or Level, optional
        In 0..1; ``"15%"`` is read, a level of the scoring scheme, and a range where the chance is itself uncertain.
        Where the risk requires others it is the chance given that they happened.
    occurrences : float, optional
        In place of a probability: the mean number of times that it happens, which is drawn from a Poisson distribution.
        Each time has an impact of its own.
    systemic : bool
        It is no event but a factor that always acts, on the whole project or on parts of it; no probability is given.
    strikes : {"once", "each_task"}
        Whether the event happens once for all the tasks that it hits, or independently at each.
    combine : {"series", "parallel"}
        Whether all its effects on a task count, or of those of the parallel risks that happened only the largest.
    window : Window, optional
    requires : tuple of str
        Risks without which it cannot happen.
    excludes : tuple of str
        Risks that never happen together with it; all keep their probabilities.
    impacts : tuple of Impact
        Without any it stands in the register and in the matrix alone.
    levels : mapping of str to Level
        Levels of impact by kind (``schedule``, ``cost``, ``quality``, ...), for the matrix.
    responses : tuple of Response
        In a plan file ``response``: one, or a list.
    trigger, contingency, fallback : str
        By what one sees that it happens, what is done then, and what if that does not help.

    Examples
    --------
    >>> risk = Risk(id="R1", probability="15%", impacts=[{"on": "piling", "delay": "10d"}])
    >>> risk.probability, risk.impacts[0].on
    (0.15, ('piling',))
    """

    noun: ClassVar[str] = "risk"
    later_keys: ClassVar[frozenset[str]] = frozenset(("cost", "costs"))

    id: TaskId
    title: Text = ""
    cause: Text = ""
    event: Text = ""
    effect: Text = ""
    category: Text = ""
    owner: Text = ""
    kind: Literal["threat", "opportunity"] = "threat"
    status: Literal["open", "closed"] = "open"
    identified: Instant | None = None
    review: Instant | None = None
    probability: Probability = None
    occurrences: Annotated[
        Annotated[float, Field(strict=True, gt=0, le=MOST_OCCURRENCES)] | None, BeforeValidator(_as_number)
    ] = None
    systemic: Annotated[bool, Field(strict=True)] = False
    strikes: Draw = "once"
    combine: Literal["series", "parallel"] = "series"
    window: Window | None = None
    requires: Ids = ()
    excludes: Ids = ()
    impacts: tuple[Impact, ...] = ()
    levels: Levels = Field(default_factory=dict)
    responses: Annotated[tuple[Response, ...], BeforeValidator(_as_responses)] = Field(default=(), alias="response")
    trigger: Text = ""
    contingency: Text = ""
    fallback: Text = ""

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = [*_chance_faults(self), *_number_faults("impacts", self.impacts)]
        for index, response in enumerate(self.responses):
            found = _number_faults("impacts", response.impacts or ())
            faults += [item._replace(path=("response", index, *item.path)) for item in found]
        if faults:
            raise_faults(faults)
        return self

    @model_validator(mode="after")
    def _name_responses(self) -> Self:
        if any(not response.id for response in self.responses):
            named = tuple(
                response if response.id else response.model_copy(update={"id": f"{self.id}.{place}"})
                for place, response in enumerate(self.responses, 1)
            )
            self.__dict__["responses"] = named
        return self

    @property
    def impact_numbers(self) -> tuple[int, ...]:
        """The numbers that address the draws of the impacts: those that are given, else their places from 1."""
        return impact_numbers(self.impacts)

    @property
    def chance(self) -> float:
        """Mean chance that it happens at least once; of a risk in force, whose levels have become numbers.

        Examples
        --------
        >>> Risk(id="R1", probability={"triangular": ["10%", "20%", "60%"]}).chance
        0.3
        """
        if self.systemic:
            return 1.0
        if self.occurrences is not None:
            return -math.expm1(-self.occurrences)
        if isinstance(self.probability, Distribution):
            return min(1.0, max(0.0, mean_of(self.probability, share_of)))
        if isinstance(self.probability, Level):
            raise ValueError(f"the level {self.probability} of risk {self.id} has no number yet: see risks_in_force")
        return self.probability or 0.0


def impact_numbers(impacts: Sequence[Impact]) -> tuple[int, ...]:
    """Return the numbers that address the draws of impacts: those that are given, else their places from 1."""
    return tuple(impact.number or place for place, impact in enumerate(impacts, start=1))


def _chance_faults(risk: Risk) -> Iterator[Fault]:
    given = [key for key in ("probability", "occurrences") if getattr(risk, key) is not None]
    if risk.systemic:
        if given:
            what = f"a systemic risk always acts, and {given[0]} is given"
            yield Fault((given[0],), "", what, "", f"take out {given[0]}, or systemic")
    elif not given:
        allowed = "write a percentage such as 15%, a level such as high, or occurrences: 1.5"
        yield Fault(("probability",), "", "probability is missing", allowed)
    elif len(given) > 1:
        yield Fault(("occurrences",), "", "both probability and occurrences are given", "write one of both")


def _number_faults(key: str, impacts: Sequence[Impact]) -> Iterator[Fault]:
    numbers = impact_numbers(impacts)
    for place, number in enumerate(numbers):
        if number in numbers[:place]:
            what = f"the number {number} is that of an earlier impact"
            yield Fault((key, place, "number"), "", what, "give each impact a number of its own")
            return
