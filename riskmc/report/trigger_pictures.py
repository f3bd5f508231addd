"""The charts of trigger points as pictures."""

from __future__ import annotations

from pathlib import Path

from riskmc.analysis.trigger_points import Triggers
from riskmc.errors import UsageError
from riskmc.report.chart_files import draw_charts
from riskmc.report.trigger_names import picture_path
from riskmc.report.trigger_page import trigger_charts

__all__ = ["draw_triggers"]


def draw_triggers(triggers: Triggers, *, png: Path | None, svg: Path | None, pdf: Path | None) -> dict[Path, bytes]:
    """Draw the charts as pictures.

    Parameters
    ----------
    triggers : Triggers
    png, svg : Path, optional
        File of the first chart; the others lie beside it, with their numbers.
    pdf : Path, optional
        File of all charts, a page each.

    Returns
    -------
    dict of Path to bytes

    Raises
    ------
    UsageError
        Where there is nothing to draw.
    MissingExtraError, BrowserError
        Where there is nothing to draw with.
    """
    charts = {name: (title, figure) for name, (title, figure, _) in trigger_charts(triggers).items()}
    if not charts:
        raise UsageError("there is no trigger point to draw; riskmc triggers without --png, --svg and --pdf says why")
    numbers = {name: number for number, name in enumerate(charts)}
    return draw_charts(
        triggers.result, charts, lambda path, name: picture_path(path, numbers[name]), png=png, svg=svg, pdf=pdf
    )
