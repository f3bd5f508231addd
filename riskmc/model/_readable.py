"""What can be read of a plan that has faults, so that all its problems are found at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from riskmc.model._parts import Parts
from riskmc.model._record import Fault, Record, shown
from riskmc.model.branches import Branch
from riskmc.model.calendars import Calendar
from riskmc.model.contingency import ContingencyPlan, Reserve, as_reserves
from riskmc.model.correlation import Correlation, CorrelationSettings
from riskmc.model.costs import Budget, Escalation, ProjectCost, Resource
from riskmc.model.network import as_task_id
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Risk
from riskmc.model.scheduling import Scheduling
from riskmc.model.scoring import Scoring
from riskmc.model.tasks import Objective, Task, Template

PARTS: dict[str, type[Record]] = {
    "objectives": Objective, "tasks": Task, "templates": Template, "risks": Risk, "branches": Branch,
    "correlations": Correlation, "resources": Resource, "costs": ProjectCost,
}  # fmt: skip


def subject_of(path: tuple[str | int, ...], data: Any) -> str:
    """Name the record of a plan or an overlay that a path lies in."""
    if path[:1] == ("scoring",):
        return "scoring"
    if len(path) < 2:
        return ""
    if path[0] == "calendars":
        return f"calendar {str(path[1])!r}"
    if path[0] == "contingency":
        return _held_subject(path, data)
    record = PARTS.get(str(path[0]))
    if record is None or not isinstance(path[1], int):
        return ""
    return _named(record, data[path[0]][path[1]], path[1])


def _held_subject(path: tuple[str | int, ...], data: Any) -> str:
    """Name the reserve or the contingency plan that a path lies in."""
    if len(path) < 3 or not isinstance(path[2], int):
        return "contingency"
    record = Reserve if path[1] == "reserves" else ContingencyPlan
    items: Any = data["contingency"][path[1]]
    entries: Any = as_reserves(items) if record is Reserve else items
    return _named(record, entries[path[2]], path[2])


def _named(record: type[Record], item: Any, place: int) -> str:
    identity = item.get("id") if isinstance(item, Mapping) else getattr(item, "id", None)
    if isinstance(identity, str | int | float) and identity != "":
        return f"{record.noun} {str(identity)!r}"
    return f"{record.noun} {place + 1}"


def readable_parts(data: Mapping[str, Any], faults: list[Fault]) -> Parts:
    """Read what can be read of a plan that has faults, so that all its problems are found at once."""
    found: dict[str, list[tuple[int, Any]]] = {}
    for key, cls in PARTS.items():
        items = data.get(key)
        broken: dict[int, set[Any]] = {}
        for item in faults:
            if item.path[:1] == (key,) and len(item.path) > 1 and isinstance(item.path[1], int):
                broken.setdefault(item.path[1], set()).add(item.path[2] if len(item.path) > 2 else None)
        found[key] = list(_read_records(cls, items if isinstance(items, list | tuple) else (), broken))
    raw_ids = _ids_of(data.get("tasks"))
    read_ids = {task.id for _, task in found["tasks"]}
    names = data.get("calendars")
    held = _held_records(data.get("contingency"), faults)
    return Parts(
        tasks=found["tasks"],
        risks=found["risks"],
        objectives=found["objectives"],
        templates=found["templates"],
        branches=found["branches"],
        correlations=found["correlations"],
        calendars=_read_calendars(data.get("calendars")),
        calendar_names=tuple(map(str, names)) if isinstance(names, Mapping) and names else None,
        calendar=data["calendar"] if isinstance(data.get("calendar"), str) else None,
        scheduling=_read_scheduling(data.get("scheduling")),
        other_ids=raw_ids - read_ids,
        other_risk_ids=_ids_of(data.get("risks")) - {risk.id for _, risk in found["risks"]},
        scoring=_read_scoring(data.get("scoring")),
        correlation_settings=_read_settings(data.get("correlation_settings")),
        other_objective_ids=_ids_of(data.get("objectives")) - {goal.id for _, goal in found["objectives"]},
        **held,
        resources=found["resources"],
        costs=found["costs"],
        currency=data["currency"] if isinstance(data.get("currency"), str) else None,
        currencies=_read_currencies(data.get("currencies")),
        escalation=_read_escalation(data.get("escalation")),
        other_resource_ids=_ids_of(data.get("resources")) - {resource.id for _, resource in found["resources"]},
        is_whole=len(found["tasks"]) == len(raw_ids)
        and not any(item.path[:1] == ("tasks",) and item.path[2:3] in ((), ("group",), ("tags",)) for item in faults),
    )


def _read_records(cls: type[Record], items: Any, broken: Mapping[int, set[Any]]) -> Any:
    for position, item in enumerate(items):
        if isinstance(item, cls | Budget):
            yield position, item
            continue
        if not isinstance(item, Mapping):
            continue
        if cls is Objective and ("cost" in item or "at_most" in item):
            cls = Budget
        rest = {key: value for key, value in item.items() if key not in broken.get(position, ())}
        if cls is Task and position in broken and "span" not in rest:
            rest = {**rest, "duration": Quantity(1.0, "d"), "planned": None, "milestone": False}
        try:
            yield position, cls.model_validate(rest)
        except ValidationError:
            continue


def _held_records(contingency: Any, faults: list[Fault]) -> dict[str, Any]:
    """Read what can be read of the reserves and the contingency plans."""
    content = contingency if isinstance(contingency, Mapping) else dict(getattr(contingency, "__dict__", {}))
    try:
        reserves = as_reserves(content.get("reserves"))
    except PydanticCustomError:
        reserves = ()
    read: dict[str, list[tuple[int, Any]]] = {}
    for key, cls, items in (("reserves", Reserve, reserves), ("plans", ContingencyPlan, content.get("plans"))):
        broken: dict[int, set[Any]] = {}
        for item in faults:
            if item.path[:2] == ("contingency", key) and len(item.path) > 2 and isinstance(item.path[2], int):
                broken.setdefault(item.path[2], set()).add(item.path[3] if len(item.path) > 3 else None)
        read[key] = list(_read_records(cls, items if isinstance(items, list | tuple) else (), broken))
    other = _ids_of(reserves) - {reserve.id for _, reserve in read["reserves"]}
    return {"reserves": read["reserves"], "contingency_plans": read["plans"], "other_reserve_ids": other}


def _read_calendars(value: Any) -> dict[str, Calendar]:
    calendars: dict[str, Calendar] = {}
    for name, item in value.items() if isinstance(value, Mapping) else ():
        try:
            calendars[name] = Calendar.model_validate(item)
        except ValidationError:
            continue
    return calendars


def _read_scheduling(value: Any) -> Scheduling:
    try:
        return Scheduling() if value is None else Scheduling.model_validate(value)
    except ValidationError:
        return Scheduling()


def _read_scoring(value: Any) -> Scoring | None:
    try:
        return Scoring() if value is None else Scoring.model_validate(value)
    except ValidationError:
        return None


def _read_currencies(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, Mapping) else None


def _read_escalation(value: Any) -> Escalation | None:
    try:
        return Escalation() if value is None else Escalation.model_validate(value)
    except ValidationError:
        return None


def _ids_of(items: Any) -> frozenset[str]:
    found = {_id_of(item) for item in items} if isinstance(items, list | tuple) else set()
    return frozenset(identity for identity in found if identity is not None)


def _read_settings(value: Any) -> CorrelationSettings:
    try:
        return CorrelationSettings() if value is None else CorrelationSettings.model_validate(value)
    except ValidationError:
        return CorrelationSettings()


def _id_of(item: Any) -> str | None:
    identity = item.get("id") if isinstance(item, Mapping) else getattr(item, "id", None)
    try:
        return as_task_id(identity)
    except PydanticCustomError:
        return shown(identity) if identity is not None else None
