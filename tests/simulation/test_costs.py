"""What a run knows of money."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import riskmc
from riskmc.errors import PlanError
from riskmc.model import Project
from riskmc.result.storage import read_result
from tests.constants import Z

PERT = {"pert": ["7k", "8k", "11k"]}
TASKS: list[dict[str, Any]] = [
    {"id": "dig", "duration": {"triangular": ["5d", "8d", "20d"]}, "cost": {"fixed": "120k", "per_day": PERT}},
    {"id": "pour", "duration": "4d", "after": ["dig"], "cost": {"triangular": ["10k", "20k", "60k"]}},
    {"id": "cure", "duration": {"uniform": ["2d", "6d"]}, "after": ["pour"]},
]
RISK = {"id": "R1", "probability": 0.4, "impacts": [{"on": "pour", "delay": "5d", "cost": {"uniform": ["5k", "9k"]}}]}
FACTOR = {"id": "R2", "probability": 0.3, "impacts": [{"on": ["dig"], "cost_factor": {"uniform": [1.1, 1.5]}}]}
SITE = {"id": "site", "per_day": "4k", "per_month": "30k"}


def plan(**more: Any) -> Project:
    content: dict[str, Any] = {"tasks": TASKS, "costs": [SITE], "risks": [RISK, FACTOR], **more}
    return Project(name="x", start="2027-01-04", currency="EUR", **content)


@pytest.fixture(scope="module")
def result() -> riskmc.SimulationResult:
    return riskmc.simulate(plan(escalation={"rate": "3%"}), iterations=9_000, seed=3)


def test_a_plan_without_costs_has_none():
    tasks = [{"id": "dig", "duration": "5d"}]
    found = riskmc.simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=100)
    assert not found.has_costs
    assert found.cost is None
    assert found.cost_parts == {}
    assert found.deterministic.cost is None
    assert "costs" not in found.frames()


def test_the_parts_add_up_to_the_cost(result: riskmc.SimulationResult):
    parts = sum(part.amounts for part in result.cost_parts.values())
    assert result.cost is not None
    np.testing.assert_allclose(parts, result.cost.amounts, rtol=1e-12)
    assert result.cost.currency == "EUR"


def test_what_costs_adds_up_to_the_total(result: riskmc.SimulationResult):
    assert result.cost is not None
    costs = result.costs
    assert costs["kind"].tolist() == ["task", "task", "cost", "risk"]
    assert costs["planned"].sum() == pytest.approx(result.deterministic.cost)
    assert costs["mean"].sum() == pytest.approx(result.cost.mean)
    assert costs["covariance_share"].sum() == pytest.approx(1.0)


def test_standard_errors_cover_the_means_of_other_seeds(result: riskmc.SimulationResult):
    one, other = (
        riskmc.simulate(result.project, iterations=65_536, seed=seed, sampling="random") for seed in (3, 4)
    )  # fmt: skip
    for name in ("mean", "sd", "covariance_share", "finish_correlation"):
        spread = np.hypot(one.costs[f"{name}_se"], other.costs[f"{name}_se"])
        assert (np.abs(one.costs[name] - other.costs[name]) <= Z * spread + 1e-9).all()


def test_the_planned_cost_is_that_of_planned_durations_and_most_likely_amounts():
    found = riskmc.simulate(plan(), iterations=100).deterministic
    assert found.task_costs is not None
    assert found.task_costs.tolist() == pytest.approx([120e3 + 8 * 8e3, 20e3, 0.0])
    assert found.cost is not None
    months = found.cost - found.task_costs.sum() - 16 * 4e3
    assert months == pytest.approx(30e3 * 12 / 365.25 * _elapsed_days(), rel=1e-9)


def _elapsed_days() -> float:
    """Sixteen working days from Monday 4 January 2027 at 8:00 end on Monday 25 January at 17:00."""
    return 21 + 9 / 24


def test_adding_costs_keeps_every_other_draw():
    bare = plan(tasks=[{k: v for k, v in task.items() if k != "cost"} for task in TASKS], costs=[], risks=[])
    costly = plan(risks=[])
    for sampling in ("lhs", "random", "sobol"):
        one, other = (riskmc.simulate(p, iterations=1_500, sampling=sampling) for p in (bare, costly))
        assert np.array_equal(one.finish_minutes, other.finish_minutes)
        assert np.array_equal(one.sums.tasks, other.sums.tasks)


@pytest.mark.parametrize("more", [{}, {"status_date": "2027-01-04"}])
def test_threads_blocks_and_continued_runs_give_the_same_bits(more: dict[str, Any]):
    project = plan(escalation={"rate": "3%"}, **more)
    whole = riskmc.simulate(project, iterations=3_300, executor="serial")
    threaded = riskmc.simulate(project, iterations=3_300, jobs=3)
    continued = riskmc.extend(riskmc.simulate(project, iterations=1_500), 1_800)
    for other in (threaded, continued):
        _assert_same(whole, other)


def test_a_saved_result_carries_what_it_knows_of_money(result: riskmc.SimulationResult, tmp_path: Path):
    again = read_result(result.save(tmp_path / "x.riskmc"))
    _assert_same(result, again)
    assert again.deterministic.cost == result.deterministic.cost
    assert np.array_equal(again.deterministic.task_costs, result.deterministic.task_costs)


def _assert_same(one: riskmc.SimulationResult, other: riskmc.SimulationResult) -> None:
    assert one.run_costs is not None
    assert other.run_costs is not None
    assert one.run_costs.carriers == other.run_costs.carriers
    for name in ("planned", "planned_parts", "total", "parts"):
        assert np.array_equal(getattr(one.run_costs, name), getattr(other.run_costs, name))
    assert one.costs.equals(other.costs)


@pytest.mark.parametrize("iteration", [0, 127, 128, 4_000, 8_999])
def test_a_replay_costs_what_the_iteration_did(result: riskmc.SimulationResult, iteration: int):
    again = riskmc.replay(result, iteration)
    assert again.costs is not None
    assert result.cost is not None
    assert again.costs.total == result.cost.amounts[iteration]
    assert sum(again.costs.carriers.values()) == pytest.approx(again.costs.total)
    assert (again.costs.carriers["risk:R1"] > 0) == ("R1" in again.struck)


def test_amounts_that_go_together_keep_their_margins_and_all_other_draws():
    tasks = [{"id": name, "duration": {"uniform": ["5d", "9d"]}, "cost": {"per_day": PERT}} for name in ("a", "b")]
    bare = Project(name="x", start="2027-01-04", tasks=tasks)
    pairs = [{"between": ["cost:a", "cost:b"], "rho": 0.8}, {"between": ["a", "cost:a"], "rho": -0.5}]
    joined = Project(name="x", start="2027-01-04", tasks=tasks, correlations=pairs)
    one, other = (riskmc.simulate(p, iterations=16_384, sampling="random") for p in (bare, joined))
    assert np.array_equal(one.finish_minutes, other.finish_minutes)
    assert other.correlations is not None
    for row, wanted in zip(other.correlations.rows, (0.8, -0.5), strict=True):
        assert abs(row.attained - wanted) <= Z / np.sqrt(16_384)


def test_a_correlation_with_a_cost_that_is_not_there_is_refused():
    pairs = [{"between": ["cost:digg", "dig"], "rho": 0.5}, {"group": ["resource:crane", "cost:site"], "rho": 0.5}]
    with pytest.raises(PlanError) as error:
        plan(correlations=pairs)
    assert "there is no task or cost 'digg' (did you mean 'dig'?)" in str(error.value)
    assert "there is no resource 'crane'" in str(error.value)


def test_each_scenario_pays_for_its_own_responses():
    response = {"id": "A1", "action": "survey", "cost": "7k", "probability": 0.1}
    costs = {}
    for scenario in ("as_is", "pre", "post"):
        project = plan(risks=[{**RISK, "response": response}]).model_copy(update={"scenario": scenario})
        found = riskmc.simulate(project, iterations=2_048)
        costs[scenario] = found.cost_parts["responses"].mean
        assert ("response:A1" in found.costs.index) == (scenario == "post")
    assert costs == {"as_is": 0.0, "pre": 0.0, "post": 7_000.0}


WINDOW = {"from": "2027-01-04", "to": "2027-12-31"}


@pytest.mark.parametrize(("window", "is_open"), [(WINDOW, True), ({"from": "2026-01-01", "to": "2026-02-01"}, False)])
def test_a_risk_costs_only_where_it_strikes_in_its_window(window: dict[str, str], is_open: bool):
    impacts = [{"on": "pour", "cost": "5k", "cost_factor": 2.0}]
    risk = {"id": "R1", "probability": 1.0, "window": window, "impacts": impacts}
    found = riskmc.simulate(plan(risks=[risk], costs=[]), iterations=512)
    assert found.costs.loc["risk:R1", "mean"] == (5_000.0 if is_open else 0.0)
    pour = riskmc.simulate(plan(risks=[], costs=[]), iterations=512).costs.loc["task:pour", "mean"]
    assert found.costs.loc["task:pour", "mean"] == pytest.approx(pour * (2.0 if is_open else 1.0))


def test_plans_with_and_without_calendars_cost_the_same():
    content: dict[str, Any] = {"escalation": {"rate": "5%"}, "costs": [SITE, {**SITE, "id": "s", "from": "pour"}]}
    one = riskmc.simulate(plan(**content), iterations=1_024)
    tasks = [{**task, "calendar": "same"} for task in TASKS]
    same = {"same": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}
    other = riskmc.simulate(plan(**{**content, "tasks": tasks, "calendars": same}), iterations=1_024)
    assert one.cost is not None
    assert other.cost is not None
    np.testing.assert_allclose(one.cost.amounts, other.cost.amounts, rtol=1e-9)


def test_a_template_gives_costs_their_range_and_leaves_the_planned_cost_as_stated():
    tasks = [{"id": "dig", "duration": "5d", "cost": {"fixed": "100k", "per_day": "2k"}}]
    found = riskmc.simulate(
        Project(
            name="x", start="2027-01-04", tasks=tasks, templates=[{"for": "dig", "cost": {"uniform": ["95%", "125%"]}}]
        ),
        iterations=9_000,
    )  # fmt: skip
    assert found.deterministic.cost == pytest.approx(110_000)
    assert found.cost is not None
    assert 95_000 + 9_500 <= found.cost.amounts.min() < found.cost.amounts.max() <= 125_000 + 12_500
    sd = np.hypot(30_000, 3_000) / np.sqrt(12)
    assert abs(found.cost.mean - 121_000) <= Z * sd / np.sqrt(9_000)
    assert abs(found.cost.sd - sd) <= Z * sd / np.sqrt(2 * 9_000)


def test_a_replay_tells_what_each_risk_cost_with_what_it_delayed():
    fine = {"id": "R3", "probability": 0.5, "impacts": [{"cost": "5k"}]}
    project = plan(risks=[RISK, FACTOR, fine])
    result = riskmc.simulate(project, iterations=64)
    spared = riskmc.simulate(project.model_copy(update={"risks": project.risks[1:]}), iterations=64)
    assert result.cost is not None
    assert spared.cost is not None
    replays = [riskmc.replay(result, iteration) for iteration in range(64)]
    for iteration, again in enumerate(replays):
        assert again.costs is not None
        worth = again.costs.effects.get("R1", 0.0)
        assert worth == pytest.approx(result.cost.amounts[iteration] - spared.cost.amounts[iteration])
        assert again.costs.effects.get("R3", 0.0) == pytest.approx(again.costs.carriers["risk:R3"])
    factors = [again.costs.effects["R2"] for again in replays if again.costs and "R2" in again.costs.effects]
    assert factors
    assert min(factors) > 0.0


def test_a_run_until_precise_costs_what_one_run_of_as_many_iterations_does():
    project = plan(escalation={"rate": "3%"})
    found = riskmc.simulate_until(project, "1h", iterations=1_500, most_iterations=6_000).result
    assert found.provenance.iterations > 1_500
    _assert_same(found, riskmc.simulate(project, iterations=found.provenance.iterations))
