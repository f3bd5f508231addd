"""The records of a plan that could be read, from which the faults between them are found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from riskmc.model._record import Fault, Path, did_you_mean
from riskmc.model.branches import Branch
from riskmc.model.calendars import Calendar, always
from riskmc.model.contingency import ContingencyPlan, Reserve
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.costs import Budget, Escalation, ProjectCost, Resource
from riskmc.model.network import ELAPSED
from riskmc.model.risks import Risk
from riskmc.model.scheduling import Scheduling
from riskmc.model.scoring import Scoring
from riskmc.model.tasks import Objective, Task, Template

SUGGESTIONS = 25
"""Suggestions for unknown ids are looked up this often: each compares with every id of the plan."""


@dataclass(frozen=True)
class Parts:
    """The records of a plan that could be read, with their positions in it.

    Attributes
    ----------
    tasks, risks, objectives, templates, branches, correlations, resources, costs : sequences of (int, record)
        Position in the plan, and the record.
    calendars : mapping of str to Calendar
    calendar_names : collection of str, optional
        Names of all calendars, of those too that could not be read; None when even the names could not.
    calendar : str, optional
        Name of the project's calendar; None when it could not be read.
    scheduling : Scheduling
    other_ids : frozenset of str
        Ids of tasks that could not be read; they count as known.
    other_risk_ids : frozenset of str
        Ids of risks that could not be read.
    scoring : Scoring, optional
        None when it could not be read.
    is_whole : bool
        Whether every task could be read, so that a group or a tag that matches nothing is a fault.
    correlation_settings : CorrelationSettings
    reserves, contingency_plans : sequences of (int, record)
        Position among the reserves or plans of the contingency, and the record.
    other_objective_ids, other_reserve_ids : frozenset of str
        Ids of objectives and reserves that could not be read.
    currency : str, optional
        Of the project.
    currencies : collection of str, optional
        Names of the other currencies; None when they could not be read.
    escalation : Escalation, optional
        None when it could not be read.
    other_resource_ids : frozenset of str
        Ids of resources that could not be read.
    """

    tasks: Sequence[tuple[int, Task]] = ()
    risks: Sequence[tuple[int, Risk]] = ()
    objectives: Sequence[tuple[int, Objective | Budget]] = ()
    templates: Sequence[tuple[int, Template]] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    calendar_names: Collection[str] | None = None
    calendar: str | None = None
    scheduling: Scheduling = field(default_factory=Scheduling)
    other_ids: frozenset[str] = frozenset()
    other_risk_ids: frozenset[str] = frozenset()
    branches: Sequence[tuple[int, Branch]] = ()
    scoring: Scoring | None = None
    is_whole: bool = True
    correlations: Sequence[tuple[int, Correlation]] = ()
    correlation_settings: CorrelationSettings = field(default_factory=CorrelationSettings)
    reserves: Sequence[tuple[int, Reserve]] = ()
    contingency_plans: Sequence[tuple[int, ContingencyPlan]] = ()
    other_objective_ids: frozenset[str] = frozenset()
    other_reserve_ids: frozenset[str] = frozenset()
    resources: Sequence[tuple[int, Resource]] = ()
    costs: Sequence[tuple[int, ProjectCost]] = ()
    currency: str | None = None
    currencies: Collection[str] | None = ()
    escalation: Escalation | None = None
    other_resource_ids: frozenset[str] = frozenset()

    def calendar_named(self, name: str) -> Calendar | None:
        """Return a calendar by its name, the project's for an empty one; None where there is none such."""
        wanted = name or self.calendar or ""
        return self.calendars.get(wanted) or (always() if wanted == ELAPSED else None)


def suggester(parts: Parts) -> Callable[[str], str]:
    """Return what suggests a task for an unknown id, a limited number of times."""
    ids = [task.id for _, task in parts.tasks] + sorted(parts.other_ids)
    left = SUGGESTIONS

    def suggest(identity: str) -> str:
        nonlocal left
        left -= 1
        return did_you_mean(identity, ids) if left >= 0 else ""

    return suggest


def repeated_id_faults(path: Path, records: Sequence[tuple[int, Any]]) -> Iterator[Fault]:
    """Find ids that an earlier record of the same list has."""
    first: dict[str, int] = {}
    for position, record in records:
        if first.setdefault(record.id, position) != position:
            what = f"the id is used already by {record.noun} number {first[record.id] + 1}"
            subject, allowed = f"{record.noun} {record.id!r}", f"give each {record.noun} an id of its own"
            yield Fault((*path, position, "id"), subject, what, allowed)
