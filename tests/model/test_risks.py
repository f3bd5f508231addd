"""Risks, their responses, levels and relations, and the risks that are simulated."""

# ruff: noqa: E501
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import Project, Quantity
from riskmc.model.branches import Branch
from riskmc.model.distributions import Uniform
from riskmc.model.levels import Level, as_probability
from riskmc.model.responses import SCENARIOS
from riskmc.model.risks import Risk

TASKS = [{"id": task, "duration": "5d"} for task in ("a", "b", "c")]
HIT = [{"on": "a", "delay": "5d"}]


def plan(*risks: dict[str, Any], **rest: Any) -> Project:
    full = [{"probability": "20%", "impacts": HIT, **risk} for risk in risks]
    return Project(**{"name": "Shed", "start": "2027-01-04", "tasks": TASKS, "risks": full, **rest})


def in_force(project: Project, scenario: str = "as_is") -> dict[str, Risk]:
    risks = project.model_copy(update={"scenario": scenario}).risks_in_force
    return {risk.id: risk for risk in risks}


MITIGATED = {
    "id": "R1",
    "response": {
        "strategy": "mitigate", "probability": "5%", "impacts": [{"on": "b", "delay": "1d"}], "tasks": ["c"],
        "secondary": ["R2"],
    },
}  # fmt: skip


def test_a_planned_response_counts_after_mitigation_alone():
    project = plan(MITIGATED, {"id": "R2"})
    before, after = in_force(project), in_force(project, "post")
    assert (before["R1"].chance, after["R1"].chance) == (0.2, 0.05)
    assert (before["R1"].impacts[0].on, after["R1"].impacts[0].on) == (("a",), ("b",))
    assert (before["R2"].chance, after["R2"].chance) == (0.0, 0.2)
    assert in_force(project, "pre") == before


@pytest.mark.parametrize(
    ("status", "counts"),
    [("planned", ["post"]), ("in_progress", ["post"]), ("done", ["as_is", "post"]), ("cancelled", [])],
)
def test_a_response_counts_by_its_status(status, counts):
    response = {**MITIGATED["response"], "status": status}
    project = plan({"id": "R1", "response": response}, {"id": "R2"})
    copies = {scenario: project.model_copy(update={"scenario": scenario}) for scenario in SCENARIOS}
    assert [scenario for scenario, copy in copies.items() if copy.risks_in_force[0].chance == 0.05] == counts
    assert [scenario for scenario, copy in copies.items() if not copy.absent_tasks] == counts
    assert {frozenset(("c",)), frozenset()} >= {copy.absent_tasks for copy in copies.values()}


def test_an_avoided_risk_never_happens_unless_a_residual_is_stated():
    avoided = plan({"id": "R1", "response": {"strategy": "avoid"}})
    assert in_force(avoided, "post")["R1"].chance == 0
    stated = plan({"id": "R1", "response": {"strategy": "avoid", "probability": "1%"}})
    assert in_force(stated, "post")["R1"].chance == 0.01


def test_of_several_responses_the_last_word_counts():
    responses = [{"probability": "10%"}, {"impacts": [{"on": "c", "delay": "1d"}]}, {"probability": "4%", "cost": "5k"}]
    project = plan({"id": "R1", "response": responses})
    risk = in_force(project, "post")["R1"]
    assert (risk.chance, risk.impacts[0].on) == (0.04, ("c",))
    assert [response.id for response in project.risks[0].responses] == ["R1.1", "R1.2", "R1.3"]


def test_a_closed_risk_keeps_its_row_and_never_happens():
    project = plan({"id": "R1", "status": "closed"}, {"id": "R2"})
    assert [(risk.id, risk.chance) for risk in project.risks_in_force] == [("R1", 0.0), ("R2", 0.2)]


def test_a_task_that_another_response_needs_is_there():
    other = {"id": "R2", "response": {"status": "done", "tasks": ["c"]}}
    assert plan({"id": "R1", "response": {"tasks": ["c"]}}, other).absent_tasks == frozenset()


def test_levels_take_their_numbers_from_the_bands_and_are_marked():
    scoring = {"levels": 3, "impacts": {"schedule": ["0d", "5d", "20d", "60d"]}, "budget": "1M"}
    impacts = [{"on": "a", "delay": "High", "cost": "low"}]
    project = plan(
        {"id": "R1", "probability": "medium", "impacts": impacts},
        {"id": "R2", "probability": "medium", "impacts": impacts, "kind": "opportunity"},
        scoring=scoring,
    )
    threat, gain = project.risks_in_force
    assert threat.chance == 0.5
    assert threat.impacts[0].delay == Uniform(low="20d", high="60d")
    assert gain.impacts[0].delay == Uniform(low="-60d", high="-20d")
    assert threat.impacts[0].cost == Uniform(low=0, high=100_000)
    fields = ("probability", "impacts[0].delay", "impacts[0].cost")
    assert project.from_levels == {(risk, field) for risk in ("R1", "R2") for field in fields}
    assert project.risks[0].probability == Level("medium")


def test_a_scale_in_percent_waits_for_the_planned_length():
    project = plan({"id": "R1", "impacts": [{"on": "a", "delay": "low"}]}, scoring={"levels": 3})
    assert project.risks_in_force[0].impacts[0].delay == Level("low")
    known = project.model_copy(update={"planned_length": Quantity(200, "d")})
    assert known.risks_in_force[0].impacts[0].delay == Uniform(low="0d", high="10d")


