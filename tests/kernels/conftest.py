"""Kernels follow NumPy's error model: nothing that a floating-point unit flags is an exception or a warning."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _numpy_error_model() -> Iterator[None]:
    with np.errstate(all="ignore"):
        yield
