"""Runs side by side: each against the first, with the errors of paired differences where random numbers are shared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

import numpy as np

from riskmc._typing import AnyArray, Floats
from riskmc.analysis.comparison_records import (
    ComparedRun,
    Comparison,
    DateChance,
    LevelDifference,
    MilestoneComparison,
    RunDifference,
    Step,
)
from riskmc.analysis.differences import Difference, chance_difference, mean_difference, quantile_difference
from riskmc.analysis.objectives import PROJECT
from riskmc.model.calendars import end_of_day
from riskmc.model.timeline import WorkingTimeline
from riskmc.result import FinishSamples, QuantileEstimate, SimulationResult
from riskmc.result.dates import minutes_of, seconds_of
from riskmc.result.samples import SAME_INSTANT

__all__ = ["LEVELS", "Comparison", "compare_runs", "why_not_paired"]

LEVELS = (0.1, 0.5, 0.8, 0.9)
"""Percentiles that are compared, besides the one that was chosen."""

_SECONDS_OF_DAY = 86_400.0


def compare_runs(
    runs: Mapping[str, SimulationResult],
    *,
    level: float = 0.8,
    confidence: float = 0.95,
    dates: Iterable[date | datetime] = (),
) -> Comparison:
    """Compare runs with the first of them.

    Two runs are paired where seed, sampling and version of riskmc agree and the sampling is no Sobol sequence: random
    numbers belong to tasks and risks by their ids, so that iteration i of both is one chance course of events, and only
    what differs between the plans tells the finishes apart. Paired runs of different lengths are compared over the
    iterations that all of them have, which are the first ones of each.

    Parameters
    ----------
    runs : mapping of str to SimulationResult
        By name, two at least.
    level : float
        The percentile that is told first, in (0, 1).
    confidence : float
        Of the intervals, in (0, 1).
    dates : iterable of date or datetime
        Whose chances are told besides those of the objectives and of the first run's plan.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        Where there are fewer than two runs.

    Examples
    --------
    >>> from riskmc.model import Project
    >>> from riskmc.simulation import simulate
    >>> def run(most: str) -> SimulationResult:
    ...     task = {"id": "dig", "duration": {"triangular": ["2d", "3d", most]}}
    ...     return simulate(Project(name="Shed", start="2027-01-04", tasks=[task]))
    >>> comparison = compare_runs({"as planned": run("8d"), "with a second digger": run("5d")})
    >>> shift = comparison.differences[0].at(0.8)
    >>> comparison.differences[0].is_paired, round(shift.days.value, 1), shift.days.high < -1.2
    (True, -1.6, True)
    """
    if len(runs) < 2:
        raise ValueError("two runs at least can be compared")
    levels = tuple(sorted({*LEVELS, level}))
    first = next(iter(runs.values()))
    lengths = _lengths(list(runs.values()))
    followed = [_Run(name, result, first, lengths[i]) for i, (name, result) in enumerate(runs.items())]
    differences = tuple(_difference(followed[0], run, PROJECT, levels, confidence) for run in followed[1:])
    return Comparison(
        level=level,
        confidence=confidence,
        runs=tuple(_outcome(run, first, levels, confidence) for run in followed),
        differences=differences,
        start_days=_percentile_days(followed[0], level),
        end_days=_percentile_days(followed[-1], level),
        bridge=tuple(_step(before, after, level, confidence) for before, after in pairwise(followed)),
        chances=_chances(followed, tuple(dates), confidence),
        milestones=_milestones(followed, levels, confidence),
    )


def why_not_paired(first: SimulationResult, second: SimulationResult) -> str:
    """Say why two runs do not share their random numbers; empty where they do.

    Parameters
    ----------
    first, second : SimulationResult
    """
    one, other = first.provenance, second.provenance
    if one.sampling != other.sampling:
        return f"sampling {one.sampling} and {other.sampling}"
    if one.sampling == "sobol":
        return "a Sobol sequence gives random numbers by place, not by id"
    if one.seed != other.seed:
        return f"seeds {one.seed} and {other.seed}"
    if one.version != other.version:
        return f"made by riskmc {one.version} and {other.version}"
    return ""


class _Run:
    """A run on the calendar of the first one."""

    def __init__(self, name: str, result: SimulationResult, first: SimulationResult, iterations: int) -> None:
        self.name = name
        self.result = result
        self.timeline = first.timeline
        self.is_same_calendar = (
            result.project.working_calendar == first.project.working_calendar
            and result.project.start == first.project.start
        )
        self.iterations = iterations

    def samples(self, finish: str) -> FinishSamples | None:
        """Return the finishes of the project or of a task that the run follows, over all iterations."""
        return self.result.finish if finish == PROJECT else self.result.milestones.get(finish)

    def paired(self, finish: str) -> Floats | None:
        """Return the finishes from which differences are taken, in the run's own working minutes."""
        samples = self.samples(finish)
        return None if samples is None else samples.minutes[: self.iterations]

    def common(self, minutes: Floats) -> Floats:
        """Turn the run's working minutes into those of the first run's calendar, from the first run's start."""
        if self.is_same_calendar:
            return minutes
        return minutes_of(self.timeline, seconds_of(self.result.timeline, minutes))

    @cached_property
    def common_finish(self) -> Floats:
        """All finishes, on the calendar of the first run."""
        return self.common(self.result.finish_minutes)


