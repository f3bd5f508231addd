"""The tables of a study of buffers."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from riskmc.analysis.allocation import spread_text
from riskmc.analysis.buffer_methods import CHAIN_METHODS, TITLES
from riskmc.analysis.buffer_study import BufferStudy
from riskmc.analysis.buffer_words import ZONE_TITLES, measured_text
from riskmc.analysis.consumption import ZONES
from riskmc.analysis.cost_contingency import CostShare
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.schedule_contingency import ScheduleContingency
from riskmc.analysis.wording import chance_text, count_text, date_text, level_text, share_text
from riskmc.report.tables import Kind, Table

__all__ = [
    "chain_table", "consumption_table", "contingency_table", "cost_curve_table", "cost_share_table", "feeding_table",
    "joint_table", "leg_table", "method_table",
]  # fmt: skip


def contingency_table(found: Sequence[ScheduleContingency], level: float, reserve_to: float | None) -> Table:
    """Tabulate what the project and each milestone need."""
    columns: list[tuple[str, Kind]] = [
        ("What is promised", "name"),
        ("Plan", "number"),
        ("Plan holds in", "number"),
        (f"{level_text(level)} sure", "number"),
        ("Working days", "number"),
        ("Calendar days", "number"),
    ]
    if reserve_to is not None:
        columns += [(f"{level_text(reserve_to)} sure", "number"), ("Reserve, working days", "number")]
    return Table("Contingency beyond the plan", tuple(columns), tuple(_contingency_row(item) for item in found))


def _contingency_row(item: ScheduleContingency) -> tuple[str, ...]:
    held = item.contingency
    low, value, high = (
        round(part) for part in (held.calendar_days.low, held.calendar_days.value, held.calendar_days.high)
    )
    row = (
        item.name,
        date_text(item.planned, short=True),
        chance_text(item.chance),
        date_text(held.estimate.value, short=True),
        measured_text(held.days),
        f"{value}" if low == high else f"{value} ({low}–{high})",
    )
    if item.reserve is None:
        return row
    return (*row, date_text(item.reserve.until.value, short=True), measured_text(item.reserve.days))


def joint_table(study: BufferStudy) -> Table | None:
    """Tabulate the dates that hold together."""
    joint = study.joint
    if joint is None:
        return None
    date = study.result.timeline.date_of
    alone = {item.id: item.contingency for item in study.schedule}
    rows = tuple(
        (
            buffer.name,
            date_text(alone[buffer.id].estimate.value, short=True),
            measured_text(alone[buffer.id].days),
            date_text(date(buffer.minutes), short=True),
            measured_text(buffer.days),
        )
        for buffer in joint.buffers
    )
    level = level_text(joint.confidence)
    columns: tuple[tuple[str, Kind], ...] = (
        ("Milestone", "name"),
        (f"{level} sure by itself", "number"),
        ("Working days", "number"),
        (f"All at once {level} sure", "number"),
        ("Working days", "number"),
    )
    return Table("Dates that hold together", columns, rows)


def method_table(study: BufferStudy) -> Table:
    """Tabulate the methods side by side."""
    rows = tuple(
        (
            row.title,
            row.source,
            measured_text(row.days),
            "the plan" if row.counts_from == "plan" else "aggressive estimates",
            date_text(row.promised, short=True),
            f"{row.beyond_plan:+.1f} d".replace("-", "−"),
            "not tried" if row.coverage is None else chance_text(row.coverage),
        )
        for row in study.methods
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Project buffer", "text"),
        ("Source", "text"),
        ("Working days", "number"),
        ("After the finish of", "text"),
        ("Promises", "number"),
        ("Beyond the plan", "number"),
        ("Holds in", "number"),
    )
    return Table("Methods side by side", columns, rows)


def chain_table(study: BufferStudy) -> Table | None:
    """Tabulate the critical chain."""
    if study.chain is None:
        return None
    chain, tasks = study.chain.chain, study.result.project.tasks
    rows = tuple(
        (
            tasks[index].name,
            f"{lean:.1f}" if safe > 0.0 else "–",
            f"{safe:.1f}" if safe > 0.0 else "–",
            f"{max(safe - lean, 0.0):.1f}" if safe > 0.0 else "–",
            f"{sd:.2f}" if safe > 0.0 else "–",
        )
        for index, lean, safe, sd in zip(chain.tasks, chain.aggressive, chain.safe, chain.sd, strict=True)
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Task of the critical chain", "name"),
        ("Aggressive, days", "number"),
        ("Safe, days", "number"),
        ("Safety", "number"),
        ("Standard deviation", "number"),
    )
    return Table("The critical chain, task by task", columns, rows)


def feeding_table(study: BufferStudy) -> Table | None:
    """Tabulate the feeding buffers, those first that lack most float."""
    if not study.feeding:
        return None
    sized = [name for name in CHAIN_METHODS if any(name in row.sizes for row in study.feeding)]
    rows = tuple(
        (
            f"{row.last_name} → {row.joins_name}",
            count_text(row.n_tasks),
            f"{row.days:.1f}",
            *(f"{row.sizes[name]:.1f}" if name in row.sizes else "–" for name in sized),
            f"{row.float_days:.1f}",
            f"{row.missing_days():.1f}",
            chance_text(row.decides),
        )
        for row in study.feeding
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Path, and the task of the chain that it joins", "name"),
        ("Tasks", "number"),
        ("Length, days", "number"),
        *((TITLES[name].capitalize(), "number") for name in sized),
        ("Float", "number"),
        ("Missing", "number"),
        ("Decides", "number"),
    )
    return Table("Feeding buffers, working days", columns, rows, is_sortable=True)


def consumption_table(study: BufferStudy) -> Table:
    """Tabulate what is eaten of each buffer."""
    rows = tuple(
        (
            item.buffer.name,
            date_text(item.buffer.promised, short=True),
            f"{item.days:.1f}",
            *(chance_text(share) for share in item.shares),
            share_text(item.mean),
        )
        for item in study.consumption
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Buffer before", "name"),
        ("Promised", "number"),
        ("Working days", "number"),
        *((ZONE_TITLES[zone].capitalize(), "number") for zone in ZONES),
        ("Mean", "number"),
    )
    return Table("What is eaten of each buffer", columns, rows)


def leg_table(study: BufferStudy) -> Table:
    """Tabulate who needs the contingency of the project."""
    rows = [
        (
            part.name,
            measured_text(part.amount),
            f"{part.beyond_plan:.1f}",
            spread_text(part.variance_share),
            part.reason,
        )
        for part in study.legs
    ]
    total = sum(part.amount.value for part in study.legs)
    beyond = sum(part.beyond_plan for part in study.legs)
    columns: tuple[tuple[str, Kind], ...] = (
        ("Leg of the way", "name"),
        ("Working days", "number"),
        ("Mean beyond the plan", "number"),
        ("Of the spread", "number"),
        ("Why", "text"),
    )
    return Table(
        "Who needs the contingency", columns, (*rows, ("Together", f"{total:.1f}", f"{beyond:.1f}", "100 %", ""))
    )


def cost_share_table(shares: Sequence[CostShare], currency: str) -> Table:
    """Tabulate who needs the cost contingency."""
    rows = tuple(
        (
            share.name,
            share.kind,
            measured_amount_text(share.amount, currency),
            amount_text(share.beyond_plan, currency),
            spread_text(share.variance_share, 1),
            share.reason,
        )
        for share in shares
    )
    total = sum(share.amount.value for share in shares)
    columns: tuple[tuple[str, Kind], ...] = (
        ("Part", "name"),
        ("Kind", "text"),
        ("Share of the contingency", "number"),
        ("Mean beyond the plan", "number"),
        ("Of the spread", "number"),
        ("Why", "text"),
    )
    last = ("Together", "", amount_text(total, currency), "", "", "")
    return Table("Who needs the cost contingency", columns, (*rows, last))


def cost_curve_table(frame: pd.DataFrame, currency: str | None) -> Table:
    """Tabulate what buffers of several sizes cost."""
    some = frame.iloc[::4]
    rows = tuple(
        (
            f"{days:.1f}",
            *(amount_text(amount, currency) for amount in (buffer, delay, total)),
            f"{amount_text(low, None)}–{amount_text(high, None)}",
        )
        for days, buffer, delay, total, low, high in zip(*(some[name] for name in some), strict=True)
    )
    columns: tuple[tuple[str, Kind], ...] = (
        ("Buffer, working days", "number"),
        ("Buffer", "number"),
        ("Expected delay", "number"),
        ("Together", "number"),
        ("Interval", "number"),
    )
    return Table("Expected cost by size of the buffer", columns, rows)
