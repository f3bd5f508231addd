"""The run again without each risk in turn: what each of them does to the finish."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, Literal

from riskmc._typing import Floats
from riskmc.compiled.project import CompiledProject, frozen
from riskmc.model.distributions import Distribution
from riskmc.model.project import Project
from riskmc.model.risks import Risk
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.paired import paired_mean_difference, paired_quantile_difference
from riskmc.result.removal import Removal, Removals, Unmoved
from riskmc.result.run_result import SimulationResult
from riskmc.simulation.engine import Progress, compiled_with_schedule
from riskmc.simulation.finish_runs import FinishRuns, check_shares

LEVEL: Final = 0.8


def remove_risks(
    result: SimulationResult,
    *,
    level: float = LEVEL,
    confidence: float = CONFIDENCE,
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    progress: Progress | None = None,
) -> Removals:
    """Run a plan again without each of its risks in turn, and tell how far the finish moves.

    All runs have the seed, the sampling and the iterations of the result, and so the same random numbers: what is left
    in the difference is what the risk does. Where others can occur only after a risk, they go with it. Risks that
    cannot move the finish need no run.

    Parameters
    ----------
    result : SimulationResult
    level : float
        Which percentile of the finish is followed, in (0, 1); 0.8 for P80.
    confidence : float
        Of the intervals, in (0, 1).
    jobs, executor, progress
        As for :func:`riskmc.simulate`; progress counts the iterations of all runs together.

    Returns
    -------
    Removals

    Raises
    ------
    UsageError
        Where an argument is out of its range.
    SimulationError
        Where another version of riskmc or of its libraries made the result, so that nothing is paired with it.

    Examples
    --------
    >>> from riskmc.simulation import simulate
    >>> risk = {"id": "R1", "probability": "50%", "impacts": [{"on": "a", "delay": "10d"}]}
    >>> task = {"id": "a", "duration": "20d"}
    >>> result = simulate(Project(name="x", start="2027-01-04", tasks=[task], risks=[risk]), iterations=10_000)
    >>> [(row.id, row.days, round(row.mean_days, 1)) for row in remove_risks(result).rows]
    [('R1', 10.0, 5.0)]
    """
    check_shares(level=level, confidence=confidence)
    reasons = [_unmoved(result, index) for index in range(len(result.project.risks))]
    runs = FinishRuns(result, reasons.count(""), jobs, executor, progress)
    without = _Without(result, runs)
    rows = [_row(result, index, reason, without, level, confidence) for index, reason in enumerate(reasons)]
    return Removals(level, confidence, result.provenance.iterations, tuple(rows))


def _unmoved(result: SimulationResult, index: int) -> Unmoved:
    risk = result.project.risks_in_force[index]
    if risk.status == "closed":
        return "closed"
    delays = any(impact.on and (impact.delay is not None or impact.factor is not None) for impact in risk.impacts)
    if not delays and not _brings_others(result.project, risk.id):
        return "no_delay"
    return "never" if result.sums.risks[index, 0] == 0 else ""


def _brings_others(project: Project, identity: str) -> bool:
    """Tell whether tasks exist, or other risks can occur or not, by a risk."""
    by_tasks = any(task.exists == identity for task in project.tasks)
    return by_tasks or any(identity in (*risk.requires, *risk.excludes) for risk in project.risks_in_force)


class _Without:
    """Runs without one risk each; where nothing else of the plan looks at the risk, its events are switched off."""

    def __init__(self, result: SimulationResult, runs: FinishRuns) -> None:
        self.project = result.project
        self.runs = runs
        self.seed = result.provenance.seed
        self.compiled, self.schedule = compiled_with_schedule(result.project, result.critical_float)
        self.named = {
            identity for risk in result.project.risks_in_force for identity in (*risk.requires, *risk.excludes)
        }

    def finish(self, index: int) -> Floats:
        """Return the finishes without a risk, working minutes."""
        risk = self.project.risks_in_force[index]
        is_alone = not risk.requires and not risk.excludes and risk.id not in self.named
        if is_alone and not isinstance(risk.probability, Distribution):
            return self.runs.finish_compiled(switched_off(self.compiled, index), self.schedule, self.seed)
        return self.runs.finish(without_risk(self.project, index))


def switched_off(compiled: CompiledProject, index: int) -> CompiledProject:
    """Return a compiled plan in which a risk never occurs, without compiling it again.

    Parameters
    ----------
    compiled : CompiledProject
    index : int
        Of the risk.
    """
    events = compiled.events
    first, last = events.risk_ptr[index : index + 2]
    threshold = events.threshold.copy()
    threshold[first:last] = events.floor[first:last]
    return replace(compiled, events=frozen(events._replace(threshold=threshold)))


def without_risk(project: Project, index: int) -> Project:
    """Return a project in which a risk never occurs; it keeps its place, so that all draws stay as they are."""
    risks = list(project.risks)
    risks[index] = _never(risks[index])
    return project.model_copy(update={"risks": tuple(risks)})


def _never(risk: Risk) -> Risk:
    nothing = {"probability": None, "occurrences": None, "impacts": None}
    responses = tuple(response.model_copy(update=nothing) for response in risk.responses)
    changes = {"probability": 0.0, "occurrences": None, "systemic": False, "responses": responses}
    return risk.model_copy(update=changes)


def _row(
    result: SimulationResult, index: int, reason: Unmoved, finishes: _Without, level: float, confidence: float
) -> Removal:
    risk = result.project.risks[index]
    occurred = float(result.sums.risks[index, 0]) / result.sums.iterations
    if reason:
        return Removal(risk.id, occurred, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, reason)
    without = finishes.finish(index)
    moved = paired_quantile_difference(without, result.finish_minutes, level, confidence)
    mean = paired_mean_difference(without, result.finish_minutes, confidence)
    days, low, high, mean_days, mean_low, mean_high = (result.timeline.days(part) for part in (*moved, *mean))
    return Removal(risk.id, occurred, days, low, high, mean_days, mean_low, mean_high)
