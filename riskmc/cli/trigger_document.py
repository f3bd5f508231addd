"""What ``riskmc triggers --json`` prints."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from riskmc.analysis.trigger_words import watch_sentences
from riskmc.cli.documents import Document, chance, instant, without_nan

if TYPE_CHECKING:
    from riskmc.analysis.reserves import ReserveOutcome
    from riskmc.analysis.signal_ranking import RankedSignal
    from riskmc.analysis.trigger_points import Alarm, OwnThreshold, TriggerPoint, Triggers, Watch
    from riskmc.result import ProbabilityEstimate

__all__ = ["SCHEMA", "trigger_document"]

SCHEMA = "riskmc.triggers/1"


def trigger_document(triggers: Triggers) -> Document:
    """Return the object that ``riskmc triggers --json`` prints.

    Parameters
    ----------
    triggers : Triggers
    """
    run, project = triggers.result.provenance, triggers.result.project
    document: Document = without_nan(
        {
            "schema": SCHEMA,
            "version": run.version,
            "project": project.name,
            "digest": run.digest,
            "iterations": run.iterations,
            "seed": run.seed,
            "sampling": run.sampling,
            "scenario": project.scenario.replace("_", "-"),
            "currency": project.currency,
            "confidence": triggers.confidence,
            "responses_played": False,
            "proposed": triggers.is_proposal,
            "trigger_points": [_point(watch, point) for watch in triggers.watches for point in watch.points],
            "signals": [_watch(watch, project.currency) for watch in triggers.watches],
            "unjudged": [{"plan": item.plan.id, "why": item.why} for item in triggers.unjudged],
            "reserves": [_reserve(item) for item in triggers.reserves],
            "ranking": [_ranked(item) for item in triggers.ranked],
        }
    )
    return document


def _point(watch: Watch, point: TriggerPoint) -> Document:
    found, alarm = point.crossing, point.alarm
    is_there = found.place == "crossed"
    is_date = watch.signal.kind == "finish"
    ends = (point.date, point.low_date, point.high_date) if is_date else (found.value, found.low, found.high)
    value, low, high = (_value(end) for end in ends) if is_there else (None, None, None)
    return {
        "plan": None if watch.plan is None else watch.plan.id,
        "signal": watch.signal.label,
        "objective": watch.target.id,
        "level": point.level,
        "status": found.place,
        "beyond": "above" if watch.curve.falls else "below",
        "value": value,
        "low": low,
        "high": high,
        "date": None if point.date is None or not is_there else instant(point.date),
        "decide_by": None if point.decide_by is None else instant(point.decide_by),
        "is_past": point.is_past,
        "room_days": point.room_days,
        **_alarm(alarm),
    }


def _value(end: Any) -> Any:
    return instant(end) if isinstance(end, datetime) else end


def _alarm(alarm: Alarm) -> Document:
    return {
        "reached": chance(alarm.reached),
        "when": {f"P{level}": instant(day) for level, day in zip((10, 50, 90), alarm.when, strict=False)},
        "false_alarms": _chance(alarm.met_beyond),
        "misses": _chance(alarm.misses),
        "false_positives": _chance(alarm.false_positives),
        "met_within": _chance(alarm.met_within),
    }


def _chance(estimate: ProbabilityEstimate | None) -> Document | None:
    return None if estimate is None else chance(estimate)


def _watch(watch: Watch, currency: str | None) -> Document:
    telling, target = watch.telling, watch.target
    return {
        "plan": None if watch.plan is None else watch.plan.id,
        "signal": watch.signal.label,
        "objective": target.id,
        "protects": target.name,
        "basis": target.basis,
        "met": float(target.met.mean()),
        "area": {"value": telling.value, "low": telling.low, "high": telling.high},
        "is_steady": watch.is_steady,
        "late_share": watch.late_share,
        "helpless_share": watch.helpless_share,
        "threshold": None if watch.own is None else _own(watch, watch.own),
        "sentences": list(watch_sentences(watch, currency)),
    }


def _own(watch: Watch, own: OwnThreshold) -> Document:
    is_date = watch.signal.kind == "finish"
    return {
        "value": _value(own.date) if is_date and own.date is not None else own.value,
        "chance": chance(own.chance),
        "verdict": own.verdict,
        "days": own.days,
        **_alarm(own.alarm),
    }


def _reserve(item: ReserveOutcome) -> Document:
    short = item.shortfall
    return {
        "id": item.reserve.id,
        "of": item.reserve.of,
        "kind": item.reserve.kind,
        "before": item.reserve.before if item.reserve.of == "schedule" else None,
        "unit": item.unit,
        "amount": item.amount,
        "base": item.base,
        "touched": chance(item.touched),
        "enough": chance(item.enough),
        "shortfall": {"mean": short.mean, "low": short.low, "high": short.high, "iterations": short.iterations},
        "needs": {
            f"{100 * need.level:g}": {"value": need.value, "low": need.low, "high": need.high} for need in item.needs
        },
    }


def _ranked(item: RankedSignal) -> Document:
    return {
        "signal": item.signal.label,
        "name": item.signal.name,
        "objective": item.target.id,
        "area": {"value": item.telling.value, "low": item.telling.low, "high": item.telling.high},
        "lead_days": item.lead_days,
        "late_share": item.late_share,
        "is_milestone": item.is_milestone,
        "is_best": item.is_best,
    }
