"""From risks to what they do: magnitudes, effects on tasks, and costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskmc.compiled.marginals import Marginal, fixed, marginal_of
from riskmc.compiled.occurrences import Event, Occurrences, is_settled, tasks_of
from riskmc.compiled.windows import Meetings
from riskmc.kernels.arrays import COST, COST_FACTOR, DELAY, FACTOR, PARALLEL_DELAY, PARALLEL_FACTOR
from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Impact
from riskmc.model.levels import Level, share_of
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Risk

Units = tuple[tuple[str, float], ...]
"""Working minutes of each unit of time on a calendar."""

_KINDS = {
    ("factor", "series"): FACTOR, ("factor", "parallel"): PARALLEL_FACTOR, ("delay", "series"): DELAY,
    ("delay", "parallel"): PARALLEL_DELAY,
}  # fmt: skip


@dataclass(frozen=True)
class Magnitude:
    """How hard an effect strikes: a delay in working minutes, a factor, or an amount of money.

    One draw that hits tasks of several calendars has a magnitude for each length of their days.
    """

    identity: str
    units: Units
    marginal: Marginal
    kind: int
    event: int

    @property
    def key(self) -> tuple[str, Units]:
        """Tells it from all others."""
        return self.identity, self.units


@dataclass(frozen=True)
class Effect:
    """What one event does to one task, by the key of its magnitude."""

    task: int
    kind: int
    event: int
    order: tuple[str, int]
    magnitude: tuple[str, Units]
    meeting: int


@dataclass(frozen=True)
class Cost:
    """What one event costs; at a task where it is drawn for each (its index in the plan), else at several at once."""

    risk: int
    event: int
    magnitude: tuple[str, Units]
    task: int | None
    meeting: int
    tasks: tuple[int, ...]


@dataclass(frozen=True)
class CostFactor:
    """By what one event multiplies the cost of one task, by the key of its magnitude."""

    task: int
    is_parallel: bool
    event: int
    order: tuple[str, int]
    magnitude: tuple[str, Units]
    meeting: int


class Effects:
    """What the risks of a project do.

    Parameters
    ----------
    occurrences : Occurrences
    meetings : Meetings

    Attributes
    ----------
    magnitudes : dict
        By their keys, in the order of the rows; drawn probabilities come before them.
    effects : list of Effect
    costs : list of Cost
        In the order of the risks.
    cost_factors : list of CostFactor
    """

    def __init__(self, occurrences: Occurrences, meetings: Meetings) -> None:
        self.occurrences = occurrences
        self.project: Project = occurrences.project
        self._meetings = meetings
        self.magnitudes: dict[tuple[str, Units], Magnitude] = {}
        self.effects: list[Effect] = []
        self.costs: list[Cost] = []
        self.cost_factors: list[CostFactor] = []
        for index, risk in enumerate(self.project.risks_in_force):
            for number, impact in zip(risk.impact_numbers, risk.impacts, strict=True):
                name = f"risk:{risk.id}/impact" + (f":{number}" if number > 1 else "")
                self._add_effects(risk, name, impact)
                self._add_costs(index, risk, name, impact)

    def _add_effects(self, risk: Risk, name: str, impact: Impact) -> None:
        tasks = self._open_tasks(impact)
        measured = _measured(self.project, risk, impact)
        for label in ("factor", "delay"):
            value = getattr(impact, label)
            if value is None or isinstance(value, Level):
                continue
            kind = _KINDS[label, risk.combine]
            for task in tasks:
                units, marginal = measured(label, task)
                for event in self.occurrences.of_task(risk.id, task):
                    identity = f"{name}/{label}" + self._suffix(risk, impact, event, task)
                    magnitude = self._magnitude(identity, units, marginal, kind, event)
                    meeting = self._meetings.row.get((risk.id, task), -1)
                    order = (event.identity, event.occurrence)
                    self.effects.append(Effect(task, kind, magnitude.event, order, magnitude.key, meeting))

    def _add_costs(self, index: int, risk: Risk, name: str, impact: Impact) -> None:
        """Add the money that an impact costs: once each time, or at each task where it is drawn for each."""
        for label, kind in (("cost", COST), ("cost_factor", COST_FACTOR)):
            value = getattr(impact, label)
            if value is None or isinstance(value, Level):
                continue
            marginal = _marginal(value, share_of, f"risk {risk.id!r}", floor=0.0 if kind == COST_FACTOR else None)
            for task, event in self._bearers(risk, impact):
                identity = f"{name}/{label}" + self._suffix(risk, impact, event, task)
                magnitude = self._magnitude(identity, (), marginal, kind, event)
                if kind == COST:
                    meeting = -1 if task is None else self._meetings.row.get((risk.id, task), -1)
                    tasks = self._open_tasks(impact) if task is None else (task,)
                    self.costs.append(Cost(index, magnitude.event, magnitude.key, task, meeting, tasks))
            if kind == COST_FACTOR:
                self._add_cost_factors(risk, f"{name}/{label}", impact, marginal)

    def _add_cost_factors(self, risk: Risk, name: str, impact: Impact, marginal: Marginal) -> None:
        for task in self._open_tasks(impact):
            for event in self.occurrences.of_task(risk.id, task):
                identity = name + self._suffix(risk, impact, event, task)
                magnitude = self._magnitude(identity, (), marginal, COST_FACTOR, event)
                meeting = self._meetings.row.get((risk.id, task), -1)
                order = (event.identity, event.occurrence)
                is_parallel = risk.combine == "parallel"
                self.cost_factors.append(
                    CostFactor(task, is_parallel, magnitude.event, order, magnitude.key, meeting)
                )  # fmt: skip

    def _open_tasks(self, impact: Impact) -> tuple[int, ...]:
        """Return the tasks that an impact can still hit, by their index in the plan."""
        hit = tasks_of(self.project, impact.on)
        return tuple(task for task in hit if not is_settled(self.project.tasks[task]))

    def _bearers(self, risk: Risk, impact: Impact) -> Iterator[tuple[int | None, Event]]:
        """Yield where the costs of an impact arise, and the event that brings them."""
        hit = tasks_of(self.project, impact.on)
        tasks = self._open_tasks(impact)
        is_shared = risk.strikes == "once" and impact.draw == "once"
        if not hit or (is_shared and tasks):
            for row in self.occurrences.range_of(risk.id):
                yield self.occurrences.events[row].task, self.occurrences.events[row]
        elif not is_shared:
            for task in tasks:
                for event in self.occurrences.of_task(risk.id, task):
                    yield task, event

    def _magnitude(self, identity: str, units: Units, marginal: Marginal, kind: int, event: Event) -> Magnitude:
        row = self.occurrences.row[event.identity, event.occurrence]
        magnitude = Magnitude(identity, units, marginal, kind, row)
        return self.magnitudes.setdefault(magnitude.key, magnitude)

    def _suffix(self, risk: Risk, impact: Impact, event: Event, task: int | None) -> str:
        again = f"/occurrence:{event.occurrence}" if event.occurrence > 1 else ""
        if task is None or (risk.strikes == "once" and impact.draw == "once"):
            return again
        return f"{again}/task:{self.project.tasks[task].id}"


def effect_arrays(
    effects: Effects, rows: Mapping[tuple[str, Units], int], position: Mapping[int, int]
) -> dict[str, np.ndarray[Any, Any]]:
    """Lay effects out as the fields of :class:`riskmc.kernels.arrays.Events`.

    They are sorted by identity, so that the order of the risks in the plan does not touch the rounding of a product.
    """
    ordered = sorted(effects.effects, key=lambda e: (position[e.task], e.kind, e.order, e.magnitude))
    counts = np.bincount([position[effect.task] for effect in ordered], minlength=len(position))
    return {
        "effect_ptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "effect_event": np.array([effect.event for effect in ordered], np.int64),
        "effect_row": np.array([rows[effect.magnitude] for effect in ordered], np.int64),
        "effect_kind": np.array([effect.kind for effect in ordered], np.uint8),
        "effect_meeting": np.array([effect.meeting for effect in ordered], np.int64),
    }


def cost_arrays(
    effects: Effects, rows: Mapping[tuple[str, Units], int], existence: Mapping[int, int]
) -> dict[str, np.ndarray[Any, Any]]:
    """Lay costs out as the fields of :class:`riskmc.kernels.arrays.Events`.

    Parameters
    ----------
    effects : Effects
    rows : mapping
        Rows of the magnitudes.
    existence : mapping of int to int
        Row of ``exists`` of tasks that need not exist, by their index in the plan.
    """
    costs = effects.costs
    counts = np.bincount([cost.risk for cost in costs], minlength=len(effects.project.risks))
    return {
        "cost_ptr": np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        "cost_event": np.array([cost.event for cost in costs], np.int64),
        "cost_row": np.array([rows[cost.magnitude] for cost in costs], np.int64),
        "cost_existence": np.array([_row_of(existence, cost.task) for cost in costs], np.int64),
        "cost_meeting": np.array([cost.meeting for cost in costs], np.int64),
    }


def _row_of(existence: Mapping[int, int], task: int | None) -> int:
    return -1 if task is None else existence.get(task, -1)


def _measured(project: Project, risk: Risk, impact: Impact) -> Callable[[str, int], tuple[Units, Marginal]]:
    """Return what gives the magnitude of an impact on a task: a day of delay is a day of the task's calendar."""
    subject = f"risk {risk.id!r}"
    delays: dict[Units, Marginal] = {}
    factor = None if impact.factor is None else _marginal(impact.factor, share_of, subject, floor=0.0)

    def measured(label: str, task: int) -> tuple[Units, Marginal]:
        if label == "factor":
            assert factor is not None
            return (), factor
        delay = impact.delay
        assert isinstance(delay, Quantity | Distribution)
        calendar = project.calendar_of(project.tasks[task])
        units = tuple(calendar.minutes_per_unit.items())
        if units not in delays:
            delays[units] = _marginal(delay, calendar.minutes, subject, floor=None)
        return units, delays[units]

    return measured


def _marginal(
    value: Quantity | Distribution, measure: Callable[[Quantity], float], subject: str, floor: float | None
) -> Marginal:
    if isinstance(value, Quantity):
        return fixed(measure(value))
    return marginal_of(value, measure, subject, floor=floor)
