"""The border: what a project becomes as arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from riskmc._typing import Sampling
from riskmc.compiled import compile_project
from riskmc.compiled.marginals import Marginal, marginal_of, marginals_of
from riskmc.compiled.splines import spline_at
from riskmc.compiled.streams import stream_halves
from riskmc.errors import PlanError
from riskmc.kernels.arrays import DELAY, FACTOR
from riskmc.kernels.marginals import EXP_SPLINE, FIXED, SPLINE, STEPS, lane_scratch, quantile_lane
from riskmc.model import Project, Quantity
from riskmc.model.spelling import as_distribution
from riskmc.simulation import simulate

HOURS = Project(
    name="x", start="2027-01-04", calendars={"a": {"week": {"mon-sun": ["00:00-24:00"]}}},
    tasks=[{"id": "a", "duration": "1d"}],
).working_calendar.minutes  # fmt: skip


def days(quantity: Quantity) -> float:
    return HOURS(quantity) / 1440.0


def quantiles_of(marginal: Marginal, words: np.ndarray) -> np.ndarray:
    arrays = marginals_of([marginal], ["it"])
    for array in arrays:
        array.flags.writeable = False
    scratch = lane_scratch()
    out = np.empty(128)
    scratch.words[:] = words
    quantile_lane(0, *arrays, *scratch, out)
    return out


WORDS = np.sort(np.concatenate([np.linspace(1, 2**32 - 2, 96), 2.0 ** np.arange(0, 32)])).astype(np.uint32)
U = (WORDS.astype(np.float64) + 0.5) / 2.0**32

FAMILIES: list[tuple[dict[str, Any], Any]] = [
    ({"uniform": ["3d", "8d"]}, stats.uniform(3, 5)),
    ({"triangular": ["3d", "4d", "9d"]}, stats.triang(1 / 6, 3, 6)),
    ({"pert": ["1d", "2d", "9d"]}, stats.beta(1.5, 4.5, 1, 8)),
    ({"pert": ["1d", "2d", "9d"], "shape": 30}, stats.beta(1 + 30 / 8, 1 + 30 * 7 / 8, 1, 8)),
    ({"normal": {"mean": "20d", "sd": "2d"}}, stats.norm(20, 2)),
    ({"normal": {"mean": "4d", "sd": "4d"}}, stats.truncnorm(-1, np.inf, 4, 4)),
    ({"normal": {"p10": "20d", "p90": "26d"}}, stats.norm(23, 3 / stats.norm.ppf(0.9))),
    ({"lognormal": {"mean": "10d", "sd": "4d"}}, stats.lognorm(math.sqrt(math.log(1.16)), 0, 10 / math.sqrt(1.16))),
    ({"beta": {"alpha": 2, "beta": 5, "low": "3d", "high": "9d"}}, stats.beta(2, 5, 3, 6)),
    ({"gamma": {"mean": "6d", "sd": "3d"}}, stats.gamma(4, 0, 1.5)),
    ({"gamma": {"shape": 0.7, "scale": "3d"}}, stats.gamma(0.7, 0, 3)),
    ({"weibull": {"shape": 1.5, "scale": "10d", "location": "2d"}}, stats.weibull_min(1.5, 2, 10)),
    ({"exponential": {"mean": "5d", "location": "2d"}}, stats.expon(2, 3)),
]


@pytest.mark.parametrize(("spelled", "truth"), FAMILIES, ids=[str(s) for s, _ in FAMILIES])
def test_every_family_has_the_quantiles_and_the_mean_of_scipy(spelled: dict[str, Any], truth: Any) -> None:
    marginal = marginal_of(as_distribution(spelled), days, "it", floor=0.0)
    span = truth.ppf(0.99) - truth.ppf(0.01)
    error = np.abs(quantiles_of(marginal, WORDS) - truth.ppf(U)) / span
    is_central = (U >= 0.01) & (U <= 0.99)
    assert error[is_central].max() <= 1e-4
    # The largest words round to u = 1 - 1e-10, where SciPy's own ppf loses digits.
    assert error[~is_central & (U < 1 - 1e-8)].max() <= 1e-3
    assert marginal.mean == pytest.approx(truth.mean(), abs=1e-6 * span)


def test_a_very_wide_lognormal_is_exact_in_relative_terms() -> None:
    marginal = marginal_of(as_distribution({"lognormal": {"p10": "1d", "p90": "400d"}}), days, "it", floor=0.0)
    assert marginal.method == EXP_SPLINE
    sigma = math.log(400.0) / (2.0 * stats.norm.ppf(0.9))
    truth = 20.0 * np.exp(sigma * stats.norm.ppf(U))
    assert np.abs(quantiles_of(marginal, WORDS) / truth - 1.0).max() < 2e-5


def test_discrete_values_are_taken_with_their_probabilities() -> None:
    marginal = marginal_of(as_distribution({"discrete": {"8d": "70%", "5d": "30%"}}), days, "it", floor=0.0)
    assert marginal.method == STEPS
    values = quantiles_of(marginal, WORDS)
    assert (values == np.where(U <= 0.3, 5.0, 8.0)).all()
    assert marginal.mean == pytest.approx(7.1)


def test_an_empirical_quantile_is_an_attained_value() -> None:
    data = [3.0, 4.0, 4.0, 9.0]
    marginal = marginal_of(as_distribution({"empirical": [f"{x}d" for x in data]}), days, "it", floor=0.0)
    assert (quantiles_of(marginal, WORDS) == np.quantile(data, U, method="inverted_cdf")).all()


@pytest.mark.parametrize(
    "spelled",
    [
        {"triangular": ["5d", "5d", "5d"]}, {"pert": ["5d", "5d", "5d"]}, {"uniform": ["5d", "5d"]},
        {"normal": {"mean": "5d", "sd": "0d"}}, {"lognormal": {"mean": "5d", "sd": "0d"}}, {"fixed": "5d"},
    ],
)  # fmt: skip
def test_a_distribution_without_spread_is_a_fixed_value(spelled: dict[str, Any]) -> None:
    marginal = marginal_of(as_distribution(spelled), days, "it", floor=0.0)
    assert marginal.method == FIXED
    assert quantiles_of(marginal, WORDS) == pytest.approx(5.0)


def test_a_trigen_that_reaches_below_zero_is_cut_off_and_made_whole() -> None:
    marginal = marginal_of(as_distribution({"trigen": ["1d", "2d", "9d"]}), days, "it", floor=0.0)
    assert marginal.method == SPLINE
    assert quantiles_of(marginal, WORDS).min() >= 0.0


def test_an_impossible_metalog_names_its_task_and_the_way_out() -> None:
    task = {"id": "odd", "duration": {"percentiles": {10: "15d", 11: "39d", 90: "40d"}, "method": "metalog"}}
    with pytest.raises(PlanError, match=r"task 'odd': no metalog goes through .*method: monotone"):
        compile_project(Project(name="x", start="2027-01-04", tasks=[task]))


def test_equal_shapes_share_a_table() -> None:
    tasks = [{"id": f"t{i}", "duration": {"pert": [f"{i}d", f"{2 * i}d", f"{6 * i}d"]}} for i in range(1, 9)]
    arrays = compile_project(Project(name="x", start="2027-01-04", tasks=tasks)).marginals
    assert len(set(arrays.tables[:, 1].tolist())) == 1
    assert arrays.coefficients.size == 66
    assert spline_at(arrays.coefficients, np.zeros(1))[0] == pytest.approx(stats.beta(1.8, 4.2).ppf(0.5), abs=1e-5)


def test_tasks_are_laid_out_so_that_links_lead_forward() -> None:
    tasks = [
        {"id": "c", "duration": "3d", "after": ["b", "a SS+1d"]}, {"id": "b", "duration": "2d", "after": ["a FF-1d"]},
        {"id": "a", "duration": "1d"},
    ]  # fmt: skip
    compiled = compile_project(Project(name="x", start="2027-01-04", tasks=tasks))
    network = compiled.network
    assert compiled.task_ids == ("a", "b", "c")
    assert (network.link_from < network.link_to).all()
    assert network.link_lag.tolist() == [-480.0, 480.0, 0.0]
    for task in range(3):
        assert (network.link_to[network.pred_ptr[task] : network.pred_ptr[task + 1]] == task).all()
        outgoing = network.succ_link[network.succ_ptr[task] : network.succ_ptr[task + 1]]
        assert (network.link_from[outgoing] == task).all()


def test_all_arrays_are_read_only() -> None:
    compiled = compile_project(Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "1d"}]))
    for record in (compiled.network, compiled.marginals, compiled.events):
        assert not any(array.flags.writeable for array in record)


def test_planned_durations_are_stated_or_most_likely_or_mean() -> None:
    tasks = [
        {"id": "stated", "duration": {"pert": ["1d", "2d", "9d"]}, "planned": "4d"},
        {"id": "likely", "duration": {"pert": ["1d", "2d", "9d"]}},
        {"id": "mean", "duration": {"uniform": ["1d", "4d"]}},
        {"id": "milestone", "milestone": True},
    ]
    compiled = compile_project(Project(name="x", start="2027-01-04", tasks=tasks))
    assert (compiled.planned / 480.0).tolist() == [4.0, 2.0, 2.5, 0.0]


def test_streams_that_collide_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskmc.compiled.streams.stream_of", lambda identity: 7)
    with pytest.raises(PlanError, match="'task:b/duration': its random numbers would be those of 'task:a/duration'"):
        stream_halves(["task:a/duration", "task:b/duration"])


def test_an_identity_that_occurs_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="the same identity"):
        stream_halves(["task:a/duration", "task:a/duration"])


def test_risks_become_events_and_effects_with_factors_first() -> None:
    tasks = [{"id": "a", "duration": "10d", "tags": ["x"]}, {"id": "b", "duration": "10d", "tags": ["x"]}]
    risks = [
        {"id": "once", "probability": 0.25, "impacts": [{"on": "tag:x", "delay": "2d", "factor": 1.5}]},
        {"id": "each", "probability": 1, "strikes": "each_task", "impacts": [{"on": "all", "factor": "110%"}]},
    ]
    compiled = compile_project(Project(name="x", start="2027-01-04", tasks=tasks, risks=risks))
    events = compiled.events
    assert events.threshold.tolist() == [2**30, 2**32, 2**32]
    assert events.risk_ptr.tolist() == [0, 1, 3]
    assert events.effect_ptr.tolist() == [0, 3, 6]
    assert events.effect_kind.tolist() == 2 * [FACTOR, FACTOR, DELAY]
    assert compiled.n_magnitudes == 4


@pytest.mark.parametrize("sampling", ["lhs", "random", "sobol"])
def test_one_delay_on_two_calendars_is_one_draw_in_days_of_each(sampling: Sampling) -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        calendars={"office": {}, "crane": {"week": {"mon-fri": ["06:00-16:00"]}}},
        tasks=[
            {"id": "a", "duration": "1d"},
            {"id": "b", "duration": "1d", "calendar": "crane"},
        ],
        risks=[{"id": "R", "probability": 1, "impacts": [{"on": ["a", "b"], "delay": {"uniform": ["1d", "5d"]}}]}],
    )
    result = simulate(plan, iterations=512, sampling=sampling, keep_samples=True, executor="serial")
    in_days = result.kept_durations / np.array([[480.0], [600.0]])
    np.testing.assert_allclose(in_days[0], in_days[1], rtol=1e-6)
    assert np.ptp(in_days[0]) > 3.9
