"""A comparison of runs as one JSON object: ``riskmc.compare/1``, described by ``schemas/compare.schema.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from riskmc._version import __version__
from riskmc.analysis.comparison_records import ComparedRun, Comparison, DateChance, MilestoneComparison, RunDifference
from riskmc.analysis.cost_comparison import compare_costs
from riskmc.analysis.differences import Difference
from riskmc.analysis.plan_changes import PlanChange
from riskmc.analysis.response_words import worth_notes
from riskmc.cli.documents import Document, amount, instant, percentiles, without_nan
from riskmc.result.response_worth import ResponseWorth, Worths

__all__ = ["SCHEMA", "compare_document"]

SCHEMA = "riskmc.compare/1"


def compare_document(
    comparison: Comparison,
    changes: Mapping[str, Sequence[PlanChange]],
    notes: Sequence[str],
    worths: Worths | None = None,
) -> Document:
    """Write a comparison as a document of plain values; what is not a number is None.

    Parameters
    ----------
    comparison : Comparison
    changes : mapping of str to sequence of PlanChange
        By the name of a run, what its plan has otherwise than that of the first.
    notes : sequence of str
    worths : Worths, optional
        What the responses buy, where scenarios are compared.
    """
    first, last = comparison.first, comparison.runs[-1]
    document: Document = {
        "schema": SCHEMA,
        "version": __version__,
        "statistic": f"P{100 * comparison.level:g}",
        "confidence": comparison.confidence,
        "from": _end(first, comparison.start_days, comparison.level),
        "to": _end(last, comparison.end_days, comparison.level),
        "bridge": [
            {"cause": step.cause, **_days(step.days), **_calendar(step.calendar_days), "paired": step.is_paired}
            for step in comparison.bridge
        ],
        "runs": [_run(run) for run in comparison.runs],
        "differences": [_difference(item) for item in comparison.differences],
        "chances": [_chance(item, comparison) for item in comparison.chances],
        "milestones": [_milestone(item, comparison) for item in comparison.milestones],
        "changes": {name: [asdict(change) for change in found] for name, found in changes.items()},
        "cost": _costs(comparison),
        "responses": None if worths is None else _worths(worths, first.result.project.currency),
        "notes": list(notes),
    }
    return {key: without_nan(value) for key, value in document.items()}


def _end(run: ComparedRun, days: float, level: float) -> Document:
    estimate = next(item for item in run.percentiles if abs(item.probability - level) < 1e-9)
    return {"name": run.name, "value": instant(estimate.value), "days": days}


def _days(difference: Difference) -> Document:
    return {"days": difference.value, "low": difference.low, "high": difference.high}


def _calendar(difference: Difference) -> Document:
    return {
        "calendar_days": difference.value,
        "calendar_low": difference.low,
        "calendar_high": difference.high,
    }


def _run(run: ComparedRun) -> Document:
    result, provenance = run.result, run.result.provenance
    return {
        "name": run.name,
        "plan": result.project.source or result.project.name,
        "project": result.project.name,
        "digest": provenance.digest,
        "version": provenance.version,
        "iterations": provenance.iterations,
        "complete": provenance.is_complete,
        "scenario": result.project.scenario.replace("_", "-"),
        "seed": provenance.seed,
        "sampling": provenance.sampling,
        "paired": run.is_paired,
        "why_not_paired": run.why_not_paired,
        "paired_iterations": run.paired_iterations,
        "start": instant(result.timeline.date_of(0.0, "start")),
        "finish": {
            "deterministic": instant(result.timeline.date_of(result.deterministic.finish)),
            "deterministic_days": run.planned_days,
            "mean": instant(result.finish.mean),
            "mean_days": run.mean_days,
            "sd_days": run.sd_days,
            "percentiles": percentiles(run.percentiles),
        },
    }


def _costs(comparison: Comparison) -> Document | None:
    found = compare_costs(comparison)
    if found is None:
        return None
    names = [f"{100 * level:g}" for level in found.levels]
    return {
        "currency": found.currency or None,
        "runs": [
            {
                "name": run.name,
                "deterministic": run.planned,
                "mean": run.mean,
                "sd": run.sd,
                "percentiles": {name: amount(one) for name, one in zip(names, run.percentiles, strict=True)},
            }
            for run in found.runs
        ],
        "differences": [
            {
                "name": item.name,
                "paired": item.is_paired,
                "mean": _amounts(item.mean),
                "percentiles": {name: _amounts(one) for name, one in zip(names, item.levels, strict=True)},
            }
            for item in found.differences
        ],
    }


def _amounts(difference: Difference) -> Document:
    return {"value": difference.value, "low": difference.low, "high": difference.high}


def _worths(worths: Worths, currency: str | None) -> Document:
    return {
        "scenario": worths.scenario.replace("_", "-"),
        "statistic": f"P{100 * worths.level:g}",
        "iterations": worths.iterations,
        "currency": currency,
        "bought": [_bought(row) for row in worths.rows],
        "not_tried": [response.id for response in worths.left],
        "notes": list(worth_notes(worths)),
    }


def _bought(row: ResponseWorth) -> Document:
    response = row.response
    return {
        "id": response.id,
        "risk": row.risk.id,
        "strategy": response.strategy,
        "action": response.action,
        "owner": response.owner or row.risk.owner,
        "status": response.status,
        "due": None if response.due is None else response.due.isoformat(),
        "cost": None if response.cost is None else response.cost.value,
        "days": row.days,
        "low": row.low_days,
        "high": row.high_days,
        "mean_days": row.mean_days,
        "mean_low": row.mean_low_days,
        "mean_high": row.mean_high_days,
        "same": row.same,
        "idle": row.is_idle,
        "saved": row.amount,
        "saved_low": row.low_amount,
        "saved_high": row.high_amount,
        "mean_saved": row.mean_amount,
        "mean_saved_low": row.mean_low_amount,
        "mean_saved_high": row.mean_high_amount,
    }


def _difference(item: RunDifference) -> Document:
    return {
        "name": item.name,
        "against": item.against,
        "paired": item.is_paired,
        "iterations": item.iterations,
        "same": item.same,
        "mean": _days(item.mean),
        "percentiles": {
            f"{100 * found.level:g}": {**_days(found.days), **_calendar(found.calendar_days)} for found in item.levels
        },
    }


def _chance(item: DateChance, comparison: Comparison) -> Document:
    runs: dict[str, Document | None] = {}
    for run, chance, difference in zip(comparison.runs, item.chances, item.differences, strict=True):
        runs[run.name] = (
            None
            if chance is None
            else {
                "probability": chance.value,
                "low": chance.low,
                "high": chance.high,
                "difference": difference
                and {"value": difference.value, "low": difference.low, "high": difference.high},
            }
        )
    return {"label": item.label, "finish": item.finish, "by": instant(item.by), "runs": runs}


def _milestone(item: MilestoneComparison, comparison: Comparison) -> Document:
    runs: dict[str, Document | None] = {}
    for run, estimates, difference in zip(comparison.runs, item.percentiles, item.differences, strict=True):
        runs[run.name] = (
            None
            if estimates is None
            else {
                "percentiles": percentiles(estimates),
                "difference": difference and _difference(difference),
            }
        )
    return {"id": item.id, "name": item.name, "runs": runs}
