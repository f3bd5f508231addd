"""Pictures of the charts and of the page: drawn by Chromium, offline, all of them or none."""

from __future__ import annotations

import dataclasses
import io
import struct
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import riskmc
from riskmc.errors import BrowserError, MissingExtraError, OutputExistsError
from riskmc.model.correlation import Correlation
from riskmc.report import (
    browser,
    find_browser,
    picture_paths,
    render_report,
    report_charts,
    write_pictures,
    write_report_with_pictures,
)
from riskmc.report.browser_worker import NOT_STARTED, NOWHERE, TALLEST
from riskmc.report.heatmap_page import report_heatmap, slides
from riskmc.report.pictures import CHARTS, SLIDES, on_paper, report_slides
from riskmc.report.png_pieces import below_each_other
from riskmc.simulation import envelope, remove_risks
from tests.conftest import ROOT
from tests.report.chromium import chromium_or_skip


@pytest.fixture(scope="module")
def everything() -> riskmc.SimulationResult:
    """A run of an example plan with all that a report may show."""
    plan = riskmc.read_plan(ROOT / "configs" / "construction.yaml")
    together = plan.model_copy(update={"correlations": (Correlation(group=("all",), rho=0.3),)})
    result = riskmc.simulate(together, iterations=600)
    return dataclasses.replace(result, removals=remove_risks(result), envelope=envelope(result))


HOSTILE = '</svg><script>alert(1)</script><img src="http://example.org/x.png"> & <b>'


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.chromium
def test_every_chart_and_the_page_are_drawn_in_every_format(
    construction: riskmc.SimulationResult, tmp_path: Path
) -> None:
    chromium_or_skip()
    written = write_pictures(construction, tmp_path / "school.html", ["png", "svg", "pdf"])
    assert sorted(written) == sorted(tmp_path.iterdir())
    assert {path.name for path in written} == {
        "school.png", "school.pdf",
        *(f"school-{name}.{kind}" for name in report_charts(construction) for kind in ("png", "svg", "pdf")),
        *(f"school-heatmap.{kind}" for kind in ("png", "svg", "pdf")),
    }  # fmt: skip
    for name in report_charts(construction):
        width, height = png_size(tmp_path / f"school-{name}.png")
        assert width == 2_880
        assert height >= 1_620
        drawing = ElementTree.parse(tmp_path / f"school-{name}.svg").getroot()
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        texts = " ".join(drawing.itertext())
        assert "Secondary school, new teaching block · 2,000 iterations · seed 0" in texts
        assert (tmp_path / f"school-{name}.pdf").read_bytes().startswith(b"%PDF-")
    assert png_size(tmp_path / "school-heatmap.png") == (2_880, 1_620)
    assert ElementTree.parse(tmp_path / "school-heatmap.svg").getroot().get("viewBox") == "0 0 1280 720"
    assert (tmp_path / "school-heatmap.pdf").read_bytes().count(b"/Type /Page\n") == 1
    width, height = png_size(tmp_path / "school.png")
    assert width == 2_400
    assert height > TALLEST, "of a page that no browser draws in one piece"
    assert (tmp_path / "school.pdf").read_bytes().count(b"/Type /Page\n") >= 3


