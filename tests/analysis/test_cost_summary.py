"""What a run says of cost: numbers that agree with the samples, and words that say them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import riskmc
from riskmc.analysis import summarise
from riskmc.analysis.cost_summary import budget_sentence, cost_sentences, joint_sentences, summarise_costs
from riskmc.analysis.sentences import headline

GOALS = [
    {"id": "on-time", "finish": "project", "by": "2027-02-19", "confidence": "80%"},
    {"id": "on-budget", "cost": "total", "at_most": "115k", "confidence": "70%"},
]


def plan(**fields):
    task = {"id": "dig", "duration": {"triangular": ["20d", "30d", "50d"]}, "cost": {"fixed": "50k", "per_day": "2k"}}
    usual = {"name": "Shed", "start": "2027-01-04", "currency": "EUR", "tasks": [task], "objectives": GOALS}
    return riskmc.Project(**usual | fields)


@cache
def result():
    return riskmc.simulate(plan(), iterations=10_000)


def test_the_numbers_are_those_of_the_samples():
    found, amounts = summarise_costs(result()), np.sort(result().cost.amounts)
    assert found.planned == 110_000
    assert found.percentile(0.8).value == amounts[7_999]
    assert found.mean == pytest.approx(amounts.mean())
    assert found.contingency.value == pytest.approx(amounts[7_999] - 110_000)
    assert found.planned_chance.value == np.mean(amounts <= 110_000)
    assert 0.0 < found.mean_se < found.sd / 100
    assert sum(part.mean for part in found.parts) == pytest.approx(found.mean)
    assert {part.kind for part in found.parts} == {"time_independent", "time_dependent"}


def test_a_budget_is_judged_like_a_date():
    (budget,) = summarise_costs(result()).budgets
    chance = np.mean(result().cost.amounts <= 115_000)
    assert budget.chance.value == chance
    assert budget.met == (chance >= 0.7)
    assert np.mean(result().cost.amounts <= budget.attained.value) == pytest.approx(0.7, abs=1e-3)


def test_where_cost_follows_time_the_joint_confidence_is_that_of_the_tighter_of_both():
    joint = summarise_costs(result()).joint
    assert joint.correlation == pytest.approx(1.0)
    assert (joint.promise, joint.budget, joint.name) == ("on-time", "on-budget", "Shed")
    assert joint.chance.both.value == min(joint.chance.in_time.value, joint.chance.in_budget.value)
    assert all(pair.each == pytest.approx(pair.level, abs=1e-3) for pair in joint.pairs)


def test_without_objectives_the_p80_of_each_stands_for_them():
    bare = riskmc.simulate(plan(objectives=[]), iterations=2_000)
    joint = summarise_costs(bare).joint
    assert (joint.promise, joint.budget) == ("", "")
    assert joint.amount == bare.cost.quantile(0.8)
    assert joint.chance.in_time.value == pytest.approx(0.8, abs=1e-3)


def test_the_words_tell_percentile_plan_contingency_budget_and_joint_confidence():
    summary = summarise(result())
    words = " ".join(cost_sentences(summary.cost))
    assert "With 80 % confidence the project costs no more than" in words
    assert "The cost of the plan, 110,000 EUR, is kept with a chance of" in words
    (budget,) = summary.cost.budgets
    assert budget_sentence(budget, "EUR").startswith(
        "Objective on-budget (at most 115,000 EUR with 70 % confidence) is missed: the chance is"
    )
    assert joint_sentences(summary.cost)[0].startswith("Shed by 19 February 2027 and a cost of at most 115,000 EUR")
    assert any("on-budget" in sentence for sentence in headline(summary))


def test_a_cost_that_never_changes_says_so():
    task = {"id": "dig", "duration": {"triangular": ["20d", "30d", "50d"]}, "cost": "50k"}
    found = summarise_costs(riskmc.simulate(plan(tasks=[task]), iterations=500))
    assert found.is_certain
    assert cost_sentences(found) == ("The project costs 50,000 EUR in all iterations.",)


def test_a_plan_without_costs_has_no_summary_of_them():
    free = riskmc.simulate(plan(tasks=[{"id": "dig", "duration": "5d"}], objectives=[]), iterations=100)
    assert summarise_costs(free) is None
    assert summarise(free).cost is None
