"""A project as a plan document: plain mappings, lists, texts and numbers, in the spelling of the plan file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from riskmc.io.origin_document import origin_document, origin_from_document
from riskmc.model import distributions as d
from riskmc.model._record import Record
from riskmc.model.calendars import Shift
from riskmc.model.costs import Escalation, Steps
from riskmc.model.network import ELAPSED, Link
from riskmc.model.project import Notice, Project
from riskmc.model.quantities import Quantity, as_fraction
from riskmc.model.spelling import OPTIONS
from riskmc.model.tasks import Task

_WHOLE = 1e15

HEAD = ("name", "start", "status_date", "currency", "calendar")
BODY = (
    "scheduling", "currencies", "escalation", "calendars", "objectives", "resources", "costs", "tasks", "templates",
    "risks", "branches", "correlations", "correlation_settings", "contingency", "scoring", "linter",
)  # fmt: skip


def plan_document(project: Project) -> dict[str, Any]:
    """Spell a project as a plan file does, with what came of its reading and its scenario beside it.

    Parameters
    ----------
    project : Project

    Returns
    -------
    dict
        Keys of the plan file, and ``source``, ``scenario``, ``planned_length``, ``notices`` and ``origin``;
        :func:`project_from_document` reads it back.

    Examples
    --------
    >>> shed = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": {"uniform": ["3d", "5d"]}}])
    >>> plan_document(shed)["tasks"]
    [{'id': 'dig', 'duration': {'uniform': ['3d', '5d']}}]
    """
    fields = dict(project.items())
    document: dict[str, Any] = {"riskmc": 1, "project": {key: plain(fields[key]) for key in HEAD if fields[key]}}
    document |= {key: spelled for key in BODY if (spelled := plain(fields[key]))}
    document["source"] = project.source
    document["scenario"] = project.scenario
    document["planned_length"] = plain(project.planned_length)
    document["notices"] = [asdict(notice) for notice in project.notices]
    if project.origin is not None:
        document["origin"] = origin_document(project.origin)
    return document


def project_from_document(document: Mapping[str, Any]) -> Project:
    """Read a plan document back.

    Raises
    ------
    riskmc.errors.PlanError
        Where it is no plan.
    """
    notices = tuple(Notice(**{**notice, "items": tuple(notice["items"])}) for notice in document["notices"])
    body = {key: document[key] for key in BODY if key in document}
    came = {
        "source": document["source"],
        "scenario": document.get("scenario", "as_is"),
        "planned_length": document.get("planned_length"),
        "notices": notices,
        "origin": origin_from_document(document.get("origin")),
    }
    return Project(**{**document["project"], **body, **came})


def plain(value: Any) -> Any:
    """Spell one value of the model as plain data."""
    if isinstance(value, d.Distribution):
        return _distribution(value)
    if isinstance(value, Link):
        return _link(value)
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, Quantity) and value.kind == "number":
        return int(value.value) if value.value.is_integer() and abs(value.value) < _WHOLE else value.value
    if isinstance(value, Quantity | Shift):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="auto" if value.second else "minutes")
    return value.isoformat() if isinstance(value, date) else value


def _record(record: Record) -> dict[str, Any]:
    """Spell a record without the fields that have their usual value."""
    fields = type(record).model_fields
    spelled = {
        fields[name].alias or name: plain(value)
        for name, value in record.items()
        if value != fields[name].get_default(call_default_factory=True) and value is not None
    }
    if spelled.get("name") == spelled.get("id"):
        spelled.pop("name", None)
    if isinstance(record, Escalation):
        return _of_escalation(record, spelled)
    return spelled | _of_task(record) if isinstance(record, Task) else spelled


def _of_escalation(escalation: Escalation, spelled: dict[str, Any]) -> dict[str, Any]:
    """Spell rates as percentages where these are read as the same."""
    if "rate" in spelled:
        spelled["rate"] = _percent(escalation.rate)
    if escalation.indices:
        spelled["indices"] = {name: _steps(escalation.steps(name)) for name in escalation.indices}
    return spelled


def _steps(steps: Steps) -> Any:
    if steps[0][0] is None:
        return _percent(steps[0][1])
    return {plain(begin): _percent(rate) for begin, rate in steps}


def _percent(share: float) -> str | float:
    text = f"{100 * share:g}%"
    return text if Quantity.parse(text).value / 100.0 == share else share


def _of_task(task: Task) -> dict[str, Any]:
    """Spell what a task says in another way than its fields hold it."""
    spelled: dict[str, Any] = {}
    if task.constraint:
        spelled["constraint"] = {kind: True if when is None else plain(when) for kind, when in task.constraint}
    if task.cost is not None:
        cost = plain(task.cost)
        is_short = cost.keys() == {"fixed"} and not isinstance(task.cost.fixed, d.Fixed)
        spelled["cost"] = cost["fixed"] if is_short else cost
    if task.resources:
        used = [plain(one) for one in task.resources]
        spelled["resources"] = [one["id"] if one.keys() == {"id"} else one for one in used]
    if task.percent_complete is not None:
        percent = f"{100 * task.percent_complete:g}%"
        spelled["percent_complete"] = (
            percent if as_fraction(percent) == task.percent_complete else task.percent_complete
        )
    if isinstance(task.exists, str):
        is_number = task.exists.replace(".", "", 1).isdigit()
        spelled["exists"] = f"risk:{task.exists}" if is_number else task.exists
    return spelled


def _link(link: Link) -> Any:
    if isinstance(link.lag, Quantity):
        is_short = link.lag.unit == "d" and not link.calendar if link.lag.value == 0 else link.calendar in ("", ELAPSED)
        if is_short:
            return str(link)
    spelled = {"task": link.predecessor, "link": link.kind, "lag": plain(link.lag), "calendar": link.calendar}
    return {key: value for key, value in spelled.items() if value}


def _distribution(distribution: d.Distribution) -> dict[str, Any]:
    family = distribution.family
    fields = dict(distribution.items())
    options = {key: plain(fields.pop(key)) for key in OPTIONS.get(family, ())}
    return {family: _SPELLED.get(family, _by_keys)(fields), **{k: v for k, v in options.items() if v is not None}}


def _by_keys(fields: dict[str, Any]) -> Any:
    return {key: plain(value) for key, value in fields.items() if value is not None}


def _as_list(fields: dict[str, Any]) -> Any:
    return [plain(value) for value in fields.values()]


def _by_moments(fields: dict[str, Any]) -> Any:
    points = fields.pop("percentiles")
    return _by_keys(fields) if points is None else {f"p{percent!r}": plain(value) for percent, value in points}


def _by_points(fields: dict[str, Any]) -> Any:
    return [plain(fields[name]) for name in ("low", "mode", "high")]


def _as_pairs(fields: dict[str, Any]) -> Any:
    pairs: dict[str, float] = {}
    for value, probability in zip(fields["values"], fields["probabilities"], strict=True):
        pairs[str(value)] = pairs.get(str(value), 0.0) + probability
    return pairs


def _as_points(fields: dict[str, Any]) -> Any:
    return {percent: plain(value) for percent, value in fields["points"]}


_SPELLED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "fixed": lambda fields: plain(fields["value"]),
    "empirical": lambda fields: plain(fields["values"]),
    "uniform": _as_list,
    "triangular": _as_list,
    "pert": _as_list,
    "trigen": _as_list,
    "normal": _by_moments,
    "lognormal": lambda fields: _by_moments(fields) if fields["mode"] is None else _by_points(fields),
    "discrete": _as_pairs,
    "percentiles": _as_points,
}
