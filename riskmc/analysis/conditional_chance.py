"""The chance that something is met, given the value of a signal: its curve, and where it falls below a level.

The chance m(s) = P(met | S = s) is only taken to fall as the signal rises (or to rise with it): nothing else is said of
its shape, so that steps, as a window that closes makes them, and values that many iterations share do no harm.

*The curve* is the isotonic regression of met or not on the signal: of all curves that fall the likeliest (M. Ayer,
H. D. Brunk, G. M. Ewing, W. T. Reid and E. Silverman, "An empirical distribution function for sampling with incomplete
information", Annals of Mathematical Statistics 26, 1955).

*Intervals* are by likelihood ratios: a value s stands as the place where the chance falls below a level, or a level c
as the chance at s, unless the likeliest curve that agrees with it is less likely than the curve by too much
(M. Banerjee and J. A. Wellner, "Likelihood ratio tests for monotone functions", Annals of Statistics 29, 2001). How
much is too much depends on whether the signal is smooth, or comes in a few values: the larger of both is taken, so that
the confidence is at least what is said (0.63 of chi-squared is the most that the quantiles of a smooth signal come to,
from 50 % on; a chance of a few values is bounded on one side for the place, and on both for the chance).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np

from riskmc._typing import Flags, Floats, Integers
from riskmc.result.estimates import CONFIDENCE, ProbabilityEstimate

__all__ = ["ChanceCurve", "Crossing", "Place", "chance_curve"]

Place = Literal["crossed", "always_below", "never_below"]

EDGE: Final = 20
"""Iterations at an end of the curve that, alone, do not tell that it crosses a level there."""

_SMOOTH = 0.63
_STEPS = 40
_BINS = 20
_ROUNDING = 1e-12

Blocks = tuple[Floats, Floats]
"""Iterations that were met, and iterations, of the pieces on which a curve is flat, in the order of the signal."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the chance falls below a level.

    Attributes
    ----------
    level : float
    place : {"crossed", "always_below", "never_below"}
    value : float
        The last value with at least this chance: beyond it the chance is lower. Infinite, on the good side, where it is
        always below; where it never is, the value of the samples that lies last on the bad side.
    low, high : float
        Its interval; infinite where the samples leave that side open.
    confidence : float
    """

    level: float
    place: Place
    value: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True)
class ChanceCurve:
    """The chance that something is met, given a signal.

    Attributes
    ----------
    values : ndarray(float64), shape (n_values,)
        The values that the signal took, rising.
    counts, met : ndarray(int64), shape (n_values,)
        In how many iterations it took each, and in how many of them what is wanted was met.
    falls : bool
        Whether the chance falls as the signal rises.
    """

    values: Floats
    counts: Integers
    met: Integers
    falls: bool

    @cached_property
    def chance(self) -> Floats:
        """The chance at each value: ndarray(float64), shape (n_values,)."""
        fit = _fit(self._met, self._counts)
        heights = np.repeat(fit[0] / fit[1], np.diff(_edges(fit, self._counts)))
        return heights if self.falls else heights[::-1]

    @property
    def iterations(self) -> int:
        """Iterations that it rests on."""
        return int(self.counts.sum())

    @property
    def _met(self) -> Floats:
        return (self.met if self.falls else self.met[::-1]).astype(np.float64)

    @property
    def _counts(self) -> Floats:
        return (self.counts if self.falls else self.counts[::-1]).astype(np.float64)

    def at(self, value: float, confidence: float = CONFIDENCE) -> ProbabilityEstimate:
        """Return the chance at a value with its interval; beyond the samples that of the last of them.

        Between two values of the samples it is that of the one on the better side.

        Parameters
        ----------
        value : float
        confidence : float
            In (0, 1).
        """
        side: Literal["left", "right"] = "right" if self.falls else "left"
        place = int(np.searchsorted(self.values, value, side=side)) - (1 if self.falls else 0)
        place = min(max(place, 0), self.values.size - 1)
        inner = place if self.falls else self.values.size - 1 - place
        chance = float(self.chance[place])
        ratio = _Ratio(self._met, self._counts, inner)
        most = _chi_squared(confidence)
        low, high = (_edge(ratio, chance, end, most) for end in (0.0, 1.0))
        return ProbabilityEstimate(chance, low, high, confidence)

    def crossing(self, level: float, confidence: float = CONFIDENCE) -> Crossing:
        """Find where the chance falls below a level.

        Parameters
        ----------
        level, confidence : float
            In (0, 1).

        Examples
        --------
        >>> signal = np.arange(1000.0)
        >>> found = chance_curve(signal, signal < 600).crossing(0.5)
        >>> found.place, found.value, found.low <= 599.0 <= found.high
        ('crossed', 599.0, True)
        """
        met, counts, size = self._met, self._counts, self.values.size
        good = int(np.count_nonzero(self.chance >= level - _ROUNDING))
        most = max(_chi_squared(max(2.0 * confidence - 1.0, 0.0)), _SMOOTH * _chi_squared(confidence))
        first = _last_allowed(met, counts, level, good, 0, most)
        last = _last_allowed(met, counts, level, good, size, most)
        # At its ends the curve follows single iterations: a few beyond the last good value say nothing against "never".
        beyond, within = counts[good:].sum(), counts[:good].sum()
        if beyond < EDGE:
            good = last = size
        elif within < EDGE:
            good = first = 0
        place: Place = "always_below" if good == 0 else "never_below" if good == size else "crossed"
        # One good value more than `last` is refused: the interval reaches up to that value.
        open_end = math.inf if last == size else self._value(last + 1)
        ends = self._value(first), open_end if self.falls else -open_end if math.isinf(open_end) else open_end
        return Crossing(level, place, self._value(good), min(ends), max(ends), confidence)

    def is_steady(self) -> bool:
        """Tell whether the samples agree with a chance that only falls (or only rises) with the signal.

        The shares of `_BINS` groups of neighbours are held against the curve that is fitted to them; for one that falls
        twice the log of the likelihood ratio is at most chi-squared with one degree of freedom fewer than groups, and
        it is refused one time in ten thousand.
        """
        from scipy.special import chdtri

        ends = np.cumsum(self._counts)
        group = np.minimum((ends - 1.0) * _BINS / ends[-1], _BINS - 1).astype(np.int64)
        met, counts = (np.bincount(group, part, _BINS).astype(np.float64) for part in (self._met, self._counts))
        met, counts = met[counts > 0.0], counts[counts > 0.0]
        ratio = 2.0 * (_likelihood((met, counts)) - _likelihood(_fit(met, counts)))
        return bool(ratio <= chdtri(max(counts.size - 1.0, 1.0), 1e-4))

    def _value(self, good: int) -> float:
        """Return the last of so many good values; an infinity on the good side for none."""
        if good == 0:
            return -math.inf if self.falls else math.inf
        return float(self.values[good - 1 if self.falls else self.values.size - good])


def chance_curve(signal: Floats, met: Flags, *, falls: bool = True) -> ChanceCurve:
    """Estimate the chance that something is met, given the value of a signal.

    Parameters
    ----------
    signal : ndarray(float64), shape (iterations,)
        Finite.
    met : ndarray(bool), shape (iterations,)
    falls : bool
        Whether the chance falls as the signal rises, or rises with it.

    Examples
    --------
    >>> curve = chance_curve(np.repeat([1.0, 2.0], 100), np.repeat([True, False], [150, 50]))
    >>> curve.chance.tolist()
    [1.0, 0.5]
    """
    values, place = np.unique(signal, return_inverse=True)
    counts = np.bincount(place, minlength=values.size).astype(np.int64)
    hits = np.bincount(place[met], minlength=values.size).astype(np.int64)
    return ChanceCurve(values, counts, hits, falls)


def _fit(met: Floats, counts: Floats) -> Blocks:
    """Return the pieces of the likeliest curve that falls."""
    from scipy.optimize import isotonic_regression

    if counts.size == 0:
        return np.zeros(0), np.zeros(0)
    edges = isotonic_regression(met / counts, weights=counts, increasing=False).blocks[:-1]
    return np.add.reduceat(met, edges), np.add.reduceat(counts, edges)


def _edges(blocks: Blocks, counts: Floats) -> Integers:
    """Return with which value each piece begins, and the number of values."""
    ends = np.concatenate([[0.0], np.cumsum(counts)])
    starts = np.concatenate([[0.0], np.cumsum(blocks[1])])
    return np.searchsorted(ends, starts).astype(np.int64)


def _likelihood(blocks: Blocks, least: float = 0.0, most: float = 1.0) -> float:
    """Return the log likelihood of a curve that is clipped between two chances."""
    from scipy.special import xlog1py, xlogy

    met, counts = blocks
    chance = np.clip(met / counts, least, most)
    return float((xlogy(met, chance) + xlog1py(counts - met, -chance)).sum())


def _last_allowed(met: Floats, counts: Floats, level: float, good: int, end: int, most: float) -> int:
    """Return how many good values, from `good` towards `end`, the samples leave standing."""
    best = _likelihood(_fit(met, counts))

    def is_allowed(split: int) -> bool:
        left, right = _fit(met[:split], counts[:split]), _fit(met[split:], counts[split:])
        return 2.0 * (best - _likelihood(left, least=level) - _likelihood(right, most=level)) <= most

    if good == end or is_allowed(end):
        return end
    allowed, refused = good, end
    while abs(refused - allowed) > 1:
        middle = (allowed + refused) // 2
        if is_allowed(middle):
            allowed = middle
        else:
            refused = middle
    return allowed


class _Ratio:
    """Likelihood ratio of the curve to the likeliest that takes a chance at one value."""

    def __init__(self, met: Floats, counts: Floats, place: int) -> None:
        self.left = _fit(met[:place], counts[:place])
        self.right = _fit(met[place + 1 :], counts[place + 1 :])
        self.own: Blocks = met[place : place + 1], counts[place : place + 1]
        self.best = _likelihood(_fit(met, counts))

    def __call__(self, chance: float) -> float:
        parts = (
            _likelihood(self.left, least=chance), _likelihood(self.own, chance, chance),
            _likelihood(self.right, most=chance),
        )  # fmt: skip
        return 2.0 * (self.best - sum(parts))


def _edge(ratio: _Ratio, chance: float, end: float, most: float) -> float:
    """Return the chance, from `chance` towards `end`, up to which the ratio stays within `most`."""
    if chance == end or ratio(end) <= most:
        return end
    inside, outside = chance, end
    for _ in range(_STEPS):
        middle = 0.5 * (inside + outside)
        if ratio(middle) <= most:
            inside = middle
        else:
            outside = middle
    return outside


def _chi_squared(confidence: float) -> float:
    """Return the quantile of chi-squared with one degree of freedom."""
    from scipy.special import chdtri

    return float(chdtri(1.0, 1.0 - confidence))
