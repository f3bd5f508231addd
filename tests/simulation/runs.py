"""Runs that tests compare."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from riskmc.model.project import Project
from riskmc.result.run_result import SimulationResult
from riskmc.simulation import simulate


def run(arguments: dict[str, Any], **options: Any) -> SimulationResult:
    """Simulate a few iterations on one thread, and keep all samples."""
    options = {"iterations": 200, "jobs": 1, "keep_samples": True, **options}
    return simulate(Project(**arguments), **options)


def assert_same_bits(one: SimulationResult, other: SimulationResult) -> None:
    """Two runs are the same, in every array and to the bit."""
    for name in ("finish_minutes", "milestone_minutes", "kept_durations", "kept_finishes"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    for part in ("sums", "ranks", "detail"):
        mine, others = getattr(one, part), getattr(other, part)
        for field in dataclasses.fields(mine):
            first, second = getattr(mine, field.name), getattr(others, field.name)
            if isinstance(first, np.ndarray):
                first, second = first.tobytes(), second.tobytes()
            assert first == second, f"{part}.{field.name}"


def assert_same_draws(one: SimulationResult, other: SimulationResult) -> None:
    """The tasks that two runs share took the same durations in every iteration."""
    shared = [task.id for task in one.project.tasks if task.id in other.project.task_index]
    for identity in shared:
        assert one.task_durations(identity).tobytes() == other.task_durations(identity).tobytes(), identity


def changed(value: Any, change: Any) -> Any:
    """Apply a change to every number of days in a quantity or distribution as a plan file spells it."""
    if isinstance(value, str):
        return f"{change(float(value.removesuffix('d'))):g}d"
    (family, stated), *_ = value.items()
    if family == "discrete":
        return {family: {changed(day, change): weight for day, weight in stated.items()}}
    return {family: [changed(day, change) for day in stated]}
