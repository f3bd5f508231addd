"""How the keys of a scoring scheme are read: levels, bands, scales, tables of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from riskmc.model._record import Fault, fault, faults_below, raise_faults, shown
from riskmc.model.quantities import Quantity, as_fraction, as_quantity

Edges = tuple[Quantity, ...]
"""The ends of the bands of a scale, the lowest first: one more than there are levels."""

BUILT_IN_KINDS: Final = ("schedule", "cost", "quality", "safety", "reputation")
"""Kinds of impact that every scheme has a scale for."""

FEWEST_LEVELS, MOST_LEVELS = 2, 10

LEVEL_NAMES: Final[Mapping[int, tuple[str, ...]]] = {
    3: ("low", "medium", "high"),
    5: ("very low", "low", "medium", "high", "very high"),
}
PROBABILITY_EDGES: Final[Mapping[int, tuple[float, ...]]] = {
    3: (0.0, 0.3, 0.7, 1.0),
    5: (0.0, 0.1, 0.3, 0.5, 0.7, 1.0),
}
SCALES: Final[Mapping[int, Mapping[str, tuple[Any, ...]]]] = {
    3: {
        "schedule": tuple(Quantity(share, "%") for share in (0, 5, 10, 20)),
        "cost": tuple(Quantity(share, "%") for share in (0, 10, 20, 40)),
        "quality": ("minor parts are affected", "the sponsor must agree", "unacceptable to the sponsor"),
        "safety": ("first aid", "lost time", "lasting harm or death"),
        "reputation": ("known within the project", "local attention", "national attention"),
    },
    5: {
        "schedule": tuple(Quantity(share, "%") for share in (0, 1, 5, 10, 20, 40)),
        "cost": tuple(Quantity(share, "%") for share in (0, 1, 10, 20, 40, 80)),
        "quality": (
            "barely noticeable", "only demanding uses are affected", "the sponsor must agree",
            "unacceptable to the sponsor", "of no use",
        ),
        "safety": ("a near miss", "first aid", "lost time", "lasting harm", "death"),
        "reputation": (
            "known within the project", "known within the organisation", "local attention", "national attention",
            "lasting loss of trust",
        ),
    },
}  # fmt: skip
_NOMINAL_MINUTES: Final = {"min": 1.0, "h": 60.0, "d": 480.0, "w": 2_400.0, "mo": 9_600.0}
_OTHER_WORDS: Final = {"moderate": "medium", "med": "medium", "v low": "very low", "v high": "very high"}


def level_word(text: object) -> str:
    """Return a level as it is compared: in small letters, single spaces for what stands between words.

    Examples
    --------
    >>> level_word(" Very_High "), level_word("Moderate")
    ('very high', 'medium')
    """
    word = " ".join(str(text).lower().replace("_", " ").replace("-", " ").split())
    return _OTHER_WORDS.get(word, word)


def as_levels(value: object) -> int | tuple[str, ...]:
    """Read 3, 5, or the names of levels."""
    allowed = "write 3, 5, or the names of your levels, the lowest first"
    if isinstance(value, int) and not isinstance(value, bool) and value in LEVEL_NAMES:
        return value
    if not isinstance(value, list | tuple):
        raise fault(f"levels {shown(value)} is no scheme", allowed)
    if not FEWEST_LEVELS <= len(value) <= MOST_LEVELS:
        raise fault(f"levels has {len(value)} names", f"write {FEWEST_LEVELS} to {MOST_LEVELS}, the lowest first")
    names = tuple(str(name).strip() for name in value)
    words = [level_word(name) for name in names]
    for place, (name, word) in enumerate(zip(value, words, strict=True)):
        if not isinstance(name, str) or not word or len(word) > 40:
            raise_faults([Fault((place,), "", f"level {shown(name)} is no name", "write a word or two in quotes")])
        if word in words[:place]:
            raise_faults([Fault((place,), "", f"level {shown(name)} is named twice")])
    return names


def as_probability_edges(value: object) -> tuple[float, ...] | None:
    """Read the ends of the bands of probability."""
    if value is None:
        return None
    _check_list("probability", value, "[0%, 30%, 70%, 100%]")
    edges, faults = [], []
    for place, item in enumerate(_sequence(value)):
        try:
            edges.append(as_fraction(item))
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((place,), error)
    if faults:
        raise_faults(faults)
    _check_ascending("probability", edges)
    return tuple(edges)


def as_impacts(value: object) -> dict[str, tuple[Any, ...]]:
    """Read the scales by kind of impact."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise fault(f"impacts {shown(value)} is no mapping", "write {schedule: [0d, 5d, 20d, 60d]}, by kind of impact")
    found: dict[str, tuple[Any, ...]] = {}
    faults: list[Fault] = []
    for kind, scale in value.items():
        word = level_word(kind)
        try:
            if not word or len(word) > 40 or word == "overall":
                raise fault(
                    f"{shown(kind)} is no kind of impact", f"write one of {', '.join(BUILT_IN_KINDS)}, or yours"
                )
            found[word] = _as_scale(word, scale)
        except (PydanticCustomError, ValidationError) as error:
            faults += faults_below((str(kind),), error)
    if faults:
        raise_faults(faults)
    return found


