"""The import certificate: whether the engine gives back the dates that a schedule file shows, and where it does not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskmc.analysis.difference_causes import FILES_OWN, Cause, CauseKind, find_causes
from riskmc.analysis.own_dates import ComparedTask, compare_dates, is_exact
from riskmc.errors import PlanError
from riskmc.model.origin import RawCount
from riskmc.model.project import Notice, Project
from riskmc.model.timeline import WorkingTimeline
from riskmc.result.run_result import SimulationResult
from riskmc.result.schedule import Schedule

__all__ = [
    "Agreement",
    "CauseCount",
    "Certificate",
    "Difference",
    "Tally",
    "Tolerance",
    "Verdict",
    "certificate",
    "certificate_of",
]

Verdict = Literal["pass", "fail", "undecided", "nothing_to_compare"]
"""``undecided``: the file's own dates are not those that its tool would give, so that they decide nothing."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a schedule must keep to pass, over the tasks that are not started.

    Attributes
    ----------
    dates : float
        Least share of starts, and of finishes, that are exact to the minute.
    floats : float
        Least share of total floats that are.
    """

    dates: float = 0.995
    floats: float = 0.98


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were compared, and how many are exact to the minute."""

    compared: int
    exact: int

    @property
    def share(self) -> float:
        """Share that is exact; nan where nothing was compared."""
        return self.exact / self.compared if self.compared else math.nan


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the engine and the file agree on some tasks.

    Attributes
    ----------
    compared : int
        Tasks of which the file gives a start or a finish.
    start, finish, total_float : Tally
    """

    compared: int
    start: Tally
    finish: Tally
    total_float: Tally

    def keeps(self, tolerance: Tolerance) -> bool:
        """Tell whether every share that there is reaches what is asked for."""
        wanted = ((self.start, tolerance.dates), (self.finish, tolerance.dates), (self.total_float, tolerance.floats))
        return not any(tally.share < least for tally, least in wanted)


@dataclass(frozen=True, slots=True)
class Difference:
    """A task that the engine schedules otherwise than the file.

    Attributes
    ----------
    id, name, state : str
    file_start, engine_start, file_finish, engine_finish : datetime or None
        None where the file does not say.
    start_days, finish_days : float
        Working days of the project's calendar that the engine is later; nan where the file does not say.
    file_float_days, engine_float_days, float_days : float
        Working days of the task's calendar; the last is engine less file. nan where the file does not say.
    cause : str
        What it comes from, or what its root does.
    detail : str
        What there is to add to it.
    root : str
        Id of the first task that differs, of which this one is a consequence; empty where it differs by itself.
    """

    id: str
    name: str
    state: str
    file_start: datetime | None
    engine_start: datetime
    start_days: float
    file_finish: datetime | None
    engine_finish: datetime
    finish_days: float
    file_float_days: float
    engine_float_days: float
    float_days: float
    cause: CauseKind
    detail: str = ""
    root: str = ""

    @property
    def is_files_own(self) -> bool:
        """Whether the file itself is otherwise than its tool would schedule it."""
        return self.cause in FILES_OWN

    @property
    def is_of_float_only(self) -> bool:
        """Whether the dates agree."""
        pairs = ((self.file_start, self.engine_start), (self.file_finish, self.engine_finish))
        return all(own is None or is_exact(_minutes(own, engine)) for own, engine in pairs)

    @property
    def days(self) -> float:
        """The largest gap of a date, working days; of the float where the dates agree."""
        dates = [abs(days) for days in (self.start_days, self.finish_days) if not math.isnan(days)]
        return max(dates, default=0.0) or abs(self.float_days)


@dataclass(frozen=True, slots=True)
class CauseCount:
    """How many tasks differ from one cause: by themselves, and as a consequence of those."""

    cause: CauseKind
    detail: str
    roots: int
    followers: int


@dataclass(frozen=True, slots=True)
class MarkedTasks:
    """Tasks that the file itself has otherwise than its tool would schedule them, for one reason.

    Attributes
    ----------
    cause : str
        In the words of the reader of the file, such as ``dated by hand``.
    ids : tuple of str
        All of them that are not finished.
    exact : int
        How many of them the engine has where the file has them.
    """

    cause: str
    ids: tuple[str, ...]
    exact: int


@dataclass(frozen=True)
class Certificate:
    """What came of a schedule file.

    Attributes
    ----------
    tool, file : str
    counts : tuple of RawCount
        What the raw file holds, and what was read of it.
    changes : tuple of Notice
        What was changed or left out, and why.
    stale : str
        Why the file as a whole may not be as its tool would schedule it; empty where nothing says so.
    marked : tuple of MarkedTasks
        What is so of single tasks, whether they differ or not.
    not_started, started : Agreement
    comparable : Agreement
        Of the tasks that are not started without those that the file has otherwise than its tool would schedule them,
        or that follow from such.
    finished, without_dates : int
        Tasks that are not compared: facts, and those for which the file gives no dates.
    file_finish, engine_finish : datetime or None
        Latest finish of the tasks that are compared.
    differences : tuple of Difference
        The largest first, those that follow from others behind.
    causes : tuple of CauseCount
        The commonest first.
    tolerance : Tolerance
    verdict : {"pass", "fail", "undecided", "nothing_to_compare"}
        It passes where the shares of the tasks that are not started reach the tolerance and the finish is exact.
    """

    tool: str
    file: str
    counts: tuple[RawCount, ...]
    changes: tuple[Notice, ...]
    stale: str
    marked: tuple[MarkedTasks, ...]
    not_started: Agreement
    started: Agreement
    comparable: Agreement
    finished: int
    without_dates: int
    file_finish: datetime | None
    engine_finish: datetime | None
    differences: tuple[Difference, ...]
    causes: tuple[CauseCount, ...]
    tolerance: Tolerance
    verdict: Verdict


def certificate_of(result: SimulationResult, tolerance: Tolerance | None = None) -> Certificate | None:
    """Certify the plan of a run; nothing where it comes from no schedule file."""
    return certificate(result.project, result.deterministic, result.timeline, tolerance)


def certificate(
    project: Project, schedule: Schedule, timeline: WorkingTimeline, tolerance: Tolerance | None = None
) -> Certificate | None:
    """Hold the dates of the engine, without uncertainty, against those of the schedule file.

    Parameters
    ----------
    project : Project
    schedule : Schedule
        Without uncertainty, in plan order.
    timeline : WorkingTimeline
        That the schedule counts on.
    tolerance : Tolerance, optional

    Returns
    -------
    Certificate or None
        None for a plan that comes from no schedule file.

    Examples
    --------
    >>> import numpy as np
    >>> from riskmc.model.origin import Origin, OwnDates
    >>> own = {"dig": OwnDates(datetime(2027, 1, 4, 8), datetime(2027, 1, 6, 17))}
    >>> tasks = [{"id": "dig", "duration": "3d"}]
    >>> project = Project(name="Shed", start="2027-01-04", tasks=tasks, origin=Origin("a tool", "shed.xml", own=own))
    >>> zero, days = np.zeros(1), np.array([1440.0])
    >>> found = certificate(project, Schedule(days, zero, days, zero, days, zero, 1440.0), project.timeline())
    >>> found.verdict, found.not_started.start.share
    ('pass', 1.0)
    """
    if project.origin is None:
        return None
    tolerance = Tolerance() if tolerance is None else tolerance
    compared = list(compare_dates(project, schedule, timeline))
    file_finish, engine_finish = _finishes(compared)
    finish_gap = 0.0 if file_finish is None or engine_finish is None else _minutes(file_finish, engine_finish)
    causes = find_causes(project, compared, finish_gap)
    differences = _differences(project, timeline, compared, causes)
    judged = _in_state(project, compared, "not_started")
    excused = frozenset(index for index, cause in causes.items() if cause.kind in FILES_OWN)
    n_finished = sum(task.state == "finished" for task in project.tasks)
    return Certificate(
        tool=project.origin.tool,
        file=project.origin.file,
        counts=project.origin.counts,
        changes=project.notices,
        stale=project.origin.stale,
        marked=_marked(project, compared),
        not_started=_agreement(judged),
        started=_agreement(_in_state(project, compared, "started")),
        comparable=_agreement([task for task in judged if task.index not in excused]),
        finished=n_finished,
        without_dates=len(project.tasks) - n_finished - len(compared),
        file_finish=file_finish,
        engine_finish=engine_finish,
        differences=differences,
        causes=_cause_counts(differences),
        tolerance=tolerance,
        verdict=_verdict(judged, compared, excused, tolerance),
    )


def _marked(project: Project, compared: Iterable[ComparedTask]) -> tuple[MarkedTasks, ...]:
    found: dict[str, list[ComparedTask]] = {}
    for task in compared:
        if task.own.cause:
            found.setdefault(task.own.cause, []).append(task)
    return tuple(
        MarkedTasks(
            cause, tuple(project.tasks[task.index].id for task in tasks), sum(not task.differs for task in tasks)
        )
        for cause, tasks in found.items()
    )


def _finishes(compared: Iterable[ComparedTask]) -> tuple[datetime | None, datetime | None]:
    pairs = [(task.own.finish, task.finish) for task in compared if task.own.finish is not None]
    if not pairs:
        return None, None
    return max(own for own, _ in pairs), max(engine for _, engine in pairs)


def _minutes(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 60.0


def _in_state(project: Project, compared: Iterable[ComparedTask], state: str) -> list[ComparedTask]:
    return [task for task in compared if project.tasks[task.index].state == state]


def _agreement(compared: Sequence[ComparedTask]) -> Agreement:
    def tally(gaps: Iterable[float]) -> Tally:
        found = [is_exact(gap) for gap in gaps if not math.isnan(gap)]
        return Tally(len(found), sum(found))

    return Agreement(
        compared=len(compared),
        start=tally(task.start_gap for task in compared),
        finish=tally(task.finish_gap for task in compared),
        total_float=tally(task.float_gap for task in compared),
    )


def _verdict(
    judged: Sequence[ComparedTask], compared: Sequence[ComparedTask], excused: frozenset[int], tolerance: Tolerance
) -> Verdict:
    if not judged:
        return "nothing_to_compare"
    if _agreement(judged).keeps(tolerance) and _is_same_finish(compared, frozenset()):
        return "pass"
    comparable = _agreement([task for task in judged if task.index not in excused])
    if excused and comparable.keeps(tolerance) and _is_same_finish(compared, excused):
        return "undecided"
    return "fail"


def _is_same_finish(compared: Sequence[ComparedTask], excused: frozenset[int]) -> bool:
    """Tell whether the project finishes when the file says, or the tasks that finish last are excused."""
    own, engine = _finishes(compared)
    if own is None or engine is None or is_exact(_minutes(own, engine)):
        return True
    return any(task.index in excused for task in compared if own == task.own.finish or engine == task.finish)


def _differences(
    project: Project, timeline: WorkingTimeline, compared: Iterable[ComparedTask], causes: dict[int, Cause]
) -> tuple[Difference, ...]:
    found = [_difference(project, timeline, task, causes[task.index]) for task in compared if task.differs]
    return tuple(sorted(found, key=lambda item: (item.root != "", item.is_of_float_only, -item.days)))


def _difference(project: Project, timeline: WorkingTimeline, compared: ComparedTask, cause: Cause) -> Difference:
    task, own = project.tasks[compared.index], compared.own
    per_day = project.float_calendar_of(task).minutes_per_day
    own_float = math.nan if own.total_float is None else own.total_float
    return Difference(
        id=task.id,
        name=task.name,
        state=task.state,
        file_start=own.start,
        engine_start=compared.start,
        start_days=_working_days(timeline, own.start, compared.start),
        file_finish=own.finish,
        engine_finish=compared.finish,
        finish_days=_working_days(timeline, own.finish, compared.finish),
        file_float_days=own_float / per_day,
        engine_float_days=compared.total_float / per_day,
        float_days=compared.float_gap / per_day,
        cause=cause.kind,
        detail=cause.detail,
        root="" if cause.root is None else project.tasks[cause.root].id,
    )


def _working_days(timeline: WorkingTimeline, own: datetime | None, engine: datetime) -> float:
    if own is None:
        return math.nan
    if is_exact(_minutes(own, engine)):
        return 0.0
    try:
        return timeline.days(timeline.minutes_at(engine) - timeline.minutes_at(own))
    except PlanError:
        return math.nan


def _cause_counts(differences: Iterable[Difference]) -> tuple[CauseCount, ...]:
    found = [((item.cause, item.detail), item.root == "") for item in differences]
    roots = Counter(cause for cause, is_root in found if is_root)
    followers = Counter(cause for cause, is_root in found if not is_root)
    return tuple(
        CauseCount(*cause, roots[cause], followers[cause]) for cause, _ in Counter(c for c, _ in found).most_common()
    )
