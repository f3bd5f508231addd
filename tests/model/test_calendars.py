"""Laws of calendars."""
# ruff: noqa: E501

import datetime as dt
import re

import pytest

from riskmc.errors import PlanError
from riskmc.model import Calendar, CalendarException, CountryHolidays, Quantity, Shift, always


def problems(**fields):
    with pytest.raises(PlanError) as caught:
        Calendar(**fields)
    return [str(problem) for problem in caught.value.problems]


def test_the_standard_calendar_is_five_days_of_eight_hours():
    calendar = Calendar()
    assert calendar.minutes_per_day == 480
    assert calendar.minutes_per_week == 2400
    assert calendar.week["mon"] == (Shift(480, 720), Shift(780, 1020))
    assert "sat" not in calendar.week


def test_units_of_time_follow_the_calendar():
    calendar = Calendar(week={"mon-thu": ["08:00-17:00"], "fri": ["08:00-12:00"]}, days_per_month=21)
    texts = ["30min", "2h", "1d", "1w", "1mo", "-1d"]
    assert [calendar.minutes(Quantity.parse(text)) for text in texts] == [30, 120, 540, 2400, 21 * 540, -540]
    assert calendar.minutes(Quantity(0)) == 0


@pytest.mark.parametrize("text", ["5%", "5"])
def test_a_share_has_no_minutes(text):
    with pytest.raises(ValueError, match=f"{text} is not an amount of time"):
        Calendar().minutes(Quantity.parse(text))


def test_a_day_means_the_commonest_working_day_and_of_equals_the_longest():
    assert Calendar(week={"mon-wed": ["08:00-16:00"], "thu-fri": ["08:00-18:00"]}).minutes_per_day == 480
    assert Calendar(week={"mon": ["08:00-12:00"], "tue": ["08:00-16:00"]}).minutes_per_day == 480
    assert Calendar(hours_per_day=7.5).minutes_per_day == 450


def test_days_of_the_week_are_read_as_ranges_lists_and_names():
    week = {"sat-mon": "10:00-12:00", "tue,thu": ["08:00-09:00"], "Friday": [], "wed": ["22:00-06:00"]}
    calendar = Calendar(week=week)
    assert list(calendar.week) == ["mon", "tue", "wed", "thu", "sat", "sun"]
    assert calendar.week["wed"] == (Shift(1320, 1800),)
    assert [str(shift) for shift in calendar.week["wed"]] == ["22:00-06:00"]


def test_always_works_around_the_clock():
    assert always().minutes_per_week == 7 * 1440


def test_a_week_read_twice_is_the_same():
    calendar = Calendar(week={"mon-fri": ["08:00-12:00"]})
    assert Calendar(week=calendar.week) == calendar


SHIFT = "write shifts as '08:00-12:00', in quotes, from 00:00 to 24:00"


@pytest.mark.parametrize(
    ("week", "message"),
    [
        ({"mon": ["8-12"]}, f"week.mon[0]: calendar: mon[0] '8-12' is not a shift; {SHIFT}"),
        ({"mon": ["08:00-25:00"]}, f"week.mon[0]: calendar: mon[0] '08:00-25:00' is not a time of day; {SHIFT}"),
        ({"mon": ["08:00-08:00"]}, "week.mon[0]: calendar: mon[0] '08:00-08:00' is an empty shift; write 00:00-24:00 for a whole day"),
        ({"mon": 750}, f"week.mon: calendar: mon 750 is not a list of shifts; {SHIFT}"),
        (
            {"mon": ["08:00-12:00", "11:00-13:00"]},
            "week.mon: calendar: mon has shifts that overlap: 08:00-12:00 and 11:00-13:00; write shifts that do not overlap",
        ),
        (
            {"mon": ["22:00-06:00"], "tue": ["05:00-09:00"]},
            "week: calendar: the shift 22:00-06:00 of mon runs into the shift 05:00-09:00 of tue; write shifts that do not overlap",
        ),
        ({}, "week: calendar: the week has no working time; give at least one day a shift"),
        ({"mon-tue": ["08:00-12:00"], "tue": []}, "week.tue: calendar: tue is given twice; give each day once"),
        (
            {"mon-fry": ["08:00-12:00"]},
            "week.mon-fry: calendar: 'mon-fry' is not a day of the week; write days as mon, tue, wed, thu, fri, sat, sun, "
            "or ranges such as mon-fri (did you mean 'mon-fri' or 'mon'?)",
        ),
        ([], "week: calendar: week [] is not a week; write a mapping from days to shifts"),
    ],
)  # fmt: skip
def test_an_impossible_week_is_refused(week, message):
    assert problems(week=week) == [message]


def test_all_problems_of_a_calendar_are_listed():
    found = problems(
        week={"mon": ["x"]},
        hours_per_day=25,
        days_per_month=0,
        holidays=["2027-02-30"],
        exceptions=[{"dat": 1}],
        weak={},
    )
    assert [problem.split(":")[0] for problem in found] == [
        "week.mon[0]", "holidays[0]", "exceptions[0].from", "exceptions[0].to", "exceptions[0].dat", "hours_per_day",
        "days_per_month", "weak",
    ]  # fmt: skip


def test_exceptions_are_read_as_a_day_or_as_a_range():
    single = CalendarException(date="2027-05-05", work=["08:00-10:00"])
    assert (single.from_, single.to, single.work) == (dt.date(2027, 5, 5), dt.date(2027, 5, 5), (Shift(480, 600),))
    assert CalendarException(from_="2027-05-05", to="2027-05-06").work == ()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"date": "2027-05-05", "to": "2027-05-06"}, "exception: has both a date and a range; write either date, or from and to"),
        ({"from": "2027-05-05", "to": "2027-05-04"}, "to: exception: to 2027-05-04 is before from 2027-05-05; write from <= to"),
    ],
)  # fmt: skip
def test_an_impossible_exception_is_refused(fields, message):
    with pytest.raises(PlanError, match=f"^{re.escape(message)}$"):
        CalendarException(**fields)


def test_holidays_are_dates_countries_or_both():
    mixed = Calendar(holidays=["2027-12-24", {"country": "DE", "subdivision": "BY"}])
    assert mixed.holidays == (dt.date(2027, 12, 24), CountryHolidays(country="DE", subdivision="BY"))
    assert Calendar(holidays={"country": "NL"}).holidays == (CountryHolidays(country="NL"),)
