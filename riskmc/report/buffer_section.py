"""The section of the report that says how much contingency each date needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from riskmc.analysis.buffer_words import contingency_sentences, cost_sentences, measured_text
from riskmc.analysis.cost_contingency import cost_contingency
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.schedule_contingency import (
    BUFFER_LEVEL,
    RESERVE_LEVEL,
    beyond_plan,
    buffer_targets,
    planned_minutes,
    schedule_contingency,
)
from riskmc.analysis.wording import date_text, level_text
from riskmc.report.tables import Kind, Table
from riskmc.result import SimulationResult
from riskmc.result.amounts import CostSamples
from riskmc.result.estimates import CONFIDENCE

__all__ = ["LEVELS", "buffer_section"]

LEVELS: Final = (0.5, 0.7, 0.8, 0.9, 0.95)
"""How sure, from column to column."""


def buffer_section(result: SimulationResult, confidence: float = CONFIDENCE) -> dict[str, Any] | None:
    """Return what the template of the section fills in; None where the finish is the same in every iteration.

    Parameters
    ----------
    result : SimulationResult
    confidence : float
        Of the intervals, in (0, 1).
    """
    if result.finish.sorted_minutes[0] == result.finish.sorted_minutes[-1]:
        return None
    whole = schedule_contingency(result, PROJECT, BUFFER_LEVEL, RESERVE_LEVEL, confidence)
    sentences, cost = list(contingency_sentences(whole)), None
    if result.cost is not None and result.deterministic.cost is not None:
        planned = result.deterministic.cost
        sentences += cost_sentences(cost_contingency(result.cost, planned, BUFFER_LEVEL, RESERVE_LEVEL, confidence))
        cost = _cost_table(result.cost, planned, confidence)
    return {"sentences": sentences, "table": _table(result, confidence), "cost": cost}


def _cost_table(samples: CostSamples, planned: float, confidence: float) -> Table:
    columns: tuple[tuple[str, Kind], ...] = (
        ("Money beyond the plan, to be so sure", "name"),
        ("Plan", "number"),
        *((level_text(level), "number") for level in LEVELS),
    )
    found = [cost_contingency(samples, planned, level, None, confidence).amount for level in LEVELS]
    row = ("Total cost", amount_text(planned, samples.currency), *(measured_amount_text(amount) for amount in found))
    return Table("Cost contingency by how sure one wants to be", columns, (row,))


def _table(result: SimulationResult, confidence: float) -> Table:
    columns: tuple[tuple[str, Kind], ...] = (
        ("Working days beyond the plan, to be so sure", "name"),
        ("Plan", "number"),
        *((level_text(level), "number") for level in LEVELS),
        (f"{level_text(BUFFER_LEVEL)}: date", "number"),
    )
    return Table("Contingency by how sure one wants to be", columns, tuple(_rows(result, confidence)))


def _rows(result: SimulationResult, confidence: float) -> Iterator[tuple[str, ...]]:
    tasks, index = result.project.tasks, result.project.task_index
    for identity in buffer_targets(result):
        samples = result.milestones.get(identity, result.finish)
        planned = planned_minutes(result, identity)
        found = [beyond_plan(samples, planned, level, confidence) for level in LEVELS]
        yield (
            "Finish of the project" if identity == PROJECT else tasks[index[identity]].name,
            date_text(samples.timeline.date_of(planned), short=True),
            *(measured_text(item.days) for item in found),
            date_text(samples.quantile(BUFFER_LEVEL), short=True),
        )
