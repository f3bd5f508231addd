"""Draws pictures in a headless browser, in a process of its own that can be given up whatever the browser does.

It is started by its path, reads a job as JSON from stdin, writes pictures to the files that the job names, and ends
with status 0; or prints a sentence on stderr and ends with another. It imports nothing of riskmc.

A job holds ``browser`` (path), ``sandbox`` (bool), ``library`` (address of plotly.js), ``seconds`` (the most that it
may take), ``charts``: a list of ``figure``, ``format``, ``width``, ``height``, ``scale`` and ``out``, and ``pages``: a
list of ``address``, ``format``, ``width``, ``scale``, ``footer`` and ``out``. A page that is too high for one PNG goes
to ``out``, ``out.1`` and so on, from top to foot.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

FAILED, NOT_STARTED, TOO_SLOW = 1, 3, 4
"""Exit statuses."""

NOWHERE = "http://127.0.0.1:9"
"""A proxy that answers nothing: the browser can fetch nothing from a network, whatever a page asks for."""

TALLEST = 16_000
"""Pixels that a browser draws in one piece."""

_OPTIONS = ("format", "width", "height", "scale")
_IS_DRAWN = (
    "new Promise(done => { const look = () => document.readyState === 'complete' ?"
    " requestAnimationFrame(() => requestAnimationFrame(() => document.fonts.ready.then(() => done(true)))) :"
    " setTimeout(look, 20); look(); })"
)
_HEIGHT = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
_WITHOUT_BUTTONS = (
    "document.head.append(Object.assign(document.createElement('style'),"
    " {textContent: '.modebar { display: none !important }'}))"
)


def main() -> None:
    """Work one job and end the process, whatever threads still wait for the browser."""
    job = json.load(sys.stdin)
    status, words = 0, ""
    try:
        asyncio.run(_worked(job))
    except TimeoutError:
        status = TOO_SLOW
    except BaseException as error:  # noqa: BLE001  the last word of this process
        status = NOT_STARTED if type(error).__name__ == "BrowserFailedError" else FAILED
        words = f"{type(error).__name__}: {error}"
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)  # noqa: T201
    os._exit(status)


async def _worked(job: dict[str, Any]) -> None:
    """Draw all pictures of a job with one browser, or raise TimeoutError."""
    from kaleido import Kaleido

    browser = Kaleido(
        path=job["browser"],
        enable_sandbox=job["sandbox"],
        proxy_server=NOWHERE,
        plotlyjs=job["library"],
        mathjax=False,
        timeout=None,
    )
    drawing = asyncio.create_task(_draw(browser, job))
    try:
        done, _ = await asyncio.wait([drawing], timeout=job["seconds"])
        if not done:
            raise TimeoutError
        drawing.result()
    finally:
        _kill(browser)


async def _draw(browser: Any, job: dict[str, Any]) -> None:
    await browser.open()
    charts = [
        {"fig": chart["figure"], "path": chart["out"], "opts": {key: chart[key] for key in _OPTIONS}}
        for chart in job["charts"]
    ]
    if charts:
        await browser.write_fig_from_object(charts, cancel_on_error=True)
    for page in job["pages"]:
        await _draw_page(browser, page)


async def _draw_page(browser: Any, page: dict[str, Any]) -> None:
    tab = await browser.create_tab("about:blank", window=True)
    await _view(tab, page["width"], 900, 1)
    await _ask(tab, "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "light"}])
    await _ask(tab, "Page.navigate", url=page["address"])
    await _ask(tab, "Runtime.evaluate", expression=_IS_DRAWN, awaitPromise=True)
    await _ask(tab, "Runtime.evaluate", expression=_WITHOUT_BUTTONS)
    pieces = [await _paper(tab, page)] if page["format"] == "pdf" else await _screen(tab, page)
    for number, data in enumerate(pieces):
        Path(f"{page['out']}.{number}" if number else page["out"]).write_bytes(base64.b64decode(data))
    await tab.close()


async def _paper(tab: Any, page: dict[str, Any]) -> str:
    """Print a page on A4."""
    answer = await _ask(
        tab, "Page.printToPDF", printBackground=True, preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69,
        displayHeaderFooter=True, headerTemplate="<span></span>", footerTemplate=page["footer"],
    )  # fmt: skip
    return str(answer["data"])


async def _screen(tab: Any, page: dict[str, Any]) -> list[str]:
    """Take pictures of a whole page, from its top to its foot, each no higher than a browser draws in one piece."""
    found = await _ask(tab, "Runtime.evaluate", expression=_HEIGHT, returnByValue=True)
    height, most = int(found["result"]["value"]), int(TALLEST / page["scale"])
    await _view(tab, page["width"], min(height, most), page["scale"])
    await _ask(tab, "Runtime.evaluate", expression=_IS_DRAWN, awaitPromise=True)
    pieces = []
    for top in range(0, height, most):
        clip = {"x": 0, "y": top, "width": page["width"], "height": min(most, height - top), "scale": 1}
        answer = await _ask(tab, "Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        pieces.append(str(answer["data"]))
    return pieces


async def _view(tab: Any, width: int, height: int, scale: float) -> None:
    method = "Emulation.setDeviceMetricsOverride"
    await _ask(tab, method, width=width, height=height, deviceScaleFactor=scale, mobile=False)


async def _ask(tab: Any, method: str, **parameters: Any) -> dict[str, Any]:
    answer = await tab.send_command(method, parameters)
    if "error" in answer or "exceptionDetails" in answer.get("result", {}):
        raise RuntimeError(f"{method}: {json.dumps(answer)[:500]}")
    result: dict[str, Any] = answer["result"]
    return result


def _kill(browser: Any) -> None:
    """End the browser, and what it started, for good: it has a process group of its own."""
    process = getattr(browser, "subprocess", None)
    if process is None:
        return
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


if __name__ == "__main__":
    main()
