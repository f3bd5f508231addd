"""The quantile axis: to the bit as its steps say, and close to its definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.axis import AXIS_END, quantile_axis, tail_probability
from tests import naive
from tests.strategies import WORDS, examples

BOUND = 2e-6
"""How far a place may lie off its definition, as the axis states it."""

EDGES = sorted(
    {0, 1, 2, 3, 2**31 - 2, 2**31 - 1, 2**31, 2**31 + 1, 2**32 - 3, 2**32 - 2, 2**32 - 1}
    | {2**k + d for k in range(1, 32) for d in (-1, 0, 1)}
    | {2**32 - 2**k + d for k in range(1, 32) for d in (-2, -1, 0)}
)


def places_of(words: list[int] | np.ndarray) -> np.ndarray:
    bits = np.zeros(256, np.uint32)
    floats = bits.view(np.float32)
    places = []
    padded = np.concatenate([np.asarray(words, np.uint32), np.zeros(-len(words) % 128, np.uint32)])
    for first in range(0, len(padded), 128):
        quantile_axis(padded[first : first + 128], bits, floats)
        places.append(floats[128:256].copy())
    return np.concatenate(places)[: len(words)]


@examples(30)
@given(words=st.lists(WORDS, min_size=128, max_size=128))
def test_places_equal_their_twin_to_the_bit(words: list[int]):
    assert places_of(words).tolist() == [float(naive.axis_place(word)) for word in words]


def test_places_at_the_edges_equal_their_twin_to_the_bit():
    assert places_of(EDGES).tolist() == [float(naive.axis_place(word)) for word in EDGES]


@pytest.mark.parametrize("step", [2**15 + 1])
def test_places_lie_within_the_stated_bound_of_their_definition(step: int):
    words = [*range(0, 2**32, step), *EDGES]
    exact = np.array([naive.exact_axis_place(word) for word in words])
    assert np.abs(places_of(words).astype(np.float64) - exact).max() <= BOUND


def test_places_lie_strictly_inside_the_axis():
    assert np.abs(places_of(EDGES)).max() < AXIS_END


def test_places_rise_with_the_word_up_to_rounding():
    words = np.arange(0, 2**32, 2**14, dtype=np.uint64).astype(np.uint32)
    assert np.diff(places_of(words).astype(np.float64)).min() >= -BOUND


def test_the_axis_is_symmetric():
    words = np.array(EDGES, np.uint32)
    assert np.abs(places_of(words) + places_of(~words)).max() <= BOUND


def test_tail_probability_inverts_the_axis():
    words = np.arange(0, 2**31, 2**17 + 1, dtype=np.uint64)
    places = np.array([naive.exact_axis_place(int(word)) for word in words])
    tail = (words + 0.5) / 2.0**32
    assert np.allclose(tail_probability(places), tail, rtol=1e-11, atol=0.0)
    assert np.allclose(tail_probability(-places), tail, rtol=1e-11, atol=0.0)
