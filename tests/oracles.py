"""Exact and published answers: which files of ../shared/oracles are used, and cases of the project's own.

A case is a plan and what is known of it. Each answer that a simulation estimates comes with its standard error times
the square root of the number of iterations; the tolerance of a test is ``Z`` times that over the square root.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

Arguments = dict[str, Any]

USED = {
    "C01_reliable_construction_cpm": "deterministic dates and floats",
    "C02_general_foundry_cpm": "deterministic dates and floats",
    "C03_taylor_7arc": "deterministic dates and floats",
    "C05_widgetco": "deterministic dates and floats",
    "C07_pdm_all_types": "deterministic dates and floats, all kinds of link",
    "C09_reverse_critical_d3": "deterministic dates and floats under FF and SS",
    "C09_reverse_critical_d4": "deterministic dates and floats under FF and SS",
    "C10_calendar_mpxj_howto": "dates on a calendar",
    "C11_calendar_holidays": "dates on a calendar with holidays",
    "D01_beta_pert_1_2_9": "moments and percentiles of a distribution",
    "D04_triangular_10_20_60": "moments and percentiles of a distribution",
    "D05_trigen_p10_p90": "the triangle through two percentiles",
    "D07_lognormal_p10_p90": "a lognormal by two percentiles",
    "D10_percentile_conventions": "the percentile that is an attained value",
    "K01_risk_register_5": "five delay risks on one task without duration",
    "K03_correlated_normals_rho0.0": "cost items as a chain of tasks",
    "K05_pra_mcs_antioracle": "a correlation leaves every margin as it was",
    "K06_panjer_discrete": "a risk that happens several times, on a task without duration",
    "K08_lognormal_pair_rho0.0": "cost items as a chain of tasks",
    "K09_copula_triangular_rho0.7": "correlated items as a chain of tasks",
    "K10_percentiles_do_not_add": "cost items as a chain of tasks",
    "K13_ccpm_buffers": "sizes of critical-chain buffers",
    "N01_exp_bridge_unit": "network",
    "N03_exp_foundry": "network",
    "N06_exp_parallel5": "network",
    "N08_uniform_parallel_pair": "network, all indices",
    "N10_uniform_bridge": "network",
    "N11_triangular_series_parallel": "network",
    "N12_merge_bias_k1": "network",
    "N12_merge_bias_k2": "network",
    "N13_clark_rho0.0": "network",
    "N14_three_normals_rho0.0": "network",
    "N17_risk_event_atom": "delay risk",
    "N18_two_risks_one_activity_multiply": "factor risks that multiply",
    "N19_common_driver_only": "one draw of a factor for two tasks",
    "N20_reverse_critical": "network with FF and SS links",
    "N24_lecuyer_san13": "network",
    "Q01_levine_risk_plus": "network",
    "Q03_gao_house_drywall": "network",
    "Q04_vortarus_serial_pert": "network",
    "Q05_discrete_dependence": "discrete sums as a chain of tasks, independent and fully dependent",
    "R01_higham_3x3": "nearest correlation matrix",
    "R03_nearpd_6x6": "nearest correlation matrix",
    "R05_feasible_range": "what the third correlation may be",
    "R06_gaussian_copula_conversions": "between normal scores, ranks and values",
    "R07_iman_conover": "the same margins under a copula",
    "S01_stochastic_calendar_dates": "distribution of dates on a calendar with a holiday",
    "T01_reliable_construction_triangular": "network",
    "T02_general_foundry_triangular": "network",
    "T03_brook_museum_triangular": "network",
    "T04_heizer_14_beta_pert": "network",
    "X01_fixed_runs_8act": "indices on fixed runs, durations fed to the kernels",
}
"""Files of ../shared/oracles that the tests use, and for what."""

FAMILIES = ("K03_correlated_normals_rho", "K08_lognormal_pair_rho", "K09_copula_triangular_rho", "N13_clark_rho",
            "N14_three_normals_rho")  # fmt: skip
"""Beginnings of the names of files that differ by a correlation; all there are are used."""

LEFT = {
    "D09_three_point_rules": "three-point discretisations are not a feature",
    "F01_dft_uplifts": "reference classes are not a feature yet",
    "K04_second_moment_pra": "second moments of costs are not a feature yet",
    "K11_jcl_bivariate_normal": "needs costs",
    "V01_pra_evm": "needs earned value",
    "V02_linear_behind": "needs earned value",
    "V04_late_completion": "needs earned value",
}
"""Files that wait for a later feature, and which."""


@dataclass(frozen=True)
class Answer:
    """What is known of one quantity.

    Attributes
    ----------
    value : float
    error : float
        Standard error of an estimate from n independent iterations, times the square root of n; 0 where it is exact.
    """

    value: float
    error: float = 0.0


@dataclass(frozen=True)
class Case:
    """A plan and what is known of it; ``why`` derives or cites the answers."""

    name: str
    why: str
    arguments: Arguments
    answers: Mapping[str, Answer]


# -- plans from neutral models ----------------------------------------------------------------------------------------


def days(value: float) -> str:
    """A number of the model's time unit, told as working days."""
    return f"{value!r}d" if value else "0d"


