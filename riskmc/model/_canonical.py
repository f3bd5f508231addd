"""Canonical plain data of records, from which the fingerprint of a plan is taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from riskmc.model._record import Record
from riskmc.model.distributions import Distribution
from riskmc.model.quantities import Quantity

_SIMPLE = frozenset((str, float, int, bool, type(None)))


def canonical(value: Any) -> Any:
    """Return canonical plain data; fields with their usual values are left out, so that a new field changes nothing."""
    kind = type(value)
    if kind in _SIMPLE:
        return value
    if kind is Quantity:
        return str(value)
    if isinstance(value, Record):
        content = value.__dict__
        fields = {
            name: canonical(content[name]) for name, usual in _usual_values(type(value)) if content[name] != usual
        }
        return {**fields, "family": value.family} if isinstance(value, Distribution) else fields
    if isinstance(value, Mapping):
        return {name: canonical(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [canonical(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _usual_values(record: type[Record]) -> tuple[tuple[str, Any], ...]:
    fields = record.model_fields.items()
    return tuple((name, field.get_default(call_default_factory=True)) for name, field in fields)
