"""The JSON Schema of tasks and what belongs to them."""

from __future__ import annotations

from riskmc.io.schema_values import ID, NUMBER, Schema, described, maybe, record, ref, text
from riskmc.model.constraints import CONSTRAINT_KINDS

_TASK_DATES = {
    "deadline": "Should be finished by; moves nothing.",
    "expected_finish": "The rest of the work stretches to here.",
    "actual_start": "When it did start.",
    "actual_finish": "When it did finish.",
}


def task_definitions() -> Schema:
    """Return the definitions of a task, its links, constraints, pauses and spans, by name."""
    pause = {
        "after": described(ref("time"), "Work done before it."),
        "lasting": described(ref("time"), "How long nothing is done."),
    }
    return {
        "task": _task(),
        "link": _link(),
        "constraint": _constraint(),
        "pause": record(pause, *pause),
        "span": _span(),
    }


def _task() -> Schema:
    tags = {"type": ["string", "array", "null"], "items": text("A tag.")}
    properties = {
        "id": ref("id"),
        "name": text("By default the id."),
        "group": text("Place in the work breakdown: a dotted path such as civil.foundation."),
        "tags": described(tags, "Words by which templates and risks select tasks."),
        "duration": described(uncertain("time"), "Working time, or a distribution of it."),
        "planned": described(
            {"anyOf": [ref("time"), {"type": "null"}]}, "Planned duration; what 100% means for a range in %."
        ),
        "milestone": {"type": "boolean", "default": False, "description": "A task that takes no time."},
        "side": {
            "enum": ["", "start", "finish"],
            "default": "",
            "description": "Of a pause at which a milestone lies.",
        },
        "after": described(_links(), "What the task waits for, such as 'permit FS+5d'."),
        "calendar": text("Calendar that it is worked on; by default the project's. 24h never rests."),
        "float_calendar": text("Calendar on which its total float is counted; by default its own."),
        "constraint": ref("constraint"),
        **{key: described(maybe("instant"), what) for key, what in _TASK_DATES.items()},
        "remaining": described(uncertain("time", shares=False), "Work left of a started task; only this is uncertain."),
        "percent_complete": described(maybe("fraction"), "Share of the duration that is done."),
        "suspended": described(maybe("instant"), "From when started work rests."),
        "resume": described(maybe("instant"), "Started work does not go on before."),
        "delay": described(maybe("time"), "Elapsed time by which the start is put off, as by levelling."),
        "pauses": {"type": "array", "items": ref("pause"), "description": "Where the work is split."},
        "span": described(maybe("span"), "Makes it a hammock, a level of effort or a summary."),
        "basis": text("What its duration and range rest on, and which causes of delay they hold."),
        "owner": text("Who answers for it."),
        "exists": described(
            {"anyOf": [ref("fraction"), {"type": "string", "pattern": rf"^(risk:)?{ID}$"}, {"type": "null"}]},
            "Chance that it has to be done at all, or the id of the risk that makes it necessary.",
        ),
        "cost": described(ref("task_cost"), "What it costs: an amount, or fixed, per_day and more."),
        "resources": described(
            {"anyOf": [ref("assignment"), {"type": ["array", "null"], "items": ref("assignment")}]},
            "What it uses.",
        ),
    }
    return record(properties, "id")


def _links() -> Schema:
    return {"anyOf": [ref("link"), {"type": ["array", "null"], "items": ref("link")}]}


def uncertain(name: str, *, shares: bool = True) -> Schema:
    """Accept an amount, a distribution, and a share where one may stand."""
    percent = [{"type": "string", "pattern": rf"^\s*{NUMBER}\s*%\s*$"}] if shares else []
    return {"anyOf": [ref(name), *percent, ref("distribution"), {"type": "null"}]}


def _constraint() -> Schema:
    kinds: Schema = {kind: ref("instant") for kind in CONSTRAINT_KINDS[:-1]}
    kinds["as_late_as_possible"] = {"type": "boolean"}
    one = {**record(kinds), "maxProperties": 2}
    return {
        "description": "One or two dates that hold the task beside its links.",
        "anyOf": [one, {"type": "null"}],
        "examples": [{"start_no_earlier_than": "2027-05-03"}],
    }


def _span() -> Schema:
    properties = {
        "from": described(_links(), "'a SS' begins with the start of a, 'a' with its finish."),
        "to": described(_links(), "'b FF' ends with the finish of b, 'b SF' with its start."),
        "over": described(ref("selectors"), "Tasks that it covers from the first start to the last finish."),
    }
    ends = [{"required": ["over"]}, {"required": ["from", "to"]}]
    return {**record(properties), "anyOf": ends, "examples": [{"over": "group:civil"}]}


def _link() -> Schema:
    words = {
        "type": ["string", "integer"],
        "pattern": rf"^\s*{ID}(\s+([Ff][Ss]|[Ss][Ss]|[Ff][Ff]|[Ss][Ff])?\s*([+-]\s*{NUMBER}\s*e?(min|h|d|w|mo))?)?\s*$",
        "examples": ["survey", "permit FS+5d", "design SS+10d", "curing FS+7ed"],
    }
    properties = {
        "task": described(ref("id"), "The task that is waited for."),
        "link": {"enum": ["FS", "SS", "FF", "SF"], "default": "FS"},
        "lag": {"anyOf": [ref("time"), ref("distribution")], "description": "Working time; negative for a lead."},
        "calendar": text("Calendar of the lag: predecessor, successor, project, 24h, or the name of one."),
    }
    return {"anyOf": [words, record(properties, "task")]}
