"""The quantile axis: a coordinate on which quantile functions are smooth.

A uniform number u maps to ``v = sign(u - 1/2) * sqrt(-log2(4 u (1 - u)))``. That stretches both tails about as the
normal quantile does, so that the quantile function of every common family is a smooth, slowly bending function of v,
and few equally spaced knots describe it, tails included. The logarithm is a polynomial in single precision; its error
moves v by less than 2e-6. No step depends on a mathematical library, so the axis is the same on every machine.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from riskmc._typing import Floats, Floats32, Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined

AXIS_END: Final = 5.57
"""The axis runs from -5.57 to 5.57; the outermost words lie at +-sqrt(31) = +-5.5678."""

_ONE = np.float32(1.0)
_HALF = np.float32(0.5)
_FOUR = np.float32(4.0)
_ZERO = np.float32(0.0)
_WORD_SCALE = np.float32(2.0**-32)
_SIGNED_SCALE = np.float32(2.0**-31)
_TOP_BIT = np.uint32(0x80000000)
_SQRT_HALF_BITS = np.uint32(0x3F3504F3)
_REBASE = np.uint32(0x3F800000 - 0x3F3504F3)
_MANTISSA = np.uint32(0x007FFFFF)
_EXPONENT_SHIFT = np.uint32(23)
_BIAS = np.float32(127.0)
_CENTRE_END = np.float32(0.29)

# -log2(1 - z) / z on [0, 0.3], within 2e-8.
_C0, _C1, _C2, _C3, _C4, _C5, _C6 = (
    np.float32(c)
    for c in (
        1.4426950216293335, 0.7213427424430847, 0.4811462461948395, 0.35591211915016174,
        0.33127716183662415, 0.050806235522031784, 0.5849430561065674,
    )
)  # fmt: skip
# log2(1 + f) / f on [sqrt(1/2) - 1, sqrt(2) - 1], within 3e-7.
_L0, _L1, _L2, _L3, _L4, _L5, _L6, _L7 = (
    np.float32(c)
    for c in (
        1.442694902420044, -0.721352756023407, 0.4809240400791168, -0.36024197936058044,
        0.28707560896873474, -0.24882180988788605, 0.2342098504304886, -0.14620353281497955,
    )
)  # fmt: skip


@inlined
def quantile_axis(words: Words, bits: Words, floats: Floats32) -> None:
    """Map uniform words to the quantile axis.

    Parameters
    ----------
    words : ndarray(uint32), shape (LANES,)
    bits, floats : ndarray(uint32) and ndarray(float32), shape (2 * LANES,) or more
        Two views of the same memory. The second lane of ``floats`` receives the places on the axis: strictly between
        -AXIS_END and AXIS_END, non-decreasing in the word up to rounding. The first lane is scratch.
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        word = words[i]
        tail_word = np.uint32(~word) if word & _TOP_BIT else word
        tail = (np.float32(tail_word) + _HALF) * _WORD_SCALE
        floats[i] = _FOUR * tail * (_ONE - tail)
    for i in range(np.uint64(0), lanes):
        shifted = np.uint32(bits[i] + _REBASE)
        floats[lanes + i] = np.float32(shifted >> _EXPONENT_SHIFT) - _BIAS
        bits[i] = np.uint32((shifted & _MANTISSA) + _SQRT_HALF_BITS)
    for i in range(np.uint64(0), lanes):
        f = floats[i] - _ONE
        logarithm = floats[lanes + i] + f * (
            _L0 + f * (_L1 + f * (_L2 + f * (_L3 + f * (_L4 + f * (_L5 + f * (_L6 + f * _L7))))))
        )
        centred = (np.float32(np.int32(words[i] ^ _TOP_BIT)) + _HALF) * _SIGNED_SCALE
        z = centred * centred
        series = _C0 + z * (_C1 + z * (_C2 + z * (_C3 + z * (_C4 + z * (_C5 + z * _C6)))))
        is_central = z <= _CENTRE_END
        root = np.float32(math.sqrt(series if is_central else max(-logarithm, _ZERO)))
        side = centred if is_central else (_ONE if centred > _ZERO else -_ONE)
        floats[lanes + i] = side * root


def tail_probability(axis: Floats) -> Floats:
    """Return the smaller of u and 1 - u at places of the quantile axis, exactly.

    Parameters
    ----------
    axis : ndarray(float64)
        Any places on the axis.

    Returns
    -------
    ndarray(float64), same shape
        u where ``axis <= 0``, else 1 - u; in (0, 1/2].

    Examples
    --------
    >>> import numpy as np
    >>> tail_probability(np.array([0.0, -1.0, 1.0])).round(6).tolist()
    [0.5, 0.146447, 0.146447]
    """
    y = np.exp2(-(axis**2))
    # 4 w (1 - w) = y, solved for the smaller root without cancellation.
    root: Floats = np.sqrt(-np.expm1(-(axis**2) * np.log(2.0)))
    smaller: Floats = y / (2.0 * (1.0 + root))
    return smaller
