"""What the scoring of a plan shows: high risks that nobody owns, and levels that stand for numbers."""

from __future__ import annotations

from collections.abc import Iterator

from riskmc.analysis.lint_records import PlanWarning, about_risk
from riskmc.analysis.scoring import score_risks
from riskmc.analysis.wording import counted_text
from riskmc.model.levels import Level
from riskmc.model.project import Project
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.model.scoring import Scoring

__all__ = ["from_levels", "high_without_owner", "without_scoring"]

NAMED = 4
"""Risks that a message names."""


def high_without_owner(project: Project) -> Iterator[PlanWarning]:
    """Find risks of a high score, before any response, that nobody owns."""
    if all(risk.owner or risk.status == "closed" for risk in project.risks):
        return
    for scored in score_risks(project):
        if scored.before is not None and scored.before.tolerance == "high" and not scored.owner:
            message = (
                f"is high ({scored.before.probability} probability, {scored.before.impact} impact on"
                f" {scored.before.kind}) and has no owner"
            )
            yield about_risk("high-risk-without-owner", project.risks[scored.index], message)


def without_scoring(project: Project) -> Iterator[PlanWarning]:
    """Find a plan that gives levels, and no scheme that says what they mean."""
    risks = [risk.id for risk in project.risks if _has_levels(risk)]
    if risks and project.scoring == Scoring() and "scoring" not in project.model_fields_set:
        verb = "is" if len(risks) == 1 else "are"
        message = (
            f"{counted_text(len(risks), 'risk')} ({_named(risks)}) {verb} given by levels, and no scoring says what"
            " they mean; the five built-in levels stand for it: write scoring: {levels: 5}, or your own"
        )
        yield PlanWarning("levels-without-scoring", "", message, tuple(f"risk:{identity}" for identity in risks))


def from_levels(project: Project) -> Iterator[PlanWarning]:
    """Tell which numbers came from levels."""
    fields = project.from_levels
    chances = [risk.id for risk in project.risks if (risk.id, "probability") in fields]
    with_impacts = {identity for identity, field in fields if field != "probability"}
    impacts = [risk.id for risk in project.risks if risk.id in with_impacts]
    parts = [f"{what} of {_named(ids)}" for what, ids in (("the probability", chances), ("impacts", impacts)) if ids]
    if parts:
        message = f"{' and '.join(parts)} came from the bands of the scoring scheme; no one estimated them"
        entries = dict.fromkeys((*chances, *impacts))
        yield PlanWarning("numbers-from-levels", "", message, tuple(f"risk:{identity}" for identity in entries))


def _has_levels(risk: Risk) -> bool:
    given: list[Risk | Response] = [risk, *risk.responses]
    if any(isinstance(item.probability, Level) or item.levels for item in given):
        return True
    impacts = [impact for item in given for impact in item.impacts or ()]
    return any(isinstance(value, Level) for impact in impacts for value in (impact.delay, impact.cost))


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return ", ".join(ids[:NAMED]) + more
