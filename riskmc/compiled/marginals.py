"""From distributions to rows of the marginals array, with a table where one is needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from riskmc._typing import Floats, Floats32
from riskmc.compiled import standards
from riskmc.compiled.splines import fit
from riskmc.compiled.standards import Standard
from riskmc.errors import Location, PlanError, Problem
from riskmc.kernels.axis import AXIS_END, tail_probability
from riskmc.kernels.marginals import (
    EXP_SPLINE,
    EXPONENTIAL,
    FIXED,
    SPLINE,
    STEPS,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    Marginals,
)
from riskmc.model import distributions as d
from riskmc.model.quantities import Quantity

Measure = Callable[[Quantity], float]

_NEGLIGIBLE: Final = 1e-10
"""A chance below zero that no iteration would meet."""


@dataclass(frozen=True)
class Marginal:
    """One random quantity, ready for the arrays.

    Attributes
    ----------
    method : int
        Code of :mod:`riskmc.kernels.marginals`.
    location, scale, shape : float
    mean : float
        In the unit of the quantity.
    standard : Standard, optional
        Its shape, where it needs a table.
    steps : ndarray(float64, ndim=2), shape (2, n), optional
        Cumulative probabilities and values.
    """

    method: int
    location: float = 0.0
    scale: float = 1.0
    shape: float = 0.0
    mean: float = 0.0
    standard: Standard | None = None
    steps: Floats | None = None


def fixed(value: float) -> Marginal:
    """Return a value that is certain."""
    return Marginal(FIXED, value, 0.0, 0.0, value)


def marginal_of(distribution: d.Distribution, measure: Measure, subject: str, *, floor: float | None) -> Marginal:
    """Turn a distribution into a marginal.

    Parameters
    ----------
    distribution : Distribution
    measure : callable
        Turns its quantities into numbers of one unit.
    subject : str
        Whose it is, for problems: ``task 'piling'``.
    floor : float, optional
        Value below which it is cut off: 0 for durations and factors.

    Raises
    ------
    PlanError
        Where a metalog through the stated percentiles is no distribution, or a shape is too irregular for a table.
    """
    marginal = _BUILDERS[type(distribution)](distribution, measure, subject)
    return marginal if floor is None else _cut(marginal, floor)


def _spread(standard: Standard, location: float, scale: float) -> Marginal:
    if scale == 0.0:
        return fixed(location)
    return Marginal(SPLINE, location, scale, 0.0, location + scale * standard.mean, standard)


def _fixed(dist: d.Fixed, measure: Measure, subject: str) -> Marginal:
    return fixed(measure(dist.value))


def _uniform(dist: d.Uniform, measure: Measure, subject: str) -> Marginal:
    low, high = measure(dist.low), measure(dist.high)
    return fixed(low) if low == high else Marginal(UNIFORM, low, high - low, 0.0, 0.5 * (low + high))


def _triangle(low: float, mode: float, high: float) -> Marginal:
    if low == high:
        return fixed(mode)
    return Marginal(TRIANGULAR, low, high - low, (mode - low) / (high - low), (low + mode + high) / 3.0)


def _triangular(dist: d.Triangular, measure: Measure, subject: str) -> Marginal:
    return _triangle(measure(dist.low), measure(dist.mode), measure(dist.high))


def _trigen(dist: d.Trigen, measure: Measure, subject: str) -> Marginal:
    low, mode, high = measure(dist.low), measure(dist.mode), measure(dist.high)
    first, last = (percent / 100.0 for percent in dist.percentiles)
    bottom, top = standards.triangle_through(low, mode, high, first, last)
    return _triangle(bottom, mode, top)


def _pert(dist: d.Pert, measure: Measure, subject: str) -> Marginal:
    low, mode, high = measure(dist.low), measure(dist.mode), measure(dist.high)
    if low == high:
        return fixed(mode)
    place = (mode - low) / (high - low)
    return _spread(standards.beta(1.0 + dist.shape * place, 1.0 + dist.shape * (1.0 - place)), low, high - low)


def _beta(dist: d.Beta, measure: Measure, subject: str) -> Marginal:
    low = measure(dist.low)
    return _spread(standards.beta(dist.alpha, dist.beta), low, measure(dist.high) - low)


def _scores(points: Sequence[tuple[float, Quantity]], values: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard deviation of the normal through two percentiles."""
    from scipy.special import ndtri

    (first, _), (last, _) = points
    low, high = float(ndtri(first / 100.0)), float(ndtri(last / 100.0))
    sd = (values[1] - values[0]) / (high - low)
    return values[0] - sd * low, sd


