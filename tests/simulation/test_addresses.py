"""Randomness has an address: the same bits on every executor, and for what is left when a plan changes."""

from __future__ import annotations

import copy
import os
import random
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import qmc

from riskmc.compiled import compile_project, streams
from riskmc.errors import PlanError, UsageError
from riskmc.model.project import Project
from riskmc.simulation import simulate
from riskmc.simulation.blocks import streams_of
from tests import naive
from tests.simulation.runs import assert_same_bits, assert_same_draws, run

SAMPLINGS = ("lhs", "random", "sobol")


def plan(seed: int = 0, n_tasks: int = 40) -> dict[str, Any]:
    """A network with every kind of link, random lags and shared risks."""
    rng = random.Random(seed)
    tasks = []
    for number in range(n_tasks):
        low = rng.randint(1, 20)
        stated = [f"{low}d", f"{low + rng.randint(1, 9)}d", f"{low + rng.randint(10, 40)}d"]
        after: list[Any] = [
            {"task": f"t{source}", "link": rng.choice(["FS", "FS", "SS", "FF", "SF"]), "lag": f"{rng.randint(-2, 3)}d"}
            for source in rng.sample(range(number), min(number, 2))
        ]
        if number % 7 == 6:
            after.append({"task": f"t{number - 3}", "link": "FS", "lag": {"uniform": ["1d", "6d"]}})
        tasks.append({"id": f"t{number}", "duration": {rng.choice(["pert", "triangular"]): stated}, "after": after})
    risks = [
        {"id": "R1", "probability": 0.3, "impacts": [{"on": ["t3", "t9", "t20"], "factor": {"uniform": [1.0, 1.4]}}]},
        {"id": "R2", "probability": 0.1, "strikes": "each_task", "impacts": [{"on": "all", "delay": "2d"}]},
        {"id": "R3", "probability": 0.5, "impacts": [
            {"on": ["t9", "t11"], "draw": "each_task", "delay": {"pert": ["1d", "2d", "9d"]}}]},
    ]  # fmt: skip
    return {"name": "drawn", "start": "2027-01-04", "tasks": tasks, "risks": risks}


class ScatteringClient:
    """Stands in for a cluster: every block is worked by a thread of its own, in no order."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(3)

    def scatter(self, plan: Any, **_: Any) -> Any:
        return plan

    def run(self, *_: Any) -> None:
        """It has no processes to prepare."""

    def nthreads(self) -> dict[str, int]:
        return {"a": 2, "b": 1}

    def submit(self, function: Any, plan: Any, block: int, **_: Any) -> Any:
        return self.pool.submit(function, plan, block)

    def cancel(self, _: Any) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers name a folder for kernels; the tests keep theirs."""
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("iterations", [1, 127, 1024, 5_000])
def test_threads_and_executors_change_no_bit(sampling: str, iterations: int):
    options = {"sampling": sampling, "iterations": iterations, "seed": 7}
    serial = run(plan(), executor="serial", **options)
    for others in ({"jobs": 1}, {"jobs": 2}, {"jobs": 5}, {"executor": ScatteringClient()}):
        assert_same_bits(serial, run(plan(), **options, **others))


def test_keeping_samples_changes_no_bit_of_the_rest():
    kept, lean = run(plan(), iterations=3_000), run(plan(), iterations=3_000, keep_samples=False)
    assert_same_bits(kept, SimpleNamespace(**{
        **{name: getattr(lean, name) for name in ("finish_minutes", "milestone_minutes", "ranks", "detail", "sums")},
        "kept_durations": kept.kept_durations, "kept_finishes": kept.kept_finishes,
    }))  # fmt: skip


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_adding_a_task_keeps_other_draws(sampling: str):
    more = plan()
    more["tasks"].insert(0, {"id": "early", "duration": {"pert": ["1d", "2d", "9d"]}})
    more["tasks"].append({"id": "late", "duration": {"uniform": ["1d", "9d"]}, "after": ["t5 SS+1d"]})
    assert_same_draws(run(plan(), sampling=sampling), run(more, sampling=sampling))


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_deleting_a_task_keeps_other_draws(sampling: str):
    fewer = plan()
    gone = fewer["tasks"].pop(-1)["id"]
    assert not any(link["task"] == gone for task in fewer["tasks"] for link in task["after"])
    assert_same_draws(run(plan(), sampling=sampling), run(fewer, sampling=sampling))


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_adding_a_link_with_a_random_lag_keeps_other_draws(sampling: str):
    more = plan()
    more["tasks"][-1]["after"].append({"task": "t0", "link": "SS", "lag": {"uniform": ["1d", "90d"]}})
    assert_same_draws(run(plan(), sampling=sampling), run(more, sampling=sampling))


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_adding_or_deleting_a_risk_keeps_the_draws_that_it_does_not_strike(sampling: str):
    struck = {"t1", "t2"}
    more = plan()
    risk = {"id": "R0", "probability": 0.5, "impacts": [{"on": sorted(struck), "delay": {"uniform": ["1d", "3d"]}}]}
    more["risks"].insert(0, risk)
    one, two = run(plan(), sampling=sampling), run(more, sampling=sampling)
    for task in one.project.tasks:
        is_same = np.array_equal(one.task_durations(task.id), two.task_durations(task.id))
        assert is_same == (task.id not in struck)
    without = np.array_equal(one.sums.risks[:, 0], two.sums.risks[1:, 0])
    assert without, "the other risks occurred in other iterations"


