"""Objectives: dates and amounts of money that are promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import PlainValidator

from riskmc.model.costs import Budget
from riskmc.model.tasks import Objective

__all__ = ["Goal"]


def _as_goal(value: object) -> Objective | Budget:
    """Read an objective: of a date, or of money."""
    if isinstance(value, Objective | Budget):
        return value
    is_budget = isinstance(value, Mapping) and any(key in value for key in ("cost", "at_most"))
    return Budget.model_validate(value) if is_budget else Objective.model_validate(value)


Goal = Annotated[Objective | Budget, PlainValidator(_as_goal)]
