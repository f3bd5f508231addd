"""The part of the JSON Schema of the plan format that describes reserves and contingency plans."""

from __future__ import annotations

from typing import get_args

from riskmc.io.schema_values import Schema, described, maybe, record, ref, text
from riskmc.model.responses import Strategy


def contingency_definitions() -> Schema:
    """Return the definitions of the contingency, its reserves and plans, their signals and responses, by name."""
    short = record({"schedule": maybe("time"), "cost": maybe("quantity")})
    reserves = {"anyOf": [{"type": ["array", "null"], "items": ref("reserve")}, short]}
    plans: Schema = {"type": ["array", "null"], "items": ref("contingency_plan")}
    properties = {
        "reserves": described(reserves, "Time and money set aside: a list, or {schedule: 30d, cost: 350k}."),
        "plans": described(plans, "Plans that lie ready, each with the signal that calls for it."),
    }
    whole = described(record(properties), "What is held ready for what may come.")
    return {
        "contingency": {**whole, "type": ["object", "null"]},
        "reserve": _reserve(),
        "contingency_plan": _plan(),
        "signal": _signal(),
        "contingency_response": _response(),
    }


def _reserve() -> Schema:
    properties = {
        "id": ref("id"),
        "title": text("What it is called."),
        "of": {"enum": ["schedule", "cost"], "description": "Time, or money."},
        "kind": {
            "enum": ["contingency", "management"],
            "default": "contingency",
            "description": "For what is known to be uncertain, or for what nobody thought of.",
        },
        "amount": described(ref("quantity"), "Working time such as 30d, or money such as 350k."),
        "before": described(ref("id"), "The milestone that a reserve of time lies before; by default project."),
        "owner": text("Who decides what it is spent on."),
    }
    schema = record(properties, "id", "of", "amount")
    is_time = {"properties": {"of": {"const": "schedule"}}}
    return {**schema, "if": is_time, "then": {"properties": {"amount": ref("time")}}}


def _plan() -> Schema:
    threshold = {"anyOf": [ref("instant"), ref("quantity"), {"type": "null"}]}
    protects: Schema = {
        "type": ["string", "integer"],
        "pattern": r"^\s*((objective|task|risk)\s*:.+|[^:\s]+)\s*$",
        "default": "project",
    }
    properties = {
        "id": ref("id"),
        "title": text("What it is called."),
        "protects": described(protects, "Id of an objective, a milestone or task, or a risk; or project."),
        "signal": described({"anyOf": [ref("signal"), {"type": "null"}]}, "What is watched."),
        "threshold": described(threshold, "The trigger that its owner set: a date, 10d, 60% or an amount of money."),
        "level": described(maybe("fraction"), "Chance of what it protects below which it is called for, such as 50%."),
        "response": described(maybe("contingency_response"), "What is done then."),
        "fallback": text("What is done if that does not help."),
    }
    return record(properties, "id")


def _signal() -> Schema:
    properties = {
        "finish": described(ref("id"), "A milestone or task, whose finish is watched."),
        "buffer": described(ref("id"), "A reserve of time: the share of it that is used up."),
        "cost": {"enum": ["total"], "description": "The money that is spent up to the date."},
        "on": described(ref("instant"), "When the cost is looked at."),
        "risk": described(ref("id"), "A risk: that it has struck."),
        "words": text("What people watch and the simulation does not know."),
    }
    kinds = [{"required": keys} for keys in (["finish"], ["buffer"], ["cost", "on"], ["risk"], ["words"])]
    words = {"type": "string", "minLength": 1, "maxLength": 2000}
    return {"anyOf": [{**record(properties), "oneOf": kinds}, words]}


def _response() -> Schema:
    properties = {
        "strategy": {"enum": [*get_args(Strategy), None], "description": "How what threatens is met."},
        "action": text("What is done."),
        "owner": text("Who does it."),
        "cost": described(maybe("quantity"), "Money that it takes where it is called for, such as 60k."),
        "lead_time": described(maybe("time"), "Working time from the decision until it takes effect, such as 20d."),
    }
    return record(properties)
