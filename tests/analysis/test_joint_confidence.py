"""Joint confidence against exact answers: bivariate normal, discrete enumeration, order statistics."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from riskmc.analysis.joint_confidence import balanced_pair, frontier, joint_chance
from riskmc.result.estimates import quantile_rank
from tests.constants import Z

N = 200_000


def normal_pair(duration, fixed, burn, n=N, seed=1):
    """Draw finish and cost = fixed + burn x finish."""
    generator = np.random.default_rng(seed)
    time = generator.normal(*duration, n)
    return time, generator.normal(*fixed, n) + burn * time


def exact_joint(duration, fixed, burn, by, budget):
    """Return the chance of keeping both, by the bivariate normal distribution."""
    mean = [duration[0], fixed[0] + burn * duration[0]]
    variance = duration[1] ** 2
    covariance = [[variance, burn * variance], [burn * variance, fixed[1] ** 2 + burn**2 * variance]]
    return float(multivariate_normal(mean, covariance).cdf([by, budget]))


CASES = [
    ((100, 10), (50, 8), 2.0, 110, 270),
    ((100, 10), (50, 8), 0.0, 105, 55),
    ((100, 10), (50, 1), -1.0, 105, -48),
    ((40, 4), (10, 30), 5.0, 41, 215),
]


@pytest.mark.parametrize(("duration", "fixed", "burn", "by", "budget"), CASES)
def test_the_chance_of_both_is_that_of_the_bivariate_normal(duration, fixed, burn, by, budget):
    time, cost = normal_pair(duration, fixed, burn)
    found = joint_chance(time, cost, by, budget)
    exact = exact_joint(duration, fixed, burn, by, budget)
    assert abs(found.both.value - exact) <= Z * math.sqrt(exact * (1 - exact) / N)
    assert found.both.low <= found.both.value <= found.both.high
    parts = found.both.value + found.time_alone + found.budget_alone + found.neither
    assert parts == pytest.approx(1.0, abs=1e-12)
    assert found.in_time.value == pytest.approx(found.both.value + found.time_alone, abs=1e-12)


@pytest.mark.parametrize(("duration", "fixed", "burn", "by", "budget"), CASES[:2])
@pytest.mark.parametrize("level", [0.5, 0.7])
def test_each_pair_of_the_frontier_is_as_sure_as_wanted(duration, fixed, burn, by, budget, level):
    line = frontier(*normal_pair(duration, fixed, burn), level)
    assert len(line) > 30
    for point in line[1:-1]:
        exact = exact_joint(duration, fixed, burn, point.minutes, point.amount)
        assert abs(exact - level) <= Z * math.sqrt(level * (1 - level) / N)


def test_the_interval_of_a_budget_holds_the_true_one_as_often_as_it_says():
    duration, fixed, burn, level = (100, 10), (50, 8), 2.0, 0.7
    by = norm.ppf(0.8, *duration)
    found = 0
    for seed in range(200):
        time, cost = normal_pair(duration, fixed, burn, n=2_000, seed=seed)
        line = frontier(time, cost, level, points=301)
        point = min(line, key=lambda point: abs(point.minutes - by))
        low, high = (exact_joint(duration, fixed, burn, point.minutes, end) for end in (point.low, point.high))
        found += low <= level <= high
    assert found >= 190 - Z * math.sqrt(200 * 0.95 * 0.05)


def test_the_answers_of_the_published_case_come_out(shared_oracle: Path):
    case = json.loads((shared_oracle / "K11_jcl_bivariate_normal.json").read_text(encoding="utf-8"))
    model, expected = case["model"], case["expected"]
    duration = model["duration"]["mean"], model["duration"]["sd"]
    fixed, burn = (model["fixed_cost"]["mean"], model["fixed_cost"]["sd"]), model["burn_rate_per_day"]
    time, cost = normal_pair(duration, fixed, burn)
    for by, budget in ((100, 250), (110, 270)):
        answer = expected[f"joint_P(cost<={budget},time<={by})"]
        found = joint_chance(time, cost, by, budget).both.value
        assert abs(found - answer["value"]) <= Z * answer["mc_se_times_sqrt_n"] / math.sqrt(N)
    both = joint_chance(time, cost, expected["time_P70"]["value"], expected["cost_P70"]["value"])
    answer = expected["joint_P(cost<=P70,time<=P70)"]
    assert abs(both.both.value - answer["value"]) <= Z * answer["mc_se_times_sqrt_n"] / math.sqrt(N)
    by = norm.ppf(0.8, *duration)
    point = min(frontier(time, cost, 0.7, confidence=1 - 1e-6, points=2_001), key=lambda point: abs(point.minutes - by))
    needed = expected["cost_needed_for_JCL70_at_time_P80"]["value"]
    assert point.low <= needed <= point.high


@pytest.mark.parametrize("level", [0.5, 0.7, 0.8])
def test_date_and_budget_at_one_percentile_are_together_as_sure_as_wanted(level):
    duration, fixed, burn = (100, 10), (50, 8), 2.0
    time, cost = normal_pair(duration, fixed, burn)
    pair = balanced_pair(time, cost, level)
    exact = exact_joint(duration, fixed, burn, pair.minutes, pair.amount)
    assert abs(exact - level) <= Z * math.sqrt(level * (1 - level) / N)
    assert pair.each > level
    assert np.mean(time <= pair.minutes) == pytest.approx(np.mean(cost <= pair.amount), abs=1e-9)


def test_two_separate_percentiles_are_together_less_sure_than_each():
    time, cost = normal_pair((100, 10), (50, 8), 2.0)
    at_p70 = joint_chance(time, cost, np.quantile(time, 0.7), np.quantile(cost, 0.7))
    assert at_p70.both.high < 0.7
    same = joint_chance(time, time, np.quantile(time, 0.7), np.quantile(time, 0.7))
    assert same.both.value == pytest.approx(0.7, abs=1e-5)
    assert balanced_pair(time, time, 0.7).each == pytest.approx(0.7, abs=1e-5)
    alone = balanced_pair(time, np.random.default_rng(5).permutation(time), 0.64)
    assert alone.each == pytest.approx(0.8, abs=Z * 0.5 / math.sqrt(N))


DRAWN = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)


@given(DRAWN, st.sampled_from([0.1, 0.5, 0.7, 0.9]))
def test_a_frontier_is_the_smallest_budget_of_each_date(drawn, level):
    time, cost = (np.array(values, float) for values in zip(*drawn, strict=True))
    need = quantile_rank(len(drawn), level) + 1
    line = frontier(time, cost, level)
    for point in line:
        both = np.sum((time <= point.minutes) & (cost <= point.amount))
        less = np.sum((time <= point.minutes) & (cost < point.amount))
        assert less < need <= both
        assert point.low <= point.amount <= point.high
    assert all(one.minutes < other.minutes for one, other in pairwise(line))
    assert all(one.amount >= other.amount for one, other in pairwise(line))
    assert line[-1].minutes == time.max()


@given(DRAWN, st.sampled_from([0.1, 0.5, 0.7, 0.9]))
def test_a_balanced_pair_is_the_smallest_that_is_sure_enough(drawn, level):
    time, cost = (np.array(values, float) for values in zip(*drawn, strict=True))
    pair = balanced_pair(time, cost, level)
    n = len(drawn)
    assert np.sum((time <= pair.minutes) & (cost <= pair.amount)) >= quantile_rank(n, level) + 1
    for rank in range(1, round(pair.each * n)):
        by, budget = np.sort(time)[rank - 1], np.sort(cost)[rank - 1]
        if by < pair.minutes and budget < pair.amount:
            assert np.sum((time <= by) & (cost <= budget)) < quantile_rank(n, level) + 1
