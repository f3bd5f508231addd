"""What is odd about the risks of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.lint_records import PlanWarning, about_risk
from riskmc.model.distributions import Distribution, Fixed
from riskmc.model.levels import Level
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact

__all__ = ["mapped"]


def mapped(project: Project) -> Iterator[PlanWarning]:
    """Find risks that change nothing or are certain."""
    for risk in project.risks_in_force:
        if risk.probability == 0:
            yield about_risk("risk-without-effect", risk, "its probability is 0, so that it never happens")
        elif all(_does_nothing(impact) for impact in risk.impacts):
            yield about_risk("risk-without-effect", risk, "its impacts change no duration")
        elif risk.probability == 1 and all(_is_fixed(impact) for impact in risk.impacts):
            message = "happens in every iteration with the same impact, so that it is no risk; plan for it in the tasks"
            yield about_risk("certain-risk", risk, message)


def _does_nothing(impact: Impact) -> bool:
    return _is_only(impact.delay, 0.0) and _is_only(impact.factor, 1.0)


def _is_fixed(impact: Impact) -> bool:
    """Tell whether an impact has no range; a certain risk with one is a driver that its tasks share."""
    return all(isinstance(value, Quantity | Fixed | None) for value in (impact.delay, impact.factor))


def _is_only(value: Quantity | Distribution | Level | None, neutral: float) -> bool:
    if value is None:
        return True
    if isinstance(value, Level):
        return False
    quantities = value.quantities() if isinstance(value, Distribution) else (value,)
    return all(quantity.value == (100 * neutral if quantity.unit == "%" else neutral) for quantity in quantities)
