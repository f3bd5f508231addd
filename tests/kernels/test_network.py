"""The passes through the network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.arrays import Workspace
from riskmc.kernels.network import (
    backward_pass,
    forward_pass,
    pull_finish,
    pull_finish_by_lags,
    push_start,
    push_start_by_lags,
)
from tests import naive
from tests.kernels.plans import KIND_CODES, network_of, room_for
from tests.strategies import KINDS, LAGS, MINUTES, examples, plans

LANES = 128
LANE = st.lists(MINUTES, min_size=4, max_size=4)


def spread(values: list[float]) -> np.ndarray:
    """A lane that repeats a few values, so that neighbours differ."""
    return np.array((values * LANES)[:LANES])


def filled(plan: naive.Plan, seed: int) -> Workspace:
    """A workspace with durations and lags that differ from lane to lane, some of them zero or whole."""
    rng = np.random.default_rng(seed)
    work = room_for(plan)
    durations = rng.uniform(0.0, 4_800.0, work.durations.shape)
    durations[rng.random(durations.shape) < 0.2] = 0.0
    work.durations[:] = np.where(rng.random(durations.shape) < 0.3, np.round(durations, -2), durations)
    work.lags[:] = rng.uniform(-960.0, 960.0, work.lags.shape)
    return work


def lane_of(work: Workspace, lane: int) -> tuple[list[float], list[float]]:
    return work.durations.reshape(-1, LANES)[:, lane].tolist(), work.lags[:, lane].tolist()


def run_passes(plan: naive.Plan, work: Workspace, valid: int = LANES) -> tuple[np.ndarray, np.ndarray]:
    """Both passes; returns the early starts, which the backward pass overwrites, and the task sums."""
    network = network_of(plan)
    forward_pass(network, work)
    starts = work.starts.copy()
    work.lanes[1] = work.lanes[0] - network.reference[-1, 1]
    sums = np.zeros((len(plan.durations), 7))
    backward_pass(valid, network, work, sums)
    return starts, sums


@examples(60)
@given(plan=plans(max_tasks=8), seed=st.integers(0, 2**20), lane=st.integers(0, LANES - 1))
def test_both_passes_equal_their_twins_to_the_bit(plan: naive.Plan, seed: int, lane: int):
    work = filled(plan, seed)
    starts, _ = run_passes(plan, work)
    durations, lags = lane_of(work, lane)
    early_starts, early_finishes, project = naive.forward_pass(durations, plan.links, lags)
    late_starts, _ = naive.backward_pass(durations, plan.links, lags, project)
    assert starts.reshape(-1, LANES)[:, lane].tolist() == early_starts
    assert work.finishes.reshape(-1, LANES)[:, lane].tolist() == early_finishes
    assert work.lanes[0, lane] == project
    assert work.starts.reshape(-1, LANES)[:, lane].tolist() == late_starts


def wrong_finish_to_finish(kind: str, start: float, finish: float, lag: float, duration: float) -> float:
    """A mutant: under FF the start, not the finish, is held to the predecessor's finish."""
    return finish + lag if kind == "FF" else naive.earliest_start(kind, start, finish, lag, duration)


def swapped_start_to_finish(kind: str, start: float, finish: float, lag: float, duration: float) -> float:
    """A mutant: SF is read as FS."""
    return finish + lag if kind == "SF" else naive.earliest_start(kind, start, finish, lag, duration)


def deaf_to_leads(kind: str, start: float, finish: float, lag: float, duration: float) -> float:
    """A mutant: a lead is taken for no lag."""
    return naive.earliest_start(kind, start, finish, max(lag, 0.0), duration)


