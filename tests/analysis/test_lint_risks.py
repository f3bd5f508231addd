"""Each rule about risks fires on a plan that was written for it, and on no other."""

from __future__ import annotations

from typing import Any

import pytest

from riskmc.analysis.plan_warnings import PlanWarning, plan_warnings
from riskmc.model import Project

RANGE = {"triangular": ["8d", "10d", "15d"]}
TASKS: list[dict[str, Any]] = [
    {"id": "clear", "duration": "5d", "actual_start": "2027-01-04", "actual_finish": "2027-01-08"},
    {"id": "dig", "name": "Dig the pit", "group": "ground", "duration": RANGE, "after": ["clear"]},
    {"id": "build", "duration": RANGE, "after": ["dig"]},
    {"id": "survey", "duration": {"triangular": ["1d", "2d", "4d"]}, "after": ["clear"]},
    {"id": "end", "milestone": True, "after": ["build", "survey"]},
]
RISK: dict[str, Any] = {
    "id": "R1",
    "title": "Boulders in the pit",
    "owner": "Site manager",
    "probability": "20%",
    "impacts": [{"on": "dig", "delay": {"triangular": ["2d", "4d", "9d"]}}],
    "trigger": "The first boulder",
    "contingency": "Hire a breaker",
    "review": "2027-02-01",
    "response": {
        "strategy": "mitigate",
        "action": "Trial pits",
        "cost": "5k",
        "due": "2027-01-20",
        "tasks": ["survey"],
        "probability": "5%",
    },
}


def plan(*risks: dict[str, Any], tasks: list[dict[str, Any]] | None = None, **more: Any) -> Project:
    objective = {"id": "done", "finish": "project", "by": "2027-03-01", "confidence": "80%"}
    return Project(
        name="Shed", start="2027-01-04", status_date="2027-01-11", objectives=[objective], risks=risks,
        tasks=tasks or TASKS, **more,
    )  # fmt: skip


def rules(*risks: dict[str, Any], **more: Any) -> list[str]:
    return [item.rule for item in plan_warnings(plan(*risks, **more))]


def one(*risks: dict[str, Any], **more: Any) -> PlanWarning:
    (found,) = plan_warnings(plan(*risks, **more))
    return found


def risk(**changes: Any) -> dict[str, Any]:
    return {**RISK, **changes}


def response(**changes: Any) -> dict[str, Any]:
    return risk(response={key: value for key, value in {**RISK["response"], **changes}.items() if value is not None})


def test_a_register_in_order_has_no_warning() -> None:
    assert rules(RISK) == []
    assert rules({"id": "R2", "title": "Wet spring", "systemic": True, "impacts": [{"on": "all", "factor": 1.1}]}) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        (risk(impacts=[], response=None), "unmapped-risk"),
        (risk(impacts=[{"delay": "5d"}]), "unmapped-risk"),
        (risk(impacts=[{"on": "dig", "delay": "0d", "cost": 0}], response=None), "risk-without-effect"),
        (risk(probability=0, response=None), "impossible-risk"),
        (risk(probability=1), "certain-risk"),
        (risk(impacts=[{"on": ["clear", "dig"], "delay": "5d"}]), "impact-on-finished"),
        (risk(contingency=""), "trigger-without-plan"),
        (risk(trigger=""), "plan-without-trigger"),
        (risk(trigger="", contingency="", fallback="Pile instead"), "plan-without-trigger"),
        (response(cost=None, tasks=[]), "credited-response"),
        (risk(owner="", response={**RISK["response"], "owner": ""}), "credited-response"),
        (response(probability=None), "idle-response"),
        (response(probability="30%"), "residual-worse"),
        (response(impacts=[{"on": "dig", "delay": "6d"}]), "residual-worse"),
        (response(strategy="enhance"), "unfit-strategy"),
        (response(due="2027-01-08"), "past-date"),
        (response(status="done", due="2027-01-12"), "done-early"),
        (risk(review="2027-01-08"), "past-date"),
        (risk(window={"from": "2026-11-01", "to": "2027-01-10"}), "past-date"),
    ],
)
def test_each_rule_fires_on_a_risk_that_was_written_for_it(changed: dict[str, Any], rule: str) -> None:
    found = one(changed)
    assert found.rule == rule
    assert "risk:R1" in found.entries
    assert "risk 'R1'" in found.where


