"""Ranks and concordant pairs, for rank correlations and for what a task does to the finish."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from riskmc._typing import Floats, Integers, PackedWords, Words
from riskmc.kernels._jit import inlined, kernel

_DIGIT_MASK = np.uint64(2047)
_LOAD_BITS = np.uint64(32)
_LOAD_MASK = np.uint64(0xFFFFFFFF)
_N_DIGITS = 2048
_SIGN = np.uint32(0x80000000)


class Other(NamedTuple):
    """The variable that rows are held against: the finish of the project.

    Attributes
    ----------
    centred_ranks : ndarray(float64), shape (n,)
        Its ranks less their mean.
    deviations : ndarray(float64), shape (n,)
        Its values less their mean.
    order : ndarray(int64), shape (m,), m <= n
        Ranks from 0 among its first m values, equal where tied, for counting pairs.
    tail : ndarray(float64), shape (1,)
        How many of the smallest, and of the largest, values of a row make a tail; 0 .. n / 2, not whole as a rule.
    """

    centred_ranks: Floats
    deviations: Floats
    order: Integers
    tail: Floats


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


@inlined
def count_concordance(packed: PackedWords, other: Integers, tree: Integers, sums: Floats) -> None:
    """Count the pairs of iterations in which two variables move the same way, less those in which they are opposed.

    The iterations are met in the order of the one variable; a tree of cumulative counts (P. M. Fenwick, Softw. Pract.
    Exp. 24, 1994) tells how many met so far have a lower rank in the other.

    Parameters
    ----------
    packed : ndarray(uint64), shape (n,)
        Sorted keys of the one variable above the iteration.
    other : ndarray(int64), shape (m,), m <= n
        Ranks of the other variable from 0, equal where tied; iterations from m on are passed over.
    tree : ndarray(int64), shape (m + 1,), scratch
    sums : ndarray(float64), shape (2,), written
        Concordant less discordant pairs, and pairs that are not tied in the one variable.
    """
    n = packed.shape[0]
    m = other.shape[0]
    for i in range(m + 1):
        tree[i] = 0
    balance = 0
    untied = 0
    met = 0
    begin = 0
    while begin < n:
        tied = packed[begin] >> _LOAD_BITS
        end = begin
        while end < n and packed[end] >> _LOAD_BITS == tied:
            iteration = np.int64(packed[end] & _LOAD_MASK)
            if iteration < m:
                below = 0
                place = other[iteration]
                while place > 0:
                    below += tree[place]
                    place &= place - 1
                up_to = 0
                place = other[iteration] + 1
                while place > 0:
                    up_to += tree[place]
                    place &= place - 1
                balance += below - (met - up_to)
                untied += met
            end += 1
        for i in range(begin, end):
            iteration = np.int64(packed[i] & _LOAD_MASK)
            if iteration < m:
                met += 1
                place = other[iteration] + 1
                while place <= m:
                    tree[place] += 1
                    place += place & -place
        begin = end
    sums[0] = balance
    sums[1] = untied


@kernel
def rank_products(
    bits: Words, other: Other, packed: PackedWords, spare: PackedWords, counts: Integers, tree: Integers, sums: Floats
) -> None:
    """Rank each row, and sum it up against another variable: by ranks, where the row is in a tail, and pair by pair.

    Ties get the mean of their ranks, and share alike where a tail cuts through them.

    Parameters
    ----------
    bits : ndarray(uint32, ndim=2), shape (n_rows, n)
        The values in single precision, seen as words; equal words are ties.
    other : Other
        The other variable, n iterations.
    packed, spare, counts
        Scratch, see :func:`sort_packed`.
    tree
        Scratch, see :func:`count_concordance`.
    sums : ndarray(float64, ndim=2), shape (n_rows, 8), written
        Sum of products of centred ranks, and sum of squares of the row's own; sum of deviations and of their squares
        where the row is smallest, and the same where it is largest; concordant less discordant pairs, and untied pairs.
    """
    centred_ranks = other.centred_ranks
    deviations = other.deviations
    tail = other.tail[0]
    n = centred_ranks.shape[0]
    middle = 0.5 * (n - 1)
    for row in range(bits.shape[0]):
        for i in range(n):
            word = bits[row, i]
            key = np.uint32(~word) if word & _SIGN else np.uint32(word | _SIGN)
            packed[i] = (np.uint64(key) << _LOAD_BITS) | np.uint64(i)
        sort_packed(packed, spare, counts)
        for statistic in range(6):
            sums[row, statistic] = 0.0
        begin = 0
        while begin < n:
            end = begin + 1
            tied = packed[begin] >> _LOAD_BITS
            while end < n and packed[end] >> _LOAD_BITS == tied:
                end += 1
            rank = 0.5 * (begin + end - 1) - middle
            total = 0.0
            square = 0.0
            for i in range(begin, end):
                iteration = np.int64(packed[i] & _LOAD_MASK)
                sums[row, 0] += rank * centred_ranks[iteration]
                sums[row, 1] += rank * rank
                total += deviations[iteration]
                square += deviations[iteration] * deviations[iteration]
            low = (min(float(end), tail) - begin) / (end - begin)
            high = (end - max(float(begin), n - tail)) / (end - begin)
            if low > 0.0:
                sums[row, 2] += low * total
                sums[row, 3] += low * square
            if high > 0.0:
                sums[row, 4] += high * total
                sums[row, 5] += high * square
            begin = end
        count_concordance(packed, other.order, tree, sums[row, 6:])
