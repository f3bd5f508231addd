"""Comparing what runs cost: the paired difference, and nothing where there is nothing to compare."""

from __future__ import annotations

import numpy as np
import pytest

import riskmc
from riskmc.analysis.comparison import compare_runs
from riskmc.analysis.cost_comparison import compare_costs


def run(rate="1k", iterations=4_096, **fields):
    task = {"id": "dig", "duration": {"uniform": ["20d", "40d"]}, "cost": {"per_day": rate}}
    plan = riskmc.Project(**{"name": "x", "start": "2027-01-04", "currency": "EUR", "tasks": [task], **fields})
    return riskmc.simulate(plan, iterations=iterations)


def test_a_rate_that_rises_by_a_tenth_makes_every_percentile_dearer_by_a_tenth():
    first, second = run("1000"), run("1100")
    found = compare_costs(compare_runs({"a": first, "b": second}))
    (difference,) = found.differences
    assert difference.is_paired
    assert difference.mean.value == pytest.approx(0.1 * first.cost.mean)
    for level, item in zip(found.levels, difference.levels, strict=True):
        assert item.value == pytest.approx(0.1 * first.cost.quantile(level))
        assert item.low <= item.value <= item.high
    paired = np.std(second.cost.amounts - first.cost.amounts)
    assert difference.mean.half < paired / 10


def test_runs_without_costs_or_of_other_currencies_are_not_compared_in_money():
    free = run(tasks=[{"id": "dig", "duration": "5d"}])
    assert compare_costs(compare_runs({"a": run(), "b": free})) is None
    assert compare_costs(compare_runs({"a": run(), "b": run(currency="USD")})) is None
