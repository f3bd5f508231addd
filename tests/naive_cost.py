"""The slow, obvious twin of what an iteration costs: one iteration at a time, instants in elapsed minutes.

Nothing is imported from riskmc. Prices are averaged by Simpson's rule over each stretch of work, not from tables.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Stretch = tuple[float, float]
"""Begin and end of uninterrupted work, in elapsed minutes."""

YEAR = 365.25 * 1440.0


@dataclass
class Index:
    """Prices that rise: rates that hold from instants on, the first before them too; 1 at the base."""

    base: float
    steps: list[tuple[float, float]]

    def level(self, when: float) -> float:
        return math.exp(self._log(when) - self._log(self.base))

    def _log(self, when: float) -> float:
        total = 0.0
        for place, (begin, rate) in enumerate(self.steps):
            end = self.steps[place + 1][0] if place + 1 < len(self.steps) else math.inf
            if place == 0 and when < begin:
                return math.log1p(rate) * (when - begin) / YEAR
            total += math.log1p(rate) * max(min(when, end) - begin, 0.0) / YEAR
        return total


@dataclass
class Line:
    """One amount, drawn; `minutes` is what it lasts, where it is measured by time."""

    carrier: str
    part: str
    amount: float
    minutes: float | None = None
    begin: float = 0.0
    end: float = 0.0
    spread: str = "linear"
    index: Index | None = None
    exists: bool = True
    factors: list[float] = field(default_factory=list)
    parallel_factors: list[float] = field(default_factory=list)


def worked(stretches: Sequence[Stretch], begin: float, end: float) -> float:
    """Minutes of work between two instants."""
    return sum(max(min(end, last) - max(begin, first), 0.0) for first, last in stretches)


def span(dates: Sequence[Stretch]) -> Stretch:
    """From the first start to the last finish of some tasks."""
    return min(first for first, _ in dates), max(last for _, last in dates)


def mean_level(
    index: Index | None, spread: str, begin: float, end: float, stretches: Sequence[Stretch], until: float = math.inf
) -> float:
    """Average the level over the working time of the project, weighted by the density at the share that is over.

    What falls into a pause is paid when work next starts, or last ended. Nothing is paid after `until`.
    """
    whole = worked(stretches, begin, end)
    if (spread == "finish" and whole > 0.0) or spread == "start" or whole <= 0.0:
        paid = min(max(first, begin) for first, last in stretches if last > begin)
        if spread == "finish" and whole > 0.0:
            paid = max(min(last, end) for first, last in stretches if first < end)
        level = 1.0 if index is None else index.level(paid)
        return level if paid <= until else 0.0
    density = {"linear": lambda x: 1.0, "front": lambda x: 2.0 * (1.0 - x), "back": lambda x: 2.0 * x}[spread]
    total, before = 0.0, 0.0
    for first, last in stretches:
        low, high = max(first, begin), min(last, end, until)
        if high <= low:
            continue
        length = high - low
        values = [
            density((before + share * length) / whole) * (1.0 if index is None else index.level(low + share * length))
            for share in (0.0, 0.5, 1.0)
        ]
        total += length * (values[0] + 4.0 * values[1] + values[2]) / 6.0
        before += length
    return total / whole


def cost_factor(series: Sequence[float], parallel: Sequence[float]) -> float:
    """By what risks multiply a cost: those in series all, of the parallel ones the largest."""
    return math.prod(series) * max(parallel, default=1.0)


def line_amount(line: Line) -> float:
    """What a line comes to before factors and rising prices."""
    if not line.exists:
        return 0.0
    return line.amount * (1.0 if line.minutes is None else line.minutes)


def iteration_cost(
    lines: Sequence[Line], stretches: Sequence[Stretch]
) -> tuple[dict[str, float], dict[str, float], float]:
    """What each carrier costs, what the total is made of, and the total."""
    carriers: dict[str, float] = {}
    parts = dict.fromkeys(("time_independent", "time_dependent", "standing", "risks", "responses", "escalation"), 0.0)
    for line in lines:
        bare = line_amount(line)
        struck = bare * cost_factor(line.factors, line.parallel_factors)
        level = 1.0
        if line.index is not None and line.exists:
            level = mean_level(line.index, line.spread, line.begin, line.end, stretches)
        parts[line.part] += bare
        parts["risks"] += struck - bare
        parts["escalation"] += struck * level - struck
        carriers[line.carrier] = carriers.get(line.carrier, 0.0) + struck * level
    return carriers, parts, sum(carriers.values())


def spent_by(lines: Sequence[Line], stretches: Sequence[Stretch], until: float) -> float:
    """What has been spent by an instant, with prices as they rise."""
    return sum(
        line_amount(line)
        * cost_factor(line.factors, line.parallel_factors)
        * mean_level(line.index, line.spread, line.begin, line.end, stretches, until)
        for line in lines
        if line.exists
    )


def cost_sums(
    amounts: Sequence[Sequence[float]], finishes: Sequence[float], planned: Sequence[float]
) -> list[tuple[float, float, float, float]]:
    """Sums of each carrier's deviation, its square, and its products with those of the total and of the finish."""
    totals = [sum(column) - planned[-1] for column in zip(*amounts, strict=True)]
    found = []
    for row, reference in zip(amounts, planned, strict=False):
        own = [amount - reference for amount in row]
        found.append(
            (
                math.fsum(own),
                math.fsum(x * x for x in own),
                math.fsum(x * t for x, t in zip(own, totals, strict=True)),
                math.fsum(x * f for x, f in zip(own, finishes, strict=True)),
            )
        )
    return found


TWINS: Mapping[str, Callable[..., Any]] = {
    "cost_spans.edge_instants": span,
    "cost_spans.edge_positions": span,
    "cost_spans.span_of_line": span,
    "cost_spans.place_span": span,
    "cost_spans.span_of_tasks": span,
    "price_levels.cell_of": mean_level,
    "price_levels.level_at": mean_level,
    "price_levels.place_in_cells": mean_level,
    "price_levels.write_areas": mean_level,
    "price_levels.write_areas_of_areas": mean_level,
    "price_levels.mean_levels": mean_level,
    "price_levels.mean_levels_of_span": mean_level,
    "price_levels.levels_at_instants": mean_level,
    "cost_lines.measure_line": worked,
    "cost_lines.amounts_of_line": line_amount,
    "cost_lines.factors_of_task": cost_factor,
    "cost_lines.minutes_of_line": line_amount,
    "cost_lines.magnitudes_of_line": line_amount,
    "cost_lines.write_two_lines": line_amount,
    "cost_lines.cost_of_plain_lines": iteration_cost,
    "cost_lines.add_simple_line": line_amount,
    "cost_lines.write_amounts": line_amount,
    "cost_lines.write_lines": iteration_cost,
    "cost_lines.end_of_group": iteration_cost,
    "cost_lines.raise_prices": iteration_cost,
    "cost_lines.cost_of_lines": iteration_cost,
    "costs.cost_of_risk": iteration_cost,
    "costs.cost_chunk": iteration_cost,
    "costs.add_cost_sums": cost_sums,
    "costs.amounts_of_risk": line_amount,
    "cash.area_at": spent_by,
    "cash.area_of_area_at": spent_by,
    "cash.first_edge": spent_by,
    "cash.first_and_last": spent_by,
    "cash.write_shares": spent_by,
    "cash.write_raised_shares": spent_by,
    "cash.add_spent": spent_by,
    "cash.raise_and_spend": spent_by,
    "cash.spend_lines": spent_by,
    "cash.spend_chunk": spent_by,
    "cost_block.run_cost_chunks": iteration_cost,
}
