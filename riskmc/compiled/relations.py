"""What events require and exclude, in the order in which it is settled, and what keeps their probabilities as stated.

Of two risks that exclude each other the later one gives way: it is drawn with its probability over the chance that none
of those before it that it excludes has occurred, given what it requires. That chance is found exactly, by going through
the events in order with the probabilities of all states of those that later ones still look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from riskmc.compiled.occurrences import Event, Occurrences
from riskmc.errors import Location, PlanError, Problem
from riskmc.model.distributions import Distribution
from riskmc.model.levels import share_of
from riskmc.model.network import topological_order
from riskmc.model.risks import Risk

MOST_STATES = 100_000
"""States of events that depend on each other which are told apart, at most."""

_ROUNDING = 1e-9


@dataclass
class Related:
    """One event and what it depends on: of each range of events any must, or none may, have occurred."""

    row: int
    requires: list[range] = field(default_factory=list)
    excludes: list[range] = field(default_factory=list)


class Relations:
    """The relations between the events of a project.

    Parameters
    ----------
    occurrences : Occurrences

    Attributes
    ----------
    ordered : list of Related
        Events that depend on others, each after those that it looks at.
    scale : dict of int to float
        What the probabilities of events that exclude others are multiplied by.
    """

    def __init__(self, occurrences: Occurrences) -> None:
        self.occurrences = occurrences
        self._risks = {risk.id: risk for risk in occurrences.project.risks_in_force}
        self._rank = self._ranks()
        self._excluded = self._exclusions()
        risks = sorted(self._risks.values(), key=lambda risk: self._rank[risk.id])
        self.ordered = [related for risk in risks for related in self._related(risk)]
        self.scale: dict[int, float] = {}
        self._problems: list[Problem] = []
        for group in _groups(self.ordered):
            if any(related.excludes for related in group):
                self._keep_probabilities(group)
        if self._problems:
            raise PlanError(self._problems)

    def _ranks(self) -> dict[str, tuple[int, str]]:
        """Rank each risk by the longest chain of requirements that leads to it, then by its id, not by its place."""
        ids = list(self._risks)
        pairs = [(other, risk.id) for risk in self._risks.values() for other in risk.requires]
        rank: dict[str, tuple[int, str]] = {}
        for index in topological_order(ids, pairs):
            depth = max((rank[other][0] + 1 for other in self._risks[ids[index]].requires), default=0)
            rank[ids[index]] = (depth, ids[index])
        return rank

    def _exclusions(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for risk in self._risks.values():
            for other in risk.excludes:
                found[risk.id].add(other)
                found[other].add(risk.id)
        return found

    def _related(self, risk: Risk) -> list[Related]:
        before = sorted(other for other in self._excluded[risk.id] if self._rank[other] < self._rank[risk.id])
        if not risk.requires and not before:
            return []
        found = []
        for row in self.occurrences.range_of(risk.id):
            task = self.occurrences.events[row].task
            requires = [self._looked_at(other, task) for other in dict.fromkeys(risk.requires)]
            found.append(Related(row, requires, [self._looked_at(other, task) for other in before]))
        return found

    def _looked_at(self, risk: str, task: int | None) -> range:
        """Return the events of another risk that count: those at the same task where it has some, else all."""
        own = range(0) if task is None else self.occurrences.at_task(risk, task)
        return own or self.occurrences.range_of(risk)

    def _keep_probabilities(self, group: list[Related]) -> None:
        """Find by how much the probabilities of a group of related events must rise to stay what they are."""
        events = self.occurrences.events
        states = _States([one for one in group if events[one.row].occurrence == 1], events)
        scales: dict[str, float] = {}
        for row, related in states.steps():
            probability = events[row].probability
            if related.excludes and probability > 0.0:
                open_share, free_share = states.shares(related)
                if open_share > 0.0:
                    self._check(related, open_share, free_share)
                    scales[events[row].identity] = open_share / free_share if free_share > 0.0 else 1.0
            states.step(row, related, min(probability * scales.get(events[row].identity, 1.0), 1.0))
            if states.count > MOST_STATES:
                self._problems.append(_too_many(sorted({self._name(one.row) for one in group})))
                return
        # A later occurrence is a part of the first, and rises with it.
        found = {one.row: scales.get(events[one.row].identity, 1.0) for one in group}
        self.scale.update({row: scale for row, scale in found.items() if scale != 1.0})

    def _check(self, related: Related, open_share: float, free_share: float) -> None:
        """Note an event that does not fit beside those that it excludes."""
        name = self._name(related.row)
        stated = self._risks[name].probability
        highest = self.occurrences.events[related.row].probability
        if self.occurrences.events[related.row].chance and isinstance(stated, Distribution):
            highest = max(highest, *(share_of(quantity) for quantity in stated.quantities()))
        if highest * open_share > free_share * (1.0 + _ROUNDING):
            others = sorted({self._name(part.start) for part in related.excludes})
            place = [risk.id for risk in self.occurrences.project.risks].index(name)
            self._problems.append(_impossible(place, name, others, free_share / open_share, highest))

    def _name(self, row: int) -> str:
        return self.occurrences.risk_of(row).id


class _States:
    """The chances of all states of what later events of a group still look at."""

    def __init__(self, group: list[Related], events: Sequence[Event]) -> None:
        self._related = {related.row: related for related in group}
        looked = {(part.start, part.stop) for one in group for part in (*one.requires, *one.excludes)}
        members = {row for begin, end in looked for row in range(begin, end) if events[row].occurrence == 1}
        order = {related.row: place for place, related in enumerate(group)}
        causes = sorted(members - set(order))
        # What depends on nothing comes first, then the rest in the order in which it is settled.
        self._order = [*causes, *(related.row for related in group)]
        self._parts = sorted(looked)
        self._place = {part: place for place, part in enumerate(self._parts)}
        self._last = self._last_looks()
        self._chances: dict[tuple[bool, ...], float] = {(False,) * len(self._parts): 1.0}

    def _last_looks(self) -> dict[int, list[int]]:
        last: dict[int, int] = {}
        for row in self._order:
            related = self._related.get(row)
            for part in () if related is None else (*related.requires, *related.excludes):
                last[self._place[part.start, part.stop]] = row
        found: dict[int, list[int]] = defaultdict(list)
        for place, row in last.items():
            found[row].append(place)
        return found

    @property
    def count(self) -> int:
        """How many states are told apart."""
        return len(self._chances)

    def steps(self) -> list[tuple[int, Related]]:
        """Return the events in order, each with what it depends on."""
        return [(row, self._related.get(row, Related(row))) for row in self._order]

    def shares(self, related: Related) -> tuple[float, float]:
        """Return the chance that all that an event requires has occurred, and that nothing it excludes has as well."""
        open_share = free_share = 0.0
        for state, chance in self._chances.items():
            if self._holds(state, related.requires):
                open_share += chance
                free_share += 0.0 if self._any(state, related.excludes) else chance
        return open_share, free_share

    def step(self, row: int, related: Related, probability: float) -> None:
        """Draw an event in every state; forget what nothing looks at any more."""
        mine = [place for (begin, end), place in self._place.items() if begin <= row < end]
        done = self._last.get(row, [])
        after: dict[tuple[bool, ...], float] = defaultdict(float)
        for state, chance in self._chances.items():
            can = self._holds(state, related.requires) and not self._any(state, related.excludes)
            rise = probability if can else 0.0
            for occurs, share in ((True, rise), (False, 1.0 - rise)):
                if share > 0.0:
                    changed = list(state)
                    for place in mine:
                        changed[place] = changed[place] or occurs
                    for place in done:
                        changed[place] = False
                    after[tuple(changed)] += chance * share
        self._chances = after

    def _holds(self, state: tuple[bool, ...], parts: list[range]) -> bool:
        return all(state[self._place[part.start, part.stop]] for part in parts)

    def _any(self, state: tuple[bool, ...], parts: list[range]) -> bool:
        return any(state[self._place[part.start, part.stop]] for part in parts)


def _groups(ordered: list[Related]) -> list[list[Related]]:
    """Part events that depend on others into groups that have nothing to do with each other, in order."""
    owner: dict[int, int] = {}

    def root(row: int) -> int:
        while owner.setdefault(row, row) != row:
            owner[row] = row = owner[owner[row]]
        return row

    for related in ordered:
        for part in (*related.requires, *related.excludes):
            for row in part:
                owner[root(row)] = root(related.row)
    groups: dict[int, list[Related]] = {}
    for related in ordered:
        groups.setdefault(root(related.row), []).append(related)
    return list(groups.values())


def _impossible(place: int, risk: str, others: list[str], free: float, probability: float) -> Problem:
    names = ", ".join(others)
    what = (
        f"it is to happen with up to {100 * probability:.4g}%, never together with {names}, and they leave it "
        f"{100 * free:.4g}%"
    )
    hint = "lower their probabilities until they fit into 100%, or take out excludes"
    return Problem(Location(path=f"risks[{place}].probability"), f"risk {risk!r}", what, "", hint)


def _too_many(risks: list[str]) -> Problem:
    names = ", ".join(risks[:10]) + (f" and {len(risks) - 10} more" if len(risks) > 10 else "")
    what = f"the risks {names} depend on each other in more than {MOST_STATES:,} ways"
    hint = "take out some of requires and excludes, or state one risk with several impacts in place of several risks"
    return Problem(Location(path="risks"), "risks", what, "", hint)