@pytest.mark.parametrize("rule", [wrong_finish_to_finish, swapped_start_to_finish, deaf_to_leads])
def test_the_comparison_catches_a_wrong_rule(rule):
    caught = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        links = [
            naive.Link(source, target, str(rng.choice(["FS", "SS", "FF", "SF"])), float(rng.integers(-900, 900)))
            for target in range(1, 8)
            for source in range(target)
        ]
        plan = naive.Plan([naive.Draw((0, task)) for task in range(8)], links)
        work = filled(plan, seed)
        run_passes(plan, work)
        durations, lags = lane_of(work, seed)
        _, finishes, _ = naive.forward_pass(durations, links, lags, rule)
        caught += work.finishes.reshape(-1, LANES)[:, seed].tolist() != finishes
    assert caught > 10


@examples(60)
@given(kind=KINDS, lag=LAGS, lags=st.lists(LAGS, min_size=4, max_size=4), values=st.lists(LANE, min_size=5, max_size=5))
def test_a_single_link_equals_its_twin_in_both_directions(
    kind: str, lag: float, lags: list[float], values: list[list[float]]
):
    code = KIND_CODES[kind]
    source, target, starts, finishes, base = (spread(lane) for lane in values)
    durations = np.concatenate([source, target])
    early = np.concatenate([starts, starts]), np.concatenate([finishes, finishes])
    late_starts = np.concatenate([starts, finishes])
    fixed = np.full(LANES, lag)
    ways = ((lag, push_start, pull_finish), (spread(lags), push_start_by_lags, pull_finish_by_lags))
    for given_lag, push, pull in ways:
        reach, late = base.copy(), base.copy()
        push(code, 0, 1, given_lag, *early, durations, reach)
        pull(code, 0, 1, given_lag, late_starts, durations, late)
        each = fixed if push is push_start else given_lag
        for i in range(LANES):
            demanded = naive.earliest_start(kind, starts[i], finishes[i], each[i], target[i])
            allowed = naive.latest_finish(kind, finishes[i], target[i], each[i], source[i])
            assert reach[i] == max(base[i], demanded)
            assert late[i] == min(base[i], allowed)


@examples(40)
@given(plan=plans(max_tasks=8), seed=st.integers(0, 2**20))
def test_no_float_is_negative_and_some_task_has_none(plan: naive.Plan, seed: int):
    work = filled(plan, seed)
    run_passes(plan, work)
    late_finishes = work.starts + work.durations
    floats = (late_finishes - work.finishes).reshape(-1, LANES)
    rounding = 1e-9  # minutes; sums of some dozen terms below 1e5 minutes round by less
    assert floats.min() >= -rounding
    assert np.abs(floats.min(axis=0)).max() <= rounding


@examples(40)
@given(plan=plans(max_tasks=8), seed=st.integers(0, 2**20))
def test_early_dates_keep_every_link_and_the_start_of_the_project(plan: naive.Plan, seed: int):
    work = filled(plan, seed)
    starts, _ = run_passes(plan, work)
    early = starts.reshape(-1, LANES)
    finish = work.finishes.reshape(-1, LANES)
    durations = work.durations.reshape(-1, LANES)
    assert early.min() >= 0.0
    for link in plan.links:
        lag = work.lags[link.row] if link.row >= 0 else link.lag
        before = finish[link.source] if link.kind in ("FS", "FF") else early[link.source]
        after = early[link.target] if link.kind in ("FS", "SS") else early[link.target] + durations[link.target]
        assert np.all(after - before - lag >= -1e-9)


def test_a_longer_task_between_finish_and_start_links_shortens_the_project():
    # Wiest's reverse criticality: B must finish with A (10 days), C starts with B: 15 - d(B) days in all.
    plan = naive.Plan([naive.Draw((0, i)) for i in range(3)], [naive.Link(0, 1, "FF"), naive.Link(1, 2, "SS")])
    work = room_for(plan)
    work.durations.reshape(-1, LANES)[:] = np.array([[10.0], [0.0], [5.0]])
    work.durations.reshape(-1, LANES)[1] = np.linspace(0.0, 5.0, LANES)
    run_passes(plan, work)
    assert np.allclose(work.lanes[0], 15.0 - np.linspace(0.0, 5.0, LANES), rtol=0, atol=1e-12)
