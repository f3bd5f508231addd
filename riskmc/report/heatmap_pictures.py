"""Slides of the heatmap as PNG and PDF, drawn by the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from riskmc.report.browser import PageJob, draw
from riskmc.report.heatmap_page import HEIGHT, WIDTH

__all__ = ["draw_slides", "slide_job"]

SCALE = 2.25
"""A PNG has 2,880 x 1,620 pixels."""

_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><style>'
    "@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} "
    "svg {{ display: block; break-after: page }} "
    "svg:last-child {{ break-after: auto }}</style></head><body>{slides}</body></html>"
)
_NO_FOOTER = "<span></span>"


def draw_slides(
    slides: Mapping[str, str], *, png: Mapping[str, Path] | None = None, pdf: Path | None = None
) -> dict[Path, bytes]:
    """Draw slides with one browser.

    Parameters
    ----------
    slides : mapping of str to str
        SVG, by name.
    png : mapping of str to Path, optional
        Where each of them goes.
    pdf : Path, optional
        Where all of them go, a page each.

    Returns
    -------
    dict of Path to bytes

    Raises
    ------
    MissingExtraError, BrowserError
        Where there is nothing to draw with.
    """
    jobs = {path: slide_job([slides[name]], "png") for name, path in (png or {}).items()}
    if pdf is not None:
        jobs[pdf] = slide_job(slides.values(), "pdf")
    return dict(zip(jobs, draw(list(jobs.values())), strict=True)) if jobs else {}


def slide_job(slides: Iterable[str], kind: Literal["png", "pdf"]) -> PageJob:
    """Say how slides are drawn on sheets of their size, one below the other."""
    html = _PAGE.format(width=WIDTH, height=HEIGHT, slides="".join(slides))
    return PageJob(html, kind, WIDTH, SCALE, _NO_FOOTER)
