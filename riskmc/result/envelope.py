"""Second thoughts about the inputs: how far a percentile moves with other shapes, correlations and seeds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

__all__ = ["Envelope", "EnvelopeRow", "envelope_document", "envelope_from_document"]


@dataclass(frozen=True, slots=True)
class EnvelopeRow:
    """One change of the inputs, and what it does to a percentile of the finish.

    Attributes
    ----------
    kind : {"shape", "correlation", "seed"}
    label : str
        The shape that all ranges have, ``"triangular"``, ``"PERT"`` or ``"lognormal"``; the rank correlation between
        all uncertain durations, ``"0"``, ``"0.5"``, ``"1"``, ``"default"`` or ``"as planned"``; or the seed that moves
        most.
    days : float
        How much later the percentile lies than in the run, in working days; of other seeds the largest move.
    low_days, high_days : float
        For a shape or a correlation the confidence interval of the paired difference; for seeds what the run's own
        interval allows: the difference of two runs lies between them with that confidence. nan where one iteration
        leaves none.
    changed : int
        Ranges that have another shape than in the plan, durations that go together otherwise; 0 for seeds and for what
        is as in the plan.
    date : datetime
        The percentile with the change.
    """

    kind: Literal["shape", "correlation", "seed"]
    label: str
    days: float
    low_days: float
    high_days: float
    changed: int
    date: datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """How far a percentile of the finish moves where the inputs are otherwise.

    Attributes
    ----------
    level : float
        0.8 for P80.
    confidence : float
        Of the intervals.
    iterations : int
        Of each run.
    ranges : int
        Uncertain quantities of the plan that are stated by three points.
    one_sided : int
        Those of them that keep their shape where the others are lognormal: their most likely value is an end.
    others : int
        Uncertain quantities that are stated in another way, and stay as they are.
    seeds : int
        Other seeds that were tried.
    rows : tuple of EnvelopeRow
        The shapes, none where the plan has no range; the correlations, none where fewer than two durations vary; then
        the seeds.
    """

    level: float
    confidence: float
    iterations: int
    ranges: int
    one_sided: int
    others: int
    seeds: int
    rows: tuple[EnvelopeRow, ...]

    @property
    def shapes(self) -> tuple[EnvelopeRow, ...]:
        """The rows of shapes."""
        return tuple(row for row in self.rows if row.kind == "shape")

    @property
    def correlations(self) -> tuple[EnvelopeRow, ...]:
        """The rows of correlations."""
        return tuple(row for row in self.rows if row.kind == "correlation")

    @property
    def widest(self) -> EnvelopeRow | None:
        """The shape that moves the percentile most; None where the plan has no range."""
        return max(self.shapes, key=lambda row: abs(row.days), default=None)


def envelope_document(envelope: Envelope) -> dict[str, Any]:
    """Write an envelope as plain values."""
    rows = [{**asdict(row), "date": row.date.isoformat()} for row in envelope.rows]
    return {**asdict(replace(envelope, rows=())), "rows": rows}


def envelope_from_document(document: dict[str, Any]) -> Envelope:
    """Read an envelope back."""
    rows = tuple(EnvelopeRow(**{**row, "date": datetime.fromisoformat(row["date"])}) for row in document["rows"])
    return Envelope(**{**document, "rows": rows})
