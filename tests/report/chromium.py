"""A real browser for tests: headless Chromium, spoken to over its debugging pipe."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-extensions", "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
)  # fmt: skip
_SECONDS = 60.0


def chromium_or_skip() -> str:
    """Return the browser's path; without one the test is skipped, or fails where all checks are required."""
    path = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        message = "there is no Chromium on this machine; on Debian: apt-get install chromium"
        if os.environ.get("RISKMC_REQUIRE_ALL") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


class Browser:
    """One browser with one page.

    Attributes
    ----------
    complaints : list of str
        Everything that the console, the page's exceptions and the security policy said.
    requests : list of str
        Addresses that the page asked for.
    """

    def __init__(self, path: str, profile: Path) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._buffer = b""
        self._last = 0
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()

        def place() -> None:
            # Both ends may themselves be 3 or 4: move them away before they are put in place.
            reader, writer = os.dup(theirs_in), os.dup(theirs_out)
            high_reader, high_writer = os.dup2(reader, 60), os.dup2(writer, 61)
            os.dup2(high_reader, 3)
            os.dup2(high_writer, 4)

        self._process = subprocess.Popen(
            [path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=place,
            close_fds=False,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session: str | None = None
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._to)
        os.close(self._from)

    def call(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its result."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _receive(self) -> dict[str, Any]:
        end = time.monotonic() + _SECONDS
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(end - time.monotonic(), 0.0))
            chunk = os.read(self._from, 1 << 20) if ready else b""
            assert chunk, "the browser does not answer"
            self._buffer += chunk
        message, _, self._buffer = self._buffer.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _note(self, event: dict[str, Any]) -> None:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(parameters["exceptionDetails"])[:2_000])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(json.dumps(parameters["args"])[:2_000])
        elif method == "Log.entryAdded":
            self.complaints.append(parameters["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def look(self, width: int, *, dark: bool = False, media: str = "") -> None:
        """Set the width of the window, the colour scheme, and ``"print"`` or the screen."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media=media, features=[scheme])

    def open(self, page: Path) -> None:
        """Open a file and wait until it has loaded and drawn."""
        self.complaints.clear()
        self.requests.clear()
        self.call("Page.navigate", url=page.as_uri())
        self.wait_for("document.readyState === 'complete'")
        self.settle()

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.ask("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def wait_for(self, condition: str) -> None:
        """Wait until an expression holds in the page."""
        end = time.monotonic() + _SECONDS
        while not self.ask(condition):
            assert time.monotonic() < end, f"{condition} never held"
            time.sleep(0.02)

    def ask(self, expression: str) -> Any:
        """Evaluate an expression in the page and return its value."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def picture(self) -> bytes:
        """Return a PNG of the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])
