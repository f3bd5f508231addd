"""The links of an XER project: those of its network, those that span levels of effort, those with other projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from riskmc.io.schedule_files.problems import refuse
from riskmc.io.schedule_files.records import ActivitySpan, Relationship
from riskmc.io.schedule_files.xer_context import LEVEL_OF_EFFORT, WBS_SUMMARY, XerContext, whole_minutes
from riskmc.io.schedule_files.xer_imposed import imposed_by_predecessor, imposed_by_successor
from riskmc.io.schedule_files.xer_tables import XerRow
from riskmc.model.constraints import Constraint
from riskmc.model.network import LinkKind

__all__ = ["XerLinks", "read_links"]

_FIRST_WITHOUT_MINUTE: Final = 7
"""Version of P6 from which a link from start to finish has no minute of its own."""

_KINDS: Final = ("FS", "SS", "FF", "SF")
_MIRRORED: Final[Mapping[str, LinkKind]] = {"FS": "SF", "SF": "FS", "SS": "SS", "FF": "FF"}


@dataclass
class XerLinks:
    """What the table TASKPRED says of a project.

    Attributes
    ----------
    relationships : list of Relationship
        Links of the network.
    spans : dict[str, ActivitySpan]
        What each open level of effort reaches over, by its key.
    imposed : dict[str, list of Constraint]
        Dates that links with other projects impose, by the key of the activity.
    read : Counter[str]
        Links by kind, and lags, that came through.
    """

    relationships: list[Relationship] = field(default_factory=list)
    spans: dict[str, ActivitySpan] = field(default_factory=dict)
    imposed: dict[str, list[Constraint]] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)

    def count(self, row: XerRow) -> None:
        """Count a link that came through."""
        self.read[f"links {row.text('pred_type').removeprefix('PR_')}"] += 1
        self.read["lags"] += (row.number("lag_hr_cnt") or 0.0) != 0.0


def read_links(context: XerContext, calendars: Mapping[str, str]) -> XerLinks:
    """Read the links, and note those that do not hold.

    Parameters
    ----------
    context : XerContext
        The project.
    calendars : mapping of str to str
        Keys of the calendars that activities are worked on, by their keys, where it is not the one that they name.

    Returns
    -------
    XerLinks
    """
    return _LinkReader(context, calendars).links()


class _LinkReader:
    def __init__(self, context: XerContext, calendars: Mapping[str, str]) -> None:
        self._context = context
        self._calendars = calendars
        self._all_rows = {row.text("task_id"): row for row in context.tables.rows("TASK")}
        self._links = XerLinks()
        self._noted: dict[str, list[str]] = {}
        self._adds_a_minute = _version(context) < _FIRST_WITHOUT_MINUTE

    def links(self) -> XerLinks:
        own = self._context.by_key.keys()
        for row in self._context.tables.rows("TASKPRED"):
            ends = {row.text("pred_task_id"), row.text("task_id")}
            if ends <= own:
                self._within(row)
            elif ends & own:
                self._between_projects(row)
        for what, items in self._noted.items():
            self._context.notices.add("links", what, items)
        return self._links

    def _within(self, row: XerRow) -> None:
        ends = [self._context.by_key[row.text(column)] for column in ("pred_task_id", "task_id")]
        types = [end.text("task_type") for end in ends]
        link = self._relationship(row)
        if WBS_SUMMARY in types:
            self._note(row, "links of WBS summary activities are left out: their dates come from the activities below")
        elif LEVEL_OF_EFFORT not in types:
            self._links.relationships.append(link)
            self._links.count(row)
        elif types[1] == LEVEL_OF_EFFORT and _is_open(ends[1]):
            self._span(row, link.successor, link)
        elif types == [LEVEL_OF_EFFORT, types[1]] and types[1] != LEVEL_OF_EFFORT and _is_open(ends[0]):
            self._span(row, link.predecessor, self._mirrored(link))
        else:
            self._note(row, "links of finished levels of effort are left out: their dates are facts")

    def _span(self, row: XerRow, key: str, link: Relationship) -> None:
        span = self._links.spans.get(key, ActivitySpan())
        starts, finishes = span.starts, span.finishes
        if link.kind[1] == "S":
            starts += (link,)
        else:
            finishes += (link,)
        self._links.spans[key] = ActivitySpan(starts, finishes)
        self._links.count(row)

    def _mirrored(self, link: Relationship) -> Relationship:
        """Turn a link of a level of effort with its successor about, so that it names what the effort reaches to."""
        key = link.lag_calendar
        if key == "predecessor":
            key = self._context.calendar_key(self._context.by_key[link.predecessor])
        elif key == "successor":
            key = "predecessor"
        return Relationship(
            link.successor, link.predecessor, _MIRRORED[link.kind], -link.lag_minutes or 0.0, key, link.line
        )

    def _relationship(self, row: XerRow) -> Relationship:
        kind = row.text("pred_type").removeprefix("PR_")
        if kind not in _KINDS:
            what = f"pred_type is {row.text('pred_type')!r}"
            raise refuse(row.file, what, allowed="allowed are PR_FS, PR_SS, PR_FF and PR_SF", line=row.line)
        predecessor, successor = row.text("pred_task_id"), row.text("task_id")
        lag = whole_minutes(row.number("lag_hr_cnt") or 0.0)
        if kind == "SF" and self._adds_a_minute:
            lag += 1
            self._note(row, "links from start to finish last a minute more, as in P6 before version 7")
        calendar = self._lag_calendar(row)
        return Relationship(predecessor, successor, cast(LinkKind, kind), lag, calendar, row.line)

    def _lag_calendar(self, row: XerRow) -> str:
        """Return what a lag runs on: the calendar that an activity names, even where its resources work on another."""
        word = self._context.lag_key
        key = {"predecessor": row.text("pred_task_id"), "successor": row.text("task_id")}.get(word, "")
        return self._context.calendar_key(self._context.by_key[key]) if key in self._calendars else word

    def _between_projects(self, row: XerRow) -> None:
        context = self._context
        is_incoming = row.text("task_id") in context.by_key
        other_key = row.text("pred_task_id" if is_incoming else "task_id")
        own_row = context.by_key[row.text("task_id" if is_incoming else "pred_task_id")]
        other = self._all_rows.get(other_key)
        if not context.options.heeds_other_projects:
            self._note(row, "links with activities of other projects do not hold: the scheduling options say so")
        elif other is None:
            is_known = row.text("pred_proj_id") != row.text("proj_id")
            where = "of projects that are not in the file" if is_known else "that are not in the file"
            self._note(row, f"links with activities {where} are not honoured")
        elif LEVEL_OF_EFFORT in (own_row.text("task_type"), other.text("task_type")):
            self._note(row, "links of levels of effort with other projects are not honoured")
        else:
            impose = imposed_by_predecessor if is_incoming else imposed_by_successor
            constraint = impose(row, other, own_row, context)
            if constraint is not None:
                self._links.imposed.setdefault(own_row.text("task_id"), []).append(constraint)
            if is_incoming:
                self._links.count(row)
            self._note(row, "links with activities of other projects hold at the dates that the file gives these")

    def _note(self, row: XerRow, what: str) -> None:
        codes = [
            self._all_rows[key].text("task_code") if key in self._all_rows else f"({key})"
            for key in (row.text("pred_task_id"), row.text("task_id"))
        ]
        self._noted.setdefault(what, []).append(" -> ".join(codes))


def _is_open(row: XerRow) -> bool:
    return row.text("status_code") != "TK_Complete"


def _version(context: XerContext) -> int:
    """Return the version of P6 that wrote the file; a recent one where the file does not say."""
    header = context.tables.header
    number = header[1].partition(".")[0].strip() if len(header) > 1 else ""
    return int(number) if number.isdecimal() and len(number) < 4 else _FIRST_WITHOUT_MINUTE
