"""What a response buys is the paired difference of the plan with it and the plan without it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from riskmc.analysis.comparison import compare_runs
from riskmc.analysis.response_words import worth_sentence
from riskmc.errors import UsageError
from riskmc.model import Project
from riskmc.model.scenarios import in_scenario, responses_in_force, without_response
from riskmc.result.response_worth import Worths
from riskmc.simulation import response_worths, simulate
from tests.constants import Z

N = 9_000
RANGE = {"triangular": ["8d", "10d", "20d"]}
RISK: dict[str, Any] = {
    "id": "R1",
    "probability": "30%",
    "impacts": [{"on": "dig", "delay": {"triangular": ["5d", "10d", "30d"]}}],
    "response": [
        {"strategy": "mitigate", "cost": "60k", "tasks": ["survey"], "probability": "5%", "secondary": ["R9"]},
        {"strategy": "transfer", "cost": "5k"},
    ],
}
OTHER: dict[str, Any] = {
    "id": "R2",
    "probability": "40%",
    "impacts": [{"on": "build", "delay": "8d"}],
    "response": {"strategy": "mitigate", "status": "done", "impacts": [{"on": "build", "delay": "2d"}]},
}
SECONDARY = {"id": "R9", "probability": "50%", "impacts": [{"on": "build", "delay": "1d"}]}


def plan(*risks: dict[str, Any], scenario: str = "post") -> Project:
    tasks = [
        {"id": "survey", "duration": {"uniform": ["1d", "2d"]}},
        {"id": "dig", "duration": RANGE, "after": ["survey"]},
        {"id": "build", "duration": RANGE, "after": ["dig"]},
    ]
    return Project(
        name="Pier", start="2027-01-04", tasks=tasks, risks=risks or (RISK, OTHER, SECONDARY), scenario=scenario
    )


def worths(project: Project, **how: Any) -> Worths:
    return response_worths(simulate(project, iterations=N), **how)


def test_a_response_buys_what_the_finish_loses_without_it() -> None:
    full = plan()
    rows = {row.response.id: row for row in worths(full, level=0.9).rows}
    assert set(rows) == {"R1.1", "R1.2", "R2.1"}
    for identity in ("R1.1", "R2.1"):
        runs = {
            "with": simulate(full, iterations=N),
            "without": simulate(without_response(full, identity), iterations=N),
        }
        (difference,) = compare_runs(runs, level=0.9).differences
        row = rows[identity]
        days = difference.at(0.9).days
        assert (row.days, row.low_days, row.high_days) == pytest.approx((days.value, days.low, days.high))
        mean = difference.mean
        assert (row.mean_days, row.mean_low_days, row.mean_high_days) == pytest.approx(
            (mean.value, mean.low, mean.high)
        )
        assert row.same == difference.same


def test_an_avoided_risk_buys_its_mean_delay() -> None:
    risk = {
        "id": "R1",
        "probability": "30%",
        "impacts": [{"on": "dig", "delay": "10d"}],
        "response": {"strategy": "avoid"},
    }
    (row,) = worths(plan(risk)).rows
    error = math.sqrt(0.3 * 0.7 / N) * 10.0
    assert abs(row.mean_days - 3.0) <= Z * error
    assert row.mean_low_days <= row.mean_days <= row.mean_high_days


def test_a_response_without_effect_needs_no_run_and_buys_nothing() -> None:
    told: list[int] = []
    rows = {row.response.id: row for row in worths(plan(), progress=lambda done, total: told.append(total)).rows}
    assert rows["R1.2"].is_idle
    assert (rows["R1.2"].days, rows["R1.2"].mean_days, rows["R1.2"].same) == (0.0, 0.0, 1.0)
    assert set(told) == {2 * N}


def test_a_response_whose_tasks_take_longer_than_they_save_costs_time() -> None:
    risk = {**RISK, "response": {"strategy": "mitigate", "tasks": ["survey"], "probability": "29%"}}
    (row,) = worths(plan(risk)).rows
    assert row.mean_high_days < 0.0


def test_a_response_that_costs_time_alone_is_said_to_bring_nothing_forward() -> None:
    response = {"strategy": "mitigate", "action": "Survey", "tasks": ["survey"], "probability": "29%"}
    sentence = worth_sentence(worths(plan({**RISK, "response": response})))
    assert sentence.startswith("No response brings P80 forward; without R1.1 (Survey) it lies ")
    assert sentence.endswith(" earlier.")


def test_switching_a_response_off_is_a_plan_that_never_had_it() -> None:
    off = simulate(without_response(plan(), "R1.1"), iterations=N)
    gone = plan({**RISK, "response": RISK["response"][1:]}, OTHER)
    # The survey stands in the plan for the response alone.
    tasks = [{**dict(task.items()), "duration": "0d"} if task.id == "survey" else task for task in gone.tasks]
    never = Project(**{**dict(gone.items()), "tasks": tasks})
    assert np.array_equal(simulate(never, iterations=N).finish_minutes, off.finish_minutes)


def test_scenarios_share_all_draws_that_they_share() -> None:
    pre, post = (simulate(in_scenario(plan(), name), iterations=N) for name in ("pre", "post"))
    assert (pre.sums.risks[0, 0] / N, post.sums.risks[0, 0] / N) == pytest.approx(
        (0.3, 0.05), abs=Z * math.sqrt(0.21 / N)
    )
    (difference,) = compare_runs({"pre": pre, "post": post}).differences
    assert difference.is_paired
    # What never occurs before mitigation either leaves the iteration as it was, but for the survey and its cables.
    no_survey = plan({**RISK, "response": {"strategy": "mitigate", "probability": "5%"}})
    pre, post = (simulate(in_scenario(no_survey, name), iterations=N) for name in ("pre", "post"))
    assert (post.finish_minutes <= pre.finish_minutes).all()
    same = compare_runs({"pre": pre, "post": post}).differences[0].same
    assert same == pytest.approx(0.75, abs=Z * math.sqrt(0.75 * 0.25 / N))


def test_the_rows_are_in_the_order_of_what_they_buy() -> None:
    rows = worths(plan()).rows
    assert [row.days for row in rows] == sorted((row.days for row in rows), reverse=True)


def test_an_interrupt_leaves_what_was_tried() -> None:
    def stop(done: int, total: int) -> None:
        if done > N:
            raise KeyboardInterrupt

    found = worths(plan(), progress=stop)
    assert [row.response.id for row in found.rows] == ["R1.1", "R1.2"]
    assert [response.id for response in found.left] == ["R2.1"]


def test_the_same_worths_come_from_any_number_of_threads() -> None:
    result = simulate(plan(), iterations=N)
    assert response_worths(result, jobs=1) == response_worths(result, jobs=2)


def test_what_cannot_be_paired_or_is_out_of_range_is_refused() -> None:
    with pytest.raises(UsageError, match="nothing is paired"):
        response_worths(simulate(plan(), iterations=1_024, sampling="sobol"))
    result = simulate(plan(), iterations=1_024)
    with pytest.raises(UsageError, match="level 80 is not between 0 and 1"):
        response_worths(result, level=80)


def test_a_run_of_one_iteration_has_no_interval() -> None:
    rows = response_worths(simulate(plan(), iterations=1)).rows
    assert all(math.isnan(row.low_days) for row in rows if not row.is_idle)


def test_a_response_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match=r"there is no response 'R1\.3'; did you mean"):
        without_response(plan(), "R1.3")


def test_responses_in_force_follow_the_scenario() -> None:
    names = {
        name: [r.id for _, r in responses_in_force(in_scenario(plan(), name))] for name in ("pre", "as_is", "post")
    }
    assert names == {"pre": [], "as_is": ["R2.1"], "post": ["R1.1", "R1.2", "R2.1"]}


def test_money_that_a_response_saves_counts_its_own_cost():
    response = {"strategy": "avoid", "action": "Start in May", "cost": "5k"}
    risk = {
        "id": "R1",
        "probability": 0.5,
        "impacts": [{"on": "a", "delay": "10d", "cost": "7k"}],
        "response": response,
    }
    task = {"id": "a", "duration": "20d", "cost": {"per_day": "1k"}}
    plan = Project(name="x", start="2027-01-04", tasks=[task], risks=[risk], scenario="post")
    (row,) = response_worths(simulate(plan, iterations=4_096)).rows
    # Without it the project costs 17k more in half of the iterations, and 5k less in all.
    assert row.amount == pytest.approx(12_000.0)
    assert row.low_amount <= row.amount <= row.high_amount
    assert row.mean_amount == pytest.approx(0.5 * 17_000 - 5_000, abs=10.0)


def test_a_response_that_changes_nothing_costs_what_it_costs():
    risk = {
        "id": "R1",
        "probability": 0.5,
        "impacts": [{"on": "a", "delay": "1d"}],
        "response": {"action": "wait", "cost": 70},
    }
    plan = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "20d"}], risks=[risk], scenario="post")
    (row,) = response_worths(simulate(plan, iterations=1_024)).rows
    assert (row.is_idle, row.amount, row.mean_amount) == (True, -70.0, -70.0)
