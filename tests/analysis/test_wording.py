"""Numbers and dates in words say no more and no less than they know."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskmc.analysis.wording import (
    bound_text,
    chance_text,
    count_text,
    counted_text,
    date_text,
    day_of_finish,
    days_range_text,
    days_text,
    estimate_text,
    instant_text,
    level_text,
    period_text,
    range_text,
    share_text,
    signed_days_text,
)
from riskmc.result import ProbabilityEstimate, QuantileEstimate, proportion_interval

SHARES = st.floats(0.0, 1.0)


def percent(text: str) -> float:
    return float(text.removesuffix(" %"))


def estimate(low: datetime, high: datetime) -> QuantileEstimate:
    return QuantileEstimate(0.8, low, low, high, 1.0, 1.0, 2.0, 0.95)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (date(2028, 4, 1), date(2028, 4, 1)),
        (datetime(2028, 4, 1, 0, 0), date(2028, 3, 31)),
        (datetime(2028, 1, 1, 0, 0), date(2027, 12, 31)),
        (datetime(2028, 4, 1, 0, 0, 1), date(2028, 4, 1)),
        (datetime(2028, 4, 1, 23, 59, 59), date(2028, 4, 1)),
    ],
)
def test_midnight_belongs_to_the_day_that_it_ends(when: date, day: date) -> None:
    assert day_of_finish(when) == day


def test_a_date_is_written_in_full_or_short_and_with_its_weekday() -> None:
    when = datetime(2028, 9, 3, 11, 10)
    assert date_text(when) == "3 September 2028"
    assert date_text(when, short=True) == "3 Sep 2028"
    assert date_text(when, weekday=True, short=True) == "Sun 3 Sep 2028"
    assert date_text(date(2028, 2, 29)) == "29 February 2028"


def test_an_instant_shows_its_time_and_a_date_shows_none() -> None:
    assert instant_text(date(2028, 3, 31)) == "31 March 2028"
    assert instant_text(datetime(2028, 3, 31, 9, 5)) == "31 March 2028 09:05"
    assert instant_text(datetime(2028, 3, 31)) == "31 March 2028 00:00"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (datetime(2028, 4, 3, 8), datetime(2028, 4, 5, 8), "between 3 and 5 April 2028"),
        (datetime(2028, 3, 31, 8), datetime(2028, 4, 5, 8), "between 31 March and 5 April 2028"),
        (datetime(2028, 12, 30, 8), datetime(2029, 12, 30, 8), "between 30 December 2028 and 30 December 2029"),
        (datetime(2028, 4, 3, 8), datetime(2028, 4, 3, 17), "within that day"),
        (datetime(2028, 4, 3, 8), datetime(2028, 4, 4, 0), "within that day"),
        (datetime(2028, 4, 3, 0), datetime(2028, 4, 3, 8), "between 2 and 3 April 2028"),
    ],
)
def test_an_interval_of_dates_names_what_differs_once(low: datetime, high: datetime, text: str) -> None:
    assert estimate_text(estimate(low, high)) == text


def test_a_range_may_be_short() -> None:
    assert range_text(date(2028, 3, 31), date(2028, 4, 5), short=True) == "31 Mar and 5 Apr 2028"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (datetime(2028, 4, 3, 16), datetime(2028, 4, 3, 17), "Mon 3 April 2028 16:00 to 17:00"),
        (datetime(2028, 4, 3, 20), datetime(2028, 4, 4), "Mon 3 April 2028 20:00 to 24:00"),
        (datetime(2028, 4, 3), datetime(2028, 4, 3, 4), "Mon 3 April 2028 00:00 to 04:00"),
        (datetime(2028, 4, 3), datetime(2028, 4, 4), "Mon 3 April 2028"),
        (datetime(2028, 2, 28), datetime(2028, 3, 6), "28 February to 5 March 2028"),
        (datetime(2027, 12, 27), datetime(2028, 1, 3), "27 December 2027 to 2 January 2028"),
        (datetime(2024, 1, 1), datetime(2024, 12, 30), "1 January to 29 December 2024"),
    ],
)
def test_a_period_ends_on_its_last_day(start: datetime, end: datetime, text: str) -> None:
    assert period_text(start, end) == text


def test_counts_agree_with_their_nouns() -> None:
    assert count_text(1234567) == "1,234,567"
    assert [counted_text(n, "link") for n in (0, 1, 2)] == ["0 links", "1 link", "2 links"]
    assert counted_text(1, "a or b", "a and b") == "1 a or b"
    assert counted_text(3, "a or b", "a and b") == "3 a and b"


@given(SHARES)
def test_only_none_and_all_are_written_as_0_and_100_percent(share: float) -> None:
    text = share_text(share)
    assert text.endswith(" %")
    if text in ("0 %", "100 %"):
        assert share in (0.0, 1.0)


@given(SHARES, st.integers(0, 4))
def test_a_share_is_rounded_by_at_most_half_of_its_last_digit(share: float, decimals: int) -> None:
    text = share_text(share, decimals).removesuffix(" %")
    shown = len(text.partition(".")[2])
    assert abs(float(text) - 100.0 * share) <= 0.5 * 10.0**-shown * (1.0 + 1e-9) + 1e-12


@given(SHARES, SHARES, st.integers(0, 3))
def test_shares_keep_their_order_in_words(one: float, other: float, decimals: int) -> None:
    low, high = sorted((one, other))
    assert percent(share_text(low, decimals)) <= percent(share_text(high, decimals))


def test_an_unknown_share_is_a_dash() -> None:
    assert share_text(math.nan) == "–"
    assert signed_days_text(math.nan, 1.0) == "–"


@given(SHARES)
def test_a_bound_is_rounded_to_the_side_on_which_it_stays_true(share: float) -> None:
    slack = 1e-9
    assert percent(bound_text(share, is_upper=True)) >= 100.0 * share - slack
    assert percent(bound_text(share, is_upper=False)) <= 100.0 * share + slack


@pytest.mark.parametrize(
    ("n", "most", "least"),
    [
        (1, "97.50 %", "2.50 %"),
        (100, "3.63 %", "96.37 %"),
        (11_000, "0.04 %", "99.96 %"),
        (1_000_000, "0.0004 %", "99.9996 %"),
    ],
)
def test_the_bounds_of_none_and_all_mirror_each_other(n: int, most: str, least: str) -> None:
    assert bound_text(proportion_interval(0, n).high, is_upper=True) == most
    assert bound_text(proportion_interval(n, n).low, is_upper=False) == least


@given(st.integers(1, 99_999))
def test_a_share_that_somebody_chose_keeps_all_its_digits(thousandths: int) -> None:
    assert percent(level_text(thousandths / 100_000)) == thousandths / 1_000


@pytest.mark.parametrize(
    ("hits", "n", "text"),
    [
        (0, 100, "0 % (0–4 %)"),
        (100, 100, "100 % (96–100 %)"),
        (1, 100, "1 % (0.03–5 %)"),
        (1_204, 10_000, "12 % (11–13 %)"),
        (18_250, 100_000, "18.2 % (18.0–18.5 %)"),
        (9_999, 10_000, "99.99 % (99.94–99.9997 %)"),
    ],
)
def test_a_chance_is_rounded_to_what_its_interval_supports(hits: int, n: int, text: str) -> None:
    chance = proportion_interval(hits, n)
    assert chance_text(chance) == text
    assert chance_text(chance, interval=False) == text.split(" (")[0]


@given(st.integers(1, 3_000), st.data())
def test_a_chance_in_words_lies_inside_its_interval_in_words(n: int, data: st.DataObject) -> None:
    text = chance_text(proportion_interval(data.draw(st.integers(0, n)), n))
    value, interval = text.removesuffix(" %)").split(" % (")
    low, high = map(float, interval.split("–"))
    assert low <= float(value) <= high


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0.0, "0 working days"),
        (0.04, "0 working days"),
        (0.95, "0.9 working days"),
        (0.97, "1 working day"),
        (1.04, "1 working day"),
        (1.06, "1.1 working days"),
        (-1.0, "−1 working day"),
        (-2.5, "−2.5 working days"),
        (12_345.0, "12,345 working days"),
    ],
)
def test_one_day_is_singular_and_all_else_plural(days: float, text: str) -> None:
    assert days_text(days) == text


@pytest.mark.parametrize(
    ("days", "error", "text"),
    [
        (3.0, math.nan, "+3 d"),
        (-3.0, 0.26, "−3 ± 0.3 d"),
        (0.01, 0.2, "0 ± 0.2 d"),
        (-0.01, 0.0, "0 ± 0 d"),
    ],
)
def test_a_shift_has_a_sign_unless_it_is_none(days: float, error: float, text: str) -> None:
    assert signed_days_text(days, error) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (2.0, 4.0, "2–4"),
        (-0.01, 2.0, "0–2"),
        (-0.06, 2.0, "−0.1 to 2"),
        (-3.0, -1.0, "−3 to −1"),
        (2.96, 3.04, "3"),
        (-0.01, 0.01, "0"),
    ],
)
def test_a_range_that_shows_a_minus_is_joined_by_a_word(low: float, high: float, text: str) -> None:
    assert days_range_text(low, high) == text


@given(st.floats(-1e5, 1e5), st.floats(0.0, 0.04))
def test_no_amount_is_written_as_minus_zero(days: float, error: float) -> None:
    for text in (days_text(days), signed_days_text(days, error), days_range_text(days, days + 1.0)):
        assert "−0 " not in text
        assert not text.endswith("−0")
        assert "-" not in text


def test_an_interval_without_width_is_certain() -> None:
    assert chance_text(ProbabilityEstimate(0.5, 0.5, 0.5, 0.95)) == "50.00 % (50.00–50.00 %)"


def test_bins_of_a_day_follow_each_other_without_gap() -> None:
    days = [datetime(2028, 2, 27) + timedelta(days=k) for k in range(5)]
    texts = [period_text(start, end) for start, end in pairwise(days)]
    assert texts == ["Sun 27 February 2028", "Mon 28 February 2028", "Tue 29 February 2028", "Wed 1 March 2028"]
