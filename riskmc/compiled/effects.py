"""From risks to events, effects and magnitudes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from riskmc.compiled.marginals import Marginal, fixed, marginal_of
from riskmc.kernels.arrays import DELAY, FACTOR, Events
from riskmc.model.distributions import Distribution
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact, Risk
from riskmc.model.tasks import Task

_WORDS = 2.0**32


Units = tuple[tuple[str, float], ...]
"""Working minutes of each unit of time on a calendar."""


@dataclass(frozen=True)
class Magnitude:
    """How hard an effect strikes: a delay in working minutes, or a factor.

    One draw that hits tasks of several calendars has a magnitude for each length of their days.
    """

    identity: str
    units: Units
    marginal: Marginal


@dataclass(frozen=True)
class Effect:
    """What one event does to one task; ``event`` and ``magnitude`` are identities."""

    task: int
    kind: int
    event: str
    magnitude: tuple[str, Units]


@dataclass(frozen=True)
class RiskArrays:
    """The compiled risks.

    Attributes
    ----------
    events : Events
    event_identities : tuple of str
        In the order of the events.
    magnitudes : tuple of Magnitude
        In the order of the rows.
    """

    events: Events
    event_identities: tuple[str, ...]
    magnitudes: tuple[Magnitude, ...]


def compile_risks(project: Project, position: dict[int, int]) -> RiskArrays:
    """Lay the risks of a project out as arrays.

    Parameters
    ----------
    project : Project
    position : dict
        Place of each task (its index in the plan) in topological order.
    """
    thresholds: list[int] = []
    identities: list[str] = []
    risk_ptr = [0]
    effects: list[Effect] = []
    magnitudes: dict[tuple[str, Units], Magnitude] = {}
    for risk in project.risks_in_force:
        for effect, magnitude in _effects(project, risk):
            effects.append(effect)
            if not _is_settled(project.tasks[effect.task]):
                magnitudes.setdefault((magnitude.identity, magnitude.units), magnitude)
        for identity in dict.fromkeys(effect.event for effect in effects if _is_of(effect.event, risk)):
            identities.append(identity)
            thresholds.append(round(risk.chance * _WORDS))
        risk_ptr.append(len(identities))
    event_row = {identity: row for row, identity in enumerate(identities)}
    magnitude_row = {key: row for row, key in enumerate(magnitudes)}
    # Sorted by identity, so that the order of the risks in the plan does not touch the rounding of a product.
    moving = [effect for effect in effects if not _is_settled(project.tasks[effect.task])]
    ordered = sorted(moving, key=lambda e: (position[e.task], e.kind, e.event, e.magnitude))
    counts = np.bincount([position[e.task] for e in ordered], minlength=len(project.tasks))
    n_events, n_tasks = len(identities), len(project.tasks)
    none = np.zeros(0, np.int64)
    effect_row = np.array([magnitude_row[e.magnitude] for e in ordered], np.int64)
    row_event, row_kind = np.zeros(len(magnitudes), np.int64), np.zeros(len(magnitudes), np.uint8)
    row_event[effect_row] = [event_row[e.event] for e in ordered]
    row_kind[effect_row] = [e.kind for e in ordered]
    events = Events(
        floor=np.zeros(n_events, np.uint64),
        threshold=np.array(thresholds, np.uint64),
        chance=np.full(n_events, -1),
        chance_scale=np.full(n_events, _WORDS),
        risk_ptr=np.array(risk_ptr, np.int64),
        relation_event=none,
        relation_begin=none,
        relation_end=none,
        relation_kind=np.zeros(0, np.uint8),
        existence_task=none,
        existence_ptr=np.zeros(1, np.int64),
        clause_ptr=np.zeros(1, np.int64),
        clause_begin=none,
        clause_end=none,
        row_event=row_event,
        row_kind=row_kind,
        effect_ptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        effect_event=np.array([event_row[e.event] for e in ordered], np.int64),
        effect_row=effect_row,
        effect_kind=np.array([e.kind for e in ordered], np.uint8),
        effect_meeting=np.full(len(ordered), -1),
        base_row=np.full(n_tasks, -1),
        cost_ptr=np.zeros(len(risk_ptr), np.int64),
        cost_event=none,
        cost_row=none,
        cost_existence=none,
        cost_meeting=none,
    )
    return RiskArrays(events, tuple(identities), tuple(magnitudes.values()))


def _is_settled(task: Task) -> bool:
    """Tell whether nothing can strike a task: its dates are facts, or those of others."""
    return task.state == "finished" or task.span is not None


def _is_of(event: str, risk: Risk) -> bool:
    return event.startswith(f"risk:{risk.id}/")


def _effects(project: Project, risk: Risk) -> Iterator[tuple[Effect, Magnitude]]:
    is_once = risk.strikes == "once"
    for number, impact in zip(risk.impact_numbers, risk.impacts, strict=True):
        name = f"risk:{risk.id}/impact" + (f":{number}" if number > 1 else "")
        tasks = sorted({index for selector in impact.on for index in project.selection.find(selector)})
        measured = _measured(project, risk, impact)
        for kind, label in _kinds(impact):
            for task in tasks:
                of_task = f"/task:{project.tasks[task].id}"
                event = f"risk:{risk.id}/occurs" + ("" if is_once else of_task)
                is_shared = is_once and impact.draw == "once"
                identity = f"{name}/{label}" + ("" if is_shared else of_task)
                day, marginal = measured(kind, project.tasks[task])
                yield Effect(task, kind, event, (identity, day)), Magnitude(identity, day, marginal)


def _kinds(impact: Impact) -> Iterator[tuple[int, str]]:
    if impact.factor is not None:
        yield FACTOR, "factor"
    if impact.delay is not None:
        yield DELAY, "delay"


def _measured(project: Project, risk: Risk, impact: Impact) -> Callable[[int, Task], tuple[Units, Marginal]]:
    """Return what gives the magnitude of an impact on a task: a day of delay is a day of the task's calendar."""
    subject = f"risk {risk.id!r}"
    delays: dict[Units, Marginal] = {}
    factor = None if impact.factor is None else _marginal(impact.factor, _as_factor, subject, floor=0.0)

    def measured(kind: int, task: Task) -> tuple[Units, Marginal]:
        if kind == FACTOR or impact.delay is None:
            assert factor is not None
            return (), factor
        calendar = project.calendar_of(task)
        units = tuple(calendar.minutes_per_unit.items())
        if units not in delays:
            assert not isinstance(impact.delay, str)
            delays[units] = _marginal(impact.delay, calendar.minutes, subject, floor=None)
        return units, delays[units]

    return measured


def _marginal(value: Quantity | Distribution, measure, subject: str, floor: float | None) -> Marginal:  # type: ignore[no-untyped-def]
    if isinstance(value, Quantity):
        return fixed(measure(value))
    return marginal_of(value, measure, subject, floor=floor)


def _as_factor(quantity: Quantity) -> float:
    return quantity.value / 100.0 if quantity.kind == "percent" else quantity.value
