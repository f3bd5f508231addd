"""The kernels hold in other ways of running them: with bounds checked, and as plain Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.strategies import BRIEFLY

ROOT = Path(__file__).resolve().parents[2]
KERNELS = (
    "philox", "sobol", "axis", "marginals", "network", "accumulators", "sampling", "block", "ranks", "paths",
    "calendars", "dated_network",
)  # fmt: skip
SMALL = [f"tests/kernels/test_{name}.py" for name in KERNELS]
LARGE = "scipy or definition or rising or law or rise or draws_each_stratum or at_each_block or any_shift or mutant"


def run_kernel_tests(**variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SMALL]
    command += ["tests/kernels/test_stratification.py", "-k", f"not ({LARGE} or streams or iteration)"]
    environment = {**os.environ, "RISKMC_KERNEL_CACHE": "0", BRIEFLY: "1", **variables}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("variable", ["NUMBA_BOUNDSCHECK", "NUMBA_DISABLE_JIT"])
def test_kernels_hold_with(variable: str):
    done = run_kernel_tests(**{variable: "1"})
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
    assert " passed" in done.stdout
    assert ("skipped" in done.stdout) == (variable == "NUMBA_DISABLE_JIT")
