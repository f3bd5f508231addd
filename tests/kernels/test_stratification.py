"""Latin hypercube: a permutation of strata for every stream and block, and as good as a random one."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.stratification import _round, stratify, stratum_keys
from tests import naive
from tests.constants import Z
from tests.kernels.plans import frozen
from tests.strategies import KEYS, WORDS, examples

N = 1024
STREAMS = 8_000
FOUR_WORDS = st.lists(WORDS, min_size=4, max_size=4)


def keys_of(block: int, streams: list[tuple[int, int]], key: tuple[int, int]) -> np.ndarray:
    keys = np.zeros((len(streams), 4), np.uint32)
    low, high = (frozen([stream[half] for stream in streams], np.uint32) for half in (0, 1))
    stratum_keys(keys, np.uint64(block), low, high, np.uint32(key[0]), np.uint32(key[1]))
    return keys


def strata(keys: np.ndarray) -> np.ndarray:
    """The strata of a block's 1,024 iterations."""
    words = np.zeros(N, np.uint32)
    for first in range(0, N, 128):
        stratify(words[first : first + 128], np.uint64(first), keys)
    return (words >> 22).astype(np.int64)


def many_strata(count: int, seed: int = 0) -> np.ndarray:
    """The strata of many streams in block 0: ndarray, shape (count, 1024)."""
    keys = keys_of(0, [(stream * 2_654_435_761 % 2**32, stream) for stream in range(count)], (seed, 0))
    return np.array([strata(row) for row in keys])


def mean_is_within(samples: np.ndarray, expected: float, variance: float) -> bool:
    """Whether a mean of independent samples of known mean and variance lies where it should."""
    return abs(float(np.mean(samples)) - expected) <= Z * math.sqrt(variance / len(samples))


def variance_is_within(samples: np.ndarray, variance: float) -> bool:
    """Whether the mean square of nearly normal samples with mean 0 lies where it should: it varies by 2 v^2 / n."""
    return abs(float(np.mean(samples**2)) - variance) <= Z * variance * math.sqrt(2.0 / len(samples))


@examples(50)
@given(words=st.lists(WORDS, min_size=128, max_size=128), chunk=st.integers(0, 7), keys=FOUR_WORDS)
def test_stratified_words_equal_their_twin_for_any_keys(words: list[int], chunk: int, keys: list[int]):
    out = np.array(words, np.uint32)
    stratify(out, np.uint64(128 * chunk), np.array(keys, np.uint32))
    assert out.tolist() == naive.stratify(words, 128 * chunk, keys)


@examples(30)
@given(x=st.integers(0, N - 1), addend=WORDS, factor=WORDS)
def test_a_round_equals_its_twin(x: int, addend: int, factor: int):
    assert int(_round(np.uint32(x), np.uint32(addend), np.uint32(factor))) == naive.stratum_round(x, addend, factor)


@examples(30)
@given(block=st.integers(0, 2**22 - 1), streams=st.lists(KEYS, min_size=1, max_size=4), key=KEYS)
def test_the_keys_of_a_block_equal_their_twin(block: int, streams: list[tuple[int, int]], key: tuple[int, int]):
    assert keys_of(block, streams, key).tolist() == [naive.stratum_keys(block, stream, key) for stream in streams]


@examples(50)
@given(keys=FOUR_WORDS)
def test_a_block_visits_every_stratum_once_whatever_its_keys(keys: list[int]):
    assert np.array_equal(np.sort(strata(np.array(keys, np.uint32))), np.arange(N))


def test_strata_of_two_streams_are_correlated_as_random_permutations_are():
    # The correlation of two random permutations of n has mean 0 and variance 1 / (n - 1).
    ranks = (many_strata(2 * STREAMS) - (N - 1) / 2) / math.sqrt((N**2 - 1) / 12)
    correlations = np.mean(ranks[0::2] * ranks[1::2], axis=1)
    assert mean_is_within(correlations, 0.0, 1 / (N - 1))
    assert variance_is_within(correlations, 1 / (N - 1))


def test_neighbouring_iterations_fall_into_unrelated_strata():
    # For a random permutation the circular autocorrelation has mean -1 / (n - 1) and variance 1 / n - O(1 / n^2)
    # (A. Wald and J. Wolfowitz, Ann. Math. Statist. 14, 1943). Half a circle apart every pair is met twice.
    ranks = (many_strata(STREAMS) - (N - 1) / 2) / math.sqrt((N**2 - 1) / 12)
    for lag in (1, 2, 3, 4, 5, 8, 16, 32, 64, 128, 256, 512):
        serial = np.mean(ranks * np.roll(ranks, lag, axis=1), axis=1)
        variance = (2 if lag == 512 else 1) / N
        assert mean_is_within(serial, -1 / (N - 1), variance)
        # At distances of 16 and of 64 or more a few keys in a thousand leave a trace, of either sign. No estimate sees
        # it: the order of iterations inside a block enters none, and other streams have other keys.
        if lag != 16 and lag < 64:
            assert variance_is_within(serial + 1 / (N - 1), variance)


def test_each_iteration_meets_each_stratum_equally_often():
    # Over many streams each of 32 groups of strata is met binomially often at each position.
    streams = 2_048
    counts = np.array([np.bincount(row // 32, minlength=32) for row in many_strata(streams).T])
    expected = streams / 32
    chi_square = ((counts - expected) ** 2 / expected).sum(axis=1)
    # 1,024 positions, 31 degrees of freedom each; the positions are nearly independent.
    assert mean_is_within(chi_square, 31.0, 62.0)


def test_cells_of_two_streams_fill_as_those_of_random_permutations():
    # An 8 x 8 grid of 128 x 128 cells: a count is hypergeometric with mean 16 and variance (n/64)(7/8)^2 n/(n - 1).
    drawn = many_strata(2 * STREAMS, seed=1) // 128
    counts = np.array([np.bincount(8 * a + b, minlength=64) for a, b in zip(drawn[0::2], drawn[1::2], strict=True)])
    variance = 16 * (7 / 8) ** 2 * N / (N - 1)
    # The 64 standardised squares of a grid have 49 degrees of freedom, as rows and columns are fixed.
    chi_square = (((counts - 16.0) ** 2) / variance).sum(axis=1) * 49 / 64
    assert mean_is_within(chi_square, 49.0, 2 * 49.0)
    per_cell = np.abs(counts.mean(axis=0) - 16.0)
    assert per_cell.max() <= Z * math.sqrt(variance / len(counts))


def test_strata_and_places_inside_them_come_from_different_words():
    words = np.array(naive.random_words(0, (1, 2), (3, 4)), np.uint32)
    stratified = words.copy()
    stratify(stratified, np.uint64(0), keys_of(0, [(1, 2)], (3, 4))[0])
    assert np.array_equal(stratified & 0x3FFFFF, words >> 10)