def _normal(dist: d.Normal, measure: Measure, subject: str) -> Marginal:
    if dist.percentiles is not None:
        mean, sd = _scores(dist.percentiles, [measure(value) for _, value in dist.percentiles])
    else:
        assert dist.mean is not None
        assert dist.sd is not None
        mean, sd = measure(dist.mean), measure(dist.sd)
    return _spread(standards.normal(), mean, sd)


def _lognormal(dist: d.Lognormal, measure: Measure, subject: str) -> Marginal:
    if dist.three_points is not None:
        return _lognormal_through(*(measure(point) for point in dist.three_points))
    if dist.percentiles is not None:
        mu, sigma = _scores(dist.percentiles, [math.log(measure(value)) for _, value in dist.percentiles])
    else:
        assert dist.mean is not None
        assert dist.sd is not None
        mean = measure(dist.mean)
        sigma = math.sqrt(math.log1p((measure(dist.sd) / mean) ** 2))
        mu = math.log(mean) - sigma**2 / 2.0
    if sigma == 0.0:
        return fixed(math.exp(mu))
    return _shifted_lognormal(0.0, sigma, math.exp(mu))


def _lognormal_through(low: float, mode: float, high: float) -> Marginal:
    if low == high:
        return fixed(mode)
    sigma, scale, is_mirrored = standards.lognormal_through(low, mode, high)
    if is_mirrored:
        return _spread(standards.mirrored(standards.lognormal(sigma)), high, scale)
    return _shifted_lognormal(low, sigma, scale)


def _shifted_lognormal(location: float, sigma: float, scale: float) -> Marginal:
    if sigma > 1.5:
        mean = location + scale * math.exp(sigma**2 / 2.0)
        return Marginal(EXP_SPLINE, location, scale, 0.0, mean, standards.log_of_lognormal(sigma))
    return _spread(standards.lognormal(sigma), location, scale)


def _gamma(dist: d.Gamma, measure: Measure, subject: str) -> Marginal:
    if dist.shape is not None:
        assert dist.scale is not None
        return _spread(standards.gamma(dist.shape), 0.0, measure(dist.scale))
    assert dist.mean is not None
    assert dist.sd is not None
    mean, sd = measure(dist.mean), measure(dist.sd)
    if sd == 0.0:
        return fixed(mean)
    return _spread(standards.gamma((mean / sd) ** 2), 0.0, sd**2 / mean)


def _weibull(dist: d.Weibull, measure: Measure, subject: str) -> Marginal:
    location, scale = measure(dist.location), measure(dist.scale)
    mean = location + scale * math.gamma(1.0 + 1.0 / dist.shape)
    return Marginal(WEIBULL, location, scale, 1.0 / dist.shape, mean)


def _exponential(dist: d.Exponential, measure: Measure, subject: str) -> Marginal:
    location, mean = measure(dist.location), measure(dist.mean)
    return Marginal(EXPONENTIAL, location, mean - location, 0.0, mean)


def _discrete(dist: d.Discrete, measure: Measure, subject: str) -> Marginal:
    return _steps([measure(value) for value in dist.values], list(dist.probabilities))


def _empirical(dist: d.Empirical, measure: Measure, subject: str) -> Marginal:
    return _steps([measure(value) for value in dist.values], [1.0] * len(dist.values))


def _steps(values: list[float], weights: list[float]) -> Marginal:
    order = sorted(range(len(values)), key=values.__getitem__)
    cumulative = np.cumsum([weights[i] for i in order])
    cumulative /= cumulative[-1]
    cumulative[-1] = 1.0
    ordered = np.array([values[i] for i in order])
    mean = float(np.dot(values, weights)) / math.fsum(weights)
    return Marginal(STEPS, 0.0, 1.0, 0.0, mean, steps=np.vstack([cumulative, ordered]))


