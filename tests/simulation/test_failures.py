"""What is no number is never hidden: the error names the task and the iteration."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.errors import DurationError
from tests.simulation.runs import run


def plan(factors: int, probability: float = 1.0) -> dict[str, Any]:
    """A plan in which one event multiplies a duration by a million million, some times over."""
    impacts = [{"on": "wild", "factor": 1e12}] * factors
    return {
        "name": "x",
        "start": "2027-01-04",
        "tasks": [{"id": "calm", "duration": "5d"}, {"id": "wild", "duration": "5d"}],
        "risks": [{"id": "R", "probability": probability, "impacts": impacts}],
    }


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_duration_that_is_not_finite_names_its_task_and_iteration(jobs: int):
    once = run(plan(1, probability=0.001), iterations=4_000).task_durations("wild")
    iteration = int((once > 1e9).argmax())
    assert iteration > 0
    with pytest.raises(DurationError, match=rf"task 'wild' took inf working minutes in iteration {iteration};"):
        run(plan(30, probability=0.001), iterations=4_000, jobs=jobs)
    run(plan(30, probability=0.001), iterations=iteration)


def test_no_floor_hides_a_duration_that_is_not_a_number():
    arguments = plan(30)
    arguments["risks"].append({"id": "S", "probability": 1, "impacts": [{"on": "wild", "factor": 0}]})
    with pytest.raises(DurationError, match="task 'wild' took nan working minutes in iteration 0"):
        run(arguments)


def test_a_duration_whose_square_is_no_number_is_an_error_too():
    with pytest.raises(DurationError, match="task 'wild'"):
        run(plan(14))


def test_the_failure_of_one_run_leaves_the_next_untouched():
    arguments = plan(1)
    before = run(arguments).finish_minutes.tobytes()
    with pytest.raises(DurationError):
        run(plan(30))
    assert run(arguments).finish_minutes.tobytes() == before
