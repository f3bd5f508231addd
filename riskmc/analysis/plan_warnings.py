"""What is legal in a plan and yet worth a second look, before it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from riskmc.analysis.cautions import notice_text
from riskmc.analysis.date_warnings import date_findings
from riskmc.model.distributions import Distribution, Fixed
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact
from riskmc.model.tasks import Task

__all__ = ["PlanWarning", "Rule", "plan_warnings"]

Rule = Literal[
    "open-start", "open-end", "dangling-start", "dangling-finish", "lead", "start-to-finish", "no-duration", "no-range",
    "idle-template", "no-objective", "late-start-objective", "risk-without-effect", "certain-risk", "no-status-date",
    "future-actual", "done-not-finished", "idle-suspension", "early-deadline", "no-date-between", "late-pause",
    "not-honoured",
]  # fmt: skip


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
    """

    rule: Rule
    where: str
    message: str


def plan_warnings(project: Project) -> tuple[PlanWarning, ...]:
    """Find what is legal in a plan and yet worth a second look.

    Parameters
    ----------
    project : Project

    Returns
    -------
    tuple of PlanWarning
        By rule, then in plan order.

    Examples
    --------
    >>> from riskmc.model import Task
    >>> project = Project(name="Shed", start="2027-01-04", tasks=[Task(id="dig", duration="3d")])
    >>> [(warning.rule, warning.where) for warning in plan_warnings(project)]
    [('no-range', ''), ('no-objective', '')]
    """
    return tuple(warning for rule in _RULES for warning in rule(project))


def _where(task: Task) -> str:
    """Name a task, by its name too where that says more than the id."""
    return f"task {task.id!r}" if task.name == task.id else f"task {task.id!r} ({task.name})"


def _open_ends(project: Project) -> Iterator[PlanWarning]:
    starts = [task for task in project.tasks if not task.after and task.span is None and task.state == "not_started"]
    if len(starts) > 1:
        for task in starts:
            effect = "only its constraint holds it" if task.constraint else "it starts with the project"
            yield PlanWarning("open-start", _where(task), f"waits for nothing, so that {effect}")
    followed = {link.predecessor for task in project.tasks for link in task.after}
    ends = [t for t in project.tasks if t.id not in followed and t.span is None and t.state != "finished"]
    if len(ends) > 1:
        for task in ends:
            message = "nothing waits for it, so that its delays move the finish only when it is the last"
            yield PlanWarning("open-end", _where(task), message)


def _dangling(project: Project) -> Iterator[PlanWarning]:
    for task in project.tasks:
        if task.after and all(link.kind in ("FF", "SF") for link in task.after):
            message = "only its finish is linked (FF, SF), so that nothing holds its start"
            yield PlanWarning("dangling-start", _where(task), message)
    kinds: dict[str, set[str]] = {}
    for task in project.tasks:
        for link in task.after:
            kinds.setdefault(link.predecessor, set()).add(link.kind)
    for task in project.tasks:
        if not task.milestone and kinds.get(task.id) and kinds[task.id] <= {"SS", "SF"}:
            message = "only its start is linked (SS, SF), so that its own delays move no other task"
            yield PlanWarning("dangling-finish", _where(task), message)


def _links(project: Project) -> Iterator[PlanWarning]:
    for task in project.tasks:
        for link in task.after:
            quantities = [link.lag] if isinstance(link.lag, Quantity) else link.lag.quantities()
            if any(quantity.value < 0 for quantity in quantities):
                message = f"the link '{link}' has a lead (a negative lag); split the earlier task where they overlap"
                yield PlanWarning("lead", _where(task), message)
            if link.kind == "SF":
                message = f"the link '{link}' goes from a start to a finish, which is seldom meant"
                yield PlanWarning("start-to-finish", _where(task), message)


