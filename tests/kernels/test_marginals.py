"""Random quantities by inverse distribution function."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.marginals import (
    EXP_SPLINE,
    EXPONENTIAL,
    FIXED,
    SPLINE,
    STEPS,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    lane_scratch,
    quantile_lane,
    spline_lane,
    step_lane,
    triangular_lane,
)
from tests import naive
from tests.constants import Z
from tests.kernels.plans import frozen, marginals_of
from tests.strategies import WORDS, draws, examples

LANE = st.lists(WORDS | st.sampled_from((0, 2**31 - 1, 2**31, 2**32 - 1)), min_size=128, max_size=128)
SAME_PLACE = 8 * np.finfo(float).eps
"""Relative error that two mathematical libraries may differ by: four units in the last place each."""


def values_of(draws: list[naive.Draw], number: int, words: list[int] | np.ndarray) -> np.ndarray:
    marginals = marginals_of(draws)
    scratch = lane_scratch()
    scratch.words[:] = np.asarray(words, np.uint32)
    out = np.zeros(128)
    quantile_lane(
        number, marginals.parameters, marginals.tables, marginals.coefficients, marginals.steps,
        scratch.words, scratch.bits, scratch.floats, out,
    )  # fmt: skip
    assert np.array_equal(scratch.words, np.asarray(words, np.uint32))
    return out


def assert_as_twin(draw: naive.Draw, values: np.ndarray, words: list[int]) -> None:
    expected = np.array([naive.quantile(draw, int(word)) for word in words])
    if draw.method not in naive.LIBRARY_METHODS:
        assert values.tolist() == expected.tolist()
    else:
        size = np.abs(expected) + np.abs(draw.location) + np.abs(expected - draw.location)
        assert np.all(np.abs(values - expected) <= SAME_PLACE * size)


def test_methods_are_numbered_as_the_twins_list_them():
    codes = (FIXED, UNIFORM, TRIANGULAR, SPLINE, EXPONENTIAL, WEIBULL, STEPS, EXP_SPLINE)
    assert codes == tuple(range(len(naive.METHODS)))


@examples(120)
@given(many=st.lists(draws(), min_size=1, max_size=4), words=LANE, data=st.data())
def test_values_of_every_method_equal_their_twin(many: list[naive.Draw], words: list[int], data: st.DataObject):
    number = data.draw(st.integers(0, len(many) - 1))
    assert_as_twin(many[number], values_of(many, number, words), words)


@examples(60)
@given(draw=draws(("uniform", "triangular", "steps", "exponential", "weibull")), words=LANE)
def test_values_rise_with_the_uniform_number(draw: naive.Draw, words: list[int]):
    if draw.values:
        draw.values.sort()
    rising = sorted(words)
    differences = np.diff(values_of([draw], 0, rising))
    # A sum of terms of this size rounds by this much.
    assert differences.min() >= -SAME_PLACE * (draw.location + 30.0 * draw.scale)


@examples(60)
@given(words=LANE, low=st.floats(0, 1e6), width=st.floats(0, 1e6), mode=st.floats(0, 1))
def test_triangular_values_equal_their_twin_to_the_bit_and_stay_inside(
    words: list[int], low: float, width: float, mode: float
):
    out = np.zeros(128)
    triangular_lane(np.array(words, np.uint32), low, width, mode, out)
    assert out.tolist() == [naive.triangular(word, low, width, mode) for word in words]
    assert out.min() >= low and out.max() <= low + width


@examples(60)
@given(draw=draws(("steps",)), words=LANE)
def test_steps_equal_a_linear_search(draw: naive.Draw, words: list[int]):
    out = np.zeros(128)
    steps = frozen([draw.probabilities, draw.values], np.float64)
    step_lane(np.array(words, np.uint32), 0, len(draw.values), draw.location, draw.scale, steps, out)
    expected = [draw.location + draw.scale * naive.step_value(w, draw.probabilities, draw.values) for w in words]
    assert out.tolist() == expected


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 1000])
def test_a_step_is_taken_up_to_its_cumulative_probability(size: int):
    edges = [(i + 1) / size for i in range(size)]
    draw = naive.Draw((0, 0), "steps", 0.0, 1.0, probabilities=edges, values=[float(i) for i in range(size)])
    words = [min(math.floor(2**32 * edge) + d, 2**32 - 1) for edge in edges for d in (-1, 0)][:128]
    words += [0] * (128 - len(words))
    assert_as_twin(draw, values_of([draw], 0, words), words)


@examples(30)
@given(words=LANE, draw=draws(("spline",)))
def test_spline_values_equal_their_twin_to_the_bit(words: list[int], draw: naive.Draw):
    scratch = lane_scratch()
    out = np.zeros(128)
    scratch.floats[128:256] = [naive.axis_place(word) for word in words]
    table = frozen([np.float32(7.0), *draw.coefficients], np.float32)
    spline_lane(len(draw.coefficients) - 2, 1, draw.location, draw.scale, table, scratch.bits, scratch.floats, out)
    assert out.tolist() == [naive.quantile(draw, word) for word in words]


def test_the_outermost_words_stay_inside_every_table():
    words = [0, 2**32 - 1] * 64
    for segments in (1, 2, 63, 64, 1_000, 16_384):
        draw = naive.Draw((0, 0), "spline", 0.0, 1.0, coefficients=[np.float32(1.0)] * (segments + 2))
        assert values_of([draw], 0, words).tolist() == [1.0] * 128


@pytest.mark.parametrize(
    ("draw", "mean", "variance"),
    [
        (naive.Draw((0, 0), "uniform", 3.0, 6.0), 6.0, 3.0),
        (naive.Draw((0, 0), "triangular", 10.0, 50.0, 0.2), 30.0, 350 / 3),
        (naive.Draw((0, 0), "exponential", 2.0, 5.0), 7.0, 25.0),
        (naive.Draw((0, 0), "weibull", 0.0, 10.0, 0.5), 10.0 * math.gamma(1.5), 100 * (1 - math.gamma(1.5) ** 2)),
    ],
)
def test_random_words_give_the_mean_of_the_law(draw: naive.Draw, mean: float, variance: float):
    rng = np.random.default_rng(20270104)
    n = 128 * 400
    values = np.concatenate([values_of([draw], 0, rng.integers(0, 2**32, 128)) for _ in range(400)])
    assert abs(values.mean() - mean) <= Z * math.sqrt(variance / n)
