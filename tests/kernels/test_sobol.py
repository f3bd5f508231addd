"""Sobol words by address."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import qmc

from riskmc.kernels.sobol import digital_shifts, sobol_words
from tests import naive
from tests.kernels.plans import frozen
from tests.strategies import KEYS, WORDS, examples

BITS = 12


def scipy_points(dimensions: int, count: int) -> np.ndarray:
    points = qmc.Sobol(dimensions, scramble=False, bits=32).random(count)
    return (points * 2.0**32).astype(np.uint64)


def directions_of(points: np.ndarray) -> list[list[int]]:
    """Points 2^k - 1 and 2^k of the Gray-code order differ by direction number k."""
    rows = []
    for column in points.T:
        known = [int(column[2**k] ^ column[2**k - 1]) for k in range(BITS)]
        rows.append(known + [0] * (32 - BITS))
    return rows


def words_of(chunk: int, directions: list[int], shift: int) -> list[int]:
    words = np.zeros(128, np.uint32)
    sobol_words(words, np.uint64(chunk), frozen(directions, np.uint32), np.uint32(shift))
    return words.tolist()


def test_without_a_shift_the_words_are_the_points_of_scipy_to_the_bit():
    points = scipy_points(40, 2**BITS)
    for dimension, directions in enumerate(directions_of(points)):
        words = [word for chunk in range(2**BITS // 128) for word in words_of(chunk, directions, 0)]
        assert words == points[:, dimension].tolist()


@examples(30)
@given(chunk=st.integers(0, 2**25 - 1), directions=st.lists(WORDS, min_size=32, max_size=32), shift=WORDS)
def test_sobol_words_equal_their_twin_for_any_chunk(chunk: int, directions: list[int], shift: int):
    assert words_of(chunk, directions, shift) == naive.sobol_words(chunk, directions, shift)


def test_any_shift_keeps_the_strata_of_a_sobol_sequence():
    directions = directions_of(scipy_points(5, 2**BITS))
    for row, shift in zip(directions, (0, 1, 2**31, 0xDEADBEEF, 2**32 - 1), strict=True):
        words = [word for chunk in range(8) for word in words_of(chunk, row, shift)]
        assert sorted(word >> 22 for word in words) == list(range(1024))


@examples(20)
@given(streams=st.lists(KEYS, min_size=1, max_size=5), key=KEYS)
def test_the_shift_of_a_stream_is_a_function_of_seed_and_stream(streams: list[tuple[int, int]], key: tuple[int, int]):
    shifts = np.zeros(len(streams), np.uint32)
    low, high = (frozen([stream[half] for stream in streams], np.uint32) for half in (0, 1))
    digital_shifts(shifts, low, high, np.uint32(key[0]), np.uint32(key[1]))
    assert shifts.tolist() == [naive.digital_shift(stream, key) for stream in streams]
