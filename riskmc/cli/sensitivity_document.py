"""What ``riskmc sensitivity --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskmc.analysis.sensitivity import Measure, sensitivity_frame
from riskmc.cli.documents import Document, without_nan
from riskmc.result.estimates import proportion_interval

if TYPE_CHECKING:
    from riskmc.result import SimulationResult

__all__ = ["SCHEMA", "sensitivity_document"]

SCHEMA = "riskmc.sensitivity/1"


def sensitivity_document(result: SimulationResult, by: Measure, top: int | None) -> Document:
    """Return the object that ``riskmc sensitivity --json`` prints.

    Parameters
    ----------
    result : SimulationResult
    by : {"ssi", "criticality", "cruciality", "significance", "shift"}
        What tasks are ranked by.
    top : int or None
        How many tasks; None for all.
    """
    run, detail = result.provenance, result.detail
    ids = [task.id for task in result.project.tasks]
    return {
        "schema": SCHEMA,
        "version": run.version,
        "project": result.project.name,
        "digest": run.digest,
        "iterations": run.iterations,
        "scenario": result.project.scenario.replace("_", "-"),
        "seed": run.seed,
        "sampling": run.sampling,
        "by": by,
        "ranked_iterations": result.ranks.iterations,
        "kendall_iterations": result.ranks.kendall_iterations,
        "path_iterations": detail.iterations,
        "near_critical_days": result.timeline.days(result.critical_float) if result.critical_float > 1.0 else 0.0,
        "tasks": without_nan(sensitivity_frame(result, by, top).reset_index().to_dict("records")),
        "paths": [
            {"tasks": [ids[task] for task in path.tasks], **_share(path.count, detail.iterations)}
            for path in detail.paths
        ],
        "distinct_paths": detail.distinct_paths,
        "truncated_iterations": detail.truncated,
        "merges": without_nan(result.merges.reset_index().to_dict("records")),
    }


def _share(count: int, n: int) -> dict[str, float]:
    estimate = proportion_interval(count, n)
    return {"frequency": estimate.value, "low": estimate.low, "high": estimate.high}
