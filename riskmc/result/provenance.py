"""Where a result comes from: enough to run it again and get the same bits."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc._typing import Sampling


@dataclass(frozen=True, slots=True)
class Provenance:
    """What produced a result.

    Attributes
    ----------
    iterations : int
        Iterations done.
    requested_iterations : int
        Iterations asked for; more than were done where the run was interrupted.
    seed : int
        0 .. 2**64 - 1.
    sampling : {"lhs", "random", "sobol"}
    digest : str
        SHA-256 of what the plan means.
    version : str
        Version of riskmc.
    libraries : tuple of (name, version)
        Versions of what computed the numbers.
    """

    iterations: int
    requested_iterations: int
    seed: int
    sampling: Sampling
    digest: str
    version: str
    libraries: tuple[tuple[str, str], ...]

    @property
    def is_complete(self) -> bool:
        """Whether all iterations that were asked for were done."""
        return self.iterations == self.requested_iterations
