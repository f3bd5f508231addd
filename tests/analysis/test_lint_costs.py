"""What is odd about the costs of a plan is found, can be silenced, and a sound plan with costs has no warning."""
# ruff: noqa: E501

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.plan_warnings import lint, plan_warnings
from riskmc.model import Project

RANGE = {"triangular": ["2d", "3d", "5d"]}
MONEY = {"triangular": [90, 100, 150]}
DONE = {"actual_start": "2027-01-04", "actual_finish": "2027-01-06"}
SOUND: dict[str, Any] = {
    "name": "Shed",
    "start": "2027-01-04",
    "currency": "EUR",
    "objectives": [
        {"id": "done", "finish": "project", "by": "2027-02-01", "confidence": "80%"},
        {"id": "money", "at_most": "2k", "confidence": "80%"},
    ],
    "resources": [{"id": "crew", "per_day": MONEY}],
    "costs": [{"id": "site", "per_day": MONEY}],
    "tasks": [
        {"id": "dig", "name": "Dig the pit", "duration": RANGE, "cost": MONEY},
        {"id": "build", "duration": RANGE, "after": ["dig"], "cost": {"per_day": MONEY}},
        {"id": "paint", "duration": RANGE, "after": ["build"], "resources": ["crew"]},
    ],
}


def plan(**changes: Any) -> Project:
    return Project(**{**SOUND, **changes})


def with_task(position: int, **changes: Any) -> list[dict[str, Any]]:
    """Return the tasks with one otherwise; a field that is None is left out."""
    tasks = [{**task, **changes} if index == position else task for index, task in enumerate(SOUND["tasks"])]
    return [{key: value for key, value in task.items() if value is not None} for task in tasks]


def test_a_sound_plan_with_costs_has_no_warning() -> None:
    assert plan_warnings(plan()) == ()


CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("no-currency", {"currency": None}, "", "nothing says in which currency its costs are"),
    ("certain-cost", {"costs": [{"id": "site", "per_day": 4}]}, "cost:site", "what site costs is certain among costs that have ranges"),
    ("certain-cost", {"resources": [{"id": "crew", "per_day": 4}]}, "resource:crew", "what crew costs is certain"),
    ("certain-cost", {"tasks": with_task(0, cost=50)}, "task:dig", "what dig costs is certain"),
    ("no-cost-of-time", {"tasks": [{**task, "cost": MONEY, "resources": []} for task in SOUND["tasks"]], "costs": [{"id": "site", "fixed": MONEY}], "resources": []}, "", "a late finish costs nothing"),
    ("task-without-cost", {"tasks": with_task(0, cost=None)}, "task:dig", "1 task (dig) costs nothing, and the others do"),
    ("cost-without-actual", {"status_date": "2027-01-07", "tasks": with_task(0, **DONE, cost={"per_day": MONEY})}, "task:dig", "of 1 task at work or finished (dig) nothing says what was spent"),
    ("resource-without-price", {"resources": [*SOUND["resources"], {"id": "crane"}], "tasks": with_task(0, resources="crane")}, "resource:crane", "is used and has no price"),
    ("unused-resource", {"resources": [*SOUND["resources"], {"id": "crane", "per_day": MONEY}]}, "resource:crane", "no task uses it"),
    ("unused-rate", {"currencies": {"USD": 0.9}}, "currency:USD", "no cost names it"),
    ("unused-rate", {"escalation": {"rate": "3%", "indices": {"steel": "5%"}}}, "index:steel", "no cost names it"),
    ("idle-cost-factor", {"tasks": with_task(0, cost=None), "risks": [{"id": "R1", "probability": 0.2, "impacts": [{"on": "dig", "cost_factor": 1.5}]}]}, "risk:R1", "meets tasks that cost nothing"),
    ("no-budget", {"objectives": SOUND["objectives"][:1]}, "", "no objective says which budget is promised"),
    ("idle-budget", {"tasks": [{k: v for k, v in task.items() if k not in ("cost", "resources")} for task in SOUND["tasks"]], "costs": [], "resources": []}, "objective:money", "always kept"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "changes", "entry", "words"), CASES)
def test_what_is_odd_is_found_and_can_be_silenced(rule: str, changes: dict[str, Any], entry: str, words: str) -> None:
    (warning,) = (item for item in plan_warnings(plan(**changes)) if item.rule == rule)
    assert words in warning.message
    assert warning.entries == ((entry,) if entry else ())
    silence = {"rule": rule, "why": "so agreed", **({"entry": entry} if entry else {})}
    quiet = lint(plan(**changes, linter={"silence": [silence]}))
    assert {item.rule for item in quiet.warnings}.isdisjoint({rule, "idle-silence"})
    assert [item.rule for _, found in quiet.silenced for item in found] == [rule]


@pytest.mark.parametrize(
    "changes",
    [
        {"tasks": with_task(0, cost=50), "templates": [{"for": "dig", "cost": {"uniform": ["90%", "120%"]}}]},
        {"tasks": with_task(0, cost={"fixed": 0, "per_day": MONEY})},
        {"tasks": with_task(0, cost={"fixed": 3, "per_day": MONEY})},
        {"status_date": "2027-01-07", "tasks": with_task(0, **DONE, cost={"actual": 300, "per_day": MONEY})},
        {"status_date": "2027-01-07", "tasks": with_task(0, **DONE, cost=300)},
        {"resources": [*SOUND["resources"], {"id": "steel", "per_unit": 3}], "tasks": with_task(0, resources={"id": "steel", "quantity": MONEY})},
        {"currencies": {"USD": 0.9}, "costs": [{"id": "site", "per_day": MONEY, "currency": "USD"}]},
        {"risks": [{"id": "R1", "probability": 0.2, "impacts": [{"on": ["dig", "paint"], "cost_factor": 1.5}]}]},
    ],
)  # fmt: skip
def test_what_is_in_order_is_not_told(changes: dict[str, Any]) -> None:
    assert plan_warnings(plan(**changes)) == ()


def test_many_findings_of_a_rule_are_one_warning() -> None:
    tasks = [
        {"id": f"t{number}", "duration": RANGE, "after": [f"t{number - 1}"] if number else [], "cost": {"per_day": 5}}
        for number in range(9)
    ]
    (warning,) = plan_warnings(plan(tasks=tasks, resources=[]))
    assert warning.rule == "certain-cost"
    assert warning.message.startswith("9 costs (t0, t1, t2, t3 and 5 more) are certain among costs that have ranges")
    (warning,) = plan_warnings(plan(tasks=tasks, resources=[], costs=[]))
    assert warning.message.startswith("no amount of money has a range, so that only time and risks make costs differ")


def test_a_plan_whose_risks_alone_cost_money_is_asked_for_no_budget() -> None:
    bare = [{key: value for key, value in task.items() if key not in ("cost", "resources")} for task in SOUND["tasks"]]
    risk = {"id": "R1", "probability": 0.2, "impacts": [{"on": "dig", "cost": MONEY}]}
    changes = {"tasks": bare, "costs": [], "resources": [], "risks": [risk], "currency": None}
    assert plan_warnings(plan(**changes, objectives=SOUND["objectives"][:1])) == ()
