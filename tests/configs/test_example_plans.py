"""The example plans read, run, and tell the story that their comments tell."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from riskmc.io.plan_file import read_plan
from riskmc.model.costs import PARTS, Budget
from riskmc.model.distributions import Distribution
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.selection import select
from riskmc.model.spending import spendings
from riskmc.result.run_result import SimulationResult
from riskmc.simulation.engine import simulate

CONFIGS = Path(__file__).parents[2] / "configs"
PLANS = sorted(path.stem for path in CONFIGS.glob("*.yaml"))
FIRST_AND_LAST = {
    "construction": ("contract", "open"),
    "software_release": ("kickoff", "launch"),
    "shutdown": ("feed_out", "on_spec"),
    "quay": ("award", "handover"),
}
PLAN_DATES = {
    "construction": datetime(2028, 7, 6, 16),
    "software_release": datetime(2027, 7, 29, 18),
    "shutdown": datetime(2027, 9, 16, 5, 45),
    "quay": datetime(2028, 1, 12, 16, 30),
}
ITERATIONS = 1_000

every_plan = pytest.mark.parametrize("name", PLANS)


@cache
def plan(name: str) -> Project:
    return read_plan(CONFIGS / f"{name}.yaml")


@cache
def run(name: str) -> SimulationResult:
    return simulate(plan(name), iterations=ITERATIONS)


def test_no_example_plan_goes_untested():
    assert set(PLANS) == set(FIRST_AND_LAST) == set(PLAN_DATES)


@every_plan
def test_only_the_first_milestone_has_no_predecessor_and_only_the_last_no_successor(name):
    tasks = [task for task in plan(name).tasks if task.span is None]
    followed = {link.predecessor for task in tasks for link in task.after}
    starts = [task.id for task in tasks if not task.after]
    ends = [task.id for task in tasks if task.id not in followed]
    assert (starts, ends) == tuple([identity] for identity in FIRST_AND_LAST[name])


@every_plan
def test_every_selector_of_risks_and_templates_hits_a_task(name):
    project = plan(name)
    selectors = [selector for template in project.templates for selector in template.for_]
    selectors += [selector for risk in project.risks for impact in risk.impacts for selector in impact.on]
    assert selectors
    assert all(select(project.tasks, [selector]) for selector in selectors)


@every_plan
def test_every_template_gives_some_task_its_range(name):
    project = plan(name)
    for template in project.templates:
        chosen = [project.tasks[index] for index in select(project.tasks, template.for_)]
        tasks = [task for task in chosen if isinstance(task.duration, Quantity)]
        assert any(project.effective_duration(task) == template.duration.scaled_by(task.duration) for task in tasks)


@every_plan
def test_the_plan_has_the_date_of_its_planned_durations(name):
    result = run(name)
    assert result.timeline.date_of(result.deterministic.finish) == PLAN_DATES[name]


@every_plan
def test_percentiles_rise_and_are_attained_dates(name):
    finish = run(name).finish
    minutes = [finish.quantile_minutes(percent / 100) for percent in (0, 5, 10, 50, 80, 90, 95, 100)]
    assert all(np.diff(minutes) > 0)
    assert np.isin(minutes, finish.minutes).all()


@every_plan
def test_the_date_of_the_plan_is_unlikely_but_not_impossible(name):
    result = run(name)
    assert 0.01 < result.finish.share_by(result.deterministic.finish) < 0.2


@every_plan
def test_p80_lies_a_tenth_to_a_third_beyond_the_plan(name):
    result = run(name)
    assert 1.1 < result.finish.quantile_minutes(0.8) / result.deterministic.finish < 1.34


@every_plan
def test_every_risk_strikes_in_a_thousand_iterations_and_only_drivers_always_do(name):
    result = run(name)
    occurred = result.risks["occurred"]
    assert (occurred > 0).all()
    certain = [risk.id for risk in plan(name).risks if risk.systemic]
    assert list(occurred.index[occurred == 1.0]) == certain


@every_plan
def test_opportunities_bring_the_mean_finish_forward(name):
    project = plan(name)
    threats = tuple(risk for risk in project.risks if risk.category != "Opportunity")
    assert len(threats) < len(project.risks)
    without = simulate(project.model_copy(update={"risks": threats}), iterations=ITERATIONS)
    # All other draws are the same in both runs, so that the difference has no noise of theirs.
    assert np.mean(run(name).finish_minutes - without.finish_minutes) < 0


@every_plan
def test_the_last_milestone_is_always_critical_and_some_task_never_is(name):
    criticality = run(name).tasks["criticality"]
    assert criticality[FIRST_AND_LAST[name][1]] == 1.0
    assert (criticality == 0.0).any()


@every_plan
def test_objectives_are_neither_certain_nor_lost(name):
    result = run(name)
    for objective in plan(name).objectives:
        if isinstance(objective, Budget):
            continue
        finish = result.finish if objective.finish == "project" else result.milestones[objective.finish]
        assert 0.05 < finish.probability_by(objective.by).value < 0.995


def test_together_the_plans_show_the_whole_format():
    projects = [plan(name) for name in PLANS]
    links = {link.kind for project in projects for task in project.tasks for link in task.after}
    durations = {project.effective_duration(task).family for project in projects for task in project.tasks}
    assert links == {"FS", "SS", "FF", "SF"}
    assert durations >= {
        "fixed", "triangular", "pert", "trigen", "lognormal", "gamma", "weibull", "discrete", "empirical",
        "percentiles",
    }  # fmt: skip
    impacts = [impact for project in projects for risk in project.risks for impact in risk.impacts]
    assert {impact.draw for impact in impacts} == {"once", "each_task"}
    assert any(impact.delay is not None for impact in impacts)
    assert any(impact.factor is not None for impact in impacts)
    assert {risk.strikes for project in projects for risk in project.risks} == {"once", "each_task"}
    lags = [link.lag for project in projects for task in project.tasks for link in task.after]
    assert any(isinstance(lag, Distribution) for lag in lags)
    assert any(not isinstance(lag, Distribution) and lag.value < 0 for lag in lags)


@every_plan
def test_every_plan_has_what_a_board_asks_of_money_and_of_contingency(name):
    project = plan(name)
    assert any(isinstance(objective, Budget) for objective in project.objectives)
    assert {reserve.of for reserve in project.contingency.reserves} == {"schedule", "cost"}
    assert {reserve.kind for reserve in project.contingency.reserves} == {"contingency", "management"}
    watched = {each.signal.kind for each in project.contingency.plans}
    assert watched >= {"finish", "buffer", "risk"}
    for each in project.contingency.plans:
        assert each.response.owner
        assert each.response.lead_time is not None
    parts = {spending.part for spending in spendings(project)}
    assert parts >= {"time_independent", "time_dependent", "standing"}


def test_together_the_plans_show_every_kind_of_cost():
    projects = [plan(name) for name in PLANS]
    found = [spending for project in projects for spending in spendings(project)]
    assert {spending.part for spending in found} == set(PARTS) - {"risks", "responses"} | {"responses"}
    assert {spending.spread for spending in found} == {"linear", "front", "back", "start", "finish"}
    assert any(task.cost is not None and task.cost.actual is not None for project in projects for task in project.tasks)
    assert any(project.currencies for project in projects)
    assert any(project.escalation.indices for project in projects if project.escalation is not None)
