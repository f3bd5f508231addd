"""Probabilistic branching: of several ways to go on, an iteration takes one."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, raise_faults
from riskmc.model.network import TaskId
from riskmc.model.quantities import as_fraction
from riskmc.model.tasks import Selectors

__all__ = ["Branch", "Option"]

_ROUNDING = 1e-9


def _as_share(value: object) -> float:
    return as_fraction(value)


class Option(Record):
    """One way to go on.

    Parameters
    ----------
    tasks : tuple of str
        Selectors of the tasks that exist only where this way is taken.
    probability : float
        In 0..1; ``"60%"`` is read.
    """

    noun: ClassVar[str] = "option"

    tasks: Selectors
    probability: Annotated[float, PlainValidator(_as_share)]


class Branch(Record):
    """A fork: exactly one of its options is taken, or none for what is left of 100 %.

    Parameters
    ----------
    id : str
    name : str
    options : tuple of Option
        Their probabilities add up to at most 1.

    Examples
    --------
    >>> deep = {"tasks": "group:deep", "probability": "60%"}
    >>> Branch(id="soil", options=[deep, {"tasks": "shallow", "probability": "40%"}]).options[1].probability
    0.4
    """

    noun: ClassVar[str] = "branch"

    id: TaskId
    name: Text = ""
    options: Annotated[tuple[Option, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_sum(self) -> Self:
        total = sum(option.probability for option in self.options)
        if total > 1 + _ROUNDING:
            what = f"the probabilities of the options add up to {100 * total:g}%"
            raise_faults([Fault(("options",), "", what, "write probabilities of at most 100% together")])
        return self
