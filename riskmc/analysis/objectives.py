"""Objectives: how likely each promised date is, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from riskmc.model.tasks import Objective
from riskmc.result import FinishSamples, ProbabilityEstimate, QuantileEstimate, SimulationResult

PROJECT = "project"
"""What an objective calls the finish of the whole project."""


@dataclass(frozen=True, slots=True)
class ObjectiveOutcome:
    """What a run says of one objective.

    Attributes
    ----------
    id : str
    finish : str
        Id of the task whose finish is meant, or ``"project"``.
    name : str
        Name of that task, or of the project.
    by : date or datetime
        As the plan says it; a date means the end of that day.
    wanted : float
        Confidence that is wanted, in (0, 1).
    chance : ProbabilityEstimate
        Of finishing by then.
    met : bool
        Whether the estimated chance is at least what is wanted.
    is_certain : bool
        Whether the interval of the chance leaves no doubt of it: it does not contain what is wanted.
    attained : QuantileEstimate
        The date that can be promised with the wanted confidence.
    is_project : bool
        Whether the finish of the project itself is meant: by name, or as the task that always finishes last.
    """

    id: str
    finish: str
    name: str
    by: date | datetime
    wanted: float
    chance: ProbabilityEstimate
    met: bool
    is_certain: bool
    attained: QuantileEstimate
    is_project: bool


def objective_outcomes(result: SimulationResult, confidence: float = 0.95) -> tuple[ObjectiveOutcome, ...]:
    """Judge the objectives of a plan, in its order.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    return tuple(_outcome(result, objective, confidence) for objective in result.project.promises)


def _outcome(result: SimulationResult, objective: Objective, confidence: float) -> ObjectiveOutcome:
    project = result.project
    samples = samples_of(result, objective.finish)
    chance = samples.probability_by(objective.by, confidence)
    is_named = objective.finish == PROJECT
    return ObjectiveOutcome(
        id=objective.id,
        finish=objective.finish,
        name=project.name if is_named else project.tasks[project.task_index[objective.finish]].name,
        by=objective.by,
        wanted=objective.confidence,
        chance=chance,
        met=chance.value >= objective.confidence,
        is_certain=not chance.low <= objective.confidence <= chance.high,
        attained=samples.estimate(objective.confidence, confidence),
        is_project=is_named or bool((samples.minutes == result.finish_minutes).all()),
    )


def samples_of(result: SimulationResult, finish: str) -> FinishSamples:
    """Return the finishes that an objective means: of a task, or of the project."""
    return result.milestones.get(finish, result.finish)
