"""The files that ``riskmc triggers`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from riskmc.cli.outputs import check_outputs, write_files
from riskmc.cli.terminal import is_shown_live, message

if TYPE_CHECKING:
    from riskmc.analysis.trigger_points import Triggers

__all__ = ["Outputs"]


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files that are asked for.

    Attributes
    ----------
    html, png, svg, pdf : Path or None
        Page, and pictures of the charts.
    """

    html: Path | None
    png: Path | None
    svg: Path | None
    pdf: Path | None

    def check(self, *, force: bool, sources: Sequence[Path]) -> None:
        """Refuse what could not be written, before anything is computed."""
        given = [self.html, self.png, self.svg, self.pdf]
        check_outputs([*given, *self._others()], force=force, sources=sources)
        if self.png is not None or self.svg is not None or self.pdf is not None:
            from riskmc.report import find_browser

            find_browser()

    def _others(self) -> list[Path]:
        """Return the files that charts after the first may go to; how many there are, only the run tells."""
        first = [path for path in (self.png, self.svg) if path is not None]
        if not first:
            return []
        from riskmc.report.trigger_names import MOST_CHARTS, picture_path

        return [picture_path(path, number) for path in first for number in range(1, MOST_CHARTS + 1)]

    def write(self, triggers: Triggers, *, force: bool) -> None:
        """Write all files or none."""
        contents = {**self._page(triggers), **self._drawn(triggers)}
        write_files(contents, force=force)

    def _page(self, triggers: Triggers) -> dict[Path, bytes]:
        if self.html is None:
            return {}
        from riskmc.report.trigger_page import render_triggers

        return {self.html: render_triggers(triggers).encode()}

    def _drawn(self, triggers: Triggers) -> dict[Path, bytes]:
        if self.png is None and self.svg is None and self.pdf is None:
            return {}
        from riskmc.report.trigger_pictures import draw_triggers

        if is_shown_live():
            message("Drawing the pictures ...")
        return draw_triggers(triggers, png=self.png, svg=self.svg, pdf=self.pdf)
