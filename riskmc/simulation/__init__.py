"""Orchestration: blocks, executors and the engine. No number is made here that a kernel could make."""

from riskmc.simulation.engine import extend, simulate
from riskmc.simulation.interrupt import Interrupted
from riskmc.simulation.replay import replay

__all__ = ["Interrupted", "extend", "replay", "simulate"]
