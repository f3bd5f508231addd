"""The part of the JSON Schema of the plan format that describes scoring."""

from __future__ import annotations

from riskmc.io.schema_values import Schema, described, record, ref
from riskmc.model.scoring import BUILT_IN_KINDS


def scoring() -> Schema:
    """Accept how risks are scored."""
    number: Schema = {"type": "number", "minimum": 0}
    numbers: Schema = {"type": ["array", "null"], "items": number, "minItems": 2, "maxItems": 10}
    names: Schema = {"type": "array", "items": {"type": "string", "minLength": 1, "maxLength": 40}}
    edges: Schema = {"type": "array", "items": ref("quantity"), "minItems": 3, "maxItems": 11}
    words: Schema = {"type": "array", "items": {"type": "string", "maxLength": 200}, "minItems": 2, "maxItems": 10}
    scales: Schema = {
        "type": ["object", "null"],
        "properties": {"schedule": edges, "cost": edges},
        "additionalProperties": {"anyOf": [edges, words]},
    }
    table: Schema = {"type": "object", "additionalProperties": {**numbers, "type": "array"}}
    chances: Schema = {"type": ["array", "null"], "items": ref("fraction"), "minItems": 3, "maxItems": 11}
    properties: Schema = {
        "levels": {
            "description": "3 or 5 levels, or names of your own, the lowest first.",
            "default": 5,
            "anyOf": [{"enum": [3, 5]}, {**names, "minItems": 2, "maxItems": 10}],
        },
        "probability": described(chances, "Ends of the bands of probability: one more than levels."),
        "impacts": described(scales, f"Scales by kind of impact: {', '.join(BUILT_IN_KINDS)}, or yours."),
        "score": {
            "description": "The product of both levels, or rows by probability, columns by impact, the lowest first.",
            "anyOf": [{"enum": ["product", None]}, table],
        },
        "values": described(
            {"anyOf": [record({"probability": numbers, "impact": numbers}), {"type": "null"}]},
            "The numbers that are multiplied; 1, 2, 3 ... by default.",
        ),
        "tolerance": described(
            {"anyOf": [record({"medium": number, "high": number}, "medium", "high"), {"type": "null"}]},
            "From which scores a risk is medium (amber), and high (red).",
        ),
        "appetite": {"type": ["number", "null"], "description": "The score from which a risk is no longer accepted."},
        "budget": described({"anyOf": [ref("quantity"), {"type": "null"}]}, "What a scale of cost in % is a share of."),
    }
    return {**described(record(properties), "How risks are scored."), "type": ["object", "null"]}
