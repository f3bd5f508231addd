"""Reserves and contingency plans: what they say, what is refused, and what an overlay brings."""

# ruff: noqa: E501
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from riskmc.errors import PlanError
from riskmc.model import Project, Quantity
from riskmc.model.contingency import Contingency, ContingencyPlan, Signal
from riskmc.model.overlay import Overlay
from riskmc.model.overlaying import apply_overlay

TASKS = [
    {"id": "steel", "duration": "10d"},
    {"id": "delivered", "milestone": True, "after": ["steel"]},
    {"id": "build", "duration": "10d", "after": ["delivered"]},
    {"id": "handover", "milestone": True, "after": ["build"]},
]
OBJECTIVE = {"id": "on-time", "finish": "handover", "by": "2027-03-31", "confidence": "80%"}
RISK = {"id": "R1", "probability": "20%", "impacts": [{"on": "build", "delay": "5d"}]}
FLOAT = {"id": "float", "of": "schedule", "amount": "30d", "before": "handover"}
MONEY = {"id": "money", "of": "cost", "amount": "350k"}


def shed(**held: Any) -> Project:
    arguments = {"name": "Shed", "start": "2027-01-04", "tasks": TASKS, "objectives": [OBJECTIVE], "risks": [RISK]}
    return Project(**arguments, contingency=held)


def refused(**held: Any) -> list[str]:
    with pytest.raises(PlanError) as caught:
        shed(**held)
    return [str(problem) for problem in caught.value.problems]


def test_the_short_form_of_reserves_is_a_list_of_them():
    reserves = Contingency(reserves={"schedule": "30d", "cost": "350k"}).reserves
    assert [(item.id, item.of, item.kind, str(item.amount), item.before) for item in reserves] == [
        ("schedule", "schedule", "contingency", "30d", "project"),
        ("cost", "cost", "contingency", "350000", "project"),
    ]


def test_a_plan_without_contingency_keeps_its_fingerprint():
    plain = Project(name="Shed", start="2027-01-04", tasks=TASKS)
    assert plain.digest() == plain.model_copy(update={"contingency": Contingency()}).digest()
    assert plain.digest() == "752b87c28847f45eb1b9817e14977e3975722c627522c3618aa9bd472fd833f5"
    assert plain.digest() != shed(reserves={"schedule": "30d"}).digest()


@pytest.mark.parametrize(
    ("signal", "kind", "subject"),
    [
        ({"finish": "delivered"}, "finish", "delivered"),
        ({"buffer": "float"}, "buffer", "float"),
        ({"cost": "total", "on": "2027-02-01"}, "cost", "total"),
        ({"risk": "R1"}, "risk", "R1"),
        ("the supplier misses two meetings", "words", "the supplier misses two meetings"),
    ],
)
def test_a_signal_is_of_one_kind(signal, kind, subject):
    found = Signal.model_validate(signal)
    assert (found.kind, found.subject) == (kind, subject)


@pytest.mark.parametrize(
    ("threshold", "signal", "value"),
    [
        ("2027-01-20", {"finish": "delivered"}, date(2027, 1, 20)),
        ("5d", {"finish": "delivered"}, Quantity(5, "d")),
        ("60%", {"buffer": "float"}, Quantity(60, "%")),
        ("2.1M", {"cost": "total", "on": "2027-02-01"}, Quantity(2_100_000)),
    ],
)
def test_a_threshold_fits_its_signal(threshold, signal, value):
    assert ContingencyPlan(id="CP1", signal=signal, threshold=threshold).threshold == value