def stated(dist: Mapping[str, Any], told: Any = days) -> Any:
    """A distribution of a neutral model, as a plan file spells it."""
    family = dist["dist"]
    if family == "constant":
        return told(dist["value"])
    if family == "uniform":
        return {"uniform": [told(dist["low"]), told(dist["high"])]}
    if family in ("triangular", "beta_pert"):
        return {family.removeprefix("beta_"): [told(dist[key]) for key in ("low", "mode", "high")]}
    if family == "exponential":
        return {"exponential": {"mean": told(dist["mean"])}}
    if family == "normal":
        return {"normal": {"mean": told(dist["mean"]), "sd": told(dist["sd"])}}
    if family == "lognormal":
        mean = math.exp(dist["mu"] + dist["sigma"] ** 2 / 2)
        return {"lognormal": {"mean": told(mean), "sd": told(mean * math.sqrt(math.expm1(dist["sigma"] ** 2)))}}
    if family == "trigen":
        low, mode, high = (told(dist[key]) for key in ("q_low", "mode", "q_high"))
        return {"trigen": [low, mode, high], "percentiles": [100 * dist["p_low"], 100 * dist["p_high"]]}
    if family == "lognormal_from_percentiles":
        return {"lognormal": {"p10": told(dist["p10"]), "p90": told(dist["p90"])}}
    raise KeyError(family)


def arguments_of(model: Mapping[str, Any], name: str) -> Arguments:
    """Arguments of a Project for a neutral model: a network, a sum of items, a register, or one distribution."""
    tasks: list[dict[str, Any]]
    if "activities" in model:
        tasks = [task_of(activity) for activity in model["activities"]]
    elif "items" in model:
        tasks = [{"id": item["id"], "duration": stated(item["dist"])} for item in model["items"]]
        tasks = in_a_chain(tasks)
    else:
        tasks = [{"id": "A", "duration": stated(model) if "dist" in model else "0d"}]
    risks = [risk_of(risk, model.get("risk_combination", "multiply")) for risk in model.get("risks", ())]
    if "frequency" in model:
        risks.append(compound_of(model["frequency"], model["severity"]))
    correlations = correlations_of(model, name)
    return {"name": name, "start": "2027-01-04", "tasks": tasks, "risks": risks, "correlations": correlations}


