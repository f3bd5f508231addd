"""Levels: words of a scoring scheme that stand in place of a number."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import PlainValidator

from riskmc.model._record import Fault, fault, raise_faults, shown
from riskmc.model.distributions import Distribution
from riskmc.model.quantities import Quantity, as_fraction
from riskmc.model.spelling import as_uncertain

__all__ = ["AmountOrLevel", "Level", "Probability", "as_probability"]

_UNBOUNDED: Final = frozenset(("normal", "lognormal", "gamma", "weibull", "exponential"))
_ALLOWED: Final = (
    "write a percentage such as 15%, a level such as high, or a range such as {triangular: [5%, 10%, 30%]}"
)


class Level(str):
    """A level of a scoring scheme, such as ``high``, as it is written in a plan.

    Examples
    --------
    >>> Level("very high")
    Level('very high')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Tell it from a text."""
        return f"Level({str(self)!r})"


def as_level(value: object) -> Level | None:
    """Return a level where a value is a word, not a number."""
    if isinstance(value, Level):
        return value
    if isinstance(value, str) and value.strip()[:1].isalpha() and len(value) <= 60:
        return Level(value.strip())
    return None


def as_probability(value: object) -> float | Distribution | Level:
    """Read a probability inside a validator: a number, a range of its own, or a level.

    Parameters
    ----------
    value : str, int, float, mapping, Distribution or Level
        ``0.15``, ``"15%"``, ``"high"``, ``{"triangular": ["10%", "20%", "35%"]}``.

    Returns
    -------
    float, Distribution or Level
    """
    level = as_level(value)
    if level is not None:
        return level
    if isinstance(value, str | int | float | Quantity):
        return as_fraction(value)
    found = as_uncertain(value)
    if isinstance(found, Quantity):
        return as_fraction(found)
    what = f"probability {found.describe()}"
    if found.kind == "time":
        raise fault(f"{what} is an amount of time", _ALLOWED)
    if found.family in _UNBOUNDED:
        allowed = "write one with ends: uniform, triangular, pert, trigen, beta, discrete, empirical or percentiles"
        raise fault(f"{what} has no ends, and a probability lies between 0% and 100%", allowed)
    for quantity in found.quantities():
        if not 0 <= share_of(quantity) <= 1:
            raise fault(f"{what} goes to {quantity}, and a probability lies between 0% and 100%", _ALLOWED)
    return found


def share_of(quantity: Quantity) -> float:
    """Return a share as a number, whether it is written as one or as a percentage.

    Examples
    --------
    >>> share_of(Quantity(15, "%")), share_of(Quantity(0.15))
    (0.15, 0.15)
    """
    return quantity.value / 100.0 if quantity.unit == "%" else quantity.value


def _as_optional_probability(value: object) -> float | Distribution | Level | None:
    return None if value is None else as_probability(value)


def _as_amount_or_level(value: object) -> Quantity | Distribution | Level | None:
    if value is None:
        return None
    return as_level(value) or as_uncertain(value)


def as_levels(value: object) -> dict[str, Level]:
    """Read levels by kind of impact."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise fault(f"{{here}} {shown(value)} is not a mapping", "write levels by kind of impact: {schedule: high}")
    levels = {str(kind).strip().lower(): as_level(level) for kind, level in value.items()}
    faults = [
        Fault((kind,), "", f"{kind} {shown(value.get(kind))} is not a level", "write one such as high")
        for kind, level in levels.items()
        if level is None
    ]
    if faults:
        raise_faults(faults)
    return {kind: level for kind, level in levels.items() if level is not None}


Probability = Annotated[float | Distribution | Level | None, PlainValidator(_as_optional_probability)]
AmountOrLevel = Annotated[Quantity | Distribution | Level | None, PlainValidator(_as_amount_or_level)]
Levels = Annotated[dict[str, Level], PlainValidator(as_levels)]
