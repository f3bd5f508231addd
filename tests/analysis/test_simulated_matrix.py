"""The simulated matrix: what each risk did to the finish, and where its score says otherwise, with the reason."""

from __future__ import annotations

import math

import numpy as np
import pytest

from riskmc.analysis.simulated_matrix import SimulatedMatrix, simulated_frame, simulated_matrix
from riskmc.model.project import Project
from riskmc.result import SimulationResult
from riskmc.simulation import simulate
from riskmc.simulation.removal import remove_risks

ITERATIONS = 10_000


def run(tasks, risks, **more) -> SimulationResult:
    project = Project(name="x", start="2027-01-04", tasks=tasks, risks=risks, **more)
    return simulate(project, iterations=ITERATIONS)


def matrix_of(tasks, risks, by="overall", **more) -> SimulatedMatrix:
    result = run(tasks, risks, **more)
    return simulated_matrix(result, remove_risks(result), by)


def codes(matrix: SimulatedMatrix, identity: str) -> tuple[bool, list[str]]:
    found = next(item for item in matrix.inversions if item.ranked.risk.id == identity)
    return found.is_overrated, [reason.code for reason in found.reasons]


def delay(identity, on, days, probability="50%", **more):
    return {"id": identity, "probability": probability, "impacts": [{"on": on, "delay": f"{days}d"}], **more}


# The long chain is always critical; the short task beside it has 60 working days of float.
CHAIN = [
    {"id": "long", "duration": {"pert": ["90d", "100d", "115d"]}},
    {"id": "short", "duration": "40d"},
    {"id": "end", "duration": "10d", "after": ["long", "short"]},
]


def test_a_risk_of_a_task_that_is_never_critical_is_overrated():
    matrix = matrix_of(CHAIN, [delay("OFF", "short", 25, "60%"), delay("ON", "long", 4, "60%")])
    by_id = {row.risk.id: row for row in matrix.rows}
    assert (by_id["OFF"].by_score.best, by_id["OFF"].by_effect.best) == (1, 2)
    assert by_id["OFF"].removal.days == 0.0
    assert codes(matrix, "OFF") == (True, ["not_critical", "float"])
    text = next(item for item in matrix.inversions if item.ranked.risk.id == "OFF").reasons[0].text
    assert text.startswith("its task short is never critical (mean float ")


def test_a_task_that_finishes_with_others_takes_up_the_delay_of_its_own_work():
    tasks = [
        {"id": "works", "duration": {"pert": ["90d", "100d", "115d"]}},
        {"id": "records", "duration": "20d", "after": ["works FF"]},
    ]
    matrix = matrix_of(tasks, [delay("HELD", "records", 25, "60%"), delay("ON", "works", 4, "60%")])
    assert codes(matrix, "HELD") == (True, ["finish_held"])
    text = next(item for item in matrix.inversions if item.ranked.risk.id == "HELD").reasons[0].text
    assert text.startswith("records cannot finish before others do (finish-to-finish), which takes up all of its 25")


def test_a_delay_that_float_takes_up_in_part_overrates_its_risk():
    # 12 working days of float take up most of a delay of 15.
    tasks = [
        {"id": "long", "duration": {"pert": ["46d", "50d", "54d"]}},
        {"id": "beside", "duration": {"pert": ["34d", "38d", "42d"]}},
        {"id": "end", "duration": "50d", "after": ["long", "beside"]},
    ]
    matrix = matrix_of(tasks, [delay("FLOAT", "beside", 15, "65%"), delay("WHOLE", "end", 6, "65%")], "schedule")
    is_overrated, found = codes(matrix, "FLOAT")
    assert is_overrated
    assert "float" in found
    row = next(item for item in matrix.inversions if item.ranked.risk.id == "FLOAT")
    assert 0.0 < row.facts.reached < 0.6
    assert row.facts.planned_float_days == pytest.approx(12.0)
    assert 0.0 < row.facts.float_days < 12.0
    assert "beside has 12 working days of it in the plan" in row.reasons[-1].text


def test_a_risk_at_a_merge_point_is_underrated():
    branches = [{"id": f"b{n}", "duration": {"pert": ["40d", "50d", "70d"]}} for n in range(4)]
    merge = {"id": "join", "duration": "50d", "after": [task["id"] for task in branches]}
    risks = [delay(f"B{n}", f"b{n}", 12, "60%") for n in range(4)] + [delay("JOIN", "join", 9, "60%")]
    matrix = matrix_of([*branches, merge], risks)
    by_id = {row.risk.id: row for row in matrix.rows}
    assert by_id["JOIN"].by_score.best == 5
    assert by_id["JOIN"].by_effect.worst == 1
    is_overrated, found = codes(matrix, "JOIN")
    assert not is_overrated
    assert found[0] == "merge_point"
    row = next(item for item in matrix.inversions if item.ranked.risk.id == "JOIN")
    assert (row.facts.merge_task, row.facts.merge_count) == ("join", 4)
    assert "join waits for 4 others and is critical always" in row.reasons[0].text


