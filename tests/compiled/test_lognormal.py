"""The lognormal of three points: least value, mode, P99 and mean are those that are promised, mirrored or not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from riskmc.compiled import standards
from riskmc.compiled.marginals import Marginal, marginal_of
from riskmc.compiled.splines import errors_of, fit, keeps_promise
from riskmc.kernels.marginals import EXP_SPLINE, FIXED
from riskmc.model.spelling import as_distribution
from tests.compiled.test_compile_project import WORDS, U, days, quantiles_of
from tests.strategies import examples

POINTS = [
    (5.0, 8.0, 20.0),
    (9.0, 10.0, 13.0),
    (0.0, 5.0, 10.0),
    (100.0, 101.0, 130.0),
    (0.0, 1.0, 3.0),
    (4.0, 4.2, 60.0),
]
WIDE = [(1.0, 1.001, 9.0), (0.0, 0.01, 100.0)]


def compiled(low: float, mode: float, high: float, floor: float | None = None) -> Marginal:
    spelled = {"lognormal": [f"{low!r}d", f"{mode!r}d", f"{high!r}d"]}
    return marginal_of(as_distribution(spelled), days, "it", floor=floor)


def law(low: float, mode: float, high: float):
    """The lognormal with this least value, mode and P99, found by a root search and not by the closed form."""

    def gap(sigma: float) -> float:
        return stats.lognorm(sigma, low, (mode - low) * math.exp(sigma**2)).ppf(0.99) - high

    sigma = optimize.brentq(gap, 1e-3, 5.0, xtol=1e-14)
    return stats.lognorm(sigma, low, (mode - low) * math.exp(sigma**2))


@pytest.mark.parametrize("points", POINTS)
def test_quantiles_and_mean_are_those_of_the_shifted_lognormal_of_scipy(points: tuple[float, float, float]):
    truth, marginal = law(*points), compiled(*points)
    span = truth.ppf(0.99) - truth.ppf(0.01)
    error = np.abs(quantiles_of(marginal, WORDS) - truth.ppf(U)) / span
    is_central = (U >= 0.01) & (U <= 0.99)
    assert error[is_central].max() <= 1e-4
    # The largest words round to u = 1 - 1e-10, where SciPy's own ppf loses digits.
    assert error[~is_central & (U < 1 - 1e-8)].max() <= 1e-3
    assert marginal.mean == pytest.approx(truth.mean(), abs=1e-6 * span)


@pytest.mark.parametrize("points", WIDE)
def test_a_very_wide_one_is_exact_in_relative_terms(points: tuple[float, float, float]):
    truth, marginal = law(*points), compiled(*points)
    assert marginal.method == EXP_SPLINE
    above_low = quantiles_of(marginal, WORDS) - points[0]
    expected = truth.ppf(U) - points[0]
    is_exact = (U > 1e-8) & (U < 1 - 1e-8)
    # Both sides are rounded at the size of the least value before it is taken off.
    rounding = 4.0 * np.finfo(float).eps * points[0] / expected[is_exact]
    assert (np.abs(above_low / expected - 1.0)[is_exact] < 2e-5 + rounding).all()
    assert marginal.mean == pytest.approx(truth.mean(), rel=1e-9)


@examples(200)
@given(low=st.floats(0.0, 1e3), left=st.floats(1e-3, 1e3), right=st.floats(1e-3, 1e3))
def test_least_value_mode_and_99th_percentile_are_the_three_points(low: float, left: float, right: float):
    mode, high = low + left, low + left + right
    sigma, scale, is_mirrored = standards.lognormal_through(low, mode, high)
    assert sigma > 0.0
    assert is_mirrored == (mode - low > high - mode)
    start, sign = (high, -1.0) if is_mirrored else (low, 1.0)
    far = low if is_mirrored else high
    size = 1e-9 * high
    assert start + sign * scale * math.exp(-(sigma**2)) == pytest.approx(mode, abs=size)
    assert start + sign * stats.lognorm(sigma, 0.0, scale).ppf(0.99) == pytest.approx(far, abs=size)


@pytest.mark.parametrize("points", [points for points in POINTS if points[1] - points[0] < points[2] - points[1]])
def test_a_range_read_backwards_gives_the_mirrored_values(points: tuple[float, float, float]):
    low, mode, high = points
    values = quantiles_of(compiled(low, mode, high), WORDS)
    backwards = quantiles_of(compiled(low, low + high - mode, high), ~WORDS)
    # The axis is computed in single precision on both sides; a table's coefficients are single precision, too.
    assert backwards == pytest.approx(low + high - values, rel=1e-5, abs=1e-5 * (high - low))


def test_a_symmetric_range_is_not_mirrored():
    assert not standards.lognormal_through(0.0, 5.0, 10.0)[2]
    assert standards.lognormal_through(0.0, 5.001, 10.0)[2]


def test_a_mirrored_duration_is_cut_off_at_zero_and_made_whole():
    marginal = compiled(1.0, 9.0, 10.0, floor=0.0)
    free = law(0.0, 1.0, 9.0)
    below = free.sf(10.0)
    assert 0.001 < below < 0.01
    values = quantiles_of(marginal, WORDS)
    assert values.min() >= 0.0
    is_exact = (U > 1e-4) & (U < 1 - 1e-8)
    expected = 10.0 - free.isf(below + U * (1.0 - below))
    assert np.abs(values - expected)[is_exact].max() <= 1e-3 * (free.ppf(0.99) - free.ppf(0.01))
    mean = (10.0 - free.mean() - free.expect(lambda x: 10.0 - x, lb=10.0, ub=np.inf)) / (1.0 - below)
    assert marginal.mean == pytest.approx(mean, abs=1e-5)


def test_a_range_without_width_is_certain():
    marginal = compiled(5.0, 5.0, 5.0)
    assert marginal.method == FIXED
    assert quantiles_of(marginal, WORDS) == pytest.approx(5.0)


@pytest.mark.parametrize("sigma", np.linspace(0.01, standards.SMOOTHEST_SIGMA, 23))
@pytest.mark.parametrize("turn", [lambda standard: standard, standards.mirrored])
def test_tables_that_are_not_checked_keep_the_promised_errors_and_are_those_of_a_fit(sigma: float, turn):
    standard = turn(standards.lognormal(sigma))
    table = standard.table()
    assert keeps_promise(errors_of(table, standard.quantile))
    assert table == pytest.approx(fit(standard.quantile), rel=1e-6)


def test_a_mirrored_shape_too_wide_for_one_table_is_fitted_like_any_other():
    standard = standards.mirrored(standards.lognormal(1.2))
    assert standard.table is None
    table = fit(standard.quantile)
    assert table is not None
    assert keeps_promise(errors_of(table, standard.quantile))
