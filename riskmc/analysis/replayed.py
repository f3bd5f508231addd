"""One iteration against the plan: what each task took, what the risks did, which path was critical."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from riskmc.analysis.critical_path import CriticalPaths, critical_paths
from riskmc.analysis.replayed_costs import ReplayedCost, cost_sentence, replayed_cost
from riskmc.analysis.scenario_words import scenario_text
from riskmc.analysis.wording import count_text, date_text, days_text, share_text
from riskmc.result import Replay, SimulationResult
from riskmc.result.dates import float_days, task_days
from riskmc.result.frames import start_dates

__all__ = ["ReplaySummary", "ReplayedRisk", "ReplayedTask", "replay_sentences", "summarise_replay"]

MOST_ABSENT = 8
"""Tasks that do not exist in the iteration and are named, at most."""


@dataclass(frozen=True, slots=True)
class ReplayedTask:
    """A task in one iteration, beside the plan.

    Attributes
    ----------
    id, name, group : str
    milestone : bool
    planned_start, planned_finish, start, finish : datetime
    planned_days, days : float
        Duration, working days of the project's calendar.
    more_days : float
        Duration beyond the plan, working days.
    late_days : float
        Finish beyond the plan, working days.
    float_days : float
        Total float in the iteration, working days.
    critical : bool
    risks : tuple of str
        Those that struck the task.
    """

    id: str
    name: str
    group: str
    milestone: bool
    planned_start: datetime
    planned_finish: datetime
    start: datetime
    finish: datetime
    planned_days: float
    days: float
    more_days: float
    late_days: float
    float_days: float
    critical: bool
    risks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplayedRisk:
    """A risk that struck in the iteration.

    Attributes
    ----------
    id, title : str
    task_days : tuple of (str, float)
        What it added to the duration of each task that it struck, working days: the iteration less the same iteration
        without this risk.
    finish_days : float
        How much later the project finished for it, working days.
    """

    id: str
    title: str
    task_days: tuple[tuple[str, float], ...]
    finish_days: float


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """One iteration of a run, beside the plan.

    Attributes
    ----------
    project : str
    iteration, iterations : int
        The iteration, counted from 0, and how many the run has.
    scenario_note : str
        Which responses count; empty where the plan has none.
    seed : int
    digest : str
        Of the plan.
    start, planned_finish, finish : datetime
        Of the project.
    planned_finish_days, finish_days, late_days : float
        Working days from the project's start; the last beyond the plan.
    share : float
        Share of the iterations that finish as early as this one or earlier.
    subject, subject_name : str
        The milestone whose percentile was asked for; empty for the project.
    risks : tuple of ReplayedRisk
        Those that struck; those that moved the finish most come first.
    stated_risks : int
        How many risks the plan has.
    paths : CriticalPaths
    tasks : tuple of ReplayedTask
        In plan order.
    absent : tuple of str
        Tasks that do not exist in the iteration, in plan order.
    cost : ReplayedCost or None
        None where nothing costs money.
    """

    project: str
    iteration: int
    iterations: int
    scenario_note: str
    seed: int
    digest: str
    start: datetime
    planned_finish: datetime
    finish: datetime
    planned_finish_days: float
    finish_days: float
    late_days: float
    share: float
    subject: str
    subject_name: str
    risks: tuple[ReplayedRisk, ...]
    stated_risks: int
    paths: CriticalPaths
    tasks: tuple[ReplayedTask, ...]
    absent: tuple[str, ...] = ()
    cost: ReplayedCost | None = None

    def furthest(self, top: int | None) -> tuple[ReplayedTask, ...]:
        """Return the tasks that took longest beyond their plan, milestones left out."""
        ordered = sorted((task for task in self.tasks if not task.milestone), key=lambda task: -task.more_days)
        return tuple(ordered[:top])


def replay_sentences(summary: ReplaySummary) -> tuple[str, ...]:
    """Say when the project finished in the iteration, what it cost, how that compares, and how many risks struck."""
    planned, late = summary.planned_finish, summary.late_days
    share = share_text(summary.share, 1).replace(".0 %", " %")
    sentences = [
        f"The project finishes on {date_text(summary.finish, weekday=True)}, {_against(late)} the plan"
        f" ({date_text(planned, weekday=True)}); {share} of the iterations finish by then."
    ]
    if summary.subject:
        task = next(task for task in summary.tasks if task.id == summary.subject)
        sentences.append(
            f"{summary.subject_name} is reached on {date_text(task.finish, weekday=True)}, {_against(task.late_days)}"
            f" the plan ({date_text(task.planned_finish, weekday=True)})."
        )
    if summary.cost is not None:
        sentences.append(cost_sentence(summary.cost))
    if summary.stated_risks:
        struck = {risk.id for risk in summary.risks}
        if summary.cost is not None:
            struck |= {risk for risk, amount in summary.cost.risks if amount}
        sentences.append(f"{count_text(len(struck))} of {count_text(summary.stated_risks)} risks struck.")
    if summary.absent:
        left = len(summary.absent) - MOST_ABSENT
        names = ", ".join(summary.absent[:MOST_ABSENT]) + (f" and {count_text(left)} more" if left > 0 else "")
        sentences.append(f"In this iteration these tasks do not exist, and logic passes through them: {names}.")
    return tuple(sentences)


def _against(days: float) -> str:
    text = days_text(abs(days))
    if text == days_text(0.0):
        return "as in"
    return f"{text} {'after' if days > 0 else 'before'}"


def summarise_replay(result: SimulationResult, replay: Replay, *, subject: str = "") -> ReplaySummary:
    """Hold one iteration against the plan.

    Parameters
    ----------
    result : SimulationResult
    replay : Replay
        Of that result.
    subject : str
        Id of the milestone whose percentile the iteration attains; empty for the project.

    Returns
    -------
    ReplaySummary
    """
    timeline = result.timeline
    plan, schedule = replay.planned, replay.schedule
    return ReplaySummary(
        project=result.project.name,
        iteration=replay.iteration,
        iterations=result.provenance.iterations,
        scenario_note=scenario_text(result.project),
        seed=result.provenance.seed,
        digest=result.provenance.digest,
        start=timeline.date_of(0.0, "start"),
        planned_finish=timeline.date_of(plan.finish),
        finish=timeline.date_of(schedule.finish),
        planned_finish_days=timeline.days(plan.finish),
        finish_days=timeline.days(schedule.finish),
        late_days=timeline.days(schedule.finish - plan.finish),
        share=result.finish.share_by(schedule.finish),
        subject=subject,
        subject_name=result.project.tasks[result.project.task_index[subject]].name if subject else "",
        risks=_risks(replay),
        stated_risks=len(result.project.risks),
        paths=critical_paths(replay),
        tasks=_tasks(replay),
        absent=tuple(task.id for task in replay.project.tasks if task.id in replay.absent),
        cost=replayed_cost(result, replay),
    )


def _risks(replay: Replay) -> tuple[ReplayedRisk, ...]:
    per_day = replay.project.working_calendar.minutes_per_day
    per_day_of = dict(zip((task.id for task in replay.project.tasks), task_days(replay.project).tolist(), strict=True))
    working = _working_tasks(replay)
    titles = {risk.id: risk.title or risk.event for risk in replay.project.risks}
    risks = (
        ReplayedRisk(
            risk,
            titles[risk],
            tuple(
                (task, minutes / per_day_of[task]) for task, minutes in effect.task_minutes.items() if task in working
            ),
            effect.finish_minutes / per_day,
        )
        for risk, effect in replay.effects.items()
    )
    return tuple(sorted(risks, key=lambda risk: -abs(risk.finish_days)))


def _working_tasks(replay: Replay) -> set[str]:
    """Return the tasks that a risk can do something to: a factor strikes a milestone too, and changes nothing."""
    return {task.id for task in replay.project.tasks if not task.milestone} | {
        task for effect in replay.effects.values() for task, minutes in effect.task_minutes.items() if minutes
    }


def _tasks(replay: Replay) -> tuple[ReplayedTask, ...]:
    project, plan, schedule = replay.project, replay.planned, replay.schedule
    timeline = project.timeline()
    per_day, per_project_day = task_days(project).tolist(), project.working_calendar.minutes_per_day
    planned_starts, starts = (start_dates(project, dates.early_start) for dates in (plan, schedule))
    working = _working_tasks(replay)
    striking: dict[str, list[str]] = {}
    for risk, struck in replay.struck.items():
        for task in working.intersection(struck):
            striking.setdefault(task, []).append(risk)
    floats, critical = (schedule.total_float / float_days(project)).tolist(), replay.is_critical.tolist()
    return tuple(
        ReplayedTask(
            id=task.id,
            name=task.name,
            group=task.group,
            milestone=task.milestone,
            planned_start=planned_starts[i],
            planned_finish=timeline.date_of(float(plan.early_finish[i])),
            start=starts[i],
            finish=timeline.date_of(float(schedule.early_finish[i])),
            planned_days=float(plan.duration[i]) / per_day[i],
            days=float(schedule.duration[i]) / per_day[i],
            more_days=float(schedule.duration[i] - plan.duration[i]) / per_day[i],
            late_days=float(schedule.early_finish[i] - plan.early_finish[i]) / per_project_day,
            float_days=floats[i],
            critical=critical[i],
            risks=tuple(striking.get(task.id, ())),
        )
        for i, task in enumerate(project.tasks)
    )
