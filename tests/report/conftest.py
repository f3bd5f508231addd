"""Results and a browser for the tests of the report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import riskmc
from tests.conftest import ROOT
from tests.report.chromium import Browser, chromium_or_skip


@pytest.fixture(scope="session")
def construction() -> riskmc.SimulationResult:
    """The example plan of a school, 2,000 iterations."""
    return riskmc.simulate(riskmc.read_plan(ROOT / "configs" / "construction.yaml"), iterations=2_000)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Headless Chromium."""
    path = chromium_or_skip()
    with Browser(path, tmp_path_factory.mktemp("profile")) as running:
        yield running
