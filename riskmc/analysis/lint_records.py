"""What the linter finds, in frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from riskmc.model.linting import Rule, Silence
from riskmc.model.risks import Risk
from riskmc.model.tasks import Task

__all__ = ["Linted", "PlanWarning", "about_risk", "about_task"]


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something in a plan that is worth a second look.

    Attributes
    ----------
    rule : str
        Which rule found it.
    where : str
        Whose it is, such as ``task 'piling'``; empty where it is the plan's.
    message : str
        What it is, and what it does to the results.
    entries : tuple of str
        Ids of what it is about, with their kinds: ``task:piling``, ``risk:R7``. By these it can be silenced.
    """

    rule: Rule
    where: str
    message: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linted:
    """What the linter found in a plan.

    Attributes
    ----------
    warnings : tuple of PlanWarning
    silenced : tuple of (Silence, tuple of PlanWarning)
        The silences of the plan, each with what it kept unsaid.
    """

    warnings: tuple[PlanWarning, ...]
    silenced: tuple[tuple[Silence, tuple[PlanWarning, ...]], ...] = ()


def about_task(rule: Rule, task: Task, message: str) -> PlanWarning:
    """Word a finding about a task, named by its name too where that says more than the id."""
    where = f"task {task.id!r}" if task.name == task.id else f"task {task.id!r} ({task.name})"
    return PlanWarning(rule, where, message, (f"task:{task.id}",))


def about_risk(rule: Rule, risk: Risk, message: str, *more: str) -> PlanWarning:
    """Word a finding about a risk, named by its title too; `more` are further entries that it is about."""
    where = f"risk {risk.id!r} ({risk.title})" if risk.title else f"risk {risk.id!r}"
    return PlanWarning(rule, where, message, (f"risk:{risk.id}", *more))
