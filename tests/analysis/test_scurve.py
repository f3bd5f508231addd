"""The S-curve is the share of iterations by each date, inside its exact band."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from riskmc import simulate
from riskmc.analysis import percentile_frame, promised_dates, s_curve, summarise
from riskmc.analysis.scurve import POINTS, binomial_band
from riskmc.model import Project
from riskmc.result import FinishSamples, proportion_interval
from tests.analysis.results import by_hand, spread

TIMELINE = Project(name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "1d"}]).timeline()
FINISHES = st.lists(st.integers(0, 40_000) | st.floats(0.0, 40_000.0), min_size=1, max_size=600)


@given(FINISHES, st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_a_curve_rises_inside_its_band_from_the_earliest_to_the_latest_finish(
    minutes: list[float], confidence: float
) -> None:
    samples = FinishSamples(np.array(minutes, float), TIMELINE)
    curve = s_curve(samples, confidence)
    assert 1 <= len(curve) <= POINTS
    assert curve["date"].is_monotonic_increasing
    assert curve["date"].is_unique
    assert (np.diff(curve["days"]) > 0).all()
    for column in ("probability", "low", "high"):
        assert (np.diff(curve[column]) >= 0).all()
    assert ((curve["low"] >= 0) & (curve["low"] <= curve["probability"])).all()
    assert ((curve["probability"] <= curve["high"]) & (curve["high"] <= 1)).all()
    assert curve["date"].iloc[0] == samples.quantile(0.0)
    assert curve["date"].iloc[-1] == samples.quantile(1.0)
    assert curve["probability"].iloc[-1] == 1.0


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=600))
def test_each_point_is_a_percentile_of_the_result(minutes: list[int]) -> None:
    samples = FinishSamples(np.array(minutes, float), TIMELINE)
    for point in s_curve(samples).itertuples():
        assert point.date == samples.quantile(point.probability)
        assert point.days * 480.0 == pytest.approx(samples.quantile_minutes(point.probability), rel=1e-14)
        assert point.probability == samples.share_by(samples.quantile_minutes(point.probability))
        assert point.probability == samples.probability_by(point.date).value


def test_a_small_sample_is_drawn_whole() -> None:
    curve = s_curve(by_hand([3.0, 1.0, 2.0, 2.0]).finish)
    assert curve["days"].tolist() == [1.0, 2.0, 3.0]
    assert curve["probability"].tolist() == [0.25, 0.75, 1.0]


def test_a_large_sample_is_thinned_evenly_over_the_chances() -> None:
    curve = s_curve(by_hand(spread(1.0, 90.0, 10_000)).finish, points=11)
    assert len(curve) == 11
    assert np.abs(np.diff(curve["probability"]) - 0.1).max() <= 1e-4 + 1e-12


def test_finishes_told_as_the_same_second_are_one_point() -> None:
    third_of_a_second = 1.0 / 3.0 / 60.0 / 480.0
    curve = s_curve(by_hand([5.0 - third_of_a_second, 5.0, 5.0 - third_of_a_second / 2, 6.0]).finish)
    assert curve["probability"].tolist() == [0.75, 1.0]


@pytest.mark.parametrize("days", [[7.0], [7.0] * 50])
def test_a_certain_finish_is_one_point(days: list[float]) -> None:
    curve = s_curve(by_hand(days).finish)
    assert curve[["days", "probability", "high"]].to_numpy().tolist() == [[7.0, 1.0, 1.0]]
    assert curve["low"].iloc[0] == pytest.approx(0.025 ** (1 / len(days)), rel=1e-12)


@pytest.mark.parametrize("n", [1, 5, 1_000])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_band_is_the_exact_binomial_interval_at_each_point(n: int, confidence: float) -> None:
    counts = np.unique(np.array([0, 1, n // 3, n // 2, n - 1, n])).astype(float)
    low, high = binomial_band(counts, n, confidence)
    for index, count in enumerate(counts):
        exact = stats.binomtest(int(count), n).proportion_ci(confidence, method="exact")
        assert (low[index], high[index]) == pytest.approx((exact.low, exact.high), abs=1e-9)
        one = proportion_interval(int(count), n, confidence)
        assert (low[index], high[index]) == (one.low, one.high)


def test_the_marks_on_the_curve_are_the_percentiles_of_the_summary() -> None:
    summary = summarise(by_hand([float(day) for day in range(1, 101)]))
    marks = percentile_frame(summary)
    assert marks["level"].tolist() == [0.1, 0.5, 0.8, 0.9]
    for mark in marks.itertuples():
        estimate = summary.percentile(mark.level)
        assert (mark.date, mark.low, mark.high) == (estimate.value, estimate.low, estimate.high)
    assert percentile_frame(summary, (0.95,))["level"].tolist() == [0.95]


def test_the_promises_are_the_plan_and_the_objectives_of_the_project() -> None:
    plan = Project(
        name="Shed",
        start="2027-01-04",
        objectives=[
            {"id": "first", "finish": "dig", "by": "2027-01-08", "confidence": 0.5},
            {"id": "day", "finish": "project", "by": "2027-01-29", "confidence": 0.8},
            {"id": "last", "finish": "done", "by": "2027-01-29T12:00", "confidence": 0.8},
        ],
        tasks=[
            {"id": "dig", "duration": {"uniform": ["6d", "9d"]}, "planned": "5d"},
            {"id": "wall", "duration": "5d", "after": ["dig"]},
            {"id": "done", "milestone": True, "after": ["wall"]},
        ],
    )
    rows = promised_dates(summarise(simulate(plan, iterations=100, jobs=1)))
    assert rows["kind"].tolist() == ["plan", "objective", "objective"]
    assert rows["label"].tolist() == ["Plan", "day", "last"]
    assert rows["date"].astype(str).tolist() == ["2027-01-15 17:00:00", "2027-01-30 00:00:00", "2027-01-29 12:00:00"]
    assert rows["chance"].tolist() == ["0 %", "100 %", "100 %"]


def test_a_plan_without_objectives_promises_its_own_date_alone() -> None:
    rows = promised_dates(summarise(by_hand(spread(11.0, 20.0, 50))))
    assert rows[["kind", "label"]].to_numpy().tolist() == [["plan", "Plan"]]
    assert rows["chance"].tolist() == ["0 %"]
