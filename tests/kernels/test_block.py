"""The block: everything that one unit of work does."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.arrays import BlockOutput, block_output
from riskmc.kernels.block import run_chunks
from tests import naive
from tests.kernels.plans import events_of, marginals_of_plan, network_of, room_for, streams_of
from tests.strategies import examples, plans

EXACT = tuple(method for method in naive.METHODS if method not in naive.LIBRARY_METHODS)
BLOCKS = st.integers(0, 2**22 - 1)


def run(
    plan: naive.Plan, block: int, iterations: int, *, splits: tuple[int, ...] = (0, 8), keep: bool = True
) -> BlockOutput:
    output = block_output(len(plan.durations), len(plan.milestones), len(plan.risk_sizes), keep_samples=keep)
    records = (network_of(plan), marginals_of_plan(plan), events_of(plan), streams_of(plan), room_for(plan))
    for begin, end in pairwise(splits):
        run_chunks(block, begin, end, iterations, *records, output)
    return output


def assert_same_bits(one: BlockOutput, other: BlockOutput) -> None:
    for name, first, second in zip(one._fields, one, other, strict=True):
        assert first.tobytes() == second.tobytes(), name


@examples(15)
@given(plan=plans(max_tasks=4, methods=EXACT), block=BLOCKS, iterations=st.integers(1, 300))
def test_a_block_equals_its_twin_to_the_bit(plan: naive.Plan, block: int, iterations: int):
    output, twin = run(plan, block, iterations), naive.run_block(plan, block, iterations)
    assert output.finish[:iterations].tolist() == twin.finish
    assert output.milestones[:, :iterations].tolist() == twin.milestones
    assert output.kept_durations[:, :iterations].tolist() == twin.durations
    assert output.kept_finishes[:, :iterations].tolist() == twin.finishes
    assert output.task_sums.tolist() == twin.task_sums
    assert output.risk_sums.tolist() == twin.risk_sums


@examples(25)
@given(plan=plans(), block=BLOCKS, iterations=st.integers(1, 1024), cuts=st.sets(st.integers(1, 7)))
def test_a_block_is_the_same_however_its_chunks_are_split(
    plan: naive.Plan, block: int, iterations: int, cuts: set[int]
):
    whole = run(plan, block, iterations)
    assert_same_bits(whole, run(plan, block, iterations, splits=(0, *sorted(cuts), 8)))


@examples(25)
@given(plan=plans(), block=BLOCKS, iterations=st.integers(1, 1023))
def test_the_first_iterations_of_a_block_are_those_of_the_whole_block(plan: naive.Plan, block: int, iterations: int):
    part, whole = run(plan, block, iterations), run(plan, block, 1024)
    assert part.finish[:iterations].tobytes() == whole.finish[:iterations].tobytes()
    assert not part.finish[iterations:].any()
    assert np.array_equal(part.kept_durations[:, :iterations], whole.kept_durations[:, :iterations])


@examples(25)
@given(plan=plans(), block=BLOCKS)
def test_keeping_samples_changes_nothing_else(plan: naive.Plan, block: int):
    kept, lean = run(plan, block, 1024), run(plan, block, 1024, keep=False)
    assert lean.kept_durations.size == lean.kept_finishes.size == 0
    assert_same_bits(kept._replace(kept_durations=lean.kept_durations, kept_finishes=lean.kept_finishes), lean)


@examples(15)
@given(plan=plans(), block=BLOCKS)
def test_a_block_of_a_latin_hypercube_draws_each_stratum_of_a_uniform_duration_once(plan: naive.Plan, block: int):
    plan.durations[0] = naive.Draw(plan.durations[0].stream, "uniform", 0.0, 1024.0)
    plan.effects, plan.existence, plan.costs = [], [], []
    plan.sampling = "lhs"
    drawn = run(plan, block, 1024).kept_durations[0]
    assert np.array_equal(np.sort(drawn.astype(np.int64)), np.arange(1024))
