"""Any iteration of a run can be played again, to the bit."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskmc.errors import SimulationError, UsageError
from riskmc.model import Project
from riskmc.result import read_result
from riskmc.simulation import replay, simulate
from tests.result.test_result import PLAN
from tests.strategies import project_arguments

RISKY = PLAN.model_copy(
    update={
        "risks": (
            *PLAN.risks,
            *Project(
                name="x",
                start="2027-01-04",
                tasks=[{"id": "dig", "duration": "1d"}, {"id": "roof", "duration": "1d"}],
                risks=[
                    {
                        "id": "R2", "probability": "40%", "strikes": "each_task",
                        "impacts": [{"on": ["dig", "roof"], "factor": {"uniform": [1.1, 1.5]}}],
                    }
                ],
            ).risks,
        )
    }
)  # fmt: skip


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
def test_a_replayed_iteration_is_what_the_run_saw(sampling: Any) -> None:
    result = simulate(RISKY, iterations=3_000, seed=11, sampling=sampling, keep_samples=True)
    for iteration in (0, 127, 128, 1_023, 1_024, 2_999):
        again = replay(result, iteration)
        assert again.schedule.finish == result.finish_minutes[iteration]
        assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
        assert again.schedule.early_finish.tobytes() == result.kept_finishes[:, iteration].tobytes()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_replays_of_any_plan_equal_its_run(data: st.DataObject) -> None:
    project = Project(**data.draw(project_arguments()))
    result = simulate(project, iterations=200, jobs=1, keep_samples=True)
    iteration = data.draw(st.integers(0, 199))
    again = replay(result, iteration)
    assert again.schedule.duration.tobytes() == result.kept_durations[:, iteration].tobytes()
    assert again.schedule.early_finish.tobytes() == result.kept_finishes[:, iteration].tobytes()


def test_replays_tell_which_risks_struck_which_tasks_as_often_as_the_run_counted() -> None:
    result = simulate(RISKY, iterations=400)
    replays = [replay(result, iteration) for iteration in range(400)]
    counts = [sum(risk.id in again.struck for again in replays) for risk in RISKY.risks]
    assert counts == result.sums.risks[:, 0].tolist()
    assert {tasks for again in replays for tasks in [again.struck.get("R2")]} == {
        None, ("dig",), ("roof",), ("dig", "roof"),
    }  # fmt: skip


def test_replays_tell_critical_tasks_as_often_as_the_run_counted() -> None:
    result = simulate(RISKY, iterations=300)
    share = np.mean([replay(result, iteration).is_critical for iteration in range(300)], axis=0)
    assert share.tolist() == pytest.approx(result.tasks["criticality"].tolist(), abs=1e-12)


def test_the_iteration_of_a_percentile_attains_it() -> None:
    result = simulate(RISKY, iterations=1_000)
    again = replay(result, result.finish.iteration_at(0.8))
    assert again.schedule.finish == result.finish.quantile_minutes(0.8)
    frame = again.tasks
    assert frame["finish"].max() == result.finish.quantile(0.8)
    assert frame["days"].tolist() == pytest.approx((again.schedule.duration / 480).tolist())
    assert frame.loc["done", "start"] == frame.loc["done", "finish"]


def test_a_saved_result_replays_like_the_run(tmp_path: Path) -> None:
    result = simulate(RISKY, iterations=300)
    back = read_result(result.save(tmp_path / "x.riskmc"))
    assert replay(back, 77).tasks.equals(replay(result, 77).tasks)


def test_an_iteration_that_is_not_in_the_run_is_refused() -> None:
    result = simulate(RISKY, iterations=300)
    for iteration in (-1, 300):
        with pytest.raises(UsageError, match=f"iteration {iteration} is not in the run; give a number from 0 to 299"):
            replay(result, iteration)


def test_a_result_of_other_numbers_is_not_replayed_as_if_nothing_were() -> None:
    result = simulate(RISKY, iterations=300)
    other = dataclasses.replace(result, finish_minutes=result.finish_minutes + 1.0)
    with pytest.raises(SimulationError, match="run the plan again with this version"):
        replay(other, 5)


def test_a_risk_strikes_when_the_first_task_that_it_struck_starts() -> None:
    result = simulate(RISKY, iterations=200, seed=3, keep_samples=True)
    seen = 0
    for iteration in range(200):
        again = replay(result, iteration)
        starts = again.tasks["start"]
        for risk, tasks in again.struck.items():
            assert (risk in again.struck_at) == bool(tasks)
            if tasks:
                assert again.struck_at[risk] == min(starts[task] for task in tasks)
                seen += 1
    assert seen > 50
