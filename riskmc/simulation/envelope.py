"""Second thoughts about the inputs: the run again with other shapes of distribution, and with other seeds."""

from __future__ import annotations

import math
from typing import Any, Final, Literal

from riskmc.errors import UsageError
from riskmc.model.shapes import SHAPES, Reshaped, with_shape
from riskmc.result.envelope import Envelope, EnvelopeRow
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.paired import paired_quantile_difference
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples
from riskmc.simulation.engine import Progress
from riskmc.simulation.finish_runs import FinishRuns

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
    """Run a plan again with every range of three points triangular, PERT and lognormal, and with other seeds.

    The runs with other shapes have the seed, the sampling and the iterations of the result, and so the same random
    numbers: their differences are paired.

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
    runs = FinishRuns(result, sum(1 for plan in plans if plan.changed) + seeds, jobs, executor, progress)
    rows = [
        _shape_row(result, _LABELS[shape], plan, runs, level, confidence)
        for shape, plan in zip(SHAPES, plans, strict=True)
        if plan.ranges
    ]
    if seeds:
        rows.append(_seed_row(result, runs, seeds, level, confidence))
    counts = plans[SHAPES.index("lognormal")]
    return Envelope(
        level, confidence, result.provenance.iterations, counts.ranges, counts.one_sided, counts.others, seeds,
        tuple(rows),
    )  # fmt: skip


def _check(level: float, confidence: float, seeds: int) -> None:
    for name, value in (("level", level), ("confidence", confidence)):
        if not 0.0 < value < 1.0:
            raise UsageError(f"{name} {value!r} is not between 0 and 1; give 0.8 for 80 %")
    if not 0 <= seeds <= 1_000:
        raise UsageError(f"seeds {seeds!r} is out of range; give a whole number from 0 to 1,000")


def _shape_row(
    result: SimulationResult, label: str, plan: Reshaped, runs: FinishRuns, level: float, confidence: float
) -> EnvelopeRow:
    if not plan.changed:
        return EnvelopeRow("shape", label, 0.0, 0.0, 0.0, 0, result.finish.quantile(level))
    minutes = runs.finish(plan.project)
    moved = paired_quantile_difference(result.finish_minutes, minutes, level, confidence)
    days, low, high = (result.timeline.days(part) for part in moved)
    date = FinishSamples(minutes, result.timeline).quantile(level)
    return EnvelopeRow("shape", label, days, low, high, plan.changed, date)


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
