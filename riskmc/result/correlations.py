"""What became of the correlations of a plan: what was asked for, what was attained, and what was repaired."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

__all__ = [
    "AttainedCorrelation", "CorrelationRepair", "Correlations", "MovedPair", "correlations_document",
    "correlations_from_document",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttainedCorrelation:
    """One correlation of the plan.

    Attributes
    ----------
    kind : {"group", "pair", "within"}
        A group, a pair, or the tasks of one ``group`` (``within_groups``).
    name : str
    stated : float
        What the plan says.
    measure : {"rank", "normal"}
        Whether that is a rank correlation or one of normal scores.
    normal : float
        The correlation of normal scores that was asked for.
    members : int
        Durations, impacts and occurrences that vary and that it joins.
    pairs : int
        Pairs whose samples were compared; of a large group some, spread over it. 0 where it joins nothing.
    target : float
        Rank correlation that these pairs should have, on average; of two occurrences their phi. After a repair that of
        the correlations taken; nan where it is not known.
    attained : float
        Rank correlation of their samples; of two occurrences their phi. nan where either never varied.
    error : float
        Standard error of `attained`, from a formula for independent iterations; nan where that is.
    most : float
        Where the margins keep the attained correlation from reaching 1, what it could reach at most; else nan.
    """

    kind: Literal["group", "pair", "within"]
    name: str
    stated: float
    measure: Literal["rank", "normal"]
    normal: float
    members: int
    pairs: int
    target: float
    attained: float
    error: float
    most: float


@dataclass(frozen=True, slots=True)
class MovedPair:
    """A pair whose correlation of normal scores a repair moved."""

    first: str
    second: str
    stated: float
    taken: float


@dataclass(frozen=True, slots=True)
class CorrelationRepair:
    """Correlations that could not all hold, and the nearest that can, which were taken.

    Attributes
    ----------
    members : int
    smallest_eigenvalue : float
        Of the stated matrix; below 0.
    distance : float
        Frobenius norm of what the matrix was moved by.
    moved : int
        Pairs that were moved by more than 0.0005.
    pairs : tuple of MovedPair
        Those that were moved most, 100 at most.
    """

    members: int
    smallest_eigenvalue: float
    distance: float
    moved: int
    pairs: tuple[MovedPair, ...]


@dataclass(frozen=True, slots=True)
class Correlations:
    """The correlations of a run.

    Attributes
    ----------
    copula : {"gaussian", "t"}
    degrees_of_freedom : int or None
        Of the t copula.
    within_groups : float or "default"
        Correlation inside groups of tasks, as the plan says it.
    iterations : int
        First iterations of the run that were compared.
    rows : tuple of AttainedCorrelation
        In the order of the plan, those of ``within_groups`` after its groups.
    repairs : tuple of CorrelationRepair
    """

    copula: Literal["gaussian", "t"]
    degrees_of_freedom: int | None
    within_groups: float | Literal["default"]
    iterations: int
    rows: tuple[AttainedCorrelation, ...]
    repairs: tuple[CorrelationRepair, ...]


def correlations_document(correlations: Correlations) -> dict[str, Any]:
    """Write the correlations of a run as plain values."""
    return asdict(correlations)


def correlations_from_document(document: dict[str, Any]) -> Correlations:
    """Read them back."""
    repairs = tuple(
        CorrelationRepair(**{**repair, "pairs": tuple(MovedPair(**pair) for pair in repair["pairs"])})
        for repair in document["repairs"]
    )
    rows = tuple(AttainedCorrelation(**row) for row in document["rows"])
    return Correlations(**{**document, "rows": rows, "repairs": repairs})
