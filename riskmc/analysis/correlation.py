"""The correlations of a run: what was asked for, what the samples attain, in words and as a frame."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from riskmc.analysis.wording import count_text, counted_text
from riskmc.model.correlation import DEFAULT_CORRELATION, DEFAULT_SOURCE
from riskmc.result import SimulationResult
from riskmc.result.correlations import AttainedCorrelation, CorrelationRepair, Correlations
from riskmc.result.estimates import CONFIDENCE

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "attained_text", "correlation_frame", "correlation_statements", "joins_text", "repair_text", "stated_text",
    "target_text",
]  # fmt: skip

_PAIRS_TOLD = 3
_INDEPENDENT = (
    "Durations are drawn independently of each other. Where one cause makes many tasks late together, the late dates"
    " lie later than shown here."
)


def correlation_frame(result: SimulationResult, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Build the table of the correlations of a run.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).

    Returns
    -------
    DataFrame
        One row a correlation, in the order of the plan: ``kind``, ``name``, ``stated``, ``measure``, ``normal``,
        ``members``, ``pairs``, ``target``, ``attained``, ``error``, ``most`` (see
        :class:`riskmc.result.correlations.AttainedCorrelation`), and ``half``, half the width of the interval.
    """
    import pandas as pd

    from riskmc.analysis.estimates import half_width

    rows = () if result.correlations is None else result.correlations.rows
    frame = pd.DataFrame([asdict(row) for row in rows], columns=list(AttainedCorrelation.__slots__))
    return frame.assign(half=[half_width(row.error, confidence) for row in rows])


def correlation_statements(result: SimulationResult) -> tuple[str, ...]:
    """Say how the durations, impacts and occurrences of a run go together."""
    found = result.correlations
    told = tuple(_statements(result, found)) if found is not None else (_INDEPENDENT,)
    if result.project.correlation_settings.within and not any(
        row.kind == "within" for row in (found.rows if found else ())
    ):
        return (*told, "The correlation inside groups of tasks joins nothing: no two tasks stand in one group.")
    return told


def _statements(result: SimulationResult, found: Correlations) -> Iterator[str]:
    groups = sum(1 for row in found.rows if row.kind != "pair")
    pairs = len(found.rows) - groups
    counts = [counted_text(groups, "group")] * (groups > 0) + [counted_text(pairs, "pair")] * (pairs > 0)
    how = "a Gaussian copula"
    if found.copula == "t":
        how = f"a t copula with {found.degrees_of_freedom} degrees of freedom"
    yield (
        f"Correlations hold in {' and '.join(counts) or 'no group'}, by {how} on normal scores; what none joins is"
        " drawn independently."
    )
    if found.within_groups == "default" or any(c.rho == "default" for c in result.project.correlations):
        yield f"The default correlation is {DEFAULT_CORRELATION:g}: {DEFAULT_SOURCE}."
    idle = [row.name for row in found.rows if row.members < 2]
    if idle:
        names = ", ".join(repr(name) for name in idle[:_PAIRS_TOLD]) + (
            " and others" if len(idle) > _PAIRS_TOLD else ""
        )
        yield f"{counted_text(len(idle), 'correlation')} ({names}) join fewer than two quantities that vary."
    yield from (repair_text(repair) for repair in found.repairs)


def repair_text(repair: CorrelationRepair) -> str:
    """Say what a repair did, and which pairs it moved most."""
    told = ", ".join(
        f"{pair.first} ~ {pair.second} {_signed(pair.stated, '.3g')} to {_signed(pair.taken, '.3g')}"
        for pair in repair.pairs[:_PAIRS_TOLD]
    )
    return (
        f"The correlations of {count_text(repair.members)} members could not all hold (smallest eigenvalue"
        f" {repair.smallest_eigenvalue:.3g}), and the nearest that can were taken: distance {repair.distance:.3g},"
        f" {counted_text(repair.moved, 'pair')} moved, of normal scores most {told}."
    )


def stated_text(row: AttainedCorrelation) -> str:
    """Write what the plan says, such as ``0.6`` or ``0.18 of scores``."""
    return _signed(row.stated, "g") + ("" if row.measure == "rank" else " of scores")


def joins_text(row: AttainedCorrelation) -> str:
    """Write what a correlation joins, such as ``5 members`` or ``a pair``."""
    return "a pair" if row.kind == "pair" and row.members == 2 else counted_text(row.members, "member")


def target_text(row: AttainedCorrelation) -> str:
    """Write the rank correlation that is to be attained; what margins allow at most beside it."""
    most = "" if math.isnan(row.most) else f" (at most {row.most:.2f})"
    return ("–" if math.isnan(row.target) else _signed(row.target)) + most


def attained_text(row: AttainedCorrelation, half: float) -> str:
    """Write the rank correlation of the samples with half its interval."""
    if math.isnan(row.attained):
        return "not compared" if not row.pairs else "–"
    return _signed(row.attained) + ("" if math.isnan(half) else f" ± {half:.3f}")


def _signed(value: float, form: str = ".3f") -> str:
    return f"{value:{form}}".replace("-", "−")
