"""Overlays: ranges, risks and objectives that are kept beside a schedule and apply to each of its updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from riskmc.model._readable import subject_of
from riskmc.model._record import (
    Fault,
    Path,
    Record,
    Text,
    did_you_mean,
    fault,
    faults_below,
    faults_of,
    raise_faults,
    shown,
)
from riskmc.model._task_faults import describe, negative_faults
from riskmc.model.assignments import Assignment, Assignments
from riskmc.model.contingency import Contingency
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.costs import Escalation, ExchangeRates, MaybeCost, ProjectCost, Resource, TaskCost
from riskmc.model.distributions import Distribution, Fixed
from riskmc.model.goals import Goal
from riskmc.model.linting import Linter
from riskmc.model.network import as_task_id
from riskmc.model.risks import Risk
from riskmc.model.scheduling import Scheduling
from riskmc.model.scoring import Scoring
from riskmc.model.spelling import as_uncertain
from riskmc.model.tasks import Template

if TYPE_CHECKING:
    from pydantic import ModelWrapValidatorHandler

__all__ = ["Overlay", "code_like"]

_RANGE_ALLOWED = "write a range in % of the planned duration, {triangular: [90%, 100%, 140%]}, or in units of time"


_Read = TypeVar("_Read")


def _as_records(value: object) -> object:
    return () if value is None else value


def _by_task(value: object, noun: str, read: Callable[[object], _Read]) -> dict[str, _Read]:
    """Read a mapping from ids of tasks to what is said of each."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise fault(f"{{here}} {shown(value)} is not a mapping", f"write the ids of tasks and their {noun}s")
    found: dict[str, _Read] = {}
    faults: list[Fault] = []
    for key, spelled in value.items():
        try:
            found[as_task_id(key)] = read(spelled)
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((str(key),), error)
    if faults:
        raise_faults(item._replace(subject=item.subject or f"{noun} of task {item.path[0]!r}") for item in faults)
    return found


def _as_ranges(value: object) -> dict[str, Distribution]:
    return _by_task(value, "range", _as_range)


def _as_costs(value: object) -> dict[str, TaskCost]:
    found = _by_task(value, "cost", TypeAdapter(MaybeCost).validate_python)
    return {key: cost for key, cost in found.items() if cost is not None}


def _as_uses(value: object) -> dict[str, tuple[Assignment, ...]]:
    return _by_task(value, "resource", TypeAdapter(Assignments).validate_python)


def _as_range(spelled: object) -> Distribution:
    uncertain = as_uncertain(spelled)
    found = uncertain if isinstance(uncertain, Distribution) else Fixed(value=uncertain)
    if found.kind == "number":
        raise fault(f"the range {describe(found)} has no unit", _RANGE_ALLOWED)
    faults = [item._replace(path=()) for item in negative_faults("the range", found)]
    if faults:
        raise_faults(faults)
    return found


