"""Costs: what is read, what is refused, and the one list of what can cost money."""
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt

import pytest

from riskmc import Project
from riskmc.errors import PlanError
from riskmc.io.plan_document import plan_document, project_from_document
from riskmc.model.costs import Budget, Escalation, TaskCost
from riskmc.model.spending import spendings

DIG = {"id": "dig", "duration": "10d"}
CRANE = {"id": "crane", "per_day": {"pert": ["10k", "12k", "18k"]}}


def plan(**fields):
    return Project(**{"name": "Shed", "start": "2027-01-04", "currency": "EUR", "tasks": [DIG], **fields})


def only(project, stream):
    (found,) = (one for one in spendings(project) if one.stream == stream)
    return found


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"tasks": [{**DIG, "cost": {"fixed": "-5"}}]}, "tasks[0].cost.fixed: task 'dig': fixed -5 is negative; write 0 or more"),
        ({"tasks": [{**DIG, "cost": {"per_day": "5d"}}]}, "tasks[0].cost.per_day: task 'dig': per_day 5d is not an amount of money; write money as a plain number, such as 120k or 4.2M"),
        ({"tasks": [{**DIG, "cost": {}}]}, "tasks[0].cost: task 'dig': the cost has no amount; write fixed, per_day, per_hour or actual"),
        ({"tasks": [{**DIG, "cost": {"fixed": 5, "curency": "USD"}}]}, "tasks[0].cost.curency: task 'dig': unknown key 'curency'; known keys are fixed, per_day, per_hour, spread, actual, currency, index (did you mean 'currency'?)"),
        ({"tasks": [{**DIG, "cost": {"fixed": 5, "spread": "even"}}]}, "tasks[0].cost.spread: task 'dig': spread 'even' is not known; write 'linear', 'front', 'back', 'start' or 'finish'"),
        ({"tasks": [{**DIG, "cost": {"fixed": 5, "currency": "USD"}}]}, "tasks[0].cost.currency: task 'dig': currency 'USD' has no exchange rate; known are EUR (write it as currencies: {USD: 0.92})"),
        ({"tasks": [{**DIG, "cost": {"fixed": 5, "index": "steel"}}]}, "tasks[0].cost.index: task 'dig': there is no index 'steel'; known are none (write escalation: {indices: {steel: 3%}})"),
        ({"tasks": [{**DIG, "cost": {"fixed": 5, "actual": 3}}]}, "tasks[0].cost.actual: task 'dig': actual costs are given for a task that is not started (write actual_start too, or take it out)"),
        ({"tasks": [DIG, {"id": "end", "milestone": True, "cost": {"per_day": 5}}]}, "tasks[1].cost: task 'end': a milestone has a cost for its time; a milestone takes no time (write it as fixed)"),
        ({"tasks": [{**DIG, "resources": ["crane"]}]}, "tasks[0].resources[0]: task 'dig': there is no resource 'crane'"),
        ({"tasks": [{**DIG, "resources": ["cran"]}], "resources": [CRANE]}, "tasks[0].resources[0]: task 'dig': there is no resource 'cran' (did you mean 'crane'?)"),
        ({"tasks": [{**DIG, "resources": ["crane", {"id": "crane", "units": 2}]}], "resources": [CRANE]}, "tasks[0].resources[1]: task 'dig': uses 'crane' twice (write one entry, with units)"),
        ({"tasks": [{**DIG, "resources": [{"id": "crane", "quantity": 2}]}], "resources": [CRANE]}, "tasks[0].resources[0].quantity: task 'dig': a quantity of 'crane' is given, and it has no price per unit (write per_unit for the resource, or units here)"),
        ({"tasks": [{**DIG, "resources": [{"id": "crane", "units": 0}]}], "resources": [CRANE]}, "tasks[0].resources[0].units: task 'dig': units 0.0 is not above 0"),
        ({"tasks": [{**DIG, "resources": ["steel"]}], "resources": [{"id": "steel", "per_unit": 80}]}, "tasks[0].resources[0]: task 'dig': 'steel' has a price per unit, and no quantity is given (write {id: steel, quantity: 120})"),
        ({"resources": [{"id": "crane", "per_day": 5, "per_hour": 1}]}, "resources[0].per_hour: resource 'crane': both per_day and per_hour are given; write one of both"),
        ({"resources": [CRANE, CRANE]}, "resources[1].id: resource 'crane': the id is used already by resource number 1; give each resource an id of its own"),
        ({"costs": [{"id": "site"}]}, "costs[0]: cost 'site': the cost has no amount; write fixed, per_day, per_hour, per_calendar_day or per_month"),
        ({"costs": [{"id": "site", "per_day": "4k", "to": "dug"}]}, "costs[0].to: cost 'site': there is no task 'dug'; write the id of a task (did you mean 'dig'?)"),
        ({"currencies": {"USD": 0}}, "currencies.USD: USD 0 is no exchange rate; write what one unit is worth in the currency of the project, such as 0.92"),
        ({"currencies": {"EUR": 1}}, "currencies.EUR: EUR is the currency of the project itself (take it out)"),
        ({"currency": None, "currencies": {"USD": 0.9}}, "currencies: other currencies are given, and nothing says in which the project is told (write the currency of the project: project: {currency: EUR})"),
        ({"escalation": {"rate": 3}}, "escalation.rate: rate 3 is not between -50% and 100% for a year; write a percentage for a year, such as 3% (did you mean 3%?)"),
        ({"escalation": {"indices": {"steel": {"2028-01-01": "5%", "2027-01-01": "2%"}}}}, "escalation.indices: indices has dates that do not rise; write the dates in their order"),
        ({"objectives": [{"id": "b", "cost": "total", "at_most": "5d", "confidence": "70%"}]}, "objectives[0].at_most: objective 'b': at_most 5d is not an amount of money; write money as a plain number, such as 120k or 4.2M"),
        ({"objectives": [{"id": "b", "cost": "labour", "at_most": "5M", "confidence": "70%"}]}, "objectives[0].cost: objective 'b': cost 'labour' is not known; write 'total'"),
        ({"objectives": [{"id": "b", "at_most": "5M", "confidence": "100%"}]}, "objectives[0].confidence: objective 'b': confidence 100% can not be promised; write a percentage above 0% and below 100%"),
    ],
)  # fmt: skip
def test_an_impossible_cost_is_refused(fields, message):
    with pytest.raises(PlanError) as caught:
        plan(**fields)
    assert str(caught.value) == message


