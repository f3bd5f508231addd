"""Scores of the risks of a plan: levels that are stated, or that come from numbers by the bands of its scheme."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from riskmc.analysis.scoring_records import OVERALL, ImpactLevel, Position, ScoredRisk, Source
from riskmc.analysis.task_costs import mean_task_costs
from riskmc.model.levels import Level
from riskmc.model.means import mean_of
from riskmc.model.quantities import Quantity
from riskmc.model.scoring import Scoring, place_on

if TYPE_CHECKING:
    from riskmc.model.impacts import Impact
    from riskmc.model.project import Project
    from riskmc.model.responses import Response, Scenario
    from riskmc.model.risks import Risk
    from riskmc.model.tasks import Task

__all__ = ["impact_days", "mean_cost", "score_risks"]

_AMOUNTS: Final = ("schedule", "cost")
"""Kinds of impact that have numbers in a plan."""

CLOSED: Final = "it is closed"
SYSTEMIC: Final = "it is a factor that always acts, not an event"
SECONDARY: Final = "it exists only with a response that is not in force"


def score_risks(project: Project, by: str = OVERALL) -> tuple[ScoredRisk, ...]:
    """Score the risks of a plan, as they are in its scenario, with no response, and with the planned ones too.

    A level that is stated counts first. Else that of the probability comes from its mean; of the schedule from the mean
    total delay where the risk occurs, over its impacts and tasks, factors on planned durations included; of the cost
    from the mean cost. The overall impact is the worst of all kinds that are known.

    Parameters
    ----------
    project : Project
        Its `planned_length` is known where the schedule is scored in % of it, and comes from numbers.
    by : str
        The kind of impact that decides, or ``overall``.

    Returns
    -------
    tuple of ScoredRisk
        In the order of the plan.

    Examples
    --------
    >>> from riskmc.model.project import Project
    >>> risk = {"id": "R1", "probability": "40%", "impacts": [{"on": "a", "delay": "3d"}], "levels": {"cost": "high"}}
    >>> plan = Project(
    ...     name="x", start="2027-01-04", tasks=[{"id": "a", "duration": "20d"}], risks=[risk], planned_length="20d"
    ... )
    >>> now = score_risks(plan)[0].now
    >>> now.probability, [(found.kind, found.level, found.source) for found in now.impacts], now.kind, now.score
    ('medium', [('schedule', 'high', 'number'), ('cost', 'high', 'stated')], 'schedule', 12.0)
    """
    scenarios = ("pre", "post")
    others = {scenario: project.model_copy(update={"scenario": scenario}) for scenario in scenarios}
    return tuple(_scored(project, others, index, by) for index in range(len(project.risks)))


def _scored(project: Project, others: Mapping[str, Project], index: int, by: str) -> ScoredRisk:
    risk = project.risks[index]
    left_out = CLOSED if risk.status == "closed" else SYSTEMIC if risk.systemic else ""
    now, before, after = (
        None if left_out else _position(plan, index, by) for plan in (project, others["pre"], others["post"])
    )
    if not left_out and now is None:
        what = "no impact" if by == OVERALL else f"no impact on {by}"
        left_out = SECONDARY if _is_idle(project, risk.id) else f"{what} is known"
    return ScoredRisk(
        index, risk.id, risk.title or risk.event or risk.id, risk.owner, risk.category, risk.status, risk.kind, now,
        before, after, left_out, tuple(response.id for response in _counting(risk, "post")),
    )  # fmt: skip


def _counting(risk: Risk, scenario: Scenario) -> list[Response]:
    return [response for response in risk.responses if response.counts_in(scenario)] if risk.status == "open" else []


def _is_idle(project: Project, identity: str) -> bool:
    """Tell whether a risk is secondary to responses of which none counts."""
    parents = [
        (risk, response) for risk in project.risks for response in risk.responses if identity in response.secondary
    ]
    return bool(parents) and not any(response in _counting(risk, project.scenario) for risk, response in parents)


def _position(project: Project, index: int, by: str) -> Position | None:
    risk, scoring = project.risks[index], project.scoring
    if _is_idle(project, risk.id):
        return None
    stated = _stated_levels(risk, project.scenario)
    impacts = tuple(_impact_levels(project, index, stated))
    wanted = [found for found in impacts if by in (OVERALL, found.kind)]
    if not wanted:
        return None
    worst = max(wanted, key=lambda found: scoring.rank(found.level))
    level, source, chance = _probability(project, index, stated)
    score = scoring.score(level, worst.level)
    return Position(
        level, chance, source, impacts, worst.kind, worst.level, score, scoring.tolerance_of(score),
        score >= scoring.appetite_score,
    )  # fmt: skip


def _stated_levels(risk: Risk, scenario: Scenario) -> dict[str, str]:
    """Return the levels that hold in a scenario; what a response leaves of the impacts takes those of the risk away."""
    stated: dict[str, str] = dict(risk.levels)
    for response in _counting(risk, scenario):
        if response.impacts is not None:
            stated = {kind: level for kind, level in stated.items() if kind not in _AMOUNTS}
        if response.probability is not None or response.occurrences is not None:
            stated.pop("probability", None)
        stated |= response.levels
    return stated


def _probability(project: Project, index: int, stated: Mapping[str, str]) -> tuple[str, Source, float]:
    """Return the level of the chance that a risk occurs at least once, where it came from, and the chance."""
    scoring, risk = project.scoring, project.risks_in_force[index]
    chance = _chance(project, risk)
    level = scoring.find(stated.get("probability", ""))
    if level is not None:
        return level, "stated", chance
    source: Source = "stated" if (risk.id, "probability") in project.from_levels else "number"
    return scoring.level_of_probability(risk.chance if source == "stated" else chance), source, chance


def _chance(project: Project, risk: Risk) -> float:
    count = _tasks_struck(project, risk)
    return 1.0 - (1.0 - risk.chance) ** count if risk.strikes == "each_task" and count else risk.chance


def _tasks_struck(project: Project, risk: Risk) -> int:
    return len({index for impact in risk.impacts for index in _tasks_of(project, impact)})


def _tasks_of(project: Project, impact: Impact) -> set[int]:
    return {index for selector in impact.on for index in project.selection.find(selector)}


def _impact_levels(project: Project, index: int, stated: Mapping[str, str]) -> Iterator[ImpactLevel]:
    scoring = project.scoring
    for kind in dict.fromkeys((*scoring.kinds, *(kind for kind in stated if kind != "probability"))):
        amount = _amount(project, index, kind)
        ends = None if amount is None else _ends(project, kind)
        by_number = "" if amount is None or ends is None else scoring.names[place_on(ends, amount)]
        name = scoring.find(stated[kind]) if kind in stated else _level_of_impacts(project, index, kind)
        if name is not None:
            is_from_level = _is_from_level(project, index, kind)
            yield ImpactLevel(kind, name, "stated", amount, is_from_level, "" if is_from_level else by_number)
        elif by_number:
            yield ImpactLevel(kind, by_number, "number", amount)


def _level_of_impacts(project: Project, index: int, kind: str) -> str | None:
    """Return the highest level of impacts that are all stated as levels; None where any of them is a number."""
    if kind not in _AMOUNTS:
        return None
    key = "delay" if kind == "schedule" else "cost"
    impacts = _impacts_as_written(project, index)
    values = [getattr(impact, key) for impact in impacts if getattr(impact, key) is not None]
    has_factor = kind == "schedule" and any(impact.factor is not None for impact in impacts)
    if not values or has_factor or not all(isinstance(value, Level) for value in values):
        return None
    scoring: Scoring = project.scoring
    found = [name for value in values if (name := scoring.find(value)) is not None]
    return max(found, key=scoring.rank, default=None)


def _impacts_as_written(project: Project, index: int) -> tuple[Impact, ...]:
    risk = project.risks[index]
    left = [r.impacts for r in _counting(risk, project.scenario) if r.impacts is not None]
    return left[-1] if left else risk.impacts


def _is_from_level(project: Project, index: int, kind: str) -> bool:
    key = "delay" if kind == "schedule" else kind
    identity = project.risks[index].id
    return any(owner == identity and field.endswith(f"].{key}") for owner, field in project.from_levels)


def _ends(project: Project, kind: str) -> list[float] | None:
    """Return the ends of the bands in working days or money; None where they are shares of what is not known."""
    edges = project.scoring.in_amounts(project.planned_length).edges(kind)
    if edges is None or any(edge.unit == "%" for edge in edges):
        return None
    calendar = project.working_calendar
    if kind == "schedule":
        return [calendar.minutes(edge) / calendar.minutes_per_day for edge in edges]
    return [edge.value for edge in edges]


def _amount(project: Project, index: int, kind: str) -> float | None:
    """Return what a risk does on average where it occurs, in the direction of its kind and not below zero."""
    if kind not in _AMOUNTS:
        return None
    risk = project.risks_in_force[index]
    found = impact_days(project, risk) if kind == "schedule" else mean_cost(project, risk)
    if found is None:
        return None
    return max(0.0, -found if risk.kind == "opportunity" else found)


def impact_days(project: Project, risk: Risk) -> float | None:
    """Return the mean total delay of a risk where it occurs, in working days of the tasks that it hits.

    Parameters
    ----------
    project : Project
    risk : Risk
        In force.

    Returns
    -------
    float or None
        Summed over its impacts and their tasks, as if all of it counted; None where it delays nothing, or by a level
        of which the number is not known.
    """
    parts = [part for impact in risk.impacts for part in _delays(project, impact)]
    if not parts or any(math.isnan(part) for part in parts):
        return None
    return math.fsum(parts) * _repeats(project, risk)


def _repeats(project: Project, risk: Risk) -> float:
    """Return how often an impact strikes a task on average, given that the risk occurs at all."""
    if risk.strikes == "each_task":
        whole = _chance(project, risk)
        return risk.chance / whole if whole > 0 else 1.0
    return risk.occurrences / risk.chance if risk.occurrences is not None else 1.0


def _delays(project: Project, impact: Impact) -> list[float]:
    if impact.delay is None and impact.factor is None:
        return []
    if isinstance(impact.delay, Level):
        return [math.nan]
    struck = [project.tasks[index] for index in sorted(_tasks_of(project, impact))]
    if not impact.on:
        calendar = project.working_calendar
        return [] if impact.delay is None else [mean_of(impact.delay, calendar.minutes) / calendar.minutes_per_day]
    return [_delay(project, impact, task) for task in struck if _can_be_struck(project, task)]


def _can_be_struck(project: Project, task: Task) -> bool:
    return task.state != "finished" and task.span is None and task.id not in project.absent_tasks


def _delay(project: Project, impact: Impact, task: Task) -> float:
    calendar = project.calendar_of(task)
    minutes = 0.0
    if impact.delay is not None and not isinstance(impact.delay, Level):
        minutes = mean_of(impact.delay, calendar.minutes)
    if impact.factor is not None:
        planned = project.planned_duration(task) or project.effective_duration(task)
        minutes += (mean_of(impact.factor, _share) - 1.0) * mean_of(planned, calendar.minutes)
    return minutes / calendar.minutes_per_day


def _share(quantity: Quantity) -> float:
    return quantity.value / 100.0 if quantity.unit == "%" else quantity.value


def mean_cost(project: Project, risk: Risk) -> float | None:
    """Return the mean cost of a risk where it occurs, in the currency of the project.

    Parameters
    ----------
    project : Project
    risk : Risk
        In force.

    Returns
    -------
    float or None
        None where it costs nothing, or a level of which the number is not known. A factor on costs counts with what its
        tasks cost on average, before risks; what delays cost by the day does not.
    """
    parts = [part for impact in risk.impacts for part in _costs(project, impact)]
    if not parts or any(math.isnan(part) for part in parts):
        return None
    return math.fsum(parts) * _repeats(project, risk)


def _costs(project: Project, impact: Impact) -> Iterator[float]:
    if isinstance(impact.cost, Level) or isinstance(impact.cost_factor, Level):
        yield math.nan
        return
    if impact.cost is not None:
        yield mean_of(impact.cost, lambda quantity: quantity.value)
    if impact.cost_factor is not None:
        ids = [project.tasks[index].id for index in sorted(_tasks_of(project, impact))]
        factor = mean_of(impact.cost_factor, _share)
        yield (factor - 1.0) * math.fsum(mean_task_costs(project, ids).values())