def correlations_of(model: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The correlations of a neutral model, of normal scores; those of networks are told by the name of the file."""
    stated = model.get("correlation", {})
    if "matrix" in stated:
        ids = [item["id"] for item in model["items"]]
        pairs = [(i, j) for j in range(len(ids)) for i in range(j)]
        return [
            {"between": [ids[i], ids[j]], "rho": stated["matrix"][i][j], "measure": "normal"} for i, j in pairs
        ]  # fmt: skip
    told = re.search(r"_rho(-?[0-9.]+)$", name)
    rho = stated.get("rho", float(told[1]) if told else 0.0)
    if not rho:
        return []
    if "items" in model:
        return everything(rho, [item["id"] for item in model["items"]])
    return everything(rho, ["B", "C"] if name.startswith("N13") else ["A", "B", "C"])


def everything(rho: float, ids: list[str]) -> list[dict[str, Any]]:
    """One correlation of normal scores between any two."""
    if rho > 0.0:
        return [{"group": ids, "rho": rho, "measure": "normal"}]
    pairs = [(i, j) for j in range(len(ids)) for i in range(j)]
    return [{"between": [ids[i], ids[j]], "rho": rho, "measure": "normal"} for i, j in pairs]


def task_of(activity: Mapping[str, Any]) -> dict[str, Any]:
    duration = activity["duration"]
    links = [{"task": link["id"], "link": link["type"], "lag": days(link["lag"])} for link in activity["preds"]]
    told = stated(duration) if isinstance(duration, Mapping) else days(duration)
    return {"id": activity["id"], "duration": told, "after": links}


def compound_of(frequency: Mapping[str, Any], severity: Mapping[str, Any]) -> dict[str, Any]:
    """A risk that happens a Poisson number of times, with a delay of its own each time."""
    values, probabilities = severity["values"], severity["probs"]
    told = {f"{value}d": f"{100 * p}%" for value, p in zip(values, probabilities, strict=True)}
    return {"id": "R", "occurrences": frequency["mean"], "impacts": [{"on": "A", "delay": {"discrete": told}}]}


def risk_of(risk: Mapping[str, Any], combination: str) -> dict[str, Any]:
    """A risk; of several that strike a task the effects all count (multiply), or the largest alone."""
    is_factor = risk.get("mode") == "multiplicative"
    impact = {"on": risk.get("activities", ["A"])}
    if risk.get("sharing", "same_draw") != "same_draw":
        impact["draw"] = "each_task"
    impact["factor" if is_factor else "delay"] = stated(risk["impact"], (lambda x: x) if is_factor else days)
    combine = "series" if combination == "multiply" else "parallel"
    return {"id": risk["id"], "probability": risk["prob"], "combine": combine, "impacts": [impact]}


def in_a_chain(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Link each task to the one before, so that the project takes the sum of them all."""
    for before, task in pairwise(tasks):
        task["after"] = [before["id"]]
    return tasks


# -- cases of the project's own ---------------------------------------------------------------------------------------


def plan(name: str, durations: Mapping[str, Any], after: Mapping[str, list[Any]], **rest: Any) -> Arguments:
    tasks = [{"id": key, "duration": value, "after": after.get(key, [])} for key, value in durations.items()]
    return {"name": name, "start": "2027-01-04", "tasks": tasks, **rest}


def share(p: float) -> Answer:
    """A probability: an estimate has variance p (1 - p) / n."""
    return Answer(p, math.sqrt(p * (1.0 - p)))


def mean(value: float, variance: float) -> Answer:
    return Answer(value, math.sqrt(variance))


def spread(variance: float, fourth: float) -> Answer:
    """A variance; an estimate has variance (m4 - v^2) / n for the fourth central moment m4."""
    return Answer(variance, math.sqrt(fourth - variance**2))


def quantile(p: float, value: float, density: float) -> Answer:
    """A quantile: an estimate has variance p (1 - p) / (n f^2) for the density f there."""
    return Answer(value, math.sqrt(p * (1.0 - p)) / density)


def correlation(raw: Callable[[int, int], float]) -> Answer:
    """A correlation, from the raw moments E[X^i Y^j].

    With standardised moments m_ij an estimate has the variance r^2 (m40 + m04 + 2 m22) / 4 + m22 - r (m31 + m13) over
    n, by the delta method (A. W. van der Vaart, Asymptotic Statistics, 1998, example 3.6).
    """

    def central(i: int, j: int) -> float:
        terms = product(range(i + 1), range(j + 1))
        return sum(
            math.comb(i, a) * math.comb(j, b) * raw(a, b) * (-raw(1, 0)) ** (i - a) * (-raw(0, 1)) ** (j - b)
            for a, b in terms
        )

    sds = math.sqrt(central(2, 0)), math.sqrt(central(0, 2))
    m = {(i, j): central(i, j) / sds[0] ** i / sds[1] ** j for i, j in product(range(5), range(5)) if i + j <= 4}
    r = m[1, 1]
    variance = r * r * (m[4, 0] + m[0, 4] + 2 * m[2, 2]) / 4 + m[2, 2] - r * (m[3, 1] + m[1, 3])
    return Answer(r, math.sqrt(variance))


def correlation_with_sum(part: float, kurtosis: float, of_rest: float) -> Answer:
    """Correlation of one term with a sum of independent ones.

    ``part`` is the term's share of the variance; the kurtoses are its own and that of the rest, 3 for a normal.
    """
    rest = 1.0 - part
    m22 = part * kurtosis + rest
    m31 = kurtosis
    m13 = part * kurtosis + 3 * rest
    m04 = part * part * kurtosis + 6 * part * rest + rest * rest * of_rest
    variance = part * (kurtosis + m04 + 2 * m22) / 4 + m22 - part * (m31 + m13)
    return Answer(math.sqrt(part), math.sqrt(variance))


def uniform_and_larger(i: int, j: int) -> float:
    """E[A^i T^j] for A and B uniform on (0, 1) and T the larger of them."""
    both = 1 / (i + j + 2)
    return both + (1 / (i + 1) - both) / (j + 1)


def bridge_of_exponentials(t: float) -> float:
    """Chance that the bridge of five exponentials of mean 1 is done by t."""
    return (t * t / 2 - 3 * t - 3) * math.exp(-2 * t) + (-t * t / 2 - 3 * t + 3) * math.exp(-t) + 1 - math.exp(-3 * t)


def alike(ids: str, duration: Any) -> dict[str, Any]:
    """Tasks with one and the same distribution."""
    return dict.fromkeys(ids, duration)


def factor_risk(**impact: Any) -> list[dict[str, Any]]:
    """A factor between 1 and 2 that is sure to happen."""
    return [{"id": "R", "probability": 1, "impacts": [{"on": "all", "factor": {"uniform": [1, 2]}, **impact}]}]


UNIT = {"uniform": ["0d", "1d"]}
EXPONENTIAL = {"exponential": {"mean": "10d"}}
BRIDGE = {"C": ["A"], "D": ["A"], "E": ["B", "C"]}
CHAIN = {"B": ["A"], "C": ["B"]}
LARGER_WEIBULL = 10 * math.gamma(1.5) * (2 - math.sqrt(0.5))
HARMONIC, SQUARES = sum(1 / k for k in range(1, 6)), sum(1 / k**2 for k in range(1, 6))


def delay_risk(identity: str, probability: Any, days_late: float, on: Any = "A", **rest: Any) -> dict[str, Any]:
    """A risk that delays tasks by a number of days."""
    impacts = [{"on": on, "delay": f"{days_late}d"}]
    return {"id": identity, "probability": probability, "impacts": impacts, **rest}


def days_with(chances: Mapping[float, float]) -> dict[str, Answer]:
    """A discrete number of days, and its mean."""
    average = sum(value * p for value, p in chances.items())
    square = sum(value**2 * p for value, p in chances.items())
    atoms = {f"prob_atom@{value:g}": share(p) for value, p in chances.items()}
    return {"mean": mean(average, square - average**2), **atoms}


def days_until(chances: Mapping[float, float]) -> dict[str, Answer]:
    """A discrete number of days, told apart by a quarter of a day: on several calendars rest leaves a trace."""
    sums = {value: sum(p for other, p in chances.items() if other <= value) for value in chances}
    return {f"cdf@{value + 0.25:g}": share(p) if p < 0.999 else Answer(1.0) for value, p in sums.items()}


def register(name: str, *risks: dict[str, Any], ids: str = "A", **rest: Any) -> Arguments:
    """Risks on tasks without duration in a row."""
    tasks = in_a_chain([{"id": identity, "duration": "0d"} for identity in ids])
    return {"name": name, "start": "2027-01-04", "tasks": tasks, "risks": list(risks), **rest}


def poisson(mean_number: float, k: int) -> float:
    return math.exp(-mean_number) * mean_number**k / math.factorial(k)


OWN = (
    Case(
        "two uniforms side by side",
        """T = max(A, B), F(t) = t^2: E T = 2/3, Var T = 1/2 - 4/9, E (T - 2/3)^4 = 1/135. Cov(A, T) = 3/8 - 1/3
        gives the correlation sqrt(6)/4. As A + TF = T, the significance is the ratio of the means of A and T, 3/4,
        of which an estimate has variance (Var A - 2 (3/4) Cov(A, T) + (3/4)^2 Var T) / (2/3)^2 over n.""",
        plan("pair", alike("AB", UNIT), {}),
        {
            "mean": mean(2 / 3, 1 / 18),
            "var": spread(1 / 18, 1 / 135),
            "cdf@0.5": share(0.25),
            "p@0.8": quantile(0.8, math.sqrt(0.8), 2 * math.sqrt(0.8)),
            "criticality.A": share(0.5),
            "cri_pearson.A": correlation(uniform_and_larger),
            "si.A": mean(0.75, (1 / 12 - 1.5 / 24 + 0.5625 / 18) * 9 / 4),
        },
    ),
    Case(
        "bridge of uniforms",
        """The Wheatstone bridge, the smallest network that is not series-parallel: T = max(A + D, max(B, A + C) +
        E). Integrating the piecewise polynomials: E T = 63/40, Var T = 19153/100800, P(T <= 1) = 11/120, P(T <= 2)
        = 5/6; the path A-C-E is critical with chance 43/60, A-D and B-E with 17/120 each, which adds up to 1.""",
        plan("bridge", alike("ABCDE", UNIT), BRIDGE),
        {
            "mean": mean(63 / 40, 19153 / 100800),
            "cdf@1": share(11 / 120),
            "cdf@2": share(5 / 6),
            "criticality.A": share(103 / 120),
            "criticality.B": share(17 / 120),
            "criticality.C": share(43 / 60),
            "criticality.D": share(17 / 120),
            "criticality.E": share(103 / 120),
            "path.A-C-E": share(43 / 60),
            "path.A-D": share(17 / 120),
            "path.B-E": share(17 / 120),
        },
    ),
    Case(
        "bridge of exponentials",
        """V. G. Kulkarni and V. G. Adlakha, Markov and Markov-regenerative PERT networks, Oper. Res. 34 (1986):
        mean 83/24 and variance 1663/576 by the Markov chain on sets of completed activities; the distribution in
        closed form as in B. L. Nelson's example of a stochastic activity network.""",
        plan("bridge", alike("ABCDE", {"exponential": {"mean": "1d"}}), BRIDGE),
        {
            "mean": mean(83 / 24, 1663 / 576),
            "criticality.A": share(19 / 24),
            "criticality.C": share(7 / 12),
            **{f"cdf@{t}": share(bridge_of_exponentials(t)) for t in (1, 2, 3, 4, 6)},
        },
    ),
    Case(
        "parallel exponentials",
        """The largest of n exponentials of mean m has mean m (1 + 1/2 + ... + 1/n), variance m^2 (1 + 1/4 + ... +
        1/n^2) (A. Renyi, 1953), and F(t) = (1 - exp(-t/m))^n; each is last with chance 1/n. Merge bias in its
        purest form.""",
        plan("five", alike("ABCDE", EXPONENTIAL), {}),
        {
            "mean": mean(10 * HARMONIC, 100 * SQUARES),
            "cdf@20": share((1 - math.exp(-2)) ** 5),
            "criticality.C": share(0.2),
        },
    ),
    Case(
        "serial exponentials",
        """Three exponentials of mean 10 in a row are Erlang: mean 30, variance 300, fourth central moment 3 k (k +
        2) m^4, and F(30) = 1 - e^-3 (1 + 3 + 9/2). The kurtosis is 3 + 6/k.""",
        plan("chain", alike("ABC", EXPONENTIAL), CHAIN),
        {
            "mean": mean(30, 300),
            "var": spread(300, 45e4),
            "cdf@30": share(1 - math.exp(-3) * 8.5),
            "criticality.A": Answer(1.0),
            "cri_pearson.A": correlation_with_sum(1 / 3, 9.0, 6.0),
        },
    ),
    Case(
        "serial uniforms",
        """The sum of three uniforms is Irwin-Hall: P(S <= 1) = 1/6, P(S <= 2) = 5/6, density 3/4 at the median;
        variance 1/4, fourth central moment 3/16 less 3/120 for the flatness of each term.""",
        plan("chain", alike("ABC", UNIT), CHAIN),
        {
            "mean": mean(1.5, 0.25),
            "var": spread(0.25, 13 / 80),
            "cdf@1": share(1 / 6),
            "cdf@1.5": share(0.5),
            "cdf@2": share(5 / 6),
            "p@0.5": quantile(0.5, 1.5, 0.75),
            "cri_pearson.B": correlation_with_sum(1 / 3, 1.8, 2.4),
        },
    ),
    Case(
        "serial PERT",
        """Beta-PERT has the variance (mean - low)(high - mean) / 7, which is 4/7 for (3, 5, 7), not ((7 - 3) /
        6)^2. Three in a row are symmetric about 15; beta(3, 3) has the kurtosis 3 - 2/3.""",
        plan("chain", alike("ABC", {"pert": ["3d", "5d", "7d"]}), CHAIN),
        {
            "mean": mean(15, 12 / 7),
            "var": spread(12 / 7, (3 - 2 / 9) * (12 / 7) ** 2),
            "cdf@15": share(0.5),
            "cri_pearson.C": correlation_with_sum(1 / 3, 3 - 2 / 3, 3 - 1 / 3),
        },
    ),
    Case(
        "a risk leaves an atom",
        """A certain task of 20 days with a delay D, U(5, 15) at 40 %: below P60 every percentile is 20 days, beyond
        it 25 + 10 (p - 0.6) / 0.4. Mean 24; E[D^2] = 0.4 (100 + 100/12).""",
        plan(
            "atom",
            {"A": "20d"},
            {},
            risks=[{"id": "R", "probability": 0.4, "impacts": [{"on": "A", "delay": {"uniform": ["5d", "15d"]}}]}],
        ),
        {
            "mean": mean(24, 130 / 3 - 16),
            "p@0.1": Answer(20),
            "p@0.5": Answer(20),
            "prob_atom@20": share(0.6),
            "p@0.8": quantile(0.8, 30, 0.04),
            "cdf@30": share(0.8),
            "occurred.R": share(0.4),
        },
    ),
    Case(
        "risks add up to a binomial",
        """Three delays of a day at 30 %, and one that strikes each of three tasks independently, make a binomial
        number of days out of six.""",
        plan(
            "binomial",
            alike("ABC", "0d"),
            CHAIN,
            risks=[
                *({"id": f"R{n}", "probability": 0.3, "impacts": [{"on": "A", "delay": "1d"}]} for n in range(3)),
                {"id": "S", "probability": 0.3, "strikes": "each_task", "impacts": [{"on": "all", "delay": "1d"}]},
            ],
        ),
        {
            "mean": mean(1.8, 1.26),
            "occurred.S": share(1 - 0.7**3),
            **{f"prob_atom@{k}": share(math.comb(6, k) * 0.3**k * 0.7 ** (6 - k)) for k in range(7)},
        },
    ),
    Case(
        "one draw of a factor moves its tasks together",
        "A factor F, U(1, 2), on two tasks of 100 days in a row: T = 200 F.",
        plan("shared", alike("AB", "100d"), {"B": ["A"]}, risks=factor_risk()),
        {
            "mean": mean(300, 200**2 / 12),
            "p@0.8": quantile(0.8, 360, 1 / 200),
            "corr.A,B": Answer(1.0),
            "occurred.R": Answer(1.0),
        },
    ),
    Case(
        "a factor drawn for each task does not",
        "T = 100 (F + G) is triangular between 200 and 400, with density 1/100 at the median and P(T <= 250) = 1/8.",
        plan("unshared", alike("AB", "100d"), {"B": ["A"]}, risks=factor_risk(draw="each_task")),
        {
            "mean": mean(300, 100**2 / 6),
            "p@0.5": quantile(0.5, 300, 1 / 100),
            "cdf@250": share(1 / 8),
            "corr.A,B": Answer(0.0, 1.0),
        },
    ),
    Case(
        "reverse criticality",
        """J. D. Wiest, Precedence diagramming method: some unusual characteristics, J. Oper. Manag. 1 (1981): A of
        10 days holds the finish of B, the start of B holds C of 5 days: T = 10 + max(0, 5 - B). With B from U(2,
        6): P(T = 10) = 1/4, E[T - 10] = 9/8, E[(T - 10)^2] = 9/4.""",
        plan("reverse", {"A": "10d", "B": {"uniform": ["2d", "6d"]}, "C": "5d"}, {"B": ["A FF"], "C": ["B SS"]}),
        {
            "mean": mean(11.125, 63 / 64),
            "prob_atom@10": share(0.25),
            "cdf@11": share(0.5),
            "p@0.8": quantile(0.8, 12.2, 0.25),
            "p@0.2": Answer(10.0),
        },
    ),
    Case(
        "a random lag is drawn as a duration is",
        """A start-to-start lag L, U(1, 3), before a task of 4 days beside one of 6: T = 6 + max(0, L - 2), so that
        P(T = 6) = 1/2, E[T - 6] = 1/4 and E[(T - 6)^2] = 1/6.""",
        plan("lag", {"A": "6d", "B": "4d"}, {"B": [{"task": "A", "link": "SS", "lag": {"uniform": ["1d", "3d"]}}]}),
        {
            "mean": mean(6.25, 1 / 6 - 1 / 16),
            "prob_atom@6": share(0.5),
            "cdf@6.5": share(0.75),
            "p@0.8": quantile(0.8, 6.6, 0.5),
            "criticality.B": share(0.5),
            "criticality.A": Answer(1.0),
        },
    ),
    Case(
        "the larger of two Weibulls",
        """F(t) = (1 - exp(-(t/s)^2))^2. The smaller is Weibull with scale s / sqrt(2), so that the mean is (2 -
        1/sqrt(2)) s Gamma(3/2) and E[T^2] = 2 s^2 - s^2 / 2.""",
        plan("weibulls", alike("AB", {"weibull": {"shape": 2, "scale": "10d"}}), {}),
        {
            "mean": mean(LARGER_WEIBULL, 150 - LARGER_WEIBULL**2),
            "cdf@10": share((1 - math.exp(-1)) ** 2),
            "cdf@15": share((1 - math.exp(-2.25)) ** 2),
        },
    ),
    Case(
        "risks that exclude each other keep their probabilities",
        "One day at 50 %, two days at 40 %, never both: nothing at what is left.",
        register("either", delay_risk("A1", 0.5, 1), delay_risk("B1", 0.4, 2, excludes=["A1"])),
        {**days_with({0: 0.1, 1: 0.5, 2: 0.4}), "occurred.A1": share(0.5), "occurred.B1": share(0.4)},
    ),
    Case(
        "risks that fill up 100 %",
        "Of three that exclude each other two by two exactly one occurs.",
        register(
            "one of three",
            delay_risk("R1", 0.5, 1, excludes=["R2", "R3"]),
            delay_risk("R2", 0.3, 2),
            delay_risk("R3", 0.2, 4, excludes=["R2"]),
        ),
        {"prob_atom@0": Answer(0.0), **days_with({1: 0.5, 2: 0.3, 4: 0.2})},
    ),
    Case(
        "a chain of risks",
        "1 day at 1/2; 2 more at 2/5 of that; 4 more at 1/2 of that: each probability is that given the one before.",
        register(
            "chain",
            delay_risk("Z", 0.5, 1),
            delay_risk("M", 0.4, 2, requires=["Z"]),
            delay_risk("A1", 0.5, 4, requires=["M"]),
        ),
        {
            **days_with({0: 0.5, 1: 0.3, 3: 0.1, 7: 0.1}),
            "occurred.Z": share(0.5),
            "occurred.M": share(0.2),
            "occurred.A1": share(0.1),
        },
    ),
    Case(
        "risks that require one and exclude each other",
        """B and C can occur where A has, B with 40 % and C with 60 % then, never both: one of them always does. C is
        the later by its id, and is drawn with 0.6 / (1 - 0.4) = 1 where A occurred and B did not.""",
        register(
            "either after one",
            delay_risk("A1", 0.5, 1),
            delay_risk("B1", 0.4, 2, requires=["A1"]),
            delay_risk("C1", 0.6, 4, requires=["A1"], excludes=["B1"]),
        ),
        {**days_with({0: 0.5, 3: 0.2, 5: 0.3}), "occurred.B1": share(0.2), "occurred.C1": share(0.3)},
    ),
    Case(
        "risks that exclude a common one depend on each other",
        """X and Z both exclude Y at 1/2, and each occurs with 0.3: given that Y did not, each with 0.6, independently.
        So both occur with 0.5 * 0.36 = 0.18, not with 0.09.""",
        register(
            "common",
            delay_risk("Y", 0.5, 1),
            delay_risk("Z1", 0.3, 2, excludes=["Y"]),
            delay_risk("Z2", 0.3, 4, excludes=["Y"]),
        ),
        days_with({0: 0.08, 1: 0.5, 2: 0.12, 4: 0.12, 6: 0.18}),
    ),
    Case(
        "a risk excludes one that strikes each task by itself",
        """X strikes each of two tasks with 0.3, so that it leaves 0.49; Y of 4 days needs 0.4 of it. At the same task
        one that strikes each requires the event there alone: W, with 0.5 where X struck, gives 8 days.""",
        register(
            "each",
            delay_risk("X", 0.3, 1, "all", strikes="each_task"),
            delay_risk("Y", 0.4, 4, excludes=["X"]),
            delay_risk("Z", 0.5, 8, "all", strikes="each_task", requires=["X"]),
            ids="AB",
        ),
        days_with({0: 0.09, 4: 0.4, 1: 0.42 / 2, 9: 0.42 / 2, 2: 0.09 / 4, 10: 0.09 / 2, 18: 0.09 / 4}),
    ),
    Case(
        "a branch takes one of its ways or none",
        "10 days at 60 %, 4 at 30 %, none at 10 %, and logic passes through what does not exist: 2 days are left.",
        {
            **plan("branch", {"A": "1d", "B": "10d", "C": "4d", "D": "1d"}, {"B": ["A"], "C": ["A"], "D": ["B", "C"]}),
            "branches": [
                {"id": "soil", "options": [{"tasks": "B", "probability": "60%"}, {"tasks": "C", "probability": "30%"}]}
            ],
        },
        {
            **days_with({12: 0.6, 6: 0.3, 2: 0.1}),
            "criticality.B": share(0.6),
            "criticality.C": share(0.3),
            "criticality.A": Answer(1.0),
        },
    ),
    Case(
        "a task that may not exist mixes two lengths",
        """B of U(2, 6) days exists with 40 %, beside C of 3 days: T = 3 at 0.6 + 0.4 / 4 = 0.7, else U(3, 6). E[T] =
        2.1 + 0.3 * 4.5; E[T^2] = 6.3 + 0.3 * 21. B is critical where it exists and is the longer.""",
        {
            "name": "may be",
            "start": "2027-01-04",
            "tasks": [
                {"id": "B", "duration": {"uniform": ["2d", "6d"]}, "exists": "40%"},
                {"id": "C", "duration": "3d"},
            ],
        },
        {
            "mean": mean(3.45, 12.6 - 3.45**2),
            "prob_atom@3": share(0.7),
            "p@0.85": quantile(0.85, 4.5, 0.1),
            "criticality.B": share(0.3),
            "criticality.C": share(0.7),
        },
    ),
    Case(
        "a task exists where its risk occurs",
        "Rework of 5 days, after a risk at 1/4 that delays nothing itself.",
        {
            "name": "rework",
            "start": "2027-01-04",
            "tasks": [{"id": "A", "duration": "2d"}, {"id": "fix", "duration": "5d", "after": ["A"], "exists": "R"}],
            "risks": [{"id": "R", "probability": 0.25}],
        },
        {**days_with({2: 0.75, 7: 0.25}), "criticality.fix": share(0.25), "occurred.R": share(0.25)},
    ),
    Case(
        "of parallel delays the largest counts",
        """5 days at 1/2, 8 at 2/5, and an opportunity of -2 at 1/2, all parallel, on a task of 10 days: 8 later at 0.4;
        5 later at 0.6 / 2; 2 earlier where the opportunity is alone, 0.6 / 4; else as planned. A series delay of 1 day
        at 1/5 adds to all of them.""",
        plan(
            "parallel",
            {"A": "10d"},
            {},
            risks=[
                delay_risk("R1", 0.5, 5, combine="parallel"),
                delay_risk("R2", 0.4, 8, combine="parallel"),
                delay_risk("R3", 0.5, -2, combine="parallel"),
                delay_risk("R4", 0.2, 1),
            ],
        ),
        days_with(
            {
                10 + base + more: p * q
                for base, p in ((8, 0.4), (5, 0.3), (-2, 0.15), (0, 0.15))
                for more, q in ((0, 0.8), (1, 0.2))
            }
        ),
    ),
    Case(
        "of parallel factors the largest of those that occurred counts",
        """Factors of 1.5 at 1/2 and of 0.9 at 2/5 on 100 days: 150 at 0.5; 90 where the opportunity is alone, 0.2; a
        risk that did not occur takes no part.""",
        plan(
            "parallel",
            {"A": "100d"},
            {},
            risks=[
                {"id": "R1", "probability": 0.5, "combine": "parallel", "impacts": [{"on": "A", "factor": 1.5}]},
                {"id": "R2", "probability": 0.4, "combine": "parallel", "impacts": [{"on": "A", "factor": 0.9}]},
            ],
        ),
        days_with({150: 0.5, 90: 0.2, 100: 0.3}),
    ),
    Case(
        "an uncertain probability is shared by all tasks that a risk strikes",
        """p is 0.1 or 0.5, evenly. One task: 1 day at 0.3. Two tasks that are struck each by itself share p, so that
        both are struck with E[p^2] = 0.13, more often than 0.09, and none with E[(1 - p)^2] = 0.53.""",
        register(
            "shared chance",
            delay_risk("R", {"discrete": {"10%": "50%", "50%": "50%"}}, 1, "all", strikes="each_task"),
            ids="AB",
        ),
        {**days_with({0: 0.53, 1: 0.34, 2: 0.13}), "occurred.R": share(0.47)},
    ),
    Case(
        "a range of a probability occurs as often as its mean",
        "A triangle of 10 %, 20 %, 60 % has the mean 30 %: no other number of a single event is told by its spread.",
        register("ranged", delay_risk("R", {"triangular": ["10%", "20%", "60%"]}, 1)),
        {**days_with({0: 0.7, 1: 0.3}), "occurred.R": share(0.3)},
    ),
    Case(
        "a risk that happens several times",
        "A Poisson number of days with the mean 1.5; it occurs with 1 - exp(-1.5).",
        register("poisson", {"id": "R", "occurrences": 1.5, "impacts": [{"on": "A", "delay": "1d"}]}),
        {
            "mean": mean(1.5, 1.5),
            "var": spread(1.5, 1.5 * (1 + 3 * 1.5)),
            "occurred.R": share(1 - math.exp(-1.5)),
            "occurrences.R": mean(1.5, 1.5),
            **{f"prob_atom@{k}": share(poisson(1.5, k)) for k in range(5)},
        },
    ),
    Case(
        "a risk that happens several times excludes another",
        """N is Poisson with the mean 0.5: none with exp(-0.5), where one of 4 days, of 50 %, is drawn with 0.5 *
        exp(0.5).""",
        register(
            "several or one",
            {"id": "N", "occurrences": 0.5, "impacts": [{"on": "A", "delay": "1d"}]},
            delay_risk("R", 0.5, 4, excludes=["N"]),
        ),
        {
            "prob_atom@0": share(math.exp(-0.5) - 0.5),
            "prob_atom@1": share(poisson(0.5, 1)),
            "prob_atom@2": share(poisson(0.5, 2)),
            "prob_atom@3": share(poisson(0.5, 3)),
            "prob_atom@4": share(0.5 + poisson(0.5, 4)),
        },
    ),
    Case(
        "a systemic factor always acts, on all tasks together",
        "A factor F, U(1, 2), on two tasks of 100 days in a row: T = 200 F.",
        plan(
            "systemic",
            alike("AB", "100d"),
            {"B": ["A"]},
            risks=[{"id": "S", "systemic": True, "impacts": [{"on": "all", "factor": {"uniform": [1, 2]}}]}],
        ),
        {"mean": mean(300, 200**2 / 12), "corr.A,B": Answer(1.0), "occurred.S": Answer(1.0)},
    ),
    Case(
        "a risk strikes who is at work in its window",
        """A takes 2 days at 1/2, 4 or 6 at 1/4, from Monday the 4th; B takes 3 after it, and starts on the 6th, 8th
        or 12th. Storms on the 8th to the 11th, at 1/2, delay who is at work by 10 days: with A = 2, B alone (6th to
        8th); with A = 4, B alone (from the 8th; A ends on the 7th); with A = 6, A (until the 11th), and then B starts
        later than the window ends. So the project takes 3 + A, and 10 more at 1/2.""",
        plan(
            "window",
            {"A": {"discrete": {"2d": "50%", "4d": "25%", "6d": "25%"}}, "B": "3d"},
            {"B": ["A"]},
            risks=[delay_risk("R", 0.5, 10, "all", window={"from": "2027-01-08", "to": "2027-01-11"})],
        ),
        {**days_until({5: 1 / 4, 7: 1 / 8, 9: 1 / 8, 15: 1 / 4, 17: 1 / 8, 19: 1 / 8}), "occurred.R": share(0.5)},
    ),
    Case(
        "a risk strikes while others are at work",
        """A of 2 or 6 days, evenly, runs beside B of 4, which starts 3 days after the project does: a risk at 1/2 that
        strikes B while A is at work needs the 6 days.""",
        {
            "name": "while",
            "start": "2027-01-04",
            "tasks": [
                {"id": "wait", "duration": "3d"},
                {"id": "B", "duration": "4d", "after": ["wait"]},
                {"id": "A", "duration": {"discrete": {"2d": "50%", "6d": "50%"}}},
            ],
            "risks": [delay_risk("R", 0.5, 10, "B", window={"while": ["A"]})],
        },
        {**days_until({7: 0.75, 17: 0.25}), "occurred.R": share(0.25)},
    ),
)
