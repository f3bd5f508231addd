"""Latin hypercube sampling without state.

Each block of 1,024 consecutive iterations is one Latin hypercube: in every stream each of its 1,024 strata is visited
once, in an order that a keyed permutation of 10-bit numbers gives. The permutation is six rounds of addition of a key
(exclusive or), multiplication by an odd key, and a shift; its keys are words of the stream's own address, so that a
stratum is a pure function of (seed, stream, iteration).
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Words
from riskmc.kernels._constants import BLOCK_ITERATIONS, LANES
from riskmc.kernels._jit import inlined
from riskmc.kernels.philox import PURPOSE_STRATA, philox4x32

_MASK = np.uint32(BLOCK_ITERATIONS - 1)
_STRATUM_BITS = np.uint32(10)
_WORD_BITS = np.uint32(22)
_HALF = np.uint32(5)
_ODD = np.uint32(1)


@inlined
def stratum_keys(keys: Words, block: np.uint64, low: Words, high: Words, key_0: np.uint32, key_1: np.uint32) -> None:
    """Write the four key words of every stream's permutation for one block.

    Parameters
    ----------
    keys : ndarray(uint32, ndim=2), shape (n_streams, 4), written
    block : uint64
        Number of the block, iteration // 1024.
    low, high : ndarray(uint32), shape (n_streams,)
        Identity of each stream.
    key_0, key_1 : uint32
        The halves of the seed.
    """
    for stream in range(low.shape[0]):
        a, b, c, d = philox4x32(
            np.uint32(block), PURPOSE_STRATA, np.uint32(low[stream]), np.uint32(high[stream]),
            np.uint32(key_0), np.uint32(key_1),
        )  # fmt: skip
        keys[stream, 0] = a
        keys[stream, 1] = b
        keys[stream, 2] = c
        keys[stream, 3] = d


@inlined
def _round(x: np.uint32, addend: np.uint32, factor: np.uint32) -> np.uint32:
    x = np.uint32((x ^ addend) & _MASK)
    x = np.uint32((x * ((factor | _ODD) & _MASK)) & _MASK)
    return np.uint32(x ^ (x >> _HALF))


@inlined
def stratify(words: Words, first: np.uint64, key: Words) -> None:
    """Move the words of one chunk into their strata, in place.

    Parameters
    ----------
    words : ndarray(uint32), shape (LANES,)
        Independent words on entry; on return the upper ten bits are the stratum and the lower 22 the place inside it.
    first : uint64
        Place of the chunk's first iteration inside its block, 0 .. 1023.
    key : ndarray(uint32), shape (4,)
        The stream's keys of this block, from :func:`stratum_keys`.
    """
    key_0 = np.uint32(key[0])
    key_1 = np.uint32(key[1])
    key_2 = np.uint32(key[2])
    key_3 = np.uint32(key[3])
    lower = np.uint32(10)
    upper = np.uint32(20)
    last = np.uint32(22)
    for lane in range(np.uint64(0), np.uint64(LANES)):
        x = np.uint32(np.uint64(first) + lane)
        x = _round(x, key_0, np.uint32(key_0 >> lower))
        x = _round(x, key_1, np.uint32(key_1 >> lower))
        x = _round(x, key_2, np.uint32(key_2 >> lower))
        x = _round(x, key_3, np.uint32(key_3 >> lower))
        x = _round(x, np.uint32(key_0 >> upper), np.uint32(key_1 >> upper))
        x = _round(x, np.uint32(key_2 >> upper), np.uint32(key_3 >> upper))
        x = np.uint32((x ^ (key_1 >> last)) & _MASK)
        words[lane] = np.uint32((x << _WORD_BITS) | (words[lane] >> _STRATUM_BITS))
