"""Links between tasks, as planners write them, and the order in which they let tasks be worked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PlainValidator, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from riskmc.errors import PlanError
from riskmc.model._record import Fault, Record, Text, fault, faults_below, problem_of, raise_faults, shown
from riskmc.model.distributions import Distribution
from riskmc.model.quantities import Quantity, as_quantity
from riskmc.model.spelling import Uncertain

__all__ = ["ELAPSED", "CycleError", "Link", "LinkKind", "as_links", "as_task_id", "topological_order"]

LinkKind = Literal["FS", "SS", "FF", "SF"]

ID_ALLOWED = "write letters, digits, '_', '-' and '.', without spaces"
LINK_ALLOWED = "write a task and, after a space, FS, SS, FF or SF with a lag, such as 'permit FS+5d'"

ELAPSED = "24h"
"""Name of the calendar that never rests; every plan has it."""

LAG_CALENDARS = ("predecessor", "successor", "project", ELAPSED)
"""Words for the calendar of a lag; they come before calendars of these names."""

_ID = re.compile(r"[\w.\-]+")
_ELAPSED_LAG = re.compile(r"([+-]\s*[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*e(min|h|d|w|mo)")
_ZERO = Quantity(0.0, "d")


def as_task_id(value: object) -> str:
    """Read an id inside a validator; whole numbers are taken as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        what = f"{{here}} is the number {value}, which may have lost digits"
        raise fault(what, ID_ALLOWED, f'write "{value}" in quotes')
    if not isinstance(value, str) or _ID.fullmatch(value) is None:
        raise fault(f"{{here}} {shown(value)} is not an id", ID_ALLOWED)
    if len(value) > 200:
        raise fault(f"{{here}} {shown(value)} has {len(value):,} characters", "at most 200 are allowed in an id")
    return value


TaskId = Annotated[str, PlainValidator(as_task_id)]


class Link(Record):
    """A dependency of a task on an earlier one.

    Parameters
    ----------
    predecessor : str
        Id of the other task (in a plan file ``task``).
    kind : {"FS", "SS", "FF", "SF"}
        From the predecessor's start or finish to this task's (in a plan file ``link``).
    lag : Quantity or Distribution
        Working time between the two; negative for a lead.
    calendar : str
        Calendar on which the lag runs: ``predecessor``, ``successor``, ``project``, ``24h`` or the name of one; by
        default as the project's scheduling says. ``permit FS+5ed`` is short for 5 days of ``24h``.

    Examples
    --------
    >>> Link.parse("permit FS+5d")
    Link(predecessor='permit', kind='FS', lag=Quantity(value=5.0, unit='d'), calendar='')
    >>> str(Link(predecessor="design", kind="SS", lag="-2d"))
    'design SS-2d'
    """

    noun: ClassVar[str] = "link"

    predecessor: TaskId = Field(alias="task")
    kind: LinkKind = Field(default="FS", alias="link")
    lag: Uncertain = _ZERO
    calendar: Text = ""

    @classmethod
    def parse(cls, text: str) -> Link:
        """Read a link as it is written in a plan.

        Parameters
        ----------
        text : str
            Such as ``"permit"``, ``"permit FS+5d"`` or ``"x FF-2d"``.

        Raises
        ------
        riskmc.errors.PlanError
            If it is not a link.
        """
        try:
            return _parse_link(text)
        except PydanticCustomError as error:
            context: Mapping[str, Any] = error.context or {}
        raise PlanError([problem_of(Fault((), "", context["what"], context["allowed"], context["hint"]))])

    @model_validator(mode="after")
    def _check_lag(self) -> Self:
        if self.lag.kind != "time":
            lag = self.lag.describe() if isinstance(self.lag, Distribution) else str(self.lag)
            what = f"lag {lag} is not an amount of working time"
            raise_faults([Fault(("lag",), "", what, "write a lag in min, h, d, w or mo, such as 5d")])
        return self

    def __str__(self) -> str:
        if isinstance(self.lag, Distribution):
            return f"{self.predecessor} {self.kind} {self.lag.describe()}"
        if self.lag.value == 0:
            return self.predecessor if self.kind == "FS" else f"{self.predecessor} {self.kind}"
        lag = str(self.lag)
        if self.calendar == ELAPSED:
            lag = lag.removesuffix(self.lag.unit) + f"e{self.lag.unit}"
        return f"{self.predecessor} {self.kind}{'+' if self.lag.value > 0 else ''}{lag}"


def as_links(value: object) -> tuple[Link, ...]:
    """Read the links of a task inside a validator: texts, mappings and `Link` records, one or a list."""
    if value is None:
        return ()
    items = value if isinstance(value, list | tuple) else [value]
    links: list[Link] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        try:
            links.append(_as_link(item))
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((index,) if items is value else (), error)
    if faults:
        raise_faults(faults)
    return tuple(links)


def _as_link(item: object) -> Link:
    if isinstance(item, str):
        return _parse_link(item)
    if isinstance(item, Link):
        return item
    if isinstance(item, int) and not isinstance(item, bool):
        return _plain_link(str(item))
    if isinstance(item, Mapping):
        return Link.model_validate(item)
    raise fault(f"{{here}} {shown(item)} is not a link", LINK_ALLOWED)


