"""`import riskmc` is cheap, and gives its public names when they are asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import riskmc

ROOT = Path(__file__).resolve().parents[1]


def in_new_process(code: str) -> str:
    """Run Python code in a fresh interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("name", riskmc.__all__)
def test_every_public_name_can_be_had_and_is_listed(name: str) -> None:
    assert getattr(riskmc, name) is not None
    assert name in dir(riskmc)


def test_a_star_import_gives_exactly_the_public_names() -> None:
    code = "from riskmc import *; print(sorted(n for n in globals() if n[:2] != '__' or n == '__version__'))"
    assert in_new_process(code) == str(sorted(riskmc.__all__))


def test_an_unknown_name_is_refused_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'riskmc' has no attribute 'simulat'"):
        _ = riskmc.simulat  # type: ignore[attr-defined]


def test_importing_riskmc_imports_nothing_heavy() -> None:
    code = "import sys, riskmc; print(sorted({m.split('.')[0] for m in sys.modules} & {heavy}))"
    heavy = "{'numpy', 'scipy', 'pandas', 'numba', 'pydantic', 'yaml', 'plotly', 'click'}"
    assert in_new_process(code.replace("{heavy}", heavy)) == "[]"


def test_importing_the_command_line_imports_only_click_and_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import riskmc.cli\n"
        "import riskmc.cli.group as g; [g._Commands()[name] for name in g.COMMANDS]\n"
        "new = {m.split('.')[0] for m in set(sys.modules) - before}\n"
        "print(sorted(new - set(sys.stdlib_module_names)))"
    )
    assert in_new_process(code) == "['click', 'riskmc']"


def test_reading_a_result_needs_no_numba() -> None:
    code = "import sys, riskmc; riskmc.read_result; riskmc.SimulationResult; print('numba' in sys.modules)"
    assert in_new_process(code) == "False"


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "riskmc" / "py.typed").exists()


def test_python_m_riskmc_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "riskmc", "--version"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"riskmc {riskmc.__version__}\n")