@pytest.mark.parametrize(
    "fine",
    [
        risk(impacts=[{"on": "group:ground", "delay": "5d"}]),
        risk(impacts=[{"on": ["all"], "delay": "1d"}]),
        risk(impacts=[{"on": "dig", "cost": "10k"}], response=None),
        risk(trigger="", contingency=""),
        response(cost=None),
        response(cost=0, tasks=[]),
        response(strategy="avoid", probability=None),
        response(strategy="accept", probability=None),
        response(strategy="transfer", probability=None),
        response(impacts=[{"on": "dig", "delay": "4d"}]),
        response(due="2027-01-11"),
        response(due="2027-01-08", status="done"),
        response(due="2027-01-08", status="cancelled", cost=None, tasks=[], probability=None),
        risk(status="closed", review="2027-01-08", trigger="", probability=0),
        risk(window={"from": "2027-01-01", "to": "2027-01-11"}),
        risk(kind="opportunity", impacts=[{"on": "dig", "delay": "-2d"}], response={
            "strategy": "enhance", "cost": 0, "probability": "40%", "impacts": [{"on": "dig", "delay": "-3d"}],
        }),
    ],
)  # fmt: skip
def test_rules_stay_silent_where_all_is_said(fine: dict[str, Any]) -> None:
    assert rules(fine) == []


def test_an_opportunity_is_worse_where_less_of_it_is_left() -> None:
    response = {"strategy": "enhance", "cost": 0, "probability": "10%", "impacts": [{"on": "dig", "delay": "-1d"}]}
    impacts = [{"on": "dig", "delay": "-2d"}]
    assert rules(risk(kind="opportunity", impacts=impacts, response=response)) == ["residual-worse", "residual-worse"]


def test_a_gain_that_is_called_a_threat_is_asked_whether_it_is_an_opportunity() -> None:
    response = {"strategy": "enhance", "cost": 0, "probability": "40%"}
    found, strategy = plan_warnings(plan(risk(impacts=[{"on": "dig", "delay": "-2d"}], response=response)))
    assert strategy.rule == "unfit-strategy"
    assert strategy.message.startswith("has the strategy enhance, which is for an opportunity; for this risk there are")
    assert found.rule == "residual-worse"
    assert found.message.endswith("; write kind: opportunity where the risk is one")


def test_without_a_status_date_nothing_is_past() -> None:
    tasks = [{**TASKS[1], "after": []}, *TASKS[2:3]]
    past = {**risk(review="2020-01-08"), "response": {"cost": 0, "probability": "5%", "due": "2020-01-01"}}
    project = Project(**{**dict(plan(past, tasks=tasks).items()), "status_date": None})
    assert plan_warnings(project) == ()


def test_a_secondary_risk_needs_a_response_that_may_come_to_count() -> None:
    secondary = {"id": "R9", "title": "Permit for trial pits refused", "owner": "x", "probability": "10%",
                 "impacts": [{"on": "build", "delay": "3d"}]}  # fmt: skip
    assert rules(response(secondary=["R9"]), secondary) == []
    assert rules(response(secondary=["R9"], status="done", due=None), secondary) == []
    assert rules(response(secondary=["R9"], status="cancelled"), secondary) == ["idle-secondary"]
    assert rules({**response(secondary=["R9"]), "status": "closed"}, secondary) == ["idle-secondary"]


def test_levels_ask_for_a_scheme_and_tell_the_numbers_that_they_became() -> None:
    levels = {**RISK, "probability": "low", "levels": {"schedule": "medium"}}
    found = plan_warnings(plan(levels))
    assert [item.rule for item in found] == ["levels-without-scoring", "numbers-from-levels"]
    assert "1 risk (R1) is given by levels" in found[0].message
    assert found[1].message.startswith("the probability of R1 came from the bands")
    assert rules(levels, scoring={"levels": 5}) == ["numbers-from-levels"]


def test_a_high_risk_needs_an_owner_and_a_low_one_does_not() -> None:
    high = {**RISK, "owner": "", "probability": "40%", "levels": {"quality": "very high"}, "response": None}
    found = one(high, scoring={"levels": 5})
    assert found.rule == "high-risk-without-owner"
    assert found.message == "is high (medium probability, very high impact on quality) and has no owner"
    assert rules({**high, "owner": "Site manager"}, scoring={"levels": 5}) == []
    assert rules({**high, "levels": {"quality": "low"}}, scoring={"levels": 5}) == []


