"""The tables of a comparison: rows of text, each number with its unit and its error."""

from __future__ import annotations

import math
from collections.abc import Sequence

from riskmc.analysis.comparison_records import Comparison
from riskmc.analysis.comparison_words import day_text, points_text, shift_text
from riskmc.analysis.plan_changes import PlanChange
from riskmc.analysis.scenario_words import plan_text
from riskmc.analysis.wording import chance_text, count_text, date_text, level_text, range_text, share_text
from riskmc.report.tables import Kind, Table
from riskmc.result import QuantileEstimate

_SAMPLING = {"lhs": "Latin hypercube", "random": "independent", "sobol": "Sobol"}


def run_table(comparison: Comparison) -> Table:
    """Tabulate what was run, and which runs share their random numbers with the first."""
    rows = []
    for run in comparison.runs:
        made = run.result.provenance
        paired = "first" if run is comparison.first else "paired" if run.is_paired else "not paired"
        rows.append(
            (
                run.name,
                plan_text(run.result.project),
                made.digest[:12],
                count_text(made.iterations),
                f"{made.seed}",
                _SAMPLING[made.sampling],
                paired,
            )
        )
    return Table(
        "The runs",
        (
            ("Run", "name"), ("Project", "name"), ("Plan", "text"), ("Iterations", "number"), ("Seed", "number"),
            ("Sampling", "text"), ("Random numbers", "text"),
        ),
        tuple(rows),
    )  # fmt: skip


def percentile_table(comparison: Comparison) -> Table:
    """Tabulate the finish of each run: its plan, percentiles with their intervals, mean and spread."""
    rows = []
    for run in comparison.runs:
        finish = run.result.finish
        rows.append(
            (
                run.name,
                date_text(run.result.timeline.date_of(run.result.deterministic.finish), short=True),
                *(_dated(estimate) for estimate in run.percentiles),
                date_text(finish.mean, short=True),
                "–" if math.isnan(run.sd_days) else f"{run.sd_days:,.1f} d",
            )
        )
    levels: list[tuple[str, Kind]] = [(f"P{100 * level:g}", "number") for level in comparison.levels]
    return Table(
        f"Finish of each run, with {level_text(comparison.confidence)} intervals",
        (("Run", "name"), ("Plan", "number"), *levels, ("Mean", "number"), ("Standard deviation", "number")),
        tuple(rows),
    )


def _dated(estimate: QuantileEstimate) -> str:
    interval = range_text(estimate.low, estimate.high, short=True).replace(" and ", " to ")
    return f"{date_text(estimate.value, short=True)} ({interval})"


def difference_table(comparison: Comparison) -> Table:
    """Tabulate the differences from the first run."""
    rows = tuple(
        (
            item.name,
            *(shift_text(level.days) for level in item.levels),
            shift_text(item.mean),
            "–" if math.isnan(item.same) else share_text(item.same, 1),
            "paired" if item.is_paired else "not paired",
        )
        for item in comparison.differences
    )
    levels: list[tuple[str, Kind]] = [(f"P{100 * level:g}", "number") for level in comparison.levels]
    return Table(
        f"Working days later than {comparison.first.name}, at {level_text(comparison.confidence)} confidence",
        (("Run", "name"), *levels, ("Mean", "number"), ("Finish at the same instant", "number"), ("Errors", "text")),
        rows,
    )


def bridge_table(comparison: Comparison) -> Table:
    """Tabulate the steps from run to run."""
    level = f"P{100 * comparison.level:g}"
    rows = [
        (step.cause, shift_text(step.days), "paired" if step.is_paired else "not paired") for step in comparison.bridge
    ]
    return Table(
        f"Steps from {comparison.first.name} to {comparison.runs[-1].name}: working days that {level} moves",
        (("To", "name"), (f"{level} moves", "number"), ("Errors", "text")),
        tuple(rows),
    )


def chance_table(comparison: Comparison) -> Table:
    """Tabulate how likely each date is in each run, with the difference from the first."""
    rows = []
    for item in comparison.chances:
        whose = "" if item.finish == "project" else f"{item.finish} by "
        label = f"{whose}{day_text(item.by, [item.label])}"
        for run, chance, difference in zip(comparison.runs, item.chances, item.differences, strict=True):
            text = "–" if chance is None else chance_text(chance)
            rows.append((label, run.name, text, "" if difference is None else points_text(difference)))
    head: tuple[tuple[str, Kind], ...] = (("Date", "name"), ("Run", "name"), ("Chance", "number"))
    return Table("Chance of finishing by a date", (*head, (f"From {comparison.first.name}", "number")), tuple(rows))


def milestone_table(comparison: Comparison) -> Table:
    """Tabulate the chosen percentile of each milestone, with the difference from the first run."""
    at = comparison.levels.index(comparison.level)
    level = f"P{100 * comparison.level:g}"
    rows = []
    for item in comparison.milestones:
        for run, percentiles, difference in zip(comparison.runs, item.percentiles, item.differences, strict=True):
            text = "–" if percentiles is None else date_text(percentiles[at].value, short=True)
            shift = "" if difference is None else shift_text(difference.levels[at].days)
            rows.append((item.name, run.name, text, shift))
    head: tuple[tuple[str, Kind], ...] = (("Milestone", "name"), ("Run", "name"), (level, "number"))
    title = f"{level} of each milestone, and working days from {comparison.first.name}"
    return Table(title, (*head, (f"From {comparison.first.name}", "number")), tuple(rows))


def change_table(name: str, changes: Sequence[PlanChange]) -> Table:
    """Tabulate what a plan has otherwise than that of the first run."""
    rows = tuple(
        (f"{change.kind} {change.id}".strip(), change.name, change.field or change.change, change.before, change.after)
        for change in changes
    )
    return Table(
        f"What differs in the plan of {name}",
        (("What", "name"), ("Name", "name"), ("Change", "text"), ("Before", "name"), ("After", "name")),
        rows,
    )
