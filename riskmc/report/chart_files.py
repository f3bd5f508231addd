"""Several charts as pictures: one file each, or the pages of one PDF."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path

import plotly.graph_objects as go

from riskmc.analysis.wording import counted_text
from riskmc.report.browser import ChartJob, PageJob, draw
from riskmc.report.pictures import HEIGHT, WIDTH, chart_job, on_paper, shortened
from riskmc.result import SimulationResult

__all__ = ["draw_charts"]

_SHEET = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><style>'
    "@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} "
    "img {{ display: block; width: {width}px; height: {height}px; object-fit: contain; break-after: page }} "
    "img:last-child {{ break-after: auto }}</style></head><body>{images}</body></html>"
)
_NO_FOOTER = "<span></span>"


def draw_charts(
    result: SimulationResult,
    charts: Mapping[str, tuple[str, go.Figure]],
    path_of: Callable[[Path, str], Path],
    *,
    png: Path | None,
    svg: Path | None,
    pdf: Path | None,
) -> dict[Path, bytes]:
    """Draw charts as pictures, with title and footnote.

    Parameters
    ----------
    result : SimulationResult
        What they are about, for the footnote.
    charts : mapping of str to (str, Figure)
        What each shows, and the chart, by its name.
    path_of : callable
        Returns the file of a chart from that of the first, and the chart's name.
    png, svg : Path, optional
        File of the first chart.
    pdf : Path, optional
        File of all charts, a page each.

    Returns
    -------
    dict of Path to bytes

    Raises
    ------
    MissingExtraError, BrowserError
        Where there is nothing to draw with.
    """
    run = result.provenance
    name = shortened(result.project.name)
    note = f"{name} · {counted_text(run.iterations, 'iteration')} · seed {run.seed} · plan {run.digest[:12]}"
    figures = {key: on_paper(figure, title, note) for key, (title, figure) in charts.items()}
    jobs: dict[Path | str, ChartJob] = {}
    if png is not None:
        jobs |= {path_of(png, key): chart_job(figure, "png") for key, figure in figures.items()}
    if svg is not None:
        jobs |= {path_of(svg, key): chart_job(figure, "svg") for key, figure in figures.items()}
    elif pdf is not None:
        jobs |= {key: chart_job(figure, "svg") for key, figure in figures.items()}
    drawn = dict(zip(jobs, draw(list(jobs.values())), strict=True))
    found = {path: content for path, content in drawn.items() if isinstance(path, Path)}
    if pdf is not None:
        images = [drawn[key if svg is None else path_of(svg, key)] for key in figures]
        found[pdf] = draw([_sheets(images)])[0]
    return found


def _sheets(images: list[bytes]) -> PageJob:
    tags = "".join(f'<img src="data:image/svg+xml;base64,{base64.b64encode(image).decode()}">' for image in images)
    return PageJob(_SHEET.format(width=WIDTH, height=HEIGHT, images=tags), "pdf", WIDTH, 1.0, _NO_FOOTER)
