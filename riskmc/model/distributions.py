"""Probability distributions as planners state them; one frozen class for each family.

The fields are quantities, so that the same class states durations (``5d``), shares of a planned duration (``90%``)
and factors (``1.2``). The units of one distribution are all time, all percent, or all plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from riskmc.model._distribution import (
    Distribution,
    Family,
    Finding,
    Measure,
    Points,
    Positive,
    Probability,
    ordered,
    three_point_faults,
    value_of,
)
from riskmc.model._normal_families import Lognormal, Normal
from riskmc.model._record import Number, fault
from riskmc.model.quantities import Quantity, as_quantity

__all__ = [
    "Beta",
    "Discrete",
    "Distribution",
    "Empirical",
    "Exponential",
    "Family",
    "Fixed",
    "Gamma",
    "Lognormal",
    "Normal",
    "Percentiles",
    "Pert",
    "Triangular",
    "Trigen",
    "Uniform",
    "Weibull",
]

_SUM_TOLERANCE = 1e-6
LEAST_WEIBULL_SHAPE = 0.1
"""Smallest shape of a Weibull distribution: its mean is then 10! times the scale."""


class Fixed(Distribution):
    """A value that is certain.

    Examples
    --------
    >>> Fixed(value="5d").describe()
    '5d'
    """

    family: ClassVar[Family] = "fixed"

    value: Quantity

    def describe(self) -> str:
        """Describe the distribution in a line."""
        return str(self.value)

    def planned(self) -> Quantity:
        """Return the value."""
        return self.value


class Uniform(Distribution):
    """Any value of a range with equal chance; both ends may be equal.

    Examples
    --------
    >>> Uniform(low="5d", high="9d").describe()
    'uniform 5d to 9d'
    """

    family: ClassVar[Family] = "uniform"

    low: Quantity
    high: Quantity

    def describe(self) -> str:
        """Describe the distribution in a line."""
        return f"uniform {self.low} to {self.high}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find ends in the wrong order."""
        if measure(self.high) < measure(self.low):
            yield ("high",), f"high {self.high} is below low {self.low}", "write low <= high"


class ThreePoint(Distribution):
    """Base of the families that are stated by optimistic, most likely and pessimistic values."""

    low: Quantity
    mode: Quantity
    high: Quantity

    def planned(self) -> Quantity:
        """Return the most likely value."""
        return self.mode

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values in the wrong order."""
        yield from three_point_faults(self.low, self.mode, self.high, measure)


class Triangular(ThreePoint):
    """A triangle over optimistic, most likely and pessimistic; all three may be equal.

    Examples
    --------
    >>> Triangular(low="5d", mode="8d", high="20d").describe()
    'triangular 5d / 8d / 20d'
    """

    family: ClassVar[Family] = "triangular"

    def describe(self) -> str:
        """Describe the distribution in a line."""
        return f"triangular {self.low} / {self.mode} / {self.high}"


class Pert(ThreePoint):
    """A beta distribution over optimistic, most likely and pessimistic.

    Its mean is (low + shape mode + high) / (shape + 2).

    Parameters
    ----------
    low, mode, high : Quantity
        All three may be equal.
    shape : float
        Weight of the most likely value, above 0; 4 is the classical PERT.

    Examples
    --------
    >>> Pert(low="20d", mode="30d", high="55d").describe()
    'PERT 20d / 30d / 55d'
    """

    family: ClassVar[Family] = "pert"

    shape: Positive = 4.0

    def describe(self) -> str:
        """Describe the distribution in a line."""
        shape = "" if self.shape == 4 else f" (shape {self.shape:g})"
        return f"PERT {self.low} / {self.mode} / {self.high}{shape}"


class Trigen(ThreePoint):
    """A triangle of which the low and high values are percentiles, not ends.

    Such a triangle exists, and is the only one, whenever low <= mode <= high and low < high: the chance r of a value
    below the mode solves u / (r - sqrt(p r)) = v / ((1 - r) - sqrt(q (1 - r))), u = mode - low, v = high - mode, whose
    sides fall and rise in r. Its lower end may lie below zero.

    Parameters
    ----------
    low, mode, high : Quantity
    percentiles : (float, float)
        In percent: the chance of a value below `low`, and below `high`; 0 and 100 are allowed.

    Examples
    --------
    >>> Trigen(low="15d", mode="20d", high="40d").describe()
    'trigen 15d / 20d / 40d (P10, P90)'
    """

    family: ClassVar[Family] = "trigen"

    percentiles: tuple[Number, Number] = (10.0, 90.0)

    def describe(self) -> str:
        """Describe the distribution in a line."""
        first, last = self.percentiles
        return f"trigen {self.low} / {self.mode} / {self.high} (P{first:g}, P{last:g})"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values in the wrong order and percentiles that no triangle has."""
        yield from super().find_faults(measure)
        if measure(self.high) == measure(self.low):
            yield ("high",), f"low and high are both {self.low}", "write low < high, or a fixed value"
        first, last = self.percentiles
        if not 0 <= first < last <= 100:
            what = f"percentiles {first:g} and {last:g} are not possible"
            yield ("percentiles",), what, "write two rising percentages from 0 to 100, such as [10, 90]"


