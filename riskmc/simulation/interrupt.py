"""What is left when a run is interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskmc.result.run_result import SimulationResult


class Interrupted(KeyboardInterrupt):
    """A run was interrupted; what it had done is offered as a result.

    Attributes
    ----------
    result : SimulationResult or None
        Of the blocks that were complete; None where there were none.
    """

    def __init__(self, result: SimulationResult | None) -> None:
        self.result = result
        done = 0 if result is None else result.provenance.iterations
        super().__init__(f"interrupted after {done:,} iterations")
