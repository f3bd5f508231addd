"""What the numbers rest on: distributions, sampling, versions, and how intervals were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from riskmc.analysis.correlation import correlation_statements
from riskmc.analysis.scenario_words import scenario_text
from riskmc.analysis.wording import count_text, counted_text, instant_text
from riskmc.model.project import Project
from riskmc.result import SimulationResult

if TYPE_CHECKING:
    import pandas as pd

_MOST_CALENDARS: Final = 4
"""Other calendars that are named."""

_SAMPLING = {
    "lhs": "Latin hypercube, in groups of 1,024 iterations",
    "random": "independent random numbers",
    "sobol": "scrambled Sobol sequence",
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the numbers of a run rest on.

    Attributes
    ----------
    facts : tuple of (str, str)
        Name and value of each setting that is needed to run it again.
    statements : tuple of str
        Sentences about the method.
    """

    facts: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]


def describe_assumptions(result: SimulationResult) -> Assumptions:
    """Say what a run rests on.

    Parameters
    ----------
    result : SimulationResult
    """
    return Assumptions(_facts(result), _statements(result))


def _facts(result: SimulationResult) -> tuple[tuple[str, str], ...]:
    run = result.provenance
    project = result.project
    calendar = project.working_calendar
    links = sum(len(task.after) for task in project.tasks)
    tasks = counted_text(len(project.tasks), "task or milestone", "tasks and milestones")
    size = f"{tasks}, {counted_text(links, 'link')}, {counted_text(len(project.risks), 'risk')}"
    week = f"{calendar.minutes_per_day / 60:g} h a day, {calendar.minutes_per_week / 60:g} h a week"
    iterations = count_text(run.iterations)
    if not run.is_complete:
        iterations += f" of {count_text(run.requested_iterations)} (interrupted)"
    minutes = "minute" if result.critical_float == 1.0 else "minutes"
    scenario = scenario_text(project)
    facts = [
        ("Plan", size),
        ("Working time", f"calendar {project.calendar}: {week}{_other_calendars(project)}"),
        *_dating_facts(project),
        *([("Scenario", scenario)] if scenario else []),
        ("Iterations", iterations),
        ("Sampling", _SAMPLING[run.sampling]),
        ("Seed", str(run.seed)),
        ("Critical", f"total float of at most {result.critical_float:,.10g} working {minutes}"),
        ("Digest of the plan", run.digest),
        ("Versions", ", ".join(f"{name} {version}" for name, version in (("riskmc", run.version), *run.libraries))),
    ]
    if project.source:
        facts.insert(0, ("Source", project.source))
    return tuple(facts)


def _other_calendars(project: Project) -> str:
    used = Counter(task.calendar for task in project.tasks if task.calendar not in ("", project.calendar))
    if not used:
        return ""
    texts = [f"{name} ({counted_text(count, 'task')})" for name, count in used.most_common(_MOST_CALENDARS)]
    rest = len(used) - len(texts)
    return "; besides " + ", ".join(texts) + (f" and {counted_text(rest, 'other')}" if rest > 0 else "")


def _dating_facts(project: Project) -> Iterator[tuple[str, str]]:
    """Tell by which rules dates are worked out, where more than links and one calendar decide."""
    states = Counter(task.state for task in project.tasks)
    if project.status_date is not None and len(states) > 1:
        done = f"{count_text(states['finished'])} finished, {count_text(states['started'])} started"
        rule = project.scheduling.progress.replace("_", " ")
        yield "Progress", f"{done} by {instant_text(project.status_date)}; {rule}"
    constraints = sum(len(task.constraint) for task in project.tasks if task.state != "finished")
    if constraints:
        hard = "relaxed" if project.scheduling.hard_constraints == "relax" else "honoured"
        yield "Constraints", f"{count_text(constraints)}, hard ones {hard}"


def _statements(result: SimulationResult) -> tuple[str, ...]:
    statements = [
        "In each iteration every risk happens or does not, every duration and lag is drawn from its distribution, and"
        " the schedule is worked out anew on the calendar.",
        *correlation_statements(result),
        "The choice of distribution matters: on the same three points a triangular distribution gives a later P80 than"
        " a PERT distribution, by about 3 % of the project's duration where ranges go from 90 to 130 %, and 12 % where"
        " they go from 75 to 200 %.",
        _index_errors(result),
    ]
    if 0 < result.ranks.iterations < result.sums.iterations:
        statements.append(
            f"Cruciality is the rank correlation over the first {count_text(result.ranks.iterations)} iterations."
        )
    return tuple(statements)


def _index_errors(result: SimulationResult) -> str:
    if result.has_replicates:
        return (
            "The errors of criticality and SSI come from the scatter between blocks of 1,024 iterations; that of"
            " cruciality from a formula for independent iterations."
        )
    return "The errors of criticality, SSI and cruciality come from formulas for independent iterations."


def distribution_frame(result: SimulationResult) -> pd.DataFrame:
    """Build the table of what was assumed of each task.

    Returns
    -------
    DataFrame
        Indexed by task id, in plan order, without milestones and finished work: ``name``, ``group``, ``distribution``
        (in words), ``planned_days`` and ``mean_days`` (working days of the task's calendar, the mean with the risks).
    """
    project = result.project
    worked = [not task.milestone and task.span is None and task.state != "finished" for task in project.tasks]
    table = result.tasks.loc[worked, ["name", "group", "planned_days", "mean_days"]]
    tasks = (task for task, is_worked in zip(project.tasks, worked, strict=True) if is_worked)
    table.insert(2, "distribution", [project.effective_duration(task).describe() for task in tasks])
    return table
