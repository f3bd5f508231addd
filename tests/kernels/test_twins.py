"""Every kernel has a twin."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

import riskmc.kernels
from tests import naive, naive_cost, naive_dated

FOLDER = Path(riskmc.kernels.__file__).parent


def kernels() -> list[str]:
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = {getattr(decorator, "id", getattr(decorator, "attr", "")) for decorator in node.decorator_list}
                found += [f"{path.stem}.{node.name}"] if names & {"kernel", "inlined"} else []
    return found


def test_kernels_are_found():
    assert len(kernels()) > 30


@pytest.mark.parametrize("name", kernels())
def test_every_kernel_has_a_naive_twin(name: str):
    assert callable(naive.TWINS[name])


def test_no_twin_is_left_of_a_kernel_that_is_gone():
    assert set(naive.TWINS) <= set(kernels())


@pytest.mark.parametrize("module", [naive, naive_cost, naive_dated], ids=lambda module: module.__name__)
def test_twins_import_nothing_from_the_package(module: ModuleType):
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if name.startswith("riskmc")]
