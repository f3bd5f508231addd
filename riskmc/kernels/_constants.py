"""The sizes that kernels and their callers agree on. They shape results and are never tuned per machine."""

from typing import Final

LANES: Final = 128
"""Iterations that one pass through a network carries side by side."""

BLOCK_ITERATIONS: Final = 1024
"""Iterations of a block: the unit of work, of merging, and of one Latin hypercube."""

BLOCK_CHUNKS: Final = BLOCK_ITERATIONS // LANES
"""Chunks of :data:`LANES` iterations in a block."""

SUM_LANES: Final = 16
"""Partial sums kept side by side for each statistic of each task."""

MOST_PATHS: Final = 16
"""Critical paths that are told apart in one iteration, at most."""

KENDALL_ITERATIONS: Final = 1024
"""Kendall's correlation is taken over the first iterations of a run, this many at most."""

NEVER: Final = -1e12
"""An instant before all others: no restraint."""

ALWAYS: Final = 1e12
"""An instant after all others: no restraint."""
