"""Words become scores, scores are mixed, and become words: to the bit as twins say, and close to the definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import special, stats

from riskmc.compiled.correlation import wallace_bend
from riskmc.kernels.block import sample_chunk
from riskmc.kernels.correlation import (
    SCORE_END,
    correlate_chunk,
    logarithms,
    normal_scores,
    scores_of_variates,
    words_of_scores,
)
from riskmc.kernels.sampling import prepare_block
from tests import naive
from tests.kernels.plans import events_of, frozen, marginals_of_plan, room_for, streams_of
from tests.kernels.test_axis import EDGES
from tests.strategies import KEYS, WORDS, directions_by_stream, examples, plans

LANES = 128
SCORES = st.lists(st.floats(-9, 9), min_size=LANES, max_size=LANES)
EXAMPLES = [*EDGES, *range(0, 2**32, 2**20 + 1)]
"""Words of both tails, down to the last, and between."""


def scratch() -> tuple[np.ndarray, np.ndarray]:
    bits = np.zeros(2 * LANES, np.uint64)
    return bits, bits.view(np.float64)


def scores_of(words: list[int]) -> np.ndarray:
    bits, floats = scratch()
    padded = np.concatenate([np.asarray(words, np.uint32), np.zeros(-len(words) % LANES, np.uint32)])
    out = np.zeros(len(padded))
    for first in range(0, len(padded), LANES):
        normal_scores(padded[first : first + LANES], bits, floats, out[first : first + LANES])
    return out[: len(words)]


def words_of(scores: np.ndarray) -> np.ndarray:
    bits, floats = scratch()
    padded = np.concatenate([scores, np.zeros(-len(scores) % LANES)])
    out = np.zeros(len(padded), np.uint32)
    for first in range(0, len(padded), LANES):
        words_of_scores(padded[first : first + LANES], bits, floats, out[first : first + LANES])
    return out[: len(scores)]


def chance_of(words: np.ndarray | list[int]) -> np.ndarray:
    return (np.asarray(words, np.float64) + 0.5) / 2.0**32


@examples(60)
@given(numbers=st.lists(st.floats(2.0**-1000, 2.0**1000), min_size=LANES, max_size=LANES))
def test_logarithms_equal_their_twin_to_the_bit_and_are_logarithms(numbers: list[float]):
    bits, floats = scratch()
    floats[:LANES] = numbers
    logarithms(bits, floats)
    found = floats[:LANES].tolist()
    assert found == [naive.logarithm(number) for number in numbers]
    assert np.allclose(found, np.log(numbers), rtol=1e-13, atol=2e-16)


@examples(30)
@given(words=st.lists(WORDS, min_size=LANES, max_size=LANES))
def test_scores_equal_their_twin_to_the_bit(words: list[int]):
    assert scores_of(words).tolist() == [naive.normal_score(word) for word in words]


def test_scores_at_the_edges_equal_their_twin_to_the_bit():
    assert scores_of(EDGES).tolist() == [naive.normal_score(word) for word in EDGES]


@examples(30)
@given(scores=SCORES)
def test_words_of_scores_equal_their_twin_to_the_bit(scores: list[float]):
    assert words_of(np.array(scores)).tolist() == [naive.word_of_score(score) for score in scores]


def test_a_score_lies_within_two_parts_in_ten_million_of_the_normal_quantile():
    exact = special.ndtri(chance_of(EXAMPLES))
    assert np.abs(scores_of(EXAMPLES) - exact).max() <= 7e-7
    assert (np.abs(scores_of(EXAMPLES) - exact) <= 2e-7 * np.abs(exact)).all()


def test_a_word_is_the_chance_of_its_score_rounded_down():
    scores = np.linspace(-SCORE_END, SCORE_END, 100_001)
    lower = special.ndtr(-np.abs(scores)) * 2.0**32
    words = words_of(scores)
    from_end = np.where(scores < 0.0, words, ~words).astype(np.float64)
    assert (np.abs(from_end - lower) <= 1.0 + 2e-10 * lower).all()


def test_scores_beyond_the_end_lie_in_the_last_words():
    assert words_of(np.array([-1e300, -SCORE_END, SCORE_END, 1e300])).tolist() == [0, 0, 2**32 - 1, 2**32 - 1]


def test_words_of_opposite_scores_are_complements():
    scores = np.linspace(0.01, 7.0, 5_000)
    assert (words_of(scores) == ~words_of(-scores)).all()


def test_words_come_back_from_their_scores_within_one_part_in_ten_million():
    back = words_of(scores_of(EXAMPLES)).astype(np.float64)
    assert np.abs(back - np.array(EXAMPLES, np.float64)).max() <= 1e-7 * 2**32
    words = np.array(EXAMPLES)
    tails = np.minimum(words, 2**32 - 1 - words) + 0.5
    assert (np.abs(back - words) <= 1.0 + 4e-6 * tails).all()


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 30, 50])
def test_a_t_variate_becomes_the_score_of_its_chance(freedom: int):
    tails = np.concatenate([2.0 ** -np.linspace(1, 32, 700)])
    variates = np.concatenate([stats.t.ppf(tails, freedom), -stats.t.ppf(tails, freedom)])
    size = len(variates) // LANES * LANES
    bits, floats = scratch()
    for first in range(0, size, LANES):
        scores = variates[first : first + LANES].copy()
        scores_of_variates(scores, np.ones(LANES), float(freedom), wallace_bend(freedom), bits, floats)
        expected = [
            naive.score_of_variate(x, freedom, wallace_bend(freedom).tolist()) for x in variates[first:][:LANES]
        ]
        assert scores.tolist() == expected
        exact = stats.t.sf(np.abs(variates[first : first + LANES]), freedom)
        assert np.abs(special.ndtr(-np.abs(scores)) - exact).max() <= 5e-8
        assert np.abs(special.ndtr(-np.abs(scores)) / exact - 1.0).max() <= 2e-6


@st.composite
def mixed_plans(draw: st.DrawFn, with_scales: bool = True) -> naive.Plan:
    """A plan some of whose streams load on factors, are mixed with one another, or share a scale."""
    plan = draw(plans(max_tasks=4))
    keys = plan.streams()
    # Where several rows have one stream, all of them would be correlated.
    alone = [row for row, stream in enumerate(keys) if keys.count(stream) == 1]
    assume(alone)
    streams = draw(st.lists(st.sampled_from(alone), min_size=1, unique=True))
    weights = st.floats(-1, 1)
    mixture = naive.Mixture(
        [], draw(st.lists(KEYS, max_size=2)), draw(st.lists(KEYS, max_size=1 if with_scales else 0))
    )
    while streams:
        size = draw(st.integers(1, len(streams)))
        block, streams = streams[:size], streams[size:]
        members = []
        for place, stream in enumerate(block):
            factors = draw(st.lists(st.integers(0, len(mixture.factors) - 1), unique=True)) if mixture.factors else []
            scale = draw(st.integers(-1, len(mixture.scales) - 1))
            root = [draw(weights) for _ in range(place + 1)]
            members.append(naive.Member(stream, root, [(factor, draw(weights)) for factor in factors], scale))
        mixture.blocks.append(members)
    mixture.bend = wallace_bend(4).tolist()
    plan.mixture = mixture
    plan.directions = directions_by_stream(plan)
    return plan


CHUNKS = st.integers(0, 2**15)


@examples(60)
@given(plan=mixed_plans(with_scales=False), chunk=CHUNKS, lane=st.integers(0, LANES - 1))
def test_correlated_words_equal_their_twin_to_the_bit(plan: naive.Plan, chunk: int, lane: int):
    assert plan.mixture is not None
    streams, work = streams_of(plan), room_for(plan)
    prepare_block(chunk // 8, streams, work)
    correlate_chunk(chunk, 0, len(plan.durations), streams, work)
    members = [member for block in plan.mixture.blocks for member in block]
    expected = [naive.stream_word(plan, member.stream, chunk * LANES + lane) for member in members]
    assert work.linked[:, lane].tolist() == expected


@examples(30)
@given(plan=mixed_plans(), chunk=CHUNKS, lane=st.integers(0, LANES - 1))
def test_correlated_words_with_scales_equal_their_twin(plan: naive.Plan, chunk: int, lane: int):
    assert plan.mixture is not None
    streams, work = streams_of(plan), room_for(plan)
    prepare_block(chunk // 8, streams, work)
    correlate_chunk(chunk, 0, len(plan.durations), streams, work)
    members = [member for block in plan.mixture.blocks for member in block]
    expected = [naive.stream_word(plan, member.stream, chunk * LANES + lane) for member in members]
    # A mathematical library gives the exponential of the scale, whose last place is its own.
    assert np.abs(work.linked[:, lane].astype(np.int64) - expected).max() <= 16


@examples(40)
@given(plan=mixed_plans(with_scales=False), chunk=CHUNKS, lane=st.integers(0, LANES - 1))
def test_a_chunk_takes_the_correlated_words(plan: naive.Plan, chunk: int, lane: int):
    streams, events, marginals, work = streams_of(plan), events_of(plan), marginals_of_plan(plan), room_for(plan)
    prepare_block(chunk // 8, streams, work)
    correlate_chunk(chunk, 0, len(plan.durations), streams, work)
    sample_chunk(chunk, 0, len(plan.durations), marginals, events, streams, work)
    twin = naive.sample(plan, chunk * LANES + lane)
    assert work.occurred[:, lane].tolist() == [float(o) for o in twin.occurred]
    found = [*work.durations[lane::LANES], *work.lags[:, lane]]
    assert np.allclose(found, [*twin.durations, *twin.lags], rtol=1e-13, atol=1e-9)


def test_a_block_whose_tasks_are_not_asked_for_is_left_out():
    plan = naive.Plan([naive.Draw((7, task), "uniform") for task in range(3)])
    plan.mixture = naive.Mixture([[naive.Member(task, [1.0])] for task in range(3)])
    streams, work = streams_of(plan), room_for(plan)
    spans = frozen([(task, task + 1) for task in range(3)], np.int64)
    streams = streams._replace(copula=streams.copula._replace(block_span=spans))
    correlate_chunk(0, 1, 2, streams, work)
    assert [bool(row.any()) for row in work.linked] == [False, True, False]
