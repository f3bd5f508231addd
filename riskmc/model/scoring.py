"""Scoring: levels of probability and impact, the bands of numbers behind them, and the score that two levels give."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, model_validator

from riskmc.model._record import Fault, Number, Record, did_you_mean, raise_faults, shown
from riskmc.model._scoring_parts import (
    BUILT_IN_KINDS,
    LEVEL_NAMES,
    PROBABILITY_EDGES,
    SCALES,
    Edges,
    as_impacts,
    as_levels,
    as_numbers,
    as_probability_edges,
    as_table,
    level_word,
)
from riskmc.model.distributions import Distribution, Uniform
from riskmc.model.quantities import Quantity

__all__ = ["BUILT_IN_KINDS", "Edges", "Scoring", "Tolerance", "ToleranceBand", "Values", "level_word"]

ToleranceBand = Literal["low", "medium", "high"]
"""Low: accepted as it is (green). Medium: to be watched (amber). High: to be dealt with (red)."""

Numbers = Annotated[tuple[float, ...] | None, PlainValidator(as_numbers)]

_HIGH_SHARE = 0.6


class Values(Record):
    """The numbers that stand for the levels where a score is a product.

    Parameters
    ----------
    probability, impact : tuple of float, optional
        One for each level, the lowest first; 1, 2, 3 ... by default.
    """

    probability: Numbers = None
    impact: Numbers = None


class Tolerance(Record):
    """From which scores a risk is medium, and from which it is high; below it is low.

    Parameters
    ----------
    medium, high : float
    """

    medium: Number
    high: Number

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not 0 <= self.medium <= self.high:
            what = f"medium {self.medium:g} and high {self.high:g} are in the wrong order"
            raise_faults([Fault((), "", what, "write {medium: 5, high: 15}: the scores from which they hold")])
        return self


def _as_mapping(value: object) -> object:
    return {} if value is None else value


class Scoring(Record):
    """How risks are scored: the levels, the bands behind them, and the scores of their pairs.

    Threats and opportunities are mirrored: the same scales hold for the size of a loss and of a gain.

    Parameters
    ----------
    levels : {3, 5} or tuple of str
        low, medium, high; the same with very low and very high; or names of your own, the lowest first. 5 by default.
    probability : tuple of float, optional
        Ends of the bands, one more than levels. A number on an end belongs to the lower level.
    impacts : mapping of str to tuple
        Scales by kind of impact: ends of the bands (``schedule`` in working time or in % of the planned duration of the
        project, ``cost`` in money or in % of the budget, kinds of your own in any unit), or words for each level. The
        kinds that are not given keep the scales that are built in.
    table : mapping of str to tuple of float, optional
        Under the key ``score``: rows of scores by level of probability, columns by impact, the lowest first; by default
        the score is the product of the numbers of both levels.
    values : Values
        The numbers that are multiplied.
    tolerance : Tolerance, optional
        By default medium from a share 1 / levels of the highest score, and high from 60 % of it.
    appetite : float, optional
        The score from which a risk is no longer accepted; by default that from which it is high.
    budget : Quantity, optional
        What a scale of cost in % is a share of.

    Examples
    --------
    >>> scoring = Scoring(levels=3)
    >>> scoring.names, scoring.level_of_probability(0.2), scoring.score("high", "medium"), scoring.tolerance_of(6)
    (('low', 'medium', 'high'), 'low', 6.0, 'high')
    >>> str(scoring.band("schedule", "medium")[1])
    '10%'
    """

    noun: ClassVar[str] = "scoring"

    levels: Annotated[int | tuple[str, ...], PlainValidator(as_levels)] = 5
    probability: Annotated[tuple[float, ...] | None, PlainValidator(as_probability_edges)] = None
    impacts: Annotated[dict[str, tuple[Any, ...]], PlainValidator(as_impacts)] = Field(default_factory=dict)
    table: Annotated[dict[str, tuple[float, ...]] | None, PlainValidator(as_table)] = Field(default=None, alias="score")
    values: Annotated[Values, BeforeValidator(_as_mapping)] = Values()
    tolerance: Tolerance | None = None
    appetite: Number | None = None
    budget: Quantity | None = None

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        faults = list(_faults(self))
        if faults:
            raise_faults(faults)
        return self

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The levels, the lowest first."""
        return LEVEL_NAMES[self.levels] if isinstance(self.levels, int) else self.levels

    @cached_property
    def probability_edges(self) -> tuple[float, ...]:
        """Ends of the bands of probability, one more than levels."""
        return self.probability or PROBABILITY_EDGES[len(self.names)]

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of impact that have a scale: those that are built in, then those of the plan."""
        return tuple(dict.fromkeys((*SCALES.get(len(self.names), {}), *self.impacts)))

    def scale(self, kind: str) -> tuple[Any, ...] | None:
        """Return the scale of a kind of impact: ends of bands, or words; None where it has none."""
        word = level_word(kind)
        return self.impacts.get(word) or SCALES.get(len(self.names), {}).get(word)

    def edges(self, kind: str) -> Edges | None:
        """Return the ends of the bands of a kind of impact; None where it is described in words or not at all."""
        scale = self.scale(kind)
        return scale if scale and isinstance(scale[0], Quantity) else None

    def find(self, level: str) -> str | None:
        """Return the name of a level however it is written, or None where there is no such level."""
        word = level_word(level)
        return next((name for name in self.names if level_word(name) == word), None)

    def rank(self, level: str) -> int:
        """Return the place of a level, the lowest at 0.

        Raises
        ------
        KeyError
            Where there is no such level.
        """
        name = self.find(level)
        if name is None:
            raise KeyError(level)
        return self.names.index(name)

    def level_of_probability(self, chance: float) -> str:
        """Return the level of a chance."""
        return self.names[place_on(self.probability_edges, chance)]

    def probability_of(self, level: str) -> float:
        """Return the chance that stands for a level: the middle of its band."""
        low, high = self.probability_band(level)
        return 0.5 * (low + high)

    def probability_band(self, level: str) -> tuple[float, float]:
        """Return the ends of the band of a level of probability."""
        place = self.rank(level)
        return self.probability_edges[place], self.probability_edges[place + 1]

    def band(self, kind: str, level: str) -> tuple[Quantity, Quantity] | None:
        """Return the ends of the band of a level of impact; None where the kind has no numbers."""
        edges, place = self.edges(kind), self.rank(level)
        return None if edges is None else (edges[place], edges[place + 1])

    def impact_of(self, kind: str, level: str, *, is_opportunity: bool = False) -> Quantity | Distribution | None:
        """Return what stands for a level of impact: any amount of its band is as likely as any other.

        Parameters
        ----------
        kind : str
            Such as ``schedule``.
        level : str
        is_opportunity : bool
            Whether it is a gain, which is below zero.

        Returns
        -------
        Uniform or None
            In the unit of the scale, which may be %; None where the kind has no numbers.

        Examples
        --------
        >>> scoring = Scoring(levels=3, impacts={"schedule": ["0d", "5d", "20d", "60d"]})
        >>> scoring.impact_of("schedule", "medium", is_opportunity=True).describe()
        'uniform -20d to -5d'
        """
        band = self.band(kind, level)
        if band is None:
            return None
        low, high = band
        if low == high:
            return low
        if is_opportunity:
            low, high = (Quantity(-end.value, end.unit) for end in (high, low))
        return Uniform(low=low, high=high)

    def score(self, probability: str, impact: str) -> float:
        """Return the score of a pair of levels."""
        row, column = self.rank(probability), self.rank(impact)
        return self.scores[row][column]

    @cached_property
    def scores(self) -> tuple[tuple[float, ...], ...]:
        """The scores of all pairs: a row for each level of probability, a column for each of impact, lowest first."""
        if self.table is not None:
            rows = {level_word(level): row for level, row in self.table.items()}
            return tuple(rows[level_word(name)] for name in self.names)
        count = tuple(float(place) for place in range(1, len(self.names) + 1))
        chances, impacts = self.values.probability or count, self.values.impact or count
        return tuple(tuple(round(one * other, 12) for other in impacts) for one in chances)

    @cached_property
    def tolerance_bounds(self) -> tuple[float, float]:
        """The scores from which a risk is medium, and from which it is high."""
        if self.tolerance is not None:
            return self.tolerance.medium, self.tolerance.high
        most = self.scores[-1][-1]
        return most / len(self.names), most * _HIGH_SHARE

    def tolerance_of(self, score: float) -> ToleranceBand:
        """Return the band of tolerance of a score."""
        medium, high = self.tolerance_bounds
        return "high" if score >= high else "medium" if score >= medium else "low"

    @property
    def appetite_score(self) -> float:
        """The score from which a risk is no longer accepted."""
        return self.tolerance_bounds[1] if self.appetite is None else self.appetite

    def in_amounts(self, planned: Quantity | None) -> Scoring:
        """Return the scheme with scales in time and money where they are shares.

        Parameters
        ----------
        planned : Quantity, optional
            The planned duration of the project.

        Examples
        --------
        >>> [str(edge) for edge in Scoring(levels=3).in_amounts(Quantity(200, "d")).edges("schedule")]
        ['0d', '10d', '20d', '40d']
        """
        wholes = {"schedule": planned, "cost": self.budget}
        amounts = {
            kind: tuple(edge.scaled_by(whole) if edge.unit == "%" else edge for edge in edges)
            for kind, whole in wholes.items()
            if whole is not None and (edges := self.edges(kind)) is not None
        }
        return self.model_copy(update={"impacts": {**self.impacts, **amounts}})


def place_on(edges: Sequence[float], amount: float) -> int:
    """Return the place of an amount on a scale: 0 below its first band, the last above its last.

    Examples
    --------
    >>> [place_on((0, 5, 10, 20), amount) for amount in (-1, 5, 5.1, 20, 99)]
    [0, 0, 1, 2, 2]
    """
    return min(max(bisect_left(edges, amount) - 1, 0), len(edges) - 2)


def _faults(scoring: Scoring) -> Iterator[Fault]:
    count = len(scoring.names)
    if scoring.probability is None and count not in PROBABILITY_EDGES:
        what = f"{count} levels of your own have no bands of probability"
        yield Fault(
            ("levels",), "", what, f"write probability: a list of {count + 1} ends of bands, such as [0%, 20%, ...]"
        )
    yield from _length_faults(("probability",), scoring.probability, count + 1, "ends of bands")
    for kind, scale in scoring.impacts.items():
        is_numbers = isinstance(scale[0], Quantity) if scale else True
        what = "ends of bands" if is_numbers else "words"
        yield from _length_faults(("impacts", kind), scale, count + is_numbers, what)
    for name in ("probability", "impact"):
        yield from _length_faults(("values", name), getattr(scoring.values, name), count, "numbers")
    if scoring.table is not None:
        yield from _table_faults(scoring, scoring.table)
    if scoring.budget is not None and (scoring.budget.kind != "number" or scoring.budget.value <= 0):
        yield Fault(("budget",), "", f"budget {scoring.budget} is not an amount of money", "write one such as 4200000")


def _length_faults(path: tuple[str, ...], values: Sequence[Any] | None, count: int, what: str) -> Iterator[Fault]:
    if values is not None and len(values) != count:
        yield Fault(path, "", f"{path[-1]} has {len(values)} {what}", f"write {count}, the lowest first")


def _table_faults(scoring: Scoring, table: dict[str, tuple[float, ...]]) -> Iterator[Fault]:
    count = len(scoring.names)
    if scoring.values != Values():
        yield Fault(("values",), "", "values are multiplied, and score is a table", "write one of both")
    rows: dict[str, tuple[float, ...]] = {}
    for level, row in table.items():
        name = scoring.find(level)
        if name is None or name in rows:
            what = f"{shown(level)} is {'no level' if name is None else 'given twice'}"
            allowed = f"write a row for each of {', '.join(scoring.names)}"
            yield Fault(("score", level), "", what, allowed, did_you_mean(level, scoring.names), is_key=True)
            continue
        rows[name] = row
        yield from _length_faults(("score", level), row, count, "scores")
    missing = [name for name in scoring.names if name not in rows]
    if missing and all(scoring.find(level) for level in table):
        yield Fault(("score",), "", f"score has no row for {', '.join(missing)}", "write one for each level")
    if not missing and all(len(row) == count for row in rows.values()):
        yield from _falling_faults([rows[name] for name in scoring.names], list(table))


def _falling_faults(rows: Sequence[Sequence[float]], keys: Sequence[str]) -> Iterator[Fault]:
    """Say where a higher level gets a lower score."""
    places = [(i, j) for i in range(len(rows)) for j in range(len(rows))]
    for i, j in places:
        less = [rows[a][b] for a, b in ((i - 1, j), (i, j - 1)) if min(a, b) >= 0 and rows[a][b] > rows[i][j]]
        if less:
            what = f"the score {rows[i][j]:g} is below the score {less[0]:g} of a lower level"
            yield Fault(("score", keys[i]), "", what, "let scores rise with both levels")
            return
