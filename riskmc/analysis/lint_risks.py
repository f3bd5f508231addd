"""What is odd about the risks of a plan: those that move nothing, that are certain, that nobody watches."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.lint_records import PlanWarning, about_risk
from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Impact
from riskmc.model.levels import Level
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Risk

__all__ = ["chances", "finished_tasks", "mapping", "plans"]


def mapping(project: Project) -> Iterator[PlanWarning]:
    """Find risks that are mapped to no task, or whose impacts change nothing."""
    for risk in _open(project):
        loose = sum(not impact.on for impact in risk.impacts)
        if not risk.impacts:
            message = "has no impacts, so that it stands in the register and the matrix alone and moves nothing"
            yield about_risk("unmapped-risk", risk, message)
        elif loose:
            which = "its impact" if len(risk.impacts) == 1 else f"{loose} of its {len(risk.impacts)} impacts"
            verb = "names no task, and so moves" if loose == 1 else "name no task, and so move"
            yield about_risk("unmapped-risk", risk, f"{which} {verb} nothing; write on: the tasks it hits")
        elif all(_does_nothing(impact) for impact in risk.impacts):
            yield about_risk("risk-without-effect", risk, "its impacts change no duration and no cost")


def chances(project: Project) -> Iterator[PlanWarning]:
    """Find risks that never happen, and those that always do and are no factor on the project."""
    for risk in _open(project):
        if risk.systemic or isinstance(risk.probability, Level):
            continue
        if risk.chance == 0.0:
            message = "its probability is 0, so that it never happens; close it (status: closed), or give it a chance"
            yield about_risk("impossible-risk", risk, message)
        elif risk.chance == 1.0:
            message = (
                "happens in every iteration, so that it is no event: put it into the tasks, or mark it systemic where"
                " it is a factor that tasks share"
            )
            yield about_risk("certain-risk", risk, message)


def finished_tasks(project: Project) -> Iterator[PlanWarning]:
    """Find impacts on finished tasks: those that are named one by one, and groups of which nothing is left."""
    for risk in _open(project):
        done: dict[str, None] = {}
        for impact in risk.impacts:
            for selector in impact.on:
                tasks = [project.tasks[index] for index in project.selection.find(selector)]
                if tasks and all(task.state == "finished" for task in tasks):
                    done[selector] = None
        if done:
            names = ", ".join(map(repr, done))
            message = f"strikes {names}, where all work is finished and nothing can happen any more; take it out"
            yield about_risk("impact-on-finished", risk, message)


def plans(project: Project) -> Iterator[PlanWarning]:
    """Find triggers that set nothing off, and plans that nothing sets off."""
    for risk in _open(project):
        what = " and ".join(name for name in ("contingency", "fallback") if getattr(risk, name))
        if risk.trigger and not what:
            message = "has a trigger and no plan that it sets off; write contingency, or fallback"
            yield about_risk("trigger-without-plan", risk, message)
        elif what and not risk.trigger:
            message = f"has a plan ({what}) and no trigger that says when to reach for it"
            yield about_risk("plan-without-trigger", risk, message)


def _open(project: Project) -> Iterator[Risk]:
    return (risk for risk in project.risks if risk.status == "open")


def _does_nothing(impact: Impact) -> bool:
    neutral = (("delay", 0.0), ("factor", 1.0), ("cost", 0.0), ("cost_factor", 1.0))
    return all(_is_only(getattr(impact, name), value) for name, value in neutral)


def _is_only(value: Quantity | Distribution | Level | None, neutral: float) -> bool:
    if value is None:
        return True
    if isinstance(value, Level):
        return False
    quantities = value.quantities() if isinstance(value, Distribution) else (value,)
    return all(quantity.value == (100 * neutral if quantity.unit == "%" else neutral) for quantity in quantities)
