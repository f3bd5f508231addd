"""Laws of recurring calendar exceptions."""

from __future__ import annotations

from datetime import date

import pytest

from riskmc.io.schedule_files.mspdi_recurrence import Recurrence, UnknownRecurrenceError, recurring_dates

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"kind": 1, "last": date(2027, 1, 3)}, ["01-01", "01-02", "01-03"]),
        ({"kind": 1, "period": 2, "last": date(2027, 1, 5)}, ["01-01", "01-03", "01-05"]),
        ({"kind": 2, "month": 4, "month_day": 5}, ["05-05"]),
        ({"kind": 2, "month": 1, "month_day": 30}, []),
        ({"kind": 3, "month": 10, "month_item": 7, "month_position": 3}, ["11-25"]),
        ({"kind": 3, "month": 4, "month_item": 4, "month_position": 4}, ["05-31"]),
        ({"kind": 4, "period": 6, "month_day": 15}, ["01-15", "07-15"]),
        ({"kind": 5, "period": 5, "month_item": 1, "month_position": 0}, ["01-01", "06-01", "11-01"]),
        ({"kind": 5, "month_item": 2, "month_position": 4, "last": date(2027, 1, 31)}, ["01-31"]),
        ({"kind": 5, "month_item": 0, "month_position": 4, "last": date(2027, 2, 28)}, ["01-31", "02-28"]),
        ({"kind": 6, "weekdays": 1 + 64, "last": date(2027, 1, 10)}, ["01-02", "01-03", "01-09", "01-10"]),
        ({"kind": 6, "weekdays": 32, "period": 2, "occurrences": 3}, ["01-01", "01-15", "01-29"]),
    ],
)
def test_dates_recur_as_ms_project_counts_them(options, expected):
    rule = Recurrence(**{"first": FIRST, "last": LAST, **options})
    assert [f"{day:%m-%d}" for day in recurring_dates(rule)] == expected


def test_an_unknown_kind_is_refused():
    with pytest.raises(UnknownRecurrenceError, match="kind 8"):
        recurring_dates(Recurrence(FIRST, LAST, kind=8))


def test_a_period_without_end_is_cut():
    assert len(recurring_dates(Recurrence(date(1900, 1, 1), date(2999, 12, 31)))) == 40_000
