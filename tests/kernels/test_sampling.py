"""Drawing a chunk: events, lags, magnitudes, durations, and what the risks do to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.kernels.block import sample_chunk
from riskmc.kernels.occurrence import find_existing, relate_events
from riskmc.kernels.sampling import (
    prepare_block,
    sample_durations,
    sample_events,
    sample_rows,
    stream_words,
)
from riskmc.kernels.striking import drop_absent, strike_durations
from tests import naive
from tests.kernels.plans import SAMPLING_CODES, events_of, marginals_of_plan, room_for, streams_of
from tests.strategies import examples, plans

LANES = 128
EXACT = tuple(method for method in naive.METHODS if method not in naive.LIBRARY_METHODS)
CHUNKS = st.integers(0, 2**15)


@examples(30)
@given(plan=plans(max_tasks=3), chunk=CHUNKS, data=st.data())
def test_stream_words_equal_their_twin_for_every_way_of_sampling(plan: naive.Plan, chunk: int, data: st.DataObject):
    streams, work = streams_of(plan), room_for(plan)
    prepare_block(chunk // 8, streams, work)
    row = data.draw(st.integers(0, len(plan.streams()) - 1))
    words = np.zeros(LANES, np.uint32)
    stream_words(
        row, chunk, SAMPLING_CODES[plan.sampling], streams.low[row], streams.high[row], streams.key, work.keys,
        streams.directions, streams.shifts, words,
    )  # fmt: skip
    assert words.tolist() == [naive.stream_word(plan, row, chunk * LANES + lane) for lane in range(LANES)]


@examples(40)
@given(plan=plans(methods=EXACT), chunk=CHUNKS, lane=st.integers(0, LANES - 1))
def test_a_chunk_equals_its_twins_to_the_bit(plan: naive.Plan, chunk: int, lane: int):
    streams, events, marginals, work = streams_of(plan), events_of(plan), marginals_of_plan(plan), room_for(plan)
    n_tasks = len(plan.durations)
    iteration = chunk * LANES + lane
    prepare_block(chunk // 8, streams, work)
    sample_rows(chunk, n_tasks, 0, marginals, events, streams, work)
    assert work.lags[:, lane].tolist() == naive.lags_of(plan, iteration)
    sample_events(chunk, events, streams, work)
    assert work.occurred[:, lane].tolist() == naive.drawn_events(plan, iteration)
    assert [hits > 0 for hits in work.hits[:-1]] == work.occurred.any(axis=1).tolist()
    relate_events(events, work)
    twin = naive.sample(plan, iteration)
    assert work.occurred[:, lane].tolist() == twin.occurred
    find_existing(events, work)
    assert work.exists[:, lane].tolist() == twin.exists
    sample_rows(chunk, n_tasks, 1, marginals, events, streams, work)
    is_drawn = [event < 0 or work.hits[event] > 0 for event in plan.row_events]
    assert work.magnitudes[is_drawn, lane].tolist() == np.array(twin.magnitudes)[is_drawn].tolist()
    sample_durations(chunk, 0, n_tasks, marginals, streams, work)
    assert work.durations[lane::LANES].tolist() == naive.durations_of(plan, iteration)
    strike_durations(0, n_tasks, events, work)
    drop_absent(0, n_tasks, events, work)
    assert work.durations[lane::LANES].tolist() == twin.durations
    work.durations[:] = -1.0
    sample_chunk(chunk, 0, n_tasks, marginals, events, streams, work)
    assert work.durations[lane::LANES].tolist() == twin.durations


@examples(30)
@given(plan=plans(), chunk=CHUNKS, data=st.data())
def test_a_few_tasks_are_drawn_as_in_the_whole_chunk(plan: naive.Plan, chunk: int, data: st.DataObject):
    streams, events, marginals = streams_of(plan), events_of(plan), marginals_of_plan(plan)
    n_tasks = len(plan.durations)
    first = data.draw(st.integers(0, n_tasks - 1))
    end = data.draw(st.integers(first + 1, n_tasks))
    whole, part = room_for(plan), room_for(plan)
    for work, begin, stop in ((whole, 0, n_tasks), (part, first, end)):
        prepare_block(chunk // 8, streams, work)
        sample_chunk(chunk, begin, stop, marginals, events, streams, work)
    size = (end - first) * LANES
    assert part.durations[:size].tolist() == whole.durations[first * LANES : end * LANES].tolist()


def struck_plan(*effects: naive.Effect) -> naive.Plan:
    plan = naive.Plan([naive.Draw((0, 0))], events=[naive.Event((0, 1), 2**32)], risk_sizes=[1])
    plan.magnitudes = [naive.Draw((0, 2 + row)) for row in range(len(effects))]
    plan.effects = list(effects)
    plan.row_events, plan.row_kinds = [0] * len(effects), [effect.kind for effect in effects]
    return plan


def strike_one(plan: naive.Plan, duration: float, occurred: float, magnitudes: list[float]) -> float:
    work = room_for(plan)
    work.durations[:] = duration
    work.occurred[:], work.hits[:] = occurred, LANES * int(occurred)
    work.magnitudes[:] = np.array(magnitudes)[:, None]
    strike_durations(0, 1, events_of(plan), work)
    assert len(set(map(str, work.durations.tolist()))) == 1
    return float(work.durations[0])


def test_factors_multiply_before_delays_add():
    plan = struck_plan(naive.Effect(0, 0, 0, "factor"), naive.Effect(0, 0, 1, "delay"))
    assert strike_one(plan, 100.0, 1.0, [1.5, 10.0]) == 160.0
    assert strike_one(plan, 100.0, 0.0, [1.5, 10.0]) == 100.0


@pytest.mark.parametrize("n_effects", range(1, 12))
def test_many_effects_strike_one_after_the_other_to_the_bit(n_effects: int):
    rng = np.random.default_rng(n_effects)
    kinds = sorted(rng.choice(["factor", "delay"], n_effects), key=naive.KINDS.index)
    plan = struck_plan(*(naive.Effect(0, 0, row, kind) for row, kind in enumerate(kinds)))
    magnitudes = rng.uniform(0.5, 1.5, n_effects).tolist()
    expected = naive.struck_task(100.0, list(zip(kinds, magnitudes, strict=True)))
    assert strike_one(plan, 100.0, 1.0, magnitudes) == expected


def test_an_opportunity_takes_no_more_than_the_whole_duration():
    assert strike_one(struck_plan(naive.Effect(0, 0, 0, "delay")), 100.0, 1.0, [-300.0]) == 0.0


@pytest.mark.parametrize(("duration", "magnitude"), [(0.0, np.inf), (100.0, np.nan)])
def test_a_duration_that_is_not_a_number_is_not_hidden_by_the_floor(duration: float, magnitude: float):
    assert np.isnan(strike_one(struck_plan(naive.Effect(0, 0, 0, "factor")), duration, 1.0, [magnitude]))
