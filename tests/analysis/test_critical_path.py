"""The critical paths of one schedule: through the links that drive it, ties and all kinds of links included."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import riskmc
from riskmc.analysis.critical_path import SAME_MINUTE, CriticalPaths, critical_paths
from tests.strategies import examples, project_arguments


def paths_of(tasks: list[dict[str, Any]], most: int = 5) -> CriticalPaths:
    project = riskmc.Project(name="x", start="2027-01-04", tasks=tasks)
    return critical_paths(riskmc.replay(riskmc.simulate(project, iterations=2), 1), most)


def task(identity: str, days: float, *after: str) -> dict[str, Any]:
    return {"id": identity, "duration": f"{days}d", "after": list(after)}


def test_the_longest_chain_is_the_critical_path() -> None:
    found = paths_of([task("a", 3), task("b", 9), task("c", 4, "a"), task("d", 2, "b", "c")])
    assert found.count == 1
    assert found.paths[0].tasks == ("b", "d")
    assert found.paths[0].links == ("FS",)


@pytest.mark.parametrize(
    ("link", "days", "drives"),
    [
        ("a FS+2d", 3, True), ("a SS+4d", 3, True), ("a FF+1d", 3, True), ("a SF+9d", 3, True),
        ("a FS-1d", 3, True), ("a FS-20d", 3, False), ("a SS-1d", 9, False), ("a FF-9d", 9, False),
    ],
)  # fmt: skip
def test_a_link_of_each_kind_drives_its_task_only_where_it_holds_its_start(link: str, days: int, drives: bool) -> None:
    found = paths_of([task("a", 5), task("b", days, link), task("end", 1, "b", "a FS+0d")])
    (path,) = found.paths[:1]
    assert (path.tasks == ("a", "b", "end")) is drives
    if drives:
        assert path.links[0] == (link.removeprefix("a ") if not link.endswith("+0d") else "FS")


def test_ties_give_several_paths_and_all_are_counted() -> None:
    stages = [[task(f"{x}{i}", 2, *([f"m{i - 1}"] if i else [])) for x in "ab"] + [
        {"id": f"m{i}", "milestone": True, "after": [f"a{i}", f"b{i}"]}
    ] for i in range(40)]  # fmt: skip
    found = paths_of([t for stage in stages for t in stage], most=3)
    assert found.count == 2**40
    assert len(found.paths) == 3
    assert len({path.tasks for path in found.paths}) == 3


def test_tasks_side_by_side_that_finish_last_are_paths_of_their_own() -> None:
    found = paths_of([task("a", 5), task("b", 5), task("c", 2)])
    assert [path.tasks for path in found.paths] == [("a",), ("b",)]


def test_a_task_that_ends_last_and_starts_another_one_that_ends_last_is_a_path_too() -> None:
    found = paths_of([task("a", 5), task("b", 3, "a SS+2d")])
    assert {path.tasks for path in found.paths} == {("a",), ("a", "b")}


def test_a_chain_of_thousands_of_tasks_is_walked() -> None:
    chain = [task("t0", 1), *(task(f"t{i}", 1, f"t{i - 1}") for i in range(1, 3_000))]
    assert len(paths_of(chain).paths[0].tasks) == 3_000


@examples(40)
@given(st.data())
def test_paths_of_any_plan_are_critical_and_joined_from_the_start_to_the_finish(data: st.DataObject) -> None:
    project = riskmc.Project(**data.draw(project_arguments()))
    replay = riskmc.replay(riskmc.simulate(project, iterations=130, jobs=1), data.draw(st.integers(0, 129)))
    found = critical_paths(replay)
    schedule, index = replay.schedule, project.task_index
    assert found.count >= len(found.paths) >= 1
    for path in found.paths:
        rows = [index[identity] for identity in path.tasks]
        # Rounding adds up along a path, and one part in a thousand of a minute a task is more than it can be.
        assert (np.asarray(schedule.total_float)[rows] <= SAME_MINUTE * len(rows)).all()
        assert abs(schedule.early_finish[rows[-1]] - schedule.finish) <= SAME_MINUTE
        for before, after in pairwise(path.tasks):
            assert before in {link.predecessor for link in project.tasks[index[after]].after}


def test_a_path_leads_through_a_task_that_does_not_exist_and_does_not_name_it():
    tasks = [
        {"id": "a", "duration": "5d"},
        {"id": "maybe", "duration": "20d", "after": ["a"], "exists": "50%"},
        {"id": "b", "duration": "5d", "after": ["maybe"]},
    ]
    result = riskmc.simulate(riskmc.Project(name="x", start="2027-01-04", tasks=tasks), iterations=200)
    late = result.finish_minutes > 20 * 480
    without, with_it = (int(np.flatnonzero(late == is_late)[0]) for is_late in (False, True))
    (path,) = critical_paths(riskmc.replay(result, without)).paths
    assert (path.tasks, path.links) == (("a", "b"), ("through maybe",))
    (path,) = critical_paths(riskmc.replay(result, with_it)).paths
    assert (path.tasks, path.links) == (("a", "maybe", "b"), ("FS", "FS"))
    assert {path.tasks: path.count for path in result.detail.paths} == {(0, 1, 2): late.sum(), (0, 2): (~late).sum()}
    assert result.detail.distinct_paths == 2
