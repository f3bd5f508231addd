"""Second thoughts about the inputs: the run again with other shapes of distribution, correlations, and seeds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, Literal

from riskmc._typing import Floats
from riskmc.errors import UsageError
from riskmc.model.correlated import correlated_tasks
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.distributions import Fixed
from riskmc.model.project import Project
from riskmc.model.shapes import SHAPES, Reshaped, with_shape
from riskmc.result.envelope import Envelope, EnvelopeRow
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.paired import paired_quantile_difference
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples
from riskmc.simulation.engine import Progress
from riskmc.simulation.finish_runs import FinishRuns, check_shares

OTHER_SEEDS: Final = 5
_LABELS: Final = {"triangular": "triangular", "pert": "PERT", "lognormal": "lognormal"}


def envelope(
    result: SimulationResult,
    *,
    level: float = 0.8,
    confidence: float = CONFIDENCE,
    seeds: int = OTHER_SEEDS,
    jobs: int | None = None,
    executor: Literal["serial", "threads"] | Any = "threads",
    progress: Progress | None = None,
) -> Envelope:
    """Run a plan again with other shapes of its ranges, with other correlations of its durations, and with other seeds.

    Every range of three points is triangular, PERT and lognormal in turn. Then all uncertain durations have the rank
    correlation 0, 0.5 and 1 with one another, and, where the plan has no correlations, the default; what the plan says
    of correlations counts in the other runs alone. These runs have the seed, the sampling and the iterations of the
    result, and so the same random numbers: their differences are paired.

    Parameters
    ----------
    result : SimulationResult
    level : float
        Which percentile of the finish is followed, in (0, 1); 0.8 for P80.
    confidence : float
        Of the intervals, in (0, 1).
    seeds : int
        How many other seeds are tried: those that come after the seed of the run.
    jobs, executor, progress
        As for :func:`riskmc.simulate`; progress counts the iterations of all runs together.

    Returns
    -------
    Envelope

    Raises
    ------
    UsageError
        Where an argument is out of its range.
    SimulationError
        Where another version of riskmc or of its libraries made the result, so that nothing is paired with it.

    Examples
    --------
    >>> from riskmc.model.project import Project
    >>> from riskmc.simulation import simulate
    >>> task = {"id": "a", "duration": {"pert": ["5d", "8d", "20d"]}}
    >>> result = simulate(Project(name="x", start="2027-01-04", tasks=[task]), iterations=10_000)
    >>> [(row.label, round(row.days, 1)) for row in envelope(result).shapes]
    [('triangular', 2.2), ('PERT', 0.0), ('lognormal', -0.2)]
    """
    _check(level, confidence, seeds)
    plans = [with_shape(result.project, shape) for shape in SHAPES]
    correlations = list(_correlated_plans(result.project))
    count = sum(1 for plan in plans if plan.changed) + sum(1 for _, plan, _ in correlations if plan is not None) + seeds
    runs = FinishRuns(result, count, jobs, executor, progress)
    rows = [
        _shape_row(result, _LABELS[shape], plan, runs, level, confidence)
        for shape, plan in zip(SHAPES, plans, strict=True)
        if plan.ranges
    ]
    rows += [_correlation_row(result, *plan, runs, level, confidence) for plan in correlations]
    if seeds:
        rows.append(_seed_row(result, runs, seeds, level, confidence))
    counts = plans[SHAPES.index("lognormal")]
    return Envelope(
        level, confidence, result.provenance.iterations, counts.ranges, counts.one_sided, counts.others, seeds,
        tuple(rows),
    )  # fmt: skip


def _check(level: float, confidence: float, seeds: int) -> None:
    check_shares(level=level, confidence=confidence)
    if not 0 <= seeds <= 1_000:
        raise UsageError(f"seeds {seeds!r} is out of range; give a whole number from 0 to 1,000")


def _shape_row(
    result: SimulationResult, label: str, plan: Reshaped, runs: FinishRuns, level: float, confidence: float
) -> EnvelopeRow:
    if not plan.changed:
        return EnvelopeRow("shape", label, 0.0, 0.0, 0.0, 0, result.finish.quantile(level))
    return _paired_row(result, "shape", label, runs.finish(plan.project), plan.changed, level, confidence)


def _correlated_plans(project: Project) -> Iterator[tuple[str, Project | None, int]]:
    """Yield a name, the plan with that correlation between all durations that vary, or None, and how many vary."""
    varying = [task for task in project.tasks if not isinstance(project.effective_duration(task), Fixed)]
    if len(varying) < 2:
        return
    has_own = bool(project.correlations or correlated_tasks(project))
    yield "0", _correlated(project, None) if has_own else None, len(varying) if has_own else 0
    if has_own:
        yield "as planned", None, 0
    else:
        yield "default", _correlated(project, "default"), len(varying)
    for rho in (0.5, 1.0):
        yield f"{rho:g}", _correlated(project, rho), len(varying)


def _correlated(project: Project, rho: float | Literal["default"] | None) -> Project:
    one = () if rho is None else (Correlation(group=("all",), rho=rho, name="envelope"),)
    return project.model_copy(update={"correlations": one, "correlation_settings": CorrelationSettings()})


def _correlation_row(
    result: SimulationResult, label: str, plan: Project | None, varying: int, runs: FinishRuns, level: float,
    confidence: float,
) -> EnvelopeRow:  # fmt: skip
    if plan is None:
        return EnvelopeRow("correlation", label, 0.0, 0.0, 0.0, 0, result.finish.quantile(level))
    return _paired_row(result, "correlation", label, runs.finish(plan), varying, level, confidence)


def _paired_row(
    result: SimulationResult, kind: Literal["shape", "correlation"], label: str, minutes: Floats, changed: int,
    level: float, confidence: float,
) -> EnvelopeRow:  # fmt: skip
    moved = paired_quantile_difference(result.finish_minutes, minutes, level, confidence)
    days, low, high = (result.timeline.days(part) for part in moved)
    date = FinishSamples(minutes, result.timeline).quantile(level)
    return EnvelopeRow(kind, label, days, low, high, changed, date)


def _seed_row(result: SimulationResult, runs: FinishRuns, seeds: int, level: float, confidence: float) -> EnvelopeRow:
    first = result.provenance.seed
    others = [(first + step) % 2**64 for step in range(1, seeds + 1)]
    samples = [FinishSamples(minutes, result.timeline) for minutes in runs.finishes(result.project, others)]
    own = result.finish.estimate(level, confidence)
    moves = [result.timeline.days(sample.quantile_minutes(level)) - own.days for sample in samples]
    widest = max(range(seeds), key=lambda index: abs(moves[index]))
    # Two independent runs differ by the square root of two times the error of one.
    allowed = math.sqrt(2.0) * max(own.high_days - own.days, own.days - own.low_days)
    if result.provenance.iterations == 1:
        allowed = math.nan
    date = samples[widest].quantile(level)
    return EnvelopeRow("seed", str(others[widest]), moves[widest], -allowed, allowed, 0, date)
