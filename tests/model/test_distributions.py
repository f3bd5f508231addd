"""Laws of distributions and of how a plan file spells them."""
# ruff: noqa: E501

import re

import pytest

from riskmc.errors import PlanError
from riskmc.model import Quantity, Task
from riskmc.model import distributions as d
from riskmc.model.spelling import CLASSES

SPELLINGS = [
    ({"fixed": "5d"}, d.Fixed(value="5d"), "5d"),
    ({"uniform": ["5d", "9d"]}, d.Uniform(low="5d", high="9d"), "uniform 5d to 9d"),
    ({"triangular": ["5d", "6d", "9d"]}, d.Triangular(low="5d", mode="6d", high="9d"), "triangular 5d / 6d / 9d"),
    ({"pert": ["5d", "6d", "9d"], "shape": 2}, d.Pert(low="5d", mode="6d", high="9d", shape=2), "PERT 5d / 6d / 9d (shape 2)"),
    (
        {"trigen": ["5d", "6d", "9d"], "percentiles": [5, 95]},
        d.Trigen(low="5d", mode="6d", high="9d", percentiles=(5, 95)),
        "trigen 5d / 6d / 9d (P5, P95)",
    ),
    ({"normal": {"mean": "10d", "sd": "2d"}}, d.Normal(mean="10d", sd="2d"), "normal mean 10d, sd 2d"),
    ({"normal": {"p10": "8d", "p90": "14d"}}, d.Normal(percentiles={10: "8d", 90: "14d"}), "normal P10 8d, P90 14d"),
    ({"lognormal": {"P10": "8d", "p90": "14d"}}, d.Lognormal(percentiles=[(10, "8d"), (90, "14d")]), "lognormal P10 8d, P90 14d"),
    ({"lognormal": ["5d", "6d", "9d"]}, d.Lognormal(low="5d", mode="6d", high="9d"), "lognormal 5d / 6d / 9d"),
    ({"lognormal": {"mean": "10d", "sd": "2d"}}, d.Lognormal(mean="10d", sd="2d"), "lognormal mean 10d, sd 2d"),
    ({"beta": {"alpha": 2, "beta": 5, "low": "3d", "high": "9d"}}, d.Beta(alpha=2, beta=5, low="3d", high="9d"), "beta(2, 5) from 3d to 9d"),
    ({"gamma": {"mean": "9d", "sd": "3d"}}, d.Gamma(mean="9d", sd="3d"), "gamma mean 9d, sd 3d"),
    ({"gamma": {"shape": 2, "scale": "3d"}}, d.Gamma(shape=2, scale="3d"), "gamma shape 2, scale 3d"),
    (
        {"weibull": {"shape": 1.5, "scale": "10d", "location": "2d"}},
        d.Weibull(shape=1.5, scale="10d", location="2d"),
        "Weibull shape 1.5, scale 10d, from 2d",
    ),
    ({"exponential": {"mean": "5d"}}, d.Exponential(mean="5d"), "exponential mean 5d"),
    ({"discrete": {"5d": "30%", "8d": 0.7}}, d.Discrete(values=["5d", "8d"], probabilities=[0.3, 0.7]), "discrete 5d 30%, 8d 70%"),
    ({"empirical": ["3d", "4d", "4d"]}, d.Empirical(values=["3d", "4d", "4d"]), "empirical, 3 values from 3d to 4d"),
    (
        {"percentiles": {10: "15d", "50": "20d", "P90": "40d"}, "low": "5d", "high": "60d", "method": "metalog"},
        d.Percentiles(points={10: "15d", 50: "20d", 90: "40d"}, low="5d", high="60d", method="metalog"),
        "percentiles P10 15d, P50 20d, P90 40d, from 5d, to 60d",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spelled", "built", "description"), SPELLINGS)
def test_the_spelling_of_a_plan_file_builds_the_class(spelled, built, description):
    task = Task(id="a", duration=spelled)
    assert task.duration == built
    assert task.duration.describe() == description
    assert task.duration.kind == "time"


def test_every_family_has_a_spelling():
    assert set(CLASSES) == {next(iter(spelled)) for spelled, _, _ in SPELLINGS}
    assert all(cls.family == name for name, cls in CLASSES.items())


def test_the_planned_value_is_what_the_planner_held_most_likely():
    planned = {type(built).__name__: built.planned() for _, built, _ in SPELLINGS}
    assert d.Lognormal(low="5d", mode="6d", high="9d").planned() == Quantity(6, "d")
    assert planned["Fixed"] == Quantity(5, "d")
    assert {planned[name] for name in ("Triangular", "Pert", "Trigen")} == {Quantity(6, "d")}
    assert {planned[name] for name in ("Normal", "Uniform", "Percentiles", "Empirical", "Discrete", "Beta")} == {None}


@pytest.mark.parametrize(("spelled", "built", "description"), SPELLINGS)
def test_scaling_a_relative_distribution_scales_all_its_quantities(spelled, built, description):
    relative = _relative(spelled)
    share = Task(id="a", duration=relative, planned="20d").duration
    scaled = share.scaled_by(Quantity(20, "d"))
    assert share.kind == "percent"
    assert [(q.value, q.unit) for q in scaled.quantities()] == [(q.value * 20 / 100, "d") for q in share.quantities()]


def _relative(value):
    if isinstance(value, dict):
        return {_relative(key): _relative(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_relative(part) for part in value]
    return value.replace("d", "%") if isinstance(value, str) and value[0].isdigit() else value


THREE = "write optimistic <= most likely <= pessimistic"


@pytest.mark.parametrize(
    ("spelled", "message"),
    [
        ({"pert": ["9d", "8d", "20d"]}, f"duration.pert[0]: task 'a': optimistic 9d is above most likely 8d; {THREE}"),
        ({"triangular": ["5d", "8d", "7d"]}, f"duration.triangular[2]: task 'a': pessimistic 7d is below most likely 8d; {THREE}"),
        ({"uniform": ["9d", "5d"]}, "duration.uniform[1]: task 'a': high 5d is below low 9d; write low <= high"),
        ({"uniform": ["9d"]}, "duration.uniform: task 'a': uniform has 1 values; write 2 values: {uniform: [5d, 9d]}"),
        ({"pert": "5d"}, "duration.pert: task 'a': pert has '5d'; write 3 values: {pert: [5d, 8d, 20d]}"),
        (
            {"trigen": ["5d", "5d", "5d"]},
            "duration.trigen[2]: task 'a': low and high are both 5d; write low < high, or a fixed value",
        ),
        (
            {"trigen": ["5d", "6d", "8d"], "percentiles": [90, 10]},
            "duration.percentiles: task 'a': percentiles 90 and 10 are not possible; "
            "write two rising percentages from 0 to 100, such as [10, 90]",
        ),
        (
            {"normal": {"p10": "14d", "p90": "8d"}},
            "duration.normal.p90: task 'a': P90 8d is not above P10 14d; write values that rise with their percentiles",
        ),
        (
            {"normal": {"p90": "14d", "p10": "8d"}},
            "duration.normal.p10: task 'a': P10 comes after P90; write percentiles in rising order",
        ),
        (
            {"normal": {"mean": "14d"}},
            "duration.normal: task 'a': normal has mean; write mean and sd, or two percentiles such as p10 and p90",
        ),
        ({"normal": {"mean": "9d", "sd": "-2d"}}, "duration.normal.sd: task 'a': sd -2d is below zero"),
        (
            {"lognormal": {"p10": "0d", "p90": "8d"}},
            "duration.lognormal.p10: task 'a': P10 0d is not above zero; a lognormal value is always above zero",
        ),
        (
            {"lognormal": {"mean": "0d", "sd": "8d"}},
            "duration.lognormal.mean: task 'a': mean 0d is not above zero; a lognormal value is always above zero",
        ),
        ({"lognormal": ["9d", "8d", "20d"]}, f"duration.lognormal[0]: task 'a': optimistic 9d is above most likely 8d; {THREE}"),
        (
            {"lognormal": ["5d", "5d", "20d"]},
            "duration.lognormal[1]: task 'a': most likely 5d is the optimistic value 5d, where a lognormal has no mode; "
            "write optimistic < most likely < pessimistic, or triangular or pert in place of lognormal",
        ),
        (
            {"lognormal": ["5d", "20d", "20d"]},
            "duration.lognormal[1]: task 'a': most likely 20d is the pessimistic value 20d, where a lognormal has no mode; "
            "write optimistic < most likely < pessimistic, or triangular or pert in place of lognormal",
        ),
        (
            {"lognormal": ["5d", "20d"]},
            "duration.lognormal: task 'a': lognormal has 2 values; write 3 values: {lognormal: [5d, 8d, 20d]}",
        ),
        (
            {"lognormal": {"mean": "14d"}},
            "duration.lognormal: task 'a': lognormal has mean; "
            "write mean and sd, or two percentiles such as p10 and p90, or three values such as [5d, 8d, 20d]",
        ),
        (
            {"beta": {"alpha": 2, "beta": 0, "low": "3d", "high": "9d"}},
            "duration.beta.beta: task 'a': beta 0 is not above 0",
        ),
        (
            {"beta": {"alpha": 2, "beta": 1, "low": "9d", "high": "9d"}},
            "duration.beta.high: task 'a': high 9d is not above low 9d; write low < high",
        ),
        ({"gamma": {"mean": "9d"}}, "duration.gamma: task 'a': gamma has mean; write mean and sd, or shape and scale"),
        ({"gamma": {"mean": "9d", "sd": "0d"}}, "duration.gamma.sd: task 'a': sd 0d is not above zero"),
        ({"weibull": {"shape": 2, "scale": "0d"}}, "duration.weibull.scale: task 'a': scale 0d is not above zero"),
        ({"weibull": {"scale": "2d"}}, "duration.weibull.shape: task 'a': shape is missing"),
        (
            {"exponential": {"mean": "2d", "location": "3d"}},
            "duration.exponential.mean: task 'a': mean 2d is not above the smallest value 3d; "
            "write a mean above the location, which is 0 unless given",
        ),
        (
            {"exponential": "2d"},
            "duration.exponential: task 'a': exponential '2d' is not a mapping; write {exponential: {mean: 5d}}",
        ),
        (
            {"discrete": {"5d": "30%", "8d": "60%"}},
            "duration.discrete: task 'a': the probabilities sum to 90%; write probabilities that sum to 100%",
        ),
        (
            {"discrete": {"5d": "30%", "5.0d": "70%"}},
            "duration.discrete.5.0d: task 'a': value 5d is given twice; write each value once",
        ),
        (
            {"discrete": {"5d": -0.5, "8d": 1}},
            "duration.discrete.5d: task 'a': 5d -0.5 is not between 0 and 1; "
            "write a number from 0 to 1, or a percentage from 0% to 100%",
        ),
        ({"empirical": []}, "duration.empirical: task 'a': empirical has 0 entries; at least 1 are needed"),
        (
            {"percentiles": {10: "9d", 50: "9d"}},
            "duration.percentiles.50: task 'a': P50 9d is not above P10 9d; write values that rise with their percentiles",
        ),
        (
            {"percentiles": {0: "9d", 50: "10d"}},
            "duration.percentiles.0: task 'a': 0 0 is not a percentile; write a number above 0 and below 100",
        ),
        (
            {"percentiles": {10: "5d", 50: "9d"}, "low": "6d"},
            "duration.low: task 'a': low 6d is not below P10 5d; write low below all values",
        ),
        (
            {"percentiles": {10: "5d", 50: "9d"}, "high": "9d"},
            "duration.high: task 'a': high 9d is not above P50 9d; write high above all values",
        ),
        (
            {"percentiles": {10: "5d", 50: "9d"}, "method": "spline"},
            "duration.method: task 'a': method 'spline' is not known; write 'metalog' or 'monotone'",
        ),
        (
            {"pert": ["5d", "80%", "9d"]},
            "duration: task 'a': pert mixes units that do not compare: 5d, 80%, 9d; "
            "write all values as time, all in %, or all as plain numbers",
        ),
        (
            {"pert": ["5d", "6d", "9d"], "shap": 3},
            "duration.shap: task 'a': unknown key 'shap'; known keys are pert, shape (did you mean 'shape'?)",
        ),
        (
            {"gamma": {"men": "3d"}},
            "duration.gamma.men: task 'a': unknown key 'men'; known keys are mean, sd, shape, scale (did you mean 'mean'?)",
        ),
        (
            {"prt": [1]},
            f"duration.prt: task 'a': unknown distribution 'prt'; write one of {', '.join(CLASSES)} (did you mean 'pert'?)",
        ),
        (
            {"pert": ["5d", "6d", "9d"], "uniform": ["5d", "9d"]},
            "duration: task 'a': duration has more than one distribution: pert, uniform; write one distribution",
        ),
    ],
)  # fmt: skip
def test_an_impossible_distribution_is_refused_where_it_is_written(spelled, message):
    with pytest.raises(PlanError) as caught:
        Task(id="a", duration=spelled)
    assert str(caught.value) == message


def test_all_values_of_a_distribution_are_checked_at_once():
    with pytest.raises(PlanError) as caught:
        Task(id="a", duration={"pert": ["x", "6d", "9 days"], "shape": -1})
    assert [problem.where.path for problem in caught.value.problems] == [
        "duration.pert[0]", "duration.pert[2]", "duration.shape",
    ]  # fmt: skip


@pytest.mark.parametrize("family", ["triangular", "pert", "lognormal"])
def test_equal_points_are_allowed(family):
    assert Task(id="a", duration={family: ["5d", "5d", "5d"]}).duration.planned() == Quantity(5, "d")


def test_a_location_takes_the_unit_of_the_scale():
    assert d.Weibull(shape=2, scale="3w").location == Quantity(0, "w")
    assert d.Exponential(mean="30%").kind == "percent"


def test_a_class_built_in_code_raises_a_plan_error():
    with pytest.raises(
        PlanError, match=re.escape(f"low: distribution: optimistic 9d is above most likely 8d; {THREE}")
    ):
        d.Pert(low="9d", mode="8d", high="9d")


def test_a_weibull_shape_that_no_number_could_follow_is_refused() -> None:
    with pytest.raises(PlanError, match=r"shape 0\.005 is below 0\.1; write a shape of at least 0\.1"):
        d.Weibull(shape=0.005, scale="10d")
