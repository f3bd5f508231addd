"""The JSON Schema of correlations in a plan."""

from __future__ import annotations

from riskmc.io.schema_values import Schema, described, record, text

_ONE = {"type": ["string", "integer"], "pattern": r"^\s*((task|risk|occurs|cost|resource)\s*:.+|[^:\s]+)\s*$"}
_SELECTOR = {
    "type": ["string", "integer"],
    "pattern": r"^\s*((task|group|tag|risk|occurs|cost|resource)\s*:.+|[^:\s]+)\s*$",
}


def correlation() -> Schema:
    """Accept a correlation of a group or of a pair."""
    properties = {
        "group": {
            "description": "Tasks by id, 'group:...', 'tag:...' or all; 'risk:ID' (its impacts), 'occurs:ID', "
            "'cost:ID', 'resource:ID'.",
            "anyOf": [_SELECTOR, {"type": "array", "items": _SELECTOR, "minItems": 1}],
        },
        "between": {
            "description": "Two members: tasks, 'risk:ID' (its impacts), 'occurs:ID' (its occurrence), 'cost:ID', "
            "'resource:ID'.",
            "type": "array",
            "items": _ONE,
            "minItems": 2,
            "maxItems": 2,
        },
        "rho": described(_rho(-1), "Positive means long with long; default is 0.18."),
        "measure": {
            "enum": ["rank", "normal"],
            "default": "rank",
            "description": "Spearman's rank correlation, or that of the normal scores.",
        },
        "name": text("Addresses the random numbers of a group; by default what the group says."),
    }
    return {**record(properties, "rho"), "oneOf": [{"required": ["group"]}, {"required": ["between"]}]}


def correlation_settings() -> Schema:
    """Accept how correlations act."""
    properties = {
        "copula": {
            "enum": ["gaussian", "t"],
            "default": "gaussian",
            "description": "Under t, extremes come together more often.",
        },
        "degrees_of_freedom": {
            "type": "integer",
            "minimum": 1,
            "maximum": 50,
            "default": 4,
            "description": "Of the t copula; the fewer, the more often extremes come together.",
        },
        "repair": {
            "enum": ["refuse", "nearest"],
            "default": "refuse",
            "description": "What becomes of correlations that cannot all hold.",
        },
        "within_groups": described(_rho(0), "Between the durations of tasks of one group.", default=0),
    }
    return described(record(properties), "How correlations act.")


def _rho(least: int) -> Schema:
    return {"anyOf": [{"type": "number", "minimum": least, "maximum": 1}, {"const": "default"}]}
