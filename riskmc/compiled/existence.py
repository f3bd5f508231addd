"""Which tasks need not exist, and what must occur where they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskmc._typing import Flags
from riskmc.compiled.occurrences import Occurrences, is_settled, tasks_of

_LIKELY = 0.5


@dataclass(frozen=True)
class Uncertain:
    """One task that need not exist: of each of its clauses an event must occur.

    Attributes
    ----------
    task : int
        Index in the plan.
    clauses : tuple of range
        Events; an empty range never holds.
    is_planned : bool
        Whether it exists in the plan's own schedule: where it is likely, and no risk occurs.
    """

    task: int
    clauses: tuple[range, ...]
    is_planned: bool


def uncertain_tasks(occurrences: Occurrences, position: Mapping[int, int]) -> list[Uncertain]:
    """List the tasks that need not exist, in topological order.

    Parameters
    ----------
    occurrences : Occurrences
    position : mapping
        Place of each task (its index in the plan) in topological order.
    """
    project = occurrences.project
    options = _options(occurrences)
    found = []
    for index, task in enumerate(project.tasks):
        if is_settled(task) or task.state != "not_started":
            continue
        clauses: list[tuple[range, bool]] = list(options.get(index, ()))
        if task.id in project.absent_tasks:
            clauses.append((range(0), False))
        if isinstance(task.exists, str):
            clauses.append((occurrences.range_of(task.exists), False))
        elif task.exists is not None:
            row = occurrences.row[f"task:{task.id}/exists", 1]
            clauses.append((range(row, row + 1), task.exists >= _LIKELY))
        if clauses:
            found.append(Uncertain(index, tuple(rows for rows, _ in clauses), all(likely for _, likely in clauses)))
    return sorted(found, key=lambda uncertain: position[uncertain.task])


def _options(occurrences: Occurrences) -> dict[int, list[tuple[range, bool]]]:
    """List for each task the options of branches that it belongs to, and whether they are the likeliest."""
    found: dict[int, list[tuple[range, bool]]] = {}
    project = occurrences.project
    for branch in project.branches:
        shares = [option.probability for option in branch.options]
        likeliest = shares.index(max(shares))
        for place, option in enumerate(branch.options):
            row = occurrences.row[f"branch:{branch.id}/option", place + 1]
            is_likely = place == likeliest and shares[place] >= 1.0 - sum(shares)
            for task in tasks_of(project, option.tasks):
                found.setdefault(task, []).append((range(row, row + 1), is_likely))
    return found


def existence_arrays(uncertain: Sequence[Uncertain], position: Mapping[int, int]) -> dict[str, np.ndarray[Any, Any]]:
    """Lay them out as the fields of :class:`riskmc.kernels.arrays.Events`."""
    clauses = [clause for one in uncertain for clause in one.clauses]
    parts = [clause for clause in clauses if clause]
    return {
        "existence_task": np.array([position[one.task] for one in uncertain], np.int64),
        "existence_ptr": np.cumsum([0, *(len(one.clauses) for one in uncertain)], dtype=np.int64),
        "clause_ptr": np.cumsum([0, *(bool(clause) for clause in clauses)], dtype=np.int64),
        "clause_begin": np.array([part.start for part in parts], np.int64),
        "clause_end": np.array([part.stop for part in parts], np.int64),
    }


def planned_existence(uncertain: Sequence[Uncertain], position: Mapping[int, int], n_tasks: int) -> Flags:
    """Tell which tasks exist in the plan's own schedule: ndarray(bool), shape (n_tasks,), in topological order."""
    exists = np.ones(n_tasks, bool)
    for one in uncertain:
        exists[position[one.task]] = one.is_planned
    return exists