def _as_scale(kind: str, value: object) -> tuple[Any, ...]:
    """Read a scale: the ends of its bands, or a word for each level where the kind has no numbers."""
    _check_list(kind, value, "[0d, 5d, 20d, 60d]")
    items = _sequence(value)
    quantities = [_quantity_or_none(item) for item in items]
    if not any(quantities) and kind not in ("schedule", "cost"):
        return _as_words(kind, items)
    faults = [Fault((i,), "", f"{shown(items[i])} is not an amount") for i, got in enumerate(quantities) if got is None]
    if faults:
        raise_faults(faults)
    edges = tuple(quantity for quantity in quantities if quantity is not None)
    _check_kind(kind, edges)
    return edges


def _as_words(kind: str, items: Sequence[Any]) -> tuple[str, ...]:
    for place, item in enumerate(items):
        if not isinstance(item, str) or not item.strip() or len(item) > 200:
            raise_faults([Fault((place,), "", f"{kind} {shown(item)} describes no level", "write a few words")])
    return tuple(item.strip() for item in items)


def _quantity_or_none(item: object) -> Quantity | None:
    try:
        return as_quantity(item)
    except PydanticCustomError:
        return None


def _check_kind(kind: str, edges: Edges) -> None:
    kinds = {edge.kind for edge in edges if edge.value != 0 or edge.unit}
    wanted = {"schedule": {"time", "percent"}, "cost": {"number", "percent"}}.get(kind, {"number", "percent", "time"})
    words = {
        "schedule": "write working time, such as 5d, or % of the planned duration of the project",
        "cost": "write money, such as 50k, or % of the budget",
    }
    if not kinds <= wanted or len(kinds) > 1:
        got = ", ".join(str(edge) for edge in edges)
        raise fault(f"{kind} [{got}] is no scale", words.get(kind, "write amounts of one kind"))
    _check_ascending(kind, [edge.value * _NOMINAL_MINUTES.get(edge.unit, 1.0) for edge in edges], edges)


def _check_ascending(what: str, edges: Sequence[float], shown_as: Sequence[object] = ()) -> None:
    for place, (low, high) in enumerate(pairwise(edges), start=1):
        if not low < high:
            one, other = shown_as[place - 1 : place + 1] or (f"{low:g}", f"{high:g}")
            allowed = "write them from the lowest to the highest"
            raise_faults([Fault((place,), "", f"{what}: {other} is not above {one}", allowed)])
    if edges and edges[0] < 0:
        raise_faults([Fault((0,), "", f"{what} begins below 0", "write sizes; opportunities mirror them")])


def _check_list(what: str, value: object, example: str) -> None:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise fault(f"{what} {shown(value)} is no scale", f"write the ends of the bands as a list: {example}")


def _sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def as_table(value: object) -> dict[str, tuple[float, ...]] | None:
    """Read the scores of all pairs of levels, or nothing where they are products."""
    if value == "product" or value is None:
        return None
    if not isinstance(value, Mapping):
        allowed = "write product, or a row of scores for each level of probability: {low: [1, 2, 5], ...}"
        raise fault(f"score {shown(value)} is not known", allowed)
    rows: dict[str, tuple[float, ...]] = {}
    for level, row in value.items():
        if not isinstance(row, list | tuple) or not all(_is_number(item) for item in row):
            what = f"the row {shown(level)} is no list of numbers"
            raise_faults([Fault((str(level),), "", what, "write a score for each level of impact, the lowest first")])
        rows[str(level)] = tuple(float(item) for item in row)
    return rows


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1e9


def as_numbers(value: object) -> tuple[float, ...] | None:
    """Read the numbers that stand for levels."""
    if value is None:
        return None
    if not isinstance(value, list | tuple) or not all(_is_number(item) for item in value):
        raise fault(f"{{here}} {shown(value)} is no list of numbers", "write one for each level, the lowest first")
    _check_ascending("values", [float(item) for item in value])
    return tuple(float(item) for item in value)
