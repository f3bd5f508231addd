"""Constraints: dates that hold a task beside its links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Final, Literal, NamedTuple, get_args

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from riskmc.model._record import Fault, did_you_mean, fault, faults_below, raise_faults, shown
from riskmc.model.calendars import as_instant, end_of_day, midnight

__all__ = ["CONSTRAINT_KINDS", "HARD_CONSTRAINTS", "Constraint", "ConstraintKind", "Constraints"]

ConstraintKind = Literal[
    "start_no_earlier_than", "start_no_later_than", "finish_no_earlier_than", "finish_no_later_than", "start_on",
    "finish_on", "must_start_on", "must_finish_on", "as_late_as_possible",
]  # fmt: skip
"""``start_on`` and ``finish_on`` give way to the links of the task; ``must_...`` holds whatever they say."""

CONSTRAINT_KINDS: Final[tuple[ConstraintKind, ...]] = get_args(ConstraintKind)

HARD_CONSTRAINTS: Final[frozenset[ConstraintKind]] = frozenset(("must_start_on", "must_finish_on"))
"""Constraints that can break the logic of the network."""

_ALLOWED: Final = f"write one or two of {', '.join(CONSTRAINT_KINDS[:-1])} with a date, or as_late_as_possible: true"
_PAIR: Final = 2


class Constraint(NamedTuple):
    """One constraint of a task.

    Attributes
    ----------
    kind : str
        One of ``CONSTRAINT_KINDS``.
    when : date or datetime or None
        A date means its midnight for a start, and the end of the day for a finish; None for ``as_late_as_possible``.

    Examples
    --------
    >>> Constraint("finish_no_later_than", date(2027, 5, 3)).instant
    datetime.datetime(2027, 5, 4, 0, 0)
    """

    kind: ConstraintKind
    when: date | datetime | None = None

    @property
    def instant(self) -> datetime | None:
        """The instant that it names."""
        if self.when is None:
            return None
        return end_of_day(self.when) if "finish" in self.kind else midnight(self.when)


def _as_constraints(value: object) -> tuple[Constraint, ...]:
    if value is None:
        return ()
    if isinstance(value, tuple) and all(isinstance(item, Constraint) for item in value):
        return _sorted(value)
    if not isinstance(value, Mapping):
        raise fault(f"{{here}} {shown(value)} is not a constraint", _ALLOWED)
    found: list[Constraint] = []
    faults: list[Fault] = []
    for kind, when in value.items():
        try:
            found += _as_constraint(kind, when)
        except PydanticCustomError as error:
            faults += faults_below((str(kind),), error)
    if len(value) > _PAIR:
        faults.append(Fault((), "", f"has {len(value)} constraints", "at most two are allowed on one task"))
    if faults:
        raise_faults(faults)
    return _sorted(found)


def _sorted(found: Iterable[Constraint]) -> tuple[Constraint, ...]:
    """Put constraints in one order, since theirs means nothing."""
    return tuple(sorted(found, key=lambda constraint: CONSTRAINT_KINDS.index(constraint.kind)))


def _as_constraint(kind: object, when: object) -> list[Constraint]:
    name = next((known for known in CONSTRAINT_KINDS if known == kind), None)
    if name is None:
        hint = did_you_mean(str(kind), CONSTRAINT_KINDS)
        raise fault(f"{shown(kind)} is not a kind of constraint", _ALLOWED, hint, is_key=True)
    if name != "as_late_as_possible":
        return [Constraint(name, as_instant(when))]
    if not isinstance(when, bool):
        raise fault(f"{{here}} {shown(when)} is neither true nor false", "write as_late_as_possible: true")
    return [Constraint(name)] if when else []


Constraints = Annotated[tuple[Constraint, ...], PlainValidator(_as_constraints)]
