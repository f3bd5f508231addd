"""What each risk does to the finish: all risks less all but this one, on the same random numbers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

__all__ = ["Removal", "Removals", "Unmoved", "removals_document", "removals_from_document"]

Unmoved = Literal["", "closed", "never", "no_delay"]
"""Why a risk needed no run of its own: it is closed, it never occurred, or nothing of it delays a task."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What one risk does to the finish.

    Attributes
    ----------
    id : str
    occurred : float
        Share of the iterations in which it struck.
    days : float
        The percentile of the finish with all risks less that without this one, in working days; negative where the risk
        is a gain.
    low_days, high_days : float
        Confidence interval of that difference, which is paired; nan where one iteration leaves none.
    mean_days, mean_low_days, mean_high_days : float
        The same of the mean finish.
    unmoved : {"", "closed", "never", "no_delay"}
        Why it needed no run; its days are then 0 without error.
    """

    id: str
    occurred: float
    days: float
    low_days: float
    high_days: float
    mean_days: float
    mean_low_days: float
    mean_high_days: float
    unmoved: Unmoved = ""

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out 0: the finish moves, beyond what chance explains."""
        return self.low_days > 0.0 or self.high_days < 0.0


@dataclass(frozen=True, slots=True)
class Removals:
    """What each risk of a plan does to the finish.

    Attributes
    ----------
    level : float
        0.8 for P80.
    confidence : float
        Of the intervals.
    iterations : int
        Of each run.
    rows : tuple of Removal
        In the order of the risks.
    """

    level: float
    confidence: float
    iterations: int
    rows: tuple[Removal, ...]

    @property
    def runs(self) -> int:
        """How many risks had a run without them."""
        return sum(1 for row in self.rows if not row.unmoved)


def removals_document(removals: Removals) -> dict[str, Any]:
    """Write removals as plain values."""
    return {**asdict(replace(removals, rows=())), "rows": [asdict(row) for row in removals.rows]}


def removals_from_document(document: dict[str, Any]) -> Removals:
    """Read removals back."""
    return Removals(**{**document, "rows": tuple(Removal(**row) for row in document["rows"])})