def test_all_problems_of_costs_are_told_at_once():
    with pytest.raises(PlanError) as caught:
        plan(
            tasks=[{**DIG, "cost": {"fixed": "5d"}, "resources": ["crane"]}, {"id": "b", "duration": "1d", "cost": -1}],
            costs=[{"id": "site", "per_day": 4, "from": "nowhere"}],
        )
    assert len(caught.value.problems) == 4


def test_an_amount_alone_does_not_hang_on_the_duration():
    for amount in ("120k", 120_000, {"fixed": "120k"}):
        assert plan(tasks=[{**DIG, "cost": amount}]).tasks[0].cost == TaskCost(fixed="120k")
    spread = plan(tasks=[{**DIG, "cost": {"triangular": [1, 2, 3]}}]).tasks[0].cost.fixed
    assert spread.describe() == "triangular 1 / 2 / 3"


def test_a_plan_without_costs_keeps_its_digest_and_has_none():
    bare = plan()
    assert not bare.has_costs
    assert bare.digest() == plan(currencies={}, escalation=None, resources=[], costs=None).digest()
    assert bare.digest() != plan(tasks=[{**DIG, "cost": 5}]).digest()


@pytest.mark.parametrize(
    "fields",
    [
        {"tasks": [{**DIG, "cost": 5}]},
        {"tasks": [{**DIG, "resources": ["crane"]}], "resources": [CRANE]},
        {"costs": [{"id": "site", "per_day": 4}]},
        {"risks": [{"id": "R1", "probability": 0.1, "impacts": [{"cost": 5}]}]},
        {"risks": [{"id": "R1", "probability": 0.1, "response": {"action": "act", "cost": 5, "status": "done"}}]},
    ],
)
def test_whatever_costs_money_gives_a_plan_costs(fields):
    assert plan(**fields).has_costs


def test_a_response_costs_money_only_where_it_counts():
    risk = {"id": "R1", "probability": 0.1, "response": {"action": "act", "cost": "5k", "due": "2027-02-01"}}
    project = plan(risks=[risk])
    assert not project.has_costs
    (spent,) = spendings(project.model_copy(update={"scenario": "post"}))
    assert (spent.carrier, spent.part, spent.begins) == ("response:R1.1", "responses", dt.datetime(2027, 2, 2))


