"""One iteration as a JSON object, ``riskmc.replay/1`` (``schemas/replay.schema.json``), and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from riskmc.analysis.replayed import ReplayedRisk, ReplayedTask, ReplaySummary
from riskmc.analysis.replayed_costs import ReplayedCost
from riskmc.cli.documents import instant

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result import Replay, SimulationResult

__all__ = ["SCHEMA", "replay_document", "replay_frame"]

SCHEMA = "riskmc.replay/1"

Document = dict[str, Any]


def replay_document(
    result: SimulationResult, replay: Replay, summary: ReplaySummary, percentile: float | None = None
) -> Document:
    """Write an iteration as a document of plain values.

    Minutes are working minutes from the project's start, equal to the bit to what the run saw.

    Parameters
    ----------
    result : SimulationResult
    replay : Replay
    summary : ReplaySummary
        Of that iteration.
    percentile : float, optional
        What was asked for, in [0, 1].
    """
    run = result.provenance
    return {
        "schema": SCHEMA,
        "version": run.version,
        "plan": result.project.source or result.project.name,
        "project": summary.project,
        "digest": summary.digest,
        "iterations": summary.iterations,
        "scenario": result.project.scenario.replace("_", "-"),
        "seed": summary.seed,
        "sampling": run.sampling,
        "iteration": summary.iteration,
        "percentile": None if percentile is None else {"level": percentile, "of": summary.subject or "project"},
        "start": instant(summary.start),
        "finish": {
            "value": instant(summary.finish),
            "days": summary.finish_days,
            "minutes": replay.schedule.finish,
            "deterministic": instant(summary.planned_finish),
            "deterministic_days": summary.planned_finish_days,
            "late_days": summary.late_days,
            "share": summary.share,
        },
        "risks": [_risk(risk) for risk in summary.risks],
        "critical_paths": {
            "count": summary.paths.count,
            "paths": [{"tasks": list(path.tasks), "links": list(path.links)} for path in summary.paths.paths],
        },
        "cost": None if summary.cost is None else _cost(summary.cost),
        "tasks": [_task(replay, row, task) for row, task in enumerate(summary.tasks)],
    }


def _cost(cost: ReplayedCost) -> Document:
    return {
        "amount": cost.amount,
        "deterministic": cost.planned,
        "currency": cost.currency,
        "share": cost.share,
        "parts": dict(cost.parts),
        "carriers": [
            {"id": one.id, "kind": one.kind, "name": one.name, "planned": one.planned, "amount": one.amount}
            for one in cost.carriers
        ],
        "risks": [{"id": risk, "amount": amount} for risk, amount in cost.risks],
    }


def _risk(risk: ReplayedRisk) -> Document:
    return {
        "id": risk.id,
        "title": risk.title,
        "finish_days": risk.finish_days,
        "tasks": [{"id": task, "days": days} for task, days in risk.task_days],
    }


def _task(replay: Replay, row: int, task: ReplayedTask) -> Document:
    schedule = replay.schedule
    return {
        "id": task.id,
        "name": task.name,
        "group": task.group,
        "milestone": task.milestone,
        "planned_start": instant(task.planned_start),
        "planned_finish": instant(task.planned_finish),
        "start": instant(task.start),
        "finish": instant(task.finish),
        "planned_days": task.planned_days,
        "days": task.days,
        "more_days": task.more_days,
        "late_days": task.late_days,
        "float_days": task.float_days,
        "critical": task.critical,
        "risks": list(task.risks),
        "duration_minutes": float(schedule.duration[row]),
        "start_minutes": float(schedule.early_start[row]),
        "finish_minutes": float(schedule.early_finish[row]),
    }


def replay_frame(summary: ReplaySummary) -> pd.DataFrame:
    """Build the table of tasks of an iteration: a row a task in plan order, indexed by its id."""
    from dataclasses import asdict

    import pandas as pd

    rows = [{**asdict(task), "risks": " ".join(task.risks)} for task in summary.tasks]
    return pd.DataFrame(rows).set_index("id")
