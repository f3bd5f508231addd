"""The bins of the histogram hold every iteration once, in widths that a calendar knows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.analysis import finish_histogram
from riskmc.analysis.histogram import MOST_BINS, WIDTHS, bin_edges, bin_width, shown_span
from riskmc.model import Project
from riskmc.result import FinishSamples, proportion_interval
from tests.analysis.results import by_hand, spread

OFFICE = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "1d"}]).timeline()
NIGHTS = Project(
    name="x",
    start="2027-01-04",
    calendars={"night": {"week": {"mon-sun": ["22:00-06:00"]}}},
    tasks=[{"id": "a", "duration": "1d"}],
).timeline()
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1)).map(lambda when: when.replace(microsecond=0))


@given(
    st.lists(st.integers(0, 400_000) | st.floats(0.0, 3_000.0), min_size=1, max_size=60),
    st.sampled_from([OFFICE, NIGHTS]),
)
def test_every_iteration_falls_into_the_one_bin_that_its_date_shows(minutes: list[float], timeline) -> None:  # type: ignore[no-untyped-def]
    samples = FinishSamples(np.array(minutes, float), timeline)
    bins = finish_histogram(samples)
    dates = [timeline.date_of(float(m)) for m in samples.minutes]
    for row in bins.itertuples():
        assert row.iterations == sum(row.start < date <= row.end for date in dates)
        assert row.share == row.iterations / len(dates)
        assert row.probability == sum(date <= row.end for date in dates) / len(dates)
        assert row.low <= row.probability <= row.high
    assert bins["iterations"].sum() == len(dates)
    assert bins["share"].sum() == pytest.approx(1.0, abs=1e-12)
    assert bins["probability"].iloc[-1] == 1.0


@given(INSTANTS, INSTANTS)
def test_bins_touch_hold_both_ends_and_are_few(one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    name, width = bin_width(first, last)
    edges = bin_edges(first, last, width)
    assert all(then - now == width for now, then in pairwise(edges))
    assert edges[0] < first <= edges[1]
    assert edges[-2] < last <= edges[-1]
    assert 2 <= len(edges) <= MOST_BINS + 1
    assert name


@given(INSTANTS, INSTANTS)
def test_bins_are_as_narrow_as_their_number_allows(one: datetime, other: datetime) -> None:
    first, last = sorted((one, other))
    _, width = bin_width(first, last)
    narrower = [other for _, other in WIDTHS if other < width]
    assert all((last - first) / other > MOST_BINS - 2 for other in narrower)


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (timedelta(0), "hour"),
        (timedelta(hours=58), "hour"),
        (timedelta(hours=59), "4 hours"),
        (timedelta(days=58), "day"),
        (timedelta(days=59), "week"),
        (timedelta(weeks=52 * 58), "52 weeks"),
        (timedelta(weeks=52 * 59), "104 weeks"),
        (timedelta(days=365 * 1000), "936 weeks"),
    ],
)
def test_the_width_is_one_that_a_reader_knows(span: timedelta, name: str) -> None:
    start = datetime(2028, 4, 3, 8)
    found, width = bin_width(start, start + span)
    assert found == name
    assert span / width <= MOST_BINS - 2


def test_a_week_begins_on_monday() -> None:
    bins = finish_histogram(by_hand(spread(1.0, 90.0, 500)).finish)
    assert bins.attrs["width"] == "week"
    assert {start.weekday() for start in bins["start"]} == {0}


def test_the_end_of_fridays_work_counts_as_friday() -> None:
    # 5, 6 and 25 working days end on Friday 8, Monday 11 January and Friday 5 February at 17:00.
    bins = finish_histogram(by_hand([5.0, 5.0, 6.0, 25.0]).finish)
    assert bins.attrs["width"] == "day"
    counts = {str(row.start.date()): row.iterations for row in bins.itertuples() if row.iterations}
    assert counts == {"2027-01-08": 2, "2027-01-11": 1, "2027-02-05": 1}


def test_midnight_belongs_to_the_day_before_it() -> None:
    timeline = Project(
        name="x",
        start="2027-01-04",
        calendars={"always": {"week": {"mon-sun": ["00:00-24:00"]}}},
        tasks=[{"id": "a", "duration": "1d"}],
    ).timeline()
    samples = FinishSamples(np.array([1.0, 2.0, 3.0, 9.0]) * 1440.0, timeline)
    bins = finish_histogram(samples)
    assert bins.attrs["width"] == "4 hours"
    assert [str(row.end) for row in bins.itertuples() if row.iterations] == [
        "2027-01-05 00:00:00", "2027-01-06 00:00:00", "2027-01-07 00:00:00", "2027-01-13 00:00:00",
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 40])
def test_a_certain_finish_is_one_bin_of_an_hour(n: int) -> None:
    bins = finish_histogram(by_hand([5.0] * n).finish)
    assert bins.attrs["width"] == "hour"
    assert bins[["iterations", "share", "probability"]].to_numpy().tolist() == [[n, 1.0, 1.0]]
    assert (bins["start"].iloc[0], bins["end"].iloc[0]) == (datetime(2027, 1, 8, 16), datetime(2027, 1, 8, 17))


def test_a_finish_within_half_a_second_of_an_edge_falls_where_its_date_is_told() -> None:
    hair = 0.4 / 60.0 / 480.0
    bins = finish_histogram(by_hand([5.0, 5.0 - hair, 5.0 + 1.0 / 480.0, 25.0]).finish)
    assert {str(row.start.date()): row.iterations for row in bins.itertuples() if row.iterations} == {
        "2027-01-08": 2, "2027-01-11": 1, "2027-02-05": 1,
    }  # fmt: skip


@pytest.mark.parametrize("confidence", [0.8, 0.99])
def test_the_chance_at_the_end_of_a_bin_has_its_binomial_interval(confidence: float) -> None:
    result = by_hand(spread(1.0, 30.0, 300))
    for row in finish_histogram(result.finish, confidence).itertuples():
        exact = proportion_interval(round(row.probability * 300), 300, confidence)
        assert (row.probability, row.low, row.high) == (exact.value, exact.low, exact.high)
        assert row.probability == result.finish.probability_by(row.end.to_pydatetime()).value


def test_one_far_finish_of_thousands_is_told_and_does_not_press_the_others_into_a_corner() -> None:
    usual = np.linspace(100.0, 140.0, 3_000) * 480.0
    samples = FinishSamples(np.append(usual, 4_000.0 * 480.0), OFFICE)
    bins = finish_histogram(samples)
    assert len(bins) > 20
    later = bins.attrs["later"]
    assert (later.iterations, later.date) == (
        1 + int(np.sum(usual > OFFICE.minutes_at(bins["end"].iloc[-1]))),
        samples.quantile(1.0),
    )
    assert bins.attrs["earlier"] is None
    assert bins["iterations"].sum() + later.iterations == samples.iterations
    assert bins["probability"].iloc[-1] == pytest.approx(1.0 - later.share)


def test_one_far_early_finish_is_told_too() -> None:
    usual = np.linspace(1_000.0, 1_040.0, 3_000) * 480.0
    bins = finish_histogram(FinishSamples(np.append(usual, 5.0 * 480.0), OFFICE))
    assert bins.attrs["earlier"].iterations >= 1
    assert bins.attrs["later"] is None
    assert bins["iterations"].sum() + bins.attrs["earlier"].iterations == 3_001
    assert bins["probability"].iloc[-1] == 1.0


def test_a_tail_that_is_not_far_is_shown_whole() -> None:
    samples = FinishSamples(np.linspace(100.0, 140.0, 3_000) * 480.0, OFFICE)
    assert shown_span(samples) == (100.0 * 480.0, 140.0 * 480.0)
