"""Laws of working time, against a walk minute by minute, and against exact answers."""

import datetime as dt
import json
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from riskmc.errors import PlanError
from riskmc.model import Calendar, WorkingTimeline, always, topological_order
from riskmc.model.calendars import WEEKDAYS

MINUTE = dt.timedelta(minutes=1)
WINDOW_DAYS = 9
FIRST = dt.datetime(2027, 2, 22)


def naive_is_working(calendar_plain, when):
    """Whether the minute from `when` is worked: the shifts of its day, and of the day before beyond midnight."""
    for back in (0, 1):
        day = (when - dt.timedelta(days=back)).date()
        if day in calendar_plain["exceptions"]:
            shifts = calendar_plain["exceptions"][day]
        elif day in calendar_plain["holidays"]:
            shifts = []
        else:
            shifts = calendar_plain["week"].get(day.weekday(), [])
        minute = (when - dt.datetime.combine(day, dt.time())).total_seconds() / 60
        if any(start <= minute < finish for start, finish in shifts):
            return True
    return False


def text_of(shift):
    finish = shift[1] if shift[1] <= 1440 else shift[1] - 1440
    return f"{shift[0] // 60:02}:{shift[0] % 60:02}-{finish // 60:02}:{finish % 60:02}"


@st.composite
def shift_lists(draw, latest=1440):
    cuts = sorted(draw(st.lists(st.integers(0, latest // 15), min_size=2, max_size=6, unique=True)))
    return [(15 * a, 15 * b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]


@st.composite
def calendars(draw):
    """A calendar and the same in plain lists; every second one has a night shift."""
    week = {day: draw(shift_lists()) for day in draw(st.sets(st.integers(0, 6), min_size=1))}
    if draw(st.booleans()):
        week = {2: [(1320, 1800)], 4: [(600, 720), (1200, 1440 + 300)]}
    days = st.integers(0, WINDOW_DAYS - 1).map(lambda n: (FIRST + dt.timedelta(days=n)).date())
    holidays = draw(st.lists(days, max_size=4, unique=True))
    exceptions = draw(st.dictionaries(days, st.one_of(st.just([]), shift_lists()), max_size=4))
    calendar = Calendar(
        week={WEEKDAYS[day]: [text_of(shift) for shift in shifts] for day, shifts in week.items()},
        holidays=holidays,
        exceptions=[{"date": day, "work": [text_of(s) for s in shifts]} for day, shifts in exceptions.items()],
    )
    return calendar, {"week": week, "holidays": holidays, "exceptions": exceptions}


_NIGHTS = {2: [(1320, 1800)], 4: [(600, 720), (1200, 1740)]}
NIGHT_SHIFTS = (
    Calendar(week={WEEKDAYS[day]: [text_of(shift) for shift in shifts] for day, shifts in _NIGHTS.items()}),
    {"week": _NIGHTS, "holidays": [], "exceptions": {}},
)
"""A project that starts at midnight may start in the middle of a shift."""


@settings(max_examples=30, deadline=None)
@example(NIGHT_SHIFTS, 3 * 1440)
@given(calendars(), st.integers(0, 3 * 1440))
def test_dates_are_those_of_a_walk_minute_by_minute(pair, offset):
    calendar, plain = pair
    start = FIRST + offset * MINUTE
    timeline = WorkingTimeline(calendar, start)
    worked, when = 0, start
    while when < FIRST + dt.timedelta(days=WINDOW_DAYS):
        assert timeline.minutes_at(when) == worked
        if naive_is_working(plain, when):
            assert timeline.date_of(worked, "start") == when
            assert timeline.date_of(worked + 1, "finish") == when + MINUTE
            worked += 1
        when += MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars(), st.floats(-20_000, 200_000), st.sampled_from(["start", "finish"]))
def test_minutes_to_date_and_back_differ_by_less_than_a_second(pair, minutes, side):
    timeline = WorkingTimeline(pair[0], FIRST + 700 * MINUTE)
    assert abs(timeline.minutes_at(timeline.date_of(minutes, side)) - minutes) <= 0.5 / 60 + 1e-6


@settings(max_examples=30, deadline=None)
@given(calendars(), st.lists(st.floats(0, 50_000), min_size=2, max_size=8))
def test_more_work_never_finishes_earlier(pair, amounts):
    timeline = WorkingTimeline(pair[0], FIRST)
    for side in ("start", "finish"):
        dates = [timeline.date_of(minutes, side) for minutes in sorted(amounts)]
        assert dates == sorted(dates)


def test_a_day_of_work_finishes_on_the_day_it_starts():
    timeline = WorkingTimeline(Calendar(), dt.datetime(2027, 1, 4, 8))
    assert timeline.date_of(480) == dt.datetime(2027, 1, 4, 17)
    assert timeline.date_of(480, "start") == dt.datetime(2027, 1, 5, 8)
    assert timeline.date_of(240) == dt.datetime(2027, 1, 4, 12)
    assert timeline.date_of(240, "start") == dt.datetime(2027, 1, 4, 13)


def test_noise_far_below_a_second_does_not_move_a_finish_to_the_next_day():
    timeline = WorkingTimeline(Calendar(), dt.datetime(2027, 1, 4, 8))
    assert timeline.date_of(480 * (0.1 + 0.2) / 0.3) == dt.datetime(2027, 1, 4, 17)
    assert timeline.date_of(480 - 1e-9, "start") == dt.datetime(2027, 1, 5, 8)


@pytest.mark.parametrize("side", ["start", "finish"])
def test_no_work_ends_at_the_first_working_instant(side):
    saturday = WorkingTimeline(Calendar(), dt.datetime(2027, 1, 2, 15))
    assert saturday.date_of(0, side) == dt.datetime(2027, 1, 4, 8)
    assert WorkingTimeline(Calendar(), dt.datetime(2027, 1, 4, 9, 30)).date_of(0, side) == dt.datetime(
        2027, 1, 4, 9, 30
    )


def test_time_before_the_start_is_negative():
    timeline = WorkingTimeline(Calendar(), dt.datetime(2027, 1, 4, 8))
    assert timeline.minutes_at(dt.datetime(2027, 1, 1, 16)) == -60
    assert timeline.date_of(-60, "start") == dt.datetime(2027, 1, 1, 16)
    assert timeline.minutes_at(dt.datetime(2026, 1, 5, 8)) == -52 * 2400
    assert timeline.date_of(timeline.minutes_at(dt.datetime(2022, 1, 3, 9)), "start") == dt.datetime(2022, 1, 3, 9)


def test_around_the_clock_minutes_are_those_of_the_clock():
    start = dt.datetime(2024, 2, 28, 12)
    timeline = WorkingTimeline(always(), start)
    for minutes in (1, 1440, 5_000_000):
        assert timeline.date_of(minutes) == start + minutes * MINUTE
        assert timeline.minutes_at(start + minutes * MINUTE) == minutes


def test_holidays_of_a_country_are_not_worked():
    pytest.importorskip("holidays")
    calendar = Calendar(holidays={"country": "DE", "subdivision": "BY"})
    timeline = WorkingTimeline(calendar, dt.datetime(2027, 1, 5, 8))
    assert timeline.date_of(480, "start") == dt.datetime(2027, 1, 7, 8)
    assert (
        WorkingTimeline(Calendar(holidays={"country": "DE"}), dt.datetime(2027, 1, 5, 8)).date_of(480, "start").day == 6
    )


def test_an_unknown_country_is_refused():
    pytest.importorskip("holidays")
    with pytest.raises(PlanError, match=r"^the holidays of 'XX' are not known$"):
        WorkingTimeline(Calendar(holidays={"country": "XX"}), dt.datetime(2027, 1, 5))


def test_a_missing_holidays_package_names_the_extra(monkeypatch):
    import sys

    from riskmc.errors import MissingExtraError
    from riskmc.model import timeline

    timeline._country_days.cache_clear()
    monkeypatch.setitem(sys.modules, "holidays", None)
    with pytest.raises(
        MissingExtraError, match=r"holidays of NL needs the extra 'calendars': pip install 'riskmc\[calendars\]'"
    ):
        WorkingTimeline(Calendar(holidays={"country": "NL"}), dt.datetime(2027, 1, 5))


def test_a_year_without_work_is_refused():
    idle = Calendar(exceptions=[{"from": "2027-01-01", "to": "2030-12-31", "work": []}])
    with pytest.raises(PlanError, match="calendar: nothing is worked for a year from 2027-01-04"):
        WorkingTimeline(idle, dt.datetime(2027, 1, 4))


def test_dates_beyond_the_year_9999_are_refused():
    timeline = WorkingTimeline(Calendar(), dt.datetime(9998, 1, 1))
    with pytest.raises(PlanError, match="calendar: a date would lie after the year 9999"):
        timeline.date_of(1e9)
    with pytest.raises(PlanError, match="a date would lie after the year 9999"):
        WorkingTimeline(always(), dt.datetime(9999, 12, 31)).date_of(1440)


@pytest.mark.parametrize("minutes", [float("nan"), float("inf"), float("-inf")])
def test_minutes_that_are_not_finite_have_no_date(minutes):
    with pytest.raises(ValueError, match="working minutes have no date"):
        WorkingTimeline(Calendar(), dt.datetime(2027, 1, 4)).date_of(minutes)


@pytest.mark.parametrize("name", ["C10_calendar_mpxj_howto", "C11_calendar_holidays"])
def test_a_network_on_a_calendar_has_the_dates_of_the_oracle(shared_oracle, name):
    case = json.loads((shared_oracle / f"{name}.json").read_text())
    model = case["model"]
    calendar = Calendar(holidays=model["holidays"])
    timeline = WorkingTimeline(calendar, dt.datetime.fromisoformat(model["project_start"]))
    activities = {item["id"]: item for item in model["activities"]}
    pairs = [(link["id"], item["id"]) for item in activities.values() for link in item["preds"]]
    starts, finishes = {}, {}
    for index in topological_order(list(activities), pairs):
        item = list(activities.values())[index]
        length = item["duration"] * 480
        bounds = [0.0]
        for link in item["preds"]:
            lag, before = link["lag"] * 480, link["id"]
            anchor = (starts if link["type"][0] == "S" else finishes)[before] + lag
            bounds.append(anchor - (length if link["type"][1] == "F" else 0))
        starts[item["id"]] = max(bounds)
        finishes[item["id"]] = max(bounds) + length
    for identity, expected in case["expected"]["activities"].items():
        side = "finish" if activities[identity]["duration"] == 0 else "start"
        assert f"{timeline.date_of(starts[identity], side):%Y-%m-%d %H:%M}" == expected["early_start"]
        assert f"{timeline.date_of(finishes[identity]):%Y-%m-%d %H:%M}" == expected["early_finish"]


def test_uncertain_working_days_fall_on_the_dates_of_the_oracle(shared_oracle):
    case = json.loads((shared_oracle / "S01_stochastic_calendar_dates.json").read_text())
    model = case["model"]
    timeline = WorkingTimeline(Calendar(holidays=model["holidays"]), dt.datetime(2025, 4, 23))
    chances: dict[str, float] = {}
    outcomes = [zip(model[key]["values"], model[key]["probs"], strict=True) for key in "AB"]
    for (first, p), (second, q) in product(*(list(outcome) for outcome in outcomes)):
        day = timeline.date_of(480 * (first + second)).date().isoformat()
        chances[day] = chances.get(day, 0) + p * q
    expected = {row["date"]: float(Fraction(row["prob"])) for row in case["expected"]["finish_date_pmf"]["value"]}
    assert chances == pytest.approx(expected, abs=1e-12)
