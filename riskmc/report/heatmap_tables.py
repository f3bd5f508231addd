"""The tables of the heatmap, which say the same as its pictures."""

from __future__ import annotations

from collections.abc import Sequence

from riskmc.analysis.heatmap_words import effect_text, interval_text, origin_text, places_text, score_text
from riskmc.analysis.scoring_records import ScoredRisk
from riskmc.analysis.simulated_matrix import SimulatedMatrix, SimulatedRisk
from riskmc.analysis.wording import share_text, signed_days_text
from riskmc.report.tables import Kind, Table

_SCORED: tuple[tuple[str, Kind], ...] = (
    ("Risk", "name"), ("Title", "name"), ("Score", "number"), ("Tolerance", "text"),
    ("Where the levels come from", "text"),
)  # fmt: skip


def risk_table(scored: Sequence[ScoredRisk], simulated: SimulatedMatrix | None, *, moves: bool = False) -> Table:
    """Tabulate all risks that have a place in the matrix, the highest score first.

    Parameters
    ----------
    scored : sequence of ScoredRisk
    simulated : SimulatedMatrix or None
        Its numbers are left out where there is none.
    moves : bool
        Whether scores are told before and after the responses.
    """
    rows = {} if simulated is None else {row.risk.id: row for row in simulated.rows}
    placed = sorted((risk for risk in scored if risk.now is not None), key=_by_score)
    columns = list(_SCORED)
    if simulated is not None:
        percentile = f"P{100 * simulated.level:g}"
        columns += [
            ("Occurred", "number"), (f"Moves {percentile}", "number"), ("Interval", "number"),
            ("Moves the mean", "number"), ("Place by score", "number"), ("Simulated", "number"),
        ]  # fmt: skip
    body = tuple((*_scored(risk, moves=moves), *_simulated(rows.get(risk.id), simulated)) for risk in placed)
    return Table("All risks by score and by simulation" if rows else "All risks by score", tuple(columns), body, True)


def _by_score(risk: ScoredRisk) -> tuple[float, int]:
    return (-risk.now.score if risk.now is not None else 0.0, risk.index)


def _scored(risk: ScoredRisk, *, moves: bool) -> tuple[str, ...]:
    position = risk.after if moves else risk.now
    if position is None:
        return (risk.id, risk.title, "–", "–", "–")
    gain = " gain" if risk.kind == "opportunity" else ""
    return (risk.id, risk.title, score_text(risk, moves=moves), f"{position.tolerance}{gain}", origin_text(position))


def _simulated(row: SimulatedRisk | None, matrix: SimulatedMatrix | None) -> tuple[str, ...]:
    if matrix is None:
        return ()
    if row is None:
        return ("–",) * 6
    return (
        share_text(row.removal.occurred), effect_text(row.removal), interval_text(row.removal),
        signed_days_text(row.removal.mean_days), places_text(row.by_score), places_text(row.by_effect),
    )  # fmt: skip


def left_out_table(scored: Sequence[ScoredRisk]) -> Table:
    """Tabulate the risks that have no place in the matrix, with the reason."""
    rows = tuple((risk.id, risk.title, risk.left_out) for risk in scored if risk.now is None)
    return Table(
        "Risks without a place in the matrix", (("Risk", "name"), ("Title", "name"), ("Because", "text")), rows
    )
