"""What commands load before they answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, process_environment

CODE = """
import sys
from riskmc.cli import main
try:
    main()
except SystemExit as done:
    print(done.code or 0, "scipy.stats" in sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["run", "triggers", "buffer"])
def test_no_command_loads_what_takes_a_quarter_of_a_second_for_one_function(command: str, tmp_path: Path) -> None:
    plan = ROOT / "configs" / "construction.yaml"
    done = subprocess.run(
        [sys.executable, "-c", CODE, command, str(plan), "--iterations", "300"],
        cwd=tmp_path, env=process_environment(), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == "0 False"
