"""Processes end with the statuses that are promised, quietly where nobody listens, and say how a defect is reported."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result

import riskmc
from riskmc.cli import exits
from riskmc.cli.exits import ending_with_exit_status
from riskmc.cli.running import COMPILING
from riskmc.errors import MissingExtraError, SimulationError, UsageError

from .conftest import process_environment

Invoke = Callable[..., Result]
Command = Callable[..., subprocess.CompletedProcess[str]]


def ended(error: BaseException) -> int:
    """Return the status with which an error ends a process."""
    with pytest.raises(SystemExit) as exit_, ending_with_exit_status():
        raise error
    return int(exit_.value.code or 0)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("no"), 2),
        (MissingExtraError("cluster", "this"), 2),
        (click.BadParameter("no"), 2),
        (PermissionError(13, "Permission denied", "plan.yaml"), 2),
        (SimulationError("no"), 70),
        (ZeroDivisionError("no"), 70),
        (MemoryError(), 70),
        (OSError("no"), 70),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
)
def test_every_error_has_its_status_and_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    monkeypatch.delenv("RISKMC_TRACEBACK", raising=False)
    assert ended(error) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.strip()
    assert "Traceback" not in captured.err


def test_a_defect_says_how_to_report_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/riskmc", "run", "plan.yaml"])
    monkeypatch.delenv("RISKMC_TRACEBACK", raising=False)
    ended(ZeroDivisionError("division by zero"))
    text = capsys.readouterr().err
    for part in (riskmc.__version__, "Python 3.", "riskmc run plan.yaml", "ZeroDivisionError", "RISKMC_TRACEBACK=1"):
        assert part in text


def test_the_traceback_is_shown_to_those_who_ask_for_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RISKMC_TRACEBACK", "1")
    ended(ZeroDivisionError("division by zero"))
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_a_defect_in_a_command_ends_with_70(invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskmc.cli.running.play", lambda *_, **__: 1 / 0)
    result = invoke("run", plan)
    assert result.exit_code == exits.INTERNAL
    assert "this is a defect of riskmc: ZeroDivisionError" in result.stderr


def test_a_run_keeps_stdout_for_the_result(command: Command, plan: Path) -> None:
    done = command("run", plan, "--iterations", "300", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["iterations"] == 300
    assert "The run is small" in done.stderr


def test_a_missed_gate_ends_the_process_with_1(command: Command, plan: Path) -> None:
    done = command("run", plan, "--iterations", "1000", "--gate", "P80 <= 2027-01-05")
    assert done.returncode == 1


def test_bad_input_ends_the_process_with_2_and_an_empty_stdout(command: Command, bad_plan: Path) -> None:
    done = command("run", bad_plan)
    assert (done.returncode, done.stdout) == (2, "")
    assert "2 problems" in done.stderr


@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["init", "-"]])
def test_a_reader_that_goes_away_is_no_matter(tmp_path: Path, arguments: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "riskmc", *arguments],
        cwd=tmp_path,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == exits.READER_GONE
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_said_and_is_no_defect(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        call = [sys.executable, "-m", "riskmc", "schema"]
        done = subprocess.run(
            call, cwd=tmp_path, env=process_environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "Error: an output cannot be written: No space left on device.\n"


def test_an_encoding_without_some_signs_gets_others_instead(plan: Path, tmp_path: Path) -> None:
    plan.write_text(plan.read_text().replace("Garden shed", "Gärtnerhütte 小屋"), encoding="utf-8")
    call = [sys.executable, "-m", "riskmc", "run", str(plan), "--iterations", "500"]
    environment = process_environment(PYTHONIOENCODING="latin-1")
    table = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, encoding="latin-1", check=True)
    assert table.stdout.startswith("Gärtnerhütte ??\n")
    assert "–" not in table.stdout
    assert re.search(r"is kept with a chance of [\d.]+ % \([\d.]+-[\d.]+ %\)", table.stdout)
    document = subprocess.run(
        [*call, "--json"], cwd=tmp_path, env=environment, capture_output=True, encoding="latin-1", check=True
    )
    assert json.loads(document.stdout)["project"] == "Gärtnerhütte 小屋"


def test_the_table_has_no_colours(command: Command, plan: Path) -> None:
    assert "\x1b" not in command("run", plan, "--iterations", "500", FORCE_COLOR="1").stdout


def test_the_first_compilation_is_announced_to_those_who_watch(command: Command, plan: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    quiet = command("run", plan, "--iterations", "1", "--verbose", RISKMC_CACHE_DIR=cache)
    assert COMPILING in quiet.stderr
    again = command("run", plan, "--iterations", "1", "--verbose", RISKMC_CACHE_DIR=cache)
    assert COMPILING not in again.stderr


INTERRUPTED_WITHOUT_A_RISK = """
import contextlib, os, signal, sys
import riskmc.cli.running as running

