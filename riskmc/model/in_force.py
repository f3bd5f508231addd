"""Risks in force: what the register says, with the responses of a scenario and the numbers behind its levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Impact
from riskmc.model.levels import Level
from riskmc.model.quantities import Quantity
from riskmc.model.responses import Response, Scenario
from riskmc.model.risks import Risk
from riskmc.model.scoring import Scoring

if TYPE_CHECKING:
    from riskmc.model.project import Project

__all__ = ["InForce", "absent_tasks", "put_in_force"]

_SCALES = {"delay": "schedule", "cost": "cost"}


@dataclass(frozen=True)
class InForce:
    """What of a register is simulated.

    Attributes
    ----------
    risks : tuple of Risk
        In the order of the register, and as many. A risk that can not happen, as it is closed or belongs to a response
        that does not count, has the probability 0.
    from_levels : frozenset of (str, str)
        Numbers that stand for a level: the id of the risk, and the field, ``probability`` or ``impacts[0].delay``.
    """

    risks: tuple[Risk, ...]
    from_levels: frozenset[tuple[str, str]]


def put_in_force(project: Project) -> InForce:
    """Put the register of a project in force.

    Parameters
    ----------
    project : Project
        Its scenario says which responses count.
    """
    idle = _idle(project.risks, project.scenario)
    scoring = project.scoring.in_amounts(project.planned_length)
    from_levels: set[tuple[str, str]] = set()
    risks = tuple(_in_force(risk, risk.id in idle, project.scenario, scoring, from_levels) for risk in project.risks)
    return InForce(risks, frozenset(from_levels))


def absent_tasks(project: Project) -> frozenset[str]:
    """Return the ids of tasks that belong to responses of which none counts."""
    idle: set[str] = set()
    needed: set[str] = set()
    for risk in project.risks:
        for response in risk.responses:
            (needed if _counts(risk, response, project.scenario) else idle).update(response.tasks)
    return frozenset(idle - needed)


def _counts(risk: Risk, response: Response, scenario: Scenario) -> bool:
    return risk.status == "open" and response.counts_in(scenario)


def _idle(risks: Sequence[Risk], scenario: Scenario) -> set[str]:
    """List secondary risks whose responses do not count."""
    idle: set[str] = set()
    active: set[str] = set()
    for risk in risks:
        for response in risk.responses:
            (active if _counts(risk, response, scenario) else idle).update(response.secondary)
    return idle - active


def _in_force(risk: Risk, is_idle: bool, scenario: Scenario, scoring: Scoring, from_levels: set[Any]) -> Risk:
    changes = _residual(risk, scenario)
    if risk.status == "closed" or is_idle:
        return risk.model_copy(update=changes | {"probability": 0.0, "occurrences": None, "systemic": False})
    probability = changes.get("probability", risk.probability)
    if isinstance(probability, Level):
        changes["probability"] = scoring.probability_of(probability)
        from_levels.add((risk.id, "probability"))
    settled = tuple(
        _settled(impact, risk, place, scoring, from_levels)
        for place, impact in enumerate(changes.get("impacts", risk.impacts))
    )
    return risk.model_copy(update=changes | {"impacts": settled})


def _residual(risk: Risk, scenario: Scenario) -> dict[str, Any]:
    """Return the fields that the responses that count change; of several that say the same the last."""
    changes: dict[str, Any] = {}
    for response in risk.responses:
        if not _counts(risk, response, scenario):
            continue
        if response.probability is not None:
            changes |= {"probability": response.probability, "occurrences": None, "systemic": False}
        elif response.occurrences is not None:
            changes |= {"probability": None, "occurrences": response.occurrences}
        elif response.strategy == "avoid":
            changes |= {"probability": 0.0, "occurrences": None, "systemic": False}
        if response.impacts is not None:
            changes["impacts"] = response.impacts
    return changes


def _settled(impact: Impact, risk: Risk, place: int, scoring: Scoring, from_levels: set[Any]) -> Impact:
    """Put numbers in the place of levels; a level stays whose scale is a share of what is not known yet."""
    changes: dict[str, Quantity | Distribution] = {}
    for key, kind in _SCALES.items():
        level = getattr(impact, key)
        if isinstance(level, Level):
            number = scoring.impact_of(kind, level, is_opportunity=risk.kind == "opportunity")
            if number is not None and number.kind != "percent":
                changes[key] = number
                from_levels.add((risk.id, f"impacts[{place}].{key}"))
    return impact.model_copy(update=changes) if changes else impact
