"""Arrays that travelled between processes come back writable; kernels are compiled for read-only ones."""

from __future__ import annotations

from riskmc.compiled.project import frozen
from riskmc.simulation.blocks import BlockPlan


def refrozen(plan: BlockPlan) -> BlockPlan:
    """Make all arrays of a plan read-only again, in place."""
    compiled = plan.compiled
    for record in (compiled.network, compiled.marginals, compiled.events, compiled.windows, plan.streams):
        frozen(record)
    for dated in (compiled.restraints, compiled.calendars):
        if dated is not None:
            frozen(dated)
    if compiled.costs is not None:
        frozen((compiled.costs.arrays, compiled.costs.calendars))
    return plan