class Overlay(Record):
    """Ranges, risks and objectives that are kept beside a schedule.

    It names tasks by their ids. What it says of tasks that are finished, or that the schedule does not have, is passed
    over and told.

    Parameters
    ----------
    name : str, optional
        Name that the project takes.
    currency : str, optional
    scheduling : Scheduling, optional
        What is given counts before the schedule's own.
    currencies : mapping of str to float
        They count before those of the schedule.
    escalation : Escalation, optional
        It counts in place of that of the schedule.
    ranges : mapping of str to Distribution
        Ranges of single tasks, in % of the planned duration or in units of time.
    task_costs : mapping of str to TaskCost
        What single tasks cost, in place of what the schedule says.
    task_resources : mapping of str to tuple of Assignment
        What single tasks use, in place of what the schedule says.
    objectives : tuple of Objective or Budget
    resources : tuple of Resource
    costs : tuple of ProjectCost
        Objectives, resources and costs count before those of the schedule that have the same ids.
    templates : tuple of Template
        They count after those of the schedule, and before `ranges`.
    risks : tuple of Risk
    correlations : tuple of Correlation
        They count before those of the schedule that join the same.
    correlation_settings : CorrelationSettings, optional
        They count in place of those of the schedule.
    contingency : Contingency, optional
        Its reserves and plans count before those of the schedule that have the same ids.
    scoring : Scoring, optional
        It counts in place of that of the schedule.
    linter : Linter, optional
        Its silences count beside those of the schedule.

    Examples
    --------
    >>> overlay = Overlay(ranges={"A1010": {"triangular": ["80%", "100%", "150%"]}})
    >>> overlay.ranges["A1010"].describe()
    'triangular 80% / 100% / 150%'
    """

    noun: ClassVar[str] = "overlay"

    name: Text | None = None
    currency: Text | None = None
    scheduling: Scheduling | None = None
    currencies: ExchangeRates = Field(default_factory=dict)
    escalation: Escalation | None = None
    ranges: Annotated[dict[str, Distribution], PlainValidator(_as_ranges)] = Field(default_factory=dict)
    task_costs: Annotated[dict[str, TaskCost], PlainValidator(_as_costs)] = Field(default_factory=dict)
    task_resources: Annotated[dict[str, tuple[Assignment, ...]], PlainValidator(_as_uses)] = Field(default_factory=dict)
    objectives: Annotated[tuple[Goal, ...], BeforeValidator(_as_records)] = ()
    resources: Annotated[tuple[Resource, ...], BeforeValidator(_as_records)] = ()
    costs: Annotated[tuple[ProjectCost, ...], BeforeValidator(_as_records)] = ()
    templates: Annotated[tuple[Template, ...], BeforeValidator(_as_records)] = ()
    risks: Annotated[tuple[Risk, ...], BeforeValidator(_as_records)] = ()
    correlations: Annotated[tuple[Correlation, ...], BeforeValidator(_as_records)] = ()
    correlation_settings: CorrelationSettings | None = None
    contingency: Contingency | None = None
    scoring: Scoring | None = None
    linter: Linter | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _check_whole(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            overlay = handler(data)
        except ValidationError as error:
            faults = [f if f.subject else f._replace(subject=subject_of(f.path, data)) for f in faults_of(error)]
        else:
            faults = [item for path, records in _with_ids(overlay) for item in _repeated(path, records)]
        if faults:
            raise_faults(faults, "Overlay")
        return overlay


def _with_ids(overlay: Overlay) -> Iterator[tuple[Path, Sequence[Any]]]:
    for key in ("objectives", "resources", "costs", "risks"):
        yield (key,), getattr(overlay, key)
    if overlay.contingency is not None:
        yield ("contingency", "reserves"), overlay.contingency.reserves
        yield ("contingency", "plans"), overlay.contingency.plans


def _repeated(path: Path, records: Sequence[Any]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, record in enumerate(records):
        if first.setdefault(record.id, position) != position:
            what = f"the id is used already by {record.noun} number {first[record.id] + 1}"
            subject, allowed = f"{record.noun} {record.id!r}", f"give each {record.noun} an id of its own"
            yield Fault((*path, position, "id"), subject, what, allowed)


_SIGNS = re.compile(r"[\W_]+")
_ALIKE = str.maketrans("oil", "011")


def code_like(code: str, known: Iterable[str]) -> str:
    """Suggest the known code that a code was probably meant to be, or nothing.

    Codes that differ by a digit are different tasks; those that differ by letters that look like digits, by upper and
    lower case or by signs are not.

    Examples
    --------
    >>> code_like("A101O", ["A1010", "A1020"]), code_like("A1030", ["A1010", "A1020"])
    ("did you mean 'A1010'?", '')
    """
    candidates = list(known)
    same = [candidate for candidate in candidates if _bare(candidate) == _bare(code)]
    if same:
        return f"did you mean {same[0]!r}?"
    return "" if any(sign.isdigit() for sign in code) else did_you_mean(code, candidates)


def _bare(code: str) -> str:
    return _SIGNS.sub("", code).lower().translate(_ALIKE)