@pytest.mark.chromium
def test_nothing_is_fetched_to_draw_a_picture(
    construction: riskmc.SimulationResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium = chromium_or_skip()
    logged = program(
        tmp_path / "logged", f'echo "$@" > {tmp_path}/flags\nexec {chromium} --log-net-log={tmp_path}/net.json "$@"'
    )
    monkeypatch.setenv("BROWSER_PATH", logged)
    write_pictures(construction, tmp_path / "school.html", ["png", "pdf"])
    assert f"--proxy-server={NOWHERE}" in (tmp_path / "flags").read_text()
    requests = (tmp_path / "net.json").read_text(errors="replace").lower()
    assert '"constants"' in requests
    for host in ("plot.ly", "plotly", "cdnjs", "jsdelivr", "unpkg", "mathjax"):
        assert host not in requests, host


@pytest.mark.chromium
def test_names_of_a_plan_are_text_in_a_picture_and_fetch_nothing(tmp_path: Path) -> None:
    chromium_or_skip()
    plan = riskmc.Project(
        name=HOSTILE,
        start="2027-01-04",
        tasks=[{"id": "a", "name": HOSTILE, "duration": {"pert": ["4d", "6d", "15d"]}}],
    )
    write_pictures(riskmc.simulate(plan, iterations=500), tmp_path / "x.html", ["svg"])
    drawing = ElementTree.parse(tmp_path / "x-tasks.svg").getroot()
    assert not [part for part in drawing.iter() if part.tag.endswith(("script", "image", "foreignObject"))]
    assert "</svg><script>" in " ".join(drawing.itertext())


@pytest.mark.chromium
def test_a_report_and_its_pictures_are_written_together(construction: riskmc.SimulationResult, tmp_path: Path) -> None:
    chromium_or_skip()
    page = tmp_path / "deep" / "school.html"
    written = write_report_with_pictures(construction, page, ["svg"])
    assert written[0] == page
    assert page.read_text(encoding="utf-8") == render_report(construction)
    assert sorted(written) == sorted(page.parent.iterdir())


def test_the_names_of_all_charts_and_slides_are_known_before_the_run(everything: riskmc.SimulationResult) -> None:
    assert {"envelope", "correlations"} < set(report_charts(everything)) <= set(CHARTS)
    assert tuple(report_slides(everything)) == SLIDES


def test_the_slides_of_a_report_are_those_of_its_heatmap(everything: riskmc.SimulationResult, tmp_path: Path) -> None:
    shown = report_heatmap(everything)
    assert shown is not None
    assert list(report_slides(everything).values()) == list(slides(shown).values())
    without = dataclasses.replace(everything, removals=None)
    assert tuple(report_slides(without)) == ("heatmap",)


@pytest.mark.parametrize("channels", [3, 4])
def test_pictures_below_each_other_are_one_picture_of_all_their_rows(channels: int) -> None:
    rng = np.random.default_rng(1)
    pictures = [rng.integers(0, 256, (height, 7, channels), np.uint8) for height in (1, 4, 6)]
    for filters in ([0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 1, 2, 4]):
        joined = below_each_other([png(rows, filters) for rows in pictures])
        assert np.array_equal(unpng(joined), np.concatenate(pictures))
    assert below_each_other([png(pictures[1], [0])]) == png(pictures[1], [0])


def test_pictures_of_different_widths_are_not_joined() -> None:
    with pytest.raises(ValueError, match="different widths"):
        below_each_other([png(np.zeros((2, width, 3), np.uint8), [0]) for width in (3, 4)])


def png(pixels: np.ndarray, filters: list[int]) -> bytes:
    """Pack pixels as a PNG, its rows by one filter after the other (PNG specification, section 9)."""
    height, width, channels = pixels.shape
    padded = np.zeros((height + 1, width + 1, channels), int)
    padded[1:, 1:] = pixels
    data = b""
    for row in range(height):
        kind = filters[row % len(filters)]
        left, above, corner = padded[row + 1, :-1], padded[row, 1:], padded[row, :-1]
        guess = [0 * left, left, above, (left + above) // 2, paeth(left, above, corner)][kind]
        data += bytes([kind]) + ((pixels[row] - guess) % 256).astype(np.uint8).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, {3: 2, 4: 6}[channels], 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def paeth(left: np.ndarray, above: np.ndarray, corner: np.ndarray) -> np.ndarray:
    far = [abs(left + above - corner - part) for part in (left, above, corner)]
    is_left = (far[0] <= far[1]) & (far[0] <= far[2])
    return np.where(is_left, left, np.where(far[1] <= far[2], above, corner))


def unpng(data: bytes) -> np.ndarray:
    """Read a PNG with Pillow, whose reader has nothing to do with the writer here."""
    image = pytest.importorskip("PIL.Image")
    return np.asarray(image.open(io.BytesIO(data)))


def test_pictures_lie_beside_the_page() -> None:
    paths = [str(path) for path in picture_paths(Path("out/plan.v2.html"), ["png", "svg", "pdf"])]
    assert "out/plan.v2.png" in paths
    assert "out/plan.v2-finish.svg" in paths
    assert "out/plan.v2.svg" not in paths


def test_a_chart_on_paper_is_a_titled_slide_and_the_page_keeps_its_own(construction: riskmc.SimulationResult) -> None:
    for label, figure in report_charts(construction).values():
        before = figure.to_json()
        paper = on_paper(figure, label, "Shed <1> · seed 0")
        assert figure.to_json() == before
        assert paper.layout.width == 960
        assert paper.layout.height >= 540
        assert paper.layout.paper_bgcolor == "#ffffff"
        assert label in paper.layout.title.text
        assert paper.layout.title.subtitle.text == "Shed &lt;1&gt; · seed 0"


@pytest.fixture
def counterfeit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A browser that does what a line of shell says."""

    def make(text: str) -> str:
        path = program(tmp_path / "browser", text)
        monkeypatch.setenv("BROWSER_PATH", path)
        return path

    return make


def test_a_browser_that_ends_at_once_is_told_in_one_sentence(
    construction: riskmc.SimulationResult, tmp_path: Path, counterfeit: Any
) -> None:
    path = counterfeit("exit 1")
    with pytest.raises(BrowserError, match=f"{path} ended as soon as it was started; name another") as caught:
        write_report_with_pictures(construction, tmp_path / "out" / "x.html", ["png"])
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_browser_that_does_not_answer_is_given_up_and_ended(
    construction: riskmc.SimulationResult, tmp_path: Path, counterfeit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = counterfeit(f"echo $$ > {tmp_path}/process; exec sleep 600")
    monkeypatch.setattr(browser, "SECONDS", 6.0)  # time for its process to start on a busy machine
    monkeypatch.setattr(browser, "SECONDS_EACH", 0.0)
    with pytest.raises(BrowserError, match=f"{path} did not answer within 6 seconds"):
        write_pictures(construction, tmp_path / "out" / "x.html", ["png"])
    assert not (tmp_path / "out").exists()
    process = Path("/proc") / (tmp_path / "process").read_text().strip() / "stat"
    assert not process.exists() or process.read_text().split()[2] == "Z"


@pytest.mark.parametrize("value", ["no-such-browser", "/", "/etc/passwd"])
def test_a_browser_path_that_is_no_program_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER_PATH", value)
    with pytest.raises(BrowserError, match=r"BROWSER_PATH is .*no program that can be run; name a Chromium, or unset"):
        find_browser()


def test_a_machine_without_chromium_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr(browser, "_installed_elsewhere", lambda: None)
    with pytest.raises(BrowserError, match=r"there is none on this machine; install it \(on Debian: apt-get install"):
        find_browser()


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match=r"package chromium\) needs the extra 'images': pip install") as caught:
        find_browser()
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("user", "tried"), [(0, [False]), (1_000, [True, False])])
def test_the_sandbox_is_left_out_only_where_it_cannot_be_had(
    user: int, tried: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    attempts: list[bool] = []

    def attempt(task: dict[str, Any], folder: Path) -> tuple[int, str]:
        attempts.append(task["sandbox"])
        return NOT_STARTED, ""

    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    monkeypatch.setattr(browser, "_attempt", attempt)
    with pytest.raises(BrowserError, match="ended as soon as it was started"):
        browser._work({"browser": "b", "seconds": 1.0}, tmp_path)
    assert attempts == tried


def test_a_picture_that_is_there_is_not_replaced_without_force(
    construction: riskmc.SimulationResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("riskmc.report.pictures.draw", lambda jobs: [b"new"] * len(jobs))
    mine = tmp_path / "x-risks.png"
    mine.write_text("mine")
    with pytest.raises(OutputExistsError, match=r"x-risks\.png"):
        write_pictures(construction, tmp_path / "x.html", ["png"])
    assert mine.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [mine]
    write_pictures(construction, tmp_path / "x.html", ["png"], force=True)
    assert mine.read_bytes() == b"new"
