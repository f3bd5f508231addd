"""What a run says, as one JSON object: ``riskmc.run/1``, described by ``schemas/run.schema.json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from riskmc.analysis import MilestoneOutcome, ObjectiveOutcome, RiskOutcome, RunSummary
from riskmc.analysis.cost_summary import BudgetOutcome
from riskmc.cli.documents import Document, amount, chance, instant, percentiles, quantile, without_nan
from riskmc.cli.gates import GateOutcome

if TYPE_CHECKING:
    from riskmc.result import Envelope, SimulationResult
    from riskmc.result.correlations import Correlations
    from riskmc.result.samples import FinishSamples
    from riskmc.simulation import PrecisionOutcome

__all__ = ["PERCENTILES", "SCHEMA", "run_document"]

SCHEMA = "riskmc.run/1"

PERCENTILES = tuple(level / 100 for level in range(5, 100, 5))
"""5, 10, ... 95 %."""


def run_document(
    result: SimulationResult,
    summary: RunSummary,
    gates: Sequence[GateOutcome] = (),
    precision: PrecisionOutcome | None = None,
) -> Document:
    """Write a run as a document of plain values; what is not a number is None.

    Parameters
    ----------
    result : SimulationResult
    summary : RunSummary
        Of that result, with all its tasks.
    gates : sequence of GateOutcome
    precision : PrecisionOutcome, optional
        Where the run went on until a statistic was known well enough.
    """
    run = result.provenance
    document: Document = {
        "schema": SCHEMA,
        "version": run.version,
        "plan": result.project.source or result.project.name,
        "project": result.project.name,
        "digest": run.digest,
        "iterations": run.iterations,
        "requested_iterations": run.requested_iterations,
        "complete": run.is_complete,
        "scenario": summary.scenario.replace("_", "-"),
        "seed": run.seed,
        "sampling": run.sampling,
        "confidence": summary.confidence,
        "precision": None if precision is None else _precision(precision),
        "start": instant(summary.start),
        "finish": _finish(result, summary),
        "contingency": _contingency(summary),
        "cost": _cost(result, summary),
        "jcl": _joint(summary, result),
        "cash": _cash(result),
        "correlations": _correlations(result.correlations),
        "envelope": _envelope(result.envelope),
        "objectives": _objectives(result, summary),
        "milestones": {
            goal.id: _milestone(goal, result.milestones[goal.id], summary.confidence) for goal in summary.milestones
        },
        "tasks": [asdict(task) for task in summary.tasks],
        "risks": [_risk(risk) for risk in summary.risks],
        "gates": [_gate(outcome) for outcome in gates],
        "warnings": [{"rule": caution.rule, "message": caution.message} for caution in summary.warnings],
    }
    return {key: without_nan(value) for key, value in document.items()}


def _precision(outcome: PrecisionOutcome) -> Document:
    return {
        "of": outcome.precision.of.text,
        "wanted": outcome.wanted,
        "half_width": outcome.half_width,
        "unit": outcome.precision.unit,
        "confidence": outcome.precision.confidence,
        "reached": outcome.is_reached,
        "iterations": outcome.iterations,
        "iterations_needed": outcome.iterations_needed,
        "looks": outcome.looks,
    }


def _finish(result: SimulationResult, summary: RunSummary) -> Document:
    return {
        "deterministic": instant(summary.planned.date),
        "deterministic_days": summary.planned.days,
        "deterministic_probability": chance(summary.planned.chance),
        "mean": instant(summary.mean.date),
        "mean_days": summary.mean.days,
        "mean_days_se": summary.mean.days_se,
        "sd_days": summary.mean.sd_days,
        "merge_bias_days": summary.merge_bias_days,
        "percentiles": percentiles(result.finish.estimate(level, summary.confidence) for level in PERCENTILES),
    }


def _contingency(summary: RunSummary) -> Document:
    buffer = summary.contingency
    return {"confidence": buffer.level, "days": buffer.days, "low": buffer.low_days, "high": buffer.high_days}


def _correlations(correlations: Correlations | None) -> Document | None:
    return None if correlations is None else asdict(correlations)


def _envelope(envelope: Envelope | None) -> list[Document]:
    if envelope is None:
        return []
    return [
        {
            "kind": row.kind,
            "label": row.label,
            "confidence": envelope.level,
            "days": row.days,
            "low": row.low_days,
            "high": row.high_days,
            "changed": row.changed,
            "value": instant(row.date),
        }
        for row in envelope.rows
    ]


def _cost(result: SimulationResult, summary: RunSummary) -> Document | None:
    found, samples = summary.cost, result.cost
    if found is None or samples is None:
        return None
    return {
        "currency": found.currency or None,
        "deterministic": found.planned,
        "deterministic_probability": chance(found.planned_chance),
        "mean": found.mean,
        "mean_se": found.mean_se,
        "sd": found.sd,
        "percentiles": {
            f"{100 * level:g}": amount(samples.estimate(level, summary.confidence)) for level in PERCENTILES
        },
        "contingency": {
            "confidence": found.level,
            "amount": found.contingency.value,
            "low": found.contingency.low,
            "high": found.contingency.high,
        },
        "parts": [{"kind": part.kind, "mean": part.mean, "p80": part.p80, "share": part.share} for part in found.parts],
    }


def _joint(summary: RunSummary, result: SimulationResult) -> Document | None:
    if summary.cost is None:
        return None
    joint = summary.cost.joint
    both = joint.chance
    return {
        "date": instant(joint.by),
        "budget": joint.amount,
        "date_objective": joint.promise or None,
        "budget_objective": joint.budget or None,
        "probability": both.both.value,
        "low": both.both.low,
        "high": both.both.high,
        "date_probability": both.in_time.value,
        "budget_probability": both.in_budget.value,
        "date_alone": both.time_alone,
        "budget_alone": both.budget_alone,
        "neither": both.neither,
        "rank_correlation": joint.correlation,
        "pairs": [
            {
                "confidence": pair.level,
                "each": pair.each,
                "date": instant(result.timeline.date_of(pair.minutes)),
                "budget": pair.amount,
                "probability": pair.chance.value,
                "low": pair.chance.low,
                "high": pair.chance.high,
            }
            for pair in joint.pairs
        ],
    }


def _cash(result: SimulationResult) -> Document | None:
    if result.cash is None:
        return None
    from riskmc.analysis.cost_frames import cash_frame

    names = ("planned", "p10", "p50", "p80")
    months = [
        {
            "month": f"{row['month']:%Y-%m}",
            **{name: float(row[f"month_{name}"]) for name in names},
            "by_end": {name: float(row[name]) for name in (*names, "p80_low", "p80_high")},
        }
        for row in cash_frame(result).to_dict("records")
    ]
    return {"iterations": result.cash.iterations, "months": months}


def _objectives(result: SimulationResult, summary: RunSummary) -> list[Document]:
    """Write dates and budgets in the order of the plan."""
    found = {goal.id: _objective(goal) for goal in summary.objectives}
    found |= {budget.id: _budget(budget) for budget in (summary.cost.budgets if summary.cost else ())}
    return [found[goal.id] for goal in result.project.objectives if goal.id in found]


def _budget(budget: BudgetOutcome) -> Document:
    return {
        "id": budget.id,
        "cost": "total",
        "at_most": budget.amount,
        "confidence": budget.wanted,
        "probability": budget.chance.value,
        "low": budget.chance.low,
        "high": budget.chance.high,
        "met": budget.met,
        "certain": budget.is_certain,
        "attained": amount(budget.attained),
    }


def _objective(goal: ObjectiveOutcome) -> Document:
    return {
        "id": goal.id,
        "finish": goal.finish,
        "by": instant(goal.by),
        "confidence": goal.wanted,
        "probability": goal.chance.value,
        "low": goal.chance.low,
        "high": goal.chance.high,
        "met": goal.met,
        "certain": goal.is_certain,
        "attained": quantile(goal.attained),
    }


def _milestone(milestone: MilestoneOutcome, samples: FinishSamples, confidence: float) -> Document:
    return {
        "name": milestone.name,
        "deterministic": instant(milestone.planned),
        "deterministic_days": milestone.planned_days,
        "deterministic_probability": chance(milestone.chance),
        "mean": instant(samples.mean),
        "mean_days": samples.mean_days,
        "sd_days": samples.sd_days,
        "percentiles": percentiles(samples.estimate(level, confidence) for level in PERCENTILES),
    }


def _risk(risk: RiskOutcome) -> Document:
    return {
        "id": risk.id,
        "title": risk.title,
        "owner": risk.owner,
        "probability": risk.probability,
        "occurred": risk.occurred.value,
        "occurred_low": risk.occurred.low,
        "occurred_high": risk.occurred.high,
        "shift_days": risk.shift_days,
        "shift_days_se": risk.shift_days_se,
        "expected_days": risk.expected_days,
    }


def _gate(outcome: GateOutcome) -> Document:
    value, low, high = (
        instant(part) if isinstance(part, datetime) else part for part in (outcome.value, outcome.low, outcome.high)
    )
    return {
        "gate": outcome.gate.text,
        "met": outcome.is_met,
        "certain": outcome.is_certain,
        "value": value,
        "low": low,
        "high": high,
        "late_days": outcome.by_days,
    }
