"""What responses buy and cost, in plain text."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator

from riskmc.analysis.response_words import (
    bought_text,
    mean_bought_text,
    mean_saved_text,
    money_text,
    saved_text,
    worth_notes,
    worth_sentence,
)
from riskmc.analysis.wording import count_text, level_text
from riskmc.cli.layout import paragraphs, table
from riskmc.result.response_worth import ResponseWorth, Worths

__all__ = ["worth_lines"]

ROWS = 20
"""Responses that are printed at most."""

_NARROW, _NARROWER = 90, 70
"""Below so many columns the risk and the status are left out, and the mean."""


def worth_lines(worths: Worths, currency: str | None, width: int) -> list[str]:
    """Write what the responses buy as lines of text.

    Parameters
    ----------
    worths : Worths
    currency : str, optional
        Of the project.
    width : int
        Columns of the terminal.
    """
    return paragraphs([_table(worths, currency, width), _money_table(worths, currency, width), _notes(worths, width)])


def _table(worths: Worths, currency: str | None, width: int) -> Iterator[str]:
    if not worths.rows:
        return
    percentile = f"P{100 * worths.level:g}"
    head = ["What each response buys", "risk", "status", "cost", percentile, "mean"]
    rows = [_cells(row, currency) for row in worths.rows[:ROWS]]
    kept = [0, 1, 2, 3, 4, 5] if width >= _NARROW else [0, 3, 4, 5] if width >= _NARROWER else [0, 3, 4]
    if all(row.response.cost is None for row in worths.rows):
        kept.remove(3)
    cells = [[row[place] for place in kept] for row in (head, *rows)]
    align = "".join("lllrrr"[place] for place in kept)
    yield from table(cells[0], cells[1:], align=align, width=width)
    if len(worths.rows) > ROWS:
        yield f"  and {count_text(len(worths.rows) - ROWS)} more, in --json and on the page"
    unit = f"(working days that the finish lies later without it, paired, {level_text(worths.confidence)})"
    yield from textwrap.wrap(unit, width, initial_indent="  ", subsequent_indent="  ")
    yield from textwrap.wrap(worth_sentence(worths), width, initial_indent="  ", subsequent_indent="  ")


def _money_table(worths: Worths, currency: str | None, width: int) -> Iterator[str]:
    """Write what the responses save, where anything costs money."""
    if all(math.isnan(row.amount) for row in worths.rows):
        return
    unit = f", {currency}" if currency else ""
    head = [f"What each response saves{unit}", f"P{100 * worths.level:g}", "mean"]
    rows = [[_named(row), saved_text(row), mean_saved_text(row)] for row in worths.rows[:ROWS]]
    if width < _NARROWER:
        head, rows = head[:2], [row[:2] for row in rows]
    yield from table(head, rows, align="lrr"[: len(head)], width=width)


def _named(row: ResponseWorth) -> str:
    what = row.response.action or row.response.strategy or ""
    return f"{row.response.id}: {what}" if what else row.response.id


def _cells(row: ResponseWorth, currency: str | None) -> list[str]:
    response = row.response
    return [
        _named(row),
        row.risk.id,
        response.status.replace("_", " "),
        money_text(response.cost, currency),
        bought_text(row),
        mean_bought_text(row),
    ]


def _notes(worths: Worths, width: int) -> Iterator[str]:
    for note in worth_notes(worths):
        yield from textwrap.wrap(note, width, subsequent_indent="  ")