PLAN = {"id": "CP1", "signal": {"finish": "delivered"}}


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({"reserves": [{**FLOAT, "amount": "350k"}]}, "contingency.reserves[0].amount: reserve 'float': amount 350000 is no time, and the reserve is one; write working time such as 30d"),
        ({"reserves": [{**MONEY, "amount": "30d"}]}, "contingency.reserves[0].amount: reserve 'money': amount 30d is no money, and the reserve is one; write an amount of money such as 350k"),
        ({"reserves": [{**FLOAT, "amount": "0d"}]}, "contingency.reserves[0].amount: reserve 'float': amount 0d is not above 0; write working time such as 30d"),
        ({"reserves": [{**MONEY, "before": "handover"}]}, "contingency.reserves[0].before: reserve 'money': a reserve of money lies before no task, and before is 'handover' (take out before)"),
        ({"reserves": [{**FLOAT, "before": "handovr"}]}, "contingency.reserves[0].before: reserve 'float': there is no task 'handovr'; write the id of a task, or project (did you mean 'handover'?)"),
        ({"reserves": [FLOAT, FLOAT]}, "contingency.reserves[1].id: reserve 'float': the id is used already by reserve number 1; give each reserve an id of its own"),
        ({"reserves": {"schedul": "30d"}}, "contingency.reserves: contingency: unknown key 'schedul' of reserves; write {schedule: 30d, cost: 350k}, or a list of reserves (did you mean 'schedule'?)"),
        ({"reserves": FLOAT}, "contingency.reserves: contingency: reserves is a mapping; write a list of reserves, or {schedule: 30d, cost: 350k} (put it in [ ])"),
        ({"plans": [PLAN, PLAN]}, "contingency.plans[1].id: contingency plan 'CP1': the id is used already by contingency plan number 1; give each contingency plan an id of its own"),
        ({"plans": [{**PLAN, "protects": "on-tme"}]}, "contingency.plans[0].protects: contingency plan 'CP1': there is no objective, task or risk 'on-tme'; write the id of an objective, a task or a risk, or project (did you mean 'on-time'?)"),
        ({"plans": [{**PLAN, "protects": "risk:on-time"}]}, "contingency.plans[0].protects: contingency plan 'CP1': there is no risk 'on-time'; write the id of an objective, a task or a risk, or project"),
        ({"plans": [{**PLAN, "protects": "goal:on-time"}]}, "contingency.plans[0].protects: contingency plan 'CP1': protects 'goal:on-time' is not known; write objective:ID, task:ID, risk:ID or an id"),
        ({"plans": [{**PLAN, "signal": {}}]}, "contingency.plans[0].signal: contingency plan 'CP1': the signal says nothing that could be watched; write {finish: TASK}, {buffer: RESERVE}, {cost: total, on: 2027-09-01} or {risk: RISK}"),
        ({"plans": [{**PLAN, "signal": {"finish": "steel", "risk": "R1"}}]}, "contingency.plans[0].signal.risk: contingency plan 'CP1': both finish and risk are watched; write one signal (a plan for each signal, or the earlier one)"),
        ({"plans": [{**PLAN, "signal": {"cost": "total"}}]}, "contingency.plans[0].signal.cost: contingency plan 'CP1': the date on which the cost is looked at is missing; write {cost: total, on: 2027-09-01}"),
        ({"plans": [{**PLAN, "signal": {"finish": "steel", "on": "2027-09-01"}}]}, "contingency.plans[0].signal.on: contingency plan 'CP1': on 2027-09-01 belongs to a signal of cost; write {cost: total, on: 2027-09-01}"),
        ({"plans": [{**PLAN, "signal": {"finish": "stel"}}]}, "contingency.plans[0].signal.finish: contingency plan 'CP1': there is no task 'stel'; write the id of a task or milestone (did you mean 'steel'?)"),
        ({"plans": [{**PLAN, "signal": {"risk": "R2"}}]}, "contingency.plans[0].signal.risk: contingency plan 'CP1': there is no risk 'R2'"),
        ({"plans": [{**PLAN, "signal": {"buffer": "flaot"}}], "reserves": [FLOAT]}, "contingency.plans[0].signal.buffer: contingency plan 'CP1': there is no reserve 'flaot'; write the id of one of contingency: {reserves: [...]} (did you mean 'float'?)"),
        ({"plans": [{**PLAN, "signal": {"buffer": "money"}}], "reserves": [MONEY]}, "contingency.plans[0].signal.buffer: contingency plan 'CP1': the reserve 'money' is one of money; write a reserve of: schedule (to watch money, write cost: total, on: DATE)"),
        ({"plans": [{**PLAN, "threshold": "60%"}]}, "contingency.plans[0].threshold: contingency plan 'CP1': threshold 60% does not fit a signal of finish; write a date, or the working time behind the plan's date, such as 10d"),
        ({"plans": [{**PLAN, "threshold": "soon"}]}, "contingency.plans[0].threshold: contingency plan 'CP1': threshold 'soon' is neither a date nor an amount; write a date, working time such as 10d, a share such as 60%, or an amount of money such as 2.1M"),
        ({"plans": [{**PLAN, "threshold": "2027-02-30"}]}, "contingency.plans[0].threshold: contingency plan 'CP1': threshold '2027-02-30' is not a day of the calendar; write a date as 2027-01-31"),
        ({"plans": [{**PLAN, "signal": {"risk": "R1"}, "threshold": "5d"}]}, "contingency.plans[0].threshold: contingency plan 'CP1': there is nothing to hold the threshold against: a risk strikes or does not (take it out)"),
        ({"plans": [{"id": "CP1", "threshold": "5d"}]}, "contingency.plans[0].threshold: contingency plan 'CP1': there is nothing to hold the threshold against: no signal is given (take it out)"),
        ({"plans": [{**PLAN, "level": "100%"}]}, "contingency.plans[0].level: contingency plan 'CP1': level '100%' calls for the plan always or never; write such as 50%"),
        ({"plans": [{**PLAN, "response": {"lead_time": "20"}}]}, "contingency.plans[0].response.lead_time: contingency plan 'CP1': lead_time 20 is no working time; write such as 20d, or 0d where it works at once"),
        ({"plans": [{**PLAN, "response": {"cost": "20d"}}]}, "contingency.plans[0].response.cost: contingency plan 'CP1': cost 20d is not an amount of money; write one such as 60k"),
        ({"plans": [{**PLAN, "signl": {}}]}, "contingency.plans[0].signl: contingency plan 'CP1': unknown key 'signl'; known keys are id, title, protects, signal, threshold, level, response, fallback (did you mean 'signal'?)"),
    ],
)  # fmt: skip
def test_what_is_refused_has_its_place_and_its_words(held, message):
    assert refused(**held) == [message]


