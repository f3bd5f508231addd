"""Orchestration: blocks, executors and the engine. No number is made here that a kernel could make."""

from riskmc.simulation.engine import extend, simulate
from riskmc.simulation.envelope import envelope
from riskmc.simulation.interrupt import Interrupted
from riskmc.simulation.precision import Precision, PrecisionOutcome
from riskmc.simulation.removal import remove_risks
from riskmc.simulation.replay import replay
from riskmc.simulation.response_worth import response_worths
from riskmc.simulation.until import PreciseRun, extend_until, simulate_until

__all__ = [
    "Interrupted",
    "PreciseRun",
    "Precision",
    "PrecisionOutcome",
    "envelope",
    "extend",
    "extend_until",
    "remove_risks",
    "replay",
    "response_worths",
    "simulate",
    "simulate_until",
]
