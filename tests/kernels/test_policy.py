"""The one policy of the kernels is kept."""

from __future__ import annotations

import os
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core.errors import TypingError

from riskmc.kernels import _jit
from riskmc.kernels.network import forward_pass


def test_a_kernel_that_would_allocate_is_refused_at_its_compilation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RISKMC_KERNEL_CACHE", "0")

    def allocating(n: int) -> float:
        return float(np.zeros(n).sum())

    assert numba.njit(allocating)(3) == 0.0
    with pytest.raises(TypingError, match=r"No implementation of function Function\(<built-in function zeros>\)"):
        _jit.kernel(allocating)(3)


def test_kernels_free_the_interpreter_and_never_reorder_sums() -> None:
    options = forward_pass.targetoptions  # type: ignore[attr-defined]
    assert options["nogil"] is True
    assert options["error_model"] == "numpy"
    assert options["_nrt"] is False
    assert not options.get("fastmath", False)
    assert not options.get("parallel", False)


def test_compiled_kernels_lie_in_a_folder_named_by_their_sources(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("RISKMC_CACHE_DIR", str(tmp_path))
    _jit.cache_folder.cache_clear()
    try:
        assert _jit.cache_folder() == f"{tmp_path}/kernels-{_jit.source_digest()}"
    finally:
        _jit.cache_folder.cache_clear()


def test_a_cache_that_cannot_be_written_falls_back_to_a_private_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    file = Path(str(tmp_path), "file")
    file.write_text("")
    monkeypatch.setenv("RISKMC_CACHE_DIR", str(file))
    _jit.cache_folder.cache_clear()
    try:
        assert "riskmc-kernels-" in _jit.cache_folder()
    finally:
        _jit.cache_folder.cache_clear()


def test_compiled_kernels_of_versions_long_unused_are_swept_away(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:

    root = Path(str(tmp_path))
    old, recent, other = root / "kernels-old", root / "kernels-recent", root / "mine"
    for folder in (old, recent, other):
        folder.mkdir()
        (folder / "x.nbc").write_text("x")
    for folder in (old, other):
        os.utime(folder, (0, 0))
    monkeypatch.setenv("RISKMC_CACHE_DIR", str(root))
    _jit.cache_folder.cache_clear()
    try:
        folder = Path(_jit.cache_folder())
    finally:
        _jit.cache_folder.cache_clear()
    assert sorted(p.name for p in root.iterdir()) == sorted([folder.name, "kernels-recent", "mine"])
