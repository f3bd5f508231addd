"""The risks of a project, its uncertain tasks and its branches, laid out as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskmc._typing import Flags, Integers
from riskmc.compiled.clockwork import Clockwork
from riskmc.compiled.effects import CostFactor, Effects, cost_arrays, effect_arrays
from riskmc.compiled.existence import existence_arrays, planned_existence, uncertain_tasks
from riskmc.compiled.marginals import Marginal
from riskmc.compiled.occurrences import WORDS, Occurrences
from riskmc.compiled.relations import Related, Relations
from riskmc.compiled.windows import compile_windows, meetings_of
from riskmc.kernels.arrays import EXCLUDES, FACTOR, REQUIRES, Events, Windows
from riskmc.model.project import Project


@dataclass(frozen=True)
class RiskArrays:
    """The compiled risks.

    Attributes
    ----------
    events : Events
    windows : Windows
    event_identities : tuple of str
        Of the streams, in the order of the events.
    magnitudes : tuple of (str, Marginal)
        Identities and marginals in the order of the rows: drawn probabilities, then magnitudes.
    existence : ndarray(int64), shape (n_tasks,)
        Row of each task that need not exist, or -1, in topological order.
    is_planned : ndarray(bool), shape (n_tasks,)
        Whether a task exists in the plan's own schedule.
    cost_factors : tuple of (CostFactor, int)
        Cost factors, and the row of the magnitude of each.
    cost_tasks : tuple of tuple of int
        Tasks at which each cost arises, by their index in the plan.
    """

    events: Events
    windows: Windows
    event_identities: tuple[str, ...]
    magnitudes: tuple[tuple[str, Marginal], ...]
    existence: Integers
    is_planned: Flags
    cost_factors: tuple[tuple[CostFactor, int], ...]
    cost_tasks: tuple[tuple[int, ...], ...]


def compile_risks(project: Project, position: Mapping[int, int], clock: Clockwork | None) -> RiskArrays:
    """Lay the risks of a project out as arrays.

    Parameters
    ----------
    project : Project
    position : mapping
        Place of each task (its index in the plan) in topological order.
    clock : Clockwork, optional
        Of a plan with calendars, constraints, progress or windows.

    Raises
    ------
    PlanError
        Where risks that exclude each other do not fit into 100 %, or depend on each other in too many ways.
    """
    occurrences = Occurrences(project)
    meetings = meetings_of(project, position)
    effects = Effects(occurrences, meetings)
    uncertain = uncertain_tasks(occurrences, position)
    n_chances = len(occurrences.chances)
    rows = {key: n_chances + row for row, key in enumerate(effects.magnitudes)}
    existence = np.full(len(project.tasks), -1)
    existence[[position[one.task] for one in uncertain]] = np.arange(len(uncertain))
    base_row = np.full(len(project.tasks), -1)
    met = sorted({position[meeting.task] for meeting in meetings.rows})
    base_row[met] = np.arange(len(met))
    magnitudes = list(effects.magnitudes.values())
    events = Events(
        **_event_arrays(occurrences),
        risk_ptr=np.array(occurrences.risk_ptr, np.int64),
        **existence_arrays(uncertain, position),
        row_event=np.array([-1] * n_chances + [magnitude.event for magnitude in magnitudes], np.int64),
        row_kind=np.array([FACTOR] * n_chances + [magnitude.kind for magnitude in magnitudes], np.uint8),
        **effect_arrays(effects, rows, position),
        base_row=base_row,
        **cost_arrays(effects, rows, {one.task: row for row, one in enumerate(uncertain)}),
    )
    return RiskArrays(
        events,
        compile_windows(project, occurrences, meetings, position, clock),
        tuple(event.identity for event in occurrences.events),
        (*occurrences.chances.items(), *((one.identity, one.marginal) for one in magnitudes)),
        existence,
        planned_existence(uncertain, position, len(project.tasks)),
        tuple((factor, rows[factor.magnitude]) for factor in effects.cost_factors),
        tuple(cost.tasks for cost in effects.costs),
    )


def _event_arrays(occurrences: Occurrences) -> dict[str, np.ndarray[Any, Any]]:
    """Lay events and their relations out."""
    relations = Relations(occurrences)
    events = occurrences.events
    chance_rows = {identity: row for row, identity in enumerate(occurrences.chances)}
    scale = np.array([relations.scale.get(row, 1.0) for row in range(len(events))])
    looks = [(one.row, part, kind) for one in relations.ordered for part, kind in _looks(one)]
    return {
        "floor": np.array([round(event.first * WORDS) for event in events], np.uint64),
        "threshold": np.array(
            [round(min(event.last * rise, 1.0) * WORDS) for event, rise in zip(events, scale, strict=True)], np.uint64
        ),
        "chance": np.array([chance_rows.get(event.chance, -1) for event in events], np.int64),
        "chance_scale": scale * WORDS,
        "relation_event": np.array([row for row, _, _ in looks], np.int64),
        "relation_begin": np.array([part.start for _, part, _ in looks], np.int64),
        "relation_end": np.array([part.stop for _, part, _ in looks], np.int64),
        "relation_kind": np.array([kind for _, _, kind in looks], np.uint8),
    }


def _looks(related: Related) -> list[tuple[range, int]]:
    return [(part, REQUIRES) for part in related.requires] + [(part, EXCLUDES) for part in related.excludes]
