"""Whether the cells of a column fit a field, and how they are then to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from riskmc.io.registers.choices import read_kind, read_risk_state, read_strategy
from riskmc.io.registers.contents import Contents
from riskmc.io.registers.records import How
from riskmc.io.registers.units import currency_of, header_unit
from riskmc.io.registers.vocabulary import KIND_CONCEPTS
from riskmc.io.registers.words import fold, words_of

__all__ = ["PMI_IMPACTS", "Fit", "fit"]

PMI_IMPACTS: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
"""The numbers of the PMI's scale of impacts, which stand for five levels."""

_ORDINAL_WORDS: Final = frozenset(
    words_of("rating score level scale class stufe niveau nivel livello klasse note points punkte ranking index")
)
_TEXT_FIELDS: Final = frozenset(
    words_of(
        "title description cause event effect category owner trigger contingency fallback comment "
        "response.action response.owner response.id distribution"
    )
)
_DATE_FIELDS: Final = frozenset(["identified", "review", "response.due", "window.from", "window.to", "date"])


@dataclass(frozen=True)
class Fit:
    """How well cells fit a field.

    Attributes
    ----------
    share : float
        0 where they do not, 1 where they do.
    how : str
        How they are read.
    field : str
        The field, where the cells tell a finer one.
    unit, why : str
    """

    share: float
    how: How
    field: str = ""
    unit: str = ""
    why: str = ""


def fit(field: str, header: str, contents: Contents, cells: Sequence[Any]) -> Fit:
    """Say how well the cells of a column fit a field.

    Parameters
    ----------
    field : str
    header : str
        Name of the column.
    contents : Contents
    cells : sequence
        Those that are filled.
    """
    if not contents.n:
        return Fit(0.3, _empty_how(field), field)
    if field == "probability":
        return _probability(header, contents)
    base, _, point = field.partition(".")
    if base in KIND_CONCEPTS or base == "impact":
        return _impact(base, point, header, contents)
    if field in _DATE_FIELDS:
        return Fit(1.0 if contents.share(contents.n_dates) >= 0.4 or _serials(contents) else 0.15, "date", field)
    if field in _TEXT_FIELDS:
        found = _text(field, contents)
        return replace(found, share=0.5) if field == "response.action" and _are_strategies(cells) else found
    return _choice(field, contents, cells)


def _empty_how(field: str) -> How:
    base = field.partition(".")[0]
    if field in _DATE_FIELDS:
        return "date"
    if field == "response.cost":
        return "money"
    return "levels" if field == "probability" or base in KIND_CONCEPTS or base == "impact" else "text"


def _serials(contents: Contents) -> bool:
    """Tell whether bare numbers are the days of a workbook."""
    return contents.is_numeric and all(20_000 <= number <= 80_000 for number in contents.numbers)


def _says_ordinal(header: str) -> bool:
    """Tell whether a header names a scale: ``(1-5)``, ``score``, ``rating``."""
    folded = fold(header)
    return bool(_ORDINAL_WORDS & set(folded.split())) or any(
        f"1 {top}" in folded or f"0 {top}" in folded for top in (3, 4, 5, 10)
    )


def _probability(header: str, contents: Contents) -> Fit:
    numbers = contents.numbers
    if contents.share(contents.n_percent) >= 0.4 and contents.share(contents.n_levels) < 0.5:
        return Fit(1.0, "percent", why="its cells say %")
    if contents.share(contents.n_levels) >= 0.4:
        return Fit(1.0, "levels", why="its cells are words of levels")
    if contents.is_numeric:
        return _numeric_probability(header, contents)
    if contents.share(len(contents.levels)) >= 0.5:
        return Fit(0.95, "levels", why="its cells are levels")
    if contents.share(contents.n_chances) >= 0.5:
        is_fraction = max((number for number in numbers), default=0.0) <= 1
        return Fit(0.9, "fraction" if is_fraction else "percent", why="its cells are chances")
    return Fit(0.15 if not contents.n_levels + contents.n_percent else 0.5, "levels")


def _numeric_probability(header: str, contents: Contents) -> Fit:
    numbers = contents.numbers
    least, most = min(numbers), contents.largest
    says_percent = "%" in header or "percent" in fold(header)
    if least < 0 or most > 100:
        return Fit(0.1, "percent")
    if most <= 1 and not contents.are_whole:
        why = "its numbers lie between 0 and 1" + (" (workbooks keep 30 % as 0.3)" if says_percent else "")
        return Fit(1.0, "fraction", why=why)
    if most <= 10 and contents.are_whole and (_says_ordinal(header) or not says_percent):
        return Fit(1.0, "levels", why=f"its numbers are whole, up to {most:g}")
    if says_percent:
        return Fit(1.0, "percent", why="its name says %")
    return Fit(0.95, "percent", why=f"its numbers go up to {most:g}, so that they are percents")


