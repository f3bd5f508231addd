"""The interval of a paired difference holds the true difference as often as it says, and is narrow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from riskmc._typing import Floats
from riskmc.result.paired import paired_quantile_difference
from riskmc.result.sums import REPLICATE_SIZE
from tests.constants import Z

SEEDS = 200
TERMS = 6
SPREADS = np.linspace(1.0, 2.0, TERMS)
WIDER = np.linspace(1.5, 2.0, TERMS)


def scores(seed: int, n: int, sampling: str) -> Floats:
    """Standard normal numbers, (TERMS, n), independent or in groups of 1,024 that are Latin hypercubes."""
    generator = np.random.default_rng(seed)
    u = generator.random((TERMS, n))
    if sampling == "lhs":
        groups = -(-n // REPLICATE_SIZE)
        order = generator.random((TERMS, groups, REPLICATE_SIZE)).argsort(axis=2).reshape(TERMS, -1)[:, :n]
        u = (order + u) / REPLICATE_SIZE
    return np.asarray(stats.norm.ppf(u))


def least_covered(confidence: float) -> float:
    """Share of SEEDS intervals that hold the truth, at the least, at Z standard errors."""
    return confidence - Z * math.sqrt(confidence * (1.0 - confidence) / SEEDS)


@pytest.mark.parametrize("sampling", ["random", "lhs"])
@pytest.mark.parametrize(("n", "probability"), [(10_000, 0.8), (12_288, 0.5), (20_000, 0.95)])
def test_an_interval_holds_the_exact_difference_as_often_as_it_says(sampling: str, n: int, probability: float):
    # Sums of independent normals are normal.
    exact = float(stats.norm.ppf(probability)) * (np.hypot.reduce(WIDER) - np.hypot.reduce(SPREADS)) + 1.0
    held = 0
    for seed in range(SEEDS):
        z = scores(seed, n, sampling)
        _, low, high = paired_quantile_difference(SPREADS @ z, WIDER @ z + 1.0, probability)
        held += low <= exact <= high
    assert held / SEEDS >= least_covered(0.95)


def test_a_bootstrapped_interval_holds_the_exact_difference_as_often_as_it_says():
    exact = float(stats.norm.ppf(0.8)) * (np.hypot.reduce(WIDER) - np.hypot.reduce(SPREADS))
    held = 0
    for seed in range(SEEDS):
        z = scores(seed, 400, "random")
        _, low, high = paired_quantile_difference(SPREADS @ z, WIDER @ z, 0.8, 0.9)
        held += low <= exact <= high
    assert held / SEEDS >= least_covered(0.9)


@pytest.mark.parametrize("n", [400, 10_000])
def test_the_difference_is_that_of_the_attained_percentiles(n: int):
    z = scores(3, n, "random")
    first, second = SPREADS @ z, WIDER @ z
    rank = math.ceil(0.8 * n) - 1
    difference, low, high = paired_quantile_difference(first, second, 0.8)
    assert difference == np.sort(second)[rank] - np.sort(first)[rank]
    assert low < difference < high


@pytest.mark.parametrize("n", [2, 400, 8_192, 10_000])
def test_the_same_numbers_do_not_differ_and_a_shift_is_known_exactly(n: int):
    first = np.round(SPREADS @ scores(5, n, "random"), 2)
    assert paired_quantile_difference(first, first, 0.8) == (0.0, 0.0, 0.0)
    # Multiples of 1/64 add up without rounding.
    whole = np.round(64.0 * first) / 64.0
    assert paired_quantile_difference(whole, whole + 2.5, 0.8) == (2.5, 2.5, 2.5)


@pytest.mark.parametrize("n", [400, 10_000])
def test_a_swap_of_the_runs_turns_the_sign(n: int):
    z = scores(7, n, "lhs")
    there = paired_quantile_difference(SPREADS @ z, WIDER @ z, 0.8)
    back = paired_quantile_difference(WIDER @ z, SPREADS @ z, 0.8)
    assert back == pytest.approx((-there[0], -there[2], -there[1]), rel=1e-12)


def test_pairs_are_told_apart_from_runs_of_two_seeds():
    z, other = scores(1, 10_000, "random"), scores(2, 10_000, "random")
    first = SPREADS @ z
    _, low, high = paired_quantile_difference(first, 1.01 * first, 0.8)
    _, wide_low, wide_high = paired_quantile_difference(first, 1.01 * (SPREADS @ other), 0.8)
    assert 10.0 * (high - low) < wide_high - wide_low


def test_a_far_tail_takes_larger_replicates():
    z = scores(1, 40_000, "random")
    first = SPREADS @ z
    difference, low, high = paired_quantile_difference(first, 1.5 * first, 0.998, 1.0 - 1e-6)
    assert low < difference < high
    exact = 0.5 * float(stats.norm.ppf(0.998)) * np.hypot.reduce(SPREADS)
    assert low < exact < high


def test_one_iteration_has_no_interval():
    difference, low, high = paired_quantile_difference(np.array([4.0]), np.array([6.0]), 0.5)
    assert difference == 2.0
    assert math.isnan(low)
    assert math.isnan(high)


@pytest.mark.parametrize(
    ("first", "second", "probability", "told"),
    [
        (np.zeros(3), np.zeros(4), 0.8, "not pairs"),
        (np.zeros(0), np.zeros(0), 0.8, "not pairs"),
        (np.zeros(3), np.zeros(3), 80.0, "write 0.8 for 80 %"),
    ],
)
def test_what_is_no_pair_is_refused(first: Floats, second: Floats, probability: float, told: str):
    with pytest.raises(ValueError, match=told):
        paired_quantile_difference(first, second, probability)
