"""The normal and the lognormal distribution, each of which planners state in several ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from pydantic import model_validator

from riskmc.model._distribution import Distribution, Family, Finding, Measure, Points, ordered
from riskmc.model._record import fault
from riskmc.model.quantities import Quantity

__all__ = ["Lognormal", "Normal"]


class _MeanSdOrPercentiles(Distribution):
    """Base of the families that are stated by mean and sd, or by two percentiles."""

    mean: Quantity | None = None
    sd: Quantity | None = None
    percentiles: Points | None = None

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
        given = {key for key in ("mean", "sd", "percentiles") if data.get(key) is not None}
        points = data.get("percentiles")
        is_pair = given == {"percentiles"} and isinstance(points, list | tuple | Mapping) and len(points) == 2
        if given != {"mean", "sd"} and not is_pair:
            got = ", ".join(sorted(given)) or "neither"
            raise fault(
                f"{cls.family} has {got}" if not points else f"{cls.family} is stated in too many or too few ways",
                "write mean and sd, or two percentiles such as p10 and p90",
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
    """A lognormal distribution, by its mean and sd (not those of the logarithm) or by two percentiles.

    Parameters
    ----------
    mean, sd : Quantity, optional
        The mean is above zero.
    percentiles : mapping or pairs, optional
        Two percentiles in percent and their values above zero; kept as a tuple of pairs.

    Examples
    --------
    >>> Lognormal(mean="10d", sd="4d").describe()
    'lognormal mean 10d, sd 4d'
    """

    family: ClassVar[Family] = "lognormal"

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find values at or below zero, a spread below zero, and percentiles in the wrong order."""
        if self.mean is not None and self.mean.value <= 0:
            yield ("mean",), f"mean {self.mean} is not above zero", "a lognormal value is always above zero"
        for index, (percent, value) in enumerate(self.percentiles or ()):
            if value.value <= 0:
                what = f"P{percent:g} {value} is not above zero"
                yield ("percentiles", index), what, "a lognormal value is always above zero"
        yield from super().find_faults(measure)
