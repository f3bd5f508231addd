"""The summary of a run: everything that the command line and the report say of it, each number with its error."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from riskmc._typing import Sampling
from riskmc.analysis.cautions import Caution, find_cautions
from riskmc.analysis.correlation import correlation_statements
from riskmc.analysis.cost_summary import CostSummary, summarise_costs
from riskmc.analysis.criticality import TaskDriver, task_drivers
from riskmc.analysis.estimates import chance_at, mean_error_days
from riskmc.analysis.milestones import MilestoneOutcome, milestone_outcomes
from riskmc.analysis.objectives import ObjectiveOutcome, objective_outcomes
from riskmc.analysis.risks import RiskOutcome, risk_outcomes
from riskmc.analysis.scenario_words import scenario_text
from riskmc.analysis.wording import level_text
from riskmc.model.responses import Scenario
from riskmc.result import Envelope, ProbabilityEstimate, QuantileEstimate, SimulationResult
from riskmc.result.correlations import Correlations

LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Percentiles of the finish in a summary."""

HEADLINE_LEVELS = (0.1, 0.5, 0.8, 0.9)
"""The percentiles that are named first."""

CONTINGENCY_LEVEL = 0.8
"""How sure one wants to be when no objective says it."""


@dataclass(frozen=True, slots=True)
class PlannedFinish:
    """The finish of the plan's own schedule: planned durations and lags, no risks.

    Attributes
    ----------
    date : datetime
    days : float
        Working days from the project's start.
    chance : ProbabilityEstimate
        Of finishing by then.
    """

    date: datetime
    days: float
    chance: ProbabilityEstimate


@dataclass(frozen=True, slots=True)
class MeanFinish:
    """The mean finish.

    Attributes
    ----------
    date : datetime
    days, days_se : float
        Working days from the project's start, and the standard error; nan for a single iteration.
    sd_days : float
        Standard deviation of the finish, in working days; nan for a single iteration.
    """

    date: datetime
    days: float
    days_se: float
    sd_days: float


