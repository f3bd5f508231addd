"""The run again without each risk in turn: what each of them does to the finish."""

from __future__ import annotations

from typing import Any, Final, Literal

from riskmc.errors import UsageError
from riskmc.model.project import Project
from riskmc.model.risks import Risk
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.paired import paired_mean_difference, paired_quantile_difference
from riskmc.result.removal import Removal, Removals, Unmoved
from riskmc.result.run_result import SimulationResult
from riskmc.simulation.engine import Progress
from riskmc.simulation.finish_runs import FinishRuns

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
    for name, value in (("level", level), ("confidence", confidence)):
        if not 0.0 < value < 1.0:
            raise UsageError(f"{name} {value!r} is not between 0 and 1; give 0.8 for 80 %")
    reasons = [_unmoved(result, index) for index in range(len(result.project.risks))]
    runs = FinishRuns(result, reasons.count(""), jobs, executor, progress)
    rows = [_row(result, index, reason, runs, level, confidence) for index, reason in enumerate(reasons)]
    return Removals(level, confidence, result.provenance.iterations, tuple(rows))


def _unmoved(result: SimulationResult, index: int) -> Unmoved:
    risk = result.project.risks_in_force[index]
    if risk.status == "closed":
        return "closed"
    if not any(impact.on and (impact.delay is not None or impact.factor is not None) for impact in risk.impacts):
        return "no_delay"
    return "never" if result.sums.risks[index, 0] == 0 else ""


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
    result: SimulationResult, index: int, reason: Unmoved, runs: FinishRuns, level: float, confidence: float
) -> Removal:
    risk = result.project.risks[index]
    occurred = float(result.sums.risks[index, 0]) / result.sums.iterations
    if reason:
        return Removal(risk.id, occurred, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, reason)
    without = runs.finish(without_risk(result.project, index))
    moved = paired_quantile_difference(without, result.finish_minutes, level, confidence)
    mean = paired_mean_difference(without, result.finish_minutes, confidence)
    days, low, high, mean_days, mean_low, mean_high = (result.timeline.days(part) for part in (*moved, *mean))
    return Removal(risk.id, occurred, days, low, high, mean_days, mean_low, mean_high)
