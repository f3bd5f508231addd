"""The array types and literals of riskmc, named once."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint32]
"""Uniform 32-bit words; the word x stands for the uniform number (x + 1/2) / 2**32."""
PackedWords: TypeAlias = NDArray[np.uint64]
"""A key above a load, or a threshold for words."""
Floats: TypeAlias = NDArray[np.float64]
Floats32: TypeAlias = NDArray[np.float32]
Integers: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
ShortIntegers: TypeAlias = NDArray[np.int32]
Codes: TypeAlias = NDArray[np.uint8]
AnyArray: TypeAlias = NDArray[Any]

Sampling: TypeAlias = Literal["lhs", "random", "sobol"]
