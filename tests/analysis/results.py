"""Results made by hand: one task, whose finishes are chosen to the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from riskmc._typing import Floats
from riskmc.model import Project
from riskmc.result import Provenance, RunSums, Schedule, SimulationResult
from riskmc.result.detail import DETAIL_LEVELS, CriticalPath, RunDetail
from riskmc.result.ranks import RankMeasures

MINUTES_PER_DAY = 480.0
"""Of the standard calendar: Monday to Friday, 8 to 12 and 13 to 17."""

START = "2027-01-04"
"""A Monday; 5 working days end on Friday 8 January at 17:00, and 10 on Friday 15 January."""


def by_hand(
    days: Iterable[float],
    *,
    planned: float = 10.0,
    requested: int | None = None,
    sampling: str = "random",
    struck: Sequence[Sequence[bool]] = (),
    **plan: Any,
) -> SimulationResult:
    """Return the result of a plan of one task, ``work``, that finishes after these working days.

    `struck` holds for each risk of the plan in which iterations it occurs; `plan` changes the project.
    """
    given: dict[str, Any] = {
        "name": "Shed",
        "start": START,
        "tasks": [{"id": "work", "duration": {"uniform": ["1d", "100d"]}, "planned": f"{planned}d"}],
    }
    project = Project(**{**given, **plan})
    minutes = np.array(list(days), float) * MINUTES_PER_DAY
    reference = planned * MINUTES_PER_DAY
    deviation = minutes - reference
    n = minutes.size
    sums = [deviation.sum(), (deviation**2).sum(), (deviation**2).sum(), n, minutes.sum(), 0.0, deviation.sum()]
    rows = [[sum(row), deviation[np.array(row, bool)].sum(), sum(row), 0.0] for row in struck]
    risks = np.array(rows).reshape(len(struck), 4)
    finish = np.array([deviation.sum(), (deviation**2).sum()])
    nothing = np.zeros((1, 8))
    one = np.array([reference])
    named = any(objective.finish == "work" for objective in project.objectives)
    return SimulationResult(
        project=project,
        provenance=Provenance(n, requested or n, 7, sampling, project.digest(), "1.2.3", (("numpy", "2.0"),)),  # type: ignore[arg-type]
        deterministic=Schedule(one, np.zeros(1), one, np.zeros(1), one, np.zeros(1), reference),
        finish_minutes=minutes,
        milestone_ids=("work",) if named else (),
        milestone_minutes=minutes[None, :] if named else np.zeros((0, n)),
        sums=RunSums(
            n, np.array([sums]), risks, finish, 0, nothing, nothing, np.zeros((1, 7)), risks * 0.0, finish * 0.0
        ),
        ranks=_ranks(minutes),
        detail=_detail(minutes),
        critical_float=0.001,
        finish_at_means=float(minutes.mean()),
    )


def _ranks(minutes: Floats) -> RankMeasures:
    """Measures of a task that takes as long as its project."""
    n = minutes.size
    one = np.array([1.0 if np.ptp(minutes) > 0.0 else np.nan])
    tail = max(round(0.1 * n), 1)
    ordered = np.sort(minutes) - minutes.mean()
    tails = ordered[:tail], ordered[-tail:]
    means, errors = [part.mean() for part in tails], [part.std() / np.sqrt(tail) for part in tails]
    return RankMeasures(n, one, one, n, np.array([means]), np.array([errors]))


def _detail(minutes: Floats) -> RunDetail:
    """A closer look at a plan of one task."""
    levels = np.quantile(minutes, DETAIL_LEVELS, method="inverted_cdf")[None, :]
    n = minutes.size
    return RunDetail(n, np.zeros((1, 3)), levels, (CriticalPath((0,), n),), 1, 0, np.zeros((0, 3)))


def interrupted(result: SimulationResult, requested: int) -> SimulationResult:
    """Return a result of which more iterations were asked for."""
    return replace(result, provenance=replace(result.provenance, requested_iterations=requested))


def spread(first: float, last: float, n: int) -> list[float]:
    """Return n finishes, evenly spread, in a shuffled order."""
    ordered = np.linspace(first, last, n)
    step = next(k for k in range(n // 2 + 1, n + 2) if np.gcd(k, n) == 1)
    return [float(ordered[(index * step) % n]) for index in range(n)]
