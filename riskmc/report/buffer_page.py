"""The page of contingency and buffers, its charts as pictures, and the section of the report."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from riskmc._version import __version__
from riskmc.analysis.buffer_choice import cost_frame
from riskmc.analysis.buffer_study import BufferStudy
from riskmc.analysis.buffer_words import (
    chain_sentences,
    choice_sentences,
    consumption_sentence,
    contingency_sentences,
    cost_sentences,
    estimates_text,
    joint_sentences,
    measured_text,
    method_sentences,
    notes,
)
from riskmc.analysis.consumption import consumption_frame, fever_frame
from riskmc.analysis.cost_contingency import CostStudy
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.schedule_contingency import contingency_frame, planned_minutes
from riskmc.analysis.wording import counted_text, date_text, days_text, level_text
from riskmc.report import buffer_tables as tables
from riskmc.report.buffer_names import picture_path
from riskmc.report.chart_files import draw_charts
from riskmc.report.charts.buffer_costs import cost_chart, leg_chart
from riskmc.report.charts.buffers import consumption_chart, contingency_chart, fever_chart, method_chart
from riskmc.report.scaffold import ChartView, render_page
from riskmc.report.tables import Table

__all__ = ["buffer_charts", "draw_buffers", "render_buffers"]

MOST_SHARES = 15
"""Parts of the cost contingency in the chart; the rest is summed up."""

MOST_ROWS = 30
"""Milestones in a chart; the table behind it has all."""

WHOLE = "Finish of the project"
"""What charts call the project itself."""


def buffer_charts(study: BufferStudy) -> dict[str, tuple[str, go.Figure, Table]]:
    """Draw the charts of a study for which there is anything to show.

    Returns
    -------
    dict of str to (str, Figure, Table)
        What each chart shows, the chart, and the numbers behind it, by its name.
    """
    wish = study.wish
    reserve = None if wish.reserve_to is None else level_text(wish.reserve_to)
    frame = contingency_frame(study.schedule[: MOST_ROWS + 1])
    frame.loc[PROJECT, "name"] = WHOLE
    charts: dict[str, tuple[str, go.Figure, Table]] = {
        "contingency": (
            f"Contingency: from the plan's dates to dates that are {level_text(wish.level)} sure",
            contingency_chart(frame, level_text(wish.level), reserve),
            tables.contingency_table(study.schedule, wish.level, wish.reserve_to),
        )
    }
    if study.fresh_seed is not None:
        methods = _method_frame(study)
        title = "Methods: how often the date of each project buffer holds"
        charts["methods"] = (title, method_chart(methods, wish.level), tables.method_table(study))
    if study.plan is not None and study.buffered is not None and study.consumption:
        item = study.consumption[0]
        fever = fever_frame(study.plan, study.buffered, item.buffer)
        title = f"Fever chart: what is eaten of the buffer before {item.buffer.name}"
        charts["fever"] = (title, fever_chart(fever, item.days), _fever_table(fever, item.days))
        eaten = consumption_frame(study.consumption[: MOST_ROWS + 1])
        eaten["name"] = [WHOLE if identity == PROJECT else name for identity, name in eaten["name"].items()]
        title = "What the iterations eat of each buffer"
        charts["eaten"] = (title, consumption_chart(eaten), tables.consumption_table(study))
    if study.choice is not None:
        charts["cost"] = _cost(study)
    if len(study.legs) > 1:
        legs = leg_chart(_leg_frame(study), " d")
        charts["where"] = ("Who needs the contingency of the project", legs, tables.leg_table(study))
    if study.cost is not None:
        charts["money"] = _money(study.cost)
    return charts


def _money(cost: CostStudy) -> tuple[str, go.Figure, Table]:
    shown, currency = cost.shares[:MOST_SHARES], cost.contingency.currency
    rest = cost.shares[MOST_SHARES:]
    frame = pd.DataFrame(
        {
            "name": [share.name for share in shown],
            "beyond": [share.beyond_plan for share in shown],
            "spread": [share.amount.value - share.beyond_plan for share in shown],
            "words": [measured_amount_text(share.amount) for share in shown],
        }
    )
    if rest:
        beyond, amount = sum(share.beyond_plan for share in rest), sum(share.amount.value for share in rest)
        frame.loc[len(frame)] = [f"{len(rest)} more", beyond, amount - beyond, amount_text(amount)]
    title = f"Who needs the cost contingency{f', {currency}' if currency else ''}"
    return title, leg_chart(frame, ""), tables.cost_share_table(cost.shares, currency)


def _method_frame(study: BufferStudy) -> pd.DataFrame:
    rows = [
        (
            row.title,
            f"{row.days.value:.1f} d, promises {date_text(row.promised, short=True)}".replace("-", "−"),
            row.coverage,
        )
        for row in study.methods
        if row.coverage is not None
    ]
    return pd.DataFrame(
        [(name, words, chance.value, chance.low, chance.high) for name, words, chance in rows],
        columns=["name", "words", "coverage", "low", "high"],
    )


def _fever_table(frame: pd.DataFrame, days: float) -> Table:
    columns = (frame[name] for name in ("progress", "p10", "p50", "p90"))
    shares = zip(*([f"{100 * part:.0f} %".replace("-", "−") for part in column] for column in columns), strict=True)
    rows = tuple((str(name), *row) for name, row in zip(frame["name"], shares, strict=True))
    return Table(
        f"Share of {days_text(days)} of buffer that is eaten when each task of the chain is done",
        (("Task", "name"), ("Progress", "number"), ("P10", "number"), ("P50", "number"), ("P90", "number")),
        rows,
    )


def _cost(study: BufferStudy) -> tuple[str, go.Figure, Table]:
    choice, result = study.choice, study.result
    assert choice is not None
    frame = cost_frame(result.finish, planned_minutes(result, PROJECT), choice, study.wish.confidence)
    currency = result.project.currency
    chart = cost_chart(frame, choice.days.value, choice.days.low, choice.days.high, currency)
    return "Cheapest buffer: what buffer and delay cost together", chart, tables.cost_curve_table(frame, currency)


def _leg_frame(study: BufferStudy) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [_end_of(study, part.id) for part in study.legs],
            "beyond": [part.beyond_plan for part in study.legs],
            "spread": [part.amount.value - part.beyond_plan for part in study.legs],
            "words": [f"{measured_text(part.amount)} d" for part in study.legs],
        }
    )


def _end_of(study: BufferStudy, identity: str) -> str:
    """Name the end of a leg."""
    tasks = study.result.project.tasks
    return WHOLE if identity == PROJECT else f"… to {tasks[study.result.project.task_index[identity]].name}"


def render_buffers(study: BufferStudy) -> str:
    """Draw the page of a study of buffers.

    Returns
    -------
    str
        HTML with everything in it: it loads nothing, and its content security policy forbids it to.
    """
    charts = buffer_charts(study)
    views = {
        name: ChartView(name, title, table, int(figure.layout.height))
        for name, (title, figure, table) in charts.items()
    }
    run, wish, project = study.result.provenance, study.wish, study.result.project
    lead = list(contingency_sentences(study.project))
    facts = f"{counted_text(run.iterations, 'iteration')} · seed {run.seed} · plan {run.digest[:12]}"
    return render_page(
        "buffer.html.j2",
        {name: figure for name, (_, figure, _) in charts.items()},
        version=__version__,
        project=project.name,
        facts=facts,
        answer=lead[0],
        sentences=lead[1:],
        charts=views,
        level=level_text(wish.level),
        contingency=tables.contingency_table(study.schedule, wish.level, wish.reserve_to),
        joint=None if study.joint is None else list(joint_sentences(study.joint, study.joint_coverage)),
        joint_table=tables.joint_table(study),
        method_sentences=list(method_sentences(study)),
        method_table=tables.method_table(study),
        chain_sentences=list(chain_sentences(study)),
        chain_table=tables.chain_table(study),
        feeding_table=tables.feeding_table(study),
        safe=estimates_text(study.estimates.safe_level),
        aggressive=estimates_text(study.estimates.aggressive_level),
        consumption=consumption_sentence(study),
        choice=[] if study.choice is None else list(choice_sentences(study.choice, project.currency)),
        legs=[f"{part.name[:1].upper()}{part.name[1:]}: {part.reason}." for part in study.legs],
        cost=[] if study.cost is None else list(cost_sentences(study.cost.contingency)),
        cost_groups=None
        if study.cost is None
        else tables.cost_share_table(study.cost.groups, study.cost.contingency.currency),
        notes=list(notes(study)),
    )


def draw_buffers(study: BufferStudy, *, png: Path | None, svg: Path | None, pdf: Path | None) -> dict[Path, bytes]:
    """Draw the charts of a study as pictures.

    Parameters
    ----------
    study : BufferStudy
    png, svg : Path, optional
        File of the first chart; the others lie beside it, with their names.
    pdf : Path, optional
        File of all charts, a page each.

    Returns
    -------
    dict of Path to bytes

    Raises
    ------
    MissingExtraError, BrowserError
        Where there is nothing to draw with.
    """
    charts = {name: (title, figure) for name, (title, figure, _) in buffer_charts(study).items()}
    return draw_charts(study.result, charts, picture_path, png=png, svg=svg, pdf=pdf)
