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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
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
    for strike in strikes:
        yield from _in_ranges(project, strike)
    yield from _twins(strikes)


@dataclass(frozen=True)
class _Strike:
    """A threat, and by how many minutes it delays each task that it strikes, on the average."""

    risk: Risk
    delays: Mapping[int, float]

    @cached_property
    def words(self) -> frozenset[str]:
        return telling_words(f"{self.risk.title} {self.risk.cause} {self.risk.event}")

    @cached_property
    def cause(self) -> frozenset[str]:
        words = telling_words(self.risk.cause)
        return words | frozenset(_NUMBER.findall(self.risk.cause)) if words else words


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
        for index in {index for selector in impact.on for index in project.selection.find(selector)}:
            task = project.tasks[index]
            if task.has_work_left:
                delays[index] = delays.get(index, 0.0) + _delay(project, task, impact)
    return delays


def _delay(project: Project, task: Task, impact: Impact) -> float:
    delay = 0.0
    minutes = project.calendar_of(task).minutes
    if isinstance(impact.delay, Quantity | Distribution):
        delay += mean_of(impact.delay, minutes)
    if impact.factor is not None:
        delay += (mean_of(impact.factor, share_of) - 1.0) * extent_of(project.effective_duration(task), minutes).middle
    return delay


def _in_ranges(project: Project, strike: _Strike) -> Iterator[PlanWarning]:
    named: dict[str, list[Task]] = {}
    bare: list[Task] = []
    held: list[Task] = []
    for index, delay in strike.delays.items():
        task = project.tasks[index]
        duration = project.effective_duration(task)
        if is_certain(duration):
            continue
        reach = extent_of(duration, project.calendar_of(task).minutes)
        basis, left_out = excluded_words(_basis(project, task))
        own = telling_words(f"{task.name} {task.id}")
        shared = (telling_words(basis) & strike.words) - own
        if shared:
            named.setdefault(basis, []).append(task)
        elif strike.words & telling_words(left_out):
            continue
        elif _says_only(strike, own):
            bare.append(task)
        elif _may_hold(strike, reach, delay):
            held.append(task)
    yield from _told(strike.risk, named, bare, held)


def _basis(project: Project, task: Task) -> str:
    """Return what the range of a task rests on: what its template says, too, where that gives the range."""
    stated = task.duration if task.remaining is None else task.remaining
    template = None if isinstance(stated, Distribution) else project.template_of(task)
    return "; ".join(text for text in (task.basis, "" if template is None else template.basis) if text)


def _says_only(strike: _Strike, own: frozenset[str]) -> bool:
    """Tell whether a risk says of a task that it takes longer, and nothing of why."""
    text = f"{strike.risk.title} {strike.risk.cause} {strike.risk.event}"
    return bool(strike.words) and strike.words <= own and tells_a_delay(text)


def _may_hold(strike: _Strike, reach: Extent, delay: float) -> bool:
    is_likely = LIKELY <= strike.risk.chance < 1.0
    return is_likely and reach.spread >= WIDE and reach.high - reach.middle >= delay


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
