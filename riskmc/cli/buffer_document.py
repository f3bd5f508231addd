"""What ``riskmc buffer --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from riskmc.analysis.consumption import ZONES
from riskmc.cli.documents import Document, chance, instant, without_nan

if TYPE_CHECKING:
    from riskmc.analysis.allocation import AllocatedPart
    from riskmc.analysis.buffer_choice import BufferChoice
    from riskmc.analysis.buffer_methods import MethodBuffer
    from riskmc.analysis.buffer_study import BufferStudy, FeedingBuffer
    from riskmc.analysis.consumption import BufferConsumption
    from riskmc.analysis.cost_contingency import CostContingency, CostShare
    from riskmc.analysis.schedule_contingency import ScheduleContingency
    from riskmc.result.replicates import Measured

__all__ = ["SCHEMA", "buffer_document"]

SCHEMA = "riskmc.buffer/1"


def buffer_document(study: BufferStudy) -> Document:
    """Return the object that ``riskmc buffer --json`` prints.

    Parameters
    ----------
    study : BufferStudy
    """
    run, project, wish = study.result.provenance, study.result.project, study.wish
    document: Document = without_nan(
        {
            "schema": SCHEMA,
            "version": run.version,
            "project": project.name,
            "digest": run.digest,
            "iterations": run.iterations,
            "seed": run.seed,
            "trial_seed": study.fresh_seed,
            "sampling": run.sampling,
            "scenario": project.scenario.replace("_", "-"),
            "confidence": wish.level,
            "reserve_to": wish.reserve_to,
            "interval_confidence": wish.confidence,
            "schedule": _contingency(study.project),
            "cost": None if study.cost is None else _cost(study.cost.contingency),
            "milestones": {item.id: _contingency(item) for item in study.schedule[1:]},
            "joint": _joint(study),
            "methods": [_method(row) for row in study.methods],
            "critical_chain": _chain(study),
            "consumption": [_consumption(item) for item in study.consumption],
            "choice": None if study.choice is None else _choice(study.choice),
            "allocation": _allocation(study),
        }
    )
    return document


def _measured(amount: Measured, name: str = "days") -> Document:
    return {name: amount.value, "low": amount.low, "high": amount.high}


def _contingency(item: ScheduleContingency) -> Document:
    held, reserve = item.contingency, item.reserve
    return {
        **_measured(held.days),
        "calendar_days": round(held.calendar_days.value),
        "calendar_low": round(held.calendar_days.low),
        "calendar_high": round(held.calendar_days.high),
        "planned": instant(item.planned),
        "chance_of_plan": chance(item.chance),
        "date": instant(held.estimate.value),
        "date_low": instant(held.estimate.low),
        "date_high": instant(held.estimate.high),
        "reserve": None
        if reserve is None
        else {
            **_measured(reserve.days),
            "calendar_days": reserve.calendar_days,
            "to": reserve.level,
            "date": instant(reserve.until.value),
        },
    }


def _joint(study: BufferStudy) -> Document | None:
    joint = study.joint
    if joint is None:
        return None
    date = study.result.timeline.date_of
    return {
        "confidence": joint.confidence,
        "level": _measured(joint.level, "value"),
        "separately": chance(joint.together),
        "coverage": None if study.joint_coverage is None else chance(study.joint_coverage),
        "interval_method": joint.method,
        "milestones": {
            buffer.id: {**_measured(buffer.days), "date": instant(date(buffer.minutes))} for buffer in joint.buffers
        },
    }


def _method(row: MethodBuffer) -> Document:
    coverage = row.coverage
    return {
        "name": row.name,
        "title": row.title,
        "source": row.source,
        **_measured(row.days),
        "counts_from": row.counts_from,
        "base": instant(row.base),
        "promised": instant(row.promised),
        "beyond_plan_days": row.beyond_plan,
        "coverage": None if coverage is None else coverage.value,
        "coverage_low": None if coverage is None else coverage.low,
        "coverage_high": None if coverage is None else coverage.high,
    }


def _chain(study: BufferStudy) -> Document | None:
    if study.chain is None:
        return None
    chain, tasks = study.chain.chain, study.result.project.tasks
    return {
        "safe": study.estimates.safe_level,
        "aggressive": study.estimates.aggressive_level,
        "is_whole": study.chain.is_whole,
        "tightness": chain.tightness,
        "overbooked": [
            {"resource": item.resource, "wanted": item.wanted, "available": item.available}
            for item in study.chain.overbooked
        ],
        "days": chain.days,
        "safe_days": chain.safe_days,
        "tasks": [
            {"id": tasks[index].id, "aggressive": float(lean), "safe": float(safe), "sd": float(sd)}
            for index, lean, safe, sd in zip(chain.tasks, chain.aggressive, chain.safe, chain.sd, strict=True)
        ],
        "feeding": [_feeding(row) for row in study.feeding],
    }


def _feeding(row: FeedingBuffer) -> Document:
    return {
        "last": row.last, "joins": row.joins, "tasks": row.n_tasks, "days": row.days, "float_days": row.float_days,
        "decides": chance(row.decides), "buffers": dict(row.sizes),
    }  # fmt: skip


def _consumption(item: BufferConsumption) -> Document:
    return {
        "of": item.buffer.target,
        "buffer": item.buffer.buffer,
        "promise": item.buffer.promise,
        "promised": instant(item.buffer.promised),
        "days": item.days,
        "mean": item.mean,
        "shares": {zone: chance(share) for zone, share in zip(ZONES, item.shares, strict=True)},
    }


def _choice(choice: BufferChoice) -> Document:
    return {
        "delay_cost": choice.delay_cost,
        "buffer_cost": choice.buffer_cost,
        "level": choice.level,
        **_measured(choice.days),
        "date": instant(choice.date),
        "attained": chance(choice.attained),
        "cost": _measured(choice.cost, "value"),
        "cost_without": _measured(choice.cost_without, "value"),
    }


def _cost(item: CostContingency) -> Document:
    return {
        "currency": item.currency or None,
        **_measured(item.amount, "amount"),
        "planned": item.planned,
        "chance_of_plan": chance(item.chance),
        "value": item.estimate.value,
        "value_low": item.estimate.low,
        "value_high": item.estimate.high,
        "coverage": None if item.coverage is None else chance(item.coverage),
        "reserve": None
        if item.reserve is None
        else {
            **_measured(item.reserve.amount, "amount"),
            "to": item.reserve.level,
            "value": item.reserve.until.value,
        },
    }


def _allocation(study: BufferStudy) -> Document:
    cost = study.cost
    return {
        "schedule": [_part(part, "days") for part in study.legs],
        "cost": None if cost is None else [_share(share) for share in cost.shares],
        "cost_groups": None if cost is None else [_share(share) for share in cost.groups],
    }


def _share(share: CostShare) -> Document:
    return {
        "id": share.id,
        "kind": share.kind,
        "name": share.name,
        "group": share.group,
        **_measured(share.amount, "amount"),
        "beyond_plan": share.beyond_plan,
        "variance_share": share.variance_share,
        "reason": share.reason,
    }


def _part(part: AllocatedPart, unit: str) -> Document:
    return {
        "id": part.id,
        "name": part.name,
        **_measured(part.amount, unit),
        "beyond_plan": part.beyond_plan,
        "variance_share": part.variance_share,
        "reason": part.reason,
    }
