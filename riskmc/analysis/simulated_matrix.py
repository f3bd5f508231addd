"""The simulated matrix: how often each risk occurred and what it did to the finish, and where scores say otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from riskmc.analysis.inversion_reasons import Reason, RiskFacts, facts_of, reasons_for
from riskmc.analysis.risk_matrix import MatrixRank, matrix_ranks, shared_places
from riskmc.analysis.scoring import score_risks
from riskmc.analysis.scoring_records import OVERALL, ScoredRisk
from riskmc.model.quantities import Quantity
from riskmc.result.removal import Removal, Removals

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.model.project import Project
    from riskmc.result import SimulationResult

__all__ = [
    "Inversion",
    "SimulatedMatrix",
    "SimulatedRisk",
    "simulated_frame",
    "simulated_matrix",
    "with_planned_length",
]


@dataclass(frozen=True, slots=True)
class SimulatedRisk:
    """A risk by its score and by its simulation.

    Attributes
    ----------
    risk : ScoredRisk
    removal : Removal
        What it does to the finish.
    by_score : MatrixRank
        Its places by score, shared with those of the same score.
    by_effect : MatrixRank
        The places by what it does to the percentile of the finish that the intervals leave it.
    place : int
        The best of its places by the effect as estimated.
    """

    risk: ScoredRisk
    removal: Removal
    by_score: MatrixRank
    by_effect: MatrixRank
    place: int

    @property
    def gap(self) -> int:
        """How many places lie between both ranks beyond all errors; above 0 where the score places it too high."""
        if self.by_effect.best > self.by_score.worst:
            return self.by_effect.best - self.by_score.worst
        return min(self.by_effect.worst - self.by_score.best, 0)


@dataclass(frozen=True, slots=True)
class Inversion:
    """A risk whose score and simulation place it differently, beyond what the errors of the run explain.

    Attributes
    ----------
    ranked : SimulatedRisk
    facts : RiskFacts
        Numbers of the run from which the reasons follow.
    reasons : tuple of Reason
        The most telling first; at least one.
    """

    ranked: SimulatedRisk
    facts: RiskFacts
    reasons: tuple[Reason, ...]

    @property
    def is_overrated(self) -> bool:
        """Whether the score places the risk higher than the simulation does."""
        return self.ranked.gap > 0

    @property
    def places(self) -> int:
        """How far apart the ranks are at the least."""
        return abs(self.ranked.gap)


@dataclass(frozen=True, slots=True)
class SimulatedMatrix:
    """The risks of a plan by score and by simulation.

    Attributes
    ----------
    level : float
        0.8 for P80.
    confidence : float
        Of the intervals.
    iterations : int
    by : str
        What the scores are of.
    scored : tuple of ScoredRisk
        All risks, in the order of the plan.
    rows : tuple of SimulatedRisk
        Those that have a place in the matrix: threats, then opportunities, each by their effect.
    inversions : tuple of Inversion
        The widest gap first.
    """

    level: float
    confidence: float
    iterations: int
    by: str
    scored: tuple[ScoredRisk, ...]
    rows: tuple[SimulatedRisk, ...]
    inversions: tuple[Inversion, ...]


def with_planned_length(result: SimulationResult) -> Project:
    """Return the project of a result, with the planned duration by which shares of it become amounts."""
    project = result.project
    if project.planned_length is not None:
        return project
    return project.model_copy(
        update={"planned_length": planned_length(result.timeline.days(result.deterministic.finish))}
    )


def planned_length(days: float) -> Quantity:
    """Return a number of working days as an amount."""
    return Quantity(days, "d")


def simulated_matrix(result: SimulationResult, removals: Removals, by: str = OVERALL) -> SimulatedMatrix:
    """Hold the scores of the risks against what each of them did in the run.

    Two risks change places beyond the errors where the intervals of their effects do not meet, which is rarer than the
    confidence of the intervals says.

    Parameters
    ----------
    result : SimulationResult
    removals : Removals
        Of this result, from :func:`riskmc.remove_risks`.
    by : str
        What the scores are of: a kind of impact, or ``overall``.
    """
    project = with_planned_length(result)
    scored = score_risks(project, by)
    removal_of = {row.id: row for row in removals.rows}
    ranks = matrix_ranks(scored)
    rows = [row for kind in ("threat", "opportunity") for row in _ranked(scored, ranks, removal_of, kind)]
    inverted = sorted((row for row in rows if row.gap), key=lambda row: (-abs(row.gap), -_middles(row), row.risk.index))
    facts = {row.risk.id: facts_of(result, project, row.risk, row.removal) for row in rows}
    inversions = tuple(
        Inversion(
            row,
            facts[row.risk.id],
            reasons_for(row.risk, row.by_score, facts, gap=row.gap, level=removals.level),
        )
        for row in inverted
    )
    return SimulatedMatrix(
        removals.level, removals.confidence, removals.iterations, by, scored, tuple(rows), inversions
    )


def _middles(row: SimulatedRisk) -> float:
    return abs(row.by_effect.middle - row.by_score.middle)


def _ranked(
    scored: Sequence[ScoredRisk], ranks: Mapping[str, MatrixRank], removals: Mapping[str, Removal], kind: str
) -> list[SimulatedRisk]:
    own = [risk for risk in scored if risk.kind == kind and risk.id in ranks]
    sign = -1.0 if kind == "opportunity" else 1.0
    effects = {risk.id: sign * removals[risk.id].days for risk in own}
    ends = {risk.id: _interval(removals[risk.id], sign) for risk in own}
    places = shared_places(effects, lambda mine, other: other > mine)
    found = [
        SimulatedRisk(risk, removals[risk.id], ranks[risk.id], _certain_places(risk.id, ends), places[risk.id].best)
        for risk in own
    ]
    return sorted(found, key=lambda row: (-effects[row.risk.id], row.risk.index))


def _interval(removal: Removal, sign: float) -> tuple[float, float]:
    """Return the ends of an effect in its direction; without an error it may be anything."""
    if math.isnan(removal.low_days):
        return -math.inf, math.inf
    low, high = sorted((sign * removal.low_days, sign * removal.high_days))
    return low, high


def _certain_places(identity: str, ends: Mapping[str, tuple[float, float]]) -> MatrixRank:
    low, high = ends[identity]
    above = sum(other_low > high for other_low, _ in ends.values())
    below = sum(other_high < low for _, other_high in ends.values())
    return MatrixRank(1 + above, len(ends) - below)


def simulated_frame(matrix: SimulatedMatrix) -> pd.DataFrame:
    """Build the table behind the simulated matrix.

    Parameters
    ----------
    matrix : SimulatedMatrix

    Returns
    -------
    DataFrame
        Indexed by risk id, threats by their effect, then opportunities: ``title``, ``kind``, ``occurred`` (share);
        ``days`` (percentile of the finish with all risks less that without this one, working days) with ``low_days``
        and ``high_days``; ``mean_days`` (the same of the mean finish) with ``mean_low_days`` and ``mean_high_days``;
        ``unmoved`` (why it needed no run); ``place`` by effect with ``place_low`` and ``place_high``; ``score``,
        ``tolerance``, ``score_place`` with ``score_place_worst``; and ``gap``: places between both beyond the errors,
        above 0 where the score is too high.
    """
    import pandas as pd

    rows = [{**_of_risk(row.risk), **_of_removal(row.removal), **_of_places(row)} for row in matrix.rows]
    return pd.DataFrame(rows, index=pd.Index([row.risk.id for row in matrix.rows], name="id", dtype=object))


def _of_risk(risk: ScoredRisk) -> dict[str, object]:
    score = math.nan if risk.now is None else risk.now.score
    return {"title": risk.title, "kind": risk.kind, "score": score, "tolerance": risk.now.tolerance if risk.now else ""}


def _of_removal(removal: Removal) -> dict[str, object]:
    names = (
        "occurred", "days", "low_days", "high_days", "mean_days", "mean_low_days", "mean_high_days", "unmoved",
    )  # fmt: skip
    return {name: getattr(removal, name) for name in names}


def _of_places(row: SimulatedRisk) -> dict[str, object]:
    return {
        "place": row.place, "place_low": row.by_effect.best, "place_high": row.by_effect.worst,
        "score_place": row.by_score.best, "score_place_worst": row.by_score.worst, "gap": row.gap,
    }  # fmt: skip
