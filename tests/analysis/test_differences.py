"""Intervals of differences hold the truth as often as they say, with random numbers in common and without."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from riskmc._typing import Floats
from riskmc.analysis.differences import Difference, chance_difference, mean_difference, quantile_difference
from tests.constants import Z

SEEDS = 200
LEAST = 0.95 - Z * math.sqrt(0.95 * 0.05 / SEEDS)
"""Share of intervals that hold the truth, at the least, at Z standard errors."""


def runs(seed: int, n: int, *, is_paired: bool) -> tuple[Floats, Floats]:
    """Two normal finishes, N(100, 10) and N(103, 12), of one course of events or of two."""
    generator = np.random.default_rng(seed)
    z = generator.standard_normal(n)
    return 100.0 + 10.0 * z, 103.0 + 12.0 * (z if is_paired else generator.standard_normal(n))


@pytest.mark.parametrize("is_paired", [True, False])
@pytest.mark.parametrize("n", [500, 10_000])
def test_intervals_of_percentiles_means_and_chances_cover(n: int, is_paired: bool) -> None:
    held = np.zeros(3)
    score = float(stats.norm.ppf(0.8))
    exact = (3.0 + 2.0 * score, 3.0, float(stats.norm.cdf(7.0 / 12.0) - stats.norm.cdf(1.0)))
    for seed in range(SEEDS):
        first, second = runs(seed, n, is_paired=is_paired)
        found = (
            quantile_difference(first, second, 0.8, 0.95, is_paired=is_paired),
            mean_difference(first, second, 0.95, is_paired=is_paired),
            chance_difference(first <= 110.0, second <= 110.0, 0.95, is_paired=is_paired),
        )
        held += [item.low <= truth <= item.high for item, truth in zip(found, exact, strict=True)]
    assert (held / SEEDS >= LEAST).all(), held


def test_pairs_are_known_better_than_runs_of_two_seeds() -> None:
    first, second = runs(1, 10_000, is_paired=True)
    for level in (0.1, 0.5, 0.8, 0.9):
        paired = quantile_difference(first, second, level, 0.95, is_paired=True)
        apart = quantile_difference(first, second, level, 0.95, is_paired=False)
        assert paired.value == apart.value
        assert 3.0 * paired.half < apart.half


def test_runs_of_two_lengths_are_compared_where_they_are_not_paired() -> None:
    first, _ = runs(1, 2_000, is_paired=False)
    _, second = runs(2, 50_000, is_paired=False)
    found = quantile_difference(first, second, 0.5, 0.95, is_paired=False)
    assert found.low < 3.0 < found.high
    assert mean_difference(first, second, 0.95, is_paired=False).is_told_apart


@pytest.mark.parametrize("is_paired", [True, False])
def test_too_few_iterations_have_no_interval(is_paired: bool) -> None:
    few = np.arange(16.0)
    found = quantile_difference(few, few + 1.0, 0.8, 0.95, is_paired=is_paired)
    assert found.value == 1.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert not found.is_told_apart
    assert math.isnan(mean_difference(few[:1], few[:1], 0.95, is_paired=is_paired).low)


def test_chances_that_never_differ_are_not_said_to_be_the_same() -> None:
    never = np.zeros(1_000, bool)
    found = chance_difference(never, never, 0.95, is_paired=True)
    assert found.value == 0.0
    assert 0.0 < found.high < 0.003
    assert found.low == -found.high


def test_a_difference_changes_its_unit_as_a_whole() -> None:
    assert Difference(480.0, 240.0, 960.0).scaled(1.0 / 480.0) == Difference(1.0, 0.5, 2.0)
