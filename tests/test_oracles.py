"""Exact and published answers come out of the simulation."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm, skew

from riskmc.compiled import compile_project
from riskmc.model.project import Project
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import SAME_INSTANT, FinishSamples
from riskmc.simulation import simulate
from tests import oracles
from tests.constants import Z
from tests.dated_projects import forced
from tests.oracles import OWN, Answer, Case

ITERATIONS = 200_000
PER_DAY = 480.0

STOCHASTIC = sorted(name for name in oracles.USED if name[0] in "NTQ" and name != "Q05_discrete_dependence")
DISTRIBUTIONS = sorted(name for name in oracles.USED if name[0] == "D" and name != "D10_percentile_conventions")
SUMS = sorted(name for name in oracles.USED if name[0] == "K" and name[:3] not in ("K05", "K09", "K13"))
NETWORKS = sorted(name for name in oracles.USED if name[0] == "C" and "calendar" not in name)
CALENDARS = sorted(name for name in oracles.USED if name[0] == "C" and "calendar" in name)

PASSED_OVER = {
    "alpha", "beta", "mu", "sigma", "classical_pert_var_((b-a)/6)^2", "pert_mean", "pert_var", "p999_duration",
    "contingency_P80_over_base", "sum_of_item_P80",
}  # fmt: skip
"""Intermediate results, approximations of others and indices that no run reports."""


def is_passed_over(key: str) -> bool:
    return key in PASSED_OVER or key.startswith(("fenton_wilkinson", "pert_normal"))


def read(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def run(arguments: dict[str, Any], sampling: str = "random", iterations: int = ITERATIONS) -> SimulationResult:
    return simulate(Project(**arguments), iterations=iterations, sampling=sampling, keep_samples=True, jobs=2)


def estimate(result: SimulationResult, key: str) -> tuple[float, int]:
    """The estimate of a quantity, and from how many iterations it comes."""
    finish = result.finish_minutes / PER_DAY
    n = len(finish)
    name, _, argument = key.partition("@") if "@" in key else key.partition(".")
    whole = {"mean": finish.mean, "sd": lambda: finish.std(ddof=1), "var": lambda: finish.var(ddof=1)}
    columns = {"criticality": "criticality", "cri_pearson": "cruciality_pearson", "ssi": "ssi", "si": "significance",
               "mean_duration": "mean_days"}  # fmt: skip
    if key in whole:
        return float(whole[key]()), n
    if key == "skew":
        return float(skew(finish)), n
    if name == "cdf":
        return result.finish.share_by(float(argument) * PER_DAY), n
    if name == "p":
        return result.finish.quantile_minutes(float(argument)) / PER_DAY, n
    if name == "prob_atom":
        return float(np.mean(np.abs(result.finish_minutes - float(argument) * PER_DAY) <= SAME_INSTANT)), n
    if name in columns:
        return float(result.tasks.loc[argument, columns[name]]), n
    if name == "cri_spearman":
        return float(result.tasks.loc[argument, "cruciality_spearman"]), result.ranks.iterations
    if name == "cri_kendall":
        return float(result.tasks.loc[argument, "cruciality_kendall"]), result.ranks.kendall_iterations
    if name in ("occurred", "occurrences"):
        return float(result.risks.loc[argument, name]), n
    if name in ("corr", "corr_durations"):
        one, other = (result.task_durations(identity) for identity in argument.split(","))
        return float(np.corrcoef(one, other)[0, 1]), n
    if name == "path":
        frequencies = dict(zip(result.paths["tasks"], result.paths["frequency"], strict=True))
        return frequencies[tuple(argument.split("-"))], result.detail.iterations
    raise KeyError(key)


def check(result: SimulationResult, answers: Mapping[str, Answer]) -> None:
    """Every estimate lies within Z standard errors of its answer; the exact ones to rounding."""
    missed = []
    for key, answer in answers.items():
        value, n = estimate(result, key)
        tolerance = Z * answer.error / math.sqrt(n) if answer.error else 1e-9 * max(1.0, abs(answer.value))
        if not abs(value - answer.value) <= tolerance:
            missed.append(f"{key}: {value} lies off {answer.value} by more than {tolerance:.3g}")
    assert not missed, "\n".join(missed)


def answers_of(expected: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers that a run estimates, or that hold in every run."""
    synonyms = {"median": "p@0.5"}
    answers = {}
    for key, entry in expected.items():
        if is_passed_over(key) or entry.get("mc_skip"):
            continue
        answers[synonyms.get(key, key)] = Answer(entry["value"], entry.get("mc_se_times_sqrt_n", 0.0))
    return answers


