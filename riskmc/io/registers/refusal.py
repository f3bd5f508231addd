"""Why a table is no risk register, in the words of its reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from riskmc.io.registers.names import parse_name
from riskmc.io.registers.records import Block, Column, Entry

__all__ = ["NEEDED", "unfit"]

NEEDED: Final = "a risk register has a column for the risk (title or description) and one for its probability"
_TEXTS: Final = ("title", "description", "event")
_OTHERS: Final[Mapping[str, tuple[tuple[str, ...], int, str]]] = {
    "vulnerability": (
        ("vulnerability", "asset"),
        2,
        "this is a list of vulnerabilities of assets, not of risks to a project",
    ),
    "driver": (
        ("driver",),
        2,
        "these are drivers of a budget with the stress that is put on each, not risks of a project",
    ),
    "customer": (("customer",), 2, "these are customers or contracts, not risks of a project"),
    "influence": (("influence",), 2, "this is a list of stakeholders, not of risks"),
    "requirement": (("requirement",), 2, "this is a list of requirements or tests, not of risks"),
}
_PLAN_WORDS: Final = ("predecessor", "duration_word", "resource", "complete", "start", "finish", "tasks")


def unfit(block: Block | None, columns: Sequence[Column], entries: Sequence[Entry] | None, sheet: str) -> str:
    """Say why a table is no risk register, or nothing.

    Parameters
    ----------
    block : Block or None
    columns : sequence of Column
    entries : sequence of Entry or None
        None before they are read.
    sheet : str
        Its name.

    Returns
    -------
    str
    """
    if block is None or not block.names:
        return "no row names columns"
    concepts = [concept for name in block.names.values() for concept in parse_name(name).usual()]
    fields = {column.field for column in columns if column.field}
    for words, least, why in _OTHERS.values():
        if sum(concepts.count(word) for word in words) >= least:
            return f"{why} ({_named(block, words)})"
    named = {concept for name in block.names.values() for phrase in parse_name(name).meanings for concept in phrase[:1]}
    if "probability" not in named and sum(word in named for word in _PLAN_WORDS) >= 3:
        return f"these are tasks of a project plan ({_named(block, _PLAN_WORDS)})"
    return _lacking(block, columns, entries, fields, named, sheet)


def _lacking(
    block: Block,
    columns: Sequence[Column],
    entries: Sequence[Entry] | None,
    fields: Collection[str],
    named: Collection[str],
    sheet: str,
) -> str:
    has_text = bool(named & {"title", "description", "event", "risk", "cause"} if isinstance(named, set) else ())
    has_chance = "probability" in named or "probability" in fields
    is_risky = "risk" in named or "risk" in parse_name(sheet).usual()
    rated = bool({"impact", "score"} & set(named)) or any(field in fields for field in ("schedule", "cost", "impact"))
    if not has_text:
        if has_chance or rated:
            return "its columns rate something, but no column says what: this may be the matrix or the key of a scale"
        return f"no column is named as those of a risk register are ({_all_names(block)})"
    if not has_chance and "issue" in named and not is_risky:
        return "this is a list of issues: nothing has a probability"
    if not has_chance:
        return f"no column gives a probability ({_all_names(block)})"
    has_rows = sum(len(column.examples) >= 2 for column in columns) >= 3
    if entries is not None and not entries and has_rows and not set(_TEXTS) & set(fields):
        return f"no column holds the words of risks ({_all_names(block)})"
    if entries is not None and not entries:
        return "it has the columns of a risk register and no entries: an empty template"
    if entries is not None and not any(entry.probability for entry in entries):
        return "none of its entries has a probability that can be read"
    return _scale_key(columns, entries)


def _scale_key(columns: Sequence[Column], entries: Sequence[Entry] | None) -> str:
    """Recognise the key of a scale: each level once, in order, and nobody who does anything about it."""
    if not entries or not 3 <= len(entries) <= 10:
        return ""
    fields = {column.field for column in columns if column.field}
    if any(column.field == "impact" or "risk" in parse_name(column.header).usual() for column in columns):
        return ""
    if fields & {"owner", "status", "response.action", "response.strategy", "cause", "identified", "category"}:
        return ""
    from riskmc.io.registers.scales import LEVEL_NAMES

    names = LEVEL_NAMES[5]
    ranks = [names.index(entry.probability.level) for entry in entries if entry.probability and entry.probability.level]
    chances = [entry.probability.low for entry in entries if entry.probability and not entry.probability.level]
    told = ranks if len(ranks) == len(entries) else chances if len(chances) == len(entries) else []
    is_ladder = (
        len(told) >= 3 and len(set(told)) == len(told) and (told == sorted(told) or told == sorted(told, reverse=True))
    )
    return "this is the key of a scale: each level once, in order" if is_ladder else ""


def _named(block: Block, concepts: Sequence[str]) -> str:
    names = [name for name in block.names.values() if parse_name(name).usual() & set(concepts)]
    return f"columns {', '.join(names[:4])}"


def _all_names(block: Block) -> str:
    names = list(block.names.values())
    return f"its columns are {', '.join(name[:30] for name in names[:6])}{', ...' if len(names) > 6 else ''}"
