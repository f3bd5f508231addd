"""One decorator and one policy for every kernel."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import config as numba_config

_UNUSED_SECONDS = 60 * 86_400

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


@functools.cache
def source_digest() -> str:
    """Return the digest of all kernel sources, which names the folder of their compiled forms.

    Numba keys its cache by the file of the compiled function alone, so that an edit to an imported kernel would leave a
    stale one behind. A folder per digest cannot be stale.
    """
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@functools.cache
def cache_folder() -> str:
    """Return the folder that holds the compiled kernels of exactly these sources.

    ``RISKMC_CACHE_DIR`` names another place than the user's cache folder; a folder that cannot be written falls back to
    a private one in the temporary directory.
    """
    root = os.environ.get("RISKMC_CACHE_DIR") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "riskmc"
    )
    folder = os.path.join(root, f"kernels-{source_digest()}")
    try:
        if not os.path.isdir(folder):
            os.makedirs(folder)
            _sweep(root)
        writable = os.access(folder, os.W_OK)
    except OSError:
        writable = False
    return folder if writable else tempfile.mkdtemp(prefix="riskmc-kernels-")


def _sweep(root: str) -> None:
    """Remove the compiled kernels of versions that have not been used for long."""
    for entry in os.scandir(root):
        if entry.name.startswith("kernels-") and time.time() - entry.stat().st_mtime > _UNUSED_SECONDS:
            shutil.rmtree(entry.path, ignore_errors=True)


def _caching_on() -> bool:
    is_compiling = not getattr(numba_config, "DISABLE_JIT", False)
    return os.environ.get("RISKMC_KERNEL_CACHE", "1") != "0" and is_compiling


def kernel(function: Kernel) -> Kernel:
    """Compile ``function`` without the interpreter lock, with NumPy's error model, never with ``fastmath``."""
    return _compile(function, inline="never")


def inlined(function: Kernel) -> Kernel:
    """Make ``function`` a part of the kernels that call it, which spares compiling it for itself."""
    return _compile(function, inline="always")


def _compile(function: Kernel, *, inline: str) -> Kernel:
    settings: Any = numba_config
    before = settings.CACHE_DIR
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "inline": inline, "cache": _caching_on()}
    # Nothing calls a kernel from C.
    options["no_cfunc_wrapper"] = True
    # Without Numba's runtime a kernel cannot allocate, and arrays are passed without counting references to them.
    options["_nrt"] = False
    if options["cache"]:
        settings.CACHE_DIR = cache_folder()
    try:
        compiled: Kernel = numba.njit(**options)(function)
    finally:
        settings.CACHE_DIR = before
    return compiled
