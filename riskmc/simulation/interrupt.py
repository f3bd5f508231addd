"""What is left when a run is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskmc.result.run_result import SimulationResult


class Interrupted(KeyboardInterrupt):
    """A run was interrupted; what it had done is offered as a result.

    Attributes
    ----------
    iterations : int
        Iterations of the blocks that were complete.
    """

    def __init__(self, iterations: int, build: Callable[[], SimulationResult] | None) -> None:
        self.iterations = iterations
        self._build = build
        super().__init__(f"interrupted after {iterations:,} iterations")

    @cached_property
    def result(self) -> SimulationResult | None:
        """The result of the complete blocks, summed up when it is first asked for; None where there are none."""
        return None if self._build is None else self._build()
