"""What a comparison of runs says, in frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from riskmc.analysis.differences import Difference
from riskmc.result import ProbabilityEstimate, QuantileEstimate, SimulationResult

__all__ = [
    "ComparedRun", "Comparison", "DateChance", "LevelDifference", "MilestoneComparison", "RunDifference", "Step",
]  # fmt: skip


@dataclass(frozen=True)
class ComparedRun:
    """One run of a comparison.

    Attributes
    ----------
    name : str
        By which it is told from the others.
    result : SimulationResult
    why_not_paired : str
        Why it does not share its random numbers with the first; empty where it does, and for the first itself.
    paired_iterations : int
        The iterations from which its differences are taken: its first ones, as many as every run has that shares its
        random numbers.
    planned_days, mean_days, sd_days : float
        Finish of its plan, mean finish and standard deviation (nan of one iteration) over all its iterations, in
        working days of the first run's calendar, from the first run's start.
    percentiles : tuple of QuantileEstimate
        Over all its iterations. Dates are of its own calendar, days as above.
    """

    name: str
    result: SimulationResult
    why_not_paired: str
    paired_iterations: int
    planned_days: float
    mean_days: float
    sd_days: float
    percentiles: tuple[QuantileEstimate, ...]

    @property
    def is_paired(self) -> bool:
        """Whether it shares its random numbers with the first run."""
        return not self.why_not_paired


@dataclass(frozen=True, slots=True)
class LevelDifference:
    """How much later a percentile lies.

    Attributes
    ----------
    level : float
        0.8 for P80.
    days : Difference
        In working days of the first run's calendar.
    calendar_days : Difference
        In days of 24 hours.
    """

    level: float
    days: Difference
    calendar_days: Difference


@dataclass(frozen=True, slots=True)
class RunDifference:
    """How much later a run finishes than another.

    Attributes
    ----------
    name, against : str
        The run, and the one that it is compared with.
    is_paired : bool
        Whether both share their random numbers, so that the errors are those of paired differences.
    iterations : int
        From which the differences are taken; of the shorter run where they are not paired.
    same : float
        Share of these iterations in which both finish at the same instant; nan where they are not paired.
    mean : Difference
        In working days of the first run's calendar.
    levels : tuple of LevelDifference
    """

    name: str
    against: str
    is_paired: bool
    iterations: int
    same: float
    mean: Difference
    levels: tuple[LevelDifference, ...]

    def at(self, level: float) -> LevelDifference:
        """Return the difference of a percentile, 0.8 for P80."""
        return next(item for item in self.levels if abs(item.level - level) < 1e-9)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bridge from the first run to the last.

    Attributes
    ----------
    cause : str
        Name of the run that the step leads to.
    days, calendar_days : Difference
        As of `LevelDifference`.
    is_paired : bool
    """

    cause: str
    days: Difference
    calendar_days: Difference
    is_paired: bool


@dataclass(frozen=True, slots=True)
class DateChance:
    """How likely a date is in each run.

    Attributes
    ----------
    label : str
        Objectives of that date, or what else it is.
    finish : str
        Id of the task that is meant, or ``"project"``.
    by : date or datetime
        A date means the end of that day.
    chances : tuple of ProbabilityEstimate or None
        By run, over all its iterations; None where the run does not follow that task.
    differences : tuple of Difference or None
        By run, from the first; None for the first, and where either has no chance.
    """

    label: str
    finish: str
    by: date | datetime
    chances: tuple[ProbabilityEstimate | None, ...]
    differences: tuple[Difference | None, ...]


@dataclass(frozen=True, slots=True)
class MilestoneComparison:
    """A milestone that the first run and another have.

    Attributes
    ----------
    id, name : str
    percentiles : tuple of (tuple of QuantileEstimate) or None
        By run; None where a run does not follow it.
    differences : tuple of RunDifference or None
        By run, from the first.
    """

    id: str
    name: str
    percentiles: tuple[tuple[QuantileEstimate, ...] | None, ...]
    differences: tuple[RunDifference | None, ...]


@dataclass(frozen=True)
class Comparison:
    """What several runs say beside each other.

    Attributes
    ----------
    level : float
        The percentile that is told first, 0.8 for P80.
    confidence : float
        Of all intervals.
    runs : tuple of ComparedRun
    differences : tuple of RunDifference
        Of each run from the first, without the first.
    start_days, end_days : float
        The percentile `level` of the first and of the last run, over the iterations from which differences are taken.
    bridge : tuple of Step
        From each run to the next; the steps add up from `start_days` to `end_days`.
    chances : tuple of DateChance
    milestones : tuple of MilestoneComparison
        In the order of the first run's plan dates.
    """

    level: float
    confidence: float
    runs: tuple[ComparedRun, ...]
    differences: tuple[RunDifference, ...]
    start_days: float
    end_days: float
    bridge: tuple[Step, ...]
    chances: tuple[DateChance, ...]
    milestones: tuple[MilestoneComparison, ...]

    @property
    def first(self) -> ComparedRun:
        """The run that the others are compared with."""
        return self.runs[0]

    @property
    def levels(self) -> tuple[float, ...]:
        """The percentiles that are compared, in rising order."""
        return tuple(item.probability for item in self.first.percentiles)
