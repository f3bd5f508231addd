"""Exact and published answers on correlation come out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import kendalltau, norm, spearmanr, t

from riskmc.compiled.nearest_correlation import (
    feasible_range,
    is_feasible,
    lower_root,
    nearest_correlation,
    smallest_eigenvalue,
)
from riskmc.compiled.rank_conversion import both_below, normal_from_rank, rank_from_normal
from tests import oracles
from tests.constants import Z
from tests.oracles import Answer
from tests.test_oracles import ITERATIONS, PER_DAY, answers_of, check, estimate, read, run

SAMPLINGS = pytest.mark.parametrize("sampling", ["random", "lhs"])


def plan(durations: dict[str, Any], *correlations: dict[str, Any], settings: Any = None, **rest: Any) -> dict[str, Any]:
    tasks = [{"id": key, "duration": value} for key, value in durations.items()]
    more = {"correlation_settings": settings} if settings else {}
    return {"name": "x", "start": "2027-01-04", "tasks": tasks, "correlations": list(correlations), **more, **rest}


def chain(arguments: dict[str, Any]) -> dict[str, Any]:
    return {**arguments, "tasks": oracles.in_a_chain(arguments["tasks"])}


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["R01_higham_3x3", "R03_nearpd_6x6"])
def test_the_nearest_correlation_matrix_is_exact(shared_oracle: Path, name: str):
    case = read(shared_oracle, name)
    matrix, expected = np.array(case["model"]["matrix"]), case["expected"]
    nearest = nearest_correlation(matrix)
    assert np.abs(nearest - np.array(expected["matrix"]["value"])).max() <= expected["matrix"]["tolerance"]
    assert np.linalg.norm(nearest - matrix) == pytest.approx(expected["frobenius_distance"]["value"], abs=1e-10)
    assert abs(smallest_eigenvalue(nearest)[0]) <= expected["min_eigenvalue"]["tolerance"]
    root = lower_root(nearest)
    assert np.abs(root @ root.T - nearest).max() <= 1e-12


def test_the_range_of_the_third_correlation_is_exact(shared_oracle: Path):
    case = read(shared_oracle, "R05_feasible_range")
    model, expected = case["model"], case["expected"]
    matrix = np.array([[1, model["r12"], 0.0], [model["r12"], 1, model["r23"]], [0.0, model["r23"], 1]])
    assert feasible_range(matrix, 0, 2) == pytest.approx((expected["r13_min"]["value"], expected["r13_max"]["value"]))
    least = expected["equicorrelation_min_n5"]["value"]
    for correlation, can_be in ((least, True), (least - 1e-6, False)):
        matrix = np.full((model["n"], model["n"]), correlation)
        np.fill_diagonal(matrix, 1.0)
        assert is_feasible(matrix) is can_be


def test_normal_scores_ranks_and_values_convert_exactly(shared_oracle: Path):
    expected = read(shared_oracle, "R06_gaussian_copula_conversions")["expected"]
    for normal, ranks in expected["from_r"]["value"].items():
        assert rank_from_normal(float(normal), None) == pytest.approx(ranks["spearman"], abs=1e-12)
        quarter = both_below(0.5, 0.5, float(normal), None)
        assert 4.0 * quarter - 1.0 == pytest.approx(ranks["kendall"], abs=1e-12)
    for rank, normal in expected["r_from_spearman"]["value"].items():
        assert normal_from_rank(float(rank), None) == pytest.approx(normal, abs=1e-12)


@pytest.mark.parametrize("normal", ["0.5", "1", "-1"])
def test_lognormal_values_have_the_correlation_that_their_scores_give_them(shared_oracle: Path, normal: str):
    expected = read(shared_oracle, "R06_gaussian_copula_conversions")["expected"]
    words = {"0.5": "", "1": "max_", "-1": "min_"}
    exact = expected[f"lognormal_{words[normal]}pearson(r={normal},s1=0.5,s2=1.0)"]["value"]
    pair = {
        key: oracles.stated({"dist": "lognormal", "mu": 3.0, "sigma": sigma}) for key, sigma in (("A", 0.5), ("B", 1.0))
    }
    result = run(plan(pair, {"between": ["A", "B"], "rho": float(normal), "measure": "normal"}))
    one, other = (result.task_durations(identity) for identity in "AB")
    assert np.corrcoef(np.log(one), np.log(other))[0, 1] == pytest.approx(float(normal), abs=Z / math.sqrt(ITERATIONS))
    # Block means tell the error of a correlation of values with so heavy tails.
    blocks = [np.corrcoef(*part)[0, 1] for part in zip(*(np.split(x, 100) for x in (one, other)), strict=True)]
    found, error = float(np.corrcoef(one, other)[0, 1]), float(np.std(blocks)) / 10.0
    assert abs(found - exact) <= Z * error + 1e-9


@SAMPLINGS
def test_unlike_margins_keep_themselves_and_get_the_ranks(shared_oracle: Path, sampling: str):
    case = read(shared_oracle, "R07_iman_conover")
    durations = {f"m{k}": oracles.stated(margin) for k, margin in enumerate(case["model"]["margins"], start=1)}
    target = case["model"]["target"]
    pairs = [
        {"between": [f"m{i + 1}", f"m{j + 1}"], "rho": target[i][j], "measure": "normal"}
        for j in range(3)
        for i in range(j)
    ]
    result, alone = run(plan(durations, *pairs), sampling), run(plan(durations), sampling)
    for pair in ("1,2", "1,3", "2,3"):
        one, other = (result.task_durations(f"m{number}") for number in pair.split(","))
        exact = case["expected"][f"spearman.{pair}"]["value"]
        assert abs(spearmanr(one, other).statistic - exact) <= Z * 1.1 / math.sqrt(ITERATIONS)
    for identity in durations:
        n = len(result.finish_minutes)
        both = np.sort(result.task_durations(identity)), np.sort(alone.task_durations(identity))
        for p in (0.01, 0.1, 0.5, 0.9, 0.99):
            reach = round(Z * math.sqrt(2.0 * p * (1.0 - p) * n))
            place = int(p * n)
            assert both[1][max(place - reach, 0)] <= both[0][place] <= both[1][min(place + reach, n - 1)]


@SAMPLINGS
def test_a_correlation_leaves_every_margin_as_it_was(shared_oracle: Path, sampling: str):
    case = read(shared_oracle, "K05_pra_mcs_antioracle")
    result = run(oracles.arguments_of(case["model"], "K05"), sampling)
    expected = case["expected"]
    check(result, {"mean": Answer(expected["mean"]["value"], expected["mean"]["mc_se_times_sqrt_n"])})
    assert abs(result.finish.mean_days - expected["wrong_mean_to_reject"]["value"]) > 8.0
    sds = {"A": 2.0, "B": 5.0 / math.sqrt(6.0), "C": 2.0 / math.sqrt(3.0)}
    for identity, sd in sds.items():
        days = result.task_durations(identity) / PER_DAY
        assert abs(days.mean() - 10.0) <= Z * sd / math.sqrt(ITERATIONS)
        assert abs(days.std() - sd) <= Z * sd / math.sqrt(ITERATIONS)
    low = result.task_durations("B").min() / PER_DAY, result.task_durations("C").min() / PER_DAY
    high = result.task_durations("B").max() / PER_DAY, result.task_durations("C").max() / PER_DAY
    assert low[0] >= 5.0 and low[1] >= 8.0 and high[0] <= 15.0 and high[1] <= 12.0
    stated, independent = expected["var"]["value"], expected["var_independent"]["value"]
    variance = float(np.var(result.finish_minutes / PER_DAY))
    assert independent + 5.0 < variance <= stated + Z * 6.0 * stated / math.sqrt(ITERATIONS)


@SAMPLINGS
def test_the_law_of_a_correlated_pair_comes_out(shared_oracle: Path, sampling: str):
    for path in sorted(shared_oracle.glob("K09*.json")):
        case = read(shared_oracle, path.stem)
        result = run(oracles.arguments_of(case["model"], path.stem), sampling)
        answers = answers_of(case["expected"])
        one, other = (result.task_durations(item["id"]) for item in case["model"]["items"])
        found = {
            "pearson": np.corrcoef(one, other)[0, 1],
            "spearman": spearmanr(one, other).statistic,
            "kendall": kendalltau(one[:20_000], other[:20_000]).statistic,
        }
        for key, value in found.items():
            answer = answers.pop(key)
            n = 20_000 if key == "kendall" else ITERATIONS
            assert abs(value - answer.value) <= Z * answer.error / math.sqrt(n), key
        check(result, answers)


@SAMPLINGS
@pytest.mark.parametrize("family", [name for name in oracles.FAMILIES if not name.startswith("K09")])
def test_the_law_of_a_correlated_sum_or_network_comes_out(shared_oracle: Path, family: str, sampling: str):
    for path in sorted(shared_oracle.glob(f"{family}*.json")):
        case = read(shared_oracle, path.stem)
        expected = dict(case["expected"])
        for key in [key for key in expected if key.startswith("corr_item_total.")]:
            expected[f"cri_pearson.W{key.rpartition('.')[2]}"] = expected.pop(key)
        check(run(oracles.arguments_of(case["model"], path.stem), sampling), answers_of(expected))


# -- closed forms -----------------------------------------------------------------------------------------------------

SDS = {"A": 10.0, "B": 30.0, "C": 5.0, "D": 25.0, "E": 8.0}


@SAMPLINGS
@pytest.mark.parametrize("rho", [-0.2, 0.3, 0.7, 1.0])
def test_the_variance_of_a_sum_of_correlated_normals_is_exact(rho: float, sampling: str):
    """Var = (1 - rho) sum s^2 + rho (sum s)^2, and the sum is normal."""
    durations = {key: {"normal": {"mean": "200d", "sd": f"{sd}d"}} for key, sd in SDS.items()}
    result = run(chain(plan(durations, *oracles.everything(rho, list(SDS)))), sampling)
    variance = (1.0 - rho) * sum(sd**2 for sd in SDS.values()) + rho * sum(SDS.values()) ** 2
    sd = math.sqrt(variance)
    answers = {f"p@{p}": oracles.quantile(p, 1000 + sd * norm.ppf(p), norm.pdf(norm.ppf(p)) / sd) for p in (0.1, 0.8)}
    check(result, {"mean": oracles.mean(1000, variance), "var": oracles.spread(variance, 3 * variance**2), **answers})


@SAMPLINGS
@pytest.mark.parametrize("rho", [-0.5, 0.5, 0.9])
def test_the_greatest_of_two_correlated_normals_is_clark(rho: float, sampling: str):
    """C. E. Clark, The greatest of a finite set of random variables, Oper. Res. 9 (1961)."""
    (m1, s1), (m2, s2) = (20.0, 3.0), (19.0, 4.0)
    durations = {"B": {"normal": {"mean": "20d", "sd": "3d"}}, "C": {"normal": {"mean": "19d", "sd": "4d"}}}
    result = run(plan(durations, {"between": ["B", "C"], "rho": rho, "measure": "normal"}), sampling)
    a = math.sqrt(s1 * s1 + s2 * s2 - 2 * rho * s1 * s2)
    alpha = (m1 - m2) / a
    first = m1 * norm.cdf(alpha) + m2 * norm.cdf(-alpha) + a * norm.pdf(alpha)
    second = (m1**2 + s1**2) * norm.cdf(alpha) + (m2**2 + s2**2) * norm.cdf(-alpha) + (m1 + m2) * a * norm.pdf(alpha)
    answers = {"mean": oracles.mean(first, second - first**2), "criticality.B": oracles.share(norm.cdf(alpha))}
    check(result, answers)


@SAMPLINGS
@pytest.mark.parametrize("rho", [0.25, 0.5, 0.8])
def test_three_correlated_normals_lie_below_their_means_as_often_as_their_orthant_says(rho: float, sampling: str):
    """1/8 + 3 asin(rho) / (4 pi): a quarter at rho = 1/2."""
    durations = oracles.alike("ABC", {"normal": {"mean": "100d", "sd": "10d"}})
    result = run(plan(durations, *oracles.everything(rho, list("ABC"))), sampling)
    check(result, {"cdf@100": oracles.share(0.125 + 0.75 * math.asin(rho) / math.pi)})


def occurrences(result: Any, days: dict[str, int]) -> dict[str, np.ndarray]:
    """Which risks occurred, told by what they add to a task without duration: sums of different powers of two."""
    found = np.round(result.finish_minutes / PER_DAY).astype(int)
    return {key: (found & day) > 0 for key, day in days.items()}


@SAMPLINGS
@pytest.mark.parametrize("settings", [None, {"copula": "t", "degrees_of_freedom": 3}])
@pytest.mark.parametrize("rho", [-0.6, 0.5, 0.95])
def test_two_occurrences_come_together_as_often_as_their_orthant_says(rho: float, settings: Any, sampling: str):
    chances = {"R": 0.3, "S": 0.1}
    risks = [
        {"id": key, "probability": p, "impacts": [{"on": "A", "delay": f"{2**place}d"}]}
        for place, (key, p) in enumerate(chances.items())
    ]
    pair = {"between": ["occurs:R", "occurs:S"], "rho": rho, "measure": "normal"}
    found = occurrences(run(plan({"A": "0d"}, pair, settings=settings, risks=risks), sampling), {"R": 1, "S": 2})
    both = both_below(0.3, 0.1, rho, 3 if settings else None)
    for share, exact in ((found["R"], 0.3), (found["S"], 0.1), (found["R"] & found["S"], both)):
        assert abs(share.mean() - exact) <= Z * math.sqrt(exact * (1.0 - exact) / ITERATIONS)


@SAMPLINGS
def test_a_risk_that_goes_with_a_task_occurs_where_it_is_long(sampling: str):
    """Both above their medians: a quarter more asin(r) / (2 pi)."""
    risks = [{"id": "R", "probability": 0.5, "impacts": [{"on": "A", "delay": "100d"}]}]
    pair = {"between": ["occurs:R", "A"], "rho": 0.8, "measure": "normal"}
    result = run(plan({"A": {"uniform": ["0d", "2d"]}}, pair, risks=risks), sampling)
    days = result.finish_minutes / PER_DAY
    has_occurred = days >= 100.0
    is_long = np.where(has_occurred, days - 100.0, days) > 1.0
    exact = 0.25 + math.asin(0.8) / (2.0 * math.pi)
    assert abs(np.mean(has_occurred & is_long) - exact) <= Z * math.sqrt(exact * (1.0 - exact) / ITERATIONS)


@SAMPLINGS
@pytest.mark.parametrize("freedom", [1, 4, 20])
def test_a_t_copula_keeps_margins_and_kendalls_tau_and_has_its_tails(freedom: int, sampling: str):
    """tau = (2 / pi) asin r for every elliptical copula (F. Lindskog et al., 2003); the tails by their definition."""
    r, n = 0.5, ITERATIONS
    pair = {"between": ["A", "B"], "rho": r, "measure": "normal"}
    settings = {"copula": "t", "degrees_of_freedom": freedom}
    result = run(plan(oracles.alike("AB", {"uniform": ["0d", "1d"]}), pair, settings=settings), sampling)
    one, other = (result.task_durations(identity) / PER_DAY for identity in "AB")
    for margin in (one, other):
        for p in (0.001, 0.1, 0.5, 0.99):
            assert abs(np.mean(margin <= p) - p) <= Z * math.sqrt(p * (1.0 - p) / n)
    tau = kendalltau(one[:20_000], other[:20_000]).statistic
    assert abs(tau - 2.0 / math.pi * math.asin(r)) <= Z * 1.2 / math.sqrt(20_000)
    assert abs(spearmanr(one, other).statistic - rank_from_normal(r, freedom)) <= Z * 1.2 / math.sqrt(n)
    for p in (0.01, 0.05):
        both = both_below(p, p, r, freedom)
        for corner in ((one <= p) & (other <= p), (one >= 1 - p) & (other >= 1 - p)):
            assert abs(np.mean(corner) - both) <= Z * math.sqrt(both * (1.0 - both) / n)
    if freedom > 4:
        return  # The limit is approached too slowly to be met.
    limit = 2.0 * t.cdf(-math.sqrt((freedom + 1) * (1.0 - r) / (1.0 + r)), freedom + 1)
    assert both_below(1e-7, 1e-7, r, freedom) / 1e-7 == pytest.approx(limit, rel=0.02)


@SAMPLINGS
@pytest.mark.parametrize("settings", [None, {"copula": "t", "degrees_of_freedom": 2}])
@pytest.mark.parametrize("rho", [-0.7, 0.3, 0.9])
def test_a_stated_rank_correlation_is_attained_under_both_copulas(rho: float, settings: Any, sampling: str):
    pair = {"between": ["A", "B"], "rho": rho}
    durations = {"A": {"triangular": ["1d", "2d", "9d"]}, "B": {"lognormal": {"mean": "5d", "sd": "4d"}}}
    result = run(plan(durations, pair, settings=settings), sampling)
    found = spearmanr(*(result.task_durations(identity) for identity in "AB")).statistic
    assert abs(found - rho) <= Z * 1.3 / math.sqrt(ITERATIONS)


def test_the_estimates_would_tell_a_correlation_that_is_not_there():
    durations = oracles.alike("ABC", {"normal": {"mean": "100d", "sd": "10d"}})
    result = run(plan(durations))
    with pytest.raises(AssertionError, match="lies off"):
        check(result, {"cdf@100": oracles.share(0.25)})
    assert estimate(result, "cdf@100")[0] < 0.14
