"""What progress leaves of the logic network from the status date on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from riskmc.io.schedule_files.records import Activity, NoticeBook, Relationship
from riskmc.model.timeline import WorkingTimeline

__all__ = ["settle_progress"]


def settle_progress(
    activities: Sequence[Activity],
    relationships: Sequence[Relationship],
    timeline: WorkingTimeline,
    notices: NoticeBook,
) -> tuple[Relationship, ...]:
    """Fit the lags to the progress, and note what progress there is.

    All links stay, as in the retained logic of P6: a finished activity whose predecessor is open holds its successors
    until the predecessor is done. Of a lag that began at an actual date, what has run by the status date goes.

    Parameters
    ----------
    activities : sequence of Activity
        The activities; those that are finished have nothing to do.
    relationships : sequence of Relationship
        Links between them, lags in working minutes of the project's calendar.
    timeline : WorkingTimeline
        The project's calendar, from the status date.
    notices : NoticeBook
        Receives what was done.

    Returns
    -------
    tuple[Relationship, ...]
        The same links, in order.
    """
    by_key = {activity.key: activity for activity in activities}
    settled: list[Relationship] = []
    shortened: list[str] = []
    for link in relationships:
        lag = _lag_left(link, by_key[link.predecessor], timeline)
        if lag != link.lag_minutes:
            shortened.append(f"{by_key[link.predecessor].code} -> {by_key[link.successor].code}")
        settled.append(replace(link, lag_minutes=lag))
    _note_states(activities, notices)
    notices.add("progress", "lags that began before the status date keep what is left of them", shortened)
    return tuple(settled)


def _lag_left(link: Relationship, predecessor: Activity, timeline: WorkingTimeline) -> float:
    """Minutes of the lag after the status date; a whole lag where it has not begun."""
    is_from_start = link.kind in ("SS", "SF")
    begun = predecessor.actual_start if is_from_start else predecessor.actual_finish
    has_begun = predecessor.state == "finished" or (is_from_start and predecessor.state == "started")
    if not has_begun or link.lag_minutes == 0:
        return link.lag_minutes
    if begun is None:
        return max(link.lag_minutes, 0.0)
    return max(timeline.minutes_at(begun) + link.lag_minutes, 0.0)


def _note_states(activities: Sequence[Activity], notices: NoticeBook) -> None:
    finished = [activity.label for activity in activities if activity.state == "finished"]
    started = [activity.label for activity in activities if activity.state == "started"]
    what = "finished activities are kept at duration 0 at the status date, not at their actual dates"
    notices.add("progress", what, finished)
    notices.add("progress", "activities in progress run their remaining duration from the status date", started)
