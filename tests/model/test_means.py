"""The means of the model are those that the engine draws."""

import pytest

from riskmc.compiled.marginals import marginal_of
from riskmc.model.means import mean_of
from riskmc.model.quantities import Quantity
from riskmc.model.spelling import CLASSES, as_uncertain

EXACT = [
    {"fixed": "5d"},
    {"uniform": ["5d", "9d"]},
    {"triangular": ["5d", "8d", "20d"]},
    {"pert": ["5d", "8d", "20d"], "shape": 6},
    {"trigen": ["15d", "20d", "40d"]},
    {"trigen": ["15d", "15d", "40d"], "percentiles": [0, 80]},
    {"trigen": ["15d", "20d", "20d"], "percentiles": [20, 100]},
    {"normal": {"mean": "20d", "sd": "2d"}},
    {"normal": {"p10": "15d", "p90": "30d"}},
    {"lognormal": {"mean": "20d", "sd": "8d"}},
    {"lognormal": {"p10": "15d", "p90": "30d"}},
    {"lognormal": ["5d", "8d", "20d"]},
    {"lognormal": ["5d", "17d", "20d"]},
    {"beta": {"alpha": 2, "beta": 5, "low": "3d", "high": "9d"}},
    {"gamma": {"mean": "9d", "sd": "3d"}},
    {"gamma": {"shape": 2, "scale": "3d"}},
    {"weibull": {"shape": 1.5, "scale": "10d", "location": "2d"}},
    {"exponential": {"mean": "5d", "location": "1d"}},
    {"discrete": {"5d": "30%", "8d": 0.7}},
    {"empirical": ["3d", "4d", "9d"]},
]


def days(quantity: Quantity) -> float:
    return quantity.value


@pytest.mark.parametrize("spelled", EXACT, ids=str)
def test_a_mean_is_that_of_what_is_drawn(spelled):
    dist = as_uncertain(spelled)
    assert mean_of(dist, days) == pytest.approx(marginal_of(dist, days, "x", floor=None).mean, rel=1e-6)


@pytest.mark.parametrize("method", ["monotone", "metalog"])
def test_the_mean_of_stated_percentiles_lies_near_that_of_the_curve_through_them(method):
    points = {5: "12d", 25: "17d", 50: "20d", 75: "26d", 95: "40d"}
    dist = as_uncertain({"percentiles": points, "low": "10d", "high": "60d", "method": method})
    assert mean_of(dist, days) == pytest.approx(marginal_of(dist, days, "x", floor=None).mean, rel=0.1)


def test_every_family_has_a_mean():
    assert {next(iter(spelled)) for spelled in EXACT} | {"percentiles"} == set(CLASSES)