@given(st.floats(0, 1), st.floats(0.01, 50))
def test_the_chance_is_that_of_at_least_once(probability, mean):
    assert Risk(id="R", probability=probability).chance == probability
    often = Risk(id="R", occurrences=mean).chance
    assert 0 < often <= 1
    assert often < mean


def test_a_range_of_a_probability_counts_by_its_mean():
    assert Risk(id="R", probability={"triangular": ["10%", "20%", "60%"]}).chance == pytest.approx(0.3)
    assert Risk(id="R", systemic=True).chance == 1


@pytest.mark.parametrize("text", ["15%", 0.15, " 15 % ", Quantity(15, "%")])
def test_probabilities_are_read_as_they_are_written(text):
    assert as_probability(text) == 0.15


@pytest.mark.parametrize(
    ("risks", "rest", "message"),
    [
        ([{"id": "R1", "requires": "R2"}], {}, "risks[0].requires[0]: risk 'R1': there is no risk 'R2'"),
        ([{"id": "R1", "excludes": ["R1"]}], {}, "risks[0].excludes[0]: risk 'R1': the risk excludes itself (take it out)"),
        (
            [{"id": "R1", "requires": "R2", "excludes": "R2"}, {"id": "R2"}], {},
            "risks[0].excludes[0]: risk 'R1': the risk requires 'R2' and excludes it (take out one of both)",
        ),
        (
            [{"id": "R1", "requires": "R2"}, {"id": "R2", "requires": "R1"}], {},
            "risks[1].requires: risk 'R2': risks require each other in a circle: R2 -> R1 -> R2 (take one of them out)",
        ),
        (
            [{"id": "R1", "probability": "hihg"}], {},
            "risks[0].probability: risk 'R1': there is no level 'hihg'; levels are very low, low, medium, high, very high"
            " (did you mean 'high'?)",
        ),
        (
            [{"id": "R1", "levels": {"beauty": "high"}}], {},
            "risks[0].levels.beauty: risk 'R1': there is no scale for beauty; kinds of impact are schedule, cost,"
            " quality, safety, reputation",
        ),
        (
            [{"id": "R1", "impacts": [{"on": "a", "cost": "high"}]}], {},
            "risks[0].impacts[0].cost: risk 'R1': the level 'high' has no amount: the scale of cost is in % of a budget;"
            " write scoring: {budget: 4.2M}, or a scale in money",
        ),
        (
            [{"id": "R1", "response": {"tasks": ["d"]}}], {},
            "risks[0].response[0].tasks[0]: response 'R1.1': there is no task 'd'",
        ),
        (
            [{"id": "R1", "response": {"secondary": ["R1"]}}], {},
            "risks[0].response[0].secondary[0]: response 'R1.1': the risk is its own secondary risk",
        ),
        (
            [{"id": "R1", "window": {"while": ["d"]}}], {},
            "risks[0].window.while[0]: risk 'R1': there is no task 'd'",
        ),
        (
            [], {"tasks": [{"id": "a", "duration": "5d", "exists": "R7"}]},
            "tasks[0].exists: task 'a': there is no risk 'R7'",
        ),
        (
            [], {"branches": [{"id": "soil", "options": [
                {"tasks": ["a", "b"], "probability": 0.5}, {"tasks": "b", "probability": 0.5}]}]},
            "branches[0].options[1].tasks[0]: branch 'soil': task 'b' belongs to the option before too (let each task"
            " belong to one option)",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused(risks, rest, message):
    with pytest.raises(PlanError) as caught:
        plan(*risks, **rest)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ({}, "window: risk 'R': the window is empty; write {from: 2027-11-01, to: 2028-03-31} or {while: [piling]}"),
        ({"from": "2027-03-01", "to": "2027-02-01"}, "window.to: risk 'R': the window ends 2027-02-01, before it begins 2027-03-01"),
    ],
)  # fmt: skip
def test_an_impossible_window_is_refused(window, message):
    with pytest.raises(PlanError) as caught:
        Risk(id="R", probability=0.1, window=window)
    assert str(caught.value) == message


def test_options_of_a_branch_share_one_chance():
    with pytest.raises(PlanError, match="add up to 110%"):
        Branch(id="x", options=[{"tasks": "a", "probability": "60%"}, {"tasks": "b", "probability": "50%"}])


def test_the_scenario_is_part_of_what_a_plan_means():
    project = plan(MITIGATED, {"id": "R2"})
    after = project.model_copy(update={"scenario": "post"})
    assert project.digest() != after.digest()
    assert project.model_copy(update={"planned_length": Quantity(5, "d")}).digest() == project.digest()


def test_money_is_written_short():
    assert [Quantity.parse(text) for text in ("120k", "4.2M", "1bn")] == [
        Quantity(120e3),
        Quantity(4.2e6),
        Quantity(1e9),
    ]


def test_two_responses_of_a_risk_have_ids_of_their_own():
    responses = [{"id": "A", "strategy": "mitigate"}, {"id": "A", "strategy": "transfer"}]
    risks = [{"id": "R1", "probability": "20%", "impacts": [], "response": responses}]
    with pytest.raises(PlanError, match=r"response\[1\]\.id: response 'A': the id is used already by response 1"):
        Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}], risks=risks)
