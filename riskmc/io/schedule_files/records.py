"""What every schedule file holds, before it becomes a project: times in working minutes, keys of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple

from riskmc.io.schedule_files.work_pattern import WorkPattern
from riskmc.model.constraints import Constraint
from riskmc.model.network import LinkKind
from riskmc.model.origin import OwnDates, RawCount
from riskmc.model.project import Notice
from riskmc.model.scheduling import Scheduling
from riskmc.model.tasks import Side

__all__ = [
    "CREDIBLE_YEARS", "ELAPSED", "LAG_WORDS", "Activity", "ActivitySpan", "NoticeBook", "Relationship", "Schedule",
    "State",
]  # fmt: skip

State = Literal["planned", "started", "finished"]

CREDIBLE_YEARS: Final = range(1900, 3000)
"""Years that a date of a schedule may lie in."""

ELAPSED: Final = "elapsed time"
"""Key of the calendar that never rests."""

LAG_WORDS: Final = ("predecessor", "successor", "project")
"""Words that name the calendar of a lag by what it belongs to."""


@dataclass(frozen=True)
class ActivitySpan:
    """What an activity without a duration of its own reaches over.

    Attributes
    ----------
    starts, finishes : tuple[Relationship, ...]
        Links whose earliest date it starts at, and whose latest it finishes at.
    over : tuple[str, ...]
        Keys of activities that it covers from the first start to the last finish.
    """

    starts: tuple[Relationship, ...] = ()
    finishes: tuple[Relationship, ...] = ()
    over: tuple[str, ...] = ()


class ActivityCost(NamedTuple):
    """What an activity costs, in the currency of the file.

    Attributes
    ----------
    actual : float
        Spent so far.
    fixed : float
        Left to spend, however long it takes.
    timed : float
        Left to spend, by the time that it takes.
    minutes : float
        Working minutes for which `timed` is stated.
    """

    actual: float = 0.0
    fixed: float = 0.0
    timed: float = 0.0
    minutes: float = 0.0

    @property
    def total(self) -> float:
        """Spent and left to spend."""
        return self.actual + self.fixed + self.timed


@dataclass(frozen=True)
class Activity:
    """One activity of the logic network.

    Attributes
    ----------
    key : str
        Key in the file, which relationships refer to.
    code : str
        What becomes the id, once made fit.
    name : str
        Name for people.
    group : tuple[str, ...]
        Names of the levels above it, outermost first.
    minutes : float
        Working minutes of its own calendar that are still to be done, >= 0.
    is_milestone : bool
        Whether it is a point in time.
    calendar : str
        Key of its calendar.
    state : {"planned", "started", "finished"}
        Its progress.
    actual_start, actual_finish : datetime or None
        When it did start and finish.
    planned_span : tuple[datetime, datetime] or None
        Start and finish that the file plans, where they tell more than the duration.
    line : int
        Line of the file.
    planned_minutes : float or None
        Working minutes of the whole activity, where some of them are done.
    side : {"", "start", "finish", "linked"}
        Which side of a pause a milestone takes.
    constraints : tuple[Constraint, ...]
    deadline, expected_finish, suspended, resume : datetime or None
    delay : float
        Elapsed minutes by which levelling puts its start off.
    pauses : tuple[tuple[float, float], ...]
        Working minutes done before each pause of a split activity, and working minutes that it lasts.
    span : ActivitySpan or None
        What a level of effort, a hammock or a summary reaches over.
    float_calendar : str
        Key of the calendar on which its total float is counted; empty for its own.
    own : OwnDates or None
        What the file says of its dates.
    cost : ActivityCost or None
    """

    key: str
    code: str
    name: str
    group: tuple[str, ...]
    minutes: float
    is_milestone: bool
    calendar: str
    state: State = "planned"
    actual_start: datetime | None = None
    actual_finish: datetime | None = None
    planned_span: tuple[datetime, datetime] | None = None
    line: int = 0
    planned_minutes: float | None = None
    side: Side = ""
    constraints: tuple[Constraint, ...] = ()
    deadline: datetime | None = None
    expected_finish: datetime | None = None
    suspended: datetime | None = None
    resume: datetime | None = None
    delay: float = 0.0
    pauses: tuple[tuple[float, float], ...] = ()
    span: ActivitySpan | None = None
    float_calendar: str = ""
    own: OwnDates | None = None
    cost: ActivityCost | None = None

    @property
    def label(self) -> str:
        """Code and name, as lists for people show them."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True)
