"""The tables of responses: what each does, what it costs, and what it buys."""

from __future__ import annotations

from riskmc.analysis.response_words import (
    bought_text,
    chance_change,
    impact_change,
    mean_bought_text,
    money_text,
)
from riskmc.analysis.wording import instant_text, level_text
from riskmc.model.project import Project
from riskmc.model.responses import Response
from riskmc.model.risks import Risk
from riskmc.report.tables import Kind, Table
from riskmc.result.response_worth import Worths

__all__ = ["response_table", "worth_table"]

_HEAD: tuple[tuple[str, Kind], ...] = (
    ("Response", "name"), ("Risk", "name"), ("Strategy", "text"), ("Action", "name"), ("Owner", "name"),
    ("Cost", "number"), ("Due", "number"), ("Status", "text"), ("Probability", "number"), ("Impact", "name"),
    ("Counts here", "text"),
)  # fmt: skip


def response_table(project: Project) -> Table | None:
    """Tabulate the responses of a plan, with what each leaves of its risk; None where there are none.

    Parameters
    ----------
    project : Project
    """
    rows = tuple(
        (*_stated(risk, response, project.currency), _counts(risk, response, project))
        for risk in project.risks
        for response in risk.responses
    )
    return Table("Responses, and what they leave of their risks", _HEAD, rows, is_sortable=True) if rows else None


def _stated(risk: Risk, response: Response, currency: str | None) -> tuple[str, ...]:
    return (
        response.id,
        f"{risk.id}: {risk.title}" if risk.title else risk.id,
        response.strategy or "–",
        response.action or "–",
        response.owner or risk.owner or "–",
        money_text(response.cost, currency),
        "–" if response.due is None else instant_text(response.due),
        response.status.replace("_", " "),
        chance_change(risk, response) or "–",
        impact_change(risk, response) or "as before",
    )


def _counts(risk: Risk, response: Response, project: Project) -> str:
    return "yes" if risk.status == "open" and response.counts_in(project.scenario) else "no"


def worth_table(worths: Worths, currency: str | None) -> Table:
    """Tabulate what the responses buy, the most first.

    Parameters
    ----------
    worths : Worths
    currency : str, optional
    """
    percentile = f"P{100 * worths.level:g}"
    head: tuple[tuple[str, Kind], ...] = (*_HEAD[:-1], (f"{percentile} bought", "number"), ("Mean bought", "number"))
    rows = tuple(
        (*_stated(row.risk, row.response, currency), bought_text(row), mean_bought_text(row)) for row in worths.rows
    )
    title = f"What each response buys: working days later without it, paired, {level_text(worths.confidence)} intervals"
    return Table(title, head, rows, is_sortable=True)
