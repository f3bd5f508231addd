"""What each response buys: how much later the finish lies without it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from riskmc.model.responses import Response, Scenario
from riskmc.model.risks import Risk

__all__ = ["ResponseWorth", "Worths"]


@dataclass(frozen=True, slots=True)
class ResponseWorth:
    """What one response buys beside all the others.

    Attributes
    ----------
    risk : Risk
        As the register has it.
    response : Response
    days, low_days, high_days : float
        By how many working days the percentile lies later without the response, and the confidence interval of that
        paired difference; nan where one iteration leaves none. Negative where the response costs time.
    mean_days, mean_low_days, mean_high_days : float
        The same of the mean finish.
    same : float
        Share of the iterations in which the project finishes at the same instant without it.
    is_idle : bool
        Whether it changes nothing that is simulated, so that it needed no run; its days are then 0 without error.
    amount, low_amount, high_amount : float
        By how much the percentile of the cost is higher without the response, its own cost counted; nan where nothing
        costs money. Negative where it costs more than it saves.
    mean_amount, mean_low_amount, mean_high_amount : float
        The same of the mean cost.
    """

    risk: Risk
    response: Response
    days: float = 0.0
    low_days: float = 0.0
    high_days: float = 0.0
    mean_days: float = 0.0
    mean_low_days: float = 0.0
    mean_high_days: float = 0.0
    same: float = 1.0
    is_idle: bool = False
    amount: float = math.nan
    low_amount: float = math.nan
    high_amount: float = math.nan
    mean_amount: float = math.nan
    mean_low_amount: float = math.nan
    mean_high_amount: float = math.nan

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the percentile leaves out 0."""
        return self.low_days > 0.0 or self.high_days < 0.0


@dataclass(frozen=True, slots=True)
class Worths:
    """What the responses of a scenario buy.

    Attributes
    ----------
    scenario : {"pre", "post", "as_is"}
        Each response is held against all the others of it.
    level : float
        0.8 for P80.
    confidence : float
        Of the intervals.
    iterations : int
        Of each run.
    rows : tuple of ResponseWorth
        Those that buy most come first.
    left : tuple of Response
        Those that were not tried, because the work was interrupted.
    """

    scenario: Scenario
    level: float
    confidence: float
    iterations: int
    rows: tuple[ResponseWorth, ...]
    left: tuple[Response, ...] = ()
