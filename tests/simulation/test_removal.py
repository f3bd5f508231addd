"""Laws of the runs without each risk in turn."""

from __future__ import annotations

import numpy as np
import pytest

from riskmc.errors import UsageError
from riskmc.model.project import Project
from riskmc.result.removal import removals_document, removals_from_document
from riskmc.simulation import simulate
from riskmc.simulation.finish_runs import FinishRuns
from riskmc.simulation.removal import _Without, remove_risks, without_risk
from tests.constants import Z

TASKS = [
    {"id": "a", "duration": {"pert": ["10d", "15d", "30d"]}},
    {"id": "b", "duration": {"pert": ["10d", "15d", "30d"]}, "after": ["a"]},
]
RISKS = [
    {"id": "R1", "probability": "30%", "impacts": [{"on": "a", "delay": {"uniform": ["5d", "15d"]}}]},
    {"id": "R2", "probability": "60%", "impacts": [{"on": "b", "factor": 1.2}]},
    {"id": "R3", "probability": "50%", "status": "closed", "impacts": [{"on": "b", "delay": "9d"}]},
    {"id": "R4", "probability": "0%", "impacts": [{"on": "b", "delay": "9d"}]},
    {"id": "R5", "probability": "50%", "impacts": [{"on": "b", "cost": "9k"}]},
    {"id": "R6", "probability": "50%", "impacts": [{"delay": "9d"}]},
]


def plan(risks=RISKS, tasks=TASKS):
    return Project(name="x", start="2027-01-04", tasks=tasks, risks=risks)


def test_removing_a_risk_is_the_run_without_it_to_the_bit():
    result = simulate(plan(), iterations=3_000)
    removed = simulate(without_risk(result.project, 0), iterations=3_000)
    left_out = simulate(plan(RISKS[1:]), iterations=3_000)
    assert (removed.finish_minutes == left_out.finish_minutes).all()
    row = remove_risks(result).rows[0]
    moved = result.finish.quantile_minutes(0.8) - left_out.finish.quantile_minutes(0.8)
    assert row.days == pytest.approx(moved / 480)
    assert row.mean_days == pytest.approx((result.finish_minutes - left_out.finish_minutes).mean() / 480)
    assert row.low_days <= row.days <= row.high_days


FEATURES = [
    {"id": "R1", "probability": "30%", "impacts": [{"on": "a", "delay": {"uniform": ["5d", "15d"]}}]},
    {"id": "R2", "probability": {"triangular": ["10%", "20%", "60%"]}, "impacts": [{"on": "b", "factor": 1.2}]},
    {"id": "R3", "occurrences": 1.5, "impacts": [{"on": "b", "delay": "4d"}]},
    {"id": "R4", "probability": "50%", "strikes": "each_task", "impacts": [{"on": "all", "delay": "3d"}]},
    {"id": "R5", "probability": "40%", "excludes": ["R6"], "impacts": [{"on": "a", "delay": "6d"}]},
    {"id": "R6", "probability": "40%", "impacts": [{"on": "b", "delay": "8d"}]},
    {"id": "R7", "probability": "30%", "requires": ["R1"], "impacts": [{"on": "b", "delay": "9d"}]},
    {"id": "R8", "probability": "30%", "impacts": []},
    {"id": "R9", "probability": "50%", "window": {"while": ["a"]}, "impacts": [{"on": "b", "delay": "7d"}]},
]


@pytest.mark.parametrize("index", range(len(FEATURES)))
def test_a_risk_that_is_switched_off_is_a_risk_that_was_never_likely(index):
    tasks = [*TASKS, {"id": "fix", "duration": "10d", "after": ["a"], "exists": "R8"}]
    project = plan(FEATURES, tasks)
    result = simulate(project, iterations=1_500)
    runs = FinishRuns(result, 1, 1, "threads", None)
    never = simulate(without_risk(project, index), iterations=1_500).finish_minutes
    assert (_Without(result, runs).finish(index) == never).all()


