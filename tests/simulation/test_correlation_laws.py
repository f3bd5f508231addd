"""What a correlation changes, and what it leaves: draws keep their addresses, margins keep their shape."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from riskmc.model.project import Project
from riskmc.simulation import extend, replay, simulate
from tests.simulation.runs import assert_same_bits, run
from tests.simulation.test_addresses import SAMPLINGS, ScatteringClient, plan

GROUP = {"group": ["t0", "t1", "t2", "risk:R3"], "rho": 0.6, "name": "g"}
PAIRS = ({"between": ["t4", "t5"], "rho": -0.5}, {"between": ["t5", "occurs:R1"], "rho": 0.4})
T = {"copula": "t", "degrees_of_freedom": 3}
BOTH = pytest.mark.parametrize("settings", [{}, T], ids=["gaussian", "t"])


def correlated(*correlations: dict[str, Any], settings: dict[str, Any] | None = None) -> dict[str, Any]:
    return {**plan(), "correlations": list(correlations), "correlation_settings": settings or {}}


def moved(one: Any, other: Any) -> set[str]:
    """The tasks whose durations, risks included, are not the same to the bit."""
    return {
        task.id
        for task in one.project.tasks
        if one.task_durations(task.id).tobytes() != other.task_durations(task.id).tobytes()
    }


@pytest.mark.parametrize("sampling", SAMPLINGS)
@BOTH
def test_a_correlation_leaves_all_draws_outside_its_component_as_they_were(settings: dict[str, Any], sampling: Any):
    alone = run(plan(), sampling=sampling)
    grouped = run(correlated(GROUP, settings=settings), sampling=sampling)
    struck_by_r3 = {"t9", "t11"}
    assert moved(alone, grouped) == {"t0", "t1", "t2"} | struck_by_r3
    both = run(correlated(GROUP, *PAIRS, settings=settings), sampling=sampling)
    struck_by_r1 = {"t3", "t9", "t20"}
    assert moved(grouped, both) <= {"t4", "t5"} | struck_by_r1
    assert "t5" in moved(grouped, both)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@BOTH
def test_a_correlation_of_0_leaves_all_draws_as_they_were(settings: dict[str, Any], sampling: Any):
    none = [{**correlation, "rho": 0.0} for correlation in (GROUP, *PAIRS)]
    assert_same_bits(run(plan(), sampling=sampling), run(correlated(*none, settings=settings), sampling=sampling))


def test_a_task_that_joins_a_group_leaves_the_others_as_they_were():
    wider = {**GROUP, "group": [*GROUP["group"], "t7"]}
    assert moved(run(correlated(GROUP)), run(correlated(wider))) == {"t7"}


def test_a_pair_inside_a_group_moves_its_two_members_alone():
    group = {"group": "all", "rho": 0.3}
    pair = {"between": ["t1", "t8"], "rho": 0.7}
    assert moved(run(correlated(group)), run(correlated(group, pair))) <= {"t1", "t8"}


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_a_risk_that_goes_with_a_task_moves_no_task(sampling: Any):
    tied = correlated({"between": ["t4", "risk:R3"], "rho": 0.7}, {"between": ["t5", "occurs:R3"], "rho": -0.4})
    without = plan()
    without["risks"] = [risk for risk in without["risks"] if risk["id"] != "R3"]
    struck_by_r3 = {"t9", "t11"}
    assert moved(run(without, sampling=sampling), run(tied, sampling=sampling)) <= struck_by_r3


def test_order_is_no_matter():
    arguments = correlated(GROUP, *PAIRS, {"group": "all", "rho": 0.05, "name": "z"}, settings=T)
    turned = copy.deepcopy(arguments)
    turned["correlations"].reverse()
    turned["correlations"][0]["group"] = [f"t{number}" for number in reversed(range(40))]
    turned["risks"].reverse()
    one, other = run(arguments), run(turned)
    assert one.finish_minutes.tobytes() == other.finish_minutes.tobytes()


def test_a_factor_is_addressed_by_the_name_of_its_group():
    other = {**GROUP, "name": "h"}
    named = {**GROUP, "group": list(reversed(GROUP["group"]))}
    assert moved(run(correlated(GROUP)), run(correlated(named))) == set()
    assert moved(run(correlated(GROUP)), run(correlated(other))) >= {"t0", "t1", "t2"}


@pytest.mark.parametrize("sampling", SAMPLINGS)
@BOTH
def test_correlated_runs_are_the_same_on_every_executor(settings: dict[str, Any], sampling: Any):
    arguments = correlated(GROUP, *PAIRS, settings=settings)
    options: dict[str, Any] = {"iterations": 2_500, "sampling": sampling}
    serial = run(arguments, **options)
    assert_same_bits(serial, run(arguments, **options, jobs=3, executor="threads"))
    assert_same_bits(serial, run(arguments, **options, executor=ScatteringClient()))


@BOTH
def test_a_correlated_run_can_be_continued_and_replayed(settings: dict[str, Any]):
    project = Project(**correlated(GROUP, *PAIRS, settings=settings))
    whole = simulate(project, iterations=3_000, keep_samples=True)
    part = simulate(project, iterations=1_700, keep_samples=True)
    assert_same_bits(whole, extend(part, 1_300))
    for iteration in (0, 127, 128, 1_699, 2_999):
        again = replay(whole, iteration)
        assert again.schedule.duration.tolist() == whole.kept_durations[:, iteration].tolist()


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_plan_with_calendars_takes_the_same_correlated_durations(sampling: Any):
    arguments = correlated(GROUP, *PAIRS)
    dated = copy.deepcopy(arguments)
    dated["tasks"][0]["deadline"] = "2050-01-01"
    one, other = run(arguments, sampling=sampling), run(dated, sampling=sampling)
    assert one.kept_durations.tobytes() == other.kept_durations.tobytes()


def test_tasks_with_a_correlation_of_1_take_the_same_quantile():
    tasks = [{"id": key, "duration": {"uniform": ["0d", f"{days}d"]}} for key, days in (("a", 10), ("b", 20))]
    arguments = {"name": "x", "start": "2027-01-04", "tasks": tasks}
    for correlation in ({"group": "all", "rho": 1}, {"between": ["a", "b"], "rho": 1}):
        result = run({**arguments, "correlations": [correlation]}, iterations=5_000)
        assert np.allclose(2.0 * result.task_durations("a"), result.task_durations("b"), rtol=1e-6, atol=0.01)
    result = run({**arguments, "correlations": [{"between": ["a", "b"], "rho": -1}]}, iterations=5_000)
    assert np.allclose(result.task_durations("a"), 4_800.0 - result.task_durations("b") / 2.0, rtol=1e-6, atol=0.01)


def test_the_impacts_of_a_risk_go_with_a_task():
    tasks = [{"id": "a", "duration": {"uniform": ["0d", "1d"]}}, {"id": "b", "duration": "0d"}]
    impact = {"on": "b", "delay": {"uniform": ["0d", "10d"]}}
    arguments = {
        "name": "x", "start": "2027-01-04", "tasks": tasks,
        "risks": [{"id": "R", "probability": 1, "impacts": [impact]}],
        "correlations": [{"between": ["a", "risk:R"], "rho": 1}],
    }  # fmt: skip
    result = run(arguments, iterations=3_000)
    assert np.allclose(10.0 * result.task_durations("a"), result.task_durations("b"), rtol=1e-6, atol=0.01)


def test_a_draw_that_is_measured_on_two_calendars_is_correlated_once():
    calendars = {"day": {"week": {"mon-fri": ["08:00-16:00"]}}, "short": {"week": {"mon-fri": ["08:00-12:00"]}}}
    tasks = [
        {"id": "a", "duration": {"uniform": ["0d", "1d"]}}, {"id": "b", "duration": "0d"},
        {"id": "c", "duration": "0d", "calendar": "short"},
    ]  # fmt: skip
    risk = {"id": "R", "probability": 1, "impacts": [{"on": ["b", "c"], "delay": {"uniform": ["0d", "10d"]}}]}
    arguments = {
        "name": "x", "start": "2027-01-04", "calendars": calendars, "tasks": tasks, "risks": [risk],
        "correlations": [{"between": ["a", "risk:R"], "rho": 1}],
    }  # fmt: skip
    result = run(arguments, iterations=1_000)
    assert np.allclose(10.0 * result.task_durations("a"), result.task_durations("b"), rtol=1e-6, atol=0.01)
    assert np.allclose(5.0 * result.task_durations("a"), result.task_durations("c"), rtol=1e-6, atol=0.01)
