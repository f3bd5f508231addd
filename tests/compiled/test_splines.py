"""Quantile tables keep what they promise, for every family that needs one."""

from __future__ import annotations

import numpy as np
import pytest

from riskmc.compiled import standards
from riskmc.compiled.splines import (
    SEGMENTS,
    coefficients_of,
    errors_of,
    fit,
    keeps_promise,
    knots_of,
    quadrature,
    spline_at,
)
from riskmc.kernels.axis import AXIS_END, tail_probability

LEAST_TAIL = 2.0**-33

SHAPES = {
    "normal": standards.normal(),
    **{f"lognormal {sigma}": standards.lognormal(sigma) for sigma in (0.05, 0.3, 0.6, 1.0, 1.5)},
    **{f"logarithm {sigma}": standards.log_of_lognormal(sigma) for sigma in (1.6, 3.0)},
    **{f"gamma {shape}": standards.gamma(shape) for shape in (0.2, 0.5, 1.0, 3.0, 40.0, 2_000.0)},
    **{f"beta {a}, {b}": standards.beta(a, b) for a, b in ((0.5, 0.5), (0.3, 2.0), (2.0, 5.0), (300.0, 800.0))},
    "cut normal": standards.cut_at(standards.normal(), -1.0, 0.15865525393145707),
    "cut triangle": standards.cut_at(standards.triangular(0.3), 0.1, 0.1**2 / 0.3),
    "monotone": standards.monotone([0.1, 0.5, 0.9], [15.0, 20.0, 40.0], 5.0, 60.0),
    "monotone without ends": standards.monotone([0.1, 0.5, 0.9], [15.0, 20.0, 40.0], None, None),
    "metalog": standards.metalog([0.1, 0.5, 0.9], [15.0, 20.0, 40.0], None, None),
    "metalog with ends": standards.metalog([0.1, 0.5, 0.9], [15.0, 20.0, 40.0], 5.0, 60.0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_fitted_table_keeps_the_promised_errors(name: str) -> None:
    standard = SHAPES[name]
    assert standard is not None
    table = standard.table() if standard.table else fit(standard.quantile)
    assert table is not None
    centre, tail, mean, sd = errors_of(table, standard.quantile)
    assert centre <= 1e-4
    assert tail <= 1e-3
    assert mean <= 1e-6
    assert sd <= 1e-5


@pytest.mark.parametrize("concentration", [0.5, 1.0, 4.0, 7.0, 20.0, 45.0, 100.0])
def test_tables_taken_from_a_family_of_betas_keep_the_promised_errors(concentration: float) -> None:
    for mode in np.linspace(0.0, 1.0, 23):
        standard = standards.beta(1.0 + concentration * mode, 1.0 + concentration * (1.0 - mode))
        assert standard.table is not None
        table = standard.table()
        assert table.size == SEGMENTS + 2
        assert keeps_promise(errors_of(table, standard.quantile))


def test_a_thousand_shapes_of_pert_fit_a_level_two_cache() -> None:
    table = standards.beta(2.0, 4.0).table
    assert table is not None
    assert 1_000 * table().nbytes <= 300_000


@pytest.mark.parametrize("name", SHAPES)
def test_the_ends_of_a_table_are_the_outermost_quantiles(name: str) -> None:
    standard = SHAPES[name]
    assert standard is not None
    table = standard.table() if standard.table else fit(standard.quantile)
    assert table is not None
    ends = np.array([-AXIS_END, AXIS_END])
    truth = standard.quantile(tail_probability(ends), ends)
    single = np.finfo(np.float32).eps * np.abs(table.astype(np.float64)).max() * 4.0
    assert np.abs(spline_at(table, ends) - truth).max() <= single


@pytest.mark.parametrize("name", SHAPES)
def test_a_table_never_falls(name: str) -> None:
    standard = SHAPES[name]
    assert standard is not None
    table = standard.table() if standard.table else fit(standard.quantile)
    assert table is not None
    values = spline_at(table, np.linspace(-AXIS_END, AXIS_END, 20_001))
    assert np.diff(values).min() >= -np.finfo(np.float32).eps * np.abs(values).max()


def test_a_check_that_must_fail_does_fail() -> None:
    heavy = standards.lognormal(2.0)
    coarse = coefficients_of(heavy.quantile(tail_probability(knots_of(SEGMENTS)), knots_of(SEGMENTS)), SEGMENTS)
    assert not keeps_promise(errors_of(coarse, heavy.quantile))


def test_the_axis_covers_the_outermost_words() -> None:
    assert tail_probability(np.array([AXIS_END]))[0] < LEAST_TAIL


def test_the_quadrature_integrates_the_moments_of_the_normal() -> None:
    places, weights = quadrature()
    scores = standards.normal().quantile(tail_probability(places), places)
    beyond = 2.0 * float(tail_probability(np.array([AXIS_END]))[0])
    assert abs(weights.sum() - 1.0) <= 1.01 * beyond
    assert abs(weights @ scores) < 1e-13
    assert abs(weights @ scores**2 - 1.0) < 50.0 * beyond


@pytest.mark.parametrize(
    ("low", "mode", "high", "first", "last"),
    [(10.0, 12.0, 20.0, 0.1, 0.9), (5.0, 5.0, 9.0, 0.05, 0.95), (3.0, 8.0, 8.0, 0.2, 0.7), (1.0, 2.0, 9.0, 0.0, 1.0)],
)
def test_a_triangle_through_percentiles_has_those_percentiles(
    low: float, mode: float, high: float, first: float, last: float
) -> None:
    bottom, top = standards.triangle_through(low, mode, high, first, last)

    def chance_below(value: float) -> float:
        if value <= mode:
            return (value - bottom) ** 2 / ((top - bottom) * (mode - bottom)) if mode > bottom else 0.0
        return 1.0 - (top - value) ** 2 / ((top - bottom) * (top - mode))

    assert chance_below(low) == pytest.approx(first, abs=1e-9)
    assert chance_below(high) == pytest.approx(last, abs=1e-9)


def test_a_metalog_that_would_fall_is_refused() -> None:
    assert standards.metalog([0.1, 0.11, 0.9], [15.0, 39.0, 40.0], None, None) is None


@pytest.mark.parametrize("ends", [(None, None), (5.0, None), (None, 90.0), (5.0, 90.0)])
@pytest.mark.parametrize("make", [standards.monotone, standards.metalog])
def test_curves_through_percentiles_go_through_them(make, ends) -> None:  # type: ignore[no-untyped-def]
    standard = make([0.1, 0.5, 0.9], [15.0, 22.0, 40.0], *ends)
    values = standard.quantile(np.array([0.1, 0.5, 0.1]), np.array([-1.0, -1.0, 1.0]))
    assert values == pytest.approx([15.0, 22.0, 40.0], rel=1e-9)
    if ends[0] is not None:
        assert standard.quantile(np.array([1e-12]), np.array([-1.0]))[0] >= ends[0] - 1e-9
    if ends[1] is not None:
        assert standard.quantile(np.array([1e-12]), np.array([1.0]))[0] <= ends[1] + 1e-9
