"""Trigger points, reserves and signals in plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from riskmc.analysis.trigger_words import (
    MEANING,
    NOT_PLAYED,
    interval_text,
    outlook_sentence,
    plan_title,
    point_text,
    proposal_sentence,
    reserve_name,
    signal_title,
    size_text,
    target_text,
    watch_sentences,
)
from riskmc.analysis.wording import chance_text, counted_text, date_text, level_text, share_text
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import clipped

if TYPE_CHECKING:
    from riskmc.analysis.trigger_points import TriggerPoint, Triggers, Watch
    from riskmc.result import ProbabilityEstimate

__all__ = ["trigger_lines"]

SIGNALS = 12
"""Signals that are printed for each objective."""


def trigger_lines(triggers: Triggers, width: int) -> list[str]:
    """Write trigger points as lines of text.

    Parameters
    ----------
    triggers : Triggers
    width : int
        Columns of the terminal.
    """
    return paragraphs(
        [
            _head(triggers, width),
            *(_watch(watch, triggers, width) for watch in triggers.watches),
            _unjudged(triggers, width),
            _reserves(triggers, width),
            _ranked(triggers, width),
            _to_keep(triggers),
        ]
    )


def _wrapped(sentences: Iterable[str], width: int, indent: str = "") -> Iterator[str]:
    for sentence in sentences:
        yield from textwrap.wrap(sentence, width, initial_indent=indent, subsequent_indent=indent)


def _head(triggers: Triggers, width: int) -> Iterator[str]:
    run = triggers.result.provenance
    yield f"{triggers.result.project.name}: trigger points and reserves"
    confidence = level_text(triggers.confidence)
    yield f"{counted_text(run.iterations, 'iteration')}, seed {run.seed}; intervals at {confidence}"
    yield ""
    sentences = [proposal_sentence(triggers)] if triggers.is_proposal else []
    yield from _wrapped([*sentences, *([MEANING] if triggers.watches else []), NOT_PLAYED], width)


def _watch(watch: Watch, triggers: Triggers, width: int) -> Iterator[str]:
    currency = triggers.result.project.currency
    yield from _wrapped([plan_title(watch)], width)
    protects = f"protects {target_text(watch.target)}; signal: {signal_title(watch.signal)}"
    yield from _wrapped([protects, outlook_sentence(watch)], width, "  ")
    if not watch.target.met.all() and watch.target.met.any():
        head = ["below", "trigger point", "interval", "reached", "decide by", "false alarms", "misses"]
        rows = [_point(watch, point, currency) for point in watch.points]
        yield from table(head, rows, align="llllrrr", width=width, text_column=1)
    yield from _wrapped(watch_sentences(watch, currency), width, "  ")


def _point(watch: Watch, point: TriggerPoint, currency: str | None) -> list[str]:
    alarm, is_there = point.alarm, point.crossing.place == "crossed"
    decide = "–" if point.decide_by is None else date_text(point.decide_by, short=True)
    rates = (alarm.met_beyond, alarm.misses)
    return [
        level_text(point.level),
        point_text(watch, point, currency),
        interval_text(watch, point, currency),
        chance_text(alarm.reached, interval=False) if is_there else "–",
        f"{decide} (past)" if point.is_past else decide,
        *(_rate(rate) if is_there else "–" for rate in rates),
    ]


def _rate(rate: ProbabilityEstimate | None) -> str:
    return "–" if rate is None else chance_text(rate, interval=False)


def _to_keep(triggers: Triggers) -> Iterator[str]:
    """Write what is proposed as a plan file has it, to be filled in."""
    if not triggers.is_proposal or not triggers.watches:
        return
    from riskmc.io.plan_text import flow_text

    yield "To keep them, fill in and write into the plan:"
    yield "  contingency:"
    yield "    plans:"
    for number, watch in enumerate(triggers.watches, 1):
        response = {"action": "", "owner": "", "cost": 0, "lead_time": "0d"}
        signal = {"finish": watch.signal.subject}
        yield f"      - {flow_text({'id': f'CP{number}', 'protects': watch.target.id, 'signal': signal})[:-1]},"
        yield f"         response: {flow_text(response)}}}"


def _unjudged(triggers: Triggers, width: int) -> Iterator[str]:
    if not triggers.unjudged:
        return
    yield "Without a trigger point"
    items = (f"{named(item.plan.id, item.plan.name)}: {item.why}" for item in triggers.unjudged)
    yield from _wrapped(items, width, "  ")


def _reserves(triggers: Triggers, width: int) -> Iterator[str]:
    if not triggers.reserves:
        return
    currency = triggers.result.project.currency
    yield "Reserves: how likely each is enough, and what is missing where it is not"
    rows = [
        [
            reserve_name(item), clipped(item.before or "–", 18), size_text(item.amount, item.unit, currency),
            chance_text(item.touched, interval=False), chance_text(item.enough),
            size_text(item.shortfall.mean, item.unit, currency),
            *(size_text(need.value, item.unit, currency) for need in item.needs),
        ]
        for item in triggers.reserves
    ]  # fmt: skip
    levels = [f"P{100 * need.level:g}" for need in triggers.reserves[0].needs]
    head = ["reserve", "before", "has", "drawn on", "enough", "missing", *levels]
    yield from table(head, rows, align="llrrrrrrr", width=width)
    yield from _wrapped(
        ["missing: on the average where it is not enough; P50, P80, P90: what all reserves for the same would have to"
         " be together, beyond the plan"], width, "  ",
    )  # fmt: skip


def _ranked(triggers: Triggers, width: int) -> Iterator[str]:
    for target in dict.fromkeys(item.target.id for item in triggers.ranked):
        items = [item for item in triggers.ranked if item.target.id == target]
        yield f"Milestones by what they tell of {items[0].target.name}"
        rows = [
            [
                named(item.signal.subject, item.signal.name), f"{item.telling.value:.2f}",
                f"{item.telling.low:.2f}–{item.telling.high:.2f}", f"{item.lead_days:,.0f} d",
                share_text(item.late_share),
                "best for its date" if item.is_best else "",
            ]
            for item in items[:SIGNALS]
        ]  # fmt: skip
        yield from table(["milestone", "area", "interval", "ahead", "too late", ""], rows, align="lrrrrl", width=width)
        if len(items) > SIGNALS:
            yield f"  {counted_text(len(items) - SIGNALS, 'more milestone')} tell less"
    if triggers.ranked:
        yield from _wrapped(
            ["area: chance that the milestone is later in an iteration that misses the objective than in one that meets"
             " it; half is chance. ahead: working days from its P50 to the date promised. too late: share of iterations"
             " in which it comes only when that is decided."], width, "  ",
        )  # fmt: skip
