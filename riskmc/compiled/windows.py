"""The windows of risks: which tasks can be struck in them, and when they are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import numpy as np

from riskmc.compiled.clockwork import Clockwork
from riskmc.compiled.occurrences import Occurrences, hit_tasks, is_settled, tasks_of
from riskmc.errors import Location, PlanError, Problem
from riskmc.kernels._constants import ALWAYS, NEVER
from riskmc.kernels.arrays import Windows
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.network import CycleError, find_cycles
from riskmc.model.project import Project
from riskmc.model.risks import Risk


@dataclass(frozen=True)
class Meeting:
    """A task and the window of a risk that can strike it; tasks by their index in the plan."""

    risk: str
    task: int
    during: tuple[int, ...] = ()


@dataclass
class Meetings:
    """The meetings of a project, in topological order of the tasks.

    Attributes
    ----------
    rows : list of Meeting
    row : dict of (str, int) to int
        Place of each by the id of the risk and the index of the task.
    """

    rows: list[Meeting] = field(default_factory=list)
    row: dict[tuple[str, int], int] = field(default_factory=dict)


def meetings_of(project: Project, position: Mapping[int, int]) -> Meetings:
    """List which tasks can meet the windows of risks."""
    found = [
        meeting for risk in project.risks_in_force if risk.window is not None for meeting in _meetings(project, risk)
    ]
    rows = sorted(found, key=lambda meeting: (position[meeting.task], meeting.risk))
    return Meetings(rows, {(meeting.risk, meeting.task): row for row, meeting in enumerate(rows)})


def _meetings(project: Project, risk: Risk) -> Iterator[Meeting]:
    """Yield the meetings of a risk; a task while which the window is open meets it whenever it is at work."""
    assert risk.window is not None
    during = tasks_of(project, risk.window.while_)
    for task in hit_tasks(project, risk):
        if not is_settled(project.tasks[task]):
            yield Meeting(risk.id, task, () if task in during else tuple(during))


def window_pairs(project: Project) -> list[tuple[int, int]]:
    """List which task must be dated before which others, as the window of a risk is open while it is at work."""
    risks = [risk for risk in project.risks_in_force if risk.window is not None and risk.window.while_]
    return [
        (source, meeting.task) for risk in risks for meeting in _meetings(project, risk) for source in meeting.during
    ]


def circle_of_windows(project: Project, links: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> PlanError:
    """Word the fault of windows that hang on the tasks that are struck in them.

    Parameters
    ----------
    project : Project
    links, pairs : list of (int, int)
        Which task comes before which, by links and by windows.
    """
    ids = [task.id for task in project.tasks]
    before = [(ids[source], ids[target]) for source, target in (*links, *pairs)]
    cycle = find_cycles(ids, before, limit=1)[0]
    steps = set(pairwise(cycle))
    problems = []
    for risk in project.risks_in_force:
        if risk.window is None or not risk.window.while_:
            continue
        named = [(ids[source], ids[m.task]) for m in _meetings(project, risk) for source in m.during]
        if steps & set(named):
            path = " -> ".join(cycle)
            what = f"its window is open while tasks are at work that come after those that it strikes: {path}"
            hint = "let it strike other tasks, or open the window while others are at work"
            problems.append(Problem(Location(path=_path(project, risk)), f"risk {risk.id!r}", what, "", hint))
    return PlanError(problems or [Problem(Location(), what=str(CycleError(cycle)))])


def _path(project: Project, risk: Risk) -> str:
    place = next(place for place, other in enumerate(project.risks) if other.id == risk.id)
    return f"risks[{place}].window.while"


def compile_windows(
    project: Project, occurrences: Occurrences, meetings: Meetings, position: Mapping[int, int], clock: Clockwork | None
) -> Windows:
    """Lay the windows of risks out as arrays; without a clock there are none."""
    rows = meetings.rows
    per_task = np.bincount([position[meeting.task] for meeting in rows], minlength=len(project.tasks))
    during = [position[source] for meeting in rows for source in meeting.during]
    ranges, event_meeting = _meetings_of_events(occurrences, meetings)
    return Windows(
        meeting_ptr=np.concatenate([[0], np.cumsum(per_task)]).astype(np.int64),
        meeting_dates=np.array([_dates(occurrences, meeting, clock) for meeting in rows], np.float64).reshape(-1, 2),
        during_ptr=np.cumsum([0, *(len(meeting.during) for meeting in rows)], dtype=np.int64),
        during_task=np.array(during, np.int64),
        event_begin=np.array([begin for begin, _ in ranges], np.int64),
        event_end=np.array([end for _, end in ranges], np.int64),
        event_meeting=np.array(event_meeting, np.int64),
    )


def _dates(occurrences: Occurrences, meeting: Meeting, clock: Clockwork | None) -> tuple[float, float]:
    window = occurrences.project.risks_in_force[occurrences.risk_index[meeting.risk]].window
    assert window is not None
    assert clock is not None
    begin = NEVER if window.from_ is None else (midnight(window.from_) - clock.origin) / timedelta(minutes=1)
    end = ALWAYS if window.to is None else (end_of_day(window.to) - clock.origin) / timedelta(minutes=1)
    return begin, end


def _meetings_of_events(occurrences: Occurrences, meetings: Meetings) -> tuple[list[tuple[int, int]], list[int]]:
    """List for each event the range of its meetings, and those that these are ranges of."""
    of_risk: dict[str, list[int]] = {}
    for row, meeting in enumerate(meetings.rows):
        of_risk.setdefault(meeting.risk, []).append(row)
    listed: list[int] = []
    begin: dict[str, int] = {}
    for risk, found in of_risk.items():
        begin[risk] = len(listed)
        listed += found
    ranges = [(0, 0)] * len(occurrences.events)
    for risk, found in of_risk.items():
        for row in occurrences.range_of(risk):
            task = occurrences.events[row].task
            first = begin[risk]
            if task is None:
                ranges[row] = (first, first + len(found))
            elif (risk, task) in meetings.row:
                place = first + found.index(meetings.row[risk, task])
                ranges[row] = (place, place + 1)
    return ranges, listed
