"""Ranks, for rank correlations."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats, Integers, PackedWords, Words
from riskmc.kernels._constants import BLOCK_CHUNKS, LANES
from riskmc.kernels._jit import inlined, kernel
from riskmc.kernels.arrays import Events, Streams, Workspace
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.marginals import Marginals
from riskmc.kernels.sampling import prepare_block

_DIGIT_MASK = np.uint64(2047)
_LOAD_BITS = np.uint64(32)
_LOAD_MASK = np.uint64(0xFFFFFFFF)
_N_DIGITS = 2048
_SIGN = np.uint32(0x80000000)


@kernel
def duration_rows(
    first_task: int, iterations: int, marginals: Marginals, events: Events, streams: Streams, work: Workspace,
    rows: Floats,
) -> None:  # fmt: skip
    """Draw the durations of a few tasks again, for the first ``iterations`` of a run.

    Parameters
    ----------
    first_task : int
        The tasks are ``first_task`` and those after it, as many as ``rows`` has room for.
    iterations : int
    marginals, events, streams, work
        As for a block.
    rows : ndarray(float64, ndim=2), shape (n, at least iterations rounded up to a multiple of LANES), written
        Working minutes.
    """
    durations = work.durations
    n_chunks = (iterations + LANES - 1) // LANES
    n_rows = rows.shape[0]
    for chunk in range(n_chunks):
        if chunk % BLOCK_CHUNKS == 0:
            prepare_block(chunk // BLOCK_CHUNKS, streams, work)
        sample_chunk(chunk, first_task, first_task + n_rows, marginals, events, streams, work)
        for row in range(n_rows):
            for lane in range(LANES):
                rows[row, chunk * LANES + lane] = durations[row * LANES + lane]


@inlined
def sort_packed(packed: PackedWords, spare: PackedWords, counts: Integers) -> None:
    """Sort packed words by their upper halves, stably, by three passes over digits of eleven bits.

    Parameters
    ----------
    packed : ndarray(uint64), shape (n,), sorted in place
        A 32-bit key above a 32-bit load.
    spare : ndarray(uint64), shape (n,), scratch
    counts : ndarray(int64), shape (2048,), scratch
    """
    n = packed.shape[0]
    for digit in range(3):
        shift = np.uint64(32 + 11 * digit)
        source = spare if digit == 1 else packed
        target = packed if digit == 1 else spare
        for d in range(_N_DIGITS):
            counts[d] = 0
        for i in range(n):
            counts[np.int64((source[i] >> shift) & _DIGIT_MASK)] += 1
        total = np.int64(0)
        for d in range(_N_DIGITS):
            here = counts[d]
            counts[d] = total
            total += here
        for i in range(n):
            word = source[i]
            place = np.int64((word >> shift) & _DIGIT_MASK)
            target[counts[place]] = word
            counts[place] += 1
    for i in range(n):
        packed[i] = spare[i]


@kernel
def rank_products(
    bits: Words, centred_ranks: Floats, packed: PackedWords, spare: PackedWords, counts: Integers, sums: Floats
) -> None:
    """Rank each row and sum its centred ranks against given ones; ties get the mean of their ranks.

    Parameters
    ----------
    bits : ndarray(uint32, ndim=2), shape (n_rows, n)
        The values in single precision, seen as words; equal words are ties.
    centred_ranks : ndarray(float64), shape (n,)
        Ranks of the other variable less their mean.
    packed, spare, counts
        Scratch, see :func:`sort_packed`.
    sums : ndarray(float64, ndim=2), shape (n_rows, 2), written
        Sum of products of centred ranks, and sum of squares of the row's own.
    """
    n = centred_ranks.shape[0]
    middle = 0.5 * (n - 1)
    for row in range(bits.shape[0]):
        for i in range(n):
            word = bits[row, i]
            key = np.uint32(~word) if word & _SIGN else np.uint32(word | _SIGN)
            packed[i] = (np.uint64(key) << _LOAD_BITS) | np.uint64(i)
        sort_packed(packed, spare, counts)
        product = 0.0
        square = 0.0
        begin = 0
        while begin < n:
            end = begin + 1
            tied = packed[begin] >> _LOAD_BITS
            while end < n and packed[end] >> _LOAD_BITS == tied:
                end += 1
            rank = 0.5 * (begin + end - 1) - middle
            for i in range(begin, end):
                product += rank * centred_ranks[np.int64(packed[i] & _LOAD_MASK)]
                square += rank * rank
            begin = end
        sums[row, 0] = product
        sums[row, 1] = square
