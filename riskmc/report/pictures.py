"""Pictures of a report: each chart and the whole page, as files for slides, documents and mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

import plotly.graph_objects as go

from riskmc.analysis.wording import counted_text
from riskmc.io.whole_file import write_whole_files
from riskmc.report import heatmap_page
from riskmc.report.browser import ChartJob, Format, PageJob, draw
from riskmc.report.browser_worker import TALLEST
from riskmc.report.charts._layout import FONT
from riskmc.report.escaping import plotly_text
from riskmc.report.heatmap_pictures import slide_job
from riskmc.report.page import render_report, report_charts
from riskmc.report.palette import LIGHT
from riskmc.result import SimulationResult
from riskmc.result.estimates import CONFIDENCE

__all__ = [
    "CHARTS",
    "SLIDES",
    "draw_pictures",
    "on_paper",
    "picture_paths",
    "report_slides",
    "write_pictures",
    "write_report_with_pictures",
]

CHARTS = (
    "finish", "cost", "cost-drivers", "joint", "cash", "milestones", "tornado", "tasks", "risks", "envelope",
    "correlations", "schedule",
)  # fmt: skip
"""The names of the charts that a report may have."""

SLIDES = ("heatmap", "heatmap-simulated")
"""The names of the slides of the heatmap, which are drawn like charts."""

WIDTH, HEIGHT = 960, 540
"""CSS pixels of a picture of a chart: a slide of 16 : 9. Charts of many rows are higher."""

SCALES: Mapping[Format, float] = {"png": 3.0, "svg": 1.0, "pdf": 1.0}
"""A PNG of a chart has 2,880 x 1,620 pixels."""

PAGE_WIDTH = 1_200
PAGE_SCALE = 2.0

_TITLE_ROOM = 78
"""CSS pixels above a chart for its title."""

_ADDED_HEIGHT = 28
"""CSS pixels by which a picture is higher than the chart on the page; the chart gives the rest of the room."""

_TITLE_LIMIT = 100
_PROJECT_LIMIT = 60
_FOOTER = (
    '<div style="width: 100%; margin: 0 14mm; font: 8px sans-serif; color: #586673; display: flex;'
    ' justify-content: space-between"><span>{text}</span>'
    '<span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>'
)


def picture_paths(page: Path, formats: Iterable[Format], charts: Iterable[str] = (*CHARTS, *SLIDES)) -> list[Path]:
    """List the files that the pictures of a report may be written to, beside the page.

    Parameters
    ----------
    page : Path
        Of the report.
    formats : iterable of {"png", "svg", "pdf"}
    charts : iterable of str
        Names of the charts.

    Examples
    --------
    >>> [str(path) for path in picture_paths(Path("out/plan.html"), ["svg"])][:2]
    ['out/plan-finish.svg', 'out/plan-cost.svg']
    """
    names = list(charts)
    return [path for kind in formats for path in (*_page_paths(page, kind), *(_beside(page, n, kind) for n in names))]


def _page_paths(page: Path, kind: Format) -> list[Path]:
    # A page of text in SVG is of no use to anybody.
    return [] if kind == "svg" else [page.with_suffix(f".{kind}")]


def _beside(page: Path, name: str, kind: Format) -> Path:
    return page.with_name(f"{page.stem}-{name}.{kind}")


def write_pictures(
    result: SimulationResult, page: str | Path, formats: Iterable[Format] = ("png",), *, force: bool = False,
    confidence: float = CONFIDENCE,
) -> list[Path]:  # fmt: skip
    """Write each chart of the report, and the whole page, as pictures; all of them or none.

    Chromium draws them, from the network's point of view in silence. It is found on the path or by ``BROWSER_PATH``.

    Parameters
    ----------
    result : SimulationResult
    page : str or Path
        Where the report is, or would be: ``plan.html`` gives ``plan.png`` of the page, ``plan-finish.png``,
        ``plan-milestones.png`` and so on, of the charts for which there is anything to show. SVG is of charts alone.
    formats : iterable of {"png", "svg", "pdf"}
    force : bool
        Replace files that are there.
    confidence : float
        Of all intervals, in (0, 1).

    Returns
    -------
    list of Path
        Where they were written.

    Raises
    ------
    MissingExtraError
        Where the extra ``images`` is not installed.
    BrowserError
        Where there is no Chromium, or it is broken, or does not answer.
    OutputExistsError
        Where a file exists and `force` is false.
    """
    pictures = _pictures(result, Path(page), list(formats), render_report(result, confidence), confidence)
    write_whole_files(pictures, force=force)
    return list(pictures)


def write_report_with_pictures(
    result: SimulationResult, page: str | Path, formats: Iterable[Format], *, force: bool = False,
    confidence: float = CONFIDENCE,
) -> list[Path]:  # fmt: skip
    """Do as :func:`write_pictures`, and write the report itself first; all files or none."""
    html = render_report(result, confidence)
    path = Path(page)
    contents = {path: html.encode(), **_pictures(result, path, list(formats), html, confidence)}
    write_whole_files(contents, force=force)
    return list(contents)


def _pictures(
    result: SimulationResult, page: Path, formats: list[Format], html: str, confidence: float
) -> dict[Path, bytes]:
    charts = report_charts(result, confidence)
    return draw_pictures(charts, page, formats, html, _run_text(result), report_slides(result))


def report_slides(result: SimulationResult) -> dict[str, str]:
    """Draw the slides of the heatmap that a report shows, each an SVG of its own, by their names.

    Parameters
    ----------
    result : SimulationResult
        With its removals, what each risk did in the simulation is shown on a second slide.
    """
    heatmap = heatmap_page.report_heatmap(result)
    drawn = {} if heatmap is None else heatmap_page.slides(heatmap)
    return {name: drawn[slide] for name, slide in zip(SLIDES, ("matrix", "simulated"), strict=True) if slide in drawn}


def draw_pictures(
    figures: Mapping[str, tuple[str, go.Figure]], page: Path, formats: Iterable[Format], html: str, run: str,
    slides: Mapping[str, str] | None = None,
) -> dict[Path, bytes]:  # fmt: skip
    """Draw the charts of a page, and the page.

    Parameters
    ----------
    figures : mapping of str to (str, Figure)
        What each chart shows, and the chart, by its name.
    page : Path
        Of the page.
    formats : iterable of {"png", "svg", "pdf"}
    html : str
        The page.
    run : str
        Of what run they are.
    slides : mapping of str to str, optional
        SVG of slides that carry all that they need, by their names.

    Returns
    -------
    dict of Path to bytes
    """
    jobs: dict[Path, ChartJob | PageJob] = {}
    ready: dict[Path, bytes] = {}
    charts = {name: on_paper(figure, label, run) for name, (label, figure) in figures.items()}
    for kind in formats:
        for path in _page_paths(page, kind):
            footer = _FOOTER.format(text=escape(run))
            jobs[path] = PageJob(html, "pdf" if kind == "pdf" else "png", PAGE_WIDTH, PAGE_SCALE, footer)
        for name, figure in charts.items():
            jobs[_beside(page, name, kind)] = chart_job(figure, kind)
        for name, slide in (slides or {}).items():
            if kind == "svg":
                ready[_beside(page, name, kind)] = slide.encode()
            else:
                jobs[_beside(page, name, kind)] = slide_job([slide], kind)
    return {**dict(zip(jobs, draw(list(jobs.values())), strict=True)), **ready}


def chart_job(figure: go.Figure, kind: Format) -> ChartJob:
    """Say how a chart that is :func:`on_paper` is drawn."""
    height = int(figure.layout.height)
    return ChartJob(figure, kind, int(figure.layout.width), height, min(SCALES[kind], max(TALLEST / height, 1.0)))


def _run_text(result: SimulationResult) -> str:
    run = result.provenance
    name = shortened(result.project.name)
    return f"{name} · {counted_text(run.iterations, 'iteration')} · seed {run.seed} · plan {run.digest[:12]}"


def shortened(name: str) -> str:
    """Return the name of a project as a picture has room for it."""
    return name if len(name) <= _PROJECT_LIMIT else f"{name[: _PROJECT_LIMIT - 1].rstrip()}…"


def on_paper(figure: go.Figure, title: str, note: str) -> go.Figure:
    """Make a chart of the page fit to stand alone: on white, with a title, of the size of a slide or higher.

    Parameters
    ----------
    figure : Figure
        Left as it is.
    title : str
        What it shows.
    note : str
        Of what run.

    Returns
    -------
    Figure
    """
    paper = go.Figure(figure)
    layout = paper.layout
    paper.update_layout(
        autosize=False,
        width=WIDTH,
        height=max(HEIGHT, int(layout.height) + _ADDED_HEIGHT),
        margin={
            "l": 28, "r": int(layout.margin.r) + 12, "t": int(layout.margin.t) + _TITLE_ROOM,
            "b": int(layout.margin.b) + 14,
        },
        paper_bgcolor="#ffffff",
        meta=None,
        title={
            "text": f"<b>{plotly_text(title, _TITLE_LIMIT)}</b>",
            "subtitle": {"text": plotly_text(note), "font": {"size": 13, "color": LIGHT.muted}},
            "font": {"family": FONT, "size": 18, "color": LIGHT.ink},
            "x": 0.0, "xref": "container", "xanchor": "left",
            "y": 1.0, "yref": "container", "yanchor": "top",
            "pad": {"t": 20, "l": 28},
        },
    )  # fmt: skip
    return paper
