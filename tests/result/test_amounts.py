"""Amounts of money over all iterations."""

from __future__ import annotations

import math

import numpy as np
import pytest

from riskmc.result.amounts import AmountEstimate, CostSamples
from riskmc.result.estimates import order_statistic_interval, proportion_interval

AMOUNTS = np.random.default_rng(7).lognormal(10.0, 0.4, 1000)
COSTS = CostSamples(AMOUNTS, "EUR")


def test_mean_and_deviation_are_those_of_the_amounts() -> None:
    assert (COSTS.mean, COSTS.sd) == (AMOUNTS.mean(), AMOUNTS.std(ddof=1))
    assert COSTS.iterations == 1000


def test_a_single_iteration_has_no_deviation() -> None:
    assert math.isnan(CostSamples(np.array([5.0])).sd)


@pytest.mark.parametrize("probability", [0.0, 0.1, 0.5, 0.8, 0.999, 1.0])
def test_a_percentile_is_the_smallest_amount_that_the_share_does_not_exceed(probability: float) -> None:
    value = COSTS.quantile(probability)
    assert value in AMOUNTS
    assert np.mean(value >= AMOUNTS) >= probability
    assert np.mean(value > AMOUNTS) < probability or value == AMOUNTS.min()
    assert AMOUNTS[COSTS.iteration_at(probability)] == value


def test_a_percentile_comes_with_the_order_statistics_around_it() -> None:
    low, high = order_statistic_interval(1000, 0.8, 0.9)
    ordered = np.sort(AMOUNTS)
    assert COSTS.estimate(0.8, 0.9) == AmountEstimate(0.8, COSTS.quantile(0.8), ordered[low], ordered[high], 0.9)


def test_the_chance_to_keep_a_budget_counts_the_iterations_that_do() -> None:
    budget = COSTS.quantile(0.7)
    assert COSTS.share_within(budget) == 0.7
    assert COSTS.probability_within(budget) == proportion_interval(700, 1000)


def test_an_amount_that_rounding_puts_past_a_budget_is_within_it() -> None:
    assert CostSamples(np.array([0.1 + 0.2])).share_within(0.3) == 1.0
    assert CostSamples(np.array([0.301])).share_within(0.3) == 0.0


@pytest.mark.parametrize("probability", [-0.1, 1.1, math.nan])
def test_a_probability_out_of_range_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match=r"write 0\.8 for P80"):
        COSTS.quantile(probability)


def test_the_sorted_amounts_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        COSTS.sorted_amounts[0] = 1.0
