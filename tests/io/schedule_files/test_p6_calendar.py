"""Laws of the calendar text of Primavera P6."""

from __future__ import annotations

from datetime import date

import pytest

from riskmc.io.schedule_files.p6_calendar import CalendarTextError, parse_calendar_text, read_exceptions, read_week
from riskmc.model.calendars import Shift


def calendar(days: str, exceptions: str = "") -> str:
    return f"(0||CalendarData()((0||DaysOfWeek()({days}))(0||VIEW(ShowTotal|Y)())(0||Exceptions()({exceptions}))))"


def test_the_first_day_of_the_week_is_sunday():
    week = read_week(parse_calendar_text(calendar("(0||1()((0||0(s|08:00|f|12:00)())))(0||7()())")))
    assert week == {6: (Shift(480, 720),), 5: ()}


def test_start_and_finish_stand_in_any_order_and_control_characters_are_skipped():
    tree = parse_calendar_text(calendar("\x7f\x7f (0||2()(\x7f (0||0(f|16:00|s|08:00)())))"))
    assert read_week(tree) == {0: (Shift(480, 960),)}


@pytest.mark.parametrize(
    ("shift", "minutes"),
    [
        ("s|00:00|f|00:00", (0, 1440)),
        ("s|22:00|f|06:00", (1320, 1800)),
        ("s|22:00|f|00:00", (1320, 1440)),
        ("s|8:00|f|17:30", (480, 1050)),
        ("s|8:00 AM|f|5:00 PM", (480, 1020)),
        ("s|12:00 AM|f|12:00 PM", (0, 720)),
    ],
)
def test_shifts_may_reach_midnight_and_cross_it(shift, minutes):
    assert read_week(parse_calendar_text(calendar(f"(0||2()((0||0({shift})())))"))) == {0: (Shift(*minutes),)}


def test_shifts_that_touch_or_overlap_become_one():
    days = "(0||2()((0||0(s|12:00|f|16:00)())(0||1(s|08:00|f|12:30)())(0||2(s|17:00|f|18:00)())))"
    assert read_week(parse_calendar_text(calendar(days))) == {0: (Shift(480, 960), Shift(1020, 1080))}


def test_exceptions_are_counted_from_the_last_day_but_one_of_1899():
    exceptions = "(0||0(d|46388)())(0||1(d|46389)((0||0(s|08:00|f|12:00)())))"
    tree = parse_calendar_text(calendar("(0||2()())", exceptions))
    assert read_exceptions(tree) == {date(2027, 1, 1): (), date(2027, 1, 2): (Shift(480, 720),)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends inside"),
        ("(0||CalendarData()(", "ends inside a bracket"),
        ("nothing of the kind", "not understood at character 1"),
        ("(0||CalendarData()()) and more", "not understood at character 23"),
        ("(0||a()(" * 30, "nest deeper than 20"),
    ],
)
def test_brackets_that_do_not_close_are_told_with_their_place(text, words):
    with pytest.raises(CalendarTextError, match=words):
        parse_calendar_text(text)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("(0||8()())", "weekday '8'"),
        ("(0||2()((0||0(s|08:00)())))", "lacks its start or finish"),
        ("(0||2()((0||0(s|late|f|12:00)())))", "time of day 'late'"),
        ("(0||2()((0||0(s|08:61|f|12:00)())))", "time of day '08:61'"),
    ],
)
def test_days_and_times_that_make_no_sense_are_refused(days, words):
    with pytest.raises(CalendarTextError, match=words):
        read_week(parse_calendar_text(calendar(days)))


@pytest.mark.parametrize("number", ["", "soon", "1e300", "999999999"])
def test_day_numbers_that_make_no_sense_are_refused(number):
    with pytest.raises(CalendarTextError, match="no readable day number"):
        read_exceptions(parse_calendar_text(calendar("", f"(0||0(d|{number})())")))


def test_a_calendar_without_a_week_is_refused():
    with pytest.raises(CalendarTextError, match="no DaysOfWeek"):
        read_week(parse_calendar_text("(0||CalendarData()())"))
