"""How members are mixed so that they have the correlations of their groups and pairs.

A group is a common factor: its members load on it with the root of its correlation. Pairs are a matrix: of what the
factors leave over, the members that pairs join get a root of their own. Where the pairs do not fit beside the factors,
the whole component becomes one matrix; where that cannot be, it is refused, or the nearest that can be is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.nearest_correlation import is_feasible, lower_root, nearest_correlation, smallest_eigenvalue

MOST_JOINED: Final = 500
"""Members of one matrix, at most."""

Places = tuple[int, int]


@dataclass(frozen=True)
class Block:
    """Members that are mixed with one another, in rising order, and the lower triangle that mixes their scores."""

    members: tuple[int, ...]
    root: Floats


@dataclass(frozen=True)
class Clash:
    """Correlations that cannot all hold.

    Attributes
    ----------
    members : tuple of int
    matrix : ndarray(float64, ndim=2), shape (n, n)
        The stated correlations of normal scores; empty where there are too many members to look at.
    smallest : float
        Smallest eigenvalue.
    worst : tuple of (int, int)
        The pairs that the smallest eigenvalue hangs on most, as places in `members`, the first the most.
    nearest : ndarray(float64, ndim=2), shape (n, n), optional
        What was taken in its place, where that was allowed.
    """

    members: tuple[int, ...]
    matrix: Floats
    smallest: float
    worst: tuple[Places, ...]
    nearest: Floats | None = None


@dataclass(frozen=True)
class Mixture:
    """How members are mixed.

    Attributes
    ----------
    loadings : list of list of (int, float)
        Of each member: the groups that it takes part in as factors, and how strongly.
    blocks : list of Block
        Each member in one.
    components : list of int
        Of each member: the lowest member that any chain of groups and pairs joins it to.
    clashes : list of Clash
        What was repaired, or is to be refused.
    """

    loadings: list[list[tuple[int, float]]]
    blocks: list[Block]
    components: list[int]
    clashes: list[Clash] = field(default_factory=list)


def mix(
    n_members: int, groups: Sequence[tuple[Sequence[int], float]], pairs: Mapping[Places, float], *, repair: bool
) -> Mixture:
    """Find how members are to be mixed.

    Parameters
    ----------
    n_members : int
    groups : sequence of (sequence of int, float)
        Members, each once, and the correlation of their normal scores, above 0.
    pairs : mapping of (int, int) to float
        The lower member first; these count before the groups.
    repair : bool
        Whether the nearest correlations are taken where the stated ones cannot be.

    Examples
    --------
    >>> mixture = mix(3, [((0, 1, 2), 0.25)], {(1, 2): 0.25}, repair=False)
    >>> [block.members for block in mixture.blocks], mixture.loadings[0]
    ([(0,), (1,), (2,)], [(0, 0.5)])
    """
    loadings: list[list[tuple[int, float]]] = [[] for _ in range(n_members)]
    for number, (members, correlation) in enumerate(groups):
        for member in members:
            loadings[member].append((number, math.sqrt(correlation)))
    shared = _Shared(loadings, {p: r for p, r in pairs.items() if abs(r - _implied(loadings, *p)) > 1e-12})
    joined = _roots(n_members, shared.pairs)
    components = _roots(
        n_members, [*shared.pairs, *((members[0], other) for members, _ in groups for other in members)]
    )
    blocks, failed = _blocks_beside_factors(shared, joined)
    clashes = []
    for component in dict.fromkeys(components[member] for member in failed):
        inside = tuple(member for member in range(n_members) if components[member] == component)
        block, clash = _whole_block(shared, inside, repair)
        if clash is not None:
            clashes.append(clash)
        if block is not None:
            blocks = [other for other in blocks if components[other.members[0]] != component] + [block]
            for member in inside:
                loadings[member] = []
    blocks += _single_blocks(loadings, {member for block in blocks for member in block.members})
    return Mixture(loadings, sorted(blocks, key=lambda block: block.members), components, clashes)


class _Shared:
    """What two members share by their factors, and the pairs that differ from that."""

    def __init__(self, loadings: list[list[tuple[int, float]]], pairs: Mapping[Places, float]) -> None:
        self.loadings = loadings
        self.pairs = pairs

    def correlations(self, members: Sequence[int]) -> Floats:
        """Return the correlations of some members: ndarray(float64, ndim=2), shape (n, n)."""
        matrix = self._by_factors(members)
        np.fill_diagonal(matrix, 1.0)
        return self._with_pairs(members, matrix)

    def left_over(self, members: Sequence[int]) -> Floats:
        """Return what is left of the correlations of some members beside their factors."""
        own = [1.0 - sum(weight**2 for _, weight in self.loadings[member]) for member in members]
        matrix = self._with_pairs(members, self._by_factors(members)) - self._by_factors(members)
        np.fill_diagonal(matrix, np.maximum(own, 0.0))
        return matrix

    def _by_factors(self, members: Sequence[int]) -> Floats:
        numbers = sorted({number for member in members for number, _ in self.loadings[member]})
        column = {number: place for place, number in enumerate(numbers)}
        weights = np.zeros((len(members), len(numbers)))
        for row, member in enumerate(members):
            for number, weight in self.loadings[member]:
                weights[row, column[number]] = weight
        matrix: Floats = weights @ weights.T
        return matrix

    def _with_pairs(self, members: Sequence[int], matrix: Floats) -> Floats:
        place = {member: row for row, member in enumerate(members)}
        for (first, second), correlation in self.pairs.items():
            if first in place and second in place:
                i, j = place[first], place[second]
                matrix[i, j] = matrix[j, i] = correlation
        return matrix


def _implied(loadings: list[list[tuple[int, float]]], first: int, second: int) -> float:
    other = dict(loadings[second])
    return sum(weight * other.get(number, 0.0) for number, weight in loadings[first])


def _roots(count: int, joined: Iterable[Places]) -> list[int]:
    """Return of each member the lowest that it is joined to."""
    parent = list(range(count))

    def root(member: int) -> int:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for first, second in joined:
        low, high = sorted((root(first), root(second)))
        parent[high] = low
    return [root(member) for member in range(count)]


def _blocks_beside_factors(shared: _Shared, joined: list[int]) -> tuple[list[Block], list[int]]:
    """Mix the members that pairs join; return also a member of each set whose pairs do not fit beside the factors."""
    sets: dict[int, list[int]] = {}
    for member in sorted({member for places in shared.pairs for member in places}):
        sets.setdefault(joined[member], []).append(member)
    blocks, failed = [], []
    for members in sets.values():
        left_over = shared.left_over(members) if len(members) <= MOST_JOINED else None
        if left_over is not None and is_feasible(left_over):
            blocks.append(Block(tuple(members), lower_root(left_over)))
        else:
            failed.append(members[0])
    return blocks, failed


def _whole_block(shared: _Shared, members: tuple[int, ...], repair: bool) -> tuple[Block | None, Clash | None]:
    """Mix a whole component by one matrix, or say why that cannot be."""
    if len(members) > MOST_JOINED:
        return None, Clash(members, np.zeros((0, 0)), math.nan, ())
    matrix = shared.correlations(members)
    if is_feasible(matrix):
        return Block(members, lower_root(matrix)), None
    smallest, vector = smallest_eigenvalue(matrix)
    worst = _worst(shared, members, vector)
    if not repair:
        return None, Clash(members, matrix, smallest, worst)
    nearest = nearest_correlation(matrix)
    return Block(members, lower_root(nearest)), Clash(members, matrix, smallest, worst, nearest)


def _worst(shared: _Shared, members: tuple[int, ...], vector: Floats) -> tuple[Places, ...]:
    place = {member: row for row, member in enumerate(members)}
    stated = [(place[first], place[second]) for first, second in shared.pairs if first in place and second in place]
    # The smallest eigenvalue moves by twice this product where one pair moves.
    pull = np.abs(np.outer(vector, vector))
    return tuple(sorted(stated, key=lambda pair: (-round(float(pull[pair]), 9), pair)))


def _single_blocks(loadings: list[list[tuple[int, float]]], mixed: set[int]) -> list[Block]:
    return [
        Block((member,), np.array([[math.sqrt(max(1.0 - sum(weight**2 for _, weight in own), 0.0))]]))
        for member, own in enumerate(loadings)
        if member not in mixed
    ]
