"""Correlations that cannot all hold, in the words of the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from riskmc.compiled.mixing import MOST_JOINED, Clash, Mixture
from riskmc.compiled.nearest_correlation import feasible_range
from riskmc.compiled.rank_conversion import rank_from_normal
from riskmc.errors import Location, PlanError, Problem
from riskmc.model.project import Project

if TYPE_CHECKING:
    from riskmc.compiled.correlation import Bond

_SHOWN = 3
_SHARE = 1.0 + 1e-6


def refuse_clashes(
    mixture: Mixture, labels: Sequence[str], bonds: Sequence[Bond], project: Project, freedom: int | None
) -> None:
    """Raise what cannot be and was not repaired.

    Raises
    ------
    PlanError
        With a problem for each set of correlations that cannot all hold.
    """
    problems = list(_overfull(mixture, labels, project))
    problems += [_problem(clash, labels, bonds, project, freedom) for clash in mixture.clashes if clash.nearest is None]
    if problems:
        raise PlanError(problems)


def _overfull(mixture: Mixture, labels: Sequence[str], project: Project) -> Iterator[Problem]:
    """Find members whose groups take more than their whole variance, which ranks under a t copula may lead to."""
    for member, own in enumerate(mixture.loadings):
        if sum(weight**2 for _, weight in own) > _SHARE:
            what = f"the correlations of the groups of {labels[member]!r} add up to more than 1"
            where = Location(project.source, path="correlations")
            yield Problem(where, "correlations", what, "", "lower one of them, or take a group out")
            return


def _problem(
    clash: Clash, labels: Sequence[str], bonds: Sequence[Bond], project: Project, freedom: int | None
) -> Problem:
    if not clash.matrix.size:
        what = f"{len(clash.members):,} members hang together, and their pairs do not fit beside their groups"
        allowed = f"pairs are looked at up to {MOST_JOINED} members"
        hint = "let pairs inside a group be at least as high as the group, or make the group smaller"
        return Problem(Location(project.source, path="correlations"), "correlations", what, allowed, hint)
    worst = clash.worst[:_SHOWN]
    names = [_pair_text(clash, labels, bonds, pair, freedom) for pair in worst]
    what = (
        f"the correlations of {len(clash.members)} members cannot all hold (smallest eigenvalue {clash.smallest:.3g}); "
        f"most at odds: {', '.join(names)}"
    )
    hint = "or write correlation_settings: {repair: nearest} to take the nearest correlations that can hold"
    first = _bond_of(clash, bonds, worst[0])
    path = f"correlations[{first.stated.position}]" if first is not None else "correlations"
    return Problem(
        Location(project.source, path=path), "correlations", what, _allowed(clash, labels, bonds, freedom), hint
    )


def _allowed(clash: Clash, labels: Sequence[str], bonds: Sequence[Bond], freedom: int | None) -> str:
    """Say what those of the worst pairs may be that mend the whole alone."""
    ranges = []
    for pair in clash.worst[:_SHOWN]:
        found = feasible_range(clash.matrix, *pair)
        bond = _bond_of(clash, bonds, pair)
        if found is None or bond is None or found[0] > found[1]:
            continue
        low, high = (rank_from_normal(r, freedom) if bond.stated.is_rank else r for r in found)
        low, high = math.ceil(low * 1000 - 1e-6) / 1000, math.floor(high * 1000 + 1e-6) / 1000
        if low > high:
            continue
        first, second = (labels[clash.members[place]] for place in pair)
        ranges.append(f"{first} ~ {second} to {low:g} .. {high:g}")
    return f"move {', or '.join(ranges)}" if ranges else "move several of them towards 0"


def _bond_of(clash: Clash, bonds: Sequence[Bond], pair: tuple[int, int]) -> Bond | None:
    """Return the last correlation that states a pair."""
    places = tuple(sorted(clash.members[place] for place in pair))
    return next((bond for bond in reversed(bonds) if places in bond.pairs), None)


def _pair_text(
    clash: Clash, labels: Sequence[str], bonds: Sequence[Bond], pair: tuple[int, int], freedom: int | None
) -> str:
    first, second = (labels[clash.members[place]] for place in pair)
    bond = _bond_of(clash, bonds, pair)
    value = bond.stated.value if bond is not None else rank_from_normal(float(clash.matrix[pair]), freedom)
    return f"{first} ~ {second} {value:g}"
