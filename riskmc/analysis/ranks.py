"""Ranks of values."""

from __future__ import annotations

import numpy as np

from riskmc._typing import Floats


def average_ranks(values: Floats) -> Floats:
    """Return the rank of each value, from 1 for the smallest; those that are equal share the mean of their ranks.

    Parameters
    ----------
    values : ndarray(float64), shape (n,)

    Returns
    -------
    ndarray(float64), shape (n,)

    Examples
    --------
    >>> average_ranks(np.array([30.0, 10.0, 30.0, 20.0])).tolist()
    [3.5, 1.0, 3.5, 2.0]
    """
    # Its twin of SciPy lies in a package that takes a quarter of a second to import.
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: Floats = (np.cumsum(counts) - 0.5 * (counts - 1))[places]
    return ranks