class Relationship:
    """One link between two activities.

    Attributes
    ----------
    predecessor, successor : str
        Keys of the activities.
    kind : {"FS", "SS", "FF", "SF"}
        What is linked.
    lag_minutes : float
        Working minutes of the calendar `lag_calendar`; a lead is negative.
    lag_calendar : str
        Key of the calendar that the lag is counted on, `ELAPSED` for the clock on the wall, or one of `LAG_WORDS`.
    line : int
        Line of the file.
    """

    predecessor: str
    successor: str
    kind: LinkKind
    lag_minutes: float
    lag_calendar: str
    line: int = 0


class NoticeBook:
    """Collects what a reader must be told, in the order of its finding."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._items: dict[tuple[str, str], list[str]] = {}

    def add(self, subject: str, what: str, items: Iterable[str] = (), count: int | None = None) -> None:
        """Note one thing, unless it concerns nothing.

        Parameters
        ----------
        subject : str
            What it is about, such as ``constraints``.
        what : str
            A sentence.
        items : iterable of str
            The items concerned.
        count : int, optional
            How many; the number of items where it is not given.
        """
        names = tuple(items)
        number = len(names) if count is None else count
        if number:
            self._notices.append(Notice(subject=subject, what=what, count=number, items=names))

    def add_item(self, subject: str, what: str, item: str) -> None:
        """Note one more item that a sentence concerns.

        Parameters
        ----------
        subject : str
            What it is about.
        what : str
            A sentence, the same for all its items.
        item : str
            The item concerned.
        """
        self._items.setdefault((subject, what), []).append(item)

    def notices(self) -> tuple[Notice, ...]:
        """Return all that was noted."""
        itemised = (Notice(subject, what, len(items), tuple(items)) for (subject, what), items in self._items.items())
        return (*self._notices, *itemised)


@dataclass(frozen=True)
class Schedule:
    """One project of a schedule file.

    Attributes
    ----------
    file : str
        Name of the file.
    name : str
        Name of the project.
    start : datetime
        From where the work still to do is counted.
    status_date : datetime or None
        Up to when progress is recorded.
    currency : str or None
        Three capital letters.
    calendar : str
        Key of the project's default calendar.
    calendars : mapping of str to WorkPattern
        The calendars that activities and lags refer to, the default one included.
    activities : tuple[Activity, ...]
        In the order of the file.
    relationships : tuple[Relationship, ...]
        Between these activities only.
    notices : NoticeBook
        What was found so far.
    scheduling : Scheduling
        How the tool works dates out.
    tool : str
        The tool that wrote the file, for people.
    counts : tuple[RawCount, ...]
        Counts of the raw file against what was read.
    stale : str
        Why the dates of the file may not be those of its tool today.
    standing : tuple of (str, str, float)
        Code, name and money of costs that are not of an activity.
    """

    file: str
    name: str
    start: datetime
    status_date: datetime | None
    currency: str | None
    calendar: str
    calendars: Mapping[str, WorkPattern]
    activities: tuple[Activity, ...]
    relationships: tuple[Relationship, ...]
    notices: NoticeBook = field(default_factory=NoticeBook)
    scheduling: Scheduling = field(default_factory=Scheduling)
    tool: str = ""
    counts: tuple[RawCount, ...] = ()
    stale: str = ""
    standing: tuple[tuple[str, str, float], ...] = ()
