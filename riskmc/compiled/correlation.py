"""From correlations to the arrays that mix the words of streams."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from typing import Final

import numpy as np
from scipy import special

from riskmc._typing import Flags, Floats, Floats32, Integers
from riskmc.compiled.mixing import Block, Mixture, mix
from riskmc.compiled.rank_conversion import normal_from_rank
from riskmc.compiled.refusals import refuse_clashes
from riskmc.compiled.splines import fit
from riskmc.kernels.arrays import Copula, independent
from riskmc.kernels.correlation import WALLACE_END
from riskmc.model.correlated import Group, Pair, groups_of, pairs_of
from riskmc.model.correlation import COST, OCCURS, RESOURCE, RISK
from riskmc.model.project import Project

_BEND_POWERS: Final = 18
_EVERYWHERE: Final = (-1, 2**62)


@dataclass(frozen=True)
class Bond:
    """What a correlation of the plan became.

    Attributes
    ----------
    stated : Group or Pair
    normal : float
        Correlation of normal scores that was asked for.
    members : tuple of int
        Of a group those that are random, of a pair those of its first and then of its second member.
    pairs : tuple of (int, int)
        Members that it joins two by two; of a group the first two alone.
    """

    stated: Group | Pair
    normal: float
    members: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Correlated:
    """The correlations of a plan, compiled.

    Attributes
    ----------
    copula : Copula
        Its streams of factors and scales follow those of the plan.
    identities : tuple of str
        Of these streams.
    members : tuple of str
        What is correlated, in the words of the plan.
    streams : tuple of int
        A stream of each member.
    bonds : tuple of Bond
    mixture : Mixture
        With what was repaired.
    freedom : int or None
        Degrees of freedom of the t copula; None under the Gaussian one.
    """

    copula: Copula
    identities: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    streams: tuple[int, ...] = ()
    bonds: tuple[Bond, ...] = ()
    mixture: Mixture | None = None
    freedom: int | None = None


def compile_correlations(
    project: Project, identities: Sequence[str], is_random: Flags, first_task: int, n_tasks: int
) -> Correlated:
    """Find how the streams of a project are mixed.

    Parameters
    ----------
    project : Project
    identities : sequence of str
        Of its streams; one draw that is measured on several calendars stands in several.
    is_random : ndarray(bool), shape (n_streams,)
    first_task, n_tasks : int
        Where the streams of the tasks lie.

    Raises
    ------
    PlanError
        Where correlations cannot all hold, and no repair is allowed.
    """
    stated = tuple(enumerate(project.correlations))
    settings = project.correlation_settings
    groups = list(groups_of(stated, settings, project.tasks, project.selection))
    pairs = list(pairs_of(stated))
    if not groups and not pairs:
        return Correlated(independent(len(identities)))
    freedom = settings.degrees_of_freedom if settings.copula == "t" else None
    table = _Table(identities, is_random)
    bonds = _bonds(groups, pairs, table, freedom)
    factors = [bond for bond in bonds if isinstance(bond.stated, Group) and bond.normal > 0.0 and len(bond.members) > 1]
    joined = _joined(bonds)
    joined = {**_kindred(bonds, table, joined), **joined}
    mixture = mix(
        len(table.members), [(bond.members, bond.normal) for bond in factors], joined,
        repair=settings.repair == "nearest",
    )  # fmt: skip
    refuse_clashes(mixture, table.labels, bonds, project, freedom)
    names = _component_names(bonds, mixture) if freedom is not None else {}
    copula = _Arrays(table, mixture, len(factors), names, first_task, n_tasks).copula(freedom)
    extra = [*(f"correlation:{bond.stated.name}/factor" for bond in factors)]
    extra += [f"correlation:{name}/scale" for name in names.values()]
    return Correlated(
        copula, tuple(extra), tuple(table.labels), tuple(table.streams), tuple(bonds), mixture, freedom
    )  # fmt: skip


class _Table:
    """The streams that correlations may join, by what the plan calls them: durations, risks, money."""

    def __init__(self, identities: Sequence[str], is_random: Flags) -> None:
        found: dict[str, int] = {}
        for stream, identity in enumerate(identities):
            if is_random[stream] and _member_of(identity):
                found.setdefault(identity, stream)
        # A member's draws hang on those before it: those of a duration on no risk's, and of neither on money's.
        self.members = sorted(found, key=lambda identity: (_turn(_member_of(identity)), identity))
        self.streams = [found[identity] for identity in self.members]
        self.by_name: dict[str, list[int]] = {}
        for number, identity in enumerate(self.members):
            self.by_name.setdefault(_member_of(identity), []).append(number)
        self.identities = identities
        self.labels = [self._label(identity) for identity in self.members]

    def _label(self, identity: str) -> str:
        name = _member_of(identity)
        return name if len(self.by_name[name]) == 1 else identity

    def keep(self, used: Sequence[int]) -> None:
        """Leave out the members that nothing joins."""
        number = {old: new for new, old in enumerate(used)}
        self.members = [self.members[old] for old in used]
        self.streams = [self.streams[old] for old in used]
        self.labels = [self.labels[old] for old in used]
        self.by_name = {
            name: kept for name, old in self.by_name.items() if (kept := [number[o] for o in old if o in number])
        }


def _member_of(identity: str) -> str:
    """Return what a plan calls a stream: a task, ``risk:ID``, ``cost:ID``, ...; nothing where it cannot be called.

    Examples
    --------
    >>> [_member_of(identity) for identity in ("task:a/duration", "risk:R1/impact:2/delay", "risk:R1/occurs/task:a")]
    ['a', 'risk:R1', 'occurs:R1']
    >>> [_member_of(identity) for identity in ("task:a/cost/per_day", "cost:site/fixed", "resource:crane/per_use")]
    ['cost:a', 'cost:site', 'resource:crane']
    """
    owner, _, quantity = identity.partition("/")
    kind, _, name = owner.partition(":")
    if kind == "task" and quantity == "duration":
        return name
    if kind in ("task", "cost") and quantity.startswith(("cost/", "resource:", "fixed", "per_")):
        return COST + name
    if kind == "resource":
        return RESOURCE + name
    if kind == "risk" and quantity.startswith("impact"):
        return RISK + name
    return OCCURS + name if kind == "risk" and quantity.startswith("occurs") else ""


def _turn(member: str) -> int:
    """Return the place of members of one kind among the others: durations, risks, money."""
    if member.startswith((COST, RESOURCE)):
        return 2
    return 1 if member.startswith((RISK, OCCURS)) else 0


def _bonds(groups: Sequence[Group], pairs: Sequence[Pair], table: _Table, freedom: int | None) -> list[Bond]:
    """Turn what the plan states into members and normal correlations; what nothing joins is left out of the table."""
    called = {member for group in groups for member in group.members} | {m for pair in pairs for m in pair.members}
    table.keep(sorted({number for name in called for number in table.by_name.get(name, ())}))
    bonds = []
    both: list[Group | Pair] = [*groups, *pairs]
    for stated in both:
        normal = normal_from_rank(stated.value, freedom) if stated.is_rank else stated.value
        sides = [table.by_name.get(member, []) for member in stated.members]
        members = tuple(dict.fromkeys(number for side in sides for number in side))
        if isinstance(stated, Pair):
            joined = tuple((min(p), max(p)) for p in product(*sides))
        else:
            joined = tuple(combinations(sorted(members), 2)) if len(members) == 2 or normal < 0.0 else ()
        bonds.append(Bond(stated, normal, members, joined))
    return bonds


def _joined(bonds: Sequence[Bond]) -> dict[tuple[int, int], float]:
    """Collect the pairs, and the groups whose members go against one another."""
    joined: dict[tuple[int, int], float] = {}
    for bond in bonds:
        if isinstance(bond.stated, Group) and bond.normal < 0.0:
            joined |= dict.fromkeys(bond.pairs, bond.normal)
    for bond in bonds:
        if isinstance(bond.stated, Pair):
            joined |= dict.fromkeys(bond.pairs, bond.normal)
    return joined


def _kindred(
    bonds: Sequence[Bond], table: _Table, joined: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    """Let the draws of one risk that pairs name go together as closely as that takes: they have a partner in common.

    Two draws that both go with a third by r go together by r^2 at least, as it were, if by nothing else; with several
    partners the squares add up. Where the partner has several draws too, it takes r.
    """
    groups = [frozenset(bond.members) for bond in bonds if isinstance(bond.stated, Group) and bond.normal > 0.0]
    partners_of: dict[str, dict[str, float]] = {}
    for bond in bonds:
        if isinstance(bond.stated, Pair) and bond.pairs:
            for one, other in permutations(bond.stated.members):
                partners_of.setdefault(one, {})[other] = bond.normal
    found: dict[tuple[int, int], float] = {}
    for name, members in table.by_name.items():
        if len(members) < 2:
            continue
        partners = partners_of.get(name, {})
        close = max(max(map(abs, partners.values()), default=0.0), sum(rho**2 for rho in partners.values()))
        kin = [
            pair
            for pair in combinations(members, 2)
            if pair not in joined and not any(group.issuperset(pair) for group in groups)
        ]
        found |= dict.fromkeys(kin, min(close, 1.0)) if close > 0.0 else {}
    return found


def _component_names(bonds: Sequence[Bond], mixture: Mixture) -> dict[int, str]:
    """Name each component of more than one member by the first, in the alphabet, of its correlations."""
    sizes: dict[int, int] = {}
    for component in mixture.components:
        sizes[component] = sizes.get(component, 0) + 1
    names: dict[int, str] = {}
    for bond in bonds:
        if bond.members and bond.normal != 0.0 and sizes[mixture.components[bond.members[0]]] > 1:
            component = mixture.components[bond.members[0]]
            names[component] = min(names.get(component, bond.stated.name), bond.stated.name)
    return names


class _Arrays:
    """The mixture laid out as arrays."""

    def __init__(
        self, table: _Table, mixture: Mixture, n_factors: int, names: Mapping[int, str], first_task: int, n_tasks: int
    ) -> None:
        self.table, self.mixture, self.n_factors = table, mixture, n_factors
        self.scales = {component: number for number, component in enumerate(names)}
        self.tasks = range(first_task, first_task + n_tasks)
        self.blocks = [
            block for block in mixture.blocks if any(self._is_moved(block, r) for r in range(len(block.members)))
        ]
        self.rows = [member for block in self.blocks for member in block.members]

    def copula(self, freedom: int | None) -> Copula:
        """Return the arrays, read-only."""
        loadings = [
            [(number, self._sign(member) * weight) for number, weight in self.mixture.loadings[member]]
            for member in self.rows
        ]
        roots = [row for block in self.blocks for row in self._root_rows(block)]
        n_streams = len(self.table.identities)
        copula = Copula(
            row=self._row_of_stream(),
            stream=_integers(self.table.streams[member] for member in self.rows),
            block_ptr=_offsets(len(block.members) for block in self.blocks),
            block_span=_integers(value for block in self.blocks for value in self._span(block)).reshape(-1, 2),
            root_ptr=_offsets(len(row) for row in roots)[:-1],
            root=np.concatenate(roots) if roots else np.zeros(0),
            loading_ptr=_offsets(len(own) for own in loadings),
            loading_factor=_integers(number for own in loadings for number, _ in own),
            loading=np.array([weight for own in loadings for _, weight in own], np.float64),
            factor_stream=np.arange(n_streams, n_streams + self.n_factors),
            scale=_integers(self.scales.get(self.mixture.components[member], -1) for member in self.rows),
            scale_stream=np.arange(len(self.scales)) + n_streams + self.n_factors,
            log_scale=log_scale_table(freedom or 1) if self.scales else np.zeros(3, np.float32),
            freedom=np.array([float(freedom or 1)]),
            bend=wallace_bend(freedom) if freedom is not None and self.scales else np.ones(2),
        )
        copied = copula._replace(root=copula.root.copy(), log_scale=copula.log_scale.copy(), bend=copula.bend.copy())
        for array in copied:
            array.flags.writeable = False
        return copied

    def _sign(self, member: int) -> float:
        """Return -1 for an occurrence: it occurs where its word is low, and goes with what is long."""
        return -1.0 if _member_of(self.table.members[member]).startswith(OCCURS) else 1.0

    def _root_rows(self, block: Block) -> Iterator[Floats]:
        signs = np.array([self._sign(member) for member in block.members])
        for place, row in enumerate(block.root):
            yield signs[place] * row[: place + 1] * signs[: place + 1]

    def _is_moved(self, block: Block, place: int) -> bool:
        """Tell whether a member's words are others than its own."""
        member = block.members[place]
        is_own = block.root[place, place] == 1.0 and not block.root[place, :place].any()
        return bool(self.mixture.loadings[member]) or not is_own or self.mixture.components[member] in self.scales

    def _row_of_stream(self) -> Integers:
        """Point each stream to its row; those of one identity share it, and words that stay their own need none."""
        moved = {
            self.table.members[member]: row
            for row, (member, is_moved) in enumerate(
                (member, self._is_moved(block, place))
                for block in self.blocks
                for place, member in enumerate(block.members)
            )
            if is_moved
        }
        own = [moved.get(identity, -1) for identity in self.table.identities]
        return _integers([*own, *[-1] * (self.n_factors + len(self.scales))])

    def _span(self, block: Block) -> tuple[int, int]:
        streams = [self.table.streams[member] for member in block.members]
        if any(stream not in self.tasks for stream in streams):
            return _EVERYWHERE
        return min(streams) - self.tasks.start, max(streams) - self.tasks.start + 1


