"""Tasks are ranked by what the finish depends on, and numbers that do not exist are none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from riskmc import simulate
from riskmc.analysis import criticality_frame, task_drivers
from riskmc.analysis.estimates import half_width
from riskmc.model import Project
from riskmc.result import SimulationResult
from tests.analysis.results import by_hand, spread

FORK = [
    {"id": "start", "milestone": True},
    {"id": "long", "name": "The long way", "duration": {"uniform": ["8d", "20d"]}, "after": ["start"]},
    {"id": "short", "duration": {"uniform": ["5d", "10d"]}, "after": ["start"]},
    {"id": "idle", "duration": {"uniform": ["1d", "2d"]}, "after": ["start"]},
    {"id": "end", "milestone": True, "after": ["long", "short", "idle"]},
]


def run(tasks: list[dict[str, Any]], **options: Any) -> SimulationResult:
    options = {"iterations": 400, "jobs": 1, **options}
    return simulate(Project(name="Fork", start="2027-01-04", tasks=tasks), **options)


def test_tasks_are_ranked_by_sensitivity_and_milestones_left_out() -> None:
    drivers = task_drivers(run(FORK))
    assert [driver.id for driver in drivers] == ["long", "short", "idle"]
    assert [driver.name for driver in drivers] == ["The long way", "short", "idle"]
    assert drivers[0].ssi > drivers[1].ssi > drivers[2].ssi == 0.0
    assert drivers[0].criticality > drivers[1].criticality > drivers[2].criticality == 0.0
    assert drivers[0].criticality + drivers[1].criticality == pytest.approx(1.0, abs=1e-12)


def test_drivers_repeat_the_table_of_tasks() -> None:
    result = run(FORK)
    for driver in task_drivers(result):
        row = result.tasks.loc[driver.id]
        assert (driver.criticality, driver.criticality_se) == (row["criticality"], row["criticality_se"])
        assert (driver.ssi, driver.ssi_se) == (row["ssi"], row["ssi_se"])
        assert (driver.mean_days, driver.mean_days_se) == (row["mean_days"], row["mean_days_se"])
        assert (driver.cruciality, driver.cruciality_se) == (
            row["cruciality_spearman"],
            row["cruciality_spearman_se"],
        )


@pytest.mark.parametrize("top", [0, 1, 2, 3, 99])
def test_the_top_is_the_beginning_of_the_whole_ranking(top: int) -> None:
    result = run(FORK)
    assert task_drivers(result, top) == task_drivers(result)[:top]


def test_equals_keep_the_order_of_the_plan() -> None:
    same = [{"id": name, "duration": "3d"} for name in ("c", "a", "b")]
    assert [driver.id for driver in task_drivers(run(same))] == ["c", "a", "b"]


def test_a_task_that_alone_makes_the_finish_has_a_sensitivity_of_one() -> None:
    (driver,) = task_drivers(by_hand(spread(1.0, 9.0, 50)))
    assert (driver.criticality, driver.criticality_se) == (1.0, 0.0)
    assert driver.ssi == pytest.approx(1.0, rel=1e-12)
    assert driver.cruciality == 1.0
    assert driver.mean_days == pytest.approx(5.0, rel=1e-12)


def test_a_plan_without_uncertainty_has_no_sensitivity_and_no_correlation() -> None:
    result = run([{"id": "a", "duration": "3d"}, {"id": "b", "duration": "4d", "after": ["a"]}])
    for driver in task_drivers(result):
        assert (driver.criticality, driver.ssi, driver.ssi_se) == (1.0, 0.0, 0.0)
        assert math.isnan(driver.cruciality)


def test_a_task_that_varies_beside_a_finish_that_does_not_has_no_sensitivity() -> None:
    tasks = [{"id": "a", "duration": {"uniform": ["5d", "6d"]}}, {"id": "b", "duration": "10d"}]
    # Within 6 days of float the varying task counts as critical, though it moves nothing.
    drivers = {driver.id: driver for driver in task_drivers(run(tasks, critical_float="6d"))}
    assert drivers["a"].criticality == drivers["b"].criticality == 1.0
    assert (drivers["a"].ssi, drivers["a"].ssi_se) == (0.0, 0.0)
    assert math.isnan(drivers["a"].cruciality)


def test_one_iteration_ranks_tasks_by_whether_they_were_critical() -> None:
    drivers = task_drivers(run(FORK, iterations=1))
    assert [driver.criticality for driver in drivers] == [1.0, 0.0, 0.0]
    assert [driver.ssi for driver in drivers] == [0.0, 0.0, 0.0]


def test_the_chart_shows_only_tasks_that_were_ever_critical() -> None:
    frame = criticality_frame(run(FORK))
    assert frame.index.tolist() == ["long", "short"]
    assert frame.index.name == "id"
    assert list(frame) == [
        "name", "criticality", "criticality_half", "cruciality", "cruciality_half", "ssi", "ssi_half",
    ]  # fmt: skip


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_the_chart_shows_each_index_with_half_its_interval(confidence: float) -> None:
    result = run(FORK)
    frame = criticality_frame(result, confidence=confidence)
    for driver in task_drivers(result, 2):
        row = frame.loc[driver.id]
        for name in ("criticality", "cruciality", "ssi"):
            assert row[name] == getattr(driver, name)
            assert row[f"{name}_half"] == pytest.approx(
                half_width(getattr(driver, f"{name}_se"), confidence), rel=1e-12
            )


def test_three_hundred_tasks_are_cut_to_the_top_fifteen() -> None:
    tasks = [{"id": f"t{index:03}", "duration": {"uniform": ["1d", "9d"]}} for index in range(300)]
    result = run(tasks, iterations=256)
    frame = criticality_frame(result)
    assert 1 <= len(frame) <= 15
    assert (np.diff(frame["ssi"]) <= 0).all()
    assert len(task_drivers(result)) == 300


def test_sensitivity_is_never_infinite() -> None:
    for options in ({"iterations": 1}, {"iterations": 2}, {"critical_float": "60d"}, {"sampling": "sobol"}):
        for driver in task_drivers(run(FORK, **options)):
            assert math.isfinite(driver.ssi)
            assert 0.0 <= driver.criticality <= 1.0
