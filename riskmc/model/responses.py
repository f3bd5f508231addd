"""Responses: what is done about a risk, what it costs, and what it leaves of the risk."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, Self, get_args

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, Text, raise_faults
from riskmc.model.impacts import Impact
from riskmc.model.levels import Levels, Probability
from riskmc.model.network import as_task_id
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Instant

__all__ = ["SCENARIOS", "Response", "Scenario", "Strategy"]

Strategy = Literal["avoid", "mitigate", "transfer", "accept", "escalate", "exploit", "enhance", "share"]
Progress = Literal["planned", "in_progress", "done", "cancelled"]
Scenario = Literal["as_is", "pre", "post"]
"""Which responses count: those that are done; none; all but the cancelled ones."""

SCENARIOS: Final[tuple[Scenario, ...]] = get_args(Scenario)

OF_OPPORTUNITIES: Final[frozenset[str]] = frozenset(("exploit", "enhance", "share"))
OF_THREATS: Final[frozenset[str]] = frozenset(("avoid", "mitigate", "transfer"))


def _as_ids(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(as_task_id(item) for item in items)


def _as_optional_id(value: object) -> str:
    return "" if value in (None, "") else as_task_id(value)


def _as_word(value: object) -> object:
    return value.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else value


Ids = Annotated[tuple[str, ...], PlainValidator(_as_ids)]


class Response(Record):
    """What is done about a risk.

    Parameters
    ----------
    id : str
        By default that of the risk and its place, ``R1.1``.
    strategy : str, optional
        ``avoid``, ``mitigate``, ``transfer``, ``accept``, ``escalate``; of an opportunity ``exploit``, ``enhance``,
        ``share``.
    action, owner : str
    cost : Quantity, optional
        Money, in the currency of the project.
    due : date or datetime, optional
    status : {"planned", "in_progress", "done", "cancelled"}
    tasks : tuple of str
        Tasks of the plan that exist only where the response counts.
    probability : float, Distribution or Level, optional
        What is left of the chance. A risk that is avoided never happens unless it is said here.
    occurrences : float, optional
        What is left of the mean number of times that it happens.
    impacts : tuple of Impact, optional
        What it does then, in place of what it did.
    levels : mapping of str to Level
        Residual levels of impact, by kind, for the matrix; under ``probability`` that of the chance.
    secondary : tuple of str
        Risks of the register that exist only where the response counts.

    Examples
    --------
    >>> survey = Response(strategy="mitigate", action="Magnetometer survey", cost="60k", probability="5%")
    >>> survey.counts_in("post"), survey.counts_in("as_is")
    (True, False)
    """

    noun: ClassVar[str] = "response"

    id: Annotated[str, PlainValidator(_as_optional_id)] = ""
    strategy: Annotated[Strategy | None, BeforeValidator(_as_word)] = None
    action: Text = ""
    owner: Text = ""
    cost: Quantity | None = None
    due: Instant | None = None
    status: Annotated[Progress, BeforeValidator(_as_word)] = "planned"
    tasks: Ids = ()
    probability: Probability = None
    occurrences: Annotated[float, Field(strict=True, gt=0, le=100)] | None = None
    impacts: tuple[Impact, ...] | None = None
    levels: Levels = Field(default_factory=dict)
    secondary: Ids = ()

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults: list[Fault] = []
        if self.cost is not None and (self.cost.kind != "number" or self.cost.value < 0):
            faults.append(Fault(("cost",), "", f"cost {self.cost} is not an amount of money", "write one such as 60k"))
        if self.probability is not None and self.occurrences is not None:
            faults.append(
                Fault(("occurrences",), "", "both probability and occurrences are given", "write one of both")
            )
        if faults:
            raise_faults(faults)
        return self

    @property
    def leaves_something(self) -> bool:
        """Whether it says what is left of the risk."""
        return self.probability is not None or self.occurrences is not None or self.impacts is not None

    def counts_in(self, scenario: Scenario) -> bool:
        """Tell whether the response counts in a scenario.

        Parameters
        ----------
        scenario : {"as_is", "pre", "post"}
        """
        if scenario == "pre" or self.status == "cancelled":
            return False
        return scenario == "post" or self.status == "done"
