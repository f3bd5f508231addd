"""What the tests of the command line share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from riskmc.cli import riskmc_command

ROOT = Path(__file__).resolve().parents[2]

SMALL_PLAN = """\
riskmc: 1
project: {name: Garden shed, start: 2027-01-04}
objectives:
  - {id: roofed, finish: roof, by: 2027-01-29, confidence: 80%}
  - {id: done, finish: project, by: 2027-02-26, confidence: 80%}
tasks:
  - {id: dig, duration: {triangular: [2d, 3d, 6d]}}
  - {id: walls, name: Walls and windows, duration: {pert: [4d, 6d, 12d]}, after: [dig]}
  - {id: roof, name: Roof, duration: {uniform: [3d, 5d]}, after: [walls]}
  - {id: paint, duration: 2d, after: [roof]}
  - {id: handover, name: Handover, milestone: true, after: [paint]}
templates:
  - {for: all, duration: {triangular: [90%, 100%, 150%]}}
risks:
  - {id: R1, title: Frost, probability: 30%, impacts: [{on: dig, delay: {uniform: [1d, 6d]}}]}
"""

BAD_PLAN = """\
riskmc: 1
project: {name: Garden shed, start: 2027-01-04}
tasks:
  - {id: dig, duration: {triangular: [2d, 3d, 1d]}}
  - {id: walls, duration: 6d, after: [digg]}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small plan that is in order."""
    file = tmp_path / "shed.yaml"
    file.write_text(SMALL_PLAN, encoding="utf-8")
    return file


@pytest.fixture
def bad_plan(tmp_path: Path) -> Path:
    """A plan with two problems."""
    file = tmp_path / "bad.yaml"
    file.write_text(BAD_PLAN, encoding="utf-8")
    return file


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call a command inside this process, in an empty folder; stdout and stderr are kept apart."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def call(*arguments: object) -> Result:
        return runner.invoke(riskmc_command, [str(argument) for argument in arguments], catch_exceptions=False)

    return call


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call the command as its users do: in a process of its own, in an empty folder."""

    def call(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "riskmc", *(str(argument) for argument in arguments)],
            cwd=tmp_path,
            env=process_environment(**environment),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return call


def process_environment(**changes: str) -> dict[str, str]:
    """Return the environment of a process that finds this tree's riskmc."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **changes}