@dataclass(frozen=True, slots=True)
class Contingency:
    """Working days that must be added to the plan to be sure enough; negative where it has more than that.

    Attributes
    ----------
    level : float
        How sure, 0.8 for 80 %.
    days, low_days, high_days : float
        The percentile less the plan's finish, and its confidence interval.
    """

    level: float
    days: float
    low_days: float
    high_days: float


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run says, in a record.

    Attributes
    ----------
    project : str
        Name of the project.
    start : datetime
        First working instant.
    iterations, requested_iterations : int
        Iterations done, and asked for.
    scenario : {"as_is", "pre", "post"}
        Which responses count.
    scenario_note : str
        The same in words; empty where the plan has no responses.
    seed : int
    sampling : {"lhs", "random", "sobol"}
    digest, version : str
        Fingerprint of the plan; version of riskmc that ran it.
    confidence : float
        Of all intervals.
    planned : PlannedFinish
        The plan's own finish and its chance.
    mean : MeanFinish
    percentiles : tuple of QuantileEstimate
        Of the finish, at LEVELS in rising order.
    earliest, latest : datetime
        Of all iterations.
    contingency : Contingency
        From the plan to P80.
    merge_bias_days, merge_bias_days_se : float
        How much later the mean finish lies than the finish with every task at its mean duration, in working days: what
        parallel paths cost where they meet, because the latest of them decides. The error is that of the mean finish.
    objectives : tuple of ObjectiveOutcome
        In plan order.
    milestones : tuple of MilestoneOutcome
        In the order of their planned dates.
    tasks : tuple of TaskDriver
        The tasks that the finish depends on most, the most sensitive first.
    risks : tuple of RiskOutcome
        The one that moves the mean finish most first.
    warnings : tuple of Caution
        What a reader must be told.
    interval_statement : str
        How the intervals were made.
    correlations : Correlations or None
        What became of the correlations of the plan; None where it has none.
    correlation_statements : tuple of str
        How durations, impacts and occurrences go together.
    envelope : Envelope or None
        How far P80 moves with other shapes of distribution, correlations and seeds, where that was tried.
    cost : CostSummary or None
        What the project costs; None where nothing costs money.
    """

    project: str
    start: datetime
    iterations: int
    requested_iterations: int
    scenario: Scenario
    scenario_note: str
    seed: int
    sampling: Sampling
    digest: str
    version: str
    confidence: float
    planned: PlannedFinish
    mean: MeanFinish
    percentiles: tuple[QuantileEstimate, ...]
    earliest: datetime
    latest: datetime
    contingency: Contingency
    merge_bias_days: float
    merge_bias_days_se: float
    objectives: tuple[ObjectiveOutcome, ...]
    milestones: tuple[MilestoneOutcome, ...]
    tasks: tuple[TaskDriver, ...]
    risks: tuple[RiskOutcome, ...]
    warnings: tuple[Caution, ...]
    interval_statement: str
    correlations: Correlations | None = None
    correlation_statements: tuple[str, ...] = ()
    envelope: Envelope | None = None
    cost: CostSummary | None = None

    def percentile(self, level: float) -> QuantileEstimate:
        """Return one of the percentiles, 0.8 for P80.

        Raises
        ------
        KeyError
            Where the summary does not hold it.
        """
        for estimate in self.percentiles:
            if abs(estimate.probability - level) < 1e-9:
                return estimate
        raise KeyError(f"P{100 * level:g} is not in the summary; ask result.finish.estimate({level!r}) for it")

    @property
    def is_certain(self) -> bool:
        """Whether the finish is the same in every iteration."""
        return self.earliest == self.latest


def summarise(result: SimulationResult, confidence: float = 0.95, top: int | None = 10) -> RunSummary:
    """Summarise a run.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of all intervals, in (0, 1).
    top : int, optional
        How many tasks to rank; None for all.

    Returns
    -------
    RunSummary

    Raises
    ------
    ValueError
        Where the confidence is not between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence {confidence!r} is not between 0 and 1; write 0.95 for 95 %")
    run = result.provenance
    mean = _mean_finish(result)
    return RunSummary(
        project=result.project.name,
        start=result.timeline.date_of(0.0, "start"),
        iterations=run.iterations,
        requested_iterations=run.requested_iterations,
        scenario=result.project.scenario,
        scenario_note=scenario_text(result.project),
        seed=run.seed,
        sampling=run.sampling,
        digest=run.digest,
        version=run.version,
        confidence=confidence,
        planned=_planned_finish(result, confidence),
        mean=mean,
        percentiles=tuple(result.finish.estimate(level, confidence) for level in LEVELS),
        earliest=result.finish.quantile(0.0),
        latest=result.finish.quantile(1.0),
        contingency=contingency(result, CONTINGENCY_LEVEL, confidence),
        merge_bias_days=mean.days - result.timeline.days(result.finish_at_means),
        merge_bias_days_se=mean.days_se,
        objectives=objective_outcomes(result, confidence),
        milestones=milestone_outcomes(result, confidence),
        tasks=task_drivers(result, top),
        risks=risk_outcomes(result, confidence),
        warnings=find_cautions(result, confidence),
        interval_statement=interval_statement(run.sampling, confidence),
        correlations=result.correlations,
        correlation_statements=correlation_statements(result),
        envelope=result.envelope,
        cost=summarise_costs(result, confidence),
    )


def contingency(result: SimulationResult, level: float = CONTINGENCY_LEVEL, confidence: float = 0.95) -> Contingency:
    """Return the working days between the plan's finish and a percentile of the finish.

    Parameters
    ----------
    result : SimulationResult
    level : float
        How sure one wants to be, in (0, 1).
    confidence : float
        Of the interval, in (0, 1).
    """
    estimate = result.finish.estimate(level, confidence)
    planned = result.timeline.days(result.deterministic.finish)
    return Contingency(level, estimate.days - planned, estimate.low_days - planned, estimate.high_days - planned)


def interval_statement(sampling: Sampling, confidence: float) -> str:
    """Say how the intervals of a run were made.

    Examples
    --------
    >>> interval_statement("random", 0.95)
    'Intervals are at 95 % confidence: order statistics for percentiles, binomial for probabilities.'
    """
    text = (
        f"Intervals are at {level_text(confidence)} confidence: order statistics for percentiles, binomial for"
        " probabilities"
    )
    if sampling == "random":
        return f"{text}."
    method = "Latin hypercube" if sampling == "lhs" else "Sobol"
    return f"{text}; they assume independent iterations, and are as a rule conservative under {method} sampling."


def _planned_finish(result: SimulationResult, confidence: float) -> PlannedFinish:
    minutes = result.deterministic.finish
    return PlannedFinish(
        result.timeline.date_of(minutes),
        result.timeline.days(minutes),
        chance_at(result.finish, minutes, confidence),
    )


def _mean_finish(result: SimulationResult) -> MeanFinish:
    finish = result.finish
    return MeanFinish(finish.mean, finish.mean_days, mean_error_days(result), finish.sd_days)
