"""What is wrong between correlations and the rest of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.correlated import Group, Pair, groups_of, pairs_of
from riskmc.model.correlation import COST, NAMED, OCCURS, RESOURCE, RISK, normal_of_rank, rank_of_normal
from riskmc.model.selection import KINDS, Selection

_FULL = 1.0 + 1e-9
"""Shares of the variance of a member that its groups may take, but for rounding."""


def find_correlation_faults(
    parts: Parts, selection: Selection, suggest: Callable[[str], str], may_be_judged: Callable[[str, Parts], bool]
) -> Iterator[Fault]:
    """Find the faults of correlations that lie between them and other records.

    Parameters
    ----------
    parts : Parts
    selection : Selection
        Of its tasks.
    suggest : callable
        Words a suggestion for an unknown task.
    may_be_judged : callable
        Tells whether a selector that matches nothing is at fault, where some tasks could not be read.

    Yields
    ------
    Fault
    """
    yield from _member_faults(parts, selection, suggest, may_be_judged)
    yield from _name_faults(parts)
    yield from _pair_faults(list(pairs_of(parts.correlations)))
    if parts.is_whole:
        tasks = [task for _, task in parts.tasks]
        groups = list(groups_of(parts.correlations, parts.correlation_settings, tasks, selection))
        yield from _negative_faults(groups)
        yield from _share_faults(groups)


def _subject(position: int, name: str) -> str:
    return f"correlation {name!r}" if position >= 0 else "correlation_settings"


def _member_faults(
    parts: Parts, selection: Selection, suggest: Callable[[str], str], may_be_judged: Callable[[str, Parts], bool]
) -> Iterator[Fault]:
    named = _named(parts)
    for position, correlation in parts.correlations:
        key = "group" if correlation.group is not None else "between"
        for index, member in enumerate(correlation.group or correlation.between or ()):
            path: Path = ("correlations", position, key, index)
            found = _member_fault(member, parts, selection, suggest, may_be_judged, named)
            if found is not None:
                yield found._replace(path=path, subject=_subject(position, correlation.title))


def _named(parts: Parts) -> dict[str, tuple[str, set[str], frozenset[str] | set[str]]]:
    """Return for each kind of member its word, the ids that are there, and those that could not be read."""
    risks = {risk.id for _, risk in parts.risks}
    costs = {task.id for _, task in parts.tasks} | {cost.id for _, cost in parts.costs}
    resources = {resource.id for _, resource in parts.resources}
    return {
        RISK: ("risk", risks, parts.other_risk_ids),
        OCCURS: ("risk", risks, parts.other_risk_ids),
        COST: ("task or cost", costs, parts.other_ids),
        RESOURCE: ("resource", resources, set()),
    }


def _member_fault(
    member: str, parts: Parts, selection: Selection, suggest: Callable[[str], str],
    may_be_judged: Callable[[str, Parts], bool], named: Mapping[str, tuple[str, set[str], frozenset[str] | set[str]]],
) -> Fault | None:  # fmt: skip
    if member.startswith(NAMED):
        kind, _, identity = member.partition(":")
        what, known, unread = named[f"{kind}:"]
        if identity in known or identity in unread:
            return None
        return Fault((), "", f"there is no {what} {identity!r}", "", did_you_mean(identity, known))
    if selection.find(member) or not may_be_judged(member, parts):
        return None
    kind, colon, _ = member.partition(":")
    if colon and kind not in KINDS:
        allowed = "write a task, 'group:...', 'tag:...', 'all', 'risk:ID', 'occurs:ID', 'cost:ID' or 'resource:ID'"
        kinds = (*KINDS, *(prefix[:-1] for prefix in NAMED))
        return Fault((), "", f"the member {member!r} is not known", allowed, did_you_mean(kind, kinds))
    return selection.explain(member) if colon else Fault((), "", f"there is no task {member!r}", "", suggest(member))


def _name_faults(parts: Parts) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, correlation in parts.correlations:
        title = correlation.title
        if correlation.group is not None and first.setdefault(title, position) != position:
            what = f"the name is that of correlation number {first[title] + 1}, and a name addresses random numbers"
            key = "name" if correlation.name else "group"
            yield Fault(("correlations", position, key), _subject(position, title), what, "give it a name of its own")


def _pair_faults(pairs: Sequence[Pair]) -> Iterator[Fault]:
    first: dict[frozenset[str], int] = {}
    for pair in pairs:
        members = frozenset(pair.members)
        if first.setdefault(members, pair.position) != pair.position:
            what = f"the pair is that of correlation number {first[members] + 1}"
            yield Fault(
                ("correlations", pair.position), _subject(pair.position, pair.name), what, "take one of them out"
            )


def _negative_faults(groups: Sequence[Group]) -> Iterator[Fault]:
    for group in groups:
        n = len(group.members)
        if group.value < 0.0 and n > 2:
            least = -1.0 / (n - 1)
            what = f"rho {group.value:g} is below 0 for a group of {n:,} members"
            hint = f"not even all pairs could go below {least:.3g}; write the pairs that go against one another"
            path: Path = ("correlations", group.position, "rho")
            yield Fault(path, _subject(group.position, group.name), what, "write a number from 0 to 1", hint)


def _share_faults(groups: Sequence[Group]) -> Iterator[Fault]:
    """Find members of several groups whose correlations add up to more than 1."""
    shares: dict[str, float] = {}
    mine: dict[str, list[Group]] = {}
    told: set[int] = set()
    for group in groups:
        normal = normal_of_rank(group.value) if group.is_rank else group.value
        if normal <= 0.0 or len(group.members) < 2:
            continue
        for member in group.members:
            before = shares.get(member, 0.0)
            shares[member] = before + normal
            mine.setdefault(member, []).append(group)
            if shares[member] > _FULL >= before and group.position not in told:
                told.add(group.position)
                yield _share_fault(group, member, mine[member], before)


def _share_fault(group: Group, member: str, mine: Sequence[Group], before: float) -> Fault:
    left = rank_of_normal(max(1.0 - before, 0.0)) if group.is_rank else max(1.0 - before, 0.0)
    names = " and ".join(repr(other.name) for other in mine)
    what = f"rho {group.value:g} is too high: {member!r} is in {names}, and the correlations of its groups add up"
    path: Path = ("correlations", group.position, "rho") if group.position >= 0 else ("correlation_settings",)
    allowed = f"at most {int(left * 1000) / 1000:g} is left for it"
    return Fault(path, _subject(group.position, group.name), what, allowed, "lower one of them, or take a group out")
