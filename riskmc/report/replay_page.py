"""One iteration drawn: a Gantt chart beside the plan, as a page of its own or as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from riskmc.analysis.replayed import ReplayedTask, ReplaySummary, replay_sentences
from riskmc.analysis.wording import count_text, counted_text, date_text, signed_days_text
from riskmc.errors import UsageError
from riskmc.report.browser import draw
from riskmc.report.charts._layout import HOVER_LIMIT
from riskmc.report.charts.gantt import gantt_chart
from riskmc.report.escaping import plotly_text
from riskmc.report.pictures import chart_job, on_paper, shortened
from riskmc.report.scaffold import ChartView, render_page
from riskmc.report.tables import Table

__all__ = ["draw_replay", "render_replay", "replay_chart"]

MOST_TASKS = 300
"""Of a plan of more tasks, as many are drawn as this: those that matter most."""


def draw_replay(summary: ReplaySummary, kind: str) -> bytes:
    """Draw one iteration.

    Parameters
    ----------
    summary : ReplaySummary
    kind : {"html", "png", "svg", "pdf"}
        A page that needs no network, or a picture (extra ``images``, Chromium).

    Raises
    ------
    MissingExtraError
        Where a picture is wanted and the extra is not installed.
    BrowserError
        Where there is no Chromium, or it is broken, or does not answer.
    """
    if kind == "html":
        return render_replay(summary).encode()
    if kind not in ("png", "svg", "pdf"):
        raise UsageError(f"{kind!r} is no format; write html, png, svg or pdf")
    note = f"{shortened(summary.project)} · {_run_text(summary)}{_left_out(summary)}"
    paper = on_paper(replay_chart(summary), f"Iteration {summary.iteration}: {_headline(summary)}", note)
    (picture,) = draw([chart_job(paper, kind)])  # type: ignore[arg-type]
    return picture


def render_replay(summary: ReplaySummary) -> str:
    """Draw one iteration as a page: HTML with everything in it."""
    figure = replay_chart(summary)
    label = "Gantt chart: when each task was planned, and when it was worked in this iteration"
    view = ChartView("gantt", label, _task_table(summary), int(figure.layout.height))
    return render_page(
        "replay.html.j2",
        {"gantt": figure},
        summary=summary,
        run=_run_text(summary),
        left_out=_left_out(summary),
        sentences=replay_sentences(summary),
        chart_view=view,
        risks=_risk_table(summary),
        paths=[" → ".join(path.tasks) for path in summary.paths.paths],
        more_paths=summary.paths.count - len(summary.paths.paths),
    )


def replay_chart(summary: ReplaySummary) -> go.Figure:
    """Draw when each task was worked in an iteration, beside the plan; of a large plan the tasks that matter."""
    return gantt_chart(pd.DataFrame(_rows(shown_tasks(summary))), summary.planned_finish, summary.finish)


def shown_tasks(summary: ReplaySummary) -> list[ReplayedTask]:
    """Return the tasks that are drawn, in plan order: all, or those that are critical, struck or latest."""
    if len(summary.tasks) <= MOST_TASKS:
        return list(summary.tasks)
    ordered = sorted(summary.tasks, key=lambda task: (not task.critical, not task.risks, -task.late_days))
    kept = {task.id for task in ordered[:MOST_TASKS]}
    return [task for task in summary.tasks if task.id in kept]


def _left_out(summary: ReplaySummary) -> str:
    left = len(summary.tasks) - len(shown_tasks(summary))
    if not left:
        return ""
    return f" · {count_text(left)} of {counted_text(len(summary.tasks), 'task')} left out, which matter less"


def _run_text(summary: ReplaySummary) -> str:
    of = count_text(summary.iterations)
    which = f"iteration {summary.iteration} of {of} (counted from 0) · seed {summary.seed} · plan {summary.digest[:12]}"
    return which + (f" · scenario {summary.scenario_note}" if summary.scenario_note else "")


def _headline(summary: ReplaySummary) -> str:
    late = signed_days_text(summary.late_days)
    return f"finishes on {date_text(summary.finish)}, {late} against the plan"


def _rows(tasks: Sequence[ReplayedTask]) -> Iterator[dict[str, Any]]:
    """Give a row for each task, and one with its name before each group; groups in the order of the plan."""
    order: dict[str, int] = {}
    for task in tasks:
        order.setdefault(task.group, len(order))
    for group, members in groupby(sorted(tasks, key=lambda task: order[task.group]), key=lambda task: task.group):
        if group and len(order) > 1:
            yield {"name": group, "heading": True, "milestone": False, "critical": False, "risks": "", "words": ""}
        for task in members:
            yield {
                "name": task.name, "heading": False, "milestone": task.milestone, "critical": task.critical,
                "planned_start": task.planned_start, "planned_finish": task.planned_finish, "start": task.start,
                "finish": task.finish, "risks": " ".join(task.risks), "words": _words(task),
            }  # fmt: skip


def _words(task: ReplayedTask) -> str:
    took = "" if task.milestone else f"<br>took {task.days:,.1f} d, {signed_days_text(task.more_days)} against the plan"
    struck = f"<br>struck by {plotly_text(' '.join(task.risks), HOVER_LIMIT)}" if task.risks else ""
    critical = "<br>critical" if task.critical else f"<br>float {task.float_days:,.1f} d"
    return (
        f"<b>{plotly_text(task.name, HOVER_LIMIT)}</b><br>{date_text(task.start)} to {date_text(task.finish)},"
        f" {signed_days_text(task.late_days)}{took}{critical}{struck}"
    )


def _task_table(summary: ReplaySummary) -> Table:
    rows = (
        (
            task.id, task.name, date_text(task.planned_finish, short=True), date_text(task.start, short=True),
            date_text(task.finish, short=True), signed_days_text(task.late_days), f"{task.planned_days:,.1f}",
            f"{task.days:,.1f}", "critical" if task.critical else f"{task.float_days:,.1f}", " ".join(task.risks),
        )
        for task in summary.tasks
    )  # fmt: skip
    return Table(
        "Tasks in this iteration, beside the plan",
        (
            ("Id", "text"), ("Task", "name"), ("Planned finish", "number"), ("Start", "number"), ("Finish", "number"),
            ("Late", "number"), ("Planned days", "number"), ("Took", "number"), ("Float", "number"), ("Risks", "text"),
        ),
        tuple(rows),
    )  # fmt: skip


def _risk_table(summary: ReplaySummary) -> Table:
    rows = (
        (
            risk.id, risk.title or risk.id,
            ", ".join(f"{task} {signed_days_text(days)}" for task, days in risk.task_days),
            signed_days_text(risk.finish_days),
        )
        for risk in summary.risks
    )  # fmt: skip
    return Table(
        "Risks that struck, each against the same iteration without that risk alone",
        (("Id", "text"), ("Risk", "name"), ("Durations of its tasks", "text"), ("Finish", "number")),
        tuple(rows),
    )
