"""The tornado holds what is more than chance, the widest first."""

from __future__ import annotations

import numpy as np
import pytest

import riskmc
from riskmc.analysis import schedule_frame, tornado_frame
from tests.constants import Z


def simulate(**changes: object) -> riskmc.SimulationResult:
    plan = {
        "name": "Chain",
        "start": "2027-01-04",
        "tasks": [
            {"id": "wide", "duration": {"uniform": ["10d", "30d"]}},
            {"id": "narrow", "duration": {"uniform": ["10d", "14d"]}, "after": ["wide"]},
            {"id": "fixed", "duration": "5d", "after": ["narrow"]},
            {"id": "aside", "duration": {"uniform": ["1d", "2d"]}},
            {"id": "end", "milestone": True, "after": ["fixed", "aside"]},
        ],
    }
    return riskmc.simulate(riskmc.Project(**{**plan, **changes}), iterations=4_096)


def test_the_bars_of_a_chain_are_the_tenths_of_its_durations() -> None:
    frame = tornado_frame(simulate())
    assert list(frame.index) == ["wide", "narrow"]
    # The mean of the lowest and the highest tenth of a uniform range lies 0.45 of the range from its middle.
    for task, expected in (("wide", 9.0), ("narrow", 1.8)):
        row = frame.loc[task]
        errors = row[["shorter_half", "longer_half"]].to_numpy(float) / 1.959964
        assert abs(row["shorter_days"] + expected) < Z * errors[0]
        assert abs(row["longer_days"] - expected) < Z * errors[1]
        assert row["swing_days"] == pytest.approx(row["longer_days"] - row["shorter_days"])
        assert row["swing_half"] == pytest.approx(np.hypot(row["shorter_half"], row["longer_half"]))


def test_of_many_tasks_that_move_nothing_none_is_in_the_tornado() -> None:
    idle = [{"id": f"idle{i}", "duration": {"uniform": ["1d", "2d"]}} for i in range(400)]
    long = {"id": "long", "duration": {"uniform": ["40d", "60d"]}}
    frame = tornado_frame(simulate(tasks=[*idle, long]), confidence=0.999)
    assert list(frame.index) == ["long"]


def test_the_widest_come_first_and_no_more_than_asked_for() -> None:
    tasks = [
        {"id": f"t{i}", "duration": {"uniform": ["1d", f"{4 + 2 * i}d"]}, "after": [f"t{i - 1}"] if i else []}
        for i in range(12)
    ]
    result = simulate(tasks=tasks)
    frame = tornado_frame(result, top=5)
    assert len(frame) == 5
    assert frame["swing_days"].is_monotonic_decreasing
    assert frame.index[0] == "t11"


def test_intervals_are_as_wide_as_the_confidence_asks() -> None:
    result = simulate()
    narrow, wide = (tornado_frame(result, confidence=c).loc["wide", "longer_half"] for c in (0.8, 0.99))
    assert wide / narrow == pytest.approx(2.575829 / 1.281552, rel=1e-5)


def test_a_plan_without_anything_uncertain_has_no_tornado() -> None:
    assert tornado_frame(simulate(tasks=[{"id": "a", "duration": "5d"}])).empty


def test_the_schedule_frame_has_every_task_in_plan_order_with_its_dates_in_order() -> None:
    result = simulate()
    frame = schedule_frame(result)
    assert list(frame.index) == [task.id for task in result.project.tasks]
    assert (frame["finish_p10"] <= frame["finish_p50"]).all()
    assert (frame["finish_p50"] <= frame["finish_p90"]).all()
    assert (frame["planned_start"] <= frame["planned_finish"]).all()
    assert frame.loc["end", "milestone"]
