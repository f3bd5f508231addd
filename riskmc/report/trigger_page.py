"""The page of trigger points and reserves, and the section of the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import plotly.graph_objects as go

from riskmc._version import __version__
from riskmc.analysis.trigger_frames import chance_frame, histogram_frame, signal_axis, time_frame
from riskmc.analysis.trigger_points import Triggers, Watch, trigger_points
from riskmc.analysis.trigger_words import (
    MEANING,
    NOT_PLAYED,
    outlook_sentence,
    plan_title,
    point_sentence,
    point_text,
    proposal_sentence,
    reserve_sentence,
    signal_title,
    tells_little,
    value_text,
    watch_sentences,
)
from riskmc.analysis.wording import counted_text, date_text, level_text, share_text
from riskmc.report import trigger_tables as tables
from riskmc.report.charts.triggers import Mark, chance_chart, time_chart
from riskmc.report.scaffold import ChartView, render_page
from riskmc.report.tables import Kind, Table
from riskmc.report.trigger_names import MOST_CHARTS
from riskmc.result import SimulationResult
from riskmc.result.estimates import CONFIDENCE

__all__ = ["render_triggers", "report_triggers", "trigger_charts", "trigger_section"]

MOST_ROWS = 24
"""Trigger points on the line of time."""

_UNITS = {"finish": "date", "buffer": "share", "cost": "money", "risk": "event"}

Charts = dict[str, tuple[str, go.Figure, Table]]


def trigger_charts(triggers: Triggers) -> Charts:
    """Draw the charts for which there is anything to show.

    Parameters
    ----------
    triggers : Triggers

    Returns
    -------
    dict of str to (str, Figure, Table)
        What each chart shows, the chart, and the numbers behind it, by its name: ``triggers`` for the line of time,
        ``trigger-1`` and so on for the signals.
    """
    charts: Charts = {}
    frame = time_frame(triggers).head(MOST_ROWS)
    if len(frame):
        title = "Trigger points in time: when to decide, the point itself, and what is promised"
        charts["triggers"] = (title, time_chart(frame), tables.point_table(triggers))
    for number, watch in enumerate(_telling(triggers)[:MOST_CHARTS], 1):
        charts[f"trigger-{number}"] = _chance(triggers, watch)
    return charts


def _telling(triggers: Triggers) -> list[Watch]:
    """Return the signals of objectives that are neither certain nor impossible."""
    return [watch for watch in triggers.watches if watch.target.met.any() and not watch.target.met.all()]


def _chance(triggers: Triggers, watch: Watch) -> tuple[str, go.Figure, Table]:
    result, currency = triggers.result, triggers.result.project.currency
    curve = chance_frame(result, watch, triggers.confidence)
    bins = histogram_frame(result, watch)
    is_risk = watch.signal.kind == "risk"
    marks = [] if is_risk else _marks(result, watch, currency)
    chart = chance_chart(curve, bins, marks, _own(result, watch, currency), _UNITS[watch.signal.kind],
                         signal_title(watch.signal))  # fmt: skip
    title = f"Chance of {watch.target.name}, by {signal_title(watch.signal)}"
    rows = tuple(
        (_shown(value, watch), share_text(chance), f"{share_text(low)} to {share_text(high)}", share_text(beyond))
        for value, chance, low, high, beyond in curve[:: 5 if len(curve) > 20 else 1].itertuples(index=False)
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Signal", "text"), ("Chance just there", "number"), (f"{level_text(triggers.confidence)} band", "number"),
        ("Chance anywhere beyond", "number"),
    )  # fmt: skip
    return title, chart, Table(title, columns, rows)


def _shown(value: Any, watch: Watch) -> str:
    if isinstance(value, datetime):
        return date_text(value, weekday=True, short=True)
    if watch.signal.kind == "risk":
        return "strikes" if value else "does not strike"
    return f"{value:.0f} %" if watch.signal.kind == "buffer" else f"{value:,.0f}"


def _marks(result: SimulationResult, watch: Watch, currency: str | None) -> list[Mark]:
    marks: list[Mark] = []
    for point in watch.points:
        found = point.crossing
        if found.place != "crossed":
            continue
        value, low, high = (_axis_value(result, watch, end) for end in (found.value, found.low, found.high))
        marks.append((point.level, value, low, high, point_text(watch, point, currency)))
    return marks


def _axis_value(result: SimulationResult, watch: Watch, value: float) -> Any:
    """Return a value as the axis shows it; None for an open end."""
    import numpy as np

    return signal_axis(result, watch, np.array([value]))[0] if np.isfinite(value) else None


def _own(result: SimulationResult, watch: Watch, currency: str | None) -> tuple[Any, str] | None:
    own = watch.own
    if own is None:
        return None
    words = value_text(watch, own.value, own.date, currency, short=True)
    return _axis_value(result, watch, own.value), words


def trigger_section(triggers: Triggers) -> dict[str, Any]:
    """Return what the templates of the page and of the section fill in, and its figures under ``figures``."""
    charts = trigger_charts(triggers)
    views = {
        name: ChartView(name, title, table, int(figure.layout.height))
        for name, (title, figure, table) in charts.items()
    }
    currency = triggers.result.project.currency
    names = iter(f"trigger-{number}" for number in range(1, MOST_CHARTS + 1))
    drawn = {id(watch): name for watch, name in zip(_telling(triggers), names, strict=False)}
    plans = triggers.result.project.contingency.plans
    return {
        "figures": {name: figure for name, (_, figure, _) in charts.items()},
        "charts": views,
        "meaning": MEANING,
        "not_played": NOT_PLAYED,
        "proposal": proposal_sentence(triggers) if triggers.is_proposal else "",
        "plans": tables.plan_table(triggers) if plans else None,
        "points": tables.point_table(triggers) if triggers.watches else None,
        "watches": [
            {
                "title": plan_title(watch),
                "outlook": outlook_sentence(watch),
                "sentences": list(watch_sentences(watch, currency)),
                "chart": views.get(drawn.get(id(watch), "")),
            }
            for watch in triggers.watches
        ],
        "unjudged": [{"title": item.plan.name, "why": item.why} for item in triggers.unjudged],
        "reserves": tables.reserve_table(triggers) if triggers.reserves else None,
        "reserve_sentences": [reserve_sentence(item, currency) for item in triggers.reserves],
        "ranking": tables.ranking_table(triggers) if triggers.ranked else None,
    }


def report_triggers(result: SimulationResult, confidence: float = CONFIDENCE) -> dict[str, Any] | None:
    """Return the section of the report; None where the plan has neither reserves nor contingency plans."""
    if not result.project.contingency:
        return None
    return trigger_section(trigger_points(result, (), confidence))


def render_triggers(triggers: Triggers) -> str:
    """Draw the page of trigger points.

    Returns
    -------
    str
        HTML with everything in it: it loads nothing, and its content security policy forbids it to.
    """
    section = trigger_section(triggers)
    run, project = triggers.result.provenance, triggers.result.project
    facts = f"{counted_text(run.iterations, 'iteration')} · seed {run.seed} · plan {run.digest[:12]}"
    return render_page(
        "triggers.html.j2", section.pop("figures"), version=__version__, project=project.name, facts=facts,
        answer=_answer(triggers), triggers=section,
    )  # fmt: skip


def _answer(triggers: Triggers) -> str:
    """Return the sentence that stands first: what must be decided first, by a signal that tells something."""
    currency = triggers.result.project.currency
    dated = [
        (point.decide_by, watch, point)
        for watch in triggers.watches
        for point in watch.points[-1:]
        if point.decide_by is not None
    ]
    if dated:
        _, watch, point = min(dated, key=lambda item: (tells_little(item[1]), item[0]))
        return point_sentence(watch, point, currency)
    if triggers.watches:
        return outlook_sentence(triggers.watches[0])
    if triggers.reserves:
        return f"{reserve_sentence(triggers.reserves[0], currency)}"
    return proposal_sentence(triggers)
