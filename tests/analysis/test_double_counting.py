"""A cause that counts twice is told where the plan's own words show it, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.plan_warnings import plan_warnings
from riskmc.model import Project

WIDE = {"triangular": ["8d", "10d", "20d"]}
RISK: dict[str, Any] = {
    "id": "R1",
    "title": "Boulders",
    "cause": "Moraine below the site",
    "event": "Boulders stop the drill",
    "owner": "x",
    "probability": "20%",
    "impacts": [{"on": ["piling"], "delay": {"triangular": ["2d", "4d", "9d"]}}],
}


def told(*risks: dict[str, Any], task: dict[str, Any] | None = None, **more: Any) -> list[str]:
    tasks = [
        {"id": "piling", "name": "Bore the piles", "duration": WIDE, **(task or {})},
        {"id": "caps", "duration": WIDE, "after": ["piling"]},
    ]
    project = Project(name="Pier", start="2027-01-04", tasks=tasks, risks=risks, **more)
    return [item.message for item in plan_warnings(project) if item.rule == "double-counted"]


def risk(**changes: Any) -> dict[str, Any]:
    return {**RISK, **changes}


def test_a_risk_whose_cause_the_basis_of_the_range_names_counts_twice() -> None:
    (message,) = told(RISK, task={"basis": "twelve drives since 2019, with boulder obstructions"})
    assert message.startswith("is in the range of task 'piling' already, whose basis names it")


def test_the_basis_of_the_template_that_gives_the_range_counts() -> None:
    template = {"for": "all", "duration": {"triangular": ["90%", "100%", "200%"]}, "basis": "moraine and weather"}
    assert len(told(RISK, task={"duration": "10d"}, templates=[template])) == 1
    assert told(RISK, templates=[template]) == []


@pytest.mark.parametrize(
    "basis",
    ["", "twelve drives since 2019", "weather; without boulders", "weather (boulders excluded)", "no boulders, rain"],
)
def test_a_basis_that_does_not_hold_the_cause_is_fine(basis: str) -> None:
    assert told(RISK, task={"basis": basis}) == []


def test_the_name_of_the_task_is_no_cause() -> None:
    piles = risk(title="Boulders below the piles", event="Piles hit boulders")
    assert told(piles, task={"basis": "piles of other piers"}) == []


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ({"title": "Piles take longer", "cause": "", "event": ""}, 1),
        ({"title": "Delay of piling", "cause": "", "event": "The piles are late"}, 1),
        ({"title": "Piles take longer", "cause": "Moraine below the site", "event": ""}, 0),
        ({"title": "Pile rig breaks down", "cause": "", "event": ""}, 0),
        ({"title": "Piles", "cause": "", "event": ""}, 0),
        ({"title": "", "cause": "", "event": ""}, 0),
    ],
)
def test_a_risk_that_says_only_that_its_task_takes_longer_is_told(words: dict[str, str], count: int) -> None:
    found = told(risk(**words), task={"name": "Bore the piles by piling"})
    assert len(found) == count
    assert all("says nothing but that task 'piling' may take longer" in message for message in found)


@pytest.mark.parametrize(
    ("changes", "task", "count"),
    [
        ({"probability": "60%"}, {}, 1),
        ({"probability": "40%"}, {}, 0),
        ({"probability": "60%"}, {"basis": "drives without boulders"}, 0),
        ({"probability": "60%"}, {"duration": {"triangular": ["8d", "10d", "12d"]}}, 0),
        ({"probability": "60%"}, {"duration": "10d"}, 0),
        ({"probability": "60%", "impacts": [{"on": ["piling"], "delay": "15d"}]}, {}, 0),
        ({"probability": "60%", "impacts": [{"on": ["piling"], "factor": "120%"}]}, {}, 1),
        ({"probability": "60%", "kind": "opportunity", "impacts": [{"on": ["piling"], "delay": "-3d"}]}, {}, 0),
        ({"probability": "60%", "status": "closed"}, {}, 0),
    ],
)
def test_a_likely_delay_within_a_wide_range_is_asked_about(
    changes: dict[str, Any], task: dict[str, Any], count: int
) -> None:
    assert len(told(risk(**changes), task=task)) == count


def test_two_risks_of_one_cause_on_one_task_are_told_once() -> None:
    twin = risk(id="R2", title="Obstructions", cause="moraine, below the site!", event="Casing refuses")
    (message,) = told(RISK, twin)
    assert message.startswith("has the cause of risk 'R1' and strikes the same work")
    elsewhere = {**twin, "impacts": [{"on": ["caps"], "delay": "3d"}]}
    assert told(RISK, elsewhere) == []
    assert told(RISK, {**twin, "cause": "Old quay wall below the site"}) == []
    piers = [risk(cause="Moraine below pier 3"), {**twin, "cause": "Moraine below pier 4"}]
    assert told(*piers) == []
    assert told(RISK, {**twin, "requires": ["R1"]}) == []
    assert told(RISK, {**twin, "excludes": ["R1"]}) == []
    assert told({**RISK, "combine": "parallel"}, {**twin, "combine": "parallel"}) == []


def test_risks_without_words_are_no_twins() -> None:
    bare = {"id": "R1", "probability": 0.1, "impacts": [{"on": "piling", "delay": "3d"}]}
    assert told(bare, {**bare, "id": "R2"}) == []
