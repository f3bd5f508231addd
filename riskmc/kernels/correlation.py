"""Correlated words: the words of several streams are given a Gaussian or a t copula, and are uniform words again.

Each word of a linked stream becomes a normal score, the scores are mixed with common factors and with one another, and
the mixture becomes a word. Under a t copula the mixture is first multiplied by a scale that the members of a component
share. A word becomes a score by the rational functions PPND7 of M. J. Wichura ("Algorithm AS 241", J. R. Stat. Soc. C
37, 1988), right to 2e-7 of its size. A score becomes a chance by the normal density times a polynomial in 1 / (1 + pz),
right to 2e-10 of the smaller tail down to the last word. A t variate becomes a score by the transform of D. L. Wallace
("Bounds on normal approximations to Student's and the chi-square distributions", Ann. Math. Statist. 30, 1959), which
a polynomial corrects. All is in double precision, lane by lane, and calls no mathematical library but for the scale.
"""

from __future__ import annotations

import math

import numpy as np

from riskmc._typing import Floats, PackedWords, Words
from riskmc.kernels._constants import LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Streams, Workspace
from riskmc.kernels.axis import quantile_axis
from riskmc.kernels.marginals import spline_lane
from riskmc.kernels.sampling import stream_words

SCORE_END = 6.7
"""Scores beyond lie in the last word of either side."""

WALLACE_END = 6.7
"""Where the polynomial that corrects Wallace's transform ends; t variates beyond lie in the last word."""

_UNIT = 2.0**-32
_TOP_BIT = np.uint32(0x80000000)
_HALF_WORDS = 2147483647.0
_ROOT_BITS = np.uint64(0x3FE6A09E667F3BCD)
_REBASE = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
_MANTISSA = np.uint64(0x000FFFFFFFFFFFFF)
_EXPONENT_SHIFT = np.uint64(52)
_LN2 = 0.6931471805599453
_HALF_LOG2_E = 0.7213475204444817

# Wichura (1988), PPND7: the centre, and the tails.
_A0, _A1, _A2, _A3 = 3.3871327179, 50.434271938, 159.29113202, 59.109374720
_B1, _B2, _B3 = 17.895169469, 78.757757664, 67.187563600
_C0, _C1, _C2, _C3 = 1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103
_D1, _D2 = 0.73700164250, 0.12021132975

# exp(z^2 / 2) Phi(-z) as a polynomial in t = 1 / (1 + p z) on [0, 6.7], within 2e-10 of its size.
_P = 0.2316419
_S0, _S1, _S2, _S3, _S4, _S5, _S6, _S7, _S8, _S9, _S10 = (
    -5.4427347962682227e-05, 0.0932637886575721, 0.0867141048883805, 0.10812482883751087, 0.036733317539529825,
    0.09038332787170947, 0.11502326300279739, -0.17473462339398899, 0.26233808658395974, -0.14453552179831208,
    0.026743855248961005,
)  # fmt: skip

# 2^f on [-1/2, 1/2]: powers of ln 2 over factorials, within 1e-11.
_E1, _E2, _E3, _E4, _E5, _E6, _E7, _E8, _E9 = (_LN2**k / math.factorial(k) for k in range(1, 10))


