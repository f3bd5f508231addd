"""What ``riskmc heatmap --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from riskmc.analysis.risk_matrix import RiskMatrix, When, matrix_frame, risk_matrix
from riskmc.analysis.scoring_records import Position, ScoredRisk
from riskmc.cli.documents import Document, without_nan

if TYPE_CHECKING:
    from riskmc.analysis.simulated_matrix import Inversion, SimulatedMatrix, SimulatedRisk
    from riskmc.report.heatmap_page import Heatmap

__all__ = ["SCHEMA", "heatmap_document"]

SCHEMA = "riskmc.heatmap/1"


def heatmap_document(heatmap: Heatmap) -> Document:
    """Return the object that ``riskmc heatmap --json`` prints.

    Parameters
    ----------
    heatmap : Heatmap
    """
    run, project, simulated = heatmap.result.provenance, heatmap.result.project, heatmap.simulated
    rows = {} if simulated is None else {row.risk.id: row for row in simulated.rows}
    ranks = matrix_frame(heatmap.scored)["rank"]
    when: When = "after" if heatmap.moves else "now"
    return {
        "schema": SCHEMA,
        "version": run.version,
        "project": project.name,
        "digest": run.digest,
        "iterations": run.iterations,
        "seed": run.seed,
        "sampling": run.sampling,
        "scenario": project.scenario.replace("_", "-"),
        "by": heatmap.by,
        "scoring": _scoring(heatmap),
        "threats": _cells(risk_matrix(heatmap.scored, heatmap.scoring, by=heatmap.by, when=when)),
        "opportunities": _cells(
            risk_matrix(heatmap.scored, heatmap.scoring, by=heatmap.by, kind="opportunity", when=when)
        ),
        "risks": [_risk(risk, ranks[risk.id], rows.get(risk.id)) for risk in heatmap.scored],
        "simulation": None if simulated is None else _simulation(simulated),
    }


def _scoring(heatmap: Heatmap) -> Document:
    scoring = heatmap.scoring
    medium, high = scoring.tolerance_bounds
    scales = {kind: [str(end) for end in scoring.scale(kind) or ()] for kind in scoring.kinds}
    return {
        "levels": list(scoring.names), "probability": list(scoring.probability_edges), "impacts": scales,
        "tolerance": {"medium": medium, "high": high}, "appetite": scoring.appetite_score,
    }  # fmt: skip


def _cells(matrix: RiskMatrix) -> list[Document]:
    return [
        {
            "probability": cell.probability, "impact": cell.impact, "score": cell.score, "tolerance": cell.tolerance,
            "beyond_appetite": cell.is_beyond_appetite, "risks": [risk.id for risk in cell.risks],
        }
        for row in matrix.cells
        for cell in row
    ]  # fmt: skip


def _risk(risk: ScoredRisk, place: Any, row: SimulatedRisk | None) -> Document:
    return {
        "id": risk.id, "title": risk.title, "kind": risk.kind, "status": risk.status, "owner": risk.owner,
        "now": _position(risk.now), "before": _position(risk.before), "after": _position(risk.after),
        "place": None if risk.now is None else int(place), "left_out": risk.left_out,
        "simulated": None if row is None else _effect(row),
    }  # fmt: skip


def _position(position: Position | None) -> Document | None:
    if position is None:
        return None
    return {
        "probability": position.probability, "chance": position.chance,
        "probability_source": position.probability_source, "impact": position.impact, "kind": position.kind,
        "score": position.score, "tolerance": position.tolerance, "beyond_appetite": position.is_beyond_appetite,
        "impacts": [
            {
                "kind": found.kind, "level": found.level, "source": found.source, "mean": found.amount,
                "mean_from_level": found.is_from_level,
            }
            for found in position.impacts
        ],
    }  # fmt: skip


def _effect(row: SimulatedRisk) -> Document:
    removal = row.removal
    numbers = {
        "occurred": removal.occurred, "days": removal.days, "low": removal.low_days, "high": removal.high_days,
        "mean_days": removal.mean_days, "mean_low": removal.mean_low_days, "mean_high": removal.mean_high_days,
    }  # fmt: skip
    document: Document = without_nan(numbers)
    return document | {
        "unmoved": removal.unmoved, "place": row.place, "place_low": row.by_effect.best,
        "place_high": row.by_effect.worst, "score_place_low": row.by_score.best,
        "score_place_high": row.by_score.worst, "gap": row.gap,
    }  # fmt: skip


def _simulation(simulated: SimulatedMatrix) -> Document:
    return {
        "statistic": f"P{100 * simulated.level:g}",
        "confidence": simulated.confidence,
        "inversions": [_inversion(item) for item in simulated.inversions],
    }


def _inversion(item: Inversion) -> Document:
    facts = item.facts
    numbers = {
        "impact_days": facts.impact_days, "reached": facts.reached, "criticality": facts.criticality,
        "float_days": facts.float_days, "planned_float_days": facts.planned_float_days,
    }  # fmt: skip
    return {
        "id": item.ranked.risk.id,
        "overrated": item.is_overrated,
        "places": item.places,
        "reasons": [{"code": reason.code, "text": reason.text} for reason in item.reasons],
        "facts": {
            **without_nan(numbers), "tasks": list(facts.tasks), "critical_task": facts.critical_task,
            "merge_task": facts.merge_task, "merge_count": facts.merge_count,
        },
    }  # fmt: skip
