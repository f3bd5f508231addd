"""The stop rule: how well a statistic is to be known, how well it is, and when to look again."""

from __future__ import annotations

import math
from dataclasses import dataclass

from riskmc._typing import Sampling
from riskmc.errors import PlanError, UsageError
from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.samples import FinishSamples
from riskmc.result.statistic import Statistic, check_subject, parse_confidence, parse_statistic

FEWEST_ITERATIONS = BLOCK_ITERATIONS
"""No look is taken at fewer: the width of an interval of a small sample says little."""

LEAST_GROWTH, MOST_GROWTH = 1.1, 10.0
"""From one look to the next; looks that follow one another geometrically are few."""

MOST_ITERATIONS = 10_000_000
MOST_BYTES = 2 * 2**30
"""The most iterations, and the most memory for their samples, unless the caller allows more."""

_ALLOWED = "write working time for a percentile, such as 1d or 4h, or percentage points for a chance, such as 1%"


@dataclass(frozen=True, slots=True)
class Precision:
    """How well a statistic is to be known.

    Attributes
    ----------
    wanted : Quantity
        The interval reaches at most this far to either side of the estimate: working time for a percentile, percentage
        points for a chance.
    of : Statistic
    confidence : float
        Of the interval, in (0, 1).
    """

    wanted: Quantity
    of: Statistic
    confidence: float

    @classmethod
    def parse(
        cls, wanted: str | Quantity, of: str | Statistic = "P80", confidence: str | float = CONFIDENCE
    ) -> Precision:
        """Read what is wanted.

        Parameters
        ----------
        wanted : str or Quantity
            Such as ``"1d"`` or ``"1%"``.
        of : str or Statistic
            Such as ``"P80"``, ``"P90(handover)"`` or ``"P(finish <= 2028-03-31)"``.
        confidence : str or float
            Such as ``"95%"`` or 0.95.

        Raises
        ------
        UsageError
            Where one of them is not understood, or they do not go together.

        Examples
        --------
        >>> str(Precision.parse("4h", of="P90(handover)").wanted)
        '4h'
        >>> Precision.parse("1%")
        Traceback (most recent call last):
        ...
        riskmc.errors.UsageError: the precision 1% is a share, and P80 is a date; write working time, such as 1d or 4h
        """
        watched = parse_statistic(of) if isinstance(of, str) else of
        return cls(_wanted(wanted, watched), watched, parse_confidence(confidence))

    @property
    def unit(self) -> str:
        """Unit of the half-widths: ``days`` (working days of the project's calendar) or ``share``."""
        return "share" if self.of.is_chance else "days"

    def half_width(self, project: Project) -> float:
        """Return the half-width that is wanted, in :attr:`unit`."""
        if self.of.is_chance:
            return self.wanted.value / 100
        calendar = project.working_calendar
        return calendar.minutes(self.wanted) / calendar.minutes_per_day

    def check(self, project: Project) -> None:
        """Refuse a statistic of what the plan does not have.

        Raises
        ------
        UsageError
            With the name that is near.
        """
        check_subject(self.of.subject, project, f"precision of {self.of.text!r}")

    def outcome(self, samples: FinishSamples, project: Project, looks: int, allowed: int) -> PrecisionOutcome:
        """Say how well the statistic is known.

        Parameters
        ----------
        samples : FinishSamples
            Of the statistic's subject.
        project : Project
        looks : int
            Taken so far, this one too.
        allowed : int
            The most iterations.
        """
        found = self.of.half_width(samples, self.confidence)
        is_bare = self.of.is_chance and self.of.estimate(samples, self.confidence).value in (0.0, 1.0)
        return PrecisionOutcome(self, self.half_width(project), found, samples.iterations, looks, allowed, is_bare)


