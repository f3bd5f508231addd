"""Which column of a register holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from riskmc.io.registers.contents import Contents, look_at
from riskmc.io.registers.fitting import Fit, fit
from riskmc.io.registers.levels import read_level
from riskmc.io.registers.names import Guess, guesses
from riskmc.io.registers.numerals import Decimal
from riskmc.io.registers.records import Block, Column
from riskmc.io.registers.vocabulary import KIND_CONCEPTS, PHASE_CONCEPTS
from riskmc.io.registers.words import fold

__all__ = ["FIELDS", "is_rated", "tell_columns"]

_POINTS: Final = ("low", "mode", "high")
_RATED: Final = (
    "probability",
    "impact",
    *KIND_CONCEPTS,
    *(f"{kind}.{point}" for kind in ("schedule", "cost", "impact") for point in _POINTS),
)

FIELDS: Final = (
    "id",
    "title",
    "description",
    "cause",
    "event",
    "effect",
    "category",
    "owner",
    "kind",
    "status",
    "identified",
    "review",
    "window.from",
    "window.to",
    "tasks",
    "distribution",
    *(field for field in _RATED if not field.startswith("impact.")),
    *(f"residual.{field}" for field in _RATED if not field.startswith("impact.")),
    "response.id",
    "response.strategy",
    "response.action",
    "response.owner",
    "response.cost",
    "response.due",
    "response.status",
    "trigger",
    "contingency",
    "fallback",
)
"""What a column may hold."""

_UNUSED: Final = frozenset(("score", "date", "comment"))
_ENOUGH: Final = 0.4
_PHASE_ORDER: Final = {"inherent": 0, "": 1, "current": 2, "residual": 3, "target": 4}


def is_rated(field: str) -> bool:
    """Tell whether a field may stand in a register twice: before the responses and after them."""
    return field.removeprefix("residual.") in _RATED


@dataclass(frozen=True)
class _Candidate:
    column: int
    guess: Guess
    fit: Fit

    @property
    def field(self) -> str:
        return self.fit.field or self.guess.field

    @property
    def sure(self) -> float:
        return min(self.guess.sure * self.fit.share, 1.0)

    @property
    def slot(self) -> tuple[str, ...]:
        """What no two columns may hold."""
        if self.field in _UNUSED or self.fit.how == "unused":
            return ("unused", str(self.column))
        is_level = self.fit.how == "levels" and self.field != "probability"
        return (self.field, "levels" if is_level else "", self.guess.phase if self.field in _RATED else "")


def tell_columns(
    block: Block, cells: Mapping[int, Sequence[Any]], decimal: Decimal = ""
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Tell what the columns hold, by their names and their cells.

    Parameters
    ----------
    block : Block
    cells : mapping of int to sequence
        The filled cells of each column.
    decimal : {".", ",", ""}

    Returns
    -------
    columns : tuple of Column
        All that have a name, in their order.
    notices : tuple of str
        What was decided for several of them.
    """
    matrix = _matrix_columns(block.names)
    contents = {index: look_at(cells[index], decimal) for index in block.names if index not in matrix}
    candidates = _with_repetitions(block, _candidates(block, contents, cells), cells)
    chosen = _choose(candidates)
    doubts = {one.column: one.fit.why for one in reversed(candidates) if one.fit.why}
    doubts |= dict.fromkeys(matrix, "a matrix of levels beside the table")
    phases, notices = _phases(chosen)
    columns = tuple(
        _column(
            index, " ".join(name.split()), chosen.get(index), phases, _examples(cells[index]), doubts.get(index, "")
        )
        for index, name in sorted(block.names.items())
    )
    return columns, notices


def _candidates(block: Block, contents: Mapping[int, Contents], cells: Mapping[int, Sequence[Any]]) -> list[_Candidate]:
    return [
        _Candidate(index, guess, fit(guess.field, name, contents[index], cells[index]))
        for index, name in block.names.items()
        if index in contents
        for guess in guesses(name)
    ]


def _matrix_columns(names: Mapping[int, str]) -> frozenset[int]:
    """Find columns side by side that are named by the levels of a matrix; low, most likely and high alone are none."""
    found: set[int] = set()
    run: list[int] = []
    for index in (*sorted(names), -1):
        if run and index != run[-1] + 1:
            ranks = {level.rank for each in run if (level := read_level(names[each])) is not None and level.rank}
            found |= set(run) if len(run) >= 4 and len(ranks) == len(run) else set()
            run = []
        if index >= 0 and read_level(names[index]) is not None:
            run.append(index)
    return frozenset(found)