def _impact(kind: str, point: str, header: str, contents: Contents) -> Fit:
    """Tell levels from amounts, and time from money."""
    suffix = f".{point}" if point else ""
    unit = header_unit(header, "time")
    if contents.share(contents.n_levels) >= 0.4 and not contents.n_time:
        return Fit(1.0, "levels", kind, why="its cells are words of levels") if not point else Fit(0.2, "levels", kind)
    if kind not in ("schedule", "impact") and contents.share(contents.n_time) >= 0.4 and not currency_of(header):
        return Fit(0.8 if kind == "cost" else 0.2, "time", f"schedule{suffix}", unit or "d", "its cells are times")
    is_money = kind == "cost" or (kind == "impact" and (contents.share(contents.n_money) >= 0.4 or currency_of(header)))
    if kind in ("schedule", "impact") and (
        contents.share(contents.n_time) >= 0.3 or (unit and contents.share(contents.n_amounts) >= 0.5)
    ):
        return Fit(
            1.0,
            "time",
            f"schedule{suffix}",
            unit or "d",
            "its cells are times" if not unit else f"its name says {unit}",
        )
    says_money = bool(header_unit(header, "money") or currency_of(header))
    is_stated = says_money and contents.share(contents.n_amounts) >= 0.5 and not contents.is_numeric
    if is_money and (contents.share(contents.n_money) >= 0.3 or is_stated):
        return Fit(1.0, "money", f"cost{suffix}", header_unit(header, "money"), "its cells are money")
    if contents.is_numeric:
        return _numeric_impact(kind, suffix, header, contents)
    if contents.share(len(contents.levels)) >= 0.5 and not point:
        return Fit(0.95, "levels", kind, why="its cells are levels")
    if contents.share(contents.n_percent) >= 0.5:
        return Fit(0.3, "unused", kind, why="its cells are percentages, of what is not said")
    return Fit(0.1, "levels", kind)


def _numeric_impact(kind: str, suffix: str, header: str, contents: Contents) -> Fit:
    most = contents.largest
    factor = header_unit(header, "money")
    if not suffix and most <= 1 and not contents.are_whole and kind != "cost":
        if all(any(abs(number - step) < 1e-9 for step in PMI_IMPACTS) for number in contents.numbers):
            return Fit(1.0, "levels", kind, why="its numbers are those of the PMI's scale: 0.05, 0.1, 0.2, 0.4, 0.8")
        return Fit(0.3, "unused", kind, why="its numbers lie between 0 and 1, on a scale that is not named")
    says_money = bool(factor or currency_of(header))
    is_ordinal = (
        contents.are_whole and not suffix and not says_money and (most <= 5 or (most <= 10 and _says_ordinal(header)))
    )
    if is_ordinal and min(contents.numbers) >= 0:
        return Fit(1.0, "levels", kind, why=f"its numbers are whole, up to {most:g}")
    if kind == "schedule":
        return Fit(0.95, "time", f"schedule{suffix}", "d", f"its numbers go up to {most:g}: no levels, so days")
    if kind == "cost":
        return Fit(1.0, "money", f"cost{suffix}", factor, f"its numbers go up to {most:,.12g}: no levels, so money")
    if kind != "impact":
        return Fit(0.3, "unused", kind, why=f"its numbers go up to {most:g}, and no unit is named")
    if most <= 10 and contents.are_whole and not suffix:
        return Fit(0.9, "levels", kind, why=f"its numbers are whole, up to {most:g}")
    if says_money or most >= 1_000:
        return Fit(0.85, "money", f"cost{suffix}", factor, f"its numbers go up to {most:,.12g}, so that they are money")
    if suffix:
        return Fit(0.8, "time", f"schedule{suffix}", "d", f"its numbers go up to {most:g} and no unit is named: days")
    return Fit(0.3, "unused", kind, why=f"its numbers go up to {most:g}, and no unit is named")


def _text(field: str, contents: Contents) -> Fit:
    if contents.is_numeric and field not in ("response.id", "category", "comment"):
        return Fit(0.1, "text", field)
    if contents.share(contents.n_dates) > 0.6 or (field == "contingency" and contents.share(contents.n_amounts) > 0.6):
        return Fit(0.2, "text", field)
    share = 1.0
    if field in ("title", "description", "event") and contents.share(contents.n_levels) > 0.7:
        share = 0.2
    if field == "effect" and contents.share(len(contents.levels)) > 0.5:
        share = 0.2
    if field == "description" and contents.words < 2:
        share = 0.8
    if field in ("title", "category", "owner") and contents.words > 25:
        share = 0.7
    return Fit(share, "text", field)


def _choice(field: str, contents: Contents, cells: Sequence[Any]) -> Fit:
    texts = [str(cell) for cell in cells[:200]]
    if field == "id":
        is_id = contents.share(contents.n_long) < 0.3 and contents.n_distinct >= 0.5 * contents.n and contents.words < 4
        return Fit(1.0 if is_id else 0.3, "text", field)
    if field == "kind":
        read = sum(bool(read_kind(text)) for text in texts)
        return Fit(1.2 if read >= 0.7 * len(texts) else 0.1, "words", field)
    if field == "status":
        known = sum(read_risk_state(text) is not None for text in texts)
        says_state = sum(fold(text).split()[:1] in (["open"], ["closed"]) for text in texts)
        share = 0.6 + 0.3 * known / len(texts) + 0.1 * says_state / len(texts)
        return Fit(share if contents.words < 8 and not contents.is_numeric else 0.3, "words", field)
    if field == "response.status":
        return Fit(1.0 if contents.words < 8 else 0.3, "words", field)
    if field == "response.strategy":
        return Fit(1.3 if _are_strategies(cells) else 0.1, "words", field)
    if field == "response.cost":
        is_money = contents.is_numeric or contents.share(contents.n_money) > 0.4
        return Fit(1.0 if is_money else 0.1, "money", field, "")
    if field == "tasks":
        return _tasks(contents)
    return Fit(1.0, "unused", field)


def _are_strategies(cells: Sequence[Any]) -> bool:
    texts = [str(cell) for cell in cells[:200]]
    return sum(bool(read_strategy(text, is_opportunity=True)) for text in texts) >= 0.6 * len(texts)


def _tasks(contents: Contents) -> Fit:
    if contents.is_numeric and contents.are_whole and contents.largest <= 30 and contents.n_distinct < 0.7 * contents.n:
        why = "its cells are small numbers that come again and again, as counts do; as ids of tasks they may be mapped"
        return Fit(0.3, "unused", "tasks", why=why)
    return Fit(1.0 if contents.words < 12 else 0.5, "text", "tasks")
