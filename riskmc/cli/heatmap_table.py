"""The heatmap in plain text: a compact matrix, the risks, and where score and simulation disagree."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from riskmc.analysis.heatmap_words import (
    effect_text,
    inversion_sentence,
    matrix_sentence,
    places_text,
    score_text,
    simulated_sentences,
)
from riskmc.analysis.risk_matrix import Kind, RiskMatrix, When, risk_matrix
from riskmc.analysis.scoring_records import OVERALL, ScoredRisk
from riskmc.analysis.wording import counted_text, share_text
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import columns, padded

if TYPE_CHECKING:
    from riskmc.analysis.simulated_matrix import SimulatedMatrix
    from riskmc.report.heatmap_page import Heatmap

__all__ = ["heatmap_lines"]

RISKS, INVERSIONS = 20, 8
"""How many are printed."""

_MARKS = {"low": " ", "medium": "+", "high": "!"}
_CELL = 16


def heatmap_lines(heatmap: Heatmap, width: int) -> list[str]:
    """Write a heatmap as lines of text.

    Parameters
    ----------
    heatmap : Heatmap
    width : int
        Columns of the terminal.
    """
    return paragraphs(
        [
            _head(heatmap, width),
            *(_matrix(matrix, width) for matrix in _matrices(heatmap)),
            _risks(heatmap, width),
            _inversions(heatmap.simulated, width),
            _left_out(heatmap, width),
        ]
    )


def _head(heatmap: Heatmap, width: int) -> Iterator[str]:
    run = heatmap.result.provenance
    yield f"{heatmap.result.project.name}: heatmap of the risks"
    score = "the worst kind of impact" if heatmap.by == OVERALL else f"the impact on {heatmap.by}"
    scenario = "post" if heatmap.moves else heatmap.result.project.scenario
    yield from textwrap.wrap(f"{matrix_sentence(heatmap.scored, scenario)}; scored by {score}", width)
    if heatmap.simulated is not None:
        confidence = f"{100 * heatmap.simulated.confidence:g} %"
        yield f"{counted_text(run.iterations, 'iteration')}, seed {run.seed}; ± at {confidence}"


def _matrices(heatmap: Heatmap) -> list[RiskMatrix]:
    when: When = "after" if heatmap.moves else "now"
    found = [
        risk_matrix(heatmap.scored, heatmap.scoring, by=heatmap.by, kind=kind, when=when) for kind in get_args(Kind)
    ]
    return [matrix for matrix in found if matrix.count]


def _matrix(matrix: RiskMatrix, width: int) -> Iterator[str]:
    """Write the ids in their cells, and how many more there are."""
    names = matrix.names
    label = max(columns(name) for name in names) + 2
    cell = max(min((width - label - 2) // len(names) - 1, _CELL), 8)
    yield "Threats: probability by impact" if matrix.kind == "threat" else "Opportunities: probability by gain"
    for row in range(len(names) - 1, -1, -1):
        cells = [
            padded(_cell([risk.id for risk in c.risks], cell - 2, _MARKS[c.tolerance]), cell) for c in matrix.cells[row]
        ]
        yield f"  {padded(names[row], label)}{' '.join(cells)}".rstrip()
    yield f"  {padded('', label)}{' '.join(padded('  ' + name[: cell - 2], cell) for name in names)}".rstrip()
    yield "  ! high, + medium; the rest is low"


def _cell(ids: list[str], room: int, mark: str) -> str:
    words = " ".join(ids)
    if columns(words) <= room:
        return f"{mark} {words or '.'}"
    kept = list(ids)
    while kept and columns(f"{' '.join(kept)} +{len(ids) - len(kept)}") > room:
        kept.pop()
    return f"{mark} {' '.join(kept)} +{len(ids) - len(kept)}" if kept else f"{mark} {len(ids)} risks"


def _risks(heatmap: Heatmap, width: int) -> Iterator[str]:
    simulated = heatmap.simulated
    placed = [risk for risk in heatmap.scored if risk.now is not None]
    if simulated is None:
        ranked = sorted(placed, key=lambda risk: (-_score(risk), risk.index))
        rows = [[named(risk.id, risk.title), *_levels(risk, heatmap)] for risk in ranked[:RISKS]]
        head = ["Risks, highest score first", "score", "", "probability x impact"]
        yield from table(head, rows, align="lrll", width=width)
    else:
        head = [
            "Risks, largest effect first", "score", "", "occurred", f"P{100 * simulated.level:g} moves by", "by score",
            "simulated",
        ]  # fmt: skip
        rows = [
            [
                named(row.risk.id, row.risk.title), *_levels(row.risk, heatmap)[:2], share_text(row.removal.occurred),
                effect_text(row.removal), places_text(row.by_score), places_text(row.by_effect),
            ]
            for row in simulated.rows[:RISKS]
        ]  # fmt: skip
        yield from table(head, rows, align="lrlrrrr", width=width)
    if len(placed) > RISKS:
        yield f"  and {len(placed) - RISKS} more, in --json and --csv"


def _score(risk: ScoredRisk) -> float:
    return 0.0 if risk.now is None else risk.now.score


def _levels(risk: ScoredRisk, heatmap: Heatmap) -> list[str]:
    position = risk.after if heatmap.moves else risk.now
    if position is None:
        return ["", "", ""]
    return [score_text(risk, moves=heatmap.moves), position.tolerance, f"{position.probability} x {position.impact}"]


def _inversions(simulated: SimulatedMatrix | None, width: int) -> Iterator[str]:
    if simulated is None:
        return
    for sentence in simulated_sentences(simulated):
        yield from textwrap.wrap(sentence, width)
    for item in simulated.inversions[:INVERSIONS]:
        sign = "v" if item.is_overrated else "^"
        yield f"  {sign} {named(item.ranked.risk.id, item.ranked.risk.title)}"
        for words in (inversion_sentence(item, simulated.level), *(reason.text for reason in item.reasons)):
            text = f"{words[:1].upper()}{words[1:]}."
            yield from textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")
    if len(simulated.inversions) > INVERSIONS:
        yield f"  and {len(simulated.inversions) - INVERSIONS} more, in --json and --html"


def _left_out(heatmap: Heatmap, width: int) -> Iterator[str]:
    left_out = [risk for risk in heatmap.scored if risk.now is None]
    if left_out:
        words = "; ".join(f"{risk.id}: {risk.left_out}" for risk in left_out)
        yield from textwrap.wrap(f"Without a place in the matrix: {words}.", width, subsequent_indent="  ")
