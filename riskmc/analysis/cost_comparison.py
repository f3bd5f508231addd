"""How much dearer one run is than another, with the error of the paired difference."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc.analysis.comparison_records import ComparedRun, Comparison
from riskmc.analysis.differences import Difference, mean_difference, quantile_difference
from riskmc.result.amounts import AmountEstimate

__all__ = ["ComparedCost", "CostComparison", "CostDifference", "compare_costs"]


@dataclass(frozen=True, slots=True)
class ComparedCost:
    """What one run costs.

    Attributes
    ----------
    name : str
        Of the run.
    planned, mean, sd : float
    percentiles : tuple of AmountEstimate
        At the levels of the comparison.
    """

    name: str
    planned: float
    mean: float
    sd: float
    percentiles: tuple[AmountEstimate, ...]


@dataclass(frozen=True, slots=True)
class CostDifference:
    """How much dearer a run is than the first one.

    Attributes
    ----------
    name : str
        Of the run.
    is_paired : bool
    mean : Difference
    levels : tuple of Difference
        Of the percentiles.
    """

    name: str
    is_paired: bool
    mean: Difference
    levels: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class CostComparison:
    """The costs of runs, and how they differ from those of the first.

    Attributes
    ----------
    currency : str
        Empty where the plans name none.
    levels : tuple of float
        Percentiles.
    runs : tuple of ComparedCost
    differences : tuple of CostDifference
        Of each run after the first.
    """

    currency: str
    levels: tuple[float, ...]
    runs: tuple[ComparedCost, ...]
    differences: tuple[CostDifference, ...]


def compare_costs(comparison: Comparison) -> CostComparison | None:
    """Compare what runs cost; None where one of them costs nothing, or they have different currencies.

    Parameters
    ----------
    comparison : Comparison
        Of the same runs.
    """
    samples = [run.result.cost for run in comparison.runs]
    currencies = {found.currency for found in samples if found is not None}
    if any(found is None for found in samples) or len(currencies) != 1:
        return None
    return CostComparison(
        currencies.pop(),
        comparison.levels,
        tuple(_cost(run, comparison) for run in comparison.runs),
        tuple(_difference(comparison.first, run, comparison) for run in comparison.runs[1:]),
    )


def _cost(run: ComparedRun, comparison: Comparison) -> ComparedCost:
    samples = run.result.cost
    assert samples is not None
    estimates = tuple(samples.estimate(level, comparison.confidence) for level in comparison.levels)
    return ComparedCost(run.name, run.result.deterministic.cost or 0.0, samples.mean, samples.sd, estimates)


def _difference(first: ComparedRun, run: ComparedRun, comparison: Comparison) -> CostDifference:
    one, other = first.result.cost, run.result.cost
    assert one is not None
    assert other is not None
    n = min(first.paired_iterations, run.paired_iterations) if run.is_paired else None
    a, b = one.amounts[:n], other.amounts[:n]
    levels = tuple(
        quantile_difference(a, b, level, comparison.confidence, is_paired=run.is_paired) for level in comparison.levels
    )
    mean = mean_difference(a, b, comparison.confidence, is_paired=run.is_paired)
    return CostDifference(run.name, run.is_paired, mean, levels)
