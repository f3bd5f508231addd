"""The browser that draws pictures: found, started once for all of them, and given up where it does not answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import plotly.graph_objects as go

from riskmc.errors import BrowserError, MissingExtraError
from riskmc.report.browser_worker import NOT_STARTED, TOO_SLOW
from riskmc.report.png_pieces import below_each_other

__all__ = ["ChartJob", "Format", "PageJob", "draw", "find_browser"]

Format = Literal["png", "svg", "pdf"]

SECONDS = 60.0
"""How long a browser may take to start; each picture adds ``SECONDS_EACH``."""

SECONDS_EACH = 10.0

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
_REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ChartJob:
    """A chart that is to be drawn.

    Attributes
    ----------
    figure : Figure
    format : {"png", "svg", "pdf"}
    width, height : int
        CSS pixels.
    scale : float
        Pixels of a PNG for one CSS pixel.
    """

    figure: go.Figure
    format: Format
    width: int
    height: int
    scale: float


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page that is to be drawn.

    Attributes
    ----------
    html : str
    format : {"png", "pdf"}
    width : int
        CSS pixels of a PNG.
    scale : float
        Pixels of a PNG for one CSS pixel.
    footer : str
        HTML at the foot of each sheet of a PDF.
    """

    html: str
    format: Literal["png", "pdf"]
    width: int
    scale: float
    footer: str


def find_browser() -> str:
    """Return the path of the browser that draws pictures.

    Raises
    ------
    MissingExtraError
        Where the extra ``images`` is not installed.
    BrowserError
        Where there is no browser, or ``BROWSER_PATH`` names none.
    """
    if find_spec("kaleido") is None:
        raise MissingExtraError("images", "drawing pictures with Chromium (on Debian the package chromium)")
    named = os.environ.get("BROWSER_PATH")
    if named:
        path = shutil.which(named)
        if path is None:
            advice = "name a Chromium, or unset it to have one looked for"
            raise BrowserError(f"BROWSER_PATH is {named!r}, which is no program that can be run; {advice}")
        return path
    found = next(filter(None, map(shutil.which, _NAMES)), None) or _installed_elsewhere()
    if found is None:
        advice = "install it (on Debian: apt-get install chromium), or name one in the environment as BROWSER_PATH"
        raise BrowserError(f"pictures are drawn by Chromium, and there is none on this machine; {advice}")
    return found


def _installed_elsewhere() -> str | None:
    """Look where browsers are by custom on this system, and where kaleido puts the one that it downloads."""
    from choreographer.browsers.chromium import Chromium

    found = Chromium.find_browser(skip_local=False)
    return str(found) if found and Path(found).is_file() else None


def draw(jobs: Sequence[ChartJob | PageJob]) -> list[bytes]:
    """Draw charts and pages with one browser; nothing is fetched from a network.

    Parameters
    ----------
    jobs : sequence of ChartJob or PageJob

    Returns
    -------
    list of bytes
        The pictures, in the order of the jobs.

    Raises
    ------
    MissingExtraError
        Where the extra ``images`` is not installed.
    BrowserError
        Where there is no browser, or it is broken, or does not answer in time.
    """
    browser = find_browser()
    with (
        tempfile.TemporaryDirectory(prefix="riskmc-pictures-", ignore_cleanup_errors=True) as name,
        as_file(files("riskmc.report") / "assets" / "plotly-cartesian.min.js") as library,
    ):
        folder = Path(name)
        task = {
            "browser": browser,
            "library": library.as_uri(),
            "seconds": SECONDS + SECONDS_EACH * len(jobs),
            "charts": [_chart(job, _out(folder, i, job)) for i, job in enumerate(jobs) if isinstance(job, ChartJob)],
            "pages": [_page(job, _out(folder, i, job)) for i, job in enumerate(jobs) if isinstance(job, PageJob)],
        }
        _work(task, folder)
        return [_drawn(_out(folder, i, job)) for i, job in enumerate(jobs)]


def _out(folder: Path, index: int, job: ChartJob | PageJob) -> Path:
    return folder / f"{index}.{job.format}"


def _drawn(out: Path) -> bytes:
    """Read a picture; one that was too high for the browser comes in pieces."""
    pieces = [out]
    while (piece := Path(f"{out}.{len(pieces)}")).exists():
        pieces.append(piece)
    return below_each_other([piece.read_bytes() for piece in pieces])


def _chart(job: ChartJob, out: Path) -> dict[str, Any]:
    return {
        "figure": json.loads(job.figure.to_json()),
        "format": job.format,
        "width": job.width,
        "height": job.height,
        "scale": job.scale,
        "out": str(out),
    }


def _page(job: PageJob, out: Path) -> dict[str, Any]:
    source = out.with_suffix(f".{job.format}.html")
    source.write_text(job.html, encoding="utf-8")
    return {
        "address": source.as_uri(),
        "format": job.format,
        "width": job.width,
        "scale": job.scale,
        "footer": job.footer,
        "out": str(out),
    }


def _work(task: dict[str, Any], folder: Path) -> None:
    """Let the worker draw, in the browser's sandbox if it can be had: not for root, nor in all containers."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    for sandbox in (False,) if is_root else (True, False):
        status, words = _attempt({**task, "sandbox": sandbox}, folder)
        if status == 0:
            return
        if status != NOT_STARTED:
            break
    raise BrowserError(f"the pictures could not be drawn: {_reason(task, status, words)}")


def _attempt(task: dict[str, Any], folder: Path) -> tuple[int, str]:
    worker = files("riskmc.report") / "browser_worker.py"
    with as_file(worker) as script:
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-P", str(script)],
                input=json.dumps(task).encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                # What a browser leaves behind when it is killed goes with the folder.
                env={**os.environ, "TMPDIR": str(folder)},
                timeout=task["seconds"] + SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return TOO_SLOW, ""
    return done.returncode, done.stderr.decode(errors="replace")


def _reason(task: dict[str, Any], status: int, words: str) -> str:
    browser = task["browser"]
    if status == NOT_STARTED:
        return f"{browser} ended as soon as it was started; name another browser in the environment as BROWSER_PATH"
    if status == TOO_SLOW:
        return f"{browser} did not answer within {task['seconds']:.0f} seconds"
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return f"{browser} failed ({lines[-1][:_REASON_LIMIT] if lines else f'status {status}'})"
