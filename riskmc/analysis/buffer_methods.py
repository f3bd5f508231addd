"""Methods that size a project buffer, side by side on one plan, each with the confidence that it gives."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from riskmc.analysis.buffer_sizes import (
    LEACH_BIAS,
    adaptive_with_density,
    adaptive_with_tightness,
    biased_root_square_error,
    cut_and_paste,
    half_of_chain,
    root_square_error,
)
from riskmc.analysis.critical_chain import Chain, CriticalChain
from riskmc.analysis.schedule_contingency import beyond_plan
from riskmc.model.timeline import WorkingTimeline
from riskmc.result import FinishSamples, ProbabilityEstimate, SimulationResult
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.replicates import Measured
from riskmc.result.task_estimates import TaskEstimates

__all__ = [
    "CHAIN_METHODS", "SOURCES", "TITLES", "ChainMethod", "MethodBuffer", "MethodName", "buffer_methods", "chain_sizes",
    "promised_date",
]  # fmt: skip

ChainMethod = Literal[
    "cut_and_paste", "half_of_chain", "root_square_error", "biased_root_square_error", "adaptive_density",
    "adaptive_tightness",
]  # fmt: skip
MethodName = Literal["none", "simulated"] | ChainMethod

CHAIN_METHODS: Final[tuple[ChainMethod, ...]] = get_args(ChainMethod)

TITLES: Final[dict[MethodName, str]] = {
    "none": "no buffer",
    "simulated": "simulated percentile",
    "cut_and_paste": "half of the safety",
    "half_of_chain": "half of the chain",
    "root_square_error": "root square error",
    "biased_root_square_error": "root square and bias",
    "adaptive_density": "adaptive: density",
    "adaptive_tightness": "adaptive: resources",
}

SOURCES: Final[dict[MethodName, str]] = {
    "none": "",
    "simulated": "order statistic of the run",
    "cut_and_paste": "cut and paste, Goldratt 1997",
    "half_of_chain": "cut and paste, Goldratt 1997",
    "root_square_error": "Newbold 1998, Leach 2000",
    "biased_root_square_error": "Leach 2003",
    "adaptive_density": "Tukel, Rom and Eksioglu 2006",
    "adaptive_tightness": "Tukel, Rom and Eksioglu 2006",
}


@dataclass(frozen=True, slots=True)
class MethodBuffer:
    """The project buffer of one method.

    Attributes
    ----------
    name : str
    days : Measured
        Size of the buffer in working days; the ends are nan where no simulation estimates it.
    counts_from : {"plan", "aggressive"}
        Whether it is added to the finish of the plan, or to that of the schedule without safety.
    base : datetime
        That finish.
    promised : datetime
        The date that the method promises.
    promised_days : float
        The same in working days from the project's start.
    beyond_plan : float
        Working days from the plan's own finish to it.
    coverage : ProbabilityEstimate or None
        Chance that the date holds, over iterations by which nothing was sized; None where there were none.
    """

    name: MethodName
    days: Measured
    counts_from: Literal["plan", "aggressive"]
    base: datetime
    promised: datetime
    promised_days: float
    beyond_plan: float
    coverage: ProbabilityEstimate | None

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.name]

    @property
    def source(self) -> str:
        """Who proposed it."""
        return SOURCES[self.name]


def chain_sizes(chain: Chain, bias: float = LEACH_BIAS) -> dict[ChainMethod, float]:
    """Size the buffer of a chain by each rule, working days; without resources there is none by their tightness.

    Parameters
    ----------
    chain : Chain
    bias : float
        Share of the chain that Leach (2003) adds.
    """
    sizes: dict[ChainMethod, float] = {
        "cut_and_paste": cut_and_paste(chain.safe, chain.aggressive),
        "half_of_chain": half_of_chain(chain.aggressive),
        "root_square_error": root_square_error(chain.safe, chain.aggressive),
        "biased_root_square_error": biased_root_square_error(chain.safe, chain.aggressive, bias),
        "adaptive_density": adaptive_with_density(chain.sd, chain.network_links, chain.network_tasks),
    }
    if chain.tightness is not None:
        sizes["adaptive_tightness"] = adaptive_with_tightness(chain.sd, chain.tightness)
    return sizes


def buffer_methods(
    result: SimulationResult,
    level: float,
    found: CriticalChain | None,
    estimates: TaskEstimates,
    *,
    fresh: FinishSamples | None = None,
    bias: float = LEACH_BIAS,
    confidence: float = CONFIDENCE,
) -> tuple[MethodBuffer, ...]:
    """Size the project buffer by every method.

    Parameters
    ----------
    result : SimulationResult
        From which the simulated percentile comes.
    level : float
        Of that percentile.
    found : CriticalChain or None
    estimates : TaskEstimates
    fresh : FinishSamples, optional
        Finishes of other iterations, on which the dates are tried.
    bias, confidence : float
    """
    planned = result.deterministic.finish
    plan_days = result.timeline.days(planned)
    simulated = beyond_plan(result.finish, planned, level, confidence)
    held = _Counted(result, fresh, confidence)
    nothing = Measured(0.0, math.nan, math.nan)
    rows = [
        held.row("none", nothing, "plan", plan_days, plan_days),
        held.row("simulated", simulated.days, "plan", plan_days, simulated.estimate.days),
    ]
    if found is not None:
        base = result.timeline.days(estimates.schedule.finish)
        for name, days in chain_sizes(found.chain, bias).items():
            rows.append(held.row(name, Measured(days, math.nan, math.nan), "aggressive", base, base + days))
    return tuple(rows)


class _Counted:
    """Turns working days from the start into dates, and counts on fresh iterations whether they hold."""

    def __init__(self, result: SimulationResult, fresh: FinishSamples | None, confidence: float) -> None:
        self._date = promised_date(result)
        self._plan_days = result.timeline.days(result.deterministic.finish)
        self._fresh, self._confidence = fresh, confidence

    def row(
        self, name: MethodName, days: Measured, counts_from: Literal["plan", "aggressive"], base: float, until: float
    ) -> MethodBuffer:
        promised = self._date(until)
        coverage = None if self._fresh is None else self._fresh.probability_by(promised, self._confidence)
        return MethodBuffer(
            name, days, counts_from, self._date(base), promised, until, until - self._plan_days, coverage
        )


def promised_date(result: SimulationResult) -> Callable[[float], datetime]:
    """Return what turns working days from the project's start into a date of its calendar."""
    calendar = result.project.working_calendar
    line = WorkingTimeline(calendar, result.project.start)
    return lambda days: line.date_of(days * calendar.minutes_per_day)