def _durations(project: Project) -> Iterator[PlanWarning]:
    work = [task for task in project.tasks if task.has_work_left]
    for task in work:
        if isinstance(task.duration, Quantity) and task.duration.value == 0:
            yield PlanWarning("no-duration", _where(task), "takes no time; write milestone: true instead")
    work = [task for task in work if task.state == "not_started" or not _is_nothing(project.effective_duration(task))]
    certain = [task for task in work if _is_certain(project.effective_duration(task))]
    if work and len(certain) == len(work):
        message = "no task has a range, so that only risks make iterations differ; add ranges or a template"
        yield PlanWarning("no-range", "", message)
        return
    for task in certain:
        value = project.effective_duration(task).describe()
        yield PlanWarning("no-range", _where(task), f"takes exactly {value} in every iteration; give it a range")


def _is_certain(distribution: Distribution) -> bool:
    values = {quantity.value for quantity in distribution.quantities()}
    return isinstance(distribution, Fixed) or (len(values) == 1 and len(distribution.quantities()) > 1)


def _is_nothing(distribution: Distribution) -> bool:
    return not any(quantity.value for quantity in distribution.quantities())


def _templates(project: Project) -> Iterator[PlanWarning]:
    for number, template in enumerate(project.templates, start=1):
        chosen = {index for selector in template.for_ for index in project.selection.find(selector)}
        tasks = [task for task in map(project.tasks.__getitem__, chosen) if task.has_work_left]
        if not any(isinstance(task.duration if task.remaining is None else task.remaining, Quantity) for task in tasks):
            own = "all of these tasks have ranges of their own" if tasks else "none of these tasks has work left"
            message = f"for {', '.join(template.for_)} changes nothing: {own}"
            yield PlanWarning("idle-template", f"template {number}", message)


def _objectives(project: Project) -> Iterator[PlanWarning]:
    if not project.objectives:
        message = "no objective says which date is promised, so that no result can say whether it is kept"
        yield PlanWarning("no-objective", "", message)
    for objective in project.objectives:
        if objective.deadline <= project.start:
            message = f"its date, {objective.by}, lies before the start of the project"
            yield PlanWarning("late-start-objective", f"objective {objective.id!r}", message)


def _risks(project: Project) -> Iterator[PlanWarning]:
    for risk in project.risks:
        where = f"risk {risk.id!r}"
        if risk.probability == 0:
            yield PlanWarning("risk-without-effect", where, "its probability is 0, so that it never happens")
        elif all(_does_nothing(impact) for impact in risk.impacts):
            yield PlanWarning("risk-without-effect", where, "its impacts change no duration")
        elif risk.probability == 1 and all(_is_fixed(impact) for impact in risk.impacts):
            message = "happens in every iteration with the same impact, so that it is no risk; plan for it in the tasks"
            yield PlanWarning("certain-risk", where, message)


def _does_nothing(impact: Impact) -> bool:
    return _is_only(impact.delay, 0.0) and _is_only(impact.factor, 1.0)


def _is_fixed(impact: Impact) -> bool:
    """Tell whether an impact has no range; a certain risk with one is a driver that its tasks share."""
    return all(isinstance(value, Quantity | Fixed | None) for value in (impact.delay, impact.factor))


def _is_only(value: Quantity | Distribution | None, neutral: float) -> bool:
    if value is None:
        return True
    quantities = value.quantities() if isinstance(value, Distribution) else (value,)
    return all(quantity.value == (100 * neutral if quantity.unit == "%" else neutral) for quantity in quantities)


def _dates(project: Project) -> Iterator[PlanWarning]:
    for rule, task, message in date_findings(project):
        yield PlanWarning(rule, "" if task is None else _where(task), message)


def _notices(project: Project) -> Iterator[PlanWarning]:
    for notice in project.notices:
        yield PlanWarning("not-honoured", "", notice_text(notice))


_RULES: tuple[Callable[[Project], Iterator[PlanWarning]], ...] = (
    _open_ends, _dangling, _links, _durations, _templates, _objectives, _risks, _dates, _notices,
)  # fmt: skip
