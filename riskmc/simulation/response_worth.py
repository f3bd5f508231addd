"""The run again without each response in turn: what each of them buys."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final, Literal

import numpy as np

from riskmc._typing import Floats
from riskmc.errors import UsageError
from riskmc.model.project import Project
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.model.scenarios import responses_in_force, without_response
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.paired import paired_mean_difference, paired_quantile_difference
from riskmc.result.response_worth import ResponseWorth, Worths
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import SAME_INSTANT
from riskmc.simulation.engine import Progress
from riskmc.simulation.finish_runs import FinishRuns, check_shares

__all__ = ["response_worths"]

LEVEL: Final = 0.8


def response_worths(
    result: SimulationResult,
    *,
    level: float = LEVEL,
    confidence: float = CONFIDENCE,
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    progress: Progress | None = None,
) -> Worths:
    """Run a plan again without each response of its scenario in turn, and tell how much later it finishes.

    All runs have the seed, the sampling and the iterations of the result, and so the same random numbers: what is left
    in the difference is what the response does beside all the others. Its tasks and its secondary risks go with it.

    Parameters
    ----------
    result : SimulationResult
        Of a project whose scenario has responses in force, ``post`` as a rule.
    level : float
        Which percentile of the finish is followed, in (0, 1); 0.8 for P80.
    confidence : float
        Of the intervals, in (0, 1).
    jobs, executor, progress
        As for :func:`riskmc.simulate`; progress counts the iterations of all runs together.

    Returns
    -------
    Worths
        At Ctrl-C what was found until then, with the responses that are left.

    Raises
    ------
    UsageError
        Where an argument is out of its range, or the sampling is a Sobol sequence, which pairs nothing.
    SimulationError
        Where another version of riskmc or of its libraries made the result, so that nothing is paired with it.

    Examples
    --------
    >>> from riskmc.simulation import simulate
    >>> response = {"strategy": "avoid", "action": "Start in May", "cost": "5k"}
    >>> risk = {"id": "R1", "probability": "50%", "impacts": [{"on": "a", "delay": "10d"}], "response": response}
    >>> task = {"id": "a", "duration": "20d"}
    >>> plan = Project(name="x", start="2027-01-04", tasks=[task], risks=[risk], scenario="post")
    >>> [(row.response.id, row.days, round(row.mean_days, 1)) for row in response_worths(simulate(plan)).rows]
    [('R1.1', 10.0, 5.0)]
    """
    check_shares(level=level, confidence=confidence)
    if result.provenance.sampling == "sobol":
        raise UsageError("a Sobol sequence gives random numbers by place, so that nothing is paired; sample by lhs")
    project = result.project
    tries = [(risk, response, without_response(project, response.id)) for risk, response in responses_in_force(project)]
    runs = FinishRuns(result, sum(not _is_same(project, plan) for _, _, plan in tries), jobs, executor, progress)
    rows: list[ResponseWorth] = []
    with suppress(KeyboardInterrupt):
        rows.extend(_rows(tries, runs, level, confidence))
    left = tuple(response for _, response, _ in tries[len(rows) :])
    ranked = tuple(sorted(rows, key=_rank))
    return Worths(project.scenario, level, confidence, result.provenance.iterations, ranked, left)


def _rows(
    tries: list[tuple[Risk, Response, Project]], runs: FinishRuns, level: float, confidence: float
) -> Iterator[ResponseWorth]:
    for risk, response, plan in tries:
        if _is_same(runs.result.project, plan):
            spared = 0.0 if response.cost is None else -response.cost.value
            has_costs = runs.result.has_costs
            yield ResponseWorth(risk, response, is_idle=True, **_money(*[spared] * 6) if has_costs else {})
        else:
            yield _row(risk, response, runs.result, runs.outcome(plan), level, confidence)


def _is_same(project: Project, without: Project) -> bool:
    """Tell whether nothing that is simulated differs."""
    return _simulated(project) == _simulated(without) and project.absent_tasks == without.absent_tasks


def _simulated(project: Project) -> list[Risk]:
    return [risk.model_copy(update={"responses": ()}) for risk in project.risks_in_force]


def _row(
    risk: Risk,
    response: Response,
    result: SimulationResult,
    outcome: tuple[Floats, Floats | None],
    level: float,
    confidence: float,
) -> ResponseWorth:
    without, dearer = outcome
    own, minutes = result.finish_minutes, result.timeline.calendar.minutes_per_day
    days, low, high = (part / minutes for part in paired_quantile_difference(own, without, level, confidence))
    mean, mean_low, mean_high = (part / minutes for part in paired_mean_difference(own, without, confidence))
    same = float((np.abs(without - own) <= SAME_INSTANT).mean())
    money = {}
    if result.cost is not None:
        paid = np.zeros(own.size) if dearer is None else dearer
        found = paired_quantile_difference(result.cost.amounts, paid, level, confidence)
        money = _money(*found, *paired_mean_difference(result.cost.amounts, paid, confidence))
    return ResponseWorth(risk, response, days, low, high, mean, mean_low, mean_high, same, **money)


def _money(amount: float, low: float, high: float, mean: float, mean_low: float, mean_high: float) -> dict[str, Any]:
    return {
        "amount": amount, "low_amount": low, "high_amount": high, "mean_amount": mean, "mean_low_amount": mean_low,
        "mean_high_amount": mean_high,
    }  # fmt: skip


def _rank(row: ResponseWorth) -> tuple[bool, float, float]:
    """Put those first that buy most; those that are not told apart from nothing come after those that are."""
    is_bought = not math.isnan(row.low_days) and row.low_days > 0.0
    return not is_bought, -row.days, -row.mean_days