def _with_repetitions(
    block: Block, candidates: Sequence[_Candidate], cells: Mapping[int, Sequence[Any]]
) -> list[_Candidate]:
    """Give the second of two ratings of the same name the phase after the responses."""
    best: dict[int, _Candidate] = {}
    for candidate in candidates:
        if candidate.column not in best or candidate.sure > best[candidate.column].sure:
            best[candidate.column] = candidate
    seen: dict[tuple[str, str, str], int] = {}
    phase_of: dict[int, str] = {}
    for column in sorted(best):
        candidate = best[column]
        if candidate.field in _RATED and not candidate.guess.phase and candidate.fit.how != "unused":
            key = (candidate.field, candidate.fit.how, _bare(block.names[column]))
            seen[key] = seen.get(key, 0) + 1
            phase_of[column] = {1: "", 2: "residual", 3: "target"}.get(seen[key], "target")
    return [
        replace(candidate, guess=replace(candidate.guess, phase=phase_of[candidate.column]))
        if phase_of.get(candidate.column) and candidate.field in _RATED
        else candidate
        for candidate in candidates
    ]


def _bare(name: str) -> str:
    return " ".join(word for word in fold(name).split() if not word.isdigit())


def _choose(candidates: Sequence[_Candidate]) -> dict[int, _Candidate]:
    """Give each column the field that it is surest of, and each field to one column."""
    ordered = sorted(candidates, key=lambda one: (-round(one.sure, 3), _preference(one), one.column))
    chosen: dict[int, _Candidate] = {}
    taken: set[tuple[str, ...]] = set()
    for candidate in ordered:
        if candidate.column in chosen or candidate.slot in taken or candidate.sure < _ENOUGH:
            continue
        chosen[candidate.column] = candidate
        taken.add(candidate.slot)
    return chosen


def _preference(candidate: _Candidate) -> int:
    """Prefer numbers to levels where a register gives a probability both ways."""
    return 1 if candidate.fit.how == "levels" else 0


def _phases(chosen: Mapping[int, _Candidate]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Tell which ratings hold before the responses and which after them."""
    rated = [one for one in chosen.values() if one.field in _RATED and one.fit.how != "unused"]
    present = sorted({one.guess.phase for one in rated}, key=_PHASE_ORDER.__getitem__)
    if len(present) < 2:
        only = present[0] if present else ""
        taken = f"the register rates risks {only} of responses alone; these ratings were taken for those of today"
        notices = (taken,) if only in ("residual", "target") else ()
        return {only: ""}, notices
    before, after = present[-2], present[-1]
    phases = {before: "", after: "residual"}
    if len(present) == 2:
        return phases, ()
    named = ", ".join(phase or "unnamed" for phase in present[:-2])
    notice = (
        f"ratings {named} were not used: those {before or 'without a name'} hold before the "
        f"responses, those {after} after them"
    )
    return phases, (notice,)


def _column(
    index: int, name: str, chosen: _Candidate | None, phases: Mapping[str, str], examples: tuple[str, ...], doubt: str
) -> Column:
    if chosen is None:
        return Column(index, name, examples=examples, why=doubt if examples else "it is empty")
    field, how = chosen.field, chosen.fit.how
    if field in _UNUSED or how == "unused":
        why = chosen.fit.why or _UNUSED_WHY.get(field, "")
        return Column(index, name, sure=chosen.sure, examples=examples, why=why)
    if field in _RATED:
        if chosen.guess.phase not in phases:
            return Column(
                index,
                name,
                examples=examples,
                why=f"a rating {chosen.guess.phase or 'without a phase'} beside two later ones",
            )
        field = f"residual.{field}" if phases[chosen.guess.phase] else field
    return Column(index, name, field, how, round(chosen.sure, 2), chosen.fit.unit, chosen.fit.why, examples)


_UNUSED_WHY: Final = {
    "score": "a score, which follows from probability and impact",
    "date": "a date that plans do not keep",
    "comment": "remarks",
}


def _examples(cells: Sequence[Any]) -> tuple[str, ...]:
    texts = dict.fromkeys(
        " ".join(f"{cell:g}".split()) if isinstance(cell, float) else " ".join(str(cell).split()) for cell in cells[:50]
    )
    return tuple(list(texts)[:3])


assert set(PHASE_CONCEPTS) <= set(_PHASE_ORDER)
