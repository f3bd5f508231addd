"""Where a plan came from, as plain mappings, lists, texts and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from riskmc.model.origin import Origin, OwnDates, RawCount

__all__ = ["origin_document", "origin_from_document"]

_DATES = ("start", "finish", "late_start", "late_finish")


def origin_document(origin: Origin | None) -> dict[str, Any] | None:
    """Spell an origin; :func:`origin_from_document` reads it back.

    Examples
    --------
    >>> origin_document(Origin("a tool", "shed.xml", own={"dig": OwnDates(finish=datetime(2027, 1, 6, 17))}))["own"]
    {'dig': {'finish': '2027-01-06T17:00:00'}}
    """
    if origin is None:
        return None
    return {
        "tool": origin.tool,
        "file": origin.file,
        "stale": origin.stale,
        "counts": [asdict(count) for count in origin.counts],
        "own": {task: _dates(own) for task, own in origin.own.items()},
    }


def origin_from_document(document: Mapping[str, Any] | None) -> Origin | None:
    """Read an origin back."""
    if document is None:
        return None
    counts = tuple(RawCount(**count) for count in document["counts"])
    own = {task: _own_dates(dates) for task, dates in document["own"].items()}
    return Origin(**{**document, "counts": counts, "own": own})


def _dates(own: OwnDates) -> dict[str, Any]:
    given = {field.name: getattr(own, field.name) for field in fields(own)}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in given.items()
        if value not in (None, "")
    }


def _own_dates(document: Mapping[str, Any]) -> OwnDates:
    dates = {name: datetime.fromisoformat(document[name]) for name in _DATES if name in document}
    return OwnDates(**{**document, **dates})
