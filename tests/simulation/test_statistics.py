"""The indices of a run are those of its samples."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import spearmanr

from riskmc.result.run_result import SimulationResult
from tests.constants import Z
from tests.simulation.runs import run
from tests.simulation.test_addresses import plan

COUNTS = [2, 100, 1024, 3_000]


@pytest.fixture(params=COUNTS)
def result(request: pytest.FixtureRequest) -> SimulationResult:
    return run(plan(), iterations=request.param)


def close(values: object, expected: object, relative: float = 1e-9) -> bool:
    """Equal but for the rounding of sums of some thousand terms; where one is nan the other is too."""
    return np.allclose(np.asarray(values), np.asarray(expected), rtol=relative, atol=relative, equal_nan=True)


def test_means_and_spreads_are_those_of_the_samples(result: SimulationResult):
    days = result.kept_durations / 480.0
    assert close(result.tasks["mean_days"], days.mean(axis=1))
    assert close(result.tasks["sd_days"], days.std(axis=1, ddof=1))
    assert close(result.finish.mean_days, result.finish_minutes.mean() / 480.0)
    assert close(result.finish.sd_days, result.finish_minutes.std(ddof=1) / 480.0)


def test_pearson_correlations_are_those_of_the_samples(result: SimulationResult):
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = [np.corrcoef(row, result.finish_minutes)[0, 1] for row in result.kept_durations]
    assert close(result.tasks["cruciality_pearson"], expected, 1e-8)


def test_schedule_sensitivity_is_spread_times_criticality_over_the_spread_of_the_finish(result: SimulationResult):
    tasks = result.tasks
    assert close(tasks["ssi"], tasks["sd_days"] * tasks["criticality"] / result.finish.sd_days)


def test_spearman_correlations_are_those_of_the_first_samples(result: SimulationResult):
    n = result.ranks.iterations
    assert n == min(len(result.finish_minutes), 2**20 // (1024 * len(result.tasks)) * 1024)
    expected = [spearmanr(np.float32(row[:n]), result.finish_minutes[:n]).statistic for row in result.kept_durations]
    assert close(result.tasks["cruciality_spearman"], expected)


def test_shares_of_occurrence_and_shifts_are_those_of_the_samples():
    calm = plan()
    calm["risks"] = []
    risk = {"id": "R", "probability": 0.25, "impacts": [{"on": "t0", "delay": "7d"}]}
    result = run({**calm, "risks": [risk]}, iterations=3_000)
    struck = result.task_durations("t0") - run(calm, iterations=3_000).task_durations("t0") > 1.0
    row = result.risks.loc["R"]
    assert row["occurred"] == struck.mean()
    shift = (result.finish_minutes[struck].mean() - result.finish_minutes[~struck].mean()) / 480.0
    assert close(row["finish_shift_days"], shift)


def test_a_task_that_never_varies_has_no_correlation_and_breaks_nothing():
    tasks = [{"id": "a", "duration": "5d"}, {"id": "b", "duration": {"uniform": ["1d", "9d"]}, "after": ["a"]}]
    tasks.append({"id": "m", "milestone": True, "after": ["b"]})
    frame = run({"name": "x", "start": "2027-01-04", "tasks": tasks}).tasks
    assert frame.loc[["a", "m"], ["cruciality_pearson", "cruciality_spearman"]].isna().all(axis=None)
    assert close(frame.loc["b", ["cruciality_pearson", "cruciality_spearman"]].astype(float), 1.0)
    assert (frame["criticality"] == 1.0).all()


def test_a_run_of_certain_tasks_is_the_plan_itself():
    tasks = [{"id": "a", "duration": "5d"}, {"id": "b", "duration": "3d", "after": ["a FS+1d"]}]
    result = run({"name": "x", "start": "2027-01-04", "tasks": tasks})
    assert result.finish_minutes.tolist() == [result.deterministic.finish] * 200 == [9 * 480.0] * 200
    assert result.tasks["sd_days"].tolist() == [0.0, 0.0]


def test_a_latin_hypercube_and_a_sobol_sequence_estimate_the_mean_of_a_chain_better_than_independent_draws():
    tasks = [{"id": f"t{n}", "duration": {"triangular": ["1d", "2d", "9d"]}} for n in range(5)]
    for before, task in pairwise(tasks):
        task["after"] = [before["id"]]
    chain = {"name": "x", "start": "2027-01-04", "tasks": tasks}
    runs = 24
    errors = {
        sampling: np.mean(
            [(run(chain, iterations=1024, sampling=sampling, seed=seed).finish.mean_days - 20.0) ** 2
             for seed in range(runs)]
        )
        for sampling in ("random", "lhs", "sobol")
    }  # fmt: skip
    # A mean square of normal errors varies by a factor 1 + Z sqrt(2 / runs) at most.
    bound = 5 * (19 / 6) / 1024 * (1 + Z * np.sqrt(2 / runs))
    assert errors["random"] <= bound
    assert errors["lhs"] < errors["random"] / 10
    assert errors["sobol"] < errors["random"] / 10