class Beta(Distribution):
    """A beta distribution between two ends.

    Parameters
    ----------
    alpha, beta : float
        Shape, both above 0.
    low, high : Quantity
        Ends, low < high.

    Examples
    --------
    >>> Beta(alpha=2, beta=5, low="3d", high="9d").describe()
    'beta(2, 5) from 3d to 9d'
    """

    family: ClassVar[Family] = "beta"

    alpha: Positive
    beta: Positive
    low: Quantity
    high: Quantity

    def describe(self) -> str:
        """Describe the distribution in a line."""
        return f"beta({self.alpha:g}, {self.beta:g}) from {self.low} to {self.high}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find ends in the wrong order."""
        if measure(self.high) <= measure(self.low):
            yield ("high",), f"high {self.high} is not above low {self.low}", "write low < high"


class Gamma(Distribution):
    """A gamma distribution, by mean and sd or by shape and scale.

    Parameters
    ----------
    mean, sd : Quantity, optional
        Both above zero.
    shape : float, optional
        Above 0.
    scale : Quantity, optional
        Above zero.

    Examples
    --------
    >>> Gamma(mean="10d", sd="3d").describe()
    'gamma mean 10d, sd 3d'
    """

    family: ClassVar[Family] = "gamma"

    mean: Quantity | None = None
    sd: Quantity | None = None
    shape: Positive | None = None
    scale: Quantity | None = None

    def describe(self) -> str:
        """Describe the distribution in a line."""
        if self.shape is None:
            return f"gamma mean {self.mean}, sd {self.sd}"
        return f"gamma shape {self.shape:g}, scale {self.scale}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values at or below zero."""
        for name in ("mean", "sd", "scale"):
            yield from _above_zero(name, getattr(self, name))

    @model_validator(mode="before")
    @classmethod
    def _check_form(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            given = {key for key in ("mean", "sd", "shape", "scale") if data.get(key) is not None}
            if given not in ({"mean", "sd"}, {"shape", "scale"}):
                got = ", ".join(sorted(given)) or "neither"
                raise fault(f"gamma has {got}", "write mean and sd, or shape and scale")
        return data


class Weibull(Distribution):
    """A Weibull distribution.

    Parameters
    ----------
    shape : float
        Above 0.
    scale : Quantity
        Above zero.
    location : Quantity
        Smallest value; zero by default.

    Examples
    --------
    >>> Weibull(shape=1.5, scale="10d", location="2d").describe()
    'Weibull shape 1.5, scale 10d, from 2d'
    """

    family: ClassVar[Family] = "weibull"

    shape: Positive
    scale: Quantity
    location: Quantity = Quantity(0.0)

    @model_validator(mode="before")
    @classmethod
    def _give_location_a_unit(cls, data: Any) -> Any:
        return _with_location(data, "scale")

    def describe(self) -> str:
        """Describe the distribution in a line."""
        location = f", from {self.location}" if self.location.value else ""
        return f"Weibull shape {self.shape:g}, scale {self.scale}{location}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find a scale at or below zero, and a shape whose mean would be beyond all numbers."""
        yield from _above_zero("scale", self.scale)
        if self.shape < LEAST_WEIBULL_SHAPE:
            what = f"shape {self.shape:g} is below {LEAST_WEIBULL_SHAPE:g}"
            yield ("shape",), what, f"write a shape of at least {LEAST_WEIBULL_SHAPE:g}"


class Exponential(Distribution):
    """An exponential distribution.

    Parameters
    ----------
    mean : Quantity
        Mean of the values, location included; above the location.
    location : Quantity
        Smallest value; zero by default.

    Examples
    --------
    >>> Exponential(mean="5d").describe()
    'exponential mean 5d'
    """

    family: ClassVar[Family] = "exponential"

    mean: Quantity
    location: Quantity = Quantity(0.0)

    @model_validator(mode="before")
    @classmethod
    def _give_location_a_unit(cls, data: Any) -> Any:
        return _with_location(data, "mean")

    def describe(self) -> str:
        """Describe the distribution in a line."""
        location = f", from {self.location}" if self.location.value else ""
        return f"exponential mean {self.mean}{location}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find a mean at or below the smallest value."""
        if measure(self.mean) <= measure(self.location):
            what = f"mean {self.mean} is not above the smallest value {self.location}"
            yield ("mean",), what, "write a mean above the location, which is 0 unless given"


class Discrete(Distribution):
    """A few values, each with its probability.

    Parameters
    ----------
    values : tuple of Quantity
        All different.
    probabilities : tuple of float
        As many, in 0..1, with the sum 1.

    Examples
    --------
    >>> Discrete(values=["5d", "8d"], probabilities=["30%", "70%"]).describe()
    'discrete 5d 30%, 8d 70%'
    """

    family: ClassVar[Family] = "discrete"

    values: tuple[Quantity, ...] = Field(min_length=1)
    probabilities: tuple[Probability, ...]

    def describe(self) -> str:
        """Describe the distribution in a line."""
        pairs = list(zip(self.values, self.probabilities, strict=True))
        more = f", ... ({len(pairs)} values)" if len(pairs) > 6 else ""
        return "discrete " + ", ".join(f"{value} {100 * chance:.4g}%" for value, chance in pairs[:6]) + more

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values that are given twice and probabilities that do not fit."""
        if len(self.values) != len(self.probabilities):
            what = f"{len(self.values)} values have {len(self.probabilities)} probabilities"
            yield ("probabilities",), what, "write one probability for each value"
            return
        seen: set[float] = set()
        for index, value in enumerate(self.values):
            if measure(value) in seen:
                yield ("values", index), f"value {value} is given twice", "write each value once"
            seen.add(measure(value))
        total = sum(self.probabilities)
        if abs(total - 1) > _SUM_TOLERANCE:
            what = f"the probabilities sum to {100 * total:.6g}%"
            yield ("probabilities",), what, "write probabilities that sum to 100%"


class Empirical(Distribution):
    """Values that were seen, each as likely as the other; a value may occur several times.

    Examples
    --------
    >>> Empirical(values=["3d", "4d", "4d", "9d"]).describe()
    'empirical, 4 values from 3d to 9d'
    """

    family: ClassVar[Family] = "empirical"

    values: tuple[Quantity, ...] = Field(min_length=1)

    def describe(self) -> str:
        """Describe the distribution in a line."""
        if not self.has_one_unit():
            return f"empirical, {len(self.values)} values"
        low, high = min(self.values, key=value_of), max(self.values, key=value_of)
        return f"empirical, {len(self.values)} values from {low} to {high}"


class Percentiles(Distribution):
    """A smooth curve through stated percentiles.

    Parameters
    ----------
    points : mapping or pairs
        At least two percentiles in percent and their values, both strictly rising; kept as a tuple of pairs.
    low, high : Quantity, optional
        Ends beyond which no value lies.
    method : {"monotone", "metalog"}
        A monotone curve through all points, or a metalog.

    Examples
    --------
    >>> Percentiles(points={10: "15d", 50: "20d", 90: "40d"}).describe()
    'percentiles P10 15d, P50 20d, P90 40d'
    """

    family: ClassVar[Family] = "percentiles"

    points: Points = Field(min_length=2)
    low: Quantity | None = None
    high: Quantity | None = None
    method: Literal["metalog", "monotone"] = "monotone"

    def describe(self) -> str:
        """Describe the distribution in a line."""
        points = ", ".join(f"P{percent:g} {value}" for percent, value in self.points)
        low = "" if self.low is None else f", from {self.low}"
        high = "" if self.high is None else f", to {self.high}"
        return f"percentiles {points}{low}{high}"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find points that do not rise and ends that do not contain them."""
        yield from ordered(self.points, measure)
        (first, first_value), (last, last_value) = self.points[0], self.points[-1]
        if self.low is not None and measure(self.low) >= measure(first_value):
            yield ("low",), f"low {self.low} is not below P{first:g} {first_value}", "write low below all values"
        if self.high is not None and measure(self.high) <= measure(last_value):
            yield ("high",), f"high {self.high} is not above P{last:g} {last_value}", "write high above all values"


def _above_zero(name: str, value: Quantity | None) -> Iterator[Finding]:
    if value is not None and value.value <= 0:
        yield (name,), f"{name} {value} is not above zero", ""


def _with_location(data: Any, scale: str) -> Any:
    if not isinstance(data, Mapping) or data.get("location") is not None:
        return data
    try:
        unit = as_quantity(data.get(scale)).unit
    except ValueError:
        unit = ""
    return {**data, "location": Quantity(0.0, unit)}