def test_a_risk_that_is_deleted_takes_only_its_own_effect_along():
    fewer = plan()
    fewer["risks"] = [risk for risk in fewer["risks"] if risk["id"] != "R2"]
    one, two = run(plan()), run(fewer)
    later = one.kept_durations - two.kept_durations
    # R2 adds two days, or nothing; factors come before delays, so that nothing else moves.
    assert set(np.round(later, 6).ravel().tolist()) == {0.0, 960.0}


@pytest.mark.parametrize("sampling", ["lhs", "random"])
def test_reordering_tasks_and_risks_keeps_every_draw_and_every_finish(sampling: str):
    turned = copy.deepcopy(plan())
    turned["tasks"].reverse()
    turned["risks"].reverse()
    one, two = run(plan(), sampling=sampling), run(turned, sampling=sampling)
    assert_same_draws(one, two)
    assert one.finish_minutes.tobytes() == two.finish_minutes.tobytes()
    assert one.kept_finishes.tobytes() == two.kept_finishes[::-1].tobytes()
    assert one.sums.risks.tobytes() == two.sums.risks[::-1].tobytes()


def test_renaming_a_task_changes_its_draws_alone():
    renamed = plan()
    assert not any(link["task"] == "t39" for task in renamed["tasks"] for link in task["after"])
    renamed["tasks"][-1]["id"] = "t39b"
    one, two = run(plan()), run(renamed)
    assert_same_draws(one, two)
    assert not np.array_equal(one.task_durations("t39"), two.task_durations("t39b"))


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_each_seed_is_a_seed_and_zero_is_one_too(sampling: str):
    seeds = (0, 1, 2**32, 2**32 + 1, 2**64 - 1)
    finishes = [run(plan(), sampling=sampling, seed=seed).finish_minutes.tobytes() for seed in seeds]
    assert len(set(finishes)) == len(seeds)
    assert finishes[0] == run(plan(), sampling=sampling).finish_minutes.tobytes()


def test_tasks_with_the_same_distribution_draw_different_numbers():
    tasks = [{"id": f"t{number}", "duration": {"uniform": ["0d", "1d"]}} for number in range(20)]
    result = run({"name": "x", "start": "2027-01-04", "tasks": tasks})
    assert len({row.tobytes() for row in result.kept_durations}) == 20


@pytest.mark.parametrize("sampling", SAMPLINGS)
def test_a_uniform_duration_visits_every_stratum_of_a_block_once_unless_sampling_is_random(sampling: str):
    task = {"id": "a", "duration": {"uniform": ["0d", "1024d"]}}
    result = run({"name": "x", "start": "2027-01-04", "tasks": [task]}, iterations=4_096, sampling=sampling)
    for block in (result.task_durations("a") / 480.0).astype(int).reshape(4, 1024):
        assert (len(set(block.tolist())) == 1024) == (sampling != "random")


def test_streams_that_collide_are_refused_by_name(monkeypatch: pytest.MonkeyPatch):
    hashed = streams.stream_of
    monkeypatch.setattr(streams, "stream_of", lambda text: 5 if text.endswith("/duration") else hashed(text))
    tasks = [{"id": name, "duration": {"uniform": ["1d", "2d"]}} for name in ("a", "b")]
    with pytest.raises(PlanError, match=r"task:b/duration.*task:a/duration.*streams collide.*rename one of the two"):
        simulate(Project(name="x", start="2027-01-04", tasks=tasks), iterations=10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"iterations": 0}, "iterations 0 is out of range"),
        ({"seed": -1}, "seed -1 is out of range"),
        ({"seed": 2**64}, "is out of range"),
        ({"sampling": "halton"}, "sampling 'halton' is not known"),
        ({"jobs": 0}, "jobs 0 is out of range"),
        ({"executor": "process"}, "executor 'process' is not known"),
    ],
)
def test_an_argument_out_of_range_is_refused(options: dict[str, Any], message: str):
    with pytest.raises(UsageError, match=message):
        run(plan(), **options)


def test_without_its_shift_a_sobol_run_takes_the_points_of_scipy():
    compiled = compile_project(Project(**plan()))
    addressed = streams_of(compiled, 0, "sobol")
    is_random = addressed.directions.any(axis=1)
    points = qmc.Sobol(int(is_random.sum()), scramble=False, bits=32).random(256) * 2.0**32
    for directions, column in zip(addressed.directions[is_random].tolist(), points.T, strict=True):
        assert [naive.sobol_word(n, directions, 0) for n in range(256)] == column.tolist()
