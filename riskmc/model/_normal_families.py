"""The normal and the lognormal distribution, each of which planners state in several ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import model_validator

from riskmc.model._distribution import Distribution, Family, Finding, Measure, Points, ordered, three_point_faults
from riskmc.model._record import fault
from riskmc.model.quantities import Quantity

__all__ = ["Lognormal", "Normal"]

_POINTS = ("low", "mode", "high")


class _MeanSdOrPercentiles(Distribution):
    """Base of the families that are stated by mean and sd, or by two percentiles."""

    mean: Quantity | None = None
    sd: Quantity | None = None
    percentiles: Points | None = None

    has_three_points: ClassVar[bool] = False
    """Whether three points are a third way to state it."""

    def describe(self) -> str:
        """Describe the distribution in a line."""
        if self.percentiles is None:
            return f"{self.family} mean {self.mean}, sd {self.sd}"
        return f"{self.family} " + ", ".join(f"P{percent:g} {value}" for percent, value in self.percentiles)

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find a spread below zero and percentiles in the wrong order."""
        if self.sd is not None and self.sd.value < 0:
            yield ("sd",), f"sd {self.sd} is below zero", ""
        if self.percentiles is not None:
            for (_, index), what, allowed in ordered(self.percentiles, measure):
                yield ("percentiles", index), what, allowed

    @model_validator(mode="before")
    @classmethod
    def _check_form(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        ways = ("mean", "sd", "percentiles", *(_POINTS if cls.has_three_points else ()))
        given = {key for key in ways if data.get(key) is not None}
        points = data.get("percentiles")
        is_pair = given == {"percentiles"} and isinstance(points, list | tuple | Mapping) and len(points) == 2
        if given != {"mean", "sd"} and not is_pair and not (cls.has_three_points and given == set(_POINTS)):
            got = ", ".join(sorted(given)) or "neither"
            third = ", or three values such as [5d, 8d, 20d]" if cls.has_three_points else ""
            raise fault(
                f"{cls.family} has {got}" if not points else f"{cls.family} is stated in too many or too few ways",
                f"write mean and sd, or two percentiles such as p10 and p90{third}",
            )
        return data


class Normal(_MeanSdOrPercentiles):
    """A normal distribution, by mean and sd or by two percentiles; cut off at zero where it is a duration.

    Parameters
    ----------
    mean, sd : Quantity, optional
    percentiles : mapping or pairs, optional
        Two percentiles in percent and their values, such as ``{10: "8d", 90: "14d"}``; kept as a tuple of pairs.

    Examples
    --------
    >>> Normal(percentiles={10: "8d", 90: "14d"}).describe()
    'normal P10 8d, P90 14d'
    """

    family: ClassVar[Family] = "normal"


class Lognormal(_MeanSdOrPercentiles):
    """A lognormal distribution, by its mean and sd (not those of the logarithm), two percentiles, or three points.

    By three points it is shifted: its least value is the optimistic one, its mode the most likely one, and its P99 the
    pessimistic one, beyond which it goes on without an end. Where the most likely value lies nearer to the pessimistic
    one the distribution is mirrored: the pessimistic value is then its largest, and the optimistic one its P1.
    :func:`riskmc.compiled.standards.lognormal_through` derives it.

    Parameters
    ----------
    mean, sd : Quantity, optional
        The mean is above zero.
    percentiles : mapping or pairs, optional
        Two percentiles in percent and their values above zero; kept as a tuple of pairs.
    low, mode, high : Quantity, optional
        Optimistic, most likely and pessimistic; the most likely value lies between the others, or all are equal.

    Examples
    --------
    >>> Lognormal(mean="10d", sd="4d").describe()
    'lognormal mean 10d, sd 4d'
    >>> Lognormal(low="5d", mode="8d", high="20d").describe()
    'lognormal 5d / 8d / 20d'
    """

    family: ClassVar[Family] = "lognormal"
    has_three_points: ClassVar[bool] = True

    low: Quantity | None = None
    mode: Quantity | None = None
    high: Quantity | None = None

    @property
    def three_points(self) -> tuple[Quantity, Quantity, Quantity] | None:
        """Optimistic, most likely and pessimistic, where it is stated by them."""
        if self.low is None or self.mode is None or self.high is None:
            return None
        return self.low, self.mode, self.high

    def planned(self) -> Quantity | None:
        """Return the most likely value, where it is stated."""
        return self.mode

    def describe(self) -> str:
        """Describe the distribution in a line."""
        if self.three_points is None:
            return super().describe()
        return f"lognormal {self.low} / {self.mode} / {self.high}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values at or below zero or in the wrong order, and a spread below zero."""
        if self.three_points is not None:
            yield from _faults_of_points(*self.three_points, measure)
        if self.mean is not None and self.mean.value <= 0:
            yield ("mean",), f"mean {self.mean} is not above zero", "a lognormal value is always above zero"
        for index, (percent, value) in enumerate(self.percentiles or ()):
            if value.value <= 0:
                what = f"P{percent:g} {value} is not above zero"
                yield ("percentiles", index), what, "a lognormal value is always above zero"
        yield from super().find_faults(measure)


def _faults_of_points(low: Quantity, mode: Quantity, high: Quantity, measure: Measure) -> Iterator[Finding]:
    faults = tuple(three_point_faults(low, mode, high, measure))
    yield from faults
    bottom, middle, top = measure(low), measure(mode), measure(high)
    if faults or bottom == top or bottom < middle < top:
        return
    name, end = ("optimistic", low) if middle == bottom else ("pessimistic", high)
    what = f"most likely {mode} is the {name} value {end}, where a lognormal has no mode"
    yield ("mode",), what, "write optimistic < most likely < pessimistic, or triangular or pert in place of lognormal"
