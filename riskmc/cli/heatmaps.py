"""What the heatmap is made from, and the files that it is written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.options import RunOptions
from riskmc.cli.outputs import check_outputs, write_files
from riskmc.cli.results import checked_result
from riskmc.cli.running import run_removals
from riskmc.cli.terminal import is_shown_live, message
from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.model.project import Project
    from riskmc.report.heatmap_page import Heatmap
    from riskmc.result.removal import Removals
    from riskmc.result.run_result import SimulationResult

__all__ = ["Outputs", "heatmap_for", "removals_for", "result_for"]


def result_for(
    source: Path,
    options: RunOptions,
    by: str,
    *,
    scenario: str | None,
    template: str | None,
    project: str | None,
    overlays: Sequence[Path],
) -> SimulationResult | None:
    """Read a saved result, or run a plan once it is known to have what is asked for; None at an interrupt.

    Raises
    ------
    UsageError
        Where the plan has no risks, or no such kind of impact.
    """
    return checked_result(
        source, options, lambda content: _check(content, source, by), "Nothing is drawn.",
        template=template, project=project, overlays=overlays, scenario=scenario,
    )  # fmt: skip


def _check(project: Project, source: Path, by: str) -> None:
    if not project.risks:
        raise UsageError(f"{source} has no risks; a heatmap shows those of a plan, under its key risks")
    kinds = ("overall", *project.scoring.kinds)
    if by not in kinds:
        from riskmc.model._record import did_you_mean

        hint = did_you_mean(by, kinds)
        said = f"--by {by!r} is no kind of impact of this plan; give one of {', '.join(kinds)}"
        raise UsageError(f"{said} ({hint})" if hint else said)


def removals_for(result: SimulationResult, options: RunOptions, level: float, confidence: float) -> Removals | None:
    """Return what each risk does to the finish: as saved with the result, or from runs now; None at an interrupt."""
    saved = result.removals
    if saved is not None and (saved.level, saved.confidence) == (level, confidence):
        return saved
    return run_removals(result, options, level, confidence)


def heatmap_for(result: SimulationResult, removals: Removals | None, by: str, *, moves: bool) -> Heatmap:
    """Score the risks, and hold the scores against the simulation."""
    from riskmc.analysis.scoring import score_risks
    from riskmc.analysis.simulated_matrix import simulated_matrix, with_planned_length
    from riskmc.report.heatmap_page import heatmap_of

    if removals is None:
        return heatmap_of(result, score_risks(with_planned_length(result), by), None, by=by, moves=moves)
    simulated = simulated_matrix(result, removals, by)
    return heatmap_of(result, simulated.scored, simulated, by=by, moves=moves)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that are asked for.

    Attributes
    ----------
    png, svg, pdf, html, table : Path or None
    """

    png: Path | None
    svg: Path | None
    pdf: Path | None
    html: Path | None
    table: Path | None

    def check(self, *, force: bool, sources: Sequence[Path], has_simulated: bool) -> None:
        """Refuse what could not be written, before anything is computed."""
        given = [getattr(self, field.name) for field in fields(self)]
        more = [_simulated(path) for path in (self.png, self.svg) if path is not None and has_simulated]
        check_outputs([*given, *more], force=force, sources=sources)
        if self.png is not None or self.pdf is not None:
            from riskmc.report import find_browser

            find_browser()

    def write(self, heatmap: Heatmap, *, force: bool) -> None:
        """Write all files or none."""
        contents = {**self._slides(heatmap), **self._texts(heatmap)}
        write_files(contents, force=force)

    def _slides(self, heatmap: Heatmap) -> dict[Path, bytes]:
        if self.png is None and self.svg is None and self.pdf is None:
            return {}
        from riskmc.report.heatmap_page import slides
        from riskmc.report.heatmap_pictures import draw_slides

        drawn = slides(heatmap)
        if is_shown_live() and (self.png or self.pdf):
            message("Drawing the pictures ...")
        found = {} if self.svg is None else {_named(self.svg, name): svg.encode() for name, svg in drawn.items()}
        png = None if self.png is None else {name: _named(self.png, name) for name in drawn}
        return {**found, **draw_slides(drawn, png=png, pdf=self.pdf)}

    def _texts(self, heatmap: Heatmap) -> dict[Path, bytes]:
        found: dict[Path, bytes] = {}
        if self.html is not None:
            from riskmc.report.heatmap_page import render_heatmap

            found[self.html] = render_heatmap(heatmap).encode()
        if self.table is not None:
            found[self.table] = _csv(heatmap)
        return found


def _named(path: Path, slide: str) -> Path:
    return path if slide == "matrix" else _simulated(path)


def _simulated(path: Path) -> Path:
    return path.with_name(f"{path.stem}-simulated{path.suffix}")


def _csv(heatmap: Heatmap) -> bytes:
    from riskmc.analysis.risk_matrix import matrix_frame
    from riskmc.analysis.simulated_matrix import simulated_frame
    from riskmc.io.frame_files import write_csv

    frame = matrix_frame(heatmap.scored)
    if heatmap.simulated is not None:
        more = simulated_frame(heatmap.simulated).drop(columns=["title", "kind", "score", "tolerance", "score_place"])
        frame = frame.join(more)
    file = BytesIO()
    write_csv(frame, file)
    return file.getvalue()
