"""Between the correlation of normal scores and what it makes of ranks and of occurrences, under both copulas."""

from __future__ import annotations

import functools
import math

import numpy as np
from scipy import special

from riskmc._typing import Floats
from riskmc.model.correlation import normal_of_rank, rank_of_normal

_NODES = 48
_REACH = 6.5


def rank_from_normal(normal: float, freedom: int | None) -> float:
    """Return Spearman's correlation of two members.

    Parameters
    ----------
    normal : float
        Correlation of the normal scores; under a t copula of those beneath the scale.
    freedom : int, optional
        Degrees of freedom of the t copula; None for the Gaussian one.

    Examples
    --------
    >>> round(rank_from_normal(0.5, None), 4), round(rank_from_normal(0.5, 4), 4), rank_from_normal(1.0, 4)
    (0.4826, 0.469, 1.0)
    """
    if freedom is None or abs(normal) >= 1.0 or normal == 0.0:
        return rank_of_normal(normal)
    return _rank_under_t(round(normal, 12), freedom)


def normal_from_rank(rank: float, freedom: int | None) -> float:
    """Return the correlation of normal scores that gives two members a rank correlation, within 1e-9.

    Parameters
    ----------
    rank : float
    freedom : int, optional
        As for :func:`rank_from_normal`.

    Examples
    --------
    >>> round(normal_from_rank(0.5, None), 6), round(normal_from_rank(0.5, 4), 3)
    (0.517638, 0.532)
    """
    if freedom is None or abs(rank) >= 1.0 or rank == 0.0:
        return normal_of_rank(rank)
    return _inverse(rank, freedom)


@functools.lru_cache(maxsize=65_536)
def _rank_under_t(normal: float, freedom: int) -> float:
    cosines, weights = _triples(freedom)
    return 6.0 / math.pi * float(np.arcsin(normal * cosines) @ weights)


@functools.lru_cache(maxsize=4096)
def _inverse(rank: float, freedom: int) -> float:
    from scipy.optimize import brentq

    found = brentq(lambda normal: rank_from_normal(normal, freedom) - rank, -1.0, 1.0, xtol=1e-10)
    return float(found)


@functools.lru_cache(maxsize=8)
def _triples(freedom: int) -> tuple[Floats, Floats]:
    """Return v1 / sqrt((v1 + v2) (v1 + v3)) for three independent squared scales, with weights that add up to 1.

    Spearman's correlation is 3 P((X1 - X2) (Y1 - Y3) > 0) - 3 P(... < 0) for three independent pairs (W. H. Kruskal, J.
    Amer. Statist. Assoc. 53, 1958). Given the scales the differences are normal with this times the correlation.
    """
    squares, weights = squared_scales(freedom)
    first = squares[:, None] / (squares[:, None] + squares)
    cosines = np.sqrt(first[:, :, None] * first[:, None, :])
    joint = weights[:, None, None] * weights[:, None] * weights
    return cosines.ravel(), joint.ravel()


def squared_scales(freedom: int) -> tuple[Floats, Floats]:
    """Return values of degrees of freedom over a chi-square, and weights that integrate over them."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    scores = _REACH * nodes
    weights = weights * np.exp(-0.5 * scores**2)
    squares: Floats = freedom / special.chdtri(freedom, special.ndtr(scores))
    return squares, weights / weights.sum()


def both_below(first: float, second: float, normal: float, freedom: int | None) -> float:
    """Return the chance that both of two members fall below given chances of their own.

    Parameters
    ----------
    first, second : float
        In 0..1: how often each falls below its threshold.
    normal : float
        Correlation of the normal scores.
    freedom : int, optional
        Degrees of freedom of the t copula; None for the Gaussian one.

    Examples
    --------
    >>> round(both_below(0.5, 0.5, 0.5, None), 6)
    0.333333
    """
    if min(first, second) <= 0.0 or max(first, second) >= 1.0:
        return first * second
    if normal >= 1.0:
        return min(first, second)
    if normal <= -1.0:
        return max(first + second - 1.0, 0.0)
    if freedom is None:
        return float(normal_orthant(special.ndtri(first), special.ndtri(second), normal))
    squares, weights = squared_scales(freedom)
    roots = 1.0 / np.sqrt(squares)
    a, b = special.stdtrit(freedom, first) * roots, special.stdtrit(freedom, second) * roots
    return float(normal_orthant(a, b, normal) @ weights)


def normal_orthant(a: Floats, b: Floats, normal: float) -> Floats:
    """Return the chance that two standard normal variates of a correlation inside -1..1 lie below a and below b.

    R. L. Plackett's integral over the correlation (Biometrika 41, 1954), with its arc sine as the variable.
    """
    nodes, weights = np.polynomial.legendre.leggauss(96)
    angles = 0.5 * math.asin(normal) * (nodes + 1.0)
    a, b = np.asarray(a, float)[..., None], np.asarray(b, float)[..., None]
    sines = np.sin(angles)
    density = np.exp(-(a * a - 2.0 * a * b * sines + b * b) / (2.0 * np.cos(angles) ** 2))
    integral = (density * weights).sum(axis=-1) * (0.5 * math.asin(normal) / (2.0 * math.pi))
    chance: Floats = special.ndtr(a[..., 0]) * special.ndtr(b[..., 0]) + integral
    return chance
