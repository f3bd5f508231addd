"""What the machine does: serial, deterministic functions of arrays.

Kernels know nothing of tasks, risks or calendars; they see arrays and addresses of random numbers, and write into what
the caller allocated. They neither allocate, raise, nor read a clock. Every kernel works on a chunk of :data:`LANES`
consecutive iterations at a time, and its innermost loop runs over those lanes.
"""

from riskmc.kernels._constants import (
    BLOCK_CHUNKS,
    BLOCK_ITERATIONS,
    KENDALL_ITERATIONS,
    LANES,
    MOST_PATHS,
    SUM_LANES,
)

__all__ = ["BLOCK_CHUNKS", "BLOCK_ITERATIONS", "KENDALL_ITERATIONS", "LANES", "MOST_PATHS", "SUM_LANES"]
