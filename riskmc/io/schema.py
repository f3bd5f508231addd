"""The JSON Schema of the plan format, for editors that complete and check while a plan is written.

The schema accepts every shorthand of the format. It knows nothing that lies between records, such as links to
tasks that do not exist: for that there is `riskmc.io.plan_file.read_plan`.
"""

from __future__ import annotations

from typing import Any

from riskmc.io.plan_file import FORMAT_VERSION

__all__ = ["SCHEMA_ID", "plan_schema"]

SCHEMA_ID = "urn:riskmc:plan:1"

Schema = dict[str, Any]

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_ID = r"[^\s:,;+/\\\"'()\[\]{}]+"
_SELECTOR = {"type": ["string", "integer"], "pattern": r"^\s*((task|group|tag)\s*:.+|[^:\s]+)\s*$"}
_DAYS = "(mon|tue|wed|thu|fri|sat|sun|[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|[Ff]riday|[Ss]aturday|[Ss]unday)"


def plan_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a plan file.

    Returns
    -------
    dict
        A new copy at each call.

    Examples
    --------
    >>> sorted(plan_schema()["properties"])
    ['calendars', 'objectives', 'project', 'riskmc', 'risks', 'tasks', 'templates']
    """
    properties: Schema = {
        "riskmc": {"const": FORMAT_VERSION, "description": "Version of the plan format."},
        "project": _ref("project"),
        "calendars": {
            "type": "object",
            "description": "Working calendars by name; the project names the one that is worked.",
            "minProperties": 1,
            "additionalProperties": _ref("calendar"),
        },
        "objectives": _list_of("objective", "The dates that are promised, with the confidence that is wanted."),
        "tasks": _table_or_list("task", "The work: a list of tasks, or the name of a table."),
        "templates": _list_of("template", "Ranges for whole groups, in % of the planned duration."),
        "risks": _table_or_list("risk", "The risk register: a list of risks, or the name of a table."),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "riskmc plan",
        "description": "A project plan with uncertain durations and risks.",
        **_record(properties, "project", "tasks"),
        "$defs": {**_value_definitions(), **_plan_definitions(), "distribution": _distribution()},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _record(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _described(schema: Schema, description: str, **more: Any) -> Schema:
    return {**schema, "description": description, **more}


def _text(description: str) -> Schema:
    return {"type": "string", "maxLength": 2000, "description": description}


def _list_of(name: str, description: str) -> Schema:
    return {"type": ["array", "null"], "items": _ref(name), "description": description}


def _table_or_list(name: str, description: str) -> Schema:
    table = {"type": "string", "pattern": r"\.([Cc][Ss][Vv]|[Xx][Ll][Ss][Xx])$", "description": "A .csv or .xlsx file."}
    empty: Schema = {"type": "array", "items": _ref(name)}
    if name == "task":
        return {"description": description, "anyOf": [{**empty, "minItems": 1}, table]}
    return {"description": description, "anyOf": [{**empty, "type": ["array", "null"]}, table]}


def _value_definitions() -> Schema:
    shift = {"type": "string", "pattern": r"^\s*[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}\s*$"}
    percent = {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*%?\s*$"}
    return {
        "quantity": {
            "type": ["string", "number"],
            "pattern": rf"^\s*{_NUMBER}\s*(min|h|d|w|mo|%|)\s*$",
            "description": "A number with a unit: min, h, d, w, mo, or %; 5d, 1.5mo, 90%.",
        },
        "time": {
            "type": "string",
            "pattern": rf"^\s*{_NUMBER}\s*(min|h|d|w|mo)\s*$",
            "description": "Working time: 30min, 6h, 5d, 2w, 1.5mo.",
            "examples": ["5d", "2w", "1mo"],
        },
        "fraction": {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, percent],
            "examples": ["15%", "80%"],
        },
        "id": {
            "type": ["string", "integer"],
            "pattern": rf"^{_ID}$",
            "description": "Letters, digits, '_', '-' and '.', without spaces.",
        },
        "date": {"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$", "examples": ["2027-01-31"]},
        "instant": {
            "type": "string",
            "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?\s*$",
            "examples": ["2027-01-31", "2027-01-31T08:00"],
        },
        "shifts": {"anyOf": [shift, {"type": "array", "items": shift}], "examples": [["08:00-12:00", "13:00-17:00"]]},
        "selectors": {
            "description": "Tasks by id, 'group:...' (that group and below), 'tag:...', or all.",
            "anyOf": [_SELECTOR, {"type": "array", "items": _SELECTOR, "minItems": 1}],
        },
    }


def _plan_definitions() -> Schema:
    return {
        "project": _project(),
        "calendar": _calendar(),
        "holidays": _holidays(),
        "exception": _exception(),
        "objective": _objective(),
        "task": _task(),
        "link": _link(),
        "template": _template(),
        "risk": _risk(),
        "impact": _impact(),
    }


def _project() -> Schema:
    properties = {
        "name": _text("Name of the project."),
        "start": _described(_ref("instant"), "Work begins at the first working instant from here on."),
        "status_date": _described({"anyOf": [_ref("instant"), {"type": "null"}]}, "Date that the plan reports."),
        "currency": {"type": ["string", "null"], "maxLength": 2000, "description": "Such as EUR."},
        "calendar": {"type": ["string", "null"], "description": "The calendar that is worked; by default the first."},
    }
    return _described(_record(properties, "name", "start"), "Name, start and calendar of the project.")


def _calendar() -> Schema:
    week = {
        "type": "object",
        "description": "Shifts by days of the week; days without an entry are not worked.",
        "propertyNames": {"pattern": rf"^\s*{_DAYS}(\s*[-,]\s*{_DAYS})*\s*$"},
        "additionalProperties": _ref("shifts"),
        "examples": [{"mon-fri": ["08:00-12:00", "13:00-17:00"]}],
    }
    hours = {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 24}
    month = {"type": "number", "exclusiveMinimum": 0, "maximum": 31, "default": 20}
    properties = {
        "week": week,
        "holidays": _ref("holidays"),
        "exceptions": {"type": "array", "items": _ref("exception"), "description": "Days that are worked otherwise."},
        "hours_per_day": _described(hours, "Hours that 1d means; by default those of the commonest working day."),
        "days_per_month": _described(month, "Days that 1mo means."),
    }
    return _described(_record(properties), "When work is done.")


def _holidays() -> Schema:
    properties = {
        "country": _text("ISO code of a country, such as NL."),
        "subdivision": {"type": ["string", "null"], "description": "State or region, such as BY in DE."},
    }
    country = _record(properties, "country")
    return {
        "description": "Dates without work, the public holidays of a country, or a list of both.",
        "anyOf": [_ref("date"), country, {"type": "array", "items": {"anyOf": [_ref("date"), country]}}],
    }


def _exception() -> Schema:
    work = _described(_ref("shifts"), "Shifts of these days; [] means no work.")
    single = _record({"date": _ref("date"), "work": work}, "date")
    span = _record({"from": _ref("date"), "to": _ref("date"), "work": work}, "from", "to")
    return {"anyOf": [single, span]}


def _objective() -> Schema:
    properties = {
        "id": _ref("id"),
        "finish": _described(_ref("id"), "The task, or project, that must be finished."),
        "by": _described(_ref("instant"), "A date means the end of that day."),
        "confidence": _described(_ref("fraction"), "Wanted probability, such as 80%."),
    }
    return _record(properties, *properties)


def _task() -> Schema:
    one_or_more_links = {"anyOf": [_ref("link"), {"type": ["array", "null"], "items": _ref("link")}]}
    tags = {"type": ["string", "array", "null"], "items": _text("A tag.")}
    properties = {
        "id": _ref("id"),
        "name": _text("By default the id."),
        "group": _text("Place in the work breakdown: a dotted path such as civil.foundation."),
        "tags": _described(tags, "Words by which templates and risks select tasks."),
        "duration": _described(_uncertain("time"), "Working time, or a distribution of it."),
        "planned": _described(
            {"anyOf": [_ref("time"), {"type": "null"}]}, "Planned duration; what 100% means for a range in %."
        ),
        "milestone": {"type": "boolean", "default": False, "description": "A task that takes no time."},
        "after": _described(one_or_more_links, "What the task waits for, such as 'permit FS+5d'."),
        "owner": _text("Who answers for it."),
    }
    return _record(properties, "id")


def _uncertain(name: str) -> Schema:
    shares = [{"type": "string", "pattern": rf"^\s*{_NUMBER}\s*%\s*$"}] if name == "time" else []
    return {"anyOf": [_ref(name), *shares, _ref("distribution"), {"type": "null"}]}


def _link() -> Schema:
    text = {
        "type": ["string", "integer"],
        "pattern": rf"^\s*{_ID}(\s+([Ff][Ss]|[Ss][Ss]|[Ff][Ff]|[Ss][Ff])?\s*([+-]\s*{_NUMBER}\s*(min|h|d|w|mo))?)?\s*$",
        "examples": ["survey", "permit FS+5d", "design SS+10d"],
    }
    properties = {
        "task": _described(_ref("id"), "The task that is waited for."),
        "link": {"enum": ["FS", "SS", "FF", "SF"], "default": "FS"},
        "lag": {"anyOf": [_ref("time"), _ref("distribution")], "description": "Working time; negative for a lead."},
    }
    return {"anyOf": [text, _record(properties, "task")]}


def _template() -> Schema:
    properties = {
        "for": _ref("selectors"),
        "duration": {
            "description": "A range in % of the planned duration.",
            "anyOf": [{"type": "string", "pattern": rf"^\s*{_NUMBER}\s*%\s*$"}, _ref("distribution")],
        },
    }
    return _record(properties, "for", "duration")


def _risk() -> Schema:
    draw = {"enum": ["once", "each_task"], "default": "once"}
    properties = {
        "id": _ref("id"),
        "title": _text("What may happen, in a few words."),
        "cause": _text("Because of what."),
        "event": _text("What may happen."),
        "effect": _text("What it leads to."),
        "category": _text("Such as ground, supply, permits."),
        "owner": _text("Who answers for it."),
        "probability": _described(_ref("fraction"), "Chance that it happens, such as 15%."),
        "impacts": {"type": "array", "items": _ref("impact"), "minItems": 1, "description": "What it does."},
        "strikes": _described(draw, "It happens once for all its tasks, or independently at each."),
    }
    return _record(properties, "id", "probability", "impacts")


def _impact() -> Schema:
    draw = {"enum": ["once", "each_task"], "default": "once"}
    factor = {"anyOf": [_ref("quantity"), _ref("distribution"), {"type": "null"}]}
    properties = {
        "on": _ref("selectors"),
        "delay": _described(_uncertain("time"), "Working time that is added; negative for an opportunity."),
        "factor": _described(factor, "Factor on the duration, such as 1.2 or 120%."),
        "draw": _described(draw, "One draw for all tasks that it hits, or one for each."),
    }
    return {**_record(properties, "on"), "anyOf": [{"required": ["delay"]}, {"required": ["factor"]}]}


def _distribution() -> Schema:
    value = _ref("quantity")
    shape = {"type": "number", "exclusiveMinimum": 0}
    three = {"type": "array", "items": value, "minItems": 3, "maxItems": 3, "description": "Low, most likely, high."}
    two = {**three, "minItems": 2, "maxItems": 2, "description": "Low, high."}
    bounds = {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 100}, "minItems": 2, "maxItems": 2}
    points = {"type": "object", "additionalProperties": value, "minProperties": 2}
    moments = {
        "anyOf": [
            _record({"mean": value, "sd": value}, "mean", "sd"),
            {**points, "propertyNames": {"pattern": r"^[pP][0-9]+(\.[0-9]+)?$"}, "maxProperties": 2},
        ]
    }
    by_shape = _record({"shape": shape, "scale": value}, "shape", "scale")
    ends = {"low": value, "high": value}
    location = {"location": value}
    method = {"enum": ["monotone", "metalog"], "default": "monotone"}
    families: dict[str, tuple[Schema, Schema]] = {
        "fixed": (value, {}),
        "uniform": (two, {}),
        "triangular": (three, {}),
        "pert": (three, {"shape": _described(shape, "Weight of the most likely value.", default=4)}),
        "trigen": (three, {"percentiles": _described(bounds, "Percentiles of low and high.", default=[10, 90])}),
        "normal": (moments, {}),
        "lognormal": ({"anyOf": [*moments["anyOf"], three]}, {}),
        "beta": (_record({"alpha": shape, "beta": shape, **ends}, "alpha", "beta", "low", "high"), {}),
        "gamma": ({"anyOf": [moments["anyOf"][0], by_shape]}, {}),
        "weibull": (_record({"shape": shape, "scale": value, **location}, "shape", "scale"), {}),
        "exponential": (_record({"mean": value, **location}, "mean"), {}),
        "discrete": ({"type": "object", "minProperties": 1, "additionalProperties": _ref("fraction")}, {}),
        "empirical": ({"type": "array", "items": value, "minItems": 1}, {}),
        "percentiles": (points, {**ends, "method": method}),
    }
    return {
        "description": "A distribution: the name of its family and its values.",
        "anyOf": [_record({family: body, **options}, family) for family, (body, options) in families.items()],
    }