def test_a_silence_for_a_risk_covers_its_responses_and_one_for_a_response_itself() -> None:
    late = response(due="2027-01-08")
    for entry in ("R1", "risk:R1", "R1.1", "response:R1.1"):
        silence = [{"rule": "past-date", "entry": entry, "why": "moved to May"}]
        assert rules(late, linter={"silence": silence}) == []
    idle = {"rule": "past-date", "entry": "R1.2", "why": "moved to May"}
    assert rules(late, linter={"silence": [idle]}) == ["past-date", "idle-silence"]


def test_many_ranges_that_vary_on_their_own_are_one_warning() -> None:
    tasks = [
        {"id": f"t{number}", "duration": RANGE, "after": [f"t{number - 1}"] if number else []} for number in range(12)
    ]
    found = one(tasks=tasks)
    assert found.rule == "uncorrelated-range"
    assert found.message.startswith("12 ranges (t0, t1, t2, t3 and 8 more) vary on their own")
    shared = {
        "id": "R1",
        "title": "Wet spring",
        "systemic": True,
        "impacts": [{"on": "all", "factor": {"uniform": [0.9, 1.3]}}],
    }
    assert rules(shared, tasks=tasks) == []
    apart = {**shared, "impacts": [{**shared["impacts"][0], "draw": "each_task"}]}
    assert rules(apart, tasks=tasks) == ["uncorrelated-range"]
    half = {"group": [f"t{number}" for number in range(1, 12)], "rho": 0.3}
    assert rules(tasks=tasks, correlations=[half]) == []
    assert one(tasks=tasks, correlations=[{**half, "group": ["t0", "t1"]}]).message.startswith("10 ranges (t2, ")
    assert rules(tasks=[{**task, "group": "g"} for task in tasks], correlation_settings={"within_groups": 0.2}) == []
    three = [{"rule": "uncorrelated-range", "entry": f"t{number}", "why": "other team"} for number in range(3)]
    assert one(tasks=tasks, linter={"silence": three}).message.startswith("9 ranges (t3, ")


@pytest.mark.parametrize(
    ("duration", "is_token"),
    [
        ({"triangular": ["9.5d", "10d", "10.5d"]}, True),
        ({"pert": ["9.9d", "10d", "10.6d"]}, False),
        ({"uniform": ["9.6d", "10.4d"]}, True),
        ({"normal": {"mean": "10d", "sd": "0.3d"}}, True),
        ({"normal": {"mean": "10d", "sd": "1d"}}, False),
        ({"lognormal": {"p10": "9.8d", "p90": "10.2d"}}, True),
        ({"lognormal": ["9d", "10d", "14d"]}, False),
        ({"empirical": ["10d", "10.1d", "10.2d"]}, True),
        ({"percentiles": {10: "8d", 50: "10d", 90: "15d"}}, False),
        ({"discrete": {"9.9d": "50%", "10.1d": "50%"}}, True),
        ({"beta": {"alpha": 2, "beta": 2, "low": "9.8d", "high": "10.2d"}}, True),
        ({"gamma": {"mean": "10d", "sd": "3d"}}, False),
        ({"gamma": {"shape": 1e4, "scale": "1min"}}, True),
        ({"weibull": {"shape": 5, "scale": "10d"}}, False),
        ({"exponential": {"mean": "10d"}}, False),
        ({"trigen": ["9.8d", "10d", "10.1d"]}, True),
    ],
)
def test_a_range_of_a_few_percent_is_a_token_in_every_family(duration: dict[str, Any], is_token: bool) -> None:
    tasks = [{"id": "dig", "duration": duration}]
    assert (rules(tasks=tasks) == ["token-range"]) == is_token


def test_a_template_of_a_few_percent_is_told_once() -> None:
    tasks = [{"id": "dig", "duration": "10d"}, {"id": "build", "duration": "5d", "after": ["dig"]}]
    template = {"for": "all", "duration": {"triangular": ["98%", "100%", "104%"]}}
    found = one(tasks=tasks, templates=[template])
    assert (found.rule, found.where, found.entries) == ("token-range", "template 1", ("template:1",))