@contextlib.contextmanager
def progress_bar(label):
    def show(done, total):
        if label == "Without each risk" and done > 20_000:
            os.kill(os.getpid(), signal.SIGINT)
    yield show

running.progress_bar = progress_bar
from riskmc.cli import main
main(sys.argv[1:])
"""


INTERRUPTED_AT_SECOND_SIGN_OF_PROGRESS = """
import contextlib, os, signal, sys
import riskmc.cli.running as running

@contextlib.contextmanager
def progress_bar(label):
    def show(done, total):
        if done > 2_000:
            os.kill(os.getpid(), signal.SIGINT)
    yield show

running.progress_bar = progress_bar
from riskmc.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_gives_the_iterations_done_so_far_and_status_130(plan: Path, tmp_path: Path) -> None:
    arguments = ["run", str(plan), "-n", "50_000_000", "--json", "--save", "part.riskmc", "--gate", "P80 <= 2027-01-05"]
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_AT_SECOND_SIGN_OF_PROGRESS, *arguments],
        cwd=tmp_path,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == exits.INTERRUPTED, done.stderr
    assert "Interrupted after" in done.stderr
    document = json.loads(done.stdout)
    assert document["complete"] is False
    assert 2_000 < document["iterations"] < document["requested_iterations"] == 50_000_000
    saved = riskmc.read_result(tmp_path / "part.riskmc")
    assert saved.provenance.iterations == document["iterations"]
    assert saved.finish.mean_days == document["finish"]["mean_days"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupt_from_outside_ends_the_process_with_130(plan: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "riskmc", "run", str(plan), "-n", "50_000_000"],
        cwd=tmp_path,
        env=process_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == exits.INTERRUPTED, said
    assert "Interrupted" in said
    assert "Traceback" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupted_heatmap_says_what_is_not_known_and_ends_without_a_look_for_garbage(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    risks = [f"  - {{id: R{n}, probability: 30%, impacts: [{{on: t{n}, delay: 5d}}]}}" for n in range(40)]
    tasks = [f"  - {{id: t{n}, duration: {{pert: [5d, 8d, 20d]}}}}" for n in range(300)]
    text = ["riskmc: 1", "project: {name: Many, start: 2027-01-04}", "tasks:", *tasks, "risks:", *risks]
    plan.write_text("\n".join(text), encoding="utf-8")
    at_exit = "import atexit, gc; atexit.register(lambda: print('frozen', gc.get_freeze_count() > 0))\n"
    done = subprocess.run(
        [sys.executable, "-c", at_exit + INTERRUPTED_WITHOUT_A_RISK, "heatmap", str(plan), "--html", "page.html"],
        cwd=tmp_path,
        env=process_environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == exits.INTERRUPTED, done.stderr
    assert done.stderr.splitlines()[-1] == "Interrupted: what each risk does to the finish is not known."
    assert done.stdout == "frozen True\n"
    assert not (tmp_path / "page.html").exists()


def test_an_interrupt_before_the_first_iteration_ends_with_130_and_no_output(
    invoke: Invoke, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_plan(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("riskmc.cli.running.play", run_plan)
    result = invoke("run", plan, "--save", "x.riskmc")
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Interrupted.\n")
    assert not (tmp_path / "x.riskmc").exists()


@pytest.mark.cluster
def test_a_scheduler_that_does_not_answer_is_bad_use(
    invoke: Invoke, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("riskmc.simulation.cluster._CONNECT_SECONDS", 0.3)
    result = invoke("run", plan, "--scheduler", "tcp://127.0.0.1:9")
    assert result.exit_code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in result.stderr
