"""Small estimates are exact where they can be, and honest where they cannot."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from riskmc.analysis.estimates import chance_at, fewest_for_interval, half_width, mean_error_days
from riskmc.result import order_statistic_interval, proportion_interval
from riskmc.result.sums import FEWEST_REPLICATES, REPLICATE_SIZE
from tests.analysis.results import by_hand, spread


def test_a_chance_counts_the_finishes_at_or_before_a_minute() -> None:
    finish = by_hand([1.0, 2.0, 2.0, 3.0]).finish
    for minutes, hits in ((0.0, 0), (480.0, 1), (959.0, 1), (960.0, 3), (1440.0, 4), (9e9, 4)):
        assert chance_at(finish, minutes, 0.9) == proportion_interval(hits, 4, 0.9)


def test_every_count_survives_its_share() -> None:
    n = 9_973
    finish = by_hand([float(day) for day in range(1, n + 1)]).finish
    for hits in range(0, n + 1, 7):
        assert chance_at(finish, 480.0 * hits, 0.95).value == hits / n


def test_one_iteration_has_no_error_of_the_mean() -> None:
    assert math.isnan(mean_error_days(by_hand([4.0])))


def test_the_error_of_a_small_run_is_that_of_independent_iterations() -> None:
    assert mean_error_days(by_hand([1.0, 3.0])) == pytest.approx(1.0, rel=1e-14)
    days = spread(1.0, 9.0, 500)
    assert mean_error_days(by_hand(days)) == pytest.approx(np.std(days, ddof=1) / math.sqrt(500), rel=1e-12)


def test_the_error_of_a_run_of_blocks_is_the_scatter_of_their_means() -> None:
    # Blocks that agree in their means have no error, whatever the scatter within them.
    block = spread(1.0, 9.0, REPLICATE_SIZE)
    assert mean_error_days(by_hand(block * FEWEST_REPLICATES)) == pytest.approx(0.0, abs=1e-12)
    shifted = [day + index for index in range(FEWEST_REPLICATES) for day in block]
    expected = np.std(np.arange(FEWEST_REPLICATES), ddof=1) / math.sqrt(FEWEST_REPLICATES)
    assert mean_error_days(by_hand(shifted)) == pytest.approx(expected, rel=1e-12)


def test_iterations_after_the_last_whole_block_leave_the_scatter_as_it_is() -> None:
    days = [day + index for index in range(FEWEST_REPLICATES) for day in spread(1.0, 9.0, REPLICATE_SIZE)]
    assert mean_error_days(by_hand([*days, 50.0, 60.0])) == pytest.approx(mean_error_days(by_hand(days)), rel=1e-14)


def test_too_few_blocks_fall_back_on_the_formula() -> None:
    block = spread(1.0, 9.0, REPLICATE_SIZE)
    days = block * (FEWEST_REPLICATES - 1)
    expected = np.std(days, ddof=1) / math.sqrt(len(days))
    assert mean_error_days(by_hand(days)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.99])
def test_a_half_width_is_the_normal_quantile(confidence: float) -> None:
    assert half_width(2.0, confidence) == pytest.approx(2.0 * stats.norm.ppf(0.5 + confidence / 2), rel=1e-12)
    assert math.isnan(half_width(math.nan, confidence))


@pytest.mark.parametrize("level", [0.05, 0.1, 0.5, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95, 0.99])
def test_from_the_fewest_iterations_on_an_interval_covers_on_both_sides(level: float, confidence: float) -> None:
    n = fewest_for_interval(level, confidence)
    tail = (1.0 - confidence) / 2.0

    def misses(size: int) -> float:
        low, high = order_statistic_interval(size, level, confidence)
        below = stats.binom(size, level).cdf(low)
        return float(max(below, stats.binom(size, level).sf(high)))

    assert misses(n) <= tail * (1.0 + 1e-9)
    assert n == 1 or misses(n - 1) > tail