def test_what_cannot_move_the_finish_has_no_run_and_says_why():
    told = []
    removals = remove_risks(simulate(plan(), iterations=2_000), progress=lambda done, total: told.append((done, total)))
    assert [row.unmoved for row in removals.rows] == ["", "", "closed", "never", "no_delay", "no_delay"]
    assert removals.runs == 2
    assert told[-1] == (4_000, 4_000)
    assert all(row.days == row.low_days == row.high_days == 0.0 for row in removals.rows if row.unmoved)


def test_threads_do_not_change_a_removal():
    result = simulate(plan(), iterations=9_000)
    assert remove_risks(result, jobs=1) == remove_risks(result, jobs=2)


def test_what_can_occur_only_after_a_risk_goes_with_it():
    risks = [
        {"id": "R1", "probability": "50%", "impacts": [{"on": "a", "delay": "1d"}]},
        {"id": "R2", "probability": "100%", "requires": ["R1"], "impacts": [{"on": "b", "delay": "20d"}]},
    ]
    result = simulate(plan(risks, [{"id": "a", "duration": "5d"}, {"id": "b", "duration": "5d", "after": ["a"]}]))
    first, second = remove_risks(result).rows
    assert (first.days, second.days) == (21.0, 20.0)


def test_a_risk_that_only_brings_a_task_or_another_risk_moves_the_finish():
    risks = [
        {"id": "R1", "probability": "60%", "impacts": []},
        {"id": "R2", "probability": "60%", "impacts": []},
        {"id": "R3", "probability": "100%", "requires": ["R2"], "impacts": [{"on": "a", "delay": "7d"}]},
    ]
    tasks = [{"id": "a", "duration": "5d"}, {"id": "fix", "duration": "10d", "after": ["a"], "exists": "R1"}]
    rows = remove_risks(simulate(plan(risks, tasks), iterations=2_000)).rows
    assert [(row.id, row.unmoved) for row in rows] == [("R1", ""), ("R2", ""), ("R3", "")]
    assert all(row.mean_days > 3.0 for row in rows)


def test_the_tasks_of_a_response_stay_where_its_risk_is_removed():
    response = {"status": "done", "tasks": ["survey"], "probability": "10%"}
    risks = [{"id": "R1", "probability": "50%", "impacts": [{"on": "a", "delay": "9d"}], "response": response}]
    tasks = [{"id": "survey", "duration": "7d"}, {"id": "a", "duration": "5d", "after": ["survey"]}]
    result = simulate(plan(risks, tasks), iterations=1_000)
    without = simulate(without_risk(result.project, 0), iterations=1_000)
    assert set((without.finish_minutes / 480).round(6)) == {12.0}
    assert {12.0, 21.0} == set((result.finish_minutes / 480).round(6))


def test_the_interval_of_a_removal_covers_the_truth_as_often_as_it_says():
    # The mean finish moves by exactly chance x delay; 95 % intervals of 200 seeds cover it within the binomial error.
    risks = [{"id": "R1", "probability": "30%", "impacts": [{"on": "a", "delay": "10d"}]}]
    task = [{"id": "a", "duration": {"uniform": ["10d", "30d"]}}]
    # P80 with the risk: 0.7 F(x) + 0.3 F(x - 10) = 0.8 with F uniform on 10..30 gives 29.0; without it 26.
    truth, runs, covered, covered_mean = 3.0, 200, 0, 0
    for seed in range(runs):
        result = simulate(plan(risks, task), iterations=2_000, seed=seed, sampling="random", jobs=1)
        row = remove_risks(result, jobs=1).rows[0]
        covered += row.low_days <= truth <= row.high_days
        covered_mean += row.mean_low_days <= 3.0 <= row.mean_high_days
    slack = Z * np.sqrt(0.95 * 0.05 / runs)
    assert covered / runs >= 0.95 - slack
    assert abs(covered_mean / runs - 0.95) <= slack


def test_removals_survive_being_written_down():
    removals = remove_risks(simulate(plan(), iterations=2_000))
    assert removals_from_document(removals_document(removals)) == removals


@pytest.mark.parametrize(("name", "value"), [("level", 1.0), ("confidence", 0.0)])
def test_a_share_out_of_range_is_refused(name, value):
    with pytest.raises(UsageError, match=f"{name} {value} is not between 0 and 1"):
        remove_risks(simulate(plan(), iterations=10), **{name: value})
