"""What the blocks of a run leave behind of money."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from riskmc._typing import Floats
from riskmc.compiled.costs import CompiledCosts
from riskmc.errors import SimulationError
from riskmc.kernels import BLOCK_ITERATIONS
from riskmc.kernels.cost_arrays import CostOutput
from riskmc.result.cost_sums import COST_PARTS, CostSums, RunCosts, cost_indices
from riskmc.simulation.merge import finish_sums


@dataclass
class GatheredCosts:
    """What the blocks so far have left behind."""

    costs: CompiledCosts
    total: Floats
    parts: Floats
    sums: CostSums

    @classmethod
    def start(cls, costs: CompiledCosts, iterations: int) -> GatheredCosts:
        """Make room for a run of which nothing is done."""
        empty = CostSums.empty(len(costs.carriers))
        return cls(costs, np.empty(iterations), np.empty((len(COST_PARTS), iterations)), empty)

    def resume(self, earlier: RunCosts, done: int) -> None:
        """Take over the complete blocks of an earlier run."""
        self.total[:done] = earlier.total[:done]
        self.parts[:, :done] = earlier.parts[:, :done]
        self.sums = earlier.sums.complete()

    def grow(self, done: int, iterations: int) -> None:
        """Make room for more iterations; an incomplete block is worked again."""
        earlier = self.total[:done], self.parts[:, :done]
        self.total, self.parts = np.empty(iterations), np.empty((len(COST_PARTS), iterations))
        self.total[:done], self.parts[:, :done] = earlier
        self.sums = self.sums.complete()

    def add(self, begin: int, count: int, output: CostOutput, finish: Floats, planned_finish: float) -> None:
        """Take in the next block.

        Parameters
        ----------
        begin, count : int
            First iteration of the block, and how many of its iterations count.
        output : CostOutput
        finish : ndarray(float64), shape (count,)
            Finishes of its iterations.
        planned_finish : float
        """
        if not (np.isfinite(output.sums).all() and np.isfinite(output.total[:count]).all()):
            self._refuse(output)
        self.total[begin : begin + count] = output.total[:count]
        self.parts[:, begin : begin + count] = output.parts[:, :count]
        reference = self.costs.arrays.reference
        total = finish_sums(output.total[:count], float(reference[-1]))
        sums = replace(
            self.sums,
            carriers=self.sums.complete_carriers + output.sums,
            total=self.sums.complete_total + total,
        )
        if count == BLOCK_ITERATIONS:
            indices = cost_indices(count, output.sums, total, finish_sums(finish, planned_finish), reference)
            sums = replace(
                sums,
                replicate_sums=sums.replicate_sums + indices,
                replicate_squares=sums.replicate_squares + indices**2,
                complete_carriers=sums.carriers,
                complete_total=sums.total,
            )
        self.sums = sums

    def result(self, done: int) -> RunCosts:
        """Sum up what was done."""
        costs = self.costs
        total, parts = self.total[:done].copy(), self.parts[:, :done].copy()
        for array in (total, parts):
            array.flags.writeable = False
        return RunCosts(costs.carriers, costs.arrays.reference, costs.planned_parts, total, parts, self.sums)

    def _refuse(self, output: CostOutput) -> None:
        row = int(np.argmax(~np.isfinite(output.sums).all(axis=1)))
        raise SimulationError(
            f"what {self.costs.carriers[row]!r} costs is not a number in some iteration; its distribution, or that of "
            "a risk, reaches beyond any number"
        )