def test_rates_are_scaled_by_units_by_the_day_of_the_calendar_and_by_the_exchange_rate():
    calendars = {"site": {"week": {"mon-fri": ["07:00-17:00"]}}, "shop": {"week": {"mon-fri": ["08:00-12:00"]}}}
    project = plan(
        calendars=calendars, calendar="site", currencies={"USD": 0.5},
        resources=[{**CRANE, "currency": "USD"}, {"id": "crew", "per_hour": 300}],
        tasks=[
            {**DIG, "resources": [{"id": "crane", "units": 2}, {"id": "crew", "units": "50%"}]},
            {"id": "shop", "duration": "2d", "calendar": "shop", "cost": {"per_day": 240}},
        ],
    )  # fmt: skip
    assert only(project, "resource:crane/per_day").scale == pytest.approx(2 * 0.5 / 600)
    assert only(project, "resource:crew/per_hour").scale == pytest.approx(0.5 / 60)
    assert only(project, "task:shop/cost/per_day").scale == pytest.approx(1 / 240)


def test_tasks_that_use_one_resource_share_its_price():
    tasks = [{**DIG, "resources": ["crane"]}, {"id": "b", "duration": "1d", "resources": "crane"}]
    found = spendings(plan(tasks=tasks, resources=[CRANE]))
    assert [one.carrier for one in found] == ["task:dig", "task:b"]
    assert {one.stream for one in found} == {"resource:crane/per_day"}


def test_a_material_costs_its_price_times_its_quantity():
    task = {**DIG, "resources": [{"id": "steel", "quantity": {"triangular": [100, 120, 150]}}]}
    (spent,) = spendings(plan(tasks=[task], resources=[{"id": "steel", "per_unit": 80}]))
    assert spent.quantity.describe() == "triangular 100 / 120 / 150"
    assert spent.quantity_stream == "task:dig/resource:steel/quantity"


def test_work_that_is_done_costs_its_time_unless_its_cost_is_known():
    started = {**DIG, "actual_start": "2027-01-04", "remaining": "4d"}
    common = {"status_date": "2027-01-07"}
    (spent,) = spendings(plan(tasks=[{**started, "cost": {"per_day": 100}}], **common))
    assert spent.worked == 3 * 480
    known, rate = spendings(plan(tasks=[{**started, "cost": {"per_day": 100, "actual": 450}}], **common))
    assert (known.price_index, known.begins, known.ends) == (None, dt.datetime(2027, 1, 4), dt.datetime(2027, 1, 7))
    assert rate.worked == 0.0
    finished = {**DIG, "actual_start": "2027-01-04", "actual_finish": "2027-01-05", "cost": {"per_day": 100}}
    (spent,) = spendings(plan(tasks=[finished], **common))
    assert spent.worked == 2 * 480


def test_standing_costs_run_by_working_time_or_by_the_clock():
    cost = {"id": "site", "per_day": 480, "per_calendar_day": 1440, "per_month": 365.25 / 12 * 1440, "from": "dig"}
    found = spendings(plan(costs=[cost]))
    assert [(one.measure, one.scale * one.amount.value) for one in found] == [
        ("minute", 1.0), ("elapsed_minute", 1.0), ("elapsed_minute", pytest.approx(1.0)),
    ]  # fmt: skip
    assert {(one.from_, one.to) for one in found} == {("dig", "")}


@pytest.mark.parametrize(
    ("index", "when", "level"),
    [
        ("", "2028-01-01", 1.03 ** (365 / 365.25)),
        ("", "2026-01-01", 1.03 ** (-365 / 365.25)),
        ("steel", "2027-01-01", 1.0),
        ("steel", "2029-01-01", 1.05 ** (365 / 365.25) * 1.02 ** (366 / 365.25)),
        ("steel", "2026-07-01", 1.05 ** (-184 / 365.25)),
    ],
)
def test_prices_rise_from_the_base_date(index, when, level):
    rising = Escalation(rate="3%", indices={"steel": {"2027-01-01": "5%", "2028-01-01": "2%"}})
    base = dt.date(2027, 1, 1)
    assert rising.level(index, base, dt.date.fromisoformat(when)) == pytest.approx(level, rel=1e-12)
    later = dt.date(2028, 6, 1)
    product = rising.level(index, base, later) * rising.level(index, later, dt.date.fromisoformat(when))
    assert product == pytest.approx(level, rel=1e-12)


def test_a_budget_stands_among_the_objectives():
    goals = [
        {"id": "on-time", "finish": "dig", "by": "2027-03-31", "confidence": "80%"},
        {"id": "on-budget", "cost": "total", "at_most": "4.2M", "confidence": "70%"},
    ]
    project = plan(objectives=goals)
    assert [goal.id for goal in project.promises] == ["on-time"]
    assert project.budgets == (Budget(id="on-budget", at_most="4.2M", confidence=0.7),)


