"""What is odd about responses: credited and not paid, idle, worse than nothing; and dates that have passed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from riskmc.analysis.lint_causes import delays_of
from riskmc.analysis.lint_records import PlanWarning, about_risk
from riskmc.analysis.wording import days_text, instant_text, level_text
from riskmc.model.calendars import end_of_day, midnight
from riskmc.model.distributions import Distribution
from riskmc.model.impacts import Impact
from riskmc.model.levels import Level, share_of
from riskmc.model.linting import Rule
from riskmc.model.means import mean_of
from riskmc.model.project import Project
from riskmc.model.responses import Response
from riskmc.model.risks import Risk

__all__ = ["credited", "dates", "idle", "residuals", "secondary_risks", "strategies"]

LOWERING: Final = frozenset(("mitigate", "enhance", "exploit"))
"""Strategies that say that the chance or the impact changes; a risk that is avoided is gone."""

STRATEGIES: Final = {
    "threat": ("avoid", "mitigate", "transfer", "accept", "escalate"),
    "opportunity": ("exploit", "enhance", "share", "accept", "escalate"),
}
"""Strategies by what they are for; some fit both."""

_SLACK: Final = 1e-9


def credited(project: Project) -> Iterator[PlanWarning]:
    """Find responses whose residual numbers count, and that nobody pays for or owns."""
    for risk, response in _in_play(project):
        if not (response.leaves_something or response.levels or response.strategy == "avoid"):
            continue
        missing = [] if response.cost is not None or response.tasks else ["cost"]
        missing += [] if response.owner or risk.owner else ["owner"]
        if missing:
            free = "; write cost: 0 where it costs nothing" if "cost" in missing else ""
            message = f"is credited with what it leaves of the risk, and has no {' and no '.join(missing)}{free}"
            yield _about("credited-response", risk, response, message)


def idle(project: Project) -> Iterator[PlanWarning]:
    """Find responses that are to lower a risk, and say nothing of what is left of it."""
    for risk, response in _in_play(project):
        says = response.leaves_something or response.levels or response.secondary
        if response.strategy in LOWERING and not says:
            message = (
                "says nothing of what it leaves of the risk (probability, occurrences, impacts), so that it buys"
                " nothing in the simulation"
            )
            yield _about("idle-response", risk, response, message)


def residuals(project: Project) -> Iterator[PlanWarning]:
    """Find responses that leave a threat likelier or larger than it was, or an opportunity less so."""
    to_days = 1.0 / project.working_calendar.minutes_per_day
    for risk, response in _in_play(project):
        sign = -1.0 if risk.kind == "opportunity" else 1.0
        before, after = (_chance(project, given.probability, given.occurrences) for given in (risk, response))
        if before is not None and after is not None and sign * (after - before) > _SLACK:
            gains = risk.kind == "threat" and sum(delays_of(project, risk.impacts).values()) < 0.0
            hint = "; write kind: opportunity where the risk is one" if gains else ""
            message = f"leaves the chance at {level_text(after)}, and it is {level_text(before)} without it{hint}"
            yield _about("residual-worse", risk, response, message)
        if response.impacts is None or _has_levels((*risk.impacts, *response.impacts)):
            continue
        was, left = (to_days * sum(delays_of(project, given).values()) for given in (risk.impacts, response.impacts))
        if left - was > _SLACK * max(1.0, abs(was)):
            message = f"leaves an impact of {days_text(left)} on the average, and it is {days_text(was)} without it"
            yield _about("residual-worse", risk, response, message)


def strategies(project: Project) -> Iterator[PlanWarning]:
    """Find strategies of opportunities for threats, and of threats for opportunities."""
    for risk, response in _in_play(project):
        if response.strategy is not None and response.strategy not in STRATEGIES[risk.kind]:
            other = "an opportunity" if risk.kind == "threat" else "a threat"
            fitting = ", ".join(STRATEGIES[risk.kind])
            message = f"has the strategy {response.strategy}, which is for {other}; for this risk there are {fitting}"
            yield _about("unfit-strategy", risk, response, message)


def _has_levels(impacts: Iterable[Impact]) -> bool:
    return any(isinstance(impact.delay, Level) for impact in impacts)


def _chance(
    project: Project, probability: float | Distribution | Level | None, occurrences: float | None
) -> float | None:
    """Return the mean chance that something states, that of a level by its band; None where it states none."""
    if occurrences is not None:
        return -math.expm1(-occurrences)
    if isinstance(probability, Level):
        level = project.scoring.find(probability)
        return None if level is None else project.scoring.probability_of(level)
    return mean_of(probability, share_of) if isinstance(probability, Distribution) else probability


def secondary_risks(project: Project) -> Iterator[PlanWarning]:
    """Find secondary risks that exist in no scenario, because their responses are cancelled or their risks closed."""
    brought: dict[str, bool] = {}
    for risk in project.risks:
        for response in risk.responses:
            for identity in response.secondary:
                lives = risk.status == "open" and response.status != "cancelled"
                brought[identity] = brought.get(identity, False) or lives
    for risk in project.risks:
        if risk.status == "open" and brought.get(risk.id) is False:
            message = (
                "is the secondary risk of responses that are cancelled, or whose risk is closed, so that it never"
                " happens; close it too"
            )
            yield about_risk("idle-secondary", risk, message)


def dates(project: Project) -> Iterator[PlanWarning]:
    """Find dates of risks and responses that lie on the wrong side of the status date."""
    now = project.status_date
    if now is None:
        return
    for risk in project.risks:
        if risk.status == "closed":
            continue
        if risk.review is not None and _is_past(risk.review, now):
            message = f"was to be reviewed by {instant_text(risk.review)}, before the status date"
            yield about_risk("past-date", risk, message)
        if risk.window is not None and risk.window.to is not None and _is_past(risk.window.to, now):
            message = f"its window closed on {instant_text(risk.window.to)}, so that it never happens; close it"
            yield about_risk("past-date", risk, message)
        for response in risk.responses:
            yield from _due(risk, response, now)


def _due(risk: Risk, response: Response, now: date | datetime) -> Iterator[PlanWarning]:
    if response.due is None or response.status == "cancelled":
        return
    if response.status != "done" and _is_past(response.due, now):
        word = response.status.replace("_", " ")
        message = f"was due by {instant_text(response.due)}, before the status date, and is {word}"
        yield _about("past-date", risk, response, message)
    elif response.status == "done" and midnight(response.due) >= end_of_day(now):
        message = f"is done, and due only by {instant_text(response.due)}; its numbers count as if it had worked"
        yield _about("done-early", risk, response, message)


def _is_past(when: date | datetime, now: date | datetime) -> bool:
    return end_of_day(when) <= midnight(now)


def _in_play(project: Project) -> Iterator[tuple[Risk, Response]]:
    for risk in project.risks:
        if risk.status == "open":
            for response in risk.responses:
                if response.status != "cancelled":
                    yield risk, response


def _about(rule: Rule, risk: Risk, response: Response, message: str) -> PlanWarning:
    action = f" ({response.action})" if response.action else ""
    where = f"response {response.id!r}{action} of risk {risk.id!r}"
    return PlanWarning(rule, where, message, (f"response:{response.id}", f"risk:{risk.id}"))
