"""The cheapest buffer, against the newsvendor's quantile."""

from __future__ import annotations

import math

import numpy as np
import pytest

from riskmc.analysis.buffer_choice import cheapest_buffer, cost_frame, total_cost
from riskmc.analysis.schedule_contingency import planned_minutes
from tests.analysis.results import by_hand
from tests.constants import Z

DAYS = [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 20.0]


def test_no_other_buffer_costs_less() -> None:
    result = by_hand(DAYS * 10, planned=10.0)
    for buffer_cost in (5.0, 25.0, 55.0, 95.0):
        choice = cheapest_buffer(result.finish, planned_minutes(result, "project"), 100.0, buffer_cost)
        late = np.array(DAYS * 10) - 10.0
        costs = {float(days): total_cost(late, float(days), 100.0, buffer_cost).value for days in range(15)}
        assert choice.cost.value == min(costs.values())
        assert costs[choice.days.value] == choice.cost.value
        assert choice.cost_without.value == costs[0.0]


def test_exponential_delays_give_the_logarithm_of_the_ratio() -> None:
    n, mean = 40_000, 8.0
    late = np.random.default_rng(0).exponential(mean, n)
    result = by_hand(10.0 + late, planned=10.0)
    choice = cheapest_buffer(result.finish, planned_minutes(result, "project"), 12.0, 3.0)
    exact = mean * math.log(12.0 / 3.0)
    error = mean * math.sqrt(0.75 * 0.25 / n) / 0.25
    assert choice.days.value == pytest.approx(exact, abs=Z * error)
    assert choice.days.low < exact < choice.days.high
    # What remains beyond the buffer is again exponential: c_b B + c_d P(over) mean.
    cost = 3.0 * exact + 12.0 * 0.25 * mean
    spread = 12.0 * mean * math.sqrt(2 * 0.25 - 0.25**2)
    assert choice.cost.value == pytest.approx(cost, abs=Z * spread / math.sqrt(n))
    assert choice.level == 0.75


def test_no_buffer_pays_where_it_costs_as_much_as_delay() -> None:
    result = by_hand(DAYS, planned=10.0)
    for price in (100.0, 250.0):
        choice = cheapest_buffer(result.finish, planned_minutes(result, "project"), 100.0, price)
        assert (choice.level, choice.days.value) == (0.0, 0.0)
        assert choice.cost.value == choice.cost_without.value


def test_a_plan_that_is_sure_enough_gets_no_buffer_and_no_negative_one() -> None:
    result = by_hand(DAYS, planned=30.0)
    choice = cheapest_buffer(result.finish, planned_minutes(result, "project"), 100.0, 1.0)
    assert (choice.days.value, choice.days.low, choice.days.high) == (0.0, 0.0, 0.0)
    assert choice.attained.value == 1.0


def test_the_curve_has_its_lowest_point_at_the_choice() -> None:
    result = by_hand(np.random.default_rng(1).gamma(4.0, 3.0, 20_000) + 5.0, planned=10.0)
    planned = planned_minutes(result, "project")
    choice = cheapest_buffer(result.finish, planned, 50.0, 10.0)
    frame = cost_frame(result.finish, planned, choice)
    lowest = frame["days"][frame["total"].idxmin()]
    step = frame["days"][1]
    assert abs(lowest - choice.days.value) <= step
    assert np.allclose(frame["buffer"] + frame["delay"], frame["total"])
    assert (frame["low"] <= frame["total"]).all() and (frame["total"] <= frame["high"]).all()