def discrete(values: list[float], probabilities: list[float]) -> dict[str, Any]:
    """A discrete distribution of days, as a plan file spells it."""
    return {"discrete": {f"{value}d": f"{100 * p}%" for value, p in zip(values, probabilities, strict=True)}}


def test_every_file_of_answers_is_used_or_left_for_a_reason(shared_oracle: Path):
    files = {path.stem for path in shared_oracle.glob("*.json")}
    of_families = {name for name in files if name.startswith(oracles.FAMILIES)}
    assert files == set(oracles.USED) | set(oracles.LEFT) | of_families
    assert not set(oracles.USED) & set(oracles.LEFT)


@pytest.mark.parametrize("sampling", ["random", "lhs", "sobol"])
@pytest.mark.parametrize("case", OWN, ids=lambda case: case.name)
def test_an_exact_answer_comes_out(case: Case, sampling: str):
    check(run(case.arguments, sampling), case.answers)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("a risk leaves an atom", {"p@0.5": Answer(24.0)}),
        ("serial PERT", {"var": oracles.spread(3 * (4 / 6) ** 2, 10.0)}),
        ("parallel exponentials", {"mean": oracles.mean(10.0, 146.0)}),
        ("one draw of a factor moves its tasks together", {"corr.A,B": Answer(0.0, 1.0)}),
        ("bridge of uniforms", {"cdf@1": oracles.share(11 / 120 + 0.005)}),
    ],
)
def test_a_wrong_answer_is_caught(name: str, wrong: dict[str, Answer]):
    (case,) = [case for case in OWN if case.name == name]
    with pytest.raises(AssertionError, match="lies off"):
        check(run(case.arguments), wrong)


@pytest.mark.parametrize("sampling", ["random", "lhs"])
@pytest.mark.parametrize("name", STOCHASTIC)
def test_the_law_of_a_network_comes_out(shared_oracle: Path, name: str, sampling: str):
    case = read(shared_oracle, name)
    expected = dict(case["expected"])
    result = run(oracles.arguments_of(case["model"], name), sampling)
    days = result.finish_minutes / PER_DAY
    if "min" in expected:
        assert days.min() >= expected.pop("min")["value"]
        assert days.max() <= expected.pop("max")["value"]
    planned = expected.pop("deterministic_T_at_means", None)
    if planned is not None:
        # Normals whose mean is four sd are cut off at zero, which moves each mean by phi(4) / Phi(4) sd.
        moved = sum(a["duration"]["sd"] for a in case["model"]["activities"] if a["id"] in ("1-2", "2-4", "7-8"))
        moved *= norm.pdf(4.0) / norm.cdf(4.0)
        assert result.deterministic.finish == pytest.approx((planned["value"] + moved) * PER_DAY, rel=1e-9)
    check(result, answers_of(expected))


@pytest.mark.parametrize("sampling", ["random", "lhs"])
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_law_of_a_distribution_comes_out(shared_oracle: Path, name: str, sampling: str):
    case = read(shared_oracle, name)
    expected = dict(case["expected"])
    arguments = oracles.arguments_of(case["model"], name)
    location, scale, _ = compile_project(Project(**arguments)).marginals.parameters[0] / PER_DAY
    for key, value in (("min", location), ("max", location + scale)):
        if key in expected:
            assert value == pytest.approx(expected.pop(key)["value"], rel=1e-8)
    for key, place in (("check_F(q_low)", "q_low"), ("check_F(q_high)", "q_high")):
        if key in expected:
            expected[f"cdf@{case['model'][place]}"] = expected.pop(key)
    at_mode = expected.pop("cdf_at_mode", None)
    answers = answers_of(expected)
    if at_mode is not None:
        answers[f"cdf@{case['model']['mode']}"] = oracles.share(at_mode["value"])
    check(run(arguments, sampling), answers)


