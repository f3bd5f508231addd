"""Correlation matrices: whether one can be, the nearest that can, its root, and what a pair may be beside others."""

from __future__ import annotations

import math

import numpy as np

from riskmc._typing import Floats

NOT_NEGATIVE = 1e-9
"""An eigenvalue above minus this is rounding, not a matrix that cannot be."""

_STEPS = 200
_DUST = 1e-12


def smallest_eigenvalue(matrix: Floats) -> tuple[float, Floats]:
    """Return the smallest eigenvalue of a symmetric matrix, and its eigenvector, ndarray(float64), shape (n,)."""
    values, vectors = np.linalg.eigh(matrix)
    return float(values[0]), np.asarray(vectors[:, 0], np.float64)


def is_feasible(matrix: Floats) -> bool:
    """Tell whether a symmetric matrix is positive semi-definite, but for rounding."""
    return smallest_eigenvalue(matrix)[0] >= -NOT_NEGATIVE


def lower_root(matrix: Floats) -> Floats:
    """Return the lower triangle L with L L' equal to a positive semi-definite matrix (Cholesky).

    Parameters
    ----------
    matrix : ndarray(float64, ndim=2), shape (n, n)
        Its eigenvalues may be 0, or below by rounding.

    Returns
    -------
    ndarray(float64, ndim=2), shape (n, n)
        The squares of each row add up to the diagonal.

    Examples
    --------
    >>> lower_root(np.array([[1.0, 1.0], [1.0, 1.0]])).tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    n = matrix.shape[0]
    root = np.zeros((n, n))
    for column in range(n):
        rest = matrix[column:, column] - root[column:, :column] @ root[column, :column]
        if rest[0] > _DUST:
            root[column:, column] = rest / math.sqrt(rest[0])
    squares = (root**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(squares > 0.0, np.sqrt(np.diag(matrix) / squares), 0.0)
    scaled: Floats = root * scale[:, None]
    return scaled


def nearest_correlation(matrix: Floats) -> Floats:
    """Return the correlation matrix that is nearest to a symmetric matrix in the Frobenius norm.

    The problem is that of N. J. Higham ("Computing the nearest correlation matrix - a problem from finance", IMA J.
    Numer. Anal. 22, 2002), the method the quadratically convergent one of H. Qi and D. Sun ("A quadratically convergent
    Newton method for computing the nearest correlation matrix", SIAM J. Matrix Anal. Appl. 28, 2006).

    Parameters
    ----------
    matrix : ndarray(float64, ndim=2), shape (n, n)
        Symmetric, with ones on its diagonal.

    Returns
    -------
    ndarray(float64, ndim=2), shape (n, n)
        Positive semi-definite with a diagonal of 1; the matrix itself where it is a correlation matrix.

    Examples
    --------
    >>> np.round(nearest_correlation(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])), 4)[0].tolist()
    [1.0, 0.7607, 0.1573]
    """
    if smallest_eigenvalue(matrix)[0] >= 0.0:
        return matrix.copy()
    n = matrix.shape[0]
    shift = np.zeros(n)
    value, gradient, values, vectors = _dual(matrix, shift)
    for _ in range(_STEPS):
        size = float(np.linalg.norm(gradient))
        if size <= 1e-13 * n:
            break
        step = _newton_step(values, vectors, gradient)
        slope = float(gradient @ step)
        length = 1.0
        while True:
            trial = _dual(matrix, shift + length * step)
            if trial[0] <= value + 1e-4 * length * slope + 1e-15 * abs(value) or length < 1e-6:
                break
            length *= 0.5
        is_worse = float(np.linalg.norm(trial[1])) >= size and size <= 1e-9
        if is_worse:
            break
        shift = shift + length * step
        value, gradient, values, vectors = trial
    positive = (vectors * np.maximum(values, 0.0)) @ vectors.T
    scale = 1.0 / np.sqrt(np.diag(positive))
    nearest = positive * scale[:, None] * scale
    np.fill_diagonal(nearest, 1.0)
    symmetric: Floats = np.clip(0.5 * (nearest + nearest.T), -1.0, 1.0)
    return symmetric


def _dual(matrix: Floats, shift: Floats) -> tuple[float, Floats, Floats, Floats]:
    """Return the dual function of Qi and Sun, its gradient, and the eigenvalues and vectors of the shifted matrix."""
    values, vectors = np.linalg.eigh(matrix + np.diag(shift))
    positive = np.maximum(values, 0.0)
    gradient = ((vectors * positive) * vectors).sum(axis=1) - 1.0
    return 0.5 * float(positive @ positive) - float(shift.sum()), gradient, values, vectors


def _newton_step(values: Floats, vectors: Floats, gradient: Floats) -> Floats:
    """Solve the generalized Jacobian for the step by conjugate gradients with a diagonal preconditioner."""
    positive = np.maximum(values, 0.0)
    gap = values[:, None] - values
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (positive[:, None] - positive) / gap
    is_positive = values > 0.0
    same = (is_positive[:, None] & is_positive).astype(float)
    weights = np.where(np.abs(gap) > 1e-14, ratio, same)
    tiny = min(1e-3, 0.1 * float(np.linalg.norm(gradient))) * 1e-3

    def product(direction: Floats) -> Floats:
        inner = vectors.T @ (direction[:, None] * vectors)
        moved: Floats = ((vectors @ (weights * inner)) * vectors).sum(axis=1) + tiny * direction
        return moved

    squares = vectors**2
    preconditioner = np.maximum((squares @ weights * squares).sum(axis=1), 1e-8)
    step, residual = np.zeros_like(gradient), -gradient
    conditioned = residual / preconditioner
    direction, size = conditioned.copy(), float(residual @ conditioned)
    goal = 1e-3 * min(1.0, float(np.linalg.norm(gradient))) * float(np.linalg.norm(gradient))
    for _ in range(_STEPS):
        if float(np.linalg.norm(residual)) <= goal:
            break
        moved = product(direction)
        length = size / float(direction @ moved)
        step += length * direction
        residual = residual - length * moved
        conditioned = residual / preconditioner
        before, size = size, float(residual @ conditioned)
        direction = conditioned + size / before * direction
    return step


def feasible_range(matrix: Floats, first: int, second: int) -> tuple[float, float] | None:
    """Return between what the correlation of two members can lie where all other correlations stay.

    Parameters
    ----------
    matrix : ndarray(float64, ndim=2), shape (n, n)
    first, second : int

    Returns
    -------
    (float, float) or None
        None where the others alone cannot be.

    Examples
    --------
    >>> low, high = feasible_range(np.array([[1.0, 0.9, 0.0], [0.9, 1.0, 0.9], [0.0, 0.9, 1.0]]), 0, 2)
    >>> round(low, 6), round(high, 6)
    (0.62, 1.0)
    """
    others = [place for place in range(matrix.shape[0]) if place not in (first, second)]
    if not others:
        return -1.0, 1.0
    for left_out in (first, second):
        kept = [place for place in range(matrix.shape[0]) if place != left_out]
        if not is_feasible(matrix[np.ix_(kept, kept)]):
            return None
    rest = np.linalg.pinv(matrix[np.ix_(others, others)], hermitian=True)
    a, b = matrix[first, others], matrix[second, others]
    middle = float(a @ rest @ b)
    room = math.sqrt(max(1.0 - float(a @ rest @ a), 0.0) * max(1.0 - float(b @ rest @ b), 0.0))
    return max(middle - room, -1.0), min(middle + room, 1.0)
