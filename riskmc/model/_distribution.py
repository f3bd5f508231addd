"""What all families of distributions have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Record, fault, raise_faults, shown
from riskmc.model.quantities import Kind, Quantity, as_fraction, as_quantity

__all__ = ["Distribution", "Family", "Finding", "Measure"]

Family = Literal[
    "fixed", "uniform", "triangular", "pert", "trigen", "normal", "lognormal", "beta", "gamma", "weibull",
    "exponential", "discrete", "empirical", "percentiles",
]  # fmt: skip
FAMILIES: tuple[str, ...] = get_args(Family)

Measure = Callable[[Quantity], float]
"""Puts the quantities of one distribution on one scale."""

Finding = tuple[tuple[str | int, ...], str, str]
"""Path inside the distribution, what is wrong, what is allowed."""

Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


def _as_percent(value: object) -> float:
    """Read the percent of a percentile, ``10``, ``"10"``, ``"P10"`` or ``"10%"``, as a number above 0 and below 100."""
    text = value.strip().lower().removeprefix("p") if isinstance(value, str) else value
    try:
        quantity = as_quantity(text)
    except ValueError:
        quantity = Quantity(-1.0)
    if quantity.kind == "time" or not 0 < quantity.value < 100:
        raise fault(f"{{here}} {shown(value)} is not a percentile", "write a number above 0 and below 100")
    return quantity.value


def _as_pairs(value: object) -> object:
    return tuple(value.items()) if isinstance(value, Mapping) else value


Percent = Annotated[float, PlainValidator(_as_percent)]
Point = tuple[Percent, Quantity]
Points = Annotated[tuple[Point, ...], BeforeValidator(_as_pairs)]
Probability = Annotated[float, PlainValidator(as_fraction)]


class Distribution(Record):
    """Base of all families.

    Attributes
    ----------
    family : str
        Name of the family in a plan file.
    """

    noun: ClassVar[str] = "distribution"
    family: ClassVar[Family]

    def quantities(self) -> tuple[Quantity, ...]:
        """Return all quantities of the distribution, in the order of its fields."""
        return self._all_quantities

    @cached_property
    def _all_quantities(self) -> tuple[Quantity, ...]:
        return tuple(_quantities(value for _, value in self.items()))

    @property
    def kind(self) -> Kind:
        """What its quantities measure: ``"time"``, ``"percent"`` or ``"number"``."""
        return self.quantities()[0].kind

    def describe(self) -> str:
        """Describe the distribution in a line, such as ``PERT 20d / 30d / 55d``."""
        raise NotImplementedError

    def planned(self) -> Quantity | None:
        """Return the planned value that the distribution itself states, or nothing where only the mean could serve."""
        return None

    def scaled_by(self, planned: Quantity) -> Self:
        """Turn shares of a planned quantity into that quantity's unit.

        Parameters
        ----------
        planned : Quantity
            What 100% means.

        Returns
        -------
        Distribution
            Of the same family.

        Examples
        --------
        >>> from riskmc.model.distributions import Triangular
        >>> Triangular(low="90%", mode="100%", high="140%").scaled_by(Quantity(20, "d")).describe()
        'triangular 18d / 20d / 28d'
        """
        return self.mapped(lambda quantity: quantity.scaled_by(planned))

    def mapped(self, change: Callable[[Quantity], Quantity]) -> Self:
        """Return the distribution with all its quantities changed; they are not checked again."""
        return self.model_copy(update={name: _mapped(value, change) for name, value in self.items()})

    def times(self, share: float) -> Self:
        """Return the distribution with all its values multiplied, by 0.6 for what is left of work that is 40% done.

        Examples
        --------
        >>> from riskmc.model.distributions import Triangular
        >>> Triangular(low="9d", mode="10d", high="3w").times(0.5).describe()
        'triangular 4.5d / 5d / 1.5w'
        """
        return self.mapped(lambda quantity: Quantity(quantity.value * share, quantity.unit))

    def find_faults(self, measure: Measure) -> Iterator[Finding]:
        """Find what is impossible about the values.

        Parameters
        ----------
        measure : callable
            Puts each quantity on one scale, such as working minutes.

        Yields
        ------
        tuple
            Path inside the distribution, what is wrong, what is allowed.
        """
        yield from ()

    def has_one_unit(self) -> bool:
        """Tell whether all quantities have the same unit, so that they compare without a calendar."""
        return len({quantity.unit for quantity in self.quantities()}) == 1

    @model_validator(mode="after")
    def _check_values(self) -> Self:
        units = {quantity.unit for quantity in self.quantities()}
        if len({Quantity(0, unit).kind for unit in units}) > 1:
            values = ", ".join(str(quantity) for quantity in self.quantities()[:6])
            what = f"{self.family} mixes units that do not compare: {values}"
            raise_faults([Fault((), "", what, "write all values as time, all in %, or all as plain numbers")])
        if len(units) == 1:
            faults = [Fault(path, "", what, allowed) for path, what, allowed in self.find_faults(value_of)]
            if faults:
                raise_faults(faults)
        return self


def value_of(quantity: Quantity) -> float:
    """Put quantities of one unit on one scale."""
    return quantity.value


THREE_POINT_ALLOWED = "write optimistic <= most likely <= pessimistic"


def three_point_faults(low: Quantity, mode: Quantity, high: Quantity, measure: Measure) -> Iterator[Finding]:
    """Find optimistic, most likely and pessimistic values in the wrong order."""
    if measure(mode) < measure(low):
        yield ("low",), f"optimistic {low} is above most likely {mode}", THREE_POINT_ALLOWED
    if measure(high) < measure(mode):
        yield ("high",), f"pessimistic {high} is below most likely {mode}", THREE_POINT_ALLOWED


def ordered(points: tuple[Point, ...], measure: Measure) -> Iterator[Finding]:
    """Find percentiles, or their values, that do not rise."""
    for index, (before, after) in enumerate(pairwise(points), start=1):
        if after[0] <= before[0]:
            yield ("points", index), f"P{after[0]:g} comes after P{before[0]:g}", "write percentiles in rising order"
        elif measure(after[1]) <= measure(before[1]):
            what = f"P{after[0]:g} {after[1]} is not above P{before[0]:g} {before[1]}"
            yield ("points", index), what, "write values that rise with their percentiles"


def _quantities(values: Any) -> Iterator[Quantity]:
    for value in values:
        if isinstance(value, Quantity):
            yield value
        elif isinstance(value, tuple):
            yield from _quantities(value)


def _mapped(value: Any, change: Callable[[Quantity], Quantity]) -> Any:
    if isinstance(value, Quantity):
        return change(value)
    return tuple(_mapped(part, change) for part in value) if isinstance(value, tuple) else value
