"""What scoring says of a risk: its levels, where each of them came from, and its score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from riskmc.model.scoring import ToleranceBand

__all__ = ["OVERALL", "ImpactLevel", "Position", "ScoredRisk", "Source"]

OVERALL = "overall"
"""The worst of all kinds of impact."""

Source = Literal["stated", "number"]
"""Whether a level was stated in the plan, or came from a number by the bands."""


@dataclass(frozen=True, slots=True)
class ImpactLevel:
    """The level of one kind of impact.

    Attributes
    ----------
    kind : str
        Such as ``schedule``.
    level : str
    source : {"stated", "number"}
    amount : float or None
        The mean that the level came from, where the risk occurs: working days of the project's calendar for schedule,
        money for cost; beyond the sign of its kind, above zero for what a threat costs and an opportunity gains. None
        where there is no number.
    is_from_level : bool
        Whether that number itself came from a level of the plan, by the bands.
    by_number : str
        Where the level is stated and the number is, too: the level that the number has.
    """

    kind: str
    level: str
    source: Source
    amount: float | None = None
    is_from_level: bool = False
    by_number: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a risk stands in the matrix.

    Attributes
    ----------
    probability : str
        Level.
    chance : float
        That it occurs at least once.
    probability_source : {"stated", "number"}
        ``stated`` where the plan gives a level, from which the chance came.
    impacts : tuple of ImpactLevel
        Of all kinds that are known.
    kind : str
        The kind that decides: the one that was asked for, else the worst.
    impact : str
        Its level.
    score : float
    tolerance : {"low", "medium", "high"}
    is_beyond_appetite : bool
    """

    probability: str
    chance: float
    probability_source: Source
    impacts: tuple[ImpactLevel, ...]
    kind: str
    impact: str
    score: float
    tolerance: ToleranceBand
    is_beyond_appetite: bool

    @property
    def cell(self) -> tuple[str, str]:
        """Levels of probability and impact."""
        return self.probability, self.impact

    @property
    def decisive(self) -> ImpactLevel:
        """The level of the kind that decides."""
        return next(found for found in self.impacts if found.kind == self.kind)


@dataclass(frozen=True, slots=True)
class ScoredRisk:
    """A risk with its places in the matrix.

    Attributes
    ----------
    index : int
        Its place in the plan.
    id, title, owner, category, status : str
    kind : {"threat", "opportunity"}
    now, before, after : Position or None
        In the scenario of the project; with no response in force; with the planned ones too. None where the risk has no
        place in the matrix.
    left_out : str
        Why it has no place: it is closed, a factor on the whole project, or no impact is known.
    responses : tuple of str
        Ids of the responses that are in force after.
    """

    index: int
    id: str
    title: str
    owner: str
    category: str
    status: str
    kind: Literal["threat", "opportunity"]
    now: Position | None
    before: Position | None
    after: Position | None
    left_out: str = ""
    responses: tuple[str, ...] = ()

    @property
    def has_moved(self) -> bool:
        """Whether the responses move it to another cell."""
        return self.before is not None and self.after is not None and self.before.cell != self.after.cell
