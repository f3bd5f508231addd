"""Scores of risks: stated levels first, then levels of numbers; before and after the responses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.analysis.risk_matrix import matrix_frame, matrix_ranks, risk_matrix
from riskmc.analysis.scoring import CLOSED, SECONDARY, SYSTEMIC, impact_days, score_risks
from riskmc.model.project import Project

TASKS = [{"id": "a", "duration": "20d"}, {"id": "b", "duration": "30d", "after": ["a"], "tags": ["marine"]}]


def plan(*risks, scenario="as_is", **more):
    return Project(
        name="x", start="2027-01-04", tasks=TASKS, risks=list(risks), planned_length="100d", scenario=scenario, **more
    )


def only(*risks, by="overall", **more):
    return score_risks(plan(*risks, **more), by)[0]


def risk(identity="R1", probability="40%", impacts=None, **more):
    impacts = [{"on": "a", "delay": "3d"}] if impacts is None else impacts
    return {"id": identity, "probability": probability, "impacts": impacts, **more}


@pytest.mark.parametrize(
    ("impacts", "days", "level"),
    [
        ([{"on": "a", "delay": "0.5d"}], 0.5, "very low"),
        ([{"on": "a", "delay": {"triangular": ["1d", "3d", "8d"]}}], 4.0, "low"),
        ([{"on": ["a", "b"], "delay": "3d"}], 6.0, "medium"),
        ([{"on": "a", "factor": 1.5}], 10.0, "medium"),
        ([{"on": "all", "factor": "120%", "delay": "1d"}], 12.0, "high"),
        ([{"on": "a", "delay": "3d"}, {"on": "tag:marine", "delay": "30d"}], 33.0, "very high"),
        ([{"on": "a", "delay": "300d"}], 300.0, "very high"),
        ([{"delay": "12d"}], 12.0, "high"),
    ],
)
def test_the_level_of_a_delay_is_that_of_its_mean_over_all_its_tasks(impacts, days, level):
    found = only(risk(impacts=impacts)).now.decisive
    assert (found.kind, found.source, found.level) == ("schedule", "number", level)
    assert found.amount == pytest.approx(days)


def test_an_opportunity_has_the_level_of_its_mirror():
    loss = only(risk(impacts=[{"on": "a", "delay": "12d"}])).now
    gain = only(risk(impacts=[{"on": "a", "delay": "-12d"}], kind="opportunity")).now
    assert (gain.cell, gain.score, gain.decisive.amount) == (loss.cell, loss.score, loss.decisive.amount)
    wrong_way = only(risk(impacts=[{"on": "a", "delay": "-12d"}])).now
    assert wrong_way.decisive.amount == 0.0
    assert wrong_way.impact == "very low"


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 60), st.floats(0, 60))
def test_a_risk_that_is_likelier_and_larger_never_scores_less(p, q, d, e):
    (p, q), (d, e) = sorted((p, q)), sorted((d, e))
    small, large = score_risks(
        plan(
            risk("R1", round(p, 6), [{"on": "a", "delay": f"{d:.6f}d"}]),
            risk("R2", round(q, 6), [{"on": "a", "delay": f"{e:.6f}d"}]),
        )
    )
    assert small.now.score <= large.now.score


def test_a_stated_level_counts_before_the_numbers_and_says_what_they_are():
    found = only(risk(levels={"schedule": "very high"})).now.decisive
    assert (found.level, found.source, found.by_number) == ("very high", "stated", "low")


def test_a_level_in_place_of_a_number_is_stated_and_its_number_is_marked():
    now = only(risk(probability="high", impacts=[{"on": "a", "delay": "high"}])).now
    assert (now.probability, now.probability_source, now.chance) == ("high", "stated", pytest.approx(0.6))
    found = now.decisive
    assert (found.level, found.source, found.is_from_level) == ("high", "stated", True)
    assert found.amount == pytest.approx(15.0)


def test_the_worst_kind_decides_overall_and_one_kind_decides_alone():
    stated = risk(levels={"cost": "high", "quality": "very low", "press": "very high"})
    own = {"impacts": {"press": ["none", "local", "regional", "national", "world"]}}
    assert (only(stated, scoring=own).now.kind, only(stated, scoring=own).now.impact) == ("press", "very high")
    stated["levels"].pop("press")
    assert (only(stated).now.kind, only(stated).now.impact) == ("cost", "high")
    assert only(stated, by="quality").now.impact == "very low"
    assert only(stated, by="schedule").now.kind == "schedule"
    left_out = only(stated, by="safety")
    assert (left_out.now, left_out.left_out) == (None, "no impact on safety is known")


def test_costs_are_scored_against_the_budget():
    costly = risk(impacts=[{"on": "a", "cost": {"uniform": ["10k", "50k"]}}])
    found = only(costly, by="cost", scoring={"budget": 100_000}).now.decisive
    assert (found.amount, found.level) == (30_000.0, "high")
    assert only(costly, by="cost").left_out == "no impact on cost is known"


def test_what_strikes_each_task_occurs_more_often_and_is_as_large_on_average():
    now = only(risk(probability="50%", impacts=[{"on": "all", "delay": "4d"}], strikes="each_task")).now
    assert now.chance == pytest.approx(0.75)
    # 2 tasks x 50 % x 4 d are 4 d an iteration, and where it occurs at all 4 d / 75 %.
    assert now.decisive.amount == pytest.approx(4 / 0.75)


def test_a_count_is_as_large_as_its_mean_number_where_it_occurs():
    counted = {"id": "R1", "occurrences": 1.5, "impacts": [{"on": "a", "delay": "4d"}]}
    project = plan(counted)
    chance = project.risks_in_force[0].chance
    assert impact_days(project, project.risks_in_force[0]) == pytest.approx(1.5 * 4 / chance)


def test_risks_without_a_place_say_why():
    found = score_risks(
        plan(
            risk("R1", status="closed"),
            {"id": "R2", "systemic": True, "impacts": [{"on": "all", "factor": 1.1}]},
            risk("R3", impacts=[]),
            risk("R4", response={"action": "dig", "secondary": ["R5"]}),
            risk("R5"),
        )
    )
    assert [item.left_out for item in found] == [CLOSED, SYSTEMIC, "no impact is known", "", SECONDARY]
    assert found[4].after is not None
    assert found[4].before is None


def test_responses_move_a_risk_before_to_after():
    treated = risk(
        probability="60%",
        impacts=[{"on": "a", "delay": "30d"}],
        levels={"schedule": "very high"},
        response={"action": "dig", "probability": "5%", "impacts": [{"on": "a", "delay": "2d"}]},
    )
    found = only(treated)
    assert (found.before.cell, found.after.cell) == (("high", "very high"), ("very low", "low"))
    assert found.after.decisive.source == "number"
    assert found.now == found.before
    assert found.has_moved
    done = only({**treated, "response": {**treated["response"], "status": "done"}})
    assert done.now == done.after == found.after
    assert only(treated, scenario="post").now == found.after


def test_a_risk_is_in_the_cell_of_its_levels_and_risks_of_one_score_share_their_places():
    project = plan(
        risk("R1", "60%", [{"on": "a", "delay": "12d"}]),
        risk("R2", "40%", [{"on": "a", "delay": "12d"}]),
        risk("R3", "60%", [{"on": "a", "delay": "8d"}]),
        risk("R4", "60%", [{"on": "a", "delay": "-8d"}], kind="opportunity"),
    )
    scored = score_risks(project)
    matrix = risk_matrix(scored, project.scoring)
    assert [found.id for found in matrix.cells[3][3].risks] == ["R1"]
    assert [found.id for found in matrix.cells[2][3].risks] == ["R2"]
    assert matrix.count == 3
    assert [found.id for found in matrix.risks] == ["R1", "R2", "R3"]
    ranks = matrix_ranks(scored)
    assert [(ranks[name].best, ranks[name].worst) for name in ("R1", "R2", "R3", "R4")] == [
        (1, 1),
        (2, 3),
        (2, 3),
        (1, 1),
    ]
    gains = risk_matrix(scored, project.scoring, kind="opportunity")
    assert [found.id for found in gains.cells[3][2].risks] == ["R4"]
    frame = matrix_frame(scored)
    assert frame.loc["R1", "now_score"] == 16.0
    assert frame.loc["R2", "rank"] == 2


def test_cells_beyond_the_appetite_are_marked():
    project = plan(risk(), scoring={"levels": 3, "appetite": 6})
    cells = risk_matrix(score_risks(project), project.scoring).cells
    assert [[cell.is_beyond_appetite for cell in row] for row in cells] == [
        [False, False, False], [False, False, True], [False, True, True],
    ]  # fmt: skip
