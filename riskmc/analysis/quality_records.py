"""What an assessment of a schedule consists of: checks, what they found, and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

__all__ = [
    "QUALITY_RULES", "QualityCheck", "QualityItem", "QualityLimits", "QualityRule", "QualityVerdict", "ScheduleQuality",
]  # fmt: skip

QualityRule = Literal[
    "missing-predecessors", "missing-successors", "dangling-ends", "leads", "lags", "long-lags", "link-types",
    "summary-logic", "hard-constraints", "broken-logic", "high-float", "negative-float", "long-tasks", "invalid-dates",
    "missed-deadlines", "critical-path", "baseline", "resources",
]  # fmt: skip

QualityVerdict = Literal["good", "poor", "not_assessed"]

QUALITY_RULES: tuple[QualityRule, ...] = get_args(QualityRule)

_SHARES: Mapping[QualityRule, float] = {
    "missing-predecessors": 0.05, "missing-successors": 0.05, "dangling-ends": 0.05, "leads": 0.0, "lags": 0.05,
    "long-lags": 0.01, "link-types": 0.1, "summary-logic": 0.0, "hard-constraints": 0.05, "broken-logic": 0.0,
    "high-float": 0.05,
    "negative-float": 0.0, "long-tasks": 0.05, "invalid-dates": 0.0, "missed-deadlines": 0.05, "critical-path": 0.0,
}  # fmt: skip


@dataclass(frozen=True)
class QualityLimits:
    """What a schedule may have at most.

    Attributes
    ----------
    shares : mapping of str to float
        Largest share by rule; rules that are not named have their usual one.
    float_days, task_days, lag_days : float
        Working days above which a float is high, a task long and a lag long.
    """

    shares: Mapping[QualityRule, float] = field(default_factory=dict)
    float_days: float = 44.0
    task_days: float = 44.0
    lag_days: float = 10.0

    def share(self, rule: QualityRule) -> float:
        """Return the largest share of a rule."""
        return self.shares.get(rule, _SHARES.get(rule, 0.0))


@dataclass(frozen=True, slots=True)
class QualityItem:
    """A task, or a link by its successor, that a check found.

    Attributes
    ----------
    id, name : str
        Of the task; the name is empty for what a reader of schedule files named.
    detail : str
        What was found, such as ``52 d``.
    """

    id: str
    name: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """One check of a schedule.

    Attributes
    ----------
    rule : str
    title : str
        What is looked for.
    meaning : str
        Why it matters before a simulation.
    of : int
        How many tasks or links could have it.
    noun : str
        What these are.
    limit : float
        Largest share that is good.
    items : tuple of QualityItem
    verdict : {"good", "poor", "not_assessed"}
    note : str
        What there is to add, or why it is not assessed.
    """

    rule: QualityRule
    title: str
    meaning: str
    of: int
    noun: str
    limit: float
    items: tuple[QualityItem, ...]
    verdict: QualityVerdict
    note: str = ""

    @property
    def count(self) -> int:
        """How many were found."""
        return len(self.items)

    @property
    def share(self) -> float:
        """Share of those that could; nan where none could."""
        return self.count / self.of if self.of else math.nan


@dataclass(frozen=True, slots=True)
class ScheduleQuality:
    """The checks of a schedule, in the order of the page."""

    checks: tuple[QualityCheck, ...]

    @property
    def poor(self) -> tuple[QualityCheck, ...]:
        """The checks that fail."""
        return tuple(check for check in self.checks if check.verdict == "poor")

    @property
    def assessed(self) -> int:
        """How many checks apply."""
        return sum(check.verdict != "not_assessed" for check in self.checks)

    def check(self, rule: QualityRule) -> QualityCheck:
        """Return one check."""
        return next(check for check in self.checks if check.rule == rule)
