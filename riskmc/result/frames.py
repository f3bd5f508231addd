"""The tables of a result."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from riskmc._typing import Floats
from riskmc.model.project import Project
from riskmc.result.dates import float_days, task_days
from riskmc.result.detail import DETAIL_LEVELS
from riskmc.result.ranks import kendall_error, spearman_error
from riskmc.result.sums import REPLICATED

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result.run_result import SimulationResult


def task_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of tasks.

    Returns
    -------
    DataFrame
        Indexed by task id, in plan order: ``name``, ``group``, ``milestone``; ``planned_days``, ``mean_days``,
        ``sd_days``; ``criticality`` (share of iterations), ``cruciality_pearson``, ``cruciality_spearman`` and
        ``cruciality_kendall`` (signed correlation of duration and finish), ``significance``, ``ssi``;
        ``shorter_shift_days`` and ``longer_shift_days``: mean finish of the project where the task is shortest, and
        where it is longest, a tenth of the iterations each, less the mean finish; each with its standard error
        ``..._se``; ``planned_start``, ``planned_finish``, ``mean_finish`` and ``start_p10``, ``start_p50``,
        ``start_p90``, ``finish_p10``, ``finish_p50``, ``finish_p90`` (dates); ``planned_float_days``,
        ``mean_float_days``. Days of durations and floats are working days of the task's calendar, shifts those of
        the project's.
    """
    import pandas as pd

    project = result.project
    timeline = result.timeline
    plan = result.deterministic
    early_finish = result.task_indices[:, REPLICATED.index("early_finish")]
    numbers = task_columns(result)
    floats = {name: numbers.pop(name) for name in ("planned_float_days", "mean_float_days")}
    columns: dict[str, object] = {
        "name": [task.name for task in project.tasks],
        "group": [task.group for task in project.tasks],
        "milestone": [task.milestone for task in project.tasks],
        **numbers,
        "planned_start": start_dates(project, plan.early_start),
        "planned_finish": [timeline.date_of(m) for m in plan.early_finish],
        "mean_finish": [timeline.date_of(m) for m in early_finish],
        **_percentile_dates(result),
        **floats,
    }
    return pd.DataFrame(columns, index=pd.Index([task.id for task in project.tasks], name="id"))


def _percentile_dates(result: SimulationResult) -> dict[str, list[datetime]]:
    names = [f"p{100 * level:g}" for level in DETAIL_LEVELS]
    starts, finishes = result.detail.starts.T, result.detail.finishes.T
    return {f"start_{name}": start_dates(result.project, row) for name, row in zip(names, starts, strict=True)} | {
        f"finish_{name}": [result.timeline.date_of(m) for m in row] for name, row in zip(names, finishes, strict=True)
    }


def start_dates(project: Project, minutes: Floats) -> list[datetime]:
    """Return the dates of starts, in plan order; a milestone starts where it finishes, as the work before ends."""
    timeline = project.timeline()
    return [
        timeline.date_of(m, side="finish" if task.milestone else "start")
        for task, m in zip(project.tasks, minutes, strict=True)
    ]


def task_columns(result: SimulationResult) -> dict[str, Floats]:
    """Return the numbers of the table of tasks, column by column: ndarray(float64), shape (n_tasks,) each."""
    per_day = result.project.working_calendar.minutes_per_day
    per_own_day = task_days(result.project)
    plan = result.deterministic
    ranks = result.ranks
    index = {name: result.task_indices[:, column] for column, name in enumerate(REPLICATED)}
    error = {name: result.task_errors[:, column] for column, name in enumerate(REPLICATED)}
    return {
        "planned_days": plan.duration / per_own_day,
        "mean_days": index["mean"] / per_own_day,
        "mean_days_se": error["mean"] / per_own_day,
        "sd_days": index["sd"] / per_own_day,
        "sd_days_se": error["sd"] / per_own_day,
        "criticality": index["criticality"],
        "criticality_se": error["criticality"],
        "cruciality_pearson": index["pearson"],
        "cruciality_pearson_se": error["pearson"],
        "cruciality_spearman": ranks.spearman,
        "cruciality_spearman_se": spearman_error(ranks.spearman, ranks.iterations),
        "cruciality_kendall": ranks.kendall,
        "cruciality_kendall_se": kendall_error(ranks.kendall, ranks.kendall_iterations),
        "significance": index["significance"],
        "significance_se": error["significance"],
        "ssi": index["ssi"],
        "ssi_se": error["ssi"],
        "shorter_shift_days": ranks.shifts[:, 0] / per_day,
        "shorter_shift_days_se": ranks.shift_errors[:, 0] / per_day,
        "longer_shift_days": ranks.shifts[:, 1] / per_day,
        "longer_shift_days_se": ranks.shift_errors[:, 1] / per_day,
        "planned_float_days": plan.total_float / float_days(result.project),
        # Rounding may leave a trace below zero.
        "mean_float_days": np.maximum(index["total_float"], 0.0) / per_own_day,
    }


def risk_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of risks.

    Returns
    -------
    DataFrame
        Indexed by risk id, in plan order: ``title``, ``probability`` (mean chance that it happens, in the scenario of
        the run), ``occurred`` (share of iterations in which any of its events occurred; one with a window occurs where
        a task of it is at work in the window) with ``occurred_se``, ``finish_shift_days``: mean finish where it
        occurred less mean finish where it did not, working days (nan where it always or never occurred), with
        ``finish_shift_days_se``; ``occurrences``: how many of its events occurred on average; ``mean_cost``: what it
        cost on average, in the currency of the project.
    """
    import pandas as pd

    project = result.project
    return pd.DataFrame(
        {
            "title": [risk.title for risk in project.risks],
            "probability": [risk.chance for risk in project.risks_in_force],
            **risk_columns(result),
        },
        index=pd.Index([risk.id for risk in project.risks], name="id"),
    )


def risk_columns(result: SimulationResult) -> dict[str, Floats]:
    """Return the simulated numbers of the table of risks, column by column: ndarray(float64), shape (n_risks,) each."""
    per_day = result.project.working_calendar.minutes_per_day
    n = result.sums.iterations
    count = result.sums.risks[:, 0]
    deviation = result.sums.risks[:, 1]
    others = n - count
    share = count / n
    finish_sd = float(result.finish_minutes.std(ddof=1)) if n > 1 else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        shift = deviation / count - (result.sums.finish[0] - deviation) / others
        shift_error = finish_sd * np.sqrt(1.0 / count + 1.0 / others)
    is_known = (count > 0) & (others > 0)
    return {
        "occurred": share,
        "occurred_se": np.sqrt(share * (1.0 - share) / n),
        "finish_shift_days": np.where(is_known, shift / per_day, np.nan),
        "finish_shift_days_se": np.where(is_known, shift_error / per_day, np.nan),
        "occurrences": result.sums.risks[:, 2] / n,
        "mean_cost": result.sums.risks[:, 3] / n,
    }
