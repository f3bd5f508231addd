"""Laws of where two calendars both work."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from riskmc.io.schedule_files.pattern_meeting import meet
from riskmc.io.schedule_files.work_pattern import WorkPattern, merge_shifts
from riskmc.model.calendars import Shift

MONDAY = date(2027, 1, 4)

shifts = st.lists(
    st.builds(lambda start, length: Shift(start, start + length), st.integers(0, 1439), st.integers(1, 700)), max_size=3
).map(lambda found: tuple(merge_shifts(found)))
patterns = st.builds(
    WorkPattern,
    st.just("any"),
    st.dictionaries(st.integers(0, 6), shifts),
    st.dictionaries(st.integers(0, 13).map(lambda day: MONDAY + timedelta(day)), shifts, max_size=3),
)


def works_at(pattern: WorkPattern, when: datetime) -> bool:
    """Look through the shifts of the day and of the day before."""
    for day in (when.date(), when.date() - timedelta(1)):
        midnight = datetime(day.year, day.month, day.day)
        minute = (when - midnight) / timedelta(minutes=1)
        found = pattern.exceptions.get(day, pattern.week.get(day.weekday(), ()))
        if any(shift.start <= minute < shift.finish for shift in found):
            return True
    return False


@given(patterns, patterns, st.integers(0, 14 * 1440 - 1))
def test_two_calendars_meet_exactly_where_both_work(first, second, minute):
    when = datetime(2027, 1, 4) + timedelta(minutes=minute, seconds=30)
    assert works_at(meet(first, second), when) == (works_at(first, when) and works_at(second, when))


@given(patterns)
def test_a_calendar_meets_itself_in_all_its_time(pattern):
    assert meet(pattern, pattern).minutes_per_week == meet(meet(pattern, pattern), pattern).minutes_per_week


def test_an_exception_in_the_first_or_last_year_there_is_breaks_nothing():
    pattern = WorkPattern("any", {0: (Shift(480, 1020),)}, {date.min: (), date.max: ()})
    assert meet(pattern, pattern).week[0] == (Shift(480, 1020),)
