"""The words and values of which the JSON Schema of the plan format is made."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
ID = r"[^\s:,;+/\\\"'()\[\]{}]+"
_SELECTOR = {"type": ["string", "integer"], "pattern": r"^\s*((task|group|tag)\s*:.+|[^:\s]+)\s*$"}


def ref(name: str) -> Schema:
    """Refer to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def record(properties: Schema, *required: str) -> Schema:
    """Accept a mapping with these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def described(schema: Schema, description: str, **more: Any) -> Schema:
    """Tell what a value is for."""
    return {**schema, "description": description, **more}


def text(description: str) -> Schema:
    """Accept a text."""
    return {"type": "string", "maxLength": 2000, "description": description}


def maybe(name: str) -> Schema:
    """Accept what a definition says, or nothing."""
    return {"anyOf": [ref(name), {"type": "null"}]}


def value_definitions() -> Schema:
    """Return the definitions of amounts, dates, ids, shifts and selectors, by name."""
    shift = {"type": "string", "pattern": r"^\s*[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}\s*$"}
    percent = {"type": "string", "pattern": rf"^\s*{NUMBER}\s*%?\s*$"}
    return {
        "quantity": {
            "type": ["string", "number"],
            "pattern": rf"^\s*{NUMBER}\s*(min|h|d|w|mo|%|k|M|bn|)\s*$",
            "description": "A number with a unit: min, h, d, w, mo, or %; 5d, 1.5mo, 90%; for money k, M or bn.",
        },
        "time": {
            "type": "string",
            "pattern": rf"^\s*{NUMBER}\s*(min|h|d|w|mo)\s*$",
            "description": "Working time: 30min, 6h, 5d, 2w, 1.5mo.",
            "examples": ["5d", "2w", "1mo"],
        },
        "fraction": {
            "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, percent],
            "examples": ["15%", "80%"],
        },
        "id": {
            "type": ["string", "integer"],
            "pattern": rf"^{ID}$",
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


def distribution() -> Schema:
    """Accept a distribution of any family."""
    value = ref("quantity")
    shape = {"type": "number", "exclusiveMinimum": 0}
    three = {"type": "array", "items": value, "minItems": 3, "maxItems": 3, "description": "Low, most likely, high."}
    two = {**three, "minItems": 2, "maxItems": 2, "description": "Low, high."}
    bounds = {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 100}, "minItems": 2, "maxItems": 2}
    points = {"type": "object", "additionalProperties": value, "minProperties": 2}
    moments = {
        "anyOf": [
            record({"mean": value, "sd": value}, "mean", "sd"),
            {**points, "propertyNames": {"pattern": r"^[pP][0-9]+(\.[0-9]+)?$"}, "maxProperties": 2},
        ]
    }
    by_shape = record({"shape": shape, "scale": value}, "shape", "scale")
    ends = {"low": value, "high": value}
    location = {"location": value}
    method = {"enum": ["monotone", "metalog"], "default": "monotone"}
    families: dict[str, tuple[Schema, Schema]] = {
        "fixed": (value, {}),
        "uniform": (two, {}),
        "triangular": (three, {}),
        "pert": (three, {"shape": described(shape, "Weight of the most likely value.", default=4)}),
        "trigen": (three, {"percentiles": described(bounds, "Percentiles of low and high.", default=[10, 90])}),
        "normal": (moments, {}),
        "lognormal": ({"anyOf": [*moments["anyOf"], three]}, {}),
        "beta": (record({"alpha": shape, "beta": shape, **ends}, "alpha", "beta", "low", "high"), {}),
        "gamma": ({"anyOf": [moments["anyOf"][0], by_shape]}, {}),
        "weibull": (record({"shape": shape, "scale": value, **location}, "shape", "scale"), {}),
        "exponential": (record({"mean": value, **location}, "mean"), {}),
        "discrete": ({"type": "object", "minProperties": 1, "additionalProperties": ref("fraction")}, {}),
        "empirical": ({"type": "array", "items": value, "minItems": 1}, {}),
        "percentiles": (points, {**ends, "method": method}),
    }
    return {
        "description": "A distribution: the name of its family and its values.",
        "anyOf": [record({family: body, **options}, family) for family, (body, options) in families.items()],
    }