@pytest.mark.parametrize("sampling", ["random", "lhs"])
@pytest.mark.parametrize("name", SUMS)
def test_the_law_of_a_sum_comes_out(shared_oracle: Path, name: str, sampling: str):
    case = read(shared_oracle, name)
    expected = {key: entry for key, entry in case["expected"].items() if not key.startswith("emv.")}
    for key in [key for key in expected if key.startswith("corr_item_total.")]:
        expected[f"cri_pearson.W{key.rpartition('.')[2]}"] = expected.pop(key)
    beyond = expected.pop("cdf_of_sum_at_sum_of_item_P80", None)
    answers = answers_of(expected)
    if beyond is not None:
        answers[f"cdf@{expected['sum_of_item_P80']['value']}"] = oracles.share(beyond["value"])
    check(run(oracles.arguments_of(case["model"], name), sampling), answers)


def test_the_expected_value_of_each_risk_of_a_register_is_exact(shared_oracle: Path):
    case = read(shared_oracle, "K01_risk_register_5")
    arguments = oracles.arguments_of(case["model"], "K01")
    for risk in arguments["risks"]:
        alone = {**arguments, "risks": [{**risk, "probability": 1}]}
        result = run(alone, iterations=1)
        compiled = compile_project(Project(**alone))
        low, width, mode = compiled.marginals.parameters[-1]
        mean = (3 * low + width * (1 + mode)) / 3 / PER_DAY
        assert risk["probability"] * mean == pytest.approx(case["expected"][f"emv.{risk['id']}"]["value"], rel=1e-12)
        assert low <= result.finish_minutes[0] <= low + width


@pytest.mark.parametrize("sampling", ["random", "lhs"])
def test_two_independent_discrete_delays_add_as_their_convolution(shared_oracle: Path, sampling: str):
    case = read(shared_oracle, "Q05_discrete_dependence")
    tasks = [{"id": item["id"], "duration": discrete(item["values"], item["probs"])} for item in case["model"]["items"]]
    result = run({"name": "Q05", "start": "2027-01-04", "tasks": oracles.in_a_chain(tasks)}, sampling)
    expected = case["expected"]
    answers = {f"prob_atom@{day}": oracles.share(p) for day, p in expected["independent_pmf"]["value"].items()}
    variance = expected["independent_var"]
    check(result, {**answers, "var": Answer(variance["value"], variance["mc_se_times_sqrt_n"])})


@pytest.mark.parametrize("sampling", ["random", "lhs"])
def test_two_discrete_delays_with_a_correlation_of_1_are_the_same(shared_oracle: Path, sampling: str):
    case = read(shared_oracle, "Q05_discrete_dependence")
    tasks = [{"id": item["id"], "duration": discrete(item["values"], item["probs"])} for item in case["model"]["items"]]
    correlations = [{"between": ["A", "B"], "rho": 1}]
    arguments = {"name": "Q05", "start": "2027-01-04", "tasks": oracles.in_a_chain(tasks), "correlations": correlations}
    result = run(arguments, sampling)
    expected = case["expected"]
    answers = {f"prob_atom@{day}": oracles.share(p) for day, p in expected["comonotone_pmf"]["value"].items()}
    variance = expected["comonotone_var"]
    check(result, {**answers, "var": Answer(variance["value"], variance["mc_se_times_sqrt_n"])})
    assert set(np.round(result.finish_minutes / PER_DAY)) == {14.0, 18.0, 22.0}


