"""The files that ``riskmc buffer`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.outputs import check_outputs, write_files
from riskmc.cli.terminal import is_shown_live, message
from riskmc.errors import UsageError

if TYPE_CHECKING:
    from riskmc.analysis.buffer_study import BufferStudy

__all__ = ["Outputs"]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that are asked for.

    Attributes
    ----------
    html, png, svg, pdf : Path or None
        Page, and pictures of the charts.
    plan : Path or None
        The plan with its buffers in place.
    """

    html: Path | None
    png: Path | None
    svg: Path | None
    pdf: Path | None
    plan: Path | None

    def check(self, *, force: bool, sources: Sequence[Path]) -> None:
        """Refuse what could not be written, before anything is computed."""
        if self.plan is not None and self.plan.suffix.lower() not in (".yaml", ".yml"):
            raise UsageError(f"--out {self.plan} would be a plan; give it a name that ends in .yaml")
        given: list[Path | None] = [getattr(self, field.name) for field in fields(self)]
        check_outputs([*given, *self._pictures()], force=force, sources=sources)
        if self.png is not None or self.svg is not None or self.pdf is not None:
            from riskmc.report import find_browser

            find_browser()

    def _pictures(self) -> list[Path]:
        first = [path for path in (self.png, self.svg) if path is not None]
        if not first:
            return []
        from riskmc.report.buffer_names import CHARTS, picture_path

        return [picture_path(path, name) for path in first for name in CHARTS[1:]]

    def write(self, study: BufferStudy, *, force: bool) -> None:
        """Write all files or none."""
        contents = {**self._texts(study), **self._drawn(study)}
        write_files(contents, force=force)

    def _texts(self, study: BufferStudy) -> dict[Path, bytes]:
        found: dict[Path, bytes] = {}
        if self.html is not None:
            from riskmc.report.buffer_page import render_buffers

            found[self.html] = render_buffers(study).encode()
        if self.plan is not None:
            found[self.plan] = _plan(study).encode()
        return found

    def _drawn(self, study: BufferStudy) -> dict[Path, bytes]:
        if self.png is None and self.svg is None and self.pdf is None:
            return {}
        from riskmc.report.buffer_page import draw_buffers

        if is_shown_live():
            message("Drawing the pictures ...")
        return draw_buffers(study, png=self.png, svg=self.svg, pdf=self.pdf)


def _plan(study: BufferStudy) -> str:
    """Write the plan with its buffers.

    Raises
    ------
    UsageError
        Where no date needs a buffer.
    """
    if study.plan is None:
        raise UsageError(
            f"no date of the plan needs a buffer to be {100 * study.wish.level:g} % sure, so --out would be the plan as"
            " it is; nothing is written"
        )
    from riskmc.io.plan_text import plan_text

    run = study.result.provenance
    comments = [
        f"{study.result.project.name}, with its buffers in place: riskmc buffer at {100 * study.wish.level:g} %, "
        f"{run.iterations:,} iterations, seed {run.seed}, plan {run.digest[:12]}.",
        "Each buffer is a hammock between the finish of the work and a milestone, the promise, that is never earlier "
        "than the date promised. Buffers hold no work up. Their tasks are in the group buffers.",
    ]
    return plan_text(study.plan.project, comments)
