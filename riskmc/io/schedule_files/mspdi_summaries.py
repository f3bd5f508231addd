"""What links of summary tasks mean to the tasks below them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from riskmc.io.schedule_files.mspdi_tasks import MspdiTask
from riskmc.io.schedule_files.records import Relationship

__all__ = ["Outline"]

_PINS: Final = ("2", "3")
_LIMITS: Final = ("5", "7")


class Outline:
    """The tasks below each summary, and which of them its links need to reach.

    What follows something else of the same summary by a link starts after it anyway: a link to the first is enough.

    Parameters
    ----------
    rows : sequence of MspdiTask
        All rows.
    network : mapping of str to MspdiTask
        Those that are scheduled, by UID.
    links : iterable of Relationship
        Between rows, those of summaries included.
    limits_pull : bool
        Whether constraints hold tasks before their links let them start.
    """

    def __init__(
        self,
        rows: Sequence[MspdiTask],
        network: Mapping[str, MspdiTask],
        links: Iterable[Relationship],
        *,
        limits_pull: bool,
    ) -> None:
        self._network = network
        self._known = {task.uid: task for task in rows}
        self._directly_below: dict[str, list[str]] = {task.uid: [] for task in rows if task.is_summary}
        pulls = (*_PINS, *_LIMITS) if limits_pull else ()
        self._moved: set[str] = set()
        for task in rows:
            if task.above and (task.is_summary or task.uid in network):
                self._directly_below[task.above[-1]].append(task.uid)
            if task.uid in network and _is_moved(task, pulls):
                self._moved.update((task.uid, *task.above))
        self._lags: dict[tuple[str, str, str, str], float] = {}
        self._before: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}
        for link in links:
            self._remember(link)

    def _remember(self, link: Relationship) -> None:
        """Keep a link, and whether what is moved comes after something else by it."""
        place = _place(link)
        self._lags[place] = max(link.lag_minutes, self._lags.get(place, link.lag_minutes))
        if link.lag_minutes < 0:
            return
        is_of_summary = link.predecessor in self._directly_below or link.successor in self._directly_below
        if link.predecessor in self._moved and (link.kind == "FS" or (link.kind == "SS" and not is_of_summary)):
            self._before.setdefault(link.successor, []).append(link.predecessor)
        if link.successor in self._moved and (link.kind == "FS" or (link.kind == "FF" and not is_of_summary)):
            self._after.setdefault(link.predecessor, []).append(link.successor)

    def first(self, uid: str) -> list[str]:
        """Return the tasks of a row that must be held for the whole of it to be held."""
        return self._ends(uid, uid, self._before)

    def last(self, uid: str) -> list[str]:
        """Return the tasks of a row that decide when the whole of it is finished."""
        return self._ends(uid, uid, self._after)

    def first_of_all(self, uid: str) -> list[str]:
        """Return the task of a row that the file starts first."""
        tasks = [self._network[each] for each in self._ends(uid, uid, {})]
        first = min(tasks, key=lambda task: task.moment("Start") or datetime.max, default=None)
        return [] if first is None else [first.uid]

    def is_implied(self, link: Relationship) -> bool:
        """Return whether a link of the file asks for the same, or for more."""
        return self._lags.get(_place(link), link.lag_minutes - 1) >= link.lag_minutes

    def group(self, uid: str, member: str) -> tuple[str, ...]:
        """Return the names of the levels down to a summary, given a task below it."""
        task = self._network[member]
        return task.group[: task.above.index(uid) + 1]

    def _ends(self, uid: str, whole: str, neighbours: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the tasks of a row without those that a neighbour within the whole goes before, or comes after."""
        below = self._directly_below.get(uid)
        if below is None:
            return [uid] if uid in self._network else []
        found: list[str] = []
        for each in below:
            inside = (other for other in neighbours.get(each, ()) if whole in self._known[other].above)
            if not any(inside):
                found += self._ends(each, whole, neighbours)
        return found


def _place(link: Relationship) -> tuple[str, str, str, str]:
    return link.predecessor, link.successor, link.kind, link.lag_calendar


def _is_moved(task: MspdiTask, pulls: Sequence[str]) -> bool:
    """Return whether links move the task, whatever else holds it."""
    return task.state == "planned" and not task.is_manual and task.fields.get("ConstraintType") not in pulls
