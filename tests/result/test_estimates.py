"""Intervals cover what they say, and percentiles are attained values."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from riskmc.result.estimates import order_statistic_interval, proportion_interval, quantile_rank


@pytest.mark.parametrize("n", [1, 2, 7, 10, 99, 1_000, 10_000])
@pytest.mark.parametrize("probability", [0.0, 0.01, 0.07, 0.5, 0.8, 0.95, 1.0])
def test_a_percentile_is_the_inverse_of_the_empirical_distribution(n: int, probability: float) -> None:
    # The smallest value with a share of at least p at or below it; floating-point products may err by one rank.
    exact = Fraction(str(probability))
    assert quantile_rank(n, probability) == max(math.ceil(exact * n) - 1, 0)


@pytest.mark.parametrize("n", [50, 400, 10_000, 1_000_000])
@pytest.mark.parametrize("probability", [0.05, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_an_order_statistic_interval_covers_with_its_confidence_and_is_the_narrowest_with_its_tails(
    n: int, probability: float, confidence: float
) -> None:
    low, high = order_statistic_interval(n, probability, confidence)
    binomial = stats.binom(n, probability)
    tail = (1.0 - confidence) / 2.0
    # X_(low) > q happens when at most `low` values lie below q; X_(high) < q when at least `high` + 1 do.
    below, above = binomial.cdf(low), binomial.sf(high)
    if low > 0:
        assert below <= tail < binomial.cdf(low + 1)
    if high < n - 1:
        assert above <= tail < binomial.sf(high - 1)


def test_an_interval_of_a_tiny_sample_ends_at_its_extremes() -> None:
    assert order_statistic_interval(1, 0.8) == (0, 0)
    assert order_statistic_interval(5, 0.8)[1] == 4


def test_a_proportion_has_the_exact_binomial_interval() -> None:
    for successes, n in ((0, 40), (3, 40), (20, 40), (40, 40)):
        estimate = proportion_interval(successes, n)
        truth = stats.binomtest(successes, n).proportion_ci(0.95, method="exact")
        assert (estimate.low, estimate.high) == pytest.approx((truth.low, truth.high), abs=1e-12)
        assert estimate.value == successes / n


def test_intervals_of_simulated_percentiles_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    n, runs = 400, 2_000
    low, high = order_statistic_interval(n, 0.8)
    samples = np.sort(rng.exponential(size=(runs, n)), axis=1)
    truth = -math.log(0.2)
    covered = int(((samples[:, low] <= truth) & (truth <= samples[:, high])).sum())
    assert stats.binom(runs, 0.95).cdf(covered) > 1e-6
