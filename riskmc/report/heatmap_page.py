"""The heatmap as slides, as a page of its own, and as a section of the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from markupsafe import Markup

from riskmc._version import __version__
from riskmc.analysis.heatmap_words import (
    impact_bands,
    inversion_sentence,
    matrix_sentence,
    probability_bands,
    scenario_text,
    score_text,
    simulated_sentences,
    tip_text,
)
from riskmc.analysis.risk_matrix import Kind, When, risk_matrix
from riskmc.analysis.scoring import score_risks
from riskmc.analysis.scoring_records import OVERALL, ScoredRisk
from riskmc.analysis.simulated_matrix import SimulatedMatrix, simulated_matrix, with_planned_length
from riskmc.analysis.wording import counted_text, days_text
from riskmc.model.scoring import Scoring
from riskmc.report.charts._svg import FONT, element, svg_document
from riskmc.report.charts.bubbles import BubblePicture, bubble_svg
from riskmc.report.charts.heatmap import MatrixPicture, matrix_svg
from riskmc.report.heatmap_tables import left_out_table, risk_table
from riskmc.report.scaffold import asset, render_page
from riskmc.result import SimulationResult

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Heatmap",
    "heatmap_of",
    "heatmap_section",
    "render_heatmap",
    "report_heatmap",
    "report_section",
    "slides",
]

WIDTH, HEIGHT = 1280, 720
"""CSS pixels of a slide of 16 : 9."""

_PAGE_WIDTH, _NARROW = 1070, 420
_MOST_INVERSIONS = 12


@dataclass(frozen=True, slots=True)
class Heatmap:
    """What the heatmap of a run shows.

    Attributes
    ----------
    result : SimulationResult
    scoring : Scoring
        With scales in time and money.
    scored : tuple of ScoredRisk
    by : str
    moves : bool
        Whether arrows lead from before to after the responses.
    simulated : SimulatedMatrix or None
        None where the plan was not run without each risk.
    """

    result: SimulationResult
    scoring: Scoring
    scored: tuple[ScoredRisk, ...]
    by: str
    moves: bool
    simulated: SimulatedMatrix | None


def heatmap_of(
    result: SimulationResult,
    scored: Sequence[ScoredRisk],
    simulated: SimulatedMatrix | None,
    *,
    by: str = OVERALL,
    moves: bool = False,
) -> Heatmap:
    """Gather what a heatmap shows.

    Parameters
    ----------
    result : SimulationResult
    scored : sequence of ScoredRisk
    simulated : SimulatedMatrix or None
    by : str
        What the scores are of.
    moves : bool
        Whether arrows lead from before to after the responses.
    """
    project = with_planned_length(result)
    return Heatmap(result, project.scoring.in_amounts(project.planned_length), tuple(scored), by, moves, simulated)


def slides(heatmap: Heatmap) -> dict[str, str]:
    """Draw the slides of a heatmap, each an SVG of its own, by their names: ``matrix``, and ``simulated`` if it is."""
    style, title = asset("heatmap.css"), heatmap.result.project.name
    matrix = matrix_svg(_matrix_picture(heatmap, "hm"), WIDTH, HEIGHT)
    found = {"matrix": svg_document(matrix, WIDTH, HEIGHT, style, f"{title}: risks by probability and impact")}
    if heatmap.simulated is not None:
        bubbles = bubble_svg(_bubble_picture(heatmap, heatmap.simulated), WIDTH, HEIGHT)
        label = f"{title}: what the risks did to the finish"
        found["simulated"] = svg_document(bubbles, WIDTH, HEIGHT, style, label)
    return found


def _matrix_picture(heatmap: Heatmap, key: str, *, is_narrow: bool = False, kind: Kind | None = None) -> MatrixPicture:
    scored, scoring, by = heatmap.scored, heatmap.scoring, heatmap.by
    kinds = [kind] if kind else _kinds(heatmap)
    when: tuple[When, ...] = ("after", "before") if heatmap.moves else ("now",)
    sets = [tuple(risk_matrix(scored, scoring, by=by, kind=k, when=w) for k in kinds) for w in when]
    rows = {} if heatmap.simulated is None else {row.risk.id: row for row in heatmap.simulated.rows}
    level = 0.8 if heatmap.simulated is None else heatmap.simulated.level
    what = "overall" if by == OVERALL else by
    return MatrixPicture(
        matrices=sets[0],
        before=sets[1] if heatmap.moves and any(risk.has_moved for risk in scored) else (),
        title=f"{heatmap.result.project.name}: risks by probability and impact",
        subtitle=f"{_sentence(heatmap)}; score: {what}",
        note=_note(heatmap),
        probability_bands={} if is_narrow else probability_bands(scoring),
        impact_bands={} if is_narrow else impact_bands(scoring, by),
        tips={risk.id: tip_text(risk, rows.get(risk.id), level, moves=heatmap.moves) for risk in scored},
        scores={risk.id: score_text(risk, moves=heatmap.moves) for risk in scored},
        key=key,
    )


def _kinds(heatmap: Heatmap) -> list[Kind]:
    """Return the kinds of risks that are shown: threats, unless there are opportunities alone, and opportunities."""
    present = {risk.kind for risk in heatmap.scored if risk.now or (heatmap.moves and (risk.before or risk.after))}
    return [kind for kind in get_args(Kind) if kind in present] or ["threat"]


def _bubble_picture(heatmap: Heatmap, simulated: SimulatedMatrix) -> BubblePicture:
    run = heatmap.result.provenance
    tips = {row.risk.id: tip_text(row.risk, row, simulated.level) for row in simulated.rows}
    percentile = f"P{100 * simulated.level:g}"
    what = f"{percentile} of the finish with all risks less that without each, on the same random numbers"
    return BubblePicture(
        simulated, f"{heatmap.result.project.name}: what the risks did to the finish",
        f"{what}; {counted_text(run.iterations, 'iteration')}, seed {run.seed}", _note(heatmap), tips,
    )  # fmt: skip


def _sentence(heatmap: Heatmap) -> str:
    return matrix_sentence(heatmap.scored, "post" if heatmap.moves else heatmap.result.project.scenario)


def _note(heatmap: Heatmap) -> str:
    run = heatmap.result.provenance
    return f"riskmc {run.version} · plan {run.digest[:12]} · {_length(heatmap)}"


def _length(heatmap: Heatmap) -> str:
    length = heatmap.result.timeline.days(heatmap.result.deterministic.finish)
    return f"planned duration {days_text(length)}"


def heatmap_section(heatmap: Heatmap) -> dict[str, Any]:
    """Return what the template of the section fills in.

    Parameters
    ----------
    heatmap : Heatmap
    """
    simulated = heatmap.simulated
    height = 640 if len(_kinds(heatmap)) > 1 else 600
    narrow = [_narrow_matrix(heatmap, kind) for kind in _kinds(heatmap)]
    wide = matrix_svg(_matrix_picture(heatmap, "hm-w"), _PAGE_WIDTH, height, is_slide=False)
    left_out = left_out_table(heatmap.scored)
    return {
        "sentence": f"{_sentence(heatmap)}.",
        "matrix": [_inline(wide, _PAGE_WIDTH, height, "hm-wide", "Matrix of the risks"), *narrow],
        "bubbles": [] if simulated is None else _inline_bubbles(heatmap, simulated),
        "simulated_sentences": [] if simulated is None else simulated_sentences(simulated),
        "scenario": scenario_text(heatmap.result.project.scenario),
        "percentile": "" if simulated is None else f"P{100 * simulated.level:g}",
        "inversions": [] if simulated is None else _inversions(simulated),
        "more_inversions": 0 if simulated is None else max(len(simulated.inversions) - _MOST_INVERSIONS, 0),
        "table": risk_table(heatmap.scored, simulated, moves=heatmap.moves),
        "left_out": left_out if left_out.rows else None,
    }


def report_section(result: SimulationResult) -> dict[str, Any] | None:
    """Return the section of the heatmap for the report; None where no risk has a place in the matrix."""
    heatmap = report_heatmap(result)
    return None if heatmap is None else heatmap_section(heatmap)


def report_heatmap(result: SimulationResult) -> Heatmap | None:
    """Return the heatmap that a report shows; None where no risk has a place in the matrix.

    Parameters
    ----------
    result : SimulationResult
        With its removals, the simulated matrix is shown too.
    """
    simulated = None if result.removals is None else simulated_matrix(result, result.removals)
    scored = score_risks(with_planned_length(result)) if simulated is None else simulated.scored
    if all(risk.now is None for risk in scored):
        return None
    return heatmap_of(result, scored, simulated, moves=any(risk.has_moved for risk in scored))


def _narrow_matrix(heatmap: Heatmap, kind: Kind) -> Markup:
    picture = _matrix_picture(heatmap, f"hm-{kind[0]}", is_narrow=True, kind=kind)
    drawn = matrix_svg(picture, _NARROW, 540, is_slide=False, has_list=False)
    return _inline(drawn, _NARROW, 540, "hm-narrow", f"Matrix: {kind}")


def _inline_bubbles(heatmap: Heatmap, simulated: SimulatedMatrix) -> list[Markup]:
    picture = _bubble_picture(heatmap, simulated)
    label = "Risks by how often they occurred and what they did to the finish"
    return [
        _inline(bubble_svg(picture, width, height, is_slide=False), width, height, class_, label)
        for width, height, class_ in ((_PAGE_WIDTH, 560, "hm-wide"), (_NARROW, 520, "hm-narrow"))
    ]


def _inline(content: str, width: int, height: int, class_: str, label: str) -> Markup:
    """Return a picture as a part of a page; the table has its numbers for those who do not see it."""
    drawn = element(
        "svg", content, viewBox=f"0 0 {width} {height}", class_=f"heatmap {class_}", role="img",
        aria_label=f"{label}. The numbers are in the table below.", font_family=FONT,
    )  # fmt: skip
    return Markup(drawn)  # noqa: S704  every text in it is escaped


def _inversions(simulated: SimulatedMatrix) -> list[dict[str, Any]]:
    return [
        {
            "id": item.ranked.risk.id,
            "title": item.ranked.risk.title,
            "is_overrated": item.is_overrated,
            "sentence": inversion_sentence(item, simulated.level),
            "reasons": [reason.text for reason in item.reasons],
        }
        for item in simulated.inversions[:_MOST_INVERSIONS]
    ]


def render_heatmap(heatmap: Heatmap) -> str:
    """Draw the page of a heatmap.

    Returns
    -------
    str
        HTML with everything in it: it loads nothing, and its content security policy forbids it to.
    """
    run = heatmap.result.provenance
    facts = (
        f"{counted_text(run.iterations, 'iteration')} · seed {run.seed} · plan {run.digest[:12]} · {_length(heatmap)}"
    )
    return render_page(
        "heatmap.html.j2", {}, version=__version__, project=heatmap.result.project.name, facts=facts,
        heatmap=heatmap_section(heatmap),
    )  # fmt: skip
