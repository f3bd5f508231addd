"""Shares of a contingency that add up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from riskmc.analysis.allocation import allocate, allocated_legs, milestone_chain
from riskmc.analysis.schedule_contingency import schedule_contingency
from riskmc.model import Project
from riskmc.simulation import simulate
from tests.analysis.test_contingency import MEANS, SDS, series


@given(st.integers(1, 6), st.integers(2, 300), st.floats(0.05, 0.99), st.integers(0, 1000))
def test_shares_add_up_to_the_contingency_of_the_whole(k: int, n: int, level: float, seed: int) -> None:
    generator = np.random.default_rng(seed)
    parts = generator.gamma(2.0, 5.0, (k, n)) * generator.integers(-1, 3, (k, 1))
    planned = generator.uniform(0.0, 10.0, k)
    amounts, _, shares = allocate(parts, planned, level)
    whole = np.sort(parts.sum(axis=0))
    percentile = whole[math.ceil(n * level * (1 - 1e-14)) - 1]
    assert amounts.sum() == pytest.approx(percentile - planned.sum(), rel=1e-9, abs=1e-9)
    assert shares.sum() == pytest.approx(1.0 if np.ptp(whole) > 0 else 0.0)


def test_what_never_varies_gets_what_it_lies_beyond_its_plan() -> None:
    amounts, beyond, shares = allocate(np.array([[5.0, 5.0, 5.0], [1.0, 2.0, 3.0]]), [4.0, 2.0], 0.8)
    assert (amounts[0], beyond[0], shares[0]) == (1.0, 1.0, 0.0)
    assert (amounts[1], shares[1]) == (1.0, 1.0)


def test_legs_of_normals_in_series_get_their_share_of_the_variance() -> None:
    result = simulate(series(), iterations=20_480)
    legs = allocated_legs(result, 0.8)
    variances = np.array(SDS) ** 2
    beyond = norm.ppf(0.8) * math.sqrt(variances.sum()) * variances / variances.sum()
    assert [leg.id for leg in legs] == ["m0", "m1", "project"]
    for leg, exact in zip(legs, 2.0 + beyond, strict=True):
        assert leg.amount.low < exact < leg.amount.high
    whole = schedule_contingency(result, "project", 0.8, None, 0.95).contingency.days.value
    assert sum(leg.amount.value for leg in legs) == pytest.approx(whole)
    assert sum(MEANS) == 125.0
    assert "it takes 2 working days more than planned on average, and 51 % of the spread" in legs[0].reason


def test_the_way_is_the_longest_chain_of_milestones() -> None:
    tasks = [
        {"id": "start", "milestone": True},
        {"id": "a", "duration": {"uniform": ["5d", "9d"]}, "after": ["start"]},
        {"id": "one", "milestone": True, "after": ["a"]},
        {"id": "b", "duration": {"uniform": ["5d", "9d"]}, "after": ["one"]},
        {"id": "two", "milestone": True, "after": ["b"]},
        {"id": "c", "duration": {"uniform": ["15d", "19d"]}, "after": ["start"]},
        {"id": "aside", "milestone": True, "after": ["c"]},
        {"id": "d", "duration": {"uniform": ["5d", "9d"]}, "after": ["two", "aside"]},
        {"id": "end", "milestone": True, "after": ["d"]},
    ]
    result = simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=2_000)
    assert milestone_chain(result) == ("one", "two")


def test_a_plan_without_milestones_has_one_leg() -> None:
    tasks = [{"id": "a", "duration": {"uniform": ["5d", "9d"]}, "planned": "6d"}]
    result = simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=2_000)
    (leg,) = allocated_legs(result, 0.8)
    assert (leg.name, leg.variance_share) == ("from the start to the finish", pytest.approx(1.0))