@inlined
def logarithms(bits: PackedWords, floats: Floats) -> None:
    """Take the natural logarithm of a lane, within 1e-13 of its size or 1e-16.

    Parameters
    ----------
    bits, floats : ndarray(uint64), ndarray(float64), shape (2 * LANES,) or more
        Two views of the same memory. The first lane holds positive normal numbers, and receives their logarithms; the
        second is scratch.
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        shifted = np.uint64(bits[i] + _REBASE)
        floats[lanes + i] = np.float64(np.int32(shifted >> _EXPONENT_SHIFT) - np.int32(1023))
        bits[i] = np.uint64((shifted & _MANTISSA) + _ROOT_BITS)
    for i in range(np.uint64(0), lanes):
        f = (floats[i] - 1.0) / (floats[i] + 1.0)
        g = f * f
        series = 1.0 / 3.0 + g * (
            1.0 / 5.0 + g * (1.0 / 7.0 + g * (1.0 / 9.0 + g * (1.0 / 11.0 + g * (1.0 / 13.0 + g * (1.0 / 15.0)))))
        )
        floats[i] = floats[lanes + i] * _LN2 + 2.0 * (f + f * (g * series))


@inlined
def normal_scores(words: Words, bits: PackedWords, floats: Floats, scores: Floats) -> None:
    """Write the normal quantiles of uniform words.

    Parameters
    ----------
    words : ndarray(uint32), shape (LANES,)
    bits, floats : ndarray(uint64), ndarray(float64), shape (2 * LANES,) or more
        Two views of the same memory, scratch.
    scores : ndarray(float64), shape (LANES,), written
        Within 2e-7 of their size.
    """
    for i in range(np.uint64(0), np.uint64(LANES)):
        word = words[i]
        smaller = np.uint32(~word) if word & _TOP_BIT else word
        floats[i] = (np.float64(smaller) + 0.5) * _UNIT
    logarithms(bits, floats)
    for i in range(np.uint64(0), np.uint64(LANES)):
        q = (np.float64(words[i]) + 0.5) * _UNIT - 0.5
        is_central = abs(q) <= 0.425
        r = 0.180625 - q * q if is_central else math.sqrt(-floats[i]) - 1.6
        top = ((_A3 * r + _A2) * r + _A1) * r + _A0 if is_central else ((_C3 * r + _C2) * r + _C1) * r + _C0
        bottom = ((_B3 * r + _B2) * r + _B1) * r + 1.0 if is_central else (_D2 * r + _D1) * r + 1.0
        size = q if is_central else (1.0 if q > 0.0 else -1.0)
        scores[i] = size * top / bottom


@inlined
def words_of_scores(scores: Floats, bits: PackedWords, floats: Floats, words: Words) -> None:
    """Write the words of normal scores: their chance times 2**32, rounded down.

    Parameters
    ----------
    scores : ndarray(float64), shape (LANES,)
    bits, floats : ndarray(uint64), ndarray(float64), shape (2 * LANES,) or more
        Two views of the same memory, scratch.
    words : ndarray(uint32), shape (LANES,), written
        The words of scores of opposite signs are one another's complement.
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        z = min(abs(scores[i]), SCORE_END)
        y = -_HALF_LOG2_E * z * z
        whole = np.int32(y - 0.5)
        f = y - np.float64(whole)
        power = 1.0 + f * (
            _E1 + f * (_E2 + f * (_E3 + f * (_E4 + f * (_E5 + f * (_E6 + f * (_E7 + f * (_E8 + f * _E9)))))))
        )
        t = 1.0 / (1.0 + _P * z)
        series = _S0 + t * (
            _S1
            + t * (_S2 + t * (_S3 + t * (_S4 + t * (_S5 + t * (_S6 + t * (_S7 + t * (_S8 + t * (_S9 + t * _S10))))))))
        )
        floats[i] = power * series
        bits[lanes + i] = np.uint64(np.uint32(whole + np.int32(1055))) << _EXPONENT_SHIFT
    for i in range(np.uint64(0), lanes):
        word = np.uint32(np.int32(min(floats[i] * floats[lanes + i], _HALF_WORDS)))
        words[i] = word if scores[i] < 0.0 else np.uint32(~word)


