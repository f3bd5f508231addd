"""Sums over iterations, to the bit in their stated order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.kernels.accumulators import (
    add_risk_sums,
    add_task_sums,
    add_uncertain_task_sums,
    add_valid_task_sums,
)
from riskmc.kernels.arrays import RISK_STATISTICS, TASK_STATISTICS, Workspace
from riskmc.result import sums
from tests import naive
from tests.kernels.plans import events_of, frozen, room_for
from tests.strategies import examples

SEEDS = st.integers(0, 2**20)


def lanes_of(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[naive.Lane]]:
    """Durations and finishes of a task, the four lanes beside them, and the same as twins see it."""
    rng = np.random.default_rng(seed)
    durations = rng.uniform(0.0, 4_800.0, 128) * (rng.random(128) < 0.9)
    finishes = durations + rng.uniform(0.0, 9_600.0, 128)
    lanes = np.zeros((4, 128))
    lanes[2] = finishes + rng.uniform(0.0, 2_400.0, 128) * (rng.random(128) < 0.5)
    lanes[0] = lanes[2] + rng.uniform(0.0, 2_400.0, 128)
    lanes[1] = lanes[0] - 7_200.0
    columns = np.column_stack([durations, finishes, lanes[2], lanes[0], lanes[1]])
    return durations, finishes, lanes, [naive.Lane(*row) for row in columns.tolist()]


def test_there_are_as_many_statistics_as_the_twins_sum():
    assert len(TASK_STATISTICS) == naive.STATISTICS
    assert sums.RISK_STATISTICS == RISK_STATISTICS
    assert sums.TASK_STATISTICS == TASK_STATISTICS
    assert sums.REPLICATE_SIZE == BLOCK_ITERATIONS


@examples(60)
@given(seed=SEEDS, duration=st.floats(0, 4_800), finish=st.floats(0, 9_600), old=st.floats(-1e6, 1e6))
def test_task_sums_of_a_complete_chunk_equal_their_twin_to_the_bit(
    seed: int, duration: float, finish: float, old: float
):
    durations, finishes, lanes, twins = lanes_of(seed)
    sums = np.full(7, old)
    add_task_sums(durations, finishes, lanes, frozen([duration, finish], np.float64), 1e-6, lanes[3], sums)
    assert sums.tolist() == [old + new for new in naive.add_task_sums(twins, (duration, finish), 1e-6)]


@examples(60)
@given(seed=SEEDS, valid=st.integers(0, 128), duration=st.floats(0, 4_800), finish=st.floats(0, 9_600))
def test_task_sums_of_an_incomplete_chunk_equal_their_twin_to_the_bit(
    seed: int, valid: int, duration: float, finish: float
):
    durations, finishes, lanes, twins = lanes_of(seed)
    sums = np.ones(7)
    add_valid_task_sums(valid, durations, finishes, lanes, frozen([duration, finish], np.float64), 1e-6, sums)
    assert sums.tolist() == naive.add_valid_task_sums(twins[:valid], (duration, finish), 1e-6, [1.0] * 7)


def test_lanes_beyond_the_valid_ones_count_for_nothing():
    durations, finishes, lanes, _ = lanes_of(7)
    before, after = np.zeros(7), np.zeros(7)
    add_valid_task_sums(50, durations, finishes, lanes, np.zeros(2), 1e-6, before)
    durations[50:] = finishes[50:] = lanes[:, 50:] = np.nan
    add_valid_task_sums(50, durations, finishes, lanes, np.zeros(2), 1e-6, after)
    assert before.tolist() == after.tolist()


def test_a_milestone_without_float_is_critical_and_wholly_significant():
    zeros, lanes, sums = np.zeros(128), np.zeros((4, 128)), np.zeros(7)
    lanes[0] = 100.0
    add_task_sums(zeros, zeros, lanes, frozen([0.0, 0.0], np.float64), 1e-6, lanes[3], sums)
    assert sums.tolist() == [0.0, 0.0, 0.0, 128.0, 12_800.0, 0.0, 0.0]


@examples(60)
@given(seed=SEEDS, valid=st.integers(0, 128))
def test_a_task_is_critical_and_significant_only_where_it_exists(seed: int, valid: int):
    durations, finishes, lanes, twins = lanes_of(seed)
    exists = (np.random.default_rng(seed).random(128) < 0.5).astype(float)
    sums = np.ones(7)
    add_uncertain_task_sums(valid, exists, durations, finishes, lanes, frozen([5.0, 7.0], np.float64), 1e-6, sums)
    is_there = exists[:valid].astype(bool).tolist()
    assert sums.tolist() == naive.add_uncertain_task_sums(twins[:valid], is_there, (5.0, 7.0), 1e-6, [1.0] * 7)


@examples(60)
@given(seed=SEEDS, valid=st.integers(0, 128), sizes=st.lists(st.integers(1, 2), min_size=1, max_size=2))
def test_risk_sums_equal_their_twin_to_the_bit(seed: int, valid: int, sizes: list[int]):
    plan = naive.Plan([naive.Draw((0, 0))], events=[naive.Event((1, n), 0) for n in range(sum(sizes))])
    plan.risk_sizes, plan.existence = sizes, [(0, [])]
    plan.magnitudes = [naive.Draw((2, n)) for n in range(3)]
    plan.costs = [naive.Cost(0, 0, 0), naive.Cost(0, 0, 1, existence=0), naive.Cost(len(sizes) - 1, sum(sizes) - 1, 2)]
    rng = np.random.default_rng(seed)
    work = room_for(plan)
    work.occurred[:] = rng.random(work.occurred.shape) < 0.4
    work.exists[:] = rng.random(work.exists.shape) < 0.4
    work.magnitudes[:] = rng.normal(0.0, 1e5, work.magnitudes.shape)
    work.hits[:-1] = work.occurred.sum(axis=1)
    deviation = rng.normal(0.0, 1_000.0, 128)
    sums = np.full((len(sizes), 4), -17.0)
    add_risk_sums(valid, events_of(plan), work, deviation, sums)
    for risk, size in enumerate(sizes):
        begin = sum(sizes[:risk])
        samples = [sample_of(work, lane) for lane in range(valid)]
        costs = [[naive.amount(cost, one) for one in samples] for cost in plan.costs if cost.risk == risk]
        happened = [one.occurred[begin : begin + size] for one in samples]
        assert sums[risk].tolist() == naive.add_risk_sums(happened, deviation[:valid].tolist(), costs, [-17.0] * 4)


def sample_of(work: Workspace, lane: int) -> naive.Sample:
    occurred, exists = (rows[:, lane].astype(bool).tolist() for rows in (work.occurred, work.exists))
    return naive.Sample([], [], work.magnitudes[:, lane].tolist(), occurred, exists)
