"""The page: what analysis computed, drawn into one HTML file that needs no network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from riskmc.analysis import (
    criticality_frame,
    describe_assumptions,
    distribution_frame,
    finish_histogram,
    milestone_frame,
    opening_sentences,
    percentile_frame,
    promised_dates,
    risk_shift_frame,
    s_curve,
    summarise,
    tornado_frame,
)
from riskmc.analysis.correlation import correlation_frame
from riskmc.analysis.envelope import change_text, envelope_frame, envelope_notes, weight_sentence
from riskmc.analysis.schedule import schedule_frame
from riskmc.analysis.sentences import merge_bias_text, objective_sentence
from riskmc.analysis.summary import RunSummary
from riskmc.analysis.wording import count_text, counted_text, date_text
from riskmc.io.whole_file import whole_file
from riskmc.report import driver_tables, tables
from riskmc.report.buffer_section import buffer_section
from riskmc.report.cards import key_numbers
from riskmc.report.charts import (
    correlation_chart,
    criticality_chart,
    envelope_chart,
    finish_chart,
    milestone_chart,
    risk_chart,
    schedule_chart,
    tornado_chart,
)
from riskmc.report.check_view import CHECKING_RULES, check_view, head_cautions
from riskmc.report.cost_section import cost_section
from riskmc.report.heatmap_page import report_section
from riskmc.report.response_tables import response_table
from riskmc.report.scaffold import ChartView, render_page
from riskmc.report.schedule import schedule_rows, schedule_view
from riskmc.report.trigger_page import report_triggers
from riskmc.result import SimulationResult
from riskmc.result.estimates import CONFIDENCE

MOST_TASKS = 15
"""Tasks in the chart of criticality, and in its table."""

MOST_CORRELATIONS = 30
"""Correlations in the chart; the table behind it has all."""

MOST_MILESTONES = 40
"""Milestones in the chart; the table behind it has all."""


def write_report(
    result: SimulationResult, path: str | Path, *, force: bool = False, confidence: float = CONFIDENCE
) -> Path:
    """Write the report of a run to one HTML file, whole or not at all.

    Parameters
    ----------
    result : SimulationResult
    path : str or Path
        By custom it ends in ``.html``.
    force : bool
        Replace a file that is there.
    confidence : float
        Of all intervals, in (0, 1).

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    OutputExistsError
        Where the file exists and `force` is false.
    """
    target = Path(path)
    with whole_file(target, force=force) as file:
        file.write(render_report(result, confidence).encode())
    return target


def render_report(result: SimulationResult, confidence: float = CONFIDENCE) -> str:
    """Draw the report of a run.

    The same result gives the same page, to the byte.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of all intervals, in (0, 1).

    Returns
    -------
    str
        HTML with everything in it: it loads nothing, and its content security policy forbids it to.
    """
    summary = summarise(result, confidence, top=MOST_TASKS)
    figures, charts = _charts(result, summary)
    money_figures, money_charts, money = cost_section(result, summary)
    figures |= money_figures
    charts |= money_charts
    triggers = report_triggers(result, confidence)
    if triggers is not None:
        figures |= triggers.pop("figures")
    assumptions = describe_assumptions(result)
    check = check_view(result)
    return render_page(
        "report.html.j2",
        figures,
        summary=summary,
        has_costs=result.has_costs,
        money=money,
        start=date_text(summary.start, weekday=True),
        iterations=counted_text(summary.iterations, "iteration"),
        opening=opening_sentences(summary),
        cards=key_numbers(summary),
        objective_sentences=[objective_sentence(objective, summary) for objective in summary.objectives],
        charts=charts,
        percentiles=tables.percentile_table(summary),
        envelope=_envelope(summary),
        buffers=buffer_section(result, confidence),
        correlations=_correlations(summary),
        objectives=tables.objective_table(summary.objectives),
        triggers=triggers,
        risks=tables.risk_table(summary),
        responses=response_table(result.project),
        heatmap=report_section(result),
        facts=assumptions.facts,
        statements=assumptions.statements,
        distributions=tables.assumption_table(distribution_frame(result)),
        most_milestones=MOST_MILESTONES,
        schedule=schedule_view(result, summary),
        sensitivity=driver_tables.sensitivity_table(result, summary.confidence),
        paths=driver_tables.path_table(result, summary.confidence),
        first_path=driver_tables.first_path(result),
        distinct_paths=counted_text(result.detail.distinct_paths, "different path"),
        merges=driver_tables.merge_table(result, summary.confidence),
        merge_bias=merge_bias_text(summary),
        check=check,
        cautions=head_cautions(summary.warnings, check),
        checking_rules=CHECKING_RULES,
    )


def report_charts(result: SimulationResult, confidence: float = CONFIDENCE) -> dict[str, tuple[str, go.Figure]]:
    """Draw the charts of the report.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of all intervals, in (0, 1).

    Returns
    -------
    dict of str to (str, Figure)
        What each chart shows, and the chart, by its name.
    """
    summary = summarise(result, confidence, top=MOST_TASKS)
    figures, views = _charts(result, summary)
    money_figures, money_views, _ = cost_section(result, summary)
    figures |= money_figures
    views |= money_views
    charts = {name: (views[name].label, figure) for name, figure in figures.items()}
    return {**charts, "schedule": _schedule_picture(result, summary)}


def _schedule_picture(result: SimulationResult, summary: RunSummary) -> tuple[str, go.Figure]:
    """Draw what the page shows as a table with bars; of a large plan the tasks most often critical."""
    rows = schedule_rows(schedule_frame(result, summary.confidence))
    promised = summary.percentile(summary.contingency.level).value
    n_shown, n_tasks = int((~rows["heading"]).sum()), len(result.project.tasks)
    some = (
        "" if n_shown == n_tasks else f": the {count_text(n_shown)} tasks most often critical, of {count_text(n_tasks)}"
    )
    return f"Schedule with its risks{some}", schedule_chart(rows, summary.planned.date, promised)


def _envelope(summary: RunSummary) -> dict[str, Any] | None:
    """Tell how far P80 moves where the inputs are otherwise, where that was tried."""
    envelope = summary.envelope
    if envelope is None:
        return None
    sentence = weight_sentence(envelope, summary.percentile(envelope.level))
    return {
        "table": tables.envelope_table(envelope),
        "sentences": [text for text in (sentence, *envelope_notes(envelope)) if text],
    }


def _correlations(summary: RunSummary) -> dict[str, Any] | None:
    """Say how durations, impacts and occurrences go together, where the plan has correlations."""
    if summary.correlations is None:
        return None
    rows = len(summary.correlations.rows)
    return {"sentences": summary.correlation_statements, "more": rows > MOST_CORRELATIONS}


def _charts(result: SimulationResult, summary: RunSummary) -> tuple[dict[str, go.Figure], dict[str, ChartView]]:
    """Draw the charts for which there is anything to show."""
    bins = finish_histogram(result.finish, summary.confidence)
    curve = s_curve(result.finish, summary.confidence)
    figures = {"finish": finish_chart(curve, bins, percentile_frame(summary), promised_dates(summary))}
    behind = {"finish": tables.spread_table(bins)}
    labels = {"finish": "S-curve: chance of finishing by each date, above the histogram of finishes"}
    milestones = milestone_frame(result, summary.confidence)
    if len(milestones):
        delay = milestones["p80"] - milestones["planned"]
        shown = delay.sort_values(ascending=False, kind="stable").index[:MOST_MILESTONES]
        figures["milestones"] = milestone_chart(milestones[milestones.index.isin(shown)])
        behind["milestones"] = tables.milestone_table(summary.milestones, summary.iterations)
        labels["milestones"] = "Milestones: P10 to P90 with P50, P80 and the date of the plan"
    tornado = tornado_frame(result, confidence=summary.confidence)
    if len(tornado):
        figures["tornado"] = tornado_chart(tornado)
        behind["tornado"] = driver_tables.tornado_table(tornado)
        labels["tornado"] = "Tornado: how far the finish moves with each task, in working days"
    critical = criticality_frame(result, MOST_TASKS, summary.confidence)
    if len(critical):
        figures["tasks"] = criticality_chart(critical)
        behind["tasks"] = tables.driver_table(summary)
        labels["tasks"] = "Criticality index, schedule sensitivity index and cruciality of tasks"
    shifts = risk_shift_frame(result, confidence=summary.confidence)
    if len(shifts):
        figures["risks"] = risk_chart(shifts)
        behind["risks"] = tables.risk_table(summary)
        labels["risks"] = "Risks: how much later the project finishes where each occurs"
    if summary.envelope is not None and summary.envelope.rows:
        moves = envelope_frame(summary.envelope)
        moves = moves.assign(name=[change_text(row, summary.envelope) for row in summary.envelope.rows])
        figures["envelope"] = envelope_chart(moves, f"P{100 * summary.envelope.level:g}")
        behind["envelope"] = tables.envelope_table(summary.envelope)
        labels["envelope"] = "Second thoughts: how far the finish moves where the inputs are otherwise, in working days"
    if summary.correlations is not None and summary.correlations.rows:
        correlations = correlation_frame(result, summary.confidence)
        compared = correlations[correlations["attained"].notna()].head(MOST_CORRELATIONS).reset_index(drop=True)
        figures["correlations"] = correlation_chart(compared)
        behind["correlations"] = tables.correlation_table(correlations, summary.correlations, summary.confidence)
        labels["correlations"] = "Correlations: what was wanted, and what the samples attain"
    views = {
        name: ChartView(name, labels[name], behind[name], int(figure.layout.height)) for name, figure in figures.items()
    }
    return figures, views
