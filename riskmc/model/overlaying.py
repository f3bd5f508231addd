"""Laying an overlay over a project: what fits is applied, what does not is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from riskmc.errors import PlanError
from riskmc.model._record import Fault, problem_of
from riskmc.model.contingency import WHOLE, Contingency, ContingencyPlan, Reserve
from riskmc.model.correlation import COST, NAMED, OCCURS, RESOURCE, RISK, Correlation
from riskmc.model.costs import Budget, ProjectCost
from riskmc.model.distributions import Distribution
from riskmc.model.linting import Linter
from riskmc.model.overlay import Overlay, code_like
from riskmc.model.project import Notice, Project
from riskmc.model.quantities import Quantity
from riskmc.model.risks import Impact, Risk
from riskmc.model.scheduling import Scheduling
from riskmc.model.tasks import Objective, Task, Template

__all__ = ["apply_overlay"]

_GONE = "tasks and groups that the overlay names are not in the schedule; nothing is done to them"
_DONE = "tasks that the overlay names are finished; nothing is done to them"
_IDLE = "tasks that the overlay gives a range take no working time; nothing is done to them"
_UNSCALED = "tasks that the overlay gives a range in time have no planned duration it could be held against; left out"
_NO_RISK = "risks of the overlay strike no task that is still to be worked, and are left out"
_NO_TEMPLATE = "templates of the overlay are for no task that is still to be worked, and are left out"
_NO_OBJECTIVE = "objectives of the overlay are about tasks that are not in the schedule, and are left out"
_NO_COST = "costs of the overlay run between tasks that are not in the schedule, and are left out"
_NO_CORRELATION = "correlations of the overlay join fewer than two that are still to be worked, and are left out"
_NO_RESERVE = "reserves of the overlay lie before tasks that are not in the schedule, and are left out"
_NO_PLAN = "contingency plans of the overlay name what is not in the schedule, and are left out"
_MISSING = (_GONE, _NO_OBJECTIVE, _NO_COST, _NO_RESERVE, _NO_PLAN)
_SUGGESTIONS = 25


_IN_PLACE = ("name", "currency", "scoring", "correlation_settings", "escalation")
"""What an overlay says in place of the schedule."""


def apply_overlay(project: Project, overlay: Overlay) -> Project:
    """Lay an overlay over a project.

    Random numbers are addressed by the ids of tasks and risks, so that a task that stays in the schedule keeps its
    draws from one update to the next.

    Parameters
    ----------
    project : Project
    overlay : Overlay

    Returns
    -------
    Project
        With the notices of what did not fit.

    Raises
    ------
    riskmc.errors.PlanError
        Where nothing of the overlay fits the project, or a selector cannot be understood.

    Examples
    --------
    >>> plan = Project(name="Shed", start="2027-01-04", tasks=[{"id": "dig", "duration": "3d"}])
    >>> ranged = apply_overlay(plan, Overlay(ranges={"dig": {"pert": ["80%", "100%", "200%"]}}))
    >>> ranged.effective_duration(ranged.tasks[0]).describe()
    'PERT 2.4d / 3d / 6d'
    """
    fitting = _Fitting(project)
    templates = [
        fitted for number, item in enumerate(overlay.templates, 1) if (fitted := fitting.template(number, item))
    ]
    risks = [struck for risk in overlay.risks if (struck := fitting.risk(risk))]
    all_risks = (*_others(project.risks, overlay.risks), *risks)
    known = {risk.id for risk in all_risks}
    named = _named_members(project, overlay, known)
    correlations = [kept for one in overlay.correlations if (kept := fitting.correlation(one, named))]
    objectives = [goal for goal in overlay.objectives if fitting.fits(goal)]
    own = project.contingency
    held = (
        own
        if overlay.contingency is None
        else fitting.contingency(
            own,
            overlay.contingency,
            {
                "objective": {goal.id for goal in (*_others(project.objectives, overlay.objectives), *objectives)},
                "risk": known,
            },
        )
    )
    ranged = {identity: fitting.range(identity, value) for identity, value in overlay.ranges.items()}
    costs = [cost for cost in overlay.costs if fitting.runs(cost)]
    paid = {
        field: {identity: item for identity, item in given.items() if fitting.is_there(f"{field} of", identity)}
        for field, given in (("cost", overlay.task_costs), ("resources", overlay.task_resources))
    }
    fitting.check()
    changes: dict[str, Any] = {
        "tasks": tuple(_changed(task, ranged.get(task.id), paid) for task in project.tasks),
        "currencies": {**project.currencies, **overlay.currencies},
        "resources": (*_others(project.resources, overlay.resources), *overlay.resources),
        "costs": (*_others(project.costs, overlay.costs), *costs),
        "templates": (
            *project.templates,
            *templates,
            *(item for item in ranged.values() if isinstance(item, Template)),
        ),
        "risks": all_risks,
        "correlations": (*_other_correlations(project.correlations, correlations), *correlations),
        "objectives": (*_others(project.objectives, overlay.objectives), *objectives),
        "contingency": held,
        "notices": (*project.notices, *fitting.notices()),
        "scheduling": _scheduling(project.scheduling, overlay.scheduling),
        "linter": _linter(project.linter, overlay.linter),
    }
    given = {key: value for key in _IN_PLACE if (value := getattr(overlay, key)) is not None}
    # What nobody said of the scoring stays unsaid: the linter tells.
    stated = {key: value for key, value in project.items() if key != "scoring" or key in project.model_fields_set}
    return Project(**{**stated, **changes, **given})


def _others(own: Sequence[Any], new: Sequence[Any]) -> list[Any]:
    """Leave out what the overlay says anew."""
    ids = {record.id for record in new}
    return [record for record in own if record.id not in ids]


def _other_correlations(own: Sequence[Correlation], new: Sequence[Correlation]) -> list[Correlation]:
    """Leave out groups of the same name and pairs of the same two that the overlay says anew."""
    names = {one.title for one in new if one.group is not None}
    pairs = {frozenset(one.between) for one in new if one.between is not None}
    return [
        one for one in own if (one.title not in names if one.between is None else frozenset(one.between) not in pairs)
    ]


def _scheduling(own: Scheduling, given: Scheduling | None) -> Scheduling:
    if given is None:
        return own
    return own.model_copy(update={key: getattr(given, key) for key in given.model_fields_set})


def _linter(own: Linter, given: Linter | None) -> Linter:
    return own if given is None else Linter(silence=(*own.silence, *given.silence))


def _changed(task: Task, change: Template | dict[str, Any] | None, paid: Mapping[str, Mapping[str, Any]]) -> Task:
    """Return a task with the range, the cost and the resources that the overlay has for it."""
    found = dict(change) if isinstance(change, dict) else {}
    found |= {field: given[task.id] for field, given in paid.items() if task.id in given}
    return task.model_copy(update=found) if found else task


def _named_members(project: Project, overlay: Overlay, risks: set[str]) -> set[str]:
    """Return the members of correlations that are there and are no durations."""
    costs = {task.id for task in project.tasks} | {cost.id for cost in (*project.costs, *overlay.costs)}
    resources = {resource.id for resource in (*project.resources, *overlay.resources)}
    named = {RISK: risks, OCCURS: risks, COST: costs, RESOURCE: resources}
    return {f"{kind}{identity}" for kind, ids in named.items() for identity in ids}


@dataclass
class _Fitting:
    """Holds what an overlay names against a project, and notes what does not fit."""

    project: Project
    found: int = 0
    noted: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def template(self, number: int, template: Template) -> Template | None:
        """Return the template for the tasks that are still to be worked, or nothing."""
        kept = self._selectors(f"template {number}", template.for_)
        if kept:
            return template.model_copy(update={"for_": kept})
        self._note(_NO_TEMPLATE, f"template {number} for {', '.join(template.for_)}")
        return None

    def risk(self, risk: Risk) -> Risk | None:
        """Return the risk with those impacts that still hit something, or nothing."""
        impacts: list[Impact] = []
        for place, impact in enumerate(risk.impacts, 1):
            kept = self._selectors(f"risk {risk.id}", impact.on)
            if kept or not impact.on:
                # The number of an impact addresses its draws: it stays when an earlier one goes.
                number = impact.number or (place if place != len(impacts) + 1 else None)
                impacts.append(impact.model_copy(update={"on": kept, "number": number}))
        if impacts or not any(impact.on for impact in risk.impacts):
            return risk.model_copy(update={"impacts": tuple(impacts)})
        self._note(_NO_RISK, f"{risk.id} {risk.title}".strip())
        return None

    def correlation(self, correlation: Correlation, named: set[str]) -> Correlation | None:
        """Return the correlation with those members that are still there, or nothing."""
        kept: list[str] = []
        for member in correlation.group or correlation.between or ():
            if member.startswith(NAMED):
                kept += [member] if member in named else []
            else:
                kept += self._selectors(f"correlation {correlation.title}", (member,))
        if correlation.between is not None:
            if len(kept) == 2:
                return correlation
        elif kept:
            # A group is addressed by its name: it keeps it where some of its members are gone.
            is_whole = tuple(kept) == correlation.group
            return (
                correlation
                if is_whole
                else correlation.model_copy(update={"group": tuple(kept), "name": correlation.title})
            )
        self._note(_NO_CORRELATION, correlation.title)
        return None

    def is_there(self, subject: str, identity: str) -> bool:
        """Tell whether a task is in the schedule."""
        is_known = identity in self.project.task_index
        if not is_known:
            self._note(_GONE, f"{subject} {self._unknown(identity)}")
        self.found += is_known
        return is_known

    def runs(self, cost: ProjectCost) -> bool:
        """Tell whether the tasks between which a cost runs are in the schedule."""
        missing = [task for task in (cost.from_, cost.to) if task and task not in self.project.task_index]
        if missing:
            self._note(_NO_COST, f"{cost.id}: {self._unknown(missing[0])}")
        self.found += not missing and bool(cost.from_ or cost.to)
        return not missing

    def fits(self, objective: Objective | Budget) -> bool:
        """Tell whether an objective is about a task of the schedule, or about money."""
        if isinstance(objective, Budget):
            return True
        if objective.finish == "project" or objective.finish in self.project.task_index:
            self.found += objective.finish != "project"
            return True
        self._note(_NO_OBJECTIVE, f"{objective.id}: {self._unknown(objective.finish)}")
        return False

    def contingency(self, own: Contingency, new: Contingency, ids: Mapping[str, set[str]]) -> Contingency:
        """Return the reserves and plans of the schedule and of the overlay, of that those which fit."""
        reserves = (*_others(own.reserves, new.reserves), *(item for item in new.reserves if self._lies_before(item)))
        known = {**ids, "task": set(self.project.task_index), "reserve": {item.id for item in reserves}}
        plans = (item for item in new.plans if self._is_about(item, known))
        return Contingency(reserves=reserves, plans=(*_others(own.plans, new.plans), *plans))

    def _lies_before(self, reserve: Reserve) -> bool:
        is_known = reserve.before == WHOLE or reserve.before in self.project.task_index
        if not is_known:
            self._note(_NO_RESERVE, f"{reserve.id}: {self._unknown(reserve.before)}")
        self.found += is_known and reserve.before != WHOLE
        return is_known

    def _is_about(self, plan: ContingencyPlan, known: Mapping[str, set[str]]) -> bool:
        """Tell whether all that a contingency plan names is there."""
        kind, _, identity = plan.protects.rpartition(":")
        protected = (known[kind],) if kind else (known["objective"], known["task"], known["risk"])
        missing = [] if identity == WHOLE or any(identity in ids for ids in protected) else [identity]
        if plan.signal is not None:
            watched = {"finish": "task", "buffer": "reserve", "risk": "risk"}.get(plan.signal.kind)
            is_known = watched is None or plan.signal.subject in known[watched]
            missing += [] if is_known else [plan.signal.subject]
        if missing:
            self._note(_NO_PLAN, f"{plan.id}: {self._unknown(missing[0])}")
        self.found += not missing and identity != WHOLE
        return not missing

    def range(self, identity: str, value: Distribution) -> Template | dict[str, Any] | None:
        """Return what a range makes of its task: a template for it, or fields that change."""
        index = self.project.task_index.get(identity)
        if index is None:
            self._note(_GONE, f"range of {self._unknown(identity)}")
            return None
        self.found += 1
        task = self.project.tasks[index]
        if not task.has_work_left:
            self._note(_DONE if task.state == "finished" else _IDLE, f"range of {identity}")
            return None
        if value.kind == "time" and task.state == "not_started":
            return {"duration": value, "planned": self.project.planned_duration(task)}
        share = value if value.kind == "percent" else self._share(task, value)
        left = task.duration if task.remaining is None else task.remaining
        if share is not None and isinstance(left, Quantity) and left.kind == "time":
            return Template(for_=f"task:{identity}", duration=share)
        planned = self.project.planned_duration(task)
        if share is None or planned is None:
            self._note(_UNSCALED, identity)
            return None
        new = share.scaled_by(planned)
        return {"remaining": new} if task.state == "started" else {"duration": new, "planned": planned}

    def _share(self, task: Task, value: Distribution) -> Distribution | None:
        """Turn a range of the whole duration of a started task into shares of it, which hold for what is left."""
        stated = task.duration.planned() if isinstance(task.duration, Distribution) else task.duration
        whole = task.planned or stated
        minutes = self.project.calendar_of(task).minutes
        if whole is None or whole.kind != "time" or minutes(whole) == 0:
            return None
        return value.mapped(lambda quantity: Quantity(100.0 * minutes(quantity) / minutes(whole), "%"))

    def _selectors(self, subject: str, selectors: Sequence[str]) -> tuple[str, ...]:
        """Return the selectors that mean tasks that are still to be worked."""
        kept = []
        for selector in selectors:
            indices = self.project.selection.find(selector)
            self.found += bool(indices)
            if not indices:
                self._note(_GONE, f"{subject}: {self._unknown(selector, subject)}")
            elif all(self.project.tasks[index].state == "finished" for index in indices):
                self._note(_DONE, f"{subject}: {selector}")
            else:
                kept.append(selector)
        return tuple(kept)

    def _unknown(self, selector: str, subject: str = "") -> str:
        kind, _, name = selector.rpartition(":")
        suggests = sum(map(len, self.noted.values())) < _SUGGESTIONS
        if kind.strip() in ("", "task"):
            hint = code_like(name.strip(), self.project.task_index) if suggests else ""
        else:
            explained = self.project.selection.explain(selector, suggests)
            hint = explained.hint
            if explained.allowed:
                self.faults.append(explained._replace(subject=subject))
        return f"{selector} ({hint.rstrip('?')}?)" if hint else selector

    def _note(self, what: str, item: str) -> None:
        self.noted.setdefault(what, []).append(item)

    def notices(self) -> list[Notice]:
        """Return what did not fit."""
        return [Notice("overlay", what, len(items), tuple(items)) for what, items in self.noted.items()]

    def check(self) -> None:
        """Refuse an overlay that is none of this schedule."""
        if self.noted and not self.found and not self.faults:
            missing = [item for what in _MISSING for item in self.noted.get(what, ())]
            what = f"none of the tasks that the overlay names are in the schedule: {', '.join(missing[:6])}"
            self.faults.append(Fault((), "", what, "", "is it the overlay of another schedule?"))
        if self.faults:
            raise PlanError(problem_of(item) for item in self.faults)
