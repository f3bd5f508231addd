"""The JSON Schema of the plan format, for editors that complete and check while a plan is written.

The schema accepts every shorthand of the format. It knows nothing that lies between records, such as links to
tasks that do not exist: for that there is `riskmc.io.plan_file.read_plan`.
"""

from __future__ import annotations

from riskmc.io.plan_file import FORMAT_VERSION
from riskmc.io.schema_contingency import contingency_definitions
from riskmc.io.schema_correlation import correlation, correlation_settings
from riskmc.io.schema_costs import cost_definitions
from riskmc.io.schema_risks import risk_definitions
from riskmc.io.schema_scoring import scoring
from riskmc.io.schema_tasks import task_definitions
from riskmc.io.schema_values import (
    NUMBER,
    Schema,
    described,
    distribution,
    maybe,
    record,
    ref,
    text,
    value_definitions,
)
from riskmc.model.linting import RULES

__all__ = ["SCHEMA_ID", "plan_schema"]

SCHEMA_ID = "urn:riskmc:plan:1"

_DAYS = "(mon|tue|wed|thu|fri|sat|sun|[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|[Ff]riday|[Ss]aturday|[Ss]unday)"


def plan_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a plan file.

    Returns
    -------
    dict
        A new copy at each call.

    Examples
    --------
    >>> sorted(plan_schema()["properties"])[:5]
    ['branches', 'calendars', 'contingency', 'correlation_settings', 'correlations']
    """
    properties: Schema = {
        "riskmc": {"const": FORMAT_VERSION, "description": "Version of the plan format."},
        "project": ref("project"),
        "scheduling": ref("scheduling"),
        "currencies": ref("currencies"),
        "escalation": ref("escalation"),
        "calendars": {
            "type": "object",
            "description": "Working calendars by name; 24h, which never rests, is always there.",
            "minProperties": 1,
            "additionalProperties": ref("calendar"),
        },
        "objectives": _list_of("objective", "Dates and budgets that are promised, with the confidence that is wanted."),
        "resources": _list_of("resource", "What work is done with, and what it costs."),
        "costs": _list_of("project_cost", "Costs of the project beside its tasks."),
        "tasks": _table_or_list("task", "The work: a list of tasks, or the name of a table."),
        "templates": _list_of("template", "Ranges for whole groups, in % of the planned duration."),
        "risks": _table_or_list("risk", "The risk register: a list of risks, or the name of a table."),
        "branches": _list_of("branch", "Forks: of several ways to go on, an iteration takes one."),
        "correlations": _list_of("correlation", "Which durations, impacts and occurrences go together."),
        "correlation_settings": ref("correlation_settings"),
        "contingency": ref("contingency"),
        "scoring": ref("scoring"),
        "linter": ref("linter"),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "riskmc plan",
        "description": "A project plan with uncertain durations and risks.",
        **record(properties, "project", "tasks"),
        "$defs": {**value_definitions(), **_plan_definitions(), "distribution": distribution()},
    }


def _list_of(name: str, description: str) -> Schema:
    return {"type": ["array", "null"], "items": ref(name), "description": description}


def _table_or_list(name: str, description: str) -> Schema:
    table = {"type": "string", "pattern": r"\.([Cc][Ss][Vv]|[Xx][Ll][Ss][Xx])$", "description": "A .csv or .xlsx file."}
    empty: Schema = {"type": "array", "items": ref(name)}
    if name == "task":
        return {"description": description, "anyOf": [{**empty, "minItems": 1}, table]}
    return {"description": description, "anyOf": [{**empty, "type": ["array", "null"]}, table]}


def _plan_definitions() -> Schema:
    return {
        "project": _project(),
        "scheduling": _scheduling(),
        "calendar": _calendar(),
        "holidays": _holidays(),
        "exception": _exception(),
        "objective": _objective(),
        **task_definitions(),
        **risk_definitions(),
        **cost_definitions(),
        "template": _template(),
        "correlation": correlation(),
        "correlation_settings": correlation_settings(),
        **contingency_definitions(),
        "scoring": scoring(),
        "linter": _linter(),
    }


def _project() -> Schema:
    properties = {
        "name": text("Name of the project."),
        "start": described(ref("instant"), "Work begins at the first working instant from here on."),
        "status_date": described({"anyOf": [ref("instant"), {"type": "null"}]}, "Up to when progress is recorded."),
        "currency": {"type": ["string", "null"], "maxLength": 2000, "description": "Such as EUR."},
        "calendar": {
            "type": ["string", "null"],
            "description": "The calendar of all tasks that name none; by default the first.",
        },
    }
    return described(record(properties, "name", "start"), "Name, start and calendar of the project.")


def _scheduling() -> Schema:
    choices: dict[str, tuple[list[str], str]] = {
        "progress": (
            ["retained_logic", "progress_override", "actual_dates"],
            "What becomes of the rest of work that was started out of sequence.",
        ),
        "lag_calendar": (["predecessor", "successor", "project", "24h"], "Calendar of the lags that name none."),
        "total_float": (["finish", "start", "smallest"], "Between which dates total float is measured."),
        "hard_constraints": (["honour", "relax"], "Whether must_start_on and must_finish_on break the logic."),
        "late_constraints": (
            ["float", "dates"],
            "Whether ..._no_later_than limits late dates alone, or holds the task.",
        ),
        "as_late_as_possible": (["free_float", "total_float"], "How late such a task is dated."),
        "start_lag_from": (["actual_start", "early_start"], "From where a start-to-start lag of started work runs."),
        "remaining_work": (["after_status_date", "where_planned"], "Whether work not done moves to the status date."),
        "open_ends": (["project", "task"], "Late finish of a task that nothing waits for."),
    }
    properties: Schema = {
        key: {"enum": words, "default": words[0], "description": what} for key, (words, what) in choices.items()
    }
    properties["must_finish_by"] = described(maybe("instant"), "Late finish of the project, where it is given.")
    return described(record(properties), "How dates are worked out, where planners and their tools differ.")


def _calendar() -> Schema:
    week = {
        "type": "object",
        "description": "Shifts by days of the week; days without an entry are not worked.",
        "propertyNames": {"pattern": rf"^\s*{_DAYS}(\s*[-,]\s*{_DAYS})*\s*$"},
        "additionalProperties": ref("shifts"),
        "examples": [{"mon-fri": ["08:00-12:00", "13:00-17:00"]}],
    }
    hours = {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 24}
    month = {"type": "number", "exclusiveMinimum": 0, "maximum": 31, "default": 20}
    properties = {
        "week": week,
        "holidays": ref("holidays"),
        "exceptions": {"type": "array", "items": ref("exception"), "description": "Days that are worked otherwise."},
        "hours_per_day": described(hours, "Hours that 1d means; by default those of the commonest working day."),
        "days_per_month": described(month, "Days that 1mo means."),
    }
    return described(record(properties), "When work is done.")


def _holidays() -> Schema:
    properties = {
        "country": text("ISO code of a country, such as NL."),
        "subdivision": {"type": ["string", "null"], "description": "State or region, such as BY in DE."},
    }
    country = record(properties, "country")
    return {
        "description": "Dates without work, the public holidays of a country, or a list of both.",
        "anyOf": [ref("date"), country, {"type": "array", "items": {"anyOf": [ref("date"), country]}}],
    }


def _exception() -> Schema:
    work = described(ref("shifts"), "Shifts of these days; [] means no work.")
    single = record({"date": ref("date"), "work": work}, "date")
    span = record({"from": ref("date"), "to": ref("date"), "work": work}, "from", "to")
    return {"anyOf": [single, span]}


def _objective() -> Schema:
    confidence = described(ref("fraction"), "Wanted probability, such as 80%.")
    promise = {
        "id": ref("id"),
        "finish": described(ref("id"), "The task, or project, that must be finished."),
        "by": described(ref("instant"), "A date means the end of that day."),
        "confidence": confidence,
    }
    budget = {
        "id": ref("id"),
        "cost": {"const": "total", "description": "What it costs as a whole."},
        "at_most": described(ref("quantity"), "The budget, such as 4.2M."),
        "confidence": confidence,
    }
    return {"anyOf": [record(promise, *promise), record(budget, "id", "at_most", "confidence")]}


def _template() -> Schema:
    percent = {"type": "string", "pattern": rf"^\s*{NUMBER}\s*%\s*$"}
    share: Schema = {"anyOf": [percent, ref("distribution"), {"type": "null"}]}
    properties = {
        "for": ref("selectors"),
        "duration": described(share, "A range in % of the planned duration."),
        "cost": described(share, "A range in % of the single amounts of the task's own cost."),
        "basis": text("What the range rests on, and which causes of delay it holds."),
    }
    return {**record(properties, "for"), "anyOf": [{"required": ["duration"]}, {"required": ["cost"]}]}


def _linter() -> Schema:
    properties = {
        "rule": {"enum": list(RULES), "description": "Name of a rule, as riskmc check tells it."},
        "entry": {
            "type": ["string", "integer"],
            "maxLength": 2000,
            "description": "Id of what it is not told of; task:A10 or risk:R7 where ids agree. By default all.",
        },
        "why": {**text("The reason, which riskmc check and the report list."), "minLength": 1},
    }
    silence = {"type": ["array", "null"], "items": record(properties, "rule", "why")}
    linter = record({"silence": described(silence, "Rules that are not told of, each with the reason.")})
    return {**linter, "type": ["object", "null"], "description": "What the linter leaves unsaid."}
