"""What contingency plans watch is followed in every iteration, and is what a replay shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from riskmc.model import Project
from riskmc.result import SimulationResult, read_result
from riskmc.simulation import extend, replay, simulate

RANGE = {"triangular": ["5d", "10d", "20d"]}
TASKS: list[dict[str, Any]] = [
    {"id": "dig", "duration": RANGE},
    {"id": "shore", "duration": RANGE, "exists": "R2", "after": ["dig"]},
    {"id": "pour", "duration": RANGE, "after": ["shore"]},
    {"id": "side", "duration": RANGE},
    {"id": "end", "milestone": True, "after": ["pour", "side"]},
]
RISKS: list[dict[str, Any]] = [
    {"id": "R1", "probability": "40%", "impacts": [{"on": ["pour", "side"], "delay": "5d"}]},
    {"id": "R2", "probability": "30%", "impacts": [{"on": ["shore"], "delay": "2d"}]},
    {"id": "R3", "probability": "50%", "strikes": "each_task", "impacts": [{"on": ["dig", "pour"], "factor": 1.5}]},
    {"id": "R4", "occurrences": 1.5, "impacts": [{"on": ["side"], "delay": "1d"}]},
]
WINDOW = {"id": "R5", "probability": "60%", "window": {"from": "2027-01-18", "to": "2027-01-29"},
          "impacts": [{"on": ["dig", "pour"], "delay": "3d"}]}  # fmt: skip


def run(*watched: str, n: int = 3_000, **more: Any) -> SimulationResult:
    plans = [{"id": f"CP{place}", "signal": {"risk": risk}} for place, risk in enumerate(watched)]
    arguments = {"name": "Pit", "start": "2027-01-04", "tasks": TASKS, "risks": [*RISKS, WINDOW], **more}
    return simulate(Project(**arguments, contingency={"plans": plans}), iterations=n)


@pytest.mark.parametrize("rest", [{}, {"calendars": {"a": {}, "b": {"week": {"mon-thu": "08:00-18:00"}}}}])
def test_a_risk_struck_where_a_replay_says_so_and_when_its_first_task_started(rest):
    names = ["R1", "R2", "R3", "R4", "R5"]
    tasks = [{**task, "calendar": "b"} if rest and task["id"] == "dig" else task for task in TASKS]
    result = run(*names, tasks=tasks, **rest)
    assert result.watched is not None
    index = result.project.task_index
    for iteration in range(60):
        again = replay(result, iteration)
        for name in names:
            values, known = result.watched.row(f"risk({name})")
            tasks_struck = again.struck.get(name, ())
            assert values[iteration] == bool(tasks_struck)
            starts = [again.schedule.early_start[index[task]] for task in tasks_struck]
            assert known[iteration] == (min(starts) if starts else np.inf)


def test_watching_a_risk_changes_no_number():
    plain, watched = run(), run("R1")
    assert plain.watched is None
    assert (plain.finish_minutes == watched.finish_minutes).all()


def test_what_is_watched_does_not_depend_on_threads_or_on_continuing(tmp_path: Path):
    whole = run("R1", "R5")
    assert whole.watched is not None
    longer = extend(run("R1", "R5", n=1_500), 1_500, jobs=1)
    assert longer.watched is not None
    assert (longer.watched.values == whole.watched.values).all()
    assert (longer.watched.known == whole.watched.known).all()
    saved = read_result(whole.save(tmp_path / "pit.riskmc"))
    assert saved.watched is not None
    assert saved.watched.labels == ("risk(R1)", "risk(R5)")
    assert (saved.watched.known == whole.watched.known).all()


def test_a_risk_that_strikes_no_task_is_seen_and_nobody_knows_when():
    risks = [{"id": "R1", "probability": "40%", "impacts": [{"on": ["pour"], "cost": "5k"}]}]
    tasks = [task for task in TASKS if task["id"] != "shore"]
    tasks = [{**task, "after": ["dig"]} if task["id"] == "pour" else task for task in tasks]
    watched = run("R1", risks=risks, tasks=tasks).watched
    assert watched is not None
    assert 0.3 < watched.values.mean() < 0.5
    assert np.isinf(watched.known).all()
