"""What is watched, and what it is to protect, in every iteration of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

import numpy as np

from riskmc._typing import Flags, Floats
from riskmc.analysis.money_words import amount_text
from riskmc.analysis.wording import instant_text
from riskmc.model.calendars import end_of_day
from riskmc.model.contingency import WHOLE, ContingencyPlan, Reserve, Signal, SignalKind
from riskmc.model.costs import Budget
from riskmc.model.project import Project
from riskmc.model.tasks import Objective
from riskmc.result.amounts import SAME_AMOUNT
from riskmc.result.run_result import SimulationResult
from riskmc.result.samples import SAME_INSTANT

__all__ = ["SignalSamples", "Target", "goals_of", "planned_minutes", "protected", "signal_samples", "targets_of"]

NOT_FOLLOWED: Final = "its signal, the cost to date, is not followed in the run yet"
NOT_KEPT: Final = "this result does not hold what its signal is about; run the plan again"


@dataclass(frozen=True)
class SignalSamples:
    """What a signal was in every iteration.

    Attributes
    ----------
    label : str
        Such as ``finish(steel)``, ``buffer(float)``, ``cost(total, 2027-09-01)`` or ``risk(R1)``.
    kind : {"finish", "buffer", "cost", "risk"}
    subject : str
        Id of the task, reserve or risk; ``total`` of cost.
    name : str
        What people call it.
    values : ndarray(float64), shape (iterations,)
        Of a finish minutes of the project's timeline; of a buffer the share that is used up, below 0 where it is not
        touched; of cost money; of a risk 1 where it struck, else 0.
    known : ndarray(float64), shape (iterations,)
        When that is known, in minutes of the project's timeline; infinite where it never is.
    on : date or datetime, optional
        Of cost: when it is looked at.
    """

    label: str
    kind: SignalKind
    subject: str
    name: str
    values: Floats
    known: Floats
    on: date | datetime | None = None


@dataclass(frozen=True)
class Target:
    """What is to be protected, and whether it was in every iteration.

    Attributes
    ----------
    id : str
        Of an objective; else ``task:ID`` or ``project``.
    name : str
        In words, such as ``Handover by 31 March 2028``.
    kind : {"finish", "cost"}
    subject : str
        Id of the task, or ``project``, that must be finished; ``total`` of cost.
    met : ndarray(bool), shape (iterations,)
    deadline : float
        Minutes of the project's timeline; infinite for cost.
    decided : ndarray(float64), shape (iterations,)
        When it is known whether it is met, minutes: the finish or, where that is missed, the deadline; for cost the
        finish of the project.
    basis : {"objective", "deadline", "reserve"}
        What says when it must be finished: an objective, the deadline of the task, or the plan's date and the reserves
        before it.
    """

    id: str
    name: str
    kind: Literal["finish", "cost"]
    subject: str
    met: Flags
    deadline: float
    decided: Floats
    basis: Literal["objective", "deadline", "reserve"] = "objective"


def finish_signal(result: SimulationResult, task: str) -> SignalSamples | None:
    """Return the finishes of a task as a signal; nothing where the result does not hold them."""
    samples = result.milestones.get(task)
    if samples is None:
        return None
    name = result.project.tasks[result.project.task_index[task]].name
    return SignalSamples(f"finish({task})", "finish", task, name, samples.minutes, samples.minutes)


def signal_samples(result: SimulationResult, signal: Signal) -> SignalSamples | None:
    """Return what a signal was in every iteration; nothing where the result does not hold it.

    Parameters
    ----------
    result : SimulationResult
    signal : Signal
        Of a plan of this project.
    """
    if signal.kind == "finish":
        return finish_signal(result, signal.finish)
    if signal.kind == "buffer":
        return _buffer_signal(result, result.project.contingency.reserve(signal.buffer))
    if signal.kind == "risk":
        return _risk_signal(result, signal.risk)
    return _cost_signal(result, signal.on) if signal.on is not None else None


def _cost_signal(result: SimulationResult, on: date | datetime) -> SignalSamples | None:
    label = f"cost(total, {on.isoformat()})"
    followed = None if result.watched is None else result.watched.row(label)
    return None if followed is None else SignalSamples(label, "cost", "total", "Cost to date", *followed, on)


def _risk_signal(result: SimulationResult, identity: str) -> SignalSamples | None:
    label = f"risk({identity})"
    followed = None if result.watched is None else result.watched.row(label)
    risk = next((item for item in result.project.risks if item.id == identity), None)
    if followed is None or risk is None:
        return None
    return SignalSamples(label, "risk", identity, risk.title or identity, *followed)


def _buffer_signal(result: SimulationResult, reserve: Reserve | None) -> SignalSamples | None:
    if reserve is None:
        return None
    finishes = finish_minutes(result, reserve.before)
    if finishes is None:
        return None
    amount = result.project.working_calendar.minutes(reserve.amount)
    used = (finishes - planned_minutes(result, reserve.before)) / amount
    return SignalSamples(f"buffer({reserve.id})", "buffer", reserve.id, reserve.name, used, finishes)


def finish_minutes(result: SimulationResult, task: str) -> Floats | None:
    """Return the finishes of a task, or of the project, in minutes; nothing where the result does not hold them."""
    if task == WHOLE:
        return result.finish.minutes
    samples = result.milestones.get(task)
    return None if samples is None else samples.minutes


def planned_minutes(result: SimulationResult, task: str) -> float:
    """Return the finish of a task, or of the project, in the plan itself, minutes of the project's timeline."""
    plan = result.deterministic
    return plan.finish if task == WHOLE else float(plan.early_finish[result.project.task_index[task]])


