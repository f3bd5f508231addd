"""What all tests share."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

settings.register_profile("riskmc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("riskmc")


def pytest_sessionstart() -> None:
    """Hear Ctrl-C: a shell that starts the tests in the background has it ignored, and children would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _shared(name: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"there is no folder {name} beside the project, in ../shared")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder ../shared/data, or a skip."""
    return _shared("data")


@pytest.fixture(scope="session")
def shared_oracle() -> Path:
    """The folder ../shared/oracles, or a skip."""
    return _shared("oracles")
