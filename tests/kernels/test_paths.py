"""Critical paths and the slack of links."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels import MOST_PATHS
from riskmc.kernels.arrays import Workspace
from riskmc.kernels.network import forward_pass
from riskmc.kernels.paths import add_link_slacks, found_paths, link_slacks, path_scratch, trace_paths
from tests import naive
from tests.kernels.plans import network_of, room_for
from tests.kernels.test_network import filled, lane_of
from tests.strategies import examples, plans

LANES = 128
TOLERANCE = 1e-3


def traced(
    plan: naive.Plan, work: Workspace, valid: int = LANES, tolerance: float = TOLERANCE, wanted: int = 0
) -> tuple[list[list[int]], int, list[int]]:
    """The keys of the paths of each lane, how many lanes had too many, and the path that was wanted."""
    n = len(plan.durations)
    network, found, path = network_of(plan), found_paths(), np.zeros(n, np.int64)
    forward_pass(network, work)
    with np.errstate(over="ignore"):  # keys wrap around; NumPy says so where kernels are not compiled
        slacks = np.zeros(len(plan.links) * LANES)
        link_slacks(network, work, slacks)
        trace_paths(
            valid, tolerance, np.arange(n), np.uint64(wanted), network, work, slacks, path_scratch(n), found, path
        )
    count, truncated, length = found.counts.tolist()
    keys = [found.keys[:count][found.lanes[:count] == lane].tolist() for lane in range(valid)]
    assert sum(map(len, keys)) == count
    return keys, truncated, path[:length][::-1].tolist()


def whole(plan: naive.Plan, seed: int, steps: int) -> Workspace:
    """A workspace with few different durations and lags, so that many paths tie."""
    work = filled(plan, seed)
    work.durations[:] = np.round(work.durations / 4_800.0 * steps) * 60.0
    work.lags[:] = np.round(work.lags / 480.0) * 60.0
    return work


@examples(80)
@given(
    plan=plans(max_tasks=7), seed=st.integers(0, 2**20), lane=st.integers(0, LANES - 1), steps=st.integers(1, 9),
    tolerance=st.sampled_from((TOLERANCE, 60.001, 480.001)),
)  # fmt: skip
def test_the_paths_of_a_lane_equal_their_twin(plan: naive.Plan, seed: int, lane: int, steps: int, tolerance: float):
    plan.links = [naive.Link(k.source, k.target, k.kind, round(k.lag / 60.0) * 60.0, k.row) for k in plan.links]
    work = whole(plan, seed, steps)
    keys, truncated, _ = traced(plan, work, tolerance=tolerance)
    durations, lags = lane_of(work, lane)
    # Two links between the same tasks make one path.
    expected = {naive.key_of_path(path) for path in naive.critical_paths(durations, plan.links, lags, tolerance)}
    if len(expected) <= MOST_PATHS:
        assert sorted(keys[lane]) == sorted(expected)
    else:
        assert truncated > 0
        assert len(keys[lane]) == MOST_PATHS
        assert set(keys[lane]) <= expected


@examples(80)
@given(plan=plans(max_tasks=7), seed=st.integers(0, 2**20), steps=st.integers(1, 3))
def test_a_path_leads_through_tasks_that_do_not_exist_and_leaves_them_out(plan: naive.Plan, seed: int, steps: int):
    random = np.random.default_rng(seed)
    plan.existence = [(task, []) for task in range(len(plan.durations)) if random.random() < 0.5]
    work = whole(plan, seed, steps)
    work.exists[:] = random.random(work.exists.shape) < 0.5
    for row, (task, _) in enumerate(plan.existence):
        work.durations.reshape(-1, LANES)[task] *= work.exists[row]
    keys, _, _ = traced(plan, work)
    for lane in range(0, LANES, 16):
        durations, lags = lane_of(work, lane)
        absent = [task for row, (task, _) in enumerate(plan.existence) if not work.exists[row, lane]]
        found = naive.critical_paths(durations, plan.links, lags, TOLERANCE)
        expected = {naive.key_of_path(path): path for path in naive.paths_of_existing(found, absent)}
        assert len(keys[lane]) == len(set(keys[lane]))
        if len(found) <= MOST_PATHS:
            assert set(keys[lane]) == set(expected)
        for key in keys[lane][:1]:
            first = next(each for each in range(LANES) if key in keys[each])
            _, _, path = traced(plan, work, valid=first + 1, wanted=key)
            assert tuple(path) == expected.get(key, tuple(path))


@examples(40)
@given(plan=plans(max_tasks=8), seed=st.integers(0, 2**20))
def test_every_lane_has_a_path_and_its_tasks_have_no_float(plan: naive.Plan, seed: int):
    work = filled(plan, seed)
    keys, _, _ = traced(plan, work)
    durations, lags = lane_of(work, seed % LANES)
    _, finishes, project = naive.forward_pass(durations, plan.links, lags)
    _, late = naive.backward_pass(durations, plan.links, lags, project)
    mine = keys[seed % LANES]
    assert mine
    _, _, path = traced(plan, work, wanted=mine[0])
    assert path or len({tuple(each) for each in keys}) > 1
    for task in naive.critical_paths(durations, plan.links, lags, TOLERANCE)[0]:
        assert late[task] - finishes[task] <= TOLERANCE + 1e-9


@examples(40)
@given(plan=plans(max_tasks=8), seed=st.integers(0, 2**20), valid=st.integers(1, LANES))
def test_the_sums_of_slacks_equal_their_twin_to_the_bit(plan: naive.Plan, seed: int, valid: int):
    plan.links.sort(key=lambda link: link.target)
    work = filled(plan, seed)
    network = network_of(plan)
    forward_pass(network, work)
    sums = np.zeros((len(plan.links), 3))
    slacks = np.zeros(len(plan.links) * LANES)
    link_slacks(network, work, slacks)
    add_link_slacks(valid, TOLERANCE, slacks, sums)
    expected = [[0.0, 0.0, 0.0] for _ in plan.links]
    for lane in range(valid):
        for row, slack in zip(
            expected, naive.link_slacks(lane_of(work, lane)[0], plan.links, lane_of(work, lane)[1]), strict=True
        ):
            row[0] += slack
            row[1] += slack * slack
            row[2] += slack <= TOLERANCE
    assert sums.tolist() == expected


def ladder(rungs: int) -> naive.Plan:
    """Pairs of equal tasks one after the other: two to the power of the rungs critical paths."""
    links = [
        naive.Link(2 * rung + one, 2 * rung + 2 + other)
        for rung in range(rungs - 1)
        for one in (0, 1)
        for other in (0, 1)
    ]
    return naive.Plan([naive.Draw((0, i)) for i in range(2 * rungs)], links)


@pytest.mark.parametrize("rungs", [1, 3, 4, 5, 30])
def test_of_very_many_paths_the_first_are_found_and_the_lane_is_counted(rungs: int):
    plan = ladder(rungs)
    work = room_for(plan)
    work.durations[:] = 60.0
    keys, truncated, _ = traced(plan, work, valid=3)
    assert [len(set(each)) for each in keys] == [min(2**rungs, MOST_PATHS)] * 3
    assert truncated == (3 if 2**rungs > MOST_PATHS else 0)


def test_the_wanted_path_is_written_down_from_its_end():
    links = [naive.Link(0, 2), naive.Link(1, 2), naive.Link(2, 3, "SS", 60.0)]
    plan = naive.Plan([naive.Draw((0, i)) for i in range(4)], links)
    work = room_for(plan)
    work.durations.reshape(-1, LANES)[:] = np.array([[480.0], [60.0], [60.0], [600.0]])
    keys, _, path = traced(plan, work, wanted=naive.key_of_path([0, 2, 3]))
    assert keys == [[naive.key_of_path([0, 2, 3])]] * LANES
    assert path == [0, 2, 3]


def test_a_path_ends_where_the_project_finishes_though_a_lead_starts_the_next_task_before():
    plan = naive.Plan([naive.Draw((0, 0)), naive.Draw((0, 1))], [naive.Link(0, 1, "FS", -300.0)])
    work = room_for(plan)
    work.durations.reshape(-1, LANES)[:] = np.array([[480.0], [60.0]])
    assert traced(plan, work)[0] == [[naive.key_of_path([0])]] * LANES