def test_a_plan_with_costs_survives_its_document():
    project = plan(
        currencies={"USD": 0.92}, resources=[{**CRANE, "currency": "USD", "index": "steel", "available": 2}],
        escalation={"base": "2027-01-01", "rate": "3.25%", "indices": {"steel": {"2027-01-01": "5%"}, "labour": "1.7%"}},
        costs=[{"id": "site", "per_month": "4k", "from": "dig", "spread": "back"}],
        tasks=[{**DIG, "cost": {"fixed": 1, "per_hour": {"uniform": [1, 2]}}, "resources": [{"id": "crane", "units": 1.5}]}],
        objectives=[{"id": "on-budget", "at_most": "4.2M", "confidence": "70%"}],
    )  # fmt: skip
    read = project_from_document(plan_document(project))
    assert read == project
    assert read.digest() == project.digest()


CIVIL = {"for": "group:civil", "cost": {"triangular": ["90%", "100%", "130%"]}}


def test_a_template_gives_single_amounts_of_tasks_their_range():
    own = {"uniform": [1, 2]}
    tasks = [
        {**DIG, "group": "civil", "cost": {"fixed": "10k", "per_day": 400, "per_hour": own}},
        {"id": "b", "duration": "1d", "group": "civil.deep", "cost": {"fixed": {"fixed": 5}}},
        {"id": "c", "duration": "1d", "cost": 5},
        {"id": "m", "milestone": True, "group": "civil", "cost": 200},
    ]
    project = plan(tasks=tasks, templates=[CIVIL])
    found = {
        one.stream: (getattr(one.amount, "describe", one.amount.__str__)(), one.planned) for one in spendings(project)
    }
    assert {stream: amount for stream, (amount, _) in found.items()} == {
        "task:dig/cost/fixed": "triangular 9000 / 10000 / 13000",
        "task:dig/cost/per_day": "triangular 360 / 400 / 520",
        "task:dig/cost/per_hour": "uniform 1 to 2",
        "task:b/cost/fixed": "5",
        "task:c/cost/fixed": "5",
        "task:m/cost/fixed": "triangular 180 / 200 / 260",
    }
    assert found["task:dig/cost/fixed"][1].value == 10_000.0
    assert found["task:dig/cost/per_hour"][1] is None


def test_the_last_template_with_a_cost_counts_and_durations_are_apart():
    templates = [
        CIVIL,
        {"for": "all", "cost": "110%", "duration": {"uniform": ["90%", "120%"]}},
        {"for": "dig", "duration": "105%"},
    ]
    project = plan(tasks=[{**DIG, "group": "civil", "cost": 100}], templates=templates)
    assert only(project, "task:dig/cost/fixed").amount.describe() == "110"
    assert project.effective_duration(project.tasks[0]).describe() == "10.5d"


def test_a_template_leaves_what_was_spent_and_finished_work_alone():
    done = {"actual_start": "2027-01-04", "actual_finish": "2027-01-15"}
    begun = {
        "id": "b",
        "duration": "5d",
        "actual_start": "2027-01-04",
        "remaining": "2d",
        "cost": {"actual": 70, "fixed": 30},
    }
    project = plan(
        tasks=[{**DIG, **done, "cost": 100}, begun], templates=[{**CIVIL, "for": "all"}], status_date="2027-01-20"
    )
    assert [(one.stream, one.planned is None) for one in spendings(project)] == [
        ("task:dig/cost/fixed", True), ("task:b/cost/actual", True), ("task:b/cost/fixed", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({"for": "all"}, "templates[0].duration: template 1: duration is missing; write duration, cost or both"),
        ({"for": "all", "cost": "5k"}, "templates[0].cost: template 1: cost 5000 is not relative; write percentages of the planned amount, such as 90%"),
        ({"for": "all", "cost": "-5%"}, "templates[0].cost: template 1: cost -5% has the negative value -5%; write 0 or more"),
        ({"for": "all", "cost": {"pert": ["9d", "8d", "20d"]}}, "templates[0].cost.pert[0]: template 1: optimistic 9d is above most likely 8d; write optimistic <= most likely <= pessimistic"),
    ],
)  # fmt: skip
def test_a_template_of_costs_that_is_wrong_is_refused(template, message):
    with pytest.raises(PlanError) as caught:
        plan(templates=[template])
    assert str(caught.value) == message


def test_templates_of_costs_survive_the_document_and_those_of_durations_keep_the_digest():
    project = plan(
        tasks=[{**DIG, "group": "civil", "cost": 100}], templates=[CIVIL, {"for": "all", "duration": "110%"}]
    )
    assert project_from_document(plan_document(project)) == project
    only_durations = plan(templates=[{"for": "all", "duration": "110%"}])
    assert only_durations.digest() == "2825cf911ff9068f9d7f6b451ebcf489b3a6bd1e7d282455e1a4a803a34cd43e"