def _lengths(results: Sequence[SimulationResult]) -> list[int]:
    """Return from how many iterations of each run differences are taken: as many as all have that it pairs with."""
    return [
        min(
            other.provenance.iterations
            for other in results
            if other is result or not why_not_paired(result, other)
        )
        for result in results
    ]  # fmt: skip


def _outcome(run: _Run, first: SimulationResult, levels: Sequence[float], confidence: float) -> ComparedRun:
    minutes = run.common_finish
    days = run.timeline.days
    planned = run.common(np.array([run.result.deterministic.finish]))
    return ComparedRun(
        name=run.name,
        result=run.result,
        why_not_paired="" if run.result is first else why_not_paired(first, run.result),
        paired_iterations=run.iterations,
        planned_days=days(float(planned[0])),
        mean_days=days(float(minutes.mean())),
        sd_days=days(float(minutes.std(ddof=1))) if minutes.size > 1 else float("nan"),
        percentiles=_percentiles(run, run.result.finish, levels, confidence),
    )


def _percentiles(
    run: _Run, samples: FinishSamples, levels: Sequence[float], confidence: float
) -> tuple[QuantileEstimate, ...]:
    """Return percentiles with dates of the run's own calendar, and days of the first run's."""
    estimates = []
    for level in levels:
        own = samples.estimate(level, confidence)
        timeline: WorkingTimeline = run.result.timeline
        minutes = np.array([own.days, own.low_days, own.high_days]) * timeline.calendar.minutes_per_day
        days, low, high = (run.timeline.days(float(m)) for m in run.common(minutes))
        estimates.append(QuantileEstimate(level, own.value, own.low, own.high, days, low, high, confidence))
    return tuple(estimates)


def _percentile_days(run: _Run, level: float) -> float:
    samples = FinishSamples(run.result.finish_minutes[: run.iterations], run.result.timeline)
    return run.timeline.days(float(run.common(np.array([samples.quantile_minutes(level)]))[0]))


def _difference(first: _Run, second: _Run, finish: str, levels: Sequence[float], confidence: float) -> RunDifference:
    is_paired = not why_not_paired(first.result, second.result)
    one, other = _finishes(first, finish), _finishes(second, finish)
    to_days = 1.0 / first.timeline.calendar.minutes_per_day
    shared = np.abs(one.seconds - other.seconds) <= 1.0 if is_paired else np.array([np.nan])
    return RunDifference(
        name=second.name,
        against=first.name,
        is_paired=is_paired,
        iterations=min(one.minutes.size, other.minutes.size),
        same=float(shared.mean()),
        mean=mean_difference(one.minutes, other.minutes, confidence, is_paired=is_paired).scaled(to_days),
        levels=tuple(_at_level(one, other, level, confidence, to_days, is_paired=is_paired) for level in levels),
    )


@dataclass(frozen=True)
class _Finishes:
    """Finishes from which differences are taken: working minutes of the first run's calendar, and instants."""

    minutes: Floats
    seconds: Floats


