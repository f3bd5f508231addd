"""`riskmc report` and `riskmc demo` write the report; `riskmc warmup` makes the first run quick."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import riskmc

from .conftest import ROOT

Invoke = Callable[..., Result]


def test_the_report_of_a_saved_result_is_that_of_the_run(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    invoke("run", plan, "--iterations", "1500", "--save", "shed.riskmc", "--report", "run.html")
    result = invoke("report", "shed.riskmc", "--out", "saved.html")
    assert (result.exit_code, result.stdout) == (0, "saved.html\n")
    assert (tmp_path / "saved.html").read_bytes() == (tmp_path / "run.html").read_bytes()


def test_the_report_of_a_plan_is_written_here_under_its_name(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    result = invoke("report", plan, "--iterations", "1000")
    assert (result.exit_code, result.stdout) == (0, "shed.html\n")
    assert "Garden shed" in (tmp_path / "shed.html").read_text(encoding="utf-8")


def test_a_report_that_is_there_is_not_replaced_without_force(invoke: Invoke, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "shed.html").write_text("mine")
    result = invoke("report", plan, "--iterations", 2**33)
    assert result.exit_code == 2
    assert (tmp_path / "shed.html").read_text() == "mine"
    assert invoke("report", plan, "--iterations", "500", "--force").exit_code == 0


def test_pictures_without_a_browser_are_refused_before_the_run(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "no-such-browser")
    result = invoke("report", plan, "--png", "--iterations", 2**33)
    assert result.exit_code == 2
    assert "BROWSER_PATH is 'no-such-browser'" in result.stderr
    assert os.listdir(tmp_path) == ["shed.yaml"]


def test_a_picture_that_is_there_is_not_replaced_without_force_either(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("riskmc.report.find_browser", lambda: "chromium")
    (tmp_path / "shed-finish.svg").write_text("mine")
    result = invoke("report", plan, "--svg", "--iterations", 2**33)
    assert result.exit_code == 2
    assert "shed-finish.svg exists already" in result.stderr


def test_pictures_are_named_beside_the_report(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("riskmc.report.find_browser", lambda: "chromium")
    monkeypatch.setattr("riskmc.report.pictures.draw", lambda jobs: [job.format.encode() for job in jobs])
    result = invoke("report", plan, "--iterations", "500", "--png", "--pdf", "--out", "out/shed.html")
    names = result.stdout.split()
    assert result.exit_code == 0
    assert names[0] == "out/shed.html"
    assert {"out/shed.png", "out/shed.pdf", "out/shed-finish.png", "out/shed-finish.pdf"} < set(names)
    assert sorted(os.listdir(tmp_path / "out")) == sorted(Path(name).name for name in names)
    assert (tmp_path / "out/shed-finish.pdf").read_bytes() == b"pdf"


def test_options_of_a_run_are_refused_with_a_saved_result(invoke: Invoke, plan: Path) -> None:
    invoke("run", plan, "--iterations", "500", "--save", "shed.riskmc")
    result = invoke("report", "shed.riskmc", "--iterations", "500", "--seed", "1")
    assert result.exit_code == 2
    assert "is a saved result and is not run again; leave --iterations, --seed away" in result.stderr


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a result at all"])
def test_a_damaged_result_is_refused(invoke: Invoke, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.riskmc").write_bytes(content)
    result = invoke("report", "x.riskmc")
    assert result.exit_code == 2
    assert "x.riskmc" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "x.html").exists()


def test_the_demo_writes_plan_result_and_report(invoke: Invoke, tmp_path: Path) -> None:
    result = invoke("demo", "--out", "shown")
    assert result.exit_code == 0
    assert sorted(os.listdir(tmp_path / "shown")) == ["construction.html", "construction.riskmc", "construction.yaml"]
    assert "Report written to shown/construction.html" in result.stderr
    saved = riskmc.read_result(tmp_path / "shown/construction.riskmc")
    assert saved.project.name in result.stdout
    again = invoke("demo", "--out", "shown")
    assert again.exit_code == 2
    assert invoke("demo", "--out", "shown", "--force").exit_code == 0


def test_the_plan_of_the_demo_is_the_example_in_configs() -> None:
    packaged = ROOT / "riskmc" / "cli" / "plans" / "construction.yaml"
    assert packaged.read_bytes() == (ROOT / "configs" / "construction.yaml").read_bytes()


def test_a_warmup_says_how_long_it_took_and_where_it_is_kept(invoke: Invoke) -> None:
    result = invoke("warmup")
    assert result.exit_code == 0
    assert "The simulator is ready after" in result.stdout
    assert "kernels-" in result.stdout