@pytest.mark.parametrize("name", NETWORKS)
def test_deterministic_dates_and_floats_are_exact(shared_oracle: Path, name: str):
    case = read(shared_oracle, name)
    result = run(oracles.arguments_of(case["model"], name), iterations=1)
    plan = result.deterministic
    rows = {"es": plan.early_start, "ef": plan.early_finish, "ls": plan.late_start, "lf": plan.late_finish,
            "tf": plan.total_float}  # fmt: skip
    assert plan.finish / PER_DAY == case["expected"]["project_duration"]["value"]
    assert result.finish_minutes.tolist() == [plan.finish]
    for index, activity in enumerate(case["model"]["activities"]):
        expected = case["expected"]["activities"][activity["id"]]
        assert {key: row[index] / PER_DAY for key, row in rows.items()} == {key: expected[key] for key in rows}
    critical = [identity for identity, share in result.tasks["criticality"].items() if share == 1.0]
    assert critical == case["expected"]["critical_activities"]


def by_either_way(arguments: dict[str, Any], way: str) -> dict[str, Any]:
    """The same plan; a deadline that binds nothing leads it through the passes for several calendars."""
    return forced(arguments) if way == "several calendars" else arguments


WAYS = pytest.mark.parametrize("way", ["one calendar", "several calendars"])


@WAYS
@pytest.mark.parametrize("name", CALENDARS)
def test_dates_on_a_calendar_are_exact(shared_oracle: Path, name: str, way: str):
    case = read(shared_oracle, name)
    model = case["model"]
    calendar = {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "holidays": model["holidays"]}
    arguments = oracles.arguments_of(model, name)
    arguments |= {"start": model["project_start"], "calendars": {"standard": calendar}}
    for task in arguments["tasks"]:
        if task["duration"] == "0d":
            del task["duration"]
            task["milestone"] = True
    result = run(by_either_way(arguments, way), iterations=1)
    plan, timeline = result.deterministic, result.timeline
    assert result.project.is_dated == (way == "several calendars")
    for index, activity in enumerate(model["activities"]):
        expected = case["expected"]["activities"][activity["id"]]
        # A milestone lies at the finish of the day's work, not at the start of the next.
        side = "start" if activity["duration"] else "finish"
        for key, row, shown in (
            ("early_start", plan.early_start, side), ("early_finish", plan.early_finish, "finish"),
            ("late_start", plan.late_start, side), ("late_finish", plan.late_finish, "finish"),
        ):  # fmt: skip
            assert timeline.date_of(row[index], side=shown) == datetime.fromisoformat(expected[key]), key
        assert plan.total_float[index] / PER_DAY == expected["total_float_days"]
    assert result.finish.quantile(0.5) == datetime.fromisoformat(case["expected"]["project_finish"]["value"])


@WAYS
def test_finish_dates_have_their_exact_distribution_on_a_calendar(shared_oracle: Path, way: str):
    case = read(shared_oracle, "S01_stochastic_calendar_dates")
    model = case["model"]
    calendar = {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "holidays": model["holidays"]}
    tasks = [{"id": name, "duration": discrete(model[name]["values"], model[name]["probs"])} for name in ("A", "B")]
    tasks[1]["after"] = ["A"]
    arguments = {"name": "S01", "start": model["start"][:10], "calendars": {"standard": calendar}, "tasks": tasks}
    result = run(by_either_way(arguments, way))
    n = len(result.finish_minutes)
    for row in case["expected"]["finish_date_pmf"]["value"]:
        cdf = float(Fraction(row["cdf"]))
        estimate = result.finish.probability_by(date.fromisoformat(row["date"])).value
        assert abs(estimate - cdf) <= Z * math.sqrt(cdf * (1 - cdf) / n)
    for key, p in (("P50_date", 0.5), ("P80_date", 0.8)):
        assert result.finish.quantile(p) == datetime.fromisoformat(case["expected"][key]["value"] + "T17:00")


def test_a_percentile_is_a_value_that_was_attained(shared_oracle: Path):
    case = read(shared_oracle, "D10_percentile_conventions")
    samples = FinishSamples(np.array(case["model"]["sample"]), Project(**OWN[0].arguments).timeline())
    found = [samples.quantile_minutes(p) for p in case["model"]["p"]]
    assert found == case["expected"]["inverted_cdf"]["value"]
