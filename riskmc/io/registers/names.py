"""What the name of a column means: its phrases looked up, its compounds split, its misspellings likened."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from riskmc.io.registers.vocabulary import (
    CONCEPTS,
    KIND_CONCEPTS,
    LANGUAGE_MARKS,
    PHASE_CONCEPTS,
    POINT_CONCEPTS,
    SINGLE_LETTERS,
    STOP_WORDS,
)
from riskmc.io.registers.words import fold

__all__ = ["Guess", "Named", "guesses", "language_of", "parse_name"]

_LONGEST: Final = max(len(phrase.split()) for phrase in CONCEPTS)
_SINGLE_WORDS: Final = [phrase for phrase in CONCEPTS if " " not in phrase and len(phrase) >= 4]
_LINKS: Final = ("", "s", "n", "en", "es", "e")
_LIKENESS: Final = 0.84
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_IN_WORDS: Final = frozenset(
    ("title", "description", "cause", "event", "effect", "action", "strategy", "owner", "status", "kind", "trigger")
)
"""Concepts whose names mean the same whatever is added in brackets."""


@dataclass(frozen=True)
class Named:
    """A name as what its words mean.

    Attributes
    ----------
    meanings : tuple of tuple of str
        For each phrase that is known what it may mean, the usual first.
    known : float
        Share of the words that are known, in 0..1.
    """

    meanings: tuple[tuple[str, ...], ...]
    known: float

    def has(self, *concepts: str) -> bool:
        """Whether one of some concepts is named."""
        return any(concept in phrase for phrase in self.meanings for concept in concepts)

    def first(self, concepts: Collection[str]) -> str:
        """Return the first concept of some that is named, or nothing."""
        return next((concept for phrase in self.meanings for concept in phrase if concept in concepts), "")

    def usual(self) -> frozenset[str]:
        """Return the usual meanings of the phrases."""
        return frozenset(phrase[0] for phrase in self.meanings)


@dataclass(frozen=True)
class Guess:
    """A field that a name may stand for, and how sure that is."""

    field: str
    sure: float
    phase: str = ""


@lru_cache(maxsize=4096)
def parse_name(name: str) -> Named:
    """Look up the phrases of a name.

    Examples
    --------
    >>> parse_name("Residual Probability (1-5)").meanings
    (('residual',), ('probability',))
    >>> parse_name("Eintritswahrscheinlichkeit").meanings
    (('probability',),)
    """
    whole = _parse(name)
    bare = _parse(_BRACKETS.sub(" ", name))
    if bare.known == 1 and bare.usual() & _IN_WORDS:
        return bare
    first = name.strip().partition("\n")[0]
    if first != name.strip() and whole.known < 1 and not (whole.has("probability") and whole.has("impact")):
        # Under the name of the column may stand what is meant by it.
        alone = _parse(first)
        return alone if alone.known > whole.known else whole
    return whole


def _parse(name: str) -> Named:
    words = [word for word in fold(name.replace("#", " number ")).split() if not word.isdigit()][:24]
    if len(words) == 1 and len(words[0]) == 1:
        letter = SINGLE_LETTERS.get(words[0])
        return Named((letter,) if letter else (), 0.7 if letter else 0.0)
    words = _with_letter(words)
    meanings: list[tuple[str, ...]] = []
    known, counted, place = 0.0, 0, 0
    while place < len(words):
        size, found, quality = _longest(words, place)
        if size == 1 and words[place] in STOP_WORDS and quality < 1:
            place += 1
            continue
        if found:
            meanings += found
            known += size * quality
            counted += size
        elif words[place] not in STOP_WORDS:
            counted += 1
        place += size
    return Named(tuple(meanings), known / counted if counted else 0.0)


def _with_letter(words: list[str]) -> list[str]:
    """Write out a letter that stands for a rating, alone with words of a phase or a range: ``Inherent L``."""
    letters = [word for word in words if len(word) == 1 and word in SINGLE_LETTERS]
    others = [word for word in words if word not in letters and word not in STOP_WORDS]
    if not letters or not all(CONCEPTS.get(word, ("",))[0] in (*PHASE_CONCEPTS, "score") for word in others):
        return words
    meant = SINGLE_LETTERS[letters[0]][0]
    return [*others, meant] if meant in ("probability", "impact", "score") else words


def _longest(words: list[str], place: int) -> tuple[int, list[tuple[str, ...]], float]:
    """Find the longest known phrase at a place: its words, its meanings, and how alike it is."""
    for size in range(min(_LONGEST, len(words) - place), 0, -1):
        phrase = " ".join(words[place : place + size])
        if phrase in CONCEPTS and not (size == 1 and phrase in STOP_WORDS and len(words) > 1):
            return size, [CONCEPTS[phrase]], 1.0
    return 1, *_alike(words[place])


@lru_cache(maxsize=4096)
def _alike(word: str) -> tuple[list[tuple[str, ...]], float]:
    """Find what a single word that is not listed may mean: a plural, a compound, a misspelling."""
    for ending in ("s", "es", "en", "n", "e"):
        if len(word) > 4 and word.endswith(ending) and word.removesuffix(ending) in CONCEPTS:
            return [CONCEPTS[word.removesuffix(ending)]], 0.95
    if len(word) >= 8:
        for cut in range(3, len(word) - 2):
            head, tail = word[:cut], word[cut:]
            base = next((head.removesuffix(link) for link in _LINKS if head.removesuffix(link) in CONCEPTS), None)
            if base is not None and len(base) >= 3 and tail in CONCEPTS and len(tail) >= 3:
                return [CONCEPTS[base], CONCEPTS[tail]], 0.95
    if len(word) >= 5:
        close = get_close_matches(word, _SINGLE_WORDS, n=1, cutoff=_LIKENESS)
        if close and len(close[0]) >= 5:
            return [CONCEPTS[close[0]]], 0.85
    return [], 0.0


def language_of(names: Collection[str]) -> str:
    """Tell the language of the names of columns; English where nothing tells.

    Examples
    --------
    >>> language_of(["Risiko", "Eintrittswahrscheinlichkeit"])
    'de'
    """
    words = {word for name in names for word in fold(name).split()}
    return max(LANGUAGE_MARKS, key=lambda language: (len(words & LANGUAGE_MARKS[language]), language == "en"))


_TEXTS: Final = ("cause", "event", "effect", "trigger", "contingency", "fallback", "distribution", "kind")


def guesses(name: str) -> tuple[Guess, ...]:
    """Name the fields that a column of this name may hold, by its name alone, the surest first.

    Examples
    --------
    >>> guesses("Post-mitigation Probability")[0]
    Guess(field='probability', sure=1.0, phase='residual')
    >>> guesses("Cost Impact Max (k€)")[0].field, guesses("Action owner")[0].field, guesses("P x I")[0].field
    ('cost.high', 'response.owner', 'score')
    """
    named = parse_name(name)
    if not named.meanings:
        return ()
    found = list(dict.fromkeys(_fields(named, fold(name))))
    phase = named.first(PHASE_CONCEPTS)
    sure = round(0.5 + 0.5 * named.known, 2)
    return tuple(Guess(field, round(sure * share, 2), phase) for field, share in found)


def _fields(named: Named, fold_name: str) -> list[tuple[str, float]]:
    """List fields with shares of sureness."""
    usual = named.usual()
    if " x " in f" {fold_name} ":
        return [("score", 1.0)]
    rated = [(field, share) for field, share in _rated(named, usual)]
    dated = _dated(named, usual)
    worded = _worded(named, usual, fold_name)
    if usual & {"risk"} and usual <= {"risk", *PHASE_CONCEPTS} and len(usual) > 1:
        return [("score", 0.9)]
    is_rated = usual & {"probability", "score", "impact"} or (named.first(PHASE_CONCEPTS) and rated)
    if ("action" in usual and not is_rated) or "strategy" in usual:
        return _responding(named, usual, fold_name) + rated
    if ("due" in usual and named.has("impact", "time")) or (named.has("schedule") and "schedule" in usual):
        return rated + dated
    if usual & {"other_date", "raised", "review", "due", "window_from", "window_to"} or (
        "target" in usual and "date_word" in usual
    ):
        return dated + rated + worded
    if usual & {"owner", "status"}:
        return [(field, 1.0) for field in ("owner", "status") if field in usual]
    return rated + worded + dated


def _responding(named: Named, usual: frozenset[str], fold_name: str) -> list[tuple[str, float]]:
    if "owner" in usual:
        return [("response.owner", 1.0)]
    if "status" in usual or named.has("complete"):
        return [("response.status", 1.0)]
    if usual & {"due", "other_date", "date_word", "raised", "finish", "start"}:
        return [("response.due" if not usual & {"start", "raised"} else "date", 1.0)]
    if "cost" in usual:
        return [("response.cost", 1.0)]
    if "id" in usual:
        return [("response.id", 1.0)]
    if "contingency" in usual or "fallback" in usual:
        return [("contingency" if "contingency" in usual else "fallback", 1.0)]
    if "strategy" in usual or named.has("strategy"):
        return [("response.strategy", 1.0), ("response.action", 0.8)]
    if "category" in usual:
        return [("response.strategy", 0.95)]
    is_control = any(word in ("control", "controls") for word in fold_name.split())
    return [("response.action", 0.9 if is_control else 1.0), ("response.strategy", 0.7)]


def _rated(named: Named, usual: frozenset[str]) -> list[tuple[str, float]]:
    """List what a name says of ratings: probability, impact, amounts by kind, scores."""
    kind, point = named.first(KIND_CONCEPTS), named.first(POINT_CONCEPTS)
    has_impact, has_probability = named.has("impact"), named.has("probability")
    is_score = "score" in usual and not usual & {"schedule", "cost"}
    if "probability" in usual and ("impact" in usual or (is_score and has_impact)):
        return [("score", 1.0)]
    if "percent" in usual and not has_impact and not kind:
        return [("probability", 0.7)]
    if "probability" in usual:
        return [("probability", 1.0), *([("effect", 0.3)] if "effect" in usual else [])]
    if kind and kind in usual | ({kind} if has_impact or point else set()):
        if "score" in usual and not has_impact:
            return [(_with_point(kind, point), 0.85), ("score", 0.6)]
        return [(_with_point(kind, point), 1.0)]
    if "impact" in usual:
        return [(_with_point("impact", point), 1.0), ("effect", 0.55)]
    if has_impact:
        return [("effect", 0.9), (_with_point("impact", point), 0.85)]
    if "score" in usual or "score" in named.first(("score",)):
        return [("score", 1.0), ("comment", 0.2)] if "score" in usual else [("score", 0.5)]
    if kind:
        return [(_with_point(kind, point), 0.7)]
    if point and point in usual | {point}:
        return [(f"impact.{point}", 0.7), *([("probability", 0.6)] if has_probability else [])]
    return [("probability", 0.7)] if has_probability else []


def _with_point(kind: str, point: str) -> str:
    return f"{kind}.{point}" if point else kind


def _dated(named: Named, usual: frozenset[str]) -> list[tuple[str, float]]:
    if "other_date" in usual:
        return [("date", 1.0)]
    for concept, field in (("window_from", "window.from"), ("window_to", "window.to"), ("review", "review")):
        if concept in usual:
            return [(field, 1.0)]
    if "raised" in usual:
        return [("identified", 0.9)]
    if "due" in usual or ("target" in usual and "date_word" in usual):
        return [("response.due", 0.95), *([("schedule", 0.7)] if named.has("schedule") else [])]
    return [("date", 0.5)] if usual & {"start", "finish"} else []


def _worded(named: Named, usual: frozenset[str], fold_name: str) -> list[tuple[str, float]]:
    """List the fields of words that a name may stand for."""
    found: list[tuple[str, float]] = []
    if "kind" in usual or ("opportunity_word" in usual and named.known > 0.5):
        found.append(("kind", 1.0))
    found += [(concept, 1.0 if concept in usual else 0.6) for concept in _TEXTS[:-1] if named.has(concept)]
    if "id" in usual:
        found.append(("tasks", 1.0) if "tasks" in usual else ("id", 1.0))
    if named.has("tasks") and "title" not in usual:
        found.append(("tasks", 1.0 if "affects" in usual or "tasks" in usual else 0.6))
    if "category" in usual:
        is_plain = any(stem in fold_name for stem in ("categor", "kategor", "rbs"))
        found += [("category", 1.0 if is_plain else 0.9), ("kind", 0.8)]
    if "description" in usual:
        found.append(("description", 1.0))
    if "title" in usual and not usual & {"description", "asset", "influence", "customer"}:
        found.append(("title", 1.0 if "tasks" not in usual else 0.6))
    if usual == {"risk"} or usual == {"risk", "kind"}:
        found += [("title", 0.95), ("description", 0.9), ("kind", 0.5)]
    elif "risk" in usual and not usual & {"score", "driver", "id", "category"}:
        found.append(("title", 0.6 if found else 0.7))
    if "comment" in usual:
        found.append(("comment", 1.0))
    if "proximity" in usual:
        found.append(("comment", 0.5))
    return found