def _finishes(run: _Run, finish: str) -> _Finishes:
    own = run.paired(finish)
    if own is None:
        raise KeyError(finish)
    return _Finishes(run.common(own), seconds_of(run.result.timeline, own))


def _at_level(
    first: _Finishes, second: _Finishes, level: float, confidence: float, to_days: float, *, is_paired: bool
) -> LevelDifference:
    return LevelDifference(
        level,
        quantile_difference(first.minutes, second.minutes, level, confidence, is_paired=is_paired).scaled(to_days),
        quantile_difference(first.seconds, second.seconds, level, confidence, is_paired=is_paired).scaled(
            1.0 / _SECONDS_OF_DAY
        ),
    )


def _step(before: _Run, after: _Run, level: float, confidence: float) -> Step:
    is_paired = not why_not_paired(before.result, after.result)
    to_days = 1.0 / before.timeline.calendar.minutes_per_day
    one, other = _finishes(before, PROJECT), _finishes(after, PROJECT)
    found = _at_level(one, other, level, confidence, to_days, is_paired=is_paired)
    return Step(after.name, found.days, found.calendar_days, is_paired)


def _chances(runs: Sequence[_Run], dates: Sequence[date | datetime], confidence: float) -> tuple[DateChance, ...]:
    first = runs[0]
    labels: dict[tuple[str, datetime], tuple[date | datetime, list[str]]] = {}

    def add(finish: str, by: date | datetime, label: str) -> None:
        found = labels.setdefault((finish, end_of_day(by)), (by, []))[1]
        if label and label not in found:
            found.append(label)

    add(PROJECT, first.result.timeline.date_of(first.result.deterministic.finish), f"plan of {first.name}")
    for run in runs:
        for objective in run.result.project.promises:
            add(objective.finish, objective.by, objective.id)
    for when in dates:
        add(PROJECT, when, "")
    return tuple(_chance(runs, finish, by, ", ".join(names), confidence) for (finish, _), (by, names) in labels.items())


def _chance(runs: Sequence[_Run], finish: str, by: date | datetime, label: str, confidence: float) -> DateChance:
    chances = []
    kept: list[AnyArray | None] = []
    for run in runs:
        samples, minutes = run.samples(finish), run.paired(finish)
        chances.append(None if samples is None else samples.probability_by(by, confidence))
        limit = run.result.timeline.minutes_at(end_of_day(by)) + SAME_INSTANT
        kept.append(None if minutes is None else minutes <= limit)
    differences: list[Difference | None] = [None]
    for run, happened in zip(runs[1:], kept[1:], strict=True):
        is_paired = not why_not_paired(runs[0].result, run.result)
        is_known = kept[0] is not None and happened is not None
        differences.append(chance_difference(kept[0], happened, confidence, is_paired=is_paired) if is_known else None)  # type: ignore[arg-type]
    return DateChance(label, finish, by, tuple(chances), tuple(differences))


def _milestones(runs: Sequence[_Run], levels: Sequence[float], confidence: float) -> tuple[MilestoneComparison, ...]:
    first = runs[0]
    project, plan = first.result.project, first.result.deterministic
    shared = [
        identity
        for identity in first.result.milestone_ids
        if any(identity in run.result.milestone_ids for run in runs[1:])
    ]
    shared.sort(key=lambda identity: float(plan.early_finish[project.task_index[identity]]))
    return tuple(
        _milestone(runs, identity, project.tasks[project.task_index[identity]].name, levels, confidence)
        for identity in shared
    )


def _milestone(
    runs: Sequence[_Run], identity: str, name: str, levels: Sequence[float], confidence: float
) -> MilestoneComparison:
    samples = [run.samples(identity) for run in runs]
    return MilestoneComparison(
        identity,
        name,
        tuple(
            None if found is None else _percentiles(run, found, levels, confidence)
            for run, found in zip(runs, samples, strict=True)
        ),
        (
            None,
            *(
                None if found is None else _difference(runs[0], run, identity, levels, confidence)
                for run, found in zip(runs[1:], samples[1:], strict=True)
            ),
        ),
    )
