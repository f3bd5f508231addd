"""The probability-impact matrix: each scored risk in its cell, and the ranks that follow from the scores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from riskmc.analysis.scoring_records import Position, ScoredRisk
from riskmc.model.scoring import Scoring, ToleranceBand

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Kind", "MatrixCell", "MatrixRank", "RiskMatrix", "When", "matrix_frame", "matrix_ranks", "risk_matrix"]

Kind = Literal["threat", "opportunity"]
When = Literal["now", "before", "after"]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One pair of levels.

    Attributes
    ----------
    probability, impact : str
        Levels.
    score : float
    tolerance : {"low", "medium", "high"}
    is_beyond_appetite : bool
    risks : tuple of ScoredRisk
        In the order of the plan.
    """

    probability: str
    impact: str
    score: float
    tolerance: ToleranceBand
    is_beyond_appetite: bool
    risks: tuple[ScoredRisk, ...]


@dataclass(frozen=True, slots=True)
class MatrixRank:
    """The place of a risk by its score.

    Attributes
    ----------
    best, worst : int
        From 1; risks of one score share their places.
    """

    best: int
    worst: int

    @property
    def middle(self) -> float:
        """The mean of the places that it shares."""
        return 0.5 * (self.best + self.worst)


@dataclass(frozen=True, slots=True)
class RiskMatrix:
    """The risks of one kind in the matrix.

    Attributes
    ----------
    kind : {"threat", "opportunity"}
    by : str
        The kind of impact, or ``overall``.
    names : tuple of str
        Levels, the lowest first.
    cells : tuple of tuple of MatrixCell
        A row for each level of probability, a column for each of impact, the lowest first.
    moves : tuple of ScoredRisk
        Those that their responses move to another cell.
    """

    kind: Kind
    by: str
    names: tuple[str, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    moves: tuple[ScoredRisk, ...]

    @property
    def count(self) -> int:
        """How many risks are in the matrix."""
        return sum(len(cell.risks) for row in self.cells for cell in row)

    @property
    def risks(self) -> tuple[ScoredRisk, ...]:
        """The risks of the matrix, the highest score first, then in the order of the plan."""
        cells = [cell for row in self.cells for cell in row]
        placed = [(-cell.score, risk.index, risk) for cell in cells for risk in cell.risks]
        return tuple(risk for _, _, risk in sorted(placed, key=lambda item: item[:2]))

    def count_of(self, tolerance: ToleranceBand) -> int:
        """Return how many risks lie in a band of tolerance."""
        return sum(len(cell.risks) for row in self.cells for cell in row if cell.tolerance == tolerance)


def risk_matrix(
    risks: Sequence[ScoredRisk], scoring: Scoring, *, by: str = "overall", kind: Kind = "threat", when: When = "now"
) -> RiskMatrix:
    """Lay scored risks out as a matrix.

    Parameters
    ----------
    risks : sequence of ScoredRisk
    scoring : Scoring
    by : str
        What the scores are of.
    kind : {"threat", "opportunity"}
        Those of the other kind are left out.
    when : {"now", "before", "after"}
        In which scenario.
    """
    placed: dict[tuple[str, str], list[ScoredRisk]] = {}
    own = [risk for risk in risks if risk.kind == kind]
    for risk in own:
        position = position_of(risk, when)
        if position is not None:
            placed.setdefault(position.cell, []).append(risk)
    cells = tuple(
        tuple(_cell(scoring, probability, impact, placed.get((probability, impact), [])) for impact in scoring.names)
        for probability in scoring.names
    )
    return RiskMatrix(kind, by, scoring.names, cells, tuple(risk for risk in own if risk.has_moved))


def position_of(risk: ScoredRisk, when: When) -> Position | None:
    """Return where a risk stands in a scenario."""
    return {"now": risk.now, "before": risk.before, "after": risk.after}[when]


def _cell(scoring: Scoring, probability: str, impact: str, risks: Sequence[ScoredRisk]) -> MatrixCell:
    score = scoring.score(probability, impact)
    return MatrixCell(
        probability, impact, score, scoring.tolerance_of(score), score >= scoring.appetite_score, tuple(risks)
    )


def matrix_ranks(risks: Sequence[ScoredRisk], when: When = "now") -> dict[str, MatrixRank]:
    """Return the place of each risk that has a score, by its id; threats and opportunities have places of their own.

    Parameters
    ----------
    risks : sequence of ScoredRisk
    when : {"now", "before", "after"}
    """
    found: dict[str, MatrixRank] = {}
    for kind in ("threat", "opportunity"):
        scores = {r.id: p.score for r in risks if r.kind == kind and (p := position_of(r, when)) is not None}
        found |= shared_places(scores, lambda mine, other: other > mine)
    return found


def shared_places(values: dict[str, float], is_before: Callable[[float, float], bool]) -> dict[str, MatrixRank]:
    """Return the places of values, those that are equal sharing theirs.

    Examples
    --------
    >>> shared_places({"a": 6.0, "b": 9.0, "c": 6.0}, lambda mine, other: other > mine)["a"]
    MatrixRank(best=2, worst=3)
    """
    return {
        name: MatrixRank(
            1 + sum(is_before(mine, other) for other in values.values()),
            len(values) - sum(is_before(other, mine) for other in values.values()),
        )
        for name, mine in values.items()
    }


def matrix_frame(risks: Sequence[ScoredRisk]) -> pd.DataFrame:
    """Build the table behind the matrix.

    Parameters
    ----------
    risks : sequence of ScoredRisk

    Returns
    -------
    DataFrame
        Indexed by risk id, in plan order: ``title``, ``kind``, ``status``, ``owner``, ``category``; for ``now``,
        ``before`` and ``after`` the columns ``..._probability``, ``..._impact`` (levels), ``..._chance`` (share),
        ``..._decided_by`` (kind of impact), ``..._score``, ``..._tolerance``; ``rank`` (best of the shared places,
        now), and ``left_out`` (why it has no place).
    """
    import pandas as pd

    ranks = matrix_ranks(risks)
    rows = []
    for risk in risks:
        row: dict[str, object] = {
            name: getattr(risk, name) for name in ("title", "kind", "status", "owner", "category")
        }
        for when in ("now", "before", "after"):
            row |= {f"{when}_{name}": value for name, value in _columns(position_of(risk, when)).items()}
        row["rank"] = ranks[risk.id].best if risk.id in ranks else None
        rows.append({**row, "left_out": risk.left_out})
    return pd.DataFrame(rows, index=pd.Index([risk.id for risk in risks], name="id", dtype=object))


def _columns(position: Position | None) -> dict[str, object]:
    if position is None:
        return dict.fromkeys(("probability", "impact", "chance", "decided_by", "score", "tolerance"))
    return {
        "probability": position.probability, "impact": position.impact, "chance": position.chance,
        "decided_by": position.kind, "score": position.score, "tolerance": position.tolerance,
    }  # fmt: skip
