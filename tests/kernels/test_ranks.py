"""Ranks, for rank correlations."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr

from riskmc.kernels.ranks import Other, rank_products, sort_packed
from tests import naive
from tests.strategies import WORDS, examples

FEW = st.integers(0, 5).map(float)
KEYED = WORDS | st.integers(0, 3) | st.integers(2**32 - 3, 2**32 - 1)
VALUES = st.lists(FEW | st.floats(-1e6, 1e6, width=32), min_size=2, max_size=60)


def scratch(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(2048, np.int64)


def sums_of(rows: list[list[float]], others: list[float], pairs: int, tail: float) -> list[list[float]]:
    """The sums of rows against another variable, of which the first pairs are compared pair by pair."""
    values = np.array(rows, np.float32)
    order = np.unique(others[:pairs], return_inverse=True)[1].astype(np.int64)
    other = Other(np.array(naive.centred_ranks(others)), np.array(others), order, np.array([tail]))
    sums = np.full((len(rows), 8), np.nan)
    rank_products(values.view(np.uint32), other, *scratch(len(others)), np.zeros(pairs + 1, np.int64), sums)
    return sums.tolist()


@examples(60)
@given(words=st.lists(st.tuples(KEYED, WORDS), min_size=1, max_size=200))
def test_the_sort_is_stable_and_equals_its_twin(words: list[tuple[int, int]]):
    packed = [key * 2**32 + load for key, load in words]
    _, spare, counts = scratch(len(packed))
    values = np.array(packed, np.uint64)
    sort_packed(values, spare, counts)
    assert values.tolist() == naive.sort_packed(packed)


@examples(60)
@given(values=VALUES, others=st.randoms(use_true_random=False), data=st.data())
def test_the_sums_of_a_row_equal_their_twin_to_the_bit(values: list[float], others, data: st.DataObject):
    values = [value + 0.0 for value in values]  # no negative zero, which no duration is
    other = [others.randrange(7) / 3 for _ in values]
    pairs = data.draw(st.integers(1, len(values)))
    tail = data.draw(st.floats(0.0, len(values) / 2))
    order = np.unique(other[:pairs], return_inverse=True)[1].tolist()
    assert sums_of([values, values[::-1]], other, pairs, tail) == [
        naive.rank_products(row, naive.centred_ranks(other), other, order, tail) for row in (values, values[::-1])
    ]


@examples(40)
@given(values=VALUES, others=st.randoms(use_true_random=False))
def test_the_sums_give_the_rank_correlations_with_ties(values: list[float], others):
    other = [float(others.randrange(9)) for _ in values]
    if len(set(np.float32(values).tolist())) < 2 or len(set(other)) < 2:
        return
    n = len(values)
    sums = sums_of([[value + 0.0 for value in values]], other, n, 0.1 * n)[0]
    ranks = np.array(naive.centred_ranks(other))
    assert abs(sums[0] / np.sqrt(sums[1] * (ranks @ ranks)) - spearmanr(np.float32(values), other).statistic) <= 1e-12
    untied = naive.concordance(other, other)[1]
    assert abs(sums[6] / np.sqrt(sums[7] * untied) - kendalltau(np.float32(values), other).statistic) <= 1e-12


def test_a_constant_row_shares_both_tails_alike():
    sums = sums_of([[5.0] * 10], [float(i) for i in range(10)], 10, 1.0)[0]
    assert sums == [0.0, 0.0, 4.5, 28.5, 4.5, 28.5, 0.0, 0.0]


def test_a_tail_holds_the_smallest_and_a_part_of_the_next():
    sums = sums_of([[3.0, 1.0, 2.0, 4.0]], [10.0, 20.0, 30.0, 40.0], 4, 1.5)[0]
    assert sums[2] == 20.0 + 0.5 * 30.0
    assert sums[4] == 40.0 + 0.5 * 10.0


@pytest.mark.skipif(os.environ.get("NUMBA_BOUNDSCHECK") != "1", reason="bounds are checked under NUMBA_BOUNDSCHECK=1")
def test_a_place_outside_an_array_is_caught_where_bounds_are_checked():
    packed, spare, _ = scratch(2)
    with pytest.raises(IndexError):
        sort_packed(packed + np.uint64(2**40), spare, np.zeros(4, np.int64))
