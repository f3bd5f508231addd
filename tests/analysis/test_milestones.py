"""Milestones are told beside the date that the plan gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from riskmc import simulate
from riskmc.analysis import milestone_frame, milestone_outcomes
from riskmc.analysis.milestones import MILESTONE_LEVELS
from riskmc.model import Project
from riskmc.result import SimulationResult, proportion_interval
from tests.analysis.results import by_hand

TASKS: list[dict[str, Any]] = [
    {"id": "end", "name": "All done", "milestone": True, "after": ["build"]},
    {"id": "dig", "duration": {"uniform": ["4d", "12d"]}, "planned": "6d"},
    {"id": "dug", "name": "Pit <open>", "milestone": True, "after": ["dig"]},
    {"id": "build", "duration": {"uniform": ["4d", "12d"]}, "planned": "6d", "after": ["dug"]},
]


def run(**plan: Any) -> SimulationResult:
    return simulate(Project(**{"name": "Shed", "start": "2027-01-04", "tasks": TASKS, **plan}), iterations=300, jobs=1)


def test_milestones_come_in_the_order_of_their_planned_dates() -> None:
    outcomes = milestone_outcomes(run())
    assert [(one.id, one.name, one.planned_days) for one in outcomes] == [
        ("dug", "Pit <open>", 6.0),
        ("end", "All done", 12.0),
    ]
    assert [one.planned for one in outcomes] == [datetime(2027, 1, 11, 17), datetime(2027, 1, 19, 17)]


def test_a_task_that_an_objective_names_is_told_like_a_milestone() -> None:
    objectives = [{"id": "o", "finish": "dig", "by": "2027-01-15", "confidence": 0.8}]
    dig, dug, _ = milestone_outcomes(run(objectives=objectives))
    assert (dig.id, dug.id) == ("dig", "dug")
    assert dig.chance == dug.chance
    assert dig.percentiles == dug.percentiles


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_a_milestone_repeats_the_percentiles_of_the_result(confidence: float) -> None:
    result = run()
    for outcome in milestone_outcomes(result, confidence):
        samples = result.milestones[outcome.id]
        assert outcome.percentiles == tuple(samples.estimate(level, confidence) for level in MILESTONE_LEVELS)
        hits = int((samples.minutes <= 480.0 * outcome.planned_days).sum())
        assert outcome.chance == proportion_interval(hits, 300, confidence)


def test_the_last_milestone_finishes_with_the_project() -> None:
    result = run()
    assert milestone_outcomes(result)[-1].percentiles[2] == result.finish.estimate(0.8)


def test_the_numbers_of_a_known_milestone_are_exact() -> None:
    objectives = [{"id": "o", "finish": "work", "by": "2027-01-15", "confidence": 0.8}]
    (outcome,) = milestone_outcomes(by_hand([float(day) for day in range(1, 101)], objectives=objectives))
    assert (outcome.id, outcome.planned_days, outcome.chance.value) == ("work", 10.0, 0.1)
    assert [estimate.days for estimate in outcome.percentiles] == [10.0, 50.0, 80.0, 90.0]


def test_the_frame_repeats_the_outcomes() -> None:
    result = run()
    frame = milestone_frame(result, 0.9)
    assert list(frame) == ["name", "planned", "p10", "p50", "p80", "p90", "chance", "chance_low", "chance_high"]
    assert frame.index.tolist() == ["dug", "end"]
    for outcome in milestone_outcomes(result, 0.9):
        row = frame.loc[outcome.id]
        assert [row[f"p{percent}"] for percent in (10, 50, 80, 90)] == [one.value for one in outcome.percentiles]
        assert (row["chance_low"], row["chance"], row["chance_high"]) == (
            outcome.chance.low,
            outcome.chance.value,
            outcome.chance.high,
        )
        assert row["planned"] == outcome.planned
        assert row["p10"] <= row["p50"] <= row["p80"] <= row["p90"]


def test_a_plan_without_milestones_has_an_empty_frame() -> None:
    result = by_hand([1.0, 2.0])
    assert milestone_outcomes(result) == ()
    assert milestone_frame(result).empty
    assert list(milestone_frame(result))[:2] == ["name", "planned"]


def test_a_milestone_at_the_start_is_certain() -> None:
    tasks = [{"id": "go", "milestone": True}, {"id": "dig", "duration": {"uniform": ["4d", "12d"]}, "after": ["go"]}]
    (go,) = milestone_outcomes(run(tasks=tasks))
    assert (go.planned_days, go.chance.value) == (0.0, 1.0)
    assert {estimate.value for estimate in go.percentiles} == {datetime(2027, 1, 4, 8)}


def test_a_milestone_with_float_is_planned_for_its_early_date() -> None:
    tasks = [
        {"id": "dig", "duration": "2d"},
        {"id": "dug", "milestone": True, "after": ["dig"]},
        {"id": "build", "duration": "10d"},
    ]
    (dug,) = milestone_outcomes(run(tasks=tasks))
    assert (dug.planned_days, dug.planned) == (2.0, datetime(2027, 1, 5, 17))
