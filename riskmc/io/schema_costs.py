"""The JSON Schema of costs, resources, currencies and rising prices."""

from __future__ import annotations

from typing import get_args

from riskmc.io.schema_values import NUMBER, Schema, described, maybe, record, ref, text
from riskmc.model.costs import Spread

_SPREAD: Schema = {
    "enum": list(get_args(Spread)),
    "default": "linear",
    "description": "How the money is spent over the work: evenly, more early or late, all at the start or finish.",
}
_CURRENCY = text("By default that of the project.")
_INDEX = text("Name of the index by which its prices rise; by default that of all costs.")


def cost_definitions() -> Schema:
    """Return the definitions of money, costs, resources and rising prices, by name."""
    rate = {"type": ["string", "number"], "pattern": rf"^\s*{NUMBER}\s*%?\s*$"}
    by_date = {"type": "object", "minProperties": 1, "additionalProperties": rate}
    escalation = {
        "base": described(maybe("instant"), "The date of the prices in the plan; by default the start."),
        "rate": described(rate, "Rise in a year, of all costs that name no index, such as 3%."),
        "indices": {
            "type": ["object", "null"],
            "additionalProperties": {"anyOf": [rate, by_date]},
            "description": "By the names that costs use: one rate, or dates and the rates from then on.",
        },
    }
    return {
        "money": _money(),
        "task_cost": _task_cost(),
        "assignment": _assignment(),
        "resource": _resource(),
        "project_cost": _project_cost(),
        "escalation": described({**record(escalation), "type": ["object", "null"]}, "How prices rise."),
        "currencies": {
            "type": ["object", "null"],
            "additionalProperties": {"type": "number", "exclusiveMinimum": 0},
            "description": "What one unit of other currencies is worth in that of the project.",
        },
    }


def _money() -> Schema:
    return {
        "description": "Money: 120k, 4.2M, a plain number, or a distribution.",
        "anyOf": [ref("quantity"), ref("distribution"), {"type": "null"}],
    }


def _task_cost() -> Schema:
    properties = {
        "fixed": described(ref("money"), "Money that does not hang on the duration."),
        "per_day": described(ref("money"), "Money for each working day of the task."),
        "per_hour": described(ref("money"), "Money for each working hour of the task."),
        "spread": _SPREAD,
        "actual": described(maybe("quantity"), "What a started task has cost; the rest is what is left to spend."),
        "currency": _CURRENCY,
        "index": _INDEX,
    }
    return {"anyOf": [ref("quantity"), ref("distribution"), record(properties), {"type": "null"}]}


def _assignment() -> Schema:
    properties = {
        "id": described(ref("id"), "The resource."),
        "units": {"type": ["number", "string"], "description": "How many of it work: 2, or 50% of one.", "default": 1},
        "quantity": described(ref("money"), "How much of a material is used."),
    }
    short = {
        "type": "string",
        "pattern": r"^\s*[\w.\-]+(\s+[x×]\s*[0-9.]+\s*%?|\s*=\s*[0-9].*)\s*$",
        "description": "Two of it: crew x2; half of one: crew x50%; so much of a material: steel = 120.",
    }
    return {"anyOf": [ref("id"), short, record(properties, "id")]}


def _resource() -> Schema:
    properties = {
        "id": ref("id"),
        "name": text("What it is called; by default the id."),
        "per_day": described(ref("money"), "Money for each unit and working day."),
        "per_hour": described(ref("money"), "Money for each unit and working hour."),
        "per_unit": described(ref("money"), "Price of a unit of material."),
        "per_use": described(ref("money"), "Money for each unit and task that uses it."),
        "available": {"type": ["number", "string", "null"], "description": "How many of it there are."},
        "currency": _CURRENCY,
        "index": _INDEX,
    }
    return described(record(properties, "id"), "What work is done with: people, plant, material.")


def _project_cost() -> Schema:
    properties = {
        "id": ref("id"),
        "name": text("What it is for; by default the id."),
        "group": text("Place in the work breakdown, such as overhead."),
        "fixed": described(ref("money"), "Money that does not hang on time."),
        "per_day": described(ref("money"), "Money for each working day of the project's calendar."),
        "per_hour": described(ref("money"), "Money for each working hour of the project's calendar."),
        "per_calendar_day": described(ref("money"), "Money for each day of the clock, worked or not."),
        "per_month": described(ref("money"), "Money for each month of the clock, a twelfth of a year."),
        "from": described(maybe("id"), "From the start of this task; by default the start of the project."),
        "to": described(maybe("id"), "To the finish of this task; by default the finish of the project."),
        "spread": _SPREAD,
        "currency": _CURRENCY,
        "index": _INDEX,
    }
    amounts = ("fixed", "per_day", "per_hour", "per_calendar_day", "per_month")
    cost = {**record(properties, "id"), "anyOf": [{"required": [key]} for key in amounts]}
    return described(cost, "A cost of the project beside its tasks.")
