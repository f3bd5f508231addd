"""Contingency of the schedule against closed forms, and what a milestone needs."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from riskmc.analysis.schedule_contingency import (
    buffer_targets,
    contingency_frame,
    schedule_contingencies,
    schedule_contingency,
)
from riskmc.model import Project
from riskmc.simulation import simulate
from tests.analysis.results import by_hand, spread
from tests.constants import Z

MEANS, SDS = (40.0, 60.0, 25.0), (4.0, 3.0, 2.5)


def series(**more: Any) -> Project:
    """Three normal tasks in a row, with a milestone after each."""
    tasks: list[dict[str, Any]] = []
    for place, (mean, sd) in enumerate(zip(MEANS, SDS, strict=True)):
        after = [f"m{place - 1}"] if place else []
        normal = {"normal": {"mean": f"{mean}d", "sd": f"{sd}d"}}
        tasks += [
            {"id": f"t{place}", "duration": normal, "planned": f"{mean - 2}d", "after": after},
            {"id": f"m{place}", "milestone": True, "after": [f"t{place}"]},
        ]
    return Project(name="Series", start="2027-01-04", tasks=tasks, **more)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_contingency_of_normals_in_series_is_that_of_their_sum(level: float) -> None:
    n = 20_480
    result = simulate(series(), iterations=n, sampling="random")
    density = norm.pdf(norm.ppf(level))
    for place, item in enumerate(schedule_contingencies(result, level, None)[1:], start=1):
        sd = math.sqrt(sum(part**2 for part in SDS[:place]))
        error = sd * math.sqrt(level * (1 - level) / n) / density
        assert item.contingency.days.value == pytest.approx(2 * place + sd * norm.ppf(level), abs=Z * error)
        low, high = item.contingency.days.low, item.contingency.days.high
        assert low < item.contingency.days.value < high
        assert (high - low) == pytest.approx(2 * 1.96 * error, rel=0.5)


def test_discrete_durations_come_out_by_enumeration() -> None:
    values = {"a": {5: 0.5, 8: 0.3, 14: 0.2}, "b": {3: 0.25, 6: 0.75}, "c": {1: 0.6, 2: 0.1, 9: 0.3}}
    tasks, before = [], []
    for identity, chances in values.items():
        stated = {f"{days}d": f"{100 * chance:g}%" for days, chance in chances.items()}
        tasks.append({"id": identity, "duration": {"discrete": stated}, "planned": "4d", "after": before})
        before = [identity]
    sums: dict[int, float] = {}
    for chosen in product(*(chances.items() for chances in values.values())):
        days = sum(day for day, _ in chosen)
        sums[days] = sums.get(days, 0.0) + math.prod(chance for _, chance in chosen)
    n = 20_480
    result = simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=n, sampling="random")
    below = 0.0
    for days in sorted(sums):
        chance, below = below + sums[days] / 2, below + sums[days]
        half = Z * math.sqrt(chance * (1 - chance) / n)
        if sums[days] / 2 > half:  # the percentile in the middle of this step cannot fall on another
            item = schedule_contingency(result, "project", chance, None, 0.95)
            assert item.contingency.days.value == pytest.approx(days - 12.0)
    exact = sum(chance for days, chance in sums.items() if days <= 12)
    item = schedule_contingency(result, "project", 0.8, None, 0.95)
    assert item.chance.value == pytest.approx(exact, abs=Z * math.sqrt(exact * (1 - exact) / n))


def test_the_management_reserve_reaches_from_one_level_to_the_other() -> None:
    result = simulate(series(), iterations=20_480)
    item = schedule_contingency(result, "project", 0.8, 0.95, 0.95)
    assert item.reserve is not None
    both = schedule_contingency(result, "project", 0.95, None, 0.95)
    assert item.contingency.days.value + item.reserve.days.value == pytest.approx(both.contingency.days.value)
    assert item.reserve.until == both.contingency.estimate
    exact = math.hypot(*SDS) * (norm.ppf(0.95) - norm.ppf(0.8))
    assert item.reserve.days.low < exact < item.reserve.days.high
    days = item.contingency.calendar_days.value + item.reserve.calendar_days
    assert days == both.contingency.calendar_days.value


def test_calendar_days_count_weekends_between_the_days_of_the_two_finishes() -> None:
    result = by_hand([13.0] * 10, planned=10.0)
    item = schedule_contingency(result, "project", 0.8, None, 0.95)
    assert (item.planned, item.contingency.estimate.value) == (datetime(2027, 1, 15, 17), datetime(2027, 1, 20, 17))
    assert (item.contingency.days.value, item.contingency.calendar_days.value) == (3.0, 5.0)


def test_a_plan_that_is_later_than_its_percentile_needs_less_than_nothing() -> None:
    result = by_hand(spread(5.0, 9.0, 200), planned=10.0)
    item = schedule_contingency(result, "project", 0.8, 0.95, 0.95)
    assert item.contingency.days.value < 0.0
    assert item.chance.value == 1.0


def test_milestones_that_are_reached_or_cannot_move_need_no_buffer() -> None:
    plan = {
        "tasks": [
            {"id": "begun", "milestone": True},
            {"id": "dug", "milestone": True, "actual_start": "2027-01-04", "actual_finish": "2027-01-04"},
            {"id": "work", "duration": {"uniform": ["5d", "9d"]}, "after": ["begun"]},
            {"id": "done", "milestone": True, "after": ["work"]},
        ],
        "status_date": "2027-01-05",
    }
    result = simulate(Project(name="x", start="2027-01-04", **plan), iterations=500)
    assert buffer_targets(result) == ("project", "done")


def test_one_iteration_tells_no_interval_of_a_reserve() -> None:
    item = schedule_contingency(by_hand([12.0]), "project", 0.8, 0.95, 0.95)
    assert item.reserve is not None
    assert item.reserve.days.value == 0.0
    assert math.isnan(item.reserve.days.high)


def test_the_frame_of_the_chart_has_a_row_a_date() -> None:
    result = simulate(series(), iterations=2_000)
    frame = contingency_frame(schedule_contingencies(result))
    assert list(frame.index) == ["project", "m0", "m1", "m2"]
    assert (frame["held"] > frame["planned"]).all()
    assert (frame["reserved"] > frame["held"]).all()
    assert np.isfinite(frame[["days", "reserve_days"]].to_numpy()).all()
