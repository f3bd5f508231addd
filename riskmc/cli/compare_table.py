"""What a comparison says, in plain text: a column for each run."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence

from riskmc.analysis.comparison_records import ComparedRun, Comparison
from riskmc.analysis.comparison_words import (
    comparison_sentences,
    day_text,
    pairing_notes,
    points_text,
    shift_text,
    step_sentence,
)
from riskmc.analysis.cost_comparison import compare_costs
from riskmc.analysis.differences import Difference
from riskmc.analysis.money_words import amount_text, measured_amount_text
from riskmc.analysis.plan_changes import PlanChange, change_text
from riskmc.analysis.scenario_words import plan_text
from riskmc.analysis.wording import chance_text, count_text, counted_text, date_text, share_text
from riskmc.cli.layout import named, paragraphs, table
from riskmc.cli.terminal import clipped, columns
from riskmc.cli.worth_table import worth_lines
from riskmc.result.replicates import Measured
from riskmc.result.response_worth import Worths

__all__ = ["compare_lines"]

CHANGES = 8
"""How many changes of a plan are printed."""

MILESTONES = 12
"""How many milestones are printed at most."""

_NAME = 20
_LABEL = 30
_SAMPLING = {"lhs": "Latin hypercube", "random": "random", "sobol": "Sobol"}

Cells = Callable[[int], str]
"""What stands in the column of a run, by its number."""


def compare_lines(
    comparison: Comparison,
    changes: Mapping[str, Sequence[PlanChange]],
    width: int,
    worths: Worths | None = None,
) -> list[str]:
    """Write a comparison as lines of text.

    Parameters
    ----------
    comparison : Comparison
    changes : mapping of str to sequence of PlanChange
        By the name of a run, what its plan has otherwise than that of the first.
    width : int
        Columns of the terminal.
    worths : Worths, optional
        What the responses buy, where scenarios are compared.
    """
    bought = () if worths is None else worth_lines(worths, comparison.first.result.project.currency, width)
    parts = (
        _sentences(comparison, width), _runs(comparison, width), _finish(comparison, width),
        _differences(comparison, width), _costs(comparison, width), bought, _chances(comparison, width),
        _milestones(comparison, width), _changes(changes, comparison.first.name, width), _notes(comparison, width),
    )  # fmt: skip
    return paragraphs(parts)


def _wrapped(text: str, width: int, indent: str = "") -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ")


def _sentences(comparison: Comparison, width: int) -> Iterator[str]:
    for sentence in comparison_sentences(comparison):
        yield from _wrapped(sentence, width)
    if len(comparison.runs) > 2:
        yield from _wrapped(step_sentence(comparison), width)


def _runs(comparison: Comparison, width: int) -> Iterator[str]:
    rows = []
    for run in comparison.runs:
        made = run.result.provenance
        how = f"{count_text(made.iterations)} ({_SAMPLING[made.sampling]}), seed {made.seed}"
        paired = "" if run is comparison.first else "paired" if run.is_paired else "not paired"
        rows.append([run.name, plan_text(run.result.project), how, paired])
    yield from table(["Run", "plan", "iterations", ""], rows, align="llll", width=width, text_column=1)


def _finish(comparison: Comparison, width: int) -> Iterator[str]:
    runs = comparison.runs
    rows: list[tuple[str, Cells]] = [
        ("as planned", lambda i: _date(runs[i].result.timeline.date_of(runs[i].result.deterministic.finish)))
    ]
    for position, level in enumerate(comparison.levels):
        rows.append((f"P{100 * level:g}", lambda i, at=position: _date(runs[i].percentiles[at].value)))  # type: ignore[misc]
    rows.append(("mean", lambda i: _date(runs[i].result.finish.mean)))
    rows.append(("standard deviation", lambda i: _spread(runs[i])))
    yield from _columns("Finish", rows, comparison, range(len(runs)), width)


def _date(when: object) -> str:
    return date_text(when, weekday=True, short=True)  # type: ignore[arg-type]


def _spread(run: ComparedRun) -> str:
    return "–" if math.isnan(run.sd_days) else f"{run.sd_days:,.1f} d"


def _differences(comparison: Comparison, width: int) -> Iterator[str]:
    found = comparison.differences
    rows: list[tuple[str, Cells]] = [
        (f"P{100 * level:g}", lambda i, at=position: shift_text(found[i - 1].levels[at].days))  # type: ignore[misc]
        for position, level in enumerate(comparison.levels)
    ]
    rows.append(("mean", lambda i: shift_text(found[i - 1].mean)))
    rows.append(("finish at the same instant", lambda i: _same(found[i - 1].same)))
    title = f"Working days from {clipped(comparison.first.name, _NAME)}"
    yield from _columns(title, rows, comparison, range(1, len(comparison.runs)), width)


def _costs(comparison: Comparison, width: int) -> Iterator[str]:
    found = compare_costs(comparison)
    if found is None:
        return
    unit = f", {found.currency}" if found.currency else ""
    rows: list[tuple[str, Cells]] = [("as planned", lambda i: amount_text(found.runs[i].planned))]
    for position, level in enumerate(found.levels):
        rows.append(
            (f"P{100 * level:g}", lambda i, at=position: amount_text(found.runs[i].percentiles[at].value))  # type: ignore[misc]
        )
    rows.append(("mean", lambda i: amount_text(found.runs[i].mean)))
    yield from _columns(f"Cost{unit}", rows, comparison, range(len(comparison.runs)), width)
    dearer: list[tuple[str, Cells]] = [
        (f"P{100 * level:g}", lambda i, at=position: _more(found.differences[i - 1].levels[at]))  # type: ignore[misc]
        for position, level in enumerate(found.levels)
    ]
    dearer.append(("mean", lambda i: _more(found.differences[i - 1].mean)))
    yield ""
    title = f"Dearer than {clipped(comparison.first.name, _NAME)}{unit}"
    yield from _columns(title, dearer, comparison, range(1, len(comparison.runs)), width)


def _more(difference: Difference) -> str:
    return measured_amount_text(Measured(difference.value, difference.low, difference.high))


def _same(share: float) -> str:
    return "–" if math.isnan(share) else f"{share_text(share, 1)} of iterations"


def _chances(comparison: Comparison, width: int) -> Iterator[str]:
    rows: list[tuple[str, Cells]] = []
    for item in comparison.chances:
        whose = "" if item.finish == "project" else f"{item.finish} "
        label = f"{whose}by {day_text(item.by, [item.label])}"
        rows.append((label, lambda i, of=item: "–" if of.chances[i] is None else chance_text(of.chances[i])))  # type: ignore[misc]
        if any(difference is not None for difference in item.differences):
            rows.append(("  difference", lambda i, of=item: _points(of.differences[i])))  # type: ignore[misc]
    yield from _columns("Chance of finishing", rows, comparison, range(len(comparison.runs)), width)


def _points(difference: object) -> str:
    return "" if difference is None else points_text(difference)  # type: ignore[arg-type]


def _milestones(comparison: Comparison, width: int) -> Iterator[str]:
    at = comparison.levels.index(comparison.level)
    rows: list[tuple[str, Cells]] = []
    for item in comparison.milestones[:MILESTONES]:

        def cell(i: int, of: object = item) -> str:
            percentiles, difference = of.percentiles[i], of.differences[i]  # type: ignore[attr-defined]
            if percentiles is None:
                return "–"
            when = date_text(percentiles[at].value, short=True)
            return when if difference is None else f"{when} {shift_text(difference.levels[at].days)}"

        rows.append((named(item.id, item.name), cell))
    if rows:
        title = f"P{100 * comparison.level:g} of milestones"
        yield from _columns(title, rows, comparison, range(len(comparison.runs)), width)
    if len(comparison.milestones) > MILESTONES:
        yield f"  and {count_text(len(comparison.milestones) - MILESTONES)} more, in --json and on the page"


def _changes(changes: Mapping[str, Sequence[PlanChange]], first: str, width: int) -> Iterator[str]:
    for name, found in changes.items():
        if not found:
            yield from _wrapped(f"The plan of {name} is that of {first}.", width)
            continue
        count = counted_text(len(found), "point")
        yield from _wrapped(f"The plan of {name} differs from that of {first} in {count}:", width)
        for change in found[:CHANGES]:
            yield from _wrapped(clipped(change_text(change), 3 * width), width, "  ")
        if len(found) > CHANGES:
            yield f"  and {count_text(len(found) - CHANGES)} more, listed by --json"


def _notes(comparison: Comparison, width: int) -> Iterator[str]:
    for note in pairing_notes(comparison):
        yield from _wrapped(note, width)


def _columns(
    title: str, rows: Sequence[tuple[str, Cells]], comparison: Comparison, runs: Sequence[int], width: int
) -> Iterator[str]:
    """Lay out rows with a column for each run, in as many tables below each other as the width asks for."""
    names = {i: clipped(comparison.runs[i].name, _NAME) for i in runs}
    cells = {i: [cell(i) for _, cell in rows] for i in runs}
    sizes = {i: max(columns(text) for text in (names[i], *cells[i])) + 2 for i in runs}
    label = min(max(columns(text) for text in (title, *(name for name, _ in rows))), _LABEL) + 2
    for shown in _that_fit(list(runs), sizes, width - label):
        body = [[name, *(cells[i][at] for i in shown)] for at, (name, _) in enumerate(rows)]
        yield from table([title, *(names[i] for i in shown)], body, align="l" + "r" * len(shown), width=width)


def _that_fit(runs: Sequence[int], sizes: Mapping[int, int], room: int) -> Iterator[list[int]]:
    shown: list[int] = []
    for run in runs:
        if shown and sum(sizes[i] for i in (*shown, run)) > room:
            yield shown
            shown = []
        shown.append(run)
    yield shown
