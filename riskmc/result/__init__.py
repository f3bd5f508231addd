"""The hinge: what a run found, frozen, labelled, saved and loaded. Needs neither Numba nor Dask."""

from riskmc.result.envelope import Envelope, EnvelopeRow
from riskmc.result.estimates import (
    ProbabilityEstimate,
    QuantileEstimate,
    order_statistic_interval,
    proportion_interval,
)
from riskmc.result.provenance import Provenance
from riskmc.result.removal import Removal, Removals
from riskmc.result.replay import Replay, RiskEffect
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import FinishSamples
from riskmc.result.schedule import Schedule
from riskmc.result.storage import read_result
from riskmc.result.sums import RunSums

__all__ = [
    "Envelope",
    "EnvelopeRow",
    "FinishSamples",
    "ProbabilityEstimate",
    "Provenance",
    "QuantileEstimate",
    "Removal",
    "Removals",
    "Replay",
    "RiskEffect",
    "RunSums",
    "Schedule",
    "SimulationResult",
    "order_statistic_interval",
    "proportion_interval",
    "read_result",
]
