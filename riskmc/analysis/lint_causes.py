"""Causes that are counted twice: by a risk and by the range of a task that it strikes, or by two risks.

A cause is known by its words, without those that every delay is told by. What a range holds is known where the plan
says so, in the `basis` of a task or a template. So three things are told, and nothing that merely could be:

- a risk whose words are in the basis of the range of a task that it strikes;
- a risk that says nothing but that its task takes longer, which is what the range of the task says;
- a delay that is likelier than not, on a task whose range reaches at least as far beyond the most likely value: whoever
  gave the range had it in mind;
- two risks with the same words for their cause on the same task, unless one requires or excludes the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Final

from riskmc.analysis.extents import Extent, extent_of, is_certain
from riskmc.analysis.lint_records import PlanWarning, about_risk
from riskmc.analysis.telling_words import excluded_words, telling_words, tells_a_delay
from riskmc.analysis.wording import level_text
from riskmc.model.distributions import Distribution
from riskmc.model.levels import share_of
from riskmc.model.means import mean_of
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact, Risk
from riskmc.model.tasks import Task

__all__ = ["delays_of", "double_counted"]

LIKELY: Final = 0.5
"""Chance from which on a delay is likelier than not."""

WIDE: Final = 0.25
"""Share of the most likely value from which on a range may hold an event."""

ALIKE: Final = 0.75
"""Share of their words in which two causes agree that are one."""

_NUMBER = re.compile(r"\d+")

NAMED: Final = 4
"""Tasks that a message names."""


def double_counted(project: Project) -> Iterator[PlanWarning]:
    """Find causes that are counted twice on the same task.

    Parameters
    ----------
    project : Project

    Yields
    ------
    PlanWarning
    """
    risks = (risk for risk in project.risks_in_force if risk.kind == "threat" and risk.chance > 0.0)
    strikes = [found for risk in risks if (found := _strike(project, risk)).delays]
    ranges: dict[int, _Range | None] = {}
    for strike in strikes:
        for index in strike.delays:
            if index not in ranges:
                ranges[index] = _range(project, project.tasks[index])
        yield from _in_ranges(strike, ranges)
    yield from _twins(strikes)


@dataclass(frozen=True)
class _Strike:
    """A threat, and by how many minutes it delays each task that it strikes, on the average."""

    risk: Risk
    delays: Mapping[int, float]

    @cached_property
    def words(self) -> frozenset[str]:
        return telling_words(self._text)

    @cached_property
    def says_a_delay(self) -> bool:
        """Whether it says in words that something takes longer."""
        return bool(self.words) and tells_a_delay(self._text)

    @cached_property
    def is_likely(self) -> bool:
        return LIKELY <= self.risk.chance < 1.0

    @property
    def _text(self) -> str:
        return f"{self.risk.title} {self.risk.cause} {self.risk.event}"

    @cached_property
    def cause(self) -> frozenset[str]:
        words = telling_words(self.risk.cause)
        return words | frozenset(_NUMBER.findall(self.risk.cause)) if words else words


@dataclass(frozen=True)
class _Range:
    """The range of a task: how far it reaches, and the words of what it holds, leaves out, and is called."""

    task: Task
    reach: Extent
    basis: str
    held: frozenset[str]
    left_out: frozenset[str]
    own: frozenset[str]


def _range(project: Project, task: Task) -> _Range | None:
    """Return what the range of a task says; None where the task has none."""
    duration = project.effective_duration(task)
    if is_certain(duration):
        return None
    basis, left_out = excluded_words(_basis(project, task))
    own = telling_words(f"{task.name} {task.id}")
    reach = extent_of(duration, project.calendar_of(task).minutes)
    return _Range(task, reach, basis, telling_words(basis) - own, telling_words(left_out), own)


def _strike(project: Project, risk: Risk) -> _Strike:
    delays = delays_of(project, risk.impacts)
    return _Strike(risk, {index: delay for index, delay in delays.items() if delay > 0.0})


def delays_of(project: Project, impacts: Iterable[Impact]) -> dict[int, float]:
    """Return by how many working minutes impacts delay each task that has work left, on the average.

    Parameters
    ----------
    project : Project
    impacts : iterable of Impact

    Returns
    -------
    dict of int to float
        By the position of the task; below zero for opportunities. Delays given as levels are left out.
    """
    delays: dict[int, float] = {}
    for impact in impacts:
        added = _delay_by_calendar(project, impact)
        stretched = 0.0 if impact.factor is None else mean_of(impact.factor, share_of) - 1.0
        for index in {index for selector in impact.on for index in project.selection.find(selector)}:
            task = project.tasks[index]
            if task.has_work_left:
                delay = added(task.calendar)
                if stretched:
                    minutes = project.calendar_of(task).minutes
                    delay += stretched * extent_of(project.effective_duration(task), minutes).middle
                delays[index] = delays.get(index, 0.0) + delay
    return delays


def _delay_by_calendar(project: Project, impact: Impact) -> Callable[[str], float]:
    """Return what tells the mean delay of an impact on a calendar, by its name, and works it out once for each."""
    if not isinstance(impact.delay, Quantity | Distribution):
        return lambda _: 0.0
    stated = impact.delay
    return cache(lambda name: mean_of(stated, project.calendar_named(name).minutes))


def _in_ranges(strike: _Strike, ranges: Mapping[int, _Range | None]) -> Iterator[PlanWarning]:
    named: dict[str, list[Task]] = {}
    bare: list[Task] = []
    held: list[Task] = []
    for index, delay in strike.delays.items():
        found = ranges[index]
        if found is None:
            continue
        if strike.words & found.held:
            named.setdefault(found.basis, []).append(found.task)
        elif strike.words & found.left_out:
            continue
        elif strike.says_a_delay and strike.words <= found.own:
            bare.append(found.task)
        elif strike.is_likely and found.reach.spread >= WIDE and found.reach.high - found.reach.middle >= delay:
            held.append(found.task)
    yield from _told(strike.risk, named, bare, held)


def _basis(project: Project, task: Task) -> str:
    """Return what the range of a task rests on: what its template says, too, where that gives the range."""
    stated = task.duration if task.remaining is None else task.remaining
    template = None if isinstance(stated, Distribution) else project.template_of(task)
    return "; ".join(text for text in (task.basis, "" if template is None else template.basis) if text)


def _told(risk: Risk, named: Mapping[str, list[Task]], bare: list[Task], held: list[Task]) -> Iterator[PlanWarning]:
    for basis, tasks in named.items():
        message = f"is in the range of {_tasks(tasks)} already, whose basis names it ({basis}): it counts twice"
        yield _about(risk, tasks, message)
    if bare:
        message = f"says nothing but that {_tasks(bare)} may take longer, which the range says already; name the cause"
        yield _about(risk, bare, message)
    if held:
        message = (
            f"delays {_tasks(held)} with a chance of {level_text(risk.chance)}, and the range reaches as far: does it"
            " hold the risk already? Say so in the basis of the range (basis: without ...), or leave one of them out"
        )
        yield _about(risk, held, message)


def _about(risk: Risk, tasks: list[Task], message: str) -> PlanWarning:
    return about_risk("double-counted", risk, message, *(f"task:{task.id}" for task in tasks if len(tasks) == 1))


def _tasks(tasks: list[Task]) -> str:
    names = ", ".join(repr(task.id) for task in tasks[:NAMED])
    more = f" and {len(tasks) - NAMED:,} more" if len(tasks) > NAMED else ""
    return f"task{'s' if len(tasks) > 1 else ''} {names}{more}"


def _twins(strikes: list[_Strike]) -> Iterator[PlanWarning]:
    """Find pairs of risks with one cause on one task; those without words for their cause are looked at no further."""
    by_word: dict[str, list[_Strike]] = {}
    for strike in strikes:
        for word in strike.cause:
            by_word.setdefault(word, []).append(strike)
    pairs = {
        (one.risk.id, other.risk.id): (one, other)
        for found in by_word.values()
        for one, other in combinations(found, 2)
    }
    for one, other in pairs.values():
        common = [index for index in one.delays if index in other.delays]
        if common and _is_one_cause(one.cause, other.cause) and not _are_linked(one.risk, other.risk):
            message = f"has the cause of risk {one.risk.id!r} and strikes the same work: one event may be counted twice"
            yield about_risk("double-counted", other.risk, message)


def _is_one_cause(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)


def _are_linked(one: Risk, other: Risk) -> bool:
    named = {*one.requires, *one.excludes, *other.requires, *other.excludes}
    is_parallel = one.combine == other.combine == "parallel"
    return is_parallel or one.id in named or other.id in named
