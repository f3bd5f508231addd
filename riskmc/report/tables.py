"""The tables of the report: rows of text, each number with its unit and its error."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from riskmc.analysis.correlation import attained_text, stated_text, target_text
from riskmc.analysis.envelope import condition_text, interval_text, move_text
from riskmc.analysis.estimates import fewest_for_interval, half_width
from riskmc.analysis.milestones import MilestoneOutcome
from riskmc.analysis.objectives import ObjectiveOutcome
from riskmc.analysis.risks import RiskOutcome
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import (
    chance_text,
    count_text,
    counted_text,
    date_text,
    day_of_finish,
    instant_text,
    level_text,
    period_text,
    range_text,
    share_text,
    signed_days_text,
)
from riskmc.result import Envelope, QuantileEstimate
from riskmc.result.correlations import Correlations

Kind = Literal["text", "number", "name", "chain"]

TOO_FEW = "too few iterations"
"""What stands where there is no interval."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the page shows it.

    Attributes
    ----------
    caption : str
    columns : tuple of (str, str)
        Heading, and what it holds: ``"text"``, ``"number"`` (kept on one line, to the right), ``"name"`` (text from
        the plan, in its own direction of writing) or ``"chain"`` (names in a row, which may be long). The first column
        heads its row.
    rows : tuple of tuple of str
    is_sortable : bool
        Whether readers can order the rows by a column.
    """

    caption: str
    columns: tuple[tuple[str, Kind], ...]
    rows: tuple[tuple[str, ...], ...]
    is_sortable: bool = False


def percentile_table(summary: RunSummary) -> Table:
    """Tabulate the percentiles of the finish."""
    planned = summary.planned.days
    rows = (
        (
            f"P{100 * estimate.probability:g}",
            date_text(estimate.value, weekday=True, short=True),
            _date_interval(estimate, summary.iterations),
            f"{estimate.days:,.1f}",
            _days_interval(estimate, summary.iterations),
            f"{estimate.days - planned:+,.1f} d".replace("-", "−"),
        )
        for estimate in summary.percentiles
    )
    return Table(
        "Percentiles of the finish",
        (
            ("Percentile", "text"),
            ("Finished by", "number"),
            (f"{level_text(summary.confidence)} interval", "number"),
            ("Working days", "number"),
            (f"{level_text(summary.confidence)} interval", "number"),
            ("Beyond the plan", "number"),
        ),
        tuple(rows),
    )


def envelope_table(envelope: Envelope) -> Table:
    """Tabulate how far a percentile moves where the inputs are otherwise."""
    rows = (
        (
            f"If {condition_text(row, envelope)}",
            move_text(row),
            interval_text(row),
            date_text(row.date, weekday=True, short=True),
        )
        for row in envelope.rows
    )
    percentile = f"P{100 * envelope.level:g}"
    return Table(
        f"How far {percentile} moves where the inputs are otherwise",
        (
            ("Second thought", "text"),
            (f"{percentile} moves by", "number"),
            (f"{level_text(envelope.confidence)} interval", "number"),
            (f"{percentile} is then", "number"),
        ),
        tuple(rows),
    )


def correlation_table(frame: pd.DataFrame, correlations: Correlations, confidence: float) -> Table:
    """Tabulate the correlations of a run: what was stated, wanted, and attained by the samples."""
    kinds = {"group": "group", "pair": "pair", "within": "tasks of one group"}
    rows = (
        (
            row.name, kinds[row.kind], stated_text(row), count_text(row.members), target_text(row),
            attained_text(row, half),
        )
        for row, half in zip(correlations.rows, frame["half"], strict=True)
    )  # fmt: skip
    return Table(
        f"Correlations, over the first {counted_text(correlations.iterations, 'iteration')}",
        (
            ("Correlation", "name"),
            ("Kind", "text"),
            ("Stated", "number"),
            ("Members", "number"),
            ("Rank correlation wanted", "number"),
            (f"Attained ({level_text(confidence)})", "number"),
        ),
        tuple(rows),
    )


def spread_table(bins: pd.DataFrame) -> Table:
    """Tabulate the histogram, with the chance of finishing by the end of each bin."""
    columns = ("start", "end", "share", "probability", "low", "high")
    rows = [
        (
            period_text(start, end),
            share_text(share, 1),
            f"{share_text(chance, 1)} ({share_text(low, 1)}–{share_text(high, 1)})",
        )
        for start, end, share, chance, low, high in zip(*(bins[column] for column in columns), strict=True)
    ]
    earlier, later = bins.attrs["earlier"], bins.attrs["later"]
    if earlier:
        share = share_text(earlier.share, 1)
        rows.insert(0, (f"before, from {date_text(earlier.date)}", share, share))
    if later:
        rows.append((f"after, until {date_text(later.date)}", share_text(later.share, 1), "100 %"))
    headings: tuple[tuple[str, Kind], ...] = (
        ("Finish in", "text"),
        ("Share of the iterations", "number"),
        ("Chance of finishing by then", "number"),
    )
    return Table(f"Finishes in each {bins.attrs['width']}", headings, tuple(rows))


def objective_table(objectives: Iterable[ObjectiveOutcome]) -> Table:
    """Tabulate the objectives."""
    rows = (
        (
            objective.id,
            objective.name,
            instant_text(objective.by),
            level_text(objective.wanted),
            chance_text(objective.chance),
            verdict(objective),
            date_text(objective.attained.value, short=True),
        )
        for objective in objectives
    )
    return Table(
        "Objectives",
        (
            ("Objective", "name"),
            ("Finish of", "name"),
            ("By", "number"),
            ("Wanted", "number"),
            ("Chance", "number"),
            ("Verdict", "text"),
            ("Can be promised for", "number"),
        ),
        tuple(rows),
    )


def verdict(objective: ObjectiveOutcome) -> str:
    """Say in a word or two whether an objective is met."""
    word = "met" if objective.met else "missed"
    return word if objective.is_certain else f"{word}, but close"


def milestone_table(milestones: Iterable[MilestoneOutcome], iterations: int) -> Table:
    """Tabulate the milestones."""
    rows = (
        (
            milestone.name,
            date_text(milestone.planned, short=True),
            chance_text(milestone.chance),
            *(date_text(estimate.value, short=True) for estimate in milestone.percentiles),
            _date_interval(milestone.percentiles[2], iterations),
        )
        for milestone in milestones
    )
    return Table(
        "Milestones, and tasks with an objective",
        (
            ("Milestone", "name"),
            ("Plan", "number"),
            ("Chance of the plan", "number"),
            ("P10", "number"),
            ("P50", "number"),
            ("P80", "number"),
            ("P90", "number"),
            ("Interval of P80", "number"),
        ),
        tuple(rows),
    )


def driver_table(summary: RunSummary) -> Table:
    """Tabulate the tasks that the finish depends on."""
    confidence = summary.confidence
    rows = (
        (
            task.name,
            with_error(task.criticality, task.criticality_se, confidence, 100.0, 1, " %"),
            with_error(task.ssi, task.ssi_se, confidence),
            with_error(task.cruciality, task.cruciality_se, confidence),
            with_error(task.mean_days, task.mean_days_se, confidence, 1.0, 1, " d"),
        )
        for task in summary.tasks
        if task.criticality > 0
    )
    return Table(
        "Tasks that the finish depends on",
        (
            ("Task", "name"),
            ("Criticality", "number"),
            ("SSI", "number"),
            ("Cruciality", "number"),
            ("Mean duration", "number"),
        ),
        tuple(rows),
    )


def risk_table(summary: RunSummary) -> Table:
    """Tabulate the risks: what was stated, and what the run made of it."""
    rows = (
        (
            risk.id,
            risk.title,
            risk.owner or "–",
            _stated(risk),
            chance_text(risk.occurred),
            signed_days_text(risk.shift_days, half_width(risk.shift_days_se, summary.confidence)),
            signed_days_text(risk.expected_days),
        )
        for risk in summary.risks
    )
    return Table(
        "Risks, the one that moves the mean finish most first",
        (
            ("Risk", "name"),
            ("Title", "name"),
            ("Owner", "name"),
            ("Stated probability", "number"),
            ("Occurred", "number"),
            ("Finish where it occurs", "number"),
            ("Adds to the mean finish", "number"),
        ),
        tuple(rows),
    )


def assumption_table(frame: pd.DataFrame) -> Table:
    """Tabulate the distributions that were used."""
    rows = tuple(
        (str(identity), str(row.name), str(row.distribution), f"{row.planned_days:,.1f}", f"{row.mean_days:,.1f}")
        for identity, row in zip(frame.index, _named_rows(frame), strict=True)
    )
    return Table(
        f"Durations of {counted_text(len(rows), 'task')}",
        (
            ("Task", "name"),
            ("Name", "name"),
            ("Distribution", "text"),
            ("Planned, working days", "number"),
            ("Mean with risks, working days", "number"),
        ),
        rows,
    )


@dataclass(frozen=True, slots=True)
class _Assumed:
    name: str
    distribution: str
    planned_days: float
    mean_days: float


def _named_rows(frame: pd.DataFrame) -> Iterable[_Assumed]:
    columns = ("name", "distribution", "planned_days", "mean_days")
    return (_Assumed(*values) for values in zip(*(frame[column] for column in columns), strict=True))


def _has_interval(estimate: QuantileEstimate, iterations: int) -> bool:
    return iterations >= fewest_for_interval(estimate.probability, estimate.confidence)


def _days_interval(estimate: QuantileEstimate, iterations: int) -> str:
    if not _has_interval(estimate, iterations):
        return TOO_FEW
    return f"{estimate.low_days:,.1f}–{estimate.high_days:,.1f}".replace("-", "−")


def _date_interval(estimate: QuantileEstimate, iterations: int) -> str:
    if not _has_interval(estimate, iterations):
        return TOO_FEW
    is_within_day = day_of_finish(estimate.low) == day_of_finish(estimate.high)
    return "that day" if is_within_day else range_text(estimate.low, estimate.high, short=True)


def _stated(risk: RiskOutcome) -> str:
    share = level_text(risk.probability)
    return f"{share} at each of {count_text(risk.n_tasks)}" if risk.strikes == "each_task" else share


def with_error(
    value: float, error: float, confidence: float, scale: float = 1.0, decimals: int = 3, unit: str = ""
) -> str:
    """Write a number with the half-width of its interval, such as ``83.1 ± 0.7 %``.

    Examples
    --------
    >>> with_error(0.831, 0.0036, 0.95, 100.0, 1, " %"), with_error(-0.41, 0.005, 0.95), with_error(math.nan, 0.1, 0.95)
    ('83.1 ± 0.7 %', '−0.410 ± 0.010', '–')
    """
    if math.isnan(value):
        return "–"
    text = f"{scale * value:,.{decimals}f}"
    if not math.isnan(error):
        text += f" ± {scale * half_width(error, confidence):.{decimals}f}"
    return (text + unit).replace("-", "−")
