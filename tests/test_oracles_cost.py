"""Exact and published answers on cost come out, as money."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import riskmc
from riskmc._typing import Floats
from riskmc.model import Project
from tests.constants import Z
from tests.test_oracles import read

SAMPLINGS = pytest.mark.parametrize("sampling", ["random", "lhs", "sobol"])
ITERATIONS = 65_536


def money(model: dict[str, Any]) -> dict[str, Any]:
    """Write a distribution of the oracles as one of a plan."""
    kind = model["dist"]
    if kind == "triangular":
        return {"triangular": [model["low"], model["mode"], model["high"]]}
    if kind == "uniform":
        return {"uniform": [model["low"], model["high"]]}
    if kind == "lognormal":
        mean = math.exp(model["mu"] + model["sigma"] ** 2 / 2)
        return {"lognormal": {"mean": mean, "sd": mean * math.sqrt(math.expm1(model["sigma"] ** 2))}}
    return {"normal": {"mean": model["mean"], "sd": model["sd"]}}


def items_plan(items: list[dict[str, Any]], matrix: list[list[float]] | None = None) -> Project:
    """A plan in which items of cost are the fixed costs of tasks."""
    tasks = [{"id": item["id"], "duration": "1d", "cost": money(item["dist"])} for item in items]
    pairs = [
        {"between": [f"cost:{one['id']}", f"cost:{other['id']}"], "rho": rho, "measure": "normal"}
        for (i, one), (j, other) in itertools.combinations(enumerate(items), 2)
        if matrix is not None and (rho := matrix[i][j]) != 0.0
    ]
    return Project(name="x", start="2027-01-04", tasks=tasks, correlations=pairs)


def amounts_of(project: Project, sampling: Any) -> Floats:
    result = riskmc.simulate(project, iterations=ITERATIONS, sampling=sampling, seed=11)
    assert result.cost is not None
    return result.cost.amounts


def check(amounts: Floats, expected: dict[str, Any]) -> int:
    """Hold samples against all answers that a simulation estimates; return how many there were."""
    count = 0
    for name, answer in expected.items():
        error = answer.get("mc_se_times_sqrt_n")
        if error is None:
            continue
        kind, _, at = name.partition("@")
        if kind == "mean":
            found = amounts.mean()
        elif kind in ("var", "sd"):
            found = amounts.var() if kind == "var" else amounts.std()
        elif kind in ("cdf", "prob_atom"):
            found = np.mean(amounts <= float(at)) if kind == "cdf" else np.mean(amounts == float(at))
        elif kind == "p":
            found = np.quantile(amounts, float(at), method="inverted_cdf")
        else:
            continue
        assert abs(found - answer["value"]) <= Z * error / math.sqrt(amounts.size), name
        count += 1
    return count


@SAMPLINGS
def test_a_register_of_risks_costs_what_is_exact(shared_oracle: Path, sampling: Any):
    case = read(shared_oracle, "K01_risk_register_5")
    risks = [
        {"id": risk["id"], "probability": risk["prob"], "impacts": [{"cost": money(risk["impact"])}]}
        for risk in case["model"]["risks"]
    ]
    project = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "1d"}], risks=risks)
    result = riskmc.simulate(project, iterations=ITERATIONS, sampling=sampling, seed=5)
    assert result.cost is not None
    assert check(result.cost.amounts, case["expected"]) == 10
    assert result.deterministic.cost == 0.0
    for risk in case["model"]["risks"]:
        row = result.costs.loc[f"risk:{risk['id']}"]
        exact = case["expected"][f"emv.{risk['id']}"]["value"]
        assert abs(row["mean"] - exact) <= Z * row["sd"] / math.sqrt(ITERATIONS)


@SAMPLINGS
def test_three_correlated_items_have_the_published_spread(shared_oracle: Path, sampling: Any):
    case = read(shared_oracle, "K04_second_moment_pra")
    model = case["model"]
    items = [
        {"id": f"i{row}", "dist": {"dist": "normal", "mean": mean, "sd": math.sqrt(var)}}
        for row, (mean, var) in enumerate(zip(model["mean"], model["var"], strict=True))
    ]
    assert check(amounts_of(items_plan(items, model["corr"]), sampling), case["expected"]) == 3


@SAMPLINGS
def test_a_correlation_of_costs_leaves_their_mean_as_it_was(shared_oracle: Path, sampling: Any):
    case = read(shared_oracle, "K05_pra_mcs_antioracle")
    model, expected = case["model"], case["expected"]
    amounts = amounts_of(items_plan(model["items"], model["correlation"]["matrix"]), sampling)
    assert check(amounts, expected) == 1
    assert abs(amounts.mean() - expected["wrong_mean_to_reject"]["value"]) > 8.0
    assert expected["var_independent"]["value"] < amounts.var() < expected["var"]["value"] * 1.01


@SAMPLINGS
@pytest.mark.parametrize("name", ["K08_lognormal_pair_rho0.0", "K10_percentiles_do_not_add"])
def test_sums_of_items_of_cost_are_exact(shared_oracle: Path, name: str, sampling: Any):
    case = read(shared_oracle, name)
    matrix = case["model"].get("correlation", {}).get("matrix")
    assert check(amounts_of(items_plan(case["model"]["items"], matrix), sampling), case["expected"]) >= 7


@SAMPLINGS
def test_date_and_budget_are_kept_together_as_often_as_is_exact(shared_oracle: Path, sampling: Any):
    case = read(shared_oracle, "K11_jcl_bivariate_normal")
    model, expected = case["model"], case["expected"]
    duration = {"normal": {"mean": f"{model['duration']['mean']}d", "sd": f"{model['duration']['sd']}d"}}
    cost = {"fixed": money(model["fixed_cost"]), "per_day": model["burn_rate_per_day"]}
    tasks = [{"id": "a", "duration": duration, "cost": cost}]
    project = Project(name="x", start="2027-01-04", tasks=tasks)
    result = riskmc.simulate(project, iterations=ITERATIONS, sampling=sampling, seed=2)
    assert result.cost is not None
    amounts, days = result.cost.amounts, result.finish_minutes / 480.0
    root = math.sqrt(ITERATIONS)

    def near(found: float, name: str) -> bool:
        return bool(abs(found - expected[name]["value"]) <= Z * expected[name]["mc_se_times_sqrt_n"] / root)

    assert near(amounts.mean(), "mean_cost")
    assert near(float(np.corrcoef(amounts, days)[0, 1]), "corr_cost_time")
    assert near(result.cost.quantile(0.7), "cost_P70")
    cost_p70, time_p70 = expected["cost_P70"]["value"], expected["time_P70"]["value"]
    assert near(float(np.mean((amounts <= cost_p70) & (days <= time_p70))), "joint_P(cost<=P70,time<=P70)")
    assert near(float(np.mean((amounts <= 250) & (days <= 100))), "joint_P(cost<=250,time<=100)")
    assert near(float(np.mean((amounts <= 270) & (days <= 110))), "joint_P(cost<=270,time<=110)")
    assert result.costs.loc["task:a", "finish_correlation"] == pytest.approx(np.corrcoef(amounts, days)[0, 1])
