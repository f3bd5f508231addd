"""Everything that a study of buffers says of a run, in one record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from riskmc.analysis.allocation import AllocatedPart, allocated_legs
from riskmc.analysis.buffer_choice import BufferChoice, cheapest_buffer
from riskmc.analysis.buffer_methods import ChainMethod, MethodBuffer, MethodName, buffer_methods, chain_sizes
from riskmc.analysis.buffer_sizes import LEACH_BIAS
from riskmc.analysis.buffered_plan import BufferedPlan, with_buffers
from riskmc.analysis.consumption import BufferConsumption, consumptions
from riskmc.analysis.cost_contingency import CostStudy, study_costs
from riskmc.analysis.critical_chain import CriticalChain, critical_chain
from riskmc.analysis.joint_buffers import JointBuffers, chance_of_all, joint_buffers
from riskmc.analysis.objectives import PROJECT
from riskmc.analysis.schedule_contingency import (
    BUFFER_LEVEL,
    RESERVE_LEVEL,
    ScheduleContingency,
    planned_minutes,
    schedule_contingencies,
)
from riskmc.result import ProbabilityEstimate, SimulationResult, proportion_interval
from riskmc.result.estimates import CONFIDENCE
from riskmc.result.task_estimates import TaskEstimates

__all__ = ["BufferStudy", "BufferWish", "FeedingBuffer", "place_buffers", "study_buffers", "with_consumption"]


@dataclass(frozen=True, slots=True)
class BufferWish:
    """What is wanted of the buffers of a plan.

    Attributes
    ----------
    level : float
        How sure with the contingency.
    reserve_to : float or None
        How sure with the management reserve on top; None for no reserve.
    joint : tuple of str
        Milestones that are to hold together; empty for none.
    confidence : float
        Of all intervals.
    bias : float
        Share of the chain that Leach (2003) adds to the root square error.
    delay_cost, buffer_cost : float or None
        Of a working day, where the cheapest buffer is wanted.
    place : str
        Method whose buffer is put before the finish of the project.
    """

    level: float = BUFFER_LEVEL
    reserve_to: float | None = RESERVE_LEVEL
    joint: tuple[str, ...] = ()
    confidence: float = CONFIDENCE
    bias: float = LEACH_BIAS
    delay_cost: float | None = None
    buffer_cost: float | None = None
    place: MethodName = "simulated"


@dataclass(frozen=True, slots=True)
class FeedingBuffer:
    """The buffer where a path joins the critical chain.

    Attributes
    ----------
    last, last_name : str
        The last task of the path.
    joins, joins_name : str
        The task of the critical chain that waits for it.
    n_tasks : int
        Of the path.
    days, float_days : float
        Length of the path without safety, and what the join leaves it; working days.
    decides : ProbabilityEstimate
        Chance that the path is the one that the task of the chain waits for, over the iterations of the detail.
    sizes : dict of str to float
        Size of its buffer by each method, working days.
    """

    last: str
    last_name: str
    joins: str
    joins_name: str
    n_tasks: int
    days: float
    float_days: float
    decides: ProbabilityEstimate
    sizes: dict[ChainMethod, float]

    def missing_days(self, method: ChainMethod = "root_square_error") -> float:
        """Return the working days by which the buffer is larger than the float in which it would have to lie."""
        return max(self.sizes[method] - self.float_days, 0.0)


@dataclass(frozen=True)
class BufferStudy:
    """What a run says of buffers.

    Attributes
    ----------
    result : SimulationResult
    wish : BufferWish
    schedule : tuple of ScheduleContingency
        Of the project, then of its milestones.
    joint : JointBuffers or None
    joint_coverage : ProbabilityEstimate or None
        Chance of all the joint dates on other iterations.
    estimates : TaskEstimates
    chain : CriticalChain or None
    methods : tuple of MethodBuffer
    feeding : tuple of FeedingBuffer
        Those that have least float for their size first.
    legs : tuple of AllocatedPart
        Who needs the contingency of the project, in working days.
    choice : BufferChoice or None
    cost : CostStudy or None
        None where nothing in the plan costs money.
    fresh_seed : int or None
        Seed of the iterations on which dates were tried; None where there were none.
    plan : BufferedPlan or None
        With the buffers in place.
    buffered : SimulationResult or None
        The run of that plan.
    consumption : tuple of BufferConsumption
        What it eats of each buffer.
    """

    result: SimulationResult
    wish: BufferWish
    schedule: tuple[ScheduleContingency, ...]
    joint: JointBuffers | None
    joint_coverage: ProbabilityEstimate | None
    estimates: TaskEstimates
    chain: CriticalChain | None
    methods: tuple[MethodBuffer, ...]
    feeding: tuple[FeedingBuffer, ...]
    legs: tuple[AllocatedPart, ...]
    choice: BufferChoice | None
    cost: CostStudy | None
    fresh_seed: int | None
    plan: BufferedPlan | None = None
    buffered: SimulationResult | None = None
    consumption: tuple[BufferConsumption, ...] = ()

    @property
    def project(self) -> ScheduleContingency:
        """The contingency of the project."""
        return self.schedule[0]


def study_buffers(
    result: SimulationResult, wish: BufferWish, estimates: TaskEstimates, fresh: SimulationResult | None = None
) -> BufferStudy:
    """Size the buffers of a plan by all methods, and try their dates on other iterations.

    Parameters
    ----------
    result : SimulationResult
    wish : BufferWish
    estimates : TaskEstimates
        Of the same plan.
    fresh : SimulationResult, optional
        Of the same plan with another seed.
    """
    chain = critical_chain(result.project, estimates, result.timeline)
    joint = joint_buffers(result, wish.joint, wish.level, wish.confidence) if wish.joint else None
    return BufferStudy(
        result=result,
        wish=wish,
        schedule=schedule_contingencies(result, wish.level, wish.reserve_to, wish.confidence),
        joint=joint,
        joint_coverage=None if joint is None or fresh is None else _tried(joint, fresh, wish.confidence),
        estimates=estimates,
        chain=chain,
        methods=buffer_methods(
            result, wish.level, chain, estimates, fresh=None if fresh is None else fresh.finish, bias=wish.bias,
            confidence=wish.confidence,
        ),
        feeding=() if chain is None else _feeding(result, chain, wish),
        legs=allocated_legs(result, wish.level, wish.confidence),
        choice=_choice(result, wish),
        cost=_cost(result, wish, fresh),
        fresh_seed=None if fresh is None else fresh.provenance.seed,
    )  # fmt: skip


def _tried(joint: JointBuffers, fresh: SimulationResult, confidence: float) -> ProbabilityEstimate:
    rows = [fresh.milestone_ids.index(buffer.id) for buffer in joint.buffers]
    return chance_of_all(fresh.milestone_minutes[rows], [buffer.minutes for buffer in joint.buffers], confidence)


def _cost(result: SimulationResult, wish: BufferWish, fresh: SimulationResult | None) -> CostStudy | None:
    planned = result.deterministic.cost
    if result.cost is None or planned is None:
        return None
    tried = None if fresh is None else fresh.cost
    return study_costs(result.cost, planned, result.costs, wish.level, wish.reserve_to, wish.confidence, tried)


def _choice(result: SimulationResult, wish: BufferWish) -> BufferChoice | None:
    if wish.delay_cost is None or wish.buffer_cost is None:
        return None
    planned = planned_minutes(result, PROJECT)
    return cheapest_buffer(result.finish, planned, wish.delay_cost, wish.buffer_cost, wish.confidence)


def _feeding(result: SimulationResult, found: CriticalChain, wish: BufferWish) -> tuple[FeedingBuffer, ...]:
    tasks = result.project.tasks
    rows = [
        FeedingBuffer(
            last=tasks[item.chain.tasks[-1]].id,
            last_name=tasks[item.chain.tasks[-1]].name,
            joins=tasks[item.joins].id,
            joins_name=tasks[item.joins].name,
            n_tasks=len(item.chain.tasks),
            days=item.chain.days,
            float_days=item.float_days,
            decides=_decides(result, item.link, wish.confidence),
            sizes=chain_sizes(item.chain, wish.bias),
        )
        for item in found.feeding
    ]
    return tuple(sorted(rows, key=lambda row: row.float_days - row.sizes["root_square_error"]))


def _decides(result: SimulationResult, link: int, confidence: float) -> ProbabilityEstimate:
    return proportion_interval(round(float(result.detail.link_slacks[link, 2])), result.detail.iterations, confidence)


def place_buffers(study: BufferStudy) -> BufferedPlan | None:
    """Put the buffers of a study into its plan: the joint ones where there are any, else each at its own level.

    Dates that the plan already holds with the wanted confidence get no buffer, nor does a milestone that is the finish
    of the project in every iteration, beside that of the project.

    Returns
    -------
    BufferedPlan or None
        None where no date needs a buffer.
    """
    found = _promises(study)
    promises = {target: when for target, (_, when) in found.items()}
    days = {target: size for target, (size, _) in found.items()}
    return with_buffers(study.result.project, promises, days) if promises else None


def _promises(study: BufferStudy) -> dict[str, tuple[float, datetime]]:
    """Return the working days of each buffer, and the date that is promised with it."""
    result = study.result
    found: dict[str, tuple[float, datetime]] = {}
    for item in study.schedule:
        if not item.is_project and is_finish(result, item.id):
            continue
        days, when = _wanted(study, item)
        if days > 0.0 and when > item.planned:
            found[item.id] = days, when
    return found


def _wanted(study: BufferStudy, item: ScheduleContingency) -> tuple[float, datetime]:
    """Return the buffer of a date and its promise: by the method wanted, among those that hold together, or alone."""
    result = study.result
    if item.is_project and study.wish.place != "simulated":
        row = next(row for row in study.methods if row.name == study.wish.place)
        return row.beyond_plan, row.promised
    for buffer in () if study.joint is None else study.joint.buffers:
        if buffer.id == item.id or (item.is_project and is_finish(result, buffer.id)):
            return buffer.days.value, result.timeline.date_of(buffer.minutes)
    return item.contingency.days.value, item.contingency.estimate.value


def is_finish(result: SimulationResult, milestone: str) -> bool:
    """Tell whether a milestone is the finish of the project in every iteration."""
    return bool((result.milestones[milestone].minutes == result.finish_minutes).all())


def with_consumption(study: BufferStudy, plan: BufferedPlan, buffered: SimulationResult) -> BufferStudy:
    """Add what the iterations of the plan with its buffers eat of them.

    Parameters
    ----------
    study : BufferStudy
    plan : BufferedPlan
    buffered : SimulationResult
        The run of it.
    """
    found = consumptions(plan, buffered, study.wish.confidence)
    return replace(study, plan=plan, buffered=buffered, consumption=found)