def test_all_problems_are_told_at_once_and_nothing_that_follows_from_them():
    held = {
        "reserves": [{**FLOAT, "amount": "-3d"}, {**MONEY, "before": "nowhere"}],
        "plans": [{**PLAN, "protects": "nothing", "level": "50"}, {"id": "CP2", "signal": {"buffer": "float"}}],
    }
    assert [line.partition(": ")[0] for line in refused(**held)] == [
        "contingency.reserves[0].amount",
        "contingency.reserves[1].before",
        "contingency.plans[0].level",
        "contingency.plans[0].protects",
    ]


def test_ids_that_agree_are_told_apart():
    risk = {**RISK, "id": "handover"}
    arguments = {"name": "Shed", "start": "2027-01-04", "tasks": TASKS, "risks": [risk]}
    with pytest.raises(PlanError, match="of a task and of a risk; write task:handover or risk:handover"):
        Project(**arguments, contingency={"plans": [{**PLAN, "protects": "handover"}]})
    project = Project(**arguments, contingency={"plans": [{**PLAN, "protects": "risk:handover"}]})
    assert project.contingency.plans[0].protects == "risk:handover"


def test_an_overlay_brings_reserves_and_plans_and_takes_the_place_of_those_with_their_ids():
    own = shed(reserves=[FLOAT], plans=[PLAN])
    brought = {"reserves": [{**FLOAT, "amount": "10d"}, MONEY], "plans": [{"id": "CP2", "protects": "on-time"}]}
    held = apply_overlay(own, Overlay(contingency=brought)).contingency
    assert [(item.id, str(item.amount)) for item in held.reserves] == [("float", "10d"), ("money", "350000")]
    assert [plan.id for plan in held.plans] == ["CP1", "CP2"]


def test_what_an_overlay_holds_of_other_tasks_is_told_and_left_out():
    brought = {
        "reserves": [{**FLOAT, "before": "hand-over"}],
        "plans": [{**PLAN, "signal": {"finish": "paint"}}, {"id": "CP2", "protects": "R7"}, {"id": "CP3", "protects": "R1"}],
    }  # fmt: skip
    project = apply_overlay(shed(), Overlay(contingency=brought))
    assert [plan.id for plan in project.contingency.plans] == ["CP3"]
    assert [(notice.what.partition(",")[0], notice.items) for notice in project.notices] == [
        ("reserves of the overlay lie before tasks that are not in the schedule", ("float: hand-over (did you mean 'handover'?)",)),
        ("contingency plans of the overlay name what is not in the schedule", ("CP1: paint", "CP2: R7")),
    ]  # fmt: skip


def test_an_overlay_tells_of_ids_that_it_gives_twice():
    with pytest.raises(PlanError, match=r"contingency\.plans\[1\]\.id: contingency plan 'CP1': the id is used already"):
        Overlay(contingency={"plans": [PLAN, PLAN]})