def targets_of(result: SimulationResult, plan: ContingencyPlan | None = None) -> tuple[Target, ...]:
    """Return what a contingency plan protects, as that can be said to be met or missed.

    Parameters
    ----------
    result : SimulationResult
    plan : ContingencyPlan, optional
        By default what a plan for the whole project would protect.

    Returns
    -------
    tuple of Target
        An objective; of a task the objectives about it, else its deadline, else the plan's date and the reserves before
        it; of the project or a risk all objectives, else the plan's finish and the reserves before it. None where
        nothing says when it must be finished.
    """
    project = result.project
    kind, identity = protected(project, plan)
    found = [target for goal in goals_of(project, plan) if (target := _of_objective(result, goal)) is not None]
    if found or kind == "objective":
        return tuple(found)
    made = _of_task(result, identity if kind == "task" else WHOLE)
    return () if made is None else (made,)


def protected(project: Project, plan: ContingencyPlan | None) -> tuple[str, str]:
    """Return of what kind a plan protects (objective, task, risk or project), and its id."""
    kind, _, identity = (WHOLE if plan is None else plan.protects).rpartition(":")
    if kind or identity == WHOLE:
        return kind or WHOLE, identity
    if any(goal.id == identity for goal in project.objectives):
        return "objective", identity
    return ("task" if identity in project.task_index else "risk"), identity


def goals_of(project: Project, plan: ContingencyPlan | None) -> list[Objective | Budget]:
    """Return the objectives that a plan protects: one, those about a task, or all of them."""
    kind, identity = protected(project, plan)
    if kind == "objective":
        return [goal for goal in project.objectives if goal.id == identity]
    if kind == "task":
        return [goal for goal in project.promises if goal.finish == identity]
    return list(project.objectives)


def _of_objective(result: SimulationResult, goal: Objective | Budget) -> Target | None:
    if isinstance(goal, Budget):
        return _cost_target(result, goal)
    finishes = finish_minutes(result, goal.finish)
    if finishes is None:
        return None
    return _finish_target(result, goal.id, goal.finish, goal.deadline, instant_text(goal.by), finishes)


def _cost_target(result: SimulationResult, goal: Budget) -> Target | None:
    cost = getattr(result, "cost", None)
    if cost is None:
        return None
    met = cost.amounts <= goal.amount + SAME_AMOUNT * abs(goal.amount)
    name = f"a cost of at most {amount_text(goal.amount, result.project.currency)}"
    return Target(goal.id, name, "cost", goal.cost, met, math.inf, result.finish.minutes)


def _finish_target(
    result: SimulationResult,
    identity: str,
    task: str,
    deadline: datetime,
    by: str,
    finishes: Floats,
    basis: Literal["objective", "deadline", "reserve"] = "objective",
) -> Target:
    project = result.project
    name = "the project's finish" if task == WHOLE else project.tasks[project.task_index[task]].name
    minutes = result.timeline.minutes_at(deadline)
    met = finishes <= minutes + SAME_INSTANT
    return Target(identity, f"{name} by {by}", "finish", task, met, minutes, np.minimum(finishes, minutes), basis)


def _of_task(result: SimulationResult, task: str) -> Target | None:
    """Return a target of a task without objectives: its deadline, or the plan's date and the reserves before it."""
    project = result.project
    finishes = finish_minutes(result, task)
    if finishes is None:
        return None
    identity = WHOLE if task == WHOLE else f"task:{task}"
    due = None if task == WHOLE else project.tasks[project.task_index[task]].deadline
    if due is not None:
        return _finish_target(result, identity, task, end_of_day(due), instant_text(due), finishes, "deadline")
    held = [item for item in project.contingency.reserves if item.of == "schedule" and item.before == task]
    if not held:
        return None
    minutes = planned_minutes(result, task) + sum(project.working_calendar.minutes(item.amount) for item in held)
    when = result.timeline.date_of(minutes)
    return _finish_target(result, identity, task, when, instant_text(when.date()), finishes, "reserve")
