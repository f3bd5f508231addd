"""What the ranks of the first iterations tell: rank correlations, and what short and long tasks do to the finish."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Floats

TAIL = 0.1
"""Share of the iterations in which a task counts as shortest, or as longest."""


@dataclass(frozen=True)
class RankMeasures:
    """How each task's duration goes with the finish, by ranks; arrays in plan order, nan where either is constant.

    Attributes
    ----------
    iterations : int
        First iterations of the run that were ranked.
    spearman : ndarray(float64), shape (n_tasks,)
        Rank correlation, ties with the mean of their ranks.
    kendall : ndarray(float64), shape (n_tasks,)
        Kendall's tau-b, over the first ``kendall_iterations``.
    kendall_iterations : int
    shifts, shift_errors : ndarray(float64, ndim=2), shape (n_tasks, 2)
        Mean finish less the mean over all ranked iterations, in working minutes, in the tenth of them in which the task
        is shortest and in which it is longest; and its standard error. Ties share a tenth alike; nan where a tenth has
        fewer than 10 iterations.
    """

    iterations: int
    spearman: Floats
    kendall: Floats
    kendall_iterations: int
    shifts: Floats
    shift_errors: Floats


def spearman_error(correlation: Floats, iterations: int) -> Floats:
    """Return the standard error of Spearman's correlation: (1 - r^2) sqrt(1 + r^2 / 2) / sqrt(n - 3).

    D. G. Bonett and T. A. Wright, "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
    Psychometrika 65 (2000), on the scale of the correlation; for independent iterations.
    """
    square = correlation**2
    error: Floats = (1.0 - square) * ((1.0 + square / 2.0) / max(iterations - 3, 1)) ** 0.5
    return error


def kendall_error(correlation: Floats, iterations: int) -> Floats:
    """Return the standard error of Kendall's correlation: (1 - t^2) sqrt(0.437 / (n - 4)).

    E. C. Fieller, H. O. Hartley and E. S. Pearson, "Tests for rank correlation coefficients", Biometrika 44 (1957), on
    the scale of the correlation; for independent iterations.
    """
    error: Floats = (1.0 - correlation**2) * (0.437 / max(iterations - 4, 1)) ** 0.5
    return error
