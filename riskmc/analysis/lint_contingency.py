"""What is odd about reserves and contingency plans: nobody's, unpaid, unseen, or too late to help."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.lead_times import now_of, shifted
from riskmc.analysis.lint_records import PlanWarning
from riskmc.analysis.signals import goals_of, protected
from riskmc.analysis.wording import date_text, instant_text
from riskmc.model.calendars import end_of_day
from riskmc.model.contingency import WHOLE, ContingencyPlan, Signal
from riskmc.model.linting import Rule
from riskmc.model.project import Project
from riskmc.model.quantities import Quantity
from riskmc.model.tasks import Objective

__all__ = ["late_signals", "reserves", "responses", "signals", "undated"]


def responses(project: Project) -> Iterator[PlanWarning]:
    """Find contingency plans that nobody owns, nobody pays for, or that say nothing of what is done."""
    for plan in project.contingency.plans:
        response = plan.response
        if response is None or not (response.action or response.strategy):
            message = "says nothing of what is done when it is called for; write response: {action: ...}"
            yield _about("contingency-without-response", plan, message)
        if response is None or not response.owner:
            message = "has no owner, so that nobody watches its signal or calls for it; write response: {owner: ...}"
            yield _about("contingency-without-owner", plan, message)
        if response is None or response.cost is None:
            message = "has no budget; write response: {cost: 60k}, or cost: 0 where it costs nothing"
            yield _about("contingency-without-budget", plan, message)
        if response is None or response.lead_time is None:
            message = (
                "has no lead time, so that nobody knows by when to decide; write response: {lead_time: 20d}, or 0d"
                " where it works at once"
            )
            yield _about("contingency-without-lead-time", plan, message)


def signals(project: Project) -> Iterator[PlanWarning]:
    """Find contingency plans whose signal cannot be seen, or tells nothing because it never changes."""
    for plan in project.contingency.plans:
        message = _unseen(project, plan.signal)
        if message:
            yield _about("unseen-signal", plan, message)


def _unseen(project: Project, signal: Signal | None) -> str:
    if signal is None:
        return "has no signal by which one would know when to call for it; write signal: {finish: MILESTONE}"
    if signal.kind == "words":
        return "its signal is known in words alone, so that the simulation can say neither when nor how often it comes"
    if signal.kind == "cost" and not project.has_costs:
        return "its signal is the cost to date, and nothing in the plan costs money"
    if signal.kind == "finish":
        task = project.tasks[project.task_index[signal.finish]]
        return f"its signal, the finish of {task.id!r}, has come already" if task.state == "finished" else ""
    if signal.kind == "risk":
        risk = next(item for item in project.risks if item.id == signal.risk)
        if risk.status == "closed":
            return f"its signal, the risk {risk.id!r}, is closed and never strikes"
        if risk.systemic:
            return f"its signal, the risk {risk.id!r}, is systemic: it always acts, so that there is nothing to see"
    return ""


def undated(project: Project) -> Iterator[PlanWarning]:
    """Find contingency plans that protect what nothing says the date of."""
    held = {reserve.before for reserve in project.contingency.reserves if reserve.of == "schedule"}
    for plan in project.contingency.plans:
        kind, identity = protected(project, plan)
        if goals_of(project, plan):
            continue
        task = project.tasks[project.task_index[identity]] if kind == "task" else None
        if (task is not None and task.deadline is not None) or (identity if kind == "task" else WHOLE) in held:
            continue
        message = (
            "nothing says by when what it protects must be finished, so that it has no trigger point; write an"
            " objective, a deadline, or a reserve before it"
        )
        yield _about("undated-contingency", plan, message)


def late_signals(project: Project) -> Iterator[PlanWarning]:
    """Find contingency plans whose signal comes, or whose response works, only when all is decided."""
    after = _Followers(project)
    for plan in project.contingency.plans:
        late = _decided(project, plan, after)
        if late:
            yield _about("late-signal", plan, late)
        yield from _short(project, plan)


class _Followers:
    """Which tasks come after others, looked up when they are asked for."""

    def __init__(self, project: Project) -> None:
        self._next: dict[str, list[str]] = {}
        for task in project.tasks:
            for link in task.after:
                self._next.setdefault(link.predecessor, []).append(task.id)

    def come_after(self, earlier: str, later: str) -> bool:
        """Tell whether one task comes after another, over any number of links."""
        waiting, seen = [earlier], {earlier}
        while waiting:
            for follower in self._next.get(waiting.pop(), ()):
                if follower == later:
                    return True
                if follower not in seen:
                    seen.add(follower)
                    waiting.append(follower)
        return False


def _decided(project: Project, plan: ContingencyPlan, after: _Followers) -> str:
    """Say why a signal comes only when all that the plan protects is decided; empty where it comes earlier."""
    signal = plan.signal
    goals = goals_of(project, plan)
    dates = [goal for goal in goals if isinstance(goal, Objective)]
    if signal is None or len(dates) < len(goals):
        return ""
    if signal.kind == "cost" and signal.on is not None and dates:
        last = max(goal.deadline for goal in dates)
        if end_of_day(signal.on) >= last:
            when = instant_text(signal.on)
            return f"its signal is looked at on {when}, when it is decided what becomes of what it protects"
        return ""
    kind, identity = protected(project, plan)
    ends = {goal.finish for goal in dates} or ({identity} if kind == "task" else {WHOLE})
    watched = signal.finish
    if signal.kind == "buffer":
        reserve = project.contingency.reserve(signal.buffer)
        watched = "" if reserve is None else reserve.before
    if not watched or not all(_is_end(watched, end, after) for end in ends):
        return ""
    what = "the project's finish" if watched == WHOLE else f"the finish of {watched!r}"
    return f"its signal, {what}, comes only when it is decided what becomes of what it protects; watch an earlier one"


def _is_end(watched: str, end: str, after: _Followers) -> bool:
    """Tell whether what is watched is the end itself, or comes after it."""
    if watched in (end, WHOLE):
        return True
    return end != WHOLE and after.come_after(end, watched)


def _short(project: Project, plan: ContingencyPlan) -> Iterator[PlanWarning]:
    """Find thresholds that leave less than the lead time: before them, or after them."""
    threshold, lead = plan.threshold, plan.lead_time
    if threshold is None or isinstance(threshold, Quantity) or lead.value == 0.0:
        return
    fires, minutes = end_of_day(threshold), project.working_calendar.minutes(lead)
    decide = shifted(project, fires, -minutes)
    if decide < now_of(project):
        message = (
            f"for its response to work on {instant_text(threshold)} it had to be decided on by {date_text(decide)},"
            f" {lead} ahead, before the status date"
        )
        yield _about("short-lead-time", plan, message)
    dates = [goal.deadline for goal in goals_of(project, plan) if isinstance(goal, Objective)]
    works = shifted(project, fires, minutes)
    if dates and works > max(dates):
        message = (
            f"called for on {instant_text(threshold)}, its response works from {date_text(works)} on, {lead} later, and"
            f" what it protects is due by {date_text(max(dates))}"
        )
        yield _about("short-lead-time", plan, message)


def reserves(project: Project) -> Iterator[PlanWarning]:
    """Find reserves that nobody owns."""
    for reserve in project.contingency.reserves:
        if not reserve.owner:
            where = f"reserve {reserve.id!r}" + (f" ({reserve.title})" if reserve.title else "")
            message = "has no owner, so that anybody spends it; write owner: ..."
            yield PlanWarning("reserve-without-owner", where, message, (f"reserve:{reserve.id}",))


def _about(rule: Rule, plan: ContingencyPlan, message: str) -> PlanWarning:
    where = f"contingency plan {plan.id!r}" + (f" ({plan.title})" if plan.title else "")
    return PlanWarning(rule, where, message, (f"contingency:{plan.id}",))
