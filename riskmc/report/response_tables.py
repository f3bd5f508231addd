"""The tables of responses: what each does, what it costs, and what it buys."""

from __future__ import annotations

import math
from collections.abc import Sequence

from riskmc.analysis.response_words import (
    bought_text,
    chance_change,
    impact_change,
    mean_bought_text,
    money_text,
    saved_text,
)
from riskmc.analysis.scoring import impact_days, mean_cost
from riskmc.analysis.wording import date_text, level_text
from riskmc.model.project import Project
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.report.tables import Kind, Table
from riskmc.result.response_worth import Worths

__all__ = ["response_table", "worth_table"]

_LARGE = 100_000.0
"""Money from which thousands are told."""


def response_table(project: Project) -> Table | None:
    """Tabulate the responses of a plan, with what each leaves of its risk; None where there are none.

    Parameters
    ----------
    project : Project
    """
    currency = f", {project.currency}" if project.currency else ""
    head: tuple[tuple[str, Kind], ...] = (
        ("Response", "name"), ("Risk", "name"), ("Strategy", "text"), ("Owner", "name"), ("Due", "number"),
        ("Status", "text"), ("Counts", "text"), (f"Cost{currency}", "number"), ("Chance", "number"),
        ("Mean delay, d", "number"), (f"Mean cost{currency}", "number"),
    )  # fmt: skip
    rows = tuple(
        (
            *_named(risk, response),
            response.strategy or "–",
            response.owner or risk.owner or "–",
            "–" if response.due is None else date_text(response.due, short=True),
            response.status.replace("_", " "),
            "yes" if risk.status == "open" and response.counts_in(project.scenario) else "no",
            money_text(response.cost, None),
            chance_change(risk, response) or "–",
            *_left_of_impacts(project, risk, response),
        )
        for risk in project.risks
        for response in risk.responses
    )
    return Table("Responses, and what they leave of their risks", head, rows, is_sortable=True) if rows else None


def worth_table(worths: Worths, currency: str | None) -> Table:
    """Tabulate what the responses buy, the most first.

    Parameters
    ----------
    worths : Worths
    currency : str, optional
    """
    head: tuple[tuple[str, Kind], ...] = (
        ("Response", "name"), ("Risk", "name"), (f"P{100 * worths.level:g} bought", "number"),
        ("Mean bought", "number"), ("Cost", "number"), ("Status", "text"), ("Probability", "number"),
        ("Impact", "name"),
    )  # fmt: skip
    saves = any(not math.isnan(row.amount) for row in worths.rows)
    if saves:
        head = (*head[:4], (f"Saved at P{100 * worths.level:g}", "number"), *head[4:])
    rows = tuple(
        (
            *_named(row.risk, row.response),
            bought_text(row),
            mean_bought_text(row),
            *([saved_text(row)] if saves else []),
            money_text(row.response.cost, currency),
            row.response.status.replace("_", " "),
            *_left(row.risk, row.response),
        )
        for row in worths.rows
    )
    title = f"What each response buys: working days later without it, paired, {level_text(worths.confidence)} intervals"
    return Table(title, head, rows, is_sortable=True)


def _named(risk: Risk, response: Response) -> tuple[str, str]:
    """Name a response by what is done, and its risk by its title."""
    action = f"{response.id}: {response.action}" if response.action else response.id
    return action, f"{risk.id}: {risk.title}" if risk.title else risk.id


def _left(risk: Risk, response: Response) -> tuple[str, str]:
    """Word what is left of the chance and of the impact."""
    return chance_change(risk, response) or "–", impact_change(risk, response) or "as before"


def _left_of_impacts(project: Project, risk: Risk, response: Response) -> tuple[str, str]:
    """Word the mean delay and the mean cost of a risk where it occurs, before a response and after it."""
    after = risk if response.impacts is None else risk.model_copy(update={"impacts": response.impacts})
    delays = [impact_days(project, given) for given in (risk, after)]
    costs = [mean_cost(project, given) for given in (risk, after)]
    largest = max((abs(cost) for cost in costs if cost is not None), default=0.0)
    return _change(delays, 0.1, 1), _change(costs, 1_000.0 if largest >= _LARGE else 1.0, 0)


def _change(amounts: Sequence[float | None], step: float, decimals: int) -> str:
    before, after = ("–" if amount is None else _number(amount, step, decimals) for amount in amounts)
    return before if before == after else f"{before} to {after}"


def _number(amount: float, step: float, decimals: int) -> str:
    return f"{round(amount / step) * step:,.{decimals}f}".replace("-", "−")