@dataclass(frozen=True, slots=True)
class PrecisionOutcome:
    """How well a statistic is known.

    Attributes
    ----------
    precision : Precision
        What was wanted.
    wanted, half_width : float
        Half-width of the interval, wanted and found, in ``precision.unit``; the interval reaches this far to the side
        where it reaches further. Infinite where there were too few iterations for an interval.
    iterations : int
    looks : int
        How often the interval was looked at.
    allowed : int
        The most iterations that were allowed.
    is_bare : bool
        Whether a chance was none or all in the iterations.
    """

    precision: Precision
    wanted: float
    half_width: float
    iterations: int
    looks: int
    allowed: int
    is_bare: bool = False

    @property
    def is_reached(self) -> bool:
        """Whether the interval is as narrow as was wanted."""
        return self.half_width <= self.wanted

    @property
    def iterations_needed(self) -> int | None:
        """About how many iterations are needed, from the present width; None where that is not known.

        The width of an interval falls with the root of the iterations; where a chance was none or all, the interval is
        ``1 - tail ** (1 / n)`` wide.
        """
        if self.is_reached:
            return self.iterations
        if math.isinf(self.half_width):
            return None
        if self.is_bare:
            return math.ceil(math.log((1.0 - self.precision.confidence) / 2.0) / math.log1p(-self.wanted))
        return math.ceil(self.iterations * (self.half_width / self.wanted) ** 2)

    def __str__(self) -> str:
        return f"{self.found} {self.effort}" if self.is_reached else f"{self.found} {self.effort}, {self.shortfall}"

    @property
    def found(self) -> str:
        """How well the statistic is known, in words."""
        name, level = self.precision.of.text, f"{100 * self.precision.confidence:.10g} %"
        if math.isinf(self.half_width):
            return f"{name} is not known at {level}"
        return f"{name} is known to ±{self._amount(self.half_width)} at {level}"

    @property
    def effort(self) -> str:
        """What it took, in words."""
        iterations = f"{self.iterations:,} iteration{'' if self.iterations == 1 else 's'}"
        return f"after {iterations} ({self.looks:,} look{'' if self.looks == 1 else 's'})"

    @property
    def shortfall(self) -> str:
        """What was wanted and what it would take, in words."""
        wanted = f"not to ±{self.precision.wanted} as was wanted"
        if self.iterations_needed is None:
            return wanted
        return f"{wanted}: that takes about {float(f'{self.iterations_needed:.2g}'):,.0f}"

    def _amount(self, half_width: float) -> str:
        """Write a half-width with as many digits as tell it from the one that is wanted."""
        scale, unit = (100.0, "percentage point") if self.precision.of.is_chance else (1.0, "working day")
        digits = 2
        while digits < 6 and (float(f"{half_width:.{digits}g}") <= self.wanted) != (half_width <= self.wanted):
            digits += 1
        value = float(f"{scale * half_width:.{digits}g}")
        number = f"{value:,.10g}" if value < 1e6 else f"{value:,.0f}"
        return f"{number} {unit}{'' if number == '1' else 's'}"


def next_look(outcome: PrecisionOutcome, sampling: Sampling) -> int | None:
    """Return at how many iterations to look next, or None where the search ends.

    Parameters
    ----------
    outcome : PrecisionOutcome
        Of the last look.
    sampling : {"lhs", "random", "sobol"}
        Whole blocks are added; a Sobol sequence grows to powers of two.
    """
    if outcome.is_reached and outcome.iterations >= FEWEST_ITERATIONS:
        return None
    done = outcome.iterations
    needed = outcome.iterations_needed or math.inf
    target = math.ceil(min(max(needed, LEAST_GROWTH * done), MOST_GROWTH * done))
    target, allowed = _rounded(target, sampling), _rounded_down(outcome.allowed, sampling)
    target = max(min(target, allowed), done)
    return target if target > done else None


def _rounded(iterations: int, sampling: Sampling) -> int:
    if sampling == "sobol":
        return max(1 << (iterations - 1).bit_length(), BLOCK_ITERATIONS)
    return -(-iterations // BLOCK_ITERATIONS) * BLOCK_ITERATIONS


def _rounded_down(iterations: int, sampling: Sampling) -> int:
    whole = iterations // BLOCK_ITERATIONS * BLOCK_ITERATIONS
    return 1 << (whole.bit_length() - 1) if sampling == "sobol" and whole else whole


def most_iterations_of(bytes_each: int) -> int:
    """Return how many iterations are allowed where the caller does not say: fewer where each keeps much.

    Parameters
    ----------
    bytes_each : int
        Memory that the samples of an iteration take.

    Examples
    --------
    >>> most_iterations_of(16), most_iterations_of(16_000)
    (10000000, 134217)
    """
    return min(MOST_ITERATIONS, MOST_BYTES // bytes_each)


def _wanted(wanted: str | Quantity, of: Statistic) -> Quantity:
    try:
        quantity = Quantity.parse(wanted)
    except PlanError:
        raise UsageError(f"the precision {wanted!r} is not an amount; {_ALLOWED}") from None
    if quantity.value <= 0:
        raise UsageError(f"the precision {wanted} is not above zero; {_ALLOWED}")
    whose = f"the precision {wanted} is a"
    if of.is_chance and quantity.kind == "time":
        raise UsageError(f"{whose} time, and {of.text} is a chance; write percentage points, such as 1%")
    if quantity.kind == "percent" and not of.is_chance:
        raise UsageError(f"{whose} share, and {of.text} is a date; write working time, such as 1d or 4h")
    if quantity.kind == "number":
        example = f"{quantity.value:g}{'%' if of.is_chance else 'd'}"
        raise UsageError(f"the precision {wanted} has no unit; did you mean {example}?")
    if of.is_chance and quantity.value >= 100:
        raise UsageError(f"the precision {wanted} says nothing of a chance; write percentage points, such as 1%")
    return quantity
