"""What is legal in a plan and yet worth a second look, before it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from riskmc.analysis import (
    lint_causes,
    lint_contingency,
    lint_costs,
    lint_levels,
    lint_network,
    lint_ranges,
    lint_responses,
    lint_risks,
)
from riskmc.analysis.cautions import notice_text
from riskmc.analysis.date_warnings import date_findings
from riskmc.analysis.lint_records import Linted, PlanWarning, about_task
from riskmc.model._record import did_you_mean
from riskmc.model.linting import RULES, Rule, Silence
from riskmc.model.project import Project

__all__ = ["Linted", "PlanWarning", "Rule", "lint", "plan_warnings"]


def plan_warnings(project: Project) -> tuple[PlanWarning, ...]:
    """Find what is legal in a plan and yet worth a second look, and not silenced in it.

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
    return lint(project).warnings


def lint(project: Project) -> Linted:
    """Find what is legal in a plan and yet worth a second look, and part what the plan silences from the rest.

    Parameters
    ----------
    project : Project

    Returns
    -------
    Linted
    """
    silences = project.linter.silence
    found = sorted((item for rule in _RULES for item in rule(project)), key=lambda item: _ORDER[item.rule])
    kept, quiet = _parted(found, silences)
    idle = [silence for place, silence in enumerate(silences) if not quiet[place] and silence.rule != "idle-silence"]
    more, quieter = _parted([_idle(project, silence) for silence in idle], silences)
    kept = _merged(project, kept)
    pairs = ((silence, (*_merged(project, quiet[place]), *quieter[place])) for place, silence in enumerate(silences))
    return Linted((*kept, *more), tuple(pairs))


def _parted(
    found: Iterable[PlanWarning], silences: Sequence[Silence]
) -> tuple[list[PlanWarning], list[list[PlanWarning]]]:
    """Part what is told from what each silence keeps unsaid; the first that covers a finding has it."""
    kept: list[PlanWarning] = []
    quiet: list[list[PlanWarning]] = [[] for _ in silences]
    for warning in found:
        covering = (quiet[i] for i, silence in enumerate(silences) if silence.covers(warning.rule, warning.entries))
        next(covering, kept).append(warning)
    return kept, quiet


def _merged(project: Project, found: Sequence[PlanWarning]) -> list[PlanWarning]:
    """Make one warning of all that a rule of :data:`_MERGED` found."""
    merged: list[PlanWarning] = []
    for rule, group in groupby(found, key=lambda item: item.rule):
        items = list(group)
        merged += [_MERGED[rule](project, items)] if rule in _MERGED else items
    return merged


def _idle(project: Project, silence: Silence) -> PlanWarning:
    """Tell of a silence that keeps nothing unsaid: its entry is gone or misspelt, or the matter is settled."""
    known = _entries(project)
    bare = [entry.partition(":")[2] for entry in known]
    where = f"silence of {silence.rule!r}" + (f" for {silence.entry!r}" if silence.entry else "")
    if not silence.entry or silence.entry in known or silence.entry in bare:
        message = "keeps nothing unsaid: the rule finds nothing there; take it out"
    else:
        hint = did_you_mean(silence.entry, [*bare, *known])
        message = "keeps nothing unsaid: the plan has no such entry" + (f" ({hint})" if hint else "")
    return PlanWarning("idle-silence", where, message, (silence.entry,) if silence.entry else ())


def _entries(project: Project) -> list[str]:
    kinds = (
        ("task", project.tasks), ("risk", project.risks), ("objective", project.objectives),
        ("resource", project.resources), ("cost", project.costs),
    )  # fmt: skip
    entries = [f"{kind}:{record.id}" for kind, records in kinds for record in records]
    held = (("contingency", project.contingency.plans), ("reserve", project.contingency.reserves))
    entries += [f"{kind}:{record.id}" for kind, records in held for record in records]
    entries += [f"currency:{name}" for name in project.currencies]
    entries += [f"index:{name}" for name in project.escalation.indices]
    return [*entries, *(f"template:{number}" for number in range(1, len(project.templates) + 1))]


def _objectives(project: Project) -> Iterator[PlanWarning]:
    if not project.objectives:
        message = "no objective says which date is promised, so that no result can say whether it is kept"
        yield PlanWarning("no-objective", "", message)
    for objective in project.promises:
        if objective.deadline <= project.start:
            message = f"its date, {objective.by}, lies before the start of the project"
            entries = (f"objective:{objective.id}",)
            yield PlanWarning("late-start-objective", f"objective {objective.id!r}", message, entries)


def _dates(project: Project) -> Iterator[PlanWarning]:
    for rule, task, message in date_findings(project):
        yield PlanWarning(rule, "", message) if task is None else about_task(rule, task, message)


def _notices(project: Project) -> Iterator[PlanWarning]:
    for notice in project.notices:
        yield PlanWarning("not-honoured", "", notice_text(notice), tuple(f"task:{item}" for item in notice.items))


_ORDER = {rule: place for place, rule in enumerate(RULES)}

_RULES: tuple[Callable[[Project], Iterator[PlanWarning]], ...] = (
    lint_network.open_ends, lint_network.dangling, lint_network.odd_links, lint_ranges.durations,
    lint_ranges.token_ranges, lint_ranges.idle_templates, lint_ranges.uncorrelated, _objectives,
    lint_costs.currencies, lint_costs.amounts, lint_costs.tasks_without_cost, lint_costs.progress, lint_costs.resources,
    lint_costs.cost_factors, lint_costs.budgets, lint_risks.mapping,
    lint_risks.chances, lint_risks.finished_tasks, lint_risks.plans, lint_causes.double_counted,
    lint_levels.high_without_owner,
    lint_responses.credited, lint_responses.idle, lint_responses.residuals, lint_responses.strategies,
    lint_responses.secondary_risks, lint_responses.dates, lint_levels.without_scoring,
    lint_levels.from_levels, lint_contingency.responses, lint_contingency.signals, lint_contingency.undated,
    lint_contingency.late_signals, lint_contingency.reserves, _dates, _notices,
)  # fmt: skip

_MERGED: dict[Rule, Callable[[Project, Sequence[PlanWarning]], PlanWarning]] = {
    "uncorrelated-range": lint_ranges.on_their_own,
    "certain-cost": lint_costs.certain_amounts,
    "task-without-cost": lint_costs.without_cost,
    "cost-without-actual": lint_costs.without_actual,
}
"""Rules that find the same in many places, of which one warning is made."""
