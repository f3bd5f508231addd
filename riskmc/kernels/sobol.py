"""Sobol sequences by address: the point of an iteration without the points before it.

Points are taken in Gray-code order (I. A. Antonov and V. M. Saleev, "An economic method of computing LP-tau sequences",
USSR Comput. Math. Math. Phys. 19, 1979): the word of iteration n is the exclusive or of the direction numbers that
belong to the bits of ``n ^ (n >> 1)``, and of a digital shift that the seed and the stream give, which makes it
unbiased.
"""

from __future__ import annotations

import numpy as np

from riskmc._typing import Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.philox import PURPOSE_SHIFT, philox4x32

_LANE_BITS = LANES.bit_length() - 1


@kernel
def digital_shifts(shifts: Words, low: Words, high: Words, key_0: np.uint32, key_1: np.uint32) -> None:
    """Write the digital shift of every stream: ndarray(uint32), shape (n_streams,)."""
    for stream in range(low.shape[0]):
        shift, _, _, _ = philox4x32(
            np.uint32(0), PURPOSE_SHIFT, np.uint32(low[stream]), np.uint32(high[stream]),
            np.uint32(key_0), np.uint32(key_1),
        )  # fmt: skip
        shifts[stream] = shift


@inlined
def sobol_words(words: Words, chunk: np.uint64, directions: Words, shift: np.uint32) -> None:
    """Write the Sobol words of one stream for one chunk of iterations.

    Parameters
    ----------
    words : ndarray(uint32), shape (LANES,), written
    chunk : uint64
        Number of the chunk, iteration // LANES.
    directions : ndarray(uint32), shape (32,)
        Direction numbers of the stream's dimension.
    shift : uint32
        Digital shift of the stream.
    """
    first = np.uint64(chunk) * np.uint64(LANES)
    gray = first ^ (first >> np.uint64(1))
    word = np.uint32(shift)
    for bit in range(32):
        if (gray >> np.uint64(bit)) & np.uint64(1):
            word = np.uint32(word ^ directions[bit])
    words[0] = word
    # The Gray code is a reflection: code(2^(k+1) - 1 - j) differs from code(j) in bit k alone.
    for bit in range(_LANE_BITS):
        direction = directions[bit]
        filled = np.uint64(1) << np.uint64(bit)
        mirror = filled + filled - np.uint64(1)
        for j in range(np.uint64(0), filled):
            words[mirror - j] = np.uint32(words[j] ^ direction)