@inlined
def scores_of_variates(
    scores: Floats, scale: Floats, freedom: float, bend: Floats, bits: PackedWords, floats: Floats
) -> None:
    """Make t variates of normal scores, and normal scores of these with the same chance.

    Parameters
    ----------
    scores : ndarray(float64), shape (LANES,), overwritten
    scale : ndarray(float64), shape (LANES,)
        The root of the degrees of freedom over a chi-square.
    freedom : float
        Degrees of freedom.
    bend : ndarray(float64), shape (n,)
        What Wallace's transform s is to be multiplied by, as a polynomial in 2 (s / WALLACE_END)^2 - 1.
    bits, floats : ndarray(uint64), ndarray(float64), shape (2 * LANES,) or more
        Two views of the same memory, scratch.
    """
    lanes = np.uint64(LANES)
    for i in range(np.uint64(0), lanes):
        variate = scores[i] * scale[i]
        scores[i] = variate
        floats[i] = 1.0 + variate * variate / freedom
    logarithms(bits, floats)
    for i in range(np.uint64(0), lanes):
        square = min(freedom * max(floats[i], 0.0), WALLACE_END * WALLACE_END)
        root = math.sqrt(square)
        scores[i] = root if scores[i] > 0.0 else -root
        floats[i] = square * (2.0 / (WALLACE_END * WALLACE_END)) - 1.0
        floats[lanes + i] = bend[bend.shape[0] - 1]
    for power in range(bend.shape[0] - 2, -1, -1):
        coefficient = bend[power]
        for i in range(np.uint64(0), lanes):
            floats[lanes + i] = floats[lanes + i] * floats[i] + coefficient
    for i in range(np.uint64(0), lanes):
        scores[i] *= floats[lanes + i]


@kernel
def correlate_chunk(chunk: int, first_task: int, end_task: int, streams: Streams, work: Workspace) -> None:
    """Write the correlated words of one chunk into ``work.linked``.

    Members of a block whose tasks all lie outside of ``first_task`` to ``end_task`` are left out.

    Parameters
    ----------
    chunk : int
        Number of the chunk, iteration // LANES.
    first_task, end_task : int
    streams : Streams
        With its copula.
    work : Workspace
        ``linked`` is written; ``words``, ``bits``, ``floats`` and ``mixing`` are scratch.
    """
    low = streams.low
    high = streams.high
    key = streams.key
    directions = streams.directions
    shifts = streams.shifts
    sampling = streams.sampling[0]
    keys = work.keys
    words = work.words
    copula = streams.copula
    factors = work.mixing.factors
    scales = work.mixing.scales
    scores = work.mixing.scores
    mixed = work.mixing.mixed
    bits = work.mixing.bits
    floats = work.mixing.floats
    for factor in range(copula.factor_stream.shape[0]):
        stream = copula.factor_stream[factor]
        stream_words(stream, chunk, sampling, low[stream], high[stream], key, keys, directions, shifts, words)
        normal_scores(words, bits, floats, factors[factor])
    for number in range(copula.scale_stream.shape[0]):
        stream = copula.scale_stream[number]
        stream_words(stream, chunk, sampling, low[stream], high[stream], key, keys, directions, shifts, words)
        quantile_axis(words, work.bits, work.floats)
        table = copula.log_scale
        spline_lane(table.shape[0] - 2, 0, 0.0, 1.0, table, work.bits, work.floats, scales[number])
        for i in range(np.uint64(0), np.uint64(LANES)):
            scales[number, i] = math.exp(scales[number, i])
    for block in range(copula.block_ptr.shape[0] - 1):
        if copula.block_span[block, 0] >= end_task or copula.block_span[block, 1] <= first_task:
            continue
        begin = copula.block_ptr[block]
        end = copula.block_ptr[block + 1]
        for row in range(begin, end):
            stream = copula.stream[row]
            stream_words(stream, chunk, sampling, low[stream], high[stream], key, keys, directions, shifts, words)
            normal_scores(words, bits, floats, scores[row - begin])
        for row in range(begin, end):
            for i in range(np.uint64(0), np.uint64(LANES)):
                mixed[i] = 0.0
            for place in range(copula.loading_ptr[row], copula.loading_ptr[row + 1]):
                factor = copula.loading_factor[place]
                weight = copula.loading[place]
                for i in range(np.uint64(0), np.uint64(LANES)):
                    mixed[i] += weight * factors[factor, i]
            for place in range(row - begin + 1):
                weight = copula.root[copula.root_ptr[row] + place]
                for i in range(np.uint64(0), np.uint64(LANES)):
                    mixed[i] += weight * scores[place, i]
            number = copula.scale[row]
            if number >= 0:
                scores_of_variates(mixed, scales[number], copula.freedom[0], copula.bend, bits, floats)
            words_of_scores(mixed, bits, floats, work.linked[row])