def _plain_link(predecessor: str, kind: LinkKind = "FS", lag: Quantity = _ZERO, calendar: str = "") -> Link:
    return Link.model_construct(predecessor=predecessor, kind=kind, lag=lag, calendar=calendar)


def _parse_link(text: str) -> Link:
    word, _, rest = text.strip().partition(" ")
    if _ID.fullmatch(word) is None:
        raise fault(f"{{here}} {shown(text)} is not a link", LINK_ALLOWED)
    rest = rest.strip()
    if not rest:
        return _plain_link(word)
    kind = _KINDS.get(rest[:2].upper())
    if kind is not None:
        rest = rest[2:].lstrip()
    if not rest:
        return _plain_link(word, kind or "FS")
    if rest[0] not in "+-":
        raise fault(f"{{here}} {shown(text)} is not a link", LINK_ALLOWED)
    elapsed = _ELAPSED_LAG.fullmatch(rest)
    if elapsed is not None:
        return _plain_link(word, kind or "FS", _parse_lag(elapsed[1] + elapsed[2], text), ELAPSED)
    return _plain_link(word, kind or "FS", _parse_lag(rest, text))


def _parse_lag(rest: str, text: str) -> Quantity:
    try:
        lag = as_quantity(rest[0] + rest[1:].lstrip())
    except PydanticCustomError as error:
        context: Mapping[str, Any] = error.context or {}
        what = f"the lag of {shown(text)} is not a quantity"
        raise fault(what, LINK_ALLOWED, context["hint"].replace("+", "")) from None
    if lag.unit == "%":
        raise fault(f"the lag of {shown(text)} is a share", "write a lag as working time, such as 5d")
    if lag.unit == "":
        raise fault(f"the lag of {shown(text)} has no unit", "write a lag as working time, such as 5d")
    return lag


_KINDS: dict[str, LinkKind] = {"FS": "FS", "SS": "SS", "FF": "FF", "SF": "SF"}

Links = Annotated[tuple[Link, ...], PlainValidator(as_links)]


class CycleError(ValueError):
    """Tasks wait for each other in a circle.

    Attributes
    ----------
    path : tuple of str
        The ids along the links; the first comes again at the end.
    """

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(" -> ".join(path))


def topological_order(ids: Sequence[str], links: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """Order tasks so that each comes after its predecessors, otherwise as in the plan.

    Parameters
    ----------
    ids : sequence of str
        Ids in plan order, without repetition.
    links : iterable of (str, str)
        Predecessor and successor; links of unknown ids are passed over.

    Returns
    -------
    tuple of int
        Positions in `ids`. Of the tasks that could come next, the first of the plan does.

    Raises
    ------
    CycleError
        If there is no such order; its path is a cycle.

    Examples
    --------
    >>> topological_order(["c", "b", "a"], [("a", "c")])
    (1, 2, 0)
    >>> topological_order(["a", "b"], [("a", "b"), ("b", "a")])
    Traceback (most recent call last):
    ...
    riskmc.model.network.CycleError: a -> b -> a
    """
    order, waiting, predecessors = _sort(ids, links)
    if waiting:
        raise CycleError(tuple(ids[index] for index in _cycle_among(waiting, predecessors)))
    return order


def find_cycles(ids: Sequence[str], links: Iterable[tuple[str, str]], limit: int = 20) -> list[tuple[str, ...]]:
    """Find cycles that share no task, at most `limit`, each as a path of ids with the first again at the end."""
    pairs = list(links)
    cycles: list[tuple[str, ...]] = []
    closed: set[str] = set()
    while len(cycles) < limit:
        open_pairs = [pair for pair in pairs if pair[0] not in closed and pair[1] not in closed]
        _, waiting, predecessors = _sort(ids, open_pairs)
        if not waiting:
            break
        cycles.append(tuple(ids[index] for index in _cycle_among(waiting, predecessors)))
        closed.update(cycles[-1])
    return cycles


def _sort(
    ids: Sequence[str], links: Iterable[tuple[str, str]]
) -> tuple[tuple[int, ...], frozenset[int], list[list[int]]]:
    position = {identity: index for index, identity in enumerate(ids)}
    predecessors: list[list[int]] = [[] for _ in ids]
    successors: list[list[int]] = [[] for _ in ids]
    for before, after in links:
        if before in position and after in position:
            predecessors[position[after]].append(position[before])
            successors[position[before]].append(position[after])
    missing = [len(found) for found in predecessors]
    ready = [index for index, count in enumerate(missing) if count == 0]
    heapify(ready)
    order: list[int] = []
    while ready:
        index = heappop(ready)
        order.append(index)
        for successor in successors[index]:
            missing[successor] -= 1
            if missing[successor] == 0:
                heappush(ready, successor)
    return tuple(order), frozenset(range(len(ids))) - frozenset(order), predecessors


def _cycle_among(waiting: frozenset[int], predecessors: list[list[int]]) -> list[int]:
    """Walk back along waiting predecessors until a task comes again; start the cycle at its first task of the plan."""
    trail: list[int] = []
    seen: dict[int, int] = {}
    current = min(waiting)
    while current not in seen:
        seen[current] = len(trail)
        trail.append(current)
        current = next(before for before in predecessors[current] if before in waiting)
    cycle = trail[seen[current] :][::-1]
    first = cycle.index(min(cycle))
    cycle = cycle[first:] + cycle[:first]
    return [*cycle, cycle[0]]
