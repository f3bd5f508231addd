"""What is left when a run is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskmc.result.run_result import SimulationResult
    from riskmc.simulation.gather import Gathered


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


@contextmanager
def offering_what_is_done(gathered: Gathered, threads: int) -> Iterator[None]:
    """Turn Ctrl-C into an offer of the blocks that are done.

    Raises
    ------
    Interrupted
    """
    is_interrupted = False
    try:
        yield
    except KeyboardInterrupt:
        is_interrupted = True
    if is_interrupted:
        done = gathered.sums.iterations
        raise Interrupted(done, partial(gathered.result, threads) if done else None)
