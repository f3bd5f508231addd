"""Random words by address: Philox4x32-10.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011),
section 3.3. A 128-bit counter is enciphered under a 64-bit key; nothing is carried from one number to the next. The
counter is (position, purpose, stream low, stream high) and the key is the seed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from riskmc._typing import Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel

PURPOSE_DRAW: Final = np.uint32(0)
"""Second counter word of the numbers that are drawn."""
PURPOSE_STRATA: Final = np.uint32(1)
"""Second counter word of the keys that permute the strata of a Latin hypercube."""
PURPOSE_SHIFT: Final = np.uint32(2)
"""Second counter word of the digital shift of a Sobol sequence."""

_MULTIPLIER_0: Final = np.uint64(0xD2511F53)
_MULTIPLIER_1: Final = np.uint64(0xCD9E8D57)
_WEYL_0: Final = np.uint32(0x9E3779B9)
_WEYL_1: Final = np.uint32(0xBB67AE85)
_HALF_WORD: Final = np.uint64(32)
_QUARTER: Final = LANES // 4


@inlined
def philox4x32(c0: np.uint32, c1: np.uint32, c2: np.uint32, c3: np.uint32, k0: np.uint32, k1: np.uint32):  # type: ignore[no-untyped-def]
    """Encipher the counter ``(c0, c1, c2, c3)`` under the key ``(k0, k1)`` in ten rounds.

    Returns
    -------
    tuple of four uint32
        Words that are uniform on [0, 2**32), independent between counters and keys.
    """
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * np.uint64(c0)
        product_1 = _MULTIPLIER_1 * np.uint64(c2)
        c0 = np.uint32(np.uint32(product_1 >> _HALF_WORD) ^ c1 ^ k0)
        c2 = np.uint32(np.uint32(product_0 >> _HALF_WORD) ^ c3 ^ k1)
        c1 = np.uint32(product_1 & np.uint64(0xFFFFFFFF))
        c3 = np.uint32(product_0 & np.uint64(0xFFFFFFFF))
        k0 = np.uint32((np.uint64(k0) + np.uint64(_WEYL_0)) & np.uint64(0xFFFFFFFF))
        k1 = np.uint32((np.uint64(k1) + np.uint64(_WEYL_1)) & np.uint64(0xFFFFFFFF))
    return c0, c1, c2, c3


@kernel
def philox_words(counters: Words, key_0: np.uint32, key_1: np.uint32, out: Words) -> None:
    """Encipher many counters, for the official test vectors and for keys.

    Parameters
    ----------
    counters : ndarray(uint32, ndim=2), shape (n, 4)
    key_0, key_1 : uint32
    out : ndarray(uint32, ndim=2), shape (n, 4), written
    """
    for i in range(counters.shape[0]):
        a, b, c, d = philox4x32(
            np.uint32(counters[i, 0]), np.uint32(counters[i, 1]), np.uint32(counters[i, 2]), np.uint32(counters[i, 3]),
            np.uint32(key_0), np.uint32(key_1),
        )  # fmt: skip
        out[i, 0] = a
        out[i, 1] = b
        out[i, 2] = c
        out[i, 3] = d


@inlined
def random_words(
    words: Words, chunk: np.uint64, low: np.uint32, high: np.uint32, key_0: np.uint32, key_1: np.uint32
) -> None:
    """Write the words of one stream for one chunk of iterations.

    Iteration ``128 c + 32 w + j`` reads word ``w`` of counter position ``32 c + j``: four words of one counter lie a
    quarter of the lanes apart, which lets the loop run over lanes.

    Parameters
    ----------
    words : ndarray(uint32), shape (LANES,), written
    chunk : uint64
        Number of the chunk, iteration // LANES, below 2**27.
    low, high : uint32
        The halves of the stream's identity.
    key_0, key_1 : uint32
        The halves of the seed.
    """
    quarter = np.uint64(_QUARTER)
    first = np.uint64(chunk) * quarter
    for i in range(np.uint64(0), quarter):
        a, b, c, d = philox4x32(
            np.uint32(first + i), PURPOSE_DRAW, np.uint32(low), np.uint32(high), np.uint32(key_0), np.uint32(key_1)
        )
        words[i] = a
        words[quarter + i] = b
        words[np.uint64(2) * quarter + i] = c
        words[np.uint64(3) * quarter + i] = d
