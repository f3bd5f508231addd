"""Buffers that hold several milestones together, against exact levels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.analysis.joint_buffers import chance_of_all, joint_buffers, joint_level
from riskmc.model import Project
from riskmc.simulation import simulate
from tests.constants import Z


def level_error(alpha: float, m: int, n: int) -> float:
    """Standard error of the common level of m independent milestones.

    The ranks are those of the sample, so that the count of iterations in the box varies as the empirical copula does:
    p (1 - p) - m u^(2m - 1) (1 - u), where p = u^m; the level follows with the slope m u^(m - 1).
    """
    u = alpha ** (1 / m)
    variance = alpha * (1 - alpha) - m * u ** (2 * m - 1) * (1 - u)
    return math.sqrt(variance / n) / (m * u ** (m - 1))


@pytest.mark.parametrize("m", [2, 3, 10])
@pytest.mark.parametrize("alpha", [0.5, 0.8])
def test_independent_milestones_need_the_root_of_the_confidence(m: int, alpha: float) -> None:
    n = 50_000
    minutes = np.random.default_rng(0).lognormal(3.0, 0.4, (m, n))
    assert joint_level(minutes, alpha) == pytest.approx(alpha ** (1 / m), abs=Z * level_error(alpha, m, n) + 1 / n)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 0.8, 0.95])
def test_milestones_that_always_move_together_need_no_more_than_the_confidence(alpha: float) -> None:
    finishes = np.random.default_rng(0).normal(100.0, 10.0, 10_000)
    assert joint_level(np.array([finishes, 2.0 * finishes, finishes**3]), alpha) == alpha


def test_ties_need_the_level_from_which_their_date_holds() -> None:
    # Two discrete milestones: the first is on time in 60 %, the second in 70 %, in the worst case never late together.
    first = np.repeat([0.0, 1.0], [60, 40])
    second = np.roll(np.repeat([0.0, 1.0], [70, 30]), -30)
    minutes = np.array([first, second])
    both = ((first == 0) & (second == 0)).mean()
    assert joint_level(minutes, both) == 0.01
    assert joint_level(minutes, both + 0.01) > 0.6


@given(st.integers(1, 4), st.integers(1, 60), st.integers(1, 9), st.floats(0.01, 0.99), st.integers(0, 999))
def test_the_common_level_is_the_smallest_that_holds(m: int, n: int, values: int, level: float, seed: int) -> None:
    minutes = np.random.default_rng(seed).integers(0, values, (m, n)).astype(float)
    ordered = np.sort(minutes, axis=1)

    def held(rank: int) -> float:
        """Return the share of the iterations in which all are within their order statistic of this rank."""
        return float((minutes <= ordered[:, rank - 1][:, None]).all(axis=0).mean())

    rank = round(joint_level(minutes, level) * n)
    assert held(rank) >= level * (1 - 1e-12)
    assert rank == 1 or held(rank - 1) < level * (1 - 1e-12)


def two_branches(**more: str) -> Project:
    """Two milestones on branches of their own, which `more` may correlate."""
    tasks = [
        {"id": "a", "duration": {"uniform": ["10d", "20d"]}, "planned": "12d"},
        {"id": "ma", "milestone": True, "after": ["a"]},
        {"id": "b", "duration": {"uniform": ["10d", "20d"]}, "planned": "12d"},
        {"id": "mb", "milestone": True, "after": ["b"]},
    ]
    return Project(name="x", start="2027-01-04", tasks=tasks, **more)


def test_the_dates_of_a_run_hold_together_on_fresh_iterations_as_often_as_said() -> None:
    n, alpha = 20_480, 0.8
    result = simulate(two_branches(), iterations=n)
    found = joint_buffers(result, ["ma", "mb"], alpha)
    assert found.method == "replicates"
    assert found.level.low < math.sqrt(alpha) < found.level.high
    assert found.together.low < alpha**2 < found.together.high
    for buffer in found.buffers:
        exact = 10.0 + 10.0 * math.sqrt(alpha) - 12.0
        assert buffer.days.low < exact < buffer.days.high
    fresh = simulate(two_branches(), iterations=n, seed=1)
    chance = chance_of_all(fresh.milestone_minutes, [buffer.minutes for buffer in found.buffers])
    assert chance.value == pytest.approx(alpha, abs=Z * math.sqrt(2 * alpha * (1 - alpha) / n))


def test_a_short_run_takes_its_interval_from_a_bootstrap() -> None:
    found = joint_buffers(simulate(two_branches(), iterations=1_000), ["ma", "mb"], 0.8)
    assert found.method == "bootstrap"
    assert found.level.low <= found.level.value <= found.level.high


def test_a_single_milestone_stands_at_the_confidence_itself() -> None:
    result = simulate(two_branches(), iterations=10_000)
    found = joint_buffers(result, ["ma"], 0.8)
    assert found.level.value == 0.8
    assert found.buffers[0].minutes == result.milestones["ma"].quantile_minutes(0.8)