def _offsets(sizes: Iterator[int]) -> Integers:
    return np.concatenate([[0], np.cumsum(_integers(sizes))]).astype(np.int64)


def _integers(values: Iterator[int] | Sequence[int]) -> Integers:
    return np.array(list(values), np.int64)


@functools.cache
def wallace_bend(freedom: int) -> Floats:
    """Return the polynomial that makes a normal score of Wallace's transform of a t variate.

    Parameters
    ----------
    freedom : int
        Degrees of freedom.

    Returns
    -------
    ndarray(float64), shape (19,)
        Coefficients of the powers of ``2 (s / WALLACE_END)**2 - 1``; the score is s times the polynomial, within 5e-8
        of the chance and 2e-6 of the smaller tail.
    """
    from numpy.polynomial import chebyshev

    nodes = np.cos(math.pi * (np.arange(400) + 0.5) / 400)
    transformed = WALLACE_END * np.sqrt(0.5 * (nodes + 1.0))
    variates = np.sqrt(freedom * np.expm1(transformed**2 / freedom))
    scores = -special.ndtri(special.stdtr(freedom, -variates))
    return np.asarray(chebyshev.cheb2poly(chebyshev.chebfit(nodes, scores / transformed, _BEND_POWERS)), np.float64)


@functools.cache
def log_scale_table(freedom: int) -> Floats32:
    """Return the table of the logarithm of root(degrees of freedom / chi-square) over the quantile axis."""

    def quantile(tail: Floats, side: Floats) -> Floats:
        below, above = special.chdtri(freedom, tail), 2.0 * special.gammaincinv(0.5 * freedom, tail)
        logarithm: Floats = 0.5 * np.log(freedom / np.where(side < 0.0, below, above))
        return logarithm

    table = fit(quantile)
    assert table is not None
    return table
