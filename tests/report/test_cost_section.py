"""The sections of the report on money: their numbers are those of the run, and nothing stands where there is none."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

import riskmc
from riskmc.analysis import summarise
from riskmc.analysis.cost_frames import (
    cash_frame,
    cost_curve,
    cost_driver_frame,
    cost_histogram,
    frontier_frame,
    joint_points,
)
from riskmc.report.cost_section import cost_section
from riskmc.report.page import render_report, report_charts

HOSTILE = '<script>alert("x")</script>'


@cache
def result(iterations=3_000):
    tasks = [
        {"id": "dig", "name": HOSTILE, "duration": {"triangular": ["20d", "30d", "50d"]},
         "cost": {"fixed": {"uniform": ["40k", "60k"]}, "per_day": "2k"}},
        {"id": "pave", "duration": {"triangular": ["5d", "8d", "20d"]}, "after": "dig", "cost": "20k"},
        {"id": "done", "milestone": True, "after": "pave"},
    ]  # fmt: skip
    goals = [
        {"id": "on-time", "finish": "done", "by": "2027-03-12", "confidence": "80%"},
        {"id": "on-budget", "cost": "total", "at_most": "150k", "confidence": "70%"},
    ]
    risks = [
        {"id": "R1", "title": "Wreck", "probability": 0.3, "impacts": [{"on": "dig", "cost": "30k", "delay": "5d"}]}
    ]
    project = riskmc.Project(
        name="Quay", start="2027-01-04", currency="EUR", tasks=tasks, objectives=goals, risks=risks,
        costs=[{"id": "site", "per_day": 500}], escalation={"rate": "4%"},
    )  # fmt: skip
    return riskmc.simulate(project, iterations=iterations)


def free():
    return riskmc.simulate(
        riskmc.Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "5d"}]), iterations=50
    )


def test_the_curve_and_the_bars_hold_the_samples():
    amounts = result().cost.amounts
    curve, bins = cost_curve(result().cost), cost_histogram(result().cost)
    for amount, chance in curve[["amount", "probability"]].itertuples(index=False):
        assert np.mean(amounts <= amount) == chance
    assert bins["share"].sum() == pytest.approx(1.0)
    for start, end, share in bins.itertuples(index=False):
        assert np.mean((amounts > start) & (amounts <= end)) == pytest.approx(share)


def test_the_drivers_are_sorted_and_the_shares_of_all_add_up():
    drivers = cost_driver_frame(result(), most=99)
    assert drivers["share"].sum() == pytest.approx(1.0)
    assert drivers["share"].abs().is_monotonic_decreasing
    assert set(drivers["kind"]) == {"task", "cost", "risk"}


def test_the_cloud_holds_iterations_and_each_line_is_as_sure_as_it_says():
    points = joint_points(result(), most=200)
    assert (result().cost.amounts[points["iteration"]] == points["amount"]).all()
    minutes = result().milestones["done"].minutes
    for level, when, amount, _, _ in frontier_frame(result()).itertuples(index=False):
        by = result().timeline.minutes_at(when)
        both = np.mean((minutes <= by + 1) & (result().cost.amounts <= amount))
        assert both >= level - 1e-9


def test_the_months_of_the_cash_flow_add_up():
    cash = cash_frame(result())
    assert cash["month_mean"].sum() == pytest.approx(result().cost.mean)
    assert cash["mean"].iloc[-1] == pytest.approx(result().cost.mean)
    assert cash["planned"].iloc[-1] == pytest.approx(result().deterministic.cost)
    assert (cash["p10"] <= cash["p80"]).all()


def test_the_page_has_cost_date_and_budget_and_cash_flow():
    page = render_report(result())
    for anchor in ("cost", "joint", "cash"):
        assert f'<section id="{anchor}"' in page
        assert f'href="#{anchor}"' in page
    assert "Schedule and cost risk report" in page
    assert HOSTILE not in page
    assert re.search(r"Objectives met</dt><dd class=\"value\">\d of 2<", page)


def test_charts_of_money_are_among_the_pictures():
    assert {"cost", "cost-drivers", "joint", "cash"} <= report_charts(result()).keys()


def test_every_chart_of_money_has_its_numbers_as_a_table():
    figures, views, _ = cost_section(result(), summarise(result()))
    assert figures.keys() == views.keys()
    assert all(view.table.rows for view in views.values())


def test_a_plan_without_costs_says_nothing_of_money():
    assert cost_section(free(), summarise(free())) == ({}, {}, None)
    page = render_report(free())
    assert not re.search(r'id="(cost|joint|cash)"', page)


def test_a_cost_that_never_changes_has_no_curve():
    project = riskmc.Project(
        name="x", start="2027-01-04", tasks=[{"id": "a", "duration": {"uniform": ["5d", "9d"]}, "cost": "5k"}]
    )
    run = riskmc.simulate(project, iterations=100)
    figures, _, money = cost_section(run, summarise(run))
    assert figures.keys() == {"cash"}
    assert money["sentences"][0].startswith("The project costs 5,000 in all iterations")
