"""The closer look at the first iterations: dates, critical paths, merge points."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.analysis.critical_path import critical_paths
from riskmc.kernels import MOST_PATHS
from riskmc.result import SimulationResult, read_result
from riskmc.result.estimates import quantile_rank
from riskmc.simulation import replay
from riskmc.simulation.detail_pass import detail_iterations
from tests import naive
from tests.constants import Z
from tests.simulation.runs import assert_same_bits, run
from tests.strategies import examples, project_arguments

MERGE = {
    "name": "Merge", "start": "2027-01-04",
    "tasks": [
        *({"id": name, "duration": {"uniform": ["0d", "10d"]}} for name in "abc"),
        {"id": "end", "milestone": True, "after": ["a", "b", "c"]},
        {"id": "after", "duration": "5d", "after": ["end"]},
    ],
}  # fmt: skip


def wide(n_tasks: int, **options: Any) -> SimulationResult:
    tasks = [{"id": f"t{i}", "duration": {"uniform": ["1d", "9d"]}} for i in range(n_tasks)]
    return run({"name": "Wide", "start": "2027-01-04", "tasks": tasks}, **options)


@examples(15)
@given(arguments=project_arguments(), iterations=st.sampled_from((1, 100, 1_100)))
def test_percentiles_of_all_dates_are_those_of_the_samples(arguments: dict[str, Any], iterations: int):
    result = run(arguments, iterations=iterations)
    starts = result.kept_finishes - result.kept_durations
    ranks = [quantile_rank(iterations, level) for level in (0.1, 0.5, 0.9)]
    exact = np.sort(result.kept_finishes, axis=1)[:, ranks]
    # Dates of tasks are looked at in single precision: some seconds in ten years.
    assert np.allclose(result.detail.finishes, exact, rtol=2**-22, atol=1e-3)
    assert np.allclose(result.detail.starts, np.sort(starts, axis=1)[:, ranks], rtol=2**-22, atol=1e-2)


def test_the_percentiles_of_a_milestone_are_those_of_all_iterations_though_others_come_from_the_first():
    result = run({**MERGE, "tasks": [*MERGE["tasks"], *_filler(2_000)]}, iterations=3_000)
    assert result.detail.iterations == 1_024
    row = result.project.task_index["end"]
    exact = [result.milestones["end"].quantile_minutes(level) for level in (0.1, 0.5, 0.9)]
    assert result.detail.finishes[row].tolist() == exact
    assert result.detail.starts[row].tolist() == exact
    other = result.project.task_index["a"]
    first = np.sort(result.kept_finishes[other, :1_024])[[quantile_rank(1_024, level) for level in (0.1, 0.5, 0.9)]]
    assert np.allclose(result.detail.finishes[other], first, rtol=2**-22)


def _filler(count: int) -> list[dict[str, Any]]:
    return [{"id": f"f{i}", "duration": "1d"} for i in range(count)]


def _with_fixed_lags(arguments: dict[str, Any]) -> dict[str, Any]:
    """Random lags are not among the samples that are kept."""
    for task in arguments["tasks"]:
        for link in task["after"]:
            link["lag"] = link["lag"] if isinstance(link["lag"], str) else "1d"
    return arguments


def _links(result: SimulationResult, place: dict[str, int]) -> list[naive.Link]:
    minutes = result.project.working_calendar.minutes
    return [
        naive.Link(place[link.predecessor], place[task.id], link.kind, minutes(link.lag))
        for task in result.project.tasks
        for link in task.after
    ]


@examples(25)
@given(arguments=project_arguments(), critical_float=st.sampled_from((None, "1d", "3d")))
def test_paths_and_slacks_are_those_of_the_samples(arguments: dict[str, Any], critical_float: str | None):
    result = run(_with_fixed_lags(arguments), iterations=60, critical_float=critical_float)
    order = _topological(len(result.project.tasks), _links(result, result.project.task_index))
    place = {result.project.tasks[task].id: position for position, task in enumerate(order)}
    links = _links(result, place)
    counts: Counter[tuple[int, ...]] = Counter()
    truncated, slacks = 0, np.zeros((len(links), 3))
    for iteration in range(60):
        durations = result.kept_durations[order, iteration].tolist()
        paths = naive.critical_paths(durations, links, [], result.critical_float)
        truncated += len(paths) > MOST_PATHS
        counts.update(tuple(order[task] for task in path) for path in paths)
        slack = np.array(naive.link_slacks(durations, links, []))
        slacks += np.column_stack([slack, slack**2, slack <= 1e-3])
    assert result.detail.truncated == truncated
    assert np.allclose(result.detail.link_slacks, slacks, rtol=1e-12)
    if truncated:
        return
    assert result.detail.distinct_paths == len(counts)
    assert [path.count for path in result.detail.paths] == sorted(counts.values(), reverse=True)[:20]
    assert all(counts[path.tasks] == path.count for path in result.detail.paths)


@examples(15)
@given(arguments=project_arguments())
def test_paths_are_those_of_the_iterations_replayed_one_by_one(arguments: dict[str, Any]):
    result = run(arguments, iterations=30)
    ids = [task.id for task in result.project.tasks]
    found = [critical_paths(replay(result, iteration), most=10**6) for iteration in range(30)]
    if result.detail.truncated or result.detail.distinct_paths > len(result.detail.paths):
        return
    counts = Counter(path.tasks for each in found for path in each.paths)
    assert counts == {tuple(ids[task] for task in path.tasks): path.count for path in result.detail.paths}


def _topological(n: int, links: list[naive.Link]) -> list[int]:
    order: list[int] = []
    while len(order) < n:
        order += [
            task for task in range(n) if task not in order and all(k.source in order for k in links if k.target == task)
        ]
    return order


def test_the_closer_look_and_the_ranks_are_the_same_on_any_number_of_threads():
    assert_same_bits(wide(2_000, iterations=2_500, jobs=1), wide(2_000, iterations=2_500, jobs=5))


def test_a_saved_result_holds_the_closer_look(tmp_path):
    result = run(MERGE, iterations=300)
    assert_same_bits(result, read_result(result.save(tmp_path / "merge.riskmc")))


@pytest.mark.parametrize("sampling", ["random", "lhs"])
def test_the_delay_of_a_merge_point_is_the_largest_of_three_uniforms_less_its_mean(sampling: str):
    result = run(MERGE, iterations=100_000, sampling=sampling, keep_samples=False)
    n = result.detail.iterations
    merge = result.merges.loc["end"]
    assert result.merges.index.tolist() == ["end"]
    assert merge["predecessors"] == 3
    # For the larger M of three uniforms on (0, 1): E M = 3/4, E (M - A)^2 = 2/15; the least mean slack of three is
    # taken, which lies lower than one of them by less than three of their standard errors.
    error = 10 * math.sqrt((2 / 15 - 1 / 16) / n)
    assert abs(merge["delay_days"] - 2.5) <= (Z + 3) * error
    assert merge["delay_days_se"] == pytest.approx(error, rel=0.05)
    assert abs(merge["latest_share"] - 1 / 3) <= Z * math.sqrt(2 / 9 / n)
    assert merge["criticality"] == 1.0
    paths = result.paths
    assert {path[0] for path in paths["tasks"]} == set("abc")
    assert {path[1:] for path in paths["tasks"]} == {("end", "after")}
    assert paths["frequency"].sum() == pytest.approx(1.0)


def test_with_ties_several_paths_are_critical_at_once():
    tasks = [{"id": name, "duration": "5d"} for name in "ab"]
    result = run({**MERGE, "tasks": [*tasks, {"id": "end", "milestone": True, "after": ["a", "b"]}]})
    assert result.paths["tasks"].tolist() == [("a", "end"), ("b", "end")]
    assert result.paths["frequency"].tolist() == [1.0, 1.0]
    assert result.merges.loc["end", "delay_days"] == 0.0
    assert result.merges.loc["end", "latest_share"] == 1.0


@pytest.mark.parametrize("sampling", ["random", "lhs"])
def test_shifts_of_the_finish_are_those_of_the_outer_tenths(sampling: str):
    # T = A + B; where A is in its lowest tenth it has the mean 0.05 against 0.5, and T the variance 1/12 + 0.01/12.
    tasks = [{"id": "a", "duration": {"uniform": ["0d", "1d"]}}]
    tasks.append({"id": "b", "duration": {"uniform": ["0d", "1d"]}, "after": ["a"]})
    result = run(
        {"name": "Two", "start": "2027-01-04", "tasks": tasks},
        iterations=100_000,
        sampling=sampling,
        keep_samples=False,
    )
    assert result.ranks.iterations == 100_000
    error = math.sqrt(1.01 / 12 / 10_000)
    for row in result.tasks.itertuples():
        assert abs(row.shorter_shift_days + 0.45) <= Z * error
        assert abs(row.longer_shift_days - 0.45) <= Z * error
        assert row.shorter_shift_days_se == pytest.approx(error, rel=0.1)


@pytest.mark.parametrize(("iterations", "known"), [(1, False), (2, False), (99, False), (100, True)])
def test_a_tenth_of_few_iterations_says_nothing(iterations: int, known: bool):
    shifts = run(MERGE, iterations=iterations).tasks.loc["a", ["shorter_shift_days", "longer_shift_days_se"]]
    assert shifts.notna().tolist() == [known, known]


def test_a_task_that_never_varies_shifts_nothing():
    result = run({**MERGE, "tasks": [*MERGE["tasks"][:-1], {"id": "after", "duration": "5d", "after": ["end"]}]})
    assert result.tasks.loc["after", ["shorter_shift_days", "longer_shift_days", "cruciality_kendall"]].isna().all()


@pytest.mark.parametrize(
    ("n_tasks", "iterations", "looked_at"), [(1, 10**9, 2**21), (300, 500, 500), (10**6, 9_999, 1_024)]
)
def test_the_closer_look_takes_whole_blocks_that_fit(n_tasks: int, iterations: int, looked_at: int):
    assert detail_iterations(n_tasks, iterations) == looked_at
