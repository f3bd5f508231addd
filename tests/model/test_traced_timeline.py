"""A timeline with a trace tells all instants apart, and both ways of reading it agree to the second."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.model.calendars import Calendar, always
from riskmc.model.timeline import TRACE, WorkingTimeline
from riskmc.result.dates import as_dates, minutes_of, seconds_of
from tests.dated_strategies import ORIGIN, WINDOW, Week, weeks
from tests.strategies import examples

OFFSETS = st.integers(-40 * 86_400, 400 * 86_400)
"""Seconds from the origin of the calendars: before their exceptions, among them, and long after."""
STARTS = st.integers(0, WINDOW * 60)


def line_of(week: Week, start: int) -> WorkingTimeline:
    return WorkingTimeline(week.calendar, ORIGIN + timedelta(seconds=start), TRACE)


@examples(300)
@given(week=weeks(), start=STARTS, offset=OFFSETS)
def test_an_instant_comes_back_to_the_second_at_work_and_at_rest(week: Week, start: int, offset: int):
    line, when = line_of(week, start), ORIGIN + timedelta(seconds=offset)
    assert line.date_of(line.minutes_at(when)) == when
    assert line.date_of(line.minutes_at(when), "start") == when, "a side says nothing where all instants differ"


@examples(300)
@given(week=weeks(), start=STARTS, minutes=st.floats(-60_000.0, 600_000.0))
def test_minutes_come_back_as_near_as_a_second_of_work_or_of_rest(week: Week, start: int, minutes: float):
    line = line_of(week, start)
    assert line.minutes_at(line.date_of(minutes)) == pytest.approx(minutes, abs=0.5001 / 60.0)


@examples(300)
@given(week=weeks(), start=STARTS, offsets=st.lists(OFFSETS, min_size=2, max_size=8, unique=True))
def test_a_later_instant_has_more_minutes(week: Week, start: int, offsets: list[int]):
    line = line_of(week, start)
    minutes = [line.minutes_at(ORIGIN + timedelta(seconds=offset)) for offset in sorted(offsets)]
    assert all(one < other for one, other in pairwise(minutes))


@examples(300)
@given(week=weeks(), start=STARTS, minutes=st.lists(st.floats(-60_000.0, 600_000.0), min_size=2, max_size=8))
def test_more_minutes_are_never_an_earlier_date(week: Week, start: int, minutes: list[float]):
    line = line_of(week, start)
    found = [line.date_of(value) for value in sorted(minutes)]
    assert found == sorted(found)


@examples(300)
@given(week=weeks(), start=STARTS, offsets=st.lists(OFFSETS, min_size=1, max_size=8))
def test_many_at_once_are_those_one_at_a_time(week: Week, start: int, offsets: list[int]):
    line = line_of(week, start)
    when = [ORIGIN + timedelta(seconds=offset) for offset in offsets]
    minutes = np.array([line.minutes_at(instant) for instant in when])
    seconds = seconds_of(line, minutes)
    assert as_dates(seconds).tolist() == when
    assert minutes_of(line, seconds) == pytest.approx(minutes, rel=0, abs=1e-9)


@examples(200)
@given(week=weeks(), start=STARTS, minutes=st.lists(st.floats(-60_000.0, 600_000.0), min_size=1, max_size=8))
def test_dates_of_any_minutes_at_once_are_those_one_at_a_time(week: Week, start: int, minutes: list[float]):
    line = line_of(week, start)
    found = as_dates(seconds_of(line, np.array(minutes))).tolist()
    # Halves of a second may be rounded to either side.
    assert all(abs(one - line.date_of(m)) <= timedelta(seconds=1) for one, m in zip(found, minutes, strict=True))


@examples(200)
@given(week=weeks(), start=STARTS, offset=OFFSETS)
def test_between_instants_of_rest_lies_no_work(week: Week, start: int, offset: int):
    line, plain = line_of(week, start), WorkingTimeline(week.calendar, ORIGIN + timedelta(seconds=start))
    when = ORIGIN + timedelta(seconds=offset)
    minutes = line.minutes_at(when)
    assert line.days(minutes) == pytest.approx(plain.days(plain.minutes_at(when)), abs=1e-6)
    rest = (when - line.start) / timedelta(minutes=1) - plain.minutes_at(when)
    assert minutes - plain.minutes_at(when) == pytest.approx(TRACE * rest, abs=1e-6)


def test_a_year_of_rest_counts_less_than_a_minute_of_work():
    line = WorkingTimeline(Calendar(week={"mon": ["08:00-08:01"]}), datetime(2027, 1, 4, 8, 1), TRACE)
    assert line.minutes_at(datetime(2028, 1, 3, 8)) < 52.0
    assert line.minutes_at(datetime(2027, 1, 11, 7, 59)) < 0.01


def test_around_the_clock_a_trace_changes_nothing():
    start = datetime(2027, 1, 4, 8)
    assert WorkingTimeline(always(), start, TRACE).date_of(1_440.0) == datetime(2027, 1, 5, 8)
    assert WorkingTimeline(always(), start, TRACE).minutes_at(datetime(2027, 1, 5, 8)) == 1_440.0
