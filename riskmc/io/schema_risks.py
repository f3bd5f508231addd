"""The JSON Schema of risks, what is done about them, and branches."""

from __future__ import annotations

from typing import get_args

from riskmc.io.schema_tasks import uncertain
from riskmc.io.schema_values import Schema, described, maybe, record, ref, text
from riskmc.model.responses import Progress, Strategy

_DRAW: Schema = {"enum": ["once", "each_task"], "default": "once"}
_LEVEL: Schema = {"type": "string", "pattern": r"^\s*[^\W\d_]", "maxLength": 60}


def risk_definitions() -> Schema:
    """Return the definitions of a risk, its impacts, responses and window, and of a branch, by name."""
    option = {
        "tasks": described(ref("selectors"), "Tasks that exist only where this way is taken."),
        "probability": described(ref("fraction"), "Chance that it is taken."),
    }
    branch = {
        "id": ref("id"),
        "name": text("What is decided."),
        "options": {"type": "array", "items": record(option, *option), "minItems": 1},
    }
    return {
        "level": {**_LEVEL, "description": "A level of the scoring scheme, such as high."},
        "chance": _chance(),
        "ids": _ids(),
        "levels": {
            "type": ["object", "null"],
            "additionalProperties": ref("level"),
            "description": "Levels by kind of impact: schedule, cost, quality, safety, reputation, or yours.",
        },
        "risk": _risk(),
        "impact": _impact(),
        "response": _response(),
        "window": _window(),
        "branch": described(record(branch, "id", "options"), "A fork, of which at most one option is taken."),
    }


def _chance() -> Schema:
    return {
        "anyOf": [ref("fraction"), ref("level"), ref("distribution"), {"type": "null"}],
        "description": "Such as 15%, high, or a range where the chance is itself uncertain.",
    }


def _ids() -> Schema:
    return {"anyOf": [ref("id"), {"type": ["array", "null"], "items": ref("id")}]}


def _times() -> Schema:
    return {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 100}


def _risk() -> Schema:
    responses = {"anyOf": [ref("response"), {"type": ["array", "null"], "items": ref("response")}]}
    properties = {
        "id": ref("id"),
        "title": text("What may happen, in a few words."),
        "cause": text("Because of what."),
        "event": text("What may happen."),
        "effect": text("What it leads to."),
        "category": text("Such as ground, supply, permits."),
        "owner": text("Who answers for it."),
        "kind": {"enum": ["threat", "opportunity"], "default": "threat"},
        "status": {"enum": ["open", "closed"], "default": "open", "description": "A closed risk never happens."},
        "identified": described(maybe("instant"), "When it was found."),
        "review": described(maybe("instant"), "When it is looked at again."),
        "probability": described(ref("chance"), "Chance that it happens, such as 15%, high, or a range."),
        "occurrences": described(
            _times(), "In place of a probability: mean number of times that it happens (Poisson)."
        ),
        "systemic": {"type": "boolean", "default": False, "description": "No event, but a factor that always acts."},
        "strikes": described(_DRAW, "It happens once for all its tasks, or independently at each."),
        "combine": {
            "enum": ["series", "parallel"],
            "default": "series",
            "description": "All its effects count, or of parallel ones only the largest on a task.",
        },
        "window": described(maybe("window"), "When it can strike."),
        "requires": described(ref("ids"), "Risks without which it can not happen."),
        "excludes": described(ref("ids"), "Risks that never happen together with it."),
        "impacts": {"type": "array", "items": ref("impact"), "description": "What it does."},
        "levels": ref("levels"),
        "response": described(responses, "What is done about it: one response, or a list."),
        "trigger": text("By what one sees that it happens."),
        "contingency": text("What is done then."),
        "fallback": text("What is done if that does not help."),
    }
    return record(properties, "id")


def _impact() -> Schema:
    factor = {"anyOf": [ref("quantity"), ref("distribution"), {"type": "null"}]}
    money = {"anyOf": [ref("quantity"), ref("level"), ref("distribution"), {"type": "null"}]}
    delay = {"anyOf": [ref("level"), *uncertain("time")["anyOf"]]}
    properties = {
        "on": described(ref("selectors"), "Tasks that it hits; left out where that is not known yet."),
        "delay": described(delay, "Working time that is added, or a level; negative for an opportunity."),
        "factor": described(factor, "Factor on the duration, such as 1.2 or 120%."),
        "cost": described(money, "Money that is added, such as 120k, or a level; negative for a saving."),
        "cost_factor": described(factor, "Factor on the cost of the tasks."),
        "draw": described(_DRAW, "One draw for all tasks that it hits, or one for each."),
        "number": {
            "type": ["integer", "null"],
            "minimum": 1,
            "description": "Addresses its draws; its place by default.",
        },
    }
    effects = [{"required": [key]} for key in ("delay", "factor", "cost", "cost_factor")]
    return {**record(properties), "anyOf": effects}


def _response() -> Schema:
    properties = {
        "id": described(ref("id"), "By default that of the risk and its place: R1.1."),
        "strategy": {"enum": [*get_args(Strategy), None], "description": "How the risk is met."},
        "action": text("What is done."),
        "owner": text("Who does it."),
        "cost": described(maybe("quantity"), "Money, such as 60k."),
        "due": described(maybe("instant"), "By when."),
        "status": {"enum": list(get_args(Progress)), "default": "planned"},
        "tasks": described(ref("ids"), "Tasks of the plan that exist only where the response counts."),
        "probability": described(ref("chance"), "What is left of the chance."),
        "occurrences": described(_times(), "What is left of the mean number of times."),
        "impacts": {
            "type": ["array", "null"],
            "items": ref("impact"),
            "description": "What it does then, in place of what it did.",
        },
        "levels": ref("levels"),
        "secondary": described(ref("ids"), "Risks that exist only where the response counts."),
    }
    return record(properties)


def _window() -> Schema:
    properties = {
        "from": ref("instant"),
        "to": ref("instant"),
        "while": described(ref("selectors"), "From the first start of these tasks to their last finish."),
    }
    return {**record(properties), "minProperties": 1}
