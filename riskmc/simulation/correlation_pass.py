"""Which correlations the samples attain: the first draws of what is correlated are made again and ranked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np
from scipy import special

from riskmc._typing import Floats
from riskmc.compiled.correlation import Bond, Correlated
from riskmc.compiled.mixing import Clash
from riskmc.compiled.rank_conversion import both_below, normal_orthant, rank_from_normal
from riskmc.kernels import BLOCK_CHUNKS, LANES
from riskmc.kernels.marginals import quantile_lane
from riskmc.kernels.sampling import prepare_block, stream_words
from riskmc.model.correlated import Pair
from riskmc.model.project import Project
from riskmc.result.correlations import AttainedCorrelation, CorrelationRepair, Correlations, MovedPair
from riskmc.result.ranks import spearman_error
from riskmc.simulation.blocks import BlockPlan, thread_workspace
from riskmc.simulation.drawing import correlate, draw_chunk
from riskmc.simulation.rank_pass import mean_ranks, ranked_iterations

_GROUP_MEMBERS: Final = 16
"""Members of a group whose pairs are compared, at most; they are spread over it."""

_PAIR_LINKS: Final = 16
"""Pairs of draws of one pair of the plan that are compared, at most."""

_MEMBERS: Final = 800
"""Draws that are made again, at most; correlations that come later in the plan are not compared."""

_MOVED: Final = 5e-4
_MOVED_SHOWN: Final = 100

Places = tuple[int, int]


def attained_correlations(plan: BlockPlan, project: Project, iterations: int) -> Correlations | None:
    """Compare the correlations of the samples with those that were asked for.

    Parameters
    ----------
    plan : BlockPlan
    project : Project
    iterations : int
        Of the run, that were done.

    Returns
    -------
    Correlations or None
        Over the first iterations of the run, as many as are ranked; None where the plan has no correlations.
    """
    correlated = plan.compiled.correlated
    if correlated.mixture is None:
        return None
    compared = _compared(correlated.bonds)
    members = sorted({member for places in compared for pair in places for member in pair})
    samples = _Samples(plan, project, members, ranked_iterations(plan.compiled.n_tasks, iterations))
    settings = project.correlation_settings
    return Correlations(
        copula=settings.copula,
        degrees_of_freedom=correlated.freedom,
        within_groups=settings.within_groups,
        iterations=samples.iterations,
        rows=tuple(
            _row(bond, places, samples) for bond, places in zip(correlated.bonds, compared, strict=True)
        ),
        repairs=tuple(_repairs(correlated)),
    )  # fmt: skip


def _compared(bonds: Sequence[Bond]) -> list[list[Places]]:
    """Choose the pairs of members that stand for each correlation."""
    chosen: list[list[Places]] = []
    used: set[int] = set()
    for bond in bonds:
        if isinstance(bond.stated, Pair):
            places = list(bond.pairs[:_PAIR_LINKS])
        else:
            step = np.linspace(0, len(bond.members) - 1, min(len(bond.members), _GROUP_MEMBERS)).round().astype(int)
            places = list(combinations(sorted(bond.members[place] for place in step), 2))
        wanted = {member for pair in places for member in pair}
        if len(used | wanted) > _MEMBERS:
            places = []
        used |= {member for pair in places for member in pair}
        chosen.append(places)
    return chosen


class _Samples:
    """Ranks of the first samples of some members, and what is known of their correlations."""

    def __init__(self, plan: BlockPlan, project: Project, members: Sequence[int], iterations: int) -> None:
        self.plan, self.project, self.iterations = plan, project, iterations
        self.correlated: Correlated = plan.compiled.correlated
        self.place = {member: row for row, member in enumerate(members)}
        self.mixed = _MixedScores(self.correlated)
        values = _draws(plan, [self.correlated.streams[member] for member in members], iterations)
        ranks = np.array([mean_ranks(row) for row in values]).reshape(len(members), iterations)
        ranks -= ranks.mean(axis=1, keepdims=True)
        sizes = np.sqrt((ranks**2).sum(axis=1, keepdims=True))
        with np.errstate(divide="ignore", invalid="ignore"):
            scaled = ranks / sizes
            self.matrix: Floats = scaled @ scaled.T

    def attained(self, first: int, second: int) -> float:
        """Return the rank correlation of the samples of two members."""
        value = float(self.matrix[self.place[first], self.place[second]])
        return max(-1.0, min(1.0, value)) if not math.isnan(value) else value

    def target(self, first: int, second: int) -> tuple[float, float]:
        """Return the rank correlation that two members should have, and what their margins allow at most, or nan."""
        freedom = self.correlated.freedom
        normal = self.mixed.normal(first, second)
        chances = [self._chance(member) for member in (first, second)]
        if first == second:
            return 1.0, math.nan
        if not any(self._is_occurrence(member) for member in (first, second)):
            return rank_from_normal(normal, freedom), math.nan
        if all(self._is_occurrence(member) for member in (first, second)):
            p, q = chances
            return _phi(p, q, both_below(p, q, normal, freedom)), _phi(p, q, min(p, q))
        p = chances[0] if self._is_occurrence(first) else chances[1]
        return _mixed_rank(p, normal if freedom is None else math.nan), _mixed_rank(p, 1.0)

    def _is_occurrence(self, member: int) -> bool:
        return self.correlated.streams[member] < self.plan.compiled.n_events

    def _chance(self, member: int) -> float:
        """Return how often an event occurs; nan for a member that is none, or whose chance hangs on other draws."""
        events, row = self.plan.compiled.events, self.correlated.streams[member]
        if not self._is_occurrence(member):
            return math.nan
        risk = self.correlated.members[member].partition("/")[0].partition(":")[2]
        found = next((risk_ for risk_ in self.project.risks_in_force if risk_.id == risk), None)
        if events.chance[row] >= 0 or found is None or found.requires or found.excludes:
            return math.nan
        return float(int(events.threshold[row]) - int(events.floor[row])) / 2.0**32


class _MixedScores:
    """The correlations of normal scores that the mixture has."""

    def __init__(self, correlated: Correlated) -> None:
        assert correlated.mixture is not None
        self.loadings = [dict(own) for own in correlated.mixture.loadings]
        self.blocks: dict[int, tuple[int, Floats]] = {}
        for number, block in enumerate(correlated.mixture.blocks):
            for place, member in enumerate(block.members):
                self.blocks[member] = (number, block.root[place])

    def normal(self, first: int, second: int) -> float:
        """Return the correlation of the scores of two members."""
        shared = sum(weight * self.loadings[second].get(key, 0.0) for key, weight in self.loadings[first].items())
        (one, root), (other, other_root) = self.blocks[first], self.blocks[second]
        total = shared + (float(root @ other_root) if one == other else 0.0)
        return max(-1.0, min(1.0, total))


def _draws(plan: BlockPlan, streams: Sequence[int], n: int) -> Floats:
    """Draw the first samples of some streams again: ndarray(float64), shape (len(streams), n); 1 where one occurred."""
    compiled, addresses = plan.compiled, plan.streams
    marginals, work = compiled.marginals, thread_workspace(compiled)
    values = np.empty((len(streams), n))
    has_events = any(stream < compiled.n_events for stream in streams)
    out = np.empty(LANES)
    for chunk in range(-(-n // LANES)):
        if chunk % BLOCK_CHUNKS == 0:
            prepare_block(chunk // BLOCK_CHUNKS, addresses, work)
        if has_events:
            draw_chunk(chunk, 0, compiled.n_tasks, marginals, compiled.events, addresses, work)
        else:
            correlate(chunk, compiled.n_tasks, addresses, work)
        begin, valid = chunk * LANES, min(LANES, n - chunk * LANES)
        for row, stream in enumerate(streams):
            if stream < compiled.n_events:
                values[row, begin : begin + valid] = work.occurred[stream, :valid]
                continue
            place = int(compiled.copula.row[stream])
            if place >= 0:
                work.words[:] = work.linked[place]
            else:
                stream_words(
                    stream, chunk, addresses.sampling[0], addresses.low[stream], addresses.high[stream], addresses.key,
                    work.keys, addresses.directions, addresses.shifts, work.words,
                )  # fmt: skip
            quantile_lane(
                stream - compiled.n_events, marginals.parameters, marginals.tables, marginals.coefficients,
                marginals.steps, work.words, work.bits, work.floats, out,
            )  # fmt: skip
            values[row, begin : begin + valid] = out[:valid]
    return values


def _row(bond: Bond, places: Sequence[Places], samples: _Samples) -> AttainedCorrelation:
    stated = bond.stated
    is_pair = isinstance(stated, Pair)
    targets = [samples.target(*pair) for pair in places]
    found = [samples.attained(*pair) for pair in places]
    attained = float(np.mean(found)) if found else math.nan
    members = len({member for pair in places for member in pair})
    most = [limit for _, limit in targets if not math.isnan(limit)]
    return AttainedCorrelation(
        kind="pair" if is_pair else "group" if stated.position >= 0 else "within",
        name=stated.name,
        stated=stated.value,
        measure="rank" if stated.is_rank else "normal",
        normal=bond.normal,
        members=len(bond.members),
        pairs=len(places),
        target=float(np.mean([target for target, _ in targets])) if targets else math.nan,
        attained=attained,
        error=_error(attained, members, samples.iterations, is_pair=is_pair),
        most=float(np.mean(most)) if most else math.nan,
    )


def _error(attained: float, members: int, n: int, *, is_pair: bool) -> float:
    """Return the standard error of a mean rank correlation.

    For a pair that of Bonett and Wright; for a group that of the mean of the correlations of k alike variables, 2 (1 -
    r)^2 (1 + (k - 1) r)^2 / (k (k - 1) n) (R. A. Fisher, Statistical Methods for Research Workers, 1925, on intraclass
    correlation), widened as that of a pair is.
    """
    if math.isnan(attained) or n <= 3:
        return math.nan
    if is_pair or members == 2:
        return float(spearman_error(np.array(attained), n))
    k = members
    square = 2.0 * (1.0 - attained) ** 2 * (1.0 + (k - 1) * attained) ** 2 / (k * (k - 1))
    return math.sqrt(square * (1.0 + attained**2 / 2.0) / (n - 3))


def _phi(first: float, second: float, both: float) -> float:
    """Return the correlation of two occurrences of given chances that come together with a given one."""
    spread = first * (1.0 - first) * second * (1.0 - second)
    return (both - first * second) / math.sqrt(spread) if spread > 0.0 else math.nan


def _mixed_rank(chance: float, normal: float) -> float:
    """Return the rank correlation of an occurrence and a variable without ties, whose normal scores are correlated."""
    if math.isnan(chance) or math.isnan(normal) or not 0.0 < chance < 1.0:
        return math.nan
    both = float(normal_orthant(special.ndtri(chance), np.array(0.0), normal / math.sqrt(2.0)))
    return (both - 0.5 * chance) * math.sqrt(12.0 / (chance * (1.0 - chance)))


def _repairs(correlated: Correlated) -> Iterator[CorrelationRepair]:
    assert correlated.mixture is not None
    for clash in correlated.mixture.clashes:
        if clash.nearest is not None:
            yield _repair(clash, clash.nearest, correlated.members)


def _repair(clash: Clash, nearest: Floats, labels: Sequence[str]) -> CorrelationRepair:
    shift = np.triu(np.abs(nearest - clash.matrix), 1)
    moved = np.argwhere(shift > _MOVED)
    order = np.argsort(-shift[moved[:, 0], moved[:, 1]], kind="stable")[:_MOVED_SHOWN]
    pairs = tuple(
        MovedPair(labels[clash.members[i]], labels[clash.members[j]], float(clash.matrix[i, j]), float(nearest[i, j]))
        for i, j in moved[order]
    )
    distance = float(np.linalg.norm(nearest - clash.matrix))
    return CorrelationRepair(len(clash.members), clash.smallest, distance, len(moved), pairs)
