"""Ranges for all tasks in one word, such as ``90/100/130``."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from riskmc.errors import InputError, Problem, UsageError
from riskmc.model.distributions import Distribution, Lognormal, Pert, Triangular, Uniform
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Template

__all__ = ["parse_template"]

_EXAMPLE: Final = "for example 90/100/130"
_ALLOWED: Final = (
    "write percentages of the planned duration: 90/100/130 or triangular:90/100/130 (optimistic, most likely, "
    "pessimistic), pert:90/100/130, lognormal:90/100/130, or uniform:90/130"
)

_THREE_POINTS: Final[dict[str, type[Distribution]]] = {
    "": Triangular, "triangular": Triangular, "pert": Pert, "lognormal": Lognormal,
}  # fmt: skip


def parse_template(text: str) -> Template:
    """Read a range for all tasks, in percent of their planned durations.

    Parameters
    ----------
    text : str
        ``90/100/130``, ``triangular:90/100/130``, ``pert:90/100/130``, ``lognormal:90/100/130`` or ``uniform:90/130``;
        percent signs may stand.

    Returns
    -------
    Template
        For all tasks.

    Raises
    ------
    UsageError
        Where the text is not understood, or the numbers are negative or out of order.

    Examples
    --------
    >>> parse_template("pert:90/100/130").duration.describe()
    'PERT 90% / 100% / 130%'
    """
    family, _, points = text.strip().lower().rpartition(":")
    shares = [_share(part, text) for part in points.split("/")]
    if len(shares) != (2 if family == "uniform" else 3):
        raise _error(text, f"has {len(shares)} number{'s' if len(shares) != 1 else ''}")
    if any(after < before for before, after in pairwise(shares)):
        raise _error(text, "is not in rising order")
    return Template(for_="all", duration=_distribution(family, shares, text))


def _distribution(family: str, shares: list[float], text: str) -> Distribution:
    quantities = [Quantity(share, "%") for share in shares]
    try:
        if family in _THREE_POINTS:
            return _THREE_POINTS[family](**dict(zip(("low", "mode", "high"), quantities, strict=True)))
        if family == "uniform":
            return Uniform(low=quantities[0], high=quantities[1])
    except InputError as error:
        raise _error(text, f"is not a range: {error}") from None
    raise _error(text, f"names the family {family!r}")


def _share(part: str, text: str) -> float:
    try:
        value = float(part.strip().removesuffix("%"))
    except ValueError:
        value = math.nan
    if not 0 <= value <= 10_000:
        raise _error(text, f"has {part.strip()!r} where a percentage from 0 to 10000 is expected")
    return value


def _error(text: str, what: str) -> UsageError:
    return UsageError(str(Problem(subject=f"template {text!r}", what=what, allowed=_ALLOWED, hint=_EXAMPLE)))
