"""What the finish depends on, in plain text: tasks with all measures, critical paths, merge points."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from riskmc.analysis.estimates import half_width
from riskmc.analysis.scenario_words import scenario_text
from riskmc.analysis.sensitivity import Measure, sensitivity_frame
from riskmc.analysis.wording import chance_text, count_text, counted_text, share_text
from riskmc.cli.layout import named, table
from riskmc.cli.terminal import clipped
from riskmc.result.estimates import CONFIDENCE, proportion_interval

if TYPE_CHECKING:
    import pandas as pd

    from riskmc.result import SimulationResult

__all__ = ["sensitivity_lines"]

PATHS = 5
MERGES = 8
"""How many are printed."""

_NARROW = 112

_DECIMALS = {
    "cruciality_pearson": 2, "cruciality_spearman": 2, "cruciality_kendall": 2, "significance": 3, "ssi": 3,
}  # fmt: skip

_RANKED_BY = {
    "ssi": "schedule sensitivity index (SSI)",
    "criticality": "criticality index",
    "cruciality": "rank correlation with the finish (Spearman)",
    "significance": "significance index",
    "shift": "swing of the finish between the tenths in which the task is shortest and longest",
}


def sensitivity_lines(result: SimulationResult, by: Measure, top: int | None, width: int) -> Iterator[str]:
    """Write what the finish depends on as lines of text.

    Parameters
    ----------
    result : SimulationResult
    by : {"ssi", "criticality", "cruciality", "significance", "shift"}
        What tasks are ranked by.
    top : int or None
        How many tasks; None for all.
    width : int
        Columns of the terminal.
    """
    frame = sensitivity_frame(result, by, top)
    yield f"{result.project.name}: what the finish depends on"
    yield f"{counted_text(result.sums.iterations, 'iteration')}, seed {result.provenance.seed}; ± at 95 % confidence"
    scenario = scenario_text(result.project)
    if scenario:
        yield clipped(f"Scenario {scenario}", width)
    yield ""
    yield f"Tasks, by {_RANKED_BY[by]}"
    yield from _tasks(frame, width)
    yield from _ranks_note(result)
    yield from _paths(result, width)
    yield from _merges(result, width)


def _tasks(frame: pd.DataFrame, width: int) -> Iterator[str]:
    head = ["task", "critical", "Pearson", "Spearman", "Kendall", "signif.", "SSI", "shortest", "longest"]
    rows = [_task_cells(row) for row in frame.reset_index().to_dict("records")]
    if width < _NARROW:
        kept = (0, 1, 3, 6, 7, 8)
        head, rows = [head[i] for i in kept], [[row[i] for i in kept] for row in rows]
    yield from table(head, rows, align="l" + "r" * (len(head) - 1), width=width)
    if width < _NARROW:
        yield "  (a wider terminal and --json show Pearson's and Kendall's correlations and the significance too)"


def _task_cells(row: dict[Any, Any]) -> list[str]:
    cells = [named(row["id"], row["name"])]
    error = 100 * half_width(row["criticality_se"], CONFIDENCE)
    cells.append(f"{100 * row['criticality']:.1f} ±{error:.1f} %")
    half = {name.removesuffix("_se"): half_width(error, CONFIDENCE) for name, error in row.items() if "_se" in name}
    cells += [_number(row[name], half[name], decimals) for name, decimals in _DECIMALS.items()]
    return cells + [_days(row[name], half[name]) for name in ("shorter_shift_days", "longer_shift_days")]


def _number(value: float, half: float, decimals: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{decimals}f} ±{half:.{decimals}f}"


def _days(value: float, half: float) -> str:
    return "-" if math.isnan(value) else f"{value:+.1f} ±{half:.1f}"


def _ranks_note(result: SimulationResult) -> Iterator[str]:
    ranks = result.ranks
    yield "  shortest, longest: by how many working days the mean finish moves in the tenth of the iterations in which"
    yield "  the task is shortest, and longest"
    if ranks.iterations < result.sums.iterations or ranks.kendall_iterations < ranks.iterations:
        yield (
            f"  Spearman and the tenths over the first {count_text(ranks.iterations)} iterations, Kendall over"
            f" {count_text(ranks.kendall_iterations)}"
        )


def _paths(result: SimulationResult, width: int) -> Iterator[str]:
    detail = result.detail
    ids = [task.id for task in result.project.tasks]
    near = result.critical_float > 1.0
    yield ""
    margin = result.timeline.days(result.critical_float)
    what = f"paths within {margin:g} working days of critical" if near else "critical paths"
    looked_at = counted_text(detail.iterations, "iteration")
    yield f"Most frequent {what}; {counted_text(detail.distinct_paths, 'different path')} in the first {looked_at}"
    for path in detail.paths[:PATHS]:
        share = chance_text(proportion_interval(path.count, detail.iterations, CONFIDENCE))
        sequence = " > ".join(ids[task] for task in path.tasks)
        yield f"  {share}"
        yield from textwrap.wrap(
            sequence, width, initial_indent="    ", subsequent_indent="    ", break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
    if detail.truncated:
        yield f"  In {count_text(detail.truncated)} iterations so many paths tie that some were not counted."


def _merges(result: SimulationResult, width: int) -> Iterator[str]:
    merges = result.merges
    if merges.empty:
        return
    yield ""
    yield "Merge points: what waiting for the latest of several costs, in working days"
    rows = []
    for row in merges.head(MERGES).reset_index().to_dict("records"):
        delay = f"{row['delay_days']:.2f} ±{half_width(row['delay_days_se'], CONFIDENCE):.2f}"
        latest = f"{row['latest']} ({share_text(row['latest_share'])})"
        rows.append(
            [named(row["id"], row["name"]), str(row["predecessors"]), delay, latest, share_text(row["criticality"])]
        )
    yield from table(
        ["merge", "waits for", "delay", "most often the last", "critical"], rows, align="lrrlr", width=width
    )
    yield "  (a merge point that is seldom critical delays its own task more often than the project)"
    if len(merges) > MERGES:
        yield f"  and {count_text(len(merges) - MERGES)} more, in --json"