def _percentiles(dist: d.Percentiles, measure: Measure, subject: str) -> Marginal:
    probabilities = [percent / 100.0 for percent, _ in dist.points]
    values = [measure(value) for _, value in dist.points]
    low = None if dist.low is None else measure(dist.low)
    high = None if dist.high is None else measure(dist.high)
    unit = max(values[-1] - values[0], 1e-300)
    scaled = [(value - values[0]) / unit for value in values]
    ends = [None if end is None else (end - values[0]) / unit for end in (low, high)]
    if dist.method == "monotone":
        return _spread(standards.monotone(probabilities, scaled, *ends), values[0], unit)
    standard = standards.metalog(probabilities, scaled, *ends)
    if standard is None:
        raise PlanError(
            [
                Problem(
                    Location(),
                    subject,
                    f"no metalog goes through {dist.describe()}: its curve falls somewhere",
                    "write percentiles that a metalog can meet",
                    "or write method: monotone, which goes through any rising percentiles",
                )
            ]
        )
    return _spread(standard, values[0], unit)


_BUILDERS: dict[type[d.Distribution], Callable[..., Marginal]] = {
    d.Fixed: _fixed, d.Uniform: _uniform, d.Triangular: _triangular, d.Trigen: _trigen, d.Pert: _pert, d.Beta: _beta,
    d.Normal: _normal, d.Lognormal: _lognormal, d.Gamma: _gamma, d.Weibull: _weibull, d.Exponential: _exponential,
    d.Discrete: _discrete, d.Empirical: _empirical, d.Percentiles: _percentiles,
}  # fmt: skip


def _cut(marginal: Marginal, floor: float) -> Marginal:
    """Cut a marginal off at the floor where it has a chance worth the name of lying below."""
    standard = marginal.standard
    if marginal.method == TRIANGULAR and marginal.location < floor:
        standard = standards.triangular(marginal.shape)
    elif marginal.method != SPLINE or standard is None or marginal.scale <= 0.0:
        return marginal
    relative = (floor - marginal.location) / marginal.scale
    first = np.array([-AXIS_END])
    if float(standard.quantile(tail_probability(first), first)[0]) >= relative:
        return marginal
    below = standards.chance_below(standard, relative)
    if below <= _NEGLIGIBLE:
        return marginal
    return _spread(standards.cut_at(standard, relative, below), marginal.location, marginal.scale)


def marginals_of(rows: Sequence[Marginal], subjects: Sequence[str]) -> Marginals:
    """Lay marginals out as arrays; equal shapes share a table.

    Parameters
    ----------
    rows : sequence of Marginal
    subjects : sequence of str
        Whose each is, for problems.

    Raises
    ------
    PlanError
        Where a shape is too irregular for a table.
    """
    parameters = np.array([[row.location, row.scale, row.shape] for row in rows], np.float64).reshape(-1, 3)
    tables = np.zeros((len(rows), 3), np.int64)
    placed: dict[tuple[object, ...], tuple[int, int]] = {}
    coefficients: list[Floats32] = []
    steps: list[Floats] = []
    n_coefficients = n_steps = 0
    problems: list[Problem] = []
    for index, row in enumerate(rows):
        tables[index, 0] = row.method
        if row.standard is not None:
            key = row.standard.key
            if key not in placed:
                table = row.standard.table() if row.standard.table else fit(row.standard.quantile)
                if table is None:
                    what = "its distribution is too irregular to be tabled within the promised error"
                    problems.append(Problem(Location(), subjects[index], what, "write a smoother distribution"))
                    continue
                placed[key] = (n_coefficients, table.size - 2)
                coefficients.append(table)
                n_coefficients += table.size
            tables[index, 1:] = placed[key]
        elif row.steps is not None:
            tables[index, 1:] = (n_steps, row.steps.shape[1])
            steps.append(row.steps)
            n_steps += row.steps.shape[1]
    if problems:
        raise PlanError(problems)
    return Marginals(
        parameters,
        tables,
        np.concatenate(coefficients) if coefficients else np.zeros(3, np.float32),
        np.concatenate(steps, axis=1) if steps else np.ones((2, 1)),
    )
