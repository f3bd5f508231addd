"""Working time and instants, both ways, on the tables of calendars."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.compiled.calendars import calendar_tables
from riskmc.kernels.calendars import (
    FINISH_SIDE,
    START_SIDE,
    Calendars,
    add_work,
    position_at,
    to_instants,
    to_line,
    to_positions,
    touch_work,
)
from tests import naive_dated as naive
from tests.dated_strategies import DAY, DAYS, ORIGIN, WINDOW, Week, instants, weeks
from tests.kernels.plans import frozen
from tests.strategies import examples

LANES = 128
CLOSE = 1e-6
"""Minutes. Positions and instants of the window are whole minutes, quarters of them, or rounded below 1e-9."""
SIDES = {"start": START_SIDE, "finish": FINISH_SIDE}
SIDE = st.sampled_from(("start", "finish"))


def tables(*made: Week) -> Calendars:
    found = calendar_tables([week.calendar for week in made], ORIGIN, ORIGIN + timedelta(days=DAYS))
    return Calendars(*(frozen(part, part.dtype) for part in found))


def moments(week: Week, seed: int) -> np.ndarray:
    """A lane of instants: edges of shifts, near them, whole minutes, and any, some of them outside of the window."""
    rng = np.random.default_rng(seed)
    edges = np.array([edge for interval in week.shifts.intervals for edge in interval], float)
    lane = rng.uniform(-DAY, WINDOW + DAY, LANES)
    lane[:48] = rng.choice(edges, 48)
    lane[16:24] += rng.choice((-1.0, 1.0, -1e-9, 1e-9, 0.25), 8)
    lane[48:90] = np.round(lane[48:90])
    return lane


def assert_close(found: np.ndarray, expected: list[float]) -> None:
    assert np.abs(found - np.array(expected)).max() <= CLOSE, (found, expected)


@examples(100)
@given(week=weeks(), other=weeks(), seed=st.integers(0, 2**20))
def test_positions_are_the_working_minutes_from_the_origin(week: Week, other: Week, seed: int):
    lane, found = moments(week, seed), np.zeros(LANES)
    to_positions(1, tables(other, week), lane, found)
    assert_close(found, [naive.position(instant, week.shifts) for instant in lane.tolist()])


@examples(100)
@given(week=weeks(), other=weeks(), seed=st.integers(0, 2**20), side=SIDE)
def test_instants_lie_on_the_side_of_a_pause_that_is_asked_for(week: Week, other: Week, seed: int, side: str):
    worked = np.array([naive.position(instant, week.shifts) for instant in moments(week, seed).tolist()])
    found = np.zeros(LANES)
    to_instants(1, tables(other, week), SIDES[side], worked, found)
    assert_close(found, [naive.instant_of(position, side, week.shifts) for position in worked.tolist()])


@examples(60)
@given(week=weeks(), seed=st.integers(0, 2**20), side=SIDE)
def test_an_instant_of_a_position_has_that_position(week: Week, seed: int, side: str):
    made = tables(week)
    positions, found, again = np.zeros(LANES), np.zeros(LANES), np.zeros(LANES)
    to_positions(0, made, moments(week, seed), positions)
    to_instants(0, made, SIDES[side], positions, found)
    to_positions(0, made, found, again)
    assert_close(again, positions.tolist())


@examples(60)
@given(week=weeks(), seed=st.integers(0, 2**20))
def test_the_finish_side_is_never_the_later_and_differs_at_pauses_alone(week: Week, seed: int):
    made = tables(week)
    positions, starts, finishes = np.zeros(LANES), np.zeros(LANES), np.zeros(LANES)
    to_positions(0, made, moments(week, seed), positions)
    to_instants(0, made, START_SIDE, positions, starts)
    to_instants(0, made, FINISH_SIDE, positions, finishes)
    edges = np.array([finish for _, finish in week.shifts.intervals])
    is_pause = np.abs(finishes[:, None] - edges).min(axis=1) <= CLOSE
    assert np.all(starts >= finishes)
    assert np.all(is_pause | (np.abs(starts - finishes) <= CLOSE))


@examples(100)
@given(week=weeks(), seed=st.integers(0, 2**20), calendar=st.integers(-1, 0), work=st.data())
def test_adding_work_equals_its_twin(week: Week, seed: int, calendar: int, work: st.DataObject):
    amounts = st.just(0.0) | st.integers(-4_000, 4_000).map(float) | st.floats(-4_000.0, 4_000.0)
    minutes = np.array((work.draw(st.lists(amounts, min_size=8, max_size=8)) * LANES)[:LANES])
    lane, found = moments(week, seed), np.zeros(LANES)
    add_work(calendar, tables(week), minutes, lane, np.zeros((2, LANES)), found)
    shifts = None if calendar < 0 else week.shifts
    expected = [naive.add(*pair, shifts) for pair in zip(lane.tolist(), minutes.tolist(), strict=True)]
    assert_close(found, expected)
    add_work(calendar, tables(week), minutes, lane, np.zeros((2, LANES)), lane)
    assert lane.tobytes() == found.tobytes(), "the instants themselves may be written"


@examples(60)
@given(week=weeks(), seed=st.integers(0, 2**20))
def test_what_touches_work_stays_and_what_rests_moves_to_the_edge(week: Week, seed: int):
    lane = moments(week, seed)
    later, earlier = lane.copy(), lane.copy()
    touch_work(0, tables(week), FINISH_SIDE, START_SIDE, later, np.zeros((2, LANES)))
    touch_work(0, tables(week), START_SIDE, FINISH_SIDE, earlier, np.zeros((2, LANES)))
    assert_close(later, [naive.up(instant, week.shifts) for instant in lane.tolist()])
    assert_close(earlier, [naive.down(instant, week.shifts) for instant in lane.tolist()])


@examples(60)
@given(week=weeks(), seed=st.integers(0, 2**20), trace=st.sampled_from((0.0, 2.0**-20, 0.5)), start=st.data())
def test_the_line_counts_work_and_a_trace_of_rest(week: Week, seed: int, trace: float, start: st.DataObject):
    begin = start.draw(instants([week.shifts]))
    plan = naive.Plan([], [], [week.shifts], begin, trace)
    line = frozen([begin, naive.position(begin, week.shifts), trace, 0.0], np.float64)
    lane, found = moments(week, seed), np.zeros(LANES)
    to_line(line, tables(week), lane, found)
    assert_close(found, [naive.on_line(instant, plan) for instant in lane.tolist()])


def test_a_single_position_is_that_of_its_lane():
    week = Week(*office())
    made = tables(week)
    last = int(made.cell_ptr[1]) - 2
    found = position_at(3.0 * DAY, 0, last, made.cell[0], 1.0 / made.cell[0], made.worked)
    assert found == naive.position(3.0 * DAY, week.shifts)


def office():
    from riskmc.model.calendars import Calendar
    from tests.dated_strategies import NAMED, intervals_of

    return Calendar(), intervals_of(NAMED["office"], {})


def test_a_day_of_work_ends_at_five_and_the_next_begins_at_eight():
    made = tables(Week(*office()))
    # The first day is worked through; Tuesday has 8 hours.
    positions = np.full(LANES, 1_440.0 + 480.0)
    finishes, starts = np.zeros(LANES), np.zeros(LANES)
    to_instants(0, made, FINISH_SIDE, positions, finishes)
    to_instants(0, made, START_SIDE, positions, starts)
    assert finishes[0] == 1_440 + 17 * 60
    assert starts[0] == 2 * 1_440 + 8 * 60


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_stays_none(value: float):
    made = tables(Week(*office()))
    lane, found = np.full(LANES, value), np.zeros(LANES)
    to_positions(0, made, lane, found)
    assert not np.isfinite(found).any()
    to_instants(0, made, START_SIDE, lane, found)
    assert not np.isfinite(found).any()