def test_a_score_that_comes_from_another_kind_of_impact_says_so():
    costly = delay("COST", "long", 1, "60%", levels={"cost": "very high"})
    nothing = {"id": "NONE", "probability": "60%", "impacts": [], "levels": {"quality": "high"}}
    matrix = matrix_of(CHAIN, [costly, nothing, delay("LATE", "long", 8, "60%")])
    assert codes(matrix, "COST")[1][0] == "other_kind"
    assert codes(matrix, "NONE")[1] == ["no_delay"]


def test_a_stated_level_that_its_numbers_do_not_have_is_told():
    stated = delay("STATED", "long", 1, "60%", levels={"schedule": "very high"})
    matrix = matrix_of(CHAIN, [stated, delay("TRUE", "long", 12, "60%")])
    is_overrated, found = codes(matrix, "STATED")
    assert is_overrated
    assert found[0] == "stated"


def test_levels_that_are_wide_hide_a_size():
    # Both are low x medium: 11 % and 5.6 d, and 29 % and 10.9 d; a third scores as much with very low x very high.
    risks = [
        delay("BIG", "long", 10.9, "29%"),
        delay("SMALL", "long", 5.7, "11%"),
        delay("RARE", "long", 12, "29%"),
        delay("OFTEN", "long", 5.6, "31%"),
    ]
    matrix = matrix_of(CHAIN, risks)
    assert any(reason.code == "size" for item in matrix.inversions for reason in item.reasons)


def test_a_risk_that_never_occurs_is_told():
    matrix = matrix_of(CHAIN, [delay("NEVER", "long", 30, "0%"), delay("SMALL", "long", 1, "5%")])
    assert codes(matrix, "NEVER") == (True, ["never"])


def test_ranks_that_agree_within_the_errors_are_no_inversions():
    risks = [delay("A", "long", 12, "60%"), delay("B", "long", 5, "60%"), delay("C", "long", 2, "20%")]
    assert matrix_of(CHAIN, risks).inversions == ()


def test_opportunities_are_ranked_by_what_they_gain():
    risks = [
        delay("G1", "long", -12, "60%", kind="opportunity"),
        delay("G2", "long", -3, "60%", kind="opportunity"),
        delay("T", "long", 5, "60%"),
    ]
    rows = matrix_of(CHAIN, risks).rows
    assert [(row.risk.id, row.place) for row in rows] == [("T", 1), ("G1", 1), ("G2", 2)]
    assert [row.removal.days < 0 for row in rows] == [False, True, True]


def test_a_single_iteration_leaves_all_places_open():
    risks = [delay("A", "long", 12, "100%"), delay("B", "long", 5, "100%")]
    project = Project(name="x", start="2027-01-04", tasks=CHAIN, risks=risks)
    result = simulate(project, iterations=1)
    matrix = simulated_matrix(result, remove_risks(result))
    assert [(row.by_effect.best, row.by_effect.worst) for row in matrix.rows] == [(1, 2), (1, 2)]
    assert matrix.inversions == ()
    assert math.isnan(matrix.rows[0].removal.low_days)


def test_the_table_has_a_row_for_each_risk_of_the_matrix():
    matrix = matrix_of(CHAIN, [delay("OFF", "short", 25, "60%"), delay("ON", "long", 4, "60%")])
    frame = simulated_frame(matrix)
    assert list(frame.index) == ["ON", "OFF"]
    assert frame.loc["OFF", "gap"] == 1
    assert frame.loc["ON", "gap"] == -1
    assert np.isclose(frame.loc["ON", "occurred"], 0.6, atol=0.01)


@pytest.mark.parametrize("by", ["schedule", "overall"])
def test_levels_that_wait_for_the_planned_length_are_settled(by):
    risk = {"id": "R", "probability": "high", "impacts": [{"on": "long", "delay": "high"}]}
    matrix = matrix_of(CHAIN, [risk], by)
    assert matrix.rows[0].risk.now.decisive.amount == pytest.approx(0.15 * 110, abs=0.2)
    assert matrix.rows[0].removal.days > 5
