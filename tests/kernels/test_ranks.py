"""Ranks, for rank correlations."""

from __future__ import annotations

import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from riskmc.kernels.ranks import duration_rows, rank_products, sort_packed
from tests import naive
from tests.kernels.plans import events_of, marginals_of_plan, room_for, streams_of
from tests.strategies import WORDS, examples, plans

EXACT = tuple(method for method in naive.METHODS if method not in naive.LIBRARY_METHODS)
FEW = st.integers(0, 5).map(float)
KEYED = WORDS | st.integers(0, 3) | st.integers(2**32 - 3, 2**32 - 1)
VALUES = st.lists(FEW | st.floats(-1e6, 1e6, width=32), min_size=2, max_size=60)


def scratch(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.zeros(2048, np.int64)


def products_of(rows: list[list[float]], ranks: list[float]) -> list[list[float]]:
    values = np.array(rows, np.float32)
    sums = np.zeros((len(rows), 2))
    rank_products(values.view(np.uint32), np.array(ranks), *scratch(len(ranks)), sums)
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
@given(values=VALUES, others=st.randoms(use_true_random=False))
def test_rank_products_equal_their_twin_to_the_bit(values: list[float], others):
    values = [value + 0.0 for value in values]  # no negative zero, which no duration is
    other = naive.centred_ranks([others.randrange(7) for _ in values])
    assert products_of([values, values[::-1]], other) == [
        list(naive.rank_products(row, other)) for row in (values, values[::-1])
    ]


@examples(40)
@given(values=VALUES, others=st.randoms(use_true_random=False))
def test_rank_products_give_the_spearman_correlation_with_average_ranks(values: list[float], others):
    other = [float(others.randrange(9)) for _ in values]
    if len(set(np.float32(values).tolist())) < 2 or len(set(other)) < 2:
        return
    ranks = naive.centred_ranks(other)
    product, square = products_of([[value + 0.0 for value in values]], ranks)[0]
    correlation = product / np.sqrt(square * sum(rank * rank for rank in ranks))
    assert abs(correlation - spearmanr(np.float32(values), other).statistic) <= 1e-12


def test_a_constant_row_has_no_spread_of_ranks():
    assert products_of([[5.0] * 9], naive.centred_ranks(list(range(9)))) == [[0.0, 0.0]]


@examples(15)
@given(plan=plans(methods=EXACT), data=st.data())
def test_durations_are_drawn_again_as_in_the_blocks(plan: naive.Plan, data: st.DataObject):
    first = data.draw(st.integers(0, len(plan.durations) - 1))
    count = data.draw(st.integers(1, len(plan.durations) - first))
    iterations = data.draw(st.sampled_from((1, 127, 128, 129, 200)))
    padded = -(-iterations // 128) * 128
    rows = np.zeros((count, padded))
    duration_rows(first, iterations, marginals_of_plan(plan), events_of(plan), streams_of(plan), room_for(plan), rows)
    assert rows[:, :iterations].tolist() == naive.duration_rows(plan, first, count, iterations)


def test_durations_drawn_again_change_their_strata_at_each_block():
    plan = naive.Plan([naive.Draw((5, 6), "uniform", 0.0, 1024.0)], sampling="lhs", key=(1, 2))
    rows = np.zeros((1, 2048))
    duration_rows(0, 2048, marginals_of_plan(plan), events_of(plan), streams_of(plan), room_for(plan), rows)
    for block in rows[0].reshape(2, 1024):
        assert np.array_equal(np.sort(block.astype(np.int64)), np.arange(1024))
    assert rows[0, 1500] == naive.durations_of(plan, 1500)[0]


@pytest.mark.skipif(os.environ.get("NUMBA_BOUNDSCHECK") != "1", reason="bounds are checked under NUMBA_BOUNDSCHECK=1")
def test_a_place_outside_an_array_is_caught_where_bounds_are_checked():
    packed, spare, _ = scratch(2)
    with pytest.raises(IndexError):
        sort_packed(packed + np.uint64(2**40), spare, np.zeros(4, np.int64))
