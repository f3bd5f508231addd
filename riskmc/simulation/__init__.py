"""Orchestration: blocks, executors and the engine. No number is made here that a kernel could make."""

from riskmc.simulation.engine import simulate
from riskmc.simulation.interrupt import Interrupted

__all__ = ["Interrupted", "simulate"]
