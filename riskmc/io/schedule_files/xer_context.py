"""What the readers of the parts of an XER project share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from riskmc.errors import PlanError
from riskmc.io.schedule_files.records import ELAPSED, LAG_WORDS, NoticeBook
from riskmc.io.schedule_files.work_pattern import ALWAYS, STANDARD_WEEK, WorkPattern
from riskmc.io.schedule_files.xer_options import XerOptions
from riskmc.io.schedule_files.xer_tables import XerRow, XerTables
from riskmc.model.timeline import WorkingTimeline

__all__ = ["LEVEL_OF_EFFORT", "WBS_SUMMARY", "XerContext", "whole_minutes"]

LEVEL_OF_EFFORT: Final = "TT_LOE"
WBS_SUMMARY: Final = "TT_WBS"


def whole_minutes(hours: float) -> float:
    """Return hours as minutes, whole as P6's dates are; half a minute counts as one.

    Examples
    --------
    >>> whole_minutes(2.333333), whole_minutes(-0.125)
    (140.0, -8.0)
    """
    minutes = float(int(abs(hours) * 60 + 0.5))
    return minutes if hours >= 0 else -minutes


@dataclass(frozen=True)
class XerContext:
    """One project of an XER file.

    Attributes
    ----------
    tables : XerTables
        The file.
    project : XerRow
        Row of the table PROJECT.
    rows : tuple[XerRow, ...]
        Rows of the table TASK that belong to it.
    calendars : mapping of str to WorkPattern
        Calendars by key.
    default_calendar : str
        Key of the project's calendar.
    options : XerOptions
        How it is scheduled.
    data_date : datetime
        Up to when progress is recorded.
    notices : NoticeBook
        Receives what a reader must be told.
    """

    tables: XerTables
    project: XerRow
    rows: tuple[XerRow, ...]
    calendars: Mapping[str, WorkPattern]
    default_calendar: str
    options: XerOptions
    data_date: datetime
    notices: NoticeBook
    _timelines: dict[str, WorkingTimeline] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def by_key(self) -> dict[str, XerRow]:
        """Activities of the project by `task_id`."""
        return {row.text("task_id"): row for row in self.rows}

    @cached_property
    def lag_key(self) -> str:
        """What lags run on: one of `LAG_WORDS`, or `ELAPSED`."""
        word = self.options.scheduling.lag_calendar
        return word if word in LAG_WORDS else ELAPSED

    def calendar_key(self, row: XerRow) -> str:
        """Return the key of the calendar that an activity names."""
        return row.text("clndr_id") or self.default_calendar

    def timeline(self, key: str) -> WorkingTimeline:
        """Return the working time of a calendar, counted from the data date."""
        if key not in self._timelines:
            pattern = ALWAYS if key == ELAPSED else self.calendars.get(key, self.calendars[self.default_calendar])
            self._timelines[key] = _timeline(pattern, self.data_date)
        return self._timelines[key]


def _timeline(pattern: WorkPattern, start: datetime) -> WorkingTimeline:
    try:
        return WorkingTimeline(pattern.calendar(), start)
    except PlanError:
        return WorkingTimeline(WorkPattern("standard", STANDARD_WEEK).calendar(), start)
