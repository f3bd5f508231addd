"""Random words: the published generator, at the address that is promised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.philox import philox4x32, philox_words, random_words
from tests import naive
from tests.strategies import KEYS, WORDS, examples

# Known answers of Philox4x32-10 from the file kat_vectors of the Random123 distribution (D. E. Shaw Research).
KNOWN = [
    ([0, 0, 0, 0], (0, 0), [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([2**32 - 1] * 4, (2**32 - 1, 2**32 - 1), [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        (0xA4093822, 0x299F31D0),
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


def enciphered(counters: list[list[int]], key: tuple[int, int]) -> list[list[int]]:
    out = np.zeros((len(counters), 4), np.uint32)
    philox_words(np.array(counters, np.uint32), np.uint32(key[0]), np.uint32(key[1]), out)
    return out.tolist()


def words_of(chunk: int, stream: tuple[int, int], key: tuple[int, int]) -> list[int]:
    words = np.zeros(128, np.uint32)
    random_words(words, np.uint64(chunk), *(np.uint32(half) for half in (*stream, *key)))
    return words.tolist()


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_known_answers_of_random123(counter: list[int], key: tuple[int, int], expected: list[int]):
    assert enciphered([counter], key) == [expected]
    assert naive.philox4x32(counter, key) == expected
    assert [int(w) for w in philox4x32(*(np.uint32(half) for half in (*counter, *key)))] == expected


@examples(50)
@given(counters=st.lists(st.lists(WORDS, min_size=4, max_size=4), min_size=1, max_size=20), key=KEYS)
def test_philox_equals_its_twin_for_any_counter_and_key(counters: list[list[int]], key: tuple[int, int]):
    assert enciphered(counters, key) == naive.philox_words(counters, key)


@examples(30)
@given(chunk=st.integers(0, 2**27 - 1), stream=KEYS, key=KEYS)
def test_a_random_word_is_a_function_of_seed_stream_and_iteration(
    chunk: int, stream: tuple[int, int], key: tuple[int, int]
):
    assert words_of(chunk, stream, key) == naive.random_words(chunk, stream, key)


def test_words_of_neighbouring_chunks_differ():
    words = [word for chunk in range(64) for word in words_of(chunk, (1, 2), (3, 4))]
    # A collision among 8,192 words of 32 bits has a chance of 0.8 %; three of them, of 1e-7.
    assert len(words) - len(set(words)) < 3


def test_each_half_of_seed_and_stream_counts():
    base = words_of(0, (1, 2), (3, 4))
    others = [words_of(0, stream, key) for stream, key in
              [((2, 2), (3, 4)), ((1, 3), (3, 4)), ((1, 2), (4, 4)), ((1, 2), (3, 5)), ((2, 1), (3, 4))]]  # fmt: skip
    assert all(other != base for other in others)
