"""Each rule about contingency fires on a plan that was written for it, and on no other."""

# ruff: noqa: E501
from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.plan_warnings import PlanWarning, plan_warnings
from riskmc.model import Project

RANGE = {"triangular": ["8d", "10d", "15d"]}
TASKS: list[dict[str, Any]] = [
    {"id": "ordered", "duration": "5d", "actual_start": "2027-01-04", "actual_finish": "2027-01-08"},
    {"id": "make", "name": "Make the steel", "duration": RANGE, "after": ["ordered"]},
    {"id": "steel", "milestone": True, "after": ["make"]},
    {"id": "build", "duration": RANGE, "after": ["steel"]},
    {"id": "open", "milestone": True, "after": ["build"]},
]
OBJECTIVE = {"id": "on-time", "finish": "open", "by": "2027-03-01", "confidence": "80%"}
RISK = {"id": "R1", "title": "Strike", "probability": "20%", "impacts": [{"on": "build", "delay": {"uniform": ["1d", "9d"]}}]}  # fmt: skip
RESPONSE = {"action": "Second fabricator", "owner": "Buyer", "cost": "60k", "lead_time": "5d"}
PLAN: dict[str, Any] = {
    "id": "CP1", "title": "Buy elsewhere", "protects": "on-time", "signal": {"finish": "steel"}, "response": RESPONSE,
}  # fmt: skip
RESERVE = {"id": "float", "of": "schedule", "amount": "5d", "before": "steel", "owner": "Project manager"}


def found(*plans: dict[str, Any], reserves: list[dict[str, Any]] | None = None, **more: Any) -> list[PlanWarning]:
    held = {"plans": list(plans), "reserves": [RESERVE] if reserves is None else reserves}
    arguments = {
        "name": "Shed", "start": "2027-01-04", "status_date": "2027-01-11", "objectives": [OBJECTIVE], "tasks": TASKS,
        "risks": [RISK], "contingency": held, **more,
    }  # fmt: skip
    return list(plan_warnings(Project(**arguments)))


def plan(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**PLAN, **changes}.items() if value is not None}


def response(**changes: Any) -> dict[str, Any]:
    return plan(response={key: value for key, value in {**RESPONSE, **changes}.items() if value is not None})


@pytest.mark.parametrize(
    "good",
    [
        PLAN,
        plan(signal={"risk": "R1"}, threshold=None),
        plan(signal={"buffer": "float"}, threshold="60%"),
        plan(threshold="2027-01-29"),
        plan(protects="open"),
        plan(protects="R1"),
        plan(protects="build", signal={"finish": "make"}),
        response(cost=0, lead_time="0d"),
    ],
)
def test_a_plan_in_order_has_no_warning(good):
    deadline = [{**task, "deadline": "2027-02-26"} if task["id"] == "build" else task for task in TASKS]
    assert found(good, tasks=deadline) == []


@pytest.mark.parametrize(
    ("bad", "rule", "words"),
    [
        (plan(response=None), "contingency-without-response", "says nothing of what is done"),
        (response(action=None), "contingency-without-response", "says nothing of what is done"),
        (response(owner=None), "contingency-without-owner", "nobody watches its signal"),
        (response(cost=None), "contingency-without-budget", "has no budget"),
        (response(lead_time=None), "contingency-without-lead-time", "nobody knows by when to decide"),
        (plan(signal=None), "unseen-signal", "has no signal"),
        (plan(signal="two missed meetings"), "unseen-signal", "known in words alone"),
        (plan(signal={"finish": "ordered"}), "unseen-signal", "the finish of 'ordered', has come already"),
        (plan(signal={"cost": "total", "on": "2027-02-01"}), "unseen-signal", "nothing in the plan costs money"),
        (plan(protects="build", signal={"finish": "make"}), "undated-contingency", "nothing says by when"),
        (plan(signal={"finish": "open"}), "late-signal", "the finish of 'open', comes only when it is decided"),
        (plan(protects="task:steel", signal={"finish": "build"}), "late-signal", "the finish of 'build', comes only"),
        (plan(threshold="2027-01-13"), "short-lead-time", "had to be decided on by 6 January 2027, 5d ahead"),
        (plan(threshold="2027-02-26"), "short-lead-time", "works from 5 March 2027 on, 5d later, and what it protects is due by 1 March 2027"),
    ],
)  # fmt: skip
def test_each_rule_finds_what_it_is_for(bad, rule, words):
    warnings = [item for item in found(bad) if item.rule == rule]
    assert len(warnings) == 1
    assert words in warnings[0].message
    assert warnings[0].where == "contingency plan 'CP1' (Buy elsewhere)"
    assert warnings[0].entries == ("contingency:CP1",)
    allowed = {rule} | (
        {"contingency-without-owner", "contingency-without-budget", "contingency-without-lead-time"}
        if bad.get("response") is None
        else set()
    )
    assert {item.rule for item in found(bad)} == allowed


@pytest.mark.parametrize(("changes", "words"), [({"status": "closed"}, "never strikes"), ({"systemic": True, "probability": None}, "always acts")])  # fmt: skip
def test_a_risk_that_cannot_be_seen_to_strike_is_no_signal(changes, words):
    risk = {key: value for key, value in {**RISK, **changes}.items() if value is not None}
    (warning,) = found(plan(signal={"risk": "R1"}), risks=[risk])
    assert warning.rule == "unseen-signal"
    assert words in warning.message


def test_a_reserve_before_the_end_shows_only_at_the_end():
    late = {**RESERVE, "before": "open"}
    assert [item.rule for item in found(plan(signal={"buffer": "float"}), reserves=[late])] == ["late-signal"]


def test_a_reserve_that_nobody_owns_is_told():
    (warning,) = found(reserves=[{**RESERVE, "owner": ""}])
    assert (warning.rule, warning.where) == ("reserve-without-owner", "reserve 'float'")
    assert found(reserves=[{**RESERVE, "owner": ""}], linter={"silence": [{"rule": "reserve-without-owner", "entry": "float", "why": "agreed"}]}) == []  # fmt: skip
