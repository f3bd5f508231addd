"""Pictures of the charts and of the page: drawn by Chromium, offline, all of them or none."""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

import riskmc
from riskmc.errors import BrowserError, MissingExtraError, OutputExistsError
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
from riskmc.report.pictures import CHARTS, on_paper
from tests.report.chromium import chromium_or_skip

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
    width, height = png_size(tmp_path / "school.png")
    # Of a page that is higher than TALLEST at twice its size, less than twice.
    assert 1_600 <= width <= 2_400
    assert 6_000 < height <= TALLEST
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


def test_the_names_of_all_charts_are_known_before_the_run(construction: riskmc.SimulationResult) -> None:
    assert set(report_charts(construction)) <= set(CHARTS)


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
